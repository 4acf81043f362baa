"""Records located by their city, and cities that contradict a region."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import build_ledger, findings, locate, tag
from geo.datapackage.catalog import Catalog
from geo.language.messages import LANGUAGES
from geo.language.notes import Note, render, unpack
from geo.match.locating import find_regions
from geo.update.releases import update_boundaries
from tests import synthetic


def place(country: str, city: str, **more: Any) -> pd.Series:
    return locate(pd.DataFrame([{"country": country, "city": city, **more}])).iloc[0]


def notes(row: pd.Series) -> dict[str, Note]:
    return {note.key.removeprefix("note.locate."): note for note in unpack(row["locate_notes"])}


@pytest.mark.parametrize(
    ("country", "city", "region"),
    [("IT", "Mailand", "ITC4"), ("DE", "Munich", "DE21"), ("AT", "Vienne", "AT13"), ("FI", "Abo", "FI1C")],
)
def test_a_city_alone_locates_a_record_at_level_2(country: str, city: str, region: str):
    row = place(country, city)
    assert (row["nuts_id"], row["level"], row["located_by"]) == (region, 2, "city")
    assert pd.isna(row["match_score"])
    assert notes(row)["by_city"].params["size"] > 100_000


def test_the_reason_names_the_place_its_size_and_its_region():
    assert render(unpack(place("SE", "Göteborg")["locate_notes"])).startswith(
        "“Göteborg” is Gothenburg, a place with 608,462 inhabitants in Västsverige (SE23, NUTS 2021)"
    )


@pytest.mark.parametrize(
    ("country", "city", "other", "name"),
    [("DE", "Vienna", "AT", "Vienna"), ("AT", "München", "DE", "Munich")],
)
def test_a_city_of_another_country_is_a_finding_with_that_country(
    country: str, city: str, other: str, name: str
):
    row = place(country, city)
    assert (row["nuts_id"], row["located_by"]) == (country, "country")
    note = notes(row)["city_elsewhere"]
    assert (note.params["country_other"], note.params["place"]) == (other, name)
    assert "city_unknown" not in notes(row)
    record = pd.DataFrame([{"name": "A", "country": country, "city": city}])
    (finding,) = findings(build_ledger(record, edition=2023))
    assert (finding.column, finding.found) == ("city", city)
    assert finding.expected == f"a place of the stated country {country}; {name} lies in {other}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_country_of_a_city_is_named_in_each_language(language: str):
    said = render([notes(place("DE", "Vienna"))["city_elsewhere"]], language)
    names = {"ca": "Àustria", "de": "Österreich", "en": "Austria", "fr": "Autriche"}
    assert names.get(language, "Austria") in said


def test_the_largest_of_several_places_is_taken_only_by_far_and_never_silently():
    row = place("DE", "Frankfurt")
    assert row["nuts_id"] == "DE71"
    others = notes(row)["city_largest"].params["suggestions"]
    assert others == "Frankfurt (Oder) (57\u202f107; DE40 Brandenburg)"
    assert "DE40" in row["candidates"].split(";")


@pytest.mark.parametrize(("country", "city"), [("DE", "Neustadt"), ("FR", "Saint-Denis"), ("IT", "Reggio")])
def test_places_of_one_name_and_like_size_are_listed_and_none_is_chosen(country: str, city: str):
    row = place(country, city)
    assert (row["nuts_id"], row["located_by"]) == (country, "country")
    assert len(row["candidates"].split(";")) > 1
    assert "city_ambiguous" in notes(row)


def test_a_city_that_is_not_known_is_said_with_similar_names():
    row = place("SE", "Gothemburg")
    assert (row["nuts_id"], row["located_by"]) == ("SE", "country")
    assert notes(row)["city_unknown"].params["suggestions"] == "Gothenburg"


def test_code_name_and_point_come_before_the_city():
    assert place("IT", "Roma", region_printed="Lombardia")["located_by"] == "name"
    assert place("IT", "Roma", nuts_id_printed="ITC4")["located_by"] == "code"
    frame = gpd.GeoDataFrame(
        {"country": ["IT"], "city": ["Roma"]}, geometry=[shapely.Point(9.19, 45.46)], crs="EPSG:4326"
    )
    assert locate(frame)[["nuts_id", "located_by"]].iloc[0].tolist() == ["ITC4", "point"]


def test_a_city_beyond_doubt_in_another_region_is_a_conflict():
    row = place("IT", "Roma", region_printed="Lombardia")
    assert row["nuts_id"] == "ITC4"
    assert notes(row)["city_conflict"].params["other"] == "ITI4"


def test_a_city_that_contradicts_the_point_is_a_conflict_and_the_point_holds():
    records = gpd.GeoDataFrame(
        {"country": ["DE"] * 3, "city": ["Hamburg", "München", "Hamburg"]},
        geometry=gpd.points_from_xy([11.5] * 3, [48.1] * 3),
        crs="EPSG:4326",
    ).assign(region_printed=[None, None, "Sachsen"])
    rows = locate(records)
    assert rows["nuts_id"].tolist() == ["DE21", "DE21", "DED"]
    assert notes(rows.iloc[0])["city_conflict"].params["other"] == "DE60"
    assert "city_conflict" not in notes(rows.iloc[1])
    # The point contradicts the region already; the city need not say it again.
    assert "point_conflict" in notes(rows.iloc[2])
    assert "city_conflict" not in notes(rows.iloc[2])


@pytest.mark.parametrize(
    ("city", "region"), [("Frankfurt", "Brandenburg"), ("Neustadt", "Bayern"), ("Milano", "Lombardia")]
)
def test_a_city_whose_name_is_also_in_the_region_is_no_conflict(city: str, region: str):
    country = "IT" if region == "Lombardia" else "DE"
    assert "city_conflict" not in notes(place(country, city, region_printed=region))


def test_what_is_doubtful_about_a_city_is_a_finding():
    frame = pd.DataFrame(
        {
            "record_id": ["a", "b", "c", "d"],
            "name": ["a", "b", "c", "d"],
            "country": ["IT", "DE", "SE", "IT"],
            "city": ["Roma", "Neustadt", "Gothemburg", "Roma"],
            "region_printed": ["Lombardia", None, None, None],
        }
    )
    found = findings(build_ledger(tag(locate(frame), edition=2023), edition=2023))
    assert [problem.source for problem in found if problem.column == "city"] == ["a", "b", "c"]


def test_every_note_about_a_city_is_said_in_every_language():
    cities = [("IT", "Roma"), ("DE", "Frankfurt"), ("DE", "Neustadt"), ("SE", "Gothemburg"), ("UA", "Kyiv")]
    rows = [place(country, city) for country, city in (*cities, ("SE", "Xyzzyx Qwrtz"))]
    rows.append(place("IT", "Roma", region_printed="Lombardia"))
    for row in rows:
        texts = {render(unpack(row["locate_notes"]), language) for language in LANGUAGES}
        assert len(texts) == len(LANGUAGES)


def test_a_country_that_nuts_has_no_units_of_is_a_finding_of_the_row():
    row = place("UA", "Kyiv")
    assert (row["nuts_id"], row["located_by"]) == (None, "none")
    assert set(notes(row)) == {"country_unknown", "not_located"}


def test_a_point_in_a_country_without_regions_is_placed_in_the_country(tmp_path: Path):
    root = synthetic.package(tmp_path / "data")
    (tmp_path / "NUTS_RG_10M_2024_4326.geojson").write_bytes(synthetic.geojson(2024))
    update_boundaries(root, vintage=2024, source_dir=tmp_path)
    points = [shapely.Point(1, 62.5), shapely.Point(1, 60.5)]
    frame = gpd.GeoDataFrame({"country": ["UA", "BA"]}, geometry=points, crs="EPSG:4326")
    found = find_regions(frame, catalog=Catalog(root))
    assert found["nuts_id"].tolist() == ["UA", "BA"]
    assert set(zip(found["level"], found["vintage"], found["located_by"], strict=True)) == {
        (0, 2024, "point")
    }


def finding_of(country: str, region: str, edition: int = 2023) -> list[str]:
    frame = pd.DataFrame(
        {"record_id": ["a"], "name": ["A"], "country": [country], "region_printed": [region]}
    )
    return [str(problem) for problem in findings(build_ledger(frame, edition=edition))]


def test_a_city_in_the_column_of_regions_is_said_to_be_one():
    assert finding_of("IS", "Reykjavik") == [
        (
            "A, region: found 'Reykjavik', expected a region’s name, such as IS001 Höfuðborgarsvæði; "
            "Reykjavík is a city in Ísland (IS00): put it into a column city"
        )
    ]
    (alone,) = finding_of("FR", "Lyon")
    assert "expected a region’s name; Lyon is a city in Rhône-Alpes (FRK2)" in alone
    (several,) = finding_of("DE", "Neustadt; Oberbayern")
    assert "cities are called so (Neustadt an der Weinstraße" in several
    for country, region in (("IS", "Reykjavik"), ("FR", "Lyon"), ("DE", "Neustadt")):
        row = place(country, "", region_printed=region)
        texts = {render(unpack(row["locate_notes"]), language) for language in LANGUAGES}
        assert len(texts) == len(LANGUAGES)


def test_what_is_neither_region_nor_city_is_said_as_before():
    (text,) = finding_of("DE", "Xyzzyx Qwrtz")
    assert text.endswith("expected a region’s name of the country")


def test_of_several_regions_one_without_a_class_is_a_finding():
    (text,) = finding_of("AT", "Steiermark; Wien", 2019)
    assert "expected a class for each of its regions; AT22 Südösterreich is strong, AT13 has none" in text
    assert finding_of("TR", "Ankara; İzmir") == []  # no class is missing where there is none


def test_a_code_in_the_column_of_regions_is_read_as_one():
    regions = {"CY00": "CY", "FR10": "DE", "Bayern": "DE", "Wien": "AT"}
    located = locate(pd.DataFrame({"country": regions.values(), "region_printed": regions.keys()}))
    assert located["nuts_id"].tolist() == ["CY00", "DE", "DE2", "AT13"]
    assert located["located_by"].tolist() == ["code", "country", "name", "name"]


def test_a_region_of_another_country_is_a_finding_with_that_country():
    (text,) = finding_of("DE", "Lombardei")
    expected = "a region’s name of the stated country DE; Lombardia (ITC4) lies in IT"
    assert text == f"A, region: found 'Lombardei', expected {expected}"
    row = place("DE", "", region_printed="Lombardei")
    assert (row["nuts_id"], row["located_by"]) == ("DE", "country")
    texts = {render(unpack(row["locate_notes"]), language) for language in LANGUAGES}
    assert len(texts) == len(LANGUAGES)
