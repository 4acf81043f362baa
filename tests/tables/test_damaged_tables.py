"""Tables that are damaged, or made to do damage: one sentence with file and place, and nothing else."""

from __future__ import annotations

import datetime
import io
import json
import os
import re
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import shapely
from openpyxl import Workbook
from pyarrow import parquet

from geo.errors import TableError
from geo.tables import read_table
from geo.tables.clusters import inspect_clusters
from tests.conftest import Command
from tests.limited import run_limited

POINT = shapely.to_wkb(shapely.Point(16.3, 48.2))
SHEET = "xl/worksheets/sheet1.xml"


def sentence(path: Path) -> str:
    """Return the first thing that is said of a table that cannot be read."""
    with pytest.raises(TableError) as caught:
        inspect_clusters(path)
    message = str(caught.value.problems[0])
    assert "\n" not in message
    assert message.startswith(str(path))
    return message.removeprefix(str(path))


def geoparquet(path: Path, *, point: object = POINT, meta: object = None, **column: object) -> Path:
    about = {"encoding": "WKB", "geometry_types": [], **column}
    described = meta if meta is not None else {"primary_column": "shape", "columns": {"shape": about}}
    packed = described if isinstance(described, bytes) else json.dumps(described).encode()
    table = pa.table({"name": ["A"], "country": ["AT"], "shape": [point]})
    parquet.write_table(table.replace_schema_metadata({b"geo": packed}), path)
    return path


def test_a_sound_geoparquet_file_is_read(tmp_path: Path) -> None:
    (row,) = read_table(geoparquet(tmp_path / "t.parquet")).rows
    assert dict(row.cells) == {"name": "A", "country": "AT", "lon": "16.3", "lat": "48.2"}


def test_points_in_metres_become_degrees(tmp_path: Path) -> None:
    point = shapely.to_wkb(shapely.Point(4321000, 3210000))
    (row,) = read_table(geoparquet(tmp_path / "t.parquet", point=point, crs="EPSG:3035")).rows
    assert (round(float(row.cells["lon"]), 6), round(float(row.cells["lat"]), 6)) == (10, 52)


@pytest.mark.parametrize(
    "meta",
    [
        b"{no json",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"[" * 100_000,
        {"columns": {}},
        {"primary_column": 3, "columns": []},
        {"primary_column": "shape", "columns": {"shape": None}},
        {"primary_column": "nowhere", "columns": {"nowhere": {"encoding": "WKB"}}},
        {"primary_column": ["shape"], "columns": {"shape": {"encoding": "WKB"}}},
    ],
)
def test_malformed_geo_metadata_are_named(tmp_path: Path, meta: object) -> None:
    message = sentence(geoparquet(tmp_path / "t.parquet", meta=meta))
    assert re.match(r", geo(\.primary_column)?: found ", message)


@pytest.mark.parametrize("encoding", ["XYZ", "polygon", None, ["WKB"]])
def test_an_encoding_without_points_is_named(tmp_path: Path, encoding: object) -> None:
    message = sentence(geoparquet(tmp_path / "t.parquet", encoding=encoding))
    assert message.startswith(", geo.columns.shape.encoding: found ")


@pytest.mark.parametrize("crs", [None, "EPSG:999999", 5, {"type": "x"}, [], 'LOCAL_CS["x",UNIT["metre",1]]'])
def test_a_crs_that_is_none_is_named(tmp_path: Path, crs: object) -> None:
    message = sentence(geoparquet(tmp_path / "t.parquet", crs=crs))
    assert message.startswith(", shape: found ")
    assert "expected the CRS of the points" in message


@pytest.mark.parametrize(
    "point",
    [
        b"\x01\x02",
        b"\x01" + struct.pack("<I", 9999),
        b"\x07" + POINT[1:],
        POINT[:-1],
        "POINT (1 2)",
        5,
    ],
)
def test_bytes_that_are_no_shape_are_named_with_their_row(tmp_path: Path, point: object) -> None:
    message = sentence(geoparquet(tmp_path / "t.parquet", point=point))
    assert message == ", row 1, shape: found 'bytes that are no shape', expected a point, written as WKB"


def test_a_shape_in_a_shape_without_end_is_no_point(tmp_path: Path) -> None:
    nested = 200_000 * (b"\x01" + struct.pack("<II", 7, 1)) + POINT
    message = sentence(geoparquet(tmp_path / "t.parquet", point=nested))
    assert message.startswith(", row 1, geometry: found 'GeometryCollection', expected a Point")


def test_empty_shapes_are_no_place_and_no_mistake(tmp_path: Path) -> None:
    for shape in (shapely.Point(), shapely.Polygon(), None):
        path = geoparquet(tmp_path / "t.parquet", point=None if shape is None else shapely.to_wkb(shape))
        assert read_table(path).problems == ()


VALUES: dict[str, Any] = {
    "date": pa.array([365_000_000], pa.int32()).cast(pa.date32()),
    "time of a year to come": pa.array([2**40], pa.int64()).cast(pa.timestamp("s")),
    "time zone": pa.array([0], pa.timestamp("us", tz="Mars/Olympus")),
    "duration": pa.array([2**62], pa.int64()).cast(pa.duration("s")),
    "doubled field": pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]),
}


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_that_python_cannot_hold_is_named_with_row_and_column(tmp_path: Path, kind: str) -> None:
    table = pa.table({"name": ["A"], "country": ["AT"], "odd": VALUES[kind]})
    parquet.write_table(table, tmp_path / "t.parquet")
    assert sentence(tmp_path / "t.parquet").startswith(", row 1, odd: found ")


def test_values_inside_values_are_shown_as_text(tmp_path: Path) -> None:
    odd = pa.array([{"at": datetime.datetime(2020, 1, 1), "by": [b"\xff"]}])  # noqa: DTZ001 - none is meant
    pairs = pa.array([[("k", [1, 2])]], pa.map_(pa.string(), pa.list_(pa.int64())))
    parquet.write_table(
        pa.table({"name": ["A"], "country": ["AT"], "odd": odd, "pairs": pairs}), tmp_path / "t.parquet"
    )
    (row,) = read_table(tmp_path / "t.parquet").rows
    assert row.cells["odd"] == '{"at": "2020-01-01 00:00:00", "by": ["b\'\\\\xff\'"]}'
    assert "k" in row.cells["pairs"]


def workbook(path: Path, old: bytes = b"", new: bytes = b"", *, part: str = SHEET, drop: str = "") -> Path:
    """Write a workbook of one record with one part changed or left out."""
    book, whole = Workbook(), io.BytesIO()
    book.active.append(["name", "country"])
    book.active.append(["A", "AT"])
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == part:
                assert old in content
                content = content.replace(old, new) if old else content
            if item.filename != drop:
                target.writestr(item.filename, content)
    return path


def with_flags(path: Path, *, flag: int = 0, method: int | None = None) -> Path:
    """Set a flag, or the method of compression, in every header of a zip file."""
    data = bytearray(path.read_bytes())
    for mark, flag_at, method_at in ((b"PK\1\2", 8, 10), (b"PK\3\4", 6, 8)):
        for match in re.finditer(mark, bytes(data)):
            data[match.start() + flag_at] |= flag
            if method is not None:
                struct.pack_into("<H", data, match.start() + method_at, method)
    path.write_bytes(data)
    return path


def test_an_encrypted_workbook_is_called_so(tmp_path: Path) -> None:
    path = with_flags(workbook(tmp_path / "t.xlsx"), flag=1)
    assert sentence(path) == (": found 'an encrypted workbook', expected a table; save it without a password")


@pytest.mark.parametrize("method", [1, 9, 12, 14, 93, 99])
def test_a_method_of_compression_that_is_not_ours_is_named(tmp_path: Path, method: int) -> None:
    message = sentence(with_flags(workbook(tmp_path / "t.xlsx"), method=method))
    assert f"compressed by method {method}'" in message


PARTS: dict[str, dict[str, Any]] = {
    "style beyond the list": {"old": b'r="A1"', "new": b'r="A1" s="9999"'},
    "text beyond the list": {
        "old": b'r="B2" t="inlineStr"><is><t>AT</t></is>',
        "new": b'r="B2" t="s"><v>99999</v>',
    },
    "text by a word": {"old": b'r="B2" t="inlineStr"><is><t>AT</t></is>', "new": b'r="B2" t="s"><v>x</v>'},
    "row by a word": {"old": b'<row r="2"', "new": b'<row r="x"'},
    "row before the first": {"old": b'<row r="2"', "new": b'<row r="-5"'},
    "row again": {"old": b'<row r="2"', "new": b'<row r="1"'},
    "column beyond all": {"old": b'r="B2"', "new": b'r="ZZZZZZ2"'},
    "column in no order": {"old": b'r="B2"', "new": b'r="A2"'},
    "no reference": {"old": b'r="B2"', "new": b'r="!!"'},
    "half a sheet": {"old": b"</sheetData>", "new": b""},
    "sides of nothing": {
        "old": b"</sheetData>",
        "new": b'</sheetData><mergeCells><mergeCell ref="A2:A9999999999"/></mergeCells>',
    },
    "merged again and again": {
        "old": b"</sheetData>",
        "new": b"</sheetData><mergeCells>"
        + b"".join(b'<mergeCell ref="A%d:A1048576"/>' % at for at in range(2, 2000))
        + b"</mergeCells>",
    },
    "styles": {"part": "xl/styles.xml", "old": b"<font>", "new": b"<font><sz val='x'/>"},
    "no relations": {"drop": "xl/_rels/workbook.xml.rels"},
    "no list of sheets": {"drop": "xl/workbook.xml"},
    "no types": {"drop": "[Content_Types].xml"},
    "entities": {
        "part": "xl/workbook.xml",
        "old": b"<workbook",
        "new": b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + at, 10 * (b"&%c;" % (97 + at))) for at in range(9))
        + b"]><!-- &j; --><workbook",
    },
}


@pytest.mark.parametrize("damage", PARTS)
def test_a_damaged_workbook_is_one_sentence(tmp_path: Path, damage: str) -> None:
    path = workbook(tmp_path / "t.xlsx", **PARTS[damage])
    with suppress(TableError):
        assert len(inspect_clusters(path).clusters) == 1
        return
    assert sentence(path)


def test_rows_in_between_that_are_not_there_cost_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", b'<row r="2"', b'<row r="2000000000"')
    (row,) = read_table(path).rows
    assert (row.number, row.cells["name"]) == (2_000_000_000, "A")


@pytest.mark.parametrize(
    "text", ["sep=", "sep=\n", "sep=;", 'sep="\nname"country\n', "sep=\r\n\r\n", "sep=\0\nname"]
)
def test_a_note_of_the_separator_alone_is_no_table(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_text(text, "utf-8", newline="")
    assert sentence(tmp_path / "t.csv")


def geojson(folder: Path, old: str, new: str) -> Path:
    text = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": "A", "country": "AT"},
                    "geometry": {"type": "Point", "coordinates": [16.3, 48.2]},
                }
            ],
        }
    )
    assert old in text
    (folder / "t.geojson").write_text(text.replace(old, new), "utf-8")
    return folder / "t.geojson"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("16.3", 400 * "9", ", row 1, geometry: found '[999"),
        ("16.3", 5000 * "9", ": found 'a number of more than 4300 digits'"),
        ("16.3", "1e999", ", row 1, lon: found 'inf', expected degrees"),
        ("16.3", "NaN", ", row 1, lon: found 'nan', expected degrees"),
        ('"AT"', '"AT", "\\ud800": 1', ": found '\\ud800', expected text; an escape"),
        ('"AT"', '"AT", "x": "\\ud800"', ", row 1, x: found '\\ud800', expected text; an escape"),
        ("[16.3, 48.2]", 100_000 * "[", ": found 'brackets without end'"),
    ],
)
def test_a_damaged_geojson_file_is_one_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert sentence(geojson(tmp_path, old, new)).startswith(said)


@pytest.mark.parametrize("depth", [900, 960, 975, 985, 990, 995])
def test_brackets_in_a_property_are_shown_or_refused(tmp_path: Path, depth: int) -> None:
    path = geojson(tmp_path, '"AT"', f'"AT", "x": {depth * "["}{depth * "]"}')
    with suppress(TableError):
        assert "[[" in inspect_clusters(path).clusters.loc[0, "x"]
        return
    assert "brackets without end" in sentence(path)


@pytest.mark.slow
@pytest.mark.linux
@pytest.mark.parametrize("kind", ["pipe", "zero", "loop", "folder"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, kind: str, ending: str) -> None:
    path = tmp_path / f"t.{ending}"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "zero" else path)
    done = run_limited("ledger", path.name, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {path.name}: found ")
    assert "Traceback" not in done.stderr


@pytest.mark.linux
@pytest.mark.parametrize("name", ["x" * 300 + ".csv", "x" * 300, "a/" * 3000 + "x.csv"])
@pytest.mark.parametrize("arguments", [("check",), ("ledger",), ("recode", "--to", "2021")])
def test_a_name_that_no_file_has_is_one_sentence(
    tmp_path: Path, name: str, arguments: tuple[str, ...], command: Command
) -> None:
    result = command(*arguments, name, cwd=tmp_path)
    assert result.exit_code == 1
    assert "found" in result.stdout + result.stderr


def test_a_table_of_twenty_gigabytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "t.csv").open("wb") as stream:
        stream.truncate(20 * 2**30)
    assert sentence(tmp_path / "t.csv").startswith(": found 'a file of more than 100,000,000 bytes'")
