"""A refresh that is killed, refused or out of disk leaves the old package or the new one.

Each kill needs a process: `make test` strikes at four of the seventeen steps, `make nightly` at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from geo.datapackage import staging
from geo.datapackage.catalog import Catalog
from geo.errors import LayoutError, LockedError, UpdateError
from tests.night import some_by_day

OLD = {"boundaries/a.bin": b"old a", "tables/b.csv": b"old b"}
NEW = {"boundaries/a.bin": b"new a, longer", "tables/b.csv": b"new b", "tables/c.csv": b"new c"}


def describe(files: dict[str, bytes]) -> dict[str, object]:
    resources = [
        {"name": Path(path).stem, "path": path, "bytes": len(content),
         "hash": "sha256:" + hashlib.sha256(content).hexdigest(), "licenses": [], "sources": []}
        for path, content in files.items()
    ]  # fmt: skip
    return {"resources": resources}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for path, content in OLD.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "datapackage.json").write_text(json.dumps(describe(OLD)))
    return folder


def content_of(root: Path) -> dict[str, bytes]:
    """Return the files the package lists, after checking that they are what it says."""
    catalog = Catalog(root)
    assert catalog.verify() == []
    return {catalog.resource(name).path: catalog.path(name).read_bytes() for name in catalog.names()}


def refresh(root: Path) -> None:
    with staging.staged(root) as stage:
        for path, content in NEW.items():
            stage.path(path).write_bytes(content)
        stage.commit(describe(NEW))


def test_a_refresh_replaces_all_files_and_the_description(root: Path):
    refresh(root)
    assert content_of(root) == NEW
    assert not (root / ".update").exists()


def test_a_stage_that_is_not_committed_changes_nothing(root: Path):
    with staging.staged(root) as stage:
        stage.path("tables/b.csv").write_bytes(b"new b")
    assert content_of(root) == OLD
    assert not (root / ".update").exists()


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import test_staging
steps = 0
def count(function):
    def counted(*args, **kwargs):
        global steps
        steps += 1
        if steps == {last}:
            os._exit(9)
        return function(*args, **kwargs)
    return counted
os.fsync = count(os.fsync)
Path.replace = count(Path.replace)
Path.write_bytes = count(Path.write_bytes)
Path.unlink = count(Path.unlink)
import shutil
shutil.rmtree = count(shutil.rmtree)
test_staging.refresh(Path({root!r}))
print(steps)
"""


def run_killed(root: Path, last: int) -> subprocess.CompletedProcess[str]:
    code = KILLED.format(tests=str(Path(__file__).parent), last=last, root=str(root))
    environment = os.environ | {"PYTHONPATH": str(Path(staging.__file__).parents[2])}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )


@pytest.mark.slow
@pytest.mark.parametrize("last", some_by_day(range(1, 18), day=[1, 6, 11, 16]))
def test_a_refresh_killed_at_any_step_leaves_the_old_or_the_new_package(root: Path, last: int):
    result = run_killed(root, last)
    assert result.returncode == 9, result.stderr
    assert content_of(root) in (OLD, NEW)
    refresh(root)
    assert content_of(root) == NEW


def test_the_kill_test_covers_every_step(root: Path):
    result = run_killed(root, 999)
    assert int(result.stdout) == 17, result.stderr


def test_a_second_refresh_at_the_same_time_is_refused(root: Path):
    with FileLock(root / staging.LOCK), pytest.raises(LockedError, match="another refresh is running"):
        refresh(root)
    assert content_of(root) == OLD


def test_a_full_disk_while_writing_leaves_everything_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(staging.os, "fsync", full)
    with pytest.raises(UpdateError, match=r"could not be written .*No space left.* Nothing was changed"):
        refresh(root)
    assert content_of(root) == OLD
    assert not (root / ".update").exists()


def test_a_file_that_cannot_be_replaced_brings_the_old_ones_back(root: Path, monkeypatch: pytest.MonkeyPatch):
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if self.parts[-3:] == ("new", "tables", "b.csv"):
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UpdateError, match="The old files are back in place"):
        refresh(root)
    monkeypatch.undo()
    assert content_of(root) == OLD


def test_a_folder_that_is_no_package_is_refused_with_the_next_step(tmp_path: Path):
    with pytest.raises(UpdateError, match="clusteratlas init"), staging.staged(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_layout_error_says_that_nothing_changed_and_what_to_do(root: Path):
    with (
        pytest.raises(LayoutError, match=r"found x, expected y\. Nothing was changed\. Check"),
        staging.staged(root),
    ):
        raise LayoutError("found x, expected y")
