"""What a page says about itself to search engines, catalogues and whoever shares its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from geo.datapackage.resource import Resource
from geo.definition import Publication, Source
from geo.nuts.outline.small import small_outline_name
from geo.render.facts.content import MapContent
from geo.render.file_kinds import kind_of
from geo.render.files.formats import file_names
from geo.render.files.provenance import read_provenance
from geo.render.files.tables import LEDGER
from geo.render.look import publisher_of
from geo.render.options import MapOptions

_ICON: Final = Path(__file__).resolve().parent / "page" / "icon.svg"
#: Addresses of the licences that a data package names by their SPDX identifier.
_LICENCES: Final = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


@dataclass(frozen=True)
class Head:
    """The head of a page, apart from its style.

    Parameters
    ----------
    title, description
        What a list of results shows.
    address
        Where the page is published; None when the project does not say.
    publisher
        By whom.
    is_listed
        Whether search engines may list the page.
    image
        Address of the picture that is shown where the address of the page is shared, 1200 x 630 pixels.
    dataset
        Description of its ledger and its files after ``schema.org/Dataset``, to be written as JSON.
    """

    title: str
    description: str
    address: str | None = None
    publisher: str | None = None
    is_listed: bool = True
    image: str | None = None
    dataset: dict[str, Any] | None = None

    @property
    def icon(self) -> str:
        """The picture that browsers show beside the title, as an address that loads nothing."""
        return _icon()


@cache
def _icon() -> str:
    return "data:image/svg+xml," + quote(_ICON.read_text("utf-8").strip().replace('"', "'"), safe=" ='/:")


def describe_page(content: MapContent, takeaway: str, publication: Publication | None) -> Head:
    """Return the head of the page of a map.

    Parameters
    ----------
    content
        What the map shows.
    takeaway
        What the whole map says, in one sentence.
    publication
        Who publishes the page, and where; None for a page on its own, which has no ledger beside it.
    """
    options = content.options
    language = options.first_language
    title = options.text(options.title, language)
    description = " ".join(filter(None, (takeaway, options.text(options.subtitle, language))))
    if publication is None:
        return Head(title, description, is_listed=options.search_engines)
    address = publication.page_address(options.name)
    publisher = publisher_of(options, publication)
    head = Head(title, description, address, publisher, options.search_engines)
    card = quote(f"{options.name}.card.png")
    image = f"{publication.address}{card}" if publication.address and "png" in options.twins else None
    return replace(head, image=image, dataset=_dataset(content, head, publication))


def _dataset(content: MapContent, head: Head, publication: Publication) -> dict[str, Any]:
    """Return the ledger and the files of a map as a data set of https://schema.org/Dataset."""
    options, catalog = content.options, content.catalog
    years = content.scores.years
    organisation = {"@type": "Organization", "name": head.publisher}
    facts = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": head.title,
        "description": head.description,
        "url": head.address,
        "license": publication.licence,
        "creator": organisation if head.publisher else None,
        "inLanguage": list(options.languages),
        "version": str(options.edition),
        "temporalCoverage": f"{years[0]}/{years[-1]}" if len(years) > 1 else str(options.edition),
        "isBasedOn": [
            *(_source(source, options) for source in options.sources),
            _resource(catalog.resource(f"scoreboard-{options.edition}")),
            *(
                _resource(catalog.resource(name))
                for name in (
                    f"outline-{content.vintage}",
                    *([small_outline_name(content.vintage)] if content.outline.small else ()),
                )
            ),
        ],
        "distribution": _distributions(content, publication),
    }
    return _without_gaps(facts)


def _distributions(content: MapContent, publication: Publication) -> list[dict[str, Any]]:
    """Return ledger and files, each with the licences of what its tables are made from."""
    options, about = content.options, read_provenance(content, publication)
    ledgers = {f"{options.name}.{LEDGER}.{ending}": (LEDGER,) for ending in ("csv", "json")}
    return [
        _without_gaps(
            {
                "@type": "DataDownload",
                "encodingFormat": kind_of(file).media_type,
                "contentUrl": (publication.address or "") + quote(file),
                "license": _licences(item for table in tables for item in about.licenses[table]),
            }
        )
        for file, tables in (ledgers | file_names(content, options.files)).items()
    ]


def _licences(items: Iterable[Mapping[str, str]]) -> list[Any]:
    """Return the address of each licence, each once, or its name where it has none."""
    licences: list[Any] = []
    for item in items:
        name = item.get("name", "")
        address = _LICENCES.get(name) or item.get("path", "")
        is_web = address.startswith("http")
        licences.append(address if is_web else {"@type": "CreativeWork", "name": item.get("title", name)})
    return [licence for at, licence in enumerate(licences) if licence not in licences[:at]]


def _source(source: Source, options: MapOptions) -> dict[str, Any]:
    words = source.text
    if isinstance(words, dict):
        words = options.text(dict(words.items()), options.first_language)
    return _without_gaps({"@type": "CreativeWork", "name": words, "url": source.url})


def _resource(resource: Resource) -> dict[str, Any]:
    """Return the edition or the vintage that a map shows, with its licences."""
    return _without_gaps(
        {
            "@type": "Dataset",
            "name": resource.title,
            "version": resource.version,
            "url": next((source["path"] for source in resource.sources if "path" in source), None),
            "license": _licences(resource.descriptor.get("licenses", ())),
        }
    )


def _without_gaps(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value}
