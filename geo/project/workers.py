"""Make the files of one map, in this process or in several others; nothing is written here."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.datapackage.catalog import Catalog
from geo.datapackage.confinement import inside
from geo.datapackage.spooled import Content, Spooled
from geo.errors import ClusterAtlasError, DataError, Problem, TableError, is_of_system
from geo.project.inputs import Present, data_hash, program_inputs
from geo.project.pool import in_processes
from geo.project.project_file import PROJECT_FILE, read_project_file

if TYPE_CHECKING:
    from geo.render import Page

#: Makes the page of a definition: the path of the definition and the data package in, a page out.
Renderer = Callable[[Path, Catalog], "Page"]


@dataclass(frozen=True)
class Made:
    """What came out of making one map: its files, or why there are none.

    Parameters
    ----------
    name
        Of the definition.
    files
        File name to content; empty when it failed.
    inputs
        As in a manifest: what was read, hashed as it was read.
    summary
        What the gallery shows of the map; its ``findings`` are what a person must look at, as sentences.
    error
        Why it failed; None when it did not.
    problems
        The single problems when the error is about data.
    """

    name: str
    files: dict[str, Content] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)
    error: str | None = None
    problems: tuple[Problem, ...] = ()


def make_map(root: Path, name: str, renderer: Renderer | None = None) -> Made:
    """Make the page of one map, its ledger and the description of its figures.

    Parameters
    ----------
    root
        The project folder.
    name
        Of the definition.
    renderer
        Makes a page from the path of a definition and a catalog; None for the real one.
    """
    definition = root / "maps" / f"{name}.toml"
    catalog = Catalog.find(root)
    try:
        # Hashed before anything is read: a file that is edited meanwhile makes the map stale again.
        inputs = _named_inputs(root, definition, catalog)
        page = (renderer or _render)(definition, catalog)
    except DataError as error:
        wrong = _all_wrong(definition, catalog, error) if isinstance(error, TableError) else error
        return Made(name, error=str(wrong), problems=wrong.problems)
    except ClusterAtlasError as error:
        return Made(name, error=str(error))
    except MemoryError:
        return Made(name, error=f"{definition}: memory ran out; the other maps do not depend on it")
    except Exception as error:
        if not is_of_system(error) and (blamed := catalog.blame(error, among=catalog.opened)):
            return Made(name, error=str(blamed), problems=blamed.problems)
        if isinstance(error, OSError):
            where = error.filename or definition
            return Made(name, error=f"{where}: cannot be read ({error.strerror or error})")
        raise
    from geo.match.ledger_text import ledger_csv_parts, ledger_json_parts
    from geo.render.files.metadata import metadata_json

    inputs |= {
        f"data:{resource}": data_hash(catalog.resource(resource), content_digest)
        for resource, content_digest in catalog.opened.items()
    }
    html = page.html.encode()
    page = replace(page, html="")  # as text it takes twice as much
    files: dict[str, Content] = {
        f"{name}.html": html,
        f"{name}.ledger.csv": Spooled.of(ledger_csv_parts(page.ledger)),
        f"{name}.ledger.json": Spooled.of(ledger_json_parts(page.ledger)),
        f"{name}.metadata.json": metadata_json(page.metadata).encode(),
        **page.files,
    }
    return Made(name, files, inputs | program_inputs(), page.summary)


def _all_wrong(definition: Path, catalog: Catalog, error: TableError) -> TableError:
    """Return all that is wrong with a map whose tables have wrong rows, of the other rows too."""
    from geo.project.check import check_definition

    try:
        problems = check_definition(definition, catalog)
    except ClusterAtlasError:
        return error
    is_wrong = any(problem.severity == "error" for problem in problems)
    return TableError(tuple(dict.fromkeys(problems))) if is_wrong else error


def _render(definition: Path, catalog: Catalog) -> Page:
    from geo.definition import read_definition
    from geo.render import build_page

    read = read_definition(definition, catalog=catalog)
    return build_page(read, catalog=catalog, publication=read_project_file(read.folder))


def _named_inputs(root: Path, definition: Path, catalog: Catalog) -> dict[str, str]:
    """Return the hashes of a definition, of the files it names and of the package's description."""
    names = ["package:"]
    files = (definition, root / PROJECT_FILE, *_named_files(definition, root))
    names += [f"file:{_relative(path, root)}" for path in files]
    present = Present(root, catalog)
    hashes = ((name, present.hash(name)) for name in names)
    return {name: value for name, value in hashes if value is not None}


def _named_files(definition: Path, root: Path) -> Iterator[Path]:
    """Yield every file of the project that a definition names, and every folder of Parquet files."""
    from geo.definition import named_files, read_keys

    try:
        content = read_keys(definition)
    except DataError:
        return  # The reader of definitions says what is wrong with it.
    for name in named_files(content):
        path = inside(root, name)
        if path is not None and (path.is_file() or any(path.glob("*.parquet"))):
            yield path


def _relative(path: Path, root: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()


def make_maps(
    root: Path, names: tuple[str, ...], *, jobs: int | None = None, renderer: Renderer | None = None
) -> Iterator[Made]:
    """Make several maps and yield each as soon as it is done.

    Parameters
    ----------
    root
        The project folder.
    names
        Of the definitions.
    jobs
        Processes at most; None for one per available core. A single map is made in this process.
    renderer
        As for `make_map`; it must be a module's function when there are several maps.

    Raises
    ------
    BuildError
        A process ended unexpectedly: it was killed, or memory ran out.
    """
    workers = min(len(names), jobs or os.cpu_count() or 1)
    if workers <= 1:
        yield from (make_map(root, name, renderer) for name in names)
        return
    make = partial(make_map, root, renderer=renderer)
    yield from in_processes(make, names, jobs=workers, task="made a map", kept="maps")
