"""The figures of a page are those of the source: what is counted, how it is rounded, whose it is."""

import pytest
from driver import Open, legend, panel, settle, table_rows, word

pytestmark = pytest.mark.browser


def test_the_map_in_words_counts_what_the_scoreboard_counts(open_page: Open) -> None:
    page = open_page("empty", fragment="")
    settle(page)
    text = page.locator("#atlas-summary").text_content() or ""
    assert "239 regions and 5 countries" in text
    for count in (
        "36 regions",
        "70 regions · 2 countries",
        "69 regions · 2 countries",
        "64 regions · 1 country",
    ):
        assert f": {count}" in text
        assert count.replace(" · ", "\n") in legend(page).inner_text()
    assert (page.locator("#atlas-takeaway").text_content() or "").startswith("36 of 239 ")


def test_units_that_moved_count_once(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#layer=change&from=2016&to=2023")
    assert " 209 regions and countries moved up" in (page.locator("#atlas-takeaway").text_content() or "")


def test_no_share_is_rounded_onto_the_bound_of_a_class(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#table=1")
    row = table_rows(page).filter(has_text="BioLAGO").inner_text()
    assert "124.9%" in row
    page = open_page("bioclusters", fragment="#cluster=biolago-e-v-the-health-network")
    assert "124.9% of the EU average" in panel(page).inner_text()
    page = open_page("bioclusters", fragment="#region=PT17&lang=de")
    shown = panel(page).inner_text()
    assert "100\u00a0% des" not in shown
    assert "99," in shown


def test_a_record_names_the_unit_whose_figures_it_shows(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#table=1")
    for name, unit in (("BioTechMed Mazovia", "(PL91)"), ("Norway Health Tech", "(NO08)")):
        assert unit in table_rows(page).filter(has_text=name).inner_text()
    page = open_page("bioclusters", fragment="#cluster=norway-health-tech")
    assert "Oslo og Viken (NO08)" in panel(page).inner_text()


def test_the_two_meanings_of_2019_are_worded_apart(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#cluster=norway-health-tech&year=2019")
    shown = panel(page).inner_text()
    assert word("panel.class.method", year="2019", edition="2023") in shown
    assert word("panel.printed", edition="2019") in shown
    assert "scoreboard 2019" in shown


def test_a_rank_says_of_what(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#region=PT17")
    assert "of 244 regions and countries" in panel(page).inner_text()
