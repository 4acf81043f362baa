"""What a record says about its place, and where it was found."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import columns as c
from geo.language.notes import Note, Value


class Record(NamedTuple):
    """What one record says about its place; equal ones without a point have the same place."""

    country: str | None
    code: str | None
    name: str | None
    stated_vintage: int | None
    city: str | None
    unconfirmed: bool
    point: shapely.Point | None


@dataclass(slots=True)
class Place:
    """Where one record was found, and why."""

    nuts_id: str | None = None
    level: int | None = None
    vintage: int | None = None
    located_by: str = "none"
    score: float = math.nan
    candidates: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list)
    #: Whether it is several regions, their codes joined by ";".
    spans: bool = False

    def say(self, key: str, **params: Value) -> None:
        """Add a reason, by the last part of its message's key."""
        self.notes.append(Note(f"note.locate.{key}", params))


@dataclass(frozen=True)
class Stated:
    """What the records of a batch say about their places, as columns.

    Parameters
    ----------
    distinct
        What they say, without their points, each once.
    which
        For each record its place in `distinct`.
    points
        The point of each record; None for one without.
    """

    distinct: Sequence[Record]
    which: NDArray[np.int64]
    points: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.which)

    def __getitem__(self, rows: slice) -> Stated:
        return Stated(self.distinct, self.which[rows], self.points[rows])

    def record(self, row: int) -> Record:
        """Return what one record says."""
        record: Record = self.distinct[self.which[row]]._replace(point=self.points[row])
        return record


def read_stated(records: pd.DataFrame) -> Stated:
    """Return what each record of a frame says about its place."""
    size = len(records)

    def column(name: str, clean: Callable[[Any], Any]) -> list[Any]:
        return [clean(value) for value in records[name].tolist()] if name in records else [None] * size

    rows = zip(
        column(c.COUNTRY, _text),
        column(c.NUTS_ID_PRINTED, _text),
        column(c.REGION_PRINTED, _text),
        column(c.NUTS_VINTAGE, _year),
        column(c.CITY, _text),
        column(c.CITY_STATUS, _text),
        strict=True,
    )
    numbers: dict[tuple[Any, ...], int] = {}
    which = np.fromiter((numbers.setdefault(row, len(numbers)) for row in rows), dtype=np.int64, count=size)
    return Stated([record_of(*row) for row in numbers], which, _points(records))


def record_of(
    country: str | None,
    code: str | None,
    name: str | None,
    stated_vintage: int | None,
    city: str | None,
    status: str | None,
) -> Record:
    """Return what one record says, without its point."""
    return Record(country, code, name, stated_vintage, city, status == "unconfirmed", None)


def _points(records: pd.DataFrame) -> NDArray[np.object_]:
    """Return the points of records; None for any other shape and for a point without a place."""
    points = np.full(len(records), None, dtype=object)
    if isinstance(records, gpd.GeoDataFrame) and "geometry" in records:
        shapes = records.geometry.to_numpy()
        # Only a point has an x, and one at (NaN, NaN), or an empty one, has no place.
        has_place = np.isfinite(shapely.get_x(shapes)) & np.isfinite(shapely.get_y(shapes))
        points[has_place] = shapes[has_place]
    return points


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _year(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def say_unconfirmed(record: Record, place: Place) -> None:
    """Note that nobody confirmed the city whose point was used."""
    if record.unconfirmed and record.city:
        place.say("city_unconfirmed", city=record.city)


def parts_of(record: Record) -> list[Record]:
    """Return a record for each of the regions that one names, its codes or names separated by ``;``."""
    codes, names = _parts(record.code), _parts(record.name)
    # The point lies in one of them and says nothing about the others.
    bare = record._replace(code=None, name=None, point=None)
    if len(codes) > 1:
        return [bare._replace(code=code) for code in codes]
    return [bare._replace(name=name) for name in names] if len(names) > 1 and not codes else [record]


def names_of(record: Record) -> list[str]:
    """Return the names of regions that a record prints."""
    return _parts(record.name)


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]
