"""Which rows of a data set of Eurostat some filters leave: codes of its dimensions, and Eurostat's own words.

Source: Eurostat, "API - Detailed guidelines - API Statistics", the filter parameters,
https://ec.europa.eu/eurostat/web/user-guides/data-browser/api-data-access/api-detailed-guidelines/api-statistics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from geo.errors import UpdateError, nearest
from geo.match.figure_codes import is_total
from geo.update.eurostat import GEO, Dataset

TIME: Final = "time"
SINCE: Final = "sinceTimePeriod"
UNTIL: Final = "untilTimePeriod"
LAST: Final = "lastTimePeriod"
GEO_LEVEL: Final = "geoLevel"
#: What may stand before the = of a filter, beside the dimensions of a data set.
WORDS: Final = (GEO, TIME, GEO_LEVEL, SINCE, UNTIL, LAST)
_LEVELS: Final = ("aggregate", "country", "nuts1", "nuts2", "nuts3")
#: So many codes of a dimension are named where one is not there.
_MOST_NAMED: Final = 12
_NOTHING_CHANGED: Final = "Nothing was changed."


def narrow(dataset: Dataset, filters: Mapping[str, Iterable[str]], name: str) -> Dataset:
    """Return the rows of a data set that all filters leave.

    Eurostat leaves the same rows of what it is asked for; a file that was downloaded may hold more.

    Parameters
    ----------
    dataset
        The data set.
    filters
        Name of a dimension, or a word of Eurostat's, to the values that are taken.
    name
        Of the file, for messages.

    Raises
    ------
    UpdateError
        There is no such dimension, no observation with such a code, or none that all filters leave.
    """
    for key, given in filters.items():
        wanted = tuple(given)
        if key in (SINCE, UNTIL, LAST):
            keeps = _by_year(key, wanted, dataset)
        elif key == GEO_LEVEL:
            keeps = _by_level(wanted)
        else:
            keeps = _by_code(key, wanted, dataset, name)
        dataset = replace(dataset, rows=tuple(row for row in dataset.rows if keeps(row)))
        if not dataset.rows:
            values = ", ".join(wanted)
            raise UpdateError(
                f"{name}: found no observation with {key} {values}, expected one. {_NOTHING_CHANGED}"
            )
    return dataset


Keeps = Callable[[tuple[str, ...]], bool]


def _by_code(key: str, wanted: tuple[str, ...], dataset: Dataset, name: str) -> Keeps:
    named = (*dataset.dimensions, *WORDS)
    if key not in named:
        hint = _hint(nearest(key, named))
        raise UpdateError(
            f"{name}: found filter {key!r}, expected one of {', '.join(named)}{hint} {_NOTHING_CHANGED}"
        )
    at = (*dataset.dimensions, GEO, TIME).index(key)
    present = {row[at] for row in dataset.rows}
    for code in sorted({*wanted} - present):
        shown = [*sorted(present)[:_MOST_NAMED], *(["…"] if len(present) > _MOST_NAMED else [])]
        hint = _hint(nearest(code, sorted(present)))
        expected = f"expected one of {', '.join(shown)}{hint}"
        raise UpdateError(f"{name}: found no observation with {key} {code!r}, {expected} {_NOTHING_CHANGED}")
    return lambda row: row[at] in wanted


def _by_year(key: str, wanted: tuple[str, ...], dataset: Dataset) -> Keeps:
    if len(wanted) != 1 or not wanted[0].isdecimal() or int(wanted[0]) == 0:
        expected = "one number of years" if key == LAST else "one year"
        raise UpdateError(f"found {key} {', '.join(wanted)}, expected {expected}. {_NOTHING_CHANGED}")
    number = int(wanted[0])
    years = sorted({int(row[-3]) for row in dataset.rows})
    if key == UNTIL:
        return lambda row: int(row[-3]) <= number
    first = number if key == SINCE else years[max(0, len(years) - number)]
    return lambda row: int(row[-3]) >= first


def _by_level(wanted: tuple[str, ...]) -> Keeps:
    for level in wanted:
        if level not in _LEVELS:
            hint = _hint(nearest(level, _LEVELS))
            raise UpdateError(
                f"found {GEO_LEVEL} {level!r}, expected one of {', '.join(_LEVELS)}{hint} {_NOTHING_CHANGED}"
            )
    return lambda row: _level_of(row[-4]) in wanted


def _level_of(code: str) -> str:
    """Return what Eurostat calls the level of a code; of what is no region, that of as long a code."""
    is_region = 2 <= len(code) <= len(_LEVELS) and not is_total(code)
    return _LEVELS[len(code) - 1] if is_region else _LEVELS[0]


def _hint(suggestion: str | None) -> str:
    return f". Did you mean {suggestion!r}?" if suggestion else "."
