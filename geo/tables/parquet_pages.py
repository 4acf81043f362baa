"""What the pages of a Parquet file unpack to, as the header of each page says.

Arrow makes room for what the header of a page states, and unpacks no more into it. The footer of a file
states sums of that, which nothing compares: a footer may say 1,000 bytes of a page that unpacks to 2 GB.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import TYPE_CHECKING, Final

from geo.errors import Problem, TableError
from geo.tables.limits import Limits

if TYPE_CHECKING:
    from pyarrow.parquet import ColumnChunkMetaData, FileMetaData, RowGroupMetaData

# https://github.com/apache/parquet-format, parquet.thrift: fields of PageHeader, and of those inside it.
_UNPACKED: Final = 2
_PACKED: Final = 3
#: Header of a page of values, in both versions of the format.
_OF_VALUES: Final = (5, 8)
_VALUES: Final = 1
#: https://github.com/apache/thrift, the compact protocol: types of a field.
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _BINARY, _STRUCT = 1, 2, 3, 4, 5, 6, 8, 12
#: A header has statistics inside the header of its values inside itself, and a dozen fields.
_DEEPEST: Final = 3
_MOST_FIELDS: Final = 50
_MOST_PAGES: Final = 200_000
_LARGEST_FIELD: Final = 32_767

Buffer = bytes | mmap


@dataclass(frozen=True)
class _Page:
    """What the header of a page says, and where the page ends."""

    unpacked: int
    values: int
    end: int


def rows_at_once(data: bytes, about: FileMetaData, source: str, *, limits: Limits, most: int) -> int:
    """Return how many rows may be read at a time: what they unpack to stays within the limit.

    All rows may refer to one long value of a page, so that each may take as much as the largest page.

    Parameters
    ----------
    data
        The file.
    about
        What its footer says.
    source
        The file, as messages name it.
    limits
        Of what is read.
    most
        As many rows at most.

    Raises
    ------
    TableError
        Pages unpack to more than the limit, or their headers are damaged.
    """
    unpacked = beyond = pages = widest = 0
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        width = 0
        for position in range(group.num_columns):
            chunk = group.column(position)
            name, values, largest = chunk.path_in_schema, 0, 0
            for page in _pages(data, chunk, source):
                unpacked += page.unpacked
                values += page.values
                pages += 1
                largest = max(largest, page.unpacked)
                if unpacked > limits.unpacked:
                    found = f"pages of more than {limits.unpacked:,} bytes unpacked"
                    raise TableError([limits.problem(source, "unpacked", found, column=name)])
                if pages > _MOST_PAGES:
                    found, expected = f"more than {_MOST_PAGES:,} pages", f"at most {_MOST_PAGES:,}"
                    raise TableError([Problem(source, found, expected, column=name)])
            # A row of a list has any number of values, and nothing but a number need be there for them.
            beyond += max(0, values - group.num_rows)
            if beyond > limits.cells:
                found = f"more than {limits.cells:,} values in lists"
                raise TableError([limits.problem(source, "cells", found, column=name)])
            width += largest
        widest = max(widest, width)
    # Arrow holds the pages, their values in a batch, and Python the same values once more.
    return max(1, min(most, limits.unpacked // 4 // max(1, widest)))


def check_group(data: Buffer, group: RowGroupMetaData, source: str, *, limits: Limits) -> None:
    """Refuse a part of a file whose pages unpack to more than the limit, or are damaged.

    Parameters
    ----------
    data
        The whole file.
    group
        What its footer says of the part.
    source, limits
        As for `rows_at_once`.
    """
    unpacked = 0
    for position in range(group.num_columns):
        chunk = group.column(position)
        for page in _pages(data, chunk, source):
            unpacked += page.unpacked
            if unpacked > limits.unpacked:
                found = f"{group.num_rows:,} rows whose pages unpack to more than {limits.unpacked:,} bytes"
                raise TableError([limits.problem(source, "unpacked", found, column=chunk.path_in_schema)])


def _pages(data: Buffer, chunk: ColumnChunkMetaData, source: str) -> Iterator[_Page]:
    """Yield the pages of a column, where Arrow looks for them."""
    if chunk.num_values == 0:
        return  # Arrow looks for no page; a part without rows may have none
    start = chunk.data_page_offset
    if chunk.has_dictionary_page and 0 < chunk.dictionary_page_offset < start:
        start = chunk.dictionary_page_offset
    end = start + chunk.total_compressed_size
    whole = 0 <= start <= end <= len(data)
    while whole and start < end:
        try:
            page = _Header(data, start).page()
        except (ValueError, IndexError):
            break
        if page.end > end:
            break
        yield page
        start = page.end
    if start != end or not whole:
        expected = "pages of values from there to the end of the column; the file seems to be damaged"
        raise TableError([Problem(source, f"byte {start}", expected, column=chunk.path_in_schema)])


class _Header:
    """Reads the header of a page; what no such header holds is refused with a ValueError or IndexError."""

    def __init__(self, data: Buffer, start: int) -> None:
        self._data, self._at, self._fields = data, start, 0

    def page(self) -> _Page:
        """Return the page whose header begins at the start."""
        fields = self._struct(1)
        inner = [fields[number] for number in _OF_VALUES if number in fields]
        values = sum(_natural(header.get(_VALUES)) for header in inner if isinstance(header, dict))
        return _Page(_natural(fields.get(_UNPACKED)), values, self._at + _natural(fields.get(_PACKED)))

    def _struct(self, depth: int) -> dict[int, object]:
        if depth > _DEEPEST:
            raise ValueError("structs inside each other")
        fields: dict[int, object] = {}
        number = 0
        while byte := self._byte():
            number = number + (byte >> 4) if byte >> 4 else self._integer()
            self._fields += 1
            if number in fields or not 0 < number <= _LARGEST_FIELD or self._fields > _MOST_FIELDS:
                raise ValueError("a field twice, or too many")
            fields[number] = self._value(byte & 15, depth)
        return fields

    def _value(self, kind: int, depth: int) -> object:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind == _BYTE:
            return self._byte()
        if kind in (_I16, _I32, _I64):
            return self._integer()
        if kind == _STRUCT:
            return self._struct(depth + 1)
        if kind != _BINARY:
            raise ValueError("a list, which no header has")
        length = self._natural_varint()
        self._at += length
        return None

    def _byte(self) -> int:
        byte = self._data[self._at]
        self._at += 1
        return byte

    def _integer(self) -> int:
        value = self._natural_varint()
        return (value >> 1) ^ -(value & 1)

    def _natural_varint(self) -> int:
        value = 0
        for shift in range(0, 64, 7):
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise ValueError("a number without end")


def _natural(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError("no size")
    return value
