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


class FoldedNames:
    """The names that places are looked up by, in the order of their table.

    They stay as Arrow has them, one text: strings of Python would take ten times the memory.

    Parameters
    ----------
    names
        The names of each place, separated by ``;``, its own first.
    """

    def __init__(self, names: pa.ChunkedArray) -> None:
        import pyarrow as pa  # noqa: PLC0415 - only records that have a city need it
        import pyarrow.compute as pc  # noqa: PLC0415 - only records that have a city need it

        self._names = names.combine_chunks()
        # With a separator at both ends, each name of a place stands between two.
        joined = pc.binary_join_element_wise("", self._names, "", ";").cast(pa.large_string())
        _, starts, text = joined.buffers()
        self._starts = np.frombuffer(starts, dtype=np.int64)[: len(joined) + 1]
        self._text: bytes = text.to_pybytes()
        self._asked = 0

    def rows(self, name: str, among: range) -> list[int]:
        """Return which rows of a range have a name, ascending."""
        if self._is_asked_often():
            return self._sorted.rows(name.encode(), among)
        return [row for row, _ in self._find(f";{name};", among)]

    def rows_longer(self, name: str, among: range) -> list[int]:
        """Return which rows of a range have a name of their own that begins with a name and goes on."""
        if self._is_asked_often():
            return self._sorted.rows_longer(name.encode(), among)
        return [row for row, is_own in self._find(f";{name} ", among) if is_own]

    def is_own(self, name: str, row: int) -> bool:
        """Return whether a name is the own one of a row."""
        return self._text.startswith(f";{name};".encode(), int(self._starts[row]))

    def in_order(self, among: range) -> list[str]:
        """Return the names of a range of rows, each once, in the order of the table."""
        text = self._text[self._starts[among.start] : self._starts[among.stop]].decode()
        return list(dict.fromkeys(filter(None, text.split(";"))))

    def _is_asked_often(self) -> bool:
        self._asked += 1
        return self._asked > _FEW

    def _find(self, wanted: str, among: range) -> Iterator[tuple[int, bool]]:
        """Yield the rows of a range in which a text stands, and whether they begin with it."""
        key, end = wanted.encode(), int(self._starts[among.stop])
        at = self._text.find(key, int(self._starts[among.start]), end)
        while at >= 0:
            row = int(np.searchsorted(self._starts, at, side="right")) - 1
            yield row, self._starts[row] == at
            # A row has a name once; the same beginning may stand in it again.
            at = self._text.find(key, int(self._starts[row + 1]), end)

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
        found = takewhile(holds, range(start, self._size))
        rows = {int(self._rows[at]) for at in found if not own or self._is_own[at]}
        return sorted(row for row in rows if row in among)
