"""What every page was built from: content hashes, never times, never absolute paths.

The manifest is ``maps/html/.build.json``. It holds, for each map, the hash of every input the build read
and of every file it wrote. A map is stale when any of them is different now. Inputs are named

- ``file:maps/bioclusters.toml`` for a file of the project, or a folder of Parquet files;
  ``file:project.toml`` counts when it appears, too,
- ``data:bioclusters`` for a resource of the data package (its content and its description),
- ``package:`` for the list of resources (a new edition or vintage may change a default) and what is said
  of them all,
- ``program:geo`` for all files of this package: code, templates, styles, scripts, catalogues,
- ``library:folium`` for the version of a library that shapes the bytes of a page.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.datapackage.confinement import inside, is_plain_name
from geo.datapackage.hashing import digest, digest_file
from geo.datapackage.plain_files import can_be_named, read_plain
from geo.errors import BuildError, PackageError
from geo.project.project_file import PROJECT_FILE
from geo.project.spooled import Content, chunks_of, holds

if TYPE_CHECKING:
    from geo.datapackage.catalog import Catalog
    from geo.datapackage.resource import Resource

MANIFEST_NAME: Final = ".build.json"
_FORMAT: Final = 1
_TEMPORARY: Final = ".part"
_MOST_BYTES: Final = 100_000_000
#: Name and version of a distribution, as its folder is called.
_DISTRIBUTION: Final = re.compile(r"([^-]+)-([^-]+)(?:-.*)?\.(?:dist|egg)-info")

# The libraries whose version can change a page although no input changes.
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


@dataclass(frozen=True)
class Entry:
    """One built map (or the gallery): hashes of what went in and of what came out.

    Parameters
    ----------
    inputs
        Input name to content hash, or to version for a library.
    outputs
        File name inside ``maps/html`` to content hash.
    summary
        What the gallery shows of the map.
    """

    inputs: dict[str, str]
    outputs: dict[str, str]
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[str, ...]:
        """What a person must look at, as sentences; ``--strict`` fails on any."""
        return tuple(self.summary.get("findings", ()))


@dataclass
class Manifest:
    """All built maps of one project, and the gallery."""

    maps: dict[str, Entry] = field(default_factory=dict)
    gallery: Entry | None = None

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Return the manifest of ``folder``; an absent or unreadable one counts as empty.

        Empty means that everything is stale, so a damaged manifest costs a rebuild and nothing else.
        """
        try:
            content = json.loads(read_plain(folder / MANIFEST_NAME, most_bytes=_MOST_BYTES).decode("utf-8"))
            if content["format"] != _FORMAT:
                return cls()
            maps = {name: _entry(entry) for name, entry in content["maps"].items()}
            gallery = _entry(content["gallery"]) if content["gallery"] else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls()
        return cls(maps, gallery)

    def write(self, folder: Path) -> None:
        """Write the manifest into ``folder`` in one step."""
        content = {
            "format": _FORMAT,
            "gallery": asdict(self.gallery) if self.gallery else None,
            "maps": {name: asdict(entry) for name, entry in self.maps.items()},
        }
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        write_files(folder, {MANIFEST_NAME: text.encode()})


def _entry(content: Mapping[str, Any]) -> Entry:
    """Return an entry as it was written; ValueError when it names files that no build writes."""
    entry = Entry(dict(content["inputs"]), dict(content["outputs"]), dict(content["summary"]))
    # A build deletes what it wrote once and no longer writes: the names must be those of its own folder.
    if not all(is_plain_name(name) and can_be_named(Path(name)) for name in entry.outputs):
        raise ValueError("an output outside the folder of the pages")
    hashes = (*entry.inputs.items(), *entry.outputs.items())
    if not all(isinstance(text, str) for pair in hashes for text in pair):
        raise TypeError("a hash that is no text")
    for name in ("findings", "notices"):
        if not all(isinstance(text, str) for text in list(entry.summary.get(name, []))):
            raise TypeError(f"{name} that are no texts")
    return entry


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
            if found := _DISTRIBUTION.fullmatch(entry):
                # The first folder of the path is the one that is imported from.
                versions.setdefault(_normalized(found[1]), found[2])
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
            return (_file_or_none(path) or _folder_or_none(path)) if path else None
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


def _file_or_none(path: Path) -> str | None:
    try:
        # Anything else, such as a pipe or a device, might never end.
        return digest_file(path) if path.is_file() else None
    except OSError:
        return None


def _folder_or_none(path: Path) -> str | None:
    """Return the hash of the Parquet files of a folder, with their names; None where there is none."""
    files = sorted(path.glob("*.parquet")) if path.is_dir() else []
    parts = [f"{file.name}\0{_file_or_none(file)}\0" for file in files]
    return digest("".join(parts).encode()) if parts else None


def changed_inputs(entry: Entry, present: Present) -> list[str]:
    """Return the inputs that are no longer what they were, in words, sorted; empty when all are the same."""
    names = sorted({*entry.inputs, *program_inputs(), f"file:{PROJECT_FILE}"})
    pairs = ((name, entry.inputs.get(name), present.hash(name)) for name in names)
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


def changed_outputs(entry: Entry, *, folder: Path) -> list[str]:
    """Return the outputs that are missing or not as they were written, in words, sorted."""
    reasons = []
    for name, before in sorted(entry.outputs.items()):
        now = _file_or_none(folder / name)
        if now != before:
            reasons.append(f"{name} is missing" if now is None else f"{name} was altered")
    return reasons


def write_files(folder: Path, files: Mapping[str, Content]) -> list[str]:
    """Write several files so that each is either as before or complete, whatever happens.

    All are written beside their target and flushed to disk before the first target is replaced. A file
    that already holds the same bytes is left alone.

    Parameters
    ----------
    folder
        Where; created when missing.
    files
        File name to content.

    Returns
    -------
    list of str
        The names that were written.

    Raises
    ------
    BuildError
        The disk is full, the folder or a file cannot be written, or a target is a pipe or a device.
    """
    for name in files:
        # Moved into the place of a pipe or a device, a file would take it away from everybody.
        if (folder / name).exists() and not ((folder / name).is_file() or (folder / name).is_dir()):
            raise BuildError(f"{folder / name}: found a pipe or a device, expected a file to write")
    changed = [name for name, content in files.items() if not holds(folder / name, content)]
    parts = {name: folder / f".{name.lstrip('.')}{_TEMPORARY}" for name in changed}
    target = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in changed:
            target = folder / name
            with parts[name].open("wb") as stream:
                stream.writelines(chunks_of(files[name]))
                stream.flush()
                os.fsync(stream.fileno())
        for name in changed:
            target = folder / name
            parts[name].replace(target)
    except OSError as error:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        msg = (
            f"{target}: cannot be written ({error.strerror or error}). "
            "What was there before is untouched; make room or allow writing, then build again."
        )
        raise BuildError(msg) from error
    return changed


def remove_files(folder: Path, names: Iterable[str]) -> list[str]:
    """Delete the named files of ``folder`` and return those that were there.

    Raises
    ------
    BuildError
        A file cannot be deleted.
    """
    removed = []
    for name in sorted(names):
        path = folder / name
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            msg = f"{path}: cannot be deleted ({error.strerror or error})"
            raise BuildError(msg) from error
        removed.append(name)
    return removed


def remove_parts(folder: Path) -> None:
    """Delete what an interrupted build left unfinished; call it only while holding the lock."""
    remove_files(folder, [path.name for path in folder.glob(f".*{_TEMPORARY}")])
