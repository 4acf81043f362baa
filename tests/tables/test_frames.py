"""Frames that somebody brings: whatever types and points they have, they are read as a file is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo import ClusterMap, build_ledger, findings, locate, read_clusters, tag
from geo.errors import RegionError, TableError

POINTS = gpd.GeoDataFrame(
    {"name": ["A"], "country": ["DE"]}, geometry=gpd.points_from_xy([11.57], [48.14]), crs="OGC:CRS84"
)


def test_points_in_the_degrees_of_geoparquet_are_points() -> None:
    assert locate(POINTS)["nuts_id"].tolist() == ["DE21"]
    assert "A" in ClusterMap(POINTS).to_html()


def test_points_without_a_crs_are_taken_for_degrees_and_that_is_said() -> None:
    frame = POINTS.set_crs(None, allow_override=True)
    assert read_clusters(frame).attrs["problems"] == (
        "records, geometry: found 'no CRS', expected EPSG:4326; its points are taken for degrees",
    )


def test_lists_as_pandas_reads_them_from_parquet_are_lists() -> None:
    frame = pd.DataFrame(
        {"name": ["A"], "country": ["DE"], "services": [np.array(["networking", "training"])]}
    )
    assert read_clusters(frame)["services"].tolist() == ["networking;training"]


@pytest.mark.parametrize("read", [read_clusters, locate])
def test_columns_of_two_levels_are_refused(read: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    frame = pd.DataFrame([["A", "DE"]], columns=pd.MultiIndex.from_product([["x"], ["name", "country"]]))
    with pytest.raises(TableError, match="found '2 levels of column names', expected one"):
        read(frame)


DOORS = [locate, partial(tag, edition=2023), partial(build_ledger, edition=2023), ClusterMap]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("given", "found", "hint"),
    [
        ("x.csv", "'x.csv'", "to read a file: geo.read_clusters('x.csv')"),
        (Path("x.csv"), "'x.csv'", "to read a file: geo.read_clusters('x.csv')"),
        ([{"name": "A", "country": "DE"}], "'list'", "to make one of records: pandas.DataFrame(records)"),
        (None, "'NoneType'", "to make one of records: pandas.DataFrame(records)"),
    ],
)
def test_what_is_no_frame_is_refused_with_what_to_pass(
    door: Callable[[object], object], given: object, found: str, hint: str
) -> None:
    with pytest.raises(TableError) as caught:
        door(given)
    assert str(caught.value) == f"records: found {found}, expected a DataFrame or a GeoDataFrame; {hint}"


def test_a_survey_that_is_no_frame_and_a_frame_that_is_no_ledger_are_refused() -> None:
    with pytest.raises(TableError, match=r"^survey: found 'x.csv'.*geo.read_survey\('x.csv'\)$"):
        ClusterMap(POINTS, survey="x.csv")  # type: ignore[arg-type]
    with pytest.raises(TableError, match=r"^ledger: found 'name, country, geometry', expected a ledger of"):
        findings(POINTS)


def test_a_vintage_in_text_is_refused_with_the_years_there_are() -> None:
    with pytest.raises(RegionError, match="found NUTS vintage '2021', expected one of 2013, 2016, 2021"):
        locate(POINTS, vintage="2021")  # type: ignore[arg-type]


def test_a_list_of_records_is_no_table() -> None:
    with pytest.raises(TableError, match="found 'list', expected a DataFrame or a GeoDataFrame"):
        read_clusters([{"name": "A", "country": "DE"}])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "frame", [{"foo": ["x"], "bar": ["DE"]}, {0: ["x"]}, {"website": ["https://a.example"]}]
)
def test_a_frame_of_which_nothing_is_recognised_is_refused(frame: dict[object, list[str]]) -> None:
    headers = ", ".join(map(str, frame))
    for door in DOORS[:2]:
        with pytest.raises(TableError, match=f"found '{headers}', expected columns named 'name', 'country'"):
            door(pd.DataFrame(frame))
    for door in DOORS[2:]:
        with pytest.raises(TableError, match="expected a column 'name'"):
            door(pd.DataFrame(frame))


def test_a_ledger_needs_names_where_a_region_is_found_without_them() -> None:
    frame = pd.DataFrame({"country": ["DE", "DE"], "nuts_id": ["DE21", "DE2X"]})
    assert locate(frame)["nuts_id"].tolist() == ["DE21", "DE"]
    with pytest.raises(TableError, match="expected a column 'name'"):
        build_ledger(frame, edition=2023)
    ledger = build_ledger(tag(locate(frame), edition=2023), edition=2023)
    assert [problem.source for problem in findings(ledger)] == ["record 2"]


def test_points_or_no_rows_at_all_need_no_names() -> None:
    assert locate(POINTS[["geometry"]])["nuts_id"].tolist() == ["DE21"]
    assert len(locate(pd.DataFrame())) == len(locate(pd.DataFrame({"foo": []}))) == 0
