"""One base layer at a time, overlays on top, each with its legend; and the years."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from driver import CLUSTERS, REGIONS, Open, fills, go, legend, panel, parameters, records, settle, word
from playwright.sync_api import Page

from geo.language.messages import LANGUAGES
from geo.match.edition_tables import read_scoreboard
from geo.match.tagging import tag
from geo.nuts.units import read_regions
from geo.render.facts.page_messages import ROWS_AT_FIRST
from geo.tables.surveys import read_survey

pytestmark = pytest.mark.browser

CLASSES = ("leader", "strong", "moderate", "emerging")


def choose(page: Page, layer: str) -> None:
    """Switch a base layer or an overlay on by its name, as a reader does."""
    page.locator("label:is(.pill, .check)").get_by_label(word(f"term.layer.{layer}"), exact=True).check()
    settle(page)


def counted(page: Page, name: str) -> dict[str, int]:
    """Return the numbers of regions and clusters that the legend gives for an entry."""
    entry = legend(page).locator(".entry").filter(has=page.get_by_text(name, exact=True)).first.inner_text()
    found = {}
    for kind in ("region", "cluster"):
        number = re.search(rf"(\d+) {kind}", entry)
        found[kind] = int(number[1]) if number else 0
    return found


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("bioclusters", ("class", "index", "change", "indicator")),
        ("bioclusters-2019", ("class", "index")),
        ("example-portfolio", ("class", "index", "change", "indicator")),
    ],
)
def test_each_base_layer_repaints_the_map_and_brings_its_legend(
    open_page: Open, name: str, layers: tuple[str, ...], width: int
) -> None:
    page = open_page(name, width=width)
    pictures, legends = [], []
    for layer in layers:
        choose(page, layer)
        pictures.append(tuple(fills(page)))
        legends.append(legend(page).inner_text())
    assert len(set(pictures)) == len(layers)
    assert len(set(legends)) == len(layers)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["bioclusters", "example-portfolio"])
@pytest.mark.parametrize("overlay", ["funding", "services"])
def test_each_overlay_changes_the_markers_and_joins_the_legend(
    open_page: Open, name: str, overlay: str, width: int
) -> None:
    page = open_page(name, width=width, fragment="#show=clusters,borders")
    markers = page.locator(CLUSTERS).evaluate_all("(all) => all.map((one) => one.innerHTML).join()")
    choose(page, overlay)
    assert page.locator(CLUSTERS).evaluate_all("(all) => all.map((one) => one.innerHTML).join()") != markers
    assert word(f"term.layer.{overlay}") in legend(page).inner_text()
    # The figures open beside the map, so that the layer says something at once.
    assert panel(page).is_visible()


def test_labels_and_borders_come_and_go(open_page: Open) -> None:
    page = open_page("bioclusters")
    assert page.locator("svg.labels text").count() == 0
    choose(page, "labels")
    assert page.locator("svg.labels text").count() > 10
    box = page.locator("#atlas-legend").get_by_label(word("term.layer.borders"), exact=True).first
    assert box.is_checked()
    box.uncheck()
    assert "borders" not in parameters(page)["show"]


def test_the_clusters_can_be_switched_off(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#show=borders")
    assert page.locator(CLUSTERS).count() == 0
    assert page.locator(REGIONS).count() == 334


def test_the_surveyed_map_says_that_individual_mixes_are_not_published(open_page: Open) -> None:
    page = open_page("bioclusters")
    choose(page, "funding")
    shown = panel(page).inner_text()
    for expected in ("76", "28", "8", "25", word("panel.survey.individual")):
        assert expected in shown
    assert page.locator(".marker :is(.mix, .bars)").count() == 0


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [360, 1440])
def test_what_the_survey_says_has_a_panel_of_its_own(open_page: Open, language: str, width: int) -> None:
    page = open_page("bioclusters", width=width, fragment=f"#lang={language}&panel=survey")
    panel(page).get_by_role("button", name=word("panel.statements", language)).click()
    settle(page)
    survey = read_survey("bioclusters-survey")
    statements = survey[survey["kind"] == "statement"]
    column = "label" if language == "en" else f"label_{language}"
    shown = panel(page).locator(".part bdi").all_inner_texts()
    assert shown == [*statements[column], "Fresci, The value of bioclusters during covid-19 pandemics"]
    headings = statements[column.replace("label", "heading")].dropna().tolist()
    trend = word("panel.question.trend", language)
    assert panel(page).locator(".part h3").all_inner_texts()[:-1] == [*headings, trend]
    rising = panel(page).locator("li", has_text=f"↗ {word('panel.rises', language)}").all_inner_texts()
    services = ("event_spaces", "shared_workspaces", "internationalisation", "fundraising")
    for service in services:
        assert any(word(f"term.service.{service}", language) in line for line in rising)
    sideways = "node => node.scrollWidth - node.clientWidth"
    assert panel(page).evaluate(sideways) <= 0
    assert page.locator("html").evaluate(sideways) <= 0
    panel(page).get_by_role("button", name=word("panel.survey.title", language)).click()
    assert word("panel.survey.individual", language) in panel(page).inner_text()


def test_legend_counts_are_those_of_the_data(open_page: Open, html: Path) -> None:
    page = open_page("bioclusters")
    board = read_scoreboard(2023)
    regions = Counter(board[board["level"] > 0]["class"])
    with (html / "bioclusters.ledger.csv").open(encoding="utf-8-sig", newline="") as ledger:
        clusters = Counter(row["class"] for row in csv.DictReader(ledger))
    for key in CLASSES:
        counts = {"region": regions[key], "cluster": clusters[key]}
        assert counted(page, word(f"term.class.{key}")) == counts, key


@pytest.mark.parametrize("name", ["example-portfolio", "many"])
def test_the_legend_counts_each_largest_source_of_funding_and_leaves_out_none(
    open_page: Open, name: str
) -> None:
    page = open_page(name, fragment="#show=clusters,funding&table=1")
    # Several sources of the same size are all the largest.
    mixes = [record["funding"] for record in records(page) if record["funding"]]
    for key in ("public", "private", "membership", "sales"):
        entry = (
            legend(page)
            .locator(".entry")
            .filter(has=page.get_by_text(word(f"term.funding.{key}"), exact=True))
        )
        most = sum(mix.get(key, 0) == max(mix.values()) for mix in mixes)
        if most:
            assert word("map.count.clusters", count=most) in entry.inner_text()
            entry.click()
            settle(page)
            assert page.locator("#atlas-table tbody tr").count() == min(most, ROWS_AT_FIRST)
            entry.click()
        else:
            assert entry.inner_text().strip() == word(f"term.funding.{key}")
            assert entry.evaluate("(node) => node.tagName") == "LI"
    shown = (
        legend(page)
        .locator("[data-key^=funding]")
        .evaluate_all(
            "(all) => all.map((one) => Number(/\\d+/.exec(one.querySelector('.detail').textContent)[0]))"
        )
    )
    assert shown == sorted(shown, reverse=True)


def test_hatches_run_on_the_map_as_in_the_legend(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#layer=change")
    settle(page)
    # Of the two ways a drawing may be turned over, none: the space of a pattern has the sign of the screen's.
    signs = page.locator("pattern").evaluate_all(
        """(all) => all.map((pattern) => {
             const shape = pattern.id.startsWith("key-") ? pattern : document.querySelector("path.region");
             const { matrix } = pattern.patternTransform.baseVal.consolidate() ?? { matrix: new DOMMatrix() };
             const { a, d } = (shape.getScreenCTM?.() ?? new DOMMatrix()).multiply(matrix);
             return [Math.sign(a), Math.sign(d)]; })"""
    )
    assert len(signs) > 10
    assert signs == [[1, 1]] * len(signs)
    ground = "(node) => getComputedStyle(node).backgroundImage"
    for look in ("down-1", "down-2"):
        assert "45deg" in legend(page).locator(f".swatch.{look}").first.evaluate(ground)
    assert legend(page).locator(".swatch.up-1").first.evaluate(ground) == "none"


def test_every_kind_of_no_data_has_its_own_entry_and_pattern(open_page: Open) -> None:
    page = open_page("bioclusters-2019")
    kinds = {
        kind
        for kind in tag(read_regions(2016, levels=(2,)), edition=2019)["no_data"]
        if isinstance(kind, str)
    }
    assert {"not_covered", "missing"} <= kinds
    shown = legend(page).inner_text()
    for kind in kinds:
        assert word(f"term.nodata.{kind}") in shown
    painted = set(fills(page))
    assert len({fill for fill in painted if "url(" in fill}) == len(kinds)


def test_hovering_an_entry_highlights_and_a_click_filters(open_page: Open) -> None:
    page = open_page("bioclusters")
    entry = legend(page).get_by_role("button").filter(has_text=word("term.class.leader")).first
    entry.hover()
    settle(page)
    faded = page.locator(f"{REGIONS}.faded").count()
    assert 200 < faded < 334
    # Opaque: land of a coarser outline below would show at their edges.
    paints = page.locator(f"{REGIONS}.faded").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one)).map((style) => [style.fill, style.fillOpacity])"
    )
    assert {opacity for _, opacity in paints} == {"1"}
    assert not any("/" in fill or "rgba" in fill or "url" in fill for fill, _ in paints)
    entry.click()
    page.mouse.move(2, 2)
    settle(page)
    assert parameters(page)["class"] == "leader"
    assert entry.get_attribute("aria-pressed") == "true"
    leaders = sum(record["class"] == "leader" for record in records(page))
    assert page.locator("#atlas-table tbody tr").count() == leaders
    entry.click()
    settle(page)
    assert "class" not in parameters(page)


def test_focus_on_an_entry_highlights_too(open_page: Open) -> None:
    page = open_page("bioclusters")
    entry = legend(page).get_by_role("button").first
    page.keyboard.press("Tab")
    entry.focus()
    settle(page)
    assert page.locator(f"{REGIONS}.faded").count() > 0


def test_the_slider_moves_the_class_of_regions_clusters_and_card(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#cluster=biowin")
    geometry_before = page.locator(REGIONS).first.get_attribute("d")
    before = fills(page)
    slider = page.locator("#atlas-years input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    settle(page)
    assert slider.get_attribute("aria-valuetext") == "2016"
    assert parameters(page)["year"] == "2016"
    assert fills(page) != before
    assert page.locator(REGIONS).first.get_attribute("d") == geometry_before
    assert word("map.title.class", year="2016") in panel(page).inner_text()
    page.keyboard.press("End")
    settle(page)
    assert fills(page) == before


def test_many_steps_of_the_slider_are_one_step_back(open_page: Open) -> None:
    page = open_page("bioclusters")
    go(page, "layer=index")
    page.locator("#atlas-years input[type=range]").focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    # Before the slider rests: the year must not be lost.
    page.locator("#atlas-controls").get_by_label(word("term.layer.class"), exact=True).first.check()
    assert parameters(page) == {"year": "2018"}
    page.go_back()
    settle(page)
    assert parameters(page) == {"layer": "index", "year": "2018"}
    page.go_back()
    settle(page)
    assert parameters(page) == {}


def test_the_table_follows_once_the_slider_rests(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#table=1")
    page.locator("#atlas-years input[type=range]").focus()
    page.keyboard.press("Home")
    settle(page)
    assert "2016" in page.locator("#atlas-table thead").inner_text()


def test_a_drag_leaves_no_part_of_the_map_blank(open_page: Open) -> None:
    page = open_page("bioclusters")
    frame = page.locator(".folium-map").bounding_box()
    assert frame is not None
    x, y = frame["x"] + 100, frame["y"] + frame["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + frame["width"] * 0.7, y, steps=8)
    settle(page)
    drawing = page.locator("svg:has(> g > g.plane)").bounding_box()
    assert drawing is not None
    assert drawing["x"] <= frame["x"]
    assert drawing["x"] + drawing["width"] >= frame["x"] + frame["width"]
    page.mouse.up()


def test_what_moved_counts_up_down_and_same(open_page: Open) -> None:
    page = open_page("bioclusters")
    choose(page, "change")
    total = 0
    for band in ("up", "same", "down"):
        total += counted(page, word(f"term.class.{band}"))["region"]
    assert total == (read_scoreboard(2023)["level"] > 0).sum()
    page.locator("#atlas-years select").first.select_option("2022")
    settle(page)
    assert parameters(page)["from"] == "2022"


def test_a_year_changes_the_values_of_the_list_and_keeps_its_rows(open_page: Open) -> None:
    page = open_page("bioclusters", width=1440)
    settle(page)
    said = "[...document.querySelectorAll('#atlas-side li')].map((row) => row.textContent)"
    before = page.evaluate(said)
    kept = "#atlas-side li, .marker, #atlas-rows tr, #atlas-rows [data-key=name]"
    page.evaluate(f"rows = [...document.querySelectorAll('{kept}')]")
    page.locator("#atlas-years input[type=range]").press("Home")
    settle(page)
    after = page.evaluate(said)
    assert sorted(after) != sorted(before)
    # What stays has the focus of who is there, and is not drawn anew.
    assert page.evaluate("rows.length > 75 && rows.every((row) => row.isConnected)")
    assert "2016" in page.locator("#atlas-rows th[data-key=class]").inner_text()
    shares = page.locator("#atlas-rows td[data-key=index]").all_inner_texts()
    assert sorted(shares) == sorted(page.locator("#atlas-side .value").all_inner_texts())
    values = [float(text.removesuffix("%")) for text in page.locator("#atlas-side .value").all_inner_texts()]
    assert values == sorted(values, reverse=True)


def test_any_of_the_twenty_indicators_can_be_shown(open_page: Open) -> None:
    page = open_page("bioclusters")
    choose(page, "indicator")
    options = page.locator("#atlas-controls select").first.locator("option:enabled")
    assert options.count() == 20
    before = fills(page)
    page.locator("#atlas-controls select").first.select_option(index=7)
    settle(page)
    assert fills(page) != before


def test_the_indicator_that_the_table_lacks_is_named_and_cannot_be_chosen(open_page: Open) -> None:
    page = open_page("bioclusters")
    absent = page.locator("#atlas-controls select").first.locator("option:disabled")
    for language in LANGUAGES:
        go(page, f"lang={language}&layer=indicator")
        assert absent.all_inner_texts() == [word("map.indicator.absent", language)]


def words_of(page: Page) -> str:
    """Return the map in words, which is written once the picture stands."""
    page.locator("#atlas-summary li").first.wait_for(state="attached")
    return page.locator("#atlas-summary").text_content() or ""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_map_in_words_says_what_the_survey_says(open_page: Open, language: str) -> None:
    page = open_page("bioclusters", fragment=f"#lang={language}")
    said = words_of(page)
    survey = read_survey("bioclusters-survey")
    statements = survey[survey["kind"] == "statement"]
    for text in statements["label" if language == "en" else f"label_{language}"]:
        assert text in said
    assert word("term.funding.public", language) in said
    assert "Fresci, The value of bioclusters during covid-19 pandemics" in said
    assert "Fresci" not in words_of(open_page("example-portfolio"))


def test_an_edition_without_a_series_has_no_slider(open_page: Open) -> None:
    page = open_page("bioclusters-2019")
    assert not page.locator("#atlas-years").is_visible()


def test_services_below_a_marker_are_not_cut_off_where_the_map_ends(open_page: Open) -> None:
    page = open_page("example-portfolio", fragment="#show=clusters,funding,services")
    below = (
        "document.querySelector('.folium-map').getBoundingClientRect().bottom - Math.max(...[...document"
        ".querySelectorAll('.marker .services')].map((node) => node.getBoundingClientRect().bottom))"
    )
    for medium in ("screen", "print"):
        page.emulate_media(media=medium)
        settle(page)
        assert page.evaluate(below) > 0, medium
