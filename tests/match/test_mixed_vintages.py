"""Edition 2025: codes of NUTS 2024, those of the United Kingdom of NUTS 2021."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.datapackage.catalog import Catalog
from geo.language.notes import render, unpack
from geo.match.difference import diff_editions
from geo.match.editions import describe_edition
from geo.match.painting import read_painted
from geo.match.placement import locate
from geo.match.tagging import read_scoreboard, tag
from geo.nuts.outline.outline import read_outline
from geo.nuts.units import read_units

OBIDOS = (-9.157, 39.362)
FARO = (-7.935, 37.014)


@pytest.fixture(scope="module")
def catalog(edition_2025: Path) -> Catalog:
    """Return a package with edition 2025 and without the boundaries of NUTS 2024."""
    return Catalog(edition_2025)


@pytest.fixture(scope="module")
def with_2024(vintage_2024: Path) -> Catalog:
    """Return the same package with boundaries in the place of those of NUTS 2024."""
    return Catalog(vintage_2024)


@pytest.fixture(scope="module")
def regions(catalog: Catalog) -> pd.DataFrame:
    units = read_units(2021, levels=(2,), catalog=catalog).assign(vintage=2021)
    return tag(units, edition=2025, catalog=catalog).set_index("nuts_id")


def test_an_edition_names_the_vintage_of_each_of_its_countries():
    edition = describe_edition(2025)
    assert (edition.vintage_of("PT"), edition.vintage_of("UK")) == (2024, 2021)
    assert (describe_edition(2023).vintage_of("UK"), describe_edition(2019).vintage_of("UK")) == (2021, 2016)


def test_what_is_known_of_edition_2025_without_its_table():
    table = pd.read_csv(Catalog.bundled().path("scoreboard-editions")).query("edition == 2025")
    assert table["published_units"].tolist() == [38, 69, 74, 60]
    assert table["lower"].tolist()[:3] == [125, 100, 70]
    assert (describe_edition(2025).eu_average, describe_edition(2025).relative_to) == (112.6, "EU 2018")
    assert 2025 not in Catalog.bundled().years("scoreboard")


def test_no_unit_of_the_table_is_lost(catalog: Catalog, regions: pd.DataFrame):
    board = set(read_scoreboard(2025, catalog=catalog)["code"])
    used = {unit for units in regions["scoreboard_unit"] for unit in units.split(";") if unit}
    assert board - used == set()


@pytest.mark.parametrize(
    ("code", "units", "relation"),
    [
        ("NL31", "NL35", "same"),
        ("NL33", "NL36", "same"),
        ("PT16", "PT19;PT1D", "contains"),
        ("PT17", "PT1A;PT1B", "contains"),
        ("PT18", "PT1C;PT1D", "contains"),
        ("UKI3", "UKI", "inside"),
        ("DE30", "DE3", "same"),
    ],
)
def test_units_are_carried_along_the_official_changes(
    regions: pd.DataFrame, code: str, units: str, relation: str
):
    assert regions.loc[code, ["scoreboard_unit", "relation"]].tolist() == [units, relation]
    assert regions.loc[code, "no_data"] is None


def test_no_region_that_the_edition_covers_is_called_uncovered(regions: pd.DataFrame):
    uncovered = regions[regions["no_data"] == "not_covered"]
    without_units = {"AL", "IS", "LI", "ME", "MK", "TR"}
    # NO0B is Svalbard; the synthetic workbook leaves out FRY.
    others = uncovered.loc[~uncovered["country"].isin(without_units)].index.tolist()
    assert others == ["FRY1", "FRY2", "FRY3", "FRY4", "FRY5", "NO0B"]


def test_shares_that_nobody_measured_are_not_quoted(regions: pd.DataFrame):
    note = render(unpack(regions.loc["PT16", "tag_notes"]))
    assert "belongs to PT19, PT1D in NUTS 2024" in note
    assert "%" not in note


@pytest.mark.parametrize(("point", "unit"), [(OBIDOS, "PT1D"), (FARO, "PT19;PT1D")])
def test_a_point_decides_though_the_newer_boundaries_are_not_there(
    catalog: Catalog, point: tuple[float, float], unit: str
):
    frame = gpd.GeoDataFrame(
        {"nuts_id": ["PT16"], "level": [2], "vintage": [2021]},
        geometry=[shapely.Point(point)],
        crs="EPSG:4326",
    )
    assert tag(frame, edition=2025, catalog=catalog).loc[0, "scoreboard_unit"] == unit


def test_units_that_cannot_be_carried_are_named(catalog: Catalog, tmp_path: Path):
    root = Path(shutil.copytree(catalog.root, tmp_path / "data"))
    table = pd.read_csv(root / "tables" / "nuts-changes.csv")
    table[table["to_vintage"] < 2024].to_csv(root / "tables" / "nuts-changes.csv", index=False)
    frame = pd.DataFrame({"nuts_id": ["NL31", "NL32"], "level": [2, 2], "vintage": [2021, 2021]})
    tagged = tag(frame, edition=2025, catalog=Catalog(root))
    assert tagged["no_data"].tolist() == ["missing", None]
    assert render(unpack(tagged.loc[0, "tag_notes"])) == (
        "The scoreboard of 2025 covers this country with units of another NUTS vintage (NL35, NL36); "
        "nothing tells which of them holds for NL31."
    )


@pytest.mark.slow
def test_no_unit_is_lost_and_no_area_drawn_twice_on_the_newer_boundaries(with_2024: Catalog):
    painted = read_painted(2024, 2025, catalog=with_2024)
    board = set(read_scoreboard(2025, catalog=with_2024)["code"])
    used = {unit for units in painted["scoreboard_unit"] for unit in units.split(";") if unit}
    # The synthetic boundaries have three regions of Portugal where NUTS 2024 has five.
    assert board - used == {"PT1B", "PT1D"}
    assert painted["nuts_id"].tolist() == list(read_outline(2024, catalog=with_2024).ids)
    assert painted.loc[painted["country"] == "UK", "vintage"].unique().tolist() == [2021]
    assert {"NL31", "NL33", "PT16"}.isdisjoint(painted["nuts_id"])


@pytest.mark.slow
def test_editions_are_compared_with_the_united_kingdom_among_their_regions(with_2024: Catalog):
    change = diff_editions(2023, 2025, catalog=with_2024)
    assert {region.country for region in change.regions if region.kind == "lost"} == {"FR"}
    assert "UKC2 Northumberland and Tyne and Wear" in change.to_text()
    assert len(change.regions) + change.same_regions == 334


@pytest.mark.slow
@pytest.mark.parametrize("country", ["UK", None])
def test_a_record_in_the_united_kingdom_is_located_where_the_newest_vintage_lacks_it(
    with_2024: Catalog, country: str | None
):
    frame = gpd.GeoDataFrame({"country": [country]}, geometry=[shapely.Point(-0.12, 51.5)], crs="EPSG:4326")
    located = locate(frame, catalog=with_2024)
    assert located.loc[0, ["nuts_id", "vintage", "located_by"]].tolist() == ["UKI4", 2021, "point"]
    assert tag(located, edition=2025, catalog=with_2024).loc[0, "scoreboard_unit"] == "UKI"
