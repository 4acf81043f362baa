"""The command line: exit codes, what goes where, and help that helps."""

from __future__ import annotations

import csv
import gc
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points, version
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from geo.__main__ import main as run_as_process
from geo.cli import main
from geo.errors import Problem
from geo.project.check import format_problems
from geo.render.twin.options import SIZES, THEMES
from tests.night import some_by_day

Command = Callable[..., Result]
BROKEN = "name;country;region\nOne;Itly;Lombardia\n;IT;Lombardia\n"


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, one in group.commands.items():
        found += commands(one, (*path, name)) if isinstance(one, click.Group) else [(*path, name)]
    return found


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_command_has_short_help_with_an_example(path: tuple[str, ...], command: Command) -> None:
    result = command(*path, "--help")
    assert result.exit_code == 0
    assert f"Example:\n  clusteratlas {' '.join(path)}" in result.stdout
    assert len(result.stdout.splitlines()) <= 40


def test_a_list_of_what_is_present_needs_a_data_package(command: Command, tmp_path: Path) -> None:
    result = command("update", "--list", cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: data/datapackage.json: no such file. Run `clusteratlas init DIR`")


def test_a_group_of_commands_shows_an_example(command: Command) -> None:
    assert "Example:\n  clusteratlas update --list" in command("update", "--help").stdout


@pytest.mark.parametrize("group", [(), ("update",)], ids=" ".join)
def test_the_list_of_commands_cuts_no_sentence(group: tuple[str, ...], command: Command) -> None:
    listed = command(*group, "--help").stdout.partition("Commands:")[2]
    assert listed
    assert "..." not in listed


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_an_unknown_option_is_wrong_usage(path: tuple[str, ...], command: Command) -> None:
    assert command(*path, "--nonsense").exit_code == 2


def test_the_version_is_that_of_the_package(command: Command) -> None:
    assert command("--version").stdout == f"clusteratlas {version('clusteratlas')}\n"


def test_python_m_geo_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "geo", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("clusteratlas ")


def test_the_installed_command_is_python_m_geo() -> None:
    (script,) = entry_points(group="console_scripts", name="clusteratlas")
    assert script.value == "geo.__main__:main"


def test_a_process_ends_without_a_search_for_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["clusteratlas", "--version"])
    threshold = gc.get_threshold()
    gc.unfreeze()
    try:
        with pytest.raises(SystemExit):
            run_as_process()
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.set_threshold(*threshold)


def test_an_unknown_command_is_wrong_usage(command: Command) -> None:
    assert command("biuld").exit_code == 2


def test_an_expected_error_has_no_traceback_and_exits_1(tmp_path: Path, command: Command) -> None:
    result = command("build", cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: maps: no such folder. Run `clusteratlas init DIR` and work in DIR, "
        "or give the folder with --project.\n"
    )


def test_a_bug_shows_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("geo.project.folder.start_project", fail)
    assert isinstance(CliRunner().invoke(main, ["init", "x"]).exception, ZeroDivisionError)


def test_check_and_ledger_say_of_a_table_what_its_map_says(new_project: Path, command: Command) -> None:
    checked = command("check", "bioclusters", cwd=new_project)
    assert (checked.exit_code, checked.stderr) == (0, "")
    explained = command("build", "bioclusters", "--explain", cwd=new_project).stderr.splitlines()
    found = [line.removeprefix("warning: ") for line in checked.stdout.splitlines()]
    assert "bioclusters, row 5 (HealthTurku), region: found 'Länsi-Suomi (FI19)'" in checked.stdout
    assert [line.strip() for line in explained if "expected" in line] == found
    assert command("ledger", "bioclusters", cwd=new_project).stderr.splitlines() == found
    assert command("check", "bioclusters", "--strict", cwd=new_project).exit_code == 1


def test_check_finds_nothing_where_every_record_is_placed_without_doubt(
    tmp_path: Path, command: Command
) -> None:
    (tmp_path / "t.csv").write_text("name,country,nuts_id\nA,DE,DE21\n", "utf-8")
    result = command("check", "t.csv", "--strict", cwd=tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "No problems found.\n", "")


@pytest.mark.slow
def test_a_table_of_the_users_own_needs_no_entry_in_the_data_package(
    new_project: Path, command: Command
) -> None:
    (new_project / "data" / "tables" / "ours.csv").write_text("name,country,nuts_id\nA,DE,DE21\n", "utf-8")
    assert "ours.csv" not in command("check", cwd=new_project).stdout
    assert command("check", "data/tables/ours.csv", "--strict", cwd=new_project).exit_code == 0
    (new_project / "data" / "boundaries" / "ours.parquet").write_bytes(b"")
    assert "ours.parquet" in command("check", cwd=new_project).stdout


def test_what_was_taken_for_what_is_said_and_settled_by_hand(tmp_path: Path, command: Command) -> None:
    (tmp_path / "t.csv").write_text("name,country,Kürzel\nA,DE,Oberbayern\n", "utf-8")
    result = command("check", "t.csv", "--columns", "Kürzel=region", "--strict", cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (
        0,
        "notice: t.csv: read 'Kürzel' as region\nNo problems found.\n",
    )
    ledger = command("ledger", "t.csv", "--columns", "Kürzel=region", "--format", "json", cwd=tmp_path)
    assert (json.loads(ledger.stdout)[0]["nuts_id"], ledger.stderr) == (
        "DE21",
        "t.csv: read 'Kürzel' as region\n",
    )
    wrong = command("check", "t.csv", "--columns", "Kurzel=regoin", cwd=tmp_path)
    assert wrong.exit_code == 1
    assert "t.csv, columns.Kurzel: found 'regoin', expected one of" in wrong.stdout
    assert command("check", "t.csv", "--columns", "Kürzel", cwd=tmp_path).exit_code == 2


def test_what_settles_a_header_is_said_as_it_is_done_there(tmp_path: Path, command: Command) -> None:
    (tmp_path / "t.csv").write_text("name,country,region,NUTS-Nummer\nA,DE,Oberbayern,DE21\n", "utf-8")
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "m.toml").write_text('title = "M"\nrecords = "t.csv"\nedition = 2023\n', "utf-8")
    said = "To read it as nuts_id: "
    table = command("check", "t.csv", cwd=tmp_path).stdout
    assert f"{said}--columns 'NUTS-Nummer=nuts_id'" in table
    for text in (
        command("check", "maps/m.toml", cwd=tmp_path).stdout,
        command("build", "--explain", cwd=tmp_path).stderr,
    ):
        assert f'{said}columns = {{ "NUTS-Nummer" = "nuts_id" }} in the definition' in text


@pytest.mark.slow
def test_an_edited_table_is_a_warning_and_an_altered_boundary_an_error(
    new_project: Path, command: Command
) -> None:
    table = new_project / "data" / "tables" / "services.csv"
    table.write_text(table.read_text("utf-8") + "\n", "utf-8")
    result = command("check", cwd=new_project)
    assert result.exit_code == 0
    assert "warning: data/tables/services.csv" in result.stdout
    assert command("check", "--strict", cwd=new_project).exit_code == 1
    (new_project / "data" / "boundaries" / "land.parquet").write_bytes(b"")
    assert command("check", cwd=new_project).exit_code == 1


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.csv"
    path.write_text(BROKEN, "utf-8")
    return path


def test_check_lists_every_wrong_row_as_text(broken: Path, command: Command) -> None:
    result = command("check", "broken.csv", cwd=broken.parent)
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()
    assert first.startswith("error: broken.csv, row 2, country: found 'Itly'")
    assert first.endswith("Did you mean 'Italy'?")
    assert second.startswith("error: broken.csv, row 3, name: found ''")


def test_check_speaks_json(broken: Path, command: Command) -> None:
    first = json.loads(command("check", "broken.csv", "--format", "json", cwd=broken.parent).stdout)[0]
    assert first["message"].startswith("broken.csv, row 2, country: found 'Itly'")
    assert (first["source"], first["row"], first["column"]) == ("broken.csv", 2, "country")
    assert (first["suggestion"], first["severity"]) == ("Italy", "error")


def test_check_writes_annotations_that_point_at_the_row(broken: Path, command: Command) -> None:
    result = command("check", "broken.csv", "--format", "github", cwd=broken.parent)
    assert result.stdout.startswith(
        "::error file=broken.csv,line=2::broken.csv, row 2, country: found 'Itly'"
    )


def test_an_annotation_cannot_be_broken_out_of() -> None:
    problem = Problem("a,b:c%.csv", "x\n::error::y", "100 %", severity="warning")
    assert format_problems([problem], "github") == (
        "::warning file=a%2Cb%3Ac%25.csv::a,b:c%25.csv: found 'x\\n::error::y', expected 100 %25\n"
    )


@pytest.mark.slow
def test_check_reports_a_wrong_definition(new_project: Path, command: Command) -> None:
    definition = new_project / "maps" / "bioclusters.toml"
    definition.write_text(definition.read_text("utf-8").replace("edition = 2023", "edtion = 2023"), "utf-8")
    result = command("check", cwd=new_project)
    assert result.exit_code == 1
    assert "'edtion'" in result.stdout
    assert "Did you mean 'edition'?" in result.stdout


def test_ledger_prints_one_row_for_every_record(command: Command) -> None:
    result = command("ledger", "bioclusters", "--edition", "2019", "--format", "csv")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(result.stdout))}
    assert (result.exit_code, len(rows)) == (0, 25)
    berlin = rows["Health Capital - Cluster Healthcare Industries"]
    assert (berlin["nuts_id"], berlin["class"], berlin["class_printed"]) == ("DE3", "leader", "strong")
    assert berlin["agreement"] == "differs"


def test_ledger_tells_findings_apart_from_the_result(command: Command) -> None:
    result = command("ledger", "bioclusters", "--format", "json")
    assert len(json.loads(result.stdout)) == 25
    assert "bioclusters, row 5 (HealthTurku), region: found 'Länsi-Suomi (FI19)'" in result.stderr


def test_a_strict_ledger_fails_on_findings(command: Command) -> None:
    assert command("ledger", "bioclusters", "--format", "csv", "--strict").exit_code == 1


def test_the_ledger_of_an_unknown_edition_is_an_error(command: Command) -> None:
    result = command("ledger", "bioclusters", "--edition", "1999")
    assert result.exit_code == 1
    assert "1999" in result.stderr


def test_the_ledger_table_names_every_record(command: Command) -> None:
    said = command("ledger", "bioclusters").stdout
    assert "BioWin" in said
    assert re.search(r"BE32 +│ +2013", said)


def test_locate_says_how_a_name_was_found(command: Command) -> None:
    result = command("locate", "Lombardy", "--country", "Italy")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:4] == [
        "region: ITC4",
        "level: 2",
        "vintage: 2021",
        "located by: alias",
    ]


def test_a_scheduler_is_for_a_table_and_has_its_own_workers(command: Command) -> None:
    result = command("locate", "Berlin", "--country", "DE", "--scheduler", "tcp://10.0.0.1:8786")
    assert (result.exit_code, "name its '--output', too" in result.stderr) == (2, True)
    result = command("locate", "a.csv", "--output", "b", "--scheduler", "tcp://10.0.0.1:8786", "--jobs", "2")
    assert (result.exit_code, "'--jobs' is of this machine" in result.stderr) == (2, True)


def test_locate_takes_a_code(command: Command) -> None:
    assert "region: BE32\n" in command("locate", "BE32", "--country", "BE").stdout


def test_a_name_that_is_nowhere_exits_1(command: Command) -> None:
    result = command("locate", "Xyzzy", "--country", "IT")
    assert result.exit_code == 1
    assert "located by: country" in result.stdout


def test_an_unknown_country_is_wrong_usage(command: Command) -> None:
    result = command("locate", "Lombardy", "--country", "Itly")
    assert result.exit_code == 2
    assert "Did you mean 'Italy'?" in result.stderr


def test_errors_are_the_same_without_colour_or_terminal(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "geo", "build"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 1
    assert "\x1b" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_update_lists_what_is_present_and_what_is_not(new_project: Path, command: Command) -> None:
    result = command("update", "--list", cwd=new_project)
    assert result.exit_code == 0
    rows = {line.split()[1]: line for line in result.stdout.splitlines() if line.startswith("│")}
    assert "Eurostat GISCO" in rows["nuts-2021"]
    assert "not present" in rows["nuts-2024"]


@pytest.mark.parametrize("arguments", [(), ("--online", "changes"), ("--list", "changes")])
def test_update_without_a_clear_wish_is_wrong_usage(arguments: tuple[str, ...], command: Command) -> None:
    assert command("update", *arguments).exit_code == 2


@pytest.mark.slow
def test_update_changes_nothing_that_is_already_right(new_project: Path, command: Command) -> None:
    result = command("update", "changes", "--dry-run", cwd=new_project)
    assert (result.exit_code, result.stdout) == (0, "nuts-changes: unchanged: the same content\n")


def test_update_does_not_touch_the_bundled_data(tmp_path: Path, command: Command) -> None:
    result = command("update", "changes", cwd=tmp_path)
    assert result.exit_code == 1
    assert "data/datapackage.json: no such file. Run `clusteratlas init DIR`" in result.stderr


COMMANDS_ON_DATA = (
    "build",
    "ledger bioclusters",
    "locate Lombardy --country IT",
    "diff 2019 2023",
    "recode bioclusters --to 2021",
    "update changes",
)
RESOURCES = ("boundaries/nuts_2021.parquet", "tables/nuts-changes.csv", "tables/region-names.csv")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "name"),
    some_by_day(
        [(line, name) for line in COMMANDS_ON_DATA for name in RESOURCES],
        day=[
            *((line, RESOURCES[0]) for line in COMMANDS_ON_DATA),
            *((COMMANDS_ON_DATA[0], name) for name in RESOURCES[1:]),
        ],
    ),
)
def test_a_damaged_data_package_is_named_and_never_a_traceback(
    command: Command, new_project: Path, line: str, name: str
) -> None:
    path = new_project / "data" / name
    path.write_bytes(path.read_bytes()[3000:9000])
    for definition in ("bioclusters-2019", "bioclusters-story", "example-portfolio", "regional-figures"):
        (new_project / "maps" / f"{definition}.toml").unlink()
    result = command(*line.split(), cwd=new_project)
    if result.exit_code:
        assert result.exit_code == 1
        assert f"data/{name}: found" in result.stderr
        assert "it was altered and cannot be used as it is" in result.stderr or line == "update changes"


def test_export_writes_pictures_and_names_them(new_project: Path, command: Command, tmp_path: Path) -> None:
    output = tmp_path / "pictures"
    arguments = ("--format", "svg,png", "--size", "card", "--layer", "index", "--output", output)
    result = command("export", "bioclusters", *arguments, cwd=new_project)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(output / f"bioclusters.{form}") for form in ("svg", "png")]
    assert (output / "bioclusters.svg").read_text("utf-8").startswith("<svg ")
    assert (output / "bioclusters.png").read_bytes().startswith(b"\x89PNG")


def test_export_writes_the_facts_of_a_map_and_names_the_files(
    new_project: Path, command: Command, tmp_path: Path
) -> None:
    result = command("export", "bioclusters", "--format", "gpkg,csv", "--output", tmp_path, cwd=new_project)
    assert result.exit_code == 0
    names = ["gpkg", "regions.csv", "clusters.csv", "ledger.csv", "datapackage.json"]
    assert result.stdout.splitlines() == [str(tmp_path / f"bioclusters.{name}") for name in names]
    assert (tmp_path / "bioclusters.clusters.csv").read_text("utf-8").count("\n") == 26


def test_export_refuses_what_a_map_does_not_have(new_project: Path, command: Command) -> None:
    result = command("export", "bioclusters", "--format", "svg,pgn", cwd=new_project)
    assert result.exit_code == 2
    assert "found 'pgn', expected some of svg, png, pdf" in result.stderr
    result = command("export", "bioclusters", "--layer", "indx", cwd=new_project)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: found layer 'indx', expected one of class, index, change")
    assert not list(new_project.glob("*.svg"))


def test_export_refuses_years_that_are_none(command: Command) -> None:
    result = command("export", "bioclusters", "--years", "2016,last")
    assert result.exit_code == 2
    assert "found 'last', expected years, such as 2016,2020,2023, or all" in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    "chosen",
    [
        "--layer=index",
        "--overlay=labels",
        "--year=2023",
        "--years=all",
        "--language=fr",
        "--theme=light",
        "--size=a4",
    ],
)
def test_export_refuses_choices_of_pictures_where_none_is_asked_for(command: Command, chosen: str) -> None:
    result = command("export", "bioclusters", "--format", "csv,gpkg", chosen)
    assert result.exit_code == 2
    option = chosen.partition("=")[0]
    assert f"'{option}': of pictures, and '--format csv,gpkg' names none; files of facts" in result.stderr


def test_export_offers_the_sizes_and_themes_that_are_drawn(command: Command) -> None:
    listed = command("export", "--help").stdout
    assert f"[{'|'.join(SIZES)}]" in listed
    assert f"[{'|'.join(THEMES)}]" in listed


@pytest.mark.slow
def test_a_long_ledger_is_cut_on_a_terminal_and_whole_in_a_file(tmp_path: Path, command: Command) -> None:
    rows = "".join(f"C{number},DE,DE21\n" for number in range(600))
    (tmp_path / "t.csv").write_text(f"name,country,nuts_id\n{rows}", "utf-8")
    shown = command("ledger", "t.csv", cwd=tmp_path)
    assert ("C499" in shown.stdout, "C500" in shown.stdout) == (True, False)
    assert shown.stderr == "and 100 more rows; all of them: --format csv, or --format json\n"
    whole = command("ledger", "t.csv", "--format", "csv", cwd=tmp_path)
    assert (len(whole.stdout.splitlines()), whole.stderr) == (601, "")
