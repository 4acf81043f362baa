"""What a record says about its place, and where it was found."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo import columns as c
from geo.language.notes import Note, Value
from geo.nuts.gazetteer import point_or_none


@dataclass
class Record:
    """What one record says about its place."""

    country: str | None
    code: str | None
    name: str | None
    stated_vintage: int | None
    city: str | None
    unconfirmed: bool
    point: shapely.Point | None


@dataclass
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


def read_stated(records: pd.DataFrame) -> Iterator[Record]:
    """Yield what each record of a frame says about its place."""
    size = len(records)

    def column(name: str, clean: Callable[[Any], Any]) -> list[Any]:
        return [clean(value) for value in records[name].tolist()] if name in records else [None] * size

    shapes = _points(records)
    rows = zip(
        column(c.COUNTRY, _text),
        column(c.NUTS_ID_PRINTED, _text),
        column(c.REGION_PRINTED, _text),
        column(c.NUTS_VINTAGE, _year),
        column(c.CITY, _text),
        column(c.CITY_STATUS, _text),
        shapes,
        strict=True,
    )
    for country, code, name, stated, city, status, shape in rows:
        yield Record(country, code, name, stated, city, status == "unconfirmed", point_or_none(shape))


def _points(records: pd.DataFrame) -> list[Any]:
    if not isinstance(records, gpd.GeoDataFrame) or "geometry" not in records:
        return [None] * len(records)
    return list(records.geometry)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _year(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def say_unconfirmed(record: Record, place: Place) -> None:
    """Say that nobody confirmed the city whose point was used."""
    if record.unconfirmed and record.city:
        place.say("city_unconfirmed", city=record.city)


def parts_of(record: Record) -> list[Record]:
    """Return a record for each of the regions that one names, its codes or names separated by ``;``."""
    codes, names = (
        [part.strip() for part in (text or "").split(";") if part.strip()]
        for text in (record.code, record.name)
    )
    # The point lies in one of them and says nothing about the others.
    bare = replace(record, code=None, name=None, point=None)
    if len(codes) > 1:
        return [replace(bare, code=code) for code in codes]
    return [replace(bare, name=name) for name in names] if len(names) > 1 and not codes else [record]
