"""Files of a map on their way to a folder: whole ones or none, however the way ends."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from geo.errors import BuildError
from geo.project.exporting import export_map
from geo.project.output_files import unfinished, write_files
from geo.render.files.formats import FORMATS
from geo.render.twin.options import PictureOptions
from tests.kills import ROOT, Killable

TABLE: Final = "name,country,nuts_id\nBio One,DE,DE21\n"
DEFINITION: Final = 'title = "Clusters"\nrecords = "data/two.csv"\nedition = 2023\n'
EXPORT: Final = """
from pathlib import Path
from geo.project.exporting import export_map
from geo.render.twin.options import PictureOptions

def work(project, output):
    export_map(project, "two", formats=["csv", "geojson"], options=PictureOptions(), output=Path(output))

import tempfile
with tempfile.TemporaryDirectory() as folder:
    work(PROJECT, folder)  # everything is imported and read
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("project/data", "project/maps"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "project" / "data" / "two.csv").write_text(TABLE, "utf-8")
    (tmp_path / "project" / "maps" / "two.toml").write_text(DEFINITION, "utf-8")
    return tmp_path / "project"


@pytest.fixture
def exporting_process(project: Path) -> Iterator[Killable]:
    process = Killable(EXPORT.replace("PROJECT", repr(str(project))))
    yield process
    process.close()


def export(project: Path, output: Path) -> dict[str, bytes]:
    export_map(project, "two", formats=["csv", "geojson"], options=PictureOptions(), output=output)
    return shown(output)


def shown(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


@pytest.mark.slow
@pytest.mark.parametrize(
    "every", [pytest.param(18, id="some"), pytest.param(1, id="all", marks=pytest.mark.nightly)]
)
def test_an_export_killed_at_any_step_leaves_whole_files(
    project: Path, tmp_path: Path, exporting_process: Killable, every: int
) -> None:
    old = export(project, tmp_path / "old")
    (project / "data" / "two.csv").write_text(f"{TABLE}Bio Two,EL,EL30\n", "utf-8")
    new = export(project, tmp_path / "new")
    assert not [name for name in new if new[name] == old[name]]
    count = exporting_process.steps(project, Path(shutil.copytree(tmp_path / "old", tmp_path / "whole")))
    assert count >= 20
    for step in range(1, count + 1, every):
        output = Path(shutil.copytree(tmp_path / "old", tmp_path / f"killed-{step}"))
        exporting_process.strike(step, project, output)
        for name, content in shown(output).items():
            assert content in (old[name], new[name]), f"{name} is half written after step {step}"
        assert export(project, output) == new
        assert sorted(path.name for path in output.iterdir()) == sorted(new)


@pytest.mark.slow
@pytest.mark.usefixtures("project")
def test_a_file_that_the_disk_has_no_room_for_leaves_nothing_of_any_format(
    tmp_path: Path,
) -> None:
    code = f"""
import resource
from pathlib import Path
from geo.errors import BuildError
from geo.project.exporting import export_map
from geo.render.twin.options import PictureOptions
for form in {FORMATS}:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    try:
        export_map("project", "two", formats=[form], options=PictureOptions(), output=Path("out"))
    except BuildError as error:
        print(error)
    assert not list(Path("out").iterdir())
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        # Byte code is a file, too.
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert len(lines) == len(FORMATS)
    assert all(line.startswith("out: cannot be written (") for line in lines)


def test_what_an_export_left_when_it_was_killed_goes_with_the_next_one(tmp_path: Path) -> None:
    left = tmp_path / ".two.parts"
    left.mkdir()
    (left / "half.csv").write_text("hal")
    with unfinished(tmp_path, "two") as parts:
        assert list(parts.iterdir()) == []
        (parts / "whole.csv").write_text("whole")
        assert write_files(tmp_path, {"whole.csv": parts / "whole.csv"}) == ["whole.csv"]
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("whole.csv", "whole")]


def test_a_folder_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    with (
        pytest.raises(BuildError, match=r"out: cannot be written \(Not a directory\)"),
        unfinished(tmp_path / "out", "two"),
    ):
        pass
