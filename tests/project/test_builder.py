"""Building: only what is stale, whole files or none, the same bytes everywhere."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from geo.cli import main
from geo.datapackage.catalog import Catalog
from geo.errors import BuildError, DataError, DefinitionError, LockedError, Problem
from geo.match.ledger import COLUMNS
from geo.project.manifest import MANIFEST_NAME
from tests.examples import examples

building = importlib.import_module("geo.project.builder")
gallery = importlib.import_module("geo.project.gallery_files")
BuildOptions = building.BuildOptions
ROOT = Path(__file__).parents[2]


@dataclass
class FakePage:
    html: str
    ledger: pd.DataFrame
    summary: dict[str, Any] = field(default_factory=lambda: {"findings": []})
    metadata: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def render_fake(definition: Path, catalog: Catalog) -> FakePage:
    """Stand in for the real renderer: a page that shows the table its definition names."""
    text = definition.read_text("utf-8")
    table = text.partition('"')[2].partition('"')[0]
    if "broken" in text:
        raise DataError([Problem(definition.name, "broken", "a definition that is not")])
    content = catalog.path(table).read_text("utf-8")
    findings = [f"{table} is odd"] if "odd" in content else []
    ledger = pd.DataFrame({name: [None, None] for name in COLUMNS}, dtype=object)
    ledger["record_id"] = ["a", "b"]
    return FakePage(
        f"<!doctype html>{text}{content}", ledger, {"findings": findings, "title": definition.stem}
    )


def fake_gallery(summaries: dict[str, dict[str, Any]], _publication: object) -> str:
    return "<!doctype html>" + ", ".join(f"{name}: {one['title']}" for name, one in summaries.items())


@pytest.fixture(autouse=True)
def _fake_gallery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "_gallery_page", fake_gallery)


def describe(folder: Path) -> None:
    """Write the description of a miniature data package."""
    resources = [
        {"name": path.stem, "path": f"tables/{path.name}"} for path in sorted((folder / "tables").iterdir())
    ]
    (folder / "datapackage.json").write_text(json.dumps({"name": "small", "resources": resources}), "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


def make_project(root: Path) -> Path:
    """Make a project of two maps, each with a table of its own."""
    (root / "data" / "tables").mkdir(parents=True)
    (root / "maps").mkdir()
    for name in ("one", "two"):
        (root / "data" / "tables" / f"table-{name}.csv").write_text(f"name\n{name}\n", "utf-8")
        (root / "maps" / f"{name}.toml").write_text(f'records = "table-{name}"\n', "utf-8")
    describe(root / "data")
    return root


def run(project: Path, *names: str, **options: Any) -> dict[str, str]:
    """Build with the fake renderer and return the state of each map and of the gallery."""
    report = building.build(
        project, names=names, options=BuildOptions(jobs=1, **options), renderer=render_fake
    )
    return {outcome.name: outcome.state for outcome in (*report.outcomes, report.gallery)}


def contents(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((project / "maps" / "html").iterdir())}


def pages(project: Path) -> dict[str, bytes]:
    return {name: content for name, content in contents(project).items() if not name.startswith(".")}


def times(project: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (project / "maps" / "html").iterdir()}


def test_the_first_build_writes_page_ledgers_metadata_gallery_and_manifest(project: Path) -> None:
    assert run(project) == {"one": "built", "two": "built", "index": "built"}
    assert sorted(contents(project)) == [
        ".build.json",
        ".build.lock",
        "index.html",
        "one.html",
        "one.ledger.csv",
        "one.ledger.json",
        "one.metadata.json",
        "two.html",
        "two.ledger.csv",
        "two.ledger.json",
        "two.metadata.json",
    ]
    assert contents(project)["one.ledger.csv"].startswith(b"record_id,name,country,")
    assert [row["record_id"] for row in json.loads(contents(project)["one.ledger.json"])] == ["a", "b"]


def test_a_second_build_writes_nothing(project: Path) -> None:
    run(project)
    before = times(project)
    assert run(project) == {"one": "fresh", "two": "fresh", "index": "fresh"}
    assert times(project) == before


def test_an_edited_record_rebuilds_only_the_maps_that_use_its_table(project: Path) -> None:
    run(project)
    (project / "data" / "tables" / "table-two.csv").write_text("name\nother\n", "utf-8")
    report = building.build(project, options=BuildOptions(jobs=1), renderer=render_fake)
    assert [(o.name, o.state, o.reasons) for o in report.outcomes] == [
        ("one", "fresh", ()),
        ("two", "built", ("data resource table-two changed",)),
    ]
    assert b"other" in contents(project)["two.html"]


def test_a_file_named_in_a_definition_is_an_input(project: Path) -> None:
    (project / "notes.txt").write_text("first", "utf-8")
    with (project / "maps" / "one.toml").open("a", encoding="utf-8") as stream:
        stream.write('\nsurvey = "notes.txt"\n')
    run(project)
    (project / "notes.txt").write_text("second", "utf-8")
    report = building.build(project, options=BuildOptions(check=True))
    assert [o.reasons for o in report.outcomes] == [("notes.txt changed",), ()]


def test_an_edited_logo_rebuilds_the_map_that_shows_it(project: Path) -> None:
    (project / "logo.svg").write_text("<svg/>", "utf-8")
    definition = project / "maps" / "one.toml"
    definition.write_text(definition.read_text("utf-8") + '[style]\nlogo = "logo.svg"\n', "utf-8")
    assert run(project)["one"] == "built"
    (project / "logo.svg").write_text("<svg> </svg>", "utf-8")
    report = building.build(project, options=BuildOptions(check=True))
    assert {o.name: o.reasons for o in report.outcomes} == {"one": ("logo.svg changed",), "two": ()}


def test_an_edited_catalogue_rebuilds_the_map_in_that_language(project: Path) -> None:
    (project / "languages").mkdir()
    catalogue = project / "languages" / "pt.po"
    catalogue.write_text("first", "utf-8")
    with (project / "maps" / "one.toml").open("a", encoding="utf-8") as stream:
        stream.write('\nlanguages = ["en", "pt"]\n')
    run(project)
    catalogue.write_text("second", "utf-8")
    report = building.build(project, options=BuildOptions(check=True))
    assert [o.reasons for o in report.outcomes] == [("languages/pt.po changed",), ()]


def test_a_file_named_in_a_definition_with_a_byte_order_mark_is_an_input_too(project: Path) -> None:
    (project / "notes.txt").write_text("first", "utf-8")
    definition = project / "maps" / "one.toml"
    definition.write_text(definition.read_text("utf-8") + 'survey = "notes.txt"\n', "utf-8-sig")
    run(project)
    (project / "notes.txt").write_text("second", "utf-8")
    report = building.build(project, options=BuildOptions(check=True))
    assert [o.reasons for o in report.outcomes] == [("notes.txt changed",), ()]


def test_a_definition_of_endless_brackets_is_refused_like_any_other(project: Path) -> None:
    (project / "maps" / "one.toml").write_text("a = " + "[" * 50_000, "utf-8")
    report = building.build(project, names=["one"], options=BuildOptions(jobs=1))
    error = str(report.outcomes[0].error).replace(str(project), "project")
    assert error == "project/maps/one.toml: found 'brackets without end', expected TOML"


def test_a_new_resource_rebuilds_because_defaults_may_follow_it(project: Path) -> None:
    run(project)
    (project / "data" / "tables" / "table-three.csv").write_text("name\n", "utf-8")
    describe(project / "data")
    assert building.build(project, options=BuildOptions(check=True)).outcomes[0].reasons == (
        "the list of data resources changed",
    )


def test_a_newer_library_rebuilds_and_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(project)
    inputs = importlib.import_module("geo.project.inputs")
    newer = inputs.program_inputs() | {"library:folium": "99.0"}
    monkeypatch.setattr(inputs, "program_inputs", lambda: newer)
    reasons = building.build(project, options=BuildOptions(check=True)).outcomes[0].reasons
    assert [reason.partition(",")[0] for reason in reasons] == ["folium is 99.0"]


def test_the_versions_of_the_libraries_are_those_that_are_installed() -> None:
    inputs = importlib.import_module("geo.project.inputs").program_inputs()
    names = [name.removeprefix("library:") for name in inputs if name.startswith("library:")]
    assert "folium" in names
    assert {name: inputs[f"library:{name}"] for name in names} == {name: version(name) for name in names}


def test_a_build_with_nothing_to_do_imports_no_heavy_library(project: Path) -> None:
    run(project)
    code = (
        "import sys; from geo.project.builder import build; from geo.project.outcome import BuildOptions; "
        f"report = build({str(project)!r}, options=BuildOptions(check=True)); "
        "heavy = {'geopandas', 'pandas', 'numpy', 'folium', 'importlib.metadata', 'tempfile'}; "
        "print([o.state for o in report.outcomes], sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "['fresh', 'fresh'] []\n"


@pytest.mark.slow
def test_a_first_build_imports_nothing_that_the_page_of_a_definition_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    shutil.copy(ROOT / "maps" / "bioclusters.toml", tmp_path / "maps")
    code = f"""
import sys
from geo.cli import main
main(["build", "--project", {str(tmp_path)!r}], standalone_mode=False)
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    modules = set(done.stdout.splitlines()[-1].split())
    foreign = {"folium", "branca", "requests", "multiprocessing", "openpyxl", "pyogrio", "typst", "resvg_py"}
    rooms = {"geo.update.refresh", "geo.project.watch", "geo.project.check", "geo.render.twin.document"}
    assert (tmp_path / "maps" / "html" / "bioclusters.html").is_file()
    assert not (foreign | rooms) & modules


def test_an_altered_or_missing_page_is_made_again(project: Path) -> None:
    run(project)
    good = contents(project)
    (project / "maps" / "html" / "one.html").write_text("scribble", "utf-8")
    (project / "maps" / "html" / "two.ledger.csv").unlink()
    report = building.build(project, options=BuildOptions(jobs=1), renderer=render_fake)
    assert [o.reasons for o in report.outcomes] == [
        ("one.html was altered",),
        ("two.ledger.csv is missing",),
    ]
    assert contents(project) == good


def test_outputs_of_a_removed_definition_go_and_other_files_stay(project: Path) -> None:
    run(project)
    (project / "maps" / "html" / "mine.txt").write_text("keep", "utf-8")
    (project / "maps" / "two.toml").unlink()
    assert run(project) == {"one": "fresh", "two": "removed", "index": "built"}
    assert "two" not in "".join(contents(project))
    assert "mine.txt" in contents(project)
    assert contents(project)["index.html"] == b"<!doctype html>one: one"


def test_check_writes_nothing_and_names_what_is_stale(project: Path) -> None:
    report = building.build(project, options=BuildOptions(check=True))
    assert (report.ok, [o.state for o in report.outcomes]) == (False, ["stale", "stale"])
    assert not (project / "maps" / "html").exists()
    run(project)
    assert building.build(project, options=BuildOptions(check=True)).ok
    (project / "maps" / "two.toml").unlink()
    before = contents(project)
    assert not building.build(project, options=BuildOptions(check=True)).ok
    assert contents(project) == before


def test_a_member_table_is_an_input_whether_file_or_folder(project: Path) -> None:
    definition = project / "maps" / "one.toml"
    definition.write_text('records = "table-one"\nmembers = "members.csv"\n', "utf-8")
    (project / "members.csv").write_text("one", "utf-8")
    run(project)
    (project / "members.csv").write_text("two", "utf-8")
    assert run(project)["one"] == "built"
    parts = project / "members"
    parts.mkdir()
    (parts / "1.parquet").write_text("one", "utf-8")
    definition.write_text('records = "table-one"\nmembers = "members"\n', "utf-8")
    run(project)
    assert run(project)["one"] == "fresh"
    for name, text in (("1.parquet", "two"), ("2.parquet", "two")):
        (parts / name).write_text(text, "utf-8")
        report = building.build(project, options=BuildOptions(check=True))
        assert report.outcomes[0].reasons == ("members changed",)
        run(project)


def test_force_makes_everything_again_with_the_same_bytes(project: Path) -> None:
    run(project)
    before, moments = contents(project), times(project)
    assert run(project, force=True) == {"one": "built", "two": "built", "index": "built"}
    assert (contents(project), times(project)) == (before, moments)


def test_a_broken_definition_does_not_stop_the_others(project: Path) -> None:
    run(project)
    before = contents(project)["one.html"]
    (project / "maps" / "one.toml").write_text('records = "broken"\n', "utf-8")
    (project / "maps" / "two.toml").write_text('records = "table-two" # new\n', "utf-8")
    report = building.build(project, options=BuildOptions(jobs=1), renderer=render_fake)
    assert not report.ok
    assert [o.state for o in report.outcomes] == ["failed", "built"]
    assert report.outcomes[0].error == "one.toml: found 'broken', expected a definition that is not"
    assert contents(project)["one.html"] == before
    assert run(project)["one"] == "failed"


def test_strict_writes_no_page_with_findings(project: Path) -> None:
    (project / "data" / "tables" / "table-one.csv").write_text("name\nodd\n", "utf-8")
    assert run(project, strict=True) == {"one": "failed", "two": "built", "index": "built"}
    assert "one.html" not in contents(project)


def test_strict_fails_on_findings_of_a_page_built_before(project: Path) -> None:
    (project / "data" / "tables" / "table-one.csv").write_text("name\nodd\n", "utf-8")
    assert run(project)["one"] == "built"
    assert run(project, strict=True)["one"] == "failed"


def test_an_unknown_map_suggests_the_nearest(project: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        run(project, "tow", "nothing")
    assert str(caught.value) == (
        "maps: found 'tow', expected a definition in maps/. Did you mean 'two'?\n"
        "maps: found 'nothing', expected a definition in maps/"
    )


def test_only_the_chosen_map_is_built(project: Path) -> None:
    assert run(project, "maps/two.toml") == {"two": "built", "index": "built"}
    assert "one.html" not in contents(project)


def test_a_folder_without_maps_is_not_a_project(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="clusteratlas init DIR"):
        run(tmp_path)


def test_a_damaged_manifest_costs_a_rebuild_and_nothing_else(project: Path) -> None:
    run(project)
    good = contents(project)
    (project / "maps" / "html" / MANIFEST_NAME).write_text('{"format": 1, "maps": [', "utf-8")
    assert run(project)["one"] == "built"
    assert contents(project) == good


def test_the_manifest_holds_no_path_of_this_machine(project: Path) -> None:
    run(project)
    assert str(project.parent) not in contents(project)[MANIFEST_NAME].decode()


def test_an_edit_during_the_build_makes_the_map_stale_again(project: Path) -> None:
    table = project / "data" / "tables" / "table-one.csv"

    def edit_meanwhile(definition: Path, catalog: Catalog) -> FakePage:
        page = render_fake(definition, catalog)
        table.write_text("name\nlater\n", "utf-8")
        return page

    building.build(project, names=["one"], options=BuildOptions(jobs=1), renderer=edit_meanwhile)
    assert run(project)["one"] == "built"
    assert b"later" in contents(project)["one.html"]


def test_a_full_disk_leaves_the_old_page_and_no_half_one(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(project)
    before = contents(project)
    (project / "data" / "tables" / "table-one.csv").write_text("name\nnew\n", "utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(BuildError) as caught:
            run(project)
    message = str(caught.value).replace(str(project), "project")
    assert message == (
        "project/maps/html/one.html: cannot be written (No space left on device). "
        "What was there before is untouched; make room or allow writing, then build again."
    )
    assert contents(project) == before
    assert run(project)["one"] == "built"


@pytest.mark.linux
def test_a_file_the_disk_has_no_room_for_is_reported_and_leaves_nothing(tmp_path: Path) -> None:
    code = """
import resource
from pathlib import Path
from geo.project.output_files import write_files
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
write_files(Path("html"), {"small.html": b"x", "large.html": bytes(20_000)})
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "BuildError: html/large.html: cannot be written (File too large)." in done.stderr
    assert list((tmp_path / "html").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_clear_error(project: Path) -> None:
    (project / "maps" / "html").write_text("a file where the folder should be")
    with pytest.raises(BuildError, match="cannot be written"):
        run(project)


def test_a_second_build_waits_and_then_says_that_another_runs(project: Path) -> None:
    run(project)
    (project / "maps" / "two.toml").unlink()
    before = contents(project)
    with (
        FileLock(project / "maps" / "html" / ".build.lock"),
        pytest.raises(LockedError, match="another build"),
    ):
        run(project, wait_s=0.1)
    assert contents(project) == before
    assert run(project)["two"] == "removed"


@pytest.fixture
def build_command(project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run ``clusteratlas build`` in the project, with the fake renderer."""
    monkeypatch.setattr(importlib.import_module("geo.project.workers"), "_render", render_fake)
    monkeypatch.chdir(project)
    return lambda *arguments: CliRunner().invoke(main, ["build", "--jobs", "1", *arguments])


def test_the_command_says_what_it_built(build_command: Callable[..., Result]) -> None:
    result = build_command()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "built maps/html/one.html",
        "built maps/html/two.html",
        "built maps/html/index.html",
    ]
    assert build_command("two").stdout == "Nothing to do: 1 map is up to date.\n"
    assert build_command().stdout == "Nothing to do: 2 maps are up to date.\n"


def test_the_command_with_check_exits_1_and_says_why(
    project: Path, build_command: Callable[..., Result]
) -> None:
    build_command()
    (project / "maps" / "two.toml").write_text('records = "table-two" # edited\n', "utf-8")
    result = build_command("--check")
    assert (result.exit_code, result.stdout) == (1, "stale maps/html/two.html: maps/two.toml changed\n")


def test_the_command_with_explain_says_why_and_what_to_look_at(
    project: Path, build_command: Callable[..., Result]
) -> None:
    build_command()
    (project / "data" / "tables" / "table-two.csv").write_text("name\nodd\n", "utf-8")
    result = build_command("--explain")
    assert result.stdout.splitlines()[:2] == [
        "built maps/html/two.html",
        "  because data resource table-two changed",
    ]
    assert result.stderr == "two: 1 finding to look at:\n  table-two is odd\n"
    assert (
        build_command().stderr == "two: 1 finding to look at; show them with `clusteratlas build --explain`\n"
    )


def test_the_command_reports_a_broken_definition_on_stderr(
    project: Path, build_command: Callable[..., Result]
) -> None:
    (project / "maps" / "one.toml").write_text('records = "broken"\n', "utf-8")
    result = build_command()
    assert result.exit_code == 1
    assert result.stdout == "built maps/html/two.html\nbuilt maps/html/index.html\n"
    assert result.stderr == "one: failed\n  one.toml: found 'broken', expected a definition that is not\n"


def test_the_command_with_strict_fails_on_findings(
    project: Path, build_command: Callable[..., Result]
) -> None:
    (project / "data" / "tables" / "table-one.csv").write_text("name\nodd\n", "utf-8")
    result = build_command("one", "--strict")
    assert result.exit_code == 1
    assert result.stderr == "one: failed\n  1 finding, and --strict allows none:\n  table-one is odd\n"


def test_with_nothing_to_do_no_heavy_library_is_imported(project: Path) -> None:
    run(project)
    code = """
import sys
from geo.cli import main
main(["build"], standalone_mode=False)
print(*sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project
    )
    said, modules = done.stdout.splitlines()
    assert said == "Nothing to do: 2 maps are up to date."
    heavy = {"geopandas", "folium", "pandas", "numpy", "pydantic", "rich", "requests", "shapely", "filelock"}
    assert not heavy & set(modules.split())


BUILD_SLOWLY = """
import importlib, sys, time
sys.path[:0] = [{root!r}, {tests!r}]
import test_builder as fakes
output_files = importlib.import_module("geo.project.output_files")
fakes.gallery._gallery_page = fakes.fake_gallery
write = output_files.os.fsync
output_files.os.fsync = lambda number: (time.sleep(0.02), write(number))
print("go", flush=True)
fakes.building.build({project!r}, options=fakes.BuildOptions(jobs=1, force=True), renderer=fakes.render_fake)
"""


def start(project: Path) -> subprocess.Popen[str]:
    code = BUILD_SLOWLY.format(root=str(ROOT), tests=str(Path(__file__).parent), project=str(project))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "go\n"
    return process


@pytest.mark.slow
@pytest.mark.parametrize("steps", [(0, 4, 9), pytest.param(range(40), marks=pytest.mark.nightly)])
def test_a_killed_build_leaves_whole_pages_and_the_next_one_finishes(
    project: Path, steps: Sequence[int]
) -> None:
    run(project)
    old = pages(project)
    for name in ("one", "two"):
        (project / "data" / "tables" / f"table-{name}.csv").write_text("name\nnew\n" * 50_000, "utf-8")
    whole = project.parent / "whole"
    shutil.copytree(project, whole)
    run(whole)
    new = pages(whole)
    for step in steps:
        process = start(project)
        time.sleep(step * 0.02)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for name, content in pages(project).items():
            assert content in (old[name], new[name]), f"{name} is half written after step {step}"
    run(project)
    assert pages(project) == new


@pytest.mark.slow
def test_two_builds_at_once_give_the_same_pages_as_one(project: Path) -> None:
    run(project)
    good = pages(project)
    processes = [start(project), start(project)]
    assert [process.wait() for process in processes if process.communicate()] == [0, 0]
    assert pages(project) == good


@pytest.mark.slow
def test_several_maps_are_made_in_several_processes(project: Path) -> None:
    pages = importlib.import_module("geo.project.workers")
    made = {
        one.name: one for one in pages.make_maps(project, ("one", "two"), jobs=2, renderer=render_and_tell)
    }
    assert sorted(made) == ["one", "two"]
    processes = {one.summary["process"] for one in made.values()}
    assert os.getpid() not in processes


MAKE_FOR_EVER = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
import test_builder as fakes
from geo.project.workers import make_maps
from pathlib import Path
if __name__ == "__main__":
    list(make_maps(Path({project!r}), ("one", "two"), jobs=2, renderer=fakes.render_for_ever))
"""


def render_for_ever(definition: Path, _: Catalog) -> FakePage:
    (definition.parent.parent / f"{definition.stem}.pid").write_text(str(os.getpid()))
    time.sleep(600)
    raise AssertionError


@pytest.mark.slow
def test_the_processes_of_a_killed_build_end_with_it(project: Path) -> None:
    script = project / "build.py"
    script.write_text(
        MAKE_FOR_EVER.format(root=str(ROOT), tests=str(Path(__file__).parent), project=str(project)), "utf-8"
    )
    builder = subprocess.Popen([sys.executable, str(script)])
    notes = [project / "one.pid", project / "two.pid"]
    wait_until(lambda: all(note.exists() and note.read_text() for note in notes))
    workers = [int(note.read_text()) for note in notes]
    builder.kill()
    builder.wait()
    wait_until(lambda: not any(is_running(worker) for worker in workers))


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "nothing happened for 30 seconds"
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # An ended process whose parent has not taken notice yet is a zombie.
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def render_and_tell(definition: Path, catalog: Catalog) -> FakePage:
    page = render_fake(definition, catalog)
    page.summary["process"] = os.getpid()
    return page


EDITS = st.sampled_from(
    ["data/tables/table-one.csv", "data/tables/table-two.csv", "maps/one.toml", "maps/two.toml"]
)


@pytest.mark.slow
@examples(10)
@given(path=EDITS, added=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_any_edit_of_an_input_rebuilds_exactly_its_map_and_then_nothing(path: str, added: str) -> None:
    with TemporaryDirectory() as folder:
        project = make_project(Path(folder))
        run(project)
        with (project / path).open("a", encoding="utf-8") as stream:
            stream.write(f"# {added}\n")
        edited = "one" if "one" in path else "two"
        states = run(project)
        assert {name for name, state in states.items() if state == "built"} - {"index"} == {edited}
        before = times(project)
        assert set(run(project).values()) == {"fresh"}
        assert times(project) == before
