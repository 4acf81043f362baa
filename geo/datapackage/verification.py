"""Compare the folder of a data package with its description."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from geo.datapackage.description import OWN_TABLES
from geo.datapackage.hashing import digest_file
from geo.datapackage.resource import Resource
from geo.datapackage.staging import DESCRIPTOR
from geo.errors import Problem

#: Files that describe the package; they are not resources of it.
_ABOUT: Final = ("README.md", "LICENSES/", ".")


def differences(root: Path, places: Sequence[tuple[Resource, Path]]) -> list[Problem]:
    """List the files that are absent or altered, and those that nobody lists.

    Parameters
    ----------
    root
        The folder.
    places
        The listed resources, and where each is.

    Returns
    -------
    list of Problem
        Of the listed files first. A table that is not listed is the user's own, and no problem.
    """
    problems = []
    for resource, path in places:
        if not path.is_file():
            problems.append(Problem(str(path), None, f"the file of resource {resource.name!r}"))
            continue
        size, expected_size = path.stat().st_size, resource.descriptor.get("bytes")
        content_digest = digest_file(path)
        if size != expected_size:
            problems.append(Problem(str(path), size, f"{expected_size} bytes"))
        if content_digest != resource.sha256:
            problems.append(Problem(str(path), content_digest, f"sha256 {resource.sha256}"))
    listed = {resource.path for resource, _ in places} | {DESCRIPTOR}
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        relative = path.relative_to(root).as_posix()
        if relative not in listed and not relative.startswith((*_ABOUT, OWN_TABLES)):
            problems.append(Problem(str(path), relative, f"a file listed in {DESCRIPTOR}"))
    return problems
