"""Cluster tables: read, check and give every column its type, from a file, a resource or a frame."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, grouped
from geo.tables import Table, open_table, read_table
from geo.tables.frames import check_frame, check_telling, is_one_of_ours, table_of_frame, was_checked
from geo.tables.headers import heads_a_table, short
from geo.tables.recognition import (
    Headers,
    Hint,
    in_python,
    likely_header,
    look_alikes,
    on_command_line,
    recognise,
)
from geo.tables.records import (
    RECORD_COLUMNS,
    Reader,
    frame_of,
    own_values,
    parse_row,
    raise_errors,
    record_readers,
)
from geo.tables.row_checks import Known, check_places, check_row, identify
from geo.tables.surveys import read_services

#: What a table must have.
REQUIRED: Final = (c.NAME, c.COUNTRY)
#: Names that locating, tagging and geometry add to a record; a foreign column may not take them.
_RESERVED: Final = frozenset(
    value for key, value in vars(c).items() if key.isupper() and isinstance(value, str)
) - set(RECORD_COLUMNS)


class Inspection(NamedTuple):
    """A cluster table as it was read, with what there is to say about it.

    Parameters
    ----------
    clusters
        Frame of `read_clusters`.
    problems
        Warnings, and notices of what was taken for what.
    source
        The table, as messages name it; of several tables, that of each record.
    rows
        Number of the row of each record.
    """

    clusters: gpd.GeoDataFrame
    problems: tuple[Problem, ...]
    source: str | tuple[str, ...]
    rows: Sequence[int]


def read_clusters(
    source: str | Path | pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    folder: Path | None = None,
    catalog: Catalog | None = None,
) -> gpd.GeoDataFrame:
    """Read a cluster table and check every row of it.

    Headers are recognised as people write them in the languages of the pages (see
    `geo.tables.headers`). Where a word means two things, as the German *Land* does, the values decide.

    Parameters
    ----------
    source
        A file (CSV, XLSX, GeoJSON, Parquet), the name of a resource, such as ``bioclusters``, or a frame with
        the columns of a table. A GeoDataFrame's points are in EPSG:4326.
    columns
        Header to the column it holds, such as ``{"NUTS code": "nuts_id"}``, for headers that are not
        recognised, or not as they are meant; an empty text keeps a column as one of your own.
    folder
        What a relative path starts from; the current folder when None.
    catalog
        Data package that holds resources, services and vintages; the bundled one when None.

    Returns
    -------
    GeoDataFrame
        One row per record, in the order of the table, index from 0 (of a frame: its own). All of
        `RECORD_COLUMNS`, then unknown columns with their own type, then ``geometry``: the point of ``lat``
        and ``lon`` or None, EPSG:4326. Missing values are None in text, NA in whole numbers (Int64) and NaN
        in numbers. ``country`` is a GISCO code, ``services`` are keys separated by ``;``; ``record_id`` is
        the given id, else made from the name. ``attrs`` holds ``source``, ``extra_columns`` (names of unknown
        columns), ``problems`` (warnings, as sentences) and ``notices`` (what was taken for what). Every cell
        is a plain value, so that the frame can be saved in any format.

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
    >>> frame = pd.DataFrame({"Nom": ["BioWin"], "Pays": ["Belgique"], "NUTS 2": ["BE32"]})
    >>> read_clusters(frame).loc[0, ["name", "country", "nuts_id_printed"]].tolist()
    ['BioWin', 'BE', 'BE32']
    """
    inspection = inspect_clusters(source, columns=columns, folder=folder, catalog=catalog, hint=in_python)
    return inspection.clusters


def inspect_clusters(
    source: str | Path | pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    folder: Path | None = None,
    catalog: Catalog | None = None,
    hint: Hint = on_command_line,
) -> Inspection:
    """Read a cluster table as `read_clusters` does, and return what there is to say beside the records.

    `hint` says how a header is settled by hand; the other parameters are those of `read_clusters`.
    """
    catalog = catalog or Catalog.bundled()
    if not isinstance(source, (str, Path)):
        check_frame(source)
    if isinstance(source, pd.DataFrame):
        return _inspect_frame(source, columns or {}, REQUIRED, catalog)
    table = open_clusters(source, columns=columns, folder=folder, catalog=catalog)
    return inspect_table(table, columns=columns, catalog=catalog, hint=hint)


def open_clusters(
    source: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    folder: Path | None = None,
    catalog: Catalog,
) -> Table:
    """Return the rows of a cluster table as text; the parameters are those of `read_clusters`."""
    named = set(columns or ())

    def heads(texts: Sequence[str]) -> int:
        return heads_a_table(texts) + len(named & set(texts))

    return open_table(source, folder=folder, catalog=catalog, heads=heads)


def inspect_table(
    table: Table,
    *,
    columns: Mapping[str, str] | None = None,
    catalog: Catalog,
    hint: Hint = on_command_line,
) -> Inspection:
    """Make records of the rows of a table, and return them with what there is to say."""
    return _inspect(table, recognise(table, by_hand=columns, hint=hint), REQUIRED, catalog)


def as_records(
    frame: pd.DataFrame, *, required: Collection[str] = (), catalog: Catalog | None = None
) -> pd.DataFrame:
    """Return a frame as records: itself when it was read before, else read as a file with its columns is.

    Parameters
    ----------
    frame
        Any frame; it is not changed.
    required
        Columns of ours that the records must have.

    Raises
    ------
    TableError
        A column is missing or rows are wrong; it holds every problem found.
    """
    check_frame(frame)
    if is_one_of_ours(frame) and was_checked(frame) and set(required) <= set(frame.columns):
        check_telling(frame, frame.columns)
        return frame
    catalog = catalog or Catalog.bundled()
    asked = tuple(name for name in REQUIRED if name in required)
    records: pd.DataFrame = _inspect_frame(frame, {}, asked, catalog).clusters
    return records


def _inspect_frame(
    frame: pd.DataFrame, columns: Mapping[str, str], required: Collection[str], catalog: Catalog
) -> Inspection:
    table = table_of_frame(frame)
    headers = recognise(table, by_hand=columns, hint=in_python)
    if not required:
        check_telling(frame, headers.of)
    inspection = _inspect(table, headers, required, catalog)
    inspection.clusters.index = frame.index
    inspection.clusters.attrs = {**frame.attrs, **inspection.clusters.attrs}
    return inspection


def _inspect(table: Table, headers: Headers, required: Collection[str], catalog: Catalog) -> Inspection:
    """Make records of the rows of a table."""
    problems = list(table.problems)
    _require(table, headers, required, problems)
    problems += headers.problems
    problems += [problem for problem in look_alikes(table, headers) if problem.column not in _RESERVED]
    extra = _own_columns(table, headers, problems)
    readers, known = _readers(table, headers.of, catalog), _known(table, headers.of, catalog)
    columns: dict[str, list[Any]] = {column: [] for column in headers.of}
    checked = _needed(table, headers.of, required)
    for row in table.rows:
        record = parse_row(row, headers.of, readers, table.source, problems)
        check_row(table, row, record, checked, problems, known=known)
        for column, value in record.items():
            columns[column].append(value)
    problems += check_places(table, columns, headers.of)
    columns[c.RECORD_ID] = identify(table, columns, headers.of, problems)
    if not table.rows and not any(problem.severity == "error" for problem in problems):
        expected = "one row for each cluster; the map will show none"
        problems.append(Problem(table.source, "no record", expected, severity="warning"))
    if taken := headers.taken:
        pairs = ", ".join(f"{header!r} as {short(column)}" for header, column in taken.items())
        problems.insert(0, Problem(table.source, tuple(taken), f"read {pairs}", severity="notice"))
    raise_errors(problems)
    return _finish(table, columns, extra, problems)


def _finish(
    table: Table, columns: Mapping[str, list[Any]], extra: Mapping[str, str], problems: list[Problem]
) -> Inspection:
    """Put the records into a frame."""
    frame = frame_of(columns, RECORD_COLUMNS, size=len(table.rows))
    own = {name: own_values(table, header) for header, name in extra.items()}
    frame = pd.concat([frame, pd.DataFrame(own, index=frame.index)], axis="columns")
    points = gpd.GeoSeries.from_xy(frame[c.LON], frame[c.LAT], crs="EPSG:4326")
    points[frame[c.LON].isna()] = None
    clusters = gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326", copy=False)
    # Frames copy these texts whenever a column is taken of them.
    shown = grouped(problems)
    warnings = tuple(str(problem) for problem in shown if problem.severity == "warning")
    notices = tuple(str(problem) for problem in shown if problem.severity == "notice")
    clusters.attrs |= {
        "source": table.source,
        "extra_columns": tuple(extra.values()),
        "problems": warnings,
        "notices": notices,
    }
    return Inspection(clusters, tuple(problems), table.source, table.rows.numbers)


def _require(table: Table, headers: Headers, required: Collection[str], problems: list[Problem]) -> None:
    if not (table.columns or table.rows):
        return
    for column in required:
        if column not in headers.of:
            suggestion = likely_header(table, headers, column)
            meant = f"is {suggestion!r} meant for it? Then" if suggestion else "to name it"
            expected = f"a column {column!r}; {meant}: {headers.hint(suggestion or 'HEADER', column)}"
            problems.append(Problem(table.source, ", ".join(table.columns), expected, column=column))


def _needed(table: Table, headers: Mapping[str, str], required: Collection[str]) -> dict[str, str]:
    """Return the headers whose cells are checked: not those of empty columns that nobody asks for."""
    return {
        column: header
        for column, header in headers.items()
        if column not in REQUIRED or column in required or _is_used(column, table, headers)
    }


def _own_columns(table: Table, headers: Headers, problems: list[Problem]) -> dict[str, str]:
    """Return the name in the frame of each header that is not ours."""
    extra: dict[str, str] = {}
    for header in table.columns:
        if header in headers.of.values():
            continue
        taken = header in _RESERVED or (header in RECORD_COLUMNS and header not in headers.reported)
        extra[header] = f"{header} (table)" if taken else header
        if taken:
            expected = f"a name that no result has; it is kept as {extra[header]!r}"
            problems.append(Problem(table.source, header, expected, column=header, severity="warning"))
    return extra


def _readers(table: Table, headers: Mapping[str, str], catalog: Catalog) -> dict[str, Reader]:
    """Return how cells are read; what is not used is not opened."""
    services = list(read_services(catalog=catalog)["key"]) if _is_used(c.SERVICES, table, headers) else ()
    return record_readers(services=services, catalog=catalog)


def _known(table: Table, headers: Mapping[str, str], catalog: Catalog) -> Known:
    """Return what rows are compared with; what is not needed is not opened."""
    newest, editions = None, set[int]()
    if _is_used(c.FOUNDED, table, headers):
        dates = (catalog.resource(name).date for name in catalog.names())
        newest = max((int(date[:4]) for date in dates if date[:4].isdigit()), default=None)
    if _is_used(c.CLASS_PRINTED_EDITION, table, headers):
        editions |= set(catalog.years("scoreboard"))
        if "scoreboard-editions" in catalog.names():
            known = read_table(catalog.path("scoreboard-editions"), source="scoreboard-editions")
            editions |= {int(row.cells["edition"]) for row in known.rows}
    return Known(newest, tuple(sorted(editions)))


def _is_used(column: str, table: Table, headers: Mapping[str, str]) -> bool:
    return table.rows.hold(headers.get(column))
