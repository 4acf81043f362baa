"""The records of a map, located and tagged: what there is before folium draws anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.definition import Publication
from geo.definition.own_language import catalogue_problems, without_marks
from geo.errors import Problem
from geo.language.messages import use_own
from geo.match.ledger import build_ledger
from geo.match.ledger_findings import findings
from geo.match.tagging import tagged_for
from geo.render.facts.content import MapContent, gather_content
from geo.render.facts.own import own_parts
from geo.render.files.formats import make_files, write_formats
from geo.render.html import Page, write_page
from geo.render.leaflet.written import Layers
from geo.render.options import MapOptions
from geo.tables.clusters import Inspection, as_records
from geo.tables.recognition import in_definition
from geo.tables.several import inspect_tables

if TYPE_CHECKING:
    from geo.definition import Definition
    from geo.render.twin.options import PictureOptions


@dataclass(frozen=True)
class Asked:
    """What a definition asks for, as it was read.

    Parameters
    ----------
    definition
        The definition.
    records
        Its cluster tables.
    survey
        Figures about all records together; None without.
    options
        Everything else.
    """

    definition: Definition
    records: Inspection
    survey: pd.DataFrame | None
    options: MapOptions


def read_asked(definition: Definition, *, catalog: Catalog) -> Asked:
    """Read the tables that a definition names."""
    from geo.tables.surveys import read_survey  # noqa: PLC0415

    folder, survey = definition.folder, definition.survey
    records = inspect_tables(
        definition.tables, columns=definition.columns, folder=folder, catalog=catalog, hint=in_definition
    )
    options = MapOptions.from_definition(definition, catalog=catalog)
    if definition.members is not None:
        from geo.match.members import read_members  # noqa: PLC0415 - few maps need it

        members = read_members(
            definition.members,
            records.clusters,
            names=definition.member_names,
            folder=folder,
            catalog=catalog,
        )
        options = replace(options, members=members)
    return Asked(
        definition,
        records,
        read_survey(survey, folder=folder, catalog=catalog) if survey else None,
        options,
    )


@dataclass(frozen=True)
class Matched:
    """Records with their regions and classes, and what a map shows of them.

    Parameters
    ----------
    options
        What the map shows.
    tagged
        The records, as `geo.tag` returns them.
    ledger
        How each was located and tagged.
    survey
        Figures about all records together; None without.
    catalog
        Data package.
    warnings
        What the table of the records said that a person must look at, as sentences.
    notices
        What was taken for what in the table, as sentences.
    findings
        What the ledger says that a person must look at.
    """

    options: MapOptions
    tagged: gpd.GeoDataFrame
    ledger: pd.DataFrame
    survey: pd.DataFrame | None
    catalog: Catalog
    warnings: tuple[str, ...]
    notices: tuple[str, ...]
    findings: tuple[Problem, ...]

    @classmethod
    def of(
        cls, clusters: pd.DataFrame, options: MapOptions, *, survey: pd.DataFrame | None, catalog: Catalog
    ) -> Matched:
        """Locate and tag records, unless that was done for the same edition."""
        tagged = _tagged(clusters, options.edition, catalog)
        ledger = build_ledger(tagged, edition=options.edition, catalog=catalog)
        return cls(
            options,
            tagged,
            ledger,
            survey,
            catalog,
            warnings=tuple(tagged.attrs.get("problems", ())),
            notices=tuple(tagged.attrs.get("notices", ())),
            findings=tuple(findings(ledger)),
        )

    @classmethod
    def from_definition(cls, definition: Definition, *, catalog: Catalog) -> Matched:
        """Locate and tag the records of a definition."""
        asked = read_asked(definition, catalog=catalog)
        matched = cls.of(asked.records.clusters, asked.options, survey=asked.survey, catalog=catalog)
        return matched.as_asked(asked)

    def as_asked(self, asked: Asked) -> Matched:
        """Name the rows of the tables in findings, and what the catalogues of the project lack."""
        definition, records = asked.definition, asked.records
        lacks = [
            str(problem)
            for language in definition.languages
            for problem in catalogue_problems(definition.folder, language)
        ]
        found = findings(self.ledger, source=records.source, rows=records.rows)
        return replace(self, warnings=(*self.warnings, *lacks), findings=tuple(found))

    def content(self) -> MapContent:
        """Gather everything the map shows."""
        return gather_content(
            self.tagged, self.ledger, self.options, survey=self.survey, catalog=self.catalog
        )

    def to_page(
        self, layers: Layers, *, publication: Publication | None = None, in_widget: bool = False
    ) -> Page:
        """Write the page around what folium wrote; the parameters are those of `write_page`."""
        content = self.content()
        # A focus narrows what the page shows, not what was matched.
        with use_own(self.options.catalogues):
            page = write_page(content, layers, publication, in_widget=in_widget)
            return replace(page, ledger=self.ledger)

    def to_pictures(self, forms: Iterable[str], options: PictureOptions) -> dict[str, bytes]:
        """Return pictures of the map by form; the parameters are those of `geo.render.twin.beside.draw`."""
        from geo.render.twin.beside import draw  # noqa: PLC0415 - loads fonts and renderer

        return draw(self.content(), forms, options)

    def to_files(self, formats: Iterable[str], publication: Publication | None = None) -> dict[str, bytes]:
        """Return the facts of the map as files: `geo.ClusterMap.to_files`."""
        with use_own(without_marks(self.options.catalogues)):
            return make_files(self.content(), formats, publication)

    def write_files(
        self, formats: Iterable[str], folder: Path, publication: Publication | None = None
    ) -> list[str]:
        """Write the facts of the map as files, part by part: `geo.render.files.formats.write_formats`."""
        with use_own(without_marks(self.options.catalogues)):
            return write_formats(self.content(), formats, folder, publication)

    def check_parts(self) -> None:
        """Raise a `DefinitionError` where a note has no place on the map, or a step shows what it lacks."""
        own_parts(self.content())


def _tagged(clusters: pd.DataFrame, edition: int, catalog: Catalog) -> gpd.GeoDataFrame:
    records = as_records(clusters, required=(c.RECORD_ID, c.NAME, c.COUNTRY), catalog=catalog)
    tagged: Any = tagged_for(records, edition=edition, catalog=catalog)
    tagged.attrs |= records.attrs
    return gpd.GeoDataFrame(tagged)
