"""Figures of regions on a page: their layer, their years, and where their values are said."""

import re

import pytest
from driver import Open, settle, word

pytestmark = pytest.mark.browser

PAGE = "regional-figures"


def test_the_slider_of_a_figure_moves_sentence_legend_and_address(open_page: Open) -> None:
    page = open_page(PAGE, fragment="#indicator=index")
    settle(page)
    assert page.locator("#atlas-legend h2").first.text_content() == (
        "Regional Innovation Index (EU 2016 = 100), 2023"
    )
    page.locator("#atlas-years input[type=range]").press("Home")
    settle(page)
    assert page.locator("#atlas-legend h2").first.text_content() == (
        "Regional Innovation Index (EU 2016 = 100), 2016"
    )
    assert (page.locator("#atlas-takeaway").text_content() or "").startswith(
        "Regional Innovation Index (EU 2016 = 100), 2016: highest in "
    )
    assert "year=2016" in page.url


def test_a_figure_without_years_has_no_slider(open_page: Open) -> None:
    page = open_page(PAGE, fragment="#indicator=public-rd")
    settle(page)
    assert page.locator("#atlas-years").is_hidden()
    page.locator(".indicator select").select_option("index")
    settle(page)
    assert page.locator("#atlas-years").is_visible()


def test_a_class_of_a_figure_filters_regions_and_clusters(open_page: Open) -> None:
    page = open_page(PAGE, fragment="#indicator=public-rd")
    settle(page)
    assert page.locator("#atlas-rows tbody tr").count() == 25
    page.locator("#atlas-legend button.entry").first.click()
    settle(page)
    assert "class=q5" in page.url
    assert page.locator("#atlas-rows tbody tr").count() == 8
    assert page.locator("path.region:not(.faded)").count() > 40


def test_profile_card_and_table_say_the_values(open_page: Open) -> None:
    page = open_page(PAGE, fragment="#region=DE21&indicator=index&when=2017")
    settle(page)
    bars = page.locator("#atlas-panel .bars").first
    said = [text.replace("\u00a0", " ") for text in bars.locator("> li").all_text_contents()]
    assert said[0] == "R&D expenditure in the public sector135.9 points"
    assert said[2].startswith("Regional Innovation Index (EU 2016 = 100), 2017151.6")
    # A full bar is the highest value of the regions, 181.45, and the line is at their median.
    assert (bars.locator(".bar-fill").first.get_attribute("style") or "").startswith("--size: 74.87")
    assert float(
        re.findall(r"[\d.]+", bars.locator(".bar-mark").first.get_attribute("style") or "")[0]
    ) == pytest.approx(100 * 83.0 / 181.45, abs=0.05)
    # Only the figure of several years has a chart, its dot in the year of the link.
    assert bars.locator("> li").filter(has=page.locator(".series")).count() == 1
    label = bars.locator(".series").get_attribute("aria-label") or ""
    assert label.startswith("Regional Innovation Index (EU 2016 = 100): 2016: 148.8; 2017: 151.6; ")
    page = open_page(PAGE, fragment="#cluster=biowin")
    settle(page)
    panel = (page.locator("#atlas-panel").text_content() or "").replace("\u00a0", " ")
    # Its region shows the value of the larger unit around it, and the card says so.
    assert "80.7 pointsRégion wallonne (BE3)" in panel
    head = page.locator("#atlas-rows thead").text_content() or ""
    assert "R&D expenditure in the public sector" in head


def test_a_comparison_draws_a_figure_as_it_draws_the_index(open_page: Open) -> None:
    page = open_page(PAGE, fragment="#compare=region:DE21,region:RO21&panel=compare")
    settle(page)
    values, charts = page.locator("table.compare tbody tr").all()[-2:]
    assert values.locator("td").all_text_contents() == ["164.3", "38.9"]
    assert values.locator(".bar-mark").count() == 2
    assert charts.locator("th").text_content() == "Regional Innovation Index (EU 2016 = 100)"
    # On one scale: the higher value stands higher.
    heights = [float(dot.get_attribute("cy") or 0) for dot in charts.locator(".chart-dot").all()]
    assert len(heights) == 2
    assert heights[0] < heights[1] - 40


def test_a_square_of_two_figures_keeps_its_titles_in_its_column(open_page: Open) -> None:
    page = open_page(PAGE, width=768, fragment="#lang=fr")
    settle(page)
    edges = page.locator(".pair-title").evaluate_all("all => all.map(p => p.getBoundingClientRect().left)")
    assert len(edges) == 2
    assert edges[0] == edges[1]


def test_a_square_of_two_figures_filters_and_a_region_says_both(open_page: Open) -> None:
    page = open_page(PAGE)
    settle(page)
    assert (page.locator("#atlas-takeaway").text_content() or "").startswith("Public R&D and new products: ")
    cells = page.locator(".pair-cell")
    shown = [cell or "0" for cell in cells.locator("[aria-hidden]").all_text_contents()]
    assert sum(map(int, shown)) == 244
    last = cells.nth(8)
    assert last.get_attribute("class") == "pair-cell pair-3"
    assert "R&D expenditure in the public sector (points): " in (last.text_content() or "")
    last.click()
    settle(page)
    assert "class=q3" in page.url
    assert page.locator("path.region.pair-3:not(.faded)").count() > 10
    assert page.locator("path.region:not(.pair-3):not(.faded)").count() == 0
    assert page.locator(".pair-cell[aria-pressed=true]").count() == 1
    page.locator("path.region.pair-3:not(.faded)").first.hover(force=True)
    lines = (page.locator(".tip").text_content() or "").replace("\u00a0", " ")
    assert "R&D expenditure in the public sector: " in lines
    assert "Sales of new or improved products: " in lines


def test_a_figure_stands_against_the_clusters_in_a_strip_and_a_list(open_page: Open) -> None:
    page = open_page(PAGE, fragment="#indicator=public-rd")
    settle(page)
    assert page.locator(".strip-dot").count() == 25
    words = (page.locator(".strip p").text_content() or "").replace("\u00a0", " ")
    assert words == "Dots: clusters, median 102.4 points. Lines: regions, median 83.0 points."
    values = [float(text) for text in page.locator("#atlas-side .value").all_text_contents()]
    assert values == sorted(values, reverse=True)
    assert page.locator("#atlas-side .fine").text_content() == "R&D expenditure in the public sector (points)"
    dot = page.locator(".strip-dot").last
    name = dot.get_attribute("data-id") or ""
    dot.hover()
    assert page.locator(f"#atlas-side li.lit[data-id={name}], .marker.lit[data-id={name}]").count() == 2
    dot.click()
    settle(page)
    assert f"cluster={name}" in page.url
    page = open_page(PAGE)
    settle(page)
    assert page.locator("#atlas-side .value").first.text_content() == "179.0 · 141.9"


def test_without_a_script_the_page_says_what_its_first_figure_does(open_page: Open) -> None:
    page = open_page(PAGE)
    settle(page)
    sentence = page.locator("#atlas-takeaway").text_content()
    lacks = page.locator("#atlas-legend section").first.locator("li b").all_text_contents()
    plain = open_page(PAGE, java_script_enabled=False)
    assert plain.locator("#atlas-takeaway").text_content() == sentence
    shown = plain.locator("noscript b").all_inner_texts()
    assert [text for text in lacks if text not in shown] == []
    assert word("term.class.leader") not in shown


def test_the_map_in_words_says_the_figure_and_no_classes(open_page: Open) -> None:
    page = open_page(PAGE, fragment="#indicator=public-rd")
    settle(page)
    words = page.locator("#atlas-summary .words").text_content() or ""
    assert (page.locator("#atlas-takeaway").text_content() or "") in words
    assert "116 and more: 43 regions · 8 clusters" in words


def test_the_map_in_words_names_the_regions_of_a_pair(open_page: Open) -> None:
    page = open_page(PAGE)
    settle(page)
    lines = page.locator("#atlas-summary ul").first.locator("li").all_text_contents()
    cells = [int(text) for text in page.locator(".pair-cell > [aria-hidden]").all_text_contents()]
    titles = page.locator("#atlas-summary ul").first.locator("li b").all_text_contents()
    named = [line.removeprefix(title).split("; ") for line, title in zip(lines, titles, strict=True)]
    assert sum(len(names) for names in named[:9]) == sum(cells) == 244
    assert lines[0].startswith("R&D expenditure in the public sector (points): below 70; Sales of new")
    assert named[8][0].strip() == "Ostösterreich"
