"""A batch is found as its records are alone: whatever is beside them, in whatever order."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import locate
from geo.datapackage.catalog import Catalog
from geo.match import cities, locating
from geo.nuts import name_index
from geo.nuts.gazetteer import gazetteer
from tests.examples import examples

#: Inside a region, at sea near a coast and far from any, in a country without regions, nowhere, and no point.
PLACES = [
    (13.4, 52.5),
    (22.27, 60.45),
    (2.35, 48.85),
    (0.35, 49.79),
    (0.0, 0.0),
    (37.6, 55.7),
    (5.1, 36.9),
    None,
]
STATED = [
    {"country": "DE"},
    {"country": "FR"},
    {"country": None},
    {"country": "FI", "nuts_vintage": 2013},
    {"country": "DE", "nuts_id_printed": "DE30"},
    {"country": "DE", "nuts_id_printed": "DE30;DE21"},
    {"country": "FI", "region_printed": "Länsi-Suomi", "city": "Turku"},
    {"country": "DE", "region_printed": "Leipzig"},
    {"country": "FR", "city": "Paris", "city_status": "unconfirmed"},
    {"country": "US", "region_printed": "Texas"},
]
NAMES = ("country", "nuts_id_printed", "region_printed", "nuts_vintage", "city", "city_status")
ROWS = st.lists(st.tuples(st.sampled_from(STATED), st.sampled_from(PLACES)), min_size=1, max_size=30)


def records(rows: list) -> gpd.GeoDataFrame:
    columns = {name: [stated.get(name) for stated, _ in rows] for name in NAMES}
    columns["nuts_vintage"] = pd.array(columns["nuts_vintage"], dtype="Int64")
    points = [None if place is None else shapely.Point(place) for _, place in rows]
    frame = gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")
    frame.attrs["problems"] = ()
    return frame


def found(frame: gpd.GeoDataFrame) -> list[str]:
    located = locate(frame)
    return [repr(row) for row in located[list(locating.FOUND_COLUMNS)].itertuples(index=False)]


@cache
def _alone(stated: int, place: tuple[float, float] | None) -> str:
    return found(records([(STATED[stated], place)]))[0]


@examples(25)
@given(ROWS, st.integers(0, 30), st.randoms(use_true_random=False))
def test_any_order_and_any_split_give_the_same(rows: list, split: int, random: object) -> None:
    alone = [_alone(STATED.index(stated), place) for stated, place in rows]
    assert found(records(rows)) == alone
    assert [*found(records(rows[:split])), *found(records(rows[split:]))] == alone
    order = list(range(len(rows)))
    random.shuffle(order)
    assert found(records([rows[at] for at in order])) == [alone[at] for at in order]


def test_a_point_on_a_border_has_the_lowest_code_and_is_marked() -> None:
    units = gazetteer(2021, catalog=Catalog.bundled())
    codes, shapes, _ = units.points._smallest
    one, other = (shapes[codes.index(code)] for code in ("DE212", "DE21H"))
    inner = shapely.Point(shapely.get_coordinates(one.intersection(other))[1])
    one, other = (shapes[codes.index(code)] for code in ("DE21G", "DE22A"))
    outer = shapely.Point(shapely.get_coordinates(one.intersection(other))[1])
    frame = gpd.GeoDataFrame({"country": ["DE", "DE"]}, geometry=[inner, outer], crs="EPSG:4326")
    located = locate(frame)
    assert located["nuts_id"].tolist() == ["DE21", "DE21"]
    # Both units of the first border are in one region: there is nothing to choose between.
    assert located["candidates"].tolist() == ["", "DE21;DE22"]
    assert ["point_border" in notes for notes in located["locate_notes"]] == [False, True]


def test_many_points_are_near_what_each_is_near_to() -> None:
    units = gazetteer(2021, catalog=Catalog.bundled())
    generator = np.random.default_rng(5)
    points = shapely.points(generator.uniform(-6, 12, 300), generator.uniform(43, 55, 300))
    for country in (None, "FR"):
        many, distances_m = units.points.nearest_each(points, country=country)
        alone = [units.points.nearest(point, country=country) for point in points]
        assert [None if at < 0 else units.points.smallest[at] for at in many] == [
            near and near[0] for near in alone
        ]
        assert [near[1] for near in alone if near] == distances_m[many >= 0].tolist()
        assert sum(near is not None for near in alone) > 10


def test_names_that_nobody_knows_take_no_memory_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cities, name_index):
        monkeypatch.setattr(module, "_KEPT", 4)
    catalog = Catalog.bundled()
    finder, names = cities.Cities(catalog), gazetteer(2021, catalog=catalog).names
    monkeypatch.setattr(names, "_near", {})
    asked = [f"Rostok {number}" for number in range(6)]
    alone = [finder.find(name, "DE", gazetteer(2021, catalog=catalog)) for name in asked]
    assert [finder.find(name, "DE", gazetteer(2021, catalog=catalog)) for name in asked] == alone
    assert [names.near_names(f"{name} Bayer", "DE") for name in asked] == [
        names._most_alike(f"{name} Bayer", "DE") for name in asked
    ]
    assert len(finder._known) <= 4
    assert len(names._near) <= 4
