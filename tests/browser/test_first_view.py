"""Where a map opens whose maker said so in folium's words."""

from pathlib import Path

import folium
import pytest
from branca.element import Figure
from driver import Blank, settle, wait_for_start
from playwright.sync_api import Page

from geo.render import ClusterMap
from geo.tables.clusters import read_clusters

pytestmark = pytest.mark.browser

CLUSTERS = read_clusters("bioclusters")
IBERIA = [[36.0, -9.5], [43.8, 3.3]]


def opened(blank_page: Blank, path: Path, atlas: ClusterMap, fragment: str = "", width: int = 1280) -> Page:
    atlas.save(path / "map.html")
    page = blank_page(width, 800)
    page.goto((path / "map.html").as_uri() + fragment)
    wait_for_start(page)
    settle(page)
    return page


def inside(page: Page, lat: float, lon: float) -> bool:
    """Return whether a place is on the part of the map that shows."""
    x, y, width, height = page.evaluate(
        """(place) => {
          const [point, size] = [map_1.latLngToContainerPoint(place), map_1.getSize()];
          return [point.x, point.y, size.x, size.y];
        }""",
        [lat, lon],
    )
    return 0 <= x <= width and 0 <= y <= height


def level(page: Page) -> float:
    return page.evaluate("map_1.getZoom()")


@pytest.mark.parametrize("width", [360, 1280])
def test_bounds_fit_into_the_map_and_fill_it(blank_page: Blank, tmp_path: Path, width: int) -> None:
    atlas = ClusterMap(CLUSTERS)
    whole = level(opened(blank_page, tmp_path, atlas, width=width))
    atlas.fit_bounds([[0, 0], [1, 1]])
    atlas.fit_bounds(IBERIA)  # the last one rules
    page = opened(blank_page, tmp_path, atlas, width=width)
    assert all(inside(page, lat, lon) for lat in (36.0, 39.9, 43.8) for lon in (-9.5, -3.1, 3.3))
    assert level(page) > whole + 1
    page.set_viewport_size({"width": width, "height": 700})
    settle(page)
    assert inside(page, 39.9, -3.1)


def test_bounds_leave_their_padding_free_and_come_no_closer_than_asked(
    blank_page: Blank, tmp_path: Path
) -> None:
    atlas = ClusterMap(CLUSTERS)
    atlas.fit_bounds(IBERIA, padding_top_left=(300, 0), padding_bottom_right=(0, 100))
    page = opened(blank_page, tmp_path, atlas)
    left = page.evaluate("map_1.latLngToContainerPoint([43.8, -9.5]).x")
    low = page.evaluate("map_1.getSize().y - map_1.latLngToContainerPoint([36.0, -3]).y")
    assert left >= 299
    assert low >= 99
    closest = ClusterMap(CLUSTERS)
    closest.fit_bounds(IBERIA, max_zoom=4)
    assert level(opened(blank_page, tmp_path, closest)) < level(page)


def test_a_place_at_a_zoom_stands_in_the_middle_as_large_as_on_other_maps(
    blank_page: Blank, tmp_path: Path
) -> None:
    page = opened(blank_page, tmp_path, ClusterMap(CLUSTERS, location=(48.2, 16.4), zoom_start=6))
    middle = page.evaluate("(({lat, lng}) => [lat, lng])(map_1.getCenter())")
    assert middle == pytest.approx([48.2, 16.4], abs=0.03)
    # A degree of latitude, 111 km, at level 6 of Web Mercator: 68 pixels at this latitude.
    north, south = (page.evaluate(f"map_1.latLngToContainerPoint([{lat}, 16.4]).y") for lat in (48.7, 47.7))
    assert south - north == pytest.approx(68, abs=2)


def test_a_place_alone_moves_the_map_and_zooms_nothing(blank_page: Blank, tmp_path: Path) -> None:
    whole = level(opened(blank_page, tmp_path, ClusterMap(CLUSTERS)))
    page = opened(blank_page, tmp_path, ClusterMap(CLUSTERS, location=[48.2, 16.4]))
    assert level(page) == pytest.approx(whole, abs=0.02)


def test_the_address_of_a_reader_goes_before_the_view_of_the_maker(blank_page: Blank, tmp_path: Path) -> None:
    atlas = ClusterMap(CLUSTERS, location=[48.2, 16.4], zoom_start=6)
    page = opened(blank_page, tmp_path, atlas, "#view=3500000,2000000,1.5")
    assert level(page) == 1.5


def test_maps_side_by_side_in_a_figure_are_drawn(blank_page: Blank, tmp_path: Path) -> None:
    figure = Figure()
    for at, title in enumerate(("One", "Two"), start=1):
        figure.add_subplot(1, 2, at).add_child(ClusterMap(CLUSTERS, title=title))
    (tmp_path / "figure.html").write_text(figure.render(), "utf-8")
    page = blank_page(1440, 800)
    page.goto((tmp_path / "figure.html").as_uri())
    for at, title in enumerate(("One", "Two")):
        frame = page.frame_locator("iframe").nth(at)
        assert frame.locator("h1").inner_text() == title
        frame.locator("html.js").wait_for()
        assert frame.locator("#atlas-stage path").count() > 300
    boxes = [page.locator("iframe").nth(at).bounding_box() for at in range(2)]
    assert all(box and box["width"] > 500 and box["height"] > 500 for box in boxes)


def test_an_element_around_a_map_shows_it(blank_page: Blank, tmp_path: Path) -> None:
    element = folium.Element()
    element.add_child(ClusterMap(CLUSTERS, title="Within"))
    (tmp_path / "element.html").write_text(f"<!DOCTYPE html>{element.render()}", "utf-8")
    page = blank_page(1280, 800)
    page.goto((tmp_path / "element.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html.js").wait_for()
    assert frame.locator("h1").inner_text() == "Within"
