"""NUTS codes, names, boundaries and changes, on the bundled data."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.datapackage.catalog import Catalog
from geo.errors import RegionError
from geo.nuts.boundary_file import columns_of, shapes_of
from geo.nuts.carrying import carry
from geo.nuts.units import level_of, read_land, read_names, read_regions, read_units
from geo.nuts.vintages import read_changes
from geo.update import changes

ROOT = Path(__file__).parent.parent.parent
#: Level-2 changes of 2013 to 2016 and 2016 to 2021 as the reference lists them (old unit: new units).
FRANCE = {
    "FR21": "FRF2", "FR22": "FRE2", "FR23": "FRD2", "FR24": "FRB0", "FR25": "FRD1", "FR26": "FRC1",
    "FR30": "FRE1", "FR41": "FRF3", "FR42": "FRF1", "FR43": "FRC2", "FR51": "FRG0", "FR52": "FRH0",
    "FR53": "FRI3", "FR61": "FRI1", "FR62": "FRJ2", "FR63": "FRI2", "FR71": "FRK2", "FR72": "FRK1",
    "FR81": "FRJ1", "FR82": "FRL0", "FR83": "FRM0", "FRA1": "FRY1", "FRA2": "FRY2", "FRA3": "FRY3",
    "FRA4": "FRY4", "FRA5": "FRY5",
}  # fmt: skip
POLAND = {"PL11": "PL71", "PL31": "PL81", "PL32": "PL82", "PL33": "PL72", "PL34": "PL84"}
REGROUPED_2016 = {
    "PL12": {"PL91", "PL92"}, "LT00": {"LT01", "LT02"}, "HU10": {"HU11", "HU12"},
    "IE01": {"IE04", "IE06"}, "IE02": {"IE05", "IE06"}, "UKM2": {"UKM7", "UKM9"}, "UKM3": {"UKM8", "UKM9"},
}  # fmt: skip
REGROUPED_2021 = {
    "NO01": {"NO08"}, "NO03": {"NO08", "NO09"}, "NO04": {"NO09", "NO0A"}, "NO05": {"NO0A"},
    "HR04": {"HR02", "HR05", "HR06"},
}  # fmt: skip


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return read_changes()


def level_2_changes(table: pd.DataFrame, year: int) -> dict[str, set[str]]:
    rows = table[(table["from_vintage"] == year) & (table["level"] == 2) & (table["kind"] != "same")]
    return {code: set(group["to_id"]) for code, group in rows.groupby("from_id")}


@pytest.mark.parametrize(
    ("vintage", "counts"),
    [(2013, [35, 116, 320, 1480]), (2016, [37, 125, 332, 1522]), (2021, [37, 125, 334, 1514])],
)
def test_each_vintage_has_the_published_number_of_units(vintage: int, counts: list[int]):
    regions = read_regions(vintage)
    assert regions.groupby("level").size().tolist() == counts


@pytest.mark.parametrize("vintage", [2013, 2016, 2021])
def test_every_boundary_is_valid_on_the_grid_and_in_degrees(vintage: int):
    regions = read_regions(vintage)
    assert regions.crs == "EPSG:4326"
    assert regions.is_valid.all()
    assert set(regions.geom_type) <= {"Polygon", "MultiPolygon"}
    corners = shapely.get_coordinates(regions.geometry)
    assert abs(corners * 1e4 - (corners * 1e4).round()).max() < 1e-6


@pytest.mark.parametrize("vintage", [2013, 2016, 2021])
def test_every_unit_has_a_parent_one_level_up_in_its_country(vintage: int):
    regions = read_regions(vintage).set_index("nuts_id")
    below = regions[regions["level"] > 0]
    parents = regions.loc[below["parent"]]
    assert (parents["level"].to_numpy() == below["level"].to_numpy() - 1).all()
    assert (parents["country"].to_numpy() == below["country"].to_numpy()).all()


def test_the_parent_of_ukn16_in_2016_is_ukn0():
    regions = read_regions(2016, levels=(3,)).set_index("nuts_id")
    assert set(regions.loc[[f"UKN{n}" for n in range(10, 17)], "parent"]) == {"UKN0"}


def test_levels_are_chosen_and_an_unknown_one_is_refused():
    assert set(read_regions(2021, levels=(0, 2))["level"]) == {0, 2}
    with pytest.raises(RegionError, match="found level 4, expected 0, 1, 2 or 3"):
        read_regions(2021, levels=(4,))


@pytest.mark.parametrize(
    ("vintage", "expected"),
    [
        (2012, "one of 2013, 2016, 2021. Did you mean 2013?"),
        (
            2024,
            (
                "one of 2013, 2016, 2021, whose boundaries are here; "
                "to bring those of 2024: clusteratlas update boundaries --vintage 2024"
            ),
        ),
    ],
)
def test_an_absent_vintage_says_which_are_present_and_how_to_get_it(vintage: int, expected: str):
    with pytest.raises(RegionError) as caught:
        read_regions(vintage)
    assert str(caught.value) == f"found NUTS vintage {vintage}, expected {expected}"


@pytest.mark.parametrize(("code", "level"), [("DE", 0), ("DE1", 1), ("DE13", 2), ("DE131", 3)])
def test_the_length_of_a_code_is_its_level(code: str, level: int):
    assert level_of(code) == level


@pytest.mark.parametrize("code", ["", "D", "de13", "DE1311", "1234", "DE 3"])
def test_a_text_that_is_no_code_is_refused(code: str):
    with pytest.raises(RegionError, match="expected a NUTS code"):
        level_of(code)


def test_land_leaves_out_the_countries_of_the_vintage():
    land_2013 = set(read_land(vintage=2013)["country"])
    land_2021 = set(read_land(vintage=2021)["country"])
    assert land_2013 - land_2021 == {"AL", "RS"}
    assert {"UA", "BA", "XK", "BY", "MA"} <= land_2021
    assert not {"DE", "UK", "EL"} & land_2021
    assert read_land().is_valid.all()


@pytest.mark.parametrize(
    ("place", "lon_lat", "country"),
    [
        ("Moscow", (37.62, 55.75), ["RU"]),
        ("Kyiv", (30.52, 50.45), ["UA"]),
        ("Sarajevo", (18.41, 43.85), ["BA"]),
        ("Novaya Zemlya", (57.0, 73.5), ["RU"]),
        ("Norwegian Sea", (-2.0, 68.0), []),
        ("Barents Sea", (40.0, 73.0), []),
        ("Bay of Biscay", (-5.0, 45.5), []),
    ],
)
def test_land_is_where_land_is(place: str, lon_lat: tuple[float, float], country: list[str]):
    land = read_land()
    assert land[land.contains(shapely.Point(lon_lat))]["country"].tolist() == country, place


def test_level_2_changes_from_2013_to_2016_are_the_listed_ones(table: pd.DataFrame):
    expected = {old: {new} for old, new in (FRANCE | POLAND).items()} | REGROUPED_2016
    assert level_2_changes(table, 2013) == expected


def test_level_2_changes_from_2016_to_2021_are_the_listed_ones(table: pd.DataFrame):
    assert level_2_changes(table, 2016) == REGROUPED_2021


def test_oslo_og_akershus_is_a_fifth_of_the_unit_it_became_part_of(table: pd.DataFrame):
    row = table[(table["from_id"] == "NO01") & (table["to_id"] == "NO08")].iloc[0]
    assert (row["kind"], row["share_from"]) == ("merged", 1.0)
    assert row["share_to"] == pytest.approx(0.21, abs=0.01)


def test_every_unit_is_on_its_side_of_the_table_or_has_no_counterpart(table: pd.DataFrame):
    for old, new in ((2013, 2016), (2016, 2021)):
        rows = table[(table["from_vintage"] == old) & (table["to_vintage"] == new)]
        before, after = set(read_regions(old)["nuts_id"]), set(read_regions(new)["nuts_id"])
        assert before - set(rows["from_id"]) == set()
        assert set(rows["from_id"]) <= before
        assert set(rows["to_id"]) <= after


def carried(code: str, old: int, new: int) -> dict[str, str]:
    return {part.nuts_id: part.kind for part in carry(code, old, new)}


@pytest.mark.parametrize(
    ("code", "old", "new", "expected"),
    [
        ("DE13", 2013, 2021, {"DE13": "same"}),
        ("FR30", 2013, 2021, {"FRE1": "recoded"}),
        ("FRE1", 2021, 2013, {"FR30": "recoded"}),
        ("FR24", 2013, 2016, {"FRB0": "recoded"}),
        ("PL12", 2013, 2021, {"PL92": "split", "PL91": "split"}),
        ("LT00", 2013, 2021, {"LT02": "split", "LT01": "split"}),
        ("LT", 2013, 2021, {"LT": "same"}),
        ("NO01", 2013, 2021, {"NO08": "merged"}),
        ("HR05", 2021, 2013, {"HR04": "merged"}),
        ("HR04", 2013, 2021, {"HR02": "split", "HR06": "split", "HR05": "split"}),
        ("IE06", 2021, 2013, {"IE01": "boundary", "IE02": "boundary"}),
        ("NO0B", 2021, 2016, {}),
        ("AT2", 2016, 2016, {"AT2": "same"}),
    ],
)
def test_a_code_is_carried_along_the_changes(code: str, old: int, new: int, expected: dict[str, str]):
    assert carried(code, old, new) == expected


def test_the_largest_part_comes_first():
    assert [part.nuts_id for part in carry("PL12", 2013, 2021)] == ["PL92", "PL91"]


def test_a_code_of_another_vintage_is_refused():
    with pytest.raises(RegionError, match=r"found 'FRE1', expected a code of NUTS 2013. Did you mean FR1\?"):
        carry("FRE1", 2013, 2021)


def square(left: float, right: float) -> shapely.Polygon:
    return shapely.box(left, 50, right, 51)


def units(**shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    rows = {"nuts_id": list(shapes), "level": [2] * len(shapes), "country": [code[:2] for code in shapes]}
    return gpd.GeoDataFrame(rows, geometry=list(shapes.values()), crs="EPSG:4326")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"AA01": (0, 2)}, {"AA01": (0, 2)}, {("AA01", "AA01"): "same"}),
        ({"AA01": (0, 2)}, {"AA01": (0, 1.4)}, {("AA01", "AA01"): "same"}),
        ({"AA01": (0, 2)}, {"AA02": (0, 2)}, {("AA01", "AA02"): "recoded"}),
        (
            {"AA01": (0, 2)},
            {"AA02": (0, 1), "AA03": (1, 2)},
            {("AA01", "AA02"): "split", ("AA01", "AA03"): "split"},
        ),
        (
            {"AA01": (0, 1), "AA02": (1, 2)},
            {"AA03": (0, 2)},
            {("AA01", "AA03"): "merged", ("AA02", "AA03"): "merged"},
        ),
        (
            {"AA01": (0, 2), "AA02": (2, 4)},
            {"AA03": (0, 1), "AA04": (1, 4)},
            {("AA01", "AA03"): "split", ("AA01", "AA04"): "boundary", ("AA02", "AA04"): "merged"},
        ),
        ({"AA01": (0, 2)}, {"BB01": (0, 2)}, {}),
    ],
    ids=["same", "drawn anew", "recoded", "split", "merged", "boundary", "another country"],
)  # fmt: skip
def test_an_overlay_tells_the_kinds_of_change_apart(old, new, expected):
    frames = {
        2013: units(**{code: square(*span) for code, span in old.items()}),
        2016: units(**{code: square(*span) for code, span in new.items()}),
    }
    table = changes.compute_changes(frames)
    assert (
        dict(zip(zip(table["from_id"], table["to_id"], strict=True), table["kind"], strict=True)) == expected
    )


def test_one_vintage_alone_has_no_changes():
    assert changes.compute_changes({2013: units(AA01=square(0, 1))}).empty


def test_units_and_shapes_are_those_of_the_regions() -> None:
    regions = read_regions(2013, levels=(2, 3))
    units = read_units(2013, levels=(2, 3))
    pd.testing.assert_frame_equal(units, pd.DataFrame(regions.drop(columns="geometry")))
    codes, shapes = shapes_of(Catalog.bundled().content("nuts-2013"), level=3)
    level_3 = regions[regions["level"] == 3]
    assert codes == level_3["nuts_id"].tolist()
    boundaries = Catalog.bundled().content("nuts-2013")
    assert columns_of(boundaries, "nuts_id", "parent") == [
        read_units(2013)[name].tolist() for name in ("nuts_id", "parent")
    ]
    assert shapely.equals_exact(shapes, level_3.geometry.to_numpy()).all()


def test_a_table_that_was_read_is_not_changed_by_who_read_it_before() -> None:
    names = read_names()
    names["name"] = "changed"
    assert "changed" not in set(read_names()["name"])


COUNT_THREADS = """
import os, pyarrow.parquet
from geo.nuts.boundary_file import columns_of
from geo.datapackage.catalog import Catalog
content = Catalog.bundled().path("nuts-2021").read_bytes()
before = len(os.listdir("/proc/self/task"))
columns_of(content, "nuts_id", "level", "country", "name", "parent", "name_latin")
print(len(os.listdir("/proc/self/task")) - before)
"""


@pytest.mark.slow
def test_reading_boundaries_starts_no_thread() -> None:
    # A thread of Arrow that starts while a process ends aborts it: a command done at once ended with -6.
    done = subprocess.run(
        [sys.executable, "-c", COUNT_THREADS], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "0\n"
