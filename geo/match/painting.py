"""The regions that a map paints: which they are, which unit stands for each, which a record belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from typing import TypeVar

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.match.tagging import MIXED, tag
from geo.nuts.carrying import LEAST_SHARE, carry
from geo.nuts.gazetteer import gazetteer
from geo.nuts.map_units import read_map_units
from geo.nuts.outline.outline import LEVEL, read_outline

#: What is counted apart: a class, a way of moving.
Key = TypeVar("Key", bound=Hashable)


def read_painted(vintage: int, edition: int, *, catalog: Catalog) -> pd.DataFrame:
    """Read the regions that a map paints and tag them.

    Parameters
    ----------
    vintage
        Year of the NUTS classification.
    edition
        Year of the scoreboard.
    catalog
        Data package.

    Returns
    -------
    DataFrame
        One row per unit of level 2 that the outline has, sorted by code, as `geo.tag` returns it. Those of
        countries that left the classification are of an older vintage, see `geo.nuts.map_units`.
    """
    regions = read_map_units(vintage, levels=(LEVEL,), catalog=catalog)
    regions = regions[regions[c.NUTS_ID].isin(read_outline(vintage, catalog=catalog).ids)]
    tagged: pd.DataFrame = tag(regions, edition=edition, catalog=catalog)
    return tagged.sort_values(c.NUTS_ID, ignore_index=True)


def units_of_painted(painted: pd.DataFrame) -> list[str | None]:
    """Return the scoreboard unit that stands for each painted region, None where none does.

    Several units stand for a region only when they share one class; the first of them is named then.

    Parameters
    ----------
    painted
        Frame of `read_painted`.
    """
    pairs = zip(painted[c.SCOREBOARD_UNIT], painted[c.CLASS], strict=True)
    return [_unit_of(codes, class_) for codes, class_ in pairs]


def count_units(
    units: Iterable[tuple[Key, int]], areas: Iterable[tuple[Key, str | None]]
) -> dict[Key, Counter[str]]:
    """Count what the scoreboard measures, as the Commission does, and the painted regions beside it.

    Legends, sentences, pictures and comparisons count by this rule, the page's script by the same.

    Parameters
    ----------
    units
        What each unit of the scoreboard counts for, and its level; one of level 0 is a whole country.
    areas
        What each painted region counts for, and its unit, as `units_of_painted` returns it. One that belongs
        to a unit is counted with that.

    Returns
    -------
    dict
        What is counted for to the numbers of ``regions``, ``countries`` and ``areas``.

    Examples
    --------
    >>> counts = count_units([("leader", 1), ("strong", 0)], [("leader", "BE2"), ("leader", "BE2")])
    >>> {key: dict(numbers) for key, numbers in counts.items()}
    {'leader': {'regions': 1}, 'strong': {'countries': 1}}
    """
    counts: dict[Key, Counter[str]] = defaultdict(Counter)
    for key, level in units:
        counts[key]["regions" if level else "countries"] += 1
    for key, unit in areas:
        if unit is None:
            counts[key]["areas"] += 1
    return counts


def painted_rows(tagged: pd.DataFrame, painted: pd.DataFrame, *, catalog: Catalog) -> list[list[int]]:
    """Return the painted regions of each record.

    A record belongs to the painted region it was located in, or to the one around that; a record of a larger
    region belongs to all painted regions in it, a record that spans regions to those of each. A region of
    another vintage is followed to where at least 5 % of its area went. Where the record was tagged with the
    units of some of these regions only, because its point decided, it belongs to those.

    Parameters
    ----------
    tagged
        Records of `geo.tag`.
    painted
        Frame of `read_painted`.
    catalog
        Data package.

    Returns
    -------
    list of list of int
        For each record positions of rows of `painted`, ascending; empty for a record without a region.
    """
    units = units_of_painted(painted)
    codes = painted[c.NUTS_ID].tolist()
    row_by_code = {code: row for row, code in enumerate(codes)}
    vintages = painted[c.VINTAGE].astype(int).tolist()
    vintage_by_country = {code[:2]: vintage for code, vintage in zip(codes, vintages, strict=True)}

    @cache  # many records share a region
    def rows_of(located_in: str, vintage: int) -> list[int]:
        rows: set[int] = set()
        for code in located_in.split(";"):
            shown = vintage_by_country.get(code[:2], max(vintages))
            rows.update(_rows_of(_carried(code, vintage, shown, catalog), row_by_code, shown, catalog))
        return sorted(rows)

    rows_by_record = []
    for code, vintage, tagged_units in zip(
        tagged[c.NUTS_ID], tagged[c.VINTAGE], tagged[c.SCOREBOARD_UNIT], strict=True
    ):
        is_located = isinstance(code, str) and not pd.isna(vintage)
        rows = rows_of(code, int(vintage)) if is_located else []
        rows_by_record.append(_narrowed(rows, units, str(tagged_units).split(";")))
    return rows_by_record


def _unit_of(codes: str, class_: object) -> str | None:
    units = codes.split(";") if codes else []
    has_one_class = isinstance(class_, str) and class_ != MIXED
    return units[0] if len(units) == 1 or (units and has_one_class) else None


def _carried(code: str, vintage: int, painted_vintage: int, catalog: Catalog) -> list[str]:
    """Return the codes of the painted vintage in which a unit lives on with a share that counts."""
    if vintage == painted_vintage:
        return [code]
    parts = carry(code, vintage, painted_vintage, catalog=catalog)
    # A share that nobody measured is not a number and counts.
    return [part.nuts_id for part in parts if not part.share < LEAST_SHARE]


def _rows_of(
    targets: Sequence[str], row_by_code: Mapping[str, int], vintage: int, catalog: Catalog
) -> set[int]:
    """Return the rows of painted regions that are, contain or lie in the units given."""
    names = gazetteer(vintage, catalog=catalog)
    rows: set[int] = set()
    for target in targets:
        around = [parent for parent in names.lineage(target) if parent in row_by_code]
        # The lineage and not the letters of a code tells what lies inside: UKN10 belongs to UKN0.
        inside = (code for code in row_by_code if target in names.lineage(code))
        rows |= {row_by_code[code] for code in around or inside}
    return rows


def _narrowed(rows: list[int], units: Sequence[str | None], tagged_units: Sequence[str]) -> list[int]:
    if len(rows) < 2:
        return rows
    return [row for row in rows if units[row] in tagged_units] or rows
