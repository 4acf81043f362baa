"""A bar on the terminal that shows how far a long piece of work has come."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@contextmanager
def bar(title: str, *, download: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """Yield what shows a bar on a terminal once there is something to do, and None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as stack:
        bars: list[tuple[Progress, TaskID]] = []

        def step(done: int, total: int) -> None:
            if not bars:
                from rich.console import Console
                from rich.progress import DownloadColumn, Progress

                columns = (*Progress.get_default_columns(), *([DownloadColumn()] if download else []))
                shown = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
                bars.append((shown, shown.add_task(title)))
            shown, task = bars[0]
            shown.update(task, completed=done, total=total or None)

        yield step
