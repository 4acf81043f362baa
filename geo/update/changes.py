"""Measure what became of NUTS units between vintages, by overlaying their boundaries."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.nuts.units import LEAST_SHARE, LEVELS

#: A unit whose code stays and whose area overlaps by at least this much, both ways, is the same.
SAME_SHARE: Final = 0.90
COLUMNS: Final = (
    "from_vintage", "to_vintage", "level", "from_id", "to_id", "share_from", "share_to", "kind",
)  # fmt: skip
#: A unit of which less than this lies in another one is not what that one was made from.
_MOSTLY: Final = 0.5
_EQUAL_AREA: Final = "EPSG:3035"


def compute_changes(regions: dict[int, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Overlay each vintage on the next one, level by level.

    A pair is *same* when the code agrees and the area does (both ways at least 90 %), or when it and
    all units it overlaps keep their codes: borders are drawn anew in each vintage, and small islands
    and cities then overlap by less. It is *recoded* when two units of different code overlap each other
    alone, or by at least 90 % both ways while neither holds most of a third one; *split* when the new
    unit lies inside the old one; *merged* when the old one lies inside the new one; else *boundary*.
    Overlaps across a country's border, those below 5 % of both units, and those between two units that
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
    return pairs[settled | ~(settled_from & settled_to)]


def _alone(pairs: pd.DataFrame) -> pd.Series:
    """Tell which pairs hold two units that are in no other pair."""
    return ~pairs["from_id"].duplicated(keep=False) & ~pairs["to_id"].duplicated(keep=False)
