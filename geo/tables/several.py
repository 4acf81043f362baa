"""Several cluster tables as one: ids kept apart, and each record with the table it is from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

import geopandas as gpd
import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, TableError, grouped
from geo.language.folding import fold
from geo.tables import Table
from geo.tables.clusters import Inspection, inspect_clusters, inspect_table, open_clusters
from geo.tables.headers import key_of
from geo.tables.recognition import Hint, on_command_line
from geo.tables.row_checks import free_id


def inspect_tables(
    sources: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    folder: Path | None = None,
    catalog: Catalog,
    hint: Hint = on_command_line,
) -> Inspection:
    """Read one or several cluster tables, and return what there is to say beside the records.

    An id that an earlier table has gets a number, and a notice says so; a cluster that an earlier table has
    is a warning. With several tables, the frame has a column ``table_title``, and ``attrs["tables"]`` holds
    the short name and the title of each.

    Parameters
    ----------
    sources
        Files and names of resources, as for `geo.read_clusters`.
    columns, folder
        As there; of ``columns``, each table takes those it has.
    catalog
        Data package.
    hint
        Says how a header is settled by hand.

    Raises
    ------
    TableError
        Any of them cannot be read, or rows are wrong; it holds the problems of all.
    """
    if len(sources) == 1:
        return inspect_clusters(sources[0], columns=columns, folder=folder, catalog=catalog, hint=hint)
    inspections: list[Inspection] = []
    wrong: list[Problem] = []
    tables = [open_clusters(source, columns=columns, folder=folder, catalog=catalog) for source in sources]
    for table, by_hand in zip(tables, _by_hand(tables, columns or {}), strict=True):
        try:
            inspections.append(inspect_table(table, columns=by_hand, catalog=catalog, hint=hint))
        except TableError as error:
            wrong += error.problems
    if wrong:
        raise TableError(wrong)
    return _joined(inspections, tables, _titles(sources, catalog))


def _by_hand(tables: Sequence[Table], columns: Mapping[str, str]) -> list[dict[str, str]]:
    """Return for each table the headers settled by hand that it has; what none has is left to the first."""
    present = [{key_of(header) for header in table.columns} for table in tables]
    absent = {header for header in columns if not any(key_of(header) in keys for keys in present)}
    return [
        {
            header: column
            for header, column in columns.items()
            if key_of(header) in keys or (keys is present[0] and header in absent)
        }
        for keys in present
    ]


def _titles(sources: Sequence[str], catalog: Catalog) -> list[tuple[str, str]]:
    """Return a short name and a title of each table, no two alike."""
    stems = Counter(PurePosixPath(source).stem for source in sources)
    names = [
        stem if stems[stem := PurePosixPath(source).stem] == 1 else source  # two files of one name
        for source in sources
    ]
    known = catalog.names()
    titles = [
        catalog.resource(source).title if source in known else name
        for source, name in zip(sources, names, strict=True)
    ]
    same = Counter(titles)
    return [(name, title if same[title] == 1 else name) for name, title in zip(names, titles, strict=True)]


def _joined(
    inspections: Sequence[Inspection], tables: Sequence[Table], titles: list[tuple[str, str]]
) -> Inspection:
    """Put the records of several tables into one frame."""
    problems = [problem for part in inspections for problem in part.problems]
    frames = [part.clusters.copy() for part in inspections]
    for frame, (_, title) in zip(frames, titles, strict=True):
        frame[c.TABLE] = pd.Series(title, index=frame.index, dtype=object)
    _keep_apart(frames, inspections, tables, problems)
    sources = tuple(table.source for table in tables)
    extra = [name for part in inspections for name in part.clusters.attrs["extra_columns"]]
    for frame in frames:
        frame.attrs = {}  # what each table says of itself is put together below
    joined = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry=c.GEOMETRY, crs="EPSG:4326")
    shown = grouped(problems)
    joined.attrs = {
        "source": ", ".join(sources),
        "tables": tuple(titles),
        "extra_columns": tuple(dict.fromkeys(extra)),
        "problems": tuple(str(problem) for problem in shown if problem.severity == "warning"),
        "notices": tuple(str(problem) for problem in shown if problem.severity == "notice"),
    }
    of_each = tuple(table.source for table, part in zip(tables, inspections, strict=True) for _ in part.rows)
    return Inspection(
        joined, tuple(problems), of_each, tuple(row for part in inspections for row in part.rows)
    )


def _keep_apart(
    frames: Sequence[pd.DataFrame],
    inspections: Sequence[Inspection],
    tables: Sequence[Table],
    problems: list[Problem],
) -> None:
    """Give records whose id an earlier table has another one, in place; report clusters that come twice."""
    taken: dict[str, str] = {}
    numbers: dict[str, int] = {}
    named: dict[tuple[str, object], str] = {}
    for frame, part, table in zip(frames, inspections, tables, strict=True):
        own = set(frame[c.RECORD_ID])
        ids, before = [], dict(named)
        rows = zip(frame[c.RECORD_ID], frame[c.NAME], frame[c.COUNTRY], part.rows, strict=True)
        for given, name, country, row in rows:
            key = (fold(name), country)
            if key in before:
                expected = f"each cluster once; {before[key]} has the same name and country"
                problems.append(
                    Problem(table.source, name, expected, row=row, column=c.NAME, severity="warning")
                )
            named.setdefault(key, f"{table.source}, row {row},")
            record_id = given
            if given in taken:
                record_id = free_id(given, numbers, taken, own)
                expected = f"read the id {given!r} as {record_id!r}; {taken[given]} has the same"
                problems.append(Problem(table.source, given, expected, row=row, severity="notice"))
                own.add(record_id)
            ids.append(record_id)
        frame[c.RECORD_ID] = pd.Series(ids, index=frame.index, dtype=object)
        taken |= dict.fromkeys(ids, table.source)
