"""What decides where a record is found: what it states, and the units around its point."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.match.search import Search
from geo.match.stated import Record, Stated

Key = Hashable


class Around(NamedTuple):
    """Key of a record that has nothing to be found by but its point.

    Parameters
    ----------
    stated
        What it says, without the point.
    vintage
        Whose units are meant.
    units
        Around the point, the first one first; several on a border, none elsewhere.
    nearest
        The nearest unit of the country where none of it is around the point.
    distance_m
        How far that is, in steps of a tenth of a kilometre: no more is ever said. Less is a metre.
    """

    stated: Record
    vintage: int
    units: tuple[str, ...]
    nearest: str | None
    distance_m: float


class _Units(NamedTuple):
    """The units of one vintage at some points.

    Parameters
    ----------
    around
        Position of the unit around each point; -1 where there is none.
    shared
        Of the points on a border, by their place: the positions of all units that share it.
    nearest, distance_m
        Position of the nearest unit (of the country that a record states) where none is around the point, and
        how far that is; -1 and NaN beyond reach.
    """

    around: NDArray[np.int64]
    shared: dict[int, tuple[int, ...]]
    nearest: NDArray[np.int64]
    distance_m: NDArray[np.float64]


@dataclass(frozen=True)
class Keys:
    """The keys of a batch: records that share one are found in the same place.

    Parameters
    ----------
    distinct
        Each key once; None for a record that has none and is looked at alone.
    records
        For each key a record that has it.
    which
        For each record of the batch the place of its key.
    """

    distinct: Sequence[Key | None]
    records: Sequence[Record]
    which: NDArray[np.int64]


def keys_of(search: Search, stated: Stated) -> Keys:
    """Return the key of every record of a batch.

    Points are looked up in one query for each vintage. A record that states no more than its country needs
    the units of one vintage; one that states more is found by its code or its name, and in which vintage is
    seen then.
    """
    return _Keys(search, stated).keys()


class _Keys:
    def __init__(self, search: Search, stated: Stated) -> None:
        self._search, self._stated = search, stated
        self._which = np.full(len(stated), -1, dtype=np.int64)
        self._numbers: dict[Key, int] = {}
        self._distinct: list[Key | None] = []
        self._records: list[Record] = []

    def keys(self) -> Keys:
        """Return the keys of all records."""
        has_point = self._stated.points != None  # noqa: E711 - each of an array
        bare = np.array([_is_bare(record) for record in self._stated.distinct], dtype=bool)
        is_bare = bare[self._stated.which] if len(bare) else has_point
        self._without_points(np.flatnonzero(~has_point))
        self._bare(np.flatnonzero(has_point & is_bare))
        self._other(np.flatnonzero(has_point & ~is_bare))
        return Keys(self._distinct, self._records, self._which)

    def _number(self, key: Key | None, row: int) -> int:
        """Return the place of a key; of None a new one."""
        number = len(self._distinct) if key is None else self._numbers.setdefault(key, len(self._distinct))
        if number == len(self._distinct):
            self._distinct.append(key)
            self._records.append(self._stated.record(row))
        return number

    def _group(
        self, rows: NDArray[np.int64], *columns: NDArray[np.int64]
    ) -> list[tuple[int, NDArray[np.int64]]]:
        """Return the first row and all rows of each group of rows with the same values (from -1 on)."""
        # One whole number stands for each combination of values, as digits do; the few thousand rows of a
        # batch, and the units and distances there are, keep it far below 2 ** 63.
        code = np.zeros(len(rows), dtype=np.int64)
        for column in columns:
            code = code * (int(column.max(initial=-1)) + 2) + column + 1
        _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
        order = np.argsort(inverse, kind="stable")
        parts = np.split(rows[order], np.cumsum(np.bincount(inverse))[:-1]) if len(rows) else []
        return [(int(at), part) for at, part in zip(first, parts, strict=True)]

    def _without_points(self, rows: NDArray[np.int64]) -> None:
        for at, part in self._group(rows, self._stated.which[rows]):
            self._which[part] = self._number(self._stated.record(int(rows[at])), int(rows[at]))

    def _bare(self, rows: NDArray[np.int64]) -> None:
        """Give records that state no more than a country the key of the units around their points."""
        search = self._search
        vintage_of = [
            search.vintage_of(record) if record.country or record.stated_vintage or search.vintage else -1
            for record in self._stated.distinct
        ]
        vintages = np.array(vintage_of, dtype=np.int64)[self._stated.which[rows]]
        for vintage in np.unique(vintages[vintages > 0]).tolist():
            self._around(rows[vintages == vintage], vintage)
        # Nothing says which vintage the others mean: the newest with a unit around the point, else near it.
        left = rows[vintages < 0]
        for vintage in search.newest_first:
            left = self._around(left, vintage, keep=False)
        for vintage in search.newest_first:
            left = self._near(left, vintage)
        self._far(left, search.newest_first[0])

    def _around(self, rows: NDArray[np.int64], vintage: int, *, keep: bool = True) -> NDArray[np.int64]:
        """Give rows their keys; unless all are to `keep` one, return those without a unit around."""
        if not len(rows):
            return rows
        around, shared = self._search.gazetteer(vintage).points.at_each(self._stated.points[rows])
        taken = np.flatnonzero(around >= 0) if not keep else np.arange(len(rows))
        nearest, distance_m = self._beside(rows, taken, vintage, around)
        self._take(rows, taken, vintage, _Units(around, shared, nearest, distance_m))
        return rows[around < 0] if not keep else rows[:0]

    def _beside(
        self, rows: NDArray[np.int64], taken: NDArray[np.int64], vintage: int, around: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the nearest unit, and how far it is, for points outside all units or in another country."""
        region_index = self._search.gazetteer(vintage)
        # Where there is no unit, its position -1 reads the last one: no country.
        countries = [region_index.units[code].country for code in region_index.points.smallest] + [""]
        wanted = np.array([record.country for record in self._stated.distinct], dtype=object)
        wanted = wanted[self._stated.which[rows]]
        is_elsewhere = (wanted != None) & (np.array(countries, dtype=object)[around] != wanted)  # noqa: E711
        beside = taken[((around < 0) | is_elsewhere)[taken]]
        nearest, distance_m = np.full(len(rows), -1, dtype=np.int64), np.full(len(rows), np.nan)
        for country in dict.fromkeys(wanted[beside].tolist()):
            of_country = beside[wanted[beside] == country] if country else beside[wanted[beside] == None]  # noqa: E711
            nearest[of_country], distance_m[of_country] = region_index.points.nearest_each(
                self._stated.points[rows[of_country]], country=country
            )
        return nearest, distance_m

    def _near(self, rows: NDArray[np.int64], vintage: int) -> NDArray[np.int64]:
        """Give rows without a unit around their points, but one near them, their keys; return the others."""
        if not len(rows):
            return rows
        nearest, distance_m = self._search.gazetteer(vintage).points.nearest_each(self._stated.points[rows])
        there = nearest >= 0
        self._take_outside(rows[there], vintage, nearest[there], distance_m[there])
        return rows[~there]

    def _far(self, rows: NDArray[np.int64], vintage: int) -> None:
        """Give rows without a unit around or near their points their keys."""
        self._take_outside(rows, vintage, np.full(len(rows), -1), np.full(len(rows), np.nan))

    def _take_outside(
        self,
        rows: NDArray[np.int64],
        vintage: int,
        nearest: NDArray[np.int64],
        distance_m: NDArray[np.float64],
    ) -> None:
        """Give rows without a unit around their points their keys."""
        self._take(
            rows, np.arange(len(rows)), vintage, _Units(np.full(len(rows), -1), {}, nearest, distance_m)
        )

    def _take(self, rows: NDArray[np.int64], taken: NDArray[np.int64], vintage: int, units: _Units) -> None:
        codes, which = self._search.gazetteer(vintage).points.smallest, self._stated.which[rows]
        around, shared, nearest, distance_m = units
        # A distance of nothing is one inside; the others are said to a tenth of a kilometre.
        tenths = np.full(len(rows), -1, dtype=np.int64)
        is_near = ~np.isnan(distance_m)
        tenths[is_near] = [
            0 if metres == 0 else 1 + round(10 * round(metres / 1000, 1))
            for metres in distance_m[is_near].tolist()
        ]
        border = np.full(len(rows), -1, dtype=np.int64)
        borders: dict[tuple[int, ...], int] = {}
        for at, positions in shared.items():
            border[at] = borders.setdefault(positions, len(borders))
        for at, part in self._group(
            rows[taken], which[taken], around[taken], nearest[taken], tenths[taken], border[taken]
        ):
            one = int(taken[at])
            positions = shared.get(one, (int(around[one]),) if around[one] >= 0 else ())
            key = Around(
                self._stated.distinct[which[one]],
                vintage,
                tuple(codes[position] for position in positions),
                codes[nearest[one]] if nearest[one] >= 0 else None,
                max(100.0 * (tenths[one] - 1), 1.0) if tenths[one] > 0 else 0.0,
            )
            self._which[part] = self._number(key, int(rows[one]))

    def _other(self, rows: NDArray[np.int64]) -> None:
        """Give records that state a code, a name or a city the key of the units of all vintages.

        A record whose point lies outside, in another country, on a border or beside several regions is
        looked at alone: then distances may decide.
        """
        if not len(rows):
            return
        which = self._stated.which[rows]
        alone = np.array([";" in f"{record.code}{record.name}" for record in self._stated.distinct])[which]
        wanted = np.array([record.country for record in self._stated.distinct], dtype=object)[which]
        around = []
        for vintage in self._search.newest_first:
            region_index = self._search.gazetteer(vintage)
            unit, shared = region_index.points.at_each(self._stated.points[rows])
            countries = [region_index.units[code].country for code in region_index.points.smallest] + [""]
            alone |= (unit < 0) | ((wanted != None) & (np.array(countries, dtype=object)[unit] != wanted))  # noqa: E711
            alone[list(shared)] = True
            around.append(unit)
        for row in rows[alone].tolist():
            self._which[row] = self._number(None, row)
        together = np.flatnonzero(~alone)
        columns = [which[together], *(unit[together] for unit in around)]
        for at, part in self._group(rows[together], *columns):
            one = int(together[at])
            key = (self._stated.distinct[which[one]], *(int(unit[one]) for unit in around))
            self._which[part] = self._number(key, int(rows[one]))


def _is_bare(record: Record) -> bool:
    return not (record.code or record.name or record.city)
