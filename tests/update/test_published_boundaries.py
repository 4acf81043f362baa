"""Published boundary files: which are taken, and how they are cleaned."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.nuts.units import read_regions
from geo.update import boundaries
from tests import synthetic

STEM = "NUTS_RG_10M_2024_4326"


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_bytes(b"")


@pytest.mark.parametrize(
    ("present", "taken"),
    [
        ([], []),
        ([f"{STEM}.js", f"{STEM}.json", f"{STEM}.geojson", f"{STEM}.gpkg"], [f"{STEM}.gpkg"]),
        ([f"{STEM}.js", f"{STEM}.json"], [f"{STEM}.json"]),
        (
            [f"{STEM}_LEVL_{level}.json" for level in range(4)],
            [f"{STEM}_LEVL_{level}.json" for level in range(4)],
        ),
        ([f"{STEM}.json", *(f"{STEM}_LEVL_{level}.json" for level in range(4))], [f"{STEM}.json"]),
        ([f"{STEM}_LEVL_{level}.json" for level in (0, 1, 3)], []),
        ([f"{STEM}_LEVL_0_AT.js", "NUTS_BN_10M_2024_4326.geojson", "NUTS_RG_20M_2024_4326.geojson"], []),
    ],
)
def test_the_most_complete_file_of_the_best_format_is_taken(
    tmp_path: Path, present: list[str], taken: list[str]
):
    touch(tmp_path, *present)
    found = boundaries.find_files(tmp_path, vintage=2024, scale="10M")
    assert [path.name for path in found] == taken


def test_every_format_gives_the_same_frame(tmp_path: Path):
    official = tmp_path / f"{STEM}.geojson"
    official.write_bytes(synthetic.geojson(2024))
    expected = boundaries.read_published([official])
    expected_gpkg = expected.rename(
        columns={"nuts_id": "NUTS_ID", "level": "LEVL_CODE", "country": "CNTR_CODE", "name": "NUTS_NAME",
                 "name_latin": "NAME_LATN"}
    )  # fmt: skip
    expected_gpkg.to_file(tmp_path / f"{STEM}.gpkg")
    synthetic.topojson_modules(tmp_path / "npm", 2024)
    modules = boundaries.find_files(tmp_path / "npm", vintage=2024, scale="10M")
    for files in ([tmp_path / f"{STEM}.gpkg"], modules):
        frame = boundaries.read_published(files)
        assert frame.drop(columns="geometry").equals(expected.drop(columns="geometry"))
        assert frame.geometry.geom_equals(expected.geometry).all()


def test_the_same_frame_is_written_as_the_same_bytes(tmp_path: Path):
    official = tmp_path / f"{STEM}.geojson"
    official.write_bytes(synthetic.geojson(2024))
    for name in ("one", "two"):
        boundaries.write(boundaries.read_published([official]), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_points_that_two_units_share_stay_shared_on_the_grid():
    left = shapely.Polygon([(0, 0), (1.000044, 0), (1.000044, 1), (0, 1)])
    right = shapely.Polygon([(1.000044, 0), (2, 0), (2, 1), (1.000044, 1)])
    a, b = boundaries.on_grid(np.array([left, right]))
    assert shapely.intersection(a, b).equals(shapely.LineString([(1, 0), (1, 1)]))


def coarser(regions: gpd.GeoDataFrame, tolerance_deg: float) -> gpd.GeoDataFrame:
    simple = shapely.coverage_simplify(regions.geometry.to_numpy(), tolerance_deg)
    return regions.set_geometry(gpd.GeoSeries(simple, crs=regions.crs))


@pytest.mark.parametrize("vintage", [2013, 2016, 2021])
def test_the_scale_of_boundaries_is_seen_in_how_they_are_drawn(vintage: int):
    regions = read_regions(vintage, levels=(2,))
    assert boundaries.drawn_scale(regions) == "10M"
    assert boundaries.drawn_scale(coarser(regions, 0.06)) == "20M"
    assert boundaries.drawn_scale(coarser(regions, 0.15)) == "60M"


def test_a_file_with_few_lines_tells_nothing_of_its_scale():
    assert boundaries.drawn_scale(read_regions(2021, levels=(2,)).query("country == 'LU'")) is None
