"""Put units of an older vintage beside those of a newer one, so that their common border is one line."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

#: Two vintages, drawn at two scales perhaps, draw one border up to this far apart, metres.
_APART_M: Final = 3_000.0
_EQUAL_AREA: Final = "EPSG:3035"


def join_countries(regions: gpd.GeoDataFrame, older: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add the units of countries that a vintage lacks.

    Along a common border the newer drawing holds: what both claim belongs to the newer unit, and the older
    one is filled up to it. No area belongs to two units.

    Parameters
    ----------
    regions
        Units of the vintage, one level, EPSG:4326.
    older
        Units of an older vintage, the same level; those of countries that `regions` has are left out.
    """
    added = older[~older["country"].isin(set(regions["country"]))].reset_index(drop=True)
    if added.empty:
        return regions
    newer = regions.to_crs(_EQUAL_AREA).geometry.to_numpy()
    shapes = added.to_crs(_EQUAL_AREA).geometry.to_numpy().copy()
    tree = shapely.STRtree(newer)
    for at, shape in enumerate(shapes):
        neighbours = newer[tree.query(shape, predicate="dwithin", distance=_APART_M)]
        if len(neighbours):
            others = shapely.union_all([*neighbours, *shapes[:at], *shapes[at + 1 :]])
            gap = shapely.intersection(
                shapely.buffer(shape, _APART_M), shapely.buffer(shapely.union_all(neighbours), _APART_M)
            )
            shapes[at] = _polygons(shapely.difference(shapely.union(shape, gap), others))
    added = added.set_geometry(gpd.GeoSeries(shapes, crs=_EQUAL_AREA).to_crs(regions.crs))
    joined = pd.concat([regions, added], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=regions.crs)


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == 3])
