"""NUTS units: codes, levels, vintages, names and boundaries."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.datapackage.catalog import Catalog
from geo.errors import RegionError, nearest

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

LEVELS: Final = (0, 1, 2, 3)
#: Parts of a unit smaller than this are not followed into another vintage; they come from the drawing.
LEAST_SHARE: Final = 0.05
#: How a unit of one vintage relates to one of another.
KINDS: Final = ("same", "recoded", "split", "merged", "boundary")
#: Types of columns that their values do not tell.
_CHANGES_TYPES: Final[Mapping[str, type]] = {"from_id": str, "to_id": str, "kind": str}
#: Threads of Arrow that read now and then end a process that is done at once with an abort (apache/arrow
#: 34314). It reads an object of Python in one even so: what it reads is a buffer of its own.
_ONE_THREAD: Final[dict[str, Any]] = {"use_threads": False, "pre_buffer": False}
_UNIT_COLUMNS: Final = ("nuts_id", "level", "country", "name", "name_latin", "parent")
_BACKWARDS: Final = {"split": "merged", "merged": "split"}
_CODE: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")


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


def vintages(*, catalog: Catalog | None = None) -> tuple[int, ...]:
    """Return the vintages whose boundaries are present, oldest first.

    Examples
    --------
    >>> vintages()
    (2013, 2016, 2021)
    """
    return (catalog or Catalog.bundled()).years("nuts")


def level_of(code: str) -> int:
    """Return the level of a NUTS code: 0 for a country, 3 for the smallest units.

    Raises
    ------
    RegionError
        The text is not shaped like a NUTS code.

    Examples
    --------
    >>> level_of("ITC4C")
    3
    """
    if not _CODE.fullmatch(code):
        raise RegionError(
            f"found {code!r}, expected a NUTS code: two capital letters and up to three letters or digits"
        )
    return len(code) - 2


def read_regions(
    vintage: int = 2021, *, levels: tuple[int, ...] = LEVELS, catalog: Catalog | None = None
) -> gpd.GeoDataFrame:
    """Read the units of one vintage with their boundaries.

    Parameters
    ----------
    vintage
        Year of the NUTS classification.
    levels
        Which levels, in any order.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    GeoDataFrame
        One row per unit, sorted by level and code; columns ``nuts_id, level, country`` (code as GISCO
        writes it: EL, UK), ``name`` (national spelling), ``name_latin, parent, geometry`` (EPSG:4326).

    Raises
    ------
    RegionError
        The vintage or a level does not exist.

    Source
    ------
    Eurostat GISCO, NUTS boundaries 1:10 million, © EuroGeographics for the administrative boundaries.

    Examples
    --------
    >>> regions = read_regions(2016, levels=(2,))
    >>> len(regions)
    332
    """
    catalog = catalog or Catalog.bundled()
    check_vintage(vintage, catalog=catalog)
    if unknown := sorted(set(levels) - set(LEVELS)):
        raise RegionError(f"found level {unknown[0]!r}, expected 0, 1, 2 or 3")
    regions = catalog.read(f"nuts-{vintage}", _regions_of)
    return regions[regions["level"].isin(levels)].reset_index(drop=True)


def read_units(
    vintage: int, *, levels: tuple[int, ...] = LEVELS, catalog: Catalog | None = None
) -> pd.DataFrame:
    """Read the units of one vintage without their boundaries: `read_regions` but for the geometry."""
    catalog = catalog or Catalog.bundled()
    check_vintage(vintage, catalog=catalog)
    units = catalog.read(f"nuts-{vintage}", _units_of)
    return units[units["level"].isin(levels)].reset_index(drop=True)


def shapes_of(boundaries: bytes, *, level: int) -> tuple[list[str], NDArray[np.object_]]:
    """Return the codes and the boundaries (EPSG:4326) of one level: faster than a whole GeoDataFrame.

    Parameters
    ----------
    boundaries
        Content of the resource of a vintage.
    level
        Which level.
    """
    import shapely  # noqa: PLC0415 - codes and names must not need it

    table = _table_of(boundaries, ("nuts_id", "level", "geometry"))
    chosen = table["level"].to_numpy() == level
    codes, shapes = (table[name].to_numpy()[chosen] for name in ("nuts_id", "geometry"))
    return codes.tolist(), shapely.from_wkb(shapes)


def check_vintage(vintage: int, *, catalog: Catalog | None = None) -> None:
    """Raise RegionError unless the boundaries of a vintage are present."""
    if vintage not in vintages(catalog=catalog):
        # A year as text is none of the years.
        expected, near = expected_vintage(int(vintage) if str(vintage).isdigit() else 0, catalog=catalog)
        hint = f". Did you mean {near}?" if near else ""
        raise RegionError(f"found NUTS vintage {vintage!r}, expected {expected}{hint}")


def expected_vintage(vintage: int, *, catalog: Catalog | None = None) -> tuple[str, str | None]:
    """Return what is expected in place of a vintage without boundaries, and the nearest year that has some.

    Of a vintage that is known no other year is meant; its boundaries can be brought.

    Examples
    --------
    >>> expected_vintage(2012)
    ('one of 2013, 2016, 2021', '2013')
    >>> expected_vintage(2024)[0].partition("; ")[2]
    'to bring those of 2024: clusteratlas update boundaries --vintage 2024'
    """
    present = vintages(catalog=catalog)
    expected = f"one of {', '.join(map(str, present))}" if present else "a vintage, and there is none"
    if vintage in known_vintages(catalog=catalog):
        bring = f"to bring those of {vintage}: clusteratlas update boundaries --vintage {vintage}"
        return f"{expected}, whose boundaries are here; {bring}", None
    return expected, str(min(present, key=lambda year: abs(year - vintage))) if present else None


def read_land(*, vintage: int | None = None, catalog: Catalog | None = None) -> gpd.GeoDataFrame:
    """Read the countries of the wider map, for context.

    Parameters
    ----------
    vintage
        Leave out the countries that have units in this vintage; None keeps all.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    GeoDataFrame
        One row per country, sorted by code; columns ``country`` (code as GISCO writes it), ``name``
        (English) and ``geometry`` (EPSG:4326), cut to what a map of Europe can show. Polygons reach a
        little under the units beside them, so that no gap shows between the two.

    Source
    ------
    Natural Earth, 1:50 million, version 4.1, public domain.

    Examples
    --------
    >>> "UA" in set(read_land(vintage=2021)["country"])
    True
    """
    catalog = catalog or Catalog.bundled()
    land = catalog.read("land", _regions_of).copy()
    if vintage is not None:
        inside = set(read_regions(vintage, levels=(0,), catalog=catalog)["country"])
        land = land[~land["country"].isin(inside)].reset_index(drop=True)
    return land


def read_names(*, catalog: Catalog | None = None) -> pd.DataFrame:
    """Read every name a unit goes by.

    Returns
    -------
    DataFrame
        Columns ``nuts_id``; ``language`` (``en ca es fr de it``, or empty for the unit's own);
        ``name``; ``kind`` (``national``, ``latin``, ``exonym``, ``short``, ``alias``, or ``part``: what
        several units are called together); ``source``; ``vintages`` (those in which the code has the name,
        separated by spaces).
    """
    # An empty language means the unit's own: here nothing stands for a missing value.
    return (catalog or Catalog.bundled()).table("region-names", types=str, missing=())


def read_changes(*, catalog: Catalog | None = None) -> pd.DataFrame:
    """Read the table of changes between neighbouring vintages.

    Returns
    -------
    DataFrame
        One row per pair of units; columns ``from_vintage, to_vintage, level, from_id, to_id``;
        ``share_from`` (overlap divided by the area of the old unit), ``share_to`` (by that of the
        new one), both NaN where Eurostat names the pair and nobody measured it; ``kind``.
    """
    return (catalog or Catalog.bundled()).table("nuts-changes", types=_CHANGES_TYPES)


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
        near = nearest(code, sorted(known))
        hint = f". Did you mean {near}?" if near else ""
        raise RegionError(f"found {code!r}, expected a code of NUTS {from_vintage}{hint}")
    start, end = years.index(from_vintage), years.index(to_vintage)
    step = 1 if end >= start else -1
    parts = [Carried(code, 1.0, "same")]
    for position in range(start, end, step):
        table = catalog.derive(_step, years[position], years[position + step])
        parts = _merge([(part, after) for part in parts for after in table.get(part.nuts_id, ())])
    return sorted(parts, key=lambda part: (math.isnan(part.share), -part.share, part.nuts_id))


def known_vintages(*, catalog: Catalog | None = None) -> tuple[int, ...]:
    """Return the vintages whose codes are known, oldest first.

    Those whose boundaries are present, and those that the table of changes leads to: Eurostat's own table
    names the codes of NUTS 2024, whether their boundaries are there or not.

    Examples
    --------
    >>> known_vintages()
    (2013, 2016, 2021, 2024)
    """
    return (catalog or Catalog.bundled()).derive(_known_vintages)


def known_codes(vintage: int, *, catalog: Catalog | None = None) -> frozenset[str]:
    """Return the codes of a vintage that `known_vintages` names."""
    catalog = catalog or Catalog.bundled()
    if vintage in vintages(catalog=catalog):
        return catalog.read(f"nuts-{vintage}", _codes_of)
    return catalog.derive(_changed_codes, vintage)


def _known_vintages(catalog: Catalog) -> tuple[int, ...]:
    years = set(vintages(catalog=catalog))
    if "nuts-changes" in catalog.names():
        changes = read_changes(catalog=catalog)
        years |= {*changes["from_vintage"].tolist(), *changes["to_vintage"].tolist()}
    return tuple(sorted(years))


def _changed_codes(catalog: Catalog, vintage: int) -> frozenset[str]:
    table = read_changes(catalog=catalog)
    ends = (("from_vintage", "from_id"), ("to_vintage", "to_id"))
    return frozenset(code for year, ids in ends for code in table.loc[table[year] == vintage, ids].tolist())


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


def _regions_of(content: bytes) -> gpd.GeoDataFrame:
    import geopandas as gpd  # noqa: PLC0415 - codes and names must not need it
    import pyarrow as pa  # noqa: PLC0415 - codes and names must not need it

    return gpd.read_parquet(pa.BufferReader(content), **_ONE_THREAD)


def _units_of(content: bytes) -> pd.DataFrame:
    units: pd.DataFrame = _table_of(content, _UNIT_COLUMNS).to_pandas()
    return units


def _codes_of(content: bytes) -> frozenset[str]:
    (codes,) = columns_of(content, "nuts_id")
    return frozenset(codes)


def columns_of(boundaries: bytes, *names: str) -> list[list[Any]]:
    """Return some columns of the boundaries of a vintage as lists: faster than a frame.

    Parameters
    ----------
    boundaries
        Content of the resource of a vintage.
    *names
        Of the columns.
    """
    table = _table_of(boundaries, names)
    return [table[name].to_pylist() for name in names]


def _table_of(boundaries: bytes, columns: Sequence[str]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - codes and names must not need it
    import pyarrow.parquet as pq  # noqa: PLC0415 - codes and names must not need it

    # `pq.read_table`, and pandas with it, first loads what finds and filters many files, which takes longer
    # than to read this one.
    file = pq.ParquetFile(pa.BufferReader(boundaries), pre_buffer=False)
    return file.read(columns=list(columns), use_threads=False)
