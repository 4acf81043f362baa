"""What several test modules share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from geo.catalog import Catalog
from geo.cli import main
from geo.project import create_project

settings.register_profile("atlas", deadline=None, print_blob=True)
settings.load_profile("atlas")

Command = Callable[..., Result]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Open the bundled data package."""
    return Catalog.bundled()


@pytest.fixture
def new_project(tmp_path: Path) -> Path:
    """Make a project of the bundled data and definitions."""
    return create_project(tmp_path / "atlas").root


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
