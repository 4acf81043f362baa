"""What a workbook is wrapped in: a zip file of XML parts, looked at before anything of it is read."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from geo.errors import Problem, TableError
from geo.tables.limits import Limits, current

#: Spreadsheet programs write these and no other.
_METHODS: Final = (ZIP_STORED, ZIP_DEFLATED)
#: A sheet has 1,048,576 rows at most, and a row 16,384 cells of a few parts each.
_MOST_ELEMENTS: Final = 1_200_000
_MOST_IN_ONE: Final = 100_000
_DEEPEST: Final = 100
#: What a reader lets go of as soon as it is read: rows of a sheet, and texts that cells share.
_PASSING: Final = frozenset({"row", "si"})
WHOLE: Final = "a whole .xlsx workbook; the file is cut off, damaged or of another kind"


def check_container(data: bytes, source: str) -> None:
    """Refuse a workbook that is encrypted, damaged or would take up too much when it is read.

    Raises
    ------
    TableError
        It is one of these; it says which.
    """
    limits = current()
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if problem := _declared_problem(parts, source, limits):
                raise TableError([problem])
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and (
                    problem := _xml_problem(archive, part, source)
                ):
                    raise TableError([problem])
    except (
        BadZipFile,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise TableError([Problem(source, str(error), WHOLE)]) from error


def _declared_problem(parts: list[ZipInfo], source: str, limits: Limits) -> Problem | None:
    """Return what is wrong with the parts as the archive lists them: no more is unpacked."""
    if any(part.flag_bits & 1 for part in parts):
        return Problem(source, "an encrypted workbook", "a table; save it without a password")
    unknown = next((part for part in parts if part.compress_type not in _METHODS), None)
    if unknown is not None:
        found = f"{unknown.filename}, compressed by method {unknown.compress_type}"
        return Problem(source, found, "a workbook as spreadsheet programs save it")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked:
        return limits.problem(source, "unpacked", f"{unpacked:,} bytes unpacked")
    return None


def _xml_problem(archive: ZipFile, part: ZipInfo, source: str) -> Problem | None:
    """Count the elements of a part without keeping them: a tree of them takes far more than their text."""
    count = _Elements()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = count.start, count.end
    try:
        with archive.open(part) as stream:
            while not count.is_beyond and (piece := stream.read(1 << 16)):
                parser.Parse(piece, False)
            if not count.is_beyond:
                parser.Parse(b"", True)
    except expat.ExpatError as error:
        return Problem(source, f"{part.filename}: {error}", WHOLE)
    if count.is_beyond:
        return Problem(source, f"more elements in {part.filename} than a sheet has", WHOLE)
    return None


class _Elements:
    """Counts elements that a reader keeps, and those inside one row."""

    def __init__(self) -> None:
        self.is_beyond = False
        self._kept = self._inside = self._depth = 0
        self._row: int | None = None

    def start(self, name: str, _: Any) -> None:
        self._depth += 1
        if self._row is not None:
            self._inside += 1
        else:
            self._kept += 1
            if name.rpartition(":")[2] in _PASSING:
                self._row, self._inside = self._depth, 0
        if self._kept > _MOST_ELEMENTS or self._inside > _MOST_IN_ONE or self._depth > _DEEPEST:
            self.is_beyond = True

    def end(self, _: str) -> None:
        if self._row == self._depth:
            self._row = None
        self._depth -= 1
