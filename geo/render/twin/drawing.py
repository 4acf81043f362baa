"""The map of a twin: sea, land, regions, borders, insets, markers and names, in EPSG:3035."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from geo.nuts.outline.numbering import Ring
from geo.nuts.outline.outline import GridPoint, Outline
from geo.render.twin.colours import Colours
from geo.render.twin.figures import Figures
from geo.render.twin.glyphs import HATCHES, arrow, pattern
from geo.render.twin.ground import Ground
from geo.render.twin.labels import Box, Sheet, draw_labels, place_countries
from geo.render.twin.markers import Markers
from geo.render.twin.markup import number, tag, text_of
from geo.render.twin.painters import Look
from geo.render.twin.typography import plain, width

#: Free room around Europe, pixels.
_MARGIN: Final = 8
#: Sizes of the name of an inset, the better one first, and how much of the frame's height it may take.
_INSET_SIZES: Final = (10, 9, 8, 7, 6)
_INSET_SHARE: Final = 0.45
_INSET_PADDING: Final = 2
#: Medium: regular type in an image is drawn in the thinnest weight of the font by typst.
_INSET_WEIGHT: Final = 500
#: Half the length of the arrow of a region that changed its class, in parts of a marker's.
_ARROW: Final = 0.62


class Extent(NamedTuple):
    """The rectangle of the map on the sheet, and the step from the outline's grid to it.

    Parameters
    ----------
    box
        The rectangle, pixels.
    k
        Pixels of a grid unit.
    left, top
        Where the grid's zero lies: x = k * X + left, y = top - k * Y.
    """

    box: Box
    k: float
    left: float
    top: float

    def to_pixels(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return where a point of the grid is drawn."""
        return self.k * point[0] + self.left, self.top - self.k * point[1]

    def to_grid(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the grid that is drawn there."""
        return (x - self.left) / self.k, (self.top - y) / self.k


def fit(outline: Outline, box: Box) -> Extent:
    """Return the frame in which Europe fills a rectangle."""
    left, bottom, right, top = outline.grid_box(outline.frame)
    across, down = box.right - box.left - 2 * _MARGIN, box.bottom - box.top - 2 * _MARGIN
    k = min(across / (right - left), down / (top - bottom))
    middle_x, middle_y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return Extent(box, k, middle_x - k * (left + right) / 2, middle_y + k * (bottom + top) / 2)


@dataclass(frozen=True)
class Drawing:
    """A map that is drawn.

    Parameters
    ----------
    svg
        Elements.
    definitions
        Patterns that these refer to.
    sheet
        Names and what they keep clear of.
    """

    svg: str
    definitions: str
    sheet: Sheet


def draw_map(figures: Figures, markers: Markers, frame: Extent, colours: Colours) -> Drawing:
    """Draw a map.

    Parameters
    ----------
    figures
        Of the map under a view.
    markers
        Its clusters.
    frame
        Where it is drawn.
    colours
        Of the theme.
    """
    outline, view = figures.content.outline, figures.view
    looks = [figures.look(region) for region in figures.regions]
    used = sorted({look.name for look in looks} & HATCHES.keys())
    patterns = [pattern(name, f"map-{name}", colours, scale=frame.k) for name in used]
    box = frame.box
    area = {"x": box.left, "y": box.top, "width": box.right - box.left, "height": box.bottom - box.top}
    plane = [_land(outline, frame, colours), _regions(figures, looks, frame, colours)]
    if figures.small:
        plane.append(_edges(outline, frame, colours))
    if "borders" in view.overlays:
        plane.append(_borders(outline, frame, colours))
    plane.append(inset_frames(outline, frame, colours))
    matrix = f"matrix({frame.k:.6f} 0 0 {-frame.k:.6f} {number(frame.left)} {number(frame.top)})"
    moves = _moves(figures, frame) if view.base == "change" else []
    taken = [*_taken(outline, markers, frame), *(_around(x, y) for x, y, _ in moves)]
    sheet = Sheet(box, Ground(outline), frame.to_grid, taken)
    if "labels" in view.overlays:
        place_countries(sheet, figures, frame.to_pixels)
    parts = [
        tag("rect", area | {"fill": colours["sea"]}),
        tag("g", {"transform": matrix}, *plane),
        _inset_names(figures, frame, colours),
        _arrows(moves, colours),
        draw_labels(sheet.labels, colours),
        markers.draw(),
    ]
    return Drawing(tag("g", {"class": "map"}, *parts), "".join(patterns), sheet)


def paint(look: Look, colours: Colours, *, patterns: str) -> str:
    """Return what a look is filled with; patterns have identifiers that begin so."""
    if look.name in HATCHES:
        return f"url(#{patterns}{look.name})"
    return colours.ramp(look.ramp or 0) if look.ramp is not None else colours[look.name]


def _land(outline: Outline, frame: Extent, colours: Colours) -> str:
    line = {"fill": colours["land"], "stroke": colours["coast"], "stroke_width": f"{0.5 / frame.k:.3f}"}
    return tag(
        "path", {"class": "land", "d": rings_path(outline, outline.land), "fill_rule": "evenodd"} | line
    )


def _regions(figures: Figures, looks: Sequence[Look], frame: Extent, colours: Colours) -> str:
    outline = figures.content.outline
    rows = zip(figures.regions, figures.names, looks, figures.shapes, strict=True)
    shapes = [
        tag(
            "path",
            {
                "data_region": region.code,
                "class": look.name,
                "data_at": look.ramp,
                "fill": paint(look, colours, patterns="map-"),
                "d": rings_path(outline, rings),
            },
            tag("title", {}, text_of(other or name)),
        )
        for region, (name, other), look, rings in rows
    ]
    line = {
        "class": "regions",
        "fill_rule": "evenodd",
        "stroke": colours["region-line"],
        "stroke_opacity": colours.opacity("region-line"),
        "stroke_width": f"{(0.2 if figures.small else 0.5) / frame.k:.3f}",
        "stroke_linejoin": "round",
    }
    return tag("g", line, *shapes)


def edges_path(outline: Outline) -> str:
    """Return the edges of the regions of level 2 as a path."""
    return "".join(rings_path(outline, rings) for rings in outline.shapes)


def _edges(outline: Outline, frame: Extent, colours: Colours) -> str:
    """Return the edges of the regions of level 2, over those of level 3."""
    line = {"fill": "none", "stroke": colours["border-line"], "stroke_width": f"{0.5 / frame.k:.3f}"}
    return tag("path", {"class": "edges", "d": edges_path(outline), "stroke_linejoin": "round"} | line)


def _borders(outline: Outline, frame: Extent, colours: Colours) -> str:
    line = {"fill": "none", "stroke": colours["border-line"], "stroke_width": f"{1.4 / frame.k:.3f}"}
    path = "".join(line_path(outline.lines[at]) for at in outline.borders)
    return tag("path", {"class": "borders", "d": path, "stroke_linejoin": "round"} | line)


def inset_frames(outline: Outline, frame: Extent, colours: Colours) -> str:
    """Return the frames around overseas regions."""
    line = {"fill": "none", "stroke": colours["coast"], "stroke_width": f"{1 / frame.k:.3f}"}
    boxes = [outline.grid_box(inset.box) for inset in outline.insets]
    rects = [
        tag("rect", {"x": left, "y": bottom, "width": right - left, "height": top - bottom})
        for left, bottom, right, top in boxes
    ]
    return tag("g", {"class": "insets"} | line, *rects)


def _inset_names(figures: Figures, frame: Extent, colours: Colours) -> str:
    """Return the names of the insets in one size: all of them, or none where one does not fit its frame."""
    outline = figures.content.outline
    regions = zip(outline.ids, figures.larger_names, strict=True)
    name_by_code = {code: other or name for code, (name, other) in regions}
    boxes = [_pixel_box(outline.grid_box(inset.box), frame) for inset in outline.insets]
    fits = [
        _fit(plain(name_by_code.get(inset.region, inset.name)), box)
        for inset, box in zip(outline.insets, boxes, strict=True)
    ]
    if not fits or not all(lines for _, lines in fits):
        return ""
    size = min(size for size, _ in fits)
    texts = [
        tag(
            "text",
            {
                "x": box.left + _INSET_PADDING,
                # Below, or above where a cluster would cover it there.
                "y": (box.top + (size + 1) * len(lines) if covered else box.bottom - 4) - (size + 1) * above,
            },
            text_of(line),
        )
        for (_, lines), box, covered in zip(fits, boxes, _covered_below(figures), strict=True)
        for above, line in enumerate(reversed(lines))
    ]
    look = {
        "class": "inset-names",
        "font_size": size,
        "font_weight": _INSET_WEIGHT,
        "fill": colours["ink-soft"],
        "stroke": colours["sea"],
        "stroke_width": 3,
        "stroke_linejoin": "round",
        "paint_order": "stroke",
    }
    return tag("g", look, *texts)


def _covered_below(figures: Figures) -> list[bool]:
    """Return of each inset whether a cluster lies in its lower half."""
    outline = figures.content.outline
    return [
        any(
            record["x"] is not None
            and left < record["x"] < right
            and bottom < record["y"] < (bottom + top) / 2
            for record in figures.records
        )
        for left, bottom, right, top in (outline.grid_box(inset.box) for inset in outline.insets)
    ]


def _fit(name: str, box: Box) -> tuple[int, list[str]]:
    """Return the name of an inset as it fits: on one line, else on two, smaller before broken."""
    parts = re.fullmatch(r"(.*?[ -])(.+)", name)
    ways = [[name], [parts[1].rstrip(), parts[2]]] if parts else [[name]]
    for lines in ways:
        for size in _INSET_SIZES:
            across = max(width(line, _INSET_WEIGHT) for line in lines) * size
            low = len(lines) * size <= _INSET_SHARE * (box.bottom - box.top)
            if low and across <= box.right - box.left - 2 * _INSET_PADDING:
                return size, lines
    return 0, []


def _moves(figures: Figures, frame: Extent) -> list[tuple[float, float, str]]:
    """Return where regions rose or fell by a class, and which way."""
    moves = []
    for region, center in zip(figures.regions, figures.content.outline.centers, strict=True):
        if move := figures.class_move(region.unit):
            moves.append((*frame.to_pixels(center), "up" if move > 0 else "down"))
    return moves


def _arrows(moves: Iterable[tuple[float, float, str]], colours: Colours) -> str:
    arrows = [
        tag("g", {"transform": f"translate({number(x)} {number(y)}) scale({_ARROW})"}, arrow(way, colours))
        for x, y, way in moves
    ]
    return tag("g", {"class": "moves"}, *arrows) if arrows else ""


def _around(x: float, y: float) -> Box:
    """Return the room of an arrow."""
    return Box(x - 5, y - 6, x + 5, y + 6)


def _taken(outline: Outline, markers: Markers, frame: Extent) -> list[Box]:
    """Return what names keep clear of: markers and insets."""
    boxes = [
        Box(
            spot.at_x - spot.radius + 2,
            spot.at_y - spot.radius + 2,
            spot.at_x + spot.radius - 2,
            spot.at_y + spot.radius - 2,
        )
        for spot in markers.spots
    ]
    return boxes + [_pixel_box(outline.grid_box(inset.box), frame) for inset in outline.insets]


def _pixel_box(box: tuple[float, float, float, float], frame: Extent) -> Box:
    left, bottom, right, top = box
    return Box(*frame.to_pixels((left, top)), *frame.to_pixels((right, bottom)))


def rings_path(outline: Outline, rings: Iterable[Ring]) -> str:
    """Return the path of some rings of an outline."""
    return "".join(line_path(outline.ring_points(ring)[:-1]) + "z" for ring in rings)


def line_path(points: Sequence[GridPoint]) -> str:
    """Return a path in relative steps."""
    (x, y), steps = points[0], list[str]()
    start = f"M{x} {y}"
    for next_x, next_y in points[1:]:
        steps.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return start + ("l" + " ".join(steps).replace(" -", "-") if steps else "")
