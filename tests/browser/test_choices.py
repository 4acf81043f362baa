"""Every choice of a reader: languages, address, search, filters, table, comparison, sharing."""

import pytest
from driver import (
    CLUSTERS,
    Open,
    drawn_clusters,
    go,
    panel,
    panel_title,
    parameters,
    payload,
    records,
    settle,
    table_rows,
    word,
)
from playwright.sync_api import Page
from projects import ALL_LANGUAGES

from geo.render import embed_snippet

pytestmark = pytest.mark.browser

CATCH_COPIES = """
if (navigator.clipboard) navigator.clipboard.writeText = async (text) => { window.copied = text; };
"""


def find(page: Page, words: str) -> list[str]:
    """Type into the search field; return what it offers."""
    page.locator("#atlas-search").fill(words)
    settle(page)
    return page.locator("#atlas-found [role=option]").all_inner_texts()


def test_a_map_of_two_tables_names_the_table_and_chooses_by_it(open_page: Open) -> None:
    page = open_page("two-tables")
    assert table_rows(page).count() == 9
    page.get_by_role("button", name=word("panel.filters"), exact=True).click()
    page.locator("#atlas-filters").get_by_label("letters").check()
    settle(page)
    assert table_rows(page).count() == 3
    assert parameters(page)["tables"] == "letters"
    page = open_page("two-tables", fragment="#tables=letters&cluster=lodz-textiles-2")
    assert table_rows(page).count() == 3
    facts = panel(page).locator("dl").first.inner_text().split("\n")
    assert facts[facts.index(word("panel.records_table")) + 1] == "letters"


def test_a_map_of_one_table_does_not_speak_of_tables(open_page: Open) -> None:
    page = open_page("bioclusters")
    page.get_by_role("button", name=word("panel.filters"), exact=True).click()
    legends = page.locator("#atlas-filters legend").all_inner_texts()
    assert legends
    assert word("panel.records_table") not in legends


def test_a_language_is_switched_without_a_reload(open_page: Open) -> None:
    page = open_page("bioclusters")
    page.evaluate("window.sameDocument = true")
    titles = payload(page)["map"]["title"]
    languages = page.locator("#atlas-tools select").filter(has=page.locator("option[value=ca]"))
    for language in (*ALL_LANGUAGES[1:], "en"):
        languages.select_option(language)
        settle(page)
        assert page.evaluate("window.sameDocument")
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("dir") in ("ltr", None)
        assert page.title() == titles[language]
        words = page.locator("body").inner_text()
        for key in ("term.class.leader", "term.layer.class", "term.layer.funding", "panel.filters"):
            assert word(key, language) in words, key
        if language != "en":
            assert word("term.layer.funding") not in words


def test_the_address_chooses_the_language(open_page: Open) -> None:
    assert open_page("bioclusters", fragment="#lang=ca").locator("html").get_attribute("lang") == "ca"
    assert open_page("bioclusters", query="?lang=it").locator("html").get_attribute("lang") == "it"


@pytest.mark.parametrize(
    ("locale", "language"), [("fr-FR", "fr"), ("de-AT", "de"), ("ca-ES", "ca"), ("pt-PT", "en")]
)
def test_the_browser_chooses_the_language_where_nothing_else_does(
    open_page: Open, locale: str, language: str
) -> None:
    page = open_page("bioclusters", locale=locale)
    assert page.locator("html").get_attribute("lang") == language


def test_numbers_are_written_as_the_language_writes_them(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#region=DE21&lang=de")
    assert "," in panel(page).inner_text()
    assert page.evaluate("/\\d,\\d/.test(document.querySelector('#atlas-panel').innerText)")


def test_a_region_keeps_its_name_and_gets_the_readers_name_beside_it(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#region=ITC4&lang=de")
    assert "Lombardia" in panel_title(page)
    assert "Lombardei" in panel_title(page)


def test_the_address_holds_every_choice_and_brings_it_back(open_page: Open) -> None:
    page = open_page("bioclusters")
    state = (
        "layer=index&year=2019&show=clusters,labels&class=leader,strong&country=ES,DE&lang=fr&theme=dark"
        "&region=ES51&sort=name-desc&table=1"
    )
    go(page, state)
    first = page.locator("#atlas-header, #atlas-main").all_inner_texts()
    address = page.url
    again = open_page("bioclusters", fragment="#" + address.split("#")[1])
    settle(again)
    assert again.locator("#atlas-header, #atlas-main").all_inner_texts() == first
    assert again.locator("html").get_attribute("data-theme") == "dark"
    assert parameters(again) == parameters(page)


def test_back_and_forward_undo_and_redo_a_choice(open_page: Open) -> None:
    page = open_page("bioclusters")
    go(page, "cluster=biowin")
    go(page, "region=ES51")
    assert "Cataluña" in panel_title(page)
    page.go_back()
    settle(page)
    assert panel_title(page) == "BioWin"
    page.go_back()
    settle(page)
    assert not panel(page).is_visible()
    page.go_forward()
    settle(page)
    assert panel_title(page) == "BioWin"


def test_clicks_are_steps_in_the_history_too(open_page: Open) -> None:
    page = open_page("bioclusters")
    page.locator(f"{CLUSTERS}:not(.many)").nth(3).click()
    settle(page)
    first = panel_title(page)
    page.keyboard.press("Escape")
    settle(page)
    page.go_back()
    settle(page)
    assert panel_title(page) == first


SEARCHES = (
    ("biowin", "BioWin"),
    ("BIO WIN", ""),
    ("catalunya", "Cataluña"),
    ("CATALONIA", "Cataluña"),
    ("katalonien", "Cataluña"),
    ("lombardei", "Lombardia"),
    ("île de france", "Île-de-France"),
    ("steiermark", "Steiermark"),
    ("styria", "Steiermark"),
    ("bavaria", "Oberbayern"),
    ("ES51", "Cataluña"),
    ("graz", "Graz"),
)


def test_search_is_blind_to_case_and_accents_and_knows_exonyms(open_page: Open) -> None:
    page = open_page("bioclusters")
    for words, found in SEARCHES:
        offered = find(page, words)
        assert any(found in option for option in offered), (words, offered)


SPELT = (
    ("hal", "Ħal Far Aerospace"),
    ("lodz", "Łódź Textiles"),
    ("orsted", "Ørsted Wind"),
    ("aero", "Ærø Ferries"),
    ("dakovo", "Đakovo Oak"),
    ("ss holz", "ẞ Holz"),
)


def test_search_and_filter_know_letters_that_no_accent_can_be_taken_off(open_page: Open) -> None:
    page = open_page("spellings")
    for words, found in SPELT:
        assert any(option.startswith(found) for option in find(page, words)), words
        go(page, f"find={words}&table=1")
        assert [row for row in table_rows(page).all_inner_texts() if found in row]
        assert table_rows(page).count() == (2 if words == "aero" else 1), words
        go(page, "")


def test_search_finds_nothing_politely(open_page: Open) -> None:
    page = open_page("bioclusters")
    assert find(page, "xyzzy") == [word("panel.search.none")]


def test_search_by_keyboard_opens_what_it_finds(open_page: Open) -> None:
    page = open_page("bioclusters")
    find(page, "biowin")
    page.keyboard.press("ArrowDown")
    assert page.locator("#atlas-search").get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    settle(page)
    assert panel_title(page) == "BioWin"
    page.keyboard.press("Escape")
    settle(page)
    assert page.evaluate("document.activeElement.id") == "atlas-search"


def test_search_by_mouse_and_by_finger(open_page: Open) -> None:
    page = open_page("bioclusters")
    find(page, "steiermark")
    page.locator("#atlas-found [role=option]").first.click()
    settle(page)
    assert panel(page).is_visible()
    phone = open_page("bioclusters", width=390, height=844, has_touch=True, is_mobile=True)
    find(phone, "biowin")
    phone.locator("#atlas-found [role=option]").first.tap()
    settle(phone)
    assert panel_title(phone) == "BioWin"


def test_filters_leave_the_right_clusters_on_map_and_table(open_page: Open) -> None:
    page = open_page("bioclusters")
    spanish = [record["name"] for record in records(page) if record["country"] == "ES"]
    page.get_by_role("button", name=word("panel.filters"), exact=True).click()
    page.locator("#atlas-filters").get_by_label("Spain").check()
    settle(page)
    assert drawn_clusters(page) == len(spanish)
    assert table_rows(page).count() == len(spanish)
    assert parameters(page)["country"] == "ES"
    assert (
        word("panel.count.of", shown=len(spanish), count=25) in page.locator("#atlas-controls").inner_text()
    )
    page.keyboard.press("Escape")
    assert not page.locator("#atlas-filters").is_visible()
    page.get_by_role("button", name=word("panel.filters.clear")).click()
    settle(page)
    assert drawn_clusters(page) == 25


@pytest.mark.parametrize(
    ("fragment", "keep"),
    [
        ("service=fundraising", lambda record: "fundraising" in record["services"]),
        ("stage=mature", lambda record: record["stage"] == "mature"),
        (
            "funding=public",
            lambda record: (
                record["funding"] and max(record["funding"].values()) == record["funding"].get("public", 0)
            ),
        ),
        ("class=leader", lambda record: record["class"] == "leader"),
    ],
)
def test_each_filter_keeps_what_it_says(open_page: Open, fragment: str, keep: object) -> None:
    page = open_page("example-portfolio", fragment=f"#{fragment}")
    assert callable(keep)
    kept = [record for record in records(page) if keep(record)]
    assert 0 < len(kept) < 45
    assert table_rows(page).count() == len(kept)


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Lombardia (Lombardy) ITC4"), ("de", "Lombardia (Lombardei) ITC4")]
)
def test_the_table_names_a_region_in_its_own_language_and_the_readers(
    open_page: Open, language: str, name: str
) -> None:
    page = open_page("bioclusters", fragment=f"#table=1&lang={language}")
    row = page.locator("#atlas-table tbody tr").filter(has_text="Cluster Lombardo")
    assert name in row.inner_text()


def test_the_table_sorts_both_ways_by_mouse_and_by_keyboard(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#table=1")
    names = page.locator("#atlas-table tbody th")
    header = page.locator("#atlas-table thead th").first
    header.get_by_role("button").click()
    up = names.all_inner_texts()
    assert header.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    settle(page)
    header = page.locator("#atlas-table thead th").first
    assert header.get_attribute("aria-sort") == "descending"
    assert names.all_inner_texts() == list(reversed(up))
    assert parameters(page)["sort"] == "name-desc"


def test_the_table_is_copied_as_csv(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#table=1&country=ES")
    page.evaluate(CATCH_COPIES)
    page.get_by_role("button", name=word("panel.copy.csv")).click()
    settle(page)
    text = page.evaluate("window.copied") or page.locator("dialog textarea").input_value()
    lines = text.split("\r\n")
    assert lines[0].startswith("name,country")
    assert "indicator_2.1.1_percent" in lines[0].split(",")
    assert len(lines) == 1 + table_rows(page).count()


def test_the_tools_of_a_phone_stand_behind_one_button(open_page: Open) -> None:
    page = open_page("bioclusters", width=360, height=740)
    menu, tools = page.locator("button.menu"), page.locator("#atlas-tools")
    assert word("panel.language") in (menu.get_attribute("aria-label") or "")
    assert menu.get_attribute("aria-controls") == "atlas-tools"
    assert (menu.get_attribute("aria-expanded"), tools.is_visible()) == ("false", False)
    menu.click()
    assert (menu.get_attribute("aria-expanded"), tools.is_visible()) == ("true", True)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#atlas-tools') !== null")
    page.keyboard.press("Escape")
    assert (menu.get_attribute("aria-expanded"), tools.is_visible()) == ("false", False)
    assert menu.evaluate("(node) => node === document.activeElement")
    page.keyboard.press("Enter")
    assert tools.is_visible()
    page.keyboard.press("Enter")
    assert not tools.is_visible()
    # Escape on the closed menu is left to the panel.
    go(page, "cluster=biowin")
    menu.focus()
    page.keyboard.press("Escape")
    assert not panel(page).is_visible()


def test_a_wide_window_shows_the_tools_without_a_button(open_page: Open) -> None:
    page = open_page("bioclusters")
    assert page.locator("#atlas-tools").is_visible()
    assert not page.locator("button.menu").is_visible()


def test_two_to_four_can_be_compared(open_page: Open) -> None:
    page = open_page("bioclusters")
    for fragment in ("cluster=biowin", "region=ES51", "region=DE21"):
        go(
            page,
            fragment + ("&compare=" + parameters(page)["compare"] if "compare" in parameters(page) else ""),
        )
        panel(page).get_by_role("button", name=word("panel.compare.add")).click()
        settle(page)
    assert parameters(page)["compare"].count(":") == 3
    table = panel(page).locator("table.compare")
    assert table.locator("thead th").count() == 3
    assert table.locator("tbody tr").count() >= 20
    table.locator("thead button.close").first.click()
    settle(page)
    assert table.locator("thead th").count() == 2
    # Two stand beside each other on the smallest phone.
    page.set_viewport_size({"width": 320, "height": 640})
    settle(page)
    assert panel(page).evaluate("(node) => node.scrollWidth <= node.clientWidth")


def test_a_link_and_an_embed_code_can_be_copied(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#layer=index&lang=es")
    page.evaluate(CATCH_COPIES)

    def copied(name: str) -> str:
        page.get_by_role("button", name=name).click()
        settle(page)
        text: str = page.evaluate("window.copied") or page.locator("dialog textarea").input_value()
        return text

    link = copied(word("panel.copy.link", "es"))
    assert link == page.url
    assert copied(word("panel.copy.embed", "es")) == embed_snippet(page.url, page.title())


def test_the_theme_is_chosen_by_the_system_or_by_the_reader(open_page: Open) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = (open_page("bioclusters", color_scheme=theme) for theme in ("light", "dark"))
    assert light.evaluate(ground) != dark.evaluate(ground)
    go(light, "theme=dark")
    assert light.evaluate(ground) == dark.evaluate(ground)
