"""In one process, as `watch` is one, no page of old content is ever recorded under a new hash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

import geo
from geo.project.builder import build
from geo.project.manifest import MANIFEST_NAME
from geo.project.outcome import BuildOptions, Report
from geo.project.watch import State, build_round

pytestmark = pytest.mark.slow


def rewrite(path: Path, old: str, new: str) -> None:
    """Change text in a file, but neither its size nor its times."""
    before = path.stat()
    content = path.read_bytes()
    assert content.count(old.encode()) >= 1
    path.write_bytes(content.replace(old.encode(), new.encode(), 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def built(root: Path) -> dict[str, bytes]:
    """Return every file that a build wrote, with what it recorded."""
    files = {path.name: path.read_bytes() for path in sorted((root / "maps" / "html").iterdir())}
    assert MANIFEST_NAME in files
    return {name: content for name, content in files.items() if not name.endswith(".lock")}


def built_elsewhere(root: Path, folder: Path) -> dict[str, bytes]:
    """Return what a new process makes of the same files."""
    copy = Path(shutil.copytree(root, folder, ignore=shutil.ignore_patterns("html")))
    environment = os.environ | {"PYTHONPATH": str(Path(geo.__file__).parent.parent)}
    command = [sys.executable, "-m", "geo", "build", "--jobs", "1"]
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    return built(copy)


#: A file, and what stands in it before and after.
EDITS: Final = (
    ("data/tables/bioclusters.csv", "POLEPHARMA", "POLEPHARMB"),
    ("data/tables/scoreboard-2023.csv", ",DE,159.96,", ",DE,159.46,"),
    ("data/tables/region-names.csv", "DK01,ca,Regió de Hovedstaden", "DK01,ca,Regió de Hovedstadem"),
    ("maps/bioclusters.toml", "25 European", "26 European"),
)


def test_a_file_changed_with_size_and_time_kept_is_noticed_by_a_process_that_built_before(
    new_project: Path, tmp_path: Path
) -> None:
    for other in (new_project / "maps").glob("*.toml"):
        if other.stem != "bioclusters":
            other.unlink()
    state = State()

    def one_process(folder: Path, *, options: BuildOptions) -> Report:
        return build(folder, options=replace(options, jobs=1))

    def round_of() -> dict[str, bytes]:
        assert build_round(new_project, state, builder=one_process) is not None
        assert state.errors == {}
        return built(new_project)

    first = known = round_of()
    for name, before, after in EDITS:
        rewrite(new_project / name, before, after)
        now = round_of()
        assert now != known, name
        known = now
    page = known["bioclusters.html"].decode()
    assert ("POLEPHARMB" in page, "26 European" in page) == (True, True)
    assert known == built_elsewhere(new_project, tmp_path / "elsewhere")
    for name, before, after in EDITS:
        rewrite(new_project / name, after, before)
    assert round_of() == first
