"""Text of records never becomes a formula of a spreadsheet, and our own readers get it back as it was."""

import csv
import io
import re
import tempfile
import unicodedata
from itertools import product
from pathlib import Path
from typing import Final

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.match.ledger import build_ledger
from geo.match.ledger_files import read_ledger
from geo.match.ledger_text import ledger_csv, ledger_json
from geo.match.recoding import recode, recoded_csv
from geo.tables.clusters import read_clusters
from geo.tables.formulas import csv_text, guard, unguard
from tests.examples import examples
from tests.formula_cases import CASES

STARTS: Final = "=+-@＝＋－＠"
#: What a spreadsheet shows as it stands.
NUMBER: Final = re.compile(r"[-+]?[0-9.,]+([eE][-+]?[0-9]+)?%?|-")
texts: Final = st.text(st.sampled_from(STARTS + "'\" ;,\t\r\n015.%eaé"), max_size=12)


def formulas_of(text: str, separator: str) -> list[str]:
    """Return the cells that a spreadsheet computes when it parts a file at this separator."""
    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]
    # With a semicolon between cells, the comma that ends a number goes on with it.
    harmless = NUMBER if separator == "," else re.compile("(?!)")
    return [cell for cell in cells if cell.lstrip(" ")[:1] in tuple(STARTS) and not harmless.fullmatch(cell)]


@pytest.mark.parametrize(("text", "guarded"), CASES.items())
def test_text_that_would_be_a_formula_gets_an_apostrophe_and_loses_it_again(text: str, guarded: str) -> None:
    assert guard(text) == guarded
    assert unguard(guarded) == text


@given(texts)
@example("'=")
@example("\t'\t=")
def test_what_is_guarded_comes_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text
    assert unguard(guard(guard(text))) == guard(text)


@given(st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=3), st.sampled_from(",;\t"))
@example([['a;"=1&"']], ";")
@example([['x"\n=1', "y"]], ";")
@example([["-5", "3+cmd|' /C calc'!A0"]], ";")
def test_no_cell_is_a_formula_wherever_a_spreadsheet_parts_the_line(
    rows: list[list[str]], separator: str
) -> None:
    text = csv_text(rows)
    assert formulas_of(text, separator) == []
    read = csv.reader(io.StringIO(text, newline=""))
    # A line of one empty cell is an empty line.
    assert [[unguard(cell) for cell in row] or [""] for row in read] == rows


def test_the_check_of_the_tests_finds_a_formula() -> None:
    assert formulas_of('a,"=1;+2"\n', ",") == ["=1;+2"]
    assert formulas_of('a,"b;=1"\n', ";") == ['=1"']
    assert formulas_of("-5,a\n", ";") == ["-5,a"]
    assert formulas_of("-5,a\n", ",") == []


def test_numbers_stay_numbers_but_not_in_the_first_column() -> None:
    row = ["-1", "-12.5", "+3.2", "-1.5e-7", "-5%", "-", "-1-1", "-e5", -3.5, None]
    assert csv_text([row]) == "'-1,-12.5,+3.2,-1.5e-7,-5%,-,'-1-1,'-e5,-3.5,\n"


cells: Final = texts.map(lambda text: unicodedata.normalize("NFC", text).strip())


@pytest.mark.slow
@examples(4)
@given(st.lists(st.tuples(cells, cells), min_size=20, max_size=40))
@example([(text, "".join(pair)) for text, pair in zip(CASES, product("=-'\";\r1", repeat=2), strict=False)])
def test_a_ledger_and_a_recoded_table_are_read_back_as_they_were(rows: list[tuple[str, str]]) -> None:
    columns = ["id", "name", "country", "nuts_id", "+note"]
    # A mark at the end, so that no name is empty and nothing is trimmed.
    table = [[f"={at}", f"{name}#".lstrip(), "AT", "AT22", note] for at, (name, note) in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(csv_text([columns, *table]), encoding="utf-8", newline="")
        recoded = recode(path, 2021)
        assert recoded[columns[:-1]].to_numpy().tolist() == [row[:-1] for row in table]
        assert recoded["+note"].tolist() == [row[-1].strip() for row in table]
        text = recoded_csv(recoded)
        path.write_text(text, encoding="utf-8", newline="")
        assert formulas_of(text, ";") == formulas_of(text, ",") == []
        assert recoded_csv(recode(path, 2021)) == text

        ledger = build_ledger(read_clusters(path), edition=2023)
        assert formulas_of(ledger_csv(ledger), ";") == formulas_of(ledger_csv(ledger), ",") == []
        read = {}
        for ending, content in (("csv", ledger_csv(ledger)), ("json", ledger_json(ledger))):
            file = path.with_name(f"x.ledger.{ending}")
            file.write_text(content, encoding="utf-8", newline="")
            found = read_ledger(file).astype(object)
            read[ending] = found.where(found.notna(), "").astype(str)
        assert read["csv"].to_dict("list") == read["json"].to_dict("list")
        assert read["csv"][["record_id", "name"]].to_numpy().tolist() == [row[:2] for row in table]


def test_json_has_the_text_as_it_is_and_csv_has_it_guarded() -> None:
    clusters = read_clusters(pd.DataFrame({"name": ["=1+1"], "country": ["AT"], "nuts_id": ["AT22"]}))
    ledger = build_ledger(clusters, edition=2023)
    assert '"name": "=1+1"' in ledger_json(ledger)
    assert ",'=1+1,AT," in ledger_csv(ledger)


def test_parquet_is_read_and_written_as_it_is(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["'=1+1", "=1"], "country": ["AT", "AT"], "nuts_id": ["AT22", "AT22"]})
    frame.to_parquet(tmp_path / "x.parquet")
    clusters = read_clusters(tmp_path / "x.parquet")
    assert clusters["name"].tolist() == ["'=1+1", "=1"]
    clusters.to_parquet(tmp_path / "y.parquet")
    assert read_clusters(tmp_path / "y.parquet")["name"].tolist() == ["'=1+1", "=1"]


def test_a_guarded_file_that_was_saved_as_a_workbook_is_read_back(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["name", "country", "nuts_id"], ["'=1+1", "AT", "AT22"], ["'s-Hertogenbosch", "NL", "NL41"]):
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    assert read_clusters(tmp_path / "x.xlsx")["name"].tolist() == ["=1+1", "'s-Hertogenbosch"]
