"""The rows of a table, kept as columns: a row is made when somebody reads it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, overload

#: So many rows are made at once where all are read.
_BLOCK: Final = 1 << 10
#: A column with more different texts is taken for one in which few come twice.
_MOST_SHARED: Final = 1 << 12


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table.

    Parameters
    ----------
    number
        Where it is: the row a spreadsheet shows (the header is row 1) in CSV and workbooks, the position of
        the record (the first is 1) in GeoJSON and Parquet, which have no header.
    cells
        Text by column, trimmed, in Unicode normal form C; empty cells are absent.
    values
        What the cells hold in a file whose cells have a type; empty in one of text.
    """

    number: int
    cells: Mapping[str, str]
    values: Mapping[str, object] = field(default_factory=dict)


class _Column:
    """The cells of a column that hold anything, and which rows they are in."""

    def __init__(self) -> None:
        self.rows, self.texts = array("I"), list[str]()
        self.values: list[object] = []
        self._shared: dict[str, str] = {}

    def add(self, row: int, text: str) -> None:
        """Add a cell; texts that many rows share are kept once."""
        if len(self._shared) < _MOST_SHARED:
            text = self._shared.setdefault(text, text)
        else:
            text = self._shared.get(text, text)
        self.rows.append(row)
        self.texts.append(text)


class Rows(Sequence[Row]):
    """The rows of a table, in its order.

    Only cells that hold anything take memory: a mapping for each row would take several times as much as its
    texts, and so would a cell of every column for each row of a table that has many and fills few.

    Parameters
    ----------
    rows
        What it holds at first.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.numbers = array("q")
        self._columns: dict[str, _Column] = {}
        #: Whether cells have a type.
        self.are_typed = False
        for row in rows:
            self.append(row)

    def append(self, row: Row) -> None:
        """Add a row at the end."""
        at = len(self.numbers)
        self.numbers.append(row.number)
        for header, text in row.cells.items():
            if header not in self._columns:
                self._columns[header] = _Column()
            column = self._columns[header]
            column.add(at, text)
            if row.values:
                self.are_typed = True
                column.values.append(row.values[header])

    def hold(self, header: str | None) -> bool:
        """Return whether any row holds anything in a column."""
        return header in self._columns

    def cells(self, header: str) -> Sequence[str]:
        """Return the texts of a column without its empty cells."""
        return self._columns[header].texts if header in self._columns else ()

    def texts(self, header: str) -> list[str | None]:
        """Return the text of each row in a column; None where it is empty."""
        texts: list[str | None] = [None] * len(self)
        if header in self._columns:
            column = self._columns[header]
            for row, text in zip(column.rows, column.texts, strict=True):
                texts[row] = text
        return texts

    def values(self, header: str) -> list[object]:
        """Return what each row holds in a column of a file of typed cells; None where it is empty."""
        values: list[object] = [None] * len(self)
        if header in self._columns:
            column = self._columns[header]
            for row, value in zip(column.rows, column.values, strict=True):
                values[row] = value
        return values

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Row]:
        for first in range(0, len(self), _BLOCK):
            yield from self._between(first, min(first + _BLOCK, len(self)))

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        places = range(len(self))[at]
        if isinstance(places, range):
            return [self[place] for place in places]
        return self._between(places, places + 1)[0]

    def _between(self, first: int, end: int) -> list[Row]:
        """Return the rows from one place up to another."""
        cells: list[dict[str, str]] = [{} for _ in range(first, end)]
        values: list[dict[str, object]] = [{} for _ in cells] if self.are_typed else []
        for header, column in self._columns.items():
            for at in range(bisect_left(column.rows, first), bisect_left(column.rows, end)):
                row = column.rows[at] - first
                cells[row][header] = column.texts[at]
                if values:
                    values[row][header] = column.values[at]
        numbers = self.numbers[first:end]
        return list(map(Row, numbers, cells, values)) if values else list(map(Row, numbers, cells))
