"""What the codes of a figure count for in the vintage of a map."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, RegionError, TableError, nearest
from geo.match.recoding import MAJORITY
from geo.nuts.carrying import Carried, carry
from geo.nuts.map_units import older_vintages, read_map_units
from geo.nuts.units import level_of
from geo.tables.cells import Wrong, nuts_code

MATCHED: Final = "matched"
RECODED: Final = "recoded"
SPLIT: Final = "split"
NOT_CARRIED: Final = "not carried"
SET_ASIDE: Final = "set aside"
UNKNOWN: Final = "unknown"
#: What became of a code of a figure, in the order a summary names them.
RELATIONS: Final = (MATCHED, RECODED, SPLIT, NOT_CARRIED, SET_ASIDE, UNKNOWN)
#: The finest level of a figure, and of one that does not say its level while its table has several.
FINEST: Final = 3
USUAL_FINEST: Final = 2
#: Totals that Eurostat writes among regions: EU27_2020, EA20, EFTA.
_TOTAL: Final = re.compile(r"(?:EU|EA|EEA|EFTA)\d*(?:_.*)?")
#: What belongs to a country and to none of its regions: DEZ, DEZZ, DEZZZ.
_EXTRA_REGIO: Final = re.compile(r"[A-Z]{2}Z{1,3}")


@dataclass(frozen=True)
class Step:
    """What one code counts for: units of the other vintage, each with the share of the value it gets."""

    relation: str
    note: str
    shares: Mapping[str, float]


class Codes:
    """Follows codes of one vintage into the vintage of a map."""

    def __init__(
        self,
        vintage: int,
        to_vintage: int,
        known: Mapping[int, frozenset[str]],
        additive: bool,
        catalog: Catalog,
    ) -> None:
        self.vintage, self.to_vintage, self._known = vintage, to_vintage, known
        self._additive, self._catalog = additive, catalog
        self._countries = {year: {code[:2] for code in codes} for year, codes in known.items()}
        self._older = older_vintages(to_vintage, catalog=catalog)

    def vintage_of(self, code: str) -> int:
        """Return the vintage of a code: that of the table, or the last one that has its country."""
        if code[:2] in self._countries[self.vintage]:
            return self.vintage
        return max(
            (year for year, there in self._countries.items() if code[:2] in there), default=self.vintage
        )

    def knows(self, code: str) -> bool:
        """Return whether a code is a region of its vintage."""
        return code in self._known[self.vintage_of(code)]

    def target_of(self, code: str) -> int:
        """Return the vintage in which the map shows the country of a code."""
        return self._older.get(code[:2], self.to_vintage)

    def step(self, code: str, *, level: int | None, finest: int) -> Step:
        """Return what a code counts for, where figures are drawn down to the finest level."""
        vintage = self.vintage_of(code)
        if not self.knows(code):
            return self._unknown(code, vintage)
        own = level_of(code)
        if own > finest:
            note = f"{code} is of level 3; the figure is drawn down to level 2, unless it says level = 3."
            return Step(SET_ASIDE, note, {})
        if level is not None and own != level:
            return Step(SET_ASIDE, f"{code} is of level {own}; the figure is of level {level}.", {})
        target = self.target_of(code)
        if vintage == target:
            return Step(MATCHED, f"{code} is a region of NUTS {target}.", {code: 1.0})
        parts = carry(code, vintage, target, catalog=self._catalog)
        return self._carried(code, parts, vintage, target)

    def _carried(self, code: str, parts: Sequence[Carried], vintage: int, target: int) -> Step:
        where = f"of NUTS {vintage}"
        if not parts:
            return Step(NOT_CARRIED, f"{code} {where} has no successor in NUTS {target}.", {})
        first = parts[0]
        is_whole = len(parts) == 1 or (
            first.share >= MAJORITY and not any(part.kind == "split" for part in parts[1:])
        )
        if is_whole and first.nuts_id == code:
            return Step(MATCHED, f"{code} {where} is a region of NUTS {target} as well.", {code: 1.0})
        if is_whole:
            joined = ", joined with others" if first.kind == "merged" else ""
            return Step(
                RECODED, f"{code} {where} is {first.nuts_id} in NUTS {target}{joined}.", {first.nuts_id: 1.0}
            )
        named = ", ".join(part.with_share for part in parts)
        shares = {part.nuts_id: part.share for part in parts}
        if self._additive and not any(map(math.isnan, shares.values())):
            note = f"{code} {where} was divided into {named}; its value is shared by area, an estimate."
            # What the drawing of the two vintages loses at borders is nobody's: the total stays what it is.
            whole = math.fsum(shares.values())
            return Step(SPLIT, note, {unit: share / whole for unit, share in shares.items()})
        why = "the shares were not measured" if self._additive else "the figure may not be added up"
        note = f"{code} {where} was divided into {named}; {why}, so that these have no value."
        return Step(NOT_CARRIED, note, dict.fromkeys(shares, math.nan))

    def _unknown(self, code: str, vintage: int) -> Step:
        if is_total(code):
            return Step(SET_ASIDE, f"{code} is a total of several countries.", {})
        if _EXTRA_REGIO.fullmatch(code):
            return Step(SET_ASIDE, f"{code} stands for what belongs to no region of {code[:2]}.", {})
        if other := self.other_vintages(code):
            return Step(UNKNOWN, f"{code} is no region of NUTS {vintage}, but one of NUTS {other}.", {})
        suggestion = self.nearest(code)
        hint = f" Did you mean {suggestion}?" if suggestion else ""
        return Step(UNKNOWN, f"{code} is no region of any vintage known here.{hint}", {})

    def other_vintages(self, code: str) -> str:
        """Return the vintages that know a code, as text."""
        return ", ".join(str(year) for year, codes in self._known.items() if code in codes)

    def nearest(self, code: str) -> str | None:
        """Return the code most like an unknown one."""
        known = self._known[self.vintage]
        read = nuts_code(code)  # it knows letters of ISO 3166-1, spaces inside, and a name beside the code
        if isinstance(read, Wrong) and read.suggestion in known:
            return read.suggestion
        of_country = sorted(one for one in known if one[:2] == code[:2]) or sorted(known)
        as_long = [one for one in of_country if len(one) == len(code)]
        return nearest(code, as_long) or nearest(code, of_country)

    def sources_of(self, unit: str) -> list[Carried]:
        """Return the regions of the table's vintage that a unit of the map consists of."""
        vintage, target = self.vintage_of(unit), self.target_of(unit)
        if vintage == target:
            return [Carried(unit, 1.0, "same")]
        return carry(unit, target, vintage, catalog=self._catalog)


def detect_vintage(
    codes: Iterable[str], known: Mapping[int, frozenset[str]], to_vintage: int, source: str
) -> int:
    """Return the vintage that knows most of some codes."""
    counts = {year: sum(code in there for code in codes) for year, there in known.items()}
    most = max(counts.values())
    if not most:
        first = next(iter(codes), None)
        raise TableError([Problem(source, first, "codes of NUTS regions, such as ES51 or DE2")])
    best = [year for year, count in counts.items() if count == most]
    return to_vintage if to_vintage in best else best[-1]


def nothing_joined(source: str, codes: Mapping[str, int], vintage: int, level: int | None) -> Problem:
    """Return that no code is one of the vintage and level."""
    first = next(iter(codes))
    expected = f"codes of NUTS {vintage}" + ("" if level is None else f" of level {level}")
    return Problem(source, first, expected, codes[first])


def finest_level(codes: Iterable[str], level: int | None, join: Codes) -> int:
    """Return the finest level that is drawn: 3 where the figure says so, or where the table has no other."""
    if level is not None:
        return max(level, USUAL_FINEST)
    levels = {level_of(code) for code in codes if join.knows(code)}
    return FINEST if levels == {FINEST} else USUAL_FINEST


def parents_of(vintage: int, finest: int, catalog: Catalog) -> dict[str, str]:
    """Return the unit around each unit of a vintage, down to a level; empty text for a country."""
    units = read_map_units(vintage, levels=tuple(range(finest + 1)), catalog=catalog)
    return {
        code: parent or "" for code, parent in zip(units[c.NUTS_ID], units[c.PARENT].fillna(""), strict=True)
    }


def lineage(code: str, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield a unit and the units it lies in, smallest first."""
    while code:
        yield code
        code = parents.get(code, "")


def set_larger_aside(steps: dict[str, Step], parents: Mapping[str, str]) -> None:
    """Set aside, in place, the codes of regions of which the table has parts: these are drawn."""
    targets = {target for step in steps.values() for target in step.shares}
    larger = {around for target in targets for around in lineage(target, parents) if around != target}
    for code, step in steps.items():
        if step.shares and larger.issuperset(step.shares):
            note = f"{code} is not drawn: the table has smaller regions in it."
            steps[code] = Step(SET_ASIDE, note, {})


def is_total(code: str) -> bool:
    """Return whether a code is one of Eurostat's for several countries."""
    return _TOTAL.fullmatch(code) is not None


def is_shaped(code: str) -> bool:
    """Return whether a text is shaped like a code of a region."""
    try:
        level_of(code)
    except RegionError:
        return False
    return True
