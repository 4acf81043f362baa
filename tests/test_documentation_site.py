"""The documentation site builds without a warning, loads nothing from elsewhere, and its notebook runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import geo
from tests.conftest import Once

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
NOTEBOOK = DOCS / "first-map.ipynb"
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def site(once: Once, built: Path) -> Path:
    """Build the site with the built maps in it; its notebook is run by a test of its own."""
    return once("site", lambda folder: build_site(folder, built)) / "site"


def build_site(folder: Path, built: Path) -> None:
    shutil.copytree(built, folder / "extra" / "maps")
    settings = ["nb_execution_mode=off", f"html_extra_path={folder / 'extra'}"]
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    command += [argument for setting in settings for argument in ("-D", setting)]
    done = subprocess.run(
        [*command, str(DOCS), str(folder / "site")],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_page_is_in_the_site_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = {path.stem for path in site.glob("*.html")}
    assert {path.stem for path in DOCS.iterdir() if path.suffix in {".md", ".ipynb"}} <= pages
    foreign = r"<(?:script|img|iframe)[^>]*\ssrc=[\"']?(?:https?:)?//|<link[^>]*rel=\"stylesheet\"[^>]*//"
    for page in site.glob("*.html"):
        assert re.findall(foreign, page.read_text("utf-8")) == [], page.name
    for sheet in site.glob("_static/**/*.css"):
        assert re.findall(r"url\([\"']?(?:https?:)?//|@import", sheet.read_text("utf-8")) == [], sheet.name


def test_the_maps_that_the_site_shows_are_in_it(site: Path) -> None:
    shown = set(re.findall(r"(?:href|src)=\"(maps/[^\"]+)\"", (site / "index.html").read_text("utf-8")))
    assert "maps/bioclusters.html" in shown
    assert [name for name in shown if not (site / name).is_file()] == []


def test_the_reference_holds_the_docstring_of_every_public_name(site: Path) -> None:
    page = (site / "reference.html").read_text("utf-8")
    assert [name for name in geo.__all__ if name != "__version__" and f'id="geo.{name}"' not in page] == []
    assert "Parameters" in page
    # The tables of a definition are made in Python, too: their keys are in the models, not in a docstring.
    keys = {f"geo.{table.__name__}.{key}" for table in TABLES for key in table.model_fields}
    assert "geo.Annotation.region" in keys
    assert [key for key in sorted(keys) if f'id="{key}"' not in page] == []
    assert "model_config" not in page


#: The tables of a definition that are public names.
TABLES = (geo.Annotation, geo.Definition, geo.Figure, geo.Pair, geo.Source, geo.Step, geo.Style)

RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=300, resources={"metadata": {"path": sys.argv[2]}}).execute()
nbformat.write(notebook, sys.argv[3])
"""


def test_the_notebook_runs_and_ends_with_a_map(tmp_path: Path) -> None:
    executed = tmp_path / "executed.ipynb"
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(NOTEBOOK), str(tmp_path), str(executed)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    last = json.loads(executed.read_text("utf-8"))["cells"][-1]
    (output,) = last["outputs"]
    assert "A synthetic portfolio" in "".join(output["data"]["text/html"])


def test_the_notebook_is_kept_without_what_it_shows() -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    assert [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
