"""Builds and refreshes that are killed at any of their steps: whole files of the old state or the new one.

After each kill the work is done again, a hundred times in all: `make test` strikes at every ninth step, `make
nightly` at all.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from geo.datapackage.catalog import Catalog
from geo.update.releases import update_boundaries
from tests import synthetic
from tests.kills import Killable
from tests.project.test_builder import make_project, pages, render_fake

building = importlib.import_module("geo.project.builder")
gallery = importlib.import_module("geo.project.gallery_files")

pytestmark = pytest.mark.slow

BUILD: Final = """
from pathlib import Path
from tests.project import test_builder as fakes
fakes.gallery._gallery_page = fakes.fake_gallery

def work(project):
    fakes.building.build(Path(project), options=fakes.BuildOptions(jobs=1), renderer=fakes.render_fake)
"""
REFRESH: Final = """
from pathlib import Path
from geo.update.releases import update_boundaries

def work(root, source):
    update_boundaries(Path(root), vintage=2024, source_dir=Path(source))
"""
#: At every how many steps it is struck.
SOME_AND_ALL: Final = [pytest.param(18, id="some"), pytest.param(1, id="all", marks=pytest.mark.nightly)]


@pytest.fixture
def building_process() -> Iterator[Killable]:
    process = Killable(BUILD)
    yield process
    process.close()


@pytest.fixture
def refreshing_process() -> Iterator[Killable]:
    process = Killable(REFRESH)
    yield process
    process.close()


@pytest.fixture
def _fake_gallery(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes = importlib.import_module("tests.project.test_builder")
    monkeypatch.setattr(gallery, "_gallery_page", fakes.fake_gallery)


def build(project: Path) -> None:
    building.build(project, options=building.BuildOptions(jobs=1), renderer=render_fake)


@pytest.mark.usefixtures("_fake_gallery")
@pytest.mark.parametrize("every", SOME_AND_ALL)
def test_a_build_killed_at_any_step_leaves_whole_pages(
    tmp_path: Path, building_process: Killable, every: int
) -> None:
    old_project = make_project(tmp_path / "old")
    build(old_project)
    old = pages(old_project)
    for name in ("one", "two"):
        (old_project / "data" / "tables" / f"table-{name}.csv").write_text("name\nnew\n" * 500, "utf-8")
    whole = Path(shutil.copytree(old_project, tmp_path / "whole"))
    count = building_process.steps(whole)
    new = pages(whole)
    assert new != old
    assert count >= 20
    for step in range(1, count + 1, every):
        project = Path(shutil.copytree(old_project, tmp_path / f"killed-{step}"))
        building_process.strike(step, project)
        for name, content in pages(project).items():
            assert content in (old[name], new[name]), f"{name} is half written after step {step}"
        build(project)
        assert pages(project) == new
        shutil.rmtree(project)


@pytest.mark.parametrize("every", SOME_AND_ALL)
def test_a_refresh_killed_at_any_step_leaves_the_old_or_the_new_package(
    tmp_path: Path, refreshing_process: Killable, every: int
) -> None:
    old_root = synthetic.package(tmp_path / "old")
    source = tmp_path / "NUTS_RG_10M_2024_4326.geojson"
    source.write_bytes(synthetic.geojson(2024))
    whole = Path(shutil.copytree(old_root, tmp_path / "whole"))
    count = refreshing_process.steps(whole, source)
    new = synthetic.snapshot(whole)
    assert count >= 20
    states = set()
    for step in range(1, count + 1, every):
        root = Path(shutil.copytree(old_root, tmp_path / f"killed-{step}"))
        refreshing_process.strike(step, root, source)
        assert Catalog(root).verify() == []
        states.add("nuts-2024" in Catalog(root).names())
        update_boundaries(root, vintage=2024, source_dir=source)
        assert synthetic.snapshot(root) == new
        shutil.rmtree(root)
    assert states == {False, True}


@pytest.mark.nightly
def test_there_are_a_hundred_steps_to_be_killed_at(
    tmp_path: Path, building_process: Killable, refreshing_process: Killable
) -> None:
    root, source = synthetic.package(tmp_path / "data"), tmp_path / "NUTS_RG_10M_2024_4326.geojson"
    source.write_bytes(synthetic.geojson(2024))
    project = make_project(tmp_path / "project")
    build_steps = building_process.steps(project)
    refresh_steps = refreshing_process.steps(root, source)
    # With the 17 of `tests/datapackage/test_staging.py`.
    assert build_steps + refresh_steps + 17 >= 100
