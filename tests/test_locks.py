"""What is installed is what somebody looked at: exact versions, each file of them known by its hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
#: What other systems and interpreters need; the constraints are those of Linux.
ELSEWHERE = re.compile(r"; (?:sys_platform|platform_system|implementation_name) == ")


def canonicalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(path: Path) -> list[str]:
    """Return one line for each library of a lock."""
    return re.sub(r" \\\n +", " ", path.read_text("utf-8")).splitlines()


def pins(path: Path) -> dict[str, str]:
    return {
        canonicalize(match[1]): match[2]
        for line in entries(path)
        if not ELSEWHERE.search(line) and (match := re.match(r"([\w.-]+)==([^ ;]+)", line))
    }


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    parts = (line.partition("==") for line in lines if "==" in line)
    return {canonicalize(name): version for name, _, version in parts}


def named(requirements: list[str]) -> set[str]:
    return {canonicalize(re.split(r"[<>=;\[ ]", line)[0]) for line in requirements}


def test_there_is_a_lock_for_every_way_to_install() -> None:
    assert [path.stem for path in LOCKS] == ["bench", "dev", "hosts", "nightly", "release", "run"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_every_library_of_a_lock_has_one_version_and_hashes_and_no_address(path: Path) -> None:
    found = entries(path)
    assert found
    whole = re.compile(r"[\w.-]+==[\w.!+]+(?: ; [^\\]+?)?(?: --hash=sha256:[0-9a-f]{64})+")
    assert [line for line in found if not whole.fullmatch(line)] == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_lock_has_the_versions_of_the_constraints(path: Path) -> None:
    known = constraints()
    differing = {name: version for name, version in pins(path).items() if known.get(name, version) != version}
    assert differing == {}, "run `make lock`"
    if path.stem != "release":
        assert set(pins(path)) <= set(known), "add what is new to constraints.txt, then run `make lock`"


def test_the_locks_hold_every_library_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build = named(project["build-system"]["requires"])
    extras = {name: named(lines) for name, lines in project["project"]["optional-dependencies"].items()}
    held = {path.stem: set(pins(path)) for path in LOCKS}
    assert named(project["project"]["dependencies"]) | build <= held["run"]
    assert held["run"] | extras["dev"] | extras["docs"] <= held["dev"], "run `make lock`"
    assert held["dev"] | extras["bench"] <= held["bench"], "run `make lock`"
    assert held["run"] | extras["dev"] | extras["hosts"] <= held["hosts"], "run `make lock`"
    assert {"cyclonedx-bom"} | build <= held["release"]


def test_nothing_is_installed_past_a_lock() -> None:
    files = [ROOT / "Makefile", *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
    lines = [line.strip() for path in files for line in path.read_text("utf-8").splitlines()]
    installing = [
        line for line in lines if re.search(r"pip install(?! clusteratlas)|\$\((?:PIP|LOCKED|ITSELF)\)", line)
    ]
    unlocked = [
        line
        for line in installing
        if not re.search(r"--require-hashes|--no-deps|\$\((?:LOCKED|ITSELF)\)|^PIP := ", line)
    ]
    # The tool that makes the locks cannot come from them.
    assert unlocked == ["@$(PIP) --constraint constraints.txt uv"]
