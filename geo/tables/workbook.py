"""Workbooks (XLSX): the sheet that holds a table, as a table of text."""

from __future__ import annotations

import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import takewhile
from typing import Any, Final
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.worksheet.cell_range import CellRange

from geo.errors import Problem, TableError
from geo.tables.container import WHOLE, check_container
from geo.tables.formulas import unguard
from geo.tables.layout import ENOUGH, TOP, Heads
from geo.tables.limits import Count, current
from geo.tables.rows import Line, Table, table_of, text_of

#: How a sheet notes its merged cells; openpyxl leaves them out when it reads a sheet row by row.
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^<>]*>")
_IS_HIDDEN: Final = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_NUMBER: Final = re.compile(rb"""\br=["'](\d{1,7})["']""")
#: So much of a sheet is looked at at once.
_CHUNK_BYTES: Final = 1 << 20
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
    check_container(data, source)
    try:
        with warnings.catch_warnings():
            # openpyxl warns about parts it does not keep (validation lists, styles); we only read cells.
            warnings.simplefilter("ignore")
            values = load_workbook(BytesIO(data), read_only=True, data_only=True)
            formulas = load_workbook(BytesIO(data), read_only=True, data_only=False)
            try:
                return _read(values, formulas, data, source, heads=heads)
            finally:
                for book in (values, formulas):
                    book.close()
                    for sheet in list[Any](book.worksheets):
                        # A book and its sheets name each other, and would keep all texts for long.
                        sheet._shared_strings = []
    except (TableError, MemoryError):
        raise
    except Exception as error:  # openpyxl and zipfile raise whatever a damaged part leads them to
        found = str(error) or type(error).__name__
        raise TableError([Problem(source, found, WHOLE)]) from error


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
    hidden, references = _marks(data, sheet)
    problems += _hidden_rows(hidden, lines, where)
    merged = _merged_ranges(references, where)
    spread = _fill_down(lines, merged)
    table = table_of(lines, where, problems, heads=heads)
    return replace(table, problems=(*problems, *_merged_problems(table, merged, spread)))


def _choose(book: Workbook, heads: Heads | None) -> int:
    """Return the place of the first sheet with a header that is known, else of the first sheet."""
    if heads is None:
        return 0
    for place, sheet in enumerate(book.worksheets):
        top = takewhile(lambda row: row[0] <= TOP, written_rows(sheet))
        if any(heads([text_of(cell.value) for cell in cells]) >= ENOUGH for _, cells in top):
            return place
    return 0


def _marks(data: bytes, sheet: Any) -> tuple[set[int], dict[bytes, None]]:
    """Return the numbers of the hidden rows of a sheet, and the references of its merged cells."""
    hidden: set[int] = set()
    merged: dict[bytes, None] = {}
    with ZipFile(BytesIO(data)) as archive, archive.open(sheet._worksheet_path) as stream:
        begun: list[bytes] = []
        while part := stream.read(_CHUNK_BYTES):
            rest, end, next_tag = part.rpartition(b">")
            if not end:
                begun.append(part)
                continue
            tags = b"".join((*begun, rest, end))
            begun = [next_tag]
            for row in _ROW.findall(tags):
                if _IS_HIDDEN.search(row) and (mark := _NUMBER.search(row)):
                    hidden.add(int(mark[1]))
            merged |= dict.fromkeys(_MERGED.findall(tags))
    return hidden, merged


def _hidden_rows(numbers: Collection[int], lines: Sequence[Line], source: str) -> Iterator[Problem]:
    """Warn of rows that nobody sees in the sheet, such as those that a filter leaves out."""
    hidden = sorted({line.number for line in lines}.intersection(numbers))
    if hidden:
        shown = ", ".join(map(str, hidden[:5])) + (f" and {len(hidden) - 5} more" if len(hidden) > 5 else "")
        expected = "rows that can be seen; hidden ones are read like the others"
        yield Problem(source, f"hidden rows: {shown}", expected, severity="warning")


def _merged_ranges(references: Iterable[bytes], source: str) -> list[CellRange]:
    ranges = [CellRange(reference.decode()) for reference in references]
    # Ranges that overlap are not to be had in a spreadsheet program, and would be filled again and again.
    last: dict[int, CellRange] = {}
    for cells in sorted(ranges, key=lambda one: (one.min_row, one.min_col)):
        before = last.get(cells.min_col)
        if before is not None and cells.min_row <= before.max_row:
            found = f"merged cells {before.coord} and {cells.coord}, which overlap"
            raise TableError([Problem(source, found, WHOLE, row=cells.min_row)])
        last[cells.min_col] = cells
    return ranges


def _fill_down(lines: Sequence[Line], merged: Iterable[CellRange]) -> list[CellRange]:
    """Write the value of cells that are merged within one column into each of them; return these ranges."""
    numbers = [line.number for line in lines]
    spread = []
    for cells in merged:
        column = cells.min_col - 1
        inside = lines[bisect_left(numbers, cells.min_row) : bisect_right(numbers, cells.max_row)]
        if cells.min_col != cells.max_col or not inside or inside[0].number != cells.min_row:
            continue
        first, *others = inside
        if not any(first.texts[column : column + 1]):
            continue
        spread.append(cells)
        for line in others:
            missing = column + 1 - len(line.texts)
            line.texts.extend([""] * missing)
            line.values.extend([None] * missing)
            line.texts[column], line.values[column] = first.texts[column], first.values[column]
    return spread


def _merged_problems(
    table: Table, merged: Iterable[CellRange], spread: Collection[CellRange]
) -> Iterator[Problem]:
    """Return which records take a value from merged cells; refuse those in which cells lie side by side."""
    rows = table.rows.numbers
    filled = {cells.coord for cells in spread}
    for cells in merged:
        at = bisect_left(rows, cells.min_row)
        if at == len(rows) or rows[at] > cells.max_row:
            continue
        if cells.coord in filled:
            message = f"the cells {cells.coord} are merged; their value counts for each of these rows"
            yield Problem(table.source, cells.coord, message, severity="notice")
        elif cells.min_col != cells.max_col:
            expected = "a value in each cell; unmerge them"
            yield Problem(table.source, f"merged cells {cells.coord}", expected, row=rows[at])


def _holds_anything(sheet: Any) -> bool:
    return any(cell.value is not None for _, cells in written_rows(sheet) for cell in cells)


def written_rows(sheet: Any) -> Generator[tuple[int, list[ReadOnlyCell]], None, None]:
    """Yield the rows that a sheet writes down, with their numbers, and the cells in them.

    What openpyxl offers for it fills in every row and cell in between: two thousand million of them before
    ``<row r="2000000000">``. Nor does it believe the size that a sheet states, which may be wrong.
    """
    book = sheet.parent
    with sheet._get_source() as stream:
        parser = WorkSheetParser(
            stream,
            sheet._shared_strings,
            data_only=book.data_only,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            yield number, [ReadOnlyCell(sheet, **cell) for cell in cells]


def _lines(values: Any, formulas: Any, where: str, problems: list[Problem]) -> Iterator[Line]:
    limits = current()
    count = Count(where, limits)
    before = 0
    for (number, cells), (_, sources) in zip(written_rows(values), written_rows(formulas), strict=True):
        if number <= before:
            found = f"row {number} after row {before}"
            raise TableError([Problem(where, found, WHOLE, row=number)])
        before = number
        texts: list[str] = []
        contents: list[object] = []
        for cell, formula in zip(cells, sources, strict=True):
            column = f"column {get_column_letter(cell.column)}"
            if cell.data_type == "e":
                problems.append(Problem(where, cell.value, "a value", row=number, column=column))
                continue
            if cell.value is None and formula.data_type == "f":
                expected = "a formula with its value; open the workbook in a spreadsheet program and save it"
                problems.append(Problem(where, str(formula.value), expected, row=number, column=column))
            if not (text := _text(cell)):
                continue
            if cell.column > limits.columns:
                raise TableError([limits.problem(where, "columns", column, row=number)])
            gap = cell.column - 1 - len(texts)
            if gap < 0:
                found = f"cell {cell.coordinate} after others to its right"
                raise TableError([Problem(where, found, WHOLE, row=number)])
            texts += [*[""] * gap, text]
            contents += [*[None] * gap, text if text.endswith("%") else cell.value]
        count.add(number, texts)
        if texts:
            yield Line(number, texts, contents)


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{value * 100:.10g}%"
    # A guarded CSV file that was saved as a workbook.
    return text_of(unguard(value) if isinstance(value, str) else value)
