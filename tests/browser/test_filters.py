"""Filters: the sheet of a phone, what the legend counts while they rule, and what no longer rules."""

import re

import pytest
from driver import Open, geometry, go, legend, panel, parameters, records, settle, table_rows, word
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def open_filters(page: Page) -> None:
    """Press the button that opens the filters."""
    page.locator(".filters > button").click()
    assert page.locator("#atlas-filters").is_visible()


def clusters_counted(page: Page) -> dict[str, int]:
    """Return the number of clusters that each entry of the legend gives, by the entry's name."""
    found = {}
    for entry in legend(page).locator(".entry").all():
        number = re.search(r"(\d+) cluster", entry.inner_text())
        found[entry.locator("b").inner_text()] = int(number[1]) if number else 0
    return found


@pytest.mark.parametrize("width", [320, 360])
def test_the_filters_of_a_phone_are_as_wide_as_its_window(open_page: Open, width: int) -> None:
    page = open_page("example-portfolio", width=width, height=740)
    open_filters(page)
    sheet = page.locator("#atlas-filters").bounding_box()
    assert sheet is not None
    assert (sheet["x"], sheet["width"]) == (0, width)
    outside = {"filters": geometry(page, "outside()"), "cut": geometry(page, "cut()")}
    page.keyboard.press("Escape")
    for state in (
        "layer=indicator&show=clusters,funding,services",
        "layer=change&find=a&stage=mature&service=fundraising",
        "cluster=synthetic-01",
        "panel=funding",
        "compare=region:BE32,region:ES51,cluster:synthetic-01&panel=compare",
        "lang=de&layer=index",
    ):
        go(page, state)
        outside[state] = geometry(page, "outside()")
        open_filters(page)
        outside[f"{state} with filters"] = geometry(page, "outside()")
        # The longest names of countries fit their columns.
        assert page.locator("#atlas-filters").evaluate("(sheet) => sheet.scrollWidth <= sheet.clientWidth"), (
            state
        )
        page.keyboard.press("Escape")
    assert {state: faults for state, faults in outside.items() if faults} == {}


def test_the_headings_of_a_table_without_rows_stay_whole(open_page: Open) -> None:
    page = open_page("bioclusters", width=320, fragment="#class=leader&country=ES")
    settle(page)
    assert page.locator("#atlas-rows .empty").inner_text() == word("panel.takeaway.none")
    heading = page.locator("#atlas-rows th[data-key=name] button")
    assert heading.evaluate("(node) => node.offsetHeight") < 40


def test_the_filters_close_when_they_are_left(open_page: Open) -> None:
    page = open_page("bioclusters", width=1024, height=700)
    sheet = page.locator("#atlas-filters")
    open_filters(page)
    box = sheet.locator("input").nth(1)
    box.check()
    settle(page)
    assert sheet.is_visible()
    page.locator("#atlas-filters input").last.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.filters') === null")
    assert not sheet.is_visible()
    open_filters(page)
    page.locator("#atlas-search").click()
    assert not sheet.is_visible()


@pytest.mark.parametrize(
    "fragment", ["find=cluster-1", "service=fundraising", "stage=mature", "funding=public", "country=ES,DE"]
)
def test_the_legend_counts_what_the_filters_leave(open_page: Open, fragment: str) -> None:
    page = open_page("example-portfolio", fragment=f"#show=clusters,funding,services&{fragment}")
    shown = table_rows(page).count()
    assert 0 < shown < len(records(page))
    counted = clusters_counted(page)
    classes = [word(f"term.class.{key}") for key in ("leader", "strong", "moderate", "emerging")]
    lacking = [
        word(f"term.nodata.{kind}") for kind in ("missing", "country_only", "not_covered", "not_located")
    ]
    assert sum(counted.get(name, 0) for name in [*classes, *lacking]) == shown
    # Every cluster of this map has its services and its funding.
    kinds = [counted[word(f"map.kind.{kind}")] for kind in ("soft", "hard")]
    assert max(kinds) <= shown
    assert max(kinds) > 0
    sources = [counted[word(f"term.funding.{key}")] for key in ("public", "private", "membership", "sales")]
    if fragment != "funding=public":
        assert shown <= sum(sources) < len(records(page))


def test_an_entry_that_filters_says_what_it_would_add(open_page: Open) -> None:
    page = open_page("example-portfolio", fragment="#show=clusters,funding")
    before = clusters_counted(page)
    go(page, "show=clusters,funding&class=leader")
    after = clusters_counted(page)
    for key in ("leader", "strong", "moderate"):
        assert after[word(f"term.class.{key}")] == before[word(f"term.class.{key}")]
    public = word("term.funding.public")
    assert after[public] < before[public]


def test_a_year_that_no_control_shows_does_not_rule(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#year=2016")
    then = table_rows(page).all_inner_texts()
    page.locator("#atlas-controls").get_by_label(word("term.layer.indicator"), exact=True).first.check()
    settle(page)
    now = table_rows(page).all_inner_texts()
    assert "year" not in parameters(page)
    assert now != then
    assert now == table_rows(open_page("bioclusters")).all_inner_texts()
    go(page, "layer=change&year=2016&cluster=biowin")
    assert word("map.title.class", year="2023") in panel(page).inner_text()


def test_a_band_of_another_layer_filters_nothing(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#layer=class&class=up")
    assert page.locator("path.region.faded").count() == 0
    assert table_rows(page).count() == 25


def test_the_layer_of_the_index_counts_what_it_paints(open_page: Open) -> None:
    page = open_page("bioclusters-2019", fragment="#layer=index")
    painted = page.locator("path.region.no-missing")
    entry = legend(page).locator(".entry").filter(has_text=word("term.nodata.missing"))
    assert painted.count() > 0
    entry.hover()
    settle(page)
    assert page.locator("path.region:not(.faded)").count() == painted.count()
    assert page.locator("path.region.no-missing:not(.faded)").count() == painted.count()
    page.locator("#atlas-title").hover()
    entry.click()
    page.locator("#atlas-title").hover()
    settle(page)
    assert page.locator("path.region.no-missing:not(.faded)").count() == painted.count()
    assert page.locator("path.region:not(.faded)").count() == painted.count()


@pytest.mark.parametrize("way", ["asc", "desc"])
def test_clusters_without_a_class_come_last(open_page: Open, way: str) -> None:
    page = open_page("unlucky", fragment=f"#sort=class-{way}")
    column = [
        header.get_attribute("data-key") for header in page.locator("#atlas-table thead th").all()
    ].index("class")
    cells = page.locator(f"#atlas-table tbody tr > :nth-child({column + 1})").all_inner_texts()
    lacking = [
        cell
        for cell in cells
        if not any(word(f"term.class.{key}") in cell for key in ("leader", "strong", "moderate", "emerging"))
    ]
    assert 0 < len(lacking) < len(cells)
    assert cells[-len(lacking) :] == lacking


def test_what_undoes_a_filter_passes_its_focus_on(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#class=leader&find=b")
    focused = "document.activeElement.className"
    page.locator(".query").press("Enter")
    assert page.evaluate(focused) == "button"
    legend(page).locator(".clear").press("Enter")
    assert "entry" in page.evaluate(focused)
    go(page, "class=leader")
    page.get_by_role("button", name=word("panel.filters.clear")).press("Enter")
    assert page.evaluate("document.activeElement.textContent") == word("panel.filters")
