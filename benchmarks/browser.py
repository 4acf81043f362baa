"""Open a page in Chromium and time it: first full picture, time to interactive, longest frames."""

import gzip
import json
import re
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self

import rjsmin
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "browser"))
from chromium import launch

FOREIGN = re.compile(r'(?<=["\'])https?://[^"\'\s]+\.(?:js|css)(?=["\'])')
# Where the files of plain folium's page come from when the package is installed; all others are empty stubs.
PACKAGED = {
    "leaflet.js": ("leaflet", "leaflet.js"),
    "leaflet.css": ("leaflet", "leaflet.css"),
    "jquery-3.7.1.min.js": ("jquery", "jquery.min.js"),
    "all.min.css": ("font_awesome", "css/all.min.css"),
    "d3.min.js": ("d3", "d3.js"),
    "bootstrap.bundle.min.js": ("bootstrap", "js/bootstrap.bundle.min.js"),
    "bootstrap.min.css": ("bootstrap", "css/bootstrap.min.css"),
}
DRAWN = ".leaflet-pane path, .leaflet-pane .marker"
LONGEST_MS = 300_000
#: Nothing took long for a while.
AT_REST = """document.readyState === "complete"
  && performance.now() > Math.max(1500, window.bench.lastLongTask + 1500)"""
WATCH = """
(() => {
  const bench = (window.bench = { full: null, lastLongTask: 0, longestFrame: 0 });
  new PerformanceObserver((list) => {
    const ends = list.getEntries().map((task) => task.startTime + task.duration);
    bench.lastLongTask = Math.max(bench.lastLongTask, ...ends);
  }).observe({ type: "longtask", buffered: true });
  let before = performance.now();
  const tick = () => {
    const now = performance.now();
    bench.longestFrame = Math.max(bench.longestFrame, now - before);
    before = now;
    if (bench.full === null && document.querySelectorAll(DRAWN).length >= EXPECTED) {
      bench.full = -1;
      requestAnimationFrame(() => setTimeout(() => { bench.full = performance.now(); }));
    }
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})();
"""


@dataclass(frozen=True)
class Timing:
    """What one visit of a page took, in milliseconds."""

    full_picture: float
    interactive: float
    zoom_frame: float
    year_frame: float | None
    requests: int


@dataclass(frozen=True)
class Moves:
    """How a page opened and how its map moved, in milliseconds.

    Frames are time on the clock, longer where the machine has other work; tasks are the longest work of the
    page's main thread in one go, in time of the processor.
    """

    drawn: float
    zoom_frame: float
    zoom_task: float
    pan_frame: float
    pan_task: float


@dataclass
class Served:
    """A page in a folder of its own, its foreign files beside it."""

    folder: Path
    raw: int
    gzipped: int
    foreign: int = 0
    foreign_bytes: int = 0
    stubbed: list[str] = field(default_factory=list)
    drawn: int = 0


def prepare(page: Path, folder: Path) -> Served:
    """Copy ``page`` to ``folder/index.html`` with every foreign script and sheet served from the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = page.read_text(encoding="utf-8")
    served = Served(folder, len(text.encode()), len(gzip.compress(text.encode(), 9)))

    def localise(match: re.Match[str]) -> str:
        name = match[0].rsplit("/", 1)[1]
        content = _packaged(name)
        if content is None:
            served.stubbed.append(name)
        (folder / name).write_bytes(content or b"")
        served.foreign += 1
        served.foreign_bytes += len(content or b"")
        return name

    # A page that carries a policy loads nothing from elsewhere; changing a byte would break its hashes.
    if "Content-Security-Policy" not in text:
        text = FOREIGN.sub(localise, text)
    (folder / "index.html").write_text(text, encoding="utf-8")
    return served


def _packaged(name: str) -> bytes | None:
    package, path = PACKAGED.get(name, ("", ""))
    try:
        module = import_module(f"xstatic.pkg.{package}")
    except ModuleNotFoundError:
        return None
    content = (Path(module.BASE_DIR) / path).read_bytes()
    # The package of d3 carries only the readable file, the page asks for the small one.
    small = rjsmin.jsmin(content) if ".min." in name and ".min." not in path else content
    return bytes(small)


class _Quiet(SimpleHTTPRequestHandler):
    """Serves without a line per request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the parent's name)
        """Say nothing."""


class Visits:
    """A Chromium and a server on loopback for as long as the benchmark runs."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> Self:
        handler = partial(_Quiet, directory=str(self._root))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._playwright = sync_playwright().start()
        self._browser: Browser = launch(self._playwright)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()
        self._server.shutdown()
        self._server.server_close()

    def count_drawn(self, served: Served) -> int:
        """Return how many shapes the page has drawn once it is at rest."""
        page = self._open(served, expected=10**9)
        page.wait_for_timeout(2500)
        drawn: int = page.evaluate(f"document.querySelectorAll({DRAWN!r}).length")
        page.context.close()
        return drawn

    def visit(self, served: Served) -> Timing:
        """Open the page in a fresh profile, zoom it, move its year slider if it has one."""
        page = self._open(served, expected=served.drawn)
        self._wait_until(page, "window.bench.full > 0")
        page.wait_for_timeout(1000)
        bench = page.evaluate("window.bench")
        requests = page.evaluate("performance.getEntriesByType('resource').length")
        zoom_frame = self._longest_frame(page, self._zoom)
        slider = page.locator("#atlas-years input[type=range]")
        year_frame = self._longest_frame(page, self._slide) if slider.count() else None
        page.context.close()
        return Timing(
            bench["full"], max(bench["full"], bench["lastLongTask"]), zoom_frame, year_frame, requests
        )

    def move(self, served: Served) -> Moves:
        """Open the page in a fresh profile, wait until its work is done, zoom its map and drag it."""
        page = self._open(served, expected=10**9)
        self._wait_until(page, AT_REST)
        drawn = page.evaluate("window.bench.lastLongTask")
        zoomed = self._longest(page, self._zoom)
        # Closer in there is room to drag the map.
        self._turn_wheel(page, (-240, -240))
        moves = Moves(drawn, *zoomed, *self._longest(page, self._drag))
        page.context.close()
        return moves

    @staticmethod
    def _wait_until(page: Page, holds: str) -> None:
        # From here: the policy of a page forbids to wait in it for what a text says.
        while not page.evaluate(holds):
            page.wait_for_timeout(100)

    def _longest(self, page: Page, act: Callable[[Page], None]) -> tuple[float, float]:
        """Return the longest frame and the longest task while something is done."""
        self._browser.start_tracing(page=page, categories=["toplevel"])
        frame = self._longest_frame(page, act)
        events = json.loads(self._browser.stop_tracing())["traceEvents"]
        threads = {
            (event["pid"], event["tid"])
            for event in events
            if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
        }
        # Other pages of this browser rest meanwhile.
        tasks = (event for event in events if (event["pid"], event["tid"]) in threads)
        return frame, max(task.get("tdur", 0) for task in tasks) / 1000

    def _open(self, served: Served, *, expected: int) -> Page:
        context = self._browser.new_context(viewport={"width": 1280, "height": 800})
        # A page of a hundred thousand elements takes its time.
        context.set_default_timeout(LONGEST_MS)
        page = context.new_page()
        page.add_init_script(WATCH.replace("DRAWN", repr(DRAWN)).replace("EXPECTED", str(expected)))
        port = self._server.server_address[1]
        page.goto(f"http://127.0.0.1:{port}/{served.folder.name}/index.html")
        return page

    @staticmethod
    def _longest_frame(page: Page, act: Callable[[Page], None]) -> float:
        # The pointer stands still over the map: where it came from is not measured.
        page.locator(".leaflet-container").hover(force=True)
        page.wait_for_timeout(100)
        page.evaluate("window.bench.longestFrame = 0")
        act(page)
        # A frame that is still being drawn counts.
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        longest: float = page.evaluate("window.bench.longestFrame")
        return longest

    @classmethod
    def _zoom(cls, page: Page) -> None:
        cls._turn_wheel(page, (-240, -240, -240, 240, 240, 240))

    @staticmethod
    def _turn_wheel(page: Page, deltas: Iterable[int]) -> None:
        # Ours leaves the plain wheel to the page; with Ctrl it zooms all of them.
        page.keyboard.down("Control")
        for delta in deltas:
            page.mouse.wheel(0, delta)
            page.wait_for_timeout(500)
        page.keyboard.up("Control")

    @staticmethod
    def _drag(page: Page) -> None:
        box = page.locator(".leaflet-container").bounding_box()
        assert box is not None  # noqa: S101 - a map that is there
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(30):
            page.mouse.move(x - 8 * step, y - 4 * step)
            page.wait_for_timeout(16)
        page.mouse.up()
        page.wait_for_timeout(500)

    @staticmethod
    def _slide(page: Page) -> None:
        page.locator("#atlas-years input[type=range]").first.focus()
        for key in ("ArrowLeft",) * 7 + ("ArrowRight",) * 7:
            page.keyboard.press(key)
            page.wait_for_timeout(60)
