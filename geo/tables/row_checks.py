"""What several cells of a row, or several rows, say together: points, codes, funding, ids, places."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from geo.columns import (
    CITY,
    CLASS_PRINTED,
    CLASS_PRINTED_EDITION,
    COUNTRY,
    FOUNDED,
    FUNDING,
    FUNDING_KIND,
    LAT,
    LON,
    NAME,
    NUTS_ID_PRINTED,
    RECORD_ID,
    REGION_PRINTED,
)
from geo.errors import Problem
from geo.language.folding import fold
from geo.nuts.countries import CODES, is_swapped
from geo.tables.columnar import Row
from geo.tables.funding import is_whole
from geo.tables.rows import Table

#: A sum of shares this near to 1 was given in parts of one and not in percent.
_NEAR_ONE: Final = 0.02


@dataclass(frozen=True)
class Known:
    """What the data package knows that a row is compared with.

    Parameters
    ----------
    newest_year
        Year of the newest of its resources; None when they have no date. Not the clock's: the same table must
        give the same findings next year.
    editions
        Editions of the scoreboard of which anything is known; empty when none is.
    """

    newest_year: int | None = None
    editions: tuple[int, ...] = ()


class _Report:
    """Notes problems of one row."""

    def __init__(self, source: str, row: Row, headers: Mapping[str, str], problems: list[Problem]) -> None:
        self._source, self._row, self._headers, self._problems = source, row, headers, problems

    def __call__(
        self, column: str, expected: str, *, suggestion: str | None = None, severity: str = "error"
    ) -> None:
        header = self._headers.get(column, column)
        found = self._row.cells.get(header, "")
        problem = Problem(
            self._source,
            found,
            expected,
            row=self._row.number,
            column=header,
            suggestion=suggestion,
            severity=severity,
        )
        self._problems.append(problem)


def check_row(
    table: Table,
    row: Row,
    record: Mapping[str, Any],
    headers: Mapping[str, str],
    problems: list[Problem],
    *,
    known: Known,
) -> None:
    """Add to `problems` what is wrong between the cells of a row."""
    report = _Report(table.source, row, headers, problems)
    for column in (NAME, COUNTRY):
        if column in headers and headers[column] not in row.cells:
            report(column, f"a {column}")
    _check_point(row, record, headers, report)
    codes, country = record.get(NUTS_ID_PRINTED), record.get(COUNTRY)
    if codes and country and not all(code.startswith(country) for code in codes.split(";")):
        report(NUTS_ID_PRINTED, f"a code that starts with {country}, as the country does")
    _check_years(row, record, headers, report, known)
    _check_funding(row, record, headers, report)


def check_places(
    table: Table, columns: Mapping[str, Sequence[Any]], headers: Mapping[str, str]
) -> list[Problem]:
    """Return which records have nothing that places them better than their country, or that all have.

    Nothing would place a record in a country without NUTS regions: it is a finding of locating.
    """
    ours = (NUTS_ID_PRINTED, REGION_PRINTED, CITY, LAT, LON)
    places = [headers[column] for column in ours if column in headers]
    better = "a NUTS code, the name of a region, a point or a city"
    if not table.rows:
        return []
    if not places:
        found = ", ".join(table.columns)
        expected = f"a column with {better}; only their countries are left to place the records"
        return [Problem(table.source, found, expected, severity="warning")]
    expected = f"{better}; only its country is left to place the record"
    return [
        Problem(table.source, "nothing that places it", expected, row=row.number, severity="warning")
        for row, country in zip(table.rows, _column(columns, COUNTRY, table), strict=True)
        if country in (None, *CODES) and not any(header in row.cells for header in places)
    ]


def _column(columns: Mapping[str, Sequence[Any]], name: str, table: Table) -> Sequence[Any]:
    return columns.get(name, [None] * len(table.rows))


def _check_years(
    row: Row, record: Mapping[str, Any], headers: Mapping[str, str], report: _Report, known: Known
) -> None:
    founded, edition = record.get(FOUNDED), record.get(CLASS_PRINTED_EDITION)
    if founded and known.newest_year and founded > known.newest_year:
        expected = f"a year up to {known.newest_year}, the newest of the data package"
        report(FOUNDED, expected, severity="warning")
    is_open = not edition and headers.get(CLASS_PRINTED_EDITION) not in row.cells
    if record.get(CLASS_PRINTED) and is_open:
        expected = "the year of the scoreboard in which the class is printed; without it nothing is compared"
        report(CLASS_PRINTED_EDITION, expected, severity="warning")
    elif edition and known.editions and edition not in known.editions:
        years = ", ".join(map(str, known.editions))
        suggestion = str(min(known.editions, key=lambda year: abs(year - edition)))
        expected = f"an edition of the scoreboard that is known here: {years}"
        report(CLASS_PRINTED_EDITION, expected, suggestion=suggestion, severity="warning")


def _check_point(row: Row, record: Mapping[str, Any], headers: Mapping[str, str], report: _Report) -> None:
    given = [column for column in (LAT, LON) if headers.get(column) in row.cells]
    if len(given) == 1:
        missing = LON if given == [LAT] else LAT
        report(missing, f"degrees; {headers[given[0]]} is given, and a point needs both")
    lat, lon = record.get(LAT), record.get(LON)
    if lat is not None and lon is not None and is_swapped(lat, lon, record.get(COUNTRY)):
        expected = "latitude and longitude in this order; they seem to be swapped"
        report(LAT, expected, suggestion=row.cells[headers[LON]])


def _check_funding(row: Row, record: Mapping[str, Any], headers: Mapping[str, str], report: _Report) -> None:
    if any(record[column] is None for column in FUNDING if headers.get(column) in row.cells):
        return  # a figure is wrong, and that is reported: the sum says nothing
    shares = [record[column] for column in FUNDING if record.get(column) is not None]
    kind = record.get(FUNDING_KIND)
    total = sum(shares)
    if shares and kind != "mentions" and abs(total - 1) <= _NEAR_ONE:
        column = next(column for column in FUNDING if record.get(column))
        expected = "percent, and the figures of the row sum to 1: write 40 where 0.4 is meant"
        report(column, expected, suggestion=f"{100 * record[column]:g}", severity="warning")
    elif shares and kind is None and headers.get(FUNDING_KIND) not in row.cells:
        expected = "shares or mentions; until one is stated the figures are drawn as bars"
        report(FUNDING_KIND, expected, severity="warning")
    elif kind and not shares:
        expected = f"no kind, or figures in {', '.join(FUNDING)}"
        report(FUNDING_KIND, expected, severity="warning")
    elif kind == "shares" and not is_whole(kind, shares):
        expected = f"shares that sum to 100 (they sum to {total:g}); they are drawn as bars"
        report(FUNDING_KIND, expected, severity="warning")


def identify(
    table: Table, columns: Mapping[str, Sequence[Any]], headers: Mapping[str, str], problems: list[Problem]
) -> list[str]:
    """Return an id of its own for every record; ids the table gives stay as they are.

    Two records of one name and country are two clusters, but rarely on purpose.
    """
    first: dict[str, int] = {}
    named: dict[object, dict[str, int]] = {}
    ids, names, countries = (_column(columns, name, table) for name in (RECORD_ID, NAME, COUNTRY))
    for row, given, name, country in zip(table.rows.numbers, ids, names, countries, strict=True):
        if given in first:
            expected = f"an id of its own; row {first[given]} has the same"
            problems.append(Problem(table.source, given, expected, row=row, column=headers[RECORD_ID]))
        elif given:
            first[given] = row
        before = named.setdefault(country, {}).setdefault(fold(name), row) if name else row
        if before != row:
            expected = f"each cluster once; row {before} has the same name and country"
            problem = Problem(table.source, name, expected, row=row, column=headers[NAME], severity="warning")
            problems.append(problem)
    taken = set(first)
    numbers: dict[str, int] = {}
    made = []
    for given, name in zip(ids, names, strict=True):
        own = given
        if not given:
            slug = fold(name or "").replace(" ", "-")[:60].strip("-") or "record"
            own = slug if slug not in taken else free_id(slug, numbers, taken)
            taken.add(own)
        made.append(own)
    return made


def free_id(wanted: str, numbers: dict[str, int], *taken: Container[str]) -> str:
    """Return an id with the lowest number that makes it one of its own.

    Parameters
    ----------
    numbers
        The last number given to each id; what is given here is added to it. Without it each record would
        try the numbers of all before it.
    *taken
        Ids that are there.
    """
    for number in count(numbers.get(wanted, 1) + 1):
        numbers[wanted] = number
        made = f"{wanted}-{number}"
        if not any(made in ids for ids in taken):
            break
    return made
