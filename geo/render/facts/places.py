"""Where a map draws records: at their own point, or inside their region."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.notes import unpack
from geo.nuts.gazetteer import point_or_none
from geo.nuts.outline.outline import Outline, PlacedPoint
from geo.nuts.units import level_of, read_regions

#: What locating says of a point that it does not use.
_REFUSED_POINT: Final = frozenset(("note.locate.point_outside", "note.locate.point_country"))


class Place(NamedTuple):
    """Where a record is drawn.

    Parameters
    ----------
    point
        On the grid of the outline; None for a record that is nowhere.
    exact
        Whether that is the record's own point.
    regions
        Positions of its painted regions.
    """

    point: PlacedPoint | None
    exact: bool
    regions: list[int]


def place_records(
    tagged: gpd.GeoDataFrame, regions: Sequence[list[int]], outline: Outline, *, catalog: Catalog
) -> list[Place]:
    """Return where each record is drawn.

    Parameters
    ----------
    tagged
        Records of `geo.tag`; points are EPSG:4326.
    regions
        Their painted regions, of `geo.match.painting.painted_rows`.
    outline
        Geometry of the painted regions.
    catalog
        Data package.
    """
    shapes = [point_or_none(shape) for shape in tagged.get(c.GEOMETRY, [None] * len(tagged))]
    used = _uses_point(tagged)
    own = {row: (shape.x, shape.y) for row, shape in enumerate(shapes) if shape is not None and used[row]}
    drawn = dict(zip(own, outline.place(own.values()), strict=True))

    @cache  # many records share a region
    def middle_of(code: str, vintage: int) -> PlacedPoint:
        return outline.place([inner_point(code, vintage, catalog=catalog)])[0]

    places = []
    for row, (codes, vintage) in enumerate(zip(tagged[c.NUTS_ID], tagged[c.VINTAGE], strict=True)):
        inside, point = regions[row], drawn.get(row)
        if point is not None and _is_on_map(point, inside, outline):
            places.append(Place(point, True, inside))
        elif len(inside) == 1:
            places.append(Place(outline.centers[inside[0]], False, inside))
        elif isinstance(codes, str) and not pd.isna(vintage):
            # A record that spans regions without a point of its own is drawn in the first of them.
            places.append(Place(middle_of(codes.split(";")[0], int(vintage)), False, inside))
        else:
            places.append(Place(None, False, inside))
    return places


def _uses_point(tagged: pd.DataFrame) -> list[bool]:
    """Return whether the point of each record may be where it is drawn: not where locating refused it."""
    notes = tagged.get(c.LOCATE_NOTES, [None] * len(tagged))
    is_refused = cache(lambda text: any(note.key in _REFUSED_POINT for note in unpack(text)))
    return [
        isinstance(code, str) and not is_refused(text)
        for code, text in zip(tagged[c.NUTS_ID], notes, strict=True)
    ]


def _is_on_map(point: PlacedPoint, inside: Sequence[int], outline: Outline) -> bool:
    """Return whether a point can be shown: one of an overseas region must lie in the region's frame."""
    insets = {inset.region: inset for inset in outline.insets}
    codes = [outline.ids[row] for row in inside]
    if len(codes) != 1 or codes[0] not in insets:
        return True
    left, bottom, right, top = outline.grid_box(insets[codes[0]].box)
    return left <= point[0] <= right and bottom <= point[1] <= top


def inner_point(code: str, vintage: int, *, catalog: Catalog) -> tuple[float, float]:
    """Return a point in the largest part of a region: longitude and latitude."""
    regions = read_regions(vintage, levels=(level_of(code),), catalog=catalog).set_index(c.NUTS_ID)
    largest = max(shapely.get_parts(regions.geometry[code]), key=shapely.area)
    inner = shapely.point_on_surface(largest)
    return inner.x, inner.y
