"""The nearest shape is the nearest one, whatever is ruled out without looking."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.datapackage.catalog import Catalog
from geo.nuts.gazetteer import gazetteer
from geo.nuts.plane import Plane
from geo.nuts.point_index import NEAREST_M

UNITS = gazetteer(2021, catalog=Catalog.bundled())
CODES, SHAPES, _ = UNITS.points._smallest
BORDERS = shapely.get_coordinates(SHAPES)
#: Anywhere on the globe, and within some kilometres of a corner of a border: there the answer is not plain.
FAR = st.tuples(st.floats(-180, 180), st.floats(-89, 89))
STEP = st.floats(-0.15, 0.15)
NEAR = st.builds(
    lambda corner, east, north: (BORDERS[corner][0] + east, BORDERS[corner][1] + north),
    st.integers(0, len(BORDERS) - 1),
    STEP,
    STEP,
)
POINTS = st.lists(st.one_of(FAR, NEAR), min_size=1, max_size=40)


def nearest_of_all(points: np.ndarray, shapes: np.ndarray, *, reach_m: int) -> tuple[list, list]:
    """Measure every shape, and take the first of the nearest ones."""
    flat, near = (
        gpd.GeoSeries(some, crs="EPSG:4326").to_crs("EPSG:3035").to_numpy()
        for some in (shapes, shapely.points(points))
    )
    far = shapely.distance(near[:, None], flat[None, :])
    nearest = far.min(axis=1)
    is_near = nearest <= reach_m
    return np.where(is_near, far.argmin(axis=1), -1).tolist(), np.where(is_near, nearest, np.nan).tolist()


@given(POINTS, st.sampled_from([None, "FR", "PT", "MT"]))
def test_the_nearest_unit_is_that_of_measuring_all(points: list, country: str | None) -> None:
    places = np.array(points)
    chosen = np.array([at for at, code in enumerate(CODES) if country in (None, UNITS.units[code].country)])
    positions, distances = UNITS.points.nearest_each(shapely.points(places), country=country)
    wanted, wanted_distances = nearest_of_all(places, SHAPES[chosen], reach_m=NEAREST_M)
    assert positions.tolist() == [chosen[at] if at >= 0 else -1 for at in wanted]
    assert distances.tolist() == pytest.approx(wanted_distances, nan_ok=True, rel=1e-12)


CORNER = st.tuples(st.floats(-1, 1), st.floats(49, 51))
BOXES = st.lists(
    st.builds(lambda at, wide, high: shapely.box(*at, at[0] + wide, at[1] + high), CORNER, STEP, STEP),
    min_size=1,
    max_size=4,
)


@given(BOXES, st.lists(CORNER, min_size=1, max_size=20))
def test_the_nearest_of_a_few_shapes_is_that_of_measuring_all(boxes: list, points: list) -> None:
    shapes, places = np.array(boxes), np.array(points)
    positions, distances = Plane(shapes, reach_m=20_000).nearest(*places.T)
    wanted, wanted_distances = nearest_of_all(places, shapes, reach_m=20_000)
    assert positions.tolist() == wanted
    assert distances.tolist() == pytest.approx(wanted_distances, nan_ok=True, rel=1e-12)


def test_points_without_a_place_and_planes_without_shapes_are_near_to_nothing() -> None:
    lon, lat = np.array([np.nan, 13.4, 0.0]), np.array([52.5, np.nan, 90.0])
    for shapes in (SHAPES, SHAPES[:0]):
        positions, distances = Plane(shapes, reach_m=NEAREST_M).nearest(lon, lat)
        assert positions.tolist() == [-1, -1, -1]
        assert np.isnan(distances).all()


def test_points_beside_the_outermost_shape_are_found() -> None:
    # A degree has 111 km: the points are 4.4 and 5.6 km away, on each side.
    square = np.array([shapely.box(10, 50, 11, 51)])
    plane = Plane(square, reach_m=5000)
    near, far = 0.04, 0.05
    lat = np.array([50 - near, 51 + near, 50 - far, 51 + far])
    positions, _ = plane.nearest(np.full(4, 10.5), lat)
    assert positions.tolist() == [0, 0, -1, -1]
