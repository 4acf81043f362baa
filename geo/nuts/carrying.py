"""What became of a unit in another vintage, along the table of changes."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from geo.datapackage.catalog import Catalog
from geo.errors import RegionError, nearest
from geo.nuts.units import level_of
from geo.nuts.vintages import check_vintage, known_codes, known_vintages, read_changes, vintages

#: Parts of a unit smaller than this are not followed into another vintage; they come from the drawing.
LEAST_SHARE: Final = 0.05
#: How a unit of one vintage relates to one of another.
KINDS: Final = ("same", "recoded", "split", "merged", "boundary")
_BACKWARDS: Final = {"split": "merged", "merged": "split"}


@dataclass(frozen=True)
class Carried:
    """A unit of another vintage in which a unit, or a part of it, lives on.

    Parameters
    ----------
    nuts_id
        Code in the other vintage.
    share
        Part of the first unit's area that lies in it, 0 to 1; NaN where nobody measured it.
    kind
        One of `KINDS`, read in the direction asked for.
    """

    nuts_id: str
    share: float
    kind: str

    @property
    def with_share(self) -> str:
        """The unit's code and, where it was measured, the share that lies in it.

        Examples
        --------
        >>> Carried("FRE1", 0.6, "split").with_share, Carried("FRE1", math.nan, "split").with_share
        ('FRE1 (60 %)', 'FRE1')
        """
        return self.nuts_id if math.isnan(self.share) else f"{self.nuts_id} ({100 * self.share:.0f} %)"


def carry(code: str, from_vintage: int, to_vintage: int, *, catalog: Catalog | None = None) -> list[Carried]:
    """Follow a unit from one vintage to another, step by step, in either direction.

    Parameters
    ----------
    code
        NUTS code in ``from_vintage``, any level.
    from_vintage, to_vintage
        Years whose boundaries are present, or that the table of changes knows.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    list of Carried
        Largest share first, unmeasured ones last, then by code. Parts below 5 % of the unit's area are left
        out, unless they are whole units of the other vintage. Empty when the unit has no successor.

    Raises
    ------
    RegionError
        A vintage is not present, or the code is not one of ``from_vintage``.

    Examples
    --------
    >>> carry("FR30", 2013, 2021)
    [Carried(nuts_id='FRE1', share=1.0, kind='recoded')]
    """
    catalog = catalog or Catalog.bundled()
    level_of(code)
    years = vintages(catalog=catalog)
    if not {from_vintage, to_vintage} <= set(years):
        years = known_vintages(catalog=catalog)
        for vintage in {from_vintage, to_vintage} - set(years):
            check_vintage(vintage, catalog=catalog)
    known = known_codes(from_vintage, catalog=catalog)
    if code not in known:
        suggestion = nearest(code, sorted(known))
        hint = f". Did you mean {suggestion}?" if suggestion else ""
        raise RegionError(f"found {code!r}, expected a code of NUTS {from_vintage}{hint}")
    start, end = years.index(from_vintage), years.index(to_vintage)
    step = 1 if end >= start else -1
    parts = [Carried(code, 1.0, "same")]
    for position in range(start, end, step):
        table = catalog.derive(_step, years[position], years[position + step])
        parts = _merge([(part, after) for part in parts for after in table.get(part.nuts_id, ())])
    return sorted(parts, key=lambda part: (math.isnan(part.share), -part.share, part.nuts_id))


def _step(catalog: Catalog, old: int, new: int) -> dict[str, list[Carried]]:
    """Index one step of the table by the code one comes from."""
    table = read_changes(catalog=catalog)
    forwards = old < new
    first, second = (old, new) if forwards else (new, old)
    rows = table[(table["from_vintage"] == first) & (table["to_vintage"] == second)]
    if rows.empty:
        raise RegionError(
            f"found no changes from NUTS {first} to {second}; to compute them: clusteratlas update changes"
        )
    here, there, share = ("from_id", "to_id", "share_from") if forwards else ("to_id", "from_id", "share_to")
    index: dict[str, list[Carried]] = defaultdict(list)
    columns = (rows[column].tolist() for column in (here, there, share, "kind"))
    for code, other, part, kind in zip(*columns, strict=True):
        kind_here = kind if forwards else _BACKWARDS.get(kind, kind)
        index[code].append(Carried(other, float(part), kind_here))
    for code, parts in index.items():
        same = [part for part in parts if part.kind == "same"]
        index[code] = same or [part for part in parts if _counts(part)]
    return dict(index)


def _merge(steps: list[tuple[Carried, Carried]]) -> list[Carried]:
    """Join two steps; parts that meet again in one unit are added up."""
    shares: dict[str, float] = defaultdict(float)
    kinds: dict[str, set[str]] = defaultdict(set)
    for before, after in steps:
        shares[after.nuts_id] += before.share * after.share
        kinds[after.nuts_id].add(_chain_kind(before.kind, after.kind))
    parts = [
        Carried(code, min(round(share, 4), 1.0), kinds[code].pop() if len(kinds[code]) == 1 else "boundary")
        for code, share in shares.items()
    ]
    return [part for part in parts if _counts(part)]


def _counts(part: Carried) -> bool:
    """Return whether a part is real, not from the drawing; a whole unit counts however small it is."""
    return not part.share < LEAST_SHARE or part.kind == "split"  # a share that is NaN counts


def _chain_kind(first: str, second: str) -> str:
    if "same" in (first, second):
        return second if first == "same" else first
    if "recoded" in (first, second):
        return second if first == "recoded" else first
    return first if first == second else "boundary"
