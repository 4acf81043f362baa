"""Figures of regions as tables hold them: values, flags, and why there is none."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from openpyxl import Workbook

from geo.errors import TableError
from geo.tables.figures import FigureColumns, read_figure

COLUMNS = FigureColumns("geo", "value")


def table(folder: Path, text: str, name: str = "figure.csv") -> str:
    (folder / name).write_text(text, "utf-8")
    return name


def problems_in(folder: Path, text: str, columns: FigureColumns = COLUMNS) -> list[str]:
    with pytest.raises(TableError) as caught:
        read_figure(table(folder, text), columns, folder=folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_cell_without_a_value_keeps_the_reason(tmp_path: Path) -> None:
    text = "geo,value\nES51,12.5\nES52,\nES53,:\nES61,: c\nES62,n/a\nES63,:cu\n"
    figure = read_figure(table(tmp_path, text), COLUMNS, folder=tmp_path)
    kinds = [None, "missing", "missing", "confidential", "missing", "confidential"]
    assert figure["no_data"].tolist() == kinds
    assert figure["value"].tolist()[0] == 12.5
    assert figure["value"].isna().tolist() == [False, *[True] * 5]


def test_a_frame_is_read_as_a_file_with_its_columns(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {
            "geo": ["es51", "ES52", "ES53"],
            "when": pd.to_datetime(["2020-01-01"] * 3),
            "value": ["12.5 e", float("nan"), 3],
        },
        geometry=gpd.points_from_xy([0, 0, 0], [0, 0, 0], crs=3035),
    )
    before = frame.copy()
    columns = FigureColumns("geo", "value", year="when")
    figure = read_figure(frame, columns)
    file = table(tmp_path, "geo,when,value\nes51,2020-01-01,12.5 e\nES52,2020-01-01,\nES53,2020-01-01,3\n")
    expected = read_figure(file, columns, folder=tmp_path)
    pd.testing.assert_frame_equal(figure.drop(columns="row"), expected.drop(columns="row"))
    assert figure["row"].tolist() == [1, 2, 3]
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (pd.DataFrame({"geo": ["ES51"], "Value": [1]}), "figure, row 1, value: found 'geo, Value', expected"),
        (pd.DataFrame({"geo": ["ES51"], "value": [float("inf")]}), "figure, row 1, value: found 'inf'"),
        (pd.DataFrame({"geo": ["ES51"] * 2, "value": [1, 2]}), "figure, row 2, geo: found 'ES51', expected"),
        (pd.Series([1], index=["ES51"]), "figure: found 'Series', expected a DataFrame or a GeoDataFrame"),
    ],
)
def test_a_frame_that_holds_no_figure_is_refused(given: pd.DataFrame, message: str) -> None:
    with pytest.raises(TableError) as caught:
        read_figure(given, COLUMNS)
    assert str(caught.value).startswith(message)


def test_flags_stand_behind_a_number_or_in_a_column(tmp_path: Path) -> None:
    columns = FigureColumns("geo", "value", flag="flag")
    text = 'geo,value,flag\nES51,12.5 e,\nES52,"12,5",b\nES53,3p,e\nES61,:,c\n'
    figure = read_figure(table(tmp_path, text), columns, folder=tmp_path)
    assert figure["flag"].tolist() == ["e", "b", "pe", "c"]
    assert figure["value"].tolist()[:3] == [12.5, 12.5, 3.0]
    assert figure["no_data"].tolist() == [None, None, None, "confidential"]


def test_a_text_that_is_no_number_is_named_with_its_row(tmp_path: Path) -> None:
    hint = " Did you mean '1234567'?"
    assert problems_in(tmp_path, "geo,value\nES51,1\nES52,many\nES53,1.234.567\n") == [
        f"figure.csv, row {row}, value: found {found!r}, expected a number such as 12.5 or 12,5, "
        f"without separators of thousands, or : where there is none{near}"
        for row, found, near in ((3, "many", ""), (4, "1.234.567", "." + hint))
    ]


def test_a_number_that_no_map_can_write_is_refused(tmp_path: Path) -> None:
    assert problems_in(tmp_path, "geo,value\nES51,1e15\nES52,1e300\nES53,-1e400\n") == [
        f"figure.csv, row {row}, value: found {found!r}, expected a number of at most 15 digits; give it in "
        "a larger unit, or : where there is none"
        for row, found in ((3, "1e300"), (4, "-1e400"))
    ]


def test_a_figure_without_any_value_is_a_finding(tmp_path: Path) -> None:
    figure = read_figure(table(tmp_path, "geo,value\nES51,:\nES52,\n"), COLUMNS, folder=tmp_path)
    assert [str(problem) for problem in figure.attrs["problems"]] == [
        "figure.csv, value: found 'no value', expected a number in at least one row; no region has a value"
    ]


def test_a_code_stands_once_in_a_year(tmp_path: Path) -> None:
    columns = FigureColumns("geo", "value", year="time")
    text = "geo,time,value\nES51,2020,1\nES51,2021,2\nES51,2020,3\n,2020,4\nES52,later,5\n"
    assert problems_in(tmp_path, text, columns) == [
        (
            "figure.csv, row 4, geo: found 'ES51', expected each code once a year; row 2 has it, and `where` "
            "chooses among rows"
        ),
        "figure.csv, row 5, geo: found '', expected the code of a region",
        "figure.csv, row 6, time: found 'later', expected a year such as 2009",
    ]


def test_a_missing_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    columns = FigureColumns("gio", "value", where={"sector": "GOV"})
    assert problems_in(tmp_path, "geo,value\nES51,1\n", columns) == [
        "figure.csv, row 1, gio: found 'geo, value', expected a column 'gio'. Did you mean 'geo'?",
        "figure.csv, row 1, sector: found 'geo, value', expected a column 'sector'",
    ]


def test_rows_of_one_figure_are_chosen_among_several(tmp_path: Path) -> None:
    text = "geo,sector,value\nES51,GOV,1\nES51,BES,2\nES52,BES,3\n"
    columns = FigureColumns("geo", "value", where={"sector": "BES"})
    figure = read_figure(table(tmp_path, text), columns, folder=tmp_path)
    assert figure[["code", "value", "row"]].to_numpy().tolist() == [["ES51", 2, 3], ["ES52", 3, 4]]
    nothing = FigureColumns("geo", "value", where={"sector": "gov"})
    assert problems_in(tmp_path, text, nothing) == [
        "figure.csv, sector: found 'BES, GOV', expected 'gov' in some row. Did you mean 'GOV'?"
    ]
    never = FigureColumns("geo", "value", where={"sector": "GOV", "geo": "ES52"})
    assert problems_in(tmp_path, text, never) == [
        "figure.csv: found 'none', expected rows, with sector = 'GOV', with geo = 'ES52'"
    ]


def test_a_workbook_and_a_parquet_file_are_read_as_text_is(tmp_path: Path) -> None:
    frame = pd.DataFrame({"geo": ["ES51", "es52"], "year": [2020, 2021], "value": [1.5, None]})
    frame.to_csv(tmp_path / "figure.csv", index=False)
    frame.to_excel(tmp_path / "figure.xlsx", index=False)
    frame.to_parquet(tmp_path / "figure.parquet")
    columns = FigureColumns("geo", "value", year="year")
    of_csv, of_workbook, of_parquet = (
        read_figure(f"figure.{ending}", columns, folder=tmp_path).drop(columns="row")
        for ending in ("csv", "xlsx", "parquet")
    )
    pd.testing.assert_frame_equal(of_csv, of_workbook)
    pd.testing.assert_frame_equal(of_csv, of_parquet)
    assert of_csv["code"].tolist() == ["ES51", "ES52"]


def test_a_table_beyond_a_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERATLAS_LIMITS", "rows=2")
    (problem,) = problems_in(tmp_path, "geo,value\nES51,1\nES52,2\n")
    assert problem.startswith("figure.csv, row 3: found 'more than 2 rows', expected at most 2 rows")


def test_titles_above_and_notes_below_the_table_are_left_out(tmp_path: Path) -> None:
    book = Workbook()
    for row in (
        ["Expenditure by region"],
        ["Updated", "2024"],
        [],
        ["geo", "name", "value"],
        ["ES51", "A", 3.5],
    ):
        book.active.append(row)
    for row in (["ES52", "B", ":"], [], ["Source: Eurostat"]):
        book.active.append(row)
    book.save(tmp_path / "figure.xlsx")
    figure = read_figure("figure.xlsx", COLUMNS, folder=tmp_path)
    assert figure[["code", "row"]].to_numpy().tolist() == [["ES51", 5], ["ES52", 6]]
    title, note = figure.attrs["problems"]
    assert "the header is in row 4" in str(title)
    assert "found 'Source: Eurostat'" in str(note)


def test_the_sheet_with_the_columns_of_the_figure_is_read(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "figure.xlsx") as book:
        pd.DataFrame({"About": ["a"], "What": ["b"]}).to_excel(book, sheet_name="Summary", index=False)
        pd.DataFrame({"geo": ["ES51"], "value": [2]}).to_excel(book, sheet_name="Data", index=False)
    assert read_figure("figure.xlsx", COLUMNS, folder=tmp_path)["value"].tolist() == [2]


def test_a_percent_sign_stands_behind_each_value_or_behind_none(tmp_path: Path) -> None:
    text = "geo,value\nES51,12.5%\nES52,-3 %\nES53,\nES61,:\n"
    figure = read_figure(table(tmp_path, text), COLUMNS, folder=tmp_path)
    assert figure["value"].tolist()[:2] == [12.5, -3]
    (problem,) = problems_in(tmp_path, f"{text}ES62,0.4\n")
    assert problem == (
        "figure.csv, row 6, value: found '0.4', expected a percent sign behind each value or behind none; "
        "1 of 3 have none"
    )


def test_the_first_day_of_a_year_is_the_year(tmp_path: Path) -> None:
    columns = FigureColumns("geo", "value", year="year")
    frame = pd.DataFrame(
        {"geo": "ES51", "year": pd.to_datetime(["2019-01-01", "2020-01-01"]), "value": [1, 2]}
    )
    frame.to_parquet(tmp_path / "figure.parquet")
    assert read_figure("figure.parquet", columns, folder=tmp_path)["year"].tolist() == [2019, 2020]
    text = "geo,year,value\nES51,2019-05-01,1\nES51,2020-05-01,2\n"
    assert [line.partition(", expected")[0] for line in problems_in(tmp_path, text, columns)] == [
        "figure.csv, row 2, year: found '2019-05-01'",
        "figure.csv, row 3, year: found '2020-05-01'",
    ]
