"""The folded names of all places, in which few names are found by reading and many by the alphabet."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

#: So many names are looked for in the text of them all before the names are sorted: a map asks for some
#: dozens, which are found in less time than sorting takes; a table may ask for thousands.
_FEW: Final = 64
_SEPARATOR: Final = ord(";")


class FoldedNames:
    """The names that places are looked up by, in the order of their table.

    They stay as Arrow has them, one text: strings of Python would take ten times the memory.

    Parameters
    ----------
    names
        The names of each place, separated by ``;``, its own first.
    """

    def __init__(self, names: pa.ChunkedArray) -> None:
        self._names = names.cast("string").combine_chunks()
        _, ends, text = self._names.buffers()
        self._starts = np.frombuffer(ends, dtype=np.int32)[self._names.offset :][: len(self._names) + 1]
        # Rows follow one another without a separator; to write one takes longer than all searches.
        self._text: bytes = text.to_pybytes() if text else b""
        self._asked = 0

    def rows(self, name: str, among: range) -> list[int]:
        """Return which rows of a range have a name, ascending."""
        key = name.encode()
        if self._is_asked_often():
            return self._sorted.rows(key, among)
        return [
            row for row, at in self._find(key, among) if self._begins(at, row) and self._ends(at, key, row)
        ]

    def rows_longer(self, name: str, among: range) -> list[int]:
        """Return which rows of a range have a name of their own that begins with a name and goes on."""
        if self._is_asked_often():
            return self._sorted.rows_longer(name.encode(), among)
        return [row for row, at in self._find(f"{name} ".encode(), among) if at == self._starts[row]]

    def is_own(self, name: str, row: int) -> bool:
        """Return whether a name is the own one of a row."""
        key, start = name.encode(), int(self._starts[row])
        return self._text.startswith(key, start) and self._ends(start, key, row)

    def in_order(self, among: range) -> list[str]:
        """Return the names of a range of rows, each once, in the order of the table."""
        text = ";".join(self._names[among.start : among.stop].to_pylist())
        return list(dict.fromkeys(filter(None, text.split(";"))))

    def _is_asked_often(self) -> bool:
        self._asked += 1
        return self._asked > _FEW

    def _find(self, key: bytes, among: range) -> Iterator[tuple[int, int]]:
        """Yield the places of a range of rows where a text stands, each with its row."""
        end = int(self._starts[among.stop])
        at = self._text.find(key, int(self._starts[among.start]), end)
        while at >= 0:
            yield int(np.searchsorted(self._starts, at, side="right")) - 1, at
            at = self._text.find(key, at + 1, end)

    def _begins(self, at: int, row: int) -> bool:
        """Return whether a name of a row begins at a place."""
        return at == int(self._starts[row]) or self._text[at - 1] == _SEPARATOR

    def _ends(self, at: int, key: bytes, row: int) -> bool:
        """Return whether a name of a row ends where a text does that stands at a place."""
        end, last = at + len(key), int(self._starts[row + 1])
        return end == last or (end < last and self._text[end] == _SEPARATOR)

    @cached_property
    def _sorted(self) -> _SortedNames:
        return _SortedNames(self._names)


class _SortedNames:
    """The names in alphabetical order, each with its row."""

    def __init__(self, names: pa.StringArray) -> None:
        import pyarrow.compute as pc  # noqa: PLC0415 - only records that have a city need it

        lists = pc.split_pattern(names, ";")
        order = pc.sort_indices(lists.flatten())  # Arrow sorts by bytes
        _, ends, text = lists.flatten().take(order).buffers()
        # Looking at one of them takes a tenth of the time that Arrow takes.
        self._ends, self._text = array("i", ends.to_pybytes()), bytes(text.to_pybytes())
        self._size = len(order)
        self._rows = pc.list_parent_indices(lists).take(order).to_numpy()
        is_own = np.zeros(len(order), dtype=bool)
        is_own[lists.offsets.to_numpy()[:-1]] = True
        self._is_own = is_own[order.to_numpy()]

    def name(self, at: int) -> bytes:
        """Return one of the names."""
        return self._text[self._ends[at] : self._ends[at + 1]]

    def rows(self, name: bytes, among: range) -> list[int]:
        """Return which rows of a range have a name, ascending."""
        return self._while(name, lambda at: self.name(at) == name, among)

    def rows_longer(self, name: bytes, among: range) -> list[int]:
        """Return which rows of a range have a name of their own that begins with a name and goes on."""
        first = name + b" "
        return self._while(first, lambda at: self.name(at).startswith(first), among, own=True)

    def _while(
        self, first: bytes, holds: Callable[[int], bool], among: range, *, own: bool = False
    ) -> list[int]:
        """Return the rows of the names from the first place on that hold."""
        start = bisect_left(range(self._size), first, key=self.name)
        places = takewhile(holds, range(start, self._size))
        rows = {int(self._rows[at]) for at in places if not own or self._is_own[at]}
        return sorted(row for row in rows if row in among)
