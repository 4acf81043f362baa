"""A project folder: ``data/``, ``maps/*.toml`` and, under ``maps/html/``, the pages built from them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.datapackage.bundled import data_dir, maps_dir
from geo.datapackage.catalog import Catalog
from geo.datapackage.confinement import inside
from geo.datapackage.staging import DESCRIPTOR
from geo.errors import BuildError, DefinitionError, Problem, nearest
from geo.project.project_file import PROJECT_FILE

STARTER: Final = "our-clusters"
STARTER_TABLE: Final = f"data/tables/{STARTER}.csv"
_STARTER: Final = Path(__file__).parent / "starter"


@dataclass(frozen=True)
class Project:
    """The places inside one project folder.

    Parameters
    ----------
    root
        The folder that holds ``maps/`` (and, unless the bundled data are used, ``data/``).
    """

    root: Path

    @classmethod
    def open(cls, folder: str | Path) -> Project:
        """Return the project in ``folder``.

        Raises
        ------
        BuildError
            The folder holds no ``maps`` folder, or the place of its pages is a link that leads out of it.
        """
        root = Path(folder)
        if not (root / "maps").is_dir():
            msg = (
                f"{root / 'maps'}: no such folder. Run `clusteratlas init DIR` and work in DIR, "
                "or give the folder with --project."
            )
            raise BuildError(msg)
        project = cls(root)
        if inside(root, project.html.relative_to(root).as_posix()) is None:
            msg = (
                f"{project.html}: found a link that leads out of the project folder, "
                "expected a folder inside. Nothing was changed; to publish the pages elsewhere, copy them."
            )
            raise BuildError(msg)
        return project

    @property
    def maps(self) -> Path:
        """The folder of the definitions."""
        return self.root / "maps"

    @property
    def html(self) -> Path:
        """The folder of the pages."""
        return self.root / "maps" / "html"

    def definition(self, name: str) -> Path:
        """Return the path of one definition."""
        return self.maps / f"{name}.toml"

    def names(self) -> tuple[str, ...]:
        """Return the names of all definitions, sorted."""
        return tuple(sorted(path.stem for path in self.maps.glob("*.toml") if not path.name.startswith(".")))

    def select(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Return the names that ``wanted`` means; nothing wanted means all.

        Parameters
        ----------
        wanted
            Names (``bioclusters``) or paths (``maps/bioclusters.toml``).

        Raises
        ------
        DefinitionError
            Some do not exist; all of them are reported.
        """
        present = self.names()
        chosen = [Path(name).name.removesuffix(".toml") for name in wanted]
        problems = [
            Problem("maps", name, "a definition in maps/", suggestion=nearest(name, present))
            for name in chosen
            if name not in present
        ]
        if problems:
            raise DefinitionError(problems)
        return tuple(sorted(set(chosen))) or present


def own_data(folder: str | Path) -> Path:
    """Return the data package of a project: one that may be changed, not the bundled one.

    Raises
    ------
    BuildError
        The project has none of its own.
    """
    data = Path(folder) / "data"
    if Catalog.find(Path(folder)).root != data or not (data / DESCRIPTOR).is_file():
        msg = (
            f"{data / DESCRIPTOR}: no such file. Run `clusteratlas init DIR` and work in DIR, "
            "or give the folder with --project."
        )
        raise BuildError(msg)
    return data


def create_project(folder: str | Path) -> Project:
    """Copy the bundled data and definitions into a new project folder.

    Parameters
    ----------
    folder
        A folder that does not exist or is empty.

    Raises
    ------
    BuildError
        The folder holds something, or cannot be written; then nothing was changed.
    """
    return _make(folder, _bundled_files())


def start_project(folder: str | Path) -> Project:
    """Make a project as `create_project` does, with a table and a definition of one's own to begin with.

    The rows of the table are made up and say so; they are there to be overwritten. The file of the project
    holds comments only: what could stand in it.

    Raises
    ------
    BuildError
        The folder holds something, or cannot be written; then nothing was changed.
    """
    own = {
        _STARTER / f"{STARTER}.csv": STARTER_TABLE,
        _STARTER / f"{STARTER}.toml": f"maps/{STARTER}.toml",
        _STARTER / PROJECT_FILE: PROJECT_FILE,
    }
    return _make(folder, _bundled_files() | own)


def _bundled_files() -> dict[Path, str]:
    """Return the files that come with the program, each with its place in a project."""
    return {
        path: f"{name}/{path.relative_to(source).as_posix()}"
        for name, source in (("data", data_dir()), ("maps", maps_dir()))
        for path in sorted(_files(source))
    }


def _make(folder: str | Path, files: Mapping[Path, str]) -> Project:
    """Copy files into a new project folder: all of them, or none."""
    root = Path(folder)
    made: list[Path] = []
    try:
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            msg = f"{root}: not empty. Nothing was changed; name a new or an empty folder."
            raise BuildError(msg)
        made = [path for path in (root, *root.parents) if not path.exists()] or [root / "data", root / "maps"]
        root.mkdir(parents=True, exist_ok=True)
        for source, place in files.items():
            copy = root / place
            copy.parent.mkdir(parents=True, exist_ok=True)
            # Content only: an installed package may be read-only, a project must be editable.
            shutil.copyfile(source, copy)
    except BaseException as error:
        for path in made:
            shutil.rmtree(path, ignore_errors=True)
        if isinstance(error, OSError):
            msg = f"{root}: cannot be written ({error.strerror or error}). Nothing was kept."
            raise BuildError(msg) from error
        raise
    return Project(root)


def _files(folder: Path) -> Iterable[Path]:
    """Yield the files that belong to a project: not its pages, not hidden ones."""
    for path in folder.rglob("*"):
        inner = path.relative_to(folder)
        if (
            path.is_file()
            and inner.parts[0] != "html"
            and not any(part.startswith(".") for part in inner.parts)
        ):
            yield path
