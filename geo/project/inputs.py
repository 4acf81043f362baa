"""The inputs of a build: how they are named, and what each holds now.

An input is known by a hash of its content, never by a time or an absolute path. Inputs are named

- ``file:maps/bioclusters.toml`` for a file of the project, or a folder of Parquet files;
  ``file:project.toml`` counts when it appears, too,
- ``data:bioclusters`` for a resource of the data package (its content and its description),
- ``package:`` for the list of resources (a new edition or vintage may change a default) and what is said
  of them all,
- ``program:geo`` for all files of this package: code, templates, styles, scripts, catalogues,
- ``library:folium`` for the version of a library that shapes the bytes of a page.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.datapackage.confinement import inside
from geo.datapackage.hashing import digest, digest_file
from geo.errors import PackageError
from geo.project.project_file import PROJECT_FILE

if TYPE_CHECKING:
    from geo.datapackage.catalog import Catalog
    from geo.datapackage.resource import Resource

#: Name and version of a distribution, as its folder is called.
_DISTRIBUTION: Final = re.compile(r"([^-]+)-([^-]+)(?:-.*)?\.(?:dist|egg)-info")
#: The libraries whose version can change a page although no input changes.
_LIBRARIES: Final = (
    "babel",
    "branca",
    "deflate",
    "folium",
    "fontpkg-source-sans-3",
    "geopandas",
    "jinja2",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "pyogrio",
    "pyproj",
    "rapidfuzz",
    "resvg-py",
    "shapely",
    "typst",
    "uharfbuzz",
    "XStatic-jQuery",
    "XStatic-Leaflet",
)


@cache
def program_inputs() -> dict[str, str]:
    """Return the hash of this package and the versions of the libraries that shape a page.

    Computed once per process: code that was edited later is not the code that runs here.
    """
    package = str(Path(__file__).parents[1])
    content = "".join(f"{name}\0{digest_file(path)}\0" for name, path in sorted(_package_files(package)))
    versions = _installed_versions()
    return {"program:geo": digest(content.encode())} | {
        f"library:{name}": versions.get(_normalized(name), "absent") for name in _LIBRARIES
    }


def _package_files(package: str) -> Iterator[tuple[str, str]]:
    """Yield the files of this package: the name inside it, with forward slashes, and the path."""
    for folder, folders, files in os.walk(package):
        # The bundled data are inputs of their own; byte code follows from the code.
        folders[:] = [name for name in folders if name not in {"__pycache__", "_data", "_maps"}]
        for name in files:
            if not name.startswith("."):
                path = os.path.join(folder, name)  # noqa: PTH118 - a thousand Path objects take longer
                yield path[len(package) + 1 :].replace(os.sep, "/"), path


def _installed_versions() -> dict[str, str]:
    """Return the version of every installed distribution, by its normalized name.

    They stand in the names of the folders that installers write (``NAME-VERSION.dist-info``). Importing
    `importlib.metadata` to ask for them takes longer than a build that has nothing to do.
    """
    versions: dict[str, str] = {}
    for folder in sys.path:
        try:
            entries = sorted(os.listdir(folder or "."))  # noqa: PTH208 - hundreds, of which few are asked for
        except OSError:
            continue
        for entry in entries:
            if match := _DISTRIBUTION.fullmatch(entry):
                # The first folder of the path is the one that is imported from.
                versions.setdefault(_normalized(match[1]), match[2])
    return versions


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class Present:
    """The present hashes of named inputs; each is computed once.

    Parameters
    ----------
    root
        The project folder, to which ``file:`` names are relative.
    catalog
        The data package that ``data:`` names come from.
    """

    def __init__(self, root: Path, catalog: Catalog) -> None:
        self._root = root
        self._catalog = catalog
        self._hashes: dict[str, str | None] = {}

    def hash(self, name: str) -> str | None:
        """Return the hash of one input, named as in a manifest, or None when it is gone."""
        if name not in self._hashes:
            self._hashes[name] = self._compute(name)
        return self._hashes[name]

    def _compute(self, name: str) -> str | None:
        kind, _, rest = name.partition(":")
        if kind in {"program", "library"}:
            return program_inputs().get(name)
        if kind == "file":
            path = inside(self._root, rest)
            return (hash_or_none(path) or _folder_or_none(path)) if path else None
        if kind == "package":
            about = {key: value for key, value in self._catalog.descriptor.items() if key != "resources"}
            return digest(json.dumps([about, sorted(self._catalog.names())], sort_keys=True).encode())
        try:
            return data_hash(self._catalog.resource(rest), self._catalog.digest(rest))
        except (PackageError, OSError):
            return None


def data_hash(resource: Resource, content_digest: str) -> str:
    """Return the hash of a resource as an input: of its content and of what is said of it."""
    description = json.dumps(resource.descriptor, sort_keys=True)
    return digest(f"{content_digest}\0{description}".encode())


def hash_or_none(path: Path) -> str | None:
    """Return the hash of a file; None where there is none that can be read."""
    try:
        # Anything else, such as a pipe or a device, might never end.
        return digest_file(path) if path.is_file() else None
    except OSError:
        return None


def _folder_or_none(path: Path) -> str | None:
    """Return the hash of the Parquet files of a folder, with their names; None where there is none."""
    files = sorted(path.glob("*.parquet")) if path.is_dir() else []
    parts = [f"{file.name}\0{hash_or_none(file)}\0" for file in files]
    return digest("".join(parts).encode()) if parts else None


def changed_inputs(inputs: Mapping[str, str], present: Present) -> list[str]:
    """Return the inputs that are no longer what they were, in words, sorted; empty when all are the same."""
    names = sorted({*inputs, *program_inputs(), f"file:{PROJECT_FILE}"})
    pairs = ((name, inputs.get(name), present.hash(name)) for name in names)
    return [_reason(name, before, now) for name, before, now in pairs if now != before]


def _reason(name: str, before: str | None, now: str | None) -> str:
    kind, _, rest = name.partition(":")
    if kind == "library":
        return f"{rest} is {now}, was {before}"
    if kind == "program":
        return "the program changed"
    if kind == "package":
        return "the list of data resources changed"
    what = rest if kind == "file" else f"data resource {rest}"
    return f"{what} is gone" if now is None else f"{what} changed"
