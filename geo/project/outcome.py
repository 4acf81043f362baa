"""How a build is wanted, and what became of each map in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from geo.errors import Problem
from geo.project.folder import Project

#: Called with how many maps are made and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BuildOptions:
    """How to build.

    Parameters
    ----------
    force
        Build every chosen map although nothing changed.
    check
        Write nothing; say what is stale.
    strict
        A map with findings is not written and counts as failed.
    jobs
        Processes at most; None for one per available core.
    wait_s
        Seconds to wait for another build of the same folder to end.
    """

    force: bool = False
    check: bool = False
    strict: bool = False
    jobs: int | None = None
    wait_s: float = 60.0


@dataclass(frozen=True)
class Outcome:
    """What became of one map.

    Parameters
    ----------
    name
        Of the definition.
    state
        ``fresh`` (nothing to do), ``built``, ``stale`` (with `check`), ``failed`` or ``removed``.
    reasons
        Why it was stale.
    written
        The files that changed; a map may be rebuilt to the same bytes.
    findings
        What a person must look at.
    notices
        What was taken for what in the table of a map that was built.
    error
        Why it failed.
    problems
        The single problems when the error is about data.
    ledger_before
        The ledger that the build replaced, in JSON, part by part; None when there was none, or the same.
    """

    name: str
    state: str
    reasons: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    error: str | None = None
    problems: tuple[Problem, ...] = ()
    ledger_before: Iterable[bytes] | None = None


@dataclass(frozen=True)
class Report:
    """What a build did.

    Parameters
    ----------
    project
        The project.
    outcomes
        One for each chosen map and each removed one, by name.
    gallery
        What became of the gallery; its name is ``index``.
    """

    project: Project
    outcomes: tuple[Outcome, ...]
    gallery: Outcome

    @property
    def ok(self) -> bool:
        """Whether everything asked for is now there and up to date."""
        return all(outcome.state not in {"stale", "failed"} for outcome in (*self.outcomes, self.gallery))
