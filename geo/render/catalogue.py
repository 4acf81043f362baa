"""The maps of a project as a catalogue of data sets that open-data portals harvest: DCAT-AP 3 in Turtle.

See https://semiceu.github.io/DCAT-AP/releases/3.0.0/. Every thing has an address of its own, so that the
statements, and with them the bytes, follow from the maps alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from babel import Locale

from geo import columns as c
from geo.definition.publication import Publication
from geo.language import messages
from geo.render.facts.content import MapContent
from geo.render.file_kinds import kind_of
from geo.render.files.provenance import read_provenance
from geo.render.look import publisher_of
from geo.render.static import takeaway
from geo.render.turtle import Graph, Iri, Statements, TextTerm

#: Name of the file, beside the pages.
CATALOGUE: Final = "catalog.ttl"
_PREFIXES: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: Vocabularies of the Publications Office of the European Union, https://op.europa.eu/en/web/eu-vocabularies.
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_NUTS: Final = "http://data.europa.eu/nuts/code"
#: Names of the Publications Office: of the six languages, and of those of Europe that a project may bring.
_LANGUAGES: Final[Mapping[str, str]] = {
    "en": "ENG",
    "ca": "CAT",
    "es": "SPA",
    "fr": "FRA",
    "de": "DEU",
    "it": "ITA",
    "bg": "BUL",
    "bs": "BOS",
    "cs": "CES",
    "cy": "CYM",
    "da": "DAN",
    "el": "ELL",
    "et": "EST",
    "eu": "EUS",
    "fi": "FIN",
    "ga": "GLE",
    "gl": "GLG",
    "hr": "HRV",
    "hu": "HUN",
    "is": "ISL",
    "lt": "LIT",
    "lv": "LAV",
    "mk": "MKD",
    "mt": "MLT",
    "nl": "NLD",
    "no": "NOR",
    "pl": "POL",
    "pt": "POR",
    "ro": "RON",
    "sk": "SLK",
    "sl": "SLV",
    "sq": "SQI",
    "sr": "SRP",
    "sv": "SWE",
    "tr": "TUR",
    "uk": "UKR",
}
_THEMES: Final = {"TECH": "Science and technology", "REGI": "Regions and cities"}
_KEYWORDS: Final = ("clusters", "innovation", "NUTS", "Regional Innovation Scoreboard")
_NOTHING: Final[Mapping[str, TextTerm]] = {}
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types"


class File(NamedTuple):
    """A file of a map: its name, the SHA-256 of what it holds, and its size."""

    name: str
    sha256: str
    size_bytes: int


def describe_entry(content: MapContent, publication: Publication | None = None) -> dict[str, Any]:
    """Return what a catalogue says of a map, beside its title, its edition and its files.

    Parameters
    ----------
    content
        What the map shows.
    publication
        Who publishes it, and under which licence; None when that is not said.
    """
    options, about = content.options, read_provenance(content, publication)
    located = {code for codes in content.tagged[c.NUTS_ID].dropna() for code in str(codes).split(";")}
    years = content.scores.years or (options.edition,)
    return {
        "description": {
            language: " ".join(
                filter(None, (takeaway(content, language), options.text(options.subtitle, language)))
            )
            for language in options.languages
        },
        # A portal that looks for a country finds the regions in it.
        "nuts": sorted({*located, *(code[:2] for code in located)}),
        "years": [years[0], years[-1]],
        # None: the project, which publishes the catalogue too.
        "publisher": publisher_of(options, None),
        "terms": about.lines(),
    }


def build_catalogue(
    summaries: Mapping[str, Mapping[str, Any]],
    files: Mapping[str, Iterable[File]],
    publication: Publication,
) -> str | None:
    """Return the catalogue of a project as Turtle; None for one that names no publisher or no address.

    Maps that search engines are not to list are not in it either.

    Parameters
    ----------
    summaries
        Name of each map to the summary of its page, in the order of the catalogue.
    files
        Name of each map to its files.
    publication
        Who publishes the maps, and where.

    Raises
    ------
    LookupError, TypeError, ValueError, AttributeError
        A summary is not one of a page.
    """
    if publication.publisher is None or publication.address is None:
        return None
    catalogue = _Catalogue(Graph(_PREFIXES), publication.address, publication)
    listed = {name: summary for name, summary in summaries.items() if summary["search_engines"]}
    catalogue.add_head(listed)
    for name, summary in listed.items():
        catalogue.add_map(name, summary, tuple(files[name]))
    return catalogue.graph.to_text()


class _Catalogue:
    """A catalogue on its way."""

    def __init__(self, graph: Graph, folder: str, publication: Publication) -> None:
        self.graph = graph
        self._folder = folder
        self._here = f"{folder}{CATALOGUE}#"
        self._publication = publication
        self._known: set[str] = set()

    def add_head(self, listed: Mapping[str, Mapping[str, Any]]) -> None:
        """Add the catalogue itself, and who publishes it."""
        publisher, contact = str(self._publication.publisher), self._publication.contact
        titles = [summary["title"] for summary in listed.values()]
        languages = list(dict.fromkeys(language for title in titles for language in title)) or ["en"]
        self.graph.add(
            Iri(f"{self._here}catalogue"),
            "dcat:Catalog",
            {
                "dct:title": [
                    TextTerm(messages.text(code, "static.gallery.title"), code)
                    for code in messages.LANGUAGES
                    if code in languages
                ],
                "dct:description": [
                    TextTerm("; ".join(title.get(code) or title["en"] for title in titles) or publisher, code)
                    for code in languages
                ],
                "dct:publisher": Iri(f"{self._here}publisher"),
                "dct:license": self._licence(),
                "dct:language": self._languages(languages),
                "dct:modified": _date(max((one["last_change"] for one in listed.values()), default="")),
                "dct:spatial": self._places(
                    {code for one in listed.values() for code in one["catalogue"]["nuts"] if len(code) == 2}
                ),
                "foaf:homepage": self._typed(self._folder, "foaf:Document"),
                "dcat:themeTaxonomy": self._typed(
                    f"{_AUTHORITY}/data-theme",
                    "skos:ConceptScheme",
                    {"dct:title": TextTerm("Data theme", "en")},
                ),
                "dcat:dataset": [Iri(self._here + quote(name)) for name in listed],
            },
        )
        self.graph.add(Iri(f"{self._here}publisher"), "foaf:Agent", {"foaf:name": TextTerm(publisher)})
        if contact:
            how = "vcard:hasURL" if "://" in contact else "vcard:hasEmail"
            address = Iri(contact if "://" in contact else f"mailto:{contact}")
            about: Statements = {"vcard:fn": TextTerm(publisher), how: address}
            self.graph.add(Iri(f"{self._here}contact"), "vcard:Kind", about)

    def add_map(self, name: str, summary: Mapping[str, Any], files: tuple[File, ...]) -> None:
        """Add a map as a data set, with its files."""
        dataset, entry = self._here + quote(name), summary["catalogue"]
        page = self._typed(f"{self._folder}{quote(name)}.html", "foaf:Document")
        publisher = Iri(f"{dataset}/publisher" if entry["publisher"] else f"{self._here}publisher")
        if entry["publisher"]:
            self.graph.add(publisher, "foaf:Agent", {"foaf:name": TextTerm(entry["publisher"])})
        self.graph.add(
            Iri(dataset),
            "dcat:Dataset",
            {
                "dct:title": _texts(summary["title"]),
                "dct:description": _texts(entry["description"]),
                "dct:identifier": TextTerm(dataset),
                "dct:publisher": publisher,
                "dcat:contactPoint": Iri(f"{self._here}contact") if self._publication.contact else None,
                "dcat:theme": [self._concept(f"data-theme/{key}", label) for key, label in _THEMES.items()],
                "dcat:keyword": [TextTerm(word, "en") for word in _KEYWORDS],
                "dct:language": self._languages(entry["description"]),
                "dct:modified": _date(summary["last_change"]),
                "dct:spatial": self._places(entry["nuts"]),
                "dct:temporal": Iri(f"{dataset}/period"),
                "dct:accessRights": self._typed(f"{_AUTHORITY}/access-right/PUBLIC", "dct:RightsStatement"),
                "dcat:version": TextTerm(str(summary["edition"])),
                "dcat:landingPage": page,
                "dct:provenance": Iri(f"{dataset}/provenance"),
                "dcat:distribution": [Iri(f"{dataset}/{quote(file.name)}") for file in files],
            },
        )
        first, last = (TextTerm(str(year), datatype="xsd:gYear") for year in entry["years"])
        period = {"dcat:startDate": first, "dcat:endDate": last}
        self.graph.add(Iri(f"{dataset}/period"), "dct:PeriodOfTime", period)
        terms = {"rdfs:label": TextTerm("\n".join(entry["terms"]), "en")}
        self.graph.add(Iri(f"{dataset}/provenance"), "dct:ProvenanceStatement", terms)
        self.graph.add(Iri(f"{dataset}/terms"), "dct:LicenseDocument", terms)
        for file in files:
            self._add_file(dataset, file)

    def _add_file(self, dataset: str, file: File) -> None:
        """Add a file of a map as a distribution.

        The licence of the project is that of files without shapes of regions; for the others stand the terms
        of all that they hold.
        """
        kind = kind_of(file.name)
        distribution, address = f"{dataset}/{quote(file.name)}", Iri(f"{self._folder}{quote(file.name)}")
        licence = None if kind.has_shapes else self._licence()
        self.graph.add(
            Iri(distribution),
            "dcat:Distribution",
            {
                "dct:title": TextTerm(file.name),
                "dct:description": TextTerm(kind.description, "en"),
                "dcat:accessURL": address,
                "dcat:downloadURL": address,
                "dct:format": self._typed(
                    f"{_AUTHORITY}/file-type/{kind.file_type}", "dct:MediaTypeOrExtent"
                ),
                "dcat:mediaType": self._typed(f"{_MEDIA_TYPES}/{kind.media_type}", "dct:MediaType"),
                "dcat:byteSize": TextTerm(str(file.size_bytes), datatype="xsd:nonNegativeInteger"),
                "spdx:checksum": Iri(f"{distribution}/checksum"),
                "dct:license": licence or Iri(f"{dataset}/terms"),
                "dcatap:availability": self._concept("planned-availability/STABLE", "stable"),
            },
        )
        checksum: Statements = {
            "spdx:algorithm": self._typed("spdx:checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"),
            "spdx:checksumValue": TextTerm(file.sha256, datatype="xsd:hexBinary"),
        }
        self.graph.add(Iri(f"{distribution}/checksum"), "spdx:Checksum", checksum)

    def _licence(self) -> Iri | None:
        address = self._publication.licence
        return self._typed(address, "dct:LicenseDocument") if address else None

    def _languages(self, codes: Iterable[str]) -> list[Iri]:
        return [
            self._concept(
                f"language/{_LANGUAGES[code]}", _english(code), "dct:LinguisticSystem, skos:Concept"
            )
            for code in codes
            if code in _LANGUAGES
        ]

    def _places(self, codes: Iterable[str]) -> list[Iri]:
        return [self._typed(f"{_NUTS}/{quote(code)}", "dct:Location") for code in sorted(codes)]

    def _concept(self, name: str, label: str, kind: str = "skos:Concept") -> Iri:
        """Return a word of the Publications Office."""
        return self._typed(f"{_AUTHORITY}/{name}", kind, {"skos:prefLabel": TextTerm(label, "en")})

    def _typed(self, address: str, kind: str, about: Mapping[str, TextTerm] = _NOTHING) -> Iri:
        """Return a thing of somebody else's, and say once what it is: a harvester need not look it up."""
        if address not in self._known:
            self._known.add(address)
            scheme = address.rpartition("/")[0]
            in_scheme: Statements = {"skos:inScheme": Iri(scheme)} if f"{_AUTHORITY}/" in scheme else {}
            self.graph.add(Iri(address), kind, {**about, **in_scheme})
        return Iri(address)


def _english(code: str) -> str:
    """Return the name of a language in English."""
    return str(Locale.parse(code).get_display_name("en"))


def _texts(texts: Mapping[str, str]) -> list[TextTerm]:
    return [TextTerm(text, language) for language, text in texts.items() if text]


def _date(date: str) -> TextTerm | None:
    return TextTerm(date, datatype="xsd:date") if date else None
