"""Do the same with many things in several processes that end with this one."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from geo.errors import BuildError

if TYPE_CHECKING:
    from concurrent.futures import Future

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_processes(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    jobs: int,
    start: Callable[[], None] | None = None,
    task: str,
    kept: str,
) -> Iterator[Result]:
    """Yield what a function makes of each item, as soon as it is done.

    Items are taken as they are needed: one more than there are processes, so that none of them waits; no
    more, for memory.

    Parameters
    ----------
    function, start
        Functions of modules, or parts of such; the second one is called first in every process.
    items
        In the order in which they are taken.
    jobs
        Processes at most.
    task, kept
        What a process did that ended unexpectedly, and what is kept of it, as the error says it.

    Raises
    ------
    BuildError
        A process ended unexpectedly: it was killed, or memory ran out.
    """
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    context, arguments = get_context("spawn"), (gc.get_threshold(), start)
    with ProcessPoolExecutor(jobs, context, _start, arguments) as pool:
        waiting: set[Future[Result]] = set()
        try:
            for item in items:
                waiting.add(pool.submit(function, item))
                while len(waiting) > jobs:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        except BrokenProcessPool as error:
            msg = (
                f"A process that {task} ended unexpectedly: it was killed, or memory ran out. "
                f"Finished {kept} are kept. Run it again, with --jobs 1 if it happens again."
            )
            raise BuildError(msg) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _start(collector: tuple[int, int, int], start: Callable[[], None] | None) -> None:
    """Collect garbage as the process that started this one does, and end when it is gone."""
    from multiprocessing import parent_process

    gc.set_threshold(*collector)
    # A pool's worker would wait for ever.
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch_parent, args=(parent.sentinel,), daemon=True).start()
    if start is not None:
        start()


def _watch_parent(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)
