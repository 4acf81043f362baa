"""Nothing overlaps and nothing is clipped: every width, every language, every panel, and paper.

`make test` goes through all panels in the language of the longest words, `make nightly` in each of the six.
"""

import pytest
from driver import Open, geometry, go, refuse, settle, word
from playwright.sync_api import Page
from projects import ALL_LANGUAGES

from tests.night import some_by_day

pytestmark = pytest.mark.browser

STATES = (
    "",
    "layer=index",
    "layer=change&from=2016&to=2023",
    "layer=indicator",
    "show=clusters,funding,services",
    "cluster=biowin",
    "region=BE32",
    "panel=survey",
    "panel=statements",
    "table=1",
    "compare=region:BE32,region:ES51,cluster:biowin&panel=compare",
)
SIZES = [(360, 740), (768, 1024), (1024, 768), (1440, 900), (1920, 1080), (2560, 1440)]


def faults(page: Page) -> list[str]:
    """Return everything that a look at the page would object to."""
    found: list[str] = geometry(page, "faults()")
    return found


@pytest.mark.parametrize("language", some_by_day(ALL_LANGUAGES, day=["de"]))
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_overlaps_or_is_cut_in_any_language(open_page: Open, language: str, width: int) -> None:
    page = open_page("bioclusters", width=width)
    found = {}
    for state in STATES:
        go(page, f"lang={language}&{state}")
        found[state] = faults(page)
    refuse(found)


@pytest.mark.parametrize("width", [360, 1440])
def test_what_changed_fits_in_any_language(open_page: Open, width: int) -> None:
    page = open_page("changed", width=width)
    found = {}
    for language in ALL_LANGUAGES:
        for state in ("layer=since", "layer=since&panel=changed"):
            go(page, f"lang={language}&{state}")
            found[f"{language} {state}"] = faults(page)
    refuse(found)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_overlaps_or_is_cut_at_any_size(open_page: Open, width: int, height: int) -> None:
    page = open_page("example-portfolio", width=width, height=height)
    found = {}
    for state in ("", "show=clusters,funding,services", "cluster=synthetic-01", "layer=indicator&table=1"):
        go(page, state)
        found[state] = faults(page)
    refuse(found)


@pytest.mark.parametrize(
    "name", ["hostile", "unlucky", "many", "empty", "changed", "embedded", "bioclusters-2019", "index"]
)
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_overlaps_or_is_cut_on_awkward_pages(open_page: Open, name: str, width: int) -> None:
    refuse({"": faults(open_page(name, width=width))})


def test_years_do_not_overlap_beside_a_comparison(open_page: Open) -> None:
    compared = "#compare=region:BE32,region:ES51,cluster:biowin&panel=compare"
    page = open_page("bioclusters", width=1280, height=800, fragment=compared)
    settle(page)
    refuse({"": faults(page)})


def test_larger_letters_are_not_cut(open_page: Open) -> None:
    page = open_page("bioclusters", width=1280)
    geometry(page, "spaceOut()")
    settle(page)
    refuse({"": geometry(page, "cut()")})


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_map_legend_and_title_share_the_first_screen(open_page: Open, width: int, height: int) -> None:
    page = open_page("bioclusters", width=width, height=height)
    for selector in ("h1", ".folium-map"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert box["y"] < height * 0.75, selector
    frame = page.locator(".folium-map").bounding_box()
    assert frame is not None
    assert frame["height"] >= 240
    if width >= 768:
        # The last entry counts, not the empty box below it.
        legend = page.locator("#atlas-legend li").last.bounding_box()
        assert legend is not None
        assert legend["y"] + legend["height"] <= height


def test_a_window_higher_than_wide_shows_europe_and_the_table_below_it(open_page: Open) -> None:
    page = open_page("bioclusters", width=1280, height=1600)
    frame = page.locator(".folium-map").bounding_box()
    assert frame is not None
    assert frame["height"] < 1.5 * frame["width"]
    assert page.evaluate("document.getElementById('atlas-table').getBoundingClientRect().top") < 1200


def test_a_legend_of_several_parts_fits_its_window(open_page: Open) -> None:
    page = open_page("example-portfolio", width=1440, height=900)
    for language in ("en", "de"):
        go(page, f"lang={language}")
        rest = "(node) => node.scrollHeight - node.clientHeight"
        assert page.locator("#atlas-legend").evaluate(rest) <= 0, language


def test_without_clusters_the_map_has_the_room_of_their_list(open_page: Open) -> None:
    page = open_page("empty", width=1440, height=900)
    right = "(node) => node.getBoundingClientRect().right"
    assert page.locator("#atlas-stage").evaluate(right) == page.locator("#atlas-table").evaluate(right)
    # There are no filters either: the layers follow the field of the search.
    field, layers = (page.locator(box).bounding_box() for box in ("#atlas-search", ".bases"))
    assert field is not None
    assert layers is not None
    assert 0 < layers["x"] - field["x"] - field["width"] <= 8


def test_four_things_are_compared_in_one_window_of_a_tablet(open_page: Open) -> None:
    page = open_page("bioclusters", width=768, height=1024)
    for count in (2, 3, 4):
        things = ["region:ES51", "cluster:biowin", "region:BE32", "region:FR10"][:count]
        go(page, f"compare={','.join(things)}&panel=compare")
        box = page.locator("#atlas-panel")
        assert box.locator("thead th").count() == count
        assert box.evaluate("(node) => node.scrollWidth <= node.clientWidth"), count


TOPS = "(all) => all.map((one) => one.getBoundingClientRect().bottom)"


def test_all_columns_of_a_table_stand_in_its_window(open_page: Open) -> None:
    page = open_page("example-portfolio", width=768, height=1024)
    for width, language in ((768, "de"), (1280, "de"), (1440, "en")):
        page.set_viewport_size({"width": width, "height": 1024})
        go(page, f"lang={language}")
        table = page.locator("#atlas-rows")
        assert table.evaluate("(node) => node.scrollWidth <= node.clientWidth"), (width, language)
        assert table.locator("thead th:visible").count() == 12
        # Name, class and index come first, and a value that does not name itself has its title.
        row = table.locator("tbody tr").first
        first = row.locator("[data-key=name], [data-key=class], [data-key=index]").evaluate_all(TOPS)
        stage = row.locator("[data-key=stage]")
        assert max(first) - min(first) < 8
        title = stage.evaluate("(node) => getComputedStyle(node, '::before').content")
        if width < 1440:
            assert stage.evaluate_all(TOPS)[0] > max(first) + 8
            assert word("panel.stage", "de") in title
        else:
            assert title == "none"


def test_a_comparison_leaves_the_slider_years_that_do_not_touch(open_page: Open) -> None:
    page = open_page("bioclusters", width=1440, fragment="#compare=region:DE30,region:FR10&panel=compare")
    years = page.locator(".ticks span:visible").all_inner_texts()
    assert years == ["2016", "2023"]
    go(page, "")
    assert page.locator(".ticks span:visible").count() == 8


def test_a_layer_of_one_year_says_which_in_the_place_of_the_slider(open_page: Open) -> None:
    page = open_page("bioclusters", width=768, height=1024)
    go(page, "layer=indicator")
    assert page.locator("#atlas-years").inner_text().split() == ["Year", "2023"]
    go(page, "layer=change")
    assert page.locator("#atlas-years output").is_hidden()


def test_a_phone_shows_all_layers_and_the_map_on_its_first_screen(open_page: Open) -> None:
    page = open_page("bioclusters", width=360, height=740)
    for language in ALL_LANGUAGES:
        go(page, f"lang={language}")
        controls = page.locator("#atlas-controls, .overlays").locator(
            "label:visible, button:visible, input:visible"
        )
        assert controls.count() >= 12
        for box in controls.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().toJSON())"):
            assert box["left"] >= 0, language
            assert box["right"] <= 360, language
            assert box["bottom"] <= 740, language
        frame = page.locator(".folium-map").bounding_box()
        assert frame is not None
        assert frame["y"] <= 220, language


@pytest.mark.parametrize("landscape", [True, False])
def test_the_page_prints_on_a4(open_page: Open, landscape: bool) -> None:
    page = open_page("bioclusters")
    printed = page.pdf(format="A4", landscape=landscape)
    assert printed.startswith(b"%PDF")
    # A title, a map, a legend, the table of 25 clusters and the sources fit on a few sheets.
    assert 1 <= printed.count(b"/Type /Page\n") <= 5 or 1 <= printed.count(b"/Type/Page/") <= 5


def test_paper_shows_title_map_legend_table_and_sources_and_no_controls(open_page: Open) -> None:
    page = open_page("bioclusters", color_scheme="dark", width=794, height=1123)
    page.emulate_media(media="print")
    settle(page)
    for shown in ("h1", ".folium-map", "#atlas-legend", "#atlas-table", "#atlas-sources"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in ("#atlas-controls", ".overlays"):
        assert not page.locator(hidden).is_visible(), hidden
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    refuse({"": geometry(page, "cut()")})
    refuse({"": geometry(page, "outside()")})
