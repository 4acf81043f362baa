"""Several processes do what one would, and an ended one is an error that says what to do."""

from __future__ import annotations

import os
import signal

import pytest

from geo.errors import BuildError, PackageError, Problem
from geo.project.pool import in_processes


def double(number: int) -> int:
    return 2 * number


def end(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def refuse(_: int) -> None:
    raise PackageError([Problem("nuts.parquet", "rubbish", "boundaries")])


def test_every_item_is_done_once_and_taken_when_there_is_a_process_for_it() -> None:
    taken = []

    def items() -> object:
        for number in range(20):
            taken.append(number)
            yield number

    done = []
    for result in in_processes(double, items(), jobs=2, task="doubled", kept="numbers"):
        done.append(result)
        assert len(taken) <= len(done) + 3
    assert sorted(done) == [2 * number for number in range(20)]


@pytest.mark.linux
def test_a_process_that_ended_is_an_error() -> None:
    with pytest.raises(BuildError) as refused:
        list(in_processes(end, range(6), jobs=2, task="doubled", kept="numbers"))
    assert str(refused.value) == (
        "A process that doubled ended unexpectedly: it was killed, or memory ran out. "
        "Finished numbers are kept. Run it again, with --jobs 1 if it happens again."
    )


def test_what_is_wrong_with_data_is_said_by_another_process_as_by_this_one() -> None:
    with pytest.raises(PackageError) as refused:
        list(in_processes(refuse, [0], jobs=2, task="refused", kept="numbers"))
    assert str(refused.value) == "nuts.parquet: found 'rubbish', expected boundaries"
    assert refused.value.problems == (Problem("nuts.parquet", "rubbish", "boundaries"),)
