"""Read the files of a data package by name, and say whether they are what they claim to be.

Everything is read here and nowhere else: so a build knows each resource it used, and what was made of a
file is made once per process as long as the file holds the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, TypeVarTuple

from geo.datapackage import bundled
from geo.datapackage.cache import Cache
from geo.datapackage.confinement import INSIDE, LEADS_OUT, inside
from geo.datapackage.description import (
    listed_resources,
    parse_description,
    read_description,
    unlisted_resources,
    years_of,
)
from geo.datapackage.hashing import digest, digest_file
from geo.datapackage.resource import Resource, TableReader
from geo.datapackage.staging import DESCRIPTOR
from geo.datapackage.verification import differences
from geo.errors import ClusterAtlasError, PackageError, Problem, nearest

if TYPE_CHECKING:
    import pandas as pd

_MISSING: Final = object()
#: Enough for all tables, boundaries and gazetteers of two packages.
_CACHE: Final = Cache(128)
#: Names of the resources that this process has read, by the folder of their package.
_OPENED: Final[dict[Path, set[str]]] = {}

Value = TypeVar("Value")
Arguments = TypeVarTuple("Arguments")


class Catalog:
    """A data package: a folder with a ``datapackage.json`` and the files it lists.

    A file is known by the hash of its content. A catalog takes the hash once and again whenever the file's
    times, size or inode change; a new catalog always takes it.

    Parameters
    ----------
    root
        The folder.

    Attributes
    ----------
    opened
        Name of each resource that was read, and the hash of its content then: what a build depends on. What
        is taken from the cache counts as read.

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
        self.opened: dict[str, str] = {}
        self._digests: dict[str, tuple[tuple[int, ...], str]] = {}
        #: Where resources are, by their path as listed: one build asks for them hundreds of times.
        self._places: dict[str, Path] = {}

    @classmethod
    def bundled(cls) -> Catalog:
        """Return the package that comes with the program."""
        return cls(bundled.data_dir())

    @classmethod
    def find(cls, folder: Path) -> Catalog:
        """Return the package in ``folder/data``, else the bundled one.

        Raises
        ------
        PackageError
            It, or its description, is a link that leads out of the folder.
        """
        own = Path(folder) / "data"
        # Whatever it is that bears the name: a pipe or a folder is refused when it is read.
        if not os.path.lexists(own / DESCRIPTOR):
            return cls.bundled()
        for name in ("data", f"data/{DESCRIPTOR}"):
            if inside(Path(folder), name) is None:
                where = str(Path(folder) / name)
                raise PackageError([Problem(where, LEADS_OUT, "a file or a folder inside it")])
        return cls(own)

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
        return parse_description(self._description, str(self.root / DESCRIPTOR))

    @cached_property
    def _description(self) -> bytes:
        return read_description(self.root)

    @cached_property
    def _resources_digest(self) -> str:
        """What tells one list of resources from another."""
        return digest(b"\0".join((self._description, *(name.encode() for name in self._unlisted))))

    @cached_property
    def _resources(self) -> dict[str, Resource]:
        return listed_resources(self.descriptor, str(self.root / DESCRIPTOR))

    @cached_property
    def _unlisted(self) -> dict[str, Resource]:
        """Tables of the user's own that are there without being listed."""
        return unlisted_resources(self.root, self._resources)

    def _path(self, name: str) -> Path:
        path = self._located(self.resource(name))
        if not path.is_file():
            found = "a folder" if path.is_dir() else "a pipe or a device" if path.exists() else None
            raise PackageError([Problem(str(path), found, f"the file of resource {name!r}")])
        return path

    def _located(self, resource: Resource) -> Path:
        """Return where a resource is; a description that points outside its folder is refused."""
        if known := self._places.get(resource.path):
            return known
        path = inside(self.root, resource.path)
        if path is None:
            where = f"resources.{resource.name}.path"
            raise PackageError([Problem(str(self.root / DESCRIPTOR), resource.path, INSIDE, column=where)])
        self._places[resource.path] = path
        return path

    def names(self) -> tuple[str, ...]:
        """Return the names of all resources, in the order of the package; a table of one's own comes last."""
        return (*self._resources, *self._unlisted)

    def years(self, kind: str) -> tuple[int, ...]:
        """Return the years for which ``KIND-YEAR`` exists, ascending.

        Parameters
        ----------
        kind
            ``nuts`` for vintages, ``scoreboard`` for editions.
        """
        return years_of(kind, tuple(self._resources))

    def resource(self, name: str) -> Resource:
        """Return what the package says about one resource.

        Raises
        ------
        PackageError
            There is none of that name; the nearest name is suggested.
        """
        try:
            return (self._resources | self._unlisted)[name]
        except KeyError:
            problem = Problem(
                str(self.root / DESCRIPTOR),
                name,
                "the name of a resource",
                suggestion=nearest(name, self.names()),
            )
            raise PackageError([problem]) from None

    def path(self, name: str) -> Path:
        """Return where a resource is, for readers that want a file, and note that it was read.

        Raises
        ------
        PackageError
            There is none of that name, or its file is gone.
        """
        self._note({name: self.digest(name)})
        return self._path(name)

    def digest(self, name: str) -> str:
        """Return the hash of a resource's content; it does not count as read.

        Raises
        ------
        PackageError
            As `path`.
        """
        path = self._path(name)
        status = path.stat()
        identity = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        known = self._digests.get(name)
        if known is None or known[0] != identity:
            known = self._digests[name] = (identity, digest_file(path))
        return known[1]

    def content(self, name: str) -> bytes:
        """Return what a resource holds.

        Raises
        ------
        PackageError
            As `path`.
        """
        content = self._path(name).read_bytes()
        self._note({name: digest(content)})
        return content

    def read(self, name: str, reader: Callable[[bytes], Value]) -> Value:
        """Return what ``reader`` makes of a resource, made once per process for each content.

        Parameters
        ----------
        name
            Of the resource.
        reader
            A module's function, or a hashable object, that depends on nothing but the bytes it is given.

        Returns
        -------
        Value
            Shared by everybody who reads the same: it must not be changed.

        Raises
        ------
        PackageError
            As `path`.
        """
        content_digest = self.digest(name)
        value: Value = _CACHE.get((reader, content_digest), _MISSING)
        if value is _MISSING:
            content = self.content(name)
            # The file may have changed since the first look: what was made belongs to what was read.
            content_digest = digest(content)
            with self._blaming((name,)):
                value = reader(content)
            _CACHE.put((reader, content_digest), value)
        self._note({name: content_digest})
        return value

    def table(
        self,
        name: str,
        *,
        types: Mapping[str, type] | type | None = None,
        missing: tuple[str, ...] = ("",),
    ) -> pd.DataFrame:
        """Return a resource that is a CSV file as a frame of one's own.

        Parameters
        ----------
        name
            Of the resource.
        types
            Types of the columns that their values do not tell, or one type for all.
        missing
            What stands for no value; nothing else does.

        Raises
        ------
        PackageError
            As `path`.
        """
        kinds = tuple(types.items()) if isinstance(types, Mapping) else types
        return self.read(name, TableReader(kinds, missing)).copy()

    def derive(self, make: Callable[[Catalog, *Arguments], Value], /, *arguments: *Arguments) -> Value:
        """Return what ``make`` makes of several resources, made once per process for each state of them.

        Which resources those are is seen, not told: all that ``make`` reads from the catalog it is given
        count as read here, too, when the value comes from the cache.

        Parameters
        ----------
        make
            A module's function that depends on nothing but the catalog and ``arguments``, and keeps no
            hold of the catalog.
        *arguments
            Hashable.

        Returns
        -------
        Value
            Shared, as with `read`.
        """
        call = (make, arguments, self._resources_digest)
        names: tuple[str, ...] | None = _CACHE.get(call, None)
        if names is not None:
            state = tuple((name, self.digest(name)) for name in names)
            value: Value = _CACHE.get((call, state), _MISSING)
            if value is not _MISSING:
                self._note(dict(state))
                return value
        inner = Catalog(self.root)
        inner.__dict__ |= {"_description": self._description, "_unlisted": self._unlisted}
        inner._digests, inner._places = self._digests, self._places
        try:
            with self._blaming(inner.opened):
                value = make(inner, *arguments)
        finally:
            self._note(inner.opened)
        _CACHE.put(call, tuple(inner.opened))
        _CACHE.put((call, tuple(inner.opened.items())), value)
        return value

    def _note(self, opened: Mapping[str, str]) -> None:
        """Note what was read; of a file that changes meanwhile, what was read first."""
        for name, content_digest in opened.items():
            self.opened.setdefault(name, content_digest)
        _OPENED.setdefault(self.root, set()).update(opened)

    def is_whole(self, name: str) -> bool:
        """Return whether a resource is listed, and its file there and unaltered."""
        if name not in self._resources:
            return False
        resource = self._resources[name]
        return (self._located(resource)).is_file() and self.digest(name) == resource.sha256

    @contextmanager
    def _blaming(self, names: Collection[str]) -> Iterator[None]:
        """Turn an error that nobody expected into one of altered files that were read, if any were."""
        try:
            yield
        except (ClusterAtlasError, MemoryError):
            raise
        except Exception as error:
            if blamed := self.blame(error, among=names):
                raise blamed from error
            raise

    def blame(self, error: Exception, *, among: Collection[str] | None = None) -> PackageError | None:
        """Return which altered files may be behind an error that nobody expected; None when all are whole.

        Tables of the package may be edited, so an altered one is no error as long as it can be used.

        Parameters
        ----------
        among
            Names of the resources that were read before the error; all that this process read when None.
        """
        found = f"{type(error).__name__}: {error}"
        expected = f"the content that {DESCRIPTOR} describes; it was altered and cannot be used as it is"
        read = _OPENED.get(self.root, ()) if among is None else among
        altered = [
            name
            for name, resource in self._resources.items()
            if name in read and resource.sha256 and not self.is_whole(name)
        ]
        problems = [Problem(str(self.root / self._resources[name].path), found, expected) for name in altered]
        return PackageError(problems) if problems else None

    def verify(self) -> list[Problem]:
        """Compare the folder with its description, in both directions.

        Returns
        -------
        list of Problem
            Listed files that are absent or altered, and files that are not listed, but for tables: those are
            the user's own.
        """
        return differences(self.root, [(item, self._located(item)) for item in self._resources.values()])
