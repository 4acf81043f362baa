import functools
import itertools

import numpy as np
import pytest
import shapely

from geo.datapackage.catalog import Catalog
from geo.errors import RegionError
from geo.nuts.outline.cropped import crop_outline
from geo.nuts.outline.outline import Outline, read_outline
from geo.nuts.outline.small import add_small_regions, read_small_outline, write_small_outline
from geo.nuts.units import read_regions, read_units
from geo.render.facts.geometry import pack_shapes

CATALOG = Catalog.bundled()
VINTAGES = (2013, 2016, 2021)


@functools.cache
def both(vintage: int) -> Outline:
    return add_small_regions(read_outline(vintage), read_small_outline(vintage))


def polygons(outline: Outline, shapes: list[list[list[int]]]) -> np.ndarray:
    """Return shapes as a page paints them: even-odd."""
    lines = [[shapely.linestrings(outline.ring_points(ring)) for ring in rings] for rings in shapes]
    return np.array([shapely.build_area(shapely.geometrycollections(rings)) for rings in lines])


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_region_of_level_3_is_drawn_inside_the_one_of_level_2_that_it_belongs_to(vintage: int) -> None:
    outline = both(vintage)
    small = outline.small
    assert small is not None
    units = read_units(vintage, levels=(3,), catalog=CATALOG).set_index("nuts_id")
    assert small.ids == tuple(sorted(units.index))
    assert [outline.ids[row] for row in small.parents] == units["parent"][list(small.ids)].tolist()
    larger, smaller = polygons(outline, outline.shapes), polygons(outline, small.shapes)
    # Ceuta and Melilla are the smallest; two of the other cities share less than a cell of the grid.
    assert shapely.area(smaller).min() >= 4
    sums = np.zeros(len(larger))
    np.add.at(sums, list(small.parents), shapely.area(smaller))
    assert np.abs(sums - shapely.area(larger)).max() <= 10


@pytest.mark.parametrize("vintage", VINTAGES)
def test_no_gap_between_regions_is_land_of_one_of_them(vintage: int) -> None:
    outline = both(vintage)
    assert outline.small is not None
    drawn = shapely.union_all(polygons(outline, outline.small.shapes), grid_size=1)
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(drawn)
        for ring in part.interiors
        if shapely.Polygon(ring).area >= 1
    ]
    assert len(holes) > 5  # lakes, fjords, countries that have no regions
    published = read_regions(vintage, levels=(3,)).to_crs("EPSG:3035").geometry.to_numpy()
    to_metres = lambda points: points * outline.scale + outline.origin  # noqa: E731
    inner = shapely.transform([shapely.point_on_surface(hole) for hole in holes], to_metres)
    assert len(shapely.STRtree(published).query(inner, predicate="within")[0]) == 0


def test_cities_inside_a_region_keep_their_area() -> None:
    outline = both(2021)
    small = outline.small
    assert small is not None
    shapes = dict(zip(small.ids, small.shapes, strict=True))
    published = read_regions(2021, levels=(3,)).set_index("nuts_id").to_crs("EPSG:3035").area / 1e6
    for code in ("DE212", "AT130", "FR101", "DE261", "UKI31"):
        (shape,) = polygons(outline, [shapes[code]])
        assert shape.area == pytest.approx(published[code], rel=0.16), code


def test_both_levels_are_drawn_with_the_same_lines_and_none_stands_twice() -> None:
    outline = both(2021)
    assert outline.small is not None
    steps = [
        frozenset(step) for line in outline.lines[: -len(outline.land)] for step in itertools.pairwise(line)
    ]
    assert len(steps) == len(set(steps))
    pack_shapes(
        [*outline.shapes, *outline.small.shapes]
    )  # raises unless lines are numbered as pages read them


def test_frame_insets_and_places_stay_where_they_are_without_small_regions() -> None:
    outline, coarse = both(2021), read_outline(2021)
    assert (outline.frame, outline.insets, outline.ids) == (coarse.frame, coarse.insets, coarse.ids)
    assert outline.place([(2.17, 41.39)])[0] == pytest.approx(
        [2 * at for at in coarse.place([(2.17, 41.39)])[0]], abs=1
    )
    boxes = {inset.region: shapely.box(*outline.grid_box(inset.box)) for inset in outline.insets}
    assert outline.small is not None
    shown = polygons(outline, outline.small.shapes)
    for code, parent, shape in zip(outline.small.ids, outline.small.parents, shown, strict=True):
        if box := boxes.get(outline.ids[parent]):
            assert box.contains(shape), code


def test_countries_are_parted_by_the_lines_of_level_2() -> None:
    outline = both(2021)
    users: dict[int, set[str]] = {}
    for code, rings in zip(outline.ids, outline.shapes, strict=True):
        for index in (index for ring in rings for index in ring):
            users.setdefault(index if index >= 0 else ~index, set()).add(code[:2])
    assert set(outline.borders) == {line for line, countries in users.items() if len(countries) == 2}


def test_a_map_of_a_country_keeps_the_small_regions_in_it_and_moves_those_overseas() -> None:
    outline = both(2021)
    rows = [row for row, code in enumerate(outline.ids) if code.startswith("ES")]
    spain = crop_outline(outline, rows)
    assert spain.small is not None
    assert outline.small is not None
    assert spain.small.ids == tuple(code for code in outline.small.ids if code.startswith("ES"))
    assert {spain.ids[row] for row in spain.small.parents} == set(spain.ids)
    islands = {code: at for at, code in enumerate(spain.small.ids) if code.startswith("ES70")}
    box = shapely.box(*spain.grid_box(next(inset.box for inset in spain.insets if inset.region == "ES70")))
    assert len(islands) == 7
    for at in islands.values():
        assert box.contains(polygons(spain, [spain.small.shapes[at]])[0])
        assert box.contains(shapely.Point(spain.small.centers[at]))


def test_an_outline_is_written_as_it_was_read(tmp_path) -> None:
    write_small_outline(read_small_outline(2016), tmp_path / "one.json")
    assert (tmp_path / "one.json").read_bytes() == CATALOG.path("outline-2016-level3").read_bytes()


def test_the_small_regions_of_an_unknown_vintage_say_how_to_make_them() -> None:
    with pytest.raises(RegionError, match="clusteratlas update boundaries --vintage 2031"):
        read_small_outline(2031)
