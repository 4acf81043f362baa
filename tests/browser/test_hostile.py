"""Text is data: a name may look like a template, a script or markup, and shows as itself."""

import pytest
from driver import Open, panel_title, records, settle, table_rows
from projects import HOSTILE_NAMES

pytestmark = pytest.mark.browser


def test_hostile_names_stand_in_the_table_as_themselves(open_page: Open) -> None:
    page = open_page("hostile")
    cells = table_rows(page).evaluate_all("(rows) => rows.map((row) => row.textContent)")
    for name in HOSTILE_NAMES:
        assert any(name in cell for cell in cells), name
    assert page.evaluate("window.hacked") is None


def test_a_card_shows_a_hostile_name_as_itself(open_page: Open) -> None:
    page = open_page("hostile")
    for name, record in zip(HOSTILE_NAMES, records(page), strict=True):
        page.evaluate("(id) => { location.hash = `cluster=${encodeURIComponent(id)}`; }", record["id"])
        settle(page)
        assert panel_title(page) == name
        assert name in (page.locator("#atlas-panel").text_content() or "")
        assert page.evaluate("window.hacked") is None, name


def test_hostile_text_adds_no_element_to_the_page(open_page: Open) -> None:
    count = "['script', 'img', 'iframe', 'b'].map((tag) => document.getElementsByTagName(tag).length)"
    hostile, harmless = open_page("hostile").evaluate(count), open_page("many").evaluate(count)
    assert hostile[:3] == harmless[:3]


def test_a_hostile_title_is_the_title(open_page: Open) -> None:
    page = open_page("hostile")
    assert page.title().startswith("Names that </script> try <b>to</b> run {{ 6*7 }}")
    assert page.locator("h1").inner_text() == "Names that </script> try <b>to</b> run {{ 6*7 }}"


def test_a_website_that_is_a_script_is_no_link(open_page: Open) -> None:
    page = open_page("hostile")
    addresses = page.locator("a").evaluate_all("(links) => links.map((link) => link.protocol)")
    assert "javascript:" not in addresses


@pytest.mark.parametrize(
    "fragment", ["#lang=<script>", "#cluster=__proto__", "#view=1,2,NaN", "#layer=%E0%A4", "#=&&="]
)
def test_a_hostile_address_is_ignored(open_page: Open, fragment: str) -> None:
    page = open_page("bioclusters", fragment=fragment)
    assert page.locator("html").get_attribute("lang") == "en"
    assert not page.locator("#atlas-panel").is_visible()


def test_a_view_beside_the_map_shows_the_whole_map(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#view=48,8,7")
    middle = "[...document.elementsFromPoint(...arguments)].some((node) => node.matches('path.region'))"
    box = page.locator(".folium-map").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6
    assert page.evaluate(f"(place) => (function () {{ return {middle}; }})(...place)", [x, y])
