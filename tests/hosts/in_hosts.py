"""The examples in the programs they are for, in Chromium: the map is drawn and asks nobody for anything.

`make test-hosts` runs this in an environment that has these programs; no other run collects it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Frame, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
sys.path.insert(0, str(ROOT / "tests" / "browser"))
from chromium import launch  # noqa: E402 - beside the tests of the pages

BIN = Path(sys.executable).parent
#: How each server is started; {port} is filled in.
SERVERS = {
    "Flask": [sys.executable, "-m", "flask", "--app", "flask_app.py", "run", "--port", "{port}"],
    "FastAPI": [sys.executable, "-m", "uvicorn", "fastapi_app:app", "--port", "{port}"],
    "marimo": [
        sys.executable, "-m", "marimo", "run", "marimo_app.py", "--headless", "--no-token",
        "--port", "{port}",
    ],
    "Panel": [sys.executable, "-m", "panel", "serve", "panel_app.py", "--port", "{port}"],
    "Streamlit": [
        sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless", "true",
        "--browser.gatherUsageStats", "false", "--server.port", "{port}",
    ],
    "streamlit-folium": [
        sys.executable, "-m", "streamlit", "run", "streamlit_folium_app.py", "--server.headless", "true",
        "--browser.gatherUsageStats", "false", "--server.port", "{port}",
    ],
}  # fmt: skip
PATHS = {"Panel": "panel_app"}
FIRST_PORT = 8_631
JUPYTER = [
    sys.executable,
    "-m",
    "jupyter",
    "lab",
    "--no-browser",
    "--allow-root",
    "--port",
    "{port}",
    "--IdentityProvider.token=",
    "--ServerApp.root_dir=.",
    "--LabApp.news_url=",
]
MARIMO = [
    sys.executable,
    "-m",
    "marimo",
    "run",
    "widget_marimo.py",
    "--headless",
    "--no-token",
    "--port",
    "{port}",
]
#: Programs that load parts of themselves from elsewhere; their requests are stopped, and the map makes none.
FOREIGN_PARTS = {"Jupyter"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


class Visit:
    """A page of a host, and what was asked of other hosts, by whom."""

    def __init__(self, browser: Browser) -> None:
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.foreign: list[tuple[Frame, str]] = []
        self.page.route(lambda url: not url.startswith(("http://127.0.0.1", "http://localhost")), self._stop)

    def _stop(self, route) -> None:  # type: ignore[no-untyped-def]
        address = route.request.url
        if address.startswith(("file:", "data:", "blob:")):
            route.continue_()
            return
        self.foreign.append((route.request.frame, address))
        route.abort()

    def map_frame(self, title: str) -> Frame:
        """Wait for the frame in which a map was drawn, and return it."""
        for _ in range(240):
            for frame in self.page.frames:
                try:
                    if frame.locator("html.js h1#atlas-title").count():
                        frame.locator("#atlas-stage path").nth(300).wait_for(state="attached")
                        assert frame.locator("h1#atlas-title").inner_text() == title
                        return frame
                except Error:  # a frame that went away while it was asked
                    continue
            self.page.wait_for_timeout(250)
        raise AssertionError(f"no map was drawn; frames: {[frame.url[:80] for frame in self.page.frames]}")

    def check(self, host: str) -> None:
        """Look for the map, and at what was asked; a picture stays for whoever wants to look."""
        frame = self.map_frame(f"Bioclusters in {host}")
        pictures = ROOT / ".cache" / "hosts"
        pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=pictures / f"{host}.png")
        assert [address for asking, address in self.foreign if asking == frame] == []
        if host not in FOREIGN_PARTS:
            assert [address for _, address in self.foreign] == []


@contextmanager
def served(
    command: list[str], port: int, folder: Path, log: Path, browser: Browser, path: str
) -> Iterator[Visit]:
    """Start a server and open a page of it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with log.open("w") as lines:
        server = subprocess.Popen(
            [part.format(port=port) for part in command],
            cwd=folder, env=environment, stdout=lines, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            visit = Visit(browser)
            for _ in range(240):
                try:
                    visit.page.goto(f"http://127.0.0.1:{port}/{path}")
                    break
                except Error:
                    assert server.poll() is None, log.read_text()
                    visit.page.wait_for_timeout(250)
            yield visit
        finally:
            server.terminate()
            # JupyterLab ends its kernels first, which takes its time on a machine that has much to do.
            server.wait(timeout=180)


@pytest.mark.parametrize("host", SERVERS)
def test_a_server_shows_the_map(host: str, browser: Browser, tmp_path: Path) -> None:
    port, path = FIRST_PORT + list(SERVERS).index(host), PATHS.get(host, "")
    with served(SERVERS[host], port, EXAMPLES, tmp_path / "log.txt", browser, path) as visit:
        visit.check(host)


def try_widget(visit: Visit, host: str) -> None:
    """Choose on the map and let Python choose: each hears of the other."""
    page, map_ = visit.page, visit.map_frame(f"Bioclusters in {host}")
    page.get_by_text("nothing is chosen", exact=True).wait_for()
    map_.locator("button.marker[data-id=ticbiomed]").dispatch_event("click")
    page.get_by_text("ES62").first.wait_for()
    assert page.get_by_text("nothing is chosen", exact=True).count() == 0
    page.get_by_role("button", name="Show the leaders").click()
    map_.locator("#atlas-legend [aria-pressed=true]").wait_for()
    visit.check(host)


def test_a_widget_in_marimo_speaks_with_python(browser: Browser, tmp_path: Path) -> None:
    with served(MARIMO, FIRST_PORT + len(SERVERS), EXAMPLES, tmp_path / "log.txt", browser, "") as visit:
        try_widget(visit, "a widget of marimo")


def test_a_widget_in_jupyterlab_speaks_with_python(browser: Browser, tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "widget_notebook.ipynb", tmp_path)
    path, port = "lab/tree/widget_notebook.ipynb", FIRST_PORT + len(SERVERS) + 1
    with served(JUPYTER, port, tmp_path, tmp_path / "log.txt", browser, path) as visit:
        visit.page.get_by_text("(ipykernel) | Idle").wait_for(timeout=120_000)
        visit.page.locator(".lm-MenuBar-item", has_text="Run").click()
        visit.page.get_by_text("Run All Cells", exact=True).click()
        try_widget(visit, "a widget of JupyterLab")


def test_a_notebook_shows_the_map(browser: Browser, tmp_path: Path) -> None:
    notebook = EXAMPLES / "notebook.ipynb"
    options = ["--to", "html", "--execute", "--output-dir", str(tmp_path)]
    subprocess.run(
        [sys.executable, "-m", "nbconvert", *options, str(notebook)],
        check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    visit = Visit(browser)
    visit.page.goto((tmp_path / "notebook.html").as_uri(), wait_until="domcontentloaded")
    visit.check("Jupyter")


def test_a_page_of_ones_own_shows_the_map(browser: Browser, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, EXAMPLES / "plain.py"], check=True, cwd=tmp_path, env=environment)
    visit = Visit(browser)
    visit.page.goto((tmp_path / "report.html").as_uri())
    visit.check("a report")
