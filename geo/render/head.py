"""What a page says about itself to search engines, catalogues and whoever shares its address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from geo.datapackage.catalog import Resource
from geo.definition import Publication, Source
from geo.render.facts.content import MapContent
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
        Description of its ledger after ``schema.org/Dataset``, to be written as JSON.
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
    head = Head(title, description, address, publication.publisher, options.search_engines)
    card = quote(f"{options.name}.card.png")
    image = f"{publication.address}{card}" if publication.address and "png" in options.twins else None
    return replace(head, image=image, dataset=_dataset(content, head, publication))


def _dataset(content: MapContent, head: Head, publication: Publication) -> dict[str, Any]:
    """Return the ledger of a map as a data set of https://schema.org/Dataset."""
    options, catalog = content.options, content.catalog
    years = content.scores.years
    ledger = (publication.address or "") + quote(options.name)
    organisation = {"@type": "Organization", "name": publication.publisher}
    facts = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": head.title,
        "description": head.description,
        "url": head.address,
        "license": publication.licence,
        "creator": organisation if publication.publisher else None,
        "inLanguage": list(options.languages),
        "version": str(options.edition),
        "temporalCoverage": f"{years[0]}/{years[-1]}" if len(years) > 1 else str(options.edition),
        "isBasedOn": [
            *(_source(source, options) for source in options.sources),
            _resource(catalog.resource(f"scoreboard-{options.edition}")),
            _resource(catalog.resource(f"outline-{content.vintage}")),
        ],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": form, "contentUrl": f"{ledger}.ledger.{ending}"}
            for form, ending in (("text/csv", "csv"), ("application/json", "json"))
        ],
    }
    return _without_gaps(facts)


def _source(source: Source, options: MapOptions) -> dict[str, Any]:
    words = source.text
    if isinstance(words, dict):
        words = options.text(dict(words.items()), options.first_language)
    return _without_gaps({"@type": "CreativeWork", "name": words, "url": source.url})


def _resource(resource: Resource) -> dict[str, Any]:
    """Return the edition or the vintage that a map shows, with its licences."""
    licences = [
        _LICENCES.get(licence["name"])
        or {"@type": "CreativeWork", "name": licence.get("title", licence["name"])}
        for licence in resource.descriptor.get("licenses", ())
    ]
    return _without_gaps(
        {
            "@type": "Dataset",
            "name": resource.title,
            "version": resource.version,
            "url": next((source["path"] for source in resource.sources if "path" in source), None),
            "license": licences,
        }
    )


def _without_gaps(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value}
