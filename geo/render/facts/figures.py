"""The figures of a map as its page and its twins show them: values, classes, and why there are none."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Protocol

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.definition import Figure
from geo.definition.figures import FigureTable, join_table
from geo.match.classing import DIVERGING, bounds_of, class_at
from geo.match.figures import NOT_COVERED, JoinedFigure, units_of_regions
from geo.nuts.gazetteer import gazetteer
from geo.nuts.map_units import older_vintages
from geo.nuts.outline.packed import pack_steps
from geo.render.facts.cells import pack_cells
from geo.tables.figures import FLAG, MISSING, NO_DATA, VALUE, YEAR

#: The words of the legend and of filters for the classes of a figure, lowest first.
#: Only a pair of figures has more than six.
BANDS: Final = ("q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9")
#: Values that are no whole numbers are held to so many digits that count.
_DIGITS: Final = 9
#: Bounds are written with so many digits that count, and decimals, at most.
_BOUND_DIGITS: Final = 12
_MOST_DECIMALS: Final = 10


@dataclass(frozen=True)
class ShownFigure:
    """One figure of a map.

    Parameters
    ----------
    about
        What the definition says of it.
    publisher, licence
        Who published it, and its licence, where the definition does not say.
    joined
        The figure in the vintage of the map, with its ledger.
    years
        Its years, ascending; none for a table of one year.
    units, names, levels
        The units that the map shows of it: codes, ascending; own names; levels.
    values, lacks, flags
        A row for each year: the value of each unit, None without one; why there is none; Eurostat's flags.
    region_units
        Position of the unit that each painted region shows, -1 for none; of a figure of level 3, that of each
        small region.
    counted
        Whether values are counts, whose classes are said in whole numbers; lists of figures leave it out.
    is_small
        Whether it is of level 3: its layer paints the small regions.
    """

    about: Figure
    publisher: str
    licence: str | None
    joined: JoinedFigure
    years: tuple[int, ...]
    units: tuple[str, ...]
    names: tuple[str, ...]
    levels: tuple[int, ...]
    values: tuple[tuple[float | None, ...], ...]
    lacks: tuple[tuple[str | None, ...], ...]
    flags: tuple[tuple[str, ...], ...]
    region_units: tuple[int, ...]
    counted: bool = False
    is_small: bool = False

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return self.about.key

    @cached_property
    def bounds(self) -> tuple[float, ...]:
        """Inner bounds of the classes; the same in every year, so that colours can be compared."""
        if not isinstance(self.about.classes, str):
            return tuple(map(float, self.about.classes))
        values = [value for row in self.values for value in row if value is not None]
        return bounds_of(values, self.about.classes, middle=self.about.middle)

    @cached_property
    def looks(self) -> tuple[tuple[str, int | None], ...]:
        """Colour of each class, lowest first, and its place on the gradient."""
        count = len(self.bounds) + 1
        if self.about.classes == DIVERGING:
            names = ("down-2", "down-1", "up-1", "up-2")
            looks: list[tuple[str, int | None]] = [
                (name, None) for name in (names if count == len(names) else names[1:3])
            ]
        else:
            looks = [("ramp", round(100 * at / (count - 1)) if count > 1 else 50) for at in range(count)]
        return tuple(reversed(looks) if self.about.direction == "less" else looks)

    @cached_property
    def digits(self) -> int:
        """Decimals that values are written with: one, or as many as small values need to have three digits.

        A value that these would round onto a bound of the classes, or across, is written with more.
        """
        sizes = sorted(abs(value) for row in self.values for value in row if value)
        middle = sizes[len(sizes) // 2] if sizes else 1
        whole = all(value is None or float(value).is_integer() for row in self.values for value in row)
        magnitude = math.floor(math.log10(middle))
        return 0 if whole else min(4, max(0 if magnitude > 2 else 1, 2 - magnitude))

    @property
    def bound_digits(self) -> int:
        """Decimals that all bounds are written with."""
        return bound_digits(self.bounds)

    def row_of(self, year: int) -> int:
        """Return the position of a year; of a figure without years, its only row."""
        return self.years.index(year) if year in self.years else len(self.values) - 1

    def band(self, value: float) -> str:
        """Return the word for the class of a value."""
        return BANDS[class_at(value, self.bounds)]

    def look(self, value: float) -> tuple[str, int | None]:
        """Return the colour of the class of a value, and its place on the gradient."""
        return self.looks[class_at(value, self.bounds)]


def join_tables(tables: Iterable[FigureTable], *, vintage: int, catalog: Catalog) -> tuple[JoinedFigure, ...]:
    """Carry figures to the regions of the vintage of a map."""
    return tuple(join_table(table, to_vintage=vintage, catalog=catalog) for table in tables)


def show_figures(
    tables: Iterable[FigureTable],
    joined: Iterable[JoinedFigure],
    regions: Sequence[str],
    *,
    small: Sequence[str] = (),
    vintage: int,
    catalog: Catalog,
) -> tuple[ShownFigure, ...]:
    """Join figures to the painted regions of a map.

    Parameters
    ----------
    tables
        The figures as they were read.
    joined
        The same figures, of `join_tables`.
    regions
        Codes of the painted regions.
    small
        Codes of those of level 3, which figures of that level paint.
    vintage
        Of the map.
    catalog
        Data package.
    """
    pairs = zip(tables, joined, strict=True)
    return tuple(
        _shown(table, figure, small if figure.is_small else regions, vintage, catalog)
        for table, figure in pairs
    )


def _shown(
    table: FigureTable, joined: JoinedFigure, regions: Sequence[str], vintage: int, catalog: Catalog
) -> ShownFigure:
    unit_of = units_of_regions(joined, regions, to_vintage=vintage, catalog=catalog)
    units = tuple(sorted({unit for unit in unit_of if unit is not None}))
    position = {unit: at for at, unit in enumerate(units)}
    frame = joined.values[joined.values[c.NUTS_ID].isin(position)]
    years = tuple(sorted({int(year) for year in frame[YEAR].dropna()}))
    cells: dict[tuple[str, int], tuple[Any, Any, Any]] = {}
    rows = zip(frame[c.NUTS_ID], frame[YEAR], frame[VALUE], frame[FLAG], frame[NO_DATA], strict=True)
    for code, year, *cell in rows:
        cells[code, 0 if pd.isna(year) else int(year)] = (cell[0], cell[1], cell[2])
    empty = (math.nan, None, MISSING)
    table_of = [[cells.get((unit, year), empty) for unit in units] for year in years or (0,)]
    older = older_vintages(vintage, catalog=catalog)
    names = tuple(gazetteer(older.get(unit[:2], vintage), catalog=catalog).name(unit) for unit in units)
    return ShownFigure(
        about=table.about,
        publisher=table.publisher,
        licence=table.licence,
        joined=joined,
        years=years,
        units=units,
        names=names,
        levels=tuple(len(unit) - 2 for unit in units),
        values=tuple(tuple(None if kind else _short(value) for value, _, kind in row) for row in table_of),
        lacks=tuple(tuple(kind for _, _, kind in row) for row in table_of),
        flags=tuple(tuple(flag or "" for _, flag, _ in row) for row in table_of),
        region_units=tuple(-1 if unit is None else position[unit] for unit in unit_of),
        is_small=joined.is_small,
    )


def figure_facts(figures: Sequence[ShownFigure], regions: Sequence[str]) -> list[dict[str, Any]]:
    """Return the figures as the payload holds them.

    A cell is a value, or the kind of no data as text. Names are those of units that are neither
    painted regions nor countries.
    """
    return [_facts(figure, frozenset(regions)) for figure in figures]


def _facts(figure: ShownFigure, regions: frozenset[str]) -> dict[str, Any]:
    about = figure.about
    return {
        "code": about.key,
        "layer": "figure",
        "years": list(figure.years),
        **unit_facts(figure.units, figure.names, () if figure.is_small else figure.region_units, regions),
        **pack_cells(figure.values, figure.lacks),
        "flags": dict(_flags(figure)),
        "bounds": list(figure.bounds),
        "looks": [list(look) for look in figure.looks],
        "digits": figure.digits,
        "boundDigits": figure.bound_digits,
        "middle": about.middle or 0,
        "direction": about.direction,
        "method": about.classes if isinstance(about.classes, str) else "given",
        "hasUnit": about.unit is not None,
        **({"counted": True} if figure.counted else {}),
    }


def unit_facts(
    units: Sequence[str], names: Sequence[str], region_units: Sequence[int], regions: frozenset[str]
) -> dict[str, Any]:
    """Return the units of a figure, and that of each painted region, as the payload holds them.

    Parameters
    ----------
    units, names
        Of the figure.
    region_units
        Position of the unit of each painted region. None for a figure of level 3: the page finds the unit of
        a small region by its code, and its name with the region.
    regions
        Codes of the painted regions.
    """
    if not region_units:
        return {"ids": list(units), "small": True}
    # A country's name is the reader's, which the page makes of its code.
    others = {
        unit: name for unit, name in zip(units, names, strict=True) if len(unit) > 2 and unit not in regions
    }
    return {"ids": list(units), "names": others, "regionUnits": pack_steps([region_units])}


def _flags(figure: ShownFigure) -> Iterator[tuple[str, str]]:
    """Yield the flags by row and unit, where there are some."""
    for row, flags in enumerate(figure.flags):
        for at, flag in enumerate(flags):
            if flag:
                yield f"{row} {at}", flag


class Lacking(Protocol):
    """What has reasons for missing values: a figure, or a pair of them."""

    @property
    def lacks(self) -> tuple[tuple[str | None, ...], ...]:
        """For each year, why each unit has no value."""


def lack_of(figure: Lacking, unit: int, row: int) -> str:
    """Return why a unit has no value in a row of a figure."""
    return NOT_COVERED if unit < 0 else figure.lacks[row][unit] or MISSING


def bound_digits(bounds: Sequence[float]) -> int:
    """Return the decimals that all of some bounds are written with."""
    return max((_decimals(bound) for bound in bounds), default=0)


def _short(value: float) -> float | int:
    short = value if value.is_integer() else float(f"{value:.{_DIGITS}g}")
    return int(short) if short.is_integer() and abs(short) < 2**53 else short


def _decimals(bound: float) -> int:
    """Return the decimals of a bound, without what computing it added.

    Examples
    --------
    >>> _decimals(0.3 - 0.1), _decimals(120.0), _decimals(2e-7)
    (1, 0, 7)
    """
    written = f"{Decimal(f'{bound:.{_BOUND_DIGITS}g}'):f}"
    return min(_MOST_DECIMALS, len(written.partition(".")[2].rstrip("0")))
