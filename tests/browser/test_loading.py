"""Nothing jumps while a page loads: what a reader sees first stays where it is.

A page on a slowed processor takes four times as long: `make test` loads each at one of the widths, `make
nightly` at all.
"""

from functools import partial
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from driver import Watch, new_page, observe, settle, wait_for_start
from playwright.sync_api import Browser

from tests.night import some_by_day

pytestmark = pytest.mark.browser

#: Every shift of something visible that no reader asked for, from the first paint on.
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value }) => value)))
  .observe({ type: "layout-shift", buffered: true });
"""


PAGES: Final = ("bioclusters.html", "bioclusters.html?embed", "example-portfolio.html", "many.html")
BY_DAY: Final = ((360, PAGES[0]), (768, PAGES[3]), (1440, PAGES[1]), (1440, PAGES[2]))


@pytest.mark.parametrize(("width", "address"), some_by_day(product((360, 768, 1440), PAGES), day=BY_DAY))
def test_nothing_jumps_while_a_page_loads(
    browser: Browser, html: Path, watch: Watch, width: int, address: str
) -> None:
    page = new_page(browser, viewport={"width": width, "height": 900})
    page.add_init_script(WATCH_SHIFTS)
    # On a slow processor the window is painted before the script has run; what follows needs no slow one.
    slow_down = partial(page.context.new_cdp_session(page).send, "Emulation.setCPUThrottlingRate")
    slow_down({"rate": 4})
    observe(page, watch, allowed=())
    page.goto(f"{html.as_uri()}/{address}")
    wait_for_start(page)
    slow_down({"rate": 1})
    settle(page)
    settle(page)
    moved = sum(page.evaluate("window.shifts"))
    page.close()
    assert moved <= 0.02


def test_a_page_whose_script_is_kept_from_running_shows_its_table(browser: Browser, html: Path) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    # An extension that blocks scripts leaves the browser's own setting as it is.
    page.add_init_script("Object.defineProperty(window, 'clusterAtlas', { get: () => undefined, set() {} })")
    page.goto(f"{html.as_uri()}/bioclusters.html")
    table = page.locator("#atlas-table table")
    assert page.locator("h1").is_visible()
    table.wait_for(state="visible", timeout=10_000)
    context.close()


#: What draws the map anew, and what is made for a sheet that nobody opened yet.
WATCH_DRAWINGS = """
window.drawings = 0;
window.boxes = 0;
new MutationObserver((changes) => {
  for (const { target, attributeName, addedNodes } of changes) {
    if (attributeName === "transform" && target.matches("g.plane")) window.drawings += 1;
    if (target.id === "atlas-filters") window.boxes += addedNodes.length;
  }
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["transform"] });
"""


@pytest.mark.parametrize("width", [360, 1440])
def test_a_page_draws_its_map_once_and_no_sheet_that_is_closed(
    browser: Browser, html: Path, watch: Watch, width: int
) -> None:
    page = new_page(browser, viewport={"width": width, "height": 900})
    page.add_init_script(WATCH_DRAWINGS)
    observe(page, watch, allowed=())
    page.goto(f"{html.as_uri()}/bioclusters.html")
    settle(page)
    assert page.evaluate("[window.drawings, window.boxes]") == [1, 0]
    page.locator(".filters > button").click()
    settle(page)
    assert page.evaluate("window.boxes") > 0
    page.close()
