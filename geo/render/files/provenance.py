"""Where the tables of a map come from and under which terms: what every file says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo import columns as c
from geo.definition import Publication
from geo.language.folding import fold
from geo.render.facts.content import MapContent
from geo.render.facts.payload import ATTRIBUTIONS, source_lines, source_text
from geo.render.files.fields import Schema
from geo.render.files.tables import CLUSTERS, LEDGER, REGIONS, SMALL_REGIONS
from geo.render.look import publisher_of

#: How a data package is described, see https://datapackage.org.
SCHEMA: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_MISSING: Final = ("",)


@dataclass(frozen=True)
class Provenance:
    """What the files of a map say of themselves.

    Parameters
    ----------
    name
        Short name of the map.
    title, subtitle
        In the language of the files.
    edition, vintage
        Of the scoreboard, and of the regions.
    synthetic
        Whether the records are made up.
    date
        Newest ISO date of the data; empty when no data say one.
    attributions
        Lines that must be shown wherever the map is.
    sources
        Title and address of what the map was made from.
    licenses
        Name of a table to the licences of what it was made from; none where nobody states one.
    publisher
        Who publishes the map; None when nobody says so.
    is_stated
        Whether the licence of the records is known.
    """

    name: str
    title: str
    subtitle: str
    edition: int
    vintage: int
    synthetic: bool
    date: str
    attributions: tuple[str, ...]
    sources: tuple[Mapping[str, str], ...]
    licenses: Mapping[str, tuple[Mapping[str, str], ...]]
    publisher: str | None
    is_stated: bool

    def lines(self) -> list[str]:
        """Return sources, licences and attributions as lines for people."""
        return [
            *(f"Source: {item['title']}{_address(item)}" for item in self.sources),
            *(f"Licence: {item['title']}{_address(item)}" for item in self.all_licenses),
            *(["The licence of the records is not stated."] if not self.is_stated else []),
            *self.attributions,
        ]

    def package(self, resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the description of a data package.

        Parameters
        ----------
        resources
            Its files.
        """
        about = {
            "$schema": SCHEMA,
            "name": self.identifier,
            "title": self.title,
            "description": self.subtitle,
            "edition": self.edition,
            "vintage": self.vintage,
            "synthetic": self.synthetic,
            "contributors": [{"title": self.publisher, "roles": ["publisher"]}] if self.publisher else [],
            "attributions": list(self.attributions),
            "sources": list(self.sources),
            "licenses": self.all_licenses,
            "resources": list(resources),
        }
        return {name: value for name, value in about.items() if value not in ("", [])}

    def resource(self, table: Schema) -> dict[str, Any]:
        """Return what a description says of a table, apart from the file that holds it."""
        licenses = list(self.licenses[table.name])
        return {
            "name": table.name,
            "title": table.title,
            "type": "table",
            **({"licenses": licenses} if licenses else {}),
            "schema": {
                "fields": [field.describe() for field in table.fields],
                "missingValues": list(_MISSING),
                "primaryKey": [table.key],
            },
        }

    @property
    def all_licenses(self) -> list[dict[str, str]]:
        """Licences of all tables, each once."""
        return _once(item for items in self.licenses.values() for item in items)

    @property
    def identifier(self) -> str:
        """Name of the map as names of data packages are spelt: small letters, digits and ``-._``."""
        return re.sub(r"[^a-z0-9._-]+", "-", fold(self.name)).strip("-") or "map"


def read_provenance(content: MapContent, publication: Publication | None = None) -> Provenance:
    """Return what the files of a map say of themselves, in the language the page opens in.

    Parameters
    ----------
    content
        What the map shows.
    publication
        Who publishes it, and under which licence records of one's own are; None when that is not said.
    """
    publication = publication or Publication()
    options, catalog = content.options, content.catalog
    language = options.first_language
    resources = _resources(content)
    licenses = {
        name: tuple(_once(item for used in names for item in _licences(catalog.resource(used).descriptor)))
        for name, names in resources.items()
    }
    for name in (REGIONS, SMALL_REGIONS):
        if name in licenses:
            licenses[name] = (*licenses[name], *_figure_licences(content, is_small=name == SMALL_REGIONS))
    is_own = _has_own_records(content)
    if is_own and publication.licence:
        own = {"title": publication.licence, "path": publication.licence}
        licenses |= {name: (own, *licenses[name]) for name in (CLUSTERS, LEDGER)}
    used = dict.fromkeys(name for names in resources.values() for name in names)
    sources = [_source(line, language) for line in source_lines(options)]
    # The land around the regions is in no file.
    sources = [
        source for source, line in zip(sources, source_lines(options), strict=True) if not _is_land(line)
    ]
    boundaries = [name for name in used if name.startswith("nuts-")]
    sources += [dict(source) for name in boundaries for source in catalog.resource(name).sources[:1]]
    return Provenance(
        name=options.name,
        title=options.text(options.title, language),
        subtitle=options.text(options.subtitle, language),
        edition=options.edition,
        vintage=content.vintage,
        synthetic=options.synthetic,
        date=max((catalog.resource(name).date for name in used), default=""),
        attributions=ATTRIBUTIONS,
        sources=tuple(_once(sources)),
        licenses=licenses,
        publisher=publisher_of(options, publication),
        is_stated=not is_own or publication.licence is not None,
    )


def _has_own_records(content: MapContent) -> bool:
    """Return whether any record is from elsewhere than the data package."""
    return not set(_record_tables(content)) <= set(content.catalog.names())


def _record_tables(content: MapContent) -> list[str]:
    return str(content.tagged.attrs.get("source", "")).split(", ")


def _resources(content: MapContent) -> dict[str, tuple[str, ...]]:
    """Return the resources of the data package that each table is made from."""
    names, edition = content.catalog.names(), content.options.edition
    parts = (f"scoreboard-{edition}", f"scoreboard-{edition}-series", f"scoreboard-{edition}-indicators")
    figures = tuple(name for name in parts if name in names)
    own, small = (
        tuple(
            figure.about.source
            for figure in content.figures
            if figure.is_small == is_small and figure.about.source in names
        )
        for is_small in (False, True)
    )
    boundaries = tuple(f"nuts-{vintage}" for vintage in sorted(set(content.painted[c.VINTAGE].astype(int))))
    records = tuple(name for name in _record_tables(content) if name in names)
    tagged = (*records, *figures[:1])
    tables = {REGIONS: (*boundaries, *figures, *own), CLUSTERS: tagged, LEDGER: tagged}
    return tables | ({SMALL_REGIONS: (*boundaries, *small)} if content.outline.small else {})


def _licences(descriptor: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the licences of a resource; the text that a package has of its own is not in the file."""
    licences = []
    for item in descriptor.get("licenses", ()):
        name, title, path = (item.get(key, "") for key in ("name", "title", "path"))
        licence = {"name": name, "title": title or name} | ({"path": path} if "://" in path else {})
        licences.append({key: value for key, value in licence.items() if value})
    return licences


def _figure_licences(content: MapContent, *, is_small: bool) -> list[dict[str, str]]:
    """Return the licences that a definition states for its figures, those of level 3 or the others."""
    stated = dict.fromkeys(
        figure.about.licence
        for figure in content.figures
        if figure.about.licence and figure.is_small == is_small
    )
    return [{"title": text} | ({"path": text} if "://" in text else {}) for text in stated]


def _source(line: Mapping[str, Any], language: str) -> dict[str, str]:
    return {"title": source_text(line, language)} | ({"path": line["url"]} if line.get("url") else {})


def _is_land(line: Mapping[str, Any]) -> bool:
    return line.get("message") == "static.page.source_land"


def _once(items: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return items without repetition, in their order."""
    return [dict(item) for item in dict.fromkeys(tuple(item.items()) for item in items)]


def _address(item: Mapping[str, str]) -> str:
    return f" <{item['path']}>" if "path" in item else ""
