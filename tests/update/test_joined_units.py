"""Units of two vintages side by side: no area twice, no gap between them."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geo.nuts.units import read_regions
from geo.update.joined_units import join_countries


def irish_border(regions: gpd.GeoDataFrame) -> tuple[shapely.Geometry, shapely.Geometry]:
    shapes = regions.to_crs("EPSG:3035").set_index("nuts_id").geometry
    return shapes["UKN0"], shapely.union_all(shapes[["IE04", "IE05"]].to_numpy())


@pytest.fixture(scope="module")
def joined() -> gpd.GeoDataFrame:
    """Return NUTS 2021 without the United Kingdom, drawn coarser, and the United Kingdom drawn as it was."""
    regions = read_regions(2021, levels=(2,))
    newer = regions[regions["country"] != "UK"]
    coarse = shapely.coverage_simplify(newer.geometry.to_numpy(), 0.06)
    newer = newer.set_geometry(gpd.GeoSeries(coarse, index=newer.index, crs=newer.crs))
    return join_countries(newer, regions)


def test_every_country_is_there_once(joined: gpd.GeoDataFrame):
    assert joined["nuts_id"].is_unique
    assert len(joined) == 334


def test_no_area_belongs_to_two_units(joined: gpd.GeoDataFrame):
    northern, republic = irish_border(joined)
    assert shapely.intersection(northern, republic).area < 1e3


def test_no_gap_is_left_along_the_common_border(joined: gpd.GeoDataFrame):
    northern, republic = irish_border(joined)
    gaps = shapely.get_interior_ring(shapely.get_parts(shapely.union(northern, republic)), 0)
    assert all(shapely.polygons(ring).area < 1e6 for ring in gaps if ring is not None)
    beside = shapely.buffer(shapely.boundary(republic), 50)
    assert shapely.boundary(northern).intersection(beside).length > 200e3


def test_a_vintage_that_has_every_country_stays_as_it_is():
    regions = read_regions(2021, levels=(2,))
    assert join_countries(regions, read_regions(2016, levels=(2,))) is regions
