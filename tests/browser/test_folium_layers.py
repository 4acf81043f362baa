"""Layers of folium on a `ClusterMap`: each is drawn and does in Chromium what it does on any folium map."""

import shutil
from copy import deepcopy
from pathlib import Path
from typing import Final

import folium
import folium.plugins
import pandas as pd
import pytest
from driver import Show, Watch, settle
from playwright.sync_api import FloatRect, Locator, Page

from geo.render import data_block

pytestmark = pytest.mark.browser

#: Plugins as npm installs them, with the tools for the scripts of the page.
PLUGINS: Final = Path(__file__).parents[2] / ".cache" / "page" / "node_modules"
#: On the sea, away from every cluster and region that could be on top.
AT_SEA = (56.0, 3.0)
LAYERS_OF_PATHS = ".leaflet-overlay-pane path.leaflet-interactive"


def square(name: str, west: float, south: float) -> dict[str, object]:
    ring = [[west, south], [west + 3, south], [west + 3, south + 3], [west, south + 3], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"name": name, "value": 3}, "geometry": geometry}


SQUARES = {"type": "FeatureCollection", "features": [square("One", 1.5, 54), square("Two", 1.5, 57.5)]}


def box_of(part: Locator) -> FloatRect:
    """Return where something stands in the window."""
    box = part.bounding_box()
    assert box is not None
    return box


def drawn(page: Page) -> Locator:
    """Return the shapes that Leaflet drew."""
    return page.locator(LAYERS_OF_PATHS)


def test_a_marker_opens_its_popup_on_a_click(show: Show) -> None:
    page = show(folium.Marker(AT_SEA, popup="Our <b style='color: #c00'>office</b>", tooltip="Come in"))
    marker = page.locator("img.leaflet-marker-icon")
    assert marker.evaluate("(image) => image.naturalWidth") == 25
    marker.hover()
    assert page.locator(".leaflet-tooltip").inner_text() == "Come in"
    marker.click()
    popup = page.locator(".leaflet-popup-content")
    assert popup.inner_text() == "Our office"
    assert popup.locator("b").evaluate("(text) => getComputedStyle(text).color") == "rgb(204, 0, 0)"
    page.locator(".leaflet-popup-close-button").click()
    popup.wait_for(state="detached")


def test_a_circle_marker_shows_its_tooltip_under_the_pointer(show: Show) -> None:
    page = show(folium.Circle(AT_SEA, radius=300_000), folium.CircleMarker(AT_SEA, fill=True, tooltip="Here"))
    assert drawn(page).count() == 2
    drawn(page).last.hover()
    assert page.locator(".leaflet-tooltip").inner_text() == "Here"


def test_shapes_have_tooltip_popup_and_highlight(show: Show) -> None:
    page = show(
        folium.GeoJson(
            deepcopy(SQUARES),
            tooltip=folium.GeoJsonTooltip(["name"], aliases=["Called"]),
            popup=folium.GeoJsonPopup(["value"]),
            style_function=lambda _: {"color": "#ff0000", "weight": 2},
            highlight_function=lambda _: {"weight": 7},
        )
    )
    assert drawn(page).count() == 2
    first = drawn(page).first
    assert first.get_attribute("stroke") == "#ff0000"
    first.hover()
    assert first.get_attribute("stroke-width") == "7"
    assert page.locator(".leaflet-tooltip").inner_text().split() == ["Called", "One"]
    first.click()
    assert page.locator(".leaflet-popup-content").inner_text().split() == ["value", "3"]
    page.mouse.move(5, 5)
    assert first.get_attribute("stroke-width") == "2"


def test_html_of_a_layer_keeps_its_style(show: Show) -> None:
    icon = folium.DivIcon(html="<b style='color: #c00' id=\"mine\">&amp; here</b>")
    page = show(folium.Marker(AT_SEA, icon=icon))
    assert page.locator("#mine").inner_text() == "& here"
    assert page.locator("#mine").evaluate("(text) => getComputedStyle(text).color") == "rgb(204, 0, 0)"


def test_points_of_geojson_are_markers_with_their_picture(show: Show) -> None:
    page = show(folium.GeoJson({"type": "Point", "coordinates": AT_SEA[::-1]}))
    assert page.locator("img.leaflet-marker-icon").evaluate("(image) => image.naturalWidth") == 25


def test_a_layer_control_turns_a_group_off_and_on(show: Show) -> None:
    group = folium.FeatureGroup("Our places")
    folium.CircleMarker(AT_SEA).add_to(group)
    folium.Rectangle([AT_SEA, (54.5, 5)]).add_to(group)
    page = show(group, folium.LayerControl(collapsed=False))
    assert drawn(page).count() == 2
    box = page.get_by_label("Our places")
    box.uncheck()
    assert drawn(page).count() == 0
    box.check()
    assert drawn(page).count() == 2


def test_lines_and_polygons_are_drawn(show: Show) -> None:
    corners = [(42.0, -14.0), (48.0, -14.0), (46.0, -10.0)]
    page = show(folium.PolyLine(corners, tooltip="A way"), folium.Polygon(corners, fill=True))
    boxes = [drawn(page).nth(at).bounding_box() for at in range(2)]
    assert all(box and box["width"] > 20 and box["height"] > 20 for box in boxes)
    assert drawn(page).first.get_attribute("fill") == "none"


def test_a_choropleth_is_painted_with_its_legend(show: Show) -> None:
    data = pd.DataFrame({"name": ["One", "Two"], "value": [1, 2]})
    options = {"columns": ["name", "value"], "key_on": "feature.properties.name", "legend_name": "Values"}
    page = show(folium.Choropleth(deepcopy(SQUARES), data=data, fill_color="YlGn", **options))
    fills = drawn(page).evaluate_all("(paths) => paths.map((path) => path.getAttribute('fill'))")
    assert len(set(fills)) == 2
    assert page.locator(".legend .caption").text_content() == "Values"
    # Black: it stands on white, at the foot of the map, and covers no frame of the overseas regions.
    legend = page.locator(".leaflet-control.legend")
    assert legend.evaluate("(box) => getComputedStyle(box).backgroundColor") == "rgba(255, 255, 255, 0.85)"
    for width in (360, 1000, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        settle(page)
        box, map_box = box_of(legend), box_of(page.locator(".folium-map"))
        assert map_box["x"] <= box["x"] < box["x"] + box["width"] <= map_box["x"] + map_box["width"]
        assert box["y"] + box["height"] <= map_box["y"] + map_box["height"] + 1
        for part in (*page.locator(".inset").all(), page.locator(".zoom")):
            other = box_of(part)
            assert other["y"] + other["height"] <= box["y"], width


@pytest.mark.parametrize("width", [360, 1280])
def test_a_control_leaves_the_overseas_regions_in_sight(show: Show, width: int) -> None:
    page = show(folium.FeatureGroup("Ours"), folium.LayerControl())
    page.set_viewport_size({"width": width, "height": 800})
    settle(page)
    control, buttons = (box_of(page.locator(part)) for part in (".leaflet-control-layers", ".zoom"))
    assert buttons["x"] + buttons["width"] < control["x"]
    for inset in page.locator(".inset").all():
        assert control["x"] + control["width"] <= box_of(inset)["x"]


def test_a_click_on_the_map_can_open_a_popup(show: Show) -> None:
    page = show(folium.LatLngPopup())
    frame = page.locator(".folium-map").bounding_box()
    assert frame is not None
    page.mouse.click(frame["x"] + 60, frame["y"] + frame["height"] - 60)
    assert "Latitude" in page.locator(".leaflet-popup-content").inner_text()


def test_a_plugin_of_an_installed_package_works(show: Show) -> None:
    cluster = folium.plugins.MarkerCluster()
    for at in range(3):
        folium.Marker((AT_SEA[0] + at / 10, AT_SEA[1]), popup="One of three").add_to(cluster)
    page = show(cluster)
    together = page.locator(".marker-cluster")
    assert together.inner_text() == "3"
    together.click()
    page.wait_for_timeout(600)
    assert page.locator("img.leaflet-marker-icon").count() == 3
    page.locator("img.leaflet-marker-icon").first.click()
    assert page.locator(".leaflet-popup-content").inner_text() == "One of three"


def test_heat_is_drawn_above_the_regions_where_its_points_are(show: Show, watch: Watch) -> None:
    page = show(folium.plugins.HeatMap([[*AT_SEA, 1.0]] * 20, radius=25), folium.CircleMarker(AT_SEA))
    canvas = page.locator(".leaflet-pane canvas.leaflet-heatmap-layer")
    at_sea = canvas.evaluate(
        """(canvas) => {
          const { x, y } = map_1.latLngToContainerPoint([56, 3]);
          return canvas.getContext("2d").getImageData(Math.round(x), Math.round(y), 1, 1).data[3];
        }"""
    )
    assert at_sea > 100
    assert drawn(page).count() == 1
    # What Chromium advises the library to do; nothing went wrong.
    watch.complaints = [each for each in watch.complaints if "willReadFrequently" not in each]


#: The outline of the window in the small map and the window itself, in pixels of the small map, and how many
#: pixels of the small map the land has.
MINI_MAP = """() => {
  const { _miniMap: mini, _aimingRect: aim } = mini_map_2, { x, y } = map_1.getSize();
  const corners = [[0, 0], [x, 0], [x, y], [0, y]].map((at) => map_1.containerPointToLatLng(at));
  const { width, height } = mini.getContainer().querySelector("path.land").getBoundingClientRect();
  const drawn = (shape) => shape.map((at) => mini.latLngToContainerPoint(at)).flatMap((at) => [at.x, at.y]);
  return { outline: drawn(aim.getLatLngs()[0]), window: drawn(corners), land: [width, height] };
}"""


#: Where a place of the map is in the window.
AT_PLACE = """(place) => {
  const { x, y } = map_1.latLngToContainerPoint(place);
  const { left, top } = map_1.getContainer().getBoundingClientRect();
  return [left + x, top + y];
}"""


@pytest.mark.parametrize("beyond", [500, pytest.param(0, id="deflated")])
def test_a_small_map_shows_the_land_and_the_window_as_it_is(
    show: Show, monkeypatch: pytest.MonkeyPatch, beyond: int
) -> None:
    monkeypatch.setattr(data_block, "DEFLATED_BEYOND", beyond)
    page = show(folium.plugins.MiniMap(), assets=PLUGINS)
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
        settle(page)
    seen = page.evaluate(MINI_MAP)
    left, top, right, _, _, bottom, *_ = seen["outline"]
    assert seen["outline"] == pytest.approx(seen["window"], abs=1)
    assert seen["outline"] == pytest.approx([left, top, right, top, right, bottom, left, bottom], abs=1)
    assert 10 < right - left < 75
    assert min(seen["land"]) > 150
    # The map follows the small one.
    box = box_of(page.locator(".leaflet-control-minimap"))
    before = page.evaluate("() => map_1.getCenter().lat")
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 60, steps=4)
    page.mouse.up()
    # The small map glides on after the drag.
    page.wait_for_function("(before) => map_1.getCenter().lat > before + 3", arg=before)
    settle(page)
    moved = page.evaluate(MINI_MAP)
    assert moved["outline"] == pytest.approx(moved["window"], abs=1)


def test_the_map_fills_the_screen_and_an_icon_stands_in_its_place(show: Show, tmp_path: Path) -> None:
    for name in ("leaflet.fullscreen", "leaflet.awesome-markers"):
        shutil.copytree(PLUGINS / name, tmp_path / name)
    (tmp_path / "all.min.css").write_text(".fa-flag::before { content: 'F' }")
    icon = folium.Icon(color="red", icon="flag", prefix="fa")
    page = show(folium.plugins.Fullscreen(), folium.Marker(AT_SEA, icon=icon), assets=tmp_path)
    page.get_by_title("Full Screen").click()
    settle(page)
    assert page.evaluate("() => document.fullscreenElement?.id") == "map_1"
    sign = page.locator(".awesome-marker-icon-red .fa-flag")
    assert sign.evaluate("(sign) => getComputedStyle(sign, '::before').content") == '"F"'
    flag, (x, y) = box_of(page.locator(".awesome-marker-icon-red")), page.evaluate(AT_PLACE, list(AT_SEA))
    assert (flag["x"] + flag["width"] / 2, flag["y"] + flag["height"]) == pytest.approx((x, y), abs=4)


def test_layers_stay_in_place_when_the_map_is_zoomed(show: Show) -> None:
    page = show(folium.Circle(AT_SEA, radius=100_000))
    before = drawn(page).bounding_box()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(500)
    after = drawn(page).bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 1.5 * before["width"]
