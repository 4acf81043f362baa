"""What became of NUTS units between vintages: from Eurostat's table where there is one, else by overlay."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.datapackage.catalog import Catalog
from geo.errors import UpdateError
from geo.nuts.carrying import LEAST_SHARE
from geo.nuts.units import LEVELS, read_regions
from geo.nuts.vintages import known_codes, read_changes, vintages
from geo.update.official_changes import VINTAGES, CodeChange, read_official_changes

#: A unit whose code stays and whose area overlaps by at least this much, both ways, is the same.
SAME_SHARE: Final = 0.90
COLUMNS: Final = (
    "from_vintage", "to_vintage", "level", "from_id", "to_id", "share_from", "share_to", "kind",
)  # fmt: skip
#: A unit of which less than this lies in another one is not what that one was made from.
_MOSTLY: Final = 0.5
_EQUAL_AREA: Final = "EPSG:3035"
#: Shares that follow from what Eurostat says of a pair: of the old unit, of the new one.
_WHOLE: Final = {"same": (1.0, 1.0), "recoded": (1.0, 1.0), "split": (None, 1.0)}


def find_changes(catalog: Catalog) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return what became of units between the vintages of a data package.

    Eurostat's table decides where there is one (2021 to 2024, even before the boundaries of 2024 are
    present); the overlay gives the shares of area that the table does not state, and what it does not name.
    Two vintages drawn at different scales are not overlaid: what differs would be the drawing. Then the rows
    that the package holds of them stay as they are.

    Returns
    -------
    tuple
        The table as `read_changes` returns it, and what a person should know.

    Raises
    ------
    UpdateError
        Two neighbouring vintages are drawn at different scales and nothing else says what changed.
    """
    years = vintages(catalog=catalog)
    steps = list(pairwise(years))
    if years[-1:] == VINTAGES[:1]:
        steps.append(VINTAGES)
    frames, warnings = [], []
    for step in steps:
        scales = [_scale(year, catalog) for year in step if year in years]
        comparable = len(scales) == 2 and scales[0] == scales[1]
        measured = None
        if comparable:
            measured = compute_changes({year: read_regions(year, catalog=catalog) for year in step})
        if step == VINTAGES:
            codes = [known_codes(year, catalog=catalog) if year in years else None for year in step]
            frames.append(official_changes(read_official_changes(), measured, codes))
        elif measured is not None:
            frames.append(measured)
        else:
            frames.append(_kept(step, scales, catalog))
        if len(scales) == 2 and not comparable:
            warnings.append(_scales_differ(step, scales))
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))
    return table[list(COLUMNS)].sort_values(list(COLUMNS[:5]), ignore_index=True), tuple(warnings)


def official_changes(
    changes: Sequence[CodeChange], measured: pd.DataFrame | None, codes: Sequence[Collection[str] | None]
) -> pd.DataFrame:
    """Return Eurostat's pairs as rows of the table of changes.

    Parameters
    ----------
    changes
        Of `read_official_changes`.
    measured
        Overlay of the two vintages; None when there is none. Of pairs that Eurostat does not name, those are
        added of which it names neither unit.
    codes
        Codes of the boundaries of both vintages; None where they are not present.
    """
    old_codes, new_codes = codes
    pairs = [
        change
        for change in changes
        if (old_codes is None or change.from_id in old_codes)
        and (new_codes is None or change.to_id in new_codes)
    ]
    shares: dict[tuple[str, str], tuple[float, float]] = {}
    if measured is not None:
        ids, parts = (zip(measured[a], measured[b], strict=True) for a, b in (COLUMNS[3:5], COLUMNS[5:7]))
        shares = dict(zip(ids, parts, strict=True))
    rows = []
    for change in pairs:
        stated = _WHOLE.get(change.kind, (None, None))
        overlap = shares.get((change.from_id, change.to_id), (np.nan, np.nan))
        share_from, share_to = (overlap[at] if share is None else share for at, share in enumerate(stated))
        rows.append(
            (
                *VINTAGES,
                len(change.from_id) - 2,
                change.from_id,
                change.to_id,
                share_from,
                share_to,
                change.kind,
            )
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    if measured is None:
        return table
    unnamed = ~measured["from_id"].isin(table["from_id"]) & ~measured["to_id"].isin(table["to_id"])
    return pd.concat([table, measured[unnamed]], ignore_index=True)


def _kept(step: tuple[int, int], scales: Sequence[str], catalog: Catalog) -> pd.DataFrame:
    """Return the rows that the package holds of two vintages."""
    if "nuts-changes" in catalog.names():
        table = read_changes(catalog=catalog)
        rows = table[(table["from_vintage"] == step[0]) & (table["to_vintage"] == step[1])]
        if not rows.empty:
            return rows
    raise UpdateError(
        f"{_scales_differ(step, scales)}. Nothing was changed. Refresh one at the scale of the other: "
        f"clusteratlas update boundaries --vintage {step[1]} --scale {scales[0]}"
    )


def _scale(vintage: int, catalog: Catalog) -> str:
    return str(catalog.resource(f"nuts-{vintage}").descriptor.get("scale", ""))


def _scales_differ(step: tuple[int, int], scales: Sequence[str]) -> str:
    drawn = " and ".join(
        f"NUTS {year} 1:{int(scale.rstrip('M') or 0)} million"
        for year, scale in zip(step, scales, strict=True)
    )
    return f"found {drawn}; boundaries of different scales were not overlaid, for what differs is the drawing"


def compute_changes(regions: dict[int, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Overlay each vintage on the next one, level by level.

    A pair is *same* when the code agrees and the area does (both ways at least 90 %), or when it and
    all units it overlaps keep their codes: borders are drawn anew in each vintage, and small islands
    and cities then overlap by less. It is *recoded* when two units of different code overlap each other
    alone, or by at least 90 % both ways while neither holds most of a third one; *split* when the new
    unit lies inside the old one; *merged* when the old one lies inside the new one; else *boundary*.
    A unit that is the same, or recoded, keeps all of its area: its shares are 1. Overlaps across a country's
    border, those below 5 % of both units, and those between two units that
    each stayed the same are dropped.

    Parameters
    ----------
    regions
        Frame of `geo.nuts.units.read_regions` by vintage.

    Returns
    -------
    DataFrame
        As `read_changes` returns it, sorted by vintage, level, old and new code.
    """
    years = sorted(regions)
    equal_area = {year: regions[year].to_crs(_EQUAL_AREA) for year in years}
    frames = [
        _overlay(
            equal_area[old][equal_area[old]["level"] == level],
            equal_area[new][equal_area[new]["level"] == level],
        ).assign(from_vintage=old, to_vintage=new, level=level)
        for old, new in pairwise(years)
        for level in LEVELS
    ]
    if not frames:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.concat(frames, ignore_index=True)[list(COLUMNS)]
    return table.sort_values(list(COLUMNS[:5]), ignore_index=True)


def _overlay(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    old_shapes = shapely.make_valid(np.asarray(old.geometry))
    new_shapes = shapely.make_valid(np.asarray(new.geometry))
    left, right = shapely.STRtree(new_shapes).query(old_shapes, predicate="intersects")
    at_home = old["country"].to_numpy()[left] == new["country"].to_numpy()[right]
    left, right = left[at_home], right[at_home]
    area = shapely.area(shapely.intersection(old_shapes[left], new_shapes[right]))
    pairs = pd.DataFrame(
        {
            "from_id": old["nuts_id"].to_numpy()[left],
            "to_id": new["nuts_id"].to_numpy()[right],
            "share_from": np.minimum(area / shapely.area(old_shapes)[left], 1.0).round(4),
            "share_to": np.minimum(area / shapely.area(new_shapes)[right], 1.0).round(4),
        }
    )
    shares = pairs[["share_from", "share_to"]]
    same_code = pairs["from_id"] == pairs["to_id"]
    mutual = shares.min(axis=1) >= SAME_SHARE
    large = (shares.max(axis=1) >= LEAST_SHARE) | same_code
    pairs, same_code, mutual = pairs[large], same_code[large], mutual[large]
    mostly = pairs[["share_from", "share_to"]].max(axis=1) >= _MOSTLY
    # A unit that keeps its code, beside neighbours that keep theirs, did not change: only its drawing did.
    kept = set(old["nuts_id"]) & set(new["nuts_id"])
    stranger = ~(pairs["from_id"].isin(kept) & pairs["to_id"].isin(kept))
    beside_from = pairs["from_id"].isin(pairs.loc[stranger, "from_id"])
    beside_to = pairs["to_id"].isin(pairs.loc[stranger, "to_id"])
    same = same_code & (mutual | (~beside_from & ~beside_to))
    recoded = ~same & (
        _alone(pairs) | (mutual & _alone(pairs[mostly]).reindex(pairs.index, fill_value=False))
    )
    settled = same | recoded
    settled_from = pairs["from_id"].isin(pairs.loc[settled, "from_id"])
    settled_to = pairs["to_id"].isin(pairs.loc[settled, "to_id"])
    pairs["kind"] = np.select(
        [same, recoded, pairs["share_to"] >= SAME_SHARE, pairs["share_from"] >= SAME_SHARE],
        ["same", "recoded", "split", "merged"],
        "boundary",
    )
    # What two drawings of one unit overlap by tells of the drawings: all of the unit lives on.
    pairs.loc[settled, ["share_from", "share_to"]] = 1.0
    return pairs[settled | ~(settled_from & settled_to)]


def _alone(pairs: pd.DataFrame) -> pd.Series:
    """Return which pairs hold two units that are in no other pair."""
    return ~pairs["from_id"].duplicated(keep=False) & ~pairs["to_id"].duplicated(keep=False)
