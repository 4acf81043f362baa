"""An outline cropped to some of its regions; all the others become land around them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely

from geo.nuts.outline.insets import Box, Inset
from geo.nuts.outline.numbering import Ring, line_of, number_lines
from geo.nuts.outline.outline import GridPoint, Outline, SmallRegions
from geo.nuts.outline.packed import pack_arcs, pack_rings

#: Free space around the regions, in parts of the larger side of the box around them.
_MARGIN: Final = 0.04
#: The smallest frame (metres): around a single small region its neighbours are seen.
_SMALLEST_M: Final = 120_000.0
#: Land is kept this far around the frame, in parts of its larger side: windows are wider than regions.
_AROUND: Final = 3.0
#: Islands and gaps between two publishers' borders that are smaller than this go (m²).
_SLIVER_M2: Final = 240e6
#: Room for the insets, in parts of the side of the frame that they stand along.
_INSET_SHARE: Final = 0.24

Line = list[GridPoint]


def crop_outline(outline: Outline, rows: Sequence[int]) -> Outline:
    """Return the outline of some regions, framed by them.

    Insets of these regions move beside the frame; those of others go.

    Parameters
    ----------
    outline
        Of all regions of a vintage.
    rows
        Positions of the regions to keep.
    """
    overseas = {inset.region for inset in outline.insets}
    box = _box(outline, [row for row in rows if outline.ids[row] not in overseas])
    wanted = [inset for inset in outline.insets if inset.region in {outline.ids[row] for row in rows}]
    if box is None:
        frame, insets = _around([inset.box for inset in wanted]), tuple(wanted)
    else:
        frame, insets = _place_insets(box, wanted)
    moves = {
        before.region: (before, after)
        for before, after in zip(wanted, insets, strict=True)
        if box is not None
    }
    lines, shapes, small, known = _cut(outline, rows, moves)
    borders = [known[arc] for arc in outline.borders if arc in known]
    around = [outline.lines[arc] for arc in outline.borders if arc not in known]
    borders += range(len(lines), len(lines) + len(around))
    lines += around
    others = [row for row in range(len(outline.ids)) if row not in set(rows)]
    # Around nothing but insets, which stand anywhere, there is no land.
    ground = _ground(outline, others, frame, [outline.grid_box(inset.box) for inset in insets]) if box else []
    land = tuple([len(lines) + at] for at in range(len(ground)))
    centers = (outline.centers[row] for row in rows)
    return replace(
        outline,
        ids=tuple(outline.ids[row] for row in rows),
        frame=frame,
        insets=insets,
        arcs=pack_arcs([*lines, *ground]),
        rings=pack_rings(shapes),
        centers=tuple(
            _moved([center], outline, moves.get(outline.ids[row]))[0]
            for row, center in zip(rows, centers, strict=True)
        ),
        land=land,
        borders=tuple(borders),
        magnified=math.log2(_side(outline.frame) / _side(frame)),
        small=small,
    )


def _side(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _cut(
    outline: Outline, rows: Sequence[int], moves: dict[str, tuple[Inset, Inset]]
) -> tuple[list[Line], list[list[Ring]], SmallRegions | None, dict[int, int]]:
    """Return lines and rings of regions, the small regions in them, and the new number of each old line."""
    small = outline.small
    new_rows = {row: new for new, row in enumerate(rows)}
    kept = [at for at, parent in enumerate(small.parents) if parent in new_rows] if small else []
    inside = [small.shapes[at] for at in kept] if small else []
    territories = [*rows, *(small.parents[at] for at in kept if small)]
    shapes = [*(outline.shapes[row] for row in rows), *inside]
    placed = list(outline.lines)
    for row, rings in zip(territories, shapes, strict=True):
        if move := moves.get(outline.ids[row]):
            for line in {line_of(index) for ring in rings for index in ring}:
                placed[line] = _moved(outline.lines[line], outline, move)
    lines, numbered, known = number_lines(placed, shapes)
    if small is None:
        return lines, numbered, None, known
    kept_regions = SmallRegions(
        ids=tuple(small.ids[at] for at in kept),
        parents=tuple(new_rows[small.parents[at]] for at in kept),
        shapes=numbered[len(rows) :],
        centers=tuple(
            _moved([small.centers[at]], outline, moves.get(outline.ids[small.parents[at]]))[0] for at in kept
        ),
    )
    return lines, numbered[: len(rows)], kept_regions, known


def _moved(points: Line, outline: Outline, move: tuple[Inset, Inset] | None) -> Line:
    """Return points of an inset where the inset stands now; points that would fall on each other are one."""
    if move is None:
        return points
    before, after = (outline.grid_box(inset.box) for inset in move)
    factor = (after[2] - after[0]) / (before[2] - before[0])
    placed = [
        (round(after[0] + (x - before[0]) * factor), round(after[1] + (y - before[1]) * factor))
        for x, y in points
    ]
    distinct = [point for at, point in enumerate(placed) if at == 0 or point != placed[at - 1]]
    # A shape needs an area, however small the frame is.
    return distinct if len(points) == 1 or len(distinct) > 3 else placed


def _box(outline: Outline, rows: Iterable[int]) -> Box | None:
    """Return the box around regions, metres; None around none."""
    arcs = {index if index >= 0 else ~index for row in rows for ring in outline.shapes[row] for index in ring}
    if not arcs:
        return None
    points = np.concatenate([np.array(outline.lines[arc]) for arc in sorted(arcs)])
    low, high = points.min(axis=0), points.max(axis=0)
    (x, y), scale = outline.origin, outline.scale
    left, bottom = float(low[0] * scale + x), float(low[1] * scale + y)
    right, top = float(high[0] * scale + x), float(high[1] * scale + y)
    return _around([(left, bottom, right, top)])


def _around(boxes: Iterable[Box]) -> Box:
    """Return a frame around boxes, whole metres, with some room."""
    corners = np.array(list(boxes))
    left, bottom = corners[:, :2].min(axis=0).tolist()
    right, top = corners[:, 2:].max(axis=0).tolist()
    margin = _MARGIN * max(right - left, top - bottom)
    across = max(margin, (_SMALLEST_M - (right - left)) / 2)
    up = max(margin, (_SMALLEST_M - (top - bottom)) / 2)
    frame = (left - across, bottom - up, right + across, top + up)
    return (round(frame[0]), round(frame[1]), round(frame[2]), round(frame[3]))


def _place_insets(box: Box, insets: Sequence[Inset]) -> tuple[Box, tuple[Inset, ...]]:
    """Return the frame with room for insets below it or, where it is upright, left of it, and the insets."""
    if not insets:
        return box, ()
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    is_upright = height > width
    sizes = [(inset.box[2] - inset.box[0], inset.box[3] - inset.box[1]) for inset in insets]
    along = sum(size[1] if is_upright else size[0] for size in sizes)
    across = max(size[0] if is_upright else size[1] for size in sizes)
    length = height if is_upright else width
    gap = 0.02 * length
    scale = min((length - gap * (len(sizes) - 1)) / along, _INSET_SHARE * length / across)
    placed: list[Inset] = []
    x, y = left, bottom
    for inset, (wide, high) in zip(insets, sizes, strict=True):
        if is_upright:
            placed.append(inset.moved((left - gap - wide * scale, y), scale))
            y += high * scale + gap
        else:
            placed.append(inset.moved((x, bottom - gap - high * scale), scale))
            x += wide * scale + gap
    corners = np.array([inset.box for inset in placed])
    low = corners[:, :2].min(axis=0)
    frame = (round(min(left, low[0])), round(min(bottom, low[1])), round(right), round(top))
    return frame, tuple(placed)


def _ground(outline: Outline, rows: Iterable[int], frame: Box, insets: Sequence[Box]) -> list[Line]:
    """Return rings of the land around: that of the outline, and all other regions, as one, on the grid."""
    overseas = {inset.region for inset in outline.insets}
    shapes = [_polygon(outline, outline.shapes[row]) for row in rows if outline.ids[row] not in overseas]
    ground = shapely.union_all([_polygon(outline, outline.land), *shapes])
    left, bottom, right, top = outline.grid_box(frame)
    reach = _AROUND * max(right - left, top - bottom)
    ground = shapely.clip_by_rect(ground, left - reach, bottom - reach, right + reach, top + reach)
    ground = shapely.difference(ground, shapely.union_all([shapely.box(*inset) for inset in insets]))
    parts = shapely.get_parts(ground)
    rings = shapely.get_rings(shapely.normalize(parts[shapely.get_type_id(parts) == 3]))
    rings = rings[shapely.area(shapely.polygons(rings)) * outline.scale**2 >= _SLIVER_M2]
    lines = ([(round(x), round(y)) for x, y in shapely.get_coordinates(ring)] for ring in rings)
    distinct = ([p for at, p in enumerate(line) if at == 0 or p != line[at - 1]] for line in lines)
    return [line for line in distinct if len(line) > 3]


def _polygon(outline: Outline, rings: Iterable[Ring]) -> Any:
    lines = [shapely.linestrings(outline.ring_points(ring)) for ring in rings]
    return shapely.build_area(shapely.geometrycollections(lines))
