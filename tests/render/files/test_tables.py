import pandas as pd
import pytest
import shapely

from geo.match.ledger import COLUMNS, NOTES
from geo.match.tagging import read_indicators, read_scoreboard, read_series
from geo.nuts.units import read_regions
from geo.render.files.tables import read_tables
from geo.render.static import count_classes
from tests.render.files.maps import content, content_of, own, tables


def test_the_regions_are_those_that_the_map_paints_with_the_classes_it_paints() -> None:
    regions, painted = tables()["regions"].frame, content().painted
    assert regions["nuts_id"].tolist() == painted["nuts_id"].tolist()
    shown = regions["class"].where(regions["class"].notna(), regions["no_data"])
    assert shown.tolist() == content().region_keys
    assert regions.crs == "EPSG:4326"
    assert regions.geometry.is_valid.all()


@pytest.mark.parametrize(("code", "unit"), [("ES62", "ES62"), ("AT22", "AT2"), ("FRY1", "FRY")])
def test_a_region_has_the_figures_of_the_unit_that_stands_for_it(code: str, unit: str) -> None:
    region = tables()["regions"].frame.set_index("nuts_id").loc[code]
    assert region["scoreboard_unit"] == unit
    series = read_series(2023).set_index(["code", "year"])["index"]
    assert [region[f"index_{year}"] for year in range(2016, 2024)] == [
        series[unit, year] for year in range(2016, 2024)
    ]
    own_row = read_scoreboard(2023).set_index("code").loc[unit]
    assert (region["index"], region["class"], region["class_2023"]) == (
        own_row["index"],
        own_row["class"],
        own_row["class"],
    )
    values = read_indicators(2023).set_index(["code", "indicator"])["value"]
    assert region["indicator_1_1_2"] == pytest.approx(values[unit, "1.1.2"], abs=0.005)


def test_a_region_without_a_class_has_no_figure_and_says_why() -> None:
    regions = tables()["regions"].frame
    without = regions[regions["class"].isna()]
    figures = [name for name in regions if str(name).startswith(("index", "class", "indicator_"))]
    assert len(without) == 34
    assert without[figures].isna().all(axis=None)
    assert set(without["no_data"]) == {"not_covered"}
    iceland = without.set_index("nuts_id").loc["IS00", "note"]
    assert iceland == "The scoreboard of 2023 does not cover Iceland."


def test_every_kind_of_no_data_of_a_partial_edition_is_told_apart() -> None:
    kinds = tables(2019)["regions"].frame["no_data"].value_counts().to_dict()
    assert kinds == {"missing": 82, "not_covered": 33, "country_only": 5}
    assert not [name for name in tables(2019)["regions"].frame if str(name).startswith("index_2")]


def test_the_regions_count_the_clusters_in_them() -> None:
    regions = tables()["regions"].frame.set_index("nuts_id")["clusters"]
    assert (regions["DE13"], regions["FR10"], regions["ITC4"], regions["ES70"]) == (2, 2, 2, 0)


def test_the_tables_count_the_same_classes_as_the_legend() -> None:
    clusters = tables()["clusters"].frame["class"].value_counts().to_dict()
    assert clusters == content().tagged["class"].value_counts().to_dict()
    regions = tables()["regions"].frame.drop_duplicates("scoreboard_unit")["class"].value_counts()
    counted = {key: count["regions"] + count["countries"] for key, count in count_classes(content()).items()}
    assert regions.to_dict() == {key: count for key, count in counted.items() if count}


def test_a_record_stands_where_it_is_drawn_and_says_whose_point_that_is() -> None:
    clusters = tables()["clusters"].frame.set_index("record_id")
    tallinn = clusters.loc["estonian-connected-health-cluster"]
    assert (tallinn["point_lon"], tallinn["point_lat"], tallinn["point_of"]) == (24.75353, 59.43696, "record")
    assert tallinn["geometry"] == shapely.Point(24.75353, 59.43696)
    without = clusters.loc["lifeteczone"]
    brabant = read_regions(2013, levels=(2,)).set_index("nuts_id").geometry["NL41"]
    assert (without["point_of"], brabant.contains(without["geometry"])) == ("region", True)
    assert pd.isna(without["lat"])


def test_a_record_overseas_stands_on_the_earth_and_not_in_a_frame_of_the_map() -> None:
    clusters = {table.name: table for table in read_tables(content_of(own()))}["clusters"].frame
    guadeloupe = clusters.set_index("name").loc["Antilles Énergie"]
    assert guadeloupe["point_of"] == "region"
    assert -62 < guadeloupe["point_lon"] < -61
    assert 15.8 < guadeloupe["point_lat"] < 16.6


def test_a_record_that_is_nowhere_has_no_point() -> None:
    clusters = {table.name: table for table in read_tables(content_of(own()))}["clusters"].frame
    nowhere = clusters.set_index("name").loc["Nowhere"]
    assert nowhere["geometry"] is None
    assert nowhere[["point_lon", "point_lat", "point_of"]].isna().all()


def test_columns_of_ones_own_keep_their_type_and_never_take_the_name_of_another() -> None:
    table = {table.name: table for table in read_tables(content_of(own()))}["clusters"]
    kinds = {field.name: field.kind for field in table.fields}
    assert {name: kinds[name] for name in ("Note (own)", "budget", "staff", "code", "bell")} == {
        "Note (own)": "string", "budget": "number", "staff": "integer", "code": "string", "bell": "string",
    }  # fmt: skip
    assert table.frame["Note (own)"].tolist() == ["@SUM(A1)", "#N/A", "plain"]
    assert table.frame["note"].str.startswith("The printed region").tolist() == [True, True, False]
    assert table.frame["staff"].tolist() == [3, 4, 5]
    assert table.frame["code"].tolist() == ["7", None, "7"]


def test_the_ledger_has_the_columns_of_its_own_files() -> None:
    assert [field.name for field in tables()["ledger"].fields] == [name for name in COLUMNS if name != NOTES]


@pytest.mark.parametrize("name", ["regions", "clusters", "ledger"])
def test_every_column_is_explained_and_no_two_have_one_name(name: str) -> None:
    fields = tables()[name].fields
    assert all(field.description.endswith(".") for field in fields)
    assert len({field.name.casefold() for field in fields}) == len(fields)
    frame = tables()[name].frame
    assert [field.name for field in fields] == [column for column in frame if column != "geometry"]


@pytest.mark.parametrize("name", ["regions", "clusters", "ledger"])
def test_every_figure_that_is_relative_to_something_says_to_what(name: str) -> None:
    units = {field.name: field.unit for field in tables()[name].fields if field.name.startswith("index")}
    del units["index_relative_to"]
    assert set(units.values()) == {"EU 2016 = 100"}
