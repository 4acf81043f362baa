"""Workbooks (XLSX): the sheet that holds a table, as a table of text."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import zip_longest
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange

from geo.errors import Problem, TableError
from geo.tables.formulas import unguard
from geo.tables.layout import ENOUGH, TOP, Heads
from geo.tables.rows import Line, Table, table_of, text_of

#: How a sheet notes its merged cells; openpyxl leaves them out when it reads a sheet row by row.
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


def read_workbook(data: bytes, source: str, *, heads: Heads | None = None) -> Table:
    """Read the first sheet of a workbook, or the first with a header that is known.

    Formulas count as the value stored with them; a cell formatted as a percentage reads as the sheet shows
    it (0.76 as 76%). Cells of one column that are merged all hold the value of the first. Further sheets that
    hold anything are named in a warning.

    Parameters
    ----------
    heads
        As for `geo.tables.rows.table_of`.

    Raises
    ------
    TableError
        The file is not a workbook or is cut off; the sheet is empty or its headers are not sound.
    """
    try:
        with warnings.catch_warnings():
            # openpyxl warns about parts it does not keep (validation lists, styles); we only read cells.
            warnings.simplefilter("ignore")
            values = load_workbook(BytesIO(data), read_only=True, data_only=True)
            formulas = load_workbook(BytesIO(data), read_only=True, data_only=False)
            try:
                return _read(values, formulas, data, source, heads=heads)
            finally:
                values.close()
                formulas.close()
    except (
        BadZipFile,
        InvalidFileException,
        ParseError,
        KeyError,
        ValueError,
        EOFError,
        zlib.error,
    ) as error:
        problem = Problem(
            source, str(error), "a whole .xlsx workbook; the file is cut off or of another kind"
        )
        raise TableError([problem]) from error


def _read(values: Workbook, formulas: Workbook, data: bytes, source: str, *, heads: Heads | None) -> Table:
    if not values.worksheets:
        raise TableError([Problem(source, "no sheet", "a sheet with a table")])
    chosen = _choose(values, heads)
    sheet = values.worksheets[chosen]
    problems: list[Problem] = []
    where = f"{source} (sheet {sheet.title})"
    others = [other for other in values.worksheets if other is not sheet and _holds_anything(other)]
    if others:
        name = f"the first, {sheet.title!r}," if chosen == 0 else repr(sheet.title)
        expected = f"one sheet with records; only {name} is read"
        titles = ", ".join(other.title for other in others)
        problems.append(Problem(source, titles, expected, severity="warning"))
    lines = list(_lines(sheet, formulas.worksheets[chosen], where, problems))
    merged = _merged_ranges(data, sheet)
    spread = _fill_down(lines, merged)
    table = table_of(lines, where, problems, heads=heads)
    return replace(table, problems=(*problems, *_merged_problems(table, merged, spread)))


def _choose(book: Workbook, heads: Heads | None) -> int:
    """Return the place of the first sheet with a header that is known, else of the first sheet."""
    if heads is None:
        return 0
    for place, sheet in enumerate(book.worksheets):
        sheet.reset_dimensions()
        top = sheet.iter_rows(max_row=TOP, values_only=True)
        if any(heads([text_of(value) for value in row]) >= ENOUGH for row in top):
            return place
    return 0


def _merged_ranges(data: bytes, sheet: Any) -> list[CellRange]:
    with ZipFile(BytesIO(data)) as archive:
        content = archive.read(sheet._worksheet_path)
    return [CellRange(ref.decode()) for ref in _MERGED.findall(content)]


def _fill_down(lines: Sequence[Line], merged: Iterable[CellRange]) -> list[CellRange]:
    """Write the value of cells that are merged within one column into each of them; return these ranges."""
    by_number = {line.number: line for line in lines}
    spread = []
    for cells in merged:
        first = by_number.get(cells.min_row)
        column = cells.min_col - 1
        if cells.min_col != cells.max_col or first is None or not any(first.texts[column : column + 1]):
            continue
        spread.append(cells)
        for number in range(cells.min_row + 1, cells.max_row + 1):
            line = by_number.get(number)
            if line is not None and any(line.texts):
                line.texts[column : column + 1] = [first.texts[column]]
                line.values[column : column + 1] = [first.values[column]]
    return spread


def _merged_problems(
    table: Table, merged: Iterable[CellRange], spread: Collection[CellRange]
) -> Iterator[Problem]:
    """Return which records take a value from merged cells; refuse those in which cells lie side by side."""
    rows = {row.number for row in table.rows}
    for cells in merged:
        inside = rows & set(range(cells.min_row, cells.max_row + 1))
        if cells in spread and inside:
            message = f"the cells {cells.coord} are merged; their value counts for each of these rows"
            yield Problem(table.source, cells.coord, message, severity="notice")
        elif inside and cells.min_col != cells.max_col:
            expected = "a value in each cell; unmerge them"
            yield Problem(table.source, f"merged cells {cells.coord}", expected, row=min(inside))


def _holds_anything(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(value is not None for row in sheet.iter_rows(values_only=True) for value in row)


def _lines(values: Any, formulas: Any, where: str, problems: list[Problem]) -> Iterator[Line]:
    # The size a writer states may be wrong, and rows beyond it would be lost.
    values.reset_dimensions()
    formulas.reset_dimensions()
    pairs = zip_longest(values.iter_rows(), formulas.iter_rows(), fillvalue=())
    for number, (cells, sources) in enumerate(pairs, start=1):
        texts: list[str] = []
        contents: list[object] = []
        for position, (cell, formula) in enumerate(zip_longest(cells, sources), start=1):
            column = f"column {get_column_letter(position)}"
            if cell is None or cell.data_type == "e":
                problems.append(Problem(where, cell and cell.value, "a value", row=number, column=column))
                texts.append("")
                contents.append(None)
                continue
            if cell.value is None and formula is not None and formula.data_type == "f":
                expected = "a formula with its value; open the workbook in a spreadsheet program and save it"
                problems.append(Problem(where, str(formula.value), expected, row=number, column=column))
            texts.append(_text(cell))
            contents.append(texts[-1] if texts[-1].endswith("%") else cell.value)
        yield Line(number, texts, contents)


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{value * 100:.10g}%"
    # A guarded CSV file that was saved as a workbook.
    return text_of(unguard(value) if isinstance(value, str) else value)
