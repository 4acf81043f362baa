"""axe-core finds nothing: every page, every layer, a card open, both themes, phone width, embedded.

A look of axe-core takes two seconds of a processor, and there are seventy of them: `make test` takes those at
which most can go wrong and shows much at once, `make nightly` all.
"""

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from driver import REGIONS, Open, fills, geometry, go, panel, panel_title, refuse, settle, word
from playwright.sync_api import Page, expect

from tests.night import some_by_day

pytestmark = pytest.mark.browser

EVERY_RULE: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Run by axe-core only when asked for: names of what can be pressed hold the text that stands on it.
EXPERIMENTAL: Final = {rule: {"enabled": True} for rule in ("label-content-name-mismatch", "p-as-heading")}
# A theme changes nothing but colours: what the other rules look at is the same in both.
RULES: Final = {"light": EVERY_RULE, "dark": ["cat.color"]}
# Every layer, and what opens beside the map.
STATES = {
    "class": "",
    "index": "layer=index",
    "change": "layer=change&from=2016&to=2023",
    "indicator": "layer=indicator",
    "funding": "show=clusters,funding",
    "services": "show=clusters,services",
    "labels and borders": "show=clusters,labels,borders",
    "an earlier year": "year=2017",
    "filtered": "class=leader&country=ES",
    "a card": "cluster=biowin",
    "a profile": "region=BE32",
    "a comparison": "compare=region:BE32,region:ES51,cluster:biowin&panel=compare",
    "the survey": "panel=survey",
    "what the survey says": "panel=statements",
    "the table": "table=1",
    "most at once": "layer=change&from=2016&to=2023&show=clusters,funding&cluster=biowin&table=1",
    "an index and a profile": "layer=index&region=BE32",
}
# On a phone the layers differ in nothing but their paint; what is laid out anew is looked at again.
ON_A_PHONE = ("class", "change", "funding", "filtered", "a card", "a comparison", "the table")
#: What `make test` looks at, by width and theme.
BY_DAY: Final = {
    (1440, "light"): ("most at once", "a comparison"),
    (360, "light"): ("class", "a card"),
    (1440, "dark"): ("an index and a profile",),
}
SYNTHETIC = {
    "first": "",
    "services": "show=clusters,services",
    "both": "show=clusters,funding,services",
    "services panel": "panel=services",
    "funding panel": "panel=funding",
    "a card": "cluster=synthetic-01",
    "members": "layer=figure&kind=hospitals&region=ES51",
    "most at once": "layer=figure&kind=hospitals&region=ES51&show=clusters,funding,services",
}
SYNTHETIC_BY_DAY: Final = {"light": ("most at once",), "dark": ("funding panel",)}


def run_axe(page: Page, rules: list[str] | dict[str, Any]) -> list[dict[str, Any]]:
    """Return the violations of rules; selectors of elements are made only where there are some."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    run = "(options) => axe.run(document, options).then(({ violations }) => violations)"
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    if rules == EVERY_RULE:
        options["rules"] = EXPERIMENTAL
    found: list[dict[str, Any]] = page.evaluate(run, {**options, "selectors": False})
    return found and page.evaluate(run, options)


def violations(page: Page, theme: str = "light") -> list[str]:
    """Return what axe-core finds, with the elements, short enough to read."""
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]} {json.dumps(node['any'][:1])[:300]}"
        for one in run_axe(page, RULES[theme])
        for node in one["nodes"][:4]
    ]


def look_at(page: Page, states: Mapping[str, str], theme: str) -> None:
    """Go from state to state of a page; fail with all that axe-core finds."""
    found = {}
    for state, fragment in states.items():
        go(page, fragment)
        found[state] = violations(page, theme)
    refuse(found)


@pytest.mark.parametrize(("width", "theme"), BY_DAY)
def test_axe_finds_nothing_where_most_can_go_wrong(open_page: Open, width: int, theme: str) -> None:
    page = open_page("bioclusters", width=width, color_scheme=theme)
    look_at(page, {state: STATES[state] for state in BY_DAY[width, theme]}, theme)


@pytest.mark.nightly
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_on_any_layer_or_panel(open_page: Open, theme: str, width: int) -> None:
    page = open_page("bioclusters", width=width, color_scheme=theme)
    look_at(page, {state: STATES[state] for state in (ON_A_PHONE if width == 360 else STATES)}, theme)


@pytest.mark.parametrize("states", [SYNTHETIC_BY_DAY, pytest.param(None, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_a_map_with_donuts_and_services(
    open_page: Open, theme: str, states: dict[str, tuple[str, ...]] | None
) -> None:
    page = open_page("example-portfolio", color_scheme=theme)
    look_at(page, {state: SYNTHETIC[state] for state in (states[theme] if states else SYNTHETIC)}, theme)


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.nightly)])
def test_axe_finds_nothing_in_what_changed_since_an_edition(open_page: Open, theme: str) -> None:
    page = open_page("changed", color_scheme=theme)
    states = ("layer=since&panel=changed", "layer=since&region=ITH5")
    look_at(page, {state: state for state in states}, theme)


@pytest.mark.parametrize(
    "name",
    some_by_day(
        [
            *("bioclusters-2019", "bioclusters-story", "changed", "embedded", "hostile", "many", "unlucky"),
            *("empty", "index", "regional-figures"),
        ],
        day=["index", "regional-figures"],
    ),
)
def test_axe_finds_nothing_on_any_page(open_page: Open, name: str) -> None:
    refuse({"": violations(open_page(name))})


@pytest.mark.parametrize(("width", "height"), some_by_day([(320, 900), (1200, 500)], day=[(320, 900)]))
def test_axe_finds_nothing_on_an_embedded_map(open_page: Open, width: int, height: int) -> None:
    page = open_page("bioclusters", width=width, height=height, query="?embed")
    found = {"closed": violations(page)}
    page.locator(".table-head .button").first.click()
    page.locator("#atlas-summary > details > summary").click()
    settle(page)
    assert page.locator("#atlas-rows").is_visible()
    assert page.locator(".words").is_visible()
    found["open"] = violations(page)
    refuse(found)


@pytest.mark.parametrize("width", some_by_day([360, 1440], day=[360]))
def test_axe_finds_nothing_in_sheets_finds_and_words_or_on_paper(open_page: Open, width: int) -> None:
    page = open_page("bioclusters", width=width)
    found = {}
    if width == 360:
        page.locator(".menu").click()
        found["the tools"] = violations(page)
    page.locator(".filters > button").click()
    found["the filters"] = violations(page)
    page.keyboard.press("Escape")
    page.locator("#atlas-search").fill("lombard")
    settle(page)
    found["finds"] = violations(page)
    page.keyboard.press("Escape")
    page.locator("#atlas-summary > details > summary").click()
    found["the words"] = violations(page)
    page.emulate_media(media="print")
    found["paper"] = violations(page)
    refuse(found)


@pytest.mark.parametrize(
    "states",
    [
        ("layer=indicator&region=BE32",),
        pytest.param(("", "cluster=biowin", "panel=survey"), marks=pytest.mark.nightly),
    ],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_the_contrast_of_level_aaa_and_a_label_one_control(
    open_page: Open, theme: str, states: tuple[str, ...]
) -> None:
    rules = ["color-contrast-enhanced"]
    page = open_page("bioclusters", color_scheme=theme)
    found = {}
    for state in states:
        go(page, state)
        run = run_axe(page, {"type": "rule", "values": rules})
        found[state] = [f"{one['id']}: {node['target']}" for one in run for node in one["nodes"]]
        # A label names one control, and an output counts as one.
        labels = page.locator("label").evaluate_all(
            "(all) => all.filter((one) => one.querySelectorAll('input, select, output').length > 1)"
            ".map((one) => one.textContent)"
        )
        found[state] += [f"label of several controls: {one}" for one in labels]
    refuse(found)


def test_axe_finds_nothing_without_scripts(open_page: Open) -> None:
    # axe runs as a script of the tests, which Chromium lets in although the page's own are off.
    page = open_page("bioclusters", java_script_enabled=False)
    assert page.locator("h1").count() == 1
    assert page.locator("#atlas-table table th[scope=col]").count() >= 5


def test_axe_notices_a_fault(open_page: Open) -> None:
    page = open_page("bioclusters")
    page.evaluate("document.querySelector('#atlas-title').after(document.createElement('button'))")
    page.locator(".marker").first.evaluate("(node) => node.append('Seen and in no name')")
    found = violations(page)
    assert any(problem.startswith("button-name") for problem in found)
    assert any(problem.startswith("label-content-name-mismatch") for problem in found)
    page = open_page("bioclusters", color_scheme="dark")
    page.locator("#atlas-sources").evaluate("(list) => { list.style.color = '#333'; }")
    assert any(problem.startswith("color-contrast") for problem in violations(page, "dark"))


def test_a_theme_changes_nothing_but_colours(open_page: Open) -> None:
    state = "#cluster=biowin&show=clusters,funding&panel=survey&table=1"
    boxes = "[...document.body.querySelectorAll('*')].map((one) => one.getBoundingClientRect().toJSON())"
    light, dark = (open_page("bioclusters", fragment=state, color_scheme=theme) for theme in RULES)
    for page in (light, dark):
        settle(page)
    for seen in ("document.body.outerHTML", boxes):
        assert light.evaluate(seen) == dark.evaluate(seen)


@pytest.mark.parametrize("name", ["bioclusters", "example-portfolio"])
@pytest.mark.parametrize("width", [360, 1440])
def test_targets_are_24_pixels_or_more(open_page: Open, name: str, width: int) -> None:
    page = open_page(name, width=width)
    for fragment in ("", "show=clusters,funding,services", "panel=survey", "table=1"):
        go(page, fragment)
        refuse({fragment: geometry(page, "small()")})


def test_reduced_motion_is_respected(open_page: Open) -> None:
    page = open_page("bioclusters", reduced_motion="reduce")
    moving = geometry(page, "moving(0.011)")
    assert moving == []


def test_no_motion_lasts_longer_than_150_ms(open_page: Open) -> None:
    page = open_page("bioclusters")
    refuse({"": geometry(page, "moving(0.15)")})


def test_the_first_tab_stop_leads_to_the_table(open_page: Open) -> None:
    page = open_page("bioclusters")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#atlas-table"


def test_a_text_describes_the_map(open_page: Open) -> None:
    page = open_page("bioclusters")
    settle(page)
    text = page.locator("#atlas-summary").text_content() or ""
    assert len(text) > 200
    for expected in ("25", "239 regions and 5 countries", "2023", "; Toscana (Tuscany); "):
        assert expected in text


def test_changes_are_said_to_those_who_do_not_see_them(open_page: Open) -> None:
    page = open_page("bioclusters")
    search = page.locator("#atlas-search")
    search.fill("lombard")
    settle(page)
    assert page.locator("#atlas-live").inner_text()


def test_layer_year_and_filter_are_spoken(open_page: Open) -> None:
    page = open_page("bioclusters")
    live = page.locator("#atlas-live")
    page.wait_for_timeout(1100)
    assert live.inner_text() == ""  # nothing is filtered
    page.locator("#atlas-controls").get_by_label(word("term.layer.change"), exact=True).first.check()
    page.wait_for_timeout(600)
    title = word("map.title.change", **{"from": "2016"}, to="2023")
    assert live.inner_text().startswith(f"{title}. ")
    assert (page.locator("#atlas-takeaway").text_content() or "") in live.inner_text()
    go(page, "layer=class&year=2019")
    page.wait_for_timeout(600)
    assert live.inner_text().startswith(word("map.title.class", year="2019"))
    page.locator("#atlas-legend button.entry").first.click()
    settle(page)
    assert live.inner_text() == page.locator(".count").inner_text()


def test_nothing_is_spoken_twice_or_run_together(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#panel=services")
    settle(page)
    names = page.locator("#atlas-stage [aria-label]").evaluate_all("all => all.map((one) => one.ariaLabel)")
    assert len(names) > 350
    doubled = [name for name in names if any(a == b for a, b in pairwise(name.split(", ")))]
    assert doubled == []
    assert page.locator("#atlas-rows table").get_attribute("aria-label") == word("term.layer.clusters")
    assert "Legal counselling soft" in panel(page).inner_text().replace("\n", " ")
    assert panel(page).locator("li b [aria-hidden]").all_text_contents().count("↗") == 8
    assert page.locator("#atlas-years output").get_attribute("aria-live") == "off"
    go(page, "layer=index")
    page.wait_for_timeout(600)
    spoken = page.locator("#atlas-live").inner_text()
    assert spoken.count(word("map.title.index", year="2023")) == 1
    headings = page.locator("h2:visible").all_inner_texts()
    assert len(headings) == len({*headings}) > 3


def test_what_an_address_filters_is_spoken(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#country=DE&find=bio")
    live, count = page.locator("#atlas-live"), page.locator(".count")
    assert count.inner_text().startswith("2 of 25")
    expect(live).to_have_text(count.inner_text())
    go(page, "country=ES")
    settle(page)
    assert live.inner_text() == count.inner_text() == "1 of 25 clusters"
    box = page.locator("#atlas-filters").get_by_label("Spain")
    page.locator(".filters > button").click()
    box.first.uncheck()
    assert live.inner_text() == "25 of 25 clusters"


def test_zooming_to_400_percent_needs_no_scrolling_in_two_directions(open_page: Open) -> None:
    # 1280 px at 400 % are 320 CSS pixels (WCAG 1.4.10).
    page = open_page("bioclusters", width=320, height=256)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_focus_never_hides_behind_the_page(open_page: Open) -> None:
    page = open_page("bioclusters", width=1280, height=720)
    lost = []
    for _ in range(40):
        page.keyboard.press("Tab")
        lost.append(geometry(page, "lostFocus()"))
    assert [one for one in lost if one] == []


def test_the_tab_key_brings_what_it_reaches_into_a_map_that_was_zoomed_in(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#view=3859000,3014000,3")
    settle(page)
    page.locator("#atlas-controls input:checked").focus()
    frame = page.locator(".folium-map").bounding_box()
    assert frame
    for kind in ("path", "BUTTON"):
        page.keyboard.press("Tab")
        settle(page)
        focused = page.evaluate_handle("document.activeElement").as_element()
        assert focused.evaluate("(node) => node.tagName") == kind
        box = focused.bounding_box()
        assert frame["x"] < box["x"] + box["width"] / 2 < frame["x"] + frame["width"]
        assert frame["y"] < box["y"] + box["height"] / 2 < frame["y"] + frame["height"]


def test_the_focus_stays_above_the_drawer_of_a_phone(open_page: Open) -> None:
    page = open_page("bioclusters", width=360, height=700, fragment="#cluster=biowin")
    page.evaluate("document.activeElement.blur()")
    under, stops = [], 0
    while stops < 100:
        page.keyboard.press("Tab")
        place = page.evaluate("""() => {
          const [focused, drawer] = [document.activeElement, document.querySelector("#atlas-panel")];
          if (focused === document.body) return null;
          const top = focused.getBoundingClientRect().top;
          const isUnder = !drawer.contains(focused) && top >= drawer.getBoundingClientRect().top;
          return isUnder ? focused.outerHTML.slice(0, 80) : "";
        }""")
        if place is None:
            break
        stops += 1
        under += [place] if place else []
    assert under == []
    assert stops > 50


def test_a_region_below_a_cluster_is_seen_when_it_has_the_focus(open_page: Open) -> None:
    page = open_page("bioclusters")
    berlin = page.locator(f"{REGIONS}[aria-label^='Berlin']")
    berlin.evaluate("(node) => node.focus({ focusVisible: true })")
    settle(page)
    marker = page.locator("button.marker[aria-label*='Berlin']")
    assert float(marker.evaluate("(node) => getComputedStyle(node).opacity")) < 0.5
    berlin.evaluate("(node) => node.blur()")
    assert marker.evaluate("(node) => getComputedStyle(node).opacity") == "1"


def test_colours_forced_by_the_system_leave_the_map_readable(open_page: Open) -> None:
    page = open_page("bioclusters", forced_colors="active")
    assert page.locator(REGIONS).count() == 334
    assert len(set(fills(page))) >= 4
    ground = "(node) => getComputedStyle(node).backgroundColor"
    assert len(set(page.locator("#atlas-side .bit").evaluate_all(f"(all) => all.map({ground})"))) == 3
    # One colour of a ring would not be seen on every class: there is a halo within it.
    page.locator("button.marker").first.evaluate("(node) => node.focus({ focusVisible: true })")
    focused = page.locator("button.marker:focus")
    assert focused.evaluate("(node) => getComputedStyle(node).boxShadow") != "none"
    go(page, "region=ES51&class=leader")
    assert panel(page).is_visible()
    assert "Cataluña" in panel_title(page)
    pills = page.locator(".pill").evaluate_all(f"(all) => all.map({ground})")
    assert len(set(pills)) == 2
    assert pills.count(pills[0]) == 1
    bands = page.locator(".chart-band").evaluate_all("(all) => all.map((one) => getComputedStyle(one).fill)")
    assert len(set(bands)) == 4
    for part in (".entry .swatch", ".bar-fill"):
        painted = set(page.locator(part).evaluate_all(f"(all) => all.map({ground})"))
        assert painted.isdisjoint({page.locator("body").evaluate(ground), "rgba(0, 0, 0, 0)"}), part
    chosen = page.locator(".entry[aria-pressed=true]").evaluate(
        "(node) => getComputedStyle(node).outlineStyle"
    )
    assert chosen == "solid"
