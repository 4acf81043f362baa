"""A program that is killed right before one of the steps it changes files in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]

#: Counts what changes the disk: files opened for writing, flushed, renamed, removed, made.
_COUNTING: Final = """
import os, sys
last, steps = int(sys.argv[1]), 0
CHANGING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink"}

def step():
    global steps
    steps += 1
    if steps == last:
        os._exit(9)

def hook(event, arguments):
    if event in CHANGING or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        step()

fsync = os.fsync
os.fsync = lambda number: (step(), fsync(number))
"""
_RUNNING: Final = """
sys.addaudithook(hook)
work()
print(steps)
"""


def run_killed(prepare: str, last: int) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own, and end it at once right before its step `last`.

    Parameters
    ----------
    prepare
        Code that defines ``work``, which is run.
    last
        Number of the step; with 0 none is the last, and their number is printed at the end.
    """
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", _COUNTING + prepare + _RUNNING, str(last)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
