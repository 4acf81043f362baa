"""What every table is once it is read: rows of text that know their number."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from itertools import chain, islice
from types import MappingProxyType
from typing import Final, NamedTuple

from geo.errors import Problem, TableError
from geo.tables.columnar import Row, Rows
from geo.tables.layout import TOP, Heads, header_position, without_foot

_NO_VALUES: Final[Mapping[str, object]] = MappingProxyType({})


class Line(NamedTuple):
    """One line of a sheet before it is known what it is: a title, the header, a record, a note."""

    number: int
    texts: list[str]
    values: list[object] = []  # noqa: RUF012 - a default of a tuple's field, which nobody changes


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
    header_row
        Number of the row that holds the headers.
    """

    source: str
    columns: tuple[str, ...]
    rows: Rows
    problems: tuple[Problem, ...] = ()
    header_row: int = 1


def text_of(value: object) -> str:
    """Return how a cell reads, trimmed; an empty text when it holds nothing.

    Examples
    --------
    >>> text_of(12.0), text_of(0.1), text_of(None), text_of("  NA "), text_of(float("nan"))
    ('12', '0.1', '', 'NA', '')
    >>> text_of(["networking", "training"])
    'networking;training'
    >>> text_of(b"ES51")
    'ES51'
    """
    if isinstance(value, bytes):
        value = _decoded(value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip()
    if isinstance(value, float) and (math.isnan(value) or (value.is_integer() and abs(value) < 1e15)):
        value = None if math.isnan(value) else int(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (list, tuple)) and not any(isinstance(item, (list, dict)) for item in value):
        return ";".join(text_of(item) for item in value)
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _decoded(value: bytes) -> str:
    """Return the text of bytes, as which some programs keep theirs in Parquet; others as they are written."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return str(value)
    return text if text.isprintable() else str(value)


def check_headers(headers: list[str], source: str, *, row: int = 1) -> None:
    """Raise TableError unless every column has a name of its own.

    Parameters
    ----------
    headers
        Trimmed headers, in order; none may be empty.
    row
        Number of the row they stand in.
    """
    problems = []
    first: dict[str, int] = {}
    for number, header in enumerate(headers, start=1):
        if not header:
            problems.append(Problem(source, "", "a column name", row=row, column=f"column {number}"))
        elif first.setdefault(header, number) != number:
            expected = f"each column once; it is also column {first[header]}"
            problems.append(Problem(source, header, expected, row=row, column=f"column {number}"))
    if problems:
        raise TableError(problems)


def count_cells(number: int) -> str:
    """Return a number of cells in words.

    Examples
    --------
    >>> count_cells(1), count_cells(3)
    ('1 cell', '3 cells')
    """
    return f"{number} cell{'' if number == 1 else 's'}"


def table_of(
    lines: Iterable[Line], source: str, problems: list[Problem], *, heads: Heads | None = None
) -> Table:
    """Split the lines of a sheet into a header and records.

    A column without header and without any cell is ignored; so is a line without any cell.

    Parameters
    ----------
    problems
        What was found in the file so far; what is found here is added to it.
    heads
        Tells how many known columns a row of texts would head. With it, titles above the header and notes
        below the records are left out, and that is said; without it the first line is the header.

    Raises
    ------
    TableError
        There is no record at all, the header is not to be found, or `check_headers` finds a problem.
    """
    body = filter(_is_filled, lines)
    top = list(islice(body, TOP))
    if not top:
        raise TableError([Problem(source, "an empty file", "a header row and one row for each record")])
    # They come after what is found while lines are read.
    above, below, wide = list[Problem](), list[Problem](), list[Problem]()
    header, *records = top[header_position(top, source, above, heads=heads) if heads else 0 :]
    width = max(position for position, text in enumerate(header.texts) if text) + 1
    headers = header.texts[:width]
    unnamed = [position for position, text in enumerate(headers) if not text]
    filled: set[int] = set()
    rows = Rows()
    below_header = chain(records, body)
    for line in without_foot(below_header, header, source, below) if heads else below_header:
        if any(line.texts[width:]):
            expected = (
                f"{count_cells(width)}, as many as the header has; "
                "text with a separator needs quotation marks"
            )
            wide.append(Problem(source, count_cells(len(line.texts)), expected, row=line.number))
        filled |= {position for position in unnamed if any(line.texts[position : position + 1])}
        cells = {name: text for name, text in zip(headers, line.texts, strict=False) if text}
        values: Mapping[str, object] = _NO_VALUES
        if line.values:
            pairs = zip(headers, line.values, strict=False)
            values = {name: value for name, value in pairs if name in cells}
        rows.append(Row(line.number, cells, values))
    problems += above + below + wide
    columns = [text for position, text in enumerate(headers) if text or position in filled]
    check_headers(columns, source, row=header.number)
    return Table(source, tuple(columns), rows, tuple(problems), header.number)


def _is_filled(line: Line) -> bool:
    return any(line.texts)
