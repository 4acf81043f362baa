"""The class of a region, case by case, on the real data."""

import json
import shutil
from itertools import pairwise

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import read_regions, read_scoreboard, tag
from geo.datapackage.catalog import Catalog
from geo.errors import EditionError, RegionError
from geo.language.notes import render, unpack
from geo.match.class_bounds import class_of
from geo.match.edition_tables import editions, read_indicators, read_series
from geo.match.editions import classify, describe_edition, thresholds

WARSZAWA = (21.01178, 52.22977)
PLOCK = (19.70, 52.55)


def tag_one(code, *, vintage, edition, point=None, **columns):
    frame = pd.DataFrame(
        {"nuts_id": [code], "level": [len(code or "xx") - 2], "vintage": [vintage], **columns}
    )
    if point is not None:
        frame = gpd.GeoDataFrame(frame, geometry=[shapely.Point(point)], crs="EPSG:4326")
    return tag(frame, edition=edition).iloc[0]


def keys(tagged):
    return [note.key for note in unpack(tagged["tag_notes"])]


@pytest.mark.parametrize("edition", [2019, 2023])
def test_be32_inherits_from_be3(edition):
    tagged = tag_one("BE32", vintage=2013, edition=edition)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == ("BE3", "inside", "strong")
    assert "inherited from Région wallonne (BE3)" in render(unpack(tagged["tag_notes"]))


@pytest.mark.parametrize("edition", [2019, 2023])
def test_at22_inherits_from_at2(edition):
    tagged = tag_one("AT22", vintage=2013, edition=edition)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == ("AT2", "inside", "strong")


@pytest.mark.parametrize("edition", [2019, 2023])
def test_itc4c_inherits_from_itc4(edition):
    tagged = tag_one("ITC4C", vintage=2013, edition=edition)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == ("ITC4", "inside", "moderate")


def test_fr30_of_2013_becomes_fre1_and_inherits_from_fre():
    tagged = tag_one("FR30", vintage=2013, edition=2023)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == ("FRE", "inside", "moderate")
    assert keys(tagged) == ["note.carry.recoded", "note.tag.inside"]
    assert unpack(tagged["tag_notes"])[0].params["targets"] == "FRE1"
    assert unpack(tagged["tag_notes"])[1].params["region"] == "FRE1"


def test_fr24_of_2013_is_frb():
    tagged = tag_one("FR24", vintage=2013, edition=2023)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == ("FRB", "same", "moderate")
    assert tagged["index"] == 95.97
    assert "FRB0 and FRB cover the same area." in render(unpack(tagged["tag_notes"]))


@pytest.mark.parametrize(("edition", "lower_class"), [(2019, "modest"), (2023, "emerging")])
def test_pl12_holds_pl91_and_pl92_of_different_classes(edition, lower_class):
    board = read_scoreboard(edition).set_index("code")["class"]
    assert (board["PL91"], board["PL92"]) == ("moderate", lower_class)
    tagged = tag_one("PL12", vintage=2013, edition=edition)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == (
        "PL91;PL92",
        "contains",
        "mixed",
    )
    assert pd.isna(tagged["index"])
    assert tagged["basis"] is None
    assert keys(tagged) == ["note.carry.split", "note.tag.mixed"]


@pytest.mark.parametrize(("edition", "index"), [(2019, 82.412), (2023, 103.18)])
def test_pl12_is_resolved_by_warszawa_to_pl91(edition, index):
    tagged = tag_one("PL12", vintage=2013, edition=edition, point=WARSZAWA)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == (
        "PL91",
        "contains",
        "moderate",
    )
    assert tagged["index"] == index
    assert keys(tagged) == ["note.carry.split", "note.tag.by_point"]
    assert unpack(tagged["tag_notes"])[1].params["units"] == "PL91, PL92"


def test_hu10_of_2013_is_budapest_and_pest_however_small_budapest_is():
    tagged = tag_one("HU10", vintage=2013, edition=2023)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == (
        "HU11;HU12",
        "contains",
        "mixed",
    )


def test_hu10_is_decided_by_a_point_in_budapest():
    tagged = tag_one("HU10", vintage=2013, edition=2023, point=(19.05, 47.50))
    assert (tagged["scoreboard_unit"], tagged["class"]) == ("HU11", "strong")


def test_pl12_is_resolved_by_plock_to_pl92():
    assert tag_one("PL12", vintage=2013, edition=2023, point=PLOCK)["scoreboard_unit"] == "PL92"


def test_a_point_outside_the_region_resolves_nothing():
    assert tag_one("PL12", vintage=2013, edition=2023, point=(2.35, 48.86))["class"] == "mixed"


def test_lithuania_2019_is_moderate_because_both_its_units_are():
    tagged = tag_one("LT", vintage=2013, edition=2019)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == (
        "LT01;LT02",
        "contains",
        "moderate",
    )
    assert pd.isna(tagged["index"])
    assert tagged["index_relative_to"] is None
    assert tagged["basis"] == "computed"
    assert "not averaged" in render(unpack(tagged["tag_notes"]))


def test_lithuania_2023_is_mixed_between_its_units():
    tagged = tag_one("LT", vintage=2013, edition=2023)
    assert (tagged["scoreboard_unit"], tagged["class"]) == ("LT01;LT02", "mixed")


def test_an_unconfirmed_city_decides_only_where_the_classes_differ_and_is_named():
    place = {"point": (25.28, 54.69), "city": ["Vilnius"], "city_status": ["unconfirmed"]}
    assert tag_one("LT", vintage=2013, edition=2019, **place)["scoreboard_unit"] == "LT01;LT02"
    tagged = tag_one("LT", vintage=2013, edition=2023, **place)
    assert (tagged["scoreboard_unit"], tagged["class"]) == ("LT01", "strong")
    assert keys(tagged)[-1] == "note.tag.city_unconfirmed"


def test_no01_is_part_of_no08_in_edition_2023():
    tagged = tag_one("NO01", vintage=2013, edition=2023)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == ("NO08", "inside", "leader")
    assert keys(tagged)[0] == "note.carry.merged"


def test_no01_has_a_class_without_an_index_in_edition_2019():
    tagged = tag_one("NO01", vintage=2013, edition=2019)
    assert (tagged["scoreboard_unit"], tagged["class"], tagged["basis"]) == ("NO01", "leader", "published")
    assert pd.isna(tagged["index"])
    assert "only the class is known" in render(unpack(tagged["tag_notes"]))


@pytest.mark.parametrize(("code", "relation"), [("EE", "same"), ("EE00", "same"), ("EE001", "inside")])
def test_estonia_2023_has_the_value_of_the_country(code, relation):
    tagged = tag_one(code, vintage=2013, edition=2023)
    assert (tagged["scoreboard_unit"], tagged["relation"], tagged["class"]) == ("EE", relation, "moderate")
    assert tagged["index"] == 107.0
    assert "takes Estonia as one unit" in render(unpack(tagged["tag_notes"]))


@pytest.mark.parametrize("code", ["EE", "EE00", "EE001"])
def test_estonia_2019_is_known_at_country_level_only(code):
    tagged = tag_one(code, vintage=2013, edition=2019)
    assert (tagged["relation"], tagged["class"], tagged["no_data"]) == ("country", None, "country_only")


def test_a_record_of_which_only_the_country_is_known_is_known_at_country_level_only():
    tagged = tag_one("NO", vintage=2021, edition=2023, located_by=["country"])
    assert (tagged["relation"], tagged["no_data"]) == ("country", "country_only")
    assert "Not every region of Norway has a class" in render(unpack(tagged["tag_notes"]))


def test_a_point_just_off_the_coast_decides_between_units_as_in_locating():
    # The harbour of Dún Laoghaire lies in the sea of a map 1:10 million.
    tagged = tag_one("IE", vintage=2021, edition=2023, point=(-6.119, 53.301))
    assert tagged["scoreboard_unit"] == "IE06"


def test_freiburg_is_de13_and_a_swiss_canton_of_that_name_is_not():
    assert tag_one("DE13", vintage=2013, edition=2019)["class"] == "leader"
    assert tag_one("CH022", vintage=2013, edition=2023)["scoreboard_unit"] == "CH02"


@pytest.mark.parametrize(
    ("code", "unit"), [("DE3", "DE30"), ("DE30", "DE30"), ("DE300", "DE30"), ("DEG", "DEG0")]
)
def test_a_unit_takes_the_class_of_the_same_territory_at_another_level(code, unit):
    tagged = tag_one(code, vintage=2013, edition=2019)
    assert (tagged["scoreboard_unit"], tagged["relation"]) == (unit, "same")


@pytest.mark.parametrize(
    ("code", "vintage", "edition", "no_data"),
    [
        ("IS00", 2021, 2023, "not_covered"),
        ("NO0B", 2021, 2023, "not_covered"),
        ("TR10", 2016, 2019, "not_covered"),
        ("FI19", 2013, 2019, "missing"),
        ("FR30", 2013, 2019, "missing"),
        ("MT00", 2016, 2019, "country_only"),
        (None, None, 2023, "not_located"),
    ],
)
def test_a_region_without_a_class_says_why(code, vintage, edition, no_data):
    tagged = tag_one(code, vintage=vintage, edition=edition)
    assert tagged["class"] is None
    assert tagged["no_data"] == no_data
    assert tagged["scoreboard_unit"] == ""
    assert tagged["tag_notes"]


def test_a_region_of_which_the_table_lacks_a_part_has_no_class():
    tagged = tag_one("NO", vintage=2016, edition=2019)
    assert (tagged["scoreboard_unit"], tagged["class"], tagged["no_data"]) == ("NO01;NO06", None, "missing")


def test_a_record_known_only_by_its_country_has_no_class_where_the_regions_differ():
    tagged = tag_one("ES", vintage=2021, edition=2023, located_by=["country"])
    assert (tagged["relation"], tagged["class"], tagged["no_data"]) == ("country", None, "country_only")


def test_redrawn_borders_within_one_unit_leave_no_doubt():
    tagged = tag_one("UKM2", vintage=2013, edition=2023)
    assert (tagged["scoreboard_unit"], tagged["relation"]) == ("UKM", "inside")
    assert unpack(tagged["tag_notes"])[0].params["targets"] == "UKM7 (73 %), UKM9 (26 %)"


def test_zagreb_counts_although_it_is_two_percent_of_hr04():
    assert tag_one("HR04", vintage=2016, edition=2023)["scoreboard_unit"] == "HR02;HR05;HR06"


def test_a_new_region_is_carried_back_into_an_older_edition():
    tagged = tag_one("NO08", vintage=2021, edition=2019)
    assert (tagged["class"], tagged["no_data"]) == (None, "missing")
    assert tag_one("PL91", vintage=2021, edition=2019)["class"] == "moderate"


def test_every_region_of_2021_has_a_class_of_2023_or_a_reason():
    regions = tag(read_regions(2021, levels=(2,)), edition=2023)
    assert regions["relation"].value_counts().to_dict() == {"same": 220, "inside": 80, "none": 34}
    assert (regions["class"].isna() == regions["no_data"].notna()).all()
    without = set(regions.loc[regions["no_data"].notna(), "country"])
    assert without == {"AL", "IS", "LI", "ME", "MK", "NO", "TR"}


def test_the_table_2023_is_taken_over_by_the_regions_that_are_units():
    board = read_scoreboard(2023).set_index("code")
    regions = tag(read_regions(2021), edition=2023).set_index("nuts_id")
    assert len(board) == 244
    assert (regions.loc[board.index, "class"] == board["class"]).all()
    assert (regions.loc[board.index, "index"] == board["index"]).all()


def test_tagging_leaves_its_argument_and_the_crs_alone():
    regions = read_regions(2021, levels=(1,))
    before = regions.copy()
    tagged = tag(regions, edition=2023)
    assert tagged.crs == "EPSG:4326"
    pd.testing.assert_frame_equal(pd.DataFrame(regions), pd.DataFrame(before))
    assert tagged.index.equals(regions.index)


def test_regions_of_another_vintage_that_do_not_say_so_are_refused():
    with pytest.raises(
        RegionError, match=r"found 'FR30', expected a code of NUTS 2021.*add a column 'vintage'"
    ):
        tag(pd.DataFrame({"nuts_id": ["FR30"], "level": [2]}), edition=2023)


def test_editions_with_a_table_are_2019_and_2023():
    assert editions() == (2019, 2023)


def test_an_unknown_edition_names_the_present_ones():
    with pytest.raises(EditionError, match=r"found scoreboard edition 2022.*2019, 2023.*Did you mean 2023\?"):
        read_scoreboard(2022)


def test_an_edition_without_series_says_so():
    with pytest.raises(EditionError, match=r"expected one with a series: 2023"):
        read_series(2019)


def test_classes_computed_from_the_index_agree_with_the_published_ones_of_2023():
    board = read_scoreboard(2023)
    average = describe_edition(2023).eu_average
    assert average == 108.47
    assert [classify(index, average, 2023) for index in board["index"]] == board["class"].tolist()


def test_classes_of_2019_agree_with_the_table():
    board = read_scoreboard(2019).dropna(subset=["index"])
    average = describe_edition(2019).eu_average
    assert [classify(index, average, 2019) for index in board["index"]] == board["class"].tolist()


@pytest.mark.parametrize(
    ("percent", "edition", "class_"),
    [
        (120, 2019, "strong"),
        (120.01, 2019, "leader"),
        (90, 2019, "strong"),
        (50, 2019, "moderate"),
        (49.9, 2019, "modest"),
        (125, 2023, "strong"),
        (125.01, 2023, "leader"),
        (125, 2025, "strong"),
        (125.01, 2025, "leader"),
        (125, 2021, "leader"),
        (100, 2023, "strong"),
        (70, 2023, "moderate"),
        (69.9, 2023, "emerging"),
    ],
)
def test_bounds_belong_to_the_class_the_edition_says(percent, edition, class_):
    assert classify(percent, 100.0, edition) == class_


@pytest.mark.parametrize(
    ("edition", "wordings"),
    [
        (2019, ["above", "between", "between", "below"]),
        (2021, ["from", "between", "between", "below"]),
        (2023, ["above", "between", "between", "below"]),
        (2025, ["above", "between", "between", "below"]),
    ],
)
def test_bounds_are_worded_by_the_side_on_which_they_close(edition, wordings):
    bounds = thresholds(edition)
    assert [bound.wording for bound in bounds] == wordings
    for upper, lower in pairwise(bounds):
        assert upper.includes_lower != lower.includes_upper


def test_a_percentage_that_rounding_leaves_just_below_its_bound_is_on_it():
    assert class_of(70 - 1e-12, thresholds(2023)) == "moderate"
    assert class_of(120 + 1e-12, thresholds(2019)) == "strong"
    assert class_of(124.87, thresholds(2023)) == "strong"


def test_thresholds_are_told_best_class_first():
    assert [(bound.class_, bound.lower, bound.upper) for bound in thresholds(2019)] == [
        ("leader", 120.0, None),
        ("strong", 90.0, 120.0),
        ("moderate", 50.0, 90.0),
        ("modest", None, 50.0),
    ]


def test_the_series_holds_eight_years_of_every_unit_and_the_eu():
    series = read_series(2023)
    assert sorted(series["year"].unique()) == list(range(2016, 2024))
    assert series.groupby("code").size().eq(8).all()
    assert series.loc[series["code"] == "EU", "index"].tolist()[-1] == 108.47


def test_there_are_twenty_indicators_of_each_unit():
    indicators = read_indicators(2023)
    assert indicators["indicator"].nunique() == 20
    assert indicators["code"].nunique() == 244


@pytest.fixture
def with_2025(tmp_path):
    """A package with an edition of 2025: codes of NUTS 2021 and 2024, boundaries of 2024 not yet there."""
    root = tmp_path / "data"
    shutil.copytree(Catalog.bundled().root, root)
    (root / "tables" / "scoreboard-2025.csv").write_text(
        "edition,code,level,name,country,index,relative_to,class,subclass,basis\n"
        "2025,CY0,1,Kypros,CY,120.0,EU 2018,strong,,computed\n"
        "2025,HR02,2,Panonska Hrvatska,HR,60.0,EU 2018,emerging,,computed\n"
        "2025,NL35,2,Utrecht,NL,150.0,EU 2018,leader,,computed\n",
        encoding="utf-8",
    )
    descriptor = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"].append({"name": "scoreboard-2025", "path": "tables/scoreboard-2025.csv"})
    (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return Catalog(root)


@pytest.mark.parametrize(
    ("code", "unit", "relation", "class_", "no_data"),
    [
        ("HR02", "HR02", "same", "emerging", None),
        ("CY", "CY0", "same", "strong", None),
        ("CY000", "CY0", "same", "strong", None),
        ("NL31", "NL35", "same", "leader", None),
        ("UKI", "", "none", None, "not_covered"),
    ],
)
def test_a_newer_edition_goes_through_the_same_code(with_2025, code, unit, relation, class_, no_data):
    frame = pd.DataFrame({"nuts_id": [code], "level": [len(code) - 2], "vintage": [2021]})
    tagged = tag(frame, edition=2025, catalog=with_2025).iloc[0]
    assert (tagged["scoreboard_unit"], tagged["relation"]) == (unit, relation)
    assert (tagged["class"], tagged["no_data"]) == (class_, no_data)


def test_a_table_that_changes_while_the_program_runs_is_read_again(with_2025):
    frame = pd.DataFrame({"nuts_id": ["HR02"], "level": [2], "vintage": [2021]})
    assert tag(frame, edition=2025, catalog=with_2025).loc[0, "class"] == "emerging"
    path = with_2025.path("scoreboard-2025")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("60.0,EU 2018,emerging", "100.0,EU 2018,strong"), encoding="utf-8")
    assert tag(frame, edition=2025, catalog=with_2025).loc[0, "class"] == "strong"
