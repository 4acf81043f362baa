"""Any table as text: CSV, workbooks, GeoJSON and Parquet become rows of strings that know their row number.

Nothing is guessed here about what a cell means: "NA", "null" and "007" stay what they are.
"""

from __future__ import annotations

import errno
import os
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Final, TextIO

from geo.datapackage.catalog import Catalog
from geo.datapackage.plain_files import can_be_named, read_plain
from geo.errors import Problem, TableError, nearest
from geo.tables.columnar import Row
from geo.tables.delimited import encoding_of, read_csv
from geo.tables.layout import Heads
from geo.tables.limits import current
from geo.tables.rows import Table, text_of

__all__ = ["FORMATS", "Row", "Table", "open_table", "read_table", "text_of"]

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
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"


def read_table(path: str | Path, *, source: str | None = None, heads: Heads | None = None) -> Table:
    """Read a tabular file; its kind is told by how its name ends (see `FORMATS`).

    Parameters
    ----------
    path
        The file.
    source
        What to call it in messages; the path as given when None.
    heads
        Tells how many known columns a row of texts would head, so that titles above the header and notes
        below the records are left out; None for a table whose first row is the header.

    Raises
    ------
    TableError
        The file cannot be read at all: missing, a folder, empty, of another kind, in another encoding, cut
        off, or with headers that are absent or doubled.
    """
    path, source = Path(path), source or str(path)
    if problem := _path_problem(path, source):
        raise TableError([problem])
    limits = current()
    try:
        data = read_plain(path, most_bytes=limits.file)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise TableError([limits.problem(source, "file", str(error.strerror))]) from error
        raise TableError([Problem(source, error.strerror, "a file that can be read")]) from error
    if problem := _content_problem(data, path, source):
        raise TableError([problem])
    kind = FORMATS[path.suffix.lower()]
    if kind == "workbook":
        from geo.tables.workbook import read_workbook  # noqa: PLC0415 - a CSV file must not need it

        return read_workbook(data, source, heads=heads)
    if kind == "parquet":
        from geo.tables.parquet import read_parquet  # noqa: PLC0415 - a CSV file must not need it

        return read_parquet(data, source)
    encoding, warnings = encoding_of(data, source)
    if kind == "geojson":
        from geo.tables.features import read_geojson  # noqa: PLC0415 - a CSV file must not need it

        return read_geojson(data.decode(encoding), source, warnings)

    def open_text() -> TextIO:
        # Read line by line: a whole text takes up to four times its bytes, once more for each reader of it.
        return TextIOWrapper(BytesIO(data), encoding, newline="")

    return read_csv(open_text, source, warnings, heads=heads)


def open_table(
    source: str | Path,
    *,
    folder: Path | None = None,
    catalog: Catalog,
    heads: Heads | None = None,
) -> Table:
    """Read a file, or the resource of a data package that bears this name.

    Parameters
    ----------
    source
        A path, or the name of a resource.
    folder
        What a relative path starts from; the current folder when None.
    heads
        As for `read_table`.
    """
    path = (folder or Path()) / source
    is_name = isinstance(source, str) and not path.suffix and len(Path(source).parts) == 1
    if is_name and (source in catalog.names() or not os.path.exists(path)):  # noqa: PTH110 - of any length
        return read_table(catalog.path(str(source)), source=str(source), heads=heads)
    return read_table(path, source=str(source), heads=heads)


def _path_problem(path: Path, source: str) -> Problem | None:
    if not can_be_named(path):
        return Problem(source, f"a name of {len(path.name):,} characters", "a name that a file can have")
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
