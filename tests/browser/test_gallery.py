"""The gallery lists every map; it is one file like the maps, and works without scripts."""

from pathlib import Path

import pytest
from driver import Open, geometry

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scripts", [True, False])
def test_every_map_is_listed_with_its_picture_counts_and_links(
    open_page: Open, html: Path, width: int, scripts: bool
) -> None:
    page = open_page("index", width=width, java_script_enabled=scripts)
    names = sorted(path.stem for path in html.glob("*.html") if path.stem != "index")
    addresses = page.locator("a").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    for name in names:
        assert f"{name}.html" in addresses
        assert f"{name}.ledger.csv" in addresses
        assert (html / f"{name}.ledger.csv").exists()
    assert page.locator("h1").is_visible()
    assert page.locator("svg, img").count() >= len(names)
    assert "2023" in page.locator("body").inner_text()


def test_the_gallery_needs_no_scrolling_sideways_on_a_small_phone(open_page: Open) -> None:
    page = open_page("index", width=320)
    assert geometry(page, "outside()") == []


def test_a_link_of_the_gallery_opens_the_map(open_page: Open) -> None:
    page = open_page("index")
    page.locator('a[href="bioclusters.html"]').first.click()
    page.wait_for_selector("html.js")
    assert page.locator("path.region").count() == 334
