"""What the records of a batch of columns say about their places, each different cell read once."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import Problem
from geo.tables import cells
from geo.tables.batches import Batch, Stream
from geo.tables.distinct import cell_values, column_of, distinct_texts
from geo.tables.parquet import position_of, to_degrees
from geo.tables.records import record_readers
from geo.tables.rows import text_of

#: Columns that say where a record is, beside its point.
STATED: Final = (c.COUNTRY, c.NUTS_ID_PRINTED, c.REGION_PRINTED, c.NUTS_VINTAGE, c.CITY, c.CITY_STATUS)
#: Well-known binary of a point: byte order, kind, longitude, latitude.
POINT: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
_LIMITS: Final = {c.LAT: 90.0, c.LON: 180.0}


class Placing:
    """Reads what places the records of a batch, as the reader of cluster tables reads it cell by cell.

    Parameters
    ----------
    stream
        The table that the batch is of.
    batch
        Some of its rows.
    catalog
        Data package, which knows the NUTS vintages.

    Attributes
    ----------
    distinct
        What records say in the columns of `STATED`, each combination once.
    which
        For each record its place in `distinct`.
    lon, lat
        Degrees of each record; NaN without a point.
    problems
        What is wrong with a record, by its place in the batch: such a cell counts as empty.
    """

    def __init__(self, stream: Stream, batch: Batch, *, catalog: Catalog) -> None:
        self._stream, self._batch = stream, batch
        self._readers = record_readers(services=(), catalog=catalog)
        self.problems: dict[int, Problem] = {}
        self.distinct, self.which = self._stated()
        self.lon, self.lat = self._points()

    def _stated(self) -> tuple[list[tuple[Any, ...]], NDArray[np.int64]]:
        size = len(self._batch.rows)
        code = np.zeros(size, dtype=np.int64)
        columns: list[tuple[list[Any], NDArray[np.int64]]] = []
        for name in STATED:
            values, which = (
                self._values(name) if name in self._stream.headers else ([None], np.zeros(size, np.int64))
            )
            columns.append((values, which))
            _, code = np.unique(code * len(values) + which, return_inverse=True)
        _, first, which = np.unique(code, return_index=True, return_inverse=True)
        records = [tuple(values[part[row]] for values, part in columns) for row in first.tolist()]
        return records, which.astype(np.int64)

    def _values(self, name: str) -> tuple[list[Any], NDArray[np.int64]]:
        """Return the different values of a column, the last of them None, and the place of each cell's."""
        texts, which = distinct_texts(self._batch, self._stream.headers[name])
        values = [self._readers.get(name, _as_it_is)(text) if text else None for text in texts]
        wrong = [at for at, value in enumerate(values) if isinstance(value, cells.Wrong)]
        for row in np.flatnonzero(np.isin(which, wrong)).tolist() if wrong else ():
            self._report(name, row, texts[which[row]], values[which[row]])
        return [None if isinstance(value, cells.Wrong) else value for value in values] + [None], which

    def _points(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        size = len(self._batch.rows)
        if self._stream.geometry is not None:
            lon, lat = self._of_geometry()
        elif c.LAT in self._stream.headers and c.LON in self._stream.headers:
            lat, lon = self._degrees(c.LAT), self._degrees(c.LON)
        else:
            lon = lat = np.full(size, np.nan)
        for name, given, other in ((c.LON, lat, lon), (c.LAT, lon, lat)):
            for row in np.flatnonzero(np.isfinite(given) & np.isnan(other)).tolist():
                self._report(name, row, "", cells.Wrong("degrees; a point needs both"))
        whole = np.isfinite(lon) & np.isfinite(lat)
        return np.where(whole, lon, np.nan), np.where(whole, lat, np.nan)

    def _degrees(self, name: str) -> NDArray[np.float64]:
        header = self._stream.headers[name]
        array = column_of(self._batch, header)
        try:
            values = pc.cast(array, pa.float64())
        except (pa.ArrowException, TypeError):
            values = pa.nulls(len(self._batch.rows), pa.float64())  # each is read by itself
        degrees: NDArray[np.float64] = values.to_numpy(zero_copy_only=False).astype(np.float64)
        doubtful = ~(np.abs(degrees) <= _LIMITS[name]) & array.is_valid().to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(doubtful)
        given = cell_values(self._batch, header) if len(rows) else []
        for row in rows.tolist():
            text = text_of(given[row])
            read = self._readers[name](text) if text else math.nan
            degrees[row] = read if isinstance(read, float) else math.nan
            if isinstance(read, cells.Wrong):
                self._report(name, row, text, read)
        return degrees

    def _of_geometry(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        geometry = self._stream.geometry
        assert geometry is not None  # noqa: S101 - the caller looked
        array = column_of(self._batch, geometry.column)
        points = _plain_points(array) if geometry.encoding == "WKB" else None
        if points is None:
            points = np.full((2, len(array)), np.nan)
            source, number = self._batch.source, self._batch.row_number
            for row, value in enumerate(cell_values(self._batch, geometry.column)):
                position = None if value is None else position_of(value, geometry, source, number(row))
                if isinstance(position, str):
                    self._report(geometry.column, row, position, cells.Wrong("a Point [longitude, latitude]"))
                elif position is not None:
                    points[:, row] = position
        if (transform := to_degrees(geometry, self._batch.source)) is not None:
            points = np.array(transform(*points))
        for name, degrees in zip((c.LON, c.LAT), points, strict=True):
            for row in np.flatnonzero(np.abs(degrees) > _LIMITS[name]).tolist():
                text = text_of(float(degrees[row]))
                self._report(name, row, text, self._readers[name](text))
                degrees[row] = np.nan
        return points[0], points[1]

    def _report(self, name: str, row: int, found: str, wrong: Any) -> None:
        header = self._stream.headers.get(name, name)
        self.problems.setdefault(
            row,
            Problem(
                self._batch.source,
                found,
                wrong.expected,
                row=self._batch.row_number(row),
                column=header,
                suggestion=wrong.suggestion,
            ),
        )


def _as_it_is(text: str) -> object:
    return text


def _plain_points(array: pa.Array) -> NDArray[np.float64] | None:
    """Return longitudes and latitudes of points in well-known binary; None where one is something else."""
    there = array.is_valid().to_numpy(zero_copy_only=False)
    given = array.drop_null()
    if not len(given):
        return np.full((2, len(array)), np.nan)
    lengths = pc.binary_length(given)
    if pc.min(lengths).as_py() != POINT.itemsize or pc.max(lengths).as_py() != POINT.itemsize:
        return None
    shapes = np.frombuffer(b"".join(given.to_pylist()), dtype=POINT)
    if (shapes["order"] != 1).any() or (shapes["kind"] != 1).any():
        return None
    points = np.full((2, len(array)), np.nan)
    points[0, there], points[1, there] = shapes["x"], shapes["y"]
    return points
