"""Without JavaScript, or in a browser too old for it: title, table, legend and sources are still there."""

from pathlib import Path

import pytest
from driver import Open, Watch, new_page, observe, table_rows, word
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("name", "records"), [("bioclusters", 25), ("bioclusters-2019", 25), ("example-portfolio", 45)]
)
@pytest.mark.parametrize("width", [360, 1440])
def test_title_table_legend_and_sources_are_there(
    open_page: Open, name: str, records: int, width: int
) -> None:
    page = open_page(name, width=width, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert table_rows(page).count() == records
    assert table_rows(page).first.is_visible()
    words = page.locator("body").inner_text()
    for needed in (
        "Regional Innovation Scoreboard",
        "© EuroGeographics for the administrative boundaries",
        "eader",
    ):
        assert needed in words
    assert page.locator("#atlas-sources").is_visible()


def test_an_empty_map_is_not_shown(open_page: Open) -> None:
    page = open_page("bioclusters", java_script_enabled=False)
    assert not page.locator("#atlas-stage .folium-map").is_visible()
    assert not page.locator("#atlas-controls").is_visible()


def test_a_site_that_blocks_scripts_shows_the_table_to_readers_who_want_no_motion(
    browser: Browser, html: Path
) -> None:
    page = new_page(browser, reduced_motion="reduce")
    blocked = {"Content-Type": "text/html", "Content-Security-Policy": "script-src 'none'"}
    body = (html / "bioclusters.html").read_bytes()
    page.route("http://site.test/", lambda route: route.fulfill(body=body, headers=blocked))
    page.goto("http://site.test/")
    expect(table_rows(page).first).to_be_visible(timeout=10_000)
    page.close()


@pytest.mark.parametrize(("query", "language"), [("", "de"), ("?embed&lang=fr", "fr")])
def test_a_browser_that_cannot_inflate_says_so_in_the_readers_language(
    browser: Browser, html: Path, watch: Watch, query: str, language: str
) -> None:
    page = new_page(browser, locale="de-AT")
    page.add_init_script("delete window.DecompressionStream")
    observe(page, watch, allowed=())
    page.goto((html / "many.html").as_uri() + query)
    notice = page.locator("#atlas-old-browser")
    assert notice.inner_text().strip() == word("static.noscript.old_browser", language)
    assert notice.locator("p:visible").get_attribute("lang") == language
    assert table_rows(page).first.is_visible()
    page.close()
