"""What a stranger finds beside the code agrees with the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml
from trove_classifiers import classifiers

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_one_version_stands_everywhere() -> None:
    version = PROJECT["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## (.*)$", changelog, re.MULTILINE)
    assert headings[:2] == ["Unreleased", f"{version} ({citation['date-released']})"]
    assert citation["version"] == version
    assert f"Cluster Atlas, version {version}:" in (ROOT / "README.md").read_text("utf-8")


def test_every_classifier_exists_and_names_a_python_that_is_tested() -> None:
    assert set(PROJECT["classifiers"]) <= set(classifiers)
    named = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if "Python :: 3." in line]
    test = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8"))["jobs"]["test"]
    assert test["strategy"]["matrix"]["python"] == [named[0], named[-1]]
    assert PROJECT["requires-python"] == f">={named[0]}"


def test_every_make_target_that_the_documentation_names_is_there() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / ".github").rglob("*.md")]
    named = {
        name for page in pages for name in re.findall(r"\bmake ([a-z]+)\b[^\w ]", page.read_text("utf-8"))
    }
    assert {"maps", "test"} <= named
    assert named <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def test_every_tool_of_the_hooks_for_contributors_is_one_that_make_runs() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    for hook in hooks:
        assert hook["entry"].replace(".venv/bin", "$(BIN)").split()[0] in MAKEFILE, hook["id"]
