from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from shapely.geometry import Point

from geo.columns import FUNDING
from geo.datapackage.catalog import Catalog
from geo.errors import DataError, PackageError, TableError
from geo.language.country_names import country_name
from geo.language.messages import LANGUAGES
from geo.nuts.countries import CODES, country_code, is_swapped, nearest_country
from geo.tables import cells
from geo.tables.cells import CLASSES, STAGES
from geo.tables.clusters import read_clusters
from geo.tables.formulas import unguard
from geo.tables.records import RECORD_COLUMNS
from geo.tables.surveys import read_services, read_survey

Read = Callable[[str], Any]

SERVICES = ("networking", "training", "meeting_rooms")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """A data package with a vocabulary of three services and two vintages."""
    root = tmp_path_factory.mktemp("package")
    (root / "services.csv").write_text(
        "key,kind,name\nnetworking,soft,Networking\ntraining,soft,Training\nmeeting_rooms,hard,Rooms\n"
    )
    names = {"services": "services.csv", "nuts-2016": "absent", "nuts-2021": "absent"}
    resources = [{"name": name, "path": path} for name, path in names.items()]
    (root / "datapackage.json").write_text(json.dumps({"resources": resources}))
    return Catalog(root)


@pytest.fixture
def read(tmp_path: Path, small: Catalog, monkeypatch: pytest.MonkeyPatch) -> Read:
    monkeypatch.chdir(tmp_path)

    def run(text: str) -> Any:
        Path("t.csv").write_text(text, encoding="utf-8", newline="")
        return read_clusters("t.csv", catalog=small)

    return run


def errors_in(read: Read, text: str) -> list[str]:
    with pytest.raises(TableError) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems if problem.severity == "error"]


def warnings_in(read: Read, text: str) -> list[str]:
    """Return the warnings but those about tables without places, which have tests of their own."""
    problems: tuple[str, ...] = read(text).attrs["problems"]
    return [problem for problem in problems if "left to place the record" not in problem]


class TestFrame:
    def test_every_record_column_is_present_with_its_dtype(self, read: Read) -> None:
        for text in ("name,country\n", "name,country\nA,AT\n", "name,country,founded\nA,AT,2009\n"):
            clusters = read(text)
            dtypes = {column: str(clusters[column].dtype) for column in RECORD_COLUMNS}
            assert dtypes == dict(RECORD_COLUMNS)
            assert clusters.crs == "EPSG:4326"

    def test_what_is_missing_is_none_na_nan_or_an_empty_tuple(self, read: Read) -> None:
        record = read("name,country\nA,AT\n").iloc[0]
        assert record["city"] is None
        assert record["founded"] is pd.NA
        assert pd.isna(record["lat"])
        assert record["services"] is None
        assert record["geometry"] is None

    def test_a_record_holds_what_its_row_says(self, read: Read) -> None:
        clusters = read(
            "id,name,country,region,nuts_id,nuts_vintage,city,city_status,lat,lon,website,founded,members,"
            "stage,class_printed,class_printed_edition,funding_kind,funding_public,funding_private,"
            "funding_membership,funding_sales,services,market_areas,source,colour\n"
            'x,A,Grècia,Attiki,el30,2021,Αθήνα,Sourced,"37,98",23.72,https://a.example,2009,12,'
            'Mature,STRONG,2019,Shares,60%,"12,5",22.5,5,Networking; meeting rooms;networking,health,s,red\n'
        )
        assert clusters.iloc[0].to_dict() == {
            "record_id": "x",
            "name": "A",
            "country": "EL",
            "region_printed": "Attiki",
            "nuts_id_printed": "EL30",
            "nuts_vintage": 2021,
            "city": "Αθήνα",
            "city_status": "sourced",
            "lat": 37.98,
            "lon": 23.72,
            "website": "https://a.example",
            "founded": 2009,
            "members": 12,
            "stage": "mature",
            "class_printed": "strong",
            "class_printed_edition": 2019,
            "funding_kind": "shares",
            "funding_public": 60.0,
            "funding_private": 12.5,
            "funding_membership": 22.5,
            "funding_sales": 5.0,
            "services": "networking;meeting_rooms",
            "market_areas": "health",
            "source": "s",
            "colour": "red",
            "geometry": Point(23.72, 37.98),
        }
        assert clusters.attrs == {
            "source": "t.csv",
            "extra_columns": ("colour",),
            "problems": (),
            "notices": (),
        }

    @pytest.mark.parametrize("name", ["NA", "null", "nan", "None", "#N/A", "-", "0", "TRUE", "{{ 6*7 }}"])
    def test_a_name_stays_a_name(self, read: Read, name: str) -> None:
        assert read(f"name,country,city\n{name},AT,{name}\n")[["name", "city"]].iloc[0].tolist() == [
            name,
            name,
        ]

    def test_text_is_trimmed_and_in_normal_form_c(self, read: Read) -> None:
        assert (
            read("name,country\n  E\N{COMBINING ACUTE ACCENT}vry\N{NO-BREAK SPACE},AT\n")["name"][0] == "Évry"
        )

    def test_a_printed_class_can_be_none(self, read: Read) -> None:
        clusters = read("name,country,class_printed,class_printed_edition\nA,EE,n/a,2019\n")
        assert clusters["class_printed"][0] is None
        assert clusters["class_printed_edition"][0] == 2019

    def test_headers_may_be_capitalised_and_spaced(self, read: Read) -> None:
        clusters = read("Name,COUNTRY,Funding kind,Funding-public\nA,AT,mentions,80\n")
        assert clusters.loc[0, ["name", "country", "funding_public"]].tolist() == ["A", "AT", 80.0]
        assert clusters.attrs["extra_columns"] == ()

    def test_columns_of_our_own_frames_are_accepted_as_headers(self, read: Read) -> None:
        clusters = read("record_id,name,country,region_printed,nuts_id_printed\nx,A,AT,Wien,AT13\n")
        record = clusters.loc[0, ["record_id", "region_printed", "nuts_id_printed"]]
        assert record.tolist() == ["x", "Wien", "AT13"]

    def test_a_foreign_column_never_takes_the_name_of_a_result(self, read: Read) -> None:
        clusters = read("name,country,city,class,geometry\nA,AT,Wien,gold,x\n")
        assert clusters.attrs["extra_columns"] == ("class (table)", "geometry (table)")
        assert clusters.loc[0, ["class (table)", "geometry (table)"]].tolist() == ["gold", "x"]
        assert [problem.partition(":")[0] for problem in clusters.attrs["problems"]] == [
            "t.csv, class",
            "t.csv, geometry",
        ]

    def test_a_frame_goes_through_geoparquet_unchanged(self, read: Read, small: Catalog) -> None:
        clusters = read(
            "name,country,lat,lon,services,founded\nA,AT,48.2,16.4,networking;training,2009\nB,DE,,,,\n"
        )
        clusters.to_parquet("t.parquet")
        again = read_clusters("t.parquet", catalog=small)
        pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(clusters))


class TestIds:
    def test_an_id_is_made_from_the_name(self, read: Read) -> None:
        clusters = read("name,country\nmicroTEC Südwest e.V.,DE\nΚρήτη,EL\n!?,AT\n!,AT\n")
        assert clusters["record_id"].tolist() == ["microtec-sudwest-e-v", "κρητη", "record", "record-2"]

    def test_records_of_one_name_get_ids_of_their_own(self, read: Read) -> None:
        clusters = read("id,name,country\n,A,AT\na,B,AT\n,A,DE\n")
        assert clusters["record_id"].tolist() == ["a-2", "a", "a-3"]

    def test_a_doubled_id_is_an_error(self, read: Read) -> None:
        assert errors_in(read, "id,name,country\nx,A,AT\ny,B,AT\nx,C,AT\n") == [
            "t.csv, row 4, id: found 'x', expected an id of its own; row 2 has the same"
        ]


class TestErrors:
    @pytest.mark.parametrize(
        ("column", "value", "message"),
        [
            ("country", "Germny", "a country: its code or its name. Did you mean 'Germany'?"),
            ("country", "Atlantis", "a country: its code or its name"),
            ("stage", "matur", "one of emerging, growing, mature. Did you mean 'mature'?"),
            (
                "city_status",
                "unconfirmd",
                ("one of sourced, source document, unconfirmed, unknown. Did you mean 'unconfirmed'?"),
            ),
            (
                "class_printed",
                "stron",
                ("one of leader, strong, moderate, emerging, modest. Did you mean 'strong'?"),
            ),
            ("funding_kind", "share", "one of shares, mentions. Did you mean 'shares'?"),
            ("funding_public", "120", "a percentage from 0 to 100"),
            ("funding_sales", "-1", "a percentage from 0 to 100"),
            ("founded", "long ago", "a year such as 2009"),
            ("founded", "09.05.2009", "a year such as 2009. Did you mean '2009'?"),
            ("members", "-3", "a whole number, 0 or more, without separators"),
            ("members", "1.000", "a whole number, 0 or more, without separators. Did you mean '1000'?"),
            ("website", "javascript:alert(1)", "an address that starts with https:// or http://"),
            ("website", "data:text/html,x", "an address that starts with https:// or http://"),
            ("website", "https://", "an address that starts with https:// or http://"),
            ("website", "https://a b", "an address that starts with https:// or http://"),
            (
                "website",
                "www.a.example",
                ("an address that starts with https:// or http://. Did you mean 'https://www.a.example'?"),
            ),
            ("nuts_vintage", "2012", "one of 2016, 2021. Did you mean '2016'?"),
            (
                "nuts_id",
                "GR30",
                (
                    "a NUTS code: a country's two letters and up to three letters or digits. "
                    "Did you mean 'EL30'?"
                ),
            ),
            *(
                (
                    "nuts_id",
                    text,
                    (
                        "a NUTS code: a country's two letters and up to three letters or digits. "
                        "Did you mean 'AT13'?"
                    ),
                )
                for text in ("AT-13", "at 13", "NUTS AT13", "NUTS2 AT13")
            ),
            ("nuts_id", "AT§13", "a NUTS code: a country's two letters and up to three letters or digits"),
            ("nuts_id", "DE30", "a code that starts with AT, as the country does"),
            (
                "services",
                "netwroking;training",
                ("keys of services separated by ';' (unknown: netwroking). Did you mean 'networking'?"),
            ),
        ],
    )
    def test_a_wrong_cell_says_what_was_expected(
        self, read: Read, column: str, value: str, message: str
    ) -> None:
        record = {"name": "A", "country": "AT"} | {column: value}
        text = ",".join(record) + "\n" + ",".join(f'"{cell}"' for cell in record.values()) + "\n"
        assert errors_in(read, text)[0] == f"t.csv, row 2, {column}: found {value!r}, expected {message}"

    @pytest.mark.parametrize("value", ["95", "-90.5", "north", "1.234,5"])
    def test_a_latitude_must_be_degrees(self, read: Read, value: str) -> None:
        assert errors_in(read, f'name,country,lat,lon\nA,AT,"{value}",16\n') == [
            f"t.csv, row 2, lat: found {value!r}, expected degrees from -90 to 90, such as 41.39"
        ]

    @pytest.mark.parametrize(
        ("country", "lat", "lon"), [("ES", 2.17, 41.39), ("FR", -52.33, 4.93), ("CY", 33.36, 35.18)]
    )
    def test_swapped_coordinates_are_found(self, read: Read, country: str, lat: float, lon: float) -> None:
        assert errors_in(read, f"name,country,lat,lon\nA,{country},{lat},{lon}\n") == [
            (
                f"t.csv, row 2, lat: found '{lat}', expected latitude and longitude in this order; "
                f"they seem to be swapped. Did you mean '{lon}'?"
            )
        ]

    def test_a_point_needs_both_coordinates(self, read: Read) -> None:
        assert errors_in(read, "name,country,lat,lon\nA,AT,48.2,\nB,AT,,16\n") == [
            "t.csv, row 2, lon: found '', expected degrees; lat is given, and a point needs both",
            "t.csv, row 3, lat: found '', expected degrees; lon is given, and a point needs both",
        ]

    @pytest.mark.parametrize(
        ("text", "name", "country"),
        [
            ("nme,region\nA,Wien\n", "nme", None),
            ("nazwa,kraj,region\nA,Polska,Mazowieckie\n", "nazwa", "kraj"),  # by what stands below it
            ("nr,kod,nimi,maa\n1,FI1B,A,Suomi\n2,FI1C,B,Suomi\n", "nimi", "maa"),
        ],
    )
    def test_a_missing_column_names_the_one_that_may_be_meant(
        self, read: Read, text: str, name: str, country: str | None
    ) -> None:
        headers = ", ".join(text.partition("\n")[0].split(","))
        meant = f"is {country!r} meant for it? Then" if country else "to name it"
        settled = f"geo.read_clusters(..., columns={{'{country or 'HEADER'}': 'country'}})"
        assert errors_in(read, text) == [
            (
                f"t.csv, name: found '{headers}', expected a column 'name'; is '{name}' meant for it? "
                f"Then: geo.read_clusters(..., columns={{'{name}': 'name'}})"
            ),
            f"t.csv, country: found '{headers}', expected a column 'country'; {meant}: {settled}",
        ]

    def test_a_vintage_without_boundaries_names_what_brings_them(self, tmp_path: Path) -> None:
        path = tmp_path / "t.csv"
        path.write_text("name,country,nuts_id,nuts_vintage\nA,NL,NL35,2024\nB,NL,NL35,2022\n")
        with pytest.raises(TableError) as caught:
            read_clusters(path)
        assert [str(problem) for problem in caught.value.problems] == [
            (
                f"{path}, row 2, nuts_vintage: found '2024', expected one of 2013, 2016, 2021, whose "
                "boundaries are here; to bring those of 2024: clusteratlas update boundaries --vintage 2024"
            ),
            (
                f"{path}, row 3, nuts_vintage: found '2022', expected one of 2013, 2016, 2021. "
                "Did you mean '2021'?"
            ),
        ]

    def test_two_headers_for_one_column_are_an_error(self, read: Read) -> None:
        assert errors_in(read, "name,country,region,region_printed\nA,AT,a,b\n") == [
            (
                "t.csv, row 1, region_printed: found 'region_printed', "
                "expected one column for region_printed; 'region' means the same"
            )
        ]

    def test_all_wrong_rows_are_reported_at_once_in_their_order(self, read: Read) -> None:
        text = "name,country,founded\n,AT,2009\nB,,2009\nC,Germny,soon\nD,AT\n"
        assert errors_in(read, text) == [
            "t.csv, row 2, name: found '', expected a name",
            "t.csv, row 3, country: found '', expected a country",
            (
                "t.csv, row 4, country: found 'Germny', expected a country: its code or its name. "
                "Did you mean 'Germany'?"
            ),
            "t.csv, row 4, founded: found 'soon', expected a year such as 2009",
            (
                "t.csv, row 5: found '2 cells', expected 3 cells, as many as the header has; "
                "the file seems to be cut off here"
            ),
        ]


class TestWarnings:
    def test_a_table_without_records_is_a_map_without_clusters(self, read: Read) -> None:
        assert len(read("name,country\n")) == 0
        assert warnings_in(read, "name,country\n") == [
            "t.csv: found 'no record', expected one row for each cluster; the map will show none"
        ]

    def test_a_table_that_is_broken_is_not_called_empty(self, read: Read) -> None:
        (problem,) = errors_in(read, 'name,country\n"A,DE\nB,AT\n')
        assert "a quotation mark that is never closed" in problem

    def test_a_record_that_is_there_twice_is_a_warning(self, read: Read) -> None:
        text = "name,country,city\nA-Cluster,DE,Bonn\nA-Cluster,AT,Linz\na cluster,Germany,Köln\n"
        (warning,) = warnings_in(read, text)
        assert warning == (
            "t.csv, row 4, name: found 'a cluster', expected each cluster once; "
            "row 2 has the same name and country"
        )
        assert len(read(text)) == 3

    def test_shares_are_not_summed_when_one_of_them_is_wrong(self, read: Read) -> None:
        text = "name,country,funding_kind,funding_public,funding_private\nA,DE,shares,1e30,0\n"
        assert errors_in(read, text) == [
            "t.csv, row 2, funding_public: found '1e30', expected a percentage from 0 to 100"
        ]

    def test_a_geojson_without_features_is_a_map_without_clusters(
        self, tmp_path: Path, small: Catalog
    ) -> None:
        (tmp_path / "t.geojson").write_text('{"type": "FeatureCollection", "features": []}')
        assert len(read_clusters(tmp_path / "t.geojson", catalog=small)) == 0

    def test_shares_must_sum_to_100_within_one_point(self, read: Read) -> None:
        header = f"name,country,funding_kind,{','.join(FUNDING)}\n"
        assert warnings_in(read, header + "A,AT,shares,60,10,20,11\nB,AT,shares,60,10,20,9\n") == []
        assert warnings_in(read, header + "A,AT,mentions,76,8,28,8\n") == []
        assert warnings_in(read, header + "A,AT,shares,76,8,28,8\n") == [
            (
                "t.csv, row 2, funding_kind: found 'shares', "
                "expected shares that sum to 100 (they sum to 120); they are drawn as bars"
            )
        ]

    def test_figures_and_their_kind_belong_together(self, read: Read) -> None:
        assert warnings_in(read, "name,country,funding_kind,funding_public\nA,AT,,80\nB,AT,shares,\n") == [
            (
                "t.csv, row 2, funding_kind: found '', "
                "expected shares or mentions; until one is stated the figures are drawn as bars"
            ),
            (
                "t.csv, row 3, funding_kind: found 'shares', "
                "expected no kind, or figures in funding_public, funding_private, funding_membership, "
                "funding_sales"
            ),
        ]

    def test_a_printed_class_needs_its_edition(self, read: Read) -> None:
        (warning,) = warnings_in(read, "name,country,class_printed\nA,AT,leader\n")
        assert warning.startswith("t.csv, row 2, class_printed_edition: found '', expected the year")

    def test_a_misspelt_column_is_kept_and_named(self, read: Read) -> None:
        clusters = read("name,country,city,webiste\nA,AT,Wien,https://a.example\n")
        assert clusters["webiste"][0] == "https://a.example"
        (problem,) = clusters.attrs["problems"]
        assert problem == (
            "t.csv, webiste: found 'webiste', expected a column of our own; it is kept as an unknown one. "
            "To read it as website: geo.read_clusters(..., columns={'webiste': 'website'}). "
            "Did you mean 'website'?"
        )


class TestFormats:
    def test_every_format_gives_the_same_records(self, tmp_path: Path, small: Catalog) -> None:
        rows = [
            {
                "name": "NA",
                "country": "AT",
                "lat": 48.2,
                "lon": 16.4,
                "founded": 2009,
                "services": "training",
            },
            {
                "name": "Évry",
                "country": "FR",
                "lat": 48.6,
                "lon": 2.4,
                "founded": 1998,
                "services": "networking",
            },
        ]
        frame = pd.DataFrame(rows)
        frame.to_csv(tmp_path / "t.csv", index=False)
        frame.to_csv(tmp_path / "semicolon.csv", index=False, sep=";", decimal=",", encoding="cp1252")
        frame.to_parquet(tmp_path / "t.parquet")
        book = Workbook()
        for row in [list(rows[0]), *(list(row.values()) for row in rows)]:
            book.active.append(row)
        book.save(tmp_path / "t.xlsx")
        features = [
            {
                "type": "Feature",
                "properties": {key: value for key, value in row.items() if key not in ("lat", "lon")},
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            }
            for row in rows
        ]
        collection = {"type": "FeatureCollection", "features": features}
        (tmp_path / "t.geojson").write_text(json.dumps(collection))
        expected = pd.DataFrame(read_clusters(tmp_path / "t.csv", catalog=small))
        assert expected["name"].tolist() == ["NA", "Évry"]
        for name in ("semicolon.csv", "t.parquet", "t.xlsx", "t.geojson"):
            found = pd.DataFrame(read_clusters(tmp_path / name, catalog=small))
            pd.testing.assert_frame_equal(found, expected)

    def test_a_path_starts_from_the_folder_that_is_given(self, tmp_path: Path, small: Catalog) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "mine.csv").write_text("name,country\nA,AT\n")
        clusters = read_clusters("data/mine.csv", folder=tmp_path, catalog=small)
        assert clusters.attrs["source"] == "data/mine.csv"

    def test_a_name_without_ending_is_a_resource(self, small: Catalog) -> None:
        with pytest.raises(PackageError, match="Did you mean 'services'"):
            read_clusters("service", catalog=small)


class TestBundled:
    def test_the_bioclusters_are_as_printed(self, catalog: Catalog) -> None:
        clusters = read_clusters("bioclusters", catalog=catalog)
        assert clusters.attrs["problems"] == ()
        assert clusters["name"].iloc[[0, 24]].tolist() == ["Human.technology Styria GmbH", "Ticbiomed"]
        counts = clusters["class_printed"].value_counts(dropna=False).to_dict()
        assert counts == {"strong": 10, "moderate": 7, "leader": 6, "modest": 1, None: 1}
        assert clusters.geometry.isna().sum() == 1

    def test_the_example_is_synthetic_in_every_row(self, catalog: Catalog) -> None:
        clusters = read_clusters("example-portfolio", catalog=catalog)
        bare = "expected a NUTS code, the name of a region, a point or a city; only its country is left"
        assert clusters.attrs["problems"] == tuple(
            f"example-portfolio, row {row}: found 'nothing that places it', {bare} to place the record"
            for row in (13, 26)
        )
        assert len(clusters) == 45
        assert clusters["name"].str.startswith("Synthetic ").all()
        assert clusters["source"].str.contains("not a real cluster").all()

    def test_the_example_exercises_every_kind_of_record(self, catalog: Catalog) -> None:
        clusters = read_clusters("example-portfolio", catalog=catalog)
        assert set(clusters["stage"].dropna()) == set(STAGES)
        assert clusters["funding_kind"].value_counts(dropna=False).to_dict() == {
            "shares": 38,
            "mentions": 4,
            None: 3,
        }
        assert clusters["country"].nunique() == 37
        assert clusters["city"].value_counts().loc["Wien"] == 3
        bare = clusters[clusters["region_printed"].isna() & clusters.geometry.isna()]
        assert bare["country"].tolist() == ["EE", "IT"]
        offered = {key for keys in clusters["services"].dropna() for key in keys.split(";")}
        kinds = read_services(catalog=catalog).set_index("key")["kind"]
        assert set(kinds[list(offered)]) == {"soft", "hard"}

    def test_the_survey_holds_the_printed_totals(self, catalog: Catalog) -> None:
        survey = read_survey("bioclusters-survey", catalog=catalog)
        funding = survey[survey["question"] == "funding"].set_index("item")
        assert funding["value"].to_dict() == {"public": 76, "membership": 28, "private": 8, "sales": 8}
        assert set(funding["answers"]) == {25}
        assert set(funding["kind"]) == {"multiple"}


class TestSurvey:
    def test_every_wrong_row_is_reported(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("s.csv").write_text(
            "question,kind,item,label,value,answers,service_kind\n"
            "funding,multipel,public,Public,76,25,\n,single,a,A,x,-1,sofft\n"
        )
        with pytest.raises(DataError) as caught:
            read_survey("s.csv", catalog=Catalog(tmp_path))
        assert [str(problem) for problem in caught.value.problems] == [
            (
                "s.csv, row 2, kind: found 'multipel', expected one of single, multiple, ranked, trend, "
                "statement. Did you mean 'multiple'?"
            ),
            (
                "s.csv, row 3, value: found 'x', expected a number such as 12.5 or 12,5, "
                "without separators of thousands"
            ),
            "s.csv, row 3, answers: found '-1', expected a whole number, 0 or more, without separators",
            "s.csv, row 3, service_kind: found 'sofft', expected one of soft, hard. Did you mean 'soft'?",
            "s.csv, row 3, question: found '', expected a value",
        ]

    def test_a_statement_has_texts_in_several_languages_and_no_figure(self, tmp_path: Path) -> None:
        (tmp_path / "s.csv").write_text(
            "question,kind,item,label,label_ca,heading,heading_de\n"
            "why,statement,near,It is near,És a prop,Why,Warum\n"
        )
        row = read_survey(tmp_path / "s.csv", catalog=Catalog(tmp_path)).iloc[0]
        texts = ["label", "label_ca", "label_es", "heading", "heading_de", "heading_it"]
        assert row[texts].tolist() == ["It is near", "És a prop", None, "Why", "Warum", None]
        assert row[["value", "answers"]].isna().all()

    def test_a_statement_with_a_figure_and_an_unknown_language_are_reported(self, tmp_path: Path) -> None:
        (tmp_path / "s.csv").write_text(
            "question,kind,item,label,label_pt,value,unit,answers\n"
            "why,statement,near,It is near,Fica perto,5,percent,25\n"
        )
        with pytest.raises(TableError) as caught:
            read_survey("s.csv", folder=tmp_path, catalog=Catalog(tmp_path))
        assert [str(problem) for problem in caught.value.problems] == [
            (
                "s.csv, label_pt: found 'label_pt', expected a language of the page: "
                "label_en, label_ca, label_es, label_fr, label_de, label_it"
            ),
            "s.csv, row 2, value: found '5', expected nothing: a statement has no figures",
            "s.csv, row 2, unit: found 'percent', expected nothing: a statement has no figures",
            "s.csv, row 2, answers: found '25', expected nothing: a statement has no figures",
        ]

    def test_a_missing_column_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "s.csv").write_text("question,kind,item\nfunding,single,a\n")
        with pytest.raises(TableError, match="expected a column 'label'"):
            read_survey(tmp_path / "s.csv", catalog=Catalog(tmp_path))


class TestCountries:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_country_is_known_by_its_name_in_every_language(self, language: str) -> None:
        names = {code: country_name(code, language) for code in CODES}
        assert {code: country_code(name) for code, name in names.items()} == {code: code for code in CODES}
        assert {country_code(name.upper()) for name in names.values()} == set(CODES)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("GR", "EL"), ("el", "EL"), ("GRC", "EL"), ("GB", "UK"), ("GBR", "UK"), ("uk", "UK"),
            ("Osterreich", "AT"), ("Cesko", "CZ"), ("Czech Republic", "CZ"), ("Turkey", "TR"),
            ("The Netherlands", "NL"), ("Bosnia and Herzegovina", "BA"), ("Ελλάδα", "EL"), ("Eesti", "EE"),
        ],
    )  # fmt: skip
    def test_other_ways_to_write_a_country_are_known(self, text: str, code: str) -> None:
        assert country_code(text) == code

    @pytest.mark.parametrize("text", ["", "Brazil", "US", "XX", "Catalonia"])
    def test_what_is_no_country_of_ours_has_no_code(self, text: str) -> None:
        assert country_code(text) is None

    def test_short_texts_are_alike_by_chance_and_suggest_nothing(self) -> None:
        assert nearest_country("US") is None

    @pytest.mark.parametrize("name", ["Flanders", "Friesland", "Zeeland", "Bavaria", "Bohemia", "Nigeria"])
    def test_nothing_far_fetched_is_suggested(self, name: str) -> None:
        assert nearest_country(name) is None

    @pytest.mark.parametrize("name", ["Scotland", "Inghilterra", "Irlande du Nord", "Gal·les", "Schottland"])
    def test_a_part_of_the_united_kingdom_is_a_region_of_it(self, name: str) -> None:
        assert country_code(name) is None
        wrong = cells.country(name)
        assert isinstance(wrong, cells.Wrong)
        assert (wrong.expected, wrong.suggestion) == (
            "a country: its code or its name; a part of one is a region",
            "United Kingdom",
        )

    def test_a_point_that_fits_as_it_is_was_not_swapped(self) -> None:
        assert not is_swapped(39.9, 41.3, "TR")
        assert not is_swapped(0.0, 0.0, None)
        assert is_swapped(2.17, 41.39, None)


text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=15).map(str.strip)
names = text.filter(bool)
optional_shares = st.one_of(
    st.none(), st.integers(0, 100), st.floats(0, 100).map(lambda share: round(share, 2))
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": draw(names),
        "country": draw(st.sampled_from(CODES)),
        "region": draw(text),
        "city": draw(text),
        "founded": draw(st.none() | st.integers(1000, 2100)),
        "members": draw(st.none() | st.integers(0, 10**9)),
        "stage": draw(st.sampled_from((None, *STAGES))),
        "class_printed": draw(st.sampled_from((None, *CLASSES))),
        "services": ";".join(draw(st.lists(st.sampled_from(SERVICES), unique=True))),
        "colour": draw(text),
    }
    return record | {column: draw(optional_shares) for column in FUNDING}


@pytest.mark.slow
@given(rows=st.lists(records(), max_size=8), delimiter=st.sampled_from(",;\t"), comma=st.booleans())
def test_any_valid_table_is_read_whole(
    rows: list[dict[str, Any]],
    delimiter: str,
    comma: bool,
    small: Catalog,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    columns = [
        "name",
        "country",
        "region",
        "city",
        "founded",
        "members",
        "stage",
        "class_printed",
        "services",
    ]
    columns += ["colour", *FUNDING]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(columns)
    for row in rows:
        cells = ["" if row[column] is None else str(row[column]) for column in columns]
        if comma:
            cells[10:] = [cell.replace(".", ",") for cell in cells[10:]]
        writer.writerow(cells)
    path = tmp_path_factory.mktemp("any") / "t.csv"
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    clusters = read_clusters(path, catalog=small)
    assert len(clusters) == len(rows)
    assert clusters["record_id"].is_unique
    for row, record in zip(rows, clusters.to_dict("records"), strict=True):
        assert record["name"] == normal(row["name"])
        assert record["country"] == row["country"]
        assert record["services"] == (row["services"] or None)
        for column, found in (("region", record["region_printed"]), ("city", record["city"])):
            assert found == (normal(row[column]) or None)
        for column in ("founded", "members", "stage", "class_printed", *FUNDING):
            found = record[column]
            assert (None if pd.isna(found) else found) == row[column]
        written = normal(row["colour"]) or None
        if isinstance(record["colour"], (int, float)) and written is not None:
            assert record["colour"] == float(written.replace(",", "."))
        else:
            assert (None if pd.isna(record["colour"]) else record["colour"]) == written


def normal(value: str) -> str:
    """Return what a table is read as: an apostrophe before a formula is that of `geo.tables.formulas`."""
    return unicodedata.normalize("NFC", unguard(value)).strip()
