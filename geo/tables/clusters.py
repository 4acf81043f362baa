"""Cluster tables: read, check and give every column its type; also surveys and the service vocabulary."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo import columns
from geo.columns import (
    CITY,
    CITY_STATUS,
    CLASS_PRINTED,
    CLASS_PRINTED_EDITION,
    COUNTRY,
    FOUNDED,
    FUNDING,
    FUNDING_KIND,
    LAT,
    LON,
    MARKET_AREAS,
    MEMBERS,
    NAME,
    NUTS_ID_PRINTED,
    NUTS_VINTAGE,
    RECORD_ID,
    REGION_PRINTED,
    SERVICES,
    SOURCE,
    STAGE,
    WEBSITE,
)
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, TableError, nearest
from geo.language.folding import fold
from geo.nuts.countries import is_swapped
from geo.tables import Row, Table, cells, read_table

STAGES: Final = ("emerging", "growing", "mature")
FUNDING_KINDS: Final = ("shares", "mentions")
CLASSES: Final = ("leader", "strong", "moderate", "emerging", "modest")
CITY_STATUSES: Final = ("sourced", "source document", "unconfirmed", "unknown")
SURVEY_KINDS: Final = ("single", "multiple", "ranked", "trend")
SERVICE_KINDS: Final = ("soft", "hard")

_TEXT: Final = "object"
_WHOLE: Final = "Int64"
_NUMBER: Final = "float64"

#: Every column of a record, in order, and its dtype.
RECORD_COLUMNS: Final[Mapping[str, str]] = {
    RECORD_ID: _TEXT,
    NAME: _TEXT,
    COUNTRY: _TEXT,
    REGION_PRINTED: _TEXT,
    NUTS_ID_PRINTED: _TEXT,
    NUTS_VINTAGE: _WHOLE,
    CITY: _TEXT,
    CITY_STATUS: _TEXT,
    LAT: _NUMBER,
    LON: _NUMBER,
    WEBSITE: _TEXT,
    FOUNDED: _WHOLE,
    MEMBERS: _WHOLE,
    STAGE: _TEXT,
    CLASS_PRINTED: _TEXT,
    CLASS_PRINTED_EDITION: _WHOLE,
    FUNDING_KIND: _TEXT,
    **dict.fromkeys(FUNDING, _NUMBER),
    SERVICES: _TEXT,
    MARKET_AREAS: _TEXT,
    SOURCE: _TEXT,
}
#: Headers that stand for a column of another name.
HEADERS: Final[Mapping[str, str]] = {
    "id": RECORD_ID,
    "region": REGION_PRINTED,
    "nuts_id": NUTS_ID_PRINTED,
    "latitude": LAT,
    "longitude": LON,
}
#: Names that locating, tagging and geometry add to a record; a foreign column may not take them.
_RESERVED: Final = frozenset(
    value for key, value in vars(columns).items() if key.isupper() and isinstance(value, str)
) - set(RECORD_COLUMNS)
#: How sources print that a region has no class.
_NO_CLASS: Final = ("n/a", "na", "-", "–")

_Reader = Callable[[str], object]


def read_clusters(
    source: str | Path, *, folder: Path | None = None, catalog: Catalog | None = None
) -> gpd.GeoDataFrame:
    """Read a cluster table and check every row of it.

    Parameters
    ----------
    source
        A file (CSV, XLSX, GeoJSON, Parquet) or the name of a resource, such as ``bioclusters``.
    folder
        What a relative path starts from; the current folder when None.
    catalog
        Data package that holds resources, services and vintages; the bundled one when None.

    Returns
    -------
    GeoDataFrame
        One row per record, in the order of the table, index from 0. All of `RECORD_COLUMNS`, then unknown
        columns as text, then ``geometry``: the point of ``lat`` and ``lon`` or None, EPSG:4326. Missing
        values are None in text, NA in whole numbers (Int64) and NaN in numbers. ``country`` is a GISCO code,
        ``services`` are keys separated by ``;``; ``record_id`` is the given id, else made from the name.
        ``attrs`` holds ``source``, ``extra_columns`` (names of unknown columns) and ``problems`` (warnings,
        as sentences). Every cell is a plain value, so that the frame can be saved in any format.

    Raises
    ------
    TableError
        The file cannot be read, or rows are wrong; it holds every problem found.
    PackageError
        There is no resource of that name.

    Examples
    --------
    >>> clusters = read_clusters("example-portfolio")
    >>> clusters.loc[0, ["name", "country", "stage"]].tolist()
    ['Synthetic Quantum Computing Cluster 01', 'AT', 'mature']
    """
    return inspect_clusters(source, folder=folder, catalog=catalog)[0]


def inspect_clusters(
    source: str | Path, *, folder: Path | None = None, catalog: Catalog | None = None
) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """Read a cluster table as `read_clusters` does, and return the warnings beside the records."""
    catalog = catalog or Catalog.bundled()
    table = _open(source, folder, catalog)
    problems = list(table.problems)
    headers = _known_headers(table, (NAME, COUNTRY), problems)
    extra = _extra_columns(table, headers, problems)
    readers = _readers(table, headers, catalog)
    records = []
    for row in table.rows:
        record = _parse(row, headers, readers, table.source, problems)
        _check(row, record, headers, _Report(table.source, row, headers, problems))
        records.append(record | {name: row.cells.get(header) for header, name in extra.items()})
    _identify(table, records, headers, problems)
    if not table.rows and not any(problem.severity == "error" for problem in problems):
        expected = "one row for each cluster; the map will show none"
        problems.append(Problem(table.source, "no record", expected, severity="warning"))
    _raise_errors(problems)
    frame = _frame(records, {**RECORD_COLUMNS, **dict.fromkeys(extra.values(), _TEXT)})
    points = gpd.GeoSeries.from_xy(frame[LON], frame[LAT], crs="EPSG:4326")
    points[frame[LON].isna()] = None
    clusters = gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")
    clusters.attrs |= {
        "source": table.source,
        "extra_columns": tuple(extra.values()),
        "problems": tuple(map(str, problems)),
    }
    return clusters, tuple(problems)


def read_survey(
    source: str | Path, *, folder: Path | None = None, catalog: Catalog | None = None
) -> pd.DataFrame:
    """Read figures that hold for a whole set of records and not for one of them.

    Parameters
    ----------
    source
        A file or the name of a resource, such as ``bioclusters-survey``.
    folder
        What a relative path starts from; the current folder when None.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    DataFrame
        One row per item of a question, in the order of the table: ``question, kind`` (one of
        `SURVEY_KINDS`), ``item, label, value`` (float64, NaN when not published), ``unit, answers`` (Int64),
        ``service_kind`` (one of `SERVICE_KINDS` or None), ``source``.

    Raises
    ------
    TableError
        A column is missing or a row is wrong; it holds every problem found.

    Examples
    --------
    >>> survey = read_survey("bioclusters-survey")
    >>> survey.query("question == 'funding'")["value"].sum()
    np.float64(120.0)
    """
    readers: dict[str, _Reader] = {
        "kind": cells.choice(SURVEY_KINDS),
        "value": cells.number,
        "answers": cells.whole,
        "service_kind": cells.choice(SERVICE_KINDS),
    }
    dtypes = dict.fromkeys(("question", "kind", "item", "label"), _TEXT)
    dtypes |= {"value": _NUMBER, "unit": _TEXT, "answers": _WHOLE, "service_kind": _TEXT, SOURCE: _TEXT}
    required = ("question", "kind", "item", "label")
    return _read_plain(_open(source, folder, catalog or Catalog.bundled()), dtypes, readers, required)


def read_services(*, catalog: Catalog | None = None) -> pd.DataFrame:
    """Read the vocabulary of services.

    Returns
    -------
    DataFrame
        One row per service: ``key``, ``kind`` (``soft`` or ``hard``), ``name`` (English).

    Raises
    ------
    TableError
        A column is missing or a row is wrong.
    """
    dtypes = dict.fromkeys(("key", "kind", NAME), _TEXT)
    readers: dict[str, _Reader] = {"kind": cells.choice(SERVICE_KINDS)}
    return _read_plain(_open("services", None, catalog or Catalog.bundled()), dtypes, readers, tuple(dtypes))


def _open(source: str | Path, folder: Path | None, catalog: Catalog) -> Table:
    path = (folder or Path()) / source
    is_name = isinstance(source, str) and not path.suffix and len(Path(source).parts) == 1
    if is_name and (source in catalog.names() or not path.exists()):
        return read_table(catalog.path(str(source)), source=str(source))
    return read_table(path, source=str(source))


def _read_plain(
    table: Table, dtypes: Mapping[str, str], readers: Mapping[str, _Reader], required: Sequence[str]
) -> pd.DataFrame:
    """Read a table of fixed columns."""
    problems = list(table.problems)
    headers = {name: name for name in dtypes if name in table.columns}
    _require(table, headers, [name for name in dtypes if name in required], problems)
    records = []
    for row in table.rows:
        records.append(_parse(row, headers, readers, table.source, problems))
        for name in required:
            if name in headers and name not in row.cells:
                problems.append(Problem(table.source, "", "a value", row=row.number, column=name))
    _raise_errors(problems)
    return _frame(records, dtypes)


def _known_headers(table: Table, required: Sequence[str], problems: list[Problem]) -> dict[str, str]:
    """Return the header of each known column; say which are missing or doubled."""
    headers: dict[str, str] = {}
    for header in table.columns:
        key = header.casefold().replace(" ", "_").replace("-", "_")
        column = HEADERS.get(key, key)
        if column not in RECORD_COLUMNS:
            continue
        if column in headers:
            expected = f"one column for {column}; {headers[column]!r} means the same"
            problems.append(Problem(table.source, header, expected, row=1, column=header))
        headers.setdefault(column, header)
    if table.columns or table.rows:
        _require(table, headers, required, problems)
    return headers


def _require(
    table: Table, headers: Mapping[str, str], required: Iterable[str], problems: list[Problem]
) -> None:
    others = [header for header in table.columns if header not in headers.values()]
    for column in required:
        if column not in headers:
            near = nearest(column, others)
            expected = f"a column {column!r}" + (f"; is {near!r} meant for it?" if near else "")
            problems.append(Problem(table.source, ", ".join(table.columns), expected, column=column))


def _extra_columns(table: Table, headers: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
    """Return the name in the frame of each header that is not ours."""
    extra: dict[str, str] = {}
    free = [name for name in (*RECORD_COLUMNS, *HEADERS) if HEADERS.get(name, name) not in headers]
    optional = [name for name in free if name not in (NAME, COUNTRY)]
    for header in table.columns:
        if header in headers.values():
            continue
        near = difflib.get_close_matches(header.casefold(), optional, n=1, cutoff=0.85)
        name = f"{header} (table)" if header in _RESERVED else header
        extra[header] = name
        if near:
            expected = "a column of our own; it is kept as an unknown one"
            problem = Problem(
                table.source, header, expected, column=header, suggestion=near[0], severity="warning"
            )
            problems.append(problem)
        if name != header:
            expected = f"a name that no result has; it is kept as {name!r}"
            problems.append(Problem(table.source, header, expected, column=header, severity="warning"))
    return extra


def _readers(table: Table, headers: Mapping[str, str], catalog: Catalog) -> dict[str, _Reader]:
    def is_used(column: str) -> bool:
        return any(headers.get(column) in row.cells for row in table.rows)

    readers: dict[str, _Reader] = {
        COUNTRY: cells.country,
        NUTS_ID_PRINTED: cells.nuts_code,
        CITY_STATUS: cells.choice(CITY_STATUSES),
        LAT: cells.degrees(90),
        LON: cells.degrees(180),
        WEBSITE: cells.website,
        FOUNDED: cells.year,
        MEMBERS: cells.whole,
        STAGE: cells.choice(STAGES),
        CLASS_PRINTED: _class_printed,
        CLASS_PRINTED_EDITION: cells.year,
        FUNDING_KIND: cells.choice(FUNDING_KINDS),
        **dict.fromkeys(FUNDING, cells.percent),
    }
    if is_used(NUTS_VINTAGE):
        readers[NUTS_VINTAGE] = cells.one_of_years(catalog.years("nuts"))
    if is_used(SERVICES):
        readers[SERVICES] = cells.keys(list(read_services(catalog=catalog)["key"]))
    return readers


def _class_printed(text: str) -> object:
    return None if text.casefold() in _NO_CLASS else cells.choice(CLASSES)(text)


def _parse(
    row: Row,
    headers: Mapping[str, str],
    readers: Mapping[str, _Reader],
    source: str,
    problems: list[Problem],
) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for column, header in headers.items():
        text = row.cells.get(header)
        value: object = text
        if text is not None and column in readers:
            value = readers[column](text)
        if isinstance(value, cells.Wrong):
            problems.append(
                Problem(
                    source, text, value.expected, row=row.number, column=header, suggestion=value.suggestion
                )
            )
            value = None
        record[column] = value
    return record


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


def _check(row: Row, record: Mapping[str, Any], headers: Mapping[str, str], report: _Report) -> None:
    """Check what several cells of a row say together."""
    for column in (NAME, COUNTRY):
        if column in headers and headers[column] not in row.cells:
            report(column, f"a {column}")
    _check_point(row, record, headers, report)
    code, country = record.get(NUTS_ID_PRINTED), record.get(COUNTRY)
    if code and country and not code.startswith(country):
        report(NUTS_ID_PRINTED, f"a code that starts with {country}, as the country does")
    if record.get(CLASS_PRINTED) and not record.get(CLASS_PRINTED_EDITION):
        expected = "the year of the scoreboard in which the class is printed; without it nothing is compared"
        report(CLASS_PRINTED_EDITION, expected, severity="warning")
    _check_funding(row, record, headers, report)


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
    if shares and kind is None:
        expected = "shares or mentions; until one is stated the figures are drawn as bars"
        report(FUNDING_KIND, expected, severity="warning")
    elif kind and not shares:
        expected = f"no kind, or figures in {', '.join(FUNDING)}"
        report(FUNDING_KIND, expected, severity="warning")
    elif kind == "shares" and abs(total - 100) > 1 + 1e-9:
        expected = f"shares that sum to 100 (they sum to {total:g}); they are drawn as bars"
        report(FUNDING_KIND, expected, severity="warning")


def _identify(
    table: Table, records: list[dict[str, Any]], headers: Mapping[str, str], problems: list[Problem]
) -> None:
    """Give every record an id of its own, in place; ids the table gives stay as they are.

    Two records of one name and country are two clusters, but rarely on purpose.
    """
    first: dict[str, int] = {}
    named: dict[tuple[str, object], int] = {}
    for row, record in zip(table.rows, records, strict=True):
        given, name = record.get(RECORD_ID), record.get(NAME)
        if given in first:
            expected = f"an id of its own; row {first[given]} has the same"
            problems.append(Problem(table.source, given, expected, row=row.number, column=headers[RECORD_ID]))
        elif given:
            first[given] = row.number
        before = named.setdefault((fold(name), record.get(COUNTRY)), row.number) if name else row.number
        if before != row.number:
            expected = f"each cluster once; row {before} has the same name and country"
            problem = Problem(
                table.source, name, expected, row=row.number, column=headers[NAME], severity="warning"
            )
            problems.append(problem)
    taken = set(first)
    for record in records:
        if not record.get(RECORD_ID):
            slug = fold(record.get(NAME) or "").replace(" ", "-")[:60].strip("-") or "record"
            ids = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
            record[RECORD_ID] = next(made for made in ids if made not in taken)
            taken.add(record[RECORD_ID])


def _raise_errors(problems: Sequence[Problem]) -> None:
    if any(problem.severity == "error" for problem in problems):
        raise TableError(sorted(problems, key=lambda problem: problem.row or 0))


def _frame(records: Sequence[Mapping[str, Any]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    data = {}
    for column, dtype in dtypes.items():
        values = [record.get(column) for record in records]
        if column == SERVICES:
            values = [";".join(value) if value else None for value in values]
        data[column] = pd.Series(values, dtype=dtype, index=range(len(records)))
    return pd.DataFrame(data)
