"""Run the command in a process of its own, under limits that the operating system keeps."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final

MIB: Final = 2**20
#: After how long a process is given up that neither ends nor works.
_PATIENCE_S: Final = 300
#: Processor time after which the system ends a process: a loop without end, not a slow machine.
_CPU_S: Final = 60
#: What a process may hold as data before the system refuses it more; its threads alone reserve a lot of it.
_DATA_BYTES: Final = 3 * 2**30
#: Imports what the commands do, which takes most of their time, and runs each in a copy of the process, which
#: writes down the most memory it ever had when it ends, with what it began with.
_COPIES: Final = """
import atexit, json, os, pathlib, resource, runpy, sys
import geopandas, openpyxl, rich.table
import geo.match.ledger_text, geo.project.builder, geo.project.check, geo.render

for line in sys.stdin:
    asked = json.loads(line)
    copy = os.fork()
    if copy == 0:
        break
    _, status = os.waitpid(copy, 0)
    os.write(1, b"%d\\n" % os.waitstatus_to_exitcode(status))
else:
    sys.exit()

def note():
    status = pathlib.Path("/proc/self/status").read_text()
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    pathlib.Path(asked["peak"]).write_text(peak)

for number, path in enumerate(asked["streams"]):
    stream = os.open(path, os.O_WRONLY if number else os.O_RDONLY)
    os.dup2(stream, number)
    os.close(stream)
os.environ.clear()
os.environ.update(asked["environment"])
os.chdir(asked["cwd"])
for name, most in asked["limits"].items():
    resource.setrlimit(getattr(resource, name), (most, most))
sys.argv = ["geo", *asked["arguments"]]
atexit.register(note)
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


@cache
def _copied() -> subprocess.Popen[str]:
    """Start the process whose copies run commands, once for all tests of this process."""
    # The memory pool is chosen at the import, as the command chooses it.
    root = str(Path(__file__).parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-c", _COPIES],
        env=os.environ | {"PYTHONPATH": root, "ARROW_DEFAULT_MEMORY_POOL": "system"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    atexit.register(process.communicate)
    return process


def run_limited(
    *arguments: str | Path, cwd: Path, file_bytes: int | None = None, stdout: IO[str] | None = None
) -> Done:
    """Run ``python -m geo`` and return what came of it.

    Parameters
    ----------
    file_bytes
        Largest file it may write: what a full disk is like, in miniature.
    stdout
        Takes what it prints, in the place of what is returned.
    """
    process = _copied()
    assert process.stdin
    assert process.stdout
    limits = {"RLIMIT_CPU": _CPU_S, "RLIMIT_DATA": _DATA_BYTES}
    if file_bytes is not None:
        limits["RLIMIT_FSIZE"] = file_bytes
    with TemporaryDirectory() as folder:
        out, err, peak = (Path(folder, name) for name in ("out", "err", "peak"))
        for path in (out, err, peak):
            path.touch()
        taken = str(out) if stdout is None else f"/proc/{os.getpid()}/fd/{stdout.fileno()}"
        asked = {
            "arguments": [str(argument) for argument in arguments],
            "cwd": str(cwd),
            "environment": dict(os.environ),
            "limits": limits,
            "peak": str(peak),
            "streams": [os.devnull, taken, str(err)],
        }
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], _PATIENCE_S)[0]:
            _copied.cache_clear()
            os.killpg(process.pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired(asked["arguments"], _PATIENCE_S)
        returncode = int(process.stdout.readline())
        said, complained = (path.read_text(errors="replace") for path in (out, err))
        return Done(returncode, said, complained, int(peak.read_text() or 0) * 1024)
