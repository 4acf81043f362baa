"""What a page says about itself: description, address, card, data set."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from geo import read_definition
from geo.datapackage.catalog import Catalog
from geo.definition import Publication, Style
from geo.render import ClusterMap, MapOptions, Source
from geo.render.catalogue import build_catalogue
from geo.render.pages import build_page
from geo.tables.clusters import read_clusters

OPTIONS = MapOptions(
    name="our map",
    title={"en": "Clusters & </script><b>"},
    subtitle={"en": "A subtitle"},
    languages=("en", "ca"),
    sources=(Source(text="Register", url="https://a.example/"), Source(text="Survey")),
)
WHERE = Publication(
    publisher="Agency",
    address="https://maps.example.org",
    licence="https://creativecommons.org/licenses/by/4.0/",
)


@pytest.fixture(scope="module")
def atlas() -> ClusterMap:
    return ClusterMap(read_clusters("bioclusters"), options=OPTIONS)


def head_of(html: str) -> str:
    return re.sub(r"<style.*?</style>", "", html.partition("</head>")[0], flags=re.DOTALL)


def dataset_of(html: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    return found


def meta(html: str) -> dict[str, str]:
    pairs = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', head_of(html))
    return {name: unescape(content) for name, content in pairs}


def test_a_page_on_its_own_has_a_description_and_nothing_about_an_address(atlas: ClusterMap) -> None:
    html = atlas.to_html()
    assert meta(html)["description"] == (
        "8 of 25 clusters sit in regions that lead innovation (2023). A subtitle"
    )
    assert "canonical" not in head_of(html)
    assert not [name for name in meta(html) if name.startswith("og:")]
    assert "ld+json" not in html
    assert "robots" not in meta(html)


def test_a_published_page_names_its_address_and_fills_a_card(atlas: ClusterMap) -> None:
    html = atlas.to_page(publication=WHERE).html
    address = "https://maps.example.org/our%20map.html"
    assert f'<link rel="canonical" href="{address}">' in html
    assert {name: text for name, text in meta(html).items() if name.startswith("og:")} == {
        "og:type": "website",
        "og:url": address,
        "og:title": "Clusters & </script><b>",
        "og:description": meta(html)["description"],
        "og:site_name": "Agency",
    }


def test_whom_the_definition_names_publishes_the_map_and_not_whom_the_project_names() -> None:
    style = Style(publisher={"en": "Regional agency", "ca": "Agència regional"})
    options = replace(OPTIONS, style=style)
    page = ClusterMap(read_clusters("bioclusters"), options=options).to_page(publication=WHERE)
    assert meta(page.html)["og:site_name"] == "Regional agency"
    assert dataset_of(page.html)["creator"]["name"] == "Regional agency"
    assert page.metadata["publisher"] == "Regional agency"
    assert '<p class="publisher"><span data-message="own.publisher">Regional agency</span></p>' in page.html
    catalogue = build_catalogue(
        {"our map": page.summary | {"last_change": "2026-11-23"}}, {"our map": ()}, WHERE
    )
    assert re.search(r"dct:publisher <\S+our%20map/publisher>", str(catalogue))
    assert [name for name in ("Agency", "Regional agency") if f'foaf:name "{name}"' in str(catalogue)] == [
        "Agency",
        "Regional agency",
    ]


def test_the_data_set_has_licence_sources_edition_vintage_and_ledger(atlas: ClusterMap) -> None:
    found = dataset_of(atlas.to_page(publication=WHERE).html)
    *own, scoreboard, regions = found.pop("isBasedOn")
    ledger = "https://maps.example.org/our%20map.ledger"
    assert found == {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "Clusters & </script><b>",
        "description": "8 of 25 clusters sit in regions that lead innovation (2023). A subtitle",
        "url": "https://maps.example.org/our%20map.html",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "creator": {"@type": "Organization", "name": "Agency"},
        "inLanguage": ["en", "ca"],
        "version": "2023",
        "temporalCoverage": "2016/2023",
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": f"{ledger}.{ending}",
                "license": [
                    {"@type": "CreativeWork", "name": "Facts and figures quoted with their source"},
                    "https://creativecommons.org/licenses/by/4.0/",
                ],
            }
            for kind, ending in (("text/csv", "csv"), ("application/json", "json"))
        ],
    }
    assert own == [
        {"@type": "CreativeWork", "name": "Register", "url": "https://a.example/"},
        {"@type": "CreativeWork", "name": "Survey"},
    ]
    assert (scoreboard["name"], scoreboard["version"]) == ("Regional Innovation Scoreboard 2023", "2023")
    assert scoreboard["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert regions["version"] == "2021"
    assert "not for commercial purposes" in regions["license"][0]["name"]


@pytest.mark.slow
def test_the_data_set_lists_the_files_that_stand_beside_the_page(tmp_path: Path) -> None:
    path = tmp_path / "maps" / "own.toml"
    path.parent.mkdir()
    (tmp_path / "own.csv").write_text("name,country,nuts_id\nA,AT,AT13\n", encoding="utf-8")
    files = 'files = ["gpkg", "parquet", "geojson", "csv", "xlsx"]'
    path.write_text(f'title = "T"\nrecords = "own.csv"\nedition = 2023\n{files}\n', encoding="utf-8")
    page = build_page(read_definition(path), catalog=Catalog.bundled(), publication=WHERE)
    listed = {one["contentUrl"]: one for one in dataset_of(page.html)["distribution"]}
    names = {address.removeprefix("https://maps.example.org/") for address in listed}
    # What a build writes; the description of the CSV files is none of the figures.
    assert names == {*page.files, "own.ledger.csv", "own.ledger.json"} - {"own.datapackage.json"}
    clusters = listed["https://maps.example.org/own.clusters.csv"]
    assert (clusters["encodingFormat"], clusters["license"][0]) == ("text/csv", WHERE.licence)
    regions = listed["https://maps.example.org/own.regions.geojson"]
    assert WHERE.licence == regions["license"][-1]
    assert "not for commercial purposes" in regions["license"][0]["name"]


def test_without_an_address_the_ledger_is_beside_the_page(atlas: ClusterMap) -> None:
    found = dataset_of(atlas.to_page(publication=Publication()).html)
    assert [one["contentUrl"] for one in found["distribution"]] == [
        "our%20map.ledger.csv",
        "our%20map.ledger.json",
    ]
    assert not {"url", "license", "creator"} & set(found)


def test_search_engines_are_told_to_leave_a_page_out_when_its_definition_says_so() -> None:
    options = MapOptions(title={"en": "T"}, search_engines=False)
    assert meta(ClusterMap(read_clusters("bioclusters"), options=options).to_html())["robots"] == "none"


def test_the_icon_is_in_the_page(atlas: ClusterMap) -> None:
    (icon,) = re.findall(r'<link rel="icon" href="([^"]*)">', atlas.to_html())
    assert unescape(icon).startswith("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'")
    assert "img-src data:" in atlas.to_html()
