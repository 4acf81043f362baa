"""The units of one NUTS vintage, to be found by code, by name or by a point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.datapackage.catalog import Catalog
from geo.errors import PackageError, Problem
from geo.language.folding import fold
from geo.nuts import units as nuts
from geo.nuts.aliases import Alias, read_aliases
from geo.nuts.names import (
    SUGGEST_SCORE,
    asked_cores,
    core,
    cores,
    has_office,
    is_city,
    own_letters,
    parts,
    spellings,
)
from geo.nuts.plane import Plane
from geo.nuts.similarity import SimilarRegions

#: A point this far outside every unit still belongs to the nearest one: at 1:10 million a coast is drawn
#: some kilometres away from where it is.
NEAREST_M: Final = 5_000


class Unit(NamedTuple):
    """One NUTS unit without its boundary."""

    nuts_id: str
    level: int
    country: str
    name: str
    parent: str


@dataclass(frozen=True)
class Near:
    """A unit whose name is like the one asked for.

    Parameters
    ----------
    nuts_id
        Its code.
    name
        The name that is alike, as people write it.
    score
        Similarity, 0-100.
    """

    nuts_id: str
    name: str
    score: float


_Names = dict[str, dict[str, tuple[str, str]]]


class Gazetteer:
    """Everything that can be looked up in one vintage.

    Parameters
    ----------
    vintage
        Year of the classification.
    catalog
        Data package.
    """

    def __init__(self, vintage: int, *, catalog: Catalog) -> None:
        self.vintage = vintage
        self._boundaries = catalog.content(f"nuts-{vintage}")
        self._source = str(catalog.path(f"nuts-{vintage}"))
        self.units: dict[str, Unit] = {}
        self._children: dict[str, list[str]] = defaultdict(list)
        #: The latin names of the units of each country, by code.
        self._latin: dict[str, dict[str, str]] = defaultdict(dict)
        self._other_names = catalog.derive(_other_names)
        self._by_country: dict[str, _Names] = {}
        self._cores_by_country: dict[str, dict[str, list[str]]] = {}
        #: Answers of `name`.
        self._best_names: dict[str, str] = {}
        self._similar_by_country: dict[str, SimilarRegions] = {}
        #: Answers of `near_names`: a table often misspells one region in many rows.
        self._near: dict[tuple[str, str], list[Near]] = {}
        #: Answers of `_plane`.
        self._planes: dict[str | None, tuple[NDArray[np.int64], Plane]] = {}
        rows = nuts.columns_of(self._boundaries, *Unit._fields, "name_latin")
        for code, level, country, name, parent, latin in zip(*rows, strict=True):
            self.units[code] = Unit(code, level, country, name, parent or "")
            self._children[parent].append(code)
            self._latin[country][code] = latin or name
        #: Names that the project adds.
        self._own: tuple[Alias, ...] = read_aliases(catalog=catalog)

    def name(self, code: str) -> str:
        """Return the national name of a unit in its best spelling.

        NUTS 2013 writes level 1 in capitals throughout and Polish names without their own letters; the table
        of names and the units below have the same names as they are written.
        """
        if code not in self._best_names:
            self._best_names[code] = self._best_name(code)
        return self._best_names[code]

    def _best_name(self, code: str) -> str:
        name = self.units[code].name
        key = fold(name)
        known = self._other_names.get(code[:2], {}).get(code, ())
        national = [other for other, kind, _ in known if kind == "national"]
        same = [other for other in national if fold(other) == key]
        if name.isupper() and len(name) >= 4:
            same += [self.units[child].name for child in self.children(code)]
            same = [other for other in same if not other.isupper() and fold(other) == key]
            return same[0] if same else name.title()
        return next((other for other in same if own_letters(other) > own_letters(name)), name)

    def children(self, code: str) -> Sequence[str]:
        """Return the units one level below."""
        return self._children.get(code, ())

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return a unit and the units it lies in, smallest first; nothing for an unknown code."""
        found = []
        while code in self.units:
            found.append(code)
            code = self.units[code].parent
        return tuple(found)

    def region_of(self, unit: str) -> str:
        """Return the unit of level 2 around a unit; the unit itself where it is larger than that."""
        return next((code for code in self.lineage(unit) if self.units[code].level == 2), unit)

    def related(self, one: str, other: str) -> bool:
        """Return whether one of two units lies in the other."""
        return one in self.lineage(other) or other in self.lineage(one)

    def by_name(self, name: str, country: str) -> dict[str, str]:
        """Find the units of a country that go by a name.

        Case, accents, punctuation and dashes do not count. Of a name with brackets or strokes that is no
        unit's as a whole the parts are looked up: Fribourg / Freiburg.

        Returns
        -------
        dict
            Code to ``"name"`` (the unit's own), ``"alias"`` (exonym, short form, other name) or ``"part"``
            (a name that several units go by together).
        """
        names = self._names_in(country)
        found = names.get(fold(name)) or {}
        if not found:
            for part in parts(name):
                found = {**names.get(part, {}), **found}
        return {code: kind for code, (kind, _) in found.items()}

    def countries_of(self, name: str) -> list[str]:
        """Return the countries that have a unit of a name, as it is written or in one of its parts."""
        return list(
            dict.fromkeys(
                country
                for folded in (fold(name), *parts(name))
                for country in self._countries_by_name.get(folded, ())
            )
        )

    @cached_property
    def _countries_by_name(self) -> dict[str, list[str]]:
        countries: dict[str, list[str]] = {}
        for country in sorted(self._latin):
            for folded in self._names_in(country):
                countries.setdefault(folded, []).append(country)
        return countries

    def by_core(self, name: str, country: str) -> dict[str, str]:
        """Find the units of a country whose names differ from a name only in words for their office.

        Of several units those come first whose office is like the one that the name states: a city's or
        another. Where it states none, unrelated units whose own names hold one word more are found too:
        Offenbach may be the district of that name or Offenbach am Main.

        Returns
        -------
        dict
            Code to ``"alias"``: a name without its office word, or with another one, is another name; or to
            ``"part"``, as in `by_name`.
        """
        names = self._names_in(country)
        found: dict[str, str] = {}
        for part in parts(name):
            same = next(filter(None, map(self._cores_in(country).get, asked_cores(part))), [])
            office = has_office(part)
            if office:
                same = [other for other in same if not has_office(other) or is_city(other) == is_city(part)]
                same = [other for other in same if has_office(other)] or same
            for folded in same:
                for code, (kind, _) in names[folded].items():
                    found[code] = "part" if kind == "part" else "alias"
            if found and not office:
                found |= dict.fromkeys(self._longer(core(part), found, country), "alias")
        return found

    def _longer(self, words: str, found: Iterable[str], country: str) -> list[str]:
        """Return the units unrelated to those found whose own names hold all the words, and others."""
        wanted, names = set(words.split()), self._names_in(country)
        longer = [
            code
            for other, cores in self._cores_in(country).items()
            if wanted < set(other.split())
            for folded in cores
            for code, (kind, _) in names[folded].items()
            if kind == "name"
        ]
        return [code for code in longer if not any(self.related(code, other) for other in found)]

    def near_names(self, name: str, country: str) -> list[Near]:
        """Find the units of a country whose names are most like a name, best first, ties by code."""
        key = (fold(name), country)
        if key not in self._near:
            self._near[key] = self._most_alike(name, country)
        return self._near[key]

    def _most_alike(self, name: str, country: str) -> list[Near]:
        names = self._names_in(country)
        if country not in self._similar_by_country:
            self._similar_by_country[country] = SimilarRegions(names)
        best: dict[str, Near] = {}
        for folded, score in self._similar_by_country[country].most_alike(fold(name)).items():
            for code, (_, written) in names[folded].items():
                if code not in best or best[code].score < score:
                    best[code] = Near(code, written, round(score, 1))
        return sorted(best.values(), key=lambda near: (-near.score, near.nuts_id))

    def _names_in(self, country: str) -> _Names:
        """Return the names of a country: folded name to code to kind and name as written.

        What the project says of a name holds instead of our aliases, but a unit keeps its own name.
        """
        if country not in self._by_country:
            names: _Names = {}
            for code, name, kind in self._written_in(country):
                for folded in spellings(name):
                    names.setdefault(folded, {}).setdefault(code, (kind, name))
            for _, name, codes in (alias for alias in self._own if alias.country == country):
                kind = "part" if len(codes) > 1 else "alias"
                added = {code: (kind, name) for code in codes if code in self.units}
                for folded in spellings(name) if added else ():
                    known = names.get(folded, {})
                    names[folded] = added | {code: item for code, item in known.items() if item[0] == "name"}
            self._by_country[country] = names
        return self._by_country[country]

    def _written_in(self, country: str) -> Iterator[tuple[str, str, str]]:
        """Yield code, name and kind of name of the units of a country, their own names first."""
        codes, year = self._latin.get(country, {}), str(self.vintage)
        for code, latin in codes.items():
            yield code, self.units[code].name, "name"
            yield code, latin, "name"
        for code, others in self._other_names.get(country, {}).items():
            for name, kind, vintages in others:
                if code in codes and kind not in ("national", "latin") and year in vintages:
                    yield code, name, "part" if kind == "part" else "alias"

    def _cores_in(self, country: str) -> dict[str, list[str]]:
        """Return the full names of a country that have the same distinctive words."""
        if country not in self._cores_by_country:
            by_core: dict[str, list[str]] = defaultdict(list)
            for folded in self._names_in(country):
                for words in cores(folded):
                    by_core[words].append(folded)
            self._cores_by_country[country] = dict(by_core)
        return self._cores_by_country[country]

    def near_codes(self, code: str) -> list[str]:
        """Return up to three codes that a mistyped code may have meant, best first."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - codes that are found must not need it

        same_country = [known for known in self.units if known[:2] == code[:2]] or list(self.units)
        found = process.extract(code, same_country, scorer=fuzz.ratio, limit=3, score_cutoff=SUGGEST_SCORE)
        return [known for known, _, _ in found]

    @cached_property
    def _smallest(self) -> tuple[list[str], np.ndarray, shapely.STRtree]:
        """The units that consist of no others: those of level 3, and countries without units below them."""
        try:
            return self._read_smallest()
        except Exception as error:  # shapes are read when a point is there: long after names and codes were
            expected = "boundaries as they were published; the file is damaged"
            problem = Problem(self._source, f"{type(error).__name__}: {error}", expected)
            raise PackageError([problem]) from error

    def _read_smallest(self) -> tuple[list[str], np.ndarray, shapely.STRtree]:
        codes, shapes = nuts.shapes_of(self._boundaries, level=3)
        whole = (code for code, unit in self.units.items() if unit.level < 3 and not self.children(code))
        for level in sorted({self.units[code].level for code in whole}):
            more, outlines = nuts.shapes_of(self._boundaries, level=level)
            chosen = [place for place, code in enumerate(more) if not self.children(code)]
            codes = [*codes, *(more[place] for place in chosen)]
            shapes = np.concatenate([shapes, outlines[chosen]])
        return codes, shapes, shapely.STRtree(shapes)

    @cached_property
    def smallest(self) -> tuple[str, ...]:
        """The codes that positions of `at_each` and `nearest_each` stand for, in their order."""
        return tuple(self._smallest[0])

    def at(self, points: Iterable[shapely.Point | None]) -> list[str | None]:
        """Find the smallest unit around each point (EPSG:4326): of level 3, or a country that has no others.

        Returns
        -------
        list
            One code per point; None where there is no point or no unit. A point on a border belongs to
            the unit with the first code.
        """
        found, _ = self.at_each(np.array(list(points), dtype=object))
        return [self.smallest[position] if position >= 0 else None for position in found.tolist()]

    def at_each(self, points: NDArray[np.object_]) -> tuple[NDArray[np.int64], dict[int, tuple[int, ...]]]:
        """Find the smallest unit around each of many points, as `at` does, in one query.

        Returns
        -------
        positions
            In `smallest`, one per point; -1 where there is no unit.
        shared
            Of the points that lie on a border, by their place: the positions of all units that share it.
        """
        _, _, tree = self._smallest
        point, unit = tree.query(points, predicate="intersects")
        found = np.full(len(points), len(self.smallest), dtype=np.int64)
        np.minimum.at(found, point, unit)
        found[found == len(self.smallest)] = -1
        shared: dict[int, tuple[int, ...]] = {}
        if len(point) > np.count_nonzero(found >= 0):
            on_border = np.bincount(point, minlength=len(points))[point] > 1
            for at, position in sorted(zip(point[on_border].tolist(), unit[on_border].tolist(), strict=True)):
                shared[at] = (*shared.get(at, ()), position)
        return found, shared

    def around(
        self, points: Sequence[shapely.Point | None], countries: Sequence[str | None]
    ) -> list[str | None]:
        """Find the level-3 unit around each point, or the nearest one of its country within `NEAREST_M`."""
        found = self.at(points)
        for at, (smallest, country) in enumerate(zip(found, countries, strict=True)):
            if smallest is None or country not in (None, self.units[smallest].country):
                near = self.nearest(points[at], country=country)
                found[at] = near[0] if near else None
        return found

    def nearest(
        self, point: shapely.Point | None, *, country: str | None = None, within: Collection[str] = ()
    ) -> tuple[str, float] | None:
        """Find the smallest unit nearest to a point that lies in none of those asked for.

        Parameters
        ----------
        point
            Longitude and latitude, EPSG:4326; None is near to nothing.
        country
            Only units of this country.
        within
            Only units of these regions, when there are any.

        Returns
        -------
        tuple or None
            Code and distance in metres, measured in EPSG:3035; None beyond `NEAREST_M`.
        """
        if point is None:
            return None
        units = (
            [code for code in self.smallest if not set(self.lineage(code)).isdisjoint(within)]
            if within
            else None
        )
        position, distance_m = self.nearest_each(
            np.array([point], dtype=object), country=country, units=units
        )
        return (self.smallest[position[0]], float(distance_m[0])) if position[0] >= 0 else None

    def nearest_each(
        self,
        points: NDArray[np.object_],
        *,
        country: str | None = None,
        units: Sequence[str] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Find the smallest unit nearest to each of many points, as `nearest` does.

        Parameters
        ----------
        points
            Longitude and latitude, EPSG:4326.
        country
            Only units of this country.
        units
            Only these of `smallest`; all when None.

        Returns
        -------
        positions
            In `smallest`, one per point, the first of several that are equally near; -1 beyond `NEAREST_M`.
        distances
            In metres, measured in EPSG:3035.
        """
        if units is None:
            positions, plane = self._plane(country)
        else:
            positions, plane = self._plane_of(
                [at for at, code in enumerate(self.smallest) if code in units and self._is_of(code, country)]
            )
        nearest, distances_m = plane.nearest(shapely.get_x(points), shapely.get_y(points))
        found = np.full(len(points), -1, dtype=np.int64)
        found[nearest >= 0] = positions[nearest[nearest >= 0]]
        return found, distances_m

    def _is_of(self, code: str, country: str | None) -> bool:
        return country is None or self.units[code].country == country

    def _plane(self, country: str | None) -> tuple[NDArray[np.int64], Plane]:
        """Return the positions of a country's smallest units, and their shapes in EPSG:3035."""
        if country not in self._planes:
            self._planes[country] = self._plane_of(
                [at for at, code in enumerate(self.smallest) if self._is_of(code, country)]
            )
        return self._planes[country]

    def _plane_of(self, positions: list[int]) -> tuple[NDArray[np.int64], Plane]:
        _, shapes, _ = self._smallest
        return np.array(positions, dtype=np.int64), Plane(shapes[positions], reach_m=NEAREST_M)


def gazetteer(vintage: int, *, catalog: Catalog) -> Gazetteer:
    """Return the gazetteer of a vintage, made once per process as long as its files hold the same.

    Raises
    ------
    RegionError
        The vintage does not exist.
    """
    nuts.check_vintage(vintage, catalog=catalog)
    return catalog.derive(_make, vintage)


def point_or_none(shape: object) -> shapely.Point | None:
    """Return a shape that is a point with a place; None for any other, such as one at (NaN, NaN)."""
    is_point = isinstance(shape, shapely.Point) and not shape.is_empty
    return shape if is_point and np.isfinite(shapely.get_coordinates(shape)).all() else None


def _make(catalog: Catalog, vintage: int) -> Gazetteer:
    return Gazetteer(vintage, catalog=catalog)


def _other_names(catalog: Catalog) -> dict[str, dict[str, list[tuple[str, str, str]]]]:
    """Return name, kind and vintages of each name in the table of names, by country and code of the unit."""
    table = nuts.read_names(catalog=catalog)
    names: dict[str, dict[str, list[tuple[str, str, str]]]] = {}
    columns = (table[column].tolist() for column in ("nuts_id", "name", "kind", "vintages"))
    for code, *row in zip(*columns, strict=True):
        names.setdefault(code[:2], {}).setdefault(code, []).append(tuple(row))
    return names
