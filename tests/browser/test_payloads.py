"""500 texts that would run if any sink of a page took them for more than text, in Chromium.

A card for each takes a minute: `make test` opens fifty, drawn by lot, `make nightly` all.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from driver import Blank, settle, wait_for_start
from playwright.sync_api import Browser, Page
from projects import build_project

from geo.tables.formulas import csv_text, guard
from tests.conftest import Once

pytestmark = pytest.mark.browser

#: How a text may try to leave the place it stands in.
BREAKS: Final = (
    "", '"', "'", "`", ">", "</script>", "</style>", "</title>", "</textarea>", "</noscript>", "-->", "]]>",
    "\\", '\\"', "*/", "\u2028", "\n", "&quot;", "&#39;&gt;", "%22%3E",
)  # fmt: skip
#: What it does outside.
ACTIONS: Final = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=2>",
    "<svg onload=window.hacked=3></svg>",
    "<svg><script>window.hacked=4</script></svg>",
    "<iframe srcdoc='<script>parent.hacked=5</script>'></iframe>",
    "<iframe src=javascript:parent.hacked=6></iframe>",
    "<details open ontoggle=window.hacked=7>x</details>",
    "<video src=x onerror=window.hacked=8></video>",
    "<object data=javascript:parent.hacked=9></object>",
    "<embed src=https://evil.example/10>",
    "<math><mtext><style><img src=x onerror=window.hacked=11></style></mtext></math>",
    "<template><script>window.hacked=12</script></template>",
    "<a href=javascript:window.hacked=13>x</a>",
    "<form action=https://evil.example/14><button autofocus>x</button></form>",
    "<input autofocus onfocus=window.hacked=15>",
    "<style>@import 'https://evil.example/16'</style>",
    "<link rel=stylesheet href=https://evil.example/17>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/18'>",
    "<base href=https://evil.example/19>",
    "<img src=https://evil.example/20>",
    ");window.hacked=21;//",
    "${window.hacked=22}",
    "{{constructor.constructor('window.hacked=23')()}}{% raw %}",
    "javascript:window.hacked=24",
    "<!--<script>window.hacked=25",
)
PAYLOADS: Final = tuple(f"A{leave}{act}" for leave in BREAKS for act in ACTIONS)
#: Elements that no text may add.
MARKUP: Final = (
    "script, img, iframe, object, embed, video, form, base, meta, link, style, template, math, details"
)


@pytest.fixture(scope="module")
def pages(once: Once) -> Path:
    """Build a page on which each record has a payload in every text, and one like it of plain names."""

    def make(root: Path) -> None:
        write_project(root)
        build_project(root)

    return once("payloads", make) / "maps" / "html"


def write_project(root: Path) -> None:
    for folder in ("maps", "tables"):
        (root / folder).mkdir(parents=True)
    header = [
        "id",
        "name",
        "country",
        "nuts_id",
        "region",
        "city",
        "source",
        "market_areas",
        "website",
        "remark",
        PAYLOADS[0],
    ]
    for name, texts in (
        ("payloads", PAYLOADS),
        ("harmless", [f"A{number}" for number in range(len(PAYLOADS))]),
    ):
        rows = [
            [
                f"r{at}",
                text,
                "ES",
                "ES51",
                text,
                text,
                text,
                text,
                f"https://example.org/?{at}='%22);//",
                text,
                text,
            ]
            for at, text in enumerate(texts)
        ]
        (root / "tables" / f"{name}.csv").write_text(csv_text([header, *rows]), encoding="utf-8", newline="")
        title = json.dumps(texts[0])
        definition = f'title = {title}\nrecords = "tables/{name}.csv"\nedition = 2023\nseries = false\n'
        (root / "maps" / f"{name}.toml").write_text(definition, encoding="utf-8")


@pytest.fixture
def page(blank_page: Blank, pages: Path) -> Iterator[Page]:
    opened = blank_page(1440, 900)
    opened.goto((pages / "payloads.html").as_uri() + "#table=1")
    wait_for_start(opened)
    yield opened
    assert opened.evaluate("window.hacked") is None


def markup(page: Page) -> dict[str, int]:
    counts: dict[str, int] = page.evaluate(
        """(list) => Object.fromEntries(
             list.split(", ").map((tag) => [tag, document.getElementsByTagName(tag).length]))""",
        MARKUP,
    )
    return counts


def test_there_are_500_payloads_each_another_one() -> None:
    assert len(set(PAYLOADS)) == 500
    assert all(text == " ".join(text.split(" ")).strip() for text in PAYLOADS)


def test_the_payloads_run_where_text_is_taken_for_markup(browser: Browser) -> None:
    ran = 0
    for act in ACTIONS:
        page = browser.new_page()
        # Answered with "no content", a payload that asks another host leaves the page where it is.
        page.route(re.compile("^https:"), lambda route: route.fulfill(status=204))
        page.set_content(act)
        page.wait_for_timeout(30)
        ran += page.evaluate("window.hacked") is not None
        page.close()
    # The others ask another host, need a click, or run in a template literal and in frameworks of templates.
    assert ran >= 8


def test_all_payloads_stand_in_the_table_as_themselves(page: Page) -> None:
    cells = page.locator("#atlas-table tbody th")
    names = cells.evaluate_all("(cells) => cells.map((cell) => cell.textContent)")
    assert set(PAYLOADS) <= set(names)
    assert page.title().startswith(PAYLOADS[0])
    assert page.locator("h1").text_content() == PAYLOADS[0]


def test_no_payload_adds_an_element(page: Page, blank_page: Blank, pages: Path) -> None:
    harmless = blank_page(1440, 900)
    harmless.goto((pages / "harmless.html").as_uri() + "#table=1")
    wait_for_start(harmless)
    settle(harmless)
    settle(page)
    assert markup(page) == markup(harmless)


#: Open the cards of records one after the other; return what each shows.
CARDS: Final = """async (records) => {
  const shown = [];
  for (const [id, name] of records) {
    location.hash = `table=1&cluster=${id}`;
    const title = () => document.querySelector("#panel-title")?.textContent;
    for (let frame = 0; frame < 300 && title() !== name; frame++) await new Promise(requestAnimationFrame);
    shown.push(document.querySelector("#atlas-panel").textContent);
  }
  return shown;
}"""


@pytest.mark.parametrize(
    "step", [10, pytest.param(1, marks=pytest.mark.nightly)], ids=["50 payloads", "500 payloads"]
)
def test_every_card_shows_its_payload_in_every_text(page: Page, step: int) -> None:
    # Drawn by lot, for every tenth would always be one of the same five actions.
    chosen = random.Random(500).sample(range(len(PAYLOADS)), len(PAYLOADS) // step)  # noqa: S311 (no secret)
    shown = page.evaluate(CARDS, [[f"r{at}", PAYLOADS[at]] for at in chosen])
    assert len(shown) == len(PAYLOADS) // step
    for at, text in zip(chosen, shown, strict=True):
        # Name, city, region as printed, market area, source and the two columns of the table's own.
        assert text.count(PAYLOADS[at]) >= 5, (PAYLOADS[at], text[:2000])


def test_the_search_offers_payloads_as_text(page: Page) -> None:
    for text in PAYLOADS[:: len(BREAKS) + 1]:
        page.locator("#atlas-search").fill(text.replace("\n", " "))
        settle(page)
        assert page.evaluate("window.hacked") is None
    assert markup(page)["img"] == 0


def test_payloads_in_the_address_are_nothing(page: Page) -> None:
    for text in PAYLOADS[:: len(BREAKS) + 1]:
        for key in ("cluster", "region", "lang", "query", "sort", "compare", "layer"):
            choose = "([key, text]) => { location.hash = `${key}=${encodeURIComponent(text)}`; }"
            page.evaluate(choose, [key, text])
        page.evaluate("() => new Promise(requestAnimationFrame)")
    settle(page)
    assert markup(page)["img"] == 0


def test_payloads_are_copied_as_csv_that_no_spreadsheet_computes(page: Page) -> None:
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.locator("#atlas-table .table-head button").last.click()
    settle(page)
    copied = page.evaluate("window.copied") or page.locator("dialog textarea").input_value()
    for text in PAYLOADS:
        assert guard(text).replace('"', '""') in copied
