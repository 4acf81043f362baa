"""Maps that a definition makes somebody's own: cropped, in their colours, with notes and a story.

Six sheets of paper with a map on each take Chromium ten seconds: `make test` looks at the sheets in the page,
`make nightly` at the paper.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from driver import Blank, Open, Watch, new_page, observe, panel, settle, wait_for_start, word
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from geo.definition import read_definition
from geo.render import build_page

pytestmark = pytest.mark.browser

MINIMAL = 'title = "Ours"\nrecords = "bioclusters"\nedition = 2023\n'

#: Writes a definition and opens its page: ``own('focus = ["ES"]', width=360)``.
Own = Callable[..., Page]


@pytest.fixture
def own(browser: Browser, blank_page: Blank, watch: Watch, tmp_path: Path) -> Iterator[Own]:
    pages: list[Page] = []
    (tmp_path / "maps").mkdir()

    def open_it(lines: str, *, width: int = 1440, fragment: str = "", **options: Any) -> Page:
        (tmp_path / "maps" / "own.toml").write_text(MINIMAL + lines, encoding="utf-8")
        built = build_page(read_definition(tmp_path / "maps" / "own.toml"))
        (tmp_path / "own.html").write_text(built.html, encoding="utf-8")
        if options:
            page = new_page(browser, viewport={"width": width, "height": 900}, **options)
            pages.append(page)
            observe(page, watch, allowed=())
        else:
            page = blank_page(width, 900)
        page.goto((tmp_path / "own.html").as_uri() + fragment)
        if options.get("java_script_enabled", True):
            wait_for_start(page)
            settle(page)
        return page

    yield open_it
    for page in pages:
        page.close()


#: Size of the map, and how far its outermost regions are from its edges.
EDGES = """() => {
  const map = document.querySelector(".folium-map").getBoundingClientRect();
  const boxes = [...document.querySelectorAll("path.region")].map((node) => node.getBoundingClientRect());
  const least = (side) => Math.min(...boxes.map((box) => box[side]));
  const most = (side) => Math.max(...boxes.map((box) => box[side]));
  return [map.width, map.height, least("left") - map.left, map.right - most("right"),
    least("top") - map.top, map.bottom - most("bottom")];
}"""


@pytest.mark.parametrize("width", [360, 1440])
def test_a_focus_fills_the_map_and_bounds_it(own: Own, width: int) -> None:
    page = own('focus = ["ES", "PT"]', width=width)
    wide, high, left, right, top, bottom = page.evaluate(EDGES)
    assert page.locator("path.region").count() == 26
    assert min(left, right, top, bottom) >= 0
    assert max(1 - (left + right) / wide, 1 - (top + bottom) / high) > 0.75
    # It can be moved by a third of itself, and by no more.
    page.evaluate("window.before = document.querySelector('path.region').getBoundingClientRect().x")
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for _ in range(3):
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] + 0.45 * wide, middle[1], steps=4)
        page.mouse.up()
    settle(page)
    moved = page.evaluate("document.querySelector('path.region').getBoundingClientRect().x - window.before")
    assert 0 < moved < 0.45 * wide


def test_a_page_with_a_focus_counts_what_it_shows(own: Own) -> None:
    page = own('focus = ["DE"]')
    assert page.locator("#atlas-takeaway").inner_text().startswith("3 of 6")
    numbers = page.locator("#atlas-legend").inner_text()
    assert "21 regions" in numbers
    assert page.locator("#atlas-table tbody tr").count() == 6


def test_a_focus_on_regions_names_them_and_not_their_countries(own: Own) -> None:
    page = own('focus = ["ES51", "FRJ", "PT"]\nlayers = ["labels"]\n')
    named = set(page.locator(".labels text").all_text_contents())
    assert {"Catalonia", "Midi-Pyrénées", "Portugal"} <= named
    assert named.isdisjoint({"Spain", "France"})


def test_a_focus_on_one_region_opens(own: Own) -> None:
    page = own('focus = ["FRH0"]')
    assert page.locator("path.region").count() == 1
    assert page.locator("path.region").get_attribute("aria-label").startswith("Bretagne")


def test_a_focus_without_any_unit_of_the_scoreboard_opens(own: Own) -> None:
    page = own('focus = ["TR", "ME"]\nseries = false')
    assert page.locator("path.region").count() == 27


LOOK = """
languages = ["en", "de"]
[style]
accent = "#b3261e"
ramp = ["#d3b3e6", "#a572c8", "#7a3fa5", "#2e0d4d"]
logo = "logo.svg"
publisher = {en = "Regional agency", de = "Regionalagentur"}
"""


def test_a_map_has_the_colours_the_logo_and_the_publisher_of_its_definition(own: Own, tmp_path: Path) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>'
    (tmp_path / "logo.svg").write_text(picture, encoding="utf-8")
    page = own(LOOK)
    fills = page.evaluate("""() => {
      const regions = [...document.querySelectorAll("path.region")];
      const seen = new Set(regions.map((node) => getComputedStyle(node).fill));
      return [...seen].filter((fill) => fill.startsWith("rgb")).sort();
    }""")
    assert fills == ["rgb(122, 63, 165)", "rgb(165, 114, 200)", "rgb(211, 179, 230)", "rgb(46, 13, 77)"]
    line = page.locator(".publisher")
    assert line.inner_text() == "Regional agency"
    assert line.locator("img").evaluate("(node) => [node.complete, node.naturalWidth]") == [True, 8]
    page.locator("#atlas-language").select_option("de")
    assert line.inner_text() == "Regionalagentur"
    # On a tablet the button of the tools stands beside it.
    page.set_viewport_size({"width": 768, "height": 1024})
    tops = [page.locator(box).bounding_box() or {} for box in (".menu", ".publisher")]
    assert abs(tops[0]["y"] - tops[1]["y"]) < 8


def test_without_scripts_the_publisher_is_there(own: Own, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    page = own(LOOK, java_script_enabled=False)
    assert page.locator(".publisher").inner_text() == "Regional agency"


STEPS = ("clusters", "regions", "actors", "funding", "services", "future")
#: Middle of each note's end of line or number, and whether any two texts or a text and the map's edge meet.
NOTES = """() => {
  const map = document.querySelector(".folium-map").getBoundingClientRect();
  return [...document.querySelectorAll(".note")].map((node) => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    return [left - map.left, top - map.top, map.right - right, map.bottom - bottom];
  });
}"""


def told(page: Page) -> str:
    """Return the heading of the step that is shown; there is one."""
    shown = [item for item in page.locator("#atlas-story li").all() if item.is_visible()]
    assert len(shown) == 1
    return shown[0].locator("h2").inner_text()


def test_a_story_is_stepped_by_button_key_and_link(open_page: Open) -> None:
    page = open_page("bioclusters-story")
    settle(page)
    assert told(page) == "25 bioclusters in 13 countries"
    assert "#" not in page.url
    page.get_by_role("button", name=word("panel.story.next"), exact=True).click()
    settle(page)
    assert told(page) == "Eight sit in regions that lead"
    assert page.locator("button.marker").count() == 8
    page.keyboard.press("ArrowRight")
    settle(page)
    assert told(page) == "Small firms set the pace"
    assert page.locator("#atlas-panel").is_visible()
    # The panel of a step does not take the focus: the next key steps on.
    page.keyboard.press("ArrowRight")
    settle(page)
    assert told(page) == "Public money is named most often"
    page.get_by_role("link", name="Step 6 of 6").click()
    settle(page)
    assert told(page) == "Advice will matter more than offices"
    assert page.url.endswith("#story=future&panel=statements")
    # The end of the story is no dead end: the button keeps the focus.
    page.get_by_role("button", name=word("panel.story.next"), exact=True).press("Enter")
    assert told(page) == "Advice will matter more than offices"
    assert page.evaluate("document.activeElement.textContent") == word("panel.story.next")
    page.go_back()
    settle(page)
    assert told(page) == "Public money is named most often"


@pytest.mark.parametrize("at", range(6))
def test_a_link_opens_a_step_as_the_definition_shows_it(open_page: Open, at: int) -> None:
    page = open_page("bioclusters-story", fragment=f"#story={STEPS[at]}")
    settle(page)
    assert page.locator("#atlas-story [aria-current]").inner_text() == str(at + 1)
    assert page.evaluate("document.activeElement === document.body")
    shown = page.url.split("#")[1].removeprefix(f"story={STEPS[at]}").removeprefix("&")
    assert (
        shown
        == ("", "class=leader", "panel=survey", "panel=funding", "panel=services", "panel=statements")[at]
    )


def test_a_step_that_the_reader_changes_keeps_its_name_and_what_was_chosen(open_page: Open) -> None:
    page = open_page("bioclusters-story", fragment="#story=regions")
    page.locator("input[name='atlas-base'][value='index']").check()
    settle(page)
    address = page.url
    assert "story=regions" in address
    assert "layer=index" in address
    page.reload()
    wait_for_start(page)
    settle(page)
    assert told(page) == "Eight sit in regions that lead"
    assert page.url == address


def test_a_story_speaks_the_language_of_the_reader_and_moves_nothing(open_page: Open) -> None:
    page = open_page("bioclusters-story", fragment="#lang=ca")
    assert told(page) == "25 bioclústers en 13 països"
    top = page.locator(".folium-map").evaluate("(node) => node.getBoundingClientRect().top + scrollY")
    for _ in STEPS[1:]:
        page.get_by_role("button", name=word("panel.story.next", "ca"), exact=True).click()
        settle(page)
        assert (
            page.locator(".folium-map").evaluate("(node) => node.getBoundingClientRect().top + scrollY")
            == top
        )
    assert told(page) == "El consell comptarà més que les oficines"


def test_on_a_phone_no_panel_covers_the_step(open_page: Open) -> None:
    page = open_page("bioclusters-story", width=360, fragment="#story=funding")
    settle(page)
    assert told(page) == "Public money is named most often"
    assert page.locator("#atlas-panel").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_a_phone_a_step_stands_below_the_map_with_its_buttons_in_one_row(open_page: Open) -> None:
    page = open_page("bioclusters-story", width=320, height=640, fragment="#lang=de")
    settle(page)
    boxes = page.locator("#atlas-story nav :is(a, button):visible").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) == 8
    middles = [(one["top"] + one["bottom"]) / 2 for one in boxes]
    assert max(middles) - min(middles) < 1
    assert middles[0] < 640
    assert min(one["top"] for one in boxes) > page.locator(".folium-map").evaluate(
        "(map) => map.getBoundingClientRect().bottom"
    )
    page.get_by_role("button", name=word("panel.story.next", "de"), exact=True).click()
    settle(page)
    assert page.locator("#atlas-story [aria-current]").inner_text() == "2"
    page.set_viewport_size({"width": 1024, "height": 800})
    settle(page)
    assert page.locator("#atlas-header + #atlas-story").count() == 1


def test_without_scripts_the_whole_story_is_there(open_page: Open) -> None:
    page = open_page("bioclusters-story", java_script_enabled=False)
    assert [item.is_visible() for item in page.locator("#atlas-story li").all()] == [True] * 6
    assert page.locator("#atlas-notes li").count() == 2


def on_sheets(open_page: Open) -> Page:
    """Print a story from its second step; return the page, a copy of what was printed in it."""
    page = open_page("bioclusters-story", fragment="#story=regions")
    # The sheets are there while the browser prints; a copy of them is kept until the paper is read.
    page.evaluate("""() => {
      window.print = () => (window.kept = document.querySelector(".sheets").cloneNode(true));
    }""")
    page.get_by_role("button", name=word("panel.story.print")).click()
    page.wait_for_function("() => window.kept && !document.querySelector('.sheets')")
    assert told(page) == "Eight sit in regions that lead"
    page.evaluate("""() => {
      document.documentElement.classList.add("has-sheets");
      document.querySelector("#atlas-header").after(window.kept);
    }""")
    return page


def test_all_steps_are_printed_on_a_sheet_each(open_page: Open) -> None:
    page = on_sheets(open_page)
    headings = page.locator("#atlas-story h2").all_text_contents()
    sheets = page.locator(".sheet").all()
    assert len(sheets) == len(headings) == 6
    for heading, sheet in zip(headings, sheets, strict=True):
        assert heading in sheet.inner_text()
    assert "76%" in sheets[3].inner_text()
    maps = page.locator(".sheet .folium-map").all()
    assert [drawn.locator("path.region").count() for drawn in maps] == [334] * 6
    # One hatch, of what the scoreboard does not cover; where one class is chosen it is faded.
    hatches = [drawn.locator("g[clip-path] path.hatch-squares").count() for drawn in maps]
    assert hatches == [1, 0, 1, 1, 1, 1]
    assert "EuroGeographics" in sheets[0].inner_text()
    # What a step opens beside the map stays on the sheet of the step, on A4 without its margins.
    page.emulate_media(media="print")
    for width, height in ((718, 1047), (1047, 718)):
        page.set_viewport_size({"width": width, "height": height})
        assert all(sheet.bounding_box()["height"] <= height for sheet in sheets[1:])


@pytest.mark.nightly
@pytest.mark.parametrize("lies", [False, True])
def test_all_steps_are_read_from_their_paper(open_page: Open, *, lies: bool) -> None:
    page = on_sheets(open_page)
    paper = page.pdf(format="A4", landscape=lies, print_background=True)
    # Each hatch as a picture made 57 MB.
    assert 500_000 < len(paper) < 3_000_000
    reader = PdfReader(BytesIO(paper))
    # Ligatures are the letters they are of.
    sheets = [" ".join(normalize("NFKC", sheet.extract_text()).split()) for sheet in reader.pages]
    headings = page.locator("#atlas-story h2").all_text_contents()
    assert len(sheets) == len(headings)
    assert all(heading in sheet for heading, sheet in zip(headings, sheets, strict=True))
    assert "76%" in sheets[3]
    assert "EuroGeographics" in sheets[0]


@pytest.mark.parametrize("width", [1024, 1440])
def test_notes_stand_on_the_map_apart_from_each_other(open_page: Open, width: int) -> None:
    page = open_page("bioclusters-story", width=width)
    settle(page)
    assert page.locator(".note").all_inner_texts() == page.locator("#atlas-notes li").all_text_contents()
    boxes = page.evaluate(NOTES)
    assert min(side for box in boxes for side in box) >= 0
    (one, two) = [page.locator(".note").nth(at).bounding_box() for at in (0, 1)]
    assert one is not None
    assert two is not None
    assert (
        one["x"] + one["width"] < two["x"]
        or two["x"] + two["width"] < one["x"]
        or one["y"] + one["height"] < two["y"]
        or two["y"] + two["height"] < one["y"]
    )
    assert page.locator(".note-lines circle").count() == 2
    assert page.locator("#atlas-notes").is_hidden()


def test_on_a_small_map_a_note_is_a_number_and_its_text_stands_below(open_page: Open) -> None:
    page = open_page("bioclusters-story", width=360)
    settle(page)
    box = page.locator(".note").first.bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (24, 24)
    assert page.locator("#atlas-notes li").first.inner_text().startswith("Berlin")


def test_many_notes_and_steps_and_words_without_end_stay_on_the_page(own: Own) -> None:
    long = "W" * 300
    lines = f'subtitle = "{long}"\n[style]\npublisher = "{long}"\n[[sources]]\ntext = "{long}"\n'
    for at in range(12):
        lines += f'[[story]]\nname = "step-{at}"\ntitle = "{long}"\ntext = "{long}"\n'
        lines += f'[[notes]]\nlat = {40 + at}\nlon = 9\ntext = "{long}"\n'
    page = own(lines)
    assert page.locator(".has-short-notes").count() == 1
    assert page.locator("#atlas-notes li").count() == 12
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page = own(f'[[notes]]\nregion = "ES51"\ntext = "{long}"\n')
    assert page.locator(".has-short-notes").count() == 0
    map_box, note = (page.locator(one).bounding_box() for one in (".folium-map", ".note"))
    assert map_box["x"] < note["x"] < note["x"] + note["width"] < map_box["x"] + map_box["width"]


def test_notes_are_one_tab_stop_and_walked_with_arrow_keys(open_page: Open) -> None:
    page = open_page("bioclusters-story")
    settle(page)
    group = page.get_by_role("group", name=word("map.notes"))
    assert group.locator("[tabindex='0']").count() == 1
    group.get_by_role("note").first.focus()
    page.keyboard.press("End")
    focused = page.evaluate("document.activeElement.innerText")
    assert focused.startswith("Turku")


def test_a_note_follows_the_language_and_the_zoom(open_page: Open) -> None:
    page = open_page("bioclusters-story", fragment="#lang=de")
    settle(page)
    assert page.locator(".note").first.inner_text().startswith("Berlin: Die Umfrage")
    before = page.locator(".note-lines circle").first.bounding_box()
    page.get_by_role("button", name=word("map.zoom.in", "de")).click()
    page.wait_for_timeout(600)
    after = page.locator(".note-lines circle").first.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["x"] - before["x"]) + abs(after["y"] - before["y"]) > 5


def test_an_embedded_map_links_to_nothing_of_its_own(own: Own) -> None:
    page = own('twins = ["svg"]\n')
    assert page.locator(".pictures a").is_visible()
    # The frame may not load files, and sites of the Union show no direct link to what they embed.
    page = own('twins = ["svg"]\nembed = true\n')
    assert page.locator(".pictures a").is_hidden()


def test_texts_given_once_say_their_language(own: Own) -> None:
    page = own(
        'languages = ["de", "en"]\n[[sources]]\ntext = "Eigene Erhebung"\n[[notes]]\nregion = "DE30"\n'
        'text = "Hier sitzt das Büro"\n',
        fragment="#lang=en&cluster=biowin",
    )
    settle(page)
    assert page.locator("html").get_attribute("lang") == "en"

    def language_of(text: str) -> str:
        found: str = page.get_by_text(text).first.evaluate("(node) => node.closest('[lang]').lang")
        return found

    for text in ("Eigene Erhebung", "Hier sitzt das Büro"):
        assert language_of(text) == "de"
    assert language_of("© EuroGeographics") == "en"
    source = panel(page).locator("dd").last
    assert source.locator("bdi").get_attribute("lang") == "de"
    # What is in the reader's own words stays as the page is.
    assert language_of(word("static.page.sources")) == "en"


def test_pages_without_notes_or_a_story_carry_nothing_of_them(html: Path) -> None:
    plain = (html / "bioclusters.html").read_text(encoding="utf-8")
    assert "mountOwn" not in plain
    assert "panel.story" not in plain
    assert "note-lines" not in plain


#: Texts of elements and names in attributes that hold what marks a borrowed text, and the texts marked.
MARKED = """() => {
  const marks = /[\u2062\u2063]/;
  const left = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const isShown = node.nodeType === 3 && !node.parentElement.matches("script");
    const texts = [...(node.attributes ?? [])].map(({ value }) => value);
    left.push(...[...texts, isShown ? node.data : ""].filter((text) => marks.test(text)));
  }
  const english = [...document.querySelectorAll('body :is(span, tspan)[lang="en"]')];
  return { left, english: english.map((node) => node.textContent) };
}"""


def test_a_language_of_the_project_borrows_english_and_says_so(own: Own, tmp_path: Path) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "pt.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "term.class.leader"\nmsgstr "Líder"\n\nmsgid "map.zoom.in"\nmsgstr "Ampliar"\n',
        encoding="utf-8",
    )
    page = own('languages = ["en", "pt", "ca"]', fragment="#lang=pt")
    assert page.locator("html").get_attribute("lang") == "pt"
    legend = page.locator("#atlas-legend")
    assert "Líder" in legend.inner_text()
    assert legend.locator("[lang='en']", has_text="Strong").count() == 1
    assert page.locator("option[value='dark']").get_attribute("lang") == "en"
    # A name in an attribute has the language of its element, which must hold no other words.
    names = """[".zoom", ".zoom button", ".zoom button + button", "#atlas-search", ".markers"]
      .map((one) => document.querySelector(one).getAttribute("lang"))"""
    assert page.evaluate(names) == [None, None, "en", "en", None]
    # Overseas regions have their own names in the frames too, as in the pictures.
    frames = legend.locator(".inset-names").text_content() or ""
    assert "Canarias" in frames
    assert "Canary Islands" not in frames
    # Whatever is opened later is marked as it appears.
    page.locator("button.marker").first.click()
    settle(page)
    found = page.evaluate(MARKED)
    assert found["left"] == []
    assert len(found["english"]) > 30
    page.locator("#atlas-language").select_option("en")
    settle(page)
    assert page.evaluate(MARKED)["english"] == []
    page.locator("#atlas-language").select_option("ca")
    settle(page)
    assert page.evaluate(names) == [None] * 5


def test_a_language_of_the_project_that_is_written_from_right_to_left_turns_the_page(
    own: Own, tmp_path: Path
) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "ar.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "term.class.leader"\nmsgstr "رائد"\n',
        encoding="utf-8",
    )
    page = own('languages = ["en", "ar"]', fragment="#lang=ar")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    page.locator("#atlas-language").select_option("en")
    settle(page)
    assert page.evaluate("document.documentElement.dir") == "ltr"
