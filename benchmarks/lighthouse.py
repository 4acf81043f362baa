"""Look at the pages with Lighthouse as on a phone: best of three runs, served with gzip by this machine.

``python benchmarks/lighthouse.py TOOLS [PAGE]...``; Lighthouse is in TOOLS/node_modules. Exit 1 when a page
is below a bar.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "browser"))
from chromium import chromium_path

HTML = Path(__file__).parent.parent / "maps" / "html"
RUNS = 3
#: What a page must reach, in percent.
BARS = {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 100}
# Lighthouse asks for robots.txt from inside of the page, whose policy forbids every request; search engines
# ask for it by themselves.
SKIPPED = "robots-txt"


class Handler(BaseHTTPRequestHandler):
    """Serves the pages of a folder with gzip."""

    def __init__(self, *arguments: Any, folder: Path) -> None:
        self.folder = folder
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer with a page, compressed."""
        path = self.folder / self.path.partition("?")[0].rpartition("/")[2]
        if not path.is_file():
            self.send_error(404)
            return
        content = gzip.compress(path.read_bytes(), 9)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback and yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, folder=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def scores(tools: Path, chromium: str, address: str) -> dict[str, int]:
    """Return what one run gives a page in each category, in percent."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        flags = "--headless --no-sandbox --disable-gpu"
        command = [
            str(Path(sys.executable).parent / "node"),
            str(tools / "node_modules" / "lighthouse" / "cli" / "index.js"),
            *(address, "--quiet", "--no-enable-error-reporting", f"--chrome-flags={flags}"),
            *("--output=json", f"--output-path={report}", f"--skip-audits={SKIPPED}"),
            f"--only-categories={','.join(BARS)}",
        ]
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium}, timeout=300)
        categories = json.loads(report.read_text("utf-8"))["categories"]
    return {name: round(100 * categories[name]["score"]) for name in BARS}


def main(tools: Path, pages: list[str]) -> int:
    """Print the best scores of each page and return how many are below a bar."""
    with sync_playwright() as playwright:
        chromium = chromium_path(playwright)
    low = 0
    with served(HTML) as server:
        for page in pages:
            runs = [scores(tools, chromium, f"{server}/{page}") for _ in range(RUNS)]
            best = {name: max(run[name] for run in runs) for name in BARS}
            low += any(best[name] < bar for name, bar in BARS.items())
            print(f"{page}: {', '.join(f'{name} {score}' for name, score in best.items())}")
    return low


if __name__ == "__main__":
    named = sys.argv[2:] or ["bioclusters.html", "bioclusters.html?embed"]
    sys.exit(bool(main(Path(sys.argv[1]).resolve(), named)))
