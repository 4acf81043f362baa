"""Locate the batches of a large table on the workers of a Dask cluster that is there already.

This process reads the table and hands out its batches. A worker gets the data package once, when the work
begins or as soon as it comes, and writes the parts itself: their place must be the same for all. A batch
whose worker is lost goes to another one.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

import dask
from distributed import CancelledError, Client, Future, KilledWorker, wait
from distributed.comm.core import CommClosedError

from geo.datapackage.catalog import Catalog
from geo.datapackage.staging import DESCRIPTOR
from geo.errors import BuildError
from geo.project.dask_worker import MARKER, Locating, Work, check_worker, difference, versions, write_part
from geo.project.parts_folder import Facts
from geo.project.store import store_at
from geo.tables.addresses import is_address
from geo.tables.batches import Batch, Stream

#: So long is waited for the scheduler, and for a first worker.
ANSWER_S: Final = 10
#: So long is waited for another worker when all are lost.
RETURN_S: Final = 120
_LOOK_S: Final = 2
_PROTOCOLS: Final = ("tcp", "tls", "ucx", "ws", "wss")

_Waiting: TypeAlias = "set[Future[tuple[str, Facts]]]"


class Cluster:
    """An existing cluster, connected and found fit.

    Parameters
    ----------
    scheduler
        Address of the scheduler, such as ``tcp://10.0.0.1:8786``.
    client
        Connected to it.
    """

    def __init__(self, scheduler: str, client: Client) -> None:
        self._scheduler, self._client = scheduler, client

    def locate(
        self,
        batches: Iterator[Batch],
        *,
        stream: Stream,
        vintage: int | None,
        catalog: Catalog,
        place: str | Path,
    ) -> Iterator[tuple[str, Facts]]:
        """Yield name, hash and counts of each part as soon as a worker has written it.

        Parameters
        ----------
        batches
            Taken as workers have room for them.
        stream, vintage, catalog
            As for `geo.project.part_writer.PartWriter`.
        place
            An address, or a folder that all workers share.

        Raises
        ------
        BuildError
            A worker does not share the folder; a batch ended several workers; or all of them were lost, or
            the scheduler.
        """
        where = str(place) if is_address(place) else str(Path(place).resolve())
        token = secrets.token_hex(8)
        work = Work(stream, vintage, where, _files_of(catalog), versions(), token)
        store = store_at(where)
        store.write(MARKER, token.encode())
        try:
            self._client.register_plugin(Locating(work), name=work.name)
            try:
                self._check_place(work.name)
                yield from self._results(work.name, batches)
            finally:
                # A client says for a moment that it runs when its scheduler is gone.
                if self._client.status == "running":
                    self._client.unregister_worker_plugin(work.name)
        except (CancelledError, CommClosedError) as error:
            msg = f"{self._scheduler}: the scheduler was lost. Finished parts are kept; run it again."
            raise BuildError(msg) from error
        finally:
            store.remove([MARKER])

    def _check_place(self, name: str) -> None:
        for error in self._client.run(check_worker, name, on_error="return").values():
            if error is not None:
                raise error

    def _results(self, name: str, batches: Iterator[Batch]) -> Iterator[tuple[str, Facts]]:
        waiting: _Waiting = set()
        try:
            for batch in batches:
                waiting.add(self._submitted(name, batch))
                # Two for each worker, so that none waits; no more, for memory.
                while len(waiting) > 2 * len(self._client.nthreads()):
                    done, waiting = self._some(waiting)
                    yield from map(_result, done)
            while waiting:
                done, waiting = self._some(waiting)
                yield from map(_result, done)
        finally:
            if self._client.status == "running":
                self._client.cancel(list(waiting))

    def _submitted(self, name: str, batch: Batch) -> Future[tuple[str, Facts]]:
        # The scheduler keeps a batch until its part is written: so it outlives a worker. Dask would warn of
        # one with many bytes.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TiB"}):
            return self._client.submit(write_part, name, batch, key=f"{name}-{batch.number}", pure=False)

    def _some(self, waiting: _Waiting) -> tuple[_Waiting, _Waiting]:
        """Return what is done, once something is, and the rest."""
        last_seen = time.monotonic()
        while True:
            try:
                with self._client.as_current():
                    done, rest = wait(list(waiting), timeout=_LOOK_S, return_when="FIRST_COMPLETED")
            except TimeoutError as error:
                if self._client.nthreads():
                    last_seen = time.monotonic()
                elif time.monotonic() - last_seen > RETURN_S:
                    msg = (
                        f"{self._scheduler}: all workers were lost, and none came back within {RETURN_S} "
                        "seconds. Finished parts are kept; run it again."
                    )
                    raise BuildError(msg) from error
            else:
                return done, rest


@contextmanager
def connected(scheduler: str) -> Iterator[Cluster]:
    """Give the cluster of a scheduler.

    Raises
    ------
    BuildError
        It is no address, no scheduler answers within `ANSWER_S`, no worker comes, or they have other versions
        than here.
    """
    _check_address(scheduler)
    try:
        client = Client(scheduler, timeout=ANSWER_S, set_as_default=False)
    except (OSError, ValueError) as error:
        msg = (
            f"{scheduler}: no Dask scheduler answered within {ANSWER_S} seconds ({error}). "
            "Expected the address that it shows when it starts, such as tcp://10.0.0.1:8786."
        )
        raise BuildError(msg) from error
    try:
        try:
            client.wait_for_workers(1, timeout=ANSWER_S)
        except TimeoutError as error:
            msg = f"{scheduler}: the scheduler has no worker, and none came within {ANSWER_S} seconds."
            raise BuildError(msg) from error
        _check_versions(client, scheduler)
        yield Cluster(scheduler, client)
    finally:
        client.close()


def _check_address(scheduler: str) -> None:
    """Refuse what names no host and port; what names no protocol is TCP, as Dask has it."""
    try:
        parts = urlsplit(scheduler if "://" in scheduler else f"tcp://{scheduler}")
        port = parts.port
    except ValueError:
        port = None
    if not port or not parts.hostname or parts.scheme not in _PROTOCOLS:
        msg = (
            f"{scheduler}: found no address of a scheduler, expected protocol, host and port as it shows "
            f"them when it starts, such as tcp://10.0.0.1:8786. The protocols are {', '.join(_PROTOCOLS)}."
        )
        raise BuildError(msg)


def _check_versions(client: Client, scheduler: str) -> None:
    there: dict[str, Any] = {}
    try:
        there[scheduler] = client.run_on_scheduler(versions)
    except Exception as error:  # whatever is raised there is raised here
        there[scheduler] = error
    there |= client.run(versions, on_error="return")
    wanted = versions()
    differences = {where: _told(answer, wanted) for where, answer in there.items()}
    if wrong := "; ".join(f"{where}: {other}" for where, other in differences.items() if other):
        msg = (
            f"The cluster has not the versions of this machine, and would not write the same parts. {wrong}. "
            "Install the same on all machines, with clusteratlas[cluster]."
        )
        raise BuildError(msg)


def _told(answer: Mapping[str, str] | Exception, wanted: Mapping[str, str]) -> str:
    if isinstance(answer, Exception):
        return f"Cluster Atlas cannot be used there ({answer})"
    return difference(answer, wanted)


def _files_of(catalog: Catalog) -> dict[str, bytes]:
    """Return the files of a data package by their paths in it."""
    paths = [DESCRIPTOR, *(catalog.resource(name).path for name in catalog.names())]
    return {path: (catalog.root / path).read_bytes() for path in paths}


def _result(future: Future[tuple[str, Facts]]) -> tuple[str, Facts]:
    try:
        return future.result()
    except KilledWorker as error:
        msg = (
            "The same batch ended several workers: they were killed, or memory ran out. Finished parts are "
            "kept. Give workers more memory and one thread each, and run it again."
        )
        raise BuildError(msg) from error
