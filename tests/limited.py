"""Run the command in a process of its own, under limits that the operating system keeps."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final

MIB: Final = 2**20
#: Processor time after which the system ends a process: a loop without end, not a slow machine.
_CPU_S: Final = 60
#: What a process may hold as data before the system refuses it more; its threads alone reserve a lot of it.
_DATA_BYTES: Final = 3 * 2**30
#: Runs the command and, when it ends, writes down the most memory it ever had.
_RUN: Final = """
import atexit, pathlib, runpy, sys
def note():
    status = pathlib.Path("/proc/self/status").read_text()
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    pathlib.Path(sys.argv[0]).write_text(peak)
place = sys.argv.pop(1)
atexit.register(lambda: (setattr(sys, "argv", [place]), note()))
runpy.run_module("geo", run_name="__main__", alter_sys=True)
"""


@dataclass(frozen=True)
class Done:
    """What came of a command.

    Parameters
    ----------
    returncode, stdout, stderr
        As of any process.
    peak_bytes
        The most memory it had; 0 when it did not end by itself.
    """

    returncode: int
    stdout: str
    stderr: str
    peak_bytes: int


def run_limited(
    *arguments: str | Path, cwd: Path, file_bytes: int | None = None, stdout: IO[str] | int = subprocess.PIPE
) -> Done:
    """Run ``python -m geo`` and return what came of it.

    Parameters
    ----------
    file_bytes
        Largest file it may write: what a full disk is like, in miniature.
    """

    import resource  # noqa: PLC0415 - not there on every system

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
        resource.setrlimit(resource.RLIMIT_DATA, (_DATA_BYTES, _DATA_BYTES))
        if file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    with NamedTemporaryFile("r") as peak:
        done = subprocess.run(
            [sys.executable, "-c", _RUN, peak.name, *arguments],
            cwd=cwd,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
            preexec_fn=limit,
            timeout=300,
        )
        return Done(done.returncode, done.stdout or "", done.stderr, int(peak.read() or 0) * 1024)
