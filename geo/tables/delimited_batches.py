"""CSV of any length, a block at a time: how its cells are separated, its rows, and where it is damaged."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from geo.errors import Problem, TableError
from geo.tables.delimited import damage, decode, delimiter_of
from geo.tables.formulas import unguard
from geo.tables.layout import TOP, Heads, header_position
from geo.tables.limits import current
from geo.tables.rows import Line, check_headers, count_cells, text_of

#: What is read of a file to find its header and to look at its first rows.
_HEAD_BYTES: Final = 1 << 18
_BLOCK_BYTES: Final = 1 << 22
_UTF_8: Final = "UTF-8; save it again as 'CSV UTF-8'"


@dataclass(frozen=True)
class Layout:
    """Where the header of a CSV file is, and what separates its cells.

    Parameters
    ----------
    delimiter
        Comma, semicolon or tab.
    names
        The headers.
    header_row
        Number of the row they stand in.
    """

    delimiter: str
    names: tuple[str, ...]
    header_row: int


def layout_of(path: Path, *, heads: Heads) -> Layout:
    """Return how a CSV file is laid out.

    Parameters
    ----------
    heads
        As for `geo.tables.rows.table_of`.

    Raises
    ------
    TableError
        It has no header, something stands above it, or a column has no name of its own.
    """
    text = _head(path)
    delimiter, start, first = delimiter_of(partial(io.StringIO, text, newline=""), heads=heads)
    lines = [
        Line(number, [text_of(unguard(cell)) for cell in cells])
        for number, cells in enumerate(islice(_cells(text[start:], delimiter), TOP), start=first)
        if any(cells)
    ]
    if not lines:
        raise TableError([Problem(path.name, "an empty file", "a header row and one row for each record")])
    if at := header_position(lines, path.name, [], heads=heads):
        shown = " ".join(filter(None, lines[0].texts))
        expected = f"the header; it seems to be in row {lines[at].number}: delete the rows above it"
        raise TableError([Problem(path.name, shown, expected, row=lines[0].number)])
    header = lines[0]
    check_headers(header.texts, path.name, row=header.number)
    return Layout(delimiter, tuple(header.texts), header.number)


def first_rows(path: Path, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Yield numbers and cells of the first rows that hold any text."""
    text = _head(path)
    _, start, first = delimiter_of(partial(io.StringIO, text, newline=""))
    for number, cells in enumerate(_cells(text[start:], layout.delimiter), start=first):
        if number > layout.header_row and any(cells):
            yield number, [text_of(unguard(cell)) for cell in cells]


def read_parts(path: Path, layout: Layout, empty: list[int]) -> Iterator[pa.Table]:
    """Yield the rows that hold anything, a block at a time.

    Parameters
    ----------
    empty
        Gets the numbers of the rows that hold nothing, before the rows behind them are yielded.

    Raises
    ------
    TableError
        The file is no text, not in UTF-8, or a row has too few or too many cells.
    """
    options: dict[str, Any] = {
        "read_options": arrow_csv.ReadOptions(
            use_threads=False, block_size=_BLOCK_BYTES, skip_rows=layout.header_row - 1
        ),
        "parse_options": arrow_csv.ParseOptions(
            delimiter=layout.delimiter, newlines_in_values=True, ignore_empty_lines=False
        ),
    }
    number = layout.header_row + 1
    try:
        with _Text(path) as file:  # the headers as Arrow spells them
            spelled = arrow_csv.open_csv(file, **options).schema.names
        convert = arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(spelled, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        )
        with _Text(path) as file:
            for batch in arrow_csv.open_csv(file, convert_options=convert, **options):
                columns = [_unguarded(column) for column in batch.columns]
                rows = pa.table(dict(zip(layout.names, columns, strict=True)))
                is_empty = _are_empty(rows)
                empty += (number + np.flatnonzero(is_empty)).tolist()
                number += len(rows)
                yield rows.filter(pa.array(~is_empty)) if is_empty.any() else rows
            # Arrow takes the rest of a file as the cell that a quotation mark opens and nothing closes.
            if file.quotation_marks % 2 and (problem := _first_damage(path, layout)):
                raise TableError([problem])
    except (pa.ArrowException, ValueError) as error:
        found = str(error).split("\n", 1)[0]
        other = Problem(path.name, found, "CSV in UTF-8, each row as wide as its header")
        raise TableError([_first_damage(path, layout) or other]) from error


class _Text(io.FileIO):
    """A file that ends with an error at the first byte that no text has, and counts its quotation marks."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.quotation_marks = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data: bytes = super().read(size)
        if b"\0" in data:
            raise ValueError("a NUL byte")
        self.quotation_marks += data.count(b'"')
        return data


def _head(path: Path) -> str:
    """Return the text of the lines that end within some bytes."""
    with path.open("rb") as file:
        data = file.read(_HEAD_BYTES)
    cut = data.rfind(b"\n") + 1 if len(data) == _HEAD_BYTES else len(data)
    if data and not cut:
        expected = "lines of a table; it may be no text, or a quotation mark may never be closed"
        found = f"a line of more than {_HEAD_BYTES:,} bytes"
        raise TableError([Problem(path.name, found, expected, row=1)])
    text, problems = decode(data[:cut], path.name)
    if problems:
        deque(_lines(data[:cut].splitlines(keepends=True), path.name), maxlen=0)
    return text


def _cells(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each line; reading all of them says what is wrong with a damaged one."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        return


def _are_empty(rows: pa.Table) -> np.ndarray:
    empty = np.full(len(rows), fill_value=True)
    for column in rows.columns:
        if not column.null_count:
            return np.zeros(len(rows), dtype=bool)
        empty &= column.is_null().to_numpy()
    return empty


def _unguarded(column: pa.Array) -> pa.Array:
    """Take off the apostrophes that guard text against spreadsheets, where there are any."""
    if not pc.any(pc.match_substring(column, "'")).as_py():
        return column
    encoded = column.dictionary_encode()
    texts = [unguard(text) for text in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)


def _first_damage(path: Path, layout: Layout) -> Problem | None:
    """Return what is wrong with the first damaged row; reading them one by one is slow, and finds it."""
    width, number = len(layout.names), 0
    if (limit := current().cell) > csv.field_size_limit():
        csv.field_size_limit(limit)
    with path.open("rb") as file:
        lines = _lines(iter(lambda: file.readline(_BLOCK_BYTES), b""), path.name)
        rows = csv.reader(lines, delimiter=layout.delimiter, strict=True)
        try:
            for number, cells in enumerate(rows, start=1):
                if number > layout.header_row and cells and len(cells) != width:
                    expected = f"{count_cells(width)}, as many as the header has"
                    if len(cells) > width:
                        expected += "; text with a separator needs quotation marks"
                    return Problem(path.name, count_cells(len(cells)), expected, row=number)
        except TableError as error:
            return replace(error.problems[0], row=number + 1)
        except csv.Error as error:
            return damage(error, path.name, number + 1)
    return None


def _lines(lines: Iterable[bytes], source: str) -> Iterator[str]:
    """Yield lines as text; one that is not in UTF-8 is an error."""
    for number, line in enumerate(lines, start=1):
        if len(line) == _BLOCK_BYTES:
            expected = "lines of a table; it may be no text, or a quotation mark may never be closed"
            found = f"a line of more than {_BLOCK_BYTES:,} bytes"
            raise TableError([Problem(source, found, expected, row=number)])
        if b"\0" in line:
            expected = "text; the file is damaged or no text"
            raise TableError([Problem(source, "a NUL byte", expected, row=number)])
        text, problems = decode(line, source)
        if problems:
            raise TableError([replace(problems[0], expected=_UTF_8, row=number, severity="error")])
        yield text
