"""Maps that a definition makes somebody's own: cropped, in their colours, with notes and a story."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from driver import Watch, observe, settle
from playwright.sync_api import Browser, Page

from geo.definition import read_definition
from geo.render import build_page

pytestmark = pytest.mark.browser

MINIMAL = 'title = "Ours"\nrecords = "bioclusters"\nedition = 2023\n'

#: Writes a definition and opens its page: ``own('focus = ["ES"]', width=360)``.
Own = Callable[..., Page]


@pytest.fixture
def own(browser: Browser, watch: Watch, tmp_path: Path) -> Iterator[Own]:
    contexts = []
    (tmp_path / "maps").mkdir()

    def open_it(lines: str, *, width: int = 1440, fragment: str = "", **options: Any) -> Page:
        (tmp_path / "maps" / "own.toml").write_text(MINIMAL + lines, encoding="utf-8")
        built = build_page(read_definition(tmp_path / "maps" / "own.toml"))
        (tmp_path / "own.html").write_text(built.html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900}, **{"locale": "en-GB", **options}
        )
        contexts.append(context)
        page = context.new_page()
        observe(page, watch, allowed=())
        page.goto((tmp_path / "own.html").as_uri() + fragment)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("html.js")
            settle(page)
        return page

    yield open_it
    for context in contexts:
        context.close()


#: Size of the map, and how far its outermost regions are from its edges.
EDGES = """() => {
  const map = document.querySelector(".folium-map").getBoundingClientRect();
  const boxes = [...document.querySelectorAll("path.region")].map((node) => node.getBoundingClientRect());
  const least = (side) => Math.min(...boxes.map((box) => box[side]));
  const most = (side) => Math.max(...boxes.map((box) => box[side]));
  return [map.width, map.height, least("left") - map.left, map.right - most("right"),
    least("top") - map.top, map.bottom - most("bottom")];
}"""


@pytest.mark.parametrize("width", [360, 1440])
def test_a_focus_fills_the_map_and_bounds_it(own: Own, width: int) -> None:
    page = own('focus = ["ES", "PT"]', width=width)
    wide, high, left, right, top, bottom = page.evaluate(EDGES)
    assert page.locator("path.region").count() == 26
    assert min(left, right, top, bottom) >= 0
    assert max(1 - (left + right) / wide, 1 - (top + bottom) / high) > 0.75
    # It can be moved by a third of itself, and by no more.
    page.evaluate("window.before = document.querySelector('path.region').getBoundingClientRect().x")
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for _ in range(3):
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] + 0.45 * wide, middle[1], steps=4)
        page.mouse.up()
    settle(page)
    moved = page.evaluate("document.querySelector('path.region').getBoundingClientRect().x - window.before")
    assert 0 < moved < 0.45 * wide


def test_a_page_with_a_focus_counts_what_it_shows(own: Own) -> None:
    page = own('focus = ["DE"]')
    assert page.locator("#atlas-takeaway").inner_text().startswith("3 of 6")
    numbers = page.locator("#atlas-legend").inner_text()
    assert "21 regions" in numbers
    assert page.locator("#atlas-table tbody tr").count() == 6


def test_a_focus_without_any_unit_of_the_scoreboard_opens(own: Own) -> None:
    page = own('focus = ["TR", "ME"]\nseries = false')
    assert page.locator("path.region").count() == 27


LOOK = """
languages = ["en", "de"]
[style]
accent = "#b3261e"
ramp = ["#d3b3e6", "#a572c8", "#7a3fa5", "#2e0d4d"]
logo = "logo.svg"
publisher = {en = "Regional agency", de = "Regionalagentur"}
"""


def test_a_map_has_the_colours_the_logo_and_the_publisher_of_its_definition(own: Own, tmp_path: Path) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>'
    (tmp_path / "logo.svg").write_text(picture, encoding="utf-8")
    page = own(LOOK)
    fills = page.evaluate("""() => {
      const regions = [...document.querySelectorAll("path.region")];
      const seen = new Set(regions.map((node) => getComputedStyle(node).fill));
      return [...seen].filter((fill) => fill.startsWith("rgb")).sort();
    }""")
    assert fills == ["rgb(122, 63, 165)", "rgb(165, 114, 200)", "rgb(211, 179, 230)", "rgb(46, 13, 77)"]
    line = page.locator(".publisher")
    assert line.inner_text() == "Regional agency"
    assert line.locator("img").evaluate("(node) => [node.complete, node.naturalWidth]") == [True, 8]
    page.locator("#atlas-language").select_option("de")
    assert line.inner_text() == "Regionalagentur"


def test_without_scripts_the_publisher_is_there(own: Own, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    page = own(LOOK, java_script_enabled=False)
    assert page.locator(".publisher").inner_text() == "Regional agency"
