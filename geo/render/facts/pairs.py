"""Two figures at once: each region in one of nine classes, three of the one by three of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from geo.definition import Pair
from geo.errors import DefinitionError, Problem
from geo.match.classing import QUANTILE, bounds_of, class_at
from geo.render.facts.cells import LACKS, pack_cells
from geo.render.facts.figures import BANDS, ShownFigure, bound_digits, lack_of, unit_facts
from geo.render.options import MapOptions

#: Classes of each of the two figures.
SIDE: Final = 3


@dataclass(frozen=True)
class ShownPair:
    """A pair of figures of a map, in the shape of a figure whose values are the positions of nine classes.

    Parameters
    ----------
    about
        What the definition says of it.
    across, up
        The two figures.
    years
        The years that both have, ascending; of one without years, those of the other.
    units
        The smaller unit of each two that a painted region shows, ascending; names and levels with them.
    region_units
        Position of the unit that each painted region shows, -1 for none.
    values, lacks
        A row for each year: the position of the class of each unit, lowest of both figures first and then
        across; None with the reason why there is none.
    """

    about: Pair
    across: ShownFigure
    up: ShownFigure
    years: tuple[int, ...]
    units: tuple[str, ...]
    names: tuple[str, ...]
    levels: tuple[int, ...]
    region_units: tuple[int, ...]
    values: tuple[tuple[int | None, ...], ...]
    lacks: tuple[tuple[str | None, ...], ...]

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return self.about.key

    @property
    def is_small(self) -> bool:
        """Whether both figures are of level 3."""
        return self.across.is_small

    @cached_property
    def looks(self) -> tuple[tuple[str, int | None], ...]:
        """Colour of each class, in the order of `values`."""
        return tuple((f"pair-{at + 1}", None) for at in range(SIDE * SIDE))

    def row_of(self, year: int) -> int:
        """Return the position of a year; of a pair without years, its only row."""
        return self.years.index(year) if year in self.years else len(self.values) - 1

    def band(self, value: float) -> str:
        """Return the word for a class."""
        return BANDS[int(value)]

    def look(self, value: float) -> tuple[str, int | None]:
        """Return the colour of a class."""
        return self.looks[int(value)]


def side_bounds(figure: ShownFigure) -> tuple[float, ...]:
    """Return the inner bounds of the three classes of a figure in a pair, the same in every year.

    Two bounds that the definition gives are kept; else each class holds about a third of the values.
    """
    if not isinstance(figure.about.classes, str) and len(figure.about.classes) == SIDE - 1:
        return figure.bounds
    values = [value for row in figure.values for value in row if value is not None]
    return bounds_of(values, QUANTILE, classes=SIDE)


def side_class(value: float, bounds: Sequence[float]) -> int:
    """Return the class of a value, 0 to 2; of two classes these are the outer ones, of one the middle.

    Examples
    --------
    >>> [side_class(5, bounds) for bounds in ((), (3,), (3, 9))]
    [1, 2, 1]
    """
    at = class_at(value, bounds)
    return at if len(bounds) == SIDE - 1 else 1 if not bounds else at * (SIDE - 1)


def show_pairs(
    pairs: Sequence[Pair], figures: Sequence[ShownFigure], *, source: str
) -> tuple[ShownPair, ...]:
    """Put figures of a map together as its definition says.

    Parameters
    ----------
    pairs
        What the definition says.
    figures
        The figures of the map.
    source
        Name of the definition, for what is wrong with it.

    Raises
    ------
    DefinitionError
        The two figures of a pair have no year in common, or one of them alone is of level 3.
    """
    by_key = {figure.key: figure for figure in figures}
    problems, shown = list[Problem](), list[ShownPair]()
    for at, pair in enumerate(pairs, start=1):
        if unknown := {pair.across, pair.up} - by_key.keys():
            expected = f"keys of figures: {', '.join(by_key)}"
            problems.append(Problem(source, ", ".join(sorted(unknown)), expected, column=f"pairs.{at}"))
            continue
        across, up = by_key[pair.across], by_key[pair.up]
        if across.is_small != up.is_small:
            found = (across if across.is_small else up).key + " alone is of level 3"
            problems.append(Problem(source, found, "two figures of level 3, or none", column=f"pairs.{at}"))
            continue
        if across.years and up.years and not set(across.years) & set(up.years):
            found = f"{across.years[0]} to {across.years[-1]}, {up.years[0]} to {up.years[-1]}"
            problems.append(
                Problem(source, found, "figures that have a year in common", column=f"pairs.{at}")
            )
            continue
        shown.append(_shown(pair, across, up))
    if problems:
        raise DefinitionError(problems)
    return tuple(shown)


def _shown(pair: Pair, across: ShownFigure, up: ShownFigure) -> ShownPair:
    years = across.years or up.years
    if across.years and up.years:
        years = tuple(year for year in across.years if year in up.years)
    of_region = list(zip(across.region_units, up.region_units, strict=True))
    both = {_smaller(one, two, across, up): (one, two) for one, two in of_region if max(one, two) >= 0}
    units = sorted(both)
    position = {both[unit]: at for at, unit in enumerate(units)}
    bounds = side_bounds(across), side_bounds(up)
    values, lacks = list[tuple[int | None, ...]](), list[tuple[str | None, ...]]()
    for year in years or (0,):
        rows = across.row_of(year), up.row_of(year)
        cells = [_cell(both[unit], (across, up), rows, bounds) for unit in units]
        values.append(tuple(None if isinstance(cell, str) else cell for cell in cells))
        lacks.append(tuple(cell if isinstance(cell, str) else None for cell in cells))
    return ShownPair(
        about=pair,
        across=across,
        up=up,
        years=years,
        units=tuple(unit for unit, _ in units),
        names=tuple(name for _, name in units),
        levels=tuple(len(unit) - 2 for unit, _ in units),
        region_units=tuple(position.get(pair_, -1) for pair_ in of_region),
        values=tuple(values),
        lacks=tuple(lacks),
    )


def _smaller(one: int, two: int, across: ShownFigure, up: ShownFigure) -> tuple[str, str]:
    """Return code and name of the smaller of two units: one lies in the other, or is missing."""
    there = [(figure.units[at], figure.names[at]) for figure, at in ((across, one), (up, two)) if at >= 0]
    return max(there, key=lambda unit: len(unit[0]))


def _cell(
    units: tuple[int, int],
    figures: tuple[ShownFigure, ShownFigure],
    rows: tuple[int, int],
    bounds: tuple[Sequence[float], Sequence[float]],
) -> int | str:
    """Return the class of two units in two rows, or why there is none: the first reason of the legend."""
    classes, missing = [], []
    for unit, figure, row, cuts in zip(units, figures, rows, bounds, strict=True):
        value = None if unit < 0 else figure.values[row][unit]
        if value is None:
            missing.append(lack_of(figure, unit, row))
        else:
            classes.append(side_class(value, cuts))
    if missing:
        return min(missing, key=list(LACKS).index)
    return classes[0] + SIDE * classes[1]


def pair_facts(pairs: Sequence[ShownPair], regions: Sequence[str]) -> list[dict[str, Any]]:
    """Return the pairs as the payload holds them: as figures whose values are positions of classes."""
    painted = frozenset(regions)
    return [_facts(pair, painted) for pair in pairs]


def pair_messages(pairs: Sequence[ShownPair], options: MapOptions) -> dict[str, dict[str, str]]:
    """Return what pairs are called: key, language, text."""
    return {
        f"own.figure.{pair.key}.label": {code: pair_label(pair, options, code) for code in options.languages}
        for pair in pairs
    }


def pair_label(pair: ShownPair, options: MapOptions, language: str) -> str:
    """Return what a pair is called in a language: the two figures, where the definition does not say."""
    texts = [pair.about.label] if pair.about.label else [one.about.label for one in (pair.across, pair.up)]
    return " × ".join(
        options.text({"en": text} if isinstance(text, str) else dict(text.items()), language)
        for text in texts
    )


def _facts(pair: ShownPair, regions: frozenset[str]) -> dict[str, Any]:
    return {
        "code": pair.key,
        "layer": "figure",
        "pair": [
            {
                "code": figure.key,
                "bounds": list(bounds),
                "boundDigits": bound_digits(bounds),
                **({"counted": True} if figure.counted else {}),
            }
            for figure in (pair.across, pair.up)
            for bounds in [side_bounds(figure)]
        ],
        "years": list(pair.years),
        **unit_facts(pair.units, pair.names, () if pair.is_small else pair.region_units, regions),
        **pack_cells(pair.values, pair.lacks),
        "bounds": list(range(1, SIDE * SIDE)),
        "looks": [list(look) for look in pair.looks],
    }
