"""The region of a record, case by case, on the real data."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import locate, read_clusters
from geo.datapackage.catalog import Catalog
from geo.errors import RegionError, TableError
from geo.language.messages import LANGUAGES
from geo.language.notes import render, unpack
from geo.match.locating import find_regions
from geo.tables.frames import CRS

EXPECTED = {
    "human-technology-styria-gmbh": ("AT22", "name"),
    "biowin": ("BE32", "name"),
    "estonian-connected-health-cluster": ("EE", "name"),
    "healthturku": ("FI19", "name"),
    "clubster-nhl-managed-by-eurasante": ("FR30", "name"),
    "genopole": ("FR1", "name"),
    "medicen-paris-region": ("FR1", "name"),
    "polepharma": ("FR24", "name"),
    "biolago-e-v-the-health-network": ("DE13", "name"),
    "biorn-life-science-cluster-rhine-neckar": ("DE12", "name"),
    "health-capital-cluster-healthcare-industries": ("DE3", "name"),
    "life-science-nord": ("DE6", "name"),
    "medways-e-v": ("DEG", "name"),
    "microtec-sudwest-e-v": ("DE13", "name"),
    "biopmed-bioindustry-park": ("ITC1", "name"),
    "clust-er-health-emilia-romagna": ("ITH5", "name"),
    "cluster-lombardo-scienze-della-vita": ("ITC4", "name"),
    "consorzio-italbiotec": ("ITC4C", "name"),
    "health-technology-cluster-ivita": ("LT", "alias"),
    "health-valley-netherlands": ("NL22", "name"),
    "lifeteczone": ("NL41", "name"),
    "norway-health-tech": ("NO01", "name"),
    "biotechmed-mazovia-cluster": ("PL12", "name"),
    "health-cluster-portugal": ("PT11", "name"),
    "ticbiomed": ("ES62", "alias"),
}


def locate_one(country, *, point=None, vintage=None, **columns):
    """Locate one record whose row was checked before, so that what no table may hold reaches the locator."""
    frame = pd.DataFrame({"country": [country], **{name: [value] for name, value in columns.items()}})
    if point is not None:
        frame = gpd.GeoDataFrame(frame, geometry=[shapely.Point(point)], crs=CRS)
    frame.attrs["problems"] = ()
    return locate(frame, vintage=vintage).iloc[0]


def keys(located):
    return [note.key.removeprefix("note.locate.") for note in unpack(located["locate_notes"])]


@pytest.fixture(scope="module")
def bioclusters():
    return locate(read_clusters("bioclusters")).set_index("record_id")


def test_every_biocluster_is_found_by_its_printed_region(bioclusters):
    found = {record: (row["nuts_id"], row["located_by"]) for record, row in bioclusters.iterrows()}
    assert found == EXPECTED


def test_the_bioclusters_are_found_in_the_vintage_their_names_fit(bioclusters):
    assert set(bioclusters["vintage"]) == {2013}
    assert bioclusters["match_score"].eq(100).all()


def test_healthturku_reports_printed_fi19_against_point_fi1c(bioclusters):
    notes = unpack(bioclusters.loc["healthturku", "locate_notes"])
    conflict = next(note for note in notes if note.key == "note.locate.point_conflict")
    assert (conflict.params["region"], conflict.params["other"]) == ("FI19", "FI1C")


def test_healthturku_is_the_only_biocluster_whose_point_lies_elsewhere(bioclusters):
    with_conflict = [
        record
        for record, notes in bioclusters["locate_notes"].items()
        if any(note.key == "note.locate.point_conflict" for note in unpack(notes))
    ]
    assert with_conflict == ["healthturku"]


def test_freiburg_in_germany_is_de13_and_not_the_swiss_ch022():
    assert locate_one("DE", region_printed="Freiburg")["nuts_id"] == "DE13"
    assert locate_one("CH", region_printed="Freiburg")["nuts_id"] == "CH022"


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [
        ("IT", "Lombardy", "ITC4"),
        ("DE", "Bavaria", "DE2"),
        ("ES", "Catalonia", "ES51"),
        ("BE", "Wallonia", "BE3"),
        ("PL", "Lower Silesia", "PL51"),
        ("DE", "North Rhine-Westphalia", "DEA"),
        ("EL", "Crete", "EL43"),
        ("LT", "Lithuania", "LT"),
        ("LT", "Lituània", "LT"),
        ("LV", "Lettonie", "LV"),
    ],
)
def test_a_region_is_found_by_its_name_in_another_language(country, name, code):
    located = locate_one(country, region_printed=name)
    assert (located["nuts_id"], located["located_by"]) == (code, "alias")


@pytest.mark.parametrize("name", ["NORD PAS DE CALAIS", "nord–pas-de-calais", "  Nord - Pas de Calais "])
def test_case_dashes_and_spaces_of_a_name_do_not_count(name):
    located = locate_one("FR", region_printed=name, nuts_vintage=2013)
    assert (located["nuts_id"], located["located_by"]) == ("FR30", "name")


@pytest.mark.parametrize("code", ["AT", "AT2", "AT22", "AT221"])
@pytest.mark.parametrize("vintage", [2013, 2016, 2021])
def test_a_code_of_any_level_and_vintage_is_found(code, vintage):
    located = locate_one("AT", nuts_id_printed=code, nuts_vintage=vintage)
    assert (located["nuts_id"], located["level"], located["vintage"]) == (code, len(code) - 2, vintage)
    assert (located["located_by"], located["match_score"]) == ("code", 100)


def test_a_code_comes_before_a_name_and_their_conflict_is_reported():
    located = locate_one("DE", nuts_id_printed="DE30", region_printed="Hamburg")
    assert (located["nuts_id"], located["located_by"]) == ("DE30", "code")
    assert keys(located) == ["by_code", "code_name"]


def test_a_code_of_an_older_vintage_is_found_and_the_vintage_is_written_down():
    located = locate_one("FR", nuts_id_printed="FR30")
    assert (located["nuts_id"], located["vintage"]) == ("FR30", 2013)
    assert keys(located) == ["by_code", "older_vintage"]


def test_a_code_of_another_vintage_than_stated_is_reported():
    located = locate_one("FR", nuts_id_printed="FR30", nuts_vintage=2021)
    assert located["vintage"] == 2013
    assert "It is not in NUTS 2021, as stated, but in NUTS 2013." in render(unpack(located["locate_notes"]))


def test_an_unknown_code_is_reported_with_similar_ones_and_the_name_is_used():
    located = locate_one("DE", nuts_id_printed="DE1Z", region_printed="Karlsruhe")
    assert (located["nuts_id"], located["located_by"]) == ("DE12", "name")
    assert unpack(located["locate_notes"])[0].params == {"code": "DE1Z", "suggestions": "DE1, DE11, DE12"}


@pytest.mark.parametrize(
    ("country", "code", "found", "by", "why"),
    [
        ("NL", "NL35", "NL31", "code", "note.carry.boundary"),
        ("PT", "PT1A", "PT17", "code", "note.carry.merged"),
        ("PT", "PT1D", "PT", "country", "note.carry.boundary"),  # of parts of two regions
    ],
)
def test_a_code_of_a_vintage_without_boundaries_is_known_and_carried_where_that_is_no_guess(
    country, code, found, by, why
):
    located = locate_one(country, nuts_id_printed=code)
    assert (located["nuts_id"], located["located_by"]) == (found, by)
    notes = unpack(located["locate_notes"])
    assert [note.key for note in notes[:2]] == ["note.locate.code_newer", why]
    assert render(notes[:1]) == f"{code} is a region of NUTS 2024, whose boundaries are not here."
    assert len({render(notes[:1], language) for language in LANGUAGES}) == len(LANGUAGES)


def test_a_code_of_another_country_is_kept_and_reported():
    located = locate_one("DE", nuts_id_printed="FR10")
    assert located["nuts_id"] == "FR10"
    assert keys(located) == ["by_code", "code_country"]


def test_the_letters_of_greece_and_the_united_kingdom_are_read_either_way():
    located = locate_one("EL", nuts_id_printed="GR30")
    assert located["nuts_id"] == "EL30"
    assert keys(located)[0] == "code_letters"


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [("DE", "Berlin", "DE3"), ("DE", "Thüringen", "DEG"), ("FR", "Bretagne", "FRH")],
)
def test_a_name_at_several_levels_takes_the_level_of_the_scoreboard(country, name, code):
    located = locate_one(country, region_printed=name)
    assert located["nuts_id"] == code
    assert keys(located) == ["by_name", "several_levels"]


def test_which_level_a_name_means_is_told_and_else_level_2():
    berlin = pd.DataFrame({"country": ["DE"], "region_printed": ["Berlin"]})
    assert find_regions(berlin)["nuts_id"].tolist() == ["DE30"]
    told: list[list[str]] = []

    def prefer(codes):
        told.append(list(codes))
        return "DE300"

    located = find_regions(berlin, prefer=prefer).iloc[0]
    assert (located["nuts_id"], located["level"], keys(located)[1]) == ("DE300", 3, "several_levels")
    assert told[0] == ["DE3", "DE30", "DE300"]


def test_the_scoreboard_is_read_only_where_a_name_has_several_levels():
    catalog = Catalog.bundled()
    locate(pd.DataFrame({"country": ["IT"], "region_printed": ["Lombardia"]}), catalog=catalog)
    assert not {name for name in catalog.opened if name.startswith("scoreboard")}
    locate(pd.DataFrame({"country": ["DE"], "region_printed": ["Berlin"]}), catalog=catalog)
    assert {name for name in catalog.opened if name.startswith("scoreboard")} == {
        "scoreboard-2023",
        "scoreboard-editions",
    }


def test_a_name_at_several_levels_that_the_scoreboard_does_not_use_takes_level_2():
    located = locate_one("TR", region_printed="Ankara")
    assert (located["nuts_id"], located["level"]) == ("TR51", 2)
    assert keys(located)[1] == "several_levels_usual"


def test_a_region_and_districts_of_its_name_are_not_ambiguous():
    assert locate_one("DE", region_printed="Leipzig")["nuts_id"] == "DED5"


def test_a_name_in_an_older_vintage_only_is_found_there():
    located = locate_one("NO", region_printed="Oslo og Akershus")
    assert (located["nuts_id"], located["vintage"]) == ("NO01", 2016)
    assert keys(located) == ["by_name", "older_vintage"]


def test_the_asked_vintage_is_tried_first():
    assert locate_one("FR", region_printed="Bretagne", vintage=2013)["nuts_id"] == "FR52"


def test_a_near_name_is_taken_with_its_score_and_never_silently():
    located = locate_one("IT", region_printed="Lombardai")
    assert (located["nuts_id"], located["located_by"]) == ("ITC4", "near name")
    assert 85 <= located["match_score"] < 100
    assert "No region is called “Lombardai”; the most similar name is Lombardia" in render(
        unpack(located["locate_notes"])
    )


def test_a_name_like_no_other_leaves_the_country_and_offers_similar_names():
    located = locate_one("FR", region_printed="Provence")
    assert (located["nuts_id"], located["located_by"]) == ("FR", "country")
    assert "FRL Provence-Alpes-Côte d’Azur" in unpack(located["locate_notes"])[0].params["suggestions"]


def test_an_ambiguous_name_is_reported_with_its_candidates():
    located = locate_one("AT", region_printed="Wiener Umland")
    assert (located["nuts_id"], located["located_by"]) == ("AT", "country")
    assert located["candidates"] == "AT126;AT127"
    assert keys(located) == ["name_ambiguous", "by_country"]


def test_an_ambiguous_name_is_decided_by_the_point():
    located = locate_one("AT", region_printed="Wiener Umland", point=(16.48, 48.34))
    assert (located["nuts_id"], located["located_by"]) == ("AT126", "name")
    assert keys(located) == ["name_by_point", "by_name"]


def test_a_part_of_a_name_is_a_suggestion_and_no_match():
    located = locate_one("DE", region_printed="Offenbach")
    assert (located["nuts_id"], located["candidates"]) == ("DE", "DE713;DE71C")


def test_a_name_is_never_looked_up_in_another_country():
    located = locate_one("FR", region_printed="Bavaria")
    assert (located["nuts_id"], located["located_by"]) == ("FR", "country")


def test_a_point_finds_the_level_2_region_around_it():
    located = locate_one("AT", point=(15.45, 47.07))
    assert (located["nuts_id"], located["vintage"], located["located_by"]) == ("AT22", 2021, "point")
    assert pd.isna(located["match_score"])


def test_a_point_just_off_the_coast_takes_the_nearest_region_with_a_note():
    located = locate_one("ES", point=(-3.0, 43.43))
    assert (located["nuts_id"], located["located_by"]) == ("ES21", "point")
    note = unpack(located["locate_notes"])[0]
    assert note.key == "note.locate.by_point_near"
    assert 2 < note.params["distance"] < 5


def test_a_point_far_out_at_sea_is_reported_and_leaves_the_country():
    located = locate_one("PT", point=(-20, 38))
    assert (located["nuts_id"], located["located_by"]) == ("PT", "country")
    assert keys(located) == ["point_outside", "by_country"]


def test_a_point_in_another_country_is_reported_and_not_used():
    located = locate_one("FR", point=(8.54, 47.37))
    assert (located["nuts_id"], located["located_by"]) == ("FR", "country")
    assert unpack(located["locate_notes"])[0].params == {"country": "CH", "country_stated": "FR"}


def test_a_point_just_across_the_border_takes_the_nearest_region_of_its_country():
    located = locate_one("FR", point=(7.58, 47.56))
    assert (located["nuts_id"], located["located_by"]) == ("FRF1", "point")
    assert keys(located) == ["by_point_near"]


def test_a_point_without_a_country_is_enough():
    assert locate_one(None, point=(2.17, 41.39))["nuts_id"] == "ES51"


def test_a_record_with_a_country_only_is_placed_there():
    located = locate_one("EE")
    assert (located["nuts_id"], located["level"], located["located_by"]) == ("EE", 0, "country")


@pytest.mark.parametrize(
    ("country", "printed", "code", "vintage"),
    [
        ("DE", "DE21 Oberbayern", "DE21", 2021),
        ("DE", "DE21 - Oberbayern", "DE21", 2021),
        ("DE", "Oberbayern (DE21)", "DE21", 2021),
        ("DE", "DE21 Bavière supérieure", "DE21", 2021),
        ("FR", "FR71 Rhône-Alpes", "FR71", 2013),
        ("EL", "Αττική (GR30)", "EL30", 2021),
        ("NL", "Limburg (NL)", "NL42", 2021),
    ],
)
def test_a_region_labelled_with_its_code_is_found(country, printed, code, vintage):
    located = locate_one(country, region_printed=printed)
    assert (located["nuts_id"], located["vintage"], located["located_by"]) == (code, vintage, "name")


@pytest.mark.parametrize("printed", ["Hamburg (DE21)", "DE21: Hamburg"])
def test_a_region_labelled_with_the_code_of_another_is_not_chosen(printed):
    located = locate_one("DE", region_printed=printed)
    assert (located["nuts_id"], located["candidates"]) == ("DE", "DE21;DE6;DE60;DE600")
    assert keys(located) == ["name_ambiguous", "by_country"]


@pytest.mark.parametrize("country", ["US", None])
def test_a_record_outside_nuts_has_no_region(country):
    located = locate_one(country)
    assert located["nuts_id"] is None
    assert located["located_by"] == "none"
    assert keys(located)[-1] == "not_located"


@pytest.mark.parametrize(
    ("point", "conflict"),
    [
        ((11.58, 48.14), None),  # München, in DE21
        ((12.1, 49.01), "DE23"),  # Regensburg, 7 km beyond DE22
        ((13.04, 47.8), "AT323"),  # Salzburg, across the river from DE21
        ((13.4, 52.52), "DE300"),  # Berlin
    ],
)
def test_a_point_is_compared_with_all_regions_that_a_record_spans(point, conflict):
    located = locate_one("DE", nuts_id_printed="DE21;DE22", point=point)
    assert located["nuts_id"] == "DE21;DE22"
    assert ("point_code" in keys(located)) == (conflict is not None)


def test_each_printed_name_is_compared_with_all_codes_that_a_record_states():
    fitting = locate_one("DE", nuts_id_printed="DE21;DE22", region_printed="Niederbayern; Bayern")
    assert keys(fitting) == ["by_code", "by_code", "spans"]
    several = locate_one("DE", nuts_id_printed="DE21;DE22", region_printed="Bayern;Hamburg")
    notes = [note for note in unpack(several["locate_notes"]) if note.key == "note.locate.code_name"]
    assert several["nuts_id"] == "DE21;DE22"
    assert [(note.params["printed"], note.params["region"]) for note in notes] == [("Hamburg", "DE21, DE22")]
    assert "code_name" in keys(locate_one("DE", nuts_id_printed="DE21", region_printed="Bayern;Hamburg"))


def test_a_record_of_which_one_region_is_found_spans_no_several():
    located = locate_one("DE", nuts_id_printed="DE21;DE99")
    assert located["nuts_id"] == "DE21"
    assert keys(located) == ["by_code", "code_unknown"]


def test_a_city_is_compared_with_all_regions_that_a_record_spans():
    assert "city_conflict" not in keys(locate_one("DE", nuts_id_printed="DE21;DE22", city="Passau"))
    located = locate_one("DE", nuts_id_printed="DE21;DE22", city="Bremen")
    note = next(note for note in unpack(located["locate_notes"]) if note.key == "note.locate.city_conflict")
    assert (note.params["region"], note.params["name"]) == ("DE21, DE22", "Oberbayern, Niederbayern")


def test_a_region_of_an_unknown_country_is_not_looked_up():
    assert keys(locate_one(None, region_printed="Berlin"))[0] == "name_without_country"


def test_locating_keeps_rows_index_crs_and_argument():
    records = read_clusters("bioclusters").set_index("name", drop=False)
    before = records.copy()
    located = locate(records)
    assert located.index.equals(before.index)
    assert located.crs == CRS
    assert list(records.columns) == list(before.columns)


def test_an_empty_table_gives_an_empty_frame():
    located = locate(pd.DataFrame({"country": pd.Series([], dtype=object)}))
    assert len(located) == 0
    assert {"nuts_id", "located_by", "locate_notes"} <= set(located.columns)


def test_points_in_another_reference_system_are_refused():
    frame = gpd.GeoDataFrame(
        {"country": ["AT"]}, geometry=[shapely.Point(4_700_000, 2_700_000)], crs="EPSG:3035"
    )
    with pytest.raises(TableError, match="EPSG:4326"):
        locate(frame)


def test_an_unknown_vintage_names_the_present_ones():
    with pytest.raises(RegionError, match="2013, 2016, 2021"):
        locate_one("AT", region_printed="Steiermark", vintage=2010)


@pytest.mark.slow
@given(st.text(max_size=40), st.sampled_from(["AT", "DE", "FR", "EE", "UK"]))
def test_any_text_in_a_region_gives_a_place_and_a_reason(name, country):
    located = locate_one(country, region_printed=name)
    assert located["nuts_id"].startswith(country)
    assert located["locate_notes"]
    if located["located_by"] == "near name":
        assert located["match_score"] >= 85


def test_a_point_at_nan_is_no_place() -> None:
    # What geopandas makes of empty coordinates: GeoSeries(points_from_xy([nan], [nan])).
    records = gpd.GeoDataFrame(
        {"record_id": ["one"], "name": ["One"], "country": ["UA"]},
        geometry=gpd.points_from_xy([float("nan")], [float("nan")]),
        crs="EPSG:4326",
    )
    located = locate(records)
    assert located["nuts_id"].isna().all()
    assert located["located_by"].tolist() == ["none"]
