"""Names of regions as people write them, in six languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo import locate
from geo.datapackage.catalog import Catalog
from geo.language.folding import fold
from geo.language.notes import unpack
from geo.nuts.gazetteer import Gazetteer, gazetteer
from geo.nuts.names import NEAR_SCORE, core
from geo.nuts.similarity import SimilarRegions
from geo.nuts.units import read_names

#: Region names by ISO 3166-2 code: the translations that come with pycountry 26.2.16 (iso-codes, LGPL 2.1)
#: and the ISO names themselves where the language is official. Which code is which NUTS 2021 unit was worked
#: out by hand; subdivisions that are no NUTS unit are left out. The column `cited` marks the names for which
#: our own table cites iso-codes as a witness: the bars hold without them too.
ISO_NAMES = Path(__file__).with_name("region_names_iso.csv")
LANGUAGES = ("ca", "de", "en", "es", "fr", "it")
_GISCO = {"GR": "EL", "GB": "UK"}


def region(country: str, name: str) -> str:
    """Return the region of one name, with how it was found."""
    row = locate(pd.DataFrame({"country": [country], "region_printed": [name]})).iloc[0]
    return f"{row['nuts_id']} {row['located_by']}"


@pytest.mark.parametrize(
    ("country", "name", "found"),
    [
        ("SE", "Stockholm County", "SE11 alias"),
        ("SE", "Västra Götaland", "SE232 alias"),
        ("SE", "Kronobergs län", "SE212 name"),
        ("SE", "Kronoberg", "SE212 alias"),
        ("FI", "Uudenmaan maakunta", "FI1B alias"),
        ("FI", "Pirkanmaan maakunta", "FI197 alias"),
        ("FI", "Nyland", "FI1B alias"),
        ("DE", "Freie Hansestadt Bremen", "DE5 alias"),
        ("IT", "Südtirol", "ITH1 alias"),
        ("SI", "Upper Carniola", "SI042 alias"),
        ("LV", "Kurland", "LV003 alias"),
        ("ES", "Nafarroa", "ES22 alias"),
        ("BE", "Vlaanderen", "BE2 alias"),
        ("DE", "NRW", "DEA alias"),
        ("DE", "Reg.-Bez. Köln", "DEA2 alias"),
        ("DE", "Regierungsbezirk Oberbayern", "DE21 alias"),
        ("DE", "Landkreis Rosenheim", "DE21K alias"),
        ("IT", "FVG", "ITH4 alias"),
        ("IT", "Provincia di Lecce", "ITF45 alias"),
        ("CZ", "Jihomoravský kraj", "CZ064 name"),
        ("CZ", "Jihomoravský", "CZ064 alias"),
        ("CZ", "South Moravia", "CZ064 alias"),
        ("CH", "Genf", "CH013 alias"),
        ("CH", "Ginevra", "CH013 alias"),
        ("CH", "Ginebra", "CH013 alias"),
        ("CH", "Kanton Genf", "CH013 alias"),
        ("PT", "Porto", "PT11A alias"),
        ("PL", "województwo śląskie", "PL22 alias"),
        ("PL", "Lesser Poland Voivodeship", "PL21 alias"),
        ("PL", "Woiwodschaft Kleinpolen", "PL21 alias"),
        ("PL", "voïvodie de Petite-Pologne", "PL21 alias"),
        ("PL", "Voivodato della Piccola Polonia", "PL21 alias"),
        ("HU", "Zala megye", "HU223 alias"),
        ("HU", "comté de Zala", "HU223 alias"),
        ("SK", "Kaschauer Bezirk", "SK042 alias"),
        ("ES", "Asturias, Principado de", "ES12 alias"),
        ("FR", "Département du Rhône", "FRK26 alias"),
        ("HR", "Ville de Zagreb", "HR05 alias"),
    ],
)
def test_words_for_an_office_are_left_out_on_both_sides(country: str, name: str, found: str):
    assert region(country, name) == found


def test_a_name_near_in_its_common_words_only_is_another_name():
    near = SimilarRegions([fold("Kanarische Inseln"), fold("Galicia")]).most_alike(fold("Balearische Inseln"))
    assert near[fold("Kanarische Inseln")] < NEAR_SCORE
    assert region("ES", "Balearische Inseln") == "ES53 alias"


def test_a_misspelt_name_with_an_office_word_is_still_near():
    assert region("FR", "Région Bretange") == "FRH near name"


@pytest.mark.parametrize("name", ["Trentino-Alto Adige", "Regione Trentino Alto-Adige", "Trentino-Südtirol"])
def test_a_region_that_is_two_units_of_nuts_is_both(name: str):
    row = locate(pd.DataFrame({"country": ["IT"], "region_printed": [name]})).iloc[0]
    assert (row["nuts_id"], row["level"], row["located_by"]) == ("ITH1;ITH2", 2, "alias")


@pytest.mark.parametrize(
    ("country", "name", "codes"),
    [
        ("ES", "Las Palmas", "ES704;ES705;ES708"),
        ("ES", "Santa Cruz de Tenerife", "ES703;ES706;ES707;ES709"),
        ("CH", "Basel Land", "CH032"),
        ("CH", "Baselland", "CH032"),
        ("PL", "woj. podkarpackie", "PL82"),
    ],
)
def test_a_usual_name_is_not_taken_for_a_similar_one(country: str, name: str, codes: str):
    assert region(country, name) == f"{codes} alias"


@pytest.mark.parametrize("more", [{"city": ["Bolzano"]}, {"lat": [46.49], "lon": [11.34]}])
def test_a_city_or_a_point_in_one_of_the_units_that_a_name_means_together_takes_none_away(more):
    record = {"name": ["A"], "country": ["IT"], "region": ["Trentino-Alto Adige"]}
    row = locate(pd.DataFrame(record | more)).iloc[0]
    assert (row["nuts_id"], row["located_by"]) == ("ITH1;ITH2", "alias")
    keys = [note.key.removeprefix("note.locate.") for note in unpack(row["locate_notes"])]
    assert keys == ["by_parts", "spans"]


@pytest.mark.parametrize(
    ("more", "key"),
    [({"city": ["Roma"]}, "city_conflict"), ({"lat": [41.9], "lon": [12.5]}, "point_conflict")],
)
def test_a_city_or_a_point_outside_all_units_that_a_name_means_together_is_reported(more, key):
    record = {"name": ["A"], "country": ["IT"], "region": ["Trentino-Alto Adige"]}
    row = locate(pd.DataFrame(record | more)).iloc[0]
    assert row["nuts_id"] == "ITH1;ITH2"
    assert unpack(row["locate_notes"])[-1].key == f"note.locate.{key}"


def test_a_region_of_two_units_beside_another_is_three_regions_and_says_so_once():
    row = locate(pd.DataFrame({"country": ["IT"], "region": ["Trentino-Alto Adige; Veneto"]})).iloc[0]
    keys = [note.key for note in unpack(row["locate_notes"])]
    assert (row["nuts_id"], keys.count("note.locate.spans")) == ("ITH1;ITH2;ITH3", 1)


def test_the_own_name_of_one_region_that_is_another_name_of_a_second_says_so():
    row = locate(pd.DataFrame({"country": ["BG"], "region_printed": ["Sofia"]})).iloc[0]
    assert (row["nuts_id"], row["candidates"]) == ("BG412", "BG412;BG411")
    assert "note.locate.name_shared" in [note.key for note in unpack(row["locate_notes"])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Carelia meridionale", "Carelia del Sud"),
        ("Sankt Gallen", "St. Gallen"),
        ("Alta Austria", "Austria superiore"),
        ("Monza e Brianza", "Monza e della Brianza"),
    ],
)
def test_two_ways_to_write_a_name_have_one_core(one: str, other: str):
    assert core(fold(one)) == core(fold(other))


@pytest.mark.parametrize(
    ("code", "name"),
    [("PL11", "Łódzkie"), ("PL22", "Śląskie"), ("PL115", "Piotrkowski"), ("PL12D", "Ostrołęcki")],
)
def test_polish_names_of_2013_have_their_own_letters(code: str, name: str):
    assert gazetteer(2013, catalog=Catalog.bundled()).name(code) == name


#: Names that are hard: abbreviations, missing letters, office words of other languages, old and usual names.
HARD = """AT Oberoesterreich AT31|AT NÖ AT12|AT Stmk AT22|AT Carinzia AT21|BE Waals Gewest BE3|BE Lieja BE33
    BE Henegouwen BE32|BE Fiandre BE2|BG Yugozapaden BG41|CH Waadt CH011|CH ZH CH04|CH San Gallo CH055
    CH Suisse centrale CH06|CZ Stredocesky kraj CZ02|CZ Mittelböhmen CZ02|DE Baden-Wuerttemberg DE1
    DE Renania del Norte-Westfalia DEA|DE BW DE1|DE Meck-Pomm DE8|DE Reg.-Bez. Oberbayern DE21|DE Assia DE7
    DE Haute-Bavière DE21|DE Duesseldorf DEA1|DK Sjaelland DK02|DK Danemark du Sud DK03|DK Funen DK031
    EE Harju maakond EE001|EL Zentralmakedonien EL52|EL Dytiki Ellada EL63|ES Pais Vasco ES21
    ES C. Valenciana ES52|ES CCAA Madrid ES3|ES Balearische Inseln ES53|ES Lérida ES513|FI Ahvenanmaa FI2
    FI Nyland FI1B|FI North Savo FI1D2|FR PACA FRL|FR Nord Pas de Calais FRE1|FR Elsass FRF1
    FR Okzitanien FRJ|HR Grad Zagreb HR05|HU Del-Alfold HU33|HU Westtransdanubien HU22|IT FVG ITH4
    IT Val d'Aosta ITC2|IT P.A. Trento ITH2|IT Pouilles ITF4|IT Friaul-Julisch Venetien ITH4
    IT Città metropolitana di Torino ITC11|LT Kauno apskritis LT022|LU Grand-Duché de Luxembourg LU
    MT Gozo MT002|NL Brabant-Septentrional NL41|NL Guelders NL22|NL Seeland NL34|PL Slaskie PL22
    PL Petite-Pologne PL21|PL Ermland-Masuren PL62|PT AM Lisboa PT17|PT Madère PT3|RO Județul Cluj RO113
    SE Skane County SE224|SE Sudermanie SE122|SE VGR SE232|SI Podravje SI032|SK Kosice SK042
    UK Yorkshire & Humber UKE|UK Irlande du Nord UKN|UK Galles UKL"""


def test_hard_names_are_known_without_a_doubt():
    rows = [item.split() for line in HARD.splitlines() for item in line.split("|")]
    wanted = [row[-1] for row in rows]
    frame = pd.DataFrame(
        {"country": [row[0] for row in rows], "region_printed": [" ".join(row[1:-1]) for row in rows]}
    )
    found = locate(frame)
    wrong = [
        (*row, item.nuts_id, item.located_by)
        for row, code, item in zip(rows, wanted, found.itertuples(), strict=True)
        if item.located_by not in ("name", "alias") or not _same_territory(code, item.nuts_id, item.vintage)
    ]
    assert (wrong, len(rows)) == ([], 70)


def test_england_is_its_nine_regions_in_every_language():
    names = ["England", "Anglaterra", "Inglaterra", "Angleterre", "Inghilterra"]
    found = locate(pd.DataFrame({"country": "UK", "region_printed": names}))
    assert set(found["nuts_id"]) == {"UKC;UKD;UKE;UKF;UKG;UKH;UKI;UKJ;UKK"}


@pytest.mark.parametrize(
    ("country", "name", "key"),
    [
        ("DE", "Freiberg", "name_is_cities"),  # like Freiburg
        ("DE", "Singen", "name_is_city_or"),  # like Solingen
        ("PL", "Lubin", "name_is_city_or"),  # like Lublin
    ],
)
def test_a_city_is_no_slip_of_a_region_that_is_called_alike(country: str, name: str, key: str):
    row = locate(pd.DataFrame({"country": [country], "region_printed": [name]})).iloc[0]
    assert (row["located_by"], row["nuts_id"]) == ("country", country)
    assert f"note.locate.{key}" in [note.key for note in unpack(row["locate_notes"])]


def test_a_short_form_that_is_a_city_elsewhere_is_a_conflict():
    row = locate(pd.DataFrame({"country": ["ES"], "region_printed": ["Palma"]})).iloc[0]
    assert "note.locate.city_conflict" in [note.key for note in unpack(row["locate_notes"])]


@cache
def measured() -> pd.DataFrame:
    """Return the test table with what became of every name."""
    table = pd.read_csv(ISO_NAMES, dtype=str, keep_default_na=False)
    country = table["iso"].str[:2].replace(_GISCO)
    found = locate(pd.DataFrame({"country": country, "region_printed": table["name"]}))
    rows = zip(table["nuts_id"], found.itertuples(), strict=True)
    return table.assign(outcome=[_outcome(wanted.split(";"), row) for wanted, row in rows])


def _outcome(wanted: list[str], row: Any) -> str:
    """Sort one name: right, flagged (taken with a doubt that is said), missed or wrong."""
    if row.located_by in ("country", "none"):
        return "missed"
    keys = {note.key.rpartition(".")[2] for note in unpack(row.locate_notes)}
    if row.located_by == "near name":
        return "flagged"
    if any(_same_territory(code, row.nuts_id, int(row.vintage)) for code in wanted):
        return "right"
    return "flagged" if keys & {"several_levels", "several_levels_usual", "name_shared"} else "wrong"


@cache
def _bundled_units(vintage: int) -> Gazetteer:
    """Return the units of a vintage, whose files are hashed once and not for each name."""
    return gazetteer(vintage, catalog=Catalog.bundled())


def _same_territory(one: str, other: str, vintage: int) -> bool:
    """Tell whether two codes are one unit, or the only unit of the level below inside the other."""
    units = _bundled_units(vintage)
    smaller, larger = sorted((one, other), key=len, reverse=True)
    while len(larger) < len(smaller) and len(inside := units.children(larger)) == 1:
        larger = inside[0]
    return smaller == larger


@pytest.mark.slow
def test_names_of_regions_in_six_languages_are_known():
    table = measured()
    for part in (table, table[table["cited"] == ""]):
        counts = pd.crosstab(part["language"], part["outcome"])
        counts = counts.reindex(columns=["right", "flagged", "missed", "wrong"], fill_value=0)
        assert tuple(counts.index) == LANGUAGES
        assert (counts["wrong"] == 0).all(), counts
        assert (counts["right"] >= 0.95 * counts.sum(axis=1)).all(), counts
    assert (table["language"].value_counts() >= 100).all()


def test_names_carry_their_accents_and_no_marks_of_their_source() -> None:
    catalog = Catalog.bundled()
    for vintage in (2013, 2016, 2021):
        names = gazetteer(vintage, catalog=catalog)
        assert names.name("FR1") == "Île-de-France"
        assert names.name("FR10").startswith("Île")
    # CLDR tells two places of one name apart by such a figure.
    assert not read_names()["name"].str.contains("[¹²³]").any()
