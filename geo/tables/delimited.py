"""CSV: text separated by commas, semicolons or tabs, as spreadsheets save it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from geo.errors import Problem, TableError
from geo.tables.formulas import unguard
from geo.tables.layout import TOP, Heads
from geo.tables.limits import Count, current
from geo.tables.rows import Line, Table, count_cells, table_of, text_of

_DELIMITERS: Final = (",", ";", "\t")


def decode(data: bytes, source: str) -> tuple[str, list[Problem]]:
    """Return the text of a file, and a warning when it is not in UTF-8.

    Raises
    ------
    TableError
        The text is in neither UTF-8 nor Windows-1252, or is cut off inside a character.
    """
    if problem := _no_text(data, source):
        raise TableError([problem])
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


def _no_text(data: bytes, source: str) -> Problem | None:
    expected = "text in UTF-8; save it again as 'CSV UTF-8'"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(source, "UTF-16", expected)
    nuls = data.count(b"\0")
    if 10 * nuls > len(data):
        return Problem(source, "UTF-16 or a binary file", expected)
    row = data.count(b"\n", 0, data.find(b"\0")) + 1
    return Problem(source, "a NUL byte", "text; the file is damaged or no text", row=row) if nuls else None


def read_csv(text: str, source: str, problems: list[Problem], *, heads: Heads | None = None) -> Table:
    """Read text with a header row, separated by commas, semicolons or tabs.

    Apostrophes that guard text against spreadsheets (`geo.tables.formulas`) are taken off again.

    Parameters
    ----------
    problems
        What was found while decoding the text; what is found here is added to it.
    heads
        As for `geo.tables.rows.table_of`.

    Raises
    ------
    TableError
        There is no record at all, or the headers are not sound.
    """
    delimiter, text, first = delimiter_of(text, heads=heads)
    limits = current()
    if limits.cell > csv.field_size_limit():
        csv.field_size_limit(limits.cell)
    narrow: dict[int, int] = {}
    records = _csv_records(text, delimiter, source, problems)
    lines = list(_lines(records, delimiter, source, problems, narrow, first))
    if problems and not lines:
        raise TableError(problems)
    if heads and lines and all(len(line.texts) == 1 for line in lines) and not heads(lines[0].texts):
        expected = "columns separated by commas, semicolons or tabs"
        raise TableError([*problems, Problem(source, lines[0].texts[0], expected, row=lines[0].number)])
    lines.reverse()
    # A line goes as soon as it is taken.
    table = table_of((lines.pop() for _ in range(len(lines))), source, problems, heads=heads)
    for row in table.rows if narrow else ():
        width = narrow.get(row.number, len(table.columns))
        if width < len(table.columns):
            cut = "; the file seems to be cut off here" if row is table.rows[-1] else ""
            expected = f"{count_cells(len(table.columns))}, as many as the header has{cut}"
            problems.append(Problem(source, count_cells(width), expected, row=row.number))
    return replace(table, problems=tuple(problems))


def delimiter_of(text: str, *, heads: Heads | None = None) -> tuple[str, str, int]:
    """Return what separates the cells of a text, the text from its header on, and the number of that row."""
    if (
        text[:4].lower() == "sep=" and text[4:5].strip('\r\n"') and text[5:6] in "\r\n"
    ):  # how Excel notes the separator
        return text[4], text[5:].lstrip("\r").removeprefix("\n"), 2
    return max(_DELIMITERS, key=lambda mark: _header_width(text, mark, heads)), text, 1


def _lines(
    records: Iterable[list[str]],
    delimiter: str,
    source: str,
    problems: list[Problem],
    narrow: dict[int, int],
    first: int,
) -> Iterator[Line]:
    """Yield the lines that hold any text, and note how wide those are that are narrower than one before."""
    count, widest = Count(source, current()), 0
    for number, record in enumerate(records, start=first):
        texts = [text_of(unguard(cell)) for cell in record]
        if any(texts):
            count.add(number, texts)
            problems += _swallowed(texts, delimiter, source, number)
            widest = max(widest, len(record))
            # The header comes before its records: none of them is narrower and not noted.
            if len(record) < widest:
                narrow[number] = len(record)
            yield Line(number, texts)


def _header_width(text: str, delimiter: str, heads: Heads | None) -> tuple[int, int, int]:
    """Return how many known columns the best of the first lines has, and the first and the largest width."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[list[str]] = []
    try:
        for line in islice(reader, TOP):
            lines.append(line)
    except csv.Error:
        if not lines:  # a header with a broken cell is still parted by the right sign
            lines.append(text.partition("\n")[0].replace('"', "").split(delimiter))
    known = max((heads(line) for line in lines), default=0) if heads else 0
    widths = [len(line) for line in lines] or [0]
    return known, widths[0], max(widths)


def _swallowed(texts: list[str], delimiter: str, source: str, number: int) -> list[Problem]:
    """Warn of a cell whose further lines have as many cells as its row: they may be rows of the table.

    Such a cell is sound CSV, but so is one that a forgotten quotation mark opens and the next one closes.
    """
    apart = re.compile(re.escape(delimiter) + r"(?! )")  # a comma of prose has a space behind it
    needed = len(texts) - 1
    cell = next((text for text in texts if "\n" in text and text.count(delimiter) >= needed > 0), "")
    lines = sum(len(apart.findall(line)) == needed for line in cell.split("\n")) if cell else 0
    if not lines:
        return []
    found = f"a cell of {cell.count(chr(10)) + 1} lines, {lines} of them as wide as a row"
    expected = 'text of one line; a quotation mark (") before it may never be closed'
    return [Problem(source, found, expected, row=number, severity="warning")]


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
            problems.append(damage(error, source, number))
            return


def damage(error: csv.Error, source: str, row: int) -> Problem:
    """Return what is wrong with a row that the reader of the standard library refuses."""
    if "field limit" in str(error):
        found = f"a cell of more than {csv.field_size_limit()} characters"
        expected = 'a shorter one; a quotation mark (") in it may never be closed'
    elif "end of data" in str(error):
        found = "a quotation mark that is never closed"
        expected = 'a closing "; the file is cut off, or a " inside the text is not doubled ("")'
    else:
        found = f"a quotation mark inside a cell ({error})"
        expected = 'quotation marks around the whole cell, and doubled ("") inside it'
    return Problem(source, found, expected, row=row)
