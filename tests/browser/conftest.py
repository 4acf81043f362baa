"""A real Chromium, the pages as `clusteratlas build` writes them, and a watch over every page opened.

Whatever a test does with a page, two things are asserted at its end: the page asked nobody for anything,
and nothing was complained about on the console.
"""

import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from branca.element import Element
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

# The helpers of this folder are modules beside the tests; nothing outside the tests imports them.
sys.path.insert(0, str(Path(__file__).parent))
from chromium import launch
from driver import Blank, Open, Server, Show, Watch, new_page, observe, settle, wait_for_start
from projects import build_project, make_project

from geo.render import ClusterMap
from geo.tables.clusters import read_clusters
from tests.conftest import Once


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-baselines",
        action="store_true",
        help="write the image baselines instead of comparing with them",
    )


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = launch(playwright)
    yield started
    started.close()


@pytest.fixture(scope="session")
def html(once: Once) -> Path:
    """The folder of the built pages, built once for all workers."""

    def make(root: Path) -> None:
        make_project(root)
        build_project(root)

    return once("atlas", make) / "maps" / "html"


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Collects the requests and complaints of all pages of a test."""
    kept = Watch()
    yield kept
    assert kept.requests == []
    assert kept.complaints == []


@pytest.fixture(scope="session")
def used_pages() -> list[Page]:
    """Pages that a test has done with: another takes them as they have a process, which a new one needs."""
    return []


@pytest.fixture
def blank_page(browser: Browser, used_pages: list[Page], watch: Watch) -> Iterator[Blank]:
    """Gives a page of a plain profile that holds nothing; no page of ours keeps anything in a profile."""
    lent = []

    def give(width: int, height: int, *, allowed: tuple[str, ...] = ()) -> Page:
        page = used_pages.pop() if used_pages else new_page(browser)
        page.set_viewport_size({"width": width, "height": height})
        lent.append((page, observe(page, watch, allowed)))
        return page

    yield give
    for page, end_watch in lent:
        page.goto("about:blank")
        page.emulate_media(media="null")
        page.mouse.move(-1, -1)
        end_watch()
        used_pages.append(page)


@pytest.fixture
def open_page(browser: Browser, html: Path, watch: Watch, blank_page: Blank) -> Iterator[Open]:
    """Opens a page from disk, `open_page("bioclusters", fragment="#lang=ca")`; options make it a profile."""
    profiles = []

    def open_it(
        name: str,
        *,
        width: int = 1440,
        height: int = 900,
        fragment: str = "",
        query: str = "",
        **options: Any,
    ) -> Page:
        if options:
            page = new_page(browser, viewport={"width": width, "height": height}, **options)
            profiles.append(page)
            observe(page, watch, allowed=())
        else:
            page = blank_page(width, height)
        page.goto((html / f"{name}.html").as_uri() + query + fragment)
        if options.get("java_script_enabled", True) and name != "index":
            wait_for_start(page)
        return page

    yield open_it
    for page in profiles:
        page.close()


@pytest.fixture
def show(blank_page: Blank, tmp_path: Path) -> Show:
    """Saves a map with layers on it and opens the page; nothing is asked for and nothing complained about."""

    def show_it(*layers: Element, assets: Path | None = None) -> Page:
        atlas = ClusterMap(read_clusters("bioclusters"), title="With layers", assets=assets)
        for layer in layers:
            layer.add_to(atlas)
        atlas.save(tmp_path / "map.html")
        page = blank_page(1280, 800)
        page.goto((tmp_path / "map.html").as_uri())
        wait_for_start(page)
        settle(page)
        return page

    return show_it


@pytest.fixture
def server(tmp_path: Path, socket_enabled: None) -> Iterator[Server]:  # noqa: ARG001
    """Serves a temporary folder on loopback."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    served = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path)))
    thread = Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield Server(tmp_path, f"http://127.0.0.1:{served.server_address[1]}")
    served.shutdown()
    served.server_close()
    thread.join()
