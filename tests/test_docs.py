"""The documentation cannot rot: every command, option and public name in it exists, and none is missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest

import geo
from geo.cli import main
from geo.definition import read_definition
from geo.render import build_page

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


@pytest.mark.slow
def test_the_examples_of_figures_from_python_run() -> None:
    _, _, part = (ROOT / "docs" / "tables.md").read_text("utf-8").partition("## Figures of regions")
    codes = re.findall(r"```python\n(.*?)```", part.partition("\n## ")[0], re.DOTALL)
    assert len(codes) == 2
    held: dict[str, Any] = {}
    for code in codes:
        exec(code, held)  # noqa: S102 - our own page
    assert held["joined"].vintage == 2021
    picture = held["atlas"].to_svg(geo.PictureOptions(layer="figure:jobs"))
    assert "Our own survey" in picture


@pytest.mark.slow
def test_the_example_of_a_figure_of_level_3_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, part = (ROOT / "docs" / "definitions.md").read_text("utf-8").partition("### Regions of level 3")
    (code,) = re.findall(r"```python\n(.*?)```", part.partition("\n## ")[0], re.DOTALL)
    (definition,) = re.findall(r"```toml\n(.*?)```", part.partition("\n## ")[0], re.DOTALL)
    (tmp_path / "data" / "tables").mkdir(parents=True)
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "areas.toml").write_text(definition, "utf-8")
    monkeypatch.chdir(tmp_path)
    exec(code, {})  # noqa: S102 - our own page
    page = build_page(read_definition(Path("maps/areas.toml")))
    assert '"small":{"id":["AL011",' in page.html


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


#: The criteria of WCAG 2.2 at levels A and AA: guideline, and the last numbers of its criteria.
#: Source: https://www.w3.org/TR/WCAG22/; 4.1.1 is no criterion any more.
CRITERIA = {
    "1.1": (1,), "1.2": (1, 2, 3, 4, 5), "1.3": (1, 2, 3, 4, 5), "1.4": (1, 2, 3, 4, 5, 10, 11, 12, 13),
    "2.1": (1, 2, 4), "2.2": (1, 2), "2.3": (1,), "2.4": (1, 2, 3, 4, 5, 6, 7, 11), "2.5": (1, 2, 3, 4, 7, 8),
    "3.1": (1, 2), "3.2": (1, 2, 3, 4, 6), "3.3": (1, 2, 3, 4, 7, 8), "4.1": (2, 3),
}  # fmt: skip


def test_every_criterion_of_accessibility_has_a_row_and_its_tests_exist() -> None:
    page = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d\.\d\.\d+) .*\|.*\| (.*) \|$", page, re.MULTILINE)
    assert [number for number, _ in rows] == [
        f"{one}.{last}" for one, all_ in CRITERIA.items() for last in all_
    ]
    named = set(re.findall(r"`((?:browser|render)/\w+\.py)`", page))
    assert named
    assert [name for name in named if not (ROOT / "tests" / name).is_file()] == []
    # What a row has in bold is explained among what is not met, and stands in the statement.
    unmet = {
        number for number, row in re.findall(r"^\| (\d\.\d\.\d+) (.*)$", page, re.MULTILINE) if "**" in row
    }
    section = page.partition("## What is not met")[2].partition("\n## ")[0]
    assert set(re.findall(r"^- \*\*([\d.]+)\*\*", section, re.MULTILINE)) == unmet
    assert set(re.findall(r"\(([\d.]+)\)", page.partition("```text")[2])) == unmet
