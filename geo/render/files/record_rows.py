"""The rows of the records: how they were located and tagged, and the points where they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo import columns as c
from geo.match.ledger import CLASS_IN_PRINTED_EDITION
from geo.nuts.point_index import point_or_none
from geo.render.facts.content import MapContent
from geo.render.facts.places import Place, inner_point
from geo.render.facts.records import own_value
from geo.render.files import fields
from geo.render.files.fields import Field, Kind
from geo.render.files.table import CRS, typed

_CASTS: Final[Mapping[Kind, Callable[[Any], Any]]] = {"string": str, "integer": int, "number": float}
#: Names that formats keep for themselves.
_RESERVED: Final = ("bbox", "fid", "geom", "geometry", "ogc_fid")
_OF_LEDGER: Final = (c.CLASS_PRINTED, c.CLASS_PRINTED_EDITION, CLASS_IN_PRINTED_EDITION, c.AGREEMENT, c.NOTE)


class RecordRows:
    """Makes rows of the table of the records.

    Parameters
    ----------
    content
        What the map shows.
    shown
        The columns.
    """

    def __init__(self, content: MapContent, shown: Sequence[Field]) -> None:
        self._content, self._shown = content, shown
        self._own = _own_columns(content)
        self._casts = {field.name: _CASTS[field.kind] for field in shown}
        # Many records share a region.
        self._inner_point = cache(
            lambda code, vintage: shapely.Point(inner_point(code, vintage, catalog=content.catalog))
        )

    def __call__(self, start: int, stop: int) -> gpd.GeoDataFrame:
        """Return the rows from one position to another."""
        tagged, ledger = (frame.iloc[start:stop] for frame in (self._content.tagged, self._content.ledger))
        places = self._content.places[start:stop]
        columns: dict[str, Sequence[Any]] = {name: tagged[name].tolist() for name in tagged.columns}
        columns |= {name: ledger[name].tolist() for name in _OF_LEDGER}
        for name, source in self._own.items():
            values = map(own_value, tagged[source])
            columns[name] = [None if value is None else self._casts[name](value) for value in values]
        points = self._points(tagged, places)
        columns[fields.POINT_LON] = [None if point is None else point.x for point in points]
        columns[fields.POINT_LAT] = [None if point is None else point.y for point in points]
        columns[fields.POINT_OF] = [
            None if point is None else "record" if place.exact else "region"
            for point, place in zip(points, places, strict=True)
        ]
        frame = typed(self._shown, columns, len(tagged))
        return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, crs=CRS))

    def _points(self, tagged: pd.DataFrame, places: Sequence[Place]) -> list[Any]:
        """Return the point at which each record is drawn, None for one that is nowhere.

        The map moves overseas regions into frames and the records without a point along with them: files have
        the place on the earth.
        """
        points = list[Any]()
        own = tagged.get(c.GEOMETRY, [None] * len(tagged))
        for shape, place, codes, vintage in zip(
            own, places, tagged[c.NUTS_ID], tagged[c.VINTAGE], strict=True
        ):
            if place.point is None:
                points.append(None)
            elif place.exact:
                points.append(point_or_none(shape))
            else:
                points.append(self._inner_point(codes.split(";")[0], int(vintage)))
        return points


def own_kinds(content: MapContent) -> dict[str, Kind]:
    """Return the columns of the user's own with the type of their values.

    Parameters
    ----------
    content
        What the map shows.
    """
    tagged = content.tagged
    return {name: _kind_of(map(own_value, tagged[source])) for name, source in _own_columns(content).items()}


def _own_columns(content: MapContent) -> dict[str, str]:
    """Return the columns of the user's own by names that no other column of a file has."""
    tagged = content.tagged
    names = fields.cluster_fields(content.scores, extra={}, with_table=c.TABLE in tagged)
    taken = {*_RESERVED, *(field.name for field in names)}
    columns = {}
    for name in tagged.attrs.get("extra_columns", ()):
        # Databases and spreadsheets do not tell "Note" from "note".
        free = name
        while free.casefold() in taken:
            free += " (own)"
        taken.add(free.casefold())
        columns[free] = name
    return columns


def _kind_of(values: Iterable[Any]) -> Kind:
    """Return the type that all values of a column have: a column of text and numbers is one of text."""
    types = {type(value) for value in values if value is not None}
    if types == {int}:
        return "integer"
    return "number" if types and types <= {int, float} else "string"
