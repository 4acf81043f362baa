"""Which painted regions a record belongs to, on the real data."""

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import tag
from geo.datapackage.catalog import Catalog
from geo.match.painting import painted_rows, read_painted, units_of_painted


def regions_of(
    code: str | None, vintage: int | None, *, point: tuple[float, float] | None = None, edition: int = 2023
) -> list[str]:
    """Return the codes of the painted regions of one record."""
    records: pd.DataFrame = gpd.GeoDataFrame(
        {"nuts_id": [code], "vintage": pd.array([vintage], dtype="Int64")},
        geometry=[None if point is None else shapely.Point(point)],
        crs="EPSG:4326",
    )
    catalog = Catalog.bundled()
    painted = read_painted(2021, edition, catalog=catalog)
    (rows,) = painted_rows(tag(records, edition=edition), painted, catalog=catalog)
    return painted["nuts_id"].iloc[rows].tolist()


@pytest.mark.parametrize(
    ("code", "vintage", "expected"),
    [
        ("ES51", 2021, ["ES51"]),
        ("ITC4C", 2021, ["ITC4"]),
        ("DE3", 2021, ["DE30"]),
        ("LT", 2021, ["LT01", "LT02"]),
        ("FR30", 2013, ["FRE1"]),
        ("PL12", 2013, ["PL91", "PL92"]),
        ("UKN10", 2016, ["UKN0"]),
        ("ES51;ES52", 2021, ["ES51", "ES52"]),
        (None, None, []),
    ],
)
def test_a_record_belongs_to_the_painted_regions_at_around_or_in_its_own(
    code: str | None, vintage: int | None, expected: list[str]
) -> None:
    assert regions_of(code, vintage) == expected


def test_a_point_that_decides_between_units_decides_between_regions() -> None:
    plock = (19.70, 52.55)
    assert regions_of("PL12", 2013, point=plock) == ["PL92"]


def test_several_units_stand_for_a_region_only_when_they_share_one_class() -> None:
    columns: dict[str, Any] = {
        "scoreboard_unit": ["BE3", "LT01;LT02", "PL91;PL92", "PL91;PL92", ""],
        "class": ["strong", "moderate", "mixed", None, None],
    }
    assert units_of_painted(pd.DataFrame(columns)) == ["BE3", "LT01", None, None, None]


def test_painted_regions_are_sorted_and_the_frame_of_records_is_untouched() -> None:
    painted = read_painted(2021, 2023, catalog=Catalog.bundled())
    assert painted["nuts_id"].is_monotonic_increasing
    assert len(painted) == 334
