"""Where a map draws records: at their own point, or inside their region; and in which region of level 3."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple, overload

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.notes import unpack
from geo.match.recoding import MAJORITY
from geo.nuts.carrying import carry
from geo.nuts.outline.outline import TENTHS, Outline, PlacedPoint, of_tenths
from geo.nuts.outline.small import SMALL_LEVEL
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


#: Kind of a place without a point; the others are whether it is exact.
_NOWHERE: Final = 2


class Places(Sequence[Place]):
    """Where records are drawn: kept as numbers, of which a place is made when somebody reads it."""

    def __init__(self) -> None:
        #: Ten times the coordinates, which are whole: points stand on tenths of the grid.
        self._tenths: list[array[int]] = [array("i"), array("i")]
        self._kinds = bytearray()
        self._regions: list[list[int]] = []

    def append(self, place: Place) -> None:
        """Add the place of the next record."""
        for tenths, coordinate in zip(self._tenths, place.point or (0, 0), strict=True):
            tenths.append(round(TENTHS * coordinate))
        self._kinds.append(_NOWHERE if place.point is None else place.exact)
        self._regions.append(place.regions)

    def __len__(self) -> int:
        return len(self._kinds)

    @overload
    def __getitem__(self, at: int) -> Place: ...
    @overload
    def __getitem__(self, at: slice) -> list[Place]: ...
    def __getitem__(self, at: int | slice) -> Place | list[Place]:
        if isinstance(at, slice):
            return [self[place] for place in range(len(self))[at]]
        kind, (x, y) = self._kinds[at], (of_tenths(tenths[at]) for tenths in self._tenths)
        return Place(None if kind == _NOWHERE else (x, y), kind == 1, self._regions[at])


def place_records(
    tagged: gpd.GeoDataFrame, regions: Sequence[list[int]], outline: Outline, *, catalog: Catalog
) -> Places:
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
    shapes = np.asarray(tagged.get(c.GEOMETRY, [None] * len(tagged)), dtype=object)
    # Only a point has an x, and one at (NaN, NaN), or an empty one, has no place.
    lon_lat = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    rows = np.flatnonzero(np.isfinite(lon_lat).all(axis=1) & np.array(_uses_point(tagged), dtype=bool))
    drawn = dict(zip(rows.tolist(), outline.place(lon_lat[rows]), strict=True))

    @cache  # many records share a region
    def middle_of(code: str, vintage: int) -> PlacedPoint:
        return outline.place([inner_point(code, vintage, catalog=catalog)])[0]

    places = Places()
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


def small_regions_of(
    tagged: gpd.GeoDataFrame,
    places: Sequence[Place],
    painted: pd.DataFrame,
    outline: Outline,
    catalog: Catalog,
) -> tuple[int, ...]:
    """Return the position of the small region that each record lies in, -1 where that is not known.

    It is known of a record that states a code of level 3, of one with a point of its own, and of one in a
    region that is not divided. Nothing is guessed for the others.

    Parameters
    ----------
    tagged
        Records of `geo.tag`.
    places
        Where they are drawn.
    painted
        The painted regions.
    outline
        With small regions.
    catalog
        Data package.
    """
    small = outline.small
    if small is None:
        return ()
    vintages = painted[c.VINTAGE].astype(int).tolist()
    position = {code: at for at, code in enumerate(small.ids)}
    inside: dict[int, list[int]] = defaultdict(list)
    for at, parent in enumerate(small.parents):
        inside[parent].append(at)

    @cache
    def shapes(vintage: int) -> Any:
        return read_regions(vintage, levels=(SMALL_LEVEL,), catalog=catalog).set_index(c.NUTS_ID).geometry

    positions = []
    rows = zip(places, tagged[c.NUTS_ID], tagged[c.VINTAGE], tagged.geometry, strict=True)
    for place, codes, vintage, point in rows:
        candidates = [at for row in place.regions for at in inside[row]]
        if len(candidates) == 1:
            positions.append(candidates[0])
            continue
        shown = vintages[place.regions[0]] if place.regions else None
        at = -1
        if shown is not None and _is_small_code(codes):
            at = position.get(_carried(codes, int(vintage), shown, catalog), -1)
        elif shown is not None and place.exact:
            of_vintage = shapes(shown)
            at = next((at for at in candidates if shapely.covers(of_vintage[small.ids[at]], point)), -1)
        positions.append(at if at in candidates else -1)
    return tuple(positions)


def _is_small_code(codes: object) -> bool:
    return isinstance(codes, str) and ";" not in codes and level_of(codes) == SMALL_LEVEL


def _carried(code: str, vintage: int, shown: int, catalog: Catalog) -> str:
    """Return the region of another vintage that most of a region is in; nothing where it was divided."""
    if vintage == shown:
        return code
    parts = carry(code, vintage, shown, catalog=catalog)
    return parts[0].nuts_id if parts and parts[0].share >= MAJORITY else ""
