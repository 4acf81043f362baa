"""Build what is stale, and only that; write whole files or none; say why.

A build reads nothing but hashes until it knows that something is stale, so one with nothing to do costs
next to nothing. Pages are made in worker processes when there are several; only this process writes.
"""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.datapackage.catalog import Catalog
from geo.datapackage.hashing import digest, digest_file
from geo.errors import BuildError, LockedError, Problem
from geo.project.folder import Project
from geo.project.manifest import (
    MANIFEST_NAME,
    Entry,
    Manifest,
    Present,
    changed_inputs,
    changed_outputs,
    program_inputs,
    remove_files,
    remove_parts,
    write_files,
)
from geo.project.project_file import PROJECT_FILE, read_project_file
from geo.project.spooled import content_digest, holds

if TYPE_CHECKING:
    from geo.definition import Publication
    from geo.match.diff_report import Diff
    from geo.project.workers import Made, Renderer

logger = logging.getLogger(__name__)

GALLERY: Final = "index.html"
LOCK_NAME: Final = ".build.lock"

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
        The ledger that the build replaced, as JSON; None when there was none, or one that is the same.
    """

    name: str
    state: str
    reasons: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    error: str | None = None
    problems: tuple[Problem, ...] = ()
    ledger_before: str | None = None


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


@dataclass
class _Run:
    """One build on its way."""

    project: Project
    options: BuildOptions
    manifest: Manifest
    publication: Publication | None
    outcomes: dict[str, Outcome] = field(default_factory=dict)


def build(
    folder: str | Path,
    *,
    names: Iterable[str] = (),
    options: BuildOptions = BuildOptions(),
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
        run = _Run(project, options, Manifest.read(project.html), publication)
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
        gallery = _build_gallery(run)
    outcomes = tuple(run.outcomes[name] for name in sorted(run.outcomes))
    return Report(project, outcomes, gallery)


def changes_of(project: Project, outcome: Outcome) -> Diff | None:
    """Return what moved between the ledger that a build replaced and the new one; None when nothing did."""
    from tempfile import TemporaryDirectory

    from geo.match.difference import diff_ledgers
    from geo.match.ledger_files import read_ledger

    after = project.html / f"{outcome.name}.ledger.json"
    if outcome.ledger_before is None or outcome.ledger_before == after.read_text("utf-8"):
        return None
    with TemporaryDirectory() as folder:
        before = Path(folder, after.name)
        before.write_text(outcome.ledger_before, "utf-8")
        found = diff_ledgers(read_ledger(before), read_ledger(after), catalog=Catalog.find(project.root))
    return replace(found, before=f"{outcome.name} before", after="now")


def _look(project: Project, chosen: tuple[str, ...], options: BuildOptions) -> Report:
    """Return what is stale, reading hashes only."""
    manifest = Manifest.read(project.html)
    present = Present(project.root, Catalog.find(project.root))
    outcomes = []
    for name in chosen:
        entry = manifest.maps.get(name)
        reasons = ["never built"] if entry is None else []
        if entry is not None:
            reasons = changed_inputs(entry, present)
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
    return Report(project, tuple(outcomes), _look_at_gallery(project, manifest))


def _look_at_gallery(project: Project, manifest: Manifest) -> Outcome:
    reasons: list[str] = []
    if manifest.gallery is None:
        reasons.append("never built")
    else:
        if manifest.gallery.inputs != _gallery_inputs(project, manifest):
            reasons.append("the maps, the project or the program changed")
        reasons += changed_outputs(manifest.gallery, folder=project.html)
    return Outcome("index", "stale" if reasons else "fresh", tuple(reasons))


def _gallery_inputs(project: Project, manifest: Manifest) -> dict[str, str]:
    shown = {name: (entry.outputs, entry.summary) for name, entry in manifest.maps.items()}
    maps = {
        f"map:{name}": digest(json.dumps(parts, sort_keys=True).encode()) for name, parts in shown.items()
    }
    path = project.root / PROJECT_FILE
    own = {f"file:{PROJECT_FILE}": digest_file(path)} if path.is_file() else {}
    return program_inputs() | own | maps


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
    ledger_before = ledger.read_text("utf-8") if is_replaced else None
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


def _build_gallery(run: _Run) -> Outcome:
    outcome = _look_at_gallery(run.project, run.manifest)
    if outcome.state == "fresh" and not run.options.force:
        return outcome
    summaries = {name: entry.summary for name, entry in sorted(run.manifest.maps.items())}
    try:
        files = {GALLERY: _gallery_page(summaries, run.publication).encode()} | _catalogue(run, summaries)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        path = run.project.html / MANIFEST_NAME
        msg = (
            f"{path}: found a summary of a map that no build wrote ({type(error).__name__}: {error}). "
            "The maps are built; for the gallery, delete this file and build again."
        )
        raise BuildError(msg) from error
    written = write_files(run.project.html, files)
    before = run.manifest.gallery
    remove_files(run.project.html, set(before.outputs) - set(files) if before else ())
    outputs = {name: digest(content) for name, content in files.items()}
    run.manifest.gallery = Entry(_gallery_inputs(run.project, run.manifest), outputs)
    run.manifest.write(run.project.html)
    return replace(outcome, state="built", written=tuple(written))


def _catalogue(run: _Run, summaries: Mapping[str, Mapping[str, Any]]) -> dict[str, bytes]:
    """Return the catalogue of the maps, when the project says who publishes them, and where."""
    if run.publication is None or not (run.publication.publisher and run.publication.address):
        return {}
    from geo.render.catalogue import CATALOGUE, File, build_catalogue

    html = run.project.html
    files = {
        name: [
            File(output, sha256, (html / output).stat().st_size)
            for output, sha256 in entry.outputs.items()
            if (html / output).is_file()
        ]
        for name, entry in run.manifest.maps.items()
    }
    text = build_catalogue(summaries, files, run.publication)
    return {} if text is None else {CATALOGUE: text.encode()}


def _gallery_page(summaries: Mapping[str, Mapping[str, Any]], publication: Publication | None) -> str:
    from geo.render.gallery import build_gallery

    return build_gallery(summaries, publication=publication)
