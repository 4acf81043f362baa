"""Open a downloaded workbook and read its sheets, whatever it claims of itself."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from geo.errors import LayoutError
from geo.tables.workbook import written_rows

#: A workbook that unpacks to more than this is refused before it is unpacked.
MOST_UNPACKED_BYTES: Final = 300 * 1000 * 1000
_MOST_PARTS: Final = 1000
#: The cells that a row of a sheet writes down, by the position of their column.
SheetRow = Mapping[int, Any]


@contextmanager
def opened_workbook(path: Path) -> Iterator[Any]:
    """Open a workbook for reading, and close it.

    Raises
    ------
    LayoutError
        The file is not a workbook, unpacks to too much, or cannot be read, now or while it is open.
    """
    _check_container(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about styles it does not keep
            # Opened here, for a workbook that cannot be read is not closed by its reader.
            with path.open("rb") as stream:
                book = load_workbook(stream, read_only=True, data_only=True)
                try:
                    yield book
                finally:
                    book.close()
    except LayoutError:
        raise
    except Exception as error:
        # An archive may be damaged, encrypted or packed in any way, and readers fail in ways of their own.
        raise LayoutError(f"{path.name}: not a whole workbook ({str(error)[:200]})") from error


@contextmanager
def sheet_rows(book: Any, sheet: str, name: str) -> Iterator[Iterator[SheetRow]]:
    """Open a sheet of a workbook: the rows that it writes down, in their order.

    Raises
    ------
    LayoutError
        There is none of that name; or, while it is read, rows are out of order.
    """
    if sheet not in book.sheetnames:
        raise LayoutError(f"{name}: found sheets {', '.join(book.sheetnames)}; expected sheet {sheet}")
    with closing(written_rows(book[sheet])) as lines:
        yield _in_order(lines, f"{name}, sheet {sheet}")


def _check_container(path: Path) -> None:
    """Look at the sizes a workbook declares (it is a zip file); the reader never unpacks more than that."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
    except (BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise LayoutError(f"{path.name}: not a workbook ({error})") from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED_BYTES or len(parts) > _MOST_PARTS:
        raise LayoutError(
            f"{path.name}: unpacks to {unpacked} bytes in {len(parts)} parts, "
            f"expected {MOST_UNPACKED_BYTES} bytes and {_MOST_PARTS} parts at most"
        )


def _in_order(lines: Iterator[tuple[int, list[Any]]], where: str) -> Iterator[SheetRow]:
    """Yield the cells of each row; a row above the one before it is damage, not a place to read from."""
    before = 0
    for number, cells in lines:
        if number <= before:
            raise LayoutError(f"{where}: found row {number} after row {before}; expected rows in their order")
        before = number
        yield {cell.column - 1: cell.value for cell in cells}
