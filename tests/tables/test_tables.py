from __future__ import annotations

import csv
import json
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook
from pyarrow import parquet
from shapely.geometry import Point, Polygon

from geo.errors import Problem, TableError
from geo.tables import Table, read_table, text_of
from geo.tables import workbook as sheets
from geo.tables.clusters import read_clusters
from geo.tables.formulas import unguard


def write(folder: Path, content: str | bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(folder: Path, *sheets: list[list[object]], name: str = "t.xlsx") -> Path:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    return folder / name


def features(*items: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": items})


def feature(properties: object, geometry: object = None, **members: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry, **members}


def cells(table: Table) -> list[dict[str, str]]:
    return [dict(row.cells) for row in table.rows]


def problems_in(path: Path) -> list[Problem]:
    try:
        return list(read_table(path, source=path.name).problems)
    except TableError as error:
        return list(error.problems)


def messages(path: Path) -> list[str]:
    return [str(problem) for problem in problems_in(path)]


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_the_separator_is_found_in_the_header(self, tmp_path: Path, delimiter: str) -> None:
        text = "name|country|note\nA|AT|x\n".replace("|", delimiter)
        assert cells(read_table(write(tmp_path, text))) == [{"name": "A", "country": "AT", "note": "x"}]

    def test_a_decimal_comma_does_not_split_a_semicolon_table(self, tmp_path: Path) -> None:
        assert cells(read_table(write(tmp_path, "lat;lon\n41,39;2,17\n"))) == [
            {"lat": "41,39", "lon": "2,17"}
        ]

    def test_the_separator_noted_by_excel_is_used_and_counts_as_a_row(self, tmp_path: Path) -> None:
        table = read_table(write(tmp_path, "sep=;\r\nname;country\r\nA, B;AT\r\n"))
        assert [(row.number, dict(row.cells)) for row in table.rows] == [
            (3, {"name": "A, B", "country": "AT"})
        ]

    def test_utf8_with_byte_order_mark_leaves_no_mark(self, tmp_path: Path) -> None:
        table = read_table(write(tmp_path, "name\nÉvry\n".encode("utf-8-sig")))
        assert table.columns == ("name",)
        assert cells(table) == [{"name": "Évry"}]
        assert table.problems == ()

    def test_windows_1252_is_read_and_named(self, tmp_path: Path) -> None:
        table = read_table(write(tmp_path, "name,n\nÉvry €,1\n".encode("cp1252")), source="t.csv")
        assert cells(table) == [{"name": "Évry €", "n": "1"}]
        (warning,) = table.problems
        assert (warning.severity, warning.expected) == ("warning", "UTF-8")
        assert warning.found == "Windows-1252, in which the first special character is in 'Évry'"

    def test_a_text_that_ends_in_an_accent_of_windows_1252_is_not_cut_off(self, tmp_path: Path) -> None:
        table = read_table(write(tmp_path, "name\ncafé".encode("cp1252")))
        assert cells(table) == [{"name": "café"}]

    def test_a_byte_that_windows_1252_does_not_have_is_an_error(self, tmp_path: Path) -> None:
        assert messages(write(tmp_path, b"name\n\x81\xe9x\n")) == [
            "t.csv: found 'byte 0x81 at position 5', expected text in UTF-8 (or Windows-1252)"
        ]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_utf16_is_refused_by_name(self, tmp_path: Path, encoding: str) -> None:
        (problem,) = problems_in(write(tmp_path, "name\nA\n".encode(encoding)))
        assert str(problem.found).startswith("UTF-16")
        assert problem.expected == "text in UTF-8; save it again as 'CSV UTF-8'"

    def test_half_a_character_at_the_end_means_cut_off(self, tmp_path: Path) -> None:
        assert messages(write(tmp_path, "name\nÉvry é".encode()[:-1])) == [
            (
                "t.csv: found 'the first half of a character at the end', "
                "expected a whole file; it seems to be cut off"
            )
        ]

    def test_an_open_quotation_mark_names_the_row_it_begins_in(self, tmp_path: Path) -> None:
        assert messages(write(tmp_path, 'name,country\n"A\nB",AT\n"C,DE\n')) == [
            (
                "t.csv, row 3: found 'a quotation mark that is never closed', "
                """expected a closing "; the file is cut off, or a " inside the text is not doubled ("")"""
            )
        ]

    def test_an_open_quotation_mark_in_the_header_is_not_called_an_empty_file(self, tmp_path: Path) -> None:
        (problem,) = problems_in(write(tmp_path, '"name,country\nA,AT\n'))
        assert (problem.row, problem.found) == (1, "a quotation mark that is never closed")

    @pytest.mark.parametrize(
        ("text", "row"),
        [
            ('name;country;nuts_id\nA;DE;DE21\n"B;DE;DE30\nC;FR;FR10\n', 3),
            ('name,country,nuts_id\nA,DE,DE21\nB,DE,"DE30\nC,FR,FR10\n', 3),
            ('name,"country,nuts_id\nA,DE,DE21\nB,DE,DE30\n', 1),
            ('Clusters\n\nname;country;nuts_id\nA;DE;"DE21\nB;DE;DE30\n', 4),
        ],
    )
    def test_an_open_quotation_mark_is_all_that_is_reported(
        self, tmp_path: Path, text: str, row: int
    ) -> None:
        with pytest.raises(TableError) as caught:
            read_clusters(write(tmp_path, text))
        (problem,) = [item for item in caught.value.problems if item.severity != "notice"]
        assert (problem.row, problem.found) == (row, "a quotation mark that is never closed")

    @pytest.mark.parametrize(
        "text", ["name|country|city\nA|DE|Ulm\n", "name    country\nA    DE\n", "<html>\n"]
    )
    def test_columns_that_nothing_separates_are_all_that_is_reported(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(TableError) as caught:
            read_clusters(write(tmp_path, text))
        assert str(caught.value) == (
            f"{tmp_path / 't.csv'}, row 1: found {text.partition(chr(10))[0]!r}, "
            "expected columns separated by commas, semicolons or tabs"
        )

    def test_rows_that_a_quotation_mark_takes_in_are_a_warning(self, tmp_path: Path) -> None:
        text = 'name,country,nuts_id,remark\nA,DE,DE21,"see\nB,FR,FR10,x\nC,FR,FR10,said"\nD,FR,FR10,\n'
        assert read_clusters(write(tmp_path, text)).attrs["problems"] == (
            (
                f"{tmp_path / 't.csv'}, row 2: found 'a cell of 3 lines, 2 of them as wide as a row', "
                """expected text of one line; a quotation mark (") before it may never be closed"""
            ),
        )
        prose = 'name,country,nuts_id\n"A,\nas in A, B, C",DE,DE21\n'
        assert read_clusters(write(tmp_path, prose)).attrs["problems"] == ()

    def test_a_stray_quotation_mark_is_an_error(self, tmp_path: Path) -> None:
        (problem,) = problems_in(write(tmp_path, 'name,country\n"A" b,AT\n'))
        assert problem.row == 2
        assert problem.expected == 'quotation marks around the whole cell, and doubled ("") inside it'

    def test_a_short_last_row_means_cut_off_and_a_short_row_before_does_not(self, tmp_path: Path) -> None:
        assert messages(write(tmp_path, "name,country,city\nA\nB,DE,\nC,F")) == [
            "t.csv, row 2: found '1 cell', expected 3 cells, as many as the header has",
            (
                "t.csv, row 4: found '2 cells', "
                "expected 3 cells, as many as the header has; the file seems to be cut off here"
            ),
        ]

    def test_a_row_longer_than_the_header_is_an_error(self, tmp_path: Path) -> None:
        assert messages(write(tmp_path, "name,country\nA, B,AT\n")) == [
            (
                "t.csv, row 2: found '3 cells', expected 2 cells, as many as the header has; "
                "text with a separator needs quotation marks"
            )
        ]

    def test_blank_rows_and_blank_columns_hold_no_record(self, tmp_path: Path) -> None:
        table = read_table(write(tmp_path, "name,,country,\n\nA,,AT,\n,,,\n\n"))
        assert [(row.number, dict(row.cells)) for row in table.rows] == [(3, {"name": "A", "country": "AT"})]
        assert table.problems == ()

    def test_a_header_alone_is_a_table_without_records(self, tmp_path: Path) -> None:
        table = read_table(write(tmp_path, "name,country\n"))
        assert (table.columns, list(table.rows)) == (("name", "country"), [])

    @pytest.mark.parametrize("content", ["", "\ufeff", "\n\n", " , \n"])
    def test_an_empty_file_is_called_empty(self, tmp_path: Path, content: str) -> None:
        (problem,) = problems_in(write(tmp_path, content))
        assert problem.found == "an empty file"

    def test_doubled_and_absent_headers_are_all_reported(self, tmp_path: Path) -> None:
        assert messages(write(tmp_path, "name,,name\nA,x,B\n")) == [
            "t.csv, row 1, column 2: found '', expected a column name",
            "t.csv, row 1, column 3: found 'name', expected each column once; it is also column 1",
        ]

    def test_cells_over_several_lines_keep_their_line_breaks(self, tmp_path: Path) -> None:
        table = read_table(write(tmp_path, 'name,country\r\n"A\r\nB",AT\r\nC,DE\r\n'))
        assert [(row.number, row.cells["name"]) for row in table.rows] == [(2, "A\r\nB"), (3, "C")]


class TestPlace:
    def test_a_missing_file_suggests_its_neighbour(self, tmp_path: Path) -> None:
        write(tmp_path, "name\n", "clusters.csv")
        assert messages(tmp_path / "cluster.csv") == [
            "cluster.csv: found 'no such file', expected a table. Did you mean 'clusters.csv'?"
        ]

    def test_a_missing_folder_suggests_nothing(self, tmp_path: Path) -> None:
        assert messages(tmp_path / "none" / "t.csv") == ["t.csv: found 'no such file', expected a table"]

    def test_a_folder_is_not_a_table(self, tmp_path: Path) -> None:
        assert messages(tmp_path)[0].endswith(
            "found 'a folder', expected a file; name the table inside the folder"
        )

    def test_an_unknown_ending_lists_the_known_ones(self, tmp_path: Path) -> None:
        (problem,) = problems_in(write(tmp_path, "x", "t.xlsb"))
        assert problem.found == ".xlsb"
        assert problem.suggestion == ".xlsx"

    def test_a_workbook_named_csv_is_recognised(self, tmp_path: Path) -> None:
        path = workbook(tmp_path, [["name"]], name="t.xlsx")
        assert messages(path.rename(tmp_path / "t.csv")) == [
            "t.csv: found 'a workbook or archive', expected text. Did you mean 't.xlsx'?"
        ]

    def test_an_old_workbook_is_recognised(self, tmp_path: Path) -> None:
        (problem,) = problems_in(write(tmp_path, b"\xd0\xcf\x11\xe0" + b"\0" * 20, "t.xlsx"))
        assert problem.found == "an old or encrypted workbook"
        assert problem.expected == "a table; save it as .xlsx without a password"


class TestWorkbook:
    def test_cells_read_as_the_sheet_shows_them(self, tmp_path: Path) -> None:
        path = workbook(
            tmp_path, [["a", "b", "c", "d", "e", "f"], ["NA", 12.0, 0.1, True, date(2020, 1, 2), "007"]]
        )
        assert cells(read_table(path)) == [
            {"a": "NA", "b": "12", "c": "0.1", "d": "TRUE", "e": "2020-01-02", "f": "007"}
        ]

    def test_the_sheet_is_named_and_further_sheets_are_reported(self, tmp_path: Path) -> None:
        table = read_table(workbook(tmp_path, [["name"], ["A"]], [["name"], ["B"]], []), source="t.xlsx")
        assert table.source == "t.xlsx (sheet Sheet 1)"
        assert [str(problem) for problem in table.problems] == [
            "t.xlsx: found 'Sheet 2', expected one sheet with records; only the first, 'Sheet 1', is read"
        ]

    @pytest.mark.parametrize("chunk_bytes", [1, 16, 1 << 20])
    def test_rows_that_a_filter_hides_are_read_and_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk_bytes: int
    ) -> None:
        monkeypatch.setattr(sheets, "_CHUNK_BYTES", chunk_bytes)
        book = Workbook()
        sheet = book.worksheets[0]
        for row in (["name", "country"], *([f"C{number}", "AT"] for number in range(8)), [], []):
            sheet.append(row)
        for number in (1, 3, 4, 5, 6, 7, 8, 12):
            sheet.row_dimensions[number].hidden = number != 1
        book.save(tmp_path / "t.xlsx")
        table = read_table(tmp_path / "t.xlsx")
        assert len(table.rows) == 8
        assert [str(problem) for problem in table.problems] == [
            (
                f"{tmp_path / 't.xlsx'} (sheet Sheet): found 'hidden rows: 3, 4, 5, 6, 7 and 1 more', "
                "expected rows that can be seen; hidden ones are read like the others"
            )
        ]

    def test_a_percentage_format_reads_as_a_percentage(self, tmp_path: Path) -> None:
        book = Workbook()
        book.active.append(["share"])
        book.active.append([0.07])
        book.active["A2"].number_format = "0%"
        book.save(tmp_path / "t.xlsx")
        assert cells(read_table(tmp_path / "t.xlsx")) == [{"share": "7%"}]

    def test_a_formula_without_a_stored_value_is_an_error(self, tmp_path: Path) -> None:
        (problem,) = problems_in(workbook(tmp_path, [["name", "n"], ["A", "=1+1"]]))
        assert (problem.row, problem.column, problem.found) == (2, "column B", "=1+1")

    def test_a_formula_counts_as_its_stored_value(self, tmp_path: Path) -> None:
        path = workbook(tmp_path, [["name", "n"], ["A", "=1+1"]])
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        sheet = parts["xl/worksheets/sheet1.xml"]
        assert b"<f>1+1</f><v />" in sheet or b"<f>1+1</f><v></v>" in sheet
        for empty in (b"<v />", b"<v></v>"):
            sheet = sheet.replace(b"<f>1+1</f>" + empty, b"<f>1+1</f><v>2</v>")
        with zipfile.ZipFile(path, "w") as new:
            for name, content in (parts | {"xl/worksheets/sheet1.xml": sheet}).items():
                new.writestr(name, content)
        assert cells(read_table(path)) == [{"name": "A", "n": "2"}]

    def test_an_error_value_is_an_error(self, tmp_path: Path) -> None:
        (problem,) = problems_in(workbook(tmp_path, [["name", "n"], ["A", "#N/A"]]))
        assert (problem.found, problem.expected, problem.column) == ("#N/A", "a value", "column B")

    def test_rows_beyond_the_stated_size_are_read(self, tmp_path: Path) -> None:
        path = workbook(tmp_path, [["name"], ["A"], ["B"]])
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        sheet = parts["xl/worksheets/sheet1.xml"].replace(b'ref="A1:A3"', b'ref="A1:A2"')
        with zipfile.ZipFile(path, "w") as new:
            for name, content in (parts | {"xl/worksheets/sheet1.xml": sheet}).items():
                new.writestr(name, content)
        assert cells(read_table(path)) == [{"name": "A"}, {"name": "B"}]

    @pytest.mark.parametrize("kept", [100, 1000, -30])
    def test_a_workbook_cut_off_anywhere_says_so(self, tmp_path: Path, kept: int) -> None:
        path = workbook(tmp_path, [["name"], ["A"]])
        path.write_bytes(path.read_bytes()[:kept])
        (problem,) = problems_in(path)
        assert problem.expected == "a whole .xlsx workbook; the file is cut off, damaged or of another kind"

    def test_an_empty_sheet_is_called_empty(self, tmp_path: Path) -> None:
        (problem,) = problems_in(workbook(tmp_path, []))
        assert problem.found == "an empty file"


class TestGeoJson:
    def test_points_become_lat_and_lon(self, tmp_path: Path) -> None:
        text = features(feature({"name": "A"}, {"type": "Point", "coordinates": [2.17, 41.0, 12]}, id=7))
        table = read_table(write(tmp_path, text, "t.geojson"))
        assert cells(table) == [{"name": "A", "id": "7", "lon": "2.17", "lat": "41.0"}]
        assert table.rows[0].number == 1

    def test_values_keep_their_text(self, tmp_path: Path) -> None:
        properties = {"name": "null", "a": 1.5, "b": True, "c": ["x", "y"], "d": {"k": 1}, "e": None}
        table = read_table(write(tmp_path, features(feature(properties)), "t.geojson"))
        assert cells(table) == [{"name": "null", "a": "1.5", "b": "TRUE", "c": "x;y", "d": '{"k": 1}'}]

    def test_a_polygon_is_refused_with_its_row(self, tmp_path: Path) -> None:
        point = {"type": "Point", "coordinates": [2, 41]}
        polygon = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
        broken = {"type": "Point", "coordinates": ["2", None]}
        items = [feature({"name": "A"}, shape) for shape in (point, polygon, broken)]
        assert messages(write(tmp_path, features(*items), "t.geojson")) == [
            "t.geojson, row 2, geometry: found 'Polygon', expected a Point [longitude, latitude]",
            "t.geojson, row 3, geometry: found \"['2', None]\", expected a Point [longitude, latitude]",
        ]

    def test_a_coordinate_stated_twice_must_agree(self, tmp_path: Path) -> None:
        point = {"type": "Point", "coordinates": [2.17, 41.39]}
        text = features(
            feature({"lat": 41.39, "lon": "2,17"}, point), feature({"lat": 48.2, "lon": 2.17}, point)
        )
        assert messages(write(tmp_path, text, "t.geojson")) == [
            (
                "t.geojson, row 2, lat: found '48.2', "
                "expected the coordinate of the geometry, 41.39, or no such column"
            )
        ]

    @pytest.mark.parametrize("kept", [20, 60, -1])
    def test_a_file_cut_off_says_so(self, tmp_path: Path, kept: int) -> None:
        text = features(feature({"name": "A"}), feature({"name": "B"}))
        (problem,) = problems_in(write(tmp_path, text[:kept], "t.geojson"))
        assert problem.expected == "a whole file; it seems to be cut off"

    def test_broken_json_names_the_place(self, tmp_path: Path) -> None:
        (problem,) = problems_in(write(tmp_path, '{"type": oops}', "t.geojson"))
        assert (problem.found, problem.expected) == ("Expecting value at line 1, column 10", "JSON")

    @pytest.mark.parametrize("text", ["[]", "3", '{"type": "Topology"}', '{"features": [1]}'])
    def test_other_json_is_refused(self, tmp_path: Path, text: str) -> None:
        (problem,) = problems_in(write(tmp_path, text, "t.json"))
        assert problem.expected == "a GeoJSON FeatureCollection"

    def test_another_crs_is_refused(self, tmp_path: Path) -> None:
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3035"}}
        text = json.dumps({"type": "FeatureCollection", "crs": crs, "features": []})
        (problem,) = problems_in(write(tmp_path, text, "t.geojson"))
        assert (problem.column, problem.expected) == ("crs", "longitude and latitude (EPSG:4326)")

    def test_a_property_stated_twice_is_an_error(self, tmp_path: Path) -> None:
        text = features(feature({"name": "A"})).replace('"name": "A"', '"name": "A", "name": "B"')
        (problem,) = problems_in(write(tmp_path, text, "t.geojson"))
        assert problem.found == "name"


class TestParquet:
    def test_values_keep_their_text_and_missing_ones_stay_missing(self, tmp_path: Path) -> None:
        frame = pd.DataFrame(
            {"name": ["nan", "B"], "members": [None, 12], "since": [None, pd.Timestamp(2020, 1, 2)]}
        )
        frame.to_parquet(tmp_path / "t.parquet")
        assert cells(read_table(tmp_path / "t.parquet")) == [
            {"name": "nan"},
            {"name": "B", "members": "12", "since": "2020-01-02"},
        ]

    def test_points_of_another_crs_become_degrees(self, tmp_path: Path) -> None:
        points = gpd.GeoSeries([Point(10, 52), None], crs=4326).to_crs(3035)
        gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=points).to_parquet(tmp_path / "t.parquet")
        (first, second) = cells(read_table(tmp_path / "t.parquet"))
        assert (round(float(first["lon"]), 6), round(float(first["lat"]), 6)) == (10, 52)
        assert second == {"name": "B"}

    def test_points_without_a_crs_are_refused(self, tmp_path: Path) -> None:
        gpd.GeoDataFrame({"name": ["A"]}, geometry=[Point(10, 52)]).to_parquet(tmp_path / "t.parquet")
        (problem,) = problems_in(tmp_path / "t.parquet")
        assert problem.expected == "the CRS of the points"

    def test_a_polygon_is_refused_with_its_row(self, tmp_path: Path) -> None:
        shapes = [Point(10, 52), Polygon([(0, 0), (1, 0), (1, 1)])]
        gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=shapes, crs=4326).to_parquet(tmp_path / "t.parquet")
        assert messages(tmp_path / "t.parquet") == [
            "t.parquet, row 2, geometry: found 'Polygon', expected a Point [longitude, latitude]"
        ]

    def test_a_missing_footer_means_cut_off(self, tmp_path: Path) -> None:
        path = tmp_path / "t.parquet"
        pd.DataFrame({"name": ["A"]}).to_parquet(path)
        path.write_bytes(path.read_bytes()[:-20])
        assert messages(path) == [
            "t.parquet: found 'no Parquet footer', expected a whole file; it seems to be cut off"
        ]

    def test_another_kind_of_file_is_refused(self, tmp_path: Path) -> None:
        (problem,) = problems_in(write(tmp_path, b"<html></html>", "t.parquet"))
        assert (problem.found, problem.expected) == (b"<htm", "a Parquet file")


#: What a cell can hold: any text but NUL, which means UTF-16 to us.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@example(rows=[("", "'@")], delimiter=",")
@example(
    rows=[("", ",\n0")], delimiter=","
)  # as after a quotation mark that is never closed: whole, and warned of
@given(rows=st.lists(st.tuples(texts, texts), max_size=6), delimiter=st.sampled_from(",;\t"))
def test_any_text_survives_csv(
    rows: list[tuple[str, str]], delimiter: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    header = delimiter.join(("one", "two"))
    path = write(tmp_path_factory.mktemp("csv"), "\r\n".join([header, *quoted]))
    # An apostrophe before a formula is that of the guard.
    expected = [{"one": text_of(unguard(one)), "two": text_of(unguard(two))} for one, two in rows]
    expected = [{column: cell for column, cell in row.items() if cell} for row in expected]
    table = read_table(path)
    assert cells(table) == [row for row in expected if row]
    like_rows = any("\n" in cell and delimiter in cell for row in expected for cell in row.values())
    assert not table.problems or like_rows
    assert {problem.severity for problem in table.problems} <= {"warning"}


@given(data=st.binary(max_size=200), name=st.sampled_from(["t.csv", "t.xlsx", "t.geojson", "t.parquet"]))
def test_any_bytes_are_read_or_refused_by_a_table_error(
    data: bytes, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write(tmp_path_factory.mktemp("bytes"), data, name)
    with suppress(TableError):
        read_table(path)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "properties", "name"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(collection=st.data())
def test_any_json_is_read_or_refused_by_a_table_error(
    collection: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one = {"properties": anything, "geometry": anything, "id": anything}
    whole = {"features": st.lists(st.fixed_dictionaries({}, optional=one), max_size=3) | anything}
    content = collection.draw(st.fixed_dictionaries(whole, optional={"crs": anything}))
    text = json.dumps({"type": "FeatureCollection", **content})
    path = write(tmp_path_factory.mktemp("json"), text, "t.geojson")
    with suppress(TableError):
        table = read_table(path)
        errors = [problem for problem in table.problems if problem.severity == "error"]
        if not errors:
            assert all(cell.encode() for row in table.rows for cell in row.cells.values())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "found 'brackets without end', expected a GeoJSON FeatureCollection"),
        (
            features(feature({"members": 1}), feature(["a"])),
            "row 2, properties: found 'list', expected an object",
        ),
        (
            features(feature({"name": "A"}, "POINT (1 2)")),
            "row 1, geometry: found 'POINT (1 2)', expected a Point [longitude, latitude]",
        ),
        (
            features(feature({"name": "\ud800"})),
            "row 1, name: found '\\ud800', expected text; an escape in it stands for half of a character",
        ),
        (
            features(feature({"name": "A"})).replace('"A"', "1" * 5000),
            "found 'a number of more than 4300 digits', expected a GeoJSON FeatureCollection",
        ),
        (
            features().replace("{", '{"crs": "EPSG:3857", ', 1),
            "crs: found 'EPSG:3857', expected longitude and latitude (EPSG:4326)",
        ),
    ],
    ids=["deep", "properties", "geometry", "half", "digits", "crs"],
)
def test_json_of_another_shape_is_named(tmp_path: Path, text: str, message: str) -> None:
    (found,) = messages(write(tmp_path, text, "t.geojson"))
    assert found.removeprefix("t.geojson").lstrip(":, ") == message


def test_a_nul_byte_is_named_with_its_row(tmp_path: Path) -> None:
    assert messages(write(tmp_path, b"name,country\nA,DE\nB\0,AT\n")) == [
        "t.csv, row 3: found 'a NUL byte', expected text; the file is damaged or no text"
    ]


def test_a_cell_that_never_ends_is_named(tmp_path: Path) -> None:
    before = csv.field_size_limit(131_072)  # of the whole process; a table with longer cells raises it
    (message,) = messages(write(tmp_path, "name,country\n" + "x" * 200_000 + ",DE\n"))
    csv.field_size_limit(before)
    assert message == (
        "t.csv, row 2: found 'a cell of more than 131072 characters', "
        'expected a shorter one; a quotation mark (") in it may never be closed'
    )


def test_a_parquet_file_with_broken_text_or_doubled_columns_is_refused(tmp_path: Path) -> None:
    offsets, text = pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")
    broken = pa.Array.from_buffers(pa.string(), 1, [None, offsets, text])
    parquet.write_table(pa.table({"name": broken}), tmp_path / "t.parquet")
    assert messages(tmp_path / "t.parquet") == [
        "t.parquet, row 1, name: found 'byte 0xff', expected text in UTF-8"
    ]
    doubled = pa.table([pa.array(["A"]), pa.array(["B"])], names=["name", "name"])
    parquet.write_table(doubled, tmp_path / "t.parquet")
    assert messages(tmp_path / "t.parquet") == [
        "t.parquet, row 1, column 2: found 'name', expected each column once; it is also column 1"
    ]
