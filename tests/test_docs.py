"""The documentation cannot rot: every command, option and public name in it exists, and none is missing."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import geo
from geo.cli import main

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)
ROWS = dict(
    re.findall(
        r"^\| `clusteratlas (.*?)` \|.*\| (.*?) ?\|$",
        (ROOT / "docs" / "commands.md").read_text("utf-8"),
        re.M,
    )
)


def commands(group: click.Group = main, path: str = "") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found[f"{path}{name}"] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{path}{name} ")
    return found


@pytest.mark.parametrize("name", commands())
def test_the_list_of_commands_names_every_command_with_all_its_options(name: str) -> None:
    row = next(options for usage, options in ROWS.items() if re.sub(r" [\[A-Z].*", "", usage) == name)
    options = [option for option in commands()[name].params if isinstance(option, click.Option)]
    names = {(option.secondary_opts or option.opts)[-1] for option in options}
    assert set(re.findall(r"`(--[a-z-]+)`", row)) == names - {"--project", "--help"}


def test_every_command_in_the_documentation_exists() -> None:
    named = set(re.findall(r"clusteratlas ([a-z]+)\b", re.sub(r"import .*|pip install.*", "", TEXT)))
    assert named <= {name.split()[0] for name in commands()} | {"is"}


def test_every_public_name_is_documented_and_every_documented_name_is_public() -> None:
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `geo\.(\w+)`", page, re.MULTILINE))
    assert listed == set(geo.__all__) - {"__version__"}
    used = set(re.findall(r"\bgeo\.(\w+)\(", TEXT))
    assert used <= listed


@pytest.mark.slow
def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text("utf-8"), re.DOTALL)
    held: dict[str, object] = {}
    exec(code, held)  # noqa: S102 - our own page
    assert (tmp_path / "my-clusters.html").stat().st_size > 100_000
    assert held["leaders"].crs == "EPSG:4326"  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
