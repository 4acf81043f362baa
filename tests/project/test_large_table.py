"""A table of any length: the same parts whatever is beside a record, however many processes make them.

A run that is killed while it works needs a table of half a million rows and is for `make nightly`; `make
test` cuts off small runs at each of their steps.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import fsspec
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from click.testing import CliRunner

from geo import locate, read_clusters
from geo.cli import main
from geo.errors import BuildError, RegionError, TableError
from geo.match.parts import RESULTS
from geo.project import parts_folder
from geo.project.large_table import Task, locate_table
from geo.project.parts_folder import MANIFEST, SUMMARY
from geo.tables import batches, delimited_batches
from tests.kills import ROOT

ROWS = [
    ("Berlin", "Deutschland", "DE30", None, None, None, None),
    ("Bavarian", "DE", None, "Oberbayern", None, 48.1, 11.6),
    ("Turku", "FI", None, "Länsi-Suomi", "Turku", 60.45, 22.27),
    ("Paris", "France", None, None, "Paris", None, None),
    ("Sea", "FR", None, None, None, 45.0, -30.0),
    ("Coast", "FR", None, None, None, 49.79, 0.35),
    ("Lombardy", "Italy", None, "Lombardy", None, None, None),
    ("Nowhere", "US", None, "Texas", None, None, None),
    ("Point", "DE", None, None, None, 52.5, 13.4),
]
NAMES = ["Name", "Country", "NUTS code", "Region", "City", "Latitude", "Longitude"]


def frame(rows: list[int]) -> pd.DataFrame:
    return pd.DataFrame([ROWS[row] for row in rows], columns=NAMES)


def table(folder: Path, rows: list[int], name: str = "members.csv") -> Path:
    path = folder / name
    if path.suffix == ".csv":
        frame(rows).to_csv(path, index=False)
    else:
        frame(rows).to_parquet(path, index=False)
    return path


def run(source: Path, output: Path, *, jobs: int = 1) -> dict:
    return dict(locate_table(Task(source, output, ROOT), jobs=jobs).summary)


def located(output: Path) -> pd.DataFrame:
    parts = sorted(output.glob("*.parquet"))
    return pd.concat([gpd.read_parquet(part) for part in parts], ignore_index=True)


def files(output: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(output.iterdir())}


def shown(value: object) -> str:
    """Return a value as text, one that is missing as that in whatever type."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or value == "" or pd.isna(value) else str(value)


MANY = [row * 7 % len(ROWS) for row in range(100)]


def test_records_are_located_as_in_a_cluster_table(tmp_path: Path) -> None:
    source = table(tmp_path, list(range(len(ROWS))))
    summary = run(source, tmp_path / "parts")
    expected = locate(read_clusters(source))
    found = located(tmp_path / "parts")
    for name in ("nuts_id", "level", "vintage", "located_by", "candidates", "match_score", "locate_notes"):
        one, other = (
            column[name].astype(object).where(column[name].notna(), None) for column in (found, expected)
        )
        assert [value or None for value in one] == [value or None for value in other], name
    assert found["Name"].tolist() == [row[0] for row in ROWS]
    assert summary["records"] == len(ROWS) == sum(summary["located_by"].values())
    assert summary["located_by"] == found["located_by"].value_counts().sort_index().to_dict()
    assert (summary["reasons"]["point_outside"], summary["reasons"]["by_point_near"]) == (1, 1)
    assert json.loads((tmp_path / "parts" / SUMMARY).read_text("utf-8")) == summary


def test_parts_are_geoparquet_with_the_box_of_each_point(tmp_path: Path) -> None:
    run(table(tmp_path, list(range(len(ROWS)))), tmp_path / "parts")
    part = tmp_path / "parts" / "part-000000.parquet"
    about = json.loads(pq.read_schema(part).metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["columns"]["geometry"]["bbox"] == [-30.0, 45.0, 22.27, 60.45]
    found = gpd.read_parquet(part)
    assert found.crs.equals("EPSG:4326", ignore_axis_order=True)
    assert found.geometry[8] == shapely.Point(13.4, 52.5)
    assert found.geometry[0] is None
    assert gpd.read_parquet(part, bbox=(13, 52, 14, 53))["Name"].tolist() == ["Point"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["members.csv", "members.parquet"])
def test_any_split_order_and_kind_of_file_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    columns = ["Name", *RESULTS, "geometry"]
    alone = {}
    for row in range(len(ROWS)):
        run(table(tmp_path, [row], f"{row}.csv"), tmp_path / f"alone{row}")
        alone[ROWS[row][0]] = located(tmp_path / f"alone{row}")[columns].map(shown).iloc[0].tolist()
    for number, size in enumerate((1, 7, 1 << 16)):
        monkeypatch.setattr(batches, "ROWS", size)
        monkeypatch.setattr(delimited_batches, "_BLOCK_BYTES", 500)
        rows = random.Random(number).sample(MANY, len(MANY))  # noqa: S311 - an order
        run(table(tmp_path, rows, f"{number}{kind}"), tmp_path / f"parts{number}")
        found = located(tmp_path / f"parts{number}")
        texts = found[columns].map(shown)
        assert found["Name"].tolist() == [ROWS[row][0] for row in rows]
        wanted = [alone[ROWS[row][0]] for row in rows]
        assert texts.to_numpy().tolist() == wanted


@pytest.mark.slow
@pytest.mark.parametrize("numbers", [(1, 2), pytest.param((1, 3), marks=pytest.mark.nightly)])
def test_any_number_of_processes_gives_the_same_bytes(tmp_path: Path, numbers: tuple[int, int]) -> None:
    source = table(tmp_path, MANY * 1500, "members.parquet")
    outputs = [tmp_path / f"parts{jobs}" for jobs in numbers]
    for jobs, output in zip(numbers, outputs, strict=True):
        run(source, output, jobs=jobs)
    first, other = map(files, outputs)
    assert len(first) == 5
    assert other == first


@pytest.mark.nightly
def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    source = table(tmp_path, MANY * 6000)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    run(source, whole)
    command = [sys.executable, "-m", "geo", "locate", str(source), "--output", str(killed), "--jobs", "2"]
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=ROOT)
    while not list(killed.glob("part-*.json")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    made = {path.name: path.stat().st_mtime_ns for path in killed.glob("*.parquet")}
    whole_parts = [path.with_suffix(".parquet").name for path in killed.glob("part-*.json")]
    assert 0 < len(whole_parts) < len(files(whole)) - 2
    subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True, capture_output=True
    )
    for name in whole_parts:
        assert (killed / name).stat().st_mtime_ns == made[name]
    assert {name: data for name, data in files(killed).items() if name[0] != "."} == files(whole)


def test_a_damaged_part_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ROWS", 3)
    source, output = table(tmp_path, list(range(len(ROWS)))), tmp_path / "parts"
    run(source, output)
    before = files(output)
    (output / "part-000001.parquet").write_bytes(b"PAR1")
    (output / "part-000002.parquet").unlink()
    run(source, output)
    assert files(output) == before


@pytest.mark.slow
def test_a_run_that_was_cut_off_at_any_moment_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ROWS", 3)
    source, whole = table(tmp_path, list(range(len(ROWS)))), tmp_path / "whole"
    run(source, whole)
    written: list[str] = []
    write = parts_folder.PartsFolder._write
    for moment in range(6):
        output = tmp_path / f"cut{moment}"

        def write_or_end(self: object, name: str, content: dict, end: int = moment) -> None:
            if len(written) == end:
                raise KeyboardInterrupt
            written.append(name)
            write(self, name, content)

        written.clear()
        monkeypatch.setattr(parts_folder.PartsFolder, "_write", write_or_end)
        with pytest.raises(KeyboardInterrupt):
            run(source, output)
        monkeypatch.setattr(parts_folder.PartsFolder, "_write", write)
        run(source, output)
        assert files(output) == files(whole)
    # What is known of a part is written once, however many parts there are.
    assert written == [MANIFEST, "part-000000.json", "part-000001.json", "part-000002.json", SUMMARY]


@pytest.mark.parametrize("facts", ["", "{", "[]", '{"rows": 3}', "null"])
def test_a_part_of_which_nothing_sound_is_known_is_made_again(tmp_path: Path, facts: str) -> None:
    source, output = table(tmp_path, [0, 1]), tmp_path / "parts"
    run(source, output)
    before = files(output)
    manifest = json.loads((output / MANIFEST).read_text("utf-8"))
    (output / MANIFEST).write_text(json.dumps({**manifest, "parts": {}}), "utf-8")
    (output / "part-000000.json").write_text(facts, "utf-8")
    run(source, output)
    assert files(output) == before


def test_addresses_are_read_and_written_like_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ROWS", 3)
    source, output = table(tmp_path, list(range(len(ROWS)))), tmp_path / "parts"
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pipe_file("/tables/members.csv", source.read_bytes())
    run(source, output)
    for _ in range(2):
        locate_table(Task("memory://tables/members.csv", "memory://bucket/parts", ROOT), jobs=1)
        written = {Path(name).name: memory.cat_file(name) for name in memory.find("/bucket/parts")}
        assert written == files(output)
        memory.rm("/bucket/parts/part-000001.parquet")


def test_without_dask_a_scheduler_cannot_be_used_and_what_helps_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("distributed", "geo.project.dask"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    task = Task(table(tmp_path, [0]), tmp_path / "parts", ROOT)
    with pytest.raises(BuildError, match=r"needs Dask.*Next: pip install 'clusteratlas\[cluster\]'"):
        locate_table(task, scheduler="tcp://127.0.0.1:1")
    assert not (tmp_path / "parts").exists()


def test_another_table_and_a_folder_with_something_else_are_refused(tmp_path: Path) -> None:
    output = tmp_path / "parts"
    run(table(tmp_path, [0, 1]), output)
    before = files(output)
    with pytest.raises(BuildError, match="begun with another table"):
        run(table(tmp_path, [0, 1, 2]), output)
    assert files(output) == before
    with pytest.raises(BuildError, match="not empty"):
        run(tmp_path / "members.csv", tmp_path)


def test_a_manifest_names_no_file_outside_the_folder(tmp_path: Path) -> None:
    source, output = table(tmp_path, [0]), tmp_path / "parts"
    run(source, output)
    manifest = json.loads((output / MANIFEST).read_text("utf-8"))
    manifest["parts"] = {"../members.csv": {**manifest["parts"]["part-000000.parquet"]}}
    (output / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    assert run(source, output)["records"] == 1
    assert list(json.loads((output / MANIFEST).read_text("utf-8"))["parts"]) == ["part-000000.parquet"]


def test_wrong_cells_count_as_empty_and_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(
        "name,country,nuts_id,lat,lon\n"
        'A,Germny,,52.5,13.4\nB,DE,GR30,52.5,13.4\nC,DE,,95,13.4\nD,ES,,2.17,41.39\nE,DE,,52.5,\n\'=F,DE,,"52,5",13.4\n',
        "utf-8",
    )
    summary = run(path, tmp_path / "parts")
    found = located(tmp_path / "parts")
    assert found["nuts_id"].tolist() == ["DE30", "DE30", "DE", "ES", "DE", "DE30"]
    assert found["name"].tolist()[-1] == "=F"
    assert summary["problems"] == 5
    assert [problem.split(":")[0] for problem in found["problem"][:5]] == [
        "country",
        "nuts_id",
        "lat",
        "lat",
        "lon",
    ]
    assert pd.isna(found["problem"][5])
    assert summary["first_problems"][0] == (
        "wrong.csv, row 2, country: found 'Germny', expected a country: its code or its name. "
        "Did you mean 'Germany'?"
    )


def test_a_folder_of_geoparquet_in_metres_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "members"
    folder.mkdir()
    points = gpd.GeoDataFrame(
        {"name": ["A", "B"], "nuts_id": [1, 2]},
        geometry=gpd.points_from_xy([13.4, 2.35], [52.5, 48.85]),
        crs=4326,
    )
    points.to_crs(3035)[:1].to_parquet(folder / "a.parquet")
    points.to_crs(3035)[1:].to_parquet(folder / "b.parquet")
    run(folder, tmp_path / "parts")
    found = located(tmp_path / "parts")
    assert found["nuts_id"].tolist() == ["DE30", "FR10"]
    assert found["nuts_id (table)"].tolist() == [1, 2]


def test_a_text_that_a_file_holds_once_for_many_rows_is_measured_first(tmp_path: Path) -> None:
    path = tmp_path / "members.parquet"
    # Made from numbers of values: as texts they would take the memory that the refusal saves.
    columns = {"country": "DE", "name": "x" * 90_000}
    first = pa.array(np.zeros(60_000, dtype=np.int32))
    table = pa.table({name: pa.DictionaryArray.from_arrays(first, [text]) for name, text in columns.items()})
    pq.write_table(table, path, store_schema=False)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(TableError, match="5,400,000,000 bytes in 60,000 rows"):
        run(path, tmp_path / "parts")


@pytest.mark.slow
def test_columns_of_lists_are_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "members.parquet"
    pd.DataFrame({"country": ["DE"], "tags": [["a", "b"]], "kind": pd.Categorical(["SME"])}).to_parquet(path)
    done = locate_table(Task(path, tmp_path / "parts", ROOT))
    assert [str(problem) for problem in done.problems] == [
        "members.parquet, tags: found 'tags', expected a column of single values; it is left out"
    ]
    found = located(tmp_path / "parts")
    assert found.columns[:2].tolist() == ["country", "kind"]
    assert found["kind"].tolist() == ["SME"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "header row"),
        (b"a,b\n1,2\n", "a column that places a record"),
        (b"country,country\nDE,FR\n", "each column once"),
        (
            b"country,name\nDE,A,B\n",
            "row 2: found '3 cells', expected 2 cells, as many as the header has; text",
        ),
        (
            b"country,name\n\nDE,A\nDE\n",
            "row 4: found '1 cell', expected 2 cells, as many as the header has$",
        ),
        (
            b"country,name\nDE,A\nDE,\xff\n",
            "row 3: found \"Windows-1252, in .*'ÿ'\", expected UTF-8; save it",
        ),
        (
            b"country,name\n" + b"DE,A\n" * 99_999 + b"DE,Fran\xe7ois\n",
            "row 100001: found \"Windows-1252, .*'Fr",
        ),
        (
            b"country,name\n" + b"DE,A\n" * 99_999 + b"DE,\0\n",
            "row 100001: found 'a NUL byte', expected text;",
        ),
        (b'country,name\nDE,A\nDE,"B\n', "row 3: found 'a quotation mark that is never closed'"),
        (
            b"Our members\n\ncountry,name\nDE,A\n",
            "row 1: found 'Our members', .* in row 3: delete the rows above",
        ),
        (b"country,name\nDE,A\nDE," + b"x" * 100_001 + b"\n", "row 3, name: .* at most 100,000 characters"),
    ],
)
def test_tables_that_are_none_are_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=expected):
        run(path, tmp_path / "parts")


def test_a_path_that_is_no_table_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("Name,NUTS code\nA,DE30\n", "utf-8")
    (tmp_path / "members.xlsx").write_bytes(b"PK")
    (tmp_path / "empty").mkdir()
    for name, found in (
        ("member.csv", "found 'no such file or folder', .* Did you mean 'members.csv'"),
        ("members.xlsx", "found \"a file that ends in '.xlsx'\", expected a CSV file, a Parquet file"),
        ("empty", "found 'a folder without files that end in .parquet'"),
    ):
        with pytest.raises(TableError, match=found):
            locate_table(Task(tmp_path / name, tmp_path / "parts", tmp_path))


@pytest.mark.slow
def test_the_command_locates_a_table(tmp_path: Path) -> None:
    source = table(tmp_path, [0, 1, 8])
    command = [sys.executable, "-m", "geo", "locate", str(source), "--output", str(tmp_path / "parts")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [f"3 records in 1 parts in {tmp_path / 'parts'}", "  code: 1", "  name: 1", "  point: 1"],
    )
    assert done.stderr == (
        "members.csv: read 'NUTS code' as nuts_id, 'Latitude' as lat, 'Longitude' as lon\n"
    )


def test_the_command_writes_nothing_that_is_lost_when_it_ends(tmp_path: Path) -> None:
    command = ["locate", str(table(tmp_path, [0])), "--output", "memory://parts"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2
    assert "'--output' memory://parts is lost when the command ends" in done.output


def test_a_vintage_that_does_not_exist_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    source, output = table(tmp_path, [0], "members.csv"), tmp_path / "parts"
    with pytest.raises(RegionError, match="found NUTS vintage 1, expected one of 2013"):
        locate_table(Task(source, output, ROOT, vintage=1), jobs=2)
    assert not output.exists()


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"a":' * 100_000, b"9" * 5000, b"\xff", b"[]"])
def test_a_manifest_that_no_run_wrote_is_refused(tmp_path: Path, content: bytes) -> None:
    output = tmp_path / "parts"
    output.mkdir()
    (output / MANIFEST).write_bytes(content)
    with pytest.raises(BuildError, match=r"manifest\.json: cannot be read\. Nothing was changed"):
        run(table(tmp_path, [0], "members.csv"), output)
    assert (output / MANIFEST).read_bytes() == content


@pytest.mark.parametrize("content", [b"[" * 100_000, b"5", b"\xff"])
def test_what_stands_beside_a_part_and_is_none_of_ours_counts_as_nothing(
    tmp_path: Path, content: bytes
) -> None:
    output = tmp_path / "parts"
    run(table(tmp_path, [0], "members.csv"), output)
    (output / "part-000000.json").write_bytes(content)
    run(tmp_path / "members.csv", output)
    assert [path.name for path in sorted(output.iterdir())] == [MANIFEST, "part-000000.parquet", SUMMARY]
