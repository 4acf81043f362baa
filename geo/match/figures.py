"""Join a figure to the regions of a vintage, and say of every code what became of it."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, RegionError, TableError, nearest
from geo.language.country_names import gisco_code
from geo.match.recoding import MAJORITY
from geo.nuts import units as nuts
from geo.nuts.map_units import older_vintages, read_map_units
from geo.tables import figures as f
from geo.tables.formulas import csv_text

MATCHED: Final = "matched"
RECODED: Final = "recoded"
SPLIT: Final = "split"
NOT_CARRIED: Final = "not carried"
SET_ASIDE: Final = "set aside"
UNKNOWN: Final = "unknown"
#: What became of a code of a figure, in the order a summary names them.
RELATIONS: Final = (MATCHED, RECODED, SPLIT, NOT_CARRIED, SET_ASIDE, UNKNOWN)
#: Flag of an estimate, as Eurostat writes it: a value shared by area is one.
ESTIMATED: Final = "e"
#: Why a region has no value although the table has one: its regions were divided or joined since.
NOT_COMPARABLE: Final = "not_comparable"
#: Why a region has no value: the table says nothing of it.
NOT_COVERED: Final = "not_covered"
#: The finest level of a figure, and of one that does not say its level while its table has several.
FINEST: Final = 3
USUAL_FINEST: Final = 2
LEDGER_COLUMNS: Final = (f.CODE, f.ROW, c.LEVEL, c.VINTAGE, c.RELATION, c.NUTS_ID, c.NOTE)
_VALUE_TYPES: Final[Mapping[str, str]] = {
    c.NUTS_ID: "object",
    c.LEVEL: "Int64",
    f.YEAR: "Int64",
    f.VALUE: "float64",
    f.FLAG: "object",
    f.NO_DATA: "object",
}
#: Totals that Eurostat writes among regions: EU27_2020, EA20, EFTA.
_TOTAL: Final = re.compile(r"(?:EU|EA|EEA|EFTA)\d*(?:_.*)?")
#: What belongs to a country and to none of its regions: DEZ, DEZZ, DEZZZ.
_EXTRA_REGIO: Final = re.compile(r"[A-Z]{2}Z{1,3}")


@dataclass(frozen=True)
class JoinedFigure:
    """A figure whose codes are those of one vintage.

    Parameters
    ----------
    values
        One row per unit and year: ``nuts_id, level, year, value, flag, no_data``. A value that was shared
        by area has the flag of an estimate.
    ledger
        One row per code of the table, in its order: ``code, row`` (the first one), ``level, vintage``,
        ``relation`` (one of `RELATIONS`), ``nuts_id`` (units it counts for, separated by ``;``), ``note``.
    vintage
        Vintage of the codes, stated or detected.
    problems
        What a person must look at, and how the table was understood.
    """

    values: pd.DataFrame
    ledger: pd.DataFrame
    vintage: int
    problems: tuple[Problem, ...] = ()

    @property
    def is_small(self) -> bool:
        """Whether it is a figure of the regions of level 3, which maps draw with lines of their own."""
        return bool((self.values[c.LEVEL] == FINEST).any())

    def ledger_csv(self) -> str:
        """Return the ledger as CSV: text that a spreadsheet would compute is guarded."""
        rows = self.ledger.astype(object).where(self.ledger.notna(), "")
        return csv_text([rows.columns, *rows.itertuples(index=False, name=None)])

    def ledger_json(self) -> str:
        """Return the ledger as a JSON list, a row a line."""
        rows = self.ledger.astype(object).where(self.ledger.notna(), None).to_dict("records")
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        return f"[\n{lines}\n]\n"


@dataclass(frozen=True)
class _Step:
    """What one code counts for: units of the other vintage, each with the share of the value it gets."""

    relation: str
    note: str
    shares: Mapping[str, float]


def join_figure(
    figure: pd.DataFrame,
    *,
    to_vintage: int,
    vintage: int | None = None,
    level: int | None = None,
    additive: bool = False,
    catalog: Catalog | None = None,
) -> JoinedFigure:
    """Carry a figure to the regions of a vintage.

    Codes are followed along the table of changes. A value stays what it is where its region has a new code
    or lost less than a tenth of its area. Where regions were divided or joined, a figure that may be added
    up is: joined parts are summed, divided ones get shares by area. Any other has no value there, and neither
    has a sum of which a part is missing.

    Parameters
    ----------
    figure
        Frame of `geo.read_figure`.
    to_vintage
        Year of the NUTS classification to join to; a country that left it is joined to its last vintage.
    vintage
        Vintage of the figure's codes; the one that knows most of them when None, the newest of several, but
        rather `to_vintage`.
    level
        Level of the codes that count, 0 to 3; when None, the smallest regions down to level 2 that the table
        has in each part of a country, or those of level 3 where it has no others.
    additive
        Whether values of parts add up to that of the whole: persons or euros do, rates and averages do not.
    catalog
        Data package; the bundled one when None.

    Raises
    ------
    RegionError
        A vintage or level does not exist.
    TableError
        No code of the figure is a region of a known vintage.

    Examples
    --------
    >>> from geo import FigureColumns, read_figure
    >>> figure = read_figure("scoreboard-2023", FigureColumns("code", "index"))
    >>> joined = join_figure(figure, to_vintage=2021)
    >>> joined.vintage, joined.ledger["relation"].value_counts().to_dict()
    (2021, {'matched': 244})
    """
    catalog = catalog or Catalog.bundled()
    if level is not None and level not in range(FINEST + 1):
        raise RegionError(f"found level {level!r}, expected 0, 1, 2 or 3")
    known = {year: nuts.known_codes(year, catalog=catalog) for year in nuts.known_vintages(catalog=catalog)}
    if vintage is not None and vintage not in known:
        nuts.check_vintage(vintage, catalog=catalog)
    first_rows = figure.drop_duplicates(f.CODE)
    codes = dict(zip(first_rows[f.CODE], first_rows[f.ROW].astype(int), strict=True))
    source = str(figure.attrs.get("source", "figure"))
    chosen = vintage or _detected(codes, known, to_vintage, source)
    join = _Join(chosen, to_vintage, known, additive, catalog)
    finest = _finest(codes, level, join)
    steps = {code: join.step(code, level=level, finest=finest) for code in codes}
    _set_larger_aside(steps, _parents(to_vintage, finest, catalog))
    joined = [code for code, step in steps.items() if step.shares or step.relation == NOT_CARRIED]
    if not joined:
        raise TableError([_nothing_joined(source, codes, chosen, level)])
    values = _values(figure, steps, join, additive=additive)
    ledger = _ledger(codes, steps, join)
    problems = (*figure.attrs.get("problems", ()), *_problems(source, ledger, vintage, join))
    return JoinedFigure(values, ledger, chosen, problems)


def units_of_regions(
    joined: JoinedFigure, regions: Sequence[str], *, to_vintage: int, catalog: Catalog
) -> list[str | None]:
    """Return the unit of a figure that each painted region shows: itself, or the larger one around it.

    Parameters
    ----------
    joined
        Of `join_figure`, for the same vintage.
    regions
        Codes of the painted regions.
    to_vintage
        Vintage of the map.
    catalog
        Data package.
    """
    parents = _parents(to_vintage, FINEST if joined.is_small else USUAL_FINEST, catalog)
    present = set(joined.values[c.NUTS_ID])
    return [next((code for code in _lineage(region, parents) if code in present), None) for region in regions]


class _Join:
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

    def step(self, code: str, *, level: int | None, finest: int) -> _Step:
        """Return what a code counts for, where figures are drawn down to the finest level."""
        vintage = self.vintage_of(code)
        if not self.knows(code):
            return self._unknown(code, vintage)
        own = nuts.level_of(code)
        if own > finest:
            note = f"{code} is of level 3; the figure is drawn down to level 2, unless it says level = 3."
            return _Step(SET_ASIDE, note, {})
        if level is not None and own != level:
            return _Step(SET_ASIDE, f"{code} is of level {own}; the figure is of level {level}.", {})
        target = self.target_of(code)
        if vintage == target:
            return _Step(MATCHED, f"{code} is a region of NUTS {target}.", {code: 1.0})
        parts = nuts.carry(code, vintage, target, catalog=self._catalog)
        return self._carried(code, parts, vintage, target)

    def _carried(self, code: str, parts: Sequence[nuts.Carried], vintage: int, target: int) -> _Step:
        where = f"of NUTS {vintage}"
        if not parts:
            return _Step(NOT_CARRIED, f"{code} {where} has no successor in NUTS {target}.", {})
        first = parts[0]
        is_whole = len(parts) == 1 or (
            first.share >= MAJORITY and not any(part.kind == "split" for part in parts[1:])
        )
        if is_whole and first.nuts_id == code:
            return _Step(MATCHED, f"{code} {where} is a region of NUTS {target} as well.", {code: 1.0})
        if is_whole:
            joined = ", joined with others" if first.kind == "merged" else ""
            return _Step(
                RECODED, f"{code} {where} is {first.nuts_id} in NUTS {target}{joined}.", {first.nuts_id: 1.0}
            )
        named = ", ".join(
            part.nuts_id if math.isnan(part.share) else f"{part.nuts_id} ({100 * part.share:.0f} %)"
            for part in parts
        )
        shares = {part.nuts_id: part.share for part in parts}
        if self._additive and not any(map(math.isnan, shares.values())):
            note = f"{code} {where} was divided into {named}; its value is shared by area, an estimate."
            # What the drawing of the two vintages loses at borders is nobody's: the total stays what it is.
            whole = math.fsum(shares.values())
            return _Step(SPLIT, note, {unit: share / whole for unit, share in shares.items()})
        why = "the shares were not measured" if self._additive else "the figure may not be added up"
        note = f"{code} {where} was divided into {named}; {why}, so that these have no value."
        return _Step(NOT_CARRIED, note, dict.fromkeys(shares, math.nan))

    def _unknown(self, code: str, vintage: int) -> _Step:
        if _TOTAL.fullmatch(code):
            return _Step(SET_ASIDE, f"{code} is a total of several countries.", {})
        if _EXTRA_REGIO.fullmatch(code):
            return _Step(SET_ASIDE, f"{code} stands for what belongs to no region of {code[:2]}.", {})
        if other := self.other_vintages(code):
            return _Step(UNKNOWN, f"{code} is no region of NUTS {vintage}, but one of NUTS {other}.", {})
        near = self.nearest(code)
        hint = f" Did you mean {near}?" if near else ""
        return _Step(UNKNOWN, f"{code} is no region of any vintage known here.{hint}", {})

    def other_vintages(self, code: str) -> str:
        """Return the vintages that know a code, as text."""
        return ", ".join(str(year) for year, codes in self._known.items() if code in codes)

    def nearest(self, code: str) -> str | None:
        """Return the code most like an unknown one."""
        known = self._known[self.vintage]
        if (other := gisco_code(code)) in known:  # letters of ISO 3166-1
            return other
        of_country = sorted(one for one in known if one[:2] == code[:2]) or sorted(known)
        as_long = [one for one in of_country if len(one) == len(code)]
        return nearest(code, as_long) or nearest(code, of_country)

    def sources_of(self, unit: str) -> list[nuts.Carried]:
        """Return the regions of the table's vintage that a unit of the map consists of."""
        vintage, target = self.vintage_of(unit), self.target_of(unit)
        if vintage == target:
            return [nuts.Carried(unit, 1.0, "same")]
        return nuts.carry(unit, target, vintage, catalog=self._catalog)


def _detected(codes: Iterable[str], known: Mapping[int, frozenset[str]], to_vintage: int, source: str) -> int:
    """Return the vintage that knows most of some codes."""
    counts = {year: sum(code in there for code in codes) for year, there in known.items()}
    most = max(counts.values())
    if not most:
        first = next(iter(codes), None)
        raise TableError([Problem(source, first, "codes of NUTS regions, such as ES51 or DE2")])
    best = [year for year, count in counts.items() if count == most]
    return to_vintage if to_vintage in best else best[-1]


def _nothing_joined(source: str, codes: Mapping[str, int], vintage: int, level: int | None) -> Problem:
    first = next(iter(codes))
    expected = f"codes of NUTS {vintage}" + ("" if level is None else f" of level {level}")
    return Problem(source, first, expected, codes[first])


def _finest(codes: Iterable[str], level: int | None, join: _Join) -> int:
    """Return the finest level that is drawn: 3 where the figure says so, or where the table has no other."""
    if level is not None:
        return max(level, USUAL_FINEST)
    levels = {nuts.level_of(code) for code in codes if join.knows(code)}
    return FINEST if levels == {FINEST} else USUAL_FINEST


def _parents(vintage: int, finest: int, catalog: Catalog) -> dict[str, str]:
    units = read_map_units(vintage, levels=tuple(range(finest + 1)), catalog=catalog)
    return {
        code: parent or "" for code, parent in zip(units[c.NUTS_ID], units[c.PARENT].fillna(""), strict=True)
    }


def _lineage(code: str, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield a unit and the units it lies in, smallest first."""
    while code:
        yield code
        code = parents.get(code, "")


def _set_larger_aside(steps: dict[str, _Step], parents: Mapping[str, str]) -> None:
    """Set aside, in place, the codes of regions of which the table has parts: these are drawn."""
    targets = {target for step in steps.values() for target in step.shares}
    larger = {around for target in targets for around in _lineage(target, parents) if around != target}
    for code, step in steps.items():
        if step.shares and larger.issuperset(step.shares):
            note = f"{code} is not drawn: the table has smaller regions in it."
            steps[code] = _Step(SET_ASIDE, note, {})


def _values(figure: pd.DataFrame, steps: Mapping[str, _Step], join: _Join, *, additive: bool) -> pd.DataFrame:
    """Return the value of each unit of the map in each year."""
    cells: dict[str, dict[Any, tuple[Any, Any, Any]]] = defaultdict(dict)
    years = figure[f.YEAR].astype(object).where(figure[f.YEAR].notna(), None)
    rows = zip(figure[f.CODE], years, figure[f.VALUE], figure[f.FLAG], figure[f.NO_DATA], strict=True)
    for code, year, *cell in rows:
        cells[code][year] = tuple(cell)
    parts: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for code, step in steps.items():
        for target, share in step.shares.items():
            parts[target].append((code, share))
    found = []
    for target in sorted(parts):
        is_comparable = _is_complete(target, parts[target], join, additive=additive)
        is_shared = any(steps[code].relation == SPLIT for code, _ in parts[target])
        for year in sorted(
            {year for code, _ in parts[target] for year in cells[code]}, key=lambda year: year or 0
        ):
            there = [
                (cells[code].get(year, (math.nan, None, f.MISSING)), share) for code, share in parts[target]
            ]
            value, flags, kind = _sum(there, is_comparable=is_comparable)
            if is_shared and kind is None and ESTIMATED not in (flags or ""):
                flags = f"{flags or ''}{ESTIMATED}"
            found.append((target, nuts.level_of(target), year, value, flags, kind))
    columns = list(zip(*found, strict=True)) or [()] * len(_VALUE_TYPES)
    typed = zip(_VALUE_TYPES.items(), columns, strict=True)
    return pd.DataFrame({name: pd.Series(column, dtype=dtype) for (name, dtype), column in typed})


def _is_complete(target: str, parts: Sequence[tuple[str, float]], join: _Join, *, additive: bool) -> bool:
    """Return whether what the table has makes up a unit, and nothing else does."""
    if any(math.isnan(share) for _, share in parts):
        return False
    if len(parts) == 1 and parts[0][1] == 1 and parts[0][0] == target:
        return True
    sources = join.sources_of(target)
    named = {code for code, _ in parts}
    if additive:
        # What a redrawn border moved is no part: its value stays where most of its region is.
        return all(
            part.nuts_id in named or (part.share < 1 - MAJORITY and part.kind == "boundary")
            for part in sources
        )
    return len(parts) == 1 and (
        len(sources) == 1 or any(part.nuts_id in named and part.share >= MAJORITY for part in sources)
    )


def _sum(
    parts: Sequence[tuple[tuple[Any, Any, Any], float]], *, is_comparable: bool
) -> tuple[float, str | None, str | None]:
    """Return value, flags and kind of no data of a unit that is made of parts."""
    flags = "".join(dict.fromkeys(letter for (_, flag, _), _ in parts for letter in flag or "")) or None
    if not is_comparable:
        return math.nan, flags, NOT_COMPARABLE
    kinds = [kind for (_, _, kind), _ in parts if kind]
    if kinds:
        return math.nan, flags, f.CONFIDENTIAL if f.CONFIDENTIAL in kinds else f.MISSING
    return math.fsum(value * share for (value, _, _), share in parts), flags, None


def _ledger(codes: Mapping[str, int], steps: Mapping[str, _Step], join: _Join) -> pd.DataFrame:
    rows = [
        (
            code,
            row,
            None if steps[code].relation == UNKNOWN or not _is_shaped(code) else nuts.level_of(code),
            None if steps[code].relation == UNKNOWN else join.vintage_of(code),
            steps[code].relation,
            ";".join(steps[code].shares) or None,
            steps[code].note,
        )
        for code, row in codes.items()
    ]
    frame = pd.DataFrame(rows, columns=list(LEDGER_COLUMNS))
    return frame.astype({f.ROW: "Int64", c.LEVEL: "Int64", c.VINTAGE: "Int64", c.NUTS_ID: object})


def _is_shaped(code: str) -> bool:
    """Return whether a text is shaped like a code of a region."""
    try:
        nuts.level_of(code)
    except RegionError:
        return False
    return True


def _problems(
    source: str,
    ledger: pd.DataFrame,
    stated: int | None,
    join: _Join,
) -> Iterator[Problem]:
    """Yield how the codes were understood, and each code that a person must look at."""
    chosen, counts = join.vintage, Counter(ledger[c.RELATION])
    text = ", ".join(f"{counts[relation]} {relation}" for relation in RELATIONS if counts[relation])
    how = "stated" if stated else "detected"
    yield Problem(
        source, chosen, f"read {len(ledger)} codes as NUTS {chosen} ({how}): {text}", severity="notice"
    )
    for code, row, _, _, relation, _, note in ledger.itertuples(index=False, name=None):
        if relation == UNKNOWN:
            expected = f"a code of NUTS {chosen}"
            if other := join.other_vintages(code):
                expected += f"; it is one of NUTS {other}"
            near = None if other else join.nearest(code)
            yield Problem(source, code, expected, int(row), f.CODE, near, severity="warning")
        elif relation == NOT_CARRIED:
            yield Problem(
                source, code, f"a region that can be carried. {note}", int(row), f.CODE, severity="warning"
            )
