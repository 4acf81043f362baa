"""Locate a table of any length: batches in, parts out, on all cores, to be continued after an interruption.

The folder of the parts holds a manifest, `MANIFEST`: the hashes of the table's files, how it was read, and
hash and counts of every part that is whole. Run again with the same table it makes only those that are not;
what a part holds depends on its batch and on nothing else, so that the number of processes changes no byte.
"""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import gc
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.datapackage.catalog import Catalog
from geo.datapackage.hashing import digest, digest_file
from geo.datapackage.plain_files import read_plain
from geo.errors import BuildError, Problem
from geo.project.manifest import program_inputs, write_files
from geo.project.workers import start_worker

if TYPE_CHECKING:
    from geo.match.parts import PartMaker
    from geo.tables.batches import Batch, Stream

MANIFEST: Final = "manifest.json"
SUMMARY: Final = "summary.json"
#: So many problems are named in the summary; the parts name all.
_NAMED: Final = 20
_MOST_BYTES: Final = 100_000_000

#: What is called after each part, with the number of records that are located.
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Task:
    """A table to locate.

    Parameters
    ----------
    source
        A CSV file, a Parquet file or a folder of Parquet files.
    output
        Folder of the parts; new, empty, or begun with the same table.
    project
        Folder of the project, whose data package is used.
    columns
        As for `geo.read_clusters`.
    vintage
        As for `geo.locate`.
    """

    source: Path
    output: Path
    project: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    vintage: int | None = None


@dataclass(frozen=True)
class Done:
    """What came of it.

    Parameters
    ----------
    summary
        As in the file `SUMMARY`.
    problems
        Notices and warnings about the headers.
    """

    summary: Mapping[str, Any]
    problems: tuple[Problem, ...]


def locate_table(task: Task, *, jobs: int | None = None, progress: Progress | None = None) -> Done:
    """Locate every record of a table and write the parts, the manifest and the summary.

    Parameters
    ----------
    task
        What to locate, and where to write.
    jobs
        Processes at most; one per available core when None.
    progress
        Called after each part.

    Raises
    ------
    TableError
        The table cannot be read; parts made before are kept.
    BuildError
        The folder holds something else, cannot be written, or a process ended unexpectedly.
    """
    from geo.tables.batches import open_stream

    stream = open_stream(task.source, columns=task.columns)
    settings = _settings(task, stream)
    parts = _begun(task.output, settings)
    left = (batch for batch in stream.batches() if _name(batch.number) not in parts)
    rows = sum(part["rows"] for part in parts.values())
    for name, part in _made(task, stream, left, jobs or os.cpu_count() or 1):
        parts[name] = part
        rows += part["rows"]
        _write(task.output, MANIFEST, {**settings, "parts": dict(sorted(parts.items()))})
        if progress is not None:
            progress(rows)
    summary = _summary(stream, parts)
    _write(task.output, MANIFEST, {**settings, "parts": dict(sorted(parts.items()))})
    _write(task.output, SUMMARY, summary)
    return Done(summary, stream.problems)


def _name(number: int) -> str:
    return f"part-{number:06}.parquet"


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


def _begun(output: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts that are whole, from the manifest of a run that was interrupted."""
    if not output.exists():
        return {}
    if not output.is_dir():
        raise BuildError(f"{output}: not a folder. Nothing was changed; name a new or an empty folder.")
    try:
        begun = json.loads(read_plain(output / MANIFEST, most_bytes=_MOST_BYTES))
        parts = dict(begun.pop("parts"))
    except FileNotFoundError:
        if any(output.iterdir()):
            msg = f"{output}: not empty. Nothing was changed; name a new or an empty folder."
            raise BuildError(msg) from None
        return {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        msg = f"{output / MANIFEST}: cannot be read. Nothing was changed; name a new or an empty folder."
        raise BuildError(msg) from error
    wanted = json.loads(json.dumps(settings))
    if begun != wanted:
        changed = [name for name in wanted if begun.get(name) != wanted[name]]
        msg = (
            f"{output}: begun with another {', another '.join(changed) or 'version'}. "
            "Nothing was changed; name a new or an empty folder."
        )
        raise BuildError(msg)
    return {name: part for name, part in parts.items() if _is_whole(output, name, part)}


def _is_whole(output: Path, name: str, part: Any) -> bool:
    """Return whether a part that a manifest names is one of ours and holds what it did."""
    number = name.removeprefix("part-").removesuffix(".parquet")
    try:
        return (
            number.isdecimal() and _name(int(number)) == name and digest_file(output / name) == part["hash"]
        )
    except (OSError, LookupError, TypeError):
        return False


def _made(
    task: Task, stream: Stream, batches: Iterator[Batch], jobs: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name, hash and counts of each part as soon as it is written."""
    if jobs <= 1:
        worker = _Worker(task, stream)
        yield from map(worker.write, batches)
        return
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    start = (_start, (task, stream, gc.get_threshold()))
    with ProcessPoolExecutor(jobs, get_context("spawn"), *start) as pool:
        waiting: set[Future[tuple[str, dict[str, Any]]]] = set()
        try:
            for batch in batches:
                waiting.add(pool.submit(_write_part, batch))
                # One batch more than there are processes, so that none of them waits; no more, for memory.
                while len(waiting) > jobs:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            yield from (future.result() for future in waiting)
        except BrokenProcessPool as error:
            msg = (
                "A process that located records ended unexpectedly: it was killed, or memory ran out. "
                "Finished parts are kept. Run it again, with --jobs 1 if it happens again."
            )
            raise BuildError(msg) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


class _Worker:
    """Locates batches and writes their parts."""

    def __init__(self, task: Task, stream: Stream) -> None:
        from geo.match.parts import PartMaker

        self._output = task.output
        self._maker: PartMaker = PartMaker(stream, vintage=task.vintage, catalog=Catalog.find(task.project))

    def write(self, batch: Batch) -> tuple[str, dict[str, Any]]:
        """Write the part of a batch; return its name, hash and counts."""
        part, name = self._maker.make(batch), _name(batch.number)
        write_files(self._output, {name: part.content})
        return name, {
            "hash": digest(part.content),
            "rows": part.rows,
            "located_by": dict(sorted(part.located_by.items())),
            "reasons": dict(sorted(part.reasons.items())),
            "problems": len(part.problems),
            "first_problems": [str(problem) for problem in part.problems[:_NAMED]],
        }


_worker: _Worker | None = None


def _start(task: Task, stream: Stream, collector: tuple[int, int, int]) -> None:
    global _worker  # noqa: PLW0603 - a process of a pool has nothing else that lasts
    start_worker(collector)
    _worker = _Worker(task, stream)


def _write_part(batch: Batch) -> tuple[str, dict[str, Any]]:
    assert _worker is not None  # noqa: S101 - `_start` ran first
    return _worker.write(batch)


def _summary(stream: Stream, parts: Mapping[str, Any]) -> dict[str, Any]:
    located_by: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    named: list[str] = []
    for _, part in sorted(parts.items()):
        located_by.update(part["located_by"])
        reasons.update(part["reasons"])
        named += part["first_problems"]
    return {
        "table": [path.name for path in stream.files],
        "columns": dict(stream.headers),
        "parts": len(parts),
        "records": sum(part["rows"] for part in parts.values()),
        "located_by": dict(sorted(located_by.items())),
        "reasons": dict(sorted(reasons.items())),
        "problems": sum(part["problems"] for part in parts.values()),
        "first_problems": named[:_NAMED],
    }


def _write(output: Path, name: str, content: Mapping[str, Any]) -> None:
    write_files(output, {name: (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()})
