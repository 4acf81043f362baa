"""Join a figure to the regions of a vintage, and say of every code what became of it."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, RegionError, TableError
from geo.match.figure_codes import (
    FINEST,
    NOT_CARRIED,
    RELATIONS,
    SPLIT,
    UNKNOWN,
    USUAL_FINEST,
    Codes,
    Step,
    detect_vintage,
    finest_level,
    is_shaped,
    lineage,
    nothing_joined,
    parents_of,
    set_larger_aside,
)
from geo.match.recoding import MAJORITY
from geo.nuts.units import level_of
from geo.nuts.vintages import check_vintage, known_codes, known_vintages
from geo.tables import figures as f
from geo.tables.formulas import csv_text

#: Flag of an estimate, as Eurostat writes it: a value shared by area is one.
ESTIMATED: Final = "e"
#: Why a region has no value although the table has one: its regions were divided or joined since.
NOT_COMPARABLE: Final = "not_comparable"
#: Why a region has no value: the table says nothing of it.
NOT_COVERED: Final = "not_covered"
LEDGER_COLUMNS: Final = (f.CODE, f.ROW, c.LEVEL, c.VINTAGE, c.RELATION, c.NUTS_ID, c.NOTE)
_VALUE_TYPES: Final[Mapping[str, str]] = {
    c.NUTS_ID: "object",
    c.LEVEL: "Int64",
    f.YEAR: "Int64",
    f.VALUE: "float64",
    f.FLAG: "object",
    f.NO_DATA: "object",
}


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
    known = {year: known_codes(year, catalog=catalog) for year in known_vintages(catalog=catalog)}
    if vintage is not None and vintage not in known:
        check_vintage(vintage, catalog=catalog)
    first_rows = figure.drop_duplicates(f.CODE)
    codes = dict(zip(first_rows[f.CODE], first_rows[f.ROW].astype(int), strict=True))
    source = str(figure.attrs.get("source", "figure"))
    chosen = vintage or detect_vintage(codes, known, to_vintage, source)
    join = Codes(chosen, to_vintage, known, additive, catalog)
    finest = finest_level(codes, level, join)
    steps = {code: join.step(code, level=level, finest=finest) for code in codes}
    set_larger_aside(steps, parents_of(to_vintage, finest, catalog))
    joined = [code for code, step in steps.items() if step.shares or step.relation == NOT_CARRIED]
    if not joined:
        raise TableError([nothing_joined(source, codes, chosen, level)])
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
    parents = parents_of(to_vintage, FINEST if joined.is_small else USUAL_FINEST, catalog)
    present = set(joined.values[c.NUTS_ID])
    return [next((code for code in lineage(region, parents) if code in present), None) for region in regions]


def _values(figure: pd.DataFrame, steps: Mapping[str, Step], join: Codes, *, additive: bool) -> pd.DataFrame:
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
    value_rows = []
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
            value_rows.append((target, level_of(target), year, value, flags, kind))
    columns = list(zip(*value_rows, strict=True)) or [()] * len(_VALUE_TYPES)
    typed = zip(_VALUE_TYPES.items(), columns, strict=True)
    return pd.DataFrame({name: pd.Series(column, dtype=dtype) for (name, dtype), column in typed})


def _is_complete(target: str, parts: Sequence[tuple[str, float]], join: Codes, *, additive: bool) -> bool:
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


def _ledger(codes: Mapping[str, int], steps: Mapping[str, Step], join: Codes) -> pd.DataFrame:
    rows = [
        (
            code,
            row,
            None if steps[code].relation == UNKNOWN or not is_shaped(code) else level_of(code),
            None if steps[code].relation == UNKNOWN else join.vintage_of(code),
            steps[code].relation,
            ";".join(steps[code].shares) or None,
            steps[code].note,
        )
        for code, row in codes.items()
    ]
    frame = pd.DataFrame(rows, columns=list(LEDGER_COLUMNS))
    return frame.astype({f.ROW: "Int64", c.LEVEL: "Int64", c.VINTAGE: "Int64", c.NUTS_ID: object})


def _problems(
    source: str,
    ledger: pd.DataFrame,
    stated: int | None,
    join: Codes,
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
            suggestion = None if other else join.nearest(code)
            yield Problem(source, code, expected, int(row), f.CODE, suggestion, severity="warning")
        elif relation == NOT_CARRIED:
            yield Problem(
                source, code, f"a region that can be carried. {note}", int(row), f.CODE, severity="warning"
            )
