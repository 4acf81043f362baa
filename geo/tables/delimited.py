"""CSV: text separated by commas, semicolons or tabs, as spreadsheets save it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Final, TextIO

from geo.errors import Problem, TableError
from geo.tables.formulas import unguard
from geo.tables.layout import TOP, Heads
from geo.tables.limits import Count, current
from geo.tables.rows import Line, Table, count_cells, table_of, text_of

_DELIMITERS: Final = (",", ";", "\t")
#: So many characters tell whether a file begins with its separator.
_TOP_CHARACTERS: Final = 80
#: Opens a text, with its line ends as they are, at its beginning.
OpenText = Callable[[], TextIO]


def encoding_of(data: bytes, source: str) -> tuple[str, list[Problem]]:
    """Return the encoding of a file, and a warning when it is not UTF-8.

    Raises
    ------
    TableError
        The text is in neither UTF-8 nor Windows-1252, or is cut off inside a character.
    """
    if problem := _no_text(data, source):
        raise TableError([problem])
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A character of UTF-8 cut in two at the very end, after others that are whole.
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            found = "the first half of a character at the end"
            raise TableError([Problem(source, found, "a whole file; it seems to be cut off")]) from error
    else:
        return "utf-8-sig", []
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x} at position {error.start}"
        raise TableError([Problem(source, found, "text in UTF-8 (or Windows-1252)")]) from error
    word = next(word for word in re.findall(r"[^\W\d_]+|\W", text) if not word.isascii())
    found = f"Windows-1252, in which the first special character is in {word!r}"
    return "windows-1252", [Problem(source, found, "UTF-8", severity="warning")]


def decode(data: bytes, source: str) -> tuple[str, list[Problem]]:
    """Return the text of a file, and a warning when it is not in UTF-8; errors are those of `encoding_of`."""
    encoding, problems = encoding_of(data, source)
    return data.decode(encoding), problems


def _no_text(data: bytes, source: str) -> Problem | None:
    expected = "text in UTF-8; save it again as 'CSV UTF-8'"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(source, "UTF-16", expected)
    nuls = data.count(b"\0")
    if 10 * nuls > len(data):
        return Problem(source, "UTF-16 or a binary file", expected)
    row = data.count(b"\n", 0, data.find(b"\0")) + 1
    return Problem(source, "a NUL byte", "text; the file is damaged or no text", row=row) if nuls else None


def read_csv(
    open_text: OpenText, source: str, problems: list[Problem], *, heads: Heads | None = None
) -> Table:
    """Read text with a header row, separated by commas, semicolons or tabs.

    Apostrophes that guard text against spreadsheets (`geo.tables.formulas`) are taken off again.

    Parameters
    ----------
    open_text
        Opens the text, with its line ends as they are, at its beginning.
    problems
        What was found in the file so far; what is found here is added to it.
    heads
        As for `geo.tables.rows.table_of`.

    Raises
    ------
    TableError
        There is no record at all, or the headers are not sound.
    """
    delimiter, skipped, first = delimiter_of(open_text, heads=heads)
    limits = current()
    if limits.cell > csv.field_size_limit():
        csv.field_size_limit(limits.cell)
    widths = _Widths()
    records = _csv_records(_opened(open_text, skipped), delimiter, source, problems)
    lines = _lines(records, delimiter, source, problems, widths, first)
    top = list(islice(lines, 1))
    if problems and not top:
        raise TableError(problems)
    table = table_of(chain(top, lines), source, problems, heads=heads)
    if heads and widths.widest == 1 and not heads(top[0].texts):
        expected = "columns separated by commas, semicolons or tabs"
        raise TableError([*problems, Problem(source, top[0].texts[0], expected, row=top[0].number)])
    for number in table.rows.numbers if widths.narrow else ():
        width = widths.narrow.get(number, len(table.columns))
        if width < len(table.columns):
            cut = "; the file seems to be cut off here" if number == table.rows.numbers[-1] else ""
            expected = f"{count_cells(len(table.columns))}, as many as the header has{cut}"
            problems.append(Problem(source, count_cells(width), expected, row=number))
    return replace(table, problems=tuple(problems))


def delimiter_of(open_text: OpenText, *, heads: Heads | None = None) -> tuple[str, int, int]:
    """Return what separates the cells of a text, how many characters come before its header, and its row."""
    text = open_text().read(_TOP_CHARACTERS)
    if (
        text[:4].lower() == "sep=" and text[4:5].strip('\r\n"') and text[5:6] in "\r\n"
    ):  # how Excel notes the separator
        return text[4], len(text) - len(text[5:].lstrip("\r").removeprefix("\n")), 2
    return max(_DELIMITERS, key=lambda mark: _header_width(open_text(), mark, heads)), 0, 1


def _opened(open_text: OpenText, skipped: int) -> TextIO:
    text = open_text()
    text.read(skipped)
    return text


@dataclass
class _Widths:
    """How many cells the widest line has, and those that are narrower than one before."""

    widest: int = 0
    narrow: dict[int, int] = field(default_factory=dict)


def _lines(
    records: Iterable[list[str]],
    delimiter: str,
    source: str,
    problems: list[Problem],
    widths: _Widths,
    first: int,
) -> Iterator[Line]:
    """Yield the lines that hold any text, and note how wide those are that are narrower than one before."""
    count = Count(source, current())
    for number, record in enumerate(records, start=first):
        texts = [text_of(unguard(cell)) for cell in record]
        if any(texts):
            count.add(number, texts)
            problems += _swallowed(texts, delimiter, source, number)
            widths.widest = max(widths.widest, len(record))
            # The header comes before its records: none of them is narrower and not noted.
            if len(record) < widths.widest:
                widths.narrow[number] = len(record)
            yield Line(number, texts)


def _header_width(text: TextIO, delimiter: str, heads: Heads | None) -> tuple[int, int, int]:
    """Return how many known columns the best of the first lines has, and the first and the largest width."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    lines: list[list[str]] = []
    try:
        for line in islice(reader, TOP):
            lines.append(line)
    except csv.Error:
        if not lines:  # a header with a broken cell is still parted by the right sign
            text.seek(0)
            lines.append(text.readline().replace('"', "").split(delimiter))
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


def _csv_records(text: TextIO, delimiter: str, source: str, problems: list[Problem]) -> Iterator[list[str]]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
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
