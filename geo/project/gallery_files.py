"""The gallery of a project, and the catalogue of its maps for open-data portals."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo.datapackage.hashing import digest, digest_file
from geo.errors import BuildError
from geo.project.folder import Project
from geo.project.inputs import program_inputs
from geo.project.manifest import MANIFEST_NAME, Entry, Manifest, changed_outputs
from geo.project.outcome import Outcome
from geo.project.output_files import remove_files, write_files
from geo.project.project_file import PROJECT_FILE

if TYPE_CHECKING:
    from geo.definition import Publication

GALLERY: Final = "index.html"


def look_at_gallery(project: Project, manifest: Manifest) -> Outcome:
    """Return whether the gallery is stale, and why, reading hashes only."""
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


def make_gallery(
    project: Project, manifest: Manifest, *, publication: Publication | None, force: bool
) -> Outcome:
    """Make the gallery, and the catalogue with it, from the summaries of the maps, unless it is fresh.

    Parameters
    ----------
    project
        The project; the manifest in its folder is written.
    manifest
        What was built.
    publication
        Who publishes the project, and where; None when it does not say.
    force
        Whether to make it although nothing changed.
    """
    outcome = look_at_gallery(project, manifest)
    if outcome.state == "fresh" and not force:
        return outcome
    summaries = {name: entry.summary for name, entry in sorted(manifest.maps.items())}
    try:
        files = {GALLERY: _gallery_page(summaries, publication).encode()} | _catalogue(
            project, manifest, publication, summaries
        )
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        path = project.html / MANIFEST_NAME
        msg = (
            f"{path}: found a summary of a map that no build wrote ({type(error).__name__}: {error}). "
            "The maps are built; for the gallery, delete this file and build again."
        )
        raise BuildError(msg) from error
    written = write_files(project.html, files)
    before = manifest.gallery
    remove_files(project.html, set(before.outputs) - set(files) if before else ())
    outputs = {name: digest(content) for name, content in files.items()}
    manifest.gallery = Entry(_gallery_inputs(project, manifest), outputs)
    manifest.write(project.html)
    return replace(outcome, state="built", written=tuple(written))


def _catalogue(
    project: Project,
    manifest: Manifest,
    publication: Publication | None,
    summaries: Mapping[str, Mapping[str, Any]],
) -> dict[str, bytes]:
    """Return the catalogue of the maps, when the project says who publishes them, and where."""
    if publication is None or not (publication.publisher and publication.address):
        return {}
    from geo.render.catalogue import CATALOGUE, File, build_catalogue

    html = project.html
    files = {
        name: [
            File(output, sha256, (html / output).stat().st_size)
            for output, sha256 in entry.outputs.items()
            if (html / output).is_file()
        ]
        for name, entry in manifest.maps.items()
    }
    text = build_catalogue(summaries, files, publication)
    return {} if text is None else {CATALOGUE: text.encode()}


def _gallery_page(summaries: Mapping[str, Mapping[str, Any]], publication: Publication | None) -> str:
    from geo.render.gallery import build_gallery

    return build_gallery(summaries, publication=publication)
