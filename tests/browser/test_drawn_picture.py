"""The picture that a page draws of what the reader sees: an SVG with the same facts, without a request."""

from collections import Counter
from pathlib import Path
from typing import Final
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from driver import REGIONS, Open, Watch, new_page, observe, settle, word
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SVG: Final = "{http://www.w3.org/2000/svg}"
LINES: Final = "#atlas-legend :is(h2, b, .detail), #atlas-sources li"
#: How each region is named and painted on the page.
PAINTED: Final = """(all) => all.map((one) => {
  const { fill, fillOpacity } = getComputedStyle(one);
  return [one.getAttribute("aria-label"), fill.startsWith("url") ? fill : "", fillOpacity];
})"""


def saved(page: Page, folder: Path) -> tuple[str, ElementTree.Element]:
    """Return the name of the picture that the page gives, and what it holds."""
    with page.expect_download() as download:
        page.get_by_role("button", name=word("static.page.picture")).click()
    path = folder / "picture.svg"
    download.value.save_as(path)
    return download.value.suggested_filename, ElementTree.parse(path).getroot()  # noqa: S314 - our own


def words_of(root: ElementTree.Element) -> str:
    """Return the texts of a picture on one line."""
    return " ".join(" ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text")).split())


@pytest.mark.parametrize(
    ("name", "fragment", "width", "theme"),
    [
        ("bioclusters", "class=leader&year=2019", 1440, "light"),
        ("example-portfolio", "layer=index&show=clusters,funding,services,labels&country=DE,FR", 360, "dark"),
        ("bioclusters-story", "layer=change&show=clusters", 768, "light"),
    ],
)
def test_a_picture_has_the_facts_of_the_state_that_the_reader_chose(
    open_page: Open, tmp_path: Path, name: str, fragment: str, width: int, theme: str
) -> None:
    page = open_page(name, width=width, fragment=f"#{fragment}", color_scheme=theme)
    settle(page)
    file, root = saved(page, tmp_path)
    title = page.locator("#atlas-title").inner_text()
    assert file.endswith(".svg")
    assert root.findtext(f"{SVG}title") == title
    assert root.findtext(f"{SVG}desc") == page.locator("#atlas-takeaway").text_content()
    # Real text: title, takeaway, legend with its counts, sources, attributions.
    words = words_of(root)
    shown = [title, page.locator("#atlas-takeaway").inner_text()]
    shown += page.locator(LINES).filter(visible=True).all_inner_texts()
    assert len(shown) > 15
    assert [text for text in shown if " ".join(text.split()) not in words] == []
    assert "© EuroGeographics for the administrative boundaries" in words
    # Every region, with its name and its look.
    regions = [
        (node.findtext(f"{SVG}title"), node.get("fill", ""), node.get("fill-opacity", "1"))
        for node in root.iter(f"{SVG}path")
        if node.get("d") and node.find(f"{SVG}title") is not None
    ]
    theirs = page.locator(REGIONS).evaluate_all(PAINTED)
    assert [label for label, *_ in regions] == [label for label, *_ in theirs]
    assert [opacity for *_, opacity in regions] == [opacity for *_, opacity in theirs]
    for (_, ours, _), (_, hatch, _) in zip(regions, theirs, strict=True):
        # Colours that every program reads: no light-dark(), no color-mix(), no oklab().
        assert ours == hatch if hatch else ours.startswith("rgb(")
    # Every marker, by what is said of it.
    said = Counter(node.findtext(f"{SVG}title") for node in root.iter(f"{SVG}g"))
    assert [
        label
        for label in page.locator(".marker").evaluate_all("(all) => all.map((one) => one.ariaLabel)")
        if not said[label]
    ] == []
    # The page is as it was.
    assert page.locator("#atlas-title").count() == 1
    assert page.locator(".folium-map").count() == 1


def test_a_frame_that_allows_no_downloads_shows_the_picture(
    browser: Browser, html: Path, watch: Watch
) -> None:
    page = new_page(browser)
    observe(page, watch, allowed=())
    page.set_content('<iframe sandbox="allow-scripts" width="900" height="700"></iframe>')
    page.locator("iframe").evaluate(
        "(frame, text) => (frame.srcdoc = text)", (html / "bioclusters.html").read_text("utf-8")
    )
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name=word("static.page.picture")).click()
    picture = frame.locator("dialog img")
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalHeight)") > 500
    _, _, text = (picture.get_attribute("src") or "").partition(",")
    root = ElementTree.fromstring(unquote(text))  # noqa: S314 - our own
    assert "© EuroGeographics for the administrative boundaries" in words_of(root)
    frame.get_by_role("button", name=word("panel.close"), exact=True).click()
    assert frame.locator("dialog").count() == 0
    page.close()
