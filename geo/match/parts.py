"""A batch of a large table with the place of each record, as a GeoParquet file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from pyarrow import parquet

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import Problem
from geo.match.edition_units import unit_among
from geo.match.locating import Located, Locator
from geo.match.stated import Stated, record_of
from geo.nuts.countries import are_swapped
from geo.tables.batches import Batch, Stream
from geo.tables.placing import Placing

#: Columns that a part has beside those of the table: how a record was located, and what is wrong with it.
REASONS: Final = "reasons"
PROBLEM: Final = "problem"
RESULTS: Final = {
    c.NUTS_ID: pa.string(),
    c.LEVEL: pa.int32(),
    c.VINTAGE: pa.int32(),
    c.LOCATED_BY: pa.string(),
    c.MATCH_SCORE: pa.float64(),
    c.CANDIDATES: pa.string(),
    REASONS: pa.string(),
    c.LOCATE_NOTES: pa.string(),
}
_BBOX: Final = "bbox"
_SIDES: Final = ("xmin", "ymin", "xmax", "ymax")
#: Notes that say a point is not where the rest of its record is.
_ELSEWHERE: Final = ("point_outside", "point_country", "point_conflict")
_NOTE: Final = "note.locate."


@dataclass(frozen=True)
class Part:
    """A located batch.

    Parameters
    ----------
    content
        The file.
    rows
        How many records it holds.
    located_by, reasons
        How many were located in each way, and for each reason.
    problems
        What is wrong with records.
    """

    content: bytes
    rows: int
    located_by: Counter[str]
    reasons: Counter[str]
    problems: tuple[Problem, ...]


class PartMaker:
    """Locates the batches of a table; the regions are read once.

    Parameters
    ----------
    stream
        The table.
    vintage, catalog
        As for `geo.locate`.
    """

    def __init__(self, stream: Stream, *, vintage: int | None, catalog: Catalog) -> None:
        def prefer(codes: Any) -> str | None:
            return unit_among(codes, catalog=catalog)

        self._stream, self._catalog = stream, catalog
        self._locator = Locator(vintage=vintage, prefer=prefer, catalog=catalog)

    def make(self, batch: Batch) -> Part:
        """Locate every record of a batch; the file is the same whatever was located before."""
        placing = Placing(self._stream, batch, catalog=self._catalog)
        points = np.full(len(placing.which), None, dtype=object)
        has_point = np.isfinite(placing.lon)
        points[has_point] = shapely.points(placing.lon[has_point], placing.lat[has_point])
        records = [record_of(*record) for record in placing.distinct]
        located = self._locator.locate_batch(Stated(records, placing.which, points))
        reasons = [reason_keys(place.locate_notes) for place in located.places]
        problems = placing.problems | _swapped(placing, batch, located, reasons)
        count = np.bincount(located.which, minlength=len(located.places)).tolist()
        located_by: Counter[str] = Counter()
        by_reason: Counter[str] = Counter()
        for place, keys, number in zip(located.places, reasons, count, strict=True):
            located_by[place.located_by] += number
            by_reason.update(dict.fromkeys(keys, number))
        columns = _own_columns(self._stream, batch) | _results(located, reasons)
        columns[PROBLEM] = _problem_column(problems, len(placing.which))
        columns |= _geometry_columns(placing.lon, placing.lat)
        in_row_order = tuple(problems[row] for row in sorted(problems))
        return Part(_file(columns, placing), len(placing.which), located_by, by_reason, in_row_order)


def reason_keys(notes: str) -> tuple[str, ...]:
    """Return the keys of packed notes, each once, without what all of them begin with."""
    lines = notes.split("\n") if notes else []
    return tuple(dict.fromkeys(line.partition(" ")[0].removeprefix(_NOTE) for line in lines))


def _swapped(
    placing: Placing, batch: Batch, located: Located, reasons: list[tuple[str, ...]]
) -> dict[int, Problem]:
    """Return the problems of records whose points would be in their countries with swapped coordinates."""
    doubtful = np.array([not set(keys).isdisjoint(_ELSEWHERE) for keys in reasons], dtype=bool)
    doubtful_rows = np.flatnonzero(doubtful[located.which] & np.isfinite(placing.lon))
    stated = np.array([country for country, *_ in placing.distinct], dtype=object)
    countries = stated[placing.which[doubtful_rows]]
    expected = "latitude and longitude in this order; they seem to be swapped"
    problems = {}
    for country in dict.fromkeys(countries.tolist()):
        rows = doubtful_rows[countries == country]
        for row in rows[are_swapped(placing.lat[rows], placing.lon[rows], country)].tolist():
            lat, lon = str(float(placing.lat[row])), str(float(placing.lon[row]))
            problems[row] = Problem(
                batch.source, lat, expected, row=batch.row_number(row), column=c.LAT, suggestion=lon
            )
    return problems


def _own_columns(stream: Stream, batch: Batch) -> dict[str, Any]:
    """Return the columns of the table; one that bears the name of a result says that it is the table's."""
    taken = {*RESULTS, PROBLEM, c.GEOMETRY, _BBOX}
    left_out = stream.geometry.column if stream.geometry else None
    return {
        f"{name} (table)" if name in taken else name: batch.rows.column(name)
        for name in batch.rows.column_names
        # The box of a GeoParquet file is made anew with its points.
        if name != left_out and not (left_out and name == _BBOX)
    }


def _results(located: Located, reasons: list[tuple[str, ...]]) -> dict[str, Any]:
    which = pa.array(located.which, pa.int32())
    columns = {}
    for name, dtype in RESULTS.items():
        values = (
            [";".join(keys) for keys in reasons]
            if name == REASONS
            else [getattr(p, name) for p in located.places]
        )
        if pa.types.is_string(dtype):
            # Records share their texts: each stands in the file once.
            columns[name] = _encoded(values, which)
        else:
            columns[name] = pa.array(values, dtype, from_pandas=True).take(which)
    return columns


def _encoded(values: list[str | None], which: pa.Array) -> pa.Array:
    texts = list(dict.fromkeys(value for value in values if value))
    places = {text: at for at, text in enumerate(texts)}
    indices = pa.array([places[value] if value else None for value in values], pa.int32()).take(which)
    return pa.DictionaryArray.from_arrays(indices, pa.array(texts, pa.string()))


def _problem_column(problems: dict[int, Problem], size: int) -> pa.Array:
    values: list[str | None] = [None] * size
    for row, problem in problems.items():
        values[row] = f"{problem.column}: found {problem.found!r}, expected {problem.expected}"
    return pa.array(values, pa.string())


def _geometry_columns(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> dict[str, Any]:
    there = np.isfinite(lon)
    shapes = np.zeros(
        np.count_nonzero(there), dtype=[("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")]
    )
    shapes["order"] = shapes["kind"] = 1
    shapes["x"], shapes["y"] = lon[there], lat[there]
    offsets = np.concatenate([[0], np.cumsum(there, dtype=np.int32) * shapes.itemsize]).astype(np.int32)
    is_there = pa.array(there)
    mask = pa.array(~there)
    buffers = [is_there.buffers()[1], pa.py_buffer(offsets.tobytes()), pa.py_buffer(shapes.tobytes())]
    points = pa.Array.from_buffers(pa.binary(), len(lon), buffers)
    sides = [pa.array(values) for values in (lon, lat, lon, lat)]
    box = pa.StructArray.from_arrays(sides, names=list(_SIDES), mask=mask)
    return {c.GEOMETRY: points, _BBOX: box}


def _file(columns: dict[str, Any], placing: Placing) -> bytes:
    table = pa.table(columns)
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "covering": {_BBOX: {side: [_BBOX, side] for side in _SIDES}},
    }
    if np.isfinite(placing.lon).any():
        bounds = (
            np.nanmin(placing.lon),
            np.nanmin(placing.lat),
            np.nanmax(placing.lon),
            np.nanmax(placing.lat),
        )
        column[_BBOX] = [float(bound) for bound in bounds]
    about = {"version": "1.1.0", "primary_column": c.GEOMETRY, "columns": {c.GEOMETRY: column}}
    written = pa.BufferOutputStream()
    # Without the schema of Arrow, what is written once for many records is read as plain text.
    options: dict[str, Any] = {"compression": "zstd", "store_schema": False}
    with parquet.ParquetWriter(written, table.schema, **options) as writer:
        writer.write_table(table, row_group_size=len(table))
        writer.add_key_value_metadata({"geo": json.dumps(about)})
    content: bytes = written.getvalue().to_pybytes()
    return content
