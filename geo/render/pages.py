"""From a map definition to its page, its ledger and its entry in the gallery."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from geo.datapackage.catalog import Catalog
from geo.datapackage.spooled import Content, Spooled
from geo.definition import Publication
from geo.errors import grouped
from geo.render.facts.members import member_files
from geo.render.html import Page
from geo.render.leaflet.bare import bare_map
from geo.render.matched import Matched

if TYPE_CHECKING:
    from geo.definition import Definition

logger = logging.getLogger(__name__)


def build_page(
    definition: Definition,
    *,
    catalog: Catalog | None = None,
    root: Path | None = None,
    publication: Publication | None = None,
) -> Page:
    """Build the page of a map definition.

    Parameters
    ----------
    definition
        Of `geo.read_definition`.
    catalog
        Data package; that of the definition's project when None.
    root
        Project folder whose data package is used when no catalog is given.
    publication
        Who publishes the page, and where; None when that is not said.

    Returns
    -------
    Page
        The file as text, the ledger of its records, the files that the definition asks for, and the summary
        for the gallery: ``title``, ``languages``, ``edition``, ``vintage``, ``counts`` (records, regions,
        countries), ``synthetic``, ``search_engines``, ``findings`` (sentences), ``thumbnail`` (SVG),
        ``ramp`` (its own colours of classes, rules of CSS),
        ``files`` (names of those beside page and ledger), ``last_change`` (ISO date of the newest data used).

    Raises
    ------
    TableError, EditionError, RegionError, PackageError
        The data do not allow it.
    """
    catalog = catalog or Catalog.find(root or definition.folder)
    atlas = Matched.from_definition(definition, catalog=catalog)
    # No definition has layers of folium.
    page = atlas.to_page(bare_map(), publication=publication or Publication())
    files = _files(atlas, definition.files, publication)
    content = atlas.content() if definition.figures or definition.members else None
    members = content.members if content else None
    figures = [figure for figure in content.figures if not figure.counted] if content else []
    files |= {
        f"{definition.name}.{figure.about.key}.figure.csv": figure.joined.ledger_csv().encode()
        for figure in figures
    }
    wrong = [problem for figure in figures for problem in figure.joined.problems]
    told = members.counts.problems if members else ()
    if content and members:
        files |= {
            f"{definition.name}.{name}": text.encode()
            for name, text in member_files(members, content.tagged).items()
        }
        wrong += told
    found = [
        *atlas.warnings,
        *map(str, grouped(atlas.findings)),
        *(str(problem) for problem in grouped(wrong) if problem.severity != "notice"),
    ]
    summary = page.summary | {
        "findings": found,
        "notices": [
            *atlas.notices,
            *(str(problem) for problem in told if problem.severity == "notice"),
            *page.summary["notices"],
        ],
        "last_change": _last_change(catalog),
        # The ledger stands beside every page.
        "files": [file for file in files if file != f"{definition.name}.ledger.csv"],
    }
    counts: dict[str, Any] = summary["counts"]
    logger.info("%s: %d clusters, %d findings", definition.name, counts["records"], len(found))
    return replace(page, summary=summary, files=files | _pictures(atlas))


def _files(atlas: Matched, formats: Sequence[str], publication: Publication | None) -> dict[str, Content]:
    """Return the files that a definition asks for; of many records they are far larger than the page."""
    if not formats:
        return {}
    with TemporaryDirectory() as folder:
        names = atlas.write_files(formats, Path(folder), publication)
        return {name: Spooled.of_file(Path(folder, name)) for name in names}


def _pictures(atlas: Matched) -> dict[str, bytes]:
    """Return the twins that a definition asks for."""
    if not atlas.options.twins:
        return {}
    from geo.render.twin.beside import draw_beside  # noqa: PLC0415 - loads fonts, and few maps need it

    return draw_beside(atlas.content())


def _last_change(catalog: Catalog) -> str:
    """Return the newest date of the resources that were opened: of the data, not of the clock."""
    return max((catalog.resource(name).date for name in catalog.opened), default="")
