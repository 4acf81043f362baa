"""What every table is once it is read: rows of text that know their number."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from geo.errors import Problem, TableError


@dataclass(frozen=True)
class Row:
    """One record of a table.

    Parameters
    ----------
    number
        Where it is: the row a spreadsheet shows (the header is row 1) in CSV and workbooks, the position of
        the record (the first is 1) in GeoJSON and Parquet, which have no header.
    cells
        Text by column, trimmed, in Unicode normal form C; empty cells are absent.
    """

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table as it was read.

    Parameters
    ----------
    source
        The file as the user named it, with the sheet of a workbook.
    columns
        Headers in order; empty when a file without a header row holds no record.
    rows
        Records in order; rows without any text are left out.
    problems
        What is wrong with the file itself; errors among them must be raised by the reader that uses it.
    """

    source: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def text_of(value: object) -> str:
    """Return how a cell reads, trimmed; an empty text when it holds nothing.

    Examples
    --------
    >>> text_of(12.0), text_of(0.1), text_of(None), text_of("  NA "), text_of(float("nan"))
    ('12', '0.1', '', 'NA', '')
    >>> text_of(["networking", "training"])
    'networking;training'
    """
    if isinstance(value, float) and (math.isnan(value) or (value.is_integer() and abs(value) < 1e15)):
        value = None if math.isnan(value) else int(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if value is None:
        return ""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (list, tuple)) and not any(isinstance(item, (list, dict)) for item in value):
        return ";".join(text_of(item) for item in value)
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def check_headers(headers: list[str], source: str) -> None:
    """Raise TableError unless every column has a name of its own.

    Parameters
    ----------
    headers
        Trimmed headers, in order; none may be empty.
    """
    problems = []
    for number, header in enumerate(headers, start=1):
        if not header:
            problems.append(Problem(source, "", "a column name", row=1, column=f"column {number}"))
        elif headers.index(header) != number - 1:
            expected = f"each column once; it is also column {headers.index(header) + 1}"
            problems.append(Problem(source, header, expected, row=1, column=f"column {number}"))
    if problems:
        raise TableError(problems)


def rows_of(
    records: Iterable[tuple[int, list[str]]], source: str, problems: list[Problem]
) -> tuple[tuple[str, ...], list[Row]]:
    """Split numbered records of trimmed text into a header and rows.

    A column without header and without any cell is ignored; so is a record without any cell.

    Parameters
    ----------
    problems
        Rows that are longer than the header are added to it.

    Raises
    ------
    TableError
        There is no record at all, or `check_headers` finds a problem.
    """
    (_, headers), *body = [record for record in records if any(record[1])] or [(0, [])]
    if not headers:
        raise TableError([Problem(source, "an empty file", "a header row and one row for each record")])
    width = max(position for position, header in enumerate(headers) if header) + 1
    used = [
        position
        for position in range(width)
        if headers[position] or any(any(cells[position : position + 1]) for _, cells in body)
    ]
    check_headers([headers[position] for position in used], source)
    rows = []
    for number, cells in body:
        if any(cells[width:]):
            expected = (
                f"{width} cells, as many as the header has; text with a separator needs quotation marks"
            )
            problems.append(Problem(source, f"{len(cells)} cells", expected, row=number))
        named = {
            headers[position]: cells[position] for position in used if any(cells[position : position + 1])
        }
        rows.append(Row(number, named))
    return tuple(headers[position] for position in used), rows
