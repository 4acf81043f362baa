"""Text set apart as WCAG 1.4.12 says: lines, paragraphs, letters and words."""

import pytest
from driver import Open, geometry, go, refuse

pytestmark = pytest.mark.browser

# A sheet of the browser, which the policy of the page does not forbid.
SPACED = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet]; }"""
STATES = ("", "layer=change", "cluster=biowin", "region=BE32", "panel=survey")


@pytest.mark.parametrize("width", [360, 1440])
def test_text_that_is_set_apart_is_neither_cut_nor_on_other_text(open_page: Open, width: int) -> None:
    page = open_page("bioclusters", width=width)
    page.evaluate(SPACED)
    assert (
        page.locator("#atlas-title").evaluate("(title) => getComputedStyle(title).letterSpacing") != "normal"
    )
    found = {}
    for state in STATES:
        go(page, state)
        found[state] = [
            *geometry(page, "cut()"),
            *geometry(page, "outside()"),
            *geometry(page, "overlapping()"),
        ]
    refuse(found)


def test_text_of_the_gallery_that_is_set_apart_needs_no_scrolling_sideways(open_page: Open) -> None:
    page = open_page("index", width=360)
    page.evaluate(SPACED)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
