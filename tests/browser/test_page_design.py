"""One sentence at the top, controls in one row, a legend in steps, a table for a phone, plain words."""

from itertools import pairwise

import pytest
from driver import Open, geometry, go, legend, panel, settle, table_rows, word
from playwright.sync_api import Page
from projects import ALL_LANGUAGES

from tests.night import some_by_day

pytestmark = pytest.mark.browser


def box(page: Page, selector: str) -> dict[str, float]:
    """Return the box of the first element that a selector finds."""
    found = page.locator(selector).first.bounding_box()
    assert found is not None, selector
    return dict(found)


def type_size(page: Page, selector: str) -> float:
    """Return the size of an element's letters in pixels."""
    return float(
        page.locator(selector).first.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
    )


def test_one_sentence_is_the_largest_thing_and_the_controls_are_one_row(open_page: Open) -> None:
    page = open_page("bioclusters")
    sizes = {selector: type_size(page, selector) for selector in ("h1", "#atlas-subtitle", "#atlas-controls")}
    assert type_size(page, "#atlas-takeaway") > max(sizes.values())
    assert (page.locator("#atlas-takeaway").text_content() or "").count(".") == 1
    controls = page.locator("#atlas-controls").locator("label:visible, button:visible, input:visible")
    middles = {
        round(one["y"] + one["height"] / 2)
        for one in (control.bounding_box() for control in controls.all())
        if one
    }
    assert max(middles) - min(middles) <= 2


def test_the_legend_is_a_bar_in_steps_with_its_figures_at_the_right(open_page: Open) -> None:
    page = open_page("bioclusters")
    steps = [one.bounding_box() for one in legend(page).locator(".swatch").all()]
    figures = [one.bounding_box() for one in legend(page).locator(".detail").all()]
    assert len(steps) == 4
    for above, below in pairwise(steps):
        assert above is not None
        assert below is not None
        assert abs(above["y"] + above["height"] - below["y"]) <= 1
        assert above["x"] == below["x"]
    ends = {round(one["x"] + one["width"]) for one in figures if one}
    assert len(ends) == 1


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_phone_lists_clusters_by_name_class_and_index(open_page: Open, language: str) -> None:
    page = open_page("bioclusters", width=320, height=740, fragment=f"#lang={language}")
    row = table_rows(page).filter(has_text="BioWin")
    shown = [cell.get_attribute("data-key") for cell in row.locator("th, td").all() if cell.is_visible()]
    assert shown == ["name", "class", "index"]
    assert page.locator("#atlas-rows").evaluate("(node) => node.scrollWidth <= node.clientWidth")
    row.locator("[data-key=class]").click()
    settle(page)
    assert page.locator("#panel-title").text_content() == "BioWin"


def test_a_single_thing_is_counted_in_the_singular(open_page: Open) -> None:
    page = open_page("bioclusters")
    said = page.locator("#atlas-takeaway")
    for language in ALL_LANGUAGES:
        go(page, f"lang={language}&country=NO")
        assert said.text_content() == word("panel.takeaway.every", language, count=1, year="2023")
        go(page, f"lang={language}&class=leader")
        assert said.text_content() == word("panel.takeaway.every", language, count=8, year="2023")
        go(page, f"lang={language}&country=EE&layer=change")
        assert said.text_content() == word(
            "panel.takeaway.change", language, **{"from": "2016"}, to="2023", count=1, down=0, same=0
        )


def test_none_and_all_are_said_in_words(open_page: Open) -> None:
    page = open_page("bioclusters")
    said = page.locator("#atlas-takeaway")
    for language in ALL_LANGUAGES:
        go(page, f"lang={language}&country=ES")
        assert said.text_content() == word("panel.takeaway.zero.clusters", language, year="2023")
        index = word("map.title.index", language, year="2023")
        for country, key in {"LU": "all", "LV": "zero.indicator"}.items():
            go(page, f"lang={language}&country={country}&layer=index")
            assert said.text_content() == word(f"panel.takeaway.{key}", language, indicator=index)


def test_sources_and_market_areas_are_said_in_the_language_of_the_reader(open_page: Open) -> None:
    page = open_page("example-portfolio", fragment="#cluster=synthetic-01&lang=de")
    sources = page.locator("#atlas-sources").inner_text()
    assert word("static.page.source_scoreboard", "de", edition="2023") in sources
    assert word("static.page.source_land", "de") in sources
    assert word("static.page.source_land") not in sources
    assert "Energie, Mobilität" in page.locator("#atlas-panel").inner_text()


#: The words of an element that stand on more than one line.
BROKEN_WORDS = """(selector) => [...document.querySelectorAll(selector)].flatMap((node) => {
  const broken = [];
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode())
    for (const { 0: word, index } of text.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) broken.push(word);
    }
  return broken;
})"""


@pytest.mark.parametrize("language", ALL_LANGUAGES)
def test_no_word_is_broken_in_legends_and_comparisons(open_page: Open, language: str) -> None:
    compared = "compare=region:BE32,region:ES51,cluster:synthetic-01&panel=compare"
    page = open_page("example-portfolio", fragment=f"#lang={language}&show=clusters,funding")
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        assert page.evaluate(BROKEN_WORDS, "#atlas-legend .entry :is(.name, .detail)") == [], width
    go(page, f"lang={language}&{compared}")
    assert page.evaluate(BROKEN_WORDS, ".compare th") == []


def test_no_word_of_the_title_is_broken_in_a_narrow_frame(open_page: Open) -> None:
    page = open_page("bioclusters", width=320, query="?embed", fragment="#lang=de")
    assert page.evaluate(BROKEN_WORDS, "h1") == []
    assert page.locator("#atlas-language").is_visible()


def test_a_synthetic_map_says_so_once_beside_its_title(open_page: Open) -> None:
    page = open_page("example-portfolio", width=360)
    header = page.locator("#atlas-header").inner_text()
    assert header.count(word("static.page.synthetic")) == 1
    assert "real" not in (page.locator("#atlas-subtitle").text_content() or "")
    assert geometry(page, "outside()") == []


#: How much wider than its list the name is that the list shows, its arrow and padding included.
CUT = """(select) => {
  const name = document.createElement("span");
  name.textContent = select.selectedOptions[0].text;
  name.style.cssText = `position: absolute; white-space: nowrap; font: ${getComputedStyle(select).font}`;
  select.parentElement.append(name);
  const { width } = name.getBoundingClientRect();
  name.remove();
  return width + 40 - select.offsetWidth;
}"""


@pytest.mark.parametrize(
    ("name", "layer", "width"),
    some_by_day(
        [
            (name, layer, width)
            for name, layer in (("bioclusters", "indicator"), ("regional-figures", "figure"))
            for width in (768, 1000, 1280)
        ],
        day=[("bioclusters", "indicator", 768), ("regional-figures", "figure", 1280)],
    ),
)
def test_the_controls_are_one_row_with_a_list_too(open_page: Open, name: str, layer: str, width: int) -> None:
    page = open_page(name, width=width, height=800)
    controls = page.locator("#atlas-controls")
    parts = controls.locator("> *, #atlas-find > .button, #atlas-search")
    for language in ALL_LANGUAGES:
        for state in ("class", layer):
            go(page, f"lang={language}&layer={state}")
            assert controls.evaluate("(node) => node.offsetHeight") <= 44, (language, state)
            right = parts.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().right)")
            assert max(right) <= width - 24, (language, state)
        assert page.locator(".indicator select").is_visible()
        if width == 1280:
            assert page.locator(".indicator select").evaluate(CUT) <= 0, language


@pytest.mark.parametrize("width", [768, 1000, 1440])
def test_a_short_sentence_leaves_no_empty_line_and_a_long_one_moves_nothing(
    open_page: Open, width: int
) -> None:
    page = open_page("bioclusters", width=width, height=900)
    sentence, drawn = page.locator("#atlas-takeaway"), page.locator(".folium-map")
    height, place = sentence.evaluate("(node) => node.offsetHeight"), drawn.bounding_box()
    assert height == {768: 60, 1000: 38, 1440: 34}[width]
    lines = sentence.evaluate(
        """(node) => {
          const range = new Range();
          range.selectNodeContents(node);
          return range.getClientRects().length;
        }"""
    )
    assert lines == (1 if width > 899 else 2)
    for layer in ("index", "change", "indicator"):
        go(page, f"layer={layer}")
        assert sentence.evaluate("(node) => node.offsetHeight") == height
        assert drawn.bounding_box() == place


def test_the_legend_of_all_overlays_fits_a_laptop(open_page: Open) -> None:
    page = open_page("bioclusters", width=1440, height=900)
    for language in ("en", "de"):
        for layer in ("class", "index", "change", "indicator"):
            go(page, f"lang={language}&layer={layer}&show=clusters,funding,services,labels,borders")
            assert legend(page).evaluate("(node) => node.scrollHeight - node.clientHeight") == 0, (
                language,
                layer,
            )
    # One row says for both that single clusters publish nothing, and leads to what all answered.
    assert legend(page).locator("li:has(.unpublished)").count() == 1
    legend(page).locator("section .link").click()
    assert panel(page).is_visible()


def test_the_legend_explains_arrows_where_the_map_draws_them(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#layer=change")
    arrows = page.locator("#atlas-legend li:has(.arrow)")
    assert arrows.count() == 2
    assert not arrows.first.is_visible()
    for _ in range(2):
        page.locator(".zoom button").first.click()
        settle(page)
    assert arrows.first.is_visible()


def test_a_tablet_names_the_overseas_regions(open_page: Open) -> None:
    page = open_page("bioclusters", width=768, height=1024)
    for language in ALL_LANGUAGES:
        go(page, f"lang={language}")
        assert all(page.locator(".inset-name").all_text_contents()), language


def test_a_filter_leaves_the_words_of_the_field_whole_and_moves_no_layer(open_page: Open) -> None:
    page = open_page("bioclusters", width=1920, height=1080)
    room = """(field) => {
      const words = document.createElement("span");
      words.textContent = field.placeholder;
      words.style.cssText = `position: absolute; white-space: nowrap; font: ${getComputedStyle(field).font}`;
      field.parentElement.append(words);
      const { width } = words.getBoundingClientRect();
      words.remove();
      return field.clientWidth - 24 - width;
    }"""
    for language in ALL_LANGUAGES:
        go(page, f"lang={language}")
        layers = box(page, ".bases")
        go(page, f"lang={language}&class=leader&country=DE,NL")
        assert page.locator("#atlas-search").evaluate(room) >= 0, language
        assert box(page, ".bases") == layers, language
    pressed = box(page, "#atlas-legend [aria-pressed=true]")
    assert pressed["x"] >= box(page, "#atlas-legend")["x"]


def test_a_list_without_clusters_says_so(open_page: Open) -> None:
    page = open_page("bioclusters", width=1440, height=900, fragment="#class=leader&country=ES")
    side = page.locator("#atlas-side")
    assert side.locator("li").count() == 0
    assert side.locator(".fine").inner_text() == word("panel.takeaway.none")
    go(page, "class=leader&country=DE")
    assert side.locator("li").count() == 3
    assert side.locator(".fine").inner_text() != word("panel.takeaway.none")


def test_remarks_of_the_table_are_whole_and_its_buttons_one_row(open_page: Open) -> None:
    page = open_page("bioclusters", width=1440, height=900)
    lines = "(all) => all.map((one) => one.getClientRects().length)"
    assert set(page.locator("#atlas-rows small").evaluate_all(lines)) == {1}
    assert box(page, "#atlas-rows thead [data-key=index] button")["height"] <= 32
    page.set_viewport_size({"width": 320, "height": 640})
    for language in ALL_LANGUAGES:
        go(page, f"lang={language}")
        buttons = [one.bounding_box() for one in page.locator(".table-head .button").all()]
        assert len({one["y"] for one in buttons if one}) == 1, language
        assert {one["height"] for one in buttons if one} == {32}, language


def test_a_wide_window_has_the_survey_in_words_beside_the_map_in_words(open_page: Open) -> None:
    page = open_page("bioclusters", width=1440, height=900)
    page.locator("#atlas-summary > details > summary").click()
    settle(page)
    shown, asked = (box(page, f".words > div:nth-child({at})") for at in (1, 2))
    assert asked["y"] == shown["y"]
    assert asked["x"] >= shown["x"] + shown["width"]
    page.set_viewport_size({"width": 768, "height": 1024})
    settle(page)
    shown, asked = (box(page, f".words > div:nth-child({at})") for at in (1, 2))
    assert asked["y"] >= shown["y"] + shown["height"]
