"""Locate a table of any length: batches in, parts out, on all cores, to be continued after an interruption.

What a part holds depends on its batch and on nothing else, so that neither the number of processes nor where
they run changes a byte. Run again with the same table only the parts that are not whole are made.
"""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.datapackage.catalog import Catalog
from geo.errors import BuildError
from geo.project.inputs import program_inputs
from geo.project.parts_folder import Facts, PartsFolder, part_name
from geo.project.pool import in_processes

if TYPE_CHECKING:
    from geo.errors import Problem
    from geo.project.dask_cluster import Cluster
    from geo.project.part_writer import PartWriter
    from geo.tables.batches import Batch, Stream

#: What is called after each part, with the number of records that are located.
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Task:
    """A table to locate.

    Parameters
    ----------
    source
        A CSV file, a Parquet file or a folder of Parquet files: its path, or its address as text.
    output
        Folder or address of the parts; new, empty, or begun with the same table.
    project
        Folder of the project, whose data package is used.
    columns
        As for `geo.read_clusters`.
    vintage
        As for `geo.locate`.
    """

    source: str | Path
    output: str | Path
    project: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    vintage: int | None = None


@dataclass(frozen=True)
class Done:
    """What came of it.

    Parameters
    ----------
    summary
        As in the file `geo.project.parts_folder.SUMMARY`.
    problems
        Notices and warnings about the headers.
    """

    summary: Mapping[str, Any]
    problems: tuple[Problem, ...]


def locate_table(
    task: Task, *, jobs: int | None = None, scheduler: str | None = None, progress: Progress | None = None
) -> Done:
    """Locate every record of a table and write the parts, the manifest and the summary.

    Parameters
    ----------
    task
        What to locate, and where to write.
    jobs
        Processes at most; one per available core when None.
    scheduler
        Address of a Dask scheduler, whose workers locate and write instead of processes of this machine.
    progress
        Called after each part.

    Raises
    ------
    TableError
        The table cannot be read; parts made before are kept.
    RegionError
        There is no such vintage.
    AddressError
        An address cannot be read or written.
    BuildError
        The folder holds something else or cannot be written; a process ended unexpectedly; or there is no
        scheduler, or none with workers that can do this.
    """
    from geo.nuts.vintages import check_vintage
    from geo.tables.addresses import local_copy
    from geo.tables.batches import open_stream

    if task.vintage is not None:
        check_vintage(task.vintage, catalog=Catalog.find(task.project))
    folder = PartsFolder(task.output)
    with _cluster(scheduler) as cluster, local_copy(task.source) as source:
        stream = open_stream(source, columns=task.columns)
        settings = _settings(task, stream)
        parts = folder.begin(settings)
        left = (batch for batch in stream.batches() if part_name(batch.number) not in parts)
        rows = sum(facts["rows"] for facts in parts.values())
        if cluster is None:
            made = _made(task, stream, left, jobs or os.cpu_count() or 1)
        else:
            catalog = Catalog.find(task.project)
            made = cluster.locate(
                left, stream=stream, vintage=task.vintage, catalog=catalog, place=task.output
            )
        for name, facts in made:
            parts[name] = facts
            rows += facts["rows"]
            if progress is not None:
                progress(rows)
        about = {"table": [path.name for path in stream.files], "columns": dict(stream.headers)}
        return Done(folder.finish(settings, parts, about), stream.problems)


def _settings(task: Task, stream: Stream) -> dict[str, Any]:
    """Return what decides the bytes of the parts."""
    from geo.tables.batches import ROWS

    package = Catalog.find(task.project)
    return {
        "table": stream.digests(),
        "columns": dict(stream.headers),
        "vintage": task.vintage,
        "rows_of_a_part": ROWS,
        "program": program_inputs(),
        "data": {name: package.digest(name) for name in package.names()},
    }


def _made(task: Task, stream: Stream, batches: Iterator[Batch], jobs: int) -> Iterator[tuple[str, Facts]]:
    """Yield name, hash and counts of each part as soon as it is written."""
    if jobs <= 1:
        yield from map(_writer_of(task, stream).write, batches)
        return
    start = partial(_start, task, stream)
    yield from in_processes(_write, batches, jobs=jobs, start=start, task="located records", kept="parts")


def _cluster(scheduler: str | None) -> AbstractContextManager[Cluster | None]:
    """Return the cluster of a scheduler, to be entered."""
    if scheduler is None:
        return nullcontext()
    from geo.tables.addresses import EXTRA

    try:
        from geo.project.dask_cluster import connected
    except ModuleNotFoundError as error:
        msg = f"--scheduler: needs Dask, which is not installed ({error}). Next: {EXTRA}"
        raise BuildError(msg) from error
    return connected(scheduler)


def _writer_of(task: Task, stream: Stream) -> PartWriter:
    from geo.project.part_writer import PartWriter

    catalog = Catalog.find(task.project)
    return PartWriter(stream, vintage=task.vintage, catalog=catalog, place=task.output)


_writer: PartWriter | None = None


def _start(task: Task, stream: Stream) -> None:
    global _writer  # noqa: PLW0603 - a process of a pool has nothing else that lasts
    _writer = _writer_of(task, stream)


def _write(batch: Batch) -> tuple[str, Facts]:
    assert _writer is not None  # noqa: S101 - `_start` ran first
    return _writer.write(batch)
