"""Cards and profiles by mouse, by keyboard and by finger."""

from typing import Any

import pytest
from driver import (
    CLUSTERS,
    REGIONS,
    Open,
    go,
    marker,
    panel,
    panel_title,
    parameters,
    payload,
    place_inside,
    records,
    region,
    settle,
    table_rows,
    word,
)
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

BIOWIN = "biowin"


def tab_to(page: Page, selector: str, most: int = 60) -> int:
    """Press Tab until the focus is on what the selector names; return how many presses it took."""
    for presses in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return presses
    pytest.fail(f"{selector} is not reached with {most} presses of Tab")


@pytest.mark.parametrize("width", [360, 1440])
def test_a_click_on_a_marker_opens_its_card(open_page: Open, width: int) -> None:
    page = open_page("bioclusters", width=width)
    single = page.locator(f"{CLUSTERS}:not(.many)").first
    name = (single.get_attribute("aria-label") or "").split(",")[0]
    single.click()
    settle(page)
    assert panel(page).is_visible()
    assert panel_title(page).startswith(name[:8])
    assert parameters(page)["cluster"] == single.get_attribute("data-id")


@pytest.mark.parametrize("width", [360, 1440])
def test_the_keyboard_opens_a_card_and_escape_gives_the_focus_back(open_page: Open, width: int) -> None:
    page = open_page("bioclusters", width=width)
    tab_to(page, f"{CLUSTERS}")
    page.keyboard.press("ArrowRight")
    for _ in range(30):
        if page.evaluate("!document.activeElement.matches('.many')"):
            break
        page.keyboard.press("ArrowDown")
    before = page.evaluate("document.activeElement.dataset.id")
    page.keyboard.press("Enter")
    settle(page)
    assert panel_title(page)
    assert page.evaluate("document.activeElement.closest('#atlas-panel') !== null")
    page.keyboard.press("Escape")
    settle(page)
    assert not panel(page).is_visible()
    assert page.evaluate("document.activeElement.dataset.id") == before


def test_clusters_are_one_tab_stop_and_so_are_regions(open_page: Open) -> None:
    page = open_page("bioclusters")
    assert page.locator(f"{CLUSTERS}[tabindex='0']").count() == 1
    assert page.locator(f"{REGIONS}[tabindex='0']").count() == 1


def test_arrow_keys_follow_geography_among_clusters(open_page: Open) -> None:
    page = open_page("bioclusters")
    tab_to(page, CLUSTERS)
    place = "(() => { const box = document.activeElement.getBoundingClientRect(); return [box.x, box.y]; })()"
    for key, axis, sign in (
        ("ArrowDown", 1, 1),
        ("ArrowRight", 0, 1),
        ("ArrowUp", 1, -1),
        ("ArrowLeft", 0, -1),
    ):
        before = page.evaluate("document.activeElement.dataset.id")
        x_y = page.evaluate(place)
        page.keyboard.press(key)
        after = page.evaluate(place)
        if page.evaluate("document.activeElement.dataset.id") != before:
            assert sign * (after[axis] - x_y[axis]) > 0, key


def test_arrow_keys_walk_to_the_neighbouring_region(open_page: Open) -> None:
    page = open_page("bioclusters")
    region(page, "ES51").focus()
    page.keyboard.press("ArrowLeft")
    assert (
        payload(page)["regions"]["id"][page.evaluate("Number(document.activeElement.dataset.at)")] == "ES24"
    )
    page.keyboard.press("Enter")
    settle(page)
    assert "Aragón" in panel_title(page)


def test_a_region_announces_name_class_and_index(open_page: Open) -> None:
    page = open_page("bioclusters")
    settle(page)
    label = region(page, "DE21").get_attribute("aria-label") or ""
    assert "Oberbayern" in label
    assert word("term.class.leader") in label
    assert "%" in label


def test_focus_is_visible_on_a_region_and_on_a_cluster(open_page: Open) -> None:
    page = open_page("bioclusters")
    tab_to(page, REGIONS)
    assert page.evaluate("document.querySelector('path.outline.focused').getAttribute('d').length") > 10
    tab_to(page, CLUSTERS)
    style = page.evaluate(
        "(() => { const style = getComputedStyle(document.activeElement);"
        " return [style.outlineStyle, parseFloat(style.outlineWidth), style.boxShadow]; })()"
    )
    assert (style[0] != "none" and style[1] >= 2) or style[2] != "none"


def test_a_card_says_where_the_class_comes_from_and_what_was_printed(open_page: Open) -> None:
    page = open_page("bioclusters", fragment=f"#cluster={BIOWIN}")
    shown = panel(page).inner_text()
    for expected in ("BioWin", "Hainaut", "BE3", word("term.class.strong"), "2019", "EU"):
        assert expected in shown
    assert word("panel.city.unconfirmed") in shown
    assert panel(page).locator("svg[role=img]").count() >= 1


def test_an_unknown_city_is_not_presented_as_a_fact(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#cluster=lifeteczone")
    assert word("panel.city.unknown") in panel(page).inner_text()


def test_a_card_of_the_surveyed_clusters_invents_no_funding(open_page: Open) -> None:
    page = open_page("bioclusters", fragment=f"#cluster={BIOWIN}")
    assert panel(page).inner_text().count(word("map.unpublished")) == 1
    assert panel(page).locator(".donut").count() == 0


def test_a_donut_is_drawn_only_for_shares_that_make_a_whole(open_page: Open) -> None:
    page = open_page("example-portfolio")
    for whole in (True, False):
        record = next((r for r in records(page) if r["funding"] and bool(r["fundingIsWhole"]) is whole), None)
        assert record is not None
        go(page, f"cluster={record['id']}")
        assert (panel(page).locator(".donut").count() == 1) is whole
        assert (panel(page).locator(".bars").count() >= 1) or whole


def test_the_profile_of_a_region_shows_class_rank_indicators_and_clusters(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#region=DE21")
    shown = panel(page).inner_text()
    for expected in ("Oberbayern", "Upper Bavaria", word("term.class.leader"), word("panel.rank")):
        assert expected in shown
    assert panel(page).locator(".bars li").count() == 20
    assert panel(page).locator("svg[role=img]").count() == 1
    # Within a point the region stayed the same, as the layer of what moved counts it.
    go(page, "region=FR10")
    assert "→ −0.7" in panel(page).inner_text()


def test_a_tap_opens_a_card_and_leaves_no_tooltip_behind(open_page: Open) -> None:
    page = open_page("bioclusters", width=390, height=844, has_touch=True, is_mobile=True)
    page.locator(f"{CLUSTERS}:not(.many)").first.tap()
    settle(page)
    assert panel(page).is_visible()
    assert page.locator(".tip:visible").count() == 0
    page.keyboard.press("Escape")
    page.touchscreen.tap(195, 500)
    settle(page)
    assert page.locator(".tip:visible").count() == 0


def test_hovering_a_region_names_it_and_leaving_takes_the_name_away(open_page: Open) -> None:
    page = open_page("bioclusters")
    page.mouse.move(*place_inside(page, "ES41"))
    assert "Castilla y León" in page.locator(".tip").inner_text()
    page.mouse.move(5, 5)
    page.locator(".tip").wait_for(state="hidden")


def test_the_pointer_reaches_what_names_a_region(open_page: Open) -> None:
    page = open_page("bioclusters")
    tip = page.locator(".tip")
    shape: Any = region(page, "FRK2").bounding_box()
    x, y = round(shape["x"] + shape["width"] / 2), round(shape["y"] + shape["height"] / 2)
    page.mouse.move(x, y)
    first: Any = tip.bounding_box()
    # It goes along with a pointer that goes elsewhere, and waits for one that comes.
    page.mouse.move(x + 3, y)
    follows: Any = tip.bounding_box()
    assert follows["x"] == pytest.approx(first["x"] + 3, abs=1)
    for step in range(1, 41):
        page.mouse.move(x + 3, y - step)
    page.wait_for_timeout(400)
    assert tip.bounding_box() == follows
    assert "Rhône-Alpes" in tip.inner_text()
    assert page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('.tip') !== null", [x + 3, y - 40]
    )
    # It goes with Escape, and comes back for what else is pointed at.
    page.keyboard.press("Escape")
    page.mouse.move(x + 4, y - 40)
    assert not tip.is_visible()
    page.mouse.move(*place_inside(page, "ES41"))
    assert "Castilla y León" in tip.inner_text()


def test_a_click_on_a_region_opens_its_profile(open_page: Open) -> None:
    page = open_page("bioclusters")
    page.mouse.click(*place_inside(page, "ES41"))
    settle(page)
    assert "Castilla y León" in panel_title(page)


def test_a_row_of_the_table_opens_the_card_and_the_card_marks_the_row(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#table=1")
    row = table_rows(page).filter(has_text="BioWin")
    row.get_by_role("button").or_(row.get_by_role("link")).first.click()
    settle(page)
    assert panel_title(page) == "BioWin"
    assert "chosen" in (marker(page, BIOWIN).get_attribute("class") or "")
