"""What several test modules share."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock
from hypothesis import given, settings
from hypothesis.strategies import none

from geo.cli import main
from geo.datapackage.catalog import Catalog
from geo.project.folder import create_project

# `make check` tries a quarter of what `make test` does, `make nightly` ten times as much.
# The same code is tested with the same examples: one run says what the next one does. The night draws anew.
settings.register_profile("atlas", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("quick", settings.get_profile("atlas"), max_examples=25)
settings.register_profile("nightly", settings.get_profile("atlas"), max_examples=1000, derandomize=False)
settings.load_profile("atlas")
# As in a process of the command: looking for garbage takes a seventh of the time, and there is hardly any.
gc.set_threshold(100_000)

Command = Callable[..., Result]
#: Makes a folder by its name, by calling what makes it, unless another process has.
Once = Callable[[str, Callable[[Path], object]], Path]


def pytest_collection_finish() -> None:
    """Never look again through what is there when the tests begin: it stays to the end.

    Hypothesis seeks who holds its random numbers when a property is first tried; from Python 3.14 on it
    finds nobody among what is frozen, and warns.
    """
    given(none())(lambda _: None)()
    gc.freeze()


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Open the bundled data package."""
    return Catalog.bundled()


@pytest.fixture
def new_project(tmp_path: Path) -> Path:
    """Make a project of the bundled data and definitions."""
    return create_project(tmp_path / "atlas").root


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of temporary files that all workers share, or of the one process that has none."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def once(shared: Path) -> Once:
    """Makes a folder once for all workers, ``once("site", make)``; nothing is to be changed in it."""

    def made(name: str, make: Callable[[Path], object]) -> Path:
        done = shared / f"{name}.done"
        with FileLock(shared / f"{name}.lock"):
            if not done.exists():
                make(shared / name)
                done.touch()
        return shared / name

    return made


@pytest.fixture(scope="session")
def built(once: Once) -> Path:
    """Build the bundled project."""
    return once("built", build_bundled) / "maps" / "html"


@pytest.fixture(scope="session")
def edition_2025(once: Once) -> Path:
    """Return a package with a synthetic edition 2025."""
    from tests.next_year import with_edition  # noqa: PLC0415 - what only starts the others waits for no import

    return once("edition-2025", with_edition) / "data"


@pytest.fixture(scope="session")
def vintage_2024(once: Once, edition_2025: Path) -> Path:
    """Return the same with boundaries in the place of those of NUTS 2024."""
    from tests.next_year import with_vintage  # noqa: PLC0415 - as above

    return once("vintage-2024", lambda folder: with_vintage(folder, edition_2025)) / "data"


def build_bundled(folder: Path) -> None:
    """Make a project of the bundled data and definitions and build it."""
    project = create_project(folder)
    # In a process of its own: the tests' process has settings of pytest, such as warnings that are errors.
    command = [sys.executable, "-m", "geo", "build"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(
        command, cwd=project.root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run ``clusteratlas`` in this process; a keyword ``cwd`` says in which folder."""

    def run(*arguments: str | Path, cwd: Path | None = None) -> Result:
        if cwd is not None:
            monkeypatch.chdir(cwd)
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
