"""Open the files of a data package by name, and say whether they are what they claim to be."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from geo.datapackage import bundled, staging
from geo.errors import PackageError, Problem, nearest

DESCRIPTOR: Final = staging.DESCRIPTOR
#: Files that describe the package; they are not resources of it.
_ABOUT: Final = ("README.md", "LICENSES/", ".")


@dataclass(frozen=True)
class Resource:
    """One file of a data package.

    Parameters
    ----------
    name
        The name it is opened by, such as ``nuts-2021``.
    path
        Relative to the package's folder, with forward slashes.
    descriptor
        Everything ``datapackage.json`` says about it.
    """

    name: str
    path: str
    descriptor: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Title for people."""
        return str(self.descriptor.get("title", self.name))

    @property
    def version(self) -> str:
        """Edition or vintage of the source."""
        return str(self.descriptor.get("version", ""))

    @property
    def date(self) -> str:
        """ISO date on which the content was taken from its source."""
        return str(self.descriptor.get("date", ""))

    @property
    def publisher(self) -> str:
        """Who publishes the source."""
        return str(self.descriptor.get("publisher", ""))

    @property
    def attribution(self) -> str:
        """Line that must be shown wherever the content is."""
        return str(self.descriptor.get("attribution", ""))

    @property
    def sha256(self) -> str:
        """Hex digest the content must have."""
        return str(self.descriptor.get("hash", "")).removeprefix("sha256:")

    @property
    def licenses(self) -> tuple[str, ...]:
        """Titles of the licences of the content."""
        return tuple(
            str(item.get("title", item.get("name", ""))) for item in self.descriptor.get("licenses", ())
        )

    @property
    def sources(self) -> tuple[Mapping[str, str], ...]:
        """Title and address of what the content was made from."""
        return tuple(self.descriptor.get("sources", ()))


class Catalog:
    """A data package: a folder with a ``datapackage.json`` and the files it lists.

    Parameters
    ----------
    root
        The folder.

    Attributes
    ----------
    opened
        Names of the resources whose path was asked for, so that a build knows what it read.

    Examples
    --------
    >>> catalog = Catalog.bundled()
    >>> catalog.resource("nuts-2021").path
    'boundaries/nuts_2021.parquet'
    >>> catalog.years("nuts")
    (2013, 2016, 2021)
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self.opened: set[str] = set()

    @classmethod
    def bundled(cls) -> Catalog:
        """Return the package that comes with the program."""
        return cls(bundled.data_dir())

    @classmethod
    def find(cls, folder: Path) -> Catalog:
        """Return the package in ``folder/data``, else the bundled one."""
        own = Path(folder) / "data"
        return cls(own) if (own / DESCRIPTOR).is_file() else cls.bundled()

    @cached_property
    def descriptor(self) -> Mapping[str, Any]:
        """What ``datapackage.json`` holds.

        Raises
        ------
        PackageError
            It is absent or is not JSON.
        UpdateError
            A refresh was cut off and cannot be completed.
        """
        if staging.is_unfinished(self.root):
            staging.finish(self.root)
        path = self.root / DESCRIPTOR
        try:
            descriptor: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise PackageError([Problem(str(path), None, "a data package description")]) from error
        except ValueError as error:
            raise PackageError([Problem(str(path), str(error), "JSON")]) from error
        return descriptor

    @cached_property
    def _resources(self) -> dict[str, Resource]:
        listed = self.descriptor.get("resources", []) if isinstance(self.descriptor, dict) else [None]
        items: list[Any] = listed if isinstance(listed, list) else [listed]
        path = str(self.root / DESCRIPTOR)
        wrong = [
            Problem(path, item, "an object with a name and a path", column=f"resources.{number}")
            for number, item in enumerate(items, start=1)
            if not (isinstance(item, dict) and isinstance(item.get("name"), str) and item.get("path"))
        ]
        if wrong:
            raise PackageError(wrong)
        return {item["name"]: Resource(item["name"], str(item["path"]), item) for item in items}

    def names(self) -> tuple[str, ...]:
        """Return the names of all resources, in the order of the package."""
        return tuple(self._resources)

    def years(self, kind: str) -> tuple[int, ...]:
        """Return the years for which ``KIND-YEAR`` exists, ascending.

        Parameters
        ----------
        kind
            ``nuts`` for vintages, ``scoreboard`` for editions.
        """
        found = (re.fullmatch(rf"{re.escape(kind)}-(\d{{4}})", name) for name in self._resources)
        return tuple(sorted(int(match[1]) for match in found if match))

    def resource(self, name: str) -> Resource:
        """Return what the package says about one resource.

        Raises
        ------
        PackageError
            There is none of that name; the nearest name is suggested.
        """
        try:
            return self._resources[name]
        except KeyError:
            problem = Problem(
                str(self.root / DESCRIPTOR),
                name,
                "the name of a resource",
                suggestion=nearest(name, list(self._resources)),
            )
            raise PackageError([problem]) from None

    def path(self, name: str) -> Path:
        """Return where a resource is, and note that it was opened.

        Raises
        ------
        PackageError
            There is none of that name, or its file is gone.
        """
        path = self.root / self.resource(name).path
        if not path.is_file():
            raise PackageError([Problem(str(path), None, f"the file of resource {name!r}")])
        self.opened.add(name)
        return path

    def stamp(self, name: str) -> tuple[int, int]:
        """Return what changes when a resource does (time of change, bytes), for caches of one process.

        Raises
        ------
        PackageError
            As `path`.
        """
        status = self.path(name).stat()
        return status.st_mtime_ns, status.st_size

    def is_whole(self, name: str) -> bool:
        """Tell whether a resource is listed, and its file there and unaltered."""
        if name not in self._resources:
            return False
        resource = self._resources[name]
        path = self.root / resource.path
        return path.is_file() and file_sha256(path) == resource.sha256

    def blame(self, error: Exception) -> PackageError | None:
        """Say which altered files may be behind an error that nobody expected; None when all are whole.

        Tables of the package may be edited, so an altered one is no error as long as it can be used.
        """
        found = f"{type(error).__name__}: {error}"
        expected = f"the content that {DESCRIPTOR} describes; it was altered and cannot be used as it is"
        altered = [name for name in self.names() if not self.is_whole(name)]
        problems = [Problem(str(self.root / self._resources[name].path), found, expected) for name in altered]
        return PackageError(problems) if problems else None

    def verify(self) -> list[Problem]:
        """Compare the folder with its description, in both directions.

        Returns
        -------
        list of Problem
            Listed files that are absent or altered, and files that are not listed.
        """
        problems = []
        for resource in self._resources.values():
            path = self.root / resource.path
            if not path.is_file():
                problems.append(Problem(str(path), None, f"the file of resource {resource.name!r}"))
                continue
            size, expected_size = path.stat().st_size, resource.descriptor.get("bytes")
            digest = file_sha256(path)
            if size != expected_size:
                problems.append(Problem(str(path), size, f"{expected_size} bytes"))
            if digest != resource.sha256:
                problems.append(Problem(str(path), digest, f"sha256 {resource.sha256}"))
        listed = {resource.path for resource in self._resources.values()} | {DESCRIPTOR}
        for path in sorted(path for path in self.root.rglob("*") if path.is_file()):
            relative = path.relative_to(self.root).as_posix()
            if relative not in listed and not relative.startswith(_ABOUT):
                problems.append(Problem(str(path), relative, f"a file listed in {DESCRIPTOR}"))
        return problems


def file_sha256(path: Path) -> str:
    """Return the hex digest of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
