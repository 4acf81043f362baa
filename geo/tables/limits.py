"""How much of a table is read: what is larger is refused before it costs memory or time.

The person who runs the program decides, and no file does: the limits are those of the environment variable
``CLUSTERATLAS_LIMITS``, such as ``rows=1000000,file=500000000``, or the defaults below.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Final

from geo.errors import Problem, TableError

VARIABLE: Final = "CLUSTERATLAS_LIMITS"
_WHAT: Final = {
    "file": "bytes",
    "unpacked": "bytes unpacked",
    "rows": "rows",
    "columns": "columns",
    "cells": "cells, with the empty ones before others in a row",
    "cell": "characters in a cell",
}


@dataclass(frozen=True)
class Limits:
    """The most that is read of one table.

    Parameters
    ----------
    file
        Bytes of the file.
    unpacked
        Bytes that it unpacks to, in a workbook or a Parquet file.
    rows
        Rows, with the header.
    columns
        Columns.
    cells
        Cells, with the empty ones before others in a row: each takes its place.
    cell
        Characters of one cell.
    """

    file: int = 100_000_000
    unpacked: int = 200_000_000
    rows: int = 200_000
    columns: int = 1_000
    cells: int = 5_000_000
    cell: int = 100_000

    def problem(
        self, source: str, name: str, found: str, *, row: int | None = None, column: str | None = None
    ) -> Problem:
        """Return what is said of a table that is beyond a limit, and how to allow more."""
        most = getattr(self, name)
        expected = f"at most {most:,} {_WHAT[name]}; to allow more, set {VARIABLE} to {name}=NUMBER"
        return Problem(source, found, expected, row=row, column=column)


class Count:
    """Counts the rows and cells of a table while it is read, and ends the reading at a limit."""

    def __init__(self, source: str, limits: Limits) -> None:
        self._source, self._limits = source, limits
        self._rows = self._cells = self._characters = 0

    def add(self, number: int, texts: Collection[str]) -> None:
        """Count a row, unless it is empty.

        Parameters
        ----------
        number
            Of the row, as messages name it.
        texts
            Its cells, with the empty ones before others.

        Raises
        ------
        TableError
            It is beyond a limit.
        """
        filled = [len(text) for text in texts if text]
        if not filled:
            return
        self._rows += 1
        self._cells += len(texts)
        self._characters += sum(filled)
        limits = self._limits
        if self._rows > limits.rows:
            self._refuse("rows", f"more than {limits.rows:,} rows", number)
        if len(filled) > limits.columns:
            self._refuse("columns", f"{len(filled):,} cells in a row", number)
        if self._cells > limits.cells:
            self._refuse("cells", f"more than {limits.cells:,} cells", number)
        if max(filled) > limits.cell:
            self._refuse("cell", f"a cell of {max(filled):,} characters", number)

        if self._characters > limits.unpacked:
            self._refuse("unpacked", f"more than {limits.unpacked:,} characters", number)

    def _refuse(self, name: str, found: str, number: int) -> None:
        raise TableError([self._limits.problem(self._source, name, found, row=number)])


def current() -> Limits:
    """Return the limits that hold in this process.

    Raises
    ------
    TableError
        The environment variable says something else than limits.
    """
    return _parse(os.environ.get(VARIABLE, ""))


@lru_cache(maxsize=8)
def _parse(text: str) -> Limits:
    names = [field.name for field in fields(Limits)]
    chosen: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = re.fullmatch(r"(\w+)\s*=\s*([0-9_]{1,18})", part)
        if match is None or match[1] not in names or not match[2].strip("_0"):
            expected = f"NAME=NUMBER, several separated by commas; the names are {', '.join(names)}"
            raise TableError([Problem(VARIABLE, part, expected)])
        chosen[match[1]] = int(match[2])
    return replace(Limits(), **chosen)
