"""Tables of fixed columns: surveys of a whole set of records, and the vocabulary of services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from geo.columns import NAME, SOURCE
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, nearest
from geo.tables import Table, cells, open_table
from geo.tables.records import NUMBER, TEXT, WHOLE, Reader, frame_of, parse_row, raise_errors

SURVEY_KINDS: Final = ("single", "multiple", "ranked", "trend")
SERVICE_KINDS: Final = ("soft", "hard")


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
    readers: dict[str, Reader] = {
        "kind": cells.choice(SURVEY_KINDS),
        "value": cells.number,
        "answers": cells.whole,
        "service_kind": cells.choice(SERVICE_KINDS),
    }
    dtypes = dict.fromkeys(("question", "kind", "item", "label"), TEXT)
    dtypes |= {"value": NUMBER, "unit": TEXT, "answers": WHOLE, "service_kind": TEXT, SOURCE: TEXT}
    required = ("question", "kind", "item", "label")
    table = open_table(source, folder=folder, catalog=catalog or Catalog.bundled())
    return _read_plain(table, dtypes, readers, required)


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
    dtypes = dict.fromkeys(("key", "kind", NAME), TEXT)
    readers: dict[str, Reader] = {"kind": cells.choice(SERVICE_KINDS)}
    table = open_table("services", catalog=catalog or Catalog.bundled())
    return _read_plain(table, dtypes, readers, tuple(dtypes))


def _read_plain(
    table: Table, dtypes: Mapping[str, str], readers: Mapping[str, Reader], required: Sequence[str]
) -> pd.DataFrame:
    """Read a table of fixed columns."""
    problems = list(table.problems)
    headers = {name: name for name in dtypes if name in table.columns}
    for name in required:
        if name not in headers:
            near = nearest(name, [header for header in table.columns if header not in headers])
            expected = f"a column {name!r}" + (f"; is {near!r} meant for it?" if near else "")
            problems.append(Problem(table.source, ", ".join(table.columns), expected, column=name))
    records = []
    for row in table.rows:
        records.append(parse_row(row, headers, readers, table.source, problems))
        for name in required:
            if name in headers and name not in row.cells:
                problems.append(Problem(table.source, "", "a value", row=row.number, column=name))
    raise_errors(problems)
    return frame_of(records, dtypes)
