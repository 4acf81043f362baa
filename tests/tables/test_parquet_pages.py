"""Pages of a Parquet file are measured by their own headers, before Arrow makes room for them."""

from __future__ import annotations

import io

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from geo.errors import TableError
from geo.tables.limits import VARIABLE, Limits
from geo.tables.parquet import read_parquet
from geo.tables.parquet_pages import _Header, rows_at_once

LIMIT = 10_000_000
#: The header of a page: 100 bytes unpacked, 7 packed, 3 values.
SOUND = bytes.fromhex("1500 15c801 150e 2c 1506 1500 1506 1506 00 00")


def packed(table: pa.Table, **options: object) -> bytes:
    stream = io.BytesIO()
    parquet.write_table(table, stream, **options)
    return stream.getvalue()


def varint(number: int, length: int = 0) -> bytes:
    """Return a size as the footer writes it, with as many bytes as asked for."""
    number, parts = 2 * number, []
    while number or len(parts) < max(1, length):
        parts.append(number & 127 | 128)
        number >>= 7
    parts[-1] &= 127
    return bytes(parts)


def lying(data: bytes, *, says: int) -> bytes:
    """Return a file whose footer states another size of what its columns unpack to."""
    about = parquet.read_metadata(io.BytesIO(data))
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    footer = data[start:]
    group = about.row_group(0)
    sizes = {
        group.total_byte_size,
        *(group.column(at).total_uncompressed_size for at in range(group.num_columns)),
    }
    for size in sizes:
        footer = footer.replace(varint(size), varint(says, len(varint(size))))
    return data[:start] + footer


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "brotli", "zstd", "lz4"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_pages_of_sound_files_are_all_measured(compression: str, version: str) -> None:
    table = pa.table(
        {
            "name": [f"N{at}" for at in range(2_000)],
            "same": ["AT"] * 2_000,
            "number": np.arange(2_000),
            "list": [[at, at + 1] for at in range(2_000)],
            "nested": [{"a": [{"b": str(at)}]} for at in range(2_000)],
            "nothing": pa.nulls(2_000),
        }
    )
    data = packed(
        table,
        compression=compression, data_page_version=version,
        row_group_size=800, data_page_size=2_000, write_batch_size=200,
    )  # fmt: skip
    about = parquet.read_metadata(io.BytesIO(data))
    assert rows_at_once(data, about, "t.parquet", limits=Limits(), most=200) == 200
    assert [row.cells["name"] for row in read_parquet(data, "t.parquet").rows][-1] == "N1999"


def test_a_footer_that_understates_its_pages_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = lying(
        packed(pa.table({"name": ["x" * 2 * LIMIT]}), compression="zstd", use_dictionary=False), says=999
    )
    assert len(data) < LIMIT / 100
    assert parquet.read_metadata(io.BytesIO(data)).row_group(0).total_byte_size == 999
    monkeypatch.setenv(VARIABLE, f"unpacked={LIMIT}")
    with pytest.raises(TableError) as caught:
        read_parquet(data, "t.parquet")
    assert str(caught.value) == (
        "t.parquet, name: found 'pages of more than 10,000,000 bytes unpacked', expected at most 10,000,000 "
        "bytes unpacked; to allow more, set CLUSTERATLAS_LIMITS to unpacked=NUMBER"
    )


def test_of_a_long_value_that_rows_share_few_rows_are_read_at_once() -> None:
    shared = pa.DictionaryArray.from_arrays(pa.array(np.zeros(400, "int32")), ["x" * 1_000_000])
    data = packed(pa.table({"name": shared}), compression="zstd", dictionary_pagesize_limit=LIMIT)
    about = parquet.read_metadata(io.BytesIO(data))
    assert 40 <= rows_at_once(data, about, "t.parquet", limits=Limits(), most=200) < 50
    assert rows_at_once(data, about, "t.parquet", limits=Limits(unpacked=1_100_000), most=200) == 1


def test_lists_are_counted_before_they_are_read() -> None:
    data = packed(pa.table({"name": ["A"], "list": pa.array([[None] * 6_000_000])}), compression="zstd")
    with pytest.raises(TableError, match="more than 5,000,000 values in lists"):
        read_parquet(data, "t.parquet")


def test_pages_that_are_cut_off_or_lie_outside_are_damage() -> None:
    data = packed(pa.table({"name": ["A", "B"]}), compression="none", use_dictionary=False)
    about = parquet.read_metadata(io.BytesIO(data))
    start = about.row_group(0).column(0).data_page_offset
    for damaged in (data[:start] + b"\xff" * 9 + data[start + 9 :], data[: start + 9]):
        with pytest.raises(TableError, match="pages of values from there to the end of the column"):
            rows_at_once(damaged, about, "t.parquet", limits=Limits(), most=200)


def test_a_header_says_what_its_page_unpacks_to() -> None:
    page = _Header(SOUND, 0).page()
    assert (page.unpacked, page.values, page.end) == (100, 3, len(SOUND) + 7)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(SOUND[:-2], id="cut off"),
        pytest.param(SOUND.replace(b"\xc8\x01", b"\xc9\x01"), id="a size below zero"),
        pytest.param(bytes.fromhex("1500 00"), id="without a size"),
        pytest.param(bytes.fromhex("1500 15c801 0504 150e"), id="a size twice"),
        pytest.param(bytes.fromhex("05 84800802"), id="a field of a number that is cut to 16 bits"),
        pytest.param(b"\x1c" * 5_000, id="structs without end"),
        pytest.param(b"\x15\x00" * 5_000, id="fields without end"),
        pytest.param(b"\x15" + b"\x80" * 5_000, id="a number without end"),
        pytest.param(bytes.fromhex("19f5ffffff0f"), id="a list"),
    ],
)
def test_a_header_that_is_none_is_refused(header: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        _Header(header, 0).page()
