"""Workbooks (XLSX): the first sheet as a table of text."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import zip_longest
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from geo.errors import Problem, TableError
from geo.tables.rows import Table, rows_of, text_of


def read_workbook(data: bytes, source: str) -> Table:
    """Read the first sheet of a workbook.

    Formulas count as the value stored with them; a cell formatted as a percentage reads as the sheet shows
    it (0.76 as 76%). Further sheets that hold anything are named in a warning.

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
                return _read(values, formulas, source)
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


def _read(values: Workbook, formulas: Workbook, source: str) -> Table:
    if not values.worksheets:
        raise TableError([Problem(source, "no sheet", "a sheet with a table")])
    first = values.worksheets[0]
    problems: list[Problem] = []
    where = f"{source} (sheet {first.title})"
    others = [sheet.title for sheet in values.worksheets[1:] if _holds_anything(sheet)]
    if others:
        expected = f"one sheet with records; only the first, {first.title!r}, is read"
        problems.append(Problem(source, ", ".join(others), expected, severity="warning"))
    records = _records(first, formulas.worksheets[0], where, problems)
    columns, rows = rows_of(records, where, problems)
    return Table(where, columns, tuple(rows), tuple(problems))


def _holds_anything(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(value is not None for row in sheet.iter_rows(values_only=True) for value in row)


def _records(
    values: Any, formulas: Any, where: str, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    # The size a writer states may be wrong, and rows beyond it would be lost.
    values.reset_dimensions()
    formulas.reset_dimensions()
    pairs = zip_longest(values.iter_rows(), formulas.iter_rows(), fillvalue=())
    for number, (cells, sources) in enumerate(pairs, start=1):
        texts = []
        for position, (cell, formula) in enumerate(zip_longest(cells, sources), start=1):
            column = f"column {get_column_letter(position)}"
            if cell is None or cell.data_type == "e":
                problems.append(Problem(where, cell and cell.value, "a value", row=number, column=column))
                texts.append("")
                continue
            if cell.value is None and formula is not None and formula.data_type == "f":
                expected = "a formula with its value; open the workbook in a spreadsheet program and save it"
                problems.append(Problem(where, str(formula.value), expected, row=number, column=column))
            texts.append(_text(cell))
        yield number, texts


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{value * 100:.10g}%"
    return text_of(value)
