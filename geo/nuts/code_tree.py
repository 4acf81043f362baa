"""Which unit lies in which, in a vintage of which only the codes are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence


class CodeTree:
    """The units of a vintage whose boundaries are not present, told by their codes alone.

    A unit lies in the unit whose code is its own without the last letter; that holds for every code of
    NUTS 2024.

    Parameters
    ----------
    codes
        Codes of all levels.
    """

    def __init__(self, codes: Iterable[str]) -> None:
        self.units = frozenset(codes)
        self._children: dict[str, list[str]] = defaultdict(list)
        for code in sorted(self.units):
            self._children[code[:-1]].append(code)

    def children(self, code: str) -> Sequence[str]:
        """Return the units one level below."""
        return self._children.get(code, ())

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return a unit and the units it lies in, smallest first; nothing for an unknown code."""
        if code not in self.units:
            return ()
        return tuple(code[:length] for length in range(len(code), 1, -1))
