"""The file of a project, ``project.toml``: what all its maps have in common."""

# ruff: noqa: PLC0415 - a build that has nothing to do reads no file and imports nothing for it

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo.definition import Publication

PROJECT_FILE: Final = "project.toml"


def read_project_file(root: Path) -> Publication | None:
    """Read who publishes the maps of a project, and where; None when it has no such file.

    Parameters
    ----------
    root
        The project folder.

    Raises
    ------
    DefinitionError
        The file cannot be read, a key is unknown, or a value is wrong; it holds every problem.
    """
    path = root / PROJECT_FILE
    if not os.path.lexists(path):
        return None
    from geo.datapackage.confinement import LEADS_OUT, inside
    from geo.definition import Publication, checked, read_keys
    from geo.errors import DefinitionError, Problem

    if inside(root, PROJECT_FILE) is None:
        raise DefinitionError([Problem(str(path), LEADS_OUT, "a file inside it")])
    publication, problems = checked(Publication, read_keys(path), source=str(path))
    if publication is None:
        raise DefinitionError(problems)
    return publication
