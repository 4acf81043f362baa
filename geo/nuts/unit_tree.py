"""The units of one NUTS vintage by code: what lies in what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from geo.nuts.boundary_file import columns_of
from geo.nuts.names import SUGGEST_SCORE


class Unit(NamedTuple):
    """One NUTS unit without its boundary."""

    nuts_id: str
    level: int
    country: str
    name: str
    parent: str


class UnitTree:
    """The units of one vintage, each in the larger one around it.

    Parameters
    ----------
    boundaries
        Content of the resource of the vintage.
    """

    def __init__(self, boundaries: bytes) -> None:
        self.units: dict[str, Unit] = {}
        #: The latin name of each unit, by code.
        self.latin: dict[str, str] = {}
        self._children: dict[str, list[str]] = defaultdict(list)
        #: Answers of `lineage`, which is asked for every record.
        self._lineages: dict[str, tuple[str, ...]] = {}
        rows = columns_of(boundaries, *Unit._fields, "name_latin")
        for code, level, country, name, parent, latin in zip(*rows, strict=True):
            self.units[code] = Unit(code, level, country, name, parent or "")
            self.latin[code] = latin or name
            self._children[parent].append(code)

    def children(self, code: str) -> Sequence[str]:
        """Return the units one level below."""
        return self._children.get(code, ())

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return a unit and the units it lies in, smallest first; nothing for an unknown code."""
        if code not in self.units:
            return ()
        if code not in self._lineages:
            self._lineages[code] = (code, *self.lineage(self.units[code].parent))
        return self._lineages[code]

    def region_of(self, unit: str) -> str:
        """Return the unit of level 2 around a unit; the unit itself where it is larger than that."""
        return next((code for code in self.lineage(unit) if self.units[code].level == 2), unit)

    def related(self, one: str, other: str) -> bool:
        """Return whether one of two units lies in the other."""
        return one in self.lineage(other) or other in self.lineage(one)

    def near_codes(self, code: str) -> list[str]:
        """Return up to three codes that a mistyped code may have meant, best first."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - codes that are found must not need it

        same_country = [known for known in self.units if known[:2] == code[:2]] or list(self.units)
        matches = process.extract(code, same_country, scorer=fuzz.ratio, limit=3, score_cutoff=SUGGEST_SCORE)
        return [known for known, _, _ in matches]
