"""XLSX: a sheet that says what the file is, a sheet for each table, and one that explains the columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from geo.render.files.provenance import Provenance
from geo.render.files.table import Table
from geo.tables.formulas import guard

#: Earliest time that an archive can state.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
#: Characters that a cell can hold.
_LONGEST: Final = 32_767
_WIDTHS: Final = (10, 60)
_HEADERS: Final = ("Sheet", "Column", "Unit", "What it means")


def write_workbook(tables: tuple[Table, ...], about: Provenance, folder: Path) -> list[str]:
    """Write all tables as one workbook; return the name of the file.

    Text that a spreadsheet would compute is guarded as in CSV (`geo.tables.formulas`), so that it stays text
    when a sheet is saved as CSV, too.

    Parameters
    ----------
    tables
        Of `geo.render.files.tables.read_tables`.
    about
        What the file says of itself.
    folder
        Where the file is written.
    """
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = about.title, "Cluster Atlas"
    path = folder / f"{about.name}.xlsx"
    try:
        _fill(book, tables, about)
        with TemporaryFile(dir=folder) as written:
            book.save(written)
            _without_times(written, path, about.date)
    except OSError:
        # The sheets would try once more to write when they are forgotten, and complain where nobody listens.
        for sheet in book.worksheets:
            with suppress(OSError):
                sheet.close()
        raise
    return [path.name]


def _fill(book: Workbook, tables: tuple[Table, ...], about: Provenance) -> None:
    """Add the sheets."""
    _add(book, "About", lambda: ([line] for line in _about(about)))
    for table in tables:
        _add(book, table.schema.title, partial(_with_header, table), frozen=True)
    explained = [
        [table.schema.title, field.name, field.unit, field.description]
        for table in tables
        for field in table.fields
    ]
    _add(book, "Columns", lambda: iter([_HEADERS, *explained]), frozen=True)


def _with_header(table: Table) -> Iterator[Sequence[Any]]:
    yield [field.name for field in table.fields]
    yield from table.rows()


def _about(about: Provenance) -> Iterator[str]:
    yield about.title
    yield from filter(None, [about.subtitle])
    yield f"Regional Innovation Scoreboard {about.edition}, regions of NUTS {about.vintage}"
    if about.synthetic:
        yield "Synthetic data: none of these clusters exists."
    yield from about.lines()


def _add(
    book: Workbook, title: str, rows: Callable[[], Iterator[Sequence[Any]]], *, frozen: bool = False
) -> None:
    """Add a sheet; write-only sheets want widths and panes before their rows, which are made twice."""
    sheet = book.create_sheet(title)
    longest, size = list[int](), 0
    for row in rows():
        lengths = [0 if value is None else len(str(value)) for value in row]
        longest = list(map(max, longest, lengths)) if size else lengths
        size += 1
    for position, length in enumerate(longest, start=1):
        width = min(max(length + 2, _WIDTHS[0]), _WIDTHS[1])
        sheet.column_dimensions[get_column_letter(position)].width = width
    if frozen:
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(longest))}{size}"
    for number, row in enumerate(rows()):
        sheet.append(_cells(sheet, row, bold=number == 0))


def _cells(sheet: Any, row: Iterable[Any], *, bold: bool) -> list[Any]:
    cells = []
    for value in row:
        if isinstance(value, str):
            # A workbook has no place for most control characters.
            text = guard(ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
            cell = WriteOnlyCell(sheet, text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
            # Whatever it looks like, a formula or an error such as #N/A.
            cell.data_type = "s"
            if bold:
                cell.font = Font(bold=True)
            cells.append(cell)
        else:
            cells.append(value)
    return cells


def _without_times(written: IO[bytes], path: Path, date: str) -> None:
    """Write a workbook that states the date of its data and not the moment it was written."""
    stated = datetime.fromisoformat(date or "1980-01-01").strftime("%Y-%m-%dT00:00:00Z").encode()
    with ZipFile(written) as before, ZipFile(path, "w", ZIP_DEFLATED) as after:
        for item in before.infolist():
            about = ZipInfo(item.filename, _TIME)
            about.compress_type, about.file_size = ZIP_DEFLATED, item.file_size
            with before.open(item) as source, after.open(about, "w") as target:
                if item.filename == "docProps/core.xml":
                    target.write(_MODIFIED.sub(rb"\g<1>" + stated, source.read()))
                else:
                    copyfileobj(source, target)
