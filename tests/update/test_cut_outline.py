import functools
import itertools
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Proj

from geo.datapackage.catalog import Catalog
from geo.errors import LayoutError, RegionError
from geo.nuts.outline.outline import Outline, read_outline, write_outline
from geo.nuts.units import read_land, read_regions
from geo.update.cut_outline import FRAME_M, ORIGIN_M, SCALE_M, cut_outline

pytestmark = pytest.mark.slow

VINTAGES = (2013, 2016, 2021)


@functools.cache
def outline(vintage: int) -> Outline:
    return read_outline(vintage)


def polygon_of(made: Outline, at: int) -> shapely.Geometry:
    """Return one region as the page paints it: even-odd."""
    lines = [shapely.linestrings(made.ring_points(ring)) for ring in made.shapes[at]]
    return shapely.build_area(shapely.geometrycollections(lines))


@functools.cache
def polygons(vintage: int) -> tuple[shapely.Geometry, ...]:
    made = outline(vintage)
    return tuple(polygon_of(made, at) for at in range(len(made.ids)))


def polygon(vintage: int, code: str) -> shapely.Geometry:
    return polygons(vintage)[outline(vintage).ids.index(code)]


def in_frame(point: tuple[int, int]) -> bool:
    left, bottom, right, top = outline(2021).grid_box(FRAME_M)
    return left <= point[0] <= right and bottom <= point[1] <= top


@pytest.mark.parametrize(("vintage", "count"), [(2013, 320), (2016, 332), (2021, 334)])
def test_every_region_of_a_vintage_is_drawn(vintage: int, count: int) -> None:
    areas = shapely.area(polygons(vintage))
    assert len(areas) == count
    assert areas.min() >= 1


@pytest.mark.parametrize("vintage", VINTAGES)
def test_regions_are_valid_and_have_neither_gaps_nor_overlaps_between_them(vintage: int) -> None:
    shapes = np.array(polygons(vintage), dtype=object)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


def test_a_border_between_two_regions_is_stored_once() -> None:
    made = outline(2021)
    steps = [frozenset(step) for arc in made.lines[: -len(made.land)] for step in itertools.pairwise(arc)]
    assert len(steps) == len(set(steps))


def test_malta_and_the_cities_in_africa_keep_their_place() -> None:
    # Malta 316 km2, Ceuta 19 km2: a triangle of the grid is enough to be seen and reached.
    assert polygon(2021, "MT00").area * SCALE_M**2 > 150e6
    assert polygon(2021, "ES63").area >= 1
    assert polygon(2021, "ES64").area >= 1


def test_small_regions_keep_a_shape_where_large_ones_lose_details() -> None:
    assert len(polygon(2021, "BE10").exterior.coords) - 1 >= 5
    # Berlin, 890 km2, beside Norte, 21,000: points for each kilometre of the border.
    small, large = polygon(2021, "DE30"), polygon(2021, "PT11")
    assert len(small.exterior.coords) / small.length > 1.3 * len(large.exterior.coords) / large.length


def test_an_archipelago_keeps_its_islands() -> None:
    assert len(shapely.get_parts(polygon(2021, "EL42"))) >= 10
    assert len(shapely.get_parts(polygon(2021, "ES70"))) == 8
    assert len(shapely.get_parts(polygon(2021, "PT20"))) >= 7


def test_generalised_regions_keep_their_area() -> None:
    for code, expected_km2 in {"ES51": 32_100, "DE21": 17_500, "FR10": 12_000, "SE33": 165_000}.items():
        area_km2 = polygon(2021, code).area * (SCALE_M / 1000) ** 2
        assert area_km2 == pytest.approx(expected_km2, rel=0.06)


def test_overseas_regions_lie_in_their_frames_and_frames_hide_no_region() -> None:
    made = outline(2021)
    boxes = {inset.region: shapely.box(*made.grid_box(inset.box)) for inset in made.insets}
    assert list(boxes) == ["ES70", "PT20", "PT30", "FRY1", "FRY2", "FRY3", "FRY4", "FRY5"]
    for code, shape in zip(made.ids, polygons(2021), strict=True):
        for region, box in boxes.items():
            assert box.contains(shape) if code == region else not box.intersects(shape)


def test_frames_of_insets_lie_in_the_first_view_and_apart_from_each_other() -> None:
    boxes = [shapely.box(*inset.box) for inset in outline(2021).insets]
    assert all(shapely.box(*FRAME_M).contains(box) for box in boxes)
    assert shapely.union_all(boxes).area == pytest.approx(sum(box.area for box in boxes))


@pytest.mark.parametrize("vintage", VINTAGES)
def test_the_overseas_departments_are_found_by_the_codes_of_their_vintage(vintage: int) -> None:
    names = [inset.name for inset in outline(vintage).insets]
    assert names == [
        "Canarias",
        "Açores",
        "Madeira",
        "Guadeloupe",
        "Martinique",
        "Guyane",
        "La Réunion",
        "Mayotte",
    ]


def test_only_svalbard_and_the_east_of_turkey_lie_outside_the_first_view() -> None:
    made = outline(2021)
    outside = {code for code, center in zip(made.ids, made.centers, strict=True) if not in_frame(center)}
    assert {code for code in outside if not code.startswith("TR")} == {"NO0B"}
    # Istanbul, Izmir and Ankara are in it: where the regions go on, a reader sees that they do.
    assert not outside & {"TR10", "TR31", "TR51"}


def test_europe_from_portugal_to_cyprus_fills_the_first_view() -> None:
    made = outline(2021)
    left, _, right, _ = made.grid_box(made.frame)
    west = min(x for x, _ in polygon(2021, "PT15").exterior.coords)
    east = max(x for x, _ in polygon(2021, "CY00").exterior.coords)
    assert east - west >= 0.94 * (right - left)


def test_no_frame_of_an_inset_lies_on_a_region() -> None:
    made = outline(2021)
    overseas = {inset.region for inset in made.insets}
    for code, shape in zip(made.ids, polygons(2021), strict=True):
        for inset in made.insets:
            assert code in overseas or not shape.intersects(shapely.box(*made.grid_box(inset.box))), code


def test_every_center_lies_in_its_region() -> None:
    made = outline(2021)
    for code, center, shape in zip(made.ids, made.centers, polygons(2021), strict=True):
        assert shape.buffer(1).contains(shapely.Point(center)), code


def test_a_point_is_placed_where_its_region_is_drawn() -> None:
    made = outline(2021)
    points = {
        "ES51": (2.17, 41.39),
        "AT22": (15.45, 47.07),
        "ES70": (-16.55, 28.25),
        "FRY4": (55.53, -21.12),
        "FRY3": (-53.0, 4.0),
    }
    for (code, _), point in zip(points.items(), made.place([*points.values()]), strict=True):
        assert polygon(2021, code).buffer(2).contains(shapely.Point(point)), code


def test_points_are_placed_to_a_tenth_of_a_cell() -> None:
    # Where readers come closest a pixel is 400 metres.
    lon_lat = [(-9.14, 38.72), (24.94, 60.17), (23.73, 37.98), (2.35, 48.86)]
    placed = SCALE_M * np.array(outline(2021).place(lon_lat)) + ORIGIN_M
    exact = np.column_stack(Proj("EPSG:3035")(*np.transpose(lon_lat)))
    assert np.abs(placed - exact).max() <= SCALE_M / 20


def test_a_place_in_plane_coordinates_is_epsg_3035() -> None:
    # The projection's own origin: 52 N 10 E is at 4321000, 3210000.
    ((x, y),) = outline(2021).place([(10.0, 52.0)])
    assert (x * SCALE_M + ORIGIN_M[0], y * SCALE_M + ORIGIN_M[1]) == pytest.approx(
        (4_321_000, 3_210_000), abs=SCALE_M / 2
    )


def test_country_borders_are_arcs_between_two_countries() -> None:
    made = outline(2021)
    users: dict[int, set[str]] = {}
    for code, rings in zip(made.ids, made.shapes, strict=True):
        for index in (index for ring in rings for index in ring):
            users.setdefault(index if index >= 0 else ~index, set()).add(code[:2])
    assert set(made.borders) == {arc for arc, countries in users.items() if len(countries) == 2}
    assert {"ES", "PT"} in [users[arc] for arc in made.borders]


def test_land_outside_the_regions_reaches_their_border_and_stays_out_of_the_insets() -> None:
    made = outline(2021)
    shape = shapely.Polygon()
    for ring in made.land:
        shape = shape.symmetric_difference(shapely.make_valid(shapely.Polygon(made.ring_points(ring))))
    minsk, sarajevo, norwegian_sea = made.place([(27.56, 53.9), (18.41, 43.86), (2.0, 67.0)])
    assert shape.contains(shapely.Point(minsk))
    assert shape.contains(shapely.Point(sarajevo))
    assert not shape.contains(shapely.Point(norwegian_sea))
    for inset in made.insets:
        box = shapely.box(*made.grid_box(inset.box)).buffer(-2)
        assert not shape.intersects(box)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_the_outline_of_the_package_is_cut_from_its_boundaries_and_land(vintage: int) -> None:
    again = cut_outline(read_regions(vintage), read_land())
    assert (again.ids, again.insets, again.frame) == (
        outline(vintage).ids,
        outline(vintage).insets,
        outline(vintage).frame,
    )
    # Another version of a geometry library may round a corner differently, and no more than that.
    drawn = polygons(vintage)
    for at, shape in enumerate(drawn):
        assert shapely.symmetric_difference(polygon_of(again, at), shape).area <= 0.05 * shape.area + 25


def test_an_outline_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_outline(outline(2021), tmp_path / "one.json")
    assert (tmp_path / "one.json").read_bytes() == Catalog.bundled().path("outline-2021").read_bytes()


def test_the_outline_of_an_unknown_vintage_says_how_to_make_it() -> None:
    with pytest.raises(RegionError, match="clusteratlas update boundaries --vintage 2031"):
        read_outline(2031)


def test_units_without_a_level_that_maps_paint_have_no_outline() -> None:
    with pytest.raises(LayoutError, match="found no units of level 2"):
        cut_outline(read_regions(2021, levels=(0, 1)), read_land())
