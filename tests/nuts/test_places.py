"""Places of Europe and the names they are found by."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.datapackage import bundled
from geo.datapackage.catalog import Catalog
from geo.errors import PackageError
from geo.nuts import place_names
from geo.nuts import places as table_module
from geo.nuts.place_names import FoldedNames
from geo.nuts.places import LEAST_INHABITANTS, Places, places_of
from tests import synthetic


def places(country: str) -> Places:
    found = places_of(country, catalog=Catalog.bundled())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("country", "name", "own"),
    [
        *(("IT", name, "Milan") for name in ("Milano", "Milan", "Mailand", "Milà", "Milán", "mila")),
        *(("DE", name, "Munich") for name in ("München", "Munic", "Múnich", "Monaco di Baviera", "Munchen")),
        *(("AT", name, "Vienna") for name in ("Wien", "Vienna", "Vienne", "Viena")),
        ("EL", "Αθήνα", "Athens"),
        ("BG", "София", "Sofia"),
        ("NL", "'s-Gravenhage", "The Hague"),
        ("ES", "San Sebastián/Donostia", "Donostia / San Sebastián"),
    ],
)
def test_a_place_is_found_by_its_names_in_many_languages(country: str, name: str, own: str):
    assert places(country).find(name)[0].name == own


def test_several_places_of_a_name_come_largest_first():
    sizes = [place.population for place in places("DE").find("Neustadt")]
    assert len(sizes) > 10
    assert sizes == sorted(sizes, reverse=True)


def test_a_name_that_is_no_places_own_also_means_those_that_begin_with_it():
    found = {place.name for place in places("IT").find("Reggio")}
    assert {"Reggio nell'Emilia", "Reggio Calabria"} <= found


@pytest.mark.parametrize("name", ["Saint-Denis", "St Denis", "St. Denis", "st-denis"])
def test_saints_written_short_mean_all_places_that_saints_in_full_mean(name: str):
    known = places_of("FR", catalog=Catalog.bundled())
    assert known is not None
    found = [(place.population, place.name) for place in known.find(name)[:2]]
    assert found == [(154_765, "Saint-Denis"), (96_128, "Saint-Denis")]


def test_a_name_no_place_has_offers_similar_ones():
    assert places("SE").find("Gothemburg") == []
    assert places("SE").similar("Gothemburg") == ["Gothenburg"]


def test_a_package_without_places_has_none(tmp_path):
    assert places_of("DE", catalog=Catalog(synthetic.package(tmp_path / "data"))) is None


def test_the_table_holds_places_of_every_country_within_three_megabytes():
    path = Catalog.bundled().path("places")
    table = pq.read_table(path)
    assert path.stat().st_size <= 3_000_000
    assert min(table["population"].to_pylist()) >= LEAST_INHABITANTS
    assert len(set(table["country"].to_pylist())) == 40


def test_a_table_of_places_without_the_names_to_look_up_is_refused_with_what_to_do(tmp_path):
    root = Path(shutil.copytree(bundled.data_dir(), tmp_path / "data"))
    path = root / "tables" / "places.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["folded_names"]), path)
    description = json.loads((root / "datapackage.json").read_text("utf-8"))
    (entry,) = [each for each in description["resources"] if each["name"] == "places"]
    content = path.read_bytes()
    entry |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    (root / "datapackage.json").write_text(json.dumps(description), "utf-8")
    with pytest.raises(PackageError, match=r"places\.parquet.*columns folded_names; .*update places"):
        places_of("DE", catalog=Catalog(root))


def test_a_place_of_another_country_is_found_by_each_of_its_names() -> None:
    catalog = Catalog.bundled()
    table = catalog.derive(table_module._table).to_pylist()
    names = {name for row in table[::400] for name in row["folded_names"].split(";")}
    largest: dict[str, tuple[int, str]] = {}
    for row in table:
        for name in names.intersection(row["folded_names"].split(";")):
            if row["country"] != "DE":
                largest[name] = max(largest.get(name, (0, "")), (row["population"], row["country"]))
    for name in sorted(names):
        found = table_module.find_elsewhere(name, "DE", catalog=catalog)
        assert (found and (found[1].population, found[0])) == largest.get(name)


@pytest.mark.parametrize("few", [0, 1_000_000], ids=["by the alphabet", "by reading"])
def test_names_are_found_by_reading_and_by_the_alphabet_alike(few: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(place_names, "_FEW", few)
    names = FoldedNames(
        pa.chunked_array([["reggio calabria;reggio;rc", "au", "reggio", "au gau;reggio emilia"]])
    )
    assert names.rows("reggio", range(4)) == [0, 2]
    assert names.rows("reggio", range(1, 4)) == [2]
    assert names.rows("au", range(4)) == [1]
    assert names.rows("calabria", range(4)) == []
    assert names.rows_longer("reggio", range(4)) == [0]  # the own name of the last is another
    assert names.rows_longer("au", range(4)) == [3]
    assert [names.is_own("reggio", row) for row in (0, 2)] == [False, True]
    assert names.in_order(range(1, 4)) == ["au", "reggio", "au gau", "reggio emilia"]


def test_of_many_names_each_is_found_without_looking_at_all_places(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(place_names, "_FEW", 0)
    names = FoldedNames(Catalog.bundled().derive(table_module._table)["folded_names"])
    compared: list[int] = []
    name = place_names._SortedNames.name
    monkeypatch.setattr(
        place_names._SortedNames, "name", lambda self, at: compared.append(at) or name(self, at)
    )
    assert names.rows("no place of europe", range(50_000)) == []
    assert 0 < len(compared) < 50  # of 200,000 names
