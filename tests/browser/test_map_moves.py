"""What moves the map and what scrolls the page, where the map ends, and what is chosen in sight.

`make test` opens every card where most were hidden and on a phone, `make nightly` in a third window.
"""

from itertools import pairwise
from typing import Any

import pytest
from driver import Open, go, panel, records, region, settle, word
from playwright.sync_api import Page

from tests.night import some_by_day

pytestmark = pytest.mark.browser

SCALE = "document.querySelector('g.plane').getScreenCTM().a"


def _middle(page: Page) -> tuple[float, float]:
    box: Any = page.locator(".folium-map").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _middle_of_land(page: Page) -> Any:
    """Return where a region in the middle of Europe is drawn."""
    return region(page, "DE21").bounding_box()


def _europe_in_sight(page: Page) -> float:
    """Return how many of the regions are at least partly in the map."""
    share: float = page.evaluate(
        """() => { const map = document.querySelector(".folium-map").getBoundingClientRect();
             return [...document.querySelectorAll("path.region")].filter((shape) => {
               const { left, right, top, bottom } = shape.getBoundingClientRect();
               return right > map.left && left < map.right && bottom > map.top && top < map.bottom;
             }).length / document.querySelectorAll("path.region").length; }"""
    )
    return share


def _is_seen(page: Page, choice: str) -> bool:
    """Return whether the middle of what is chosen is in the window, on the map."""
    seen: bool = page.evaluate(
        """(choice) => {
             const [kind, id] = choice.split("=");
             const ids = JSON.parse(document.getElementById("atlas-data").textContent).regions.id;
             const node = kind === "cluster" ? document.querySelector(".marker.chosen")
               : document.querySelectorAll("path.region")[ids.indexOf(id)];
             const box = node.getBoundingClientRect();
             const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
             const top = document.elementFromPoint(x, y);
             return Boolean(top?.closest(".folium-map")); }""",
        choice,
    )
    return seen


def test_the_wheel_scrolls_the_page_and_zooms_with_ctrl(open_page: Open) -> None:
    page = open_page("bioclusters")
    settle(page)
    scale = page.evaluate(SCALE)
    page.mouse.move(*_middle(page))
    page.mouse.wheel(0, 240)
    settle(page)
    assert page.evaluate("scrollY") > 100
    assert page.evaluate(SCALE) == scale
    hint = page.locator(".hint")
    assert hint.text_content() == word("map.hint")
    assert hint.is_visible()
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    page.keyboard.up("Control")
    page.wait_for_timeout(400)
    assert page.evaluate("scrollY") == 0
    assert page.evaluate(SCALE) > 1.3 * scale
    # The keys do what the buttons do.
    page.locator(".zoom button").first.focus()
    page.keyboard.press("0")
    page.wait_for_timeout(400)
    assert page.evaluate(SCALE) == pytest.approx(scale, rel=0.01)
    page.keyboard.press("+")
    page.wait_for_timeout(400)
    assert page.evaluate(SCALE) > 1.3 * scale


def test_one_finger_scrolls_the_page_and_two_zoom_the_map(open_page: Open) -> None:
    page = open_page("bioclusters", width=360, height=740, has_touch=True, is_mobile=True)
    settle(page)
    page.locator(".folium-map").scroll_into_view_if_needed()
    x, y = _middle(page)
    x, y = round(x), min(round(y), 600)
    client = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[int, int]) -> None:
        client.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]}
        )

    scale, before = page.evaluate(SCALE), page.evaluate("scrollY")
    place = page.locator("path.region").first.bounding_box()
    touch("touchStart", (x, y))
    for step in range(1, 9):
        touch("touchMove", (x, y - 20 * step))
    touch("touchEnd")
    page.wait_for_timeout(900)
    moved = page.evaluate("scrollY") - before
    assert moved > 60
    after = page.locator("path.region").first.bounding_box()
    assert place
    assert after
    assert after["y"] == pytest.approx(place["y"] - moved, abs=2)
    assert page.locator(".hint").is_visible()
    page.evaluate("document.querySelector('.folium-map').scrollIntoView()")
    y = round(_middle(page)[1])
    touch("touchStart", (x - 30, y), (x + 30, y))
    for step in range(1, 7):
        touch("touchMove", (x - 30 - 8 * step, y), (x + 30 + 8 * step, y))
    touch("touchEnd")
    page.wait_for_timeout(400)
    assert page.evaluate(SCALE) > 1.3 * scale


def test_the_map_ends_where_its_land_does(open_page: Open) -> None:
    page = open_page("bioclusters")
    settle(page)
    first = page.evaluate(SCALE)
    before = _middle_of_land(page)
    x, y = _middle(page)
    for dx, dy in ((800, 0), (-800, 0), (0, 800), (0, -800), (800, 800)):
        # From the middle: a drag that begins beside the map moves nothing.
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + dx, y + dy, steps=6)
        page.mouse.up()
        page.wait_for_timeout(300)
        assert _middle_of_land(page) != before, (dx, dy)
        assert _europe_in_sight(page) > 0.3, (dx, dy)
        go(page, "")
        settle(page)
    # Nothing lies outside of the first view.
    page.locator(".zoom button").nth(1).click()
    page.wait_for_timeout(300)
    assert page.evaluate(SCALE) == pytest.approx(first, rel=0.01)
    # At the closest, a region of usual size is still a shape among others.
    for _ in range(9):
        page.locator(".zoom button").first.click()
        page.wait_for_timeout(260)
    box: Any = region(page, "DE21").bounding_box()
    screen: Any = page.locator(".folium-map").bounding_box()
    assert box["width"] < 2 * screen["width"]
    # The sides of the outline of a city are shorter than a finger is wide.
    city: Any = region(page, "BE10").bounding_box()
    assert 24 < city["width"] < 44


def test_a_dragged_map_has_one_cursor_and_a_drag_chooses_nothing(open_page: Open) -> None:
    page = open_page("bioclusters")
    settle(page)
    x, y = _middle(page)
    under = """([x, y]) => { const node = document.elementFromPoint(x, y);
        return [node.tagName, getComputedStyle(node, "::after").cursor]; }"""
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=4)
    assert page.evaluate(under, [x + 60, y + 20]) == ["DIV", "grabbing"]
    page.mouse.up()
    settle(page)
    # A quick drag goes on for a moment: what lies there then is land or sea.
    assert page.evaluate(under, [x + 60, y + 20])[1] != "grabbing"
    assert panel(page).is_hidden()


def test_names_and_groups_follow_a_zoom_that_is_animated(open_page: Open) -> None:
    def drawn(page: Page) -> list[list[str]]:
        """Return what the map names, and whose markers there are."""
        found: list[list[str]] = page.evaluate(
            """() => [[...document.querySelectorAll(".labels text")].map((name) => name.textContent).sort(),
              [...document.querySelectorAll(".markers > *")].map(({ dataset }) => dataset.id).sort()]"""
        )
        return found

    page = open_page("bioclusters", fragment="#show=clusters,labels&cluster=biowin")
    settle(page)
    first = drawn(page)
    for _ in range(3):
        page.locator(".zoom button").first.click()
        page.wait_for_timeout(250)
    settle(page)
    closer = drawn(page)
    assert [len(names) for names in closer] != [len(names) for names in first]
    go(page, page.url.split("#")[1])
    settle(page)
    assert drawn(page) == closer


def test_a_zoomed_map_is_shifted_without_dragging(open_page: Open) -> None:
    page = open_page("bioclusters", width=360, reduced_motion="reduce", fragment="#view=4100000,4200000,2.5")
    settle(page)

    def place() -> list[float]:
        """Return where the map is drawn: its easting and northing, in widths and heights of the window."""
        drawn: list[float] = page.evaluate(
            """() => { const plane = document.querySelector("g.plane").getScreenCTM();
                 const { left, top, width, height } =
                   document.querySelector(".folium-map").getBoundingClientRect();
                 return [(left - plane.e) / width, (plane.f - top) / height]; }"""
        )
        return drawn

    places = [place()]
    for way in ("left", "up", "right", "down", *["up"] * 14):
        page.get_by_role("button", name=word(f"map.shift.{way}"), exact=True).click()
        settle(page)
        places.append(place())
    steps = [[b - a for a, b in zip(old, new, strict=True)] for old, new in pairwise(places)]
    for step, expected in zip(steps, ((-0.4, 0), (0, 0.4), (0.4, 0), (0, -0.4)), strict=False):
        assert step == pytest.approx(expected, abs=0.01)
    # As when it is dragged, the map ends where its land does.
    assert steps[-1] == pytest.approx((0, 0), abs=0.01)
    # Where all is in sight nothing has to be shifted.
    page.get_by_role("button", name=word("map.zoom.home")).click()
    settle(page)
    assert page.locator(".zoom button:visible").count() == 3


@pytest.mark.parametrize(
    ("width", "height", "every"),
    # By day each cluster is chosen once, and each fourth on a phone.
    some_by_day(
        [(900, 700, 1), (1100, 800, 1), (360, 740, 1), (360, 740, 4)], day=[(900, 700, 1), (360, 740, 4)]
    ),
)
def test_what_is_chosen_is_never_under_the_card(open_page: Open, width: int, height: int, every: int) -> None:
    page = open_page("bioclusters", width=width, height=height)
    settle(page)
    hidden = []
    choices = [f"cluster={record['id']}" for record in records(page) if record["x"] is not None]
    for choice in (*choices[::every], "region=CY00", "region=PT15", "region=FI1D", "region=ES61"):
        go(page, choice)
        page.wait_for_timeout(350)
        assert panel(page).is_visible()
        if not _is_seen(page, choice):
            hidden.append(choice)
    assert hidden == []


@pytest.mark.parametrize(("width", "height"), [(667, 375), (844, 390)])
def test_what_is_chosen_on_a_phone_on_its_side_is_in_sight(open_page: Open, width: int, height: int) -> None:
    page = open_page("bioclusters", width=width, height=height, reduced_motion="reduce")
    for choice in ("cluster=biopmed-bioindustry-park", "region=MT00", "region=ES61"):
        go(page, "")
        page.evaluate("scrollTo(0, 0)")
        go(page, choice)
        assert panel(page).is_visible()
        assert _is_seen(page, choice), choice


def test_the_map_is_as_high_in_every_layer(open_page: Open) -> None:
    for width, height in ((1440, 900), (360, 740)):
        page = open_page("bioclusters", width=width, height=height)
        heights = set()
        for layer in ("class", "index", "change", "indicator"):
            go(page, f"layer={layer}")
            heights.add(page.locator(".folium-map").bounding_box()["height"])  # type: ignore[index]
        assert len(heights) == 1, (width, heights)
