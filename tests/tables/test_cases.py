"""Tables as people have them, in `cases/`: what is taken for what, what is said, what is refused."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from openpyxl import Workbook
from shapely.geometry import Point, box

import geo
from geo.errors import TableError
from geo.language.messages import LANGUAGES
from geo.tables.clusters import inspect_clusters
from geo.tables.headers import WORDS, columns_of, key_of
from geo.tables.place_words import NAME_AT_LEAST

CASES = Path(__file__).with_name("cases")
PLACE = "a NUTS code, the name of a region, a point or a city"

TAKEN = {
    "nuts-code.csv": {"nuts_id_printed": "DE21", "country": "DE"},
    "deutsch.csv": {"country": "DE", "region_printed": "Bayern", "founded": 1997, "members": 250},
    "land-ist-bundesland.csv": {"country": "DE", "region_printed": "Bayern"},
    "francais.csv": {"country": "FR", "region_printed": "Île-de-France", "city": "Évry"},
    "castellano.csv": {"country": "ES", "region_printed": "Illes Balears", "members": 40},
    "catala.csv": {"country": "ES", "region_printed": "Catalunya", "city": "Barcelona"},
    "italiano.csv": {"country": "IT", "region_printed": "Piemonte", "city": "Ivrea"},
    "two-levels.csv": {"nuts_id_printed": "DE212", "region_printed": "Oberbayern", "NUTS2": "DE21"},
    "x-y.csv": {"lat": 48.11, "lon": 11.46},
    "latitude.csv": {"lat": 48.11, "lon": 11.46},
    "nuts-names.csv": {"region_printed": "Oberbayern", "nuts_id_printed": None},
    "codes-as-regions.csv": {"nuts_id_printed": "DE21", "region_printed": None},
    "title-and-note.csv": {"name": "BioM", "region_printed": "Oberbayern"},
    "no-nuts.csv": {"country": "MD"},
}
SAID = {
    "nuts-code.csv": ["nuts-code.csv: read 'NUTS code' as nuts_id"],
    "land-ist-bundesland.csv": [
        "land-ist-bundesland.csv: read 'Clustername' as name, 'Land' as region, 'Staat' as country"
    ],
    "two-levels.csv": [
        (
            "two-levels.csv: read 'Cluster name' as name, 'Country code' as country, 'region_name' as "
            "region, 'nuts3' as nuts_id"
        ),
        (
            "two-levels.csv, NUTS2: found 'NUTS2', expected one column for nuts_id, and 'nuts3' is taken for "
            "it; this one is kept as a column of your own. To read it as nuts_id: --columns 'NUTS2=nuts_id'"
        ),
    ],
    "look-alike.csv": [
        (
            "look-alike.csv, NUTS-Nummer: found 'NUTS-Nummer', expected a column of our own; it is kept as "
            "an unknown one. To read it as nuts_id: --columns 'NUTS-Nummer=nuts_id'. Did you mean 'nuts_id'?"
        ),
        (
            "look-alike.csv: found 'name, country, NUTS-Nummer, colour', "
            f"expected a column with {PLACE}; only their countries are left to place the records"
        ),
    ],
    "no-place.csv": [
        (
            f"no-place.csv: found 'name, country', expected a column with {PLACE}; "
            "only their countries are left to place the records"
        )
    ],
    "row-without-place.csv": [
        (
            f"row-without-place.csv, row 3: found 'nothing that places it', expected {PLACE}; "
            "only its country is left to place the record"
        )
    ],
    "x-alone.csv": [
        "x-alone.csv, x: found 'x', expected a column for lat beside it; it is kept as a column of your own"
    ],
    "title-and-note.csv": [
        (
            "title-and-note.csv: the header is in row 3; what stands above it is left out: "
            "'Clusters in Bavaria 2026'"
        ),
        (
            "title-and-note.csv, row 6: found 'Source: our own survey', expected a record; "
            "a single cell below the table is taken for a note and left out"
        ),
    ],
    "decimal-shares.csv": [
        (
            "decimal-shares.csv, row 2, funding_public: found '0.4', expected percent, and the figures of "
            "the row sum to 1: write 40 where 0.4 is meant. Did you mean '40'?"
        )
    ],
}
REFUSED = {
    "two-headers.csv": (
        "two-headers.csv, row 1: found 'Cluster Region Sektor Jahr', "
        "expected the header; it seems to be in row 3: delete the rows above it"
    ),
    "unknown-headers.csv": (
        "unknown-headers.csv, row 1: found 'Clusters in Bavaria 2026', expected the header; it seems to be "
        "in row 3, of which no column is known: name the columns as docs/tables.md does, "
        "and delete what stands above them"
    ),
}


@pytest.fixture(autouse=True)
def in_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES)


def test_every_case_has_what_it_must_yield() -> None:
    own_tests = {"years.csv", "several-regions.csv"}
    assert {path.name for path in CASES.iterdir()} == {*TAKEN, *SAID, *REFUSED, *own_tests}


@pytest.mark.parametrize("name", TAKEN)
def test_columns_are_taken_for_what_they_are(name: str) -> None:
    record = geo.read_clusters(name).iloc[0]
    found = {column: record[column] for column in TAKEN[name]}
    assert {column: None if pd.isna(value) else value for column, value in found.items()} == TAKEN[name]


@pytest.mark.parametrize("name", SAID)
def test_what_is_to_be_said_of_a_table_is_said(name: str) -> None:
    assert [str(problem) for problem in inspect_clusters(name).problems] == SAID[name]


@pytest.mark.parametrize("name", REFUSED)
def test_a_table_whose_header_is_in_doubt_is_refused_with_its_row(name: str) -> None:
    with pytest.raises(TableError) as caught:
        geo.read_clusters(name)
    assert [str(problem) for problem in caught.value.problems] == [REFUSED[name]]


def test_years_that_cannot_be_are_findings() -> None:
    founded, edition = (str(problem) for problem in inspect_clusters("years.csv").problems)
    assert founded.startswith("years.csv, row 2, founded: found '2099', expected a year up to 20")
    assert founded.endswith(", the newest of the data package")
    assert edition.startswith("years.csv, row 2, class_printed_edition: found '2018', expected an edition")
    assert edition.endswith("Did you mean '2019'?")


def test_a_country_without_nuts_regions_is_a_finding_of_its_row() -> None:
    found = inspect_clusters("no-nuts.csv")
    ledger = geo.build_ledger(found.clusters, edition=2023)
    sentences = [str(item) for item in geo.findings(ledger)]
    assert ledger["nuts_id"].tolist() == [None, None, None, "DE21"]
    for name, code in (("Technopark", "MD"), ("Eye", "IL"), ("SV", "US")):
        assert f"{name}, country: found '{code}', expected a country with NUTS regions" in sentences


def test_a_country_without_nuts_regions_gets_one_message_however_the_row_places_it(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "name,country,city,region,lat,lon,nuts_id\n"
        "A,MD,Chișinău,,,,\nB,Georgia,Tbilisi,,,,\nC,US,Boston,,42.36,-71.06,\nD,IL,,,32.08,34.78,\n"
        "E,MD,,Nord,,,\nF,US,,,,,US1\nG,MD,,,,,\nH,UA,Kyiv,,,,\nI,XK,,,42.66,21.17,\nJ,MD,,,,,MD1;MD2\n",
        "utf-8",
    )
    found = inspect_clusters(tmp_path / "t.csv")
    ledger = geo.build_ledger(found.clusters, edition=2023)
    assert ledger["nuts_id"].isna().all()
    assert [problem for problem in found.problems if problem.severity != "notice"] == []
    countries = ["MD", "GE", "US", "IL", "MD", "US", "MD", "UA", "XK", "MD"]
    assert [str(problem) for problem in geo.findings(ledger)] == [
        f"{name}, country: found '{country}', expected a country with NUTS regions"
        for name, country in zip("ABCDEFGHIJ", countries, strict=True)
    ]


def test_a_cluster_that_spans_regions_is_placed_in_and_tagged_from_all_of_them() -> None:
    tagged = geo.tag(geo.read_clusters("several-regions.csv"), edition=2023).set_index("name")
    names = ["nuts_id", "located_by", "scoreboard_unit", "class"]
    assert tagged.loc["Two codes", names].tolist() == ["DE21;DE22", "code", "DE21;DE22", "mixed"]
    assert tagged.loc["Two names", names].tolist() == ["DE21;DE22", "name", "DE21;DE22", "mixed"]
    assert tagged.loc["One class", names].tolist() == ["DE21;DE11", "code", "DE21;DE11", "leader"]
    assert tagged.loc["One unknown", names].tolist() == ["DE21", "code", "DE21", "leader"]
    ledger = geo.build_ledger(tagged.reset_index(), edition=2023)
    assert "The record spans several regions: DE21, DE22." in ledger.loc[0, "note"]
    differ = "regions of one class; DE21 Oberbayern is leader, DE22 Niederbayern is moderate"
    assert [str(item) for item in geo.findings(ledger)] == [
        f"Two codes, class: found 'mixed', expected {differ}",
        f"Two names, class: found 'mixed', expected {differ}",
        "One unknown, nuts_id: found 'DE2X', expected a NUTS code, such as DE2, DE12, DE21",
    ]


def test_a_cluster_that_spans_regions_is_drawn_in_all_of_them() -> None:
    atlas = geo.ClusterMap(geo.read_clusters("several-regions.csv"), edition=2023)
    page = atlas.to_html()
    assert '"DE21;DE22"' in page
    assert "Oberbayern; Niederbayern" in page


def test_a_header_means_the_same_in_every_spelling() -> None:
    for headers in (("NUTS code", "nuts_code", "NUTS-Code", "Nuts Code"), ("Région", "region", "REGION")):
        assert len({columns_of(header) for header in headers}) == 1
    assert columns_of("Colour") == ()


def test_every_word_is_in_one_of_the_languages_of_the_pages() -> None:
    assert {language for words in WORDS.values() for language in words} == set(LANGUAGES)
    assert all(key_of(word) for words in WORDS.values() for row in words.values() for word in row)


def test_headers_are_settled_by_hand() -> None:
    clusters = geo.read_clusters("look-alike.csv", columns={"NUTS-Nummer": "nuts_id"})
    assert clusters.loc[0, "nuts_id_printed"] == "DE21"
    assert clusters.attrs["problems"] == ()
    kept = geo.read_clusters("deutsch.csv", columns={"Anzahl Mitglieder": ""})
    assert kept.attrs["extra_columns"] == ("Anzahl Mitglieder",)
    with pytest.raises(TableError, match="Did you mean 'NUTS-Nummer'"):
        geo.read_clusters("look-alike.csv", columns={"NUTS-Numer": "nuts_id"})


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Nombre de la agrupación", "name"),
        ("Pays d'implantation", "country"),
        ("Région administrative", "region_printed"),
        ("Federal state", "region_printed"),
        ("nuts2_name", "region_printed"),
        ("Ville du siège", "city"),
        ("Città sede", "city"),
        ("HQ city", "city"),
        ("Nombre d'adhérents", "members"),
        ("Numero soci", "members"),
        ("Nº socios", "members"),
    ],
)
def test_a_header_as_offices_write_it_is_known(header: str, column: str) -> None:
    assert columns_of(header)[0] == column


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("NUTS II", ("nuts_id_printed",)),
        ("NUTS 2 code (2021)", ("nuts_id_printed",)),
        ("Clave NUTS", ("nuts_id_printed",)),
        ("code NUTS niveau 2", ("nuts_id_printed",)),
        ("NUTS name", ("region_printed",)),
        ("NUTS story", ()),
        ("City/Town", ("city",)),
        ("País / Country", ("country",)),
        ("Land/Region", ("region_printed",)),
        ("lat/lon", ()),
        ("Mitgliedstaat", ("country",)),
        ("POINT_X", ("lon",)),
        ("Sede legale", ("city",)),
    ],
)
def test_a_header_of_several_words_means_what_all_of_them_do(header: str, columns: tuple[str, ...]) -> None:
    assert columns_of(header) == columns


def test_of_codes_with_their_level_the_finest_is_taken() -> None:
    frame = pd.DataFrame(
        {"name": ["A"], "country": ["DE"], "NUTS 2 code (2021)": ["DE21"], "NUTS III": ["x"]}
    )
    frame["NUTS-3-Code"] = ["DE212"]
    assert geo.read_clusters(frame)["nuts_id_printed"].tolist() == ["DE212"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_networks_organisations_and_titles_are_names_where_nothing_else_is(language: str) -> None:
    for word in NAME_AT_LEAST[language]:
        alone = pd.DataFrame({word.upper(): ["BioM"], "country": ["DE"], "nuts_id": ["DE21"]})
        read = geo.read_clusters(alone)
        assert (read["name"][0], read.attrs["problems"]) == ("BioM", ())
        assert read.attrs["notices"] == (f"records: read {word.upper()!r} as name",)
        beside = geo.read_clusters(alone.assign(cluster=["BioM e.V."]))
        assert (beside["name"][0], beside[word.upper()][0]) == ("BioM e.V.", "BioM")
        assert beside.attrs["problems"] == ()


def test_of_two_such_columns_the_first_holds_and_the_other_is_a_finding() -> None:
    frame = pd.DataFrame({"Netzwerk": ["N"], "Titel": ["T"], "Land": ["DE"], "Ort": ["Berlin"]})
    read = geo.read_clusters(frame)
    assert read["name"].tolist() == ["N"]
    (problem,) = read.attrs["problems"]
    assert "'Netzwerk' is taken for it" in problem


@pytest.mark.parametrize(
    ("header", "value", "column"),
    [
        ("class 2019", "strong", "class_printed"),
        ("Public", "40", "funding_public"),
        ("Privado (%)", "40", "funding_private"),
        ("Ville principale", "Berlin", "city"),
        ("Public", "yes", None),
        ("class", "B2", None),
        ("City population", "12000", None),
    ],
)
def test_a_word_of_ours_in_a_header_is_a_finding_where_the_values_fit(
    header: str, value: str, column: str | None
) -> None:
    frame = pd.DataFrame({"name": ["A"], "country": ["DE"], "nuts_id": ["DE30"], header: [value]})
    found = [text for text in geo.read_clusters(frame).attrs["problems"] if "column of our own" in text]
    expected = f"To read it as {column}: geo.read_clusters(..., columns={{'{header}': '{column}'}})"
    assert [expected in text for text in found] == ([True] if column else [])


def sheet(path: Path, *rows: list[object], merged: tuple[str, ...] = (), before: str | None = None) -> Path:
    book = Workbook()
    if before:
        book.active.append([before])
        book.create_sheet("Liste")
    table = book.worksheets[-1]
    for row in rows:
        table.append(row)
    for cells in merged:
        table.merge_cells(cells)
    book.save(path)
    return path


def test_a_title_merged_over_the_table_and_notes_below_it_are_left_out(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "t.xlsx",
        ["Cluster in Bayern"],
        [],
        ["Name", "Land", "Bundesland", "Mitarbeiter"],
        ["BioM", "Deutschland", "Bayern", 12],
        [],
        ["Stand: Mai"],
        merged=("A1:D1", "A6:D6"),
    )
    found = inspect_clusters(path)
    assert found.clusters[["name", "region_printed"]].to_numpy().tolist() == [["BioM", "Bayern"]]
    assert list(found.rows) == [4]
    assert [(problem.severity, problem.row) for problem in found.problems] == [
        ("notice", None),
        ("notice", None),
        ("warning", 6),
    ]


def test_cells_merged_downwards_count_for_each_row_and_cells_merged_sideways_are_refused(
    tmp_path: Path,
) -> None:
    rows = [["name", "country", "region"], ["A", "DE", "Bayern"], ["B", None, "Hessen"], ["C", "AT", "Wien"]]
    found = inspect_clusters(sheet(tmp_path / "t.xlsx", *rows, merged=("B2:B3",)))
    assert found.clusters["country"].tolist() == ["DE", "DE", "AT"]
    assert "the cells B2:B3 are merged; their value counts for each of these rows" in str(found.problems[0])
    with pytest.raises(TableError, match=r"row 3: found 'merged cells B3:C3', expected a value in each cell"):
        inspect_clusters(sheet(tmp_path / "u.xlsx", *rows, merged=("B3:C3",)))


def test_the_sheet_with_a_table_is_read_wherever_it_is(tmp_path: Path) -> None:
    path = sheet(tmp_path / "t.xlsx", ["name", "country", "city"], ["A", "DE", "Bonn"], before="Read me")
    found = inspect_clusters(path)
    assert found.clusters["name"].tolist() == ["A"]
    assert str(found.problems[0]).endswith(
        "found 'Sheet', expected one sheet with records; only 'Liste' is read"
    )


def test_own_columns_keep_their_type(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "name": ["A", "B"],
            "country": ["DE", "AT"],
            "city": ["Bonn", "Wien"],
            "staff": [12, 30],
            "turnover": [1.5, None],
            "active": [True, False],
            "since": [datetime.date(2020, 1, 2), datetime.date(2021, 3, 4)],
            "code": ["007", "12"],
        }
    )
    frame.to_parquet(tmp_path / "t.parquet")
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_excel(tmp_path / "t.xlsx", index=False)
    expected = {"staff": "Int64", "turnover": "float64", "active": "boolean", "since": "datetime64[us]"}
    for source in (tmp_path / "t.parquet", tmp_path / "t.xlsx", frame):
        clusters = geo.read_clusters(source)
        assert {name: str(clusters[name].dtype) for name in expected} == expected
        assert clusters["code"].tolist() == ["007", "12"]
    clusters = geo.read_clusters(tmp_path / "t.csv")
    assert clusters[["staff", "code"]].to_numpy().tolist() == [[12, "007"], [30, "12"]]
    atlas = geo.ClusterMap(geo.read_clusters(frame))
    payload = atlas.to_html()
    assert '["staff",12],["turnover",1.5],["active","TRUE"],["since","2020-01-02"],["code","007"]' in payload


class TestFrames:
    """A frame somebody brings is read as a file with the same columns is."""

    FRAME = pd.DataFrame(
        {"Cluster": ["BioM"], "Country": ["Germany"], "NUTS code": ["DE21"], "colour": ["red"]}, index=[7]
    )

    def test_every_door_reads_it_as_the_file_is_read(self, tmp_path: Path) -> None:
        before = self.FRAME.copy()
        self.FRAME.to_csv(tmp_path / "t.csv", index=False)
        from_file = geo.build_ledger(geo.read_clusters(tmp_path / "t.csv"), edition=2023)
        doors = [
            geo.build_ledger(self.FRAME, edition=2023),
            geo.build_ledger(geo.locate(self.FRAME), edition=2023),
            geo.build_ledger(geo.tag(self.FRAME, edition=2023), edition=2023),
            geo.build_ledger(geo.read_clusters(self.FRAME), edition=2023),
            geo.ClusterMap(self.FRAME, edition=2023).ledger,
        ]
        for ledger in doors:
            pd.testing.assert_frame_equal(ledger, from_file)
        assert from_file.loc[0, ["nuts_id", "class"]].tolist() == ["DE21", "leader"]
        assert geo.locate(self.FRAME).index.tolist() == [7]
        pd.testing.assert_frame_equal(self.FRAME, before)

    def test_short_names_of_columns_are_not_ignored(self) -> None:
        frame = pd.DataFrame({"country": ["IT"], "region": ["Lombardy"]})
        assert geo.locate(frame).loc[0, "nuts_id"] == "ITC4"
        frame = pd.DataFrame({"name": ["A"], "country": ["IT"], "nuts_id": ["ITC4"]})
        assert geo.tag(frame, edition=2023).loc[0, "scoreboard_unit"] == "ITC4"

    def test_wrong_rows_are_reported_as_of_a_file(self) -> None:
        frame = pd.DataFrame({"name": ["A", None], "country": ["Germny", "AT"], "region": ["a", "b"]})
        with pytest.raises(TableError) as caught:
            geo.ClusterMap(frame)
        assert [str(problem) for problem in caught.value.problems] == [
            (
                "records, row 1, country: found 'Germny', expected a country: its code or its name. "
                "Did you mean 'Germany'?"
            ),
            "records, row 2, name: found '', expected a name",
        ]

    #: Mistakes in columns named as our own frames name them.
    OURS = pd.DataFrame(
        {
            "record_id": ["a", "a", "c", "d"],
            "name": ["A", "B", None, "D"],
            "country": ["DE", "AT", "AT", "FR"],
            "nuts_id_printed": ["DE21", "AT13", "AT22", "DE21"],
            "founded": [2001, 2002, 20022, 2004],
            "website": ["https://a.example", "b.example", None, None],
        }
    )

    @pytest.mark.parametrize("door", [geo.locate, geo.tag, geo.ClusterMap, geo.read_clusters])
    def test_our_own_names_of_columns_excuse_no_row(
        self, door: Callable[[pd.DataFrame], object], tmp_path: Path
    ) -> None:
        self.OURS.to_parquet(tmp_path / "t.parquet")
        with pytest.raises(TableError) as of_file:
            geo.read_clusters(tmp_path / "t.parquet")
        with pytest.raises(TableError) as of_frame:
            door(self.OURS)
        found = of_frame.value.problems
        assert [replace(problem, source=str(tmp_path / "t.parquet")) for problem in found] == list(
            of_file.value.problems
        )
        assert {problem.column for problem in found} == {
            *("record_id", "name", "nuts_id_printed", "founded", "website")
        }

    def test_warnings_of_a_frame_with_our_own_names_are_kept(self) -> None:
        frame = pd.DataFrame({"name": ["A", "B"], "country": ["AT", "AT"], "region_printed": ["Wien", None]})
        (warning,) = geo.locate(frame).attrs["problems"]
        assert warning.startswith("records, row 2: found 'nothing that places it'")
        assert geo.ClusterMap(frame).warnings == (warning,)
        assert geo.ClusterMap(geo.tag(frame)).warnings == (warning,)

    def test_frames_put_together_are_checked_for_ids_they_share(self) -> None:
        clusters = geo.read_clusters(self.FRAME)
        twice = pd.concat([clusters, clusters])
        for frame in (twice, geo.tag(geo.locate(clusters)).pipe(lambda tagged: pd.concat([tagged, tagged]))):
            with pytest.raises(
                TableError, match="found 'biom', expected an id of its own; row 1 has the same"
            ):
                geo.ClusterMap(frame)
        with pytest.raises(TableError, match="an id of its own"):
            geo.locate(twice)
        renamed = clusters.assign(record_id="other", name="Other")
        assert len(geo.ClusterMap(pd.concat([clusters, renamed])).ledger) == 2

    def test_points_of_a_frame_place_its_records(self) -> None:
        frame = gpd.GeoDataFrame(
            {"name": ["A"], "country": ["Spain"]}, geometry=[Point(2.17, 41.39)], crs="EPSG:4326"
        )
        assert geo.ClusterMap(frame, edition=2023).ledger.loc[0, "nuts_id"] == "ES51"
        for door in (geo.locate, geo.tag, geo.ClusterMap, geo.read_clusters):
            with pytest.raises(TableError, match="EPSG:4326"):
                door(frame.to_crs("EPSG:3035"))
        with pytest.raises(TableError, match="found 'Polygon', expected a Point"):
            geo.ClusterMap(frame.set_geometry([box(0, 0, 1, 1)], crs="EPSG:4326"))

    def test_a_frame_that_was_read_is_not_read_again(self) -> None:
        clusters = geo.read_clusters("nuts-code.csv")
        located = geo.locate(clusters)
        pd.testing.assert_frame_equal(pd.DataFrame(located)[list(clusters)], pd.DataFrame(clusters))


class TestEditions:
    """Classes of one edition are never shown as those of another."""

    RECORDS = pd.DataFrame({"name": ["A"], "country": ["DE"], "region": ["Thüringen"]})

    def test_a_frame_says_which_edition_it_is_tagged_with(self) -> None:
        assert geo.tag(self.RECORDS, edition=2019)["edition"].tolist() == [2019]

    def test_a_frame_tagged_with_another_edition_is_tagged_again(self) -> None:
        old = geo.tag(geo.read_clusters("bioclusters"), edition=2019)
        new = geo.tag(geo.read_clusters("bioclusters"), edition=2023)
        wanted = geo.build_ledger(new, edition=2023)
        assert (geo.build_ledger(old, edition=2019)["class"] != wanted["class"]).any()
        pd.testing.assert_frame_equal(geo.build_ledger(old, edition=2023), wanted)
        pd.testing.assert_frame_equal(geo.ClusterMap(old, edition=2023).ledger, wanted)
        mixed = pd.concat([old.iloc[:10], new.iloc[10:]])
        pd.testing.assert_frame_equal(geo.build_ledger(mixed, edition=2023), wanted)

    def test_a_map_without_an_edition_shows_the_one_its_frame_is_tagged_with(self) -> None:
        atlas = geo.ClusterMap(geo.tag(self.RECORDS, edition=2019))
        assert (atlas.map_options.edition, atlas.ledger["edition"].tolist()) == (2019, [2019])


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Dénomination", "name"),
        ("Code NUTS 3", "nuts_id_printed"),
        ("Codice NUTS 2", "nuts_id_printed"),
        ("N. membri", "members"),
        ("N.º de miembros", "members"),
        ("Nb de membres", "members"),
        ("Förderung öffentlich", "funding_public"),
        ("Klasse", "class_printed"),
        ("Classe d’innovation", "class_printed"),
        ("Ausgabe", "class_printed_edition"),
        ("Edición", "class_printed_edition"),
        ("Art der Finanzierung", "funding_kind"),
    ],
)
def test_what_offices_write_above_a_column_is_known(header: str, column: str) -> None:
    assert columns_of(header)[0] == column


def test_the_finer_of_two_columns_of_codes_is_taken_in_any_language(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("nom,pays,code NUTS 2,code NUTS 3\nA,FR,FR10,FR101\n", "utf-8")
    clusters = inspect_clusters(path).clusters
    assert list(clusters["nuts_id_printed"]) == ["FR101"]


def test_what_was_read_for_what_is_said_beside_errors_too(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Clustername,Staat,Bundesland\nA,Deutschland,Bayern\nB,Atlantis,Bayern\n", "utf-8")
    with pytest.raises(TableError) as caught:
        inspect_clusters(path)
    said = [(problem.severity, str(problem)) for problem in caught.value.problems]
    assert [severity for severity, _ in said][:2] == ["error", "notice"]
    assert "read 'Clustername' as name, 'Staat' as country, 'Bundesland' as region" in said[1][1]
