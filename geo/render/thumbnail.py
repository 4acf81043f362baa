"""A picture of a map, small enough for a list of maps: regions by class, a dot where clusters are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import shapely

from geo.nuts.outline.packed import unpack_arcs, unpack_rings
from geo.render.facts.compact import painted_classes
from geo.render.facts.payload import Payload

#: Pixels across; a picture shows the frame of the map without its insets.
_WIDTH_PX: Final = 320
#: Details smaller than the square of this go, grid cells of the map.
_TOLERANCE: Final = 18.0
#: Islands smaller than this go, square half pixels.
_ISLAND: Final = 12.0
#: Radius of a dot, half pixels.
_DOT: Final = 7
#: Where the insets begin: the picture ends there. Share of the frame's width.
_EUROPE: Final = 0.82


def draw_thumbnail(payload: Payload) -> str:
    """Return an SVG: one path for each class, with the class as its CSS class, and a dot for clusters.

    Clusters that would cover each other share a dot.

    Parameters
    ----------
    payload
        Of `geo.render.facts.payload.build_payload`.
    """
    topology, regions = payload["topology"], payload["regions"]
    arcs = unpack_arcs(topology["arcs"])
    insets = {inset["id"] for inset in topology["insets"]}
    classes = frozenset(payload["map"]["classes"])
    shapes: dict[str, list[shapely.Geometry]] = {}
    all_rings = unpack_rings(regions["rings"], len(regions["id"]))
    for code, rings, key in zip(regions["id"], all_rings, painted_classes(payload), strict=True):
        if code not in insets:
            shapes.setdefault(key if key in classes else "none", []).append(_polygon(rings, arcs))
    keys = sorted(shapes)
    merged = [shapely.coverage_union_all(shapes[key]) for key in keys]
    simple = shapely.coverage_simplify(merged, _TOLERANCE)
    left, bottom, right, top = _box(topology)
    scale = _WIDTH_PX / (right - left)

    def to_pixels(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.round((points - (left, top)) * (scale, -scale) * 2)

    height = round((top - bottom) * scale)
    paths = "".join(
        f'<path class="{key}" d="{_path(shapely.transform(shape, to_pixels))}"/>'
        for key, shape in zip(keys, simple, strict=True)
    )
    points = [(record["x"], record["y"]) for record in payload["records"] if "x" in record]
    inside = [(x, y) for x, y in points if left <= x <= right and bottom <= y <= top]
    places = to_pixels(np.array(inside).reshape(-1, 2)) // (2 * _DOT) * (2 * _DOT) + _DOT
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="{_DOT}"/>' for x, y in sorted({(int(x), int(y)) for x, y in places})
    )
    return f'<svg viewBox="0 0 {2 * _WIDTH_PX} {2 * height}" aria-hidden="true">{paths}{dots}</svg>'


def _box(topology: Mapping[str, Any]) -> tuple[float, float, float, float]:
    (left, bottom, right, top), (x, y) = topology["frame"], topology["origin"]
    scale = topology["scale"]
    right = left + (right - left) * _EUROPE
    return ((left - x) / scale, (bottom - y) / scale, (right - x) / scale, (top - y) / scale)


def _polygon(rings: Iterable[Iterable[int]], arcs: list[list[tuple[int, int]]]) -> shapely.Geometry:
    lines = []
    for ring in rings:
        points: list[tuple[int, int]] = []
        for index in ring:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(arc[1:] if points else arc)
        lines.append(shapely.linestrings(points))
    return shapely.build_area(shapely.geometrycollections(lines))


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
