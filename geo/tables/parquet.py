"""Parquet and GeoParquet: columns as they are, and points in any CRS they state as `lat` and `lon`.

What a file says of itself is believed only as far as it costs nothing: its points are read here and not by a
library that would follow a shape inside a shape inside a shape until the process ends.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geo.errors import Problem, TableError
from geo.tables.columnar import Row
from geo.tables.features import feature_row, no_point, table_of_rows
from geo.tables.limits import Count, Limits, current
from geo.tables.parquet_pages import rows_at_once
from geo.tables.rows import Table, check_headers, text_of

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyarrow.parquet import ParquetFile

#: Rows that are turned into values at a time, at most.
_BATCH: Final = 200
#: https://geoparquet.org/releases/v1.1.0/: what points are in when nothing is said.
_DEFAULT_CRS: Final = "OGC:CRS84"
_DEGREES: Final = "EPSG:4326"
#: https://www.ogc.org/standard/sfa/, well-known binary: codes of shapes, and the flags that PostGIS adds.
_SHAPES: Final = {
    2: "LineString",
    3: "Polygon",
    4: "MultiPoint",
    5: "MultiLineString",
    6: "MultiPolygon",
    7: "GeometryCollection",
}
_POINT: Final = 1
_HAS_SRID: Final = 0x20000000
_FLAGS: Final = 0xE0000000


class Geometry(NamedTuple):
    """Where the points of a file are: their column, how they are written, and their CRS."""

    column: str
    encoding: str
    crs: Any


def read_parquet(data: bytes, source: str) -> Table:
    """Read a Parquet file; the points of a GeoParquet file become ``lat`` and ``lon``.

    Raises
    ------
    TableError
        The file is cut off, damaged, beyond a limit or not Parquet, a value is none that Python can hold, or
        the CRS of its points is unknown.
    """
    from pyarrow import BufferReader, parquet  # noqa: PLC0415 - a table of text must not need it

    limits = current()
    try:
        # Arrow reads its own buffer in this thread: a thread of its may abort a process that is done at once.
        file = parquet.ParquetFile(BufferReader(data), thrift_string_size_limit=10_000_000)
        names = list(file.schema_arrow.names)
    except Exception as error:  # pyarrow raises whatever a damaged file leads it to
        raise TableError([_not_parquet(data, source)]) from error
    check_headers([text_of(name) for name in names], source)
    _check_size(file, source, limits)
    size = rows_at_once(data, file.metadata, source, limits=limits, most=_BATCH)
    geometry = geometry_of(file, source)
    problems: list[Problem] = []
    rows = _rows(_batches(file, source, size), source, problems, geometry=geometry)
    kept = [name for name in names if geometry is None or name != geometry.column]
    return table_of_rows(source, rows, problems, kept)


def _check_size(file: ParquetFile, source: str, limits: Limits) -> None:
    """Refuse a file that says itself that it is beyond a limit."""
    about = file.metadata
    groups = (about.row_group(number) for number in range(about.num_row_groups))
    unpacked = sum(group.total_byte_size for group in groups)
    for name, amount, what in (
        ("columns", len(file.schema_arrow.names), "columns"),
        ("rows", about.num_rows, "rows"),
        ("unpacked", unpacked, "bytes unpacked"),
    ):
        if amount > getattr(limits, name):
            raise TableError([limits.problem(source, name, f"{amount:,} {what}")])


def _rows(
    batches: Iterable[RecordBatch], source: str, problems: list[Problem], *, geometry: Geometry | None
) -> Iterator[Row]:
    """Yield the records of batches; what is wrong with their points is added to `problems`."""
    limits = current()
    count = Count(source, limits)
    place = to_degrees(geometry, source) if geometry else None
    unpacked, first = 0, 1
    for batch in batches:
        unpacked += batch.nbytes
        if unpacked > limits.unpacked:
            found = f"more than {limits.unpacked:,} bytes unpacked"
            raise TableError([limits.problem(source, "unpacked", found, row=first)])
        names = [
            name
            for name in batch.schema.names
            if (geometry is None or name != geometry.column) and batch.column(name).null_count < len(batch)
        ]
        columns = [values_of(batch.column(name), name, source, first) for name in names]
        points: Sequence[Any] = [None] * batch.num_rows
        if geometry is not None:
            points = values_of(batch.column(geometry.column), geometry.column, source, first)
        for at, point in enumerate(points):
            number = first + at
            position = None
            if geometry is not None and point is not None:
                position = position_of(point, geometry, source, number)
            if isinstance(position, str):
                problems.append(no_point(source, position, number))
                position = None
            if position is not None and place is not None:
                position = list(place(*position))
            record = {name: column[at] for name, column in zip(names, columns, strict=True)}
            row = feature_row(source, number, record, position, problems)
            count.add(number, row.cells.values())
            yield row
        first += batch.num_rows


def _batches(file: ParquetFile, source: str, size: int) -> Iterator[RecordBatch]:
    try:
        yield from file.iter_batches(batch_size=size, use_threads=False)
    except (TableError, MemoryError):
        raise
    except Exception as error:
        first_line = str(error).split("\n", 1)[0]
        expected = "a whole Parquet file; it seems to be damaged"
        raise TableError([Problem(source, first_line, expected)]) from error


def values_of(array: Any, name: str, source: str, first: int) -> list[Any]:
    """Return what a column holds as values of Python.

    Parameters
    ----------
    name, source, first
        Its header, its file and the number of its first row, as messages name them.

    Raises
    ------
    TableError
        Python cannot hold a value, or there are too many in lists.
    """
    limits = current()
    if _items(array, limits.cells) > limits.cells:
        found = f"more than {limits.cells:,} values in lists"
        raise TableError([limits.problem(source, "cells", found, row=first, column=name)])
    try:
        values: list[Any] = array.to_pylist()
    except Exception as error:
        number, cause = _first_wrong(array, error)
        raise TableError(
            [Problem(source, cause, _expected(array, cause), row=first + number, column=name)]
        ) from error
    return values


def _items(array: Any, most: int) -> int:
    """Return how many values a column has with those inside its lists, or more than `most`."""
    from pyarrow import types  # noqa: PLC0415

    total = len(array)
    if total > most or not types.is_nested(array.type):
        return total
    if types.is_struct(array.type):
        return total + sum(_items(part, most) for part in array.flatten())
    if types.is_map(array.type):
        return total + _items(array.keys, most) + _items(array.items, most)
    return total + _items(array.flatten(), most) if hasattr(array, "flatten") else most + 1


def _first_wrong(array: Any, error: Exception) -> tuple[int, str]:
    """Return the place of the first value that Python cannot hold, and why it cannot."""
    for number, value in enumerate(array):
        try:
            value.as_py()
        except Exception as found:
            if isinstance(found, UnicodeDecodeError):
                return number, f"byte 0x{found.object[found.start]:02x}"
            return number, str(found).split("\n", 1)[0]
    return 0, str(error)


def _expected(array: Any, cause: str) -> str:
    return "text in UTF-8" if cause.startswith("byte 0x") else f"a value of the type {array.type}"


def geometry_of(file: ParquetFile, source: str) -> Geometry | None:
    """Return where the points of a file are; None when it says of none."""
    packed = (file.schema_arrow.metadata or {}).get(b"geo")
    if packed is None:
        return None
    try:
        about = json.loads(packed.decode("utf-8"))
        name = about["primary_column"]
        column = about["columns"][name]
        encoding, crs = column["encoding"], column.get("crs", _DEFAULT_CRS)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        expected = "the metadata of a GeoParquet file: primary_column, and in columns its encoding"
        raise TableError(
            [Problem(source, f"{type(error).__name__}: {error}", expected, column="geo")]
        ) from error
    if name not in file.schema_arrow.names:
        raise TableError([Problem(source, name, "a column of the file", column="geo.primary_column")])
    if encoding not in ("WKB", "point"):
        raise TableError([Problem(source, encoding, "WKB or point", column=f"geo.columns.{name}.encoding")])
    if crs is None:
        raise TableError([Problem(source, None, "the CRS of the points", column=name)])
    return Geometry(name, encoding, crs)


def to_degrees(geometry: Geometry, source: str) -> Any:
    """Return what turns a point of a file into longitude and latitude; None when it is in them."""
    import pyproj  # noqa: PLC0415 - a table without points must not need it

    try:
        crs = pyproj.CRS.from_user_input(geometry.crs)
        if crs == pyproj.CRS(_DEGREES) or crs == pyproj.CRS(_DEFAULT_CRS):
            return None
        return pyproj.Transformer.from_crs(crs, _DEGREES, always_xy=True).transform
    except Exception as error:  # whatever a strange text leads PROJ to
        expected = "the CRS of the points, such as EPSG:3035"
        raise TableError([Problem(source, str(geometry.crs), expected, column=geometry.column)]) from error


def position_of(point: object, geometry: Geometry, source: str, number: int) -> list[float] | str | None:
    """Return a point's position, the name of another shape, or None for an empty one."""
    try:
        if geometry.encoding == "WKB":
            return _of_wkb(point)
        x, y = (point["x"], point["y"]) if isinstance(point, dict) else list(point)[:2]  # type: ignore[call-overload]
        return None if math.isnan(x) or math.isnan(y) else [float(x), float(y)]
    except (struct.error, LookupError, TypeError, ValueError) as error:
        found = "bytes that are no shape" if geometry.encoding == "WKB" else str(point)
        expected = f"a point, written as {geometry.encoding}"
        raise TableError([Problem(source, found, expected, row=number, column=geometry.column)]) from error


def _of_wkb(shape: object) -> list[float] | str | None:
    """Read well-known binary; only points are read further than their name.

    Examples
    --------
    >>> _of_wkb(bytes.fromhex("0101000000000000000000F03F0000000000000040"))
    [1.0, 2.0]
    """
    if not isinstance(shape, bytes) or shape[:1] not in (b"\0", b"\1"):
        raise ValueError("no WKB")
    order = "<" if shape[0] else ">"
    (kind,) = struct.unpack_from(f"{order}I", shape, 1)
    start = 9 if kind & _HAS_SRID else 5
    code = (kind & ~_FLAGS) % 1000
    if code == _POINT:
        x, y = struct.unpack_from(f"{order}dd", shape, start)
        return None if math.isnan(x) and math.isnan(y) else [x, y]
    (parts,) = struct.unpack_from(f"{order}I", shape, start)
    return _SHAPES[code] if parts else None


def _not_parquet(data: bytes, source: str) -> Problem:
    if data.startswith(b"PAR1"):
        return Problem(source, "no Parquet footer", "a whole file; it seems to be cut off")
    return Problem(source, data[:4], "a Parquet file")
