"""The workflows run what somebody reviewed, with no more rights than they need."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = sorted((Path(__file__).parent.parent / ".github" / "workflows").glob("*.yml"))


def jobs(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text("utf-8"))["jobs"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_to_a_commit_and_says_which_version_that_is(path: Path) -> None:
    used = re.findall(r"uses: (?!\./)(.*)", path.read_text("utf-8"))
    assert used
    assert [line for line in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


def test_one_action_has_one_version() -> None:
    used = {line for path in WORKFLOWS for line in re.findall(r"uses: (?!\./)(.*)", path.read_text("utf-8"))}
    assert len({line.partition("@")[0] for line in used}) == len(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_rights_are_stated_and_only_jobs_may_write(path: Path) -> None:
    assert set(yaml.safe_load(path.read_text("utf-8"))["permissions"].values()) <= {"read"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_the_token_is_known_to_single_steps_alone(path: Path) -> None:
    for name, job in jobs(path).items():
        assert "token" not in str(job.get("env", "")), name
        for step in job.get("steps", []):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, name


def test_no_workflow_needs_a_stored_secret() -> None:
    assert [path.name for path in WORKFLOWS if "secrets." in path.read_text("utf-8")] == []


def test_the_release_workflow_publishes_what_was_tested_and_attested() -> None:
    release = jobs(next(path for path in WORKFLOWS if path.stem == "release"))
    assert set(release["publish"]["needs"]) == {"test", "build"}
    assert release["publish"]["permissions"] == {"id-token": "write"}
    built = release["build"]["steps"]
    assert [step["with"] for step in built if step.get("uses", "").startswith("actions/attest@")] == [
        {"subject-path": "dist/*"},
        {"subject-path": "dist/*", "sbom-path": "sbom/clusteratlas.cdx.json"},
    ]
    assert "cyclonedx-py requirements locks/run.txt" in str(release["build"]["steps"])


def test_what_may_write_runs_no_library_and_knows_the_token_in_its_last_step_alone() -> None:
    refresh = jobs(next(path for path in WORKFLOWS if path.stem == "refresh"))
    assert refresh["refresh"]["permissions"] == {"contents": "read"}
    assert "token" not in str(refresh["refresh"])
    *before, last = refresh["propose"]["steps"]
    assert last["env"] == {"GH_TOKEN": "${{ github.token }}"}
    assert "token" not in str(before)
    ran = " ".join(step.get("run", "") for step in refresh["propose"]["steps"])
    assert re.findall(r"\b(?:python|pip|make|clusteratlas)\b", ran) == []
    assert "--include='data/*'" in ran


def test_the_modules_of_the_tests_can_be_collected_on_every_system() -> None:
    absent_on_windows = {"fcntl", "grp", "pty", "pwd", "resource", "termios", "tty"}
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        top = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.Import)]
        assert not absent_on_windows & {alias.name for node in top for alias in node.names}, path.name


def test_every_file_of_a_checkout_has_the_bytes_that_were_committed() -> None:
    # Git for Windows would write other line ends, and what the data package says of its files would be wrong.
    assert (WORKFLOWS[0].parents[2] / ".gitattributes").read_text("utf-8").splitlines()[-1] == "* -text"
