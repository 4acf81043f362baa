"""What a worker of a Dask cluster does to locate batches of a large table and to write their parts."""

from __future__ import annotations

import platform
import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from distributed import Worker, WorkerPlugin, get_worker

from geo.datapackage.catalog import Catalog
from geo.errors import BuildError, ClusterAtlasError
from geo.project.inputs import program_inputs
from geo.project.part_writer import PartWriter
from geo.project.parts_folder import Facts
from geo.project.store import store_at
from geo.tables.batches import Batch, Stream

#: Stands in the place of the parts while workers write: who reads it there has the same place.
MARKER: Final = ".cluster"
#: What must be the same everywhere, for the same bytes and for messages to be understood.
_LIBRARIES: Final = (
    "dask",
    "distributed",
    "geopandas",
    "numpy",
    "pandas",
    "pyarrow",
    "pyproj",
    "rapidfuzz",
    "shapely",
)
_SHARE: Final = (
    "Name a folder that all machines have under the same path, or an address such as s3://bucket/folder."
)


@dataclass(frozen=True)
class Work:
    """What a worker needs to know of a table.

    Parameters
    ----------
    stream
        The table.
    vintage
        As for `geo.locate`.
    place
        Folder or address of the parts.
    package
        The files of the data package, by their paths in it.
    versions
        What a worker must have.
    token
        What the marker holds.
    """

    stream: Stream
    vintage: int | None
    place: str
    package: Mapping[str, bytes]
    versions: Mapping[str, str]
    token: str

    @property
    def name(self) -> str:
        """Name of what workers keep for this work."""
        return f"clusteratlas-{self.token}"


def versions() -> dict[str, str]:
    """Return what must be the same on all machines."""
    python = ".".join(platform.python_version_tuple()[:2])
    program = {"Cluster Atlas": program_inputs()["program:geo"][:12], "Python": python}
    return program | {name: version(name) for name in _LIBRARIES}


def difference(there: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    """Return in which versions a machine differs; nothing when it does not.

    Examples
    --------
    >>> difference({"numpy": "2.0.0"}, {"numpy": "2.4.0"})
    'numpy 2.0.0 (here 2.4.0)'
    """
    other = (name for name in wanted if there.get(name) != wanted[name])
    return ", ".join(f"{name} {there.get(name, 'absent')} (here {wanted[name]})" for name in other)


class Locating(WorkerPlugin):
    """Locates on a worker; Dask brings it to every worker, to those that come later, too.

    Parameters
    ----------
    work
        What is to be done.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    def setup(self, worker: Worker) -> None:
        """Remember where the worker keeps what it needs."""
        self._worker = worker
        self._folder = Path(worker.local_directory) / self._work.name
        self._writer: PartWriter | None = None
        # A worker may have several threads; what was found for one record is remembered for the next ones.
        self._lock = threading.Lock()

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 - as Dask calls it
        """Remove what the worker kept."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def check(self) -> None:
        """Refuse to work with other versions, or where the parts would go to another place.

        Raises
        ------
        BuildError
            That is so.
        """
        work, where = self._work, self._worker.address
        if other := difference(versions(), work.versions):
            raise BuildError(f"{where}: {other}. Install the same on all machines.")
        try:
            seen = store_at(work.place).read(MARKER)
        except (OSError, ClusterAtlasError) as error:
            msg = f"{where}: this worker cannot read what was written into {work.place} ({error}). {_SHARE}"
            raise BuildError(msg) from error
        if seen != work.token.encode():
            raise BuildError(f"{where}: what this worker has as {work.place} is another place. {_SHARE}")

    def write(self, batch: Batch) -> tuple[str, Facts]:
        """Write the part of a batch; return its name and facts."""
        with self._lock:
            if self._writer is None:
                self._writer = self._prepared()
            return self._writer.write(batch)

    def _prepared(self) -> PartWriter:
        self.check()
        work = self._work
        for path, content in work.package.items():
            (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self._folder / path).write_bytes(content)
        return PartWriter(work.stream, vintage=work.vintage, catalog=Catalog(self._folder), place=work.place)


def check_worker(name: str, dask_worker: Worker) -> None:
    """Refuse a worker as `Locating.check` does; Dask runs this on each of them."""
    _locating(dask_worker, name).check()


def write_part(name: str, batch: Batch) -> tuple[str, Facts]:
    """Write the part of a batch, on the worker that this runs on; return its name and facts."""
    return _locating(get_worker(), name).write(batch)


def _locating(worker: Worker, name: str) -> Locating:
    plugin = worker.plugins[name]
    assert isinstance(plugin, Locating)  # noqa: S101 - nothing else bears the name
    return plugin
