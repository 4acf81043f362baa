"""Cut an outline: from published boundaries to shared arcs on a grid, once for each vintage.

Regions are projected, overseas ones moved into their insets, generalised together (so that a shared border
stays shared), put on a grid and cut into arcs. Every layer of every page paints the same arcs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import LayoutError
from geo.nuts.outline.insets import CRS, Box, Inset, Points, make_insets
from geo.nuts.outline.numbering import Ring, lines_between, number_lines
from geo.nuts.outline.outline import LEVEL, GridPoint, Outline, to_grid
from geo.nuts.outline.packed import pack_arcs, pack_rings
from geo.nuts.outline.small import SMALL_LEVEL, SmallOutline

#: Size of a grid cell, metres: a pixel on a large screen at twice the first zoom.
SCALE_M: Final = 2_000
ORIGIN_M: Final = (900_000, 900_000)


@dataclass(frozen=True)
class _Detail:
    """How finely a level is drawn.

    Parameters
    ----------
    scale_m
        Size of a grid cell.
    tolerance_m, fine_tolerance_m
        Details whose area is smaller than the square of this go; fewer go from regions smaller than
        `small_m2`, which a reader only sees when close.
    is_closed
        Whether gaps that rounding leaves between regions are filled.
    """

    scale_m: int
    tolerance_m: float
    fine_tolerance_m: float
    small_m2: float
    is_closed: bool

    def on_plane(self, points: Points) -> Points:
        """Return where points in metres lie between those of the grid."""
        placed: Points = (points - np.asarray(ORIGIN_M)) / self.scale_m
        return placed

    def to_grid(self, points: Points) -> Points:
        """Round points in metres to the grid."""
        return to_grid(points, scale=self.scale_m, origin=ORIGIN_M)


_DETAIL: Final = _Detail(SCALE_M, 14_000.0, 4_000.0, 3_000e6, is_closed=False)
#: Regions of level 3: a borough of London is a few kilometres across.
_SMALL_DETAIL: Final = _Detail(SCALE_M // 2, 4_000.0, 2_000.0, 600e6, is_closed=True)
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
    plane = _without_specks(_plane(regions, regions["nuts_id"], insets))
    shapes = _generalise(plane, _DETAIL)
    _check_areas(regions["nuts_id"], shapes)
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
        borders=lines_between(rings, regions["country"]),
    )


def cut_small_outline(units: gpd.GeoDataFrame, insets: Iterable[Inset]) -> SmallOutline:
    """Cut the regions of level 3 of a vintage into arcs.

    Parameters
    ----------
    units
        Frame of `geo.nuts.units.read_regions`; those of level 3 touch and do not overlap.
    insets
        Those of the outline of the vintage.

    Raises
    ------
    LayoutError
        There are no such regions, or one is too small to be drawn.
    """
    regions = units[units["level"] == SMALL_LEVEL].sort_values("nuts_id", ignore_index=True)
    if regions.empty:
        raise LayoutError(f"found no units of level {SMALL_LEVEL}, expected the smallest regions")
    plane = _without_specks(_plane(regions, regions["parent"], insets), keep_exclaves=True)
    shapes = _generalise(plane, _SMALL_DETAIL)
    _check_areas(regions["nuts_id"], shapes)
    arcs, rings = _parted(*_cut(shapes))
    return SmallOutline(
        ids=tuple(regions["nuts_id"]),
        parents=tuple(regions["parent"]),
        scale=_SMALL_DETAIL.scale_m,
        arcs=pack_arcs(arcs),
        rings=pack_rings(rings),
        centers=tuple(_pairs(shapely.get_coordinates([_center(shape) for shape in shapes]))),
    )


def _check_areas(codes: Iterable[str], shapes: Iterable[shapely.Geometry]) -> None:
    if lost := [code for code, shape in zip(codes, shapes, strict=True) if not shape.area]:
        raise LayoutError(f"found regions smaller than the grid of the map: {', '.join(lost)}")


def _plane(
    regions: gpd.GeoDataFrame, territories: Iterable[str], insets: Iterable[Inset]
) -> NDArray[np.object_]:
    """Return regions as maps place them; `territories` are the regions of level 2 that they lie in."""
    shapes: NDArray[np.object_] = regions.to_crs(CRS).geometry.to_numpy().copy()
    inset_by_code = {inset.region: inset for inset in insets}
    for row, code in enumerate(territories):
        if inset := inset_by_code.get(code):
            shown = shapely.intersection(regions.geometry.iloc[row], shapely.box(*inset.window))
            shapes[row] = shapely.transform(shown, inset.place)
    return shapes


def _without_specks(shapes: NDArray[np.object_], *, keep_exclaves: bool = False) -> NDArray[np.object_]:
    """Return shapes without small islands.

    A part that touches another region is no island, and would leave a hole in it: exclaves may be kept.
    """
    tree = shapely.STRtree(shapes)
    kept = []
    for at, shape in enumerate(shapes):
        parts = shapely.get_parts(shape)
        area = shapely.area(parts)
        keep = (area >= _ISLAND_M2) | (area >= _ISLAND_SHARE * area.sum()) | (area == area.max())
        if keep_exclaves and not keep.all():
            part_at, other = tree.query(parts, predicate="intersects")
            keep[part_at[other != at]] = True
        kept.append(shapely.multipolygons(parts[keep]))
    return np.array(kept, dtype=object)


def _generalise(shapes: NDArray[np.object_], detail: _Detail) -> NDArray[np.object_]:
    """Simplify a coverage and put it on the grid so that it is one still, small regions less than others.

    Both simplifications keep the points where borders meet, so that the outline of a small region takes the
    place of its coarser one. Rounding alone may let a border cross another one. All borders are therefore
    noded on the grid, and each face between them goes back to the region it came from.
    """
    rough, fine = (
        shapely.transform(shapely.coverage_simplify(shapes, tolerance), detail.to_grid)
        for tolerance in (detail.tolerance_m, detail.fine_tolerance_m)
    )
    small = shapely.area(shapes) < detail.small_m2
    coarse = shapely.difference(_noded(rough), _noded(rough[small]), grid_size=1)
    rough[small] = fine[small]
    lines = shapely.union(coarse, _noded(fine[small]), grid_size=1)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    tree = shapely.STRtree(shapely.make_valid(rough, method="structure", keep_collapsed=False))
    face_at, region_at = tree.query(shapely.point_on_surface(faces), predicate="within")
    owner = dict(zip(face_at[::-1], region_at[::-1], strict=True))
    # The hole of a city in a larger region may be rounded away: what the city has no other face for is its.
    alone = ~np.isin(region_at, list(owner.values()))
    owner |= dict(zip(face_at[alone], region_at[alone], strict=True))
    if detail.is_closed:
        # Rounding may leave a gap where three borders meet: it goes to the region that is there.
        gaps = np.setdiff1d(np.arange(len(faces)), face_at)
        tree = shapely.STRtree(shapely.transform(shapes, detail.on_plane))
        gap_at, region_at = tree.query(shapely.point_on_surface(faces[gaps]), predicate="within")
        owner |= dict(zip(gaps[gap_at], region_at, strict=True))
    owned: dict[int, list[int]] = {}
    for face, region in owner.items():
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
) -> tuple[list[list[GridPoint]], list[list[Ring]]]:
    from topojson.core.topology import Topology as Cut  # noqa: PLC0415 - only a refresh needs it

    frame = gpd.GeoDataFrame({"at": range(len(shapes))}, geometry=shapes)
    topology: Mapping[str, Any] = Cut(frame, prequantize=False, shared_coords=False).output
    arcs = tuple(tuple((int(x), int(y)) for x, y in arc) for arc in topology["arcs"])
    rings = []
    for item in topology["objects"]["data"]["geometries"]:
        polygons = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
        rings.append([list(ring) for polygon in polygons for ring in polygon])
    lines, ordered, _ = number_lines(arcs, rings)
    return lines, ordered


def _parted(
    lines: Sequence[Sequence[GridPoint]], shapes: Sequence[Sequence[Ring]]
) -> tuple[list[list[GridPoint]], list[list[Ring]]]:
    """Part lines wherever they touch each other or themselves, so that a ring can turn there."""
    passed = Counter(point for line in lines for point in (line[:-1] if line[0] == line[-1] else line))
    parts: dict[int, list[int]] = {}
    parted: list[list[GridPoint]] = []
    for at, line in enumerate(lines):
        cuts = [0, *(i for i in range(1, len(line) - 1) if passed[line[i]] > 1), len(line) - 1]
        parts[at] = list(range(len(parted), len(parted) + len(cuts) - 1))
        parted += [list(line[first : last + 1]) for first, last in pairwise(cuts)]

    def part(index: int) -> list[int]:
        return parts[index] if index >= 0 else [~one for one in reversed(parts[~index])]

    return parted, [[[one for index in ring for one in part(index)] for ring in rings] for rings in shapes]


def _center(shape: shapely.Geometry) -> shapely.Point:
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    return shapely.Point(shapely.maximum_inscribed_circle(largest, tolerance=1).coords[0])


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
    near_frame = shapely.box(*FRAME_M).buffer(_NEAR_M, join_style="mitre")
    ground = shapely.union(
        shapely.intersection(shapely.make_valid(shapely.simplify(ground, _LAND_TOLERANCE_M)), near_frame),
        shapely.difference(shapely.make_valid(shapely.simplify(ground, _FAR_TOLERANCE_M)), near_frame),
    )
    frames = shapely.union_all([shapely.box(*inset.box) for inset in insets])
    ground = shapely.difference(shapely.make_valid(ground), frames)
    parts = shapely.get_parts(ground)
    rings = shapely.get_rings(shapely.normalize(parts[shapely.get_type_id(parts) == 3]))
    # Small islands go, and so do small lakes.
    rings = rings[shapely.area(shapely.polygons(rings)) >= _LAND_PART_M2]
    return [points for ring in rings if len(points := _distinct(ring)) > 3]


def _distinct(ring: shapely.Geometry) -> tuple[GridPoint, ...]:
    points = _pairs(_DETAIL.to_grid(shapely.get_coordinates(ring)))
    return tuple(point for at, point in enumerate(points) if at == 0 or point != points[at - 1])


def _pairs(points: Points) -> list[GridPoint]:
    return [(int(x), int(y)) for x, y in np.round(points)]
