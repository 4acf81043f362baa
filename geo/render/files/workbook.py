"""XLSX: a sheet that says what the file is, a sheet for each table, and one that explains the columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from geo.render.files.provenance import Provenance
from geo.render.files.tables import Table
from geo.tables.formulas import guard

#: Earliest time that an archive can state.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
#: Characters that a cell can hold.
_LONGEST: Final = 32_767
_WIDTHS: Final = (10, 60)
_HEADERS: Final = ("Sheet", "Column", "Unit", "What it means")


def write_workbook(tables: tuple[Table, ...], about: Provenance) -> dict[str, bytes]:
    """Return all tables as one workbook.

    Text that a spreadsheet would compute is guarded as in CSV (`geo.tables.formulas`), so that it stays text
    when a sheet is saved as CSV, too.

    Parameters
    ----------
    tables
        Of `geo.render.files.tables.read_tables`.
    about
        What the file says of itself.
    """
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = about.title, "Cluster Atlas"
    _add(book, "About", [[line] for line in _about(about)], head=1)
    for table in tables:
        header = [field.name for field in table.fields]
        _add(book, table.schema.title, [header, *table.rows()], head=1, frozen=True)
    explained = [
        [table.schema.title, field.name, field.unit, field.description]
        for table in tables
        for field in table.fields
    ]
    _add(book, "Columns", [_HEADERS, *explained], head=1, frozen=True)
    written = BytesIO()
    book.save(written)
    return {f"{about.name}.xlsx": _without_times(written.getvalue(), about.date)}


def _about(about: Provenance) -> Iterator[str]:
    yield about.title
    yield from filter(None, [about.subtitle])
    yield f"Regional Innovation Scoreboard {about.edition}, regions of NUTS {about.vintage}"
    if about.synthetic:
        yield "Synthetic data: none of these clusters exists."
    yield from about.lines()


def _add(
    book: Workbook, title: str, rows: Sequence[Sequence[Any]], *, head: int, frozen: bool = False
) -> None:
    """Add a sheet; write-only sheets want widths and panes before their rows."""
    sheet = book.create_sheet(title)
    for position, column in enumerate(zip(*rows, strict=True), start=1):
        longest = max((len(str(value)) for value in column if value is not None), default=0)
        width = min(max(longest + 2, _WIDTHS[0]), _WIDTHS[1])
        sheet.column_dimensions[get_column_letter(position)].width = width
    if frozen:
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows[0]))}{len(rows)}"
    for number, row in enumerate(rows):
        sheet.append(_cells(sheet, row, bold=number < head))


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


def _without_times(content: bytes, date: str) -> bytes:
    """Return a workbook that states the date of its data and not the moment it was written."""
    stated = datetime.fromisoformat(date or "1980-01-01").strftime("%Y-%m-%dT00:00:00Z").encode()
    written = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(written, "w", ZIP_DEFLATED) as after:
        for item in before.infolist():
            part = before.read(item)
            if item.filename == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + stated, part)
            after.writestr(ZipInfo(item.filename, _TIME), part, compress_type=ZIP_DEFLATED)
    return written.getvalue()
