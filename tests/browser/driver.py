"""What a test does with a page, in a reader's words, and what it watches meanwhile."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Frame, Locator, Page, Request

from geo.language.messages import text
from tests.page_data import rows_of

REGIONS: Final = "path.region"
CLUSTERS: Final = "button.marker"
GEOMETRY: Final = (Path(__file__).parent / "geometry.js").read_text(encoding="utf-8")
SETTLED: Final = Path(__file__).parent / "settled.js"


@dataclass
class Watch:
    """What a page did that it should not."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Server:
    """A folder served on loopback."""

    folder: Path
    address: str


Open = Callable[..., Page]
#: Gives a page of a plain profile of some width and height, watched, with nothing in it yet.
Blank = Callable[..., Page]
#: Saves a map with layers on it and opens the page.
Show = Callable[..., Page]


def new_page(browser: Browser, **profile: Any) -> Page:
    """Return an empty page of a profile of its own, in which `settle` knows what is still going on."""
    page = browser.new_page(**{"locale": "en-GB", **profile})
    page.add_init_script(path=SETTLED)
    return page


def observe(page: Page, watch: Watch, allowed: tuple[str, ...]) -> Callable[[], None]:
    """Note every request but those for the documents themselves, every console message and every error.

    Returns
    -------
    What ends it.
    """

    def requested(request: Request) -> None:
        document = request.resource_type == "document" and request.url.startswith(
            ("file:", "about:", *allowed)
        )
        if not document and not request.url.startswith(("data:", "blob:")):
            watch.requests.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            watch.complaints.append(f"{message.type}: {message.text}")

    def failed(error: Error) -> None:
        watch.complaints.append(f"uncaught: {error}")

    def end() -> None:
        page.remove_listener("request", requested)
        page.remove_listener("console", said)
        page.remove_listener("pageerror", failed)

    page.on("request", requested)
    page.on("console", said)
    page.on("pageerror", failed)
    return end


def word(key: str, language: str = "en", **params: object) -> str:
    """Return the page's word for a message key, so that a better wording breaks no test."""
    return text(language, key, **params)


def wait_for_start(page: Page) -> None:
    """Wait until the scripts of a page that was gone to have taken over."""
    page.evaluate("atlasStarted()")


def settle(page: Page | Frame) -> None:
    """Wait until what was asked for is drawn: two frames, the page's own short delays and its transitions."""
    page.evaluate("atlasSettled()")


def geometry(page: Page, call: str) -> Any:
    """Measure the page as `geometry.js` does, for example ``geometry(page, "overlapping()")``."""
    page.evaluate(GEOMETRY)
    return page.evaluate(f"window.atlasGeometry.{call}")


def panel(page: Page | Frame) -> Locator:
    """Return the panel with the card, the profile or the comparison."""
    return page.locator("#atlas-panel")


def panel_title(page: Page | Frame) -> str:
    """Return the heading of the open panel, spaces as they are."""
    return panel(page).locator("#panel-title").text_content() or ""


def legend(page: Page | Frame) -> Locator:
    """Return the legend."""
    return page.locator("#atlas-legend")


def table_rows(page: Page | Frame) -> Locator:
    """Return the rows of the table of records."""
    return page.locator("#atlas-table tbody tr")


def parameters(page: Page | Frame) -> dict[str, str]:
    """Return the choices in the page's address."""
    choices: dict[str, str] = page.evaluate("Object.fromEntries(new URLSearchParams(location.hash.slice(1)))")
    return choices


def fills(page: Page | Frame) -> list[str]:
    """Return the fill of every region as it is painted, in order."""
    painted: list[str] = page.evaluate(
        f"[...document.querySelectorAll({REGIONS!r})].map((path) => getComputedStyle(path).fill)"
    )
    return painted


def drawn_clusters(page: Page | Frame) -> int:
    """Return how many clusters stand on the map: single markers, and those counted in groups."""
    settle(page)
    # A group on a canvas has a bare button, which only says how many it counts.
    counted: int = page.evaluate(
        """[...document.querySelectorAll("button.marker")].reduce((sum, marker) => {
             const count = marker.textContent || marker.ariaLabel.split(" ")[0];
             return sum + (marker.matches(".many") ? Number(count.replace(/\\D/g, "")) : 1);
           }, 0)"""
    )
    return counted


def marker(page: Page | Frame, record_id: str) -> Locator:
    """Return the marker of one cluster."""
    return page.locator(f'{CLUSTERS}[data-id="{record_id}"]')


def go(page: Page | Frame, fragment: str) -> None:
    """Follow a link to a state of the page and wait until it is drawn."""
    page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
    settle(page)


def payload(page: Page | Frame) -> dict[str, Any]:
    """Return the data of the page as they are written; the geometry and the figures in it are packed."""
    # Read here: a large object of a page comes over slowly, a text does not.
    data: dict[str, Any] = json.loads(page.evaluate("document.getElementById('atlas-data').textContent"))
    return data


def records(page: Page | Frame) -> list[dict[str, Any]]:
    """Return the records of the page."""
    return rows_of(payload(page)["records"])


def place_inside(page: Page, nuts_id: str) -> tuple[float, float]:
    """Return a point of the window at which the region is on top."""
    place = region(page, nuts_id).evaluate(
        """(shape) => { const box = shape.getBoundingClientRect();
             for (let row = 1; row < 20; row++) for (let column = 1; column < 20; column++) {
               const [x, y] = [box.left + (box.width * column) / 20, box.top + (box.height * row) / 20];
               if (document.elementFromPoint(x, y) === shape) return [x, y];
             } }"""
    )
    assert place, f"{nuts_id} is never on top: no pointer can reach it"
    x, y = place
    return x, y


def refuse(found: dict[str, list[str]]) -> None:
    """Fail with one line for each thing found, if anything was."""
    lines = [f"{state or 'first'}: {fault}" for state, faults in found.items() for fault in faults]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def region(page: Page | Frame, nuts_id: str) -> Locator:
    """Return the shape of one region."""
    return page.locator(REGIONS).nth(payload(page)["regions"]["id"].index(nuts_id))
