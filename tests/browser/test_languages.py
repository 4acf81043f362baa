"""Whatever is open when the language changes speaks the new one, down to names that are only heard.

What is said in each language comes the same way: `make test` switches the pages that say most to one of them
and back, `make nightly` all pages through all six.
"""

import json

import pytest
from driver import Blank, Open, go, place_inside, refuse, settle, wait_for_start
from playwright.sync_api import Page
from projects import ALL_LANGUAGES

from tests.night import some_by_day

pytestmark = pytest.mark.browser

# Everything a reader may see or hear: texts, and the attributes that are shown or read aloud.
TEXTS = """
(() => {
  const said = [["title", document.title], ["lang", document.documentElement.lang]];
  // The numbers in a sheet that is closed are those of when it was filled.
  const skipped = "script, style, noscript, #atlas-live, #atlas-language *, #atlas-filters[hidden] small";
  const place = (node) => {
    const holder = node.closest("[id]");
    return `#${holder?.id ?? ""} ${node.tagName.toLowerCase()}.${node.getAttribute("class") ?? ""}`;
  };
  for (const node of document.querySelectorAll("body, body *")) {
    if (node.closest(skipped)) continue;
    for (const name of ["aria-label", "aria-valuetext", "aria-description", "title", "placeholder", "alt"])
      if (node.hasAttribute(name)) said.push([`${place(node)}[${name}]`, node.getAttribute(name)]);
    for (const child of node.childNodes)
      if (child.nodeType === 3 && child.data.trim()) said.push([place(node), child.data.trim()]);
  }
  return JSON.stringify(said.map((pair) => pair.join(": ")));
})()
"""

STATES = {
    "bioclusters": {
        "change": "layer=change&from=2017&to=2022&class=up",
        "indicator": "layer=indicator&show=clusters,funding,services,labels,borders&region=ITC4",
        "card": "layer=index&year=2019&cluster=biowin&class=leader,strong,moderate&country=BE,ES",
        "survey": "panel=survey&find=bio&sort=class-desc",
        "comparison": "compare=region:BE32,region:ES51,cluster:biowin&panel=compare",
    },
    "example-portfolio": {
        "funding": "show=clusters,funding&panel=funding",
        "services": "show=clusters,services&panel=services&service=fundraising",
        "card": "cluster=synthetic-01",
    },
    "changed": {"what changed": "panel=changed"},
    "unlucky": {"first": ""},
    "empty": {"first": ""},
    "many": {"first": ""},
}


def texts(page: Page) -> list[str]:
    """Return everything the page says, and where."""
    settle(page)
    said: list[str] = json.loads(page.evaluate(TEXTS))
    return said


def left_over(lines: list[str], others: list[str]) -> list[str]:
    """Return what one page says and the other does not."""
    known = set(others)
    return [line for line in lines if line not in known]


@pytest.mark.parametrize("languages", some_by_day(["en de", " ".join(ALL_LANGUAGES)], day=["en de"]))
@pytest.mark.parametrize("name", some_by_day(STATES, day=["bioclusters", "example-portfolio"]))
def test_a_page_switched_through_languages_says_what_one_of_that_language_says(
    open_page: Open, blank_page: Blank, name: str, languages: str
) -> None:
    first, *others = languages.split()
    page, only = open_page(name), blank_page(1440, 900)
    switched, spoken = {}, {}
    for state, fragment in STATES[name].items():
        go(page, f"{fragment}&lang={first}")
        for language in (*others, first):
            page.locator("#atlas-language").select_option(language)
            switched[f"{state} in {language}"] = texts(page)
    for language in (first, *others):
        only.goto("about:blank")
        only.goto(page.url.split("#")[0] + f"#lang={language}")
        wait_for_start(only)
        for state, fragment in STATES[name].items():
            go(only, f"{fragment}&lang={language}")
            spoken[f"{state} in {language}"] = texts(only)
    refuse(
        {
            state: left_over(switched[state], spoken[state])
            + [f"missing {line}" for line in left_over(spoken[state], switched[state])]
            for state in switched
        }
    )


def test_an_open_filter_sheet_an_offered_find_and_a_tooltip_change_with_the_language(open_page: Open) -> None:
    page = open_page("bioclusters")
    page.locator("#atlas-controls .filters > button").click()
    sheet = page.locator("#atlas-filters")
    before = sheet.inner_text()
    go(page, "lang=de")
    assert "Spanien" in sheet.inner_text()
    assert sheet.inner_text() != before
    page.keyboard.press("Escape")
    page.locator("#atlas-search").fill("lombard")
    settle(page)
    assert "Lombardei" in page.locator("#atlas-found").inner_text()
    go(page, "lang=fr")
    assert "Lombardie" in page.locator("#atlas-found").inner_text()
    page.mouse.move(*place_inside(page, "ES41"))
    assert "Espagne" in page.locator(".tip").inner_text()
    go(page, "lang=it")
    # Hidden, or shown anew where the longer words of the page moved another region under the pointer.
    assert "Espagne" not in (page.locator(".tip").text_content() or "")
