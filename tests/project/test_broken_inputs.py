"""What is broken in a project is said of the file that is broken, and spoils nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geo.errors import BuildError
from geo.project.folder import create_project, start_project
from tests.conftest import Command
from tests.limited import run_limited

RECORDS = "data/tables/mine.csv"
TABLE = "name,country,nuts_id\nOne,AT,AT13\n"


@pytest.fixture
def project(new_project: Path) -> Path:
    """Make a project of one map, ``one``."""
    for path in (new_project / "maps").glob("*.toml"):
        path.unlink()
    (new_project / RECORDS).write_text(TABLE)
    define(new_project, "one")
    return new_project


def define(project: Path, name: str, *, records: str = RECORDS, more: str = "") -> Path:
    path = project / "maps" / f"{name}.toml"
    path.write_text(f'title = "A map"\nedition = 2023\nrecords = "{records}"\n{more}')
    return path


@pytest.mark.parametrize("key", ["records", "survey"])
@pytest.mark.parametrize("size", [256, 1023, 5000])
def test_a_file_whose_name_no_system_can_hold_is_an_error_of_its_key(
    project: Path, command: Command, key: str, size: int
) -> None:
    name = "x" * size + ".csv"
    define(project, "two", **({"records": name} if key == "records" else {"more": f'survey = "{name}"'}))
    result = command("build", "--jobs", "1", cwd=project)
    assert result.exit_code == 1
    assert f"two.toml, {key}: found 'xxx" in result.stderr
    assert "expected a name that a file can have" in result.stderr
    assert ".build.lock" not in result.stderr
    assert (project / "maps" / "html" / "one.html").is_file()


def test_what_cannot_be_read_or_written_during_a_build_is_not_blamed_on_the_lock(
    project: Path, command: Command
) -> None:
    (project / "maps" / "html" / ".one.html.part").mkdir(parents=True)
    result = command("build", cwd=project)
    assert result.exit_code == 1
    assert ".one.html.part: cannot be" in result.stderr
    assert ".build.lock" not in result.stderr


def test_a_lock_that_cannot_be_made_is_named(project: Path, command: Command) -> None:
    (project / "maps" / "html" / ".build.lock").mkdir(parents=True)
    result = command("build", cwd=project)
    assert result.exit_code == 1
    assert ".build.lock: cannot be written" in result.stderr


@pytest.mark.parametrize("name", ["index", "Index"])
def test_a_map_never_takes_the_place_of_the_gallery(project: Path, command: Command, name: str) -> None:
    define(project, name)
    for arguments in (["build"], ["check"]):
        result = command(*arguments, cwd=project)
        assert result.exit_code == 1
        said = result.stderr + result.stdout
        assert f"{name}.toml: found '{name}.toml', expected another name: index.html is the gallery" in said
    assert "one.html" in (project / "maps" / "html" / "index.html").read_text()


def test_a_definition_whose_name_is_no_text_spoils_its_own_map_only(project: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    define(project, name)
    for arguments in (["build"], ["check"]):
        done = run_limited(*arguments, cwd=project)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "caf\\udce9.toml', expected a name in UTF-8; rename the file" in done.stderr + done.stdout
    assert (project / "maps" / "html" / "one.html").is_file()


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_definition_that_is_no_file_is_not_waited_for(project: Path, kind: str) -> None:
    path = project / "maps" / "two.toml"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    for arguments in (["build"], ["check"]):
        done = run_limited(*arguments, cwd=project)
        assert done.returncode == 1
        assert "two.toml: found 'a pipe or a device, not a file', expected" in done.stderr + done.stdout
    assert (project / "maps" / "html" / "one.html").is_file()


@pytest.mark.parametrize("arguments", [("ledger", RECORDS), ("diff", "2019", "2023"), ("update", "--list")])
def test_an_output_that_takes_nothing_more_is_one_sentence(project: Path, arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        done = run_limited(*arguments, cwd=project, stdout=full)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "Error: the output cannot be written (No space left on device)"
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("there", [True, False])
def test_a_project_that_does_not_fit_on_the_disk_leaves_nothing_behind(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "atlas").mkdir()
    done = run_limited("init", "deeper/atlas" if not there else "atlas", cwd=tmp_path, file_bytes=40_000)
    assert done.returncode == 1
    assert done.stderr.endswith("cannot be written (File too large). Nothing was kept.\n")
    assert [path.name for path in tmp_path.rglob("*")] == (["atlas"] if there else [])


@pytest.mark.parametrize("make", [create_project, start_project])
def test_an_interrupted_copy_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: object
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(BuildError, match="cannot be written"):
        make(tmp_path / "atlas")  # type: ignore[operator]
    assert list(tmp_path.iterdir()) == []


def test_a_build_on_a_full_disk_leaves_no_page(project: Path) -> None:
    done = run_limited("build", "--jobs", "1", cwd=project, file_bytes=40_000)
    assert done.returncode == 1
    assert "one.html: cannot be written (File too large)" in done.stderr
    assert sorted(path.name for path in (project / "maps" / "html").iterdir()) == [".build.lock"]
