"""Markers of many clusters on a canvas look as elements would, and what reaches those reaches them."""

from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pytest
from driver import CLUSTERS, Open, go, panel, panel_title, settle, word
from PIL import Image
from playwright.sync_api import Locator, Page

from tests.pixels import count_differing

pytestmark = pytest.mark.browser

MAP: Final = ".folium-map"
SINGLE: Final = f"{CLUSTERS}:not(.many)"
#: How many pixels of the map may differ: the edges of letters, which a canvas smooths in its own way.
DIFFERING: Final = 0.002


def zoom(page: Page, steps: int) -> None:
    """Zoom by the buttons of the page."""
    for _ in range(steps):
        page.get_by_role("button", name="Zoom in").click()
        settle(page)


def pixel(page: Page, marker: Locator) -> Any:
    """Return the colour in the middle of a marker."""
    box = marker.bounding_box()
    assert box is not None
    middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "width": 1, "height": 1}
    return Image.open(BytesIO(page.screenshot(clip=middle))).convert("RGB").getpixel((0, 0))  # type: ignore[arg-type]


def picture(page: Page) -> Image.Image:
    page.mouse.move(0, 0)
    settle(page)
    return Image.open(BytesIO(page.locator(MAP).screenshot())).convert("RGB")


def markers(page: Page) -> list[list[str]]:
    """Return what the canvas shows and where it is, then id, look, place and name of each button."""
    drawn: list[list[str]] = page.evaluate(
        f"""() => {{
          const canvas = document.querySelector("{MAP} canvas");
          const buttons = [...document.querySelectorAll({CLUSTERS!r})];
          return [
            [canvas.toDataURL(), canvas.style.cssText],
            ...buttons.map((one) => [one.dataset.id, one.className, one.style.cssText, one.ariaLabel]),
          ];
        }}"""
    )
    return drawn


@pytest.mark.parametrize(
    ("fragment", "profile"),
    [
        ("", {"color_scheme": "dark"}),
        ("#show=clusters,funding", {"forced_colors": "active"}),
        ("#layer=index", {"device_scale_factor": 2}),
    ],
    ids=["dark", "forced colours", "fine pixels"],
)
def test_the_canvas_looks_as_elements_would(
    open_page: Open, fragment: str, profile: dict[str, object]
) -> None:
    page = open_page("many", width=900, height=700, fragment=fragment, **profile)
    zoom(page, 1)
    # As the list beside the map marks one, and the legend others.
    page.locator(CLUSTERS).evaluate_all(
        "(all) => all.forEach((one, at) => one.classList.add(at % 3 ? 'faded' : 'lit'))"
    )
    drawn = picture(page)
    assert page.locator(f"{CLUSTERS} svg").count() == 0
    page.evaluate(f"document.querySelector('{MAP}').dispatchEvent(new Event('atlas:before-copy'))")
    assert page.locator(f"{CLUSTERS} svg").count() == page.locator(CLUSTERS).count() > 5
    copied = picture(page)
    assert count_differing(drawn, copied, threshold=0.2) <= DIFFERING * drawn.width * drawn.height


@pytest.mark.parametrize("is_chosen", [False, True])
def test_a_zoom_ends_with_what_a_new_drawing_shows(open_page: Open, is_chosen: bool) -> None:
    page = open_page("many")
    if is_chosen:
        go(page, f"cluster={page.locator(CLUSTERS).last.get_attribute('data-id')}")
    leaflet = "Object.values(window).find((one) => one instanceof L.Map)"
    assert page.evaluate(f"{leaflet}._zoomAnimated")
    for way in ("Zoom out", "Zoom in"):
        page.get_by_role("button", name=way).click()
        settle(page)
        shown = markers(page)
        page.evaluate(f"{leaflet}.fire('viewreset')")
        settle(page)
        assert markers(page) == shown
        assert len(shown) > 5
        assert any("chosen" in look for _, look, *_ in shown[1:]) == is_chosen


def test_what_is_in_view_is_reached_by_pointer_keyboard_and_voice(open_page: Open) -> None:
    page = open_page("many")
    zoom(page, 3)
    buttons = page.locator(CLUSTERS)
    assert 0 < buttons.count() < 150
    assert all(page.evaluate(f"[...document.querySelectorAll({CLUSTERS!r})].map((one) => one.ariaLabel)"))
    assert page.locator(f"{CLUSTERS}[tabindex='0']").count() == 1
    # The keyboard walks on to what was not in view.
    first = buttons.first
    first.focus()
    seen = set()
    for _ in range(12):
        page.keyboard.press("ArrowDown")
        settle(page)
        seen.add(page.evaluate("document.activeElement.dataset.id"))
        inside = page.evaluate("document.activeElement.getBoundingClientRect().bottom <= innerHeight + 40")
        assert inside
    assert len(seen) > 3
    assert page.locator(f"{CLUSTERS}[tabindex='0']").count() == 1
    # Where the pointer is, the marker answers; what is chosen stands out on the canvas.
    box = page.locator(MAP).bounding_box()
    assert box is not None
    singles = [
        one
        for one in page.locator(SINGLE).all()
        if (at := one.bounding_box())
        and box["x"] + 60 < at["x"] < box["x"] + box["width"] - 60
        and box["y"] + 80 < at["y"] < box["y"] + box["height"] - 80
    ]
    single = singles[len(singles) // 2]
    before = pixel(page, single)
    at = single.bounding_box()
    assert at is not None
    page.mouse.move(at["x"] + 12, at["y"] + 12)
    settle(page)
    name = (single.get_attribute("aria-label") or "").split(",")[0]
    assert name in page.locator(".tip").inner_text()
    page.mouse.click(at["x"] + 12, at["y"] + 12)
    settle(page)
    assert panel_title(page) == name
    page.mouse.move(0, 0)
    settle(page)
    assert pixel(page, single) != before
    panel(page).get_by_role("button", name=word("panel.close")).click()
    settle(page)


def test_paper_and_the_drawn_picture_have_the_markers_as_drawings(open_page: Open, tmp_path: Path) -> None:
    page = open_page("many", width=900)
    settle(page)
    labels = page.locator(CLUSTERS).evaluate_all("(all) => all.map((one) => one.ariaLabel)")
    with page.expect_download() as download:
        page.get_by_role("button", name=word("static.page.picture")).click()
    download.value.save_as(tmp_path / "picture.svg")
    root = ElementTree.parse(tmp_path / "picture.svg").getroot()  # noqa: S314 - our own
    named = {node.findtext("{http://www.w3.org/2000/svg}title") for node in root.iter()}
    assert set(labels) <= named
    assert page.locator(f"{CLUSTERS} svg").count() == 0
    page.emulate_media(media="print")
    settle(page)
    assert page.locator(f"{CLUSTERS} svg").count() == page.locator(CLUSTERS).count()
    page.emulate_media(media="screen")
    settle(page)
    assert page.locator(f"{CLUSTERS} svg").count() == 0


def test_filters_and_legend_rule_what_the_canvas_shows(open_page: Open) -> None:
    page = open_page("many")
    everything = page.locator(CLUSTERS).count()
    go(page, "show=borders")
    assert page.locator(CLUSTERS).count() == 0
    go(page, "country=ES")
    assert 0 < page.locator(CLUSTERS).count() < everything
    largest = page.locator(f"{CLUSTERS}.many").first
    shown = pixel(page, largest)
    page.evaluate("document.querySelector('.leaflet-pane canvas').hidden = true")
    assert pixel(page, largest) != shown
