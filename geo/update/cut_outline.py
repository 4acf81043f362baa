"""Cut an outline: from published boundaries to shared arcs on a grid, once for each vintage.

Regions are projected, overseas ones moved into their insets, generalised together (so that a shared border
stays shared), put on a grid and cut into arcs. Every layer of every page paints the same arcs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import LayoutError
from geo.nuts.outline.insets import CRS, Box, Inset, Points, make_insets
from geo.nuts.outline.outline import LEVEL, GridPoint, Outline, Ring, to_grid
from geo.nuts.outline.packed import pack_arcs, pack_rings

#: Size of a grid cell, metres: a pixel on a large screen at twice the first zoom.
SCALE_M: Final = 2_000
ORIGIN_M: Final = (900_000, 900_000)
#: Details whose area is smaller than the square of this go, metres; fewer go from small regions (m²), which a
#: reader only sees when close.
TOLERANCE_M: Final = 10_000.0
_FINE_TOLERANCE_M: Final = 4_000.0
_SMALL_M2: Final = 3_000e6
#: What the map shows first: (left, bottom, right, top), metres, EPSG:3035. From Portugal to Cyprus, so that
#: Europe fills it. Svalbard lies north of it, and the east of Türkiye, which no scoreboard covers, east.
FRAME_M: Final[Box] = (2_560_000, 1_340_000, 6_630_000, 5_464_000)
#: Islands smaller than this go, unless they are a twentieth of their region or its largest part (m²).
_ISLAND_M2: Final = 30e6
_ISLAND_SHARE: Final = 0.05

#: Context land: where it ends (left, bottom, right, top; metres), how coarse it is, how far it reaches under
#: the regions.
_LAND_M: Final[Box] = (-1_500_000.0, -1_500_000.0, 11_500_000.0, 8_000_000.0)
_LAND_TOLERANCE_M: Final = 16_000.0
#: Further away than this from the first view (metres) land is only seen beside a map that was moved: coarser.
_NEAR_M: Final = 500_000.0
_FAR_TOLERANCE_M: Final = 50_000.0
_LAND_OVERLAP_M: Final = 12_000.0
_LAND_PART_M2: Final = 2_000e6
#: Longitudes and latitudes that EPSG:3035 can draw without folding over itself (west, south, east, north).
_LAND_DEG: Final[Box] = (-60.0, 0.0, 120.0, 84.0)


def cut_outline(units: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> Outline:
    """Cut the regions of a vintage into arcs.

    Parameters
    ----------
    units
        Frame of `geo.nuts.units.read_regions`; of the level that is painted, units touch and do not overlap.
    land
        Frame of `geo.nuts.units.read_land`; countries that have units are left out.

    Raises
    ------
    LayoutError
        There are no regions, or one is too small to be drawn.
    """
    regions = units[units["level"] == LEVEL].sort_values("nuts_id", ignore_index=True)
    if regions.empty:
        raise LayoutError(f"found no units of level {LEVEL}, expected the regions that maps paint")
    insets = make_insets(regions["nuts_id"])
    plane = _plane(regions, insets)
    shapes = _generalise(plane)
    if lost := [code for code, shape in zip(regions["nuts_id"], shapes, strict=True) if not shape.area]:
        raise LayoutError(f"found regions smaller than the grid of the map: {', '.join(lost)}")
    arcs, rings = _cut(shapes)
    around = land[~land["country"].isin(set(units["country"]))]
    land_rings = _land(around, plane, insets)
    first = len(arcs)
    return Outline(
        ids=tuple(regions["nuts_id"]),
        scale=SCALE_M,
        origin=ORIGIN_M,
        frame=FRAME_M,
        insets=insets,
        arcs=pack_arcs([*arcs, *land_rings]),
        rings=pack_rings(rings),
        centers=tuple(_pairs(shapely.get_coordinates([_center(shape) for shape in shapes]))),
        land=tuple([first + at] for at in range(len(land_rings))),
        borders=_borders(rings, regions["country"]),
    )


def _plane(regions: gpd.GeoDataFrame, insets: Sequence[Inset]) -> NDArray[np.object_]:
    shapes = regions.to_crs(CRS).geometry.to_numpy().copy()
    at = {code: position for position, code in enumerate(regions["nuts_id"])}
    for inset in insets:
        shown = shapely.intersection(regions.geometry.iloc[at[inset.region]], shapely.box(*inset.window))
        shapes[at[inset.region]] = shapely.transform(shown, inset.place)
    return np.array([_without_specks(shape) for shape in shapes], dtype=object)


def _without_specks(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    area = shapely.area(parts)
    keep = (area >= _ISLAND_M2) | (area >= _ISLAND_SHARE * area.sum()) | (area == area.max())
    return shapely.multipolygons(parts[keep])


def _to_grid(points: Points) -> Points:
    return to_grid(points, scale=SCALE_M, origin=ORIGIN_M)


def _generalise(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Simplify a coverage and put it on the grid so that it is one still, small regions less than others.

    Both simplifications keep the points where borders meet, so that the outline of a small region takes the
    place of its coarser one. Rounding alone may let a border cross another one. All borders are therefore
    noded on the grid, and each face between them goes back to the region it came from.
    """
    rough, fine = (
        shapely.transform(shapely.coverage_simplify(shapes, tolerance), _to_grid)
        for tolerance in (TOLERANCE_M, _FINE_TOLERANCE_M)
    )
    small = shapely.area(shapes) < _SMALL_M2
    coarse = shapely.difference(_noded(rough), _noded(rough[small]), grid_size=1)
    rough[small] = fine[small]
    lines = shapely.union(coarse, _noded(fine[small]), grid_size=1)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    tree = shapely.STRtree(shapely.make_valid(rough, method="structure", keep_collapsed=False))
    face_at, region_at = tree.query(shapely.point_on_surface(faces), predicate="within")
    owned: dict[int, list[int]] = {}
    for face, region in dict(zip(face_at[::-1], region_at[::-1], strict=True)).items():
        owned.setdefault(int(region), []).append(int(face))
    # Noding may fold a triangle of a few cells (Ceuta): it stands alone, and stays as it is.
    merged = [
        shapely.coverage_union_all(faces[sorted(owned[at])]) if at in owned else rough[at]
        for at in range(len(shapes))
    ]
    return np.array(shapely.normalize(merged), dtype=object)


def _noded(shapes: NDArray[np.object_]) -> shapely.Geometry:
    """Return the borders of shapes, parted where they meet on the grid."""
    return shapely.union_all(shapely.boundary(shapes), grid_size=1)


def _cut(
    shapes: NDArray[np.object_],
) -> tuple[tuple[tuple[GridPoint, ...], ...], tuple[tuple[Ring, ...], ...]]:
    from topojson.core.topology import Topology as Cut  # noqa: PLC0415 - only a refresh needs it

    frame = gpd.GeoDataFrame({"at": range(len(shapes))}, geometry=shapes)
    topology: Mapping[str, Any] = Cut(frame, prequantize=False, shared_coords=False).output
    arcs = tuple(tuple((int(x), int(y)) for x, y in arc) for arc in topology["arcs"])
    rings = []
    for item in topology["objects"]["data"]["geometries"]:
        polygons = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
        rings.append(tuple(list(ring) for polygon in polygons for ring in polygon))
    return _in_order(arcs, rings)


def _in_order(
    arcs: Sequence[tuple[GridPoint, ...]], rings: Sequence[Sequence[Ring]]
) -> tuple[tuple[tuple[GridPoint, ...], ...], tuple[tuple[Ring, ...], ...]]:
    """Renumber and turn arcs the way rings use them first: neighbours in a list are short to write."""
    order: dict[int, int] = {}
    ordered: list[tuple[GridPoint, ...]] = []
    turned: set[int] = set()
    for index in (index for region in rings for ring in region for index in ring):
        arc = index if index >= 0 else ~index
        if arc not in order:
            order[arc] = len(ordered)
            ordered.append(arcs[arc] if index >= 0 else arcs[arc][::-1])
            if index < 0:
                turned.add(arc)

    def renumber(index: int) -> int:
        arc = index if index >= 0 else ~index
        return order[arc] if (index >= 0) != (arc in turned) else ~order[arc]

    return tuple(ordered), tuple(tuple([renumber(i) for i in ring] for ring in region) for region in rings)


def _center(shape: shapely.Geometry) -> shapely.Point:
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    return shapely.Point(shapely.maximum_inscribed_circle(largest, tolerance=1).coords[0])


def _borders(rings: Sequence[Sequence[Ring]], countries: Iterable[str]) -> tuple[int, ...]:
    users: dict[int, set[str]] = {}
    for region, country in zip(rings, countries, strict=True):
        for index in (index for ring in region for index in ring):
            users.setdefault(index if index >= 0 else ~index, set()).add(country)
    return tuple(sorted(index for index, found in users.items() if len(found) > 1))


def _land(
    land: gpd.GeoDataFrame, regions: NDArray[np.object_], insets: Sequence[Inset]
) -> list[tuple[GridPoint, ...]]:
    clipped = shapely.clip_by_rect(shapely.make_valid(land.geometry.to_numpy()), *_LAND_DEG)
    around = gpd.GeoSeries(shapely.segmentize(clipped, 1.0), crs=land.crs).to_crs(CRS)
    ground = shapely.union_all(shapely.make_valid(around.to_numpy()))
    ground = shapely.clip_by_rect(ground, *_LAND_M)
    # Two publishers draw one border differently: reach under the regions, so that no sea shows between.
    coarse = shapely.simplify(shapely.coverage_union_all(regions), _LAND_TOLERANCE_M / 2)
    reach = shapely.buffer(ground, _LAND_OVERLAP_M, quad_segs=1)
    seam = shapely.intersection(reach, shapely.buffer(coarse, _LAND_OVERLAP_M, quad_segs=1))
    ground = shapely.union(ground, seam)
    near = shapely.box(*FRAME_M).buffer(_NEAR_M, join_style="mitre")
    ground = shapely.union(
        shapely.intersection(shapely.make_valid(shapely.simplify(ground, _LAND_TOLERANCE_M)), near),
        shapely.difference(shapely.make_valid(shapely.simplify(ground, _FAR_TOLERANCE_M)), near),
    )
    frames = shapely.union_all([shapely.box(*inset.box) for inset in insets])
    ground = shapely.difference(shapely.make_valid(ground), frames)
    parts = shapely.get_parts(ground)
    rings = shapely.get_rings(shapely.normalize(parts[shapely.get_type_id(parts) == 3]))
    # Small islands go, and so do small lakes.
    rings = rings[shapely.area(shapely.polygons(rings)) >= _LAND_PART_M2]
    return [points for ring in rings if len(points := _distinct(ring)) > 3]


def _distinct(ring: shapely.Geometry) -> tuple[GridPoint, ...]:
    points = _pairs(_to_grid(shapely.get_coordinates(ring)))
    return tuple(point for at, point in enumerate(points) if at == 0 or point != points[at - 1])


def _pairs(points: Points) -> list[GridPoint]:
    return [(int(x), int(y)) for x, y in np.round(points)]
