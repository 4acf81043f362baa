"""The units of a map: every country once, in the vintage that has it."""

from __future__ import annotations

import pytest

from geo.datapackage.catalog import Catalog
from geo.nuts.map_units import newest_vintage, older_vintages, read_map_units
from geo.nuts.units import read_units
from geo.update.releases import update_boundaries
from tests import synthetic


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("units")
    root = synthetic.package(folder / "data")
    path = folder / "NUTS_RG_10M_2024_4326.geojson"
    path.write_bytes(synthetic.geojson(2024))
    update_boundaries(root, vintage=2024, source_dir=path)
    return Catalog(root)


def test_a_country_that_left_is_shown_as_the_last_vintage_has_it(catalog: Catalog):
    assert older_vintages(2024, catalog=catalog) == {"UK": 2021}
    units = read_map_units(2024, levels=(2,), catalog=catalog).set_index("nuts_id")
    assert units.loc[["UK11", "NL35", "DE11"], "vintage"].tolist() == [2021, 2024, 2024]
    assert "NL31" not in units.index
    assert units.index.is_unique


@pytest.mark.parametrize("vintage", [2013, 2016, 2021])
def test_a_vintage_with_all_its_countries_is_shown_alone(vintage: int):
    units = read_map_units(vintage, levels=(2,), catalog=Catalog.bundled())
    assert set(units["vintage"]) == {vintage}
    own = read_units(vintage, levels=(2,)).sort_values("nuts_id")["nuts_id"]
    assert units["nuts_id"].tolist() == own.tolist()


def test_the_newest_vintage_that_is_not_newer_is_taken(catalog: Catalog):
    assert [newest_vintage(year, catalog=catalog) for year in (2030, 2024, 2023, 2013)] == [
        2024, 2024, 2021, 2021,
    ]  # fmt: skip
