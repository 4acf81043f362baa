"""Build what is stale, and only that; write whole files or none; say why.

A build reads nothing but hashes until it knows that something is stale, so one with nothing to do costs
next to nothing. Pages are made in worker processes when there are several; only this process writes.
"""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.datapackage.catalog import Catalog
from geo.datapackage.spooled import Spooled, content_digest, holds
from geo.errors import BuildError, LockedError
from geo.project.folder import Project
from geo.project.gallery_files import look_at_gallery, make_gallery
from geo.project.inputs import Present, changed_inputs
from geo.project.manifest import Entry, Manifest, changed_outputs
from geo.project.outcome import BuildOptions, Outcome, Progress, Report
from geo.project.output_files import remove_files, remove_parts, write_files
from geo.project.project_file import read_project_file

if TYPE_CHECKING:
    from geo.match.diff_report import Diff
    from geo.project.workers import Made, Renderer

logger = logging.getLogger(__name__)

LOCK_NAME: Final = ".build.lock"


@dataclass
class _Run:
    """One build on its way."""

    project: Project
    options: BuildOptions
    manifest: Manifest
    outcomes: dict[str, Outcome] = field(default_factory=dict)


def build(
    folder: str | Path,
    *,
    names: Iterable[str] = (),
    options: BuildOptions = BuildOptions(),  # noqa: B008 - it is frozen
    renderer: Renderer | None = None,
    progress: Progress | None = None,
) -> Report:
    """Bring the pages of a project up to date.

    Parameters
    ----------
    folder
        The project folder.
    names
        Definitions to look at; none means all.
    options
        How to build.
    renderer
        Makes a page from the path of a definition and a catalog; None for the real one.
    progress
        Called with the number of maps that are done and of those to do, first with none done.

    Returns
    -------
    Report
        A map that cannot be built is in there with its error; the others are built all the same.

    Raises
    ------
    DefinitionError
        A name in ``names`` does not exist, or the file of the project is wrong.
    LockedError
        Another build of the same folder goes on for too long.
    BuildError
        ``folder`` is not a project, or a file cannot be written.
    """
    project = Project.open(folder)
    chosen = project.select(names)
    report = _look(project, chosen, options)
    if options.check or all(o.state in {"fresh", "failed"} for o in (*report.outcomes, report.gallery)):
        return report
    publication = read_project_file(project.root)  # wrong, it is one error and not one of each map
    from geo.project.workers import make_maps

    with _locked(project, options.wait_s):
        # Another build may have done the work while this one waited.
        report = _look(project, chosen, options)
        run = _Run(project, options, Manifest.read(project.html))
        run.outcomes = {outcome.name: outcome for outcome in report.outcomes}
        remove_parts(project.html)
        _prune(run)
        stale = {name: outcome for name, outcome in run.outcomes.items() if outcome.state == "stale"}
        report_progress = progress or (lambda _done, _total: None)
        report_progress(0, len(stale))
        made_maps = make_maps(project.root, tuple(stale), jobs=options.jobs, renderer=renderer)
        for done, made in enumerate(made_maps, start=1):
            run.outcomes[made.name] = _finish(run, made, stale[made.name])
            report_progress(done, len(stale))
        gallery = make_gallery(project, run.manifest, publication=publication, force=options.force)
    outcomes = tuple(run.outcomes[name] for name in sorted(run.outcomes))
    return Report(project, outcomes, gallery)


def changes_of(project: Project, outcome: Outcome) -> Diff | None:
    """Return what moved between the ledger that a build replaced and the new one; None when nothing did."""
    from geo.match.ledger_changes import diff_built

    before, after = outcome.ledger_before, project.html / f"{outcome.name}.ledger.json"
    if before is None:
        return None
    return diff_built(before, Spooled.of_file(after), name=outcome.name, catalog=Catalog.find(project.root))


def _look(project: Project, chosen: tuple[str, ...], options: BuildOptions) -> Report:
    """Return what is stale, reading hashes only."""
    manifest = Manifest.read(project.html)
    present = Present(project.root, Catalog.find(project.root))
    outcomes = []
    for name in chosen:
        entry = manifest.maps.get(name)
        reasons = ["never built"] if entry is None else []
        if entry is not None:
            reasons = changed_inputs(entry.inputs, present)
            reasons += changed_outputs(entry, folder=project.html)
        if options.force and not options.check:
            reasons = reasons or ["forced"]
        if reasons or entry is None:
            outcomes.append(Outcome(name, "stale", tuple(reasons)))
        elif options.strict and entry.findings:
            outcomes.append(_strict_failure(Outcome(name, "failed"), entry.findings))
        else:
            outcomes.append(Outcome(name, "fresh", findings=entry.findings))
    gone = sorted(set(manifest.maps) - set(project.names()))
    outcomes += [Outcome(name, "stale", ("its definition is gone",)) for name in gone]
    return Report(project, tuple(outcomes), look_at_gallery(project, manifest))


def _strict_failure(outcome: Outcome, findings: tuple[str, ...]) -> Outcome:
    noun = "finding" if len(findings) == 1 else "findings"
    error = "\n".join((f"{len(findings)} {noun}, and --strict allows none:", *findings))
    return replace(outcome, state="failed", findings=findings, error=error)


@contextmanager
def _locked(project: Project, wait_s: float) -> Iterator[None]:
    from filelock import FileLock, Timeout

    path = project.html / LOCK_NAME
    lock = FileLock(path, timeout=wait_s)
    try:
        project.html.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        msg = (
            f"{path}: another build of this folder is running. Nothing was changed; "
            "wait until it has ended, then build again."
        )
        raise LockedError(msg) from error
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror or error}). Nothing was changed."
        raise BuildError(msg) from error
    # What goes wrong from here on has nothing to do with the lock.
    try:
        yield
    finally:
        lock.release()


def _prune(run: _Run) -> None:
    """Delete the outputs of definitions that are gone."""
    for name in sorted(set(run.manifest.maps) - set(run.project.names())):
        removed = remove_files(run.project.html, run.manifest.maps[name].outputs)
        del run.manifest.maps[name]
        run.manifest.write(run.project.html)
        run.outcomes[name] = Outcome(name, "removed", ("its definition is gone",), tuple(removed))
        logger.info("%s: removed %d files", name, len(removed))


def _finish(run: _Run, made: Made, stale: Outcome) -> Outcome:
    """Write what was made of one map and note it in the manifest."""
    if made.error is not None:
        return replace(stale, state="failed", error=made.error, problems=made.problems)
    outputs = {name: content_digest(content) for name, content in made.files.items()}
    entry = Entry(made.inputs, outputs, made.summary)
    if run.options.strict and entry.findings:
        return _strict_failure(stale, entry.findings)
    html = run.project.html
    before = run.manifest.maps.get(made.name)
    ledger = html / f"{made.name}.ledger.json"
    is_replaced = ledger.is_file() and not holds(ledger, made.files[ledger.name])
    ledger_before = Spooled.of_file(ledger) if is_replaced else None
    written = write_files(html, made.files)
    if before is not None:
        remove_files(html, set(before.outputs) - set(made.files))
    run.manifest.maps[made.name] = entry
    run.manifest.write(html)
    logger.info("%s: built, %d files changed, %d findings", made.name, len(written), len(entry.findings))
    return replace(
        stale,
        state="built",
        written=tuple(written),
        findings=entry.findings,
        notices=tuple(entry.summary.get("notices", ())),
        ledger_before=ledger_before,
    )
