"""One table of a file: a typed frame, made some thousand rows at a time.

A frame of all records takes many times the memory of their table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geo.render.files.fields import Field, Kind, Schema

CRS: Final = "EPSG:4326"
#: So many rows are made at once.
PART: Final = 2_048
_DTYPES: Final[Mapping[Kind, str]] = {"string": "object", "integer": "Int64", "number": "float64"}

#: What a row holds apart from its geometry: None where there is no value, a whole number as one.
Row = list[str | int | float | None]


@dataclass(frozen=True)
class Table:
    """One table of a file.

    Parameters
    ----------
    schema
        What it is.
    size
        How many rows it has.
    geometry_type
        Of the places of its rows, as GDAL names it; None when they have none.
    make
        Makes the rows from one position to another: a frame with the columns of the schema and, for a layer,
        ``geometry`` in EPSG:4326.
    """

    schema: Schema
    size: int
    geometry_type: str | None
    make: Callable[[int, int], pd.DataFrame]

    @property
    def name(self) -> str:
        """Of the layer, the sheet, or the part of the file's name."""
        return self.schema.name

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its columns."""
        return self.schema.fields

    @property
    def is_layer(self) -> bool:
        """Whether its rows have a place."""
        return self.geometry_type is not None

    @property
    def frame(self) -> pd.DataFrame:
        """All rows as one frame, which is made anew each time."""
        return self.make(0, self.size)

    @property
    def part_count(self) -> int:
        """Number of the parts."""
        return max(-(-self.size // PART), 1)

    def parts(self) -> Iterator[pd.DataFrame]:
        """Yield the rows, `PART` at a time; of a table without rows, one part without any."""
        for start in range(0, self.part_count * PART, PART):
            yield self.make(start, min(start + PART, self.size))

    def rows(self) -> Iterator[Row]:
        """Yield the rows without their geometry."""
        for part in self.parts():
            yield from self.rows_of(part)

    def rows_of(self, part: pd.DataFrame) -> Iterator[Row]:
        """Yield the rows of a part without their geometry."""
        columns = [_plain(part[field.name]) for field in self.fields]
        return map(list, zip(*columns, strict=True))


def typed(shown: Iterable[Field], columns: Mapping[str, Sequence[Any]], size: int) -> pd.DataFrame:
    """Return a frame of the fields shown; a column that the records do not have is empty.

    Parameters
    ----------
    shown
        Its columns.
    columns
        Their values, and those of others.
    size
        Number of its rows.
    """
    frame = {}
    for field in shown:
        values = [_value(value) for value in columns.get(field.name, [None] * size)]
        frame[field.name] = pd.Series(values, dtype=_DTYPES[field.kind], index=range(size))
    return pd.DataFrame(frame, index=range(size))


def _value(value: Any) -> Any:
    """Return None for every kind of missing value, an empty text too."""
    return None if value is None or pd.isna(value) or value == "" else value


def _plain(column: pd.Series[Any]) -> list[str | int | float | None]:
    values = [None if pd.isna(value) else value for value in column.tolist()]
    return [int(value) if isinstance(value, float) and value.is_integer() else value for value in values]
