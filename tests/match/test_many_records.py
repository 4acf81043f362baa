"""A table of any length, in any order and with any repetition has the ledger that its records have alone."""

from __future__ import annotations

import itertools

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import build_ledger, locate, tag
from geo.match import locating

BERLIN, TURKU, SEA = shapely.Point(13.4, 52.5), shapely.Point(22.27, 60.45), shapely.Point(0, 0)
#: One of each way to a region, and some that lead to none: country, code, name, city, status, point, class.
STATED = [
    ("DE", "DE30", None, None, None, None, "strong"),
    ("DE", "DE3", "Oberbayern", None, None, None, None),
    ("DE", "DE300;DE21", None, None, None, BERLIN, "leader"),
    ("DE", "DE9", "Berlin", None, None, BERLIN, None),
    ("DE", None, "Leipzig", None, None, None, None),
    ("DE", None, "Leipzig", None, None, BERLIN, None),
    ("DE", None, "Berlinn", "Berlin", "unconfirmed", None, None),
    ("DE", None, None, "Neustadt", None, None, None),
    ("FI", None, "Länsi-Suomi", "Turku", None, TURKU, None),
    ("FI", None, None, "Turku", "unconfirmed", TURKU, None),
    ("FI", None, None, None, None, SEA, None),
    ("LT", "LT", None, None, None, None, "moderate"),
    ("LT", None, None, "Vilnius", "unconfirmed", None, None),
    ("PL", "PL9", None, None, None, None, None),
    ("FR", "FR30", None, None, None, None, None),
    ("DE", None, None, None, None, BERLIN, None),
    ("DE", None, None, None, None, None, None),
    ("US", None, "Texas", None, None, SEA, None),
    (None, None, None, None, None, TURKU, None),
    (None, None, None, None, None, None, None),
]


def records(rows: list[int]) -> gpd.GeoDataFrame:
    names = ("country", "nuts_id_printed", "region_printed", "city", "city_status", "geometry")
    columns = dict(
        zip((*names, "class_printed"), zip(*(STATED[row] for row in rows), strict=True), strict=True)
    )
    frame = gpd.GeoDataFrame(columns, geometry="geometry", crs="EPSG:4326")
    printed = frame["class_printed"].notna()
    frame.attrs["problems"] = ()  # as a frame that was read, though some of them have no country
    years = pd.Series(2019, index=frame.index, dtype="Int64").where(printed)
    return frame.assign(name=[f"N{row}" for row in rows], class_printed_edition=years)


def ledger(rows: list[int]) -> list[list[str]]:
    tagged = tag(locate(records(rows)), edition=2023)
    return [list(map(repr, row)) for row in build_ledger(tagged, edition=2023).itertuples(index=False)]


@pytest.mark.slow
def test_order_repetition_and_length_change_no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = list(range(len(STATED)))
    alone = list(itertools.chain.from_iterable(ledger([row]) for row in everything))
    assert ledger(everything) == alone
    monkeypatch.setattr(locating, "_BATCH", 4)
    mixed = [row * 7 % len(STATED) for row in everything] * 3
    assert ledger(mixed) == [alone[row] for row in mixed]


def test_equal_records_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    place_all = locating.Locator.place_all
    monkeypatch.setattr(
        locating.Locator, "place_all", lambda self, record: asked.append(record) or place_all(self, record)
    )
    locate(records([0, 4, 0, 4, 15, 15]))
    assert [record.code or record.name or "point" for record in asked] == [
        "DE30",
        "Leipzig",
        "point",
    ]


def test_what_is_written_into_a_result_does_not_reach_the_records() -> None:
    given = records([0, 4, 15])
    located = locate(given)
    tagged = tag(located, edition=2023)
    tagged.loc[0, "name"] = tagged.loc[0, "nuts_id"] = "changed"
    tagged.loc[2, "geometry"] = TURKU
    located.loc[1, "country"] = "changed"
    assert given["name"].tolist() == ["N0", "N4", "N15"]
    assert given["country"].tolist() == ["DE", "DE", "DE"]
    assert given.geometry[2] == located.geometry[2] == BERLIN
    assert located.loc[0, "nuts_id"] == "DE30"
    given.loc[0, "name"] = "changed too"
    assert located.loc[0, "name"] == "N0"
