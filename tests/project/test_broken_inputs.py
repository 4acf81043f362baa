"""What is broken in a project is said of the file that is broken, and spoils nothing else."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from geo.errors import BuildError
from geo.project.builder import BuildOptions, build
from geo.project.folder import create_project, start_project
from tests.conftest import Command
from tests.limited import MIB, run_limited

pytestmark = pytest.mark.linux

RECORDS = "data/tables/mine.csv"
TABLE = "name,country,nuts_id\nOne,AT,AT13\n"


@pytest.fixture
def project(new_project: Path) -> Path:
    """Make a project of one map, ``one``."""
    return with_one_map(new_project)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Build such a project; return where its build says what it made, and what that is."""
    project = with_one_map(create_project(tmp_path_factory.mktemp("built") / "atlas").root)
    assert build(project, options=BuildOptions(jobs=1)).ok
    path = project / "maps" / "html" / ".build.json"
    return path, path.read_text()


def with_one_map(project: Path) -> Path:
    for path in (project / "maps").glob("*.toml"):
        path.unlink()
    (project / RECORDS).write_text(TABLE)
    define(project, "one")
    return project


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
    for arguments in (["build", "--jobs", "1"], ["check"]):
        result = command(*arguments, cwd=project)
        assert result.exit_code == 1
        said = result.stderr + result.stdout
        assert f"{name}.toml: found '{name}.toml', expected another name: index.html is the gallery" in said
    assert "one.html" in (project / "maps" / "html" / "index.html").read_text()


@pytest.mark.slow
def test_a_definition_whose_name_is_no_text_spoils_its_own_map_only(project: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    define(project, name)
    for arguments in (["build", "--jobs", "1"], ["check"]):
        done = run_limited(*arguments, cwd=project)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "caf\\udce9.toml', expected a name in UTF-8; rename the file" in done.stderr + done.stdout
    assert (project / "maps" / "html" / "one.html").is_file()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "found"),
    [("pipe", "a pipe or a device, not a file"), ("device", "a link that leads out of the project folder")],
)
def test_a_definition_that_is_no_file_is_not_waited_for(project: Path, kind: str, found: str) -> None:
    path = project / "maps" / "two.toml"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    for arguments in (["build", "--jobs", "1"], ["check"]):
        done = run_limited(*arguments, cwd=project)
        assert done.returncode == 1
        assert f"two.toml: found '{found}', expected" in done.stderr + done.stdout
    assert (project / "maps" / "html" / "one.html").is_file()


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [("ledger", RECORDS), ("diff", "2019", "2023"), ("update", "--list"), ("check", "--help")]
)
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


@pytest.mark.slow
def test_a_build_on_a_full_disk_leaves_no_page(project: Path) -> None:
    done = run_limited("build", "--jobs", "1", cwd=project, file_bytes=40_000)
    assert done.returncode == 1
    assert "one.html: cannot be written (File too large)" in done.stderr
    assert sorted(path.name for path in (project / "maps" / "html").iterdir()) == [".build.lock"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": 5},
        {"title": {}},
        {"counts": []},
        {"thumbnail": None},
        {"ramp": "--class-1:red}body{display:none"},
        {"thumbnail": "<svg><a href='x'>x</a></svg>"},
    ],
)
def test_a_summary_that_no_build_wrote_is_named_and_not_shown(
    built: tuple[Path, str], command: Command, change: dict[str, object]
) -> None:
    path, written = built
    manifest = json.loads(written)
    manifest["maps"]["one"]["summary"] |= change
    path.write_text(json.dumps(manifest))
    result = command("build", cwd=path.parents[2])
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "Error: maps/html/.build.json: found a summary of a map that no build wrote ("
    )
    path.unlink()
    assert command("build", cwd=path.parents[2]).exit_code == 0
    assert path.read_text() == written


@pytest.mark.slow
def test_a_key_of_tens_of_thousands_of_parts_is_refused_before_it_is_read(project: Path) -> None:
    more = f"{50_000 * 'a.'}b = 1\n"
    define(project, "two", more=more)
    done = run_limited("build", "--jobs", "1", cwd=project)
    assert done.returncode == 1
    assert "two.toml, row 4: found 'a key of 50,000 or more parts', expected TOML" in done.stderr
    assert done.peak_bytes < 400 * MIB
    assert (project / "maps" / "html" / "one.html").is_file()


@pytest.mark.parametrize("number", ["9" * 5000, "0x" + "f" * 5000])
def test_a_number_of_thousands_of_digits_is_refused(project: Path, command: Command, number: str) -> None:
    define(project, "two", more=f"vintage = {number}\n")
    result = command("build", "--jobs", "1", cwd=project)
    assert result.exit_code == 1
    assert re.search(r"two\.toml(, vintage)?: found '?a number of [^\n]* digits'?, expected ", result.stderr)
    assert (project / "maps" / "html" / "one.html").is_file()


def test_a_broken_table_spoils_its_own_map_and_is_the_one_that_is_blamed(
    project: Path, command: Command
) -> None:
    services = project / "data" / "tables" / "services.csv"
    services.write_text(services.read_text() + "\n")
    (project / "data" / "tables" / "broken.parquet").write_bytes(b"PAR1" + 100 * b"\0" + b"PAR1")
    define(project, "two", records="data/tables/broken.parquet")
    result = command("build", "--jobs", "1", cwd=project)
    assert result.exit_code == 1
    assert "data/tables/broken.parquet: found" in result.stderr
    assert "services.csv" not in result.stderr
    assert (project / "maps" / "html" / "one.html").is_file()


@pytest.mark.parametrize("arguments", [["check"], ["ledger", "bioclusters"], ["build", "--jobs", "1"]])
def test_boundaries_that_cannot_be_unpacked_are_blamed_for_it(
    project: Path, command: Command, arguments: list[str]
) -> None:
    boundaries = project / "data" / "boundaries" / "nuts_2013.parquet"
    content = bytearray(boundaries.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = bytes(400)
    boundaries.unlink()  # it may be a link to ours
    boundaries.write_bytes(content)
    services = project / "data" / "tables" / "services.csv"
    services.write_text(services.read_text() + "\n")
    define(project, "two", records="bioclusters")
    result = command(*arguments, cwd=project)
    assert result.exit_code == 1
    said = [line for line in (result.stdout + result.stderr).splitlines() if "nuts_2013" in line]
    assert "data/boundaries/nuts_2013.parquet: found 'OSError: " in said[-1]
    assert said[-1].endswith("expected boundaries as they were published; the file is damaged")
    assert "cannot be" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", 5),
        ("path", ["a"]),
        ("title", {"a": []}),
        ("date", 5),
        ("hash", [1]),
        ("bytes", "x"),
        ("licenses", "MIT"),
        ("licenses", [1]),
        ("sources", [{"title": {}}]),
    ],
)
def test_a_description_of_another_type_is_named_with_its_key(
    project: Path, command: Command, key: str, value: object
) -> None:
    path = project / "data" / "datapackage.json"
    descriptor = json.loads(path.read_text())
    descriptor["resources"][0][key] = value
    path.write_text(json.dumps(descriptor))
    for arguments in (["check"], ["build"], ["update", "--list"]):
        result = command(*arguments, cwd=project)
        assert result.exit_code == 1
        assert "datapackage.json, resources." in result.stdout + result.stderr


@pytest.mark.parametrize("content", ["[" * 100_000, "5", "", "[]", "null", "9" * 5000])
def test_a_description_that_is_none_is_named(project: Path, command: Command, content: str) -> None:
    (project / "data" / "datapackage.json").write_text(content)
    result = command("check", cwd=project)
    assert result.exit_code == 1
    assert "data/datapackage.json: found" in result.stdout + result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("place", ["data/datapackage.json", "data/.update/journal.json"])
def test_a_pipe_in_the_place_of_a_file_of_the_package_is_not_waited_for(project: Path, place: str) -> None:
    path = project / place
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    os.mkfifo(path)
    done = run_limited("check", cwd=project)
    assert done.returncode == 1
    assert "a pipe or a device, not a file" in done.stdout + done.stderr


@pytest.mark.slow
def test_a_pipe_is_not_replaced_by_a_file(project: Path) -> None:
    os.mkfifo(project / "pipe")
    done = run_limited("recode", RECORDS, "--to", "2021", "--output", "pipe", cwd=project)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "Error: pipe: found a pipe or a device, expected a file to write"
    assert (project / "pipe").is_fifo()
