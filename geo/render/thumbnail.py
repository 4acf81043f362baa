"""A picture of a map, small enough for a list of maps: regions by class, a dot where clusters are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import shapely

from geo.nuts.outline.numbering import Ring
from geo.nuts.outline.outline import Outline
from geo.render.facts.content import MapContent

#: Pixels across; a picture shows the frame of the map without its insets.
_WIDTH_PX: Final = 320
#: Details smaller than the square of this go, grid cells of the map.
_TOLERANCE: Final = 18.0
#: Islands smaller than this go, square half pixels.
_ISLAND: Final = 12.0
#: Radius of a dot, half pixels.
_DOT: Final = 7
#: Where the insets begin: the picture ends there. Share of the frame's width.
_EUROPE: Final = 0.98


def draw_thumbnail(content: MapContent) -> str:
    """Return an SVG: one path for each class, with the class as its CSS class, and a dot for clusters.

    Clusters that would cover each other share a dot; those overseas have none.

    Parameters
    ----------
    content
        What the map shows.
    """
    outline = content.outline
    insets = {inset.region for inset in outline.insets}
    shapes: dict[str, list[shapely.Geometry]] = {}
    for code, rings, key in zip(outline.ids, outline.shapes, content.region_keys, strict=True):
        if code not in insets:
            class_ = key if key in content.scores.classes else "none"
            shapes.setdefault(class_, []).append(_polygon(rings, outline))
    keys = sorted(shapes)
    merged = [shapely.coverage_union_all(shapes[key]) for key in keys]
    simple = shapely.coverage_simplify(merged, _TOLERANCE)
    left, bottom, right, top = _europe(outline)
    scale = _WIDTH_PX / (right - left)

    def to_pixels(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.round((points - (left, top)) * (scale, -scale) * 2)

    height = round((top - bottom) * scale)
    paths = "".join(
        f'<path class="{key}" d="{_path(shapely.transform(shape, to_pixels))}"/>'
        for key, shape in zip(keys, simple, strict=True)
    )
    # What stands in the frame of an overseas region would stand in the sea or on foreign land here.
    frames = [(left, bottom, right, top), *(outline.grid_box(inset.box) for inset in outline.insets)]
    only_europe = [True] + [False] * len(outline.insets)
    points = [place.point for place in content.places if place.point is not None]
    inside = [point for point in points if [_is_in(point, box) for box in frames] == only_europe]
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="{_DOT}"/>'
        for x, y in _spread(to_pixels(np.array(inside).reshape(-1, 2)))
    )
    return f'<svg viewBox="0 0 {2 * _WIDTH_PX} {2 * height}" aria-hidden="true">{paths}{dots}</svg>'


def _is_in(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = box
    return left <= point[0] <= right and bottom <= point[1] <= top


def _spread(pixels: np.ndarray[Any, Any]) -> list[tuple[int, int]]:
    """Return one point, in their middle, for those that would cover each other."""
    cells: dict[tuple[int, int], list[np.ndarray[Any, Any]]] = {}
    for pixel in pixels:
        cells.setdefault((int(pixel[0] // (2 * _DOT)), int(pixel[1] // (2 * _DOT))), []).append(pixel)
    middles = [np.mean(cell, axis=0).round() for cell in cells.values()]
    return sorted((int(x), int(y)) for x, y in middles)


def _europe(outline: Outline) -> tuple[float, float, float, float]:
    """Return the part of the frame without the insets, on the grid: (left, bottom, right, top)."""
    (left, bottom, right, top), (x, y), scale = outline.frame, outline.origin, outline.scale
    right = left + (right - left) * _EUROPE
    return ((left - x) / scale, (bottom - y) / scale, (right - x) / scale, (top - y) / scale)


def _polygon(rings: Iterable[Ring], outline: Outline) -> shapely.Geometry:
    lines = [outline.ring_points(ring) for ring in rings]
    if len(lines) == 1:
        return shapely.polygons(lines[0])
    # Which rings are holes takes longer to find out.
    return shapely.build_area(shapely.geometrycollections([shapely.linestrings(line) for line in lines]))


def _path(shape: shapely.Geometry) -> str:
    """Return the path of a shape in relative steps, without its smallest islands."""
    out = []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        points = [(int(x), int(y)) for x, y in shapely.get_coordinates(ring)]
        points = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
        if len(points) < 4 or shapely.area(shapely.Polygon(points)) < _ISLAND:
            continue
        x, y = points[0]
        out.append(f"M{x} {y}l")
        steps = []
        for next_x, next_y in points[1:-1]:
            steps.append(f"{next_x - x} {next_y - y}".replace(" -", "-"))
            x, y = next_x, next_y
        out.append(" ".join(steps).replace(" -", "-") + "z")
    return "".join(out)
