"""Read the ledgers that builds have written."""

from __future__ import annotations

import csv
import errno
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.plain_files import read_plain
from geo.errors import Problem, TableError
from geo.tables.formulas import unguard
from geo.tables.limits import current

#: How the names of built ledgers end.
LEDGER_ENDINGS: Final = (".ledger.json", ".ledger.csv")
#: Columns of a ledger that a record states itself.
PRINTED: Final = (c.NAME, c.COUNTRY, c.REGION_PRINTED, c.CLASS_PRINTED)
#: What a ledger holds as text, and what as years; in one of text the years are text, too.
_TEXTS: Final = frozenset({*PRINTED, c.NUTS_ID, c.CLASS, c.SCOREBOARD_UNIT, c.RELATION, c.NO_DATA})
_YEARS: Final = frozenset({c.VINTAGE, c.EDITION})
#: What is expected of a file that is to be a ledger.
EXPECTED: Final = "a ledger written by clusteratlas build"


def read_ledger(path: str | Path) -> pd.DataFrame:
    """Read a ledger that a build wrote, as CSV or JSON.

    Returns
    -------
    DataFrame
        Its columns as written; missing values are None.

    Raises
    ------
    TableError
        The file is missing, is not a ledger, or is larger than a table may be.
    """
    limits = current()
    try:
        # Not as text: that would make every line break inside a cell the same.
        text = read_plain(path, most_bytes=limits.file).decode()
        is_json = str(path).endswith(".json")
        rows = json.loads(text) if is_json else _unguarded(csv.DictReader(io.StringIO(text, newline="")))
    except OSError as error:
        found = str(error.strerror)
        too_large = limits.problem(str(path), "file", found) if error.errno == errno.EFBIG else None
        raise TableError([too_large or Problem(str(path), found, EXPECTED)]) from error
    except (ValueError, csv.Error, RecursionError) as error:
        raise TableError([Problem(str(path), str(error), EXPECTED)]) from error
    if not isinstance(rows, list):
        raise TableError([Problem(str(path), type(rows).__name__, EXPECTED)])
    if problems := [
        problem for at, row in enumerate(rows, start=1) for problem in wrong_in(row, at, str(path))
    ]:
        raise TableError(problems)
    frame = pd.DataFrame(rows, dtype=object)
    if len(frame) and not {c.NAME, c.NUTS_ID, c.CLASS, c.SCOREBOARD_UNIT} <= set(frame.columns):
        raise TableError([Problem(str(path), ", ".join(map(str, frame.columns)), EXPECTED)])
    return frame


def wrong_in(row: object, number: int, source: str) -> Iterator[Problem]:
    """Yield what in a record of a ledger is not as a build writes it.

    Parameters
    ----------
    row
        As JSON or CSV has it.
    number, source
        As messages name it, and the ledger.
    """
    if not isinstance(row, dict):
        yield Problem(source, type(row).__name__, f"a record of {EXPECTED}", row=number)
        return
    for column, value in row.items():
        if not isinstance(column, str) or isinstance(value, (list, dict)):
            yield Problem(source, str(value), "one value for each column", row=number, column=str(column))
        elif column in _TEXTS and not isinstance(value, (str, NoneType)):
            yield Problem(source, value, "text", row=number, column=column)
        elif column in _YEARS and value not in (None, "") and not re.fullmatch(r"\d{4}", str(value)):
            yield Problem(source, value, "a year", row=number, column=column)


def _unguarded(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {key: unguard(value) if isinstance(value, str) else value for key, value in row.items()}
        for row in rows
    ]
