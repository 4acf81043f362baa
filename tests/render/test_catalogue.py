"""What DCAT-AP 3 asks of a catalogue; its own shapes are in no package that the tests could install."""

import functools
from collections.abc import Iterable
from typing import Any, Final

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

from geo.definition import Publication
from geo.render.catalogue import File, build_catalogue, describe_entry
from geo.render.html import summarise
from tests.render.files.maps import content

ADDRESS: Final = "https://www.example.org/maps/"
HERE: Final = f"{ADDRESS}catalog.ttl#"
AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
LICENCE: Final = f"{AUTHORITY}/licence/CC_BY_4_0"
AGENCY: Final = Publication(
    publisher='Agency "North"', address=ADDRESS, contact="maps@example.org", licence=LICENCE
)
ENDINGS: Final = (
    *(".html", ".ledger.csv", ".ledger.json", ".metadata.json", ".gpkg", ".xlsx", ".png"),
    *(f".{table}.{form}" for table in ("regions", "clusters") for form in ("csv", "geojson", "parquet")),
    *(".datapackage.json", ".ledger.parquet", ".svg", ".pdf", ".figure.csv", ".members.csv", ".members.json"),
)
VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
SPDX: Final = "http://spdx.org/rdf/terms#"
#: Class, and how often its instances have a property: at least, at most. Source: DCAT-AP 3.0.1, section 4.
DEMANDS: Final = {
    DCAT.Catalog: {
        DCTERMS.title: (1, None), DCTERMS.description: (1, None), DCTERMS.publisher: (1, 1),
        DCAT.dataset: (1, None), DCTERMS.license: (0, 1), DCTERMS.modified: (0, 1), FOAF.homepage: (0, 1),
    },
    DCAT.Dataset: {
        DCTERMS.title: (1, None), DCTERMS.description: (1, None), DCTERMS.publisher: (0, 1),
        DCAT.contactPoint: (1, None), DCAT.distribution: (1, None), DCAT.keyword: (1, None),
        DCAT.theme: (1, None), DCTERMS.spatial: (1, None), DCTERMS.temporal: (1, None),
        DCTERMS.accessRights: (0, 1), DCTERMS.modified: (0, 1), URIRef(f"{DCAT}version"): (0, 1),
    },
    DCAT.Distribution: {
        DCAT.accessURL: (1, None), DCTERMS.license: (1, 1), DCTERMS["format"]: (1, 1),
        DCAT.mediaType: (0, 1), DCAT.byteSize: (0, 1), URIRef(f"{SPDX}checksum"): (0, 1),
        DCTERMS.description: (1, None), URIRef("http://data.europa.eu/r5r/availability"): (1, 1),
    },
    FOAF.Agent: {FOAF.name: (1, None)},
    DCTERMS.PeriodOfTime: {DCAT.startDate: (0, 1), DCAT.endDate: (0, 1)},
    URIRef(f"{SPDX}Checksum"): {URIRef(f"{SPDX}algorithm"): (1, 1), URIRef(f"{SPDX}checksumValue"): (1, 1)},
    URIRef(f"{VCARD}Kind"): {URIRef(f"{VCARD}fn"): (1, None)},
}  # fmt: skip
#: What the values of a property are instances of.
RANGES: Final = {
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.temporal: DCTERMS.PeriodOfTime,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS["format"]: DCTERMS.MediaTypeOrExtent,
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCTERMS.provenance: DCTERMS.ProvenanceStatement,
    DCAT.dataset: DCAT.Dataset,
    DCAT.distribution: DCAT.Distribution,
    DCAT.mediaType: DCTERMS.MediaType,
    DCAT.landingPage: FOAF.Document,
}


def summary(**changes: Any) -> dict[str, Any]:
    found = summarise(content()) | {"catalogue": describe_entry(content()), "last_change": "2026-11-23"}
    return found | {"search_engines": True} | changes


def files(name: str) -> tuple[File, ...]:
    return tuple(File(f"{name}{ending}", "ab" * 32, 1234) for ending in ENDINGS)


@functools.cache
def graph() -> Graph:
    maps = {"bioclusters": summary(), "köln": summary()}
    text = build_catalogue(maps, {name: files(name) for name in maps}, AGENCY)
    assert text is not None
    return Graph().parse(data=text, format="turtle")


def values(subject: str, name: URIRef) -> list[str]:
    return sorted(str(value) for value in graph().objects(URIRef(subject), name))


@pytest.mark.parametrize("kind", DEMANDS)
def test_everything_has_what_dcat_ap_demands_and_recommends(kind: URIRef) -> None:
    things = list(graph().subjects(RDF.type, kind))
    assert things
    for thing in things:
        for name, (least, most) in DEMANDS[kind].items():
            count = len(list(graph().objects(thing, name)))
            assert least <= count <= (most or count), (thing, name)


@pytest.mark.parametrize("name", RANGES)
def test_every_value_is_said_to_be_what_the_property_wants(name: URIRef) -> None:
    found = set(graph().objects(None, name))
    assert found
    assert found <= set(graph().subjects(RDF.type, RANGES[name]))


def test_every_word_of_the_publications_office_names_the_table_it_is_from() -> None:
    words = {str(one) for one in graph().subjects() if str(one).startswith(f"{AUTHORITY}/")}
    tables = {"file-type", "language", "licence", "data-theme", "access-right", "planned-availability"}
    assert {word.removeprefix(f"{AUTHORITY}/").partition("/")[0] for word in words} == tables
    for word in words - {f"{AUTHORITY}/data-theme"}:
        assert values(word, SKOS.inScheme) == [word.rpartition("/")[0]]


def test_a_text_has_each_language_once() -> None:
    for name in (DCTERMS.title, DCTERMS.description):
        for thing in set(graph().subjects(RDF.type, DCAT.Dataset)):
            languages = [value.language for value in graph().objects(thing, name)]
            assert sorted(languages) == ["ca", "de", "en", "es", "fr", "it"]


def test_regions_of_clusters_are_named_by_the_uris_of_the_publications_office() -> None:
    places = {
        place.removeprefix("http://data.europa.eu/nuts/code/")
        for place in values(f"{HERE}bioclusters", DCTERMS.spatial)
    }
    assert {"AT22", "AT", "ITC4C", "EE"} <= places
    assert not [place for place in places if not place.isalnum()]
    assert "http://data.europa.eu/nuts/code/AT" in values(f"{HERE}catalogue", DCTERMS.spatial)
    assert f"{AUTHORITY}/language/CAT" in values(f"{HERE}bioclusters", DCTERMS.language)
    assert values(f"{HERE}bioclusters", DCAT.theme) == [
        f"{AUTHORITY}/data-theme/{key}" for key in ("REGI", "TECH")
    ]


def test_every_file_of_a_map_is_a_distribution_that_can_be_loaded() -> None:
    for name, path in (("bioclusters", "bioclusters"), ("köln", "k%C3%B6ln")):
        assert sorted(values(f"{HERE}{path}", DCAT.distribution)) == sorted(
            f"{HERE}{path}/{path}{ending}" for ending in ENDINGS
        )
        for ending in ENDINGS:
            distribution = f"{HERE}{path}/{path}{ending}"
            assert values(distribution, DCAT.downloadURL) == [f"{ADDRESS}{path}{ending}"]
            assert values(distribution, DCTERMS.title) == [f"{name}{ending}"]
            assert values(distribution, DCAT.byteSize) == ["1234"]
            assert values(f"{distribution}/checksum", URIRef(f"{SPDX}checksumValue")) == ["ab" * 32]


def licences(endings: Iterable[str]) -> set[str]:
    return {
        licence
        for ending in endings
        for licence in values(f"{HERE}bioclusters/bioclusters{ending}", DCTERMS.license)
    }


def test_the_licence_of_the_project_is_that_of_files_without_boundaries() -> None:
    shapes = {".html", ".gpkg", ".png", ".svg", ".pdf", ".regions.geojson", ".regions.parquet"}
    assert licences(set(ENDINGS) - shapes) == {LICENCE}
    assert licences(shapes) == {f"{HERE}bioclusters/terms"}
    (terms,) = values(f"{HERE}bioclusters/terms", URIRef("http://www.w3.org/2000/01/rdf-schema#label"))
    assert "Licence: Eurostat GISCO terms: not for commercial purposes, source acknowledged" in terms
    assert "© EuroGeographics for the administrative boundaries" in terms


def test_whoever_publishes_can_be_reached() -> None:
    assert values(f"{HERE}publisher", FOAF.name) == ['Agency "North"']
    assert values(f"{HERE}contact", URIRef(f"{VCARD}hasEmail")) == ["mailto:maps@example.org"]
    agency = AGENCY.model_copy(update={"contact": "https://www.example.org/contact"})
    text = build_catalogue({"one": summary()}, {"one": files("one")}, agency)
    assert "vcard:hasURL <https://www.example.org/contact>" in str(text)


def test_times_are_those_of_the_data() -> None:
    (modified,) = graph().objects(URIRef(f"{HERE}bioclusters"), DCTERMS.modified)
    assert (str(modified), modified.datatype) == ("2026-11-23", XSD.date)
    assert values(f"{HERE}bioclusters/period", DCAT.startDate) == ["2016"]
    assert values(f"{HERE}bioclusters/period", DCAT.endDate) == ["2023"]


def test_a_map_that_is_not_to_be_listed_is_not_in_the_catalogue() -> None:
    maps = {"one": summary(), "hidden": summary(search_engines=False)}
    text = build_catalogue(maps, {name: files(name) for name in maps}, AGENCY)
    assert "hidden" not in str(text)


@pytest.mark.parametrize("missing", ["publisher", "address"])
def test_a_project_that_does_not_say_who_publishes_or_where_has_no_catalogue(missing: str) -> None:
    agency = AGENCY.model_copy(update={missing: None})
    assert build_catalogue({"one": summary()}, {"one": files("one")}, agency) is None
