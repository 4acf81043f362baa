"""Any table as text: CSV, workbooks, GeoJSON and Parquet become rows of strings that know their row number.

Nothing is guessed here about what a cell means: "NA", "null" and "007" stay what they are.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Final

from geo.errors import Problem, TableError, nearest

#: What a file is read as, by how its name ends.
FORMATS: Final = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".geojson": "geojson",
    ".json": "geojson",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
}
_DELIMITERS: Final = (",", ";", "\t")
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"


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


def read_table(path: str | Path, *, source: str | None = None) -> Table:
    """Read a tabular file; its kind is told by how its name ends (see `FORMATS`).

    Parameters
    ----------
    path
        The file.
    source
        What to call it in messages; the path as given when None.

    Raises
    ------
    TableError
        The file cannot be read at all: missing, a folder, empty, of another kind, in another encoding, cut
        off, or with headers that are absent or doubled.
    """
    path, source = Path(path), source or str(path)
    if problem := _path_problem(path, source):
        raise TableError([problem])
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableError([Problem(source, error.strerror, "a file that can be read")]) from error
    if problem := _content_problem(data, path, source):
        raise TableError([problem])
    kind = FORMATS[path.suffix.lower()]
    if kind == "workbook":
        from geo.workbook import read_workbook  # noqa: PLC0415 - a CSV file must not need it

        return read_workbook(data, source)
    if kind == "parquet":
        from geo.features import read_parquet  # noqa: PLC0415 - a CSV file must not need it

        return read_parquet(data, source)
    text, warnings = _decode(data, source)
    if kind == "geojson":
        from geo.features import read_geojson  # noqa: PLC0415 - a CSV file must not need it

        return read_geojson(text, source, warnings)
    return _read_csv(text, source, warnings)


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


def _path_problem(path: Path, source: str) -> Problem | None:
    if path.is_dir():
        return Problem(source, "a folder", "a file; name the table inside the folder")
    if not path.exists():
        folder = path.parent
        names = sorted(item.name for item in folder.iterdir()) if folder.is_dir() else []
        return Problem(source, "no such file", "a table", suggestion=nearest(path.name, names))
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        expected = f"a file name that ends with one of {', '.join(FORMATS)}"
        return Problem(source, suffix, expected, suggestion=nearest(suffix, list(FORMATS)))
    return None


def _content_problem(data: bytes, path: Path, source: str) -> Problem | None:
    if not data:
        return Problem(source, "an empty file", "a table")
    if data.startswith(_OLD_WORKBOOK):
        return Problem(source, "an old or encrypted workbook", "a table; save it as .xlsx without a password")
    if data.startswith(_ZIP) and FORMATS[path.suffix.lower()] != "workbook":
        return Problem(source, "a workbook or archive", "text", suggestion=path.with_suffix(".xlsx").name)
    return None


def _decode(data: bytes, source: str) -> tuple[str, list[Problem]]:
    """Decode text; anything but UTF-8 is named in a warning or refused."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        found = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "UTF-16 or a binary file"
        raise TableError([Problem(source, found, "text in UTF-8; save it again as 'CSV UTF-8'")])
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        # A character of UTF-8 cut in two at the very end, after others that are whole.
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            found = "the first half of a character at the end"
            raise TableError([Problem(source, found, "a whole file; it seems to be cut off")]) from error
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x} at position {error.start}"
        raise TableError([Problem(source, found, "text in UTF-8 (or Windows-1252)")]) from error
    word = next(word for word in re.findall(r"[^\W\d_]+|\W", text) if not word.isascii())
    found = f"Windows-1252, in which the first special character is in {word!r}"
    return text, [Problem(source, found, "UTF-8", severity="warning")]


def _read_csv(text: str, source: str, problems: list[Problem]) -> Table:
    first = 1
    delimiter = None
    if text[:4].lower() == "sep=" and text[5:6] in "\r\n":  # how Excel notes the separator
        delimiter, text, first = text[4], text[5:].lstrip("\r").removeprefix("\n"), 2
    delimiter = delimiter or max(_DELIMITERS, key=lambda mark: _header_width(text, mark))
    widths: dict[int, int] = {}
    records = _csv_records(text, delimiter, source, problems)
    numbered = []
    for number, record in enumerate(records, start=first):
        widths[number] = len(record)
        numbered.append((number, [text_of(cell) for cell in record]))
    if problems and not numbered:
        raise TableError(problems)
    columns, rows = rows_of(numbered, source, problems)
    for row in rows:
        if widths[row.number] < len(columns):
            cut = "; the file seems to be cut off here" if row is rows[-1] else ""
            expected = f"{len(columns)} cells, as many as the header has{cut}"
            problems.append(Problem(source, f"{widths[row.number]} cells", expected, row=row.number))
    return Table(source, columns, tuple(rows), tuple(problems))


def _header_width(text: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), []))
    except csv.Error:
        return 0


def _csv_records(text: str, delimiter: str, source: str, problems: list[Problem]) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "end of data" in str(error) or "field limit" in str(error):
                found = "a quotation mark that is never closed"
                expected = 'a closing "; the file is cut off, or a " inside the text is not doubled ("")'
            else:
                found = f"a quotation mark inside a cell ({error})"
                expected = 'quotation marks around the whole cell, and doubled ("") inside it'
            problems.append(Problem(source, found, expected, row=number))
            return
