"""What is too large for a table is refused before it costs memory or time, and how to allow more is said.

Large files take seconds to make and to refuse, each in a process whose memory is measured: `make test` tries
some of each kind, `make nightly` all.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from geo.cli.output import MOST_ROWS
from geo.errors import MOST_OF_A_KIND, TableError, grouped
from geo.match.ledger_files import read_ledger
from geo.tables import read_table
from geo.tables.clusters import inspect_clusters
from geo.tables.limits import VARIABLE, Limits, current
from tests.conftest import Command
from tests.limited import MIB, run_limited
from tests.night import some_by_day

SHEET = "xl/worksheets/sheet1.xml"
HEADER = "name,country,nuts_id\n"
#: Python, pandas, the boundaries and the names of regions take some half of it, however small a table is.
ALLOWANCE = 300 * MIB


def table(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def sheet_of(rows: int, *, row: bytes | None = None) -> bytes:
    """Return a workbook whose sheet repeats one row; it is written as it is read, in pieces."""
    book, whole = Workbook(), io.BytesIO()
    book.active.append(["name", "country"])
    book.save(whole)
    bomb = io.BytesIO()
    text = b'<c t="inlineStr"><is><t>x</t></is></c>'
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != SHEET:
                new.writestr(part.filename, old.read(part))
                continue
            with new.open(SHEET, "w") as stream:
                stream.write(old.read(part).partition(b"</sheetData>")[0])
                for _ in range(rows // 1000):
                    stream.write((row or b"<row>" + 2 * text + b"</row>") * 1000)
                stream.write(b"</sheetData></worksheet>")
    return bomb.getvalue()


def refusal(path: Path) -> str:
    with pytest.raises(TableError) as caught:
        read_table(path, source=path.name)
    (problem,) = caught.value.problems
    return str(problem)


@pytest.mark.parametrize(
    ("limits", "name", "said"),
    [
        ("file=20", "file", "a file of more than 20 bytes"),
        ("rows=3", "rows", "more than 3 rows"),
        ("columns=2", "columns", "3 cells in a row"),
        ("cells=7", "cells", "more than 7 cells"),
        ("cell=6", "cell", "a cell of 7 characters"),
    ],
)
def test_each_limit_names_what_was_found_and_how_to_allow_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: str, name: str, said: str
) -> None:
    path = table(tmp_path, "t.csv", HEADER + "A,AT,AT13\nB,AT,AT13\nC,AT,AT13\n")
    monkeypatch.setenv(VARIABLE, limits)
    message = refusal(path)
    assert f"found '{said}', expected at most {limits.partition('=')[2]} " in message
    assert message.endswith(f"to allow more, set {VARIABLE} to {name}=NUMBER")
    monkeypatch.setenv(VARIABLE, f"{name}=1_000, rows=100")
    assert len(read_table(path).rows) == 3


@pytest.mark.parametrize("wrong", ["rows", "rows=0", "rows=-1", "rows=ten", "lines=5", "rows=1;cell=2"])
def test_limits_that_are_none_are_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv(VARIABLE, wrong)
    with pytest.raises(TableError, match=rf"{VARIABLE}: found '.*', expected NAME=NUMBER"):
        current()


def test_the_limits_that_the_docs_state_are_those_of_the_program() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "tables.md").read_text("utf-8")
    stated = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([\d,]+) \|$", docs, re.MULTILINE)
    assert {name: int(most.replace(",", "")) for name, most in stated} == vars(Limits())


def test_a_cell_may_be_longer_than_csv_allows_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "cell=200000")
    path = table(tmp_path, "t.csv", f"name\n{150_000 * 'x'}\n")
    assert len(read_table(path).rows[0].cells["name"]) == 150_000


def written_parquet(**columns: object) -> bytes:
    stream = io.BytesIO()
    parquet.write_table(pa.table(columns), stream, compression="zstd", dictionary_pagesize_limit=10**9)
    return stream.getvalue()


def repeated(text: str, rows: int) -> pa.DictionaryArray:
    """Return a column that holds one text once and says that it stands in every row."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, "int32")), [text])


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a sheet that unpacks to 100 times its size": ("t.xlsx", lambda: sheet_of(3_000_000)),
    "rows of a workbook": ("t.xlsx", lambda: sheet_of(300_000)),
    "empty rows of a workbook": ("t.xlsx", lambda: sheet_of(2_000_000, row=b"<row/>")),
    "elements of a workbook": ("t.xlsx", lambda: sheet_of(2_000_000, row=b"<x/>")),
    "cells without number": (
        "t.xlsx",
        lambda: sheet_of(1000, row=b"<row>" + 200 * b"<c><v>1</v></c>" + b"</row>"),
    ),
    "the last column in each row": (
        "t.xlsx",
        lambda: sheet_of(100_000, row=b'<row><c r="XFD1"><v>1</v></c></row>'),
    ),
    "one far cell in each row": (
        "t.xlsx",
        lambda: sheet_of(190_000, row=b'<row><c r="ALL1"><v>1</v></c></row>'),
    ),
    "one long text in all rows": (
        "t.parquet",
        lambda: written_parquet(name=repeated("x" * 1000, 1_000_000)),
    ),
    "one very long text in few rows": (
        "t.parquet",
        lambda: written_parquet(name=repeated("x" * 99_000, 50_000)),
    ),
    "a text of a megabyte in all rows": (
        "t.parquet",
        lambda: written_parquet(**{f"c{at}": repeated("x" * 1_000_000, 200) for at in range(20)}),
    ),
    "lists of nothing": ("t.parquet", lambda: written_parquet(name=pa.array([[None] * 8_000_000]))),
    "columns of nothing": (
        "t.parquet",
        lambda: written_parquet(**{f"c{at}": pa.nulls(50_000) for at in range(900)}),
    ),
    "brackets": ("t.geojson", lambda: b"[" + 20_000_000 * b"{}," + b"{}]"),
    "lines without text": ("t.csv", lambda: 5_000_000 * b"\n"),
    "the same header": ("t.csv", lambda: b"name,country" + 50_000 * b",x" + b"\nA,AT\n"),
}


#: What takes longest to make or to refuse, and has another of its kind that does not.
NIGHTLY = {
    "a text of a megabyte in all rows",
    "100,000 codes",
    "rows that are long",
    "rows of a workbook",
    "cells without number",
    "columns of nothing",
    "brackets",
    "one very long text in few rows",
    "rows",
    "columns",
    "unknown countries",
    "unknown regions",
    "rows without place",
    "equal beginnings of names",
    "100,000 names",
    "100,000 countries",
}


def by_night(kinds: Iterable[str]) -> list[object]:
    return [pytest.param(kind, marks=[pytest.mark.nightly] * (kind in NIGHTLY)) for kind in kinds]


@pytest.mark.slow
@pytest.mark.parametrize("bomb", by_night(BOMBS))
def test_a_small_file_that_stands_for_a_huge_table_is_refused_within_bounds(
    tmp_path: Path, bomb: str
) -> None:
    name, make = BOMBS[bomb]
    content = make()
    (tmp_path / name).write_bytes(content)
    done = run_limited("check", name, cwd=tmp_path)
    assert done.returncode == 1, done.stderr[-2000:]
    assert 0 < done.peak_bytes < ALLOWANCE + Limits().unpacked
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith(f"error: {name}")
    assert len(done.stdout) < 30_000


LARGE: dict[str, Callable[[], str]] = {
    "rows": lambda: HEADER + "".join(f"Cluster number {at} of Austria,AT,AT13\n" for at in range(8_000)),
    "equal names": lambda: HEADER + 8_000 * "The same cluster,AT,AT13\n",
    "equal beginnings of names": lambda: HEADER + "".join(f"{60 * 'a'}{at},AT,AT13\n" for at in range(8_000)),
    "rows without place": lambda: "name,country,city\n" + "".join(f"N{at},AT,\n" for at in range(8_000)),
    "rows that are short": lambda: HEADER + 8_000 * "The same cluster\n",
    "rows that are long": lambda: HEADER + 8_000 * "The same cluster,AT,AT13,x\n",
    "unknown countries": lambda: HEADER + "".join(f"N{at},Atlantis{at},AT13\n" for at in range(8_000)),
    "unknown regions": lambda: (
        "name,country,region\n" + "".join(f"N{at},AT,Wiien{at}\n" for at in range(3_000))
    ),
    "notes": lambda: HEADER + "A,AT,AT13\n\n" + 8_000 * "note\n",
    "columns": lambda: (
        f"name,country,nuts_id,{','.join(f'c{at}' for at in range(990))}\n"
        + 100 * f"A,AT,AT13,{','.join('1' for _ in range(990))}\n"
    ),
    "100,000 codes": lambda: HEADER + "".join(f"N{at},AT,AT{at % 9}\n" for at in range(100_000)),
    "100,000 names": lambda: (
        "name,country,region\n"
        + "".join(f"N{at},AT,{['Wien', 'Tirol', 'Kärnten'][at % 3]}\n" for at in range(100_000))
    ),
    "100,000 points": lambda: (
        "name,country,lat,lon\n"
        + "".join(f"N{at},AT,47.{at % 997},1{3 + at % 3}.{at % 991}\n" for at in range(100_000))
    ),
    "100,000 countries": lambda: "name,country\n" + "".join(f"N{at},AT\n" for at in range(100_000)),
    "long cells": lambda: "name,country,region\n" + 100 * f"A,AT,{'Wien ' * 10_000}\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", by_night(LARGE))
def test_a_large_table_takes_ten_times_its_size_and_says_each_thing_once(tmp_path: Path, kind: str) -> None:
    text = LARGE[kind]()
    table(tmp_path, "t.csv", text)
    done = run_limited("check", "t.csv", cwd=tmp_path)
    assert 0 < done.peak_bytes < ALLOWANCE + 10 * len(text)
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert "memory ran out" not in done.stderr
    assert done.returncode in (0, 1)
    assert len(done.stdout) < 60_000, done.stdout[-1000:]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "kind"),
    some_by_day(
        [("csv", "100,000 codes"), ("json", "100,000 codes"), ("table", "rows")],
        day=[("table", "rows")],
    ),
)
def test_a_long_ledger_is_written_within_ten_times_its_table(tmp_path: Path, form: str, kind: str) -> None:
    text = LARGE[kind]()
    table(tmp_path, "t.csv", text)
    with (tmp_path / "ledger").open("w") as output:
        done = run_limited("ledger", "t.csv", "--format", form, cwd=tmp_path, stdout=output)
    assert 0 < done.peak_bytes < ALLOWANCE + 10 * len(text)
    assert done.returncode == 0, done.stderr[-2000:]
    written = (tmp_path / "ledger").read_text()
    rows = text.count("\n") - 1
    if form == "json":
        assert len(json.loads(written)) == rows
    elif form == "csv":
        assert written.count("\n") == rows + 1
    else:
        # A terminal gets the first rows, and is told of the others.
        assert written.count("Cluster number") == MOST_ROWS
        assert f"and {rows - MOST_ROWS:,} more rows" in done.stderr


def test_empty_cells_before_others_count_as_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "cells=50")
    path = table(tmp_path, "t.csv", "name,country\n" + 10 * f"A{20 * ','}x\n")
    with pytest.raises(TableError) as caught:
        read_table(path)
    assert str(caught.value) == (
        f"{path}, row 4: found 'more than 50 cells', expected at most 50 cells, with the empty ones before "
        f"others in a row; to allow more, set {VARIABLE} to cells=NUMBER"
    )


def test_findings_of_one_kind_are_counted_after_the_first_fifty(tmp_path: Path) -> None:
    path = table(tmp_path, "t.csv", HEADER + 8_000 * "Same,AT,AT13\n")
    found = inspect_clusters(path)
    shown = grouped(found.problems)
    assert len(found.problems) == 7_999
    assert len(shown) == MOST_OF_A_KIND
    assert str(shown[0]).endswith("row 2 has the same name and country")
    assert str(shown[-1]).endswith("row 2 has the same name and country (and 7,949 more rows)")
    assert found.clusters.attrs["problems"] == tuple(map(str, shown))
    assert found.clusters["record_id"].tolist()[-1] == "same-8000"


def test_the_json_of_check_counts_the_rest_too(tmp_path: Path, command: Command) -> None:
    table(tmp_path, "t.csv", HEADER + "".join(f"N{at},Atlantis,AT13\n" for at in range(60)))
    found = json.loads(command("check", "t.csv", "--format", "json", cwd=tmp_path).stdout)
    assert len(found) == MOST_OF_A_KIND
    assert [problem["more"] for problem in found][-2:] == [0, 10]


def test_a_long_value_is_cut_in_a_message(tmp_path: Path) -> None:
    path = table(tmp_path, "t.csv", f"name,country\nA,{10_000 * 'x'}\n")
    with pytest.raises(TableError) as caught:
        inspect_clusters(path)
    assert "… (10,000 characters)', expected a country" in str(caught.value)
    assert len(str(caught.value)) < 700


CITIES = (
    ("Wien", "AT", 48.2, 16.3),
    ("Lyon", "FR", 45.7, 4.8),
    ("Torino", "IT", 45.0, 7.6),
    ("Gent", "BE", 51.0, 3.7),
    ("Kraków", "PL", 50.0, 19.9),
)


def clusters_near_cities(size: int) -> str:
    rows = (
        f"c{at},Cluster {city} {at},{country},{lat + at % 997 / 9970:.5f},{lon + at % 991 / 9910:.5f},{city},"
        f"https://example.org/{at},{('networking', 'training;fundraising', '')[at % 3]}\n"
        for at, (city, country, lat, lon) in ((at, CITIES[at % len(CITIES)]) for at in range(size))
    )
    return "id,name,country,lat,lon,city,website,services\n" + "".join(rows)


def project_of(folder: Path, text: str) -> None:
    table(folder, "clusters.csv", text)
    (folder / "maps").mkdir()
    definition = 'title = "Many"\nrecords = "clusters.csv"\nedition = 2023\nsynthetic = true\n'
    (folder / "maps" / "many.toml").write_text(definition)


@pytest.mark.slow
@pytest.mark.parametrize("size", [10_000, pytest.param(100_000, marks=pytest.mark.nightly)])
def test_a_map_of_many_clusters_is_built_within_ten_times_its_table(tmp_path: Path, size: int) -> None:
    text = clusters_near_cities(size)
    project_of(tmp_path, text)
    done = run_limited("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert 0 < done.peak_bytes < ALLOWANCE + 10 * len(text.encode())


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("form", "size"),
    # A workbook of 100,000 rows takes a minute of processor time.
    [("csv", 100_000), ("geojson", 100_000), ("gpkg", 100_000), ("parquet", 100_000), ("xlsx", 30_000)],
)
def test_a_map_of_many_clusters_is_exported_within_ten_times_its_table(
    tmp_path: Path, form: str, size: int
) -> None:
    text = clusters_near_cities(size)
    project_of(tmp_path, text)
    done = run_limited("export", "many", "--format", form, "--output", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert 0 < done.peak_bytes < ALLOWANCE + 10 * len(text.encode())


def test_a_ledger_beyond_the_limit_is_refused_with_how_to_allow_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path, "m.ledger.json", "[\n]\n")
    assert len(read_ledger(path)) == 0
    monkeypatch.setenv(VARIABLE, "file=3")
    with pytest.raises(TableError, match=r"at most 3 bytes; to allow more, set CLUSTERATLAS_LIMITS to file="):
        read_ledger(path)
