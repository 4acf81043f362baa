"""The address holds every choice: whatever is set by hand is there again when the address is opened anew.

Each look opens a page anew: `make test` makes every choice, those that do not bear on each other together,
`make nightly` each alone, the entries of every legend, and every step on the way to many choices together.
"""

from collections.abc import Callable
from typing import Any

import pytest
from driver import Blank, Open, go, panel, parameters, refuse, settle, wait_for_start, word
from playwright.sync_api import Page

from tests.night import some_by_day

pytestmark = pytest.mark.browser

# What a reader sees of the state: words, what is switched on, how regions and clusters look and where.
SEEN = """
(() => ({
  words: ["#atlas-header", "#atlas-controls", "#atlas-legend", "#atlas-years", "#atlas-panel", "#atlas-table"]
    .map((part) => document.querySelector(part).innerText),
  fields: [...document.querySelectorAll("input:not(#atlas-filters *), select")]
    .map((field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value)),
  pressed: [...document.querySelectorAll("[aria-pressed], [aria-sort], [aria-expanded]")]
    .map((node) => [node.ariaPressed, node.ariaSort, node.ariaExpanded].join()),
  regions: [...document.querySelectorAll("path.region")].map((path) => path.getAttribute("class")),
  clusters: [...document.querySelectorAll("button.marker")].map((marker) => {
    const { x, y } = marker.getBoundingClientRect();
    return [`${marker.dataset.id} ${marker.className}`, x, y];
  }),
  chosen: document.querySelector("path.outline.chosen").getAttribute("d").length,
  page: [document.documentElement.lang, document.documentElement.dataset.theme ?? "auto"],
}))()
"""


def seen(page: Page) -> dict[str, Any]:
    """Return what a reader sees of the state, the pointer out of the way and nothing focused."""
    page.mouse.move(1, 1)
    page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
    settle(page)
    state: dict[str, Any] = page.evaluate(SEEN)
    return state


def differences(page: Page, again: Page) -> list[str]:
    """Open the address of a page anew in another one and return what is not as it was."""
    before = seen(page)
    again.goto("about:blank")
    again.goto(page.url)
    wait_for_start(again)
    settle(again)
    after = seen(again)
    return [
        f"{key}: {before[key]!r:.300} is {after[key]!r:.300}"
        for key in before
        if not same(before[key], after[key])
    ]


def same(one: Any, other: Any) -> bool:
    """Tell whether two states are the same; markers may stand a few pixels off."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) < 12
    return bool(one == other)


def layer(key: str) -> Callable[[Page], None]:
    """Click the label of a base layer or an overlay."""
    controls = word(f"term.layer.{key}")
    return lambda page: page.locator("label:is(.pill, .check)").filter(has_text=controls).first.click()


def choose(selector: str, value: str) -> Callable[[Page], None]:
    """Choose an option of a list."""

    def act(page: Page) -> None:
        page.locator(selector).select_option(value)

    return act


def press(name: str) -> Callable[[Page], None]:
    """Press a button of the panel or of the page by its name."""
    return lambda page: page.get_by_role("button", name=word(name), exact=True).first.click()


def slide(page: Page) -> None:
    page.locator("#atlas-years input").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")


def search(words: str) -> Callable[[Page], None]:
    """Search and take the last offer, which filters by the words."""

    def act(page: Page) -> None:
        page.locator("#atlas-search").fill(words)
        page.locator("#atlas-found [role=option]").last.click()

    return act


def tick(number: int) -> Callable[[Page], None]:
    """Tick one box of every filter."""

    def act(page: Page) -> None:
        page.locator(".filters > button").click()
        for group in page.locator("#atlas-filters fieldset").all():
            boxes = group.locator("input")
            boxes.nth(number % boxes.count()).check()
        page.keyboard.press("Escape")

    return act


def sort(column: int, times: int) -> Callable[[Page], None]:
    """Press the heading of a column."""

    def act(page: Page) -> None:
        for _ in range(times):
            page.locator("#atlas-table thead button").nth(column).click()

    return act


ACTS: dict[str, Callable[[Page], None]] = {
    **{f"layer {key}": layer(key) for key in ("index", "change", "indicator")},
    **{f"overlay {key}": layer(key) for key in ("clusters", "funding", "services", "labels", "borders")},
    "year": slide,
    "theme": choose("#atlas-theme", "dark"),
    "language": choose("#atlas-language", "ca"),
    "find": search("synthetic a"),
    "one of each filter": tick(0),
    "another of each filter": tick(3),
    "zoom": lambda page: page.locator(".zoom button").first.click(),
    "sort up": sort(0, 1),
    "sort down": sort(4, 2),
    "hide the table": press("panel.table.hide"),
    "cluster": lambda page: page.locator("#atlas-table tbody button").nth(2).click(),
}


TOGETHER = (
    ("layer index", "overlay funding", "year", "sort up"),
    ("layer change", "overlay labels", "theme", "cluster"),
    ("layer indicator", "overlay borders", "language", "zoom"),
    ("overlay services", "one of each filter", "sort down"),
    ("overlay clusters", "another of each filter", "hide the table"),
    ("find",),
)
ALONE = [pytest.param((act,), marks=pytest.mark.nightly) for act in ACTS if (act,) not in TOGETHER]


@pytest.mark.parametrize("acts", [*TOGETHER, *ALONE], ids=", ".join)
def test_a_choice_made_by_hand_is_in_the_address(
    open_page: Open, blank_page: Blank, acts: tuple[str, ...]
) -> None:
    page, again = open_page("example-portfolio"), blank_page(1440, 900)
    for act in acts:
        before = page.url
        ACTS[act](page)
        page.wait_for_function("(before) => location.href !== before", arg=before)
    refuse({", ".join(acts): differences(page, again)})


def test_every_choice_is_made_by_day() -> None:
    assert {act for acts in TOGETHER for act in acts} == set(ACTS)


def test_a_place_dragged_to_is_in_the_address(open_page: Open) -> None:
    where = "document.querySelector('path.region').getBoundingClientRect().toJSON()"
    page = open_page("example-portfolio")
    at_first = page.evaluate(where)
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    left, top = box["x"] + 30, box["y"] + box["height"] - 30
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + 150, top - 80, steps=8)
    page.wait_for_timeout(300)  # held still, so that nothing goes on moving
    page.mouse.up()
    page.wait_for_function("() => location.href.includes('view=')")
    settle(page)
    before = page.evaluate(where)
    assert before["x"] - at_first["x"] == pytest.approx(150, abs=3)
    assert before["y"] - at_first["y"] == pytest.approx(-80, abs=3)
    again = open_page("example-portfolio", fragment="#" + page.url.partition("#")[2])
    settle(again)
    assert again.evaluate(where) == pytest.approx(before, abs=2)
    assert parameters(again)["view"] == parameters(page)["view"]


@pytest.mark.parametrize("at_each_step", some_by_day([False, True], day=[False]))
def test_all_choices_together_are_in_the_address(
    open_page: Open, blank_page: Blank, at_each_step: bool
) -> None:
    page, again = open_page("bioclusters"), blank_page(1440, 900)
    for act in (
        layer("change"),
        choose("#atlas-years label:first-child select", "2018"),
        choose("#atlas-years label:last-child select", "2021"),
        layer("labels"),
        choose("#atlas-theme", "light"),
        lambda page: page.locator("#atlas-legend button.entry").first.click(),
        lambda page: page.locator("#atlas-table tbody button").first.click(),
        press("panel.compare.add"),
        lambda page: page.locator(".zoom button").first.click(),
        sort(2, 2),
        choose("#atlas-language", "fr"),
    ):
        act(page)
        settle(page)
        if at_each_step:
            refuse({page.url: differences(page, again)})
    refuse({page.url: differences(page, again)})
    assert {
        "layer",
        "from",
        "to",
        "show",
        "theme",
        "class",
        "cluster",
        "compare",
        "view",
        "sort",
        "lang",
    } <= set(parameters(page))
    before = seen(page)
    for _ in range(6):
        page.go_back()
        settle(page)
    for _ in range(6):
        page.go_forward()
        settle(page)
    after = seen(page)
    assert [key for key in before if not same(before[key], after[key])] == []


@pytest.mark.parametrize(
    ("name", "base"), some_by_day([("changed", "since"), ("unlucky", "class")], day=[("changed", "since")])
)
def test_all_entries_of_a_legend_but_one_are_in_the_address_together(
    open_page: Open, blank_page: Blank, name: str, base: str
) -> None:
    page, again = open_page(name, fragment=f"#layer={base}"), blank_page(1440, 900)
    entries = page.locator("#atlas-legend button.entry")
    keys = entries.evaluate_all("(all) => all.map((one) => one.dataset.key)")[:-1]
    for key in keys:
        page.locator(f'#atlas-legend [data-key="{key}"]').first.click()
    settle(page)
    assert parameters(page)["class"].split(",") == [key.split()[1] for key in keys]
    assert page.locator("#atlas-legend button.entry[aria-pressed=true]").count() == len(keys) > 2
    refuse({base: differences(page, again)})


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("bioclusters", "index"),
        ("bioclusters", "change"),
        ("bioclusters-2019", "class"),
        ("changed", "since"),
        ("unlucky", "class"),
        ("unlucky", "indicator"),
    ],
)
def test_whatever_a_legend_entry_filters_is_in_the_address(
    open_page: Open, blank_page: Blank, name: str, base: str
) -> None:
    page, again = open_page(name, fragment=f"#layer={base}"), blank_page(1440, 900)
    entries = page.locator("#atlas-legend button.entry")
    found = {}
    for key in entries.evaluate_all("(all) => all.map((one) => one.dataset.key)"):
        page.locator(f'#atlas-legend [data-key="{key}"]').first.click()
        settle(page)
        assert key.split()[1] in parameters(page)["class"].split(","), key
        kept = page.locator("path.region:not(.faded), #atlas-table tbody tr[data-id]").count()
        assert kept, f"{key} leaves nothing"
        found[key] = differences(page, again)
        page.locator(f'#atlas-legend [data-key="{key}"]').first.click()
        settle(page)
    assert found
    refuse(found)


def test_what_an_address_says_that_the_map_does_not_offer_is_named_and_left_out(open_page: Open) -> None:
    page = open_page(
        "bioclusters",
        fragment="#layer=none&year=1999&class=best,leader&cluster=nobody&lang=xx&view=1,2&sort=%3Cb%3E-asc&x=1",
    )
    settle(page)
    assert page.locator("#atlas-controls input[value=class]").is_checked()
    assert page.locator("html").get_attribute("lang") == "en"
    assert not panel(page).is_visible()
    hint = page.locator(".hint")
    lost = "layer=none, year=1999, class=best, cluster=nobody, lang=xx, view=1,2, sort=<b>-asc, x=1"
    assert hint.inner_text() == word("map.address.lost", what=lost)
    assert parameters(page) == {"class": "leader"}
    page.wait_for_function(
        "(text) => document.querySelector('#atlas-live').textContent === text", arg=hint.inner_text()
    )
    go(page, "layer=index&region=XX9&lang=fr")
    settle(page)
    assert hint.inner_text() == word("map.address.lost", "fr", what="region=XX9")
    assert parameters(page) == {"layer": "index", "lang": "fr"}
    page.locator("#atlas-legend button.entry").first.click()
    assert not hint.is_visible()


def test_a_step_back_that_takes_the_focused_marker_away_gives_the_focus_to_another(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#country=ES,FR")
    page.locator('button.marker[data-id="ticbiomed"]').focus()
    for fragment, focused in (
        ("country=FR", "button.marker"),
        # Without a marker it goes to the regions.
        ("show=borders", "#atlas-stage path.region"),
    ):
        go(page, fragment)
        settle(page)
        assert page.evaluate("(wanted) => document.activeElement.matches(wanted)", focused)
        assert page.evaluate("document.activeElement.dataset.id !== 'ticbiomed'")


def test_the_skip_link_keeps_the_choices_in_the_address(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#layer=index&year=2018")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("document.activeElement.id") == "atlas-table"
    assert parameters(page) == {"layer": "index", "year": "2018"}
    page.reload()
    wait_for_start(page)
    assert parameters(page) == {"layer": "index", "year": "2018"}
