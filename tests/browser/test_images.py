"""Pictures of the page against pictures that a person has looked at.

Letters differ from machine to machine, and with them the width of every button and the height of every
line. So all text is set in a font of our own (`square.ttf`: one box for every letter, 600 bytes) and made
invisible: what is compared are the map, its colours, patterns and markers, and where everything stands. Write
new pictures, after looking at the pages, with ``pytest tests/browser/test_images.py --update-baselines``.
"""

from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from driver import Open, settle
from PIL import Image
from playwright.sync_api import Page

from tests.pixels import count_differing

pytestmark = pytest.mark.browser

BASELINES: Final = Path(__file__).parent / "baselines"
#: Share of pixels that may differ: the ends of lines, which machines smooth differently. A changed class
#: colour or a legend moved by 16 px changes at least twice as many: two tests below hold this to account.
TOLERANCE: Final = 0.001
#: Difference of colour (0 to 1, YIQ) from which a pixel counts as another one.
THRESHOLD: Final = 0.06
SQUARE: Final = b64encode((Path(__file__).parent / "square.ttf").read_bytes()).decode()
WITHOUT_LETTERS: Final = """
async (font) => {
  const bytes = Uint8Array.from(atob(font), (letter) => letter.charCodeAt(0));
  document.fonts.add(await new FontFace("Square", bytes.buffer).load());
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { font-family: Square !important; font-weight: 400 !important; }
    * { color: transparent !important; text-shadow: none !important; caret-color: transparent !important; }
    ::placeholder { color: transparent !important; }
    text { fill: transparent !important; stroke: none !important; }
    html, body { scrollbar-width: none; }
    *, *::before, *::after { transition: none !important; animation: none !important; }
  `);
  document.adoptedStyleSheets = [sheet];
}
"""
STATES: Final = {
    "class": {"name": "bioclusters"},
    "funding": {"name": "example-portfolio", "fragment": "#show=clusters,funding,borders"},
    "services": {"name": "example-portfolio", "fragment": "#show=clusters,services,borders"},
    "dark": {"name": "bioclusters", "color_scheme": "dark"},
    "phone": {"name": "bioclusters", "width": 390, "height": 844},
    "embed": {"name": "bioclusters", "query": "?embed", "width": 800, "height": 600},
    "print": {"name": "bioclusters", "width": 794, "height": 1123},
}


def picture(page: Page) -> Image.Image:
    """Take the first screen without its letters."""
    page.evaluate(WITHOUT_LETTERS, SQUARE)
    page.mouse.move(0, 0)
    # The map fits itself to its new room, then its markers find their places.
    settle(page)
    settle(page)
    return Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def difference(one: Image.Image, two: Image.Image) -> float:
    """Return the share of pixels that differ."""
    if one.size != two.size:
        return 1.0
    return count_differing(one, two, THRESHOLD) / (one.width * one.height)


def opened(open_page: Open, state: str) -> Page:
    """Open the page of a state in a window of its own, on paper where the state is paper."""
    # A window that showed something else before may draw a line a fraction of a pixel away.
    page = open_page(**STATES[state], device_scale_factor=1)
    if state == "print":
        # As a reader prints it, after a look: a page that has just been drawn, or one that was drawn before,
        # may draw a line a fraction of a pixel away.
        page.wait_for_timeout(220)
        page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("state", STATES)
def test_a_state_looks_as_it_did_when_a_person_looked(
    open_page: Open, state: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    now = picture(opened(open_page, state))
    path = BASELINES / f"{state}.png"
    if request.config.getoption("--update-baselines"):
        path.parent.mkdir(exist_ok=True)
        now.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
        return
    then = Image.open(path).convert("RGB")
    differs = difference(then, now)
    if differs > TOLERANCE:
        now.save(tmp_path / f"{state}.png")
    assert differs <= TOLERANCE, f"{differs:.2%} of the pixels differ; see {tmp_path / state}.png"


def test_a_changed_class_colour_exceeds_the_tolerance(open_page: Open) -> None:
    page = opened(open_page, "class")
    before = picture(page)
    for token in ("--class-1", "--class-2", "--class-3", "--class-4"):
        page.evaluate("(token) => document.documentElement.style.setProperty(token, '#8a6d3b')", token)
        settle(page)
        assert difference(before, picture(page)) > 2 * TOLERANCE, token
        page.evaluate("(token) => document.documentElement.style.removeProperty(token)", token)


@pytest.mark.parametrize("state", ["class", "phone", "embed"])
def test_a_moved_legend_exceeds_the_tolerance(open_page: Open, state: str) -> None:
    page = opened(open_page, state)
    page.locator("#atlas-legend").scroll_into_view_if_needed()
    before = picture(page)
    page.evaluate("document.querySelector('#atlas-legend').style.setProperty('translate', '16px 16px')")
    settle(page)
    assert difference(before, picture(page)) > 2 * TOLERANCE
