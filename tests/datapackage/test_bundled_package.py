"""The data package is what its description says, in both directions."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from geo.datapackage import bundled
from geo.datapackage.catalog import Catalog
from geo.language.folding import fold
from geo.nuts.units import read_names, read_regions
from geo.nuts.vintages import vintages

MEGABYTES_2 = 2 * 1000 * 1000


@pytest.fixture(autouse=True)
def _csv_field_size() -> Iterator[None]:
    """Set back what frictionless sets for the whole process: how long a cell of a CSV file may be."""
    before = csv.field_size_limit()
    yield
    csv.field_size_limit(before)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.bundled()


def table(catalog: Catalog, name: str) -> pd.DataFrame:
    return pd.read_csv(catalog.path(name), keep_default_na=False, dtype=str)


def test_every_listed_file_is_there_unaltered_and_every_file_is_listed(catalog: Catalog):
    assert catalog.verify() == []


def test_every_resource_says_where_it_comes_from_and_under_which_licence(catalog: Catalog):
    for name in catalog.names():
        resource = catalog.resource(name)
        assert resource.title, name
        assert resource.publisher, name
        assert resource.version, name
        assert resource.date, name
        assert resource.sources, name
        for licence in resource.descriptor["licenses"]:
            assert (catalog.root / licence["path"]).is_file(), name
            assert licence["title"], name


def test_every_licence_file_is_used(catalog: Catalog):
    used = {
        item["path"] for name in catalog.names() for item in catalog.resource(name).descriptor["licenses"]
    }
    there = {f"LICENSES/{path.name}" for path in (catalog.root / "LICENSES").iterdir()}
    assert used == there


def test_every_map_layer_names_its_reference_system(catalog: Catalog):
    for name in ("nuts-2013", "nuts-2016", "nuts-2021", "land"):
        assert catalog.resource(name).descriptor["crs"] == "EPSG:4326"
    for vintage in catalog.years("nuts"):
        assert catalog.resource(f"outline-{vintage}").descriptor["crs"] == "EPSG:3035"


def test_boundaries_land_and_outlines_stay_within_two_megabytes(catalog: Catalog):
    assert sum(path.stat().st_size for path in (catalog.root / "boundaries").iterdir()) <= MEGABYTES_2


def test_the_readme_names_every_resource(catalog: Catalog):
    readme = (catalog.root / "README.md").read_text(encoding="utf-8")
    short = {"scoreboard-2023-series", "scoreboard-2023-indicators"}
    short |= {f"{kind}-{vintage}" for kind in ("nuts", "outline") for vintage in (2016, 2021)}
    for name in set(catalog.names()) - short:
        assert Path(catalog.resource(name).path).name in readme, name


def test_the_description_is_one_of_data_package_2(catalog: Catalog):
    assert catalog.descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert "profile" not in catalog.descriptor
    for item in catalog.descriptor["resources"]:
        assert "profile" not in item, item["name"]
        # `type` is said of what has a schema: the other files are described by their format.
        assert (item.get("type") == "table") == (item["format"] == "csv") == ("schema" in item), item["name"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # frictionless and its dependencies warn about their own ageing code
def test_frictionless_finds_nothing_wrong_with_the_description(catalog: Catalog):
    from frictionless import Package  # noqa: PLC0415 - slow to import

    assert list(Package.metadata_validate(dict(catalog.descriptor))) == []
    wrong = {**catalog.descriptor, "resources": [{"path": "tables/bioclusters.csv"}]}
    assert len(list(Package.metadata_validate(wrong))) == 1


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # frictionless and its dependencies warn about their own ageing code
def test_every_table_fits_its_schema():
    from frictionless import Package, system  # noqa: PLC0415 - slow to import

    descriptor = json.loads((bundled.data_dir() / "datapackage.json").read_text(encoding="utf-8"))
    tables = [item for item in descriptor["resources"] if item["format"] == "csv"]
    assert len(tables) >= 12
    descriptor["resources"] = tables
    with system.use_context(trusted=True):
        report = Package.from_descriptor(descriptor, basepath=str(bundled.data_dir())).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert report.valid


def test_edition_2023_has_239_regions_and_five_countries(catalog: Catalog):
    units = table(catalog, "scoreboard-2023")
    countries = units[units["level"] == "0"]
    assert set(countries["code"]) == {"CY", "EE", "LU", "LV", "MT"}
    regions = units[units["level"] != "0"]
    assert regions["class"].value_counts().to_dict() == {
        "leader": 36, "strong": 70, "moderate": 69, "emerging": 64,
    }  # fmt: skip


def test_edition_2019_is_partial_and_says_how_each_class_is_known(catalog: Catalog):
    units = table(catalog, "scoreboard-2019").set_index("code")
    assert len(units) == 201
    assert "partial" in catalog.resource("scoreboard-2019").title
    unpublished = units[units["basis"] == "computed"]
    assert ((unpublished["index"] != "") | (unpublished["source"] != "")).all()
    more = units[units["source"] != ""]
    assert more["class"].value_counts().to_dict() == {"leader": 7, "moderate": 4, "strong": 2}
    assert more.loc[["FRG", "FRI"], "basis"].tolist() == ["computed", "computed"]
    assert (more["subclass"] == "").all()
    assert units.loc["BE3", ["index", "class", "basis"]].tolist() == ["", "strong", "published"]
    assert units.loc["DE30", ["class", "basis"]].tolist() == ["leader", "computed"]


@pytest.mark.parametrize(("edition", "average"), [(2019, 104.714481), (2023, 108.47)])
def test_the_class_of_every_unit_follows_from_its_index_and_the_bounds(
    catalog: Catalog, edition: int, average: float
):
    bounds = pd.read_csv(catalog.path("scoreboard-editions")).query("edition == @edition")
    assert (bounds["eu_average"] == average).all()
    units = pd.read_csv(catalog.path(f"scoreboard-{edition}")).dropna(subset="index")
    for code, index, given in zip(units["code"], units["index"], units["class"], strict=True):
        relative = 100 * index / average
        fitting = bounds[(bounds["lower"].fillna(0) <= relative) & (relative < bounds["upper"].fillna(1e9))]
        assert fitting["class"].tolist() == [given], code


def test_the_series_ends_with_the_index_of_the_edition(catalog: Catalog):
    units = table(catalog, "scoreboard-2023").set_index("code")["index"]
    series = table(catalog, "scoreboard-2023-series").query("year == '2023'").set_index("code")["index"]
    assert series.pop("EU") == "108.47"
    assert series.to_dict() == units.to_dict()


def test_every_scoreboard_unit_is_a_region_of_the_vintage_of_its_edition(catalog: Catalog):
    for edition, vintage in ((2019, 2016), (2023, 2021)):
        known = set(read_regions(vintage)["nuts_id"])
        assert set(table(catalog, f"scoreboard-{edition}")["code"]) <= known


def test_every_indicator_has_a_name_and_a_value_for_every_unit(catalog: Catalog):
    values = table(catalog, "scoreboard-2023-indicators")
    assert set(values["indicator"]) == set(table(catalog, "indicators")["indicator"])
    assert len(values) == 244 * 20


def test_bioclusters_are_as_printed_and_in_the_order_of_the_source(catalog: Catalog):
    records = table(catalog, "bioclusters")
    printed = records[["name", "country", "region", "class_printed"]]
    assert len(records) == 25
    assert printed.iloc[0].tolist() == ["Human.technology Styria GmbH", "Austria", "Steiermark", "STRONG"]
    assert printed.iloc[17].tolist() == ["Consorzio Italbiotec", "Italy", "Milano", "MODERATE"]
    assert printed.iloc[24].tolist() == ["Ticbiomed", "Spain", "Murcia", "MODERATE"]
    assert printed["class_printed"].value_counts().to_dict() == {
        "STRONG": 10, "MODERATE": 7, "LEADER": 6, "n/a": 1, "MODEST": 1,
    }  # fmt: skip


def test_a_city_that_is_not_known_has_no_point(catalog: Catalog):
    records = table(catalog, "bioclusters").set_index("name")
    assert records.loc["LifetecZONe", ["city", "city_status", "lat", "lon"]].tolist() == [
        "",
        "unknown",
        "",
        "",
    ]
    assert (records.drop("LifetecZONe")[["lat", "lon"]] != "").all(axis=None)


def test_funding_shares_of_the_survey_add_up_to_120_because_several_answers_were_possible(catalog: Catalog):
    funding = table(catalog, "bioclusters-survey").query("question == 'funding'").set_index("item")
    assert funding["value"].to_dict() == {"public": "76", "membership": "28", "private": "8", "sales": "8"}
    assert set(funding["kind"]) == {"multiple"}
    assert set(funding["answers"]) == {"25"}


def test_services_of_the_survey_are_in_the_vocabulary_with_the_same_kind(catalog: Catalog):
    kinds = table(catalog, "services").set_index("key")["kind"].to_dict()
    survey = table(catalog, "bioclusters-survey").query("question in ['services', 'valued', 'trend']")
    assert {item: kinds[item] for item in survey["item"]} == dict(
        zip(survey["item"], survey["service_kind"], strict=True)
    )


def test_every_statement_of_the_survey_stands_in_six_languages_and_has_no_figure(catalog: Catalog):
    statements = table(catalog, "bioclusters-survey").query("kind == 'statement'")
    labels = ["label", *(f"label_{language}" for language in ("ca", "es", "fr", "de", "it"))]
    assert (statements[labels] != "").all(axis=None)
    assert (statements[["value", "unit", "answers"]] == "").all(axis=None)
    assert all(len(set(row)) == len(labels) for row in statements[labels].itertuples(index=False))
    assert set(statements["source"]) == {"Fresci, The value of bioclusters during covid-19 pandemics"}


def test_the_example_is_marked_synthetic(catalog: Catalog):
    resource = catalog.resource("example-portfolio")
    assert "synthetic" in resource.title.lower()
    assert resource.descriptor["synthetic"] is True
    assert table(catalog, "example-portfolio")["source"].str.contains("not a real cluster").all()


ENGLISH = {
    "ITC4": "Lombardy", "DE2": "Bavaria", "ES51": "Catalonia", "BE3": "Wallonia", "BE2": "Flanders",
    "BE10": "Brussels", "PL51": "Lower Silesia", "PL22": "Silesia", "PL21": "Lesser Poland",
    "PL12": "Mazovia", "DEA": "North Rhine-Westphalia", "EL43": "Crete", "EL30": "Attica",
    "EL52": "Central Macedonia", "SE224": "Scania", "AT31": "Upper Austria", "ITI1": "Tuscany",
    "ES61": "Andalusia", "FRH0": "Brittany", "FR52": "Brittany", "NO07": "Northern Norway",
    "LT00": "Lithuania", "EE00": "Estonia", "DK01": "Capital Region", "CZ01": "Prague", "SE23": "West Sweden",
    "ITH1": "South Tyrol", "CH04": "Zurich", "PT20": "Azores", "HU23": "Southern Transdanubia",
    "NL41": "North Brabant", "RO32": "Bucharest-Ilfov", "ES70": "Canary Islands", "FRY3": "French Guiana",
    "ITC4C": "Milan", "NO08": "Oslo and Viken", "HR06": "Northern Croatia", "TRC": "Southeast Anatolia",
}  # fmt: skip


@pytest.mark.parametrize(("code", "name"), ENGLISH.items())
def test_a_region_is_found_by_its_english_name(code: str, name: str):
    names = read_names()
    assert fold(name) in {fold(text) for text in names[names["nuts_id"] == code]["name"]}


def test_every_unit_has_its_published_name_in_every_vintage():
    names = read_names()
    national = names[names["kind"] == "national"]
    for vintage in vintages():
        named = set(national[national["vintages"].str.contains(str(vintage))]["nuts_id"])
        assert named == set(read_regions(vintage)["nuts_id"])


def test_no_name_stands_twice_for_one_unit_language_and_vintage():
    names = read_names()
    names = names.assign(key=names["name"].map(fold), vintage=names["vintages"].str.split()).explode(
        "vintage"
    )
    own = names["language"].ne("")
    assert not names[own].duplicated(["nuts_id", "language", "key", "vintage"]).any()


def test_every_region_whose_name_is_not_in_latin_letters_has_an_english_name():
    names = read_names()
    english = set(names[names["language"] == "en"]["nuts_id"])
    latin = names[(names["kind"] == "latin") & names["nuts_id"].str.len().isin([3, 4])]
    assert set(latin["nuts_id"]) - english == set()


@pytest.mark.parametrize(
    "country", ["BG", "CZ", "EL", "HR", "HU", "LT", "LV", "NO", "PL", "RO", "RS", "SI", "SK"]
)
def test_every_region_of_a_country_that_english_renames_has_an_english_name(country: str):
    names = read_names()
    english = set(names[names["language"] == "en"]["nuts_id"])
    for vintage in vintages():
        regions = read_regions(vintage, levels=(1, 2))
        codes = set(regions[regions["country"] == country]["nuts_id"])
        assert codes - english - {"HU11", "HU12"} == set()  # Budapest and Pest are the same in English
