"""What a phone shows first: whole sentences, controls in their rows, and the map."""

import pytest
from driver import Open, geometry, go, refuse, settle, word
from projects import ALL_LANGUAGES, BUNDLED

from tests.night import some_by_day

pytestmark = pytest.mark.browser

#: States in which the map begins below a place: every language, each layer, each entry of its list.
LOW_MAPS = """async ([lowest, listed]) => {
  const valuesOf = (selector) => [...document.querySelectorAll(selector)].map(({ value }) => value);
  const go = (choices) => new Promise((resolve) => {
    addEventListener("hashchange", resolve, { once: true });
    location.hash = choices;
  });
  const map = document.querySelector("#atlas-stage > .folium-map");
  const low = [];
  let seen = 0;
  for (const lang of valuesOf("#atlas-language option"))
    for (const base of valuesOf("[name=atlas-base]")) {
      await go(`lang=${lang}&layer=${base}`);
      const all = document.querySelector(".indicator").hidden ? [] : valuesOf(".indicator option:enabled");
      for (const code of all.length && listed ? all : [""]) {
        const state = `lang=${lang}&layer=${base}${code && `&indicator=${code}`}`;
        if (code && code !== all[0]) await go(state);
        const top = map.getBoundingClientRect().top + scrollY;
        if (top > lowest) low.push(`${state}: the map begins at ${top}`);
        seen += 1;
      }
    }
  return [seen, low];
}"""


@pytest.mark.parametrize(
    ("name", "width", "listed"),
    some_by_day(
        [
            (name, width, listed)
            for name in BUNDLED
            for width in (320, 360, 390, 412)
            for listed in (False, True)
        ],
        day=[(name, 320, False) for name in BUNDLED],
    ),
)
def test_the_map_begins_near_the_top(open_page: Open, name: str, width: int, listed: bool) -> None:
    page = open_page(name, width=width, height=740)
    settle(page)
    seen, low = page.evaluate(LOW_MAPS, [220, listed])
    assert seen >= 2 * len(ALL_LANGUAGES)
    refuse({name: low})


LONG = (
    "Regionale Innovationsleistung und biotechnologische Cluster in Europa: "
    "wie sie sich finanzieren, welche Dienste sie anbieten"
)


def test_a_long_title_is_two_lines_and_the_button_beside_it_shows_the_whole(open_page: Open) -> None:
    page = open_page("bioclusters", width=320, height=640, fragment="#lang=de")
    title = page.locator("h1")
    title.evaluate("(node, text) => { node.textContent = text; }", LONG)
    settle(page)
    hidden = "(node) => node.scrollHeight - node.clientHeight"
    assert title.evaluate(hidden) > 0
    assert title.evaluate("(node) => node.clientHeight") <= 2 * 16
    assert page.get_by_role("heading", level=1).text_content() == LONG
    assert page.locator("#atlas-takeaway").evaluate(hidden) <= 0
    page.locator(".menu").click()
    settle(page)
    assert title.evaluate(hidden) <= 0
    assert geometry(page, "outside()") == []


#: How far down the middle of each is.
MIDDLES = """(all) => all.map((one) => {
  const { y, height } = one.getBoundingClientRect();
  return y + height / 2;
})"""


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_filter_drops_no_button_into_another_row(open_page: Open, language: str) -> None:
    page = open_page("bioclusters", width=320, height=640, fragment=f"#lang={language}")
    row = page.locator("#atlas-search, .filters > .button, #atlas-find > .button:visible:not(.query)")
    for choices in ("", "&class=leader", "&class=leader&find=bio"):
        go(page, f"lang={language}{choices}")
        places = row.evaluate_all(MIDDLES)
        assert len(places) == 3
        assert max(places) - min(places) < 1, choices
    assert page.get_by_text(word("panel.filters.clear", language)).is_visible()
    top = page.locator(".folium-map").evaluate("(node) => node.getBoundingClientRect().top + scrollY")
    assert top <= 220


def test_many_choices_are_rows_of_whole_buttons(open_page: Open) -> None:
    page = open_page("bioclusters", width=768)
    go(page, "lang=de&find=cluster&service=training&compare=region:DE30")
    parts = page.locator("#atlas-find > :visible, .bases")
    assert max(parts.evaluate_all("(all) => all.map((one) => one.offsetHeight)")) <= 32
    page.set_viewport_size({"width": 600, "height": 800})
    go(page, "")
    assert page.locator("#atlas-controls").evaluate("(node) => node.offsetHeight") == 44


def test_a_list_of_figures_stands_below_the_map_of_a_phone(open_page: Open) -> None:
    page = open_page("regional-figures", width=360, height=740)
    listed = page.locator("#atlas-stage > .indicator select")
    settle(page)
    box, frame = (found.bounding_box() for found in (listed, page.locator(".folium-map")))
    assert box is not None
    assert frame is not None
    assert frame["y"] + frame["height"] <= box["y"]
    assert box["y"] + box["height"] <= 740
    page.set_viewport_size({"width": 800, "height": 740})
    assert page.locator("#atlas-controls .indicator select").is_visible()


def test_a_phone_on_its_side_shows_the_map_on_its_first_screen(open_page: Open) -> None:
    page = open_page("bioclusters", width=640, height=360)
    for language in ALL_LANGUAGES:
        go(page, f"lang={language}&layer=indicator")
        top = page.locator(".folium-map").evaluate("(map) => map.getBoundingClientRect().top")
        assert top <= 180, language
    assert page.locator(".folium-map").evaluate("(map) => map.clientHeight") <= 360
    assert geometry(page, "faults()") == []


@pytest.mark.parametrize(("name", "width"), [("example-portfolio", 280), ("bioclusters-story", 320)])
def test_nothing_is_cut_on_a_small_phone(open_page: Open, name: str, width: int) -> None:
    page = open_page(name, width=width, height=640)
    found = {}
    for state in (
        "lang=de",
        "lang=fr&layer=indicator&class=leader&find=bio",
        "lang=de&compare=region:BE32,region:ES51&panel=compare",
        "lang=fr&region=BE32",
    ):
        go(page, state)
        found[state] = geometry(page, "faults()") + geometry(page, "small()")
    refuse(found)


@pytest.mark.parametrize("name", ["bioclusters", "example-portfolio"])
def test_nothing_is_cut_on_a_phone_with_letters_twice_as_large(open_page: Open, name: str) -> None:
    page = open_page(name, width=360, height=740)
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    found = {}
    for state in ("lang=de", "lang=fr&layer=change&class=leader", "lang=de&region=BE32"):
        go(page, state)
        found[state] = geometry(page, "faults()")
    refuse(found)


def test_two_places_compared_fit_beside_each_other(open_page: Open) -> None:
    page = open_page(
        "bioclusters", width=320, height=640, fragment="#compare=region:BE32,region:ES51&panel=compare"
    )
    settle(page)
    assert page.locator(".compare").evaluate("(table) => table.offsetWidth") <= 288
