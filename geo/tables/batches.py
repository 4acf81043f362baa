"""A table of any length, read in batches of columns: CSV, Parquet, GeoParquet, a folder of Parquet files.

A batch holds the columns as the file has them; of a CSV file all are text. Memory is needed for one batch, so
that the limits of a table (`geo.tables.limits`) hold for what is read at a time: columns, characters of a
cell, and bytes that a part of a Parquet file unpacks to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from geo import columns as c
from geo.datapackage.hashing import digest_file
from geo.errors import Problem, TableError, nearest
from geo.tables.columnar import Row, Rows
from geo.tables.delimited_batches import Layout, first_rows, layout_of, read_parts
from geo.tables.headers import heads_a_table, short
from geo.tables.layout import Heads
from geo.tables.limits import Limits, current
from geo.tables.parquet import Geometry, geometry_of, values_of
from geo.tables.parquet_pages import check_group
from geo.tables.recognition import Headers, recognise
from geo.tables.rows import Table, check_headers, text_of

#: Rows of a batch, however the file is divided.
ROWS: Final = 1 << 16
#: What is read of a file to find out which column holds what.
_HEAD_ROWS: Final = 1000
#: How the name of a file ends that is read in batches.
_ENDINGS: Final = (".csv", ".parquet", ".geoparquet")
#: What places a record; one of them must be there.
PLACES: Final = (c.NUTS_ID_PRINTED, c.REGION_PRINTED, c.CITY, c.LAT, c.COUNTRY)


@dataclass(frozen=True)
class Batch:
    """Some rows of a table.

    Parameters
    ----------
    number
        The first batch is 0.
    source
        The table, as messages name it.
    first_row
        Number of the first row: as a spreadsheet shows it, or the position in a Parquet file.
    rows
        The columns as the file has them.
    gaps
        Positions in the batch before which the file has an empty row: none of the rows, but counted.
    """

    number: int
    source: str
    first_row: int
    rows: pa.Table
    gaps: tuple[int, ...] = ()

    def row_number(self, at: int) -> int:
        """Return the number of the row at a position of the batch."""
        return self.first_row + at + bisect_right(self.gaps, at)

    def __reduce__(self) -> tuple[Any, ...]:
        # Pickled as it is, a slice would take along all that it is a slice of.
        written = pa.BufferOutputStream()
        with pa.ipc.new_stream(written, self.rows.schema) as stream:
            stream.write_table(self.rows)
        return _unpickled, (self.number, self.source, self.first_row, written.getvalue(), self.gaps)


def _unpickled(number: int, source: str, first_row: int, written: pa.Buffer, gaps: tuple[int, ...]) -> Batch:
    with pa.ipc.open_stream(written) as stream:
        return Batch(number, source, first_row, stream.read_all(), gaps)


@dataclass(frozen=True)
class Stream:
    """A table that is read in batches.

    Parameters
    ----------
    files
        Its files, in order.
    headers
        Header by column of ours.
    geometry
        Where the points of GeoParquet files are; None where columns hold them.
    problems
        Notices and warnings about the headers.
    layout
        How the cells of a CSV file are separated; None for other files.
    """

    files: tuple[Path, ...]
    headers: Mapping[str, str]
    geometry: Geometry | None
    problems: tuple[Problem, ...]
    layout: Layout | None = None

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of each file, by its name."""
        return {path.name: digest_file(path) for path in self.files}

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in batches of `ROWS`; the last one of a file has fewer."""
        number = 0
        for path in self.files:
            empty: list[int] = []
            parts = read_parts(path, self.layout, empty) if self.layout else _parquet_parts(path, ROWS)
            row = self.layout.header_row + 1 if self.layout else 1
            for rows in _of_equal_length(parts):
                # Each empty row stands before as many rows as lie between the first one and it.
                gaps = [place - row - before for before, place in enumerate(empty)]
                inside = gaps[: bisect_right(gaps, len(rows) - 1)]
                batch = Batch(number, path.name, row, rows, tuple(inside))
                _check_cells(batch)
                yield batch
                number, row = number + 1, row + len(rows) + len(inside)
                del empty[: len(inside)]


def open_stream(
    source: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    settle: Callable[[Table], Mapping[str, str]] | None = None,
    heads: Heads = heads_a_table,
    must_place: bool = True,
) -> Stream:
    """Open a CSV file, a Parquet file or a folder of Parquet files.

    Parameters
    ----------
    source
        Its path.
    columns
        As for `geo.read_clusters`.
    settle
        Returns the same for the first rows of the table, where it is not known before; it raises `TableError`
        for a table that lacks a column.
    heads
        As for `geo.tables.rows.table_of`.
    must_place
        Whether something must place the records.

    Raises
    ------
    TableError
        It is none of these, cannot be read, has unsound headers or, where it must, nothing that would place a
        record.
    """
    path = Path(source)
    files = tuple(sorted(path.glob("*.parquet"))) if path.is_dir() else (path,)
    if path.is_dir() and (odd := next((file for file in files if not file.is_file()), None)):
        expected = "a file: neither a folder, a pipe nor a device among the parts of a table"
        raise TableError([Problem(odd.name, "no file", expected)])
    if not files or not all(file.is_file() and file.suffix.lower() in _ENDINGS for file in files):
        raise TableError([_no_table(path, str(source))])
    layout = layout_of(files[0], heads=heads) if files[0].suffix.lower() == ".csv" else None
    tables = [(_csv_head(file, layout), None) if layout else _parquet_head(file) for file in files]
    table, geometry = tables[0]
    for other, (head, points) in zip(files[1:], tables[1:], strict=True):
        if head.columns != table.columns or points != geometry:
            expected = f"the columns of {files[0].name}: {', '.join(table.columns)}"
            raise TableError([Problem(other.name, ", ".join(head.columns), expected)])
    headers = recognise(table, by_hand=settle(table) if settle else columns)
    errors = [problem for problem in headers.problems if problem.severity == "error"]
    if must_place and not (geometry or set(PLACES) & set(headers.of)):
        expected = "a column that places a record: a NUTS code, a region, a point, a city or a country"
        errors.append(Problem(table.source, ", ".join(table.columns), expected))
    if errors:
        raise TableError(errors)
    problems = (*_notices(table, headers), *table.problems, *headers.problems)
    return Stream(files, headers.of, geometry, problems, layout)


def _no_table(path: Path, source: str) -> Problem:
    """Return that a path leads to no table that is read in batches."""
    expected = "a CSV file, a Parquet file, or a folder of files that end in .parquet"
    if path.is_dir():
        return Problem(source, "a folder without files that end in .parquet", expected)
    if path.exists():
        return Problem(source, f"a file that ends in {path.suffix!r}", expected)
    names = sorted(item.name for item in path.parent.iterdir()) if path.parent.is_dir() else []
    return Problem(source, "no such file or folder", expected, suggestion=nearest(path.name, names))


def _notices(table: Table, headers: Headers) -> list[Problem]:
    pairs = ", ".join(f"{header!r} as {short(column)}" for header, column in headers.taken.items())
    expected = f"read {pairs}"
    return [Problem(table.source, tuple(headers.taken), expected, severity="notice")] if pairs else []


def _csv_head(path: Path, layout: Layout) -> Table:
    _check_width(layout.names, path.name, current())
    rows = Rows(
        Row(number, {name: cell for name, cell in zip(layout.names, cells, strict=False) if cell})
        for number, cells in islice(first_rows(path, layout), _HEAD_ROWS)
    )
    return Table(path.name, layout.names, rows, header_row=layout.header_row)


def _parquet_file(path: Path, **options: Any) -> parquet.ParquetFile:
    try:
        return parquet.ParquetFile(path, thrift_string_size_limit=10_000_000, pre_buffer=False, **options)
    except Exception as error:  # pyarrow raises whatever a damaged file leads it to
        raise TableError([_damaged(path.name, error, "a whole Parquet file")]) from error


def _parquet_head(path: Path) -> tuple[Table, Geometry | None]:
    file = _parquet_file(path)
    names = list(file.schema_arrow.names)
    check_headers([text_of(name) for name in names], path.name)
    _check_width(names, path.name, current())
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
        for number in range(file.num_row_groups):
            check_group(data, file.metadata.row_group(number), path.name, limits=current())
    geometry = geometry_of(file, path.name)
    left_out = [field.name for field in file.schema_arrow if not _is_plain(field.type)]
    kept = [name for name in names if not (geometry and name == geometry.column) and name not in left_out]
    problems = [
        Problem(path.name, name, "a column of single values; it is left out", column=name, severity="warning")
        for name in left_out
    ]
    rows = Rows()
    for part in islice(_parquet_parts(path, _HEAD_ROWS), 1):
        columns = [values_of(part.column(name), name, path.name, 1) for name in kept]
        for number, values in enumerate(zip(*columns, strict=True), start=1):
            cells = {name: text for name, value in zip(kept, values, strict=True) if (text := text_of(value))}
            rows.append(Row(number, cells))
    return Table(path.name, tuple(kept), rows, tuple(problems)), geometry


def _is_plain(dtype: pa.DataType) -> bool:
    """Return whether a row can hold no more than one value, or a few numbers as the box of a point does."""
    if pa.types.is_struct(dtype):
        return all(pa.types.is_floating(field.type) for field in dtype)
    return not pa.types.is_nested(dtype)


def _parquet_parts(path: Path, size: int) -> Iterator[pa.Table]:
    schema = _parquet_file(path).schema_arrow
    names = [field.name for field in schema if _is_plain(field.type)]
    texts = [field.name for field in schema if _is_text(field.type)]
    # A long text that a file holds once may stand in every row: it is measured before it is repeated.
    file = _parquet_file(path, read_dictionary=texts)
    try:
        for batch in file.iter_batches(size, columns=names, use_threads=False):
            rows = pa.Table.from_batches([batch])
            for at, name in enumerate(rows.column_names):
                if pa.types.is_dictionary(rows.column(name).type):
                    rows = rows.set_column(at, name, _repeated(rows.column(name), path.name))
            yield rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise TableError([_damaged(path.name, error, "a whole Parquet file")]) from error


def _repeated(column: pa.ChunkedArray, source: str) -> pa.ChunkedArray:
    """Return a column of texts that were read once each, unless it takes more than the limit."""
    limits = current()
    chunks = []
    for chunk in column.chunks:
        if _is_text(chunk.dictionary.type):
            lengths = pc.binary_length(chunk.dictionary)
            size = pc.sum(pc.cast(lengths.take(chunk.indices), pa.int64())).as_py() or 0
            if size > limits.unpacked:
                found = f"{size:,} bytes in {len(chunk):,} rows"
                raise TableError([limits.problem(source, "unpacked", found)])
        chunks.append(chunk.dictionary_decode())
    return pa.chunked_array(chunks, column.type.value_type)


def _is_text(dtype: pa.DataType) -> bool:
    types = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return any(is_of(dtype) for is_of in types)


def _of_equal_length(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Yield the same rows in tables of `ROWS`, the last one shorter."""
    waiting: list[pa.Table] = []
    count = 0
    for part in parts:
        waiting, count = [*waiting, part], count + len(part)
        while count >= ROWS:
            rows = pa.concat_tables(waiting)
            yield rows.slice(0, ROWS).combine_chunks()
            waiting, count = [rows.slice(ROWS)], count - ROWS
    if count:
        yield pa.concat_tables(waiting).combine_chunks()


def _check_cells(batch: Batch) -> None:
    limits, rows = current(), batch.rows
    if rows.nbytes > limits.unpacked:
        found = f"{rows.nbytes:,} bytes in {len(rows):,} rows"
        raise TableError([limits.problem(batch.source, "unpacked", found, row=batch.first_row)])
    for name in rows.column_names:
        column = rows.column(name)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            lengths = pc.utf8_length(column)
            longest = pc.max(lengths).as_py() or 0
            if longest > limits.cell:
                row = batch.row_number(pc.index(lengths, longest).as_py())
                found = f"a cell of {longest:,} characters"
                raise TableError([limits.problem(batch.source, "cell", found, row=row, column=name)])


def _check_width(names: Sequence[str], source: str, limits: Limits) -> None:
    if len(names) > limits.columns:
        raise TableError([limits.problem(source, "columns", f"{len(names):,} columns")])


def _damaged(source: str, error: Exception, expected: str) -> Problem:
    return Problem(source, str(error).split("\n", 1)[0], expected)
