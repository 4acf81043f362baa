import numpy as np
import pytest
import shapely

from geo.datapackage.catalog import Catalog
from geo.nuts.outline.cropped import crop_outline
from geo.nuts.outline.outline import Outline, read_outline
from geo.render.facts.geometry import pack_shapes


@pytest.fixture(scope="module")
def europe() -> Outline:
    return read_outline(2021, catalog=Catalog.bundled())


def rows_of(outline: Outline, *starts: str) -> list[int]:
    return [row for row, code in enumerate(outline.ids) if code.startswith(starts)]


def points_of(outline: Outline, code: str) -> list[list[tuple[int, int]]]:
    return [outline.ring_points(ring) for ring in outline.shapes[outline.ids.index(code)]]


def test_the_regions_kept_have_the_shapes_they_had(europe: Outline) -> None:
    cropped = crop_outline(europe, rows_of(europe, "AT", "LI"))
    assert cropped.ids == tuple(code for code in europe.ids if code[:2] in ("AT", "LI"))
    for code in cropped.ids:
        assert points_of(cropped, code) == points_of(europe, code)
    pack_shapes(cropped.shapes)  # raises unless lines are numbered and turned as a page reads them


def test_the_frame_is_around_the_regions_and_no_smaller_than_can_be_seen(europe: Outline) -> None:
    austria = crop_outline(europe, rows_of(europe, "AT"))
    box = austria.grid_box(austria.frame)
    points = np.concatenate([points for code in austria.ids for points in points_of(austria, code)])
    assert (points.min(axis=0) > box[:2]).all()
    assert (points.max(axis=0) < box[2:]).all()
    vienna = crop_outline(europe, rows_of(europe, "AT13"))
    assert vienna.frame[2] - vienna.frame[0] >= 120_000
    assert (vienna.magnified or 0) > (austria.magnified or 0) > 2


def test_all_other_regions_are_land(europe: Outline) -> None:
    cropped = crop_outline(europe, rows_of(europe, "AT"))
    munich = europe.place([(11.58, 48.14)])[0]
    vienna = europe.place([(16.37, 48.21)])[0]
    assert [is_land(cropped, point) for point in (munich, vienna)] == [True, False]


def is_land(outline: Outline, point: tuple[int, int]) -> bool:
    """Return whether a point lies in an odd number of rings: on land, and in no hole of it."""
    shapes = [shapely.make_valid(shapely.Polygon(outline.ring_points(ring))) for ring in outline.land]
    return sum(shape.contains(shapely.Point(point)) for shape in shapes) % 2 == 1


def test_overseas_regions_stand_beside_the_frame_with_their_points(europe: Outline) -> None:
    cropped = crop_outline(europe, rows_of(europe, "ES", "PT"))
    assert [inset.name for inset in cropped.insets] == ["Canarias", "Açores", "Madeira"]
    left, bottom, right, top = cropped.grid_box(cropped.frame)
    for inset, (lon, lat) in zip(
        cropped.insets, [(-15.4, 28.1), (-25.7, 37.75), (-16.9, 32.65)], strict=True
    ):
        box = cropped.grid_box(inset.box)
        assert left <= box[0] < box[2] <= right
        assert bottom <= box[1] < box[3] <= top
        ((x, y),) = cropped.place([(lon, lat)])
        points = np.concatenate(points_of(cropped, inset.region))
        assert box[0] < x < box[2]
        assert box[1] < y < box[3]
        # A town on the shore lies within two cells of the shape of its island.
        assert np.hypot(points[:, 0] - x, points[:, 1] - y).min() < 12
        assert (points.min(axis=0) >= box[:2]).all()
        assert (points.max(axis=0) <= box[2:]).all()


def test_overseas_regions_alone_keep_their_frames(europe: Outline) -> None:
    cropped = crop_outline(europe, rows_of(europe, "ES70"))
    (inset,) = cropped.insets
    assert inset == next(one for one in europe.insets if one.region == "ES70")
    assert cropped.frame[0] < inset.box[0] < inset.box[2] < cropped.frame[2]
    # The frame stands on the land of another continent, with holes for the frames that are not here.
    assert cropped.land == ()
