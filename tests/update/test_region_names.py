"""Names of regions follow the boundaries, vintage by vintage."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from geo.nuts.units import read_names, read_regions
from geo.update.region_names import with_vintage

COLUMNS = ["nuts_id", "language", "name", "kind", "source", "vintages"]


@pytest.mark.parametrize("vintage", [2013, 2016, 2021])
def test_the_bundled_names_are_in_step_with_the_bundled_boundaries(vintage: int):
    names = read_names()
    again = with_vintage(names, read_regions(vintage), vintage)
    pd.testing.assert_frame_equal(again, names[COLUMNS], check_dtype=False)


def names(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def regions(**published: tuple[str, str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "nuts_id": list(published),
            "name": [national for national, _ in published.values()],
            "name_latin": [latin for _, latin in published.values()],
        }
    )


def rows_of(table: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(table[["nuts_id", "name", "kind", "vintages"]].itertuples(index=False, name=None))


def test_a_name_that_stays_holds_in_the_new_vintage_too():
    old = names(
        ("AT1", "", "Osten", "national", "GISCO", "2021"), ("AT1", "en", "East", "exonym", "CLDR", "2021")
    )
    assert rows_of(with_vintage(old, regions(AT1=("Osten", "Osten")), 2024)) == [
        ("AT1", "Osten", "national", "2021 2024"),
        ("AT1", "East", "exonym", "2021 2024"),
    ]


def test_a_code_that_means_another_unit_loses_the_other_names():
    old = names(
        ("NO02", "", "Oppland", "national", "GISCO", "2016"), ("NO02", "en", "Upland", "exonym", "x", "2016")
    )
    assert rows_of(with_vintage(old, regions(NO02=("Innlandet", "Innlandet")), 2021)) == [
        ("NO02", "Innlandet", "national", "2021"),
        ("NO02", "Oppland", "national", "2016"),
        ("NO02", "Upland", "exonym", "2016"),
    ]


def test_the_spelling_of_the_newest_vintage_stays():
    old = names(("FR4", "", "EST", "national", "GISCO", "2013"))
    assert rows_of(with_vintage(old, regions(FR4=("Est", "Est")), 2016)) == [
        ("FR4", "Est", "national", "2013 2016")
    ]
    assert rows_of(with_vintage(old, regions(FR4=("est", "est")), 2010)) == [
        ("FR4", "EST", "national", "2010 2013")
    ]


def test_a_latin_name_is_kept_only_where_it_differs():
    table = with_vintage(names(), regions(EL3=("Αττική", "Attiki"), AT1=("Osten", "OSTEN")), 2021)
    assert rows_of(table) == [
        ("AT1", "Osten", "national", "2021"),
        ("EL3", "Αττική", "national", "2021"),
        ("EL3", "Attiki", "latin", "2021"),
    ]


def test_a_unit_that_is_gone_from_a_vintage_takes_its_names_along():
    old = names(("UK", "", "United Kingdom", "national", "GISCO", "2021"))
    assert rows_of(with_vintage(old, regions(AT=("Österreich", "Österreich")), 2021)) == [
        ("AT", "Österreich", "national", "2021")
    ]
