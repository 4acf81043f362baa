import csv
import io
import json

import pytest

from geo.definition import Publication
from geo.match.edition_tables import read_series
from geo.render.files.formats import make_files
from geo.render.files.metadata import describe_map, metadata_json
from geo.render.files.provenance import read_provenance
from geo.render.static import takeaway
from geo.tables.formulas import unguard
from tests.render.files.maps import content, content_of, own


def test_metadata_say_what_a_class_is_of_which_edition_and_vintage() -> None:
    described = describe_map(content())
    assert (described["edition"], described["vintage"]) == (2023, 2021)
    definition = described["definition"]
    assert definition["index"] == "Regional Innovation Index, EU 2016 = 100"
    series = read_series(2023)
    averages = series[series["code"] == "EU"].set_index("year")["index"]
    assert definition["eu_average"] == {str(year): value for year, value in averages.items()}
    assert definition["classes"][0] == {
        "class": "leader",
        "name": "Leader",
        "lower": 125.0,
        "lower_included": False,
        "upper": None,
        "upper_included": False,
    }


def test_metadata_of_an_edition_without_years_have_its_one_average() -> None:
    assert describe_map(content(2019))["definition"]["eu_average"] == {"2019": 104.71}


@pytest.mark.parametrize("name", ["bioclusters", "own"])
def test_metadata_describe_the_columns_that_the_files_have(name: str) -> None:
    shown = content() if name == "bioclusters" else content_of(own())
    tables = {table["name"]: table for table in describe_map(shown)["tables"]}
    files = make_files(shown, ["csv"])
    for table, described in tables.items():
        header = next(csv.reader(io.StringIO(files[f"{name}.{table}.csv"].decode(), newline="")))
        names = [field["name"] for field in described["schema"]["fields"]]
        assert names == [unguard(text) for text in header]
    units = {field["name"]: field.get("unit") for field in tables["regions"]["schema"]["fields"]}
    assert (units["index_2017"], units["indicator_4_3_2"], units["name"]) == (
        "EU 2016 = 100",
        "EU 2016 = 100",
        None,
    )


def test_metadata_say_where_all_is_from_and_under_which_licence() -> None:
    described = describe_map(content())
    assert described["attributions"][0] == "© EuroGeographics for the administrative boundaries"
    assert {item["name"] for item in described["licenses"]} == {"other-nc", "CC-BY-4.0", "other-closed"}
    assert all(item["title"] for item in described["sources"])
    assert described["takeaway"]["en"] == takeaway(content(), "en")
    assert json.loads(metadata_json(described)) == described


def test_records_of_ones_own_have_the_licence_of_the_project_or_none_that_anybody_states() -> None:
    licence, shown = "https://creativecommons.org/licenses/by/4.0/", content_of(own())
    unstated = read_provenance(shown)
    assert [item["name"] for item in unstated.licenses["clusters"]] == ["CC-BY-4.0"]  # of the scoreboard
    assert "The licence of the records is not stated." in unstated.lines()
    stated = read_provenance(shown, Publication(publisher="Agency", licence=licence))
    assert stated.licenses["ledger"][0] == {"title": licence, "path": licence}
    assert licence not in str(stated.licenses["regions"])
    assert "The licence of the records is not stated." not in stated.lines()
    assert "The licence of the records is not stated." not in read_provenance(content()).lines()


def test_whoever_publishes_a_map_is_named_in_its_files() -> None:
    publication = Publication(publisher="Agency")
    assert describe_map(content(), publication)["publisher"] == "Agency"
    files = make_files(content(), ["csv"], publication)
    described = json.loads(files["bioclusters.datapackage.json"])
    assert described["contributors"] == [{"title": "Agency", "roles": ["publisher"]}]
    assert "contributors" not in json.loads(make_files(content(), ["csv"])["bioclusters.datapackage.json"])
