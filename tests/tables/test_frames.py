"""Frames that somebody brings: whatever types and points they have, they are read as a file is."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo import ClusterMap, locate, read_clusters
from geo.errors import TableError

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
