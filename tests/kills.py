"""A program that is killed right before one of the steps it changes files in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]

#: Counts what changes the disk: files to be opened for writing, emptied by that, flushed, renamed, removed,
#: made. Each strike is at a copy of a process that has imported everything.
_STRIKING: Final = """
import builtins, io, json, os, sys
CHANGING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink"}
steps = 0

def struck(last, arguments):
    def step():
        global steps
        steps += 1
        if steps == last:
            os._exit(9)

    def hook(event, arguments):
        if event in CHANGING or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            step()

    open_file = io.open

    def open_and_step(file, mode="r", *rest, **more):
        stream = open_file(file, mode, *rest, **more)
        if set(mode) & set("wxa+"):
            step()  # what was in the file is gone, and nothing new is in it
        return stream

    io.open = builtins.open = open_and_step
    fsync = os.fsync
    os.fsync = lambda number: (step(), fsync(number))
    sys.addaudithook(hook)
    work(*arguments)

for line in sys.stdin:
    reading, writing = os.pipe()
    copy = os.fork()
    if copy == 0:
        try:
            struck(*json.loads(line))
            os.write(writing, str(steps).encode())
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    counted = os.read(reading, 100).decode()
    os.close(reading)
    _, status = os.waitpid(copy, 0)
    print(json.dumps([os.waitstatus_to_exitcode(status), int(counted or 0)]), flush=True)
"""


class Killable:
    """A program in a process of its own, to be ended at once right before any of its steps.

    Parameters
    ----------
    prepare
        Code that defines ``work``, which is run, and imports all it needs.
    """

    def __init__(self, prepare: str) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", prepare + _STRIKING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def _run(self, last: int, arguments: tuple[Path, ...]) -> tuple[int, int]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([last, list(map(str, arguments))]) + "\n")
        self._process.stdin.flush()
        returncode, steps = json.loads(self._process.stdout.readline())
        return returncode, steps

    def steps(self, *arguments: Path) -> int:
        """Run it to its end and return how many steps it took."""
        returncode, steps = self._run(0, arguments)
        assert returncode == 0
        return steps

    def strike(self, step: int, *arguments: Path) -> None:
        """Run it and end it right before a step."""
        returncode, _ = self._run(step, arguments)
        assert returncode == 9

    def close(self) -> None:
        """End the process that waits to be copied."""
        self._process.communicate()
        assert self._process.returncode == 0
