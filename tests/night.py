"""What `make test` tries of a long family of cases; `make nightly` tries all of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pytest


def some_by_day(cases: Iterable[object], day: Collection[object]) -> list[object]:
    """Return the cases as parameters; those that are not named for the day are marked `nightly`."""
    cases = list(cases)
    unknown = [case for case in day if case not in cases]
    assert not unknown, f"no such cases: {unknown}"
    marked = [pytest.mark.nightly]
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=[] if case in day else marked)
        for case in cases
    ]
