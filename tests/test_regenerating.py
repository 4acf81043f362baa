"""`docs/regenerating.md` walks from a new edition to the published page; every command in it works."""

from __future__ import annotations

import importlib
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.datapackage.catalog import Catalog
from geo.update.client import Client, Fetched
from tests import synthetic

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "regenerating.md").read_text("utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture
def official(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Serve synthetic files of the real layouts in the place of the official ones."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    book = synthetic.workbook(folder / "RIS_web_download.xlsx", synthetic.all_units())
    regions = folder / "regions.geojson"
    regions.write_text(synthetic.all_regions(), "utf-8")

    def fetch(_: Client, url: str, target: Path, *, etag: str = "") -> Fetched:  # noqa: ARG001
        shutil.copyfile(book if url.endswith(".xlsx") else regions, target)
        return Fetched(target, url, '"synthetic"')

    monkeypatch.setattr(Client, "fetch", fetch)
    monkeypatch.setattr(Client, "ask", lambda *_, **__: "same")
    return folder


def name_the_new_edition(project: Path) -> None:
    definition = project / "maps" / "bioclusters.toml"
    text = definition.read_text("utf-8").replace(
        "edition = 2023", "edition = 2025\nprevious_edition = 2023", 1
    )
    definition.write_text(text, "utf-8")


@pytest.mark.slow
def test_every_command_of_the_guide_works(
    tmp_path: Path, official: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched: list[Path] = []
    watching = importlib.import_module("geo.project.watch")
    monkeypatch.setattr(watching, "watch_project", lambda folder, **_: watched.append(folder))
    after: dict[str, Callable[[Path], None]] = {
        "clusteratlas init atlas": keep_one_map,
        "clusteratlas diff 2023 2025 --format markdown": name_the_new_edition,
    }
    monkeypatch.chdir(tmp_path)
    project = tmp_path / "atlas"
    outputs = {}
    for line in COMMANDS:
        program, *arguments = shlex.split(line)
        if program == "cd":
            monkeypatch.chdir(arguments[0])
            shutil.copytree(official, "downloads")
            continue
        assert program == "clusteratlas"
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, f"{line}\n{result.output}\n{result.exception!r}"
        outputs[line] = result.stdout
        after.get(line, lambda _: None)(project)
    assert watched == [Path()]
    assert (
        "scoreboard-2025: would be added"
        in outputs["clusteratlas update scoreboard --edition 2025 --dry-run"]
    )
    assert Catalog.find(project).years("scoreboard") == (2019, 2023, 2025)
    assert Catalog.find(project).years("nuts") == (2013, 2016, 2021, 2024)
    assert (project / "maps" / "html" / "bioclusters.html").is_file()
    embedded = next(text for line, text in outputs.items() if line.startswith("clusteratlas embed"))
    assert 'src="https://example.org/maps/bioclusters.html?embed"' in embedded


def keep_one_map(project: Path) -> None:
    for path in project.glob("maps/*.toml"):
        if path.stem != "bioclusters":
            path.unlink()


def test_the_guide_names_every_command_of_the_cycle() -> None:
    named = {line.split()[1] for line in COMMANDS if line.startswith("clusteratlas ")}
    assert {"init", "check", "build", "watch", "update", "diff", "recode", "embed"} <= named


def commands_of_the_workflow() -> list[str]:
    text = (ROOT / ".github" / "workflows" / "refresh.yml").read_text("utf-8")
    values = dict(re.findall(r"^      ([A-Z]+): \"(.*)\"$", text, re.MULTILINE))
    lines = re.findall(r"^ +(?:run: )?(clusteratlas [^|\n]*)", text, re.MULTILINE)
    return [re.sub(r'"?\$(\w+)"?', lambda match: values.get(match[1], match[1]), line) for line in lines]


def hooks() -> list[str]:
    return re.findall(r"entry: (clusteratlas .*)", (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


@pytest.mark.parametrize("line", [*commands_of_the_workflow(), *hooks()])
def test_every_command_of_the_workflow_and_the_hooks_is_understood(line: str) -> None:
    command: click.Command = main
    arguments = shlex.split(line)[1:]
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        command = command.commands[arguments.pop(0)]
    context = command.make_context("clusteratlas", arguments)
    assert context.command is command
