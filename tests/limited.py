"""Run the command in a process of its own, under limits that the operating system keeps."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import IO

MIB = 2**20
#: Processor time after which the system ends a process: a loop without end, not a slow machine.
CPU_S = 60


def run_limited(
    *arguments: str | Path,
    cwd: Path,
    memory_bytes: int | None = None,
    file_bytes: int | None = None,
    stdout: IO[str] | int = subprocess.PIPE,
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m geo`` and return what came of it.

    Parameters
    ----------
    arguments
        Of the command; one that begins with ``-c`` is given to Python instead.
    memory_bytes
        Most that the process may hold as data.
    file_bytes
        Largest file it may write: what a full disk is like, in miniature.
    """
    start = [] if arguments[0] == "-c" else ["-m", "geo"]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        if memory_bytes is not None:
            resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
        if file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    return subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)} | (environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=limit,
        timeout=120,
    )
