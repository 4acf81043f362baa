"""Small maps of several years on one sheet, in one scale of place and of colour."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from geo.nuts.outline.outline import Outline
from geo.render.twin.colours import Colours
from geo.render.twin.drawing import (
    Drawing,
    Extent,
    edges_path,
    fit,
    inset_frames,
    line_path,
    paint,
    rings_path,
)
from geo.render.twin.figures import Figures
from geo.render.twin.glyphs import HATCHES, pattern
from geo.render.twin.ground import Ground
from geo.render.twin.labels import Box, Sheet
from geo.render.twin.markup import number, tag, text_of
from geo.render.twin.paragraphs import Face, Paragraph, Slot, set_text
from geo.render.twin.typography import SEMIBOLD

#: Between two small maps, pixels.
_GAP: Final = 10
#: Room for the year above a small map, in sizes of its type.
_LABEL: Final = 1.5
#: A map narrower than this has thinner lines.
_NARROW: Final = 200
#: Height of a small map, in heights that Europe has in its width.
_TALLEST: Final = 1.1


@dataclass(frozen=True)
class Panels:
    """Small maps that are drawn, and the year above each."""

    drawing: Drawing
    words: tuple[Paragraph, ...]


def draw_panels(figures: Figures, box: Box, colours: Colours, *, size: float) -> Panels:
    """Draw a small map for each year of a view, from left to right and downwards.

    Parameters
    ----------
    figures
        Of the map, under a view of several years.
    box
        Where they stand.
    colours
        Of the theme.
    size
        Of the type of the years.
    """
    outline, years = figures.content.outline, figures.by_year
    boxes = _boxes(outline, len(years), box, label=_LABEL * size)
    frames = [fit(outline, one) for one in boxes]
    k = frames[0].k
    looks = {year: [one.look(region) for region in one.regions] for year, one in years.items()}
    used = sorted({look.name for row in looks.values() for look in row} & HATCHES.keys())
    definitions = [
        *(pattern(name, f"map-{name}", colours, scale=k) for name in used),
        *(_clip(at, one) for at, one in enumerate(boxes)),
        _shapes(figures),
    ]
    maps, words = list[str](), list[Paragraph]()
    face = Face(size, SEMIBOLD, colours["ink"])
    for at, (year, row) in enumerate(looks.items()):
        frame, one = frames[at], boxes[at]
        painted = [
            tag("use", {"href": f"#region-{region.code}", "fill": paint(look, colours, patterns="map-")})
            for region, look in zip(figures.regions, row, strict=True)
        ]
        maps.append(_panel(at, year, painted, figures, frame, colours))
        slot = Slot(one.left, one.top - _LABEL * size, one.right - one.left)
        words.append(set_text(str(year), slot, face, role="heading"))
    sheet = Sheet(box._replace(bottom=boxes[-1].bottom), Ground(outline), frames[0].to_grid, [])
    return Panels(Drawing(tag("g", {"class": "map"}, *maps), "".join(definitions), sheet), tuple(words))


def _boxes(outline: Outline, count: int, box: Box, *, label: float) -> list[Box]:
    """Return the places of the maps, in as many columns as make them largest."""
    left, bottom, right, top = outline.frame
    aspect = (top - bottom) / (right - left)

    def across(columns: int) -> float:
        rows = math.ceil(count / columns)
        widest = (box.right - box.left - (columns - 1) * _GAP) / columns
        tallest = (box.bottom - box.top - (rows - 1) * _GAP) / rows - label
        return min(widest, tallest / aspect)

    columns = max(range(1, count + 1), key=across)
    rows = math.ceil(count / columns)
    wide = (box.right - box.left - (columns - 1) * _GAP) / columns
    # Not much higher than Europe is: the rest would be Africa and the Arctic.
    high = min((box.bottom - box.top - (rows - 1) * _GAP) / rows, label + _TALLEST * aspect * wide)
    places = list[Box]()
    for at in range(count):
        row, column = divmod(at, columns)
        x, y = box.left + column * (wide + _GAP), box.top + row * (high + _GAP)
        places.append(Box(x, y + label, x + wide, y + high))
    return places


def _clip(at: int, box: Box) -> str:
    area = {"x": box.left, "y": box.top, "width": box.right - box.left, "height": box.bottom - box.top}
    return tag("clipPath", {"id": f"panel-{at}"}, tag("rect", area))


def _shapes(figures: Figures) -> str:
    """Return land, regions and borders, which every map uses."""
    return "".join(_each_shape(figures))


def _each_shape(figures: Figures) -> Iterator[str]:
    outline = figures.content.outline
    yield tag("path", {"id": "land", "d": rings_path(outline, outline.land), "fill_rule": "evenodd"})
    rows = zip(figures.regions, figures.names, figures.shapes, strict=True)
    for region, (name, other), rings in rows:
        shape = {"id": f"region-{region.code}", "d": rings_path(outline, rings)}
        yield tag("path", shape, tag("title", {}, text_of(other or name)))
    if figures.small:
        yield tag("path", {"id": "edges", "d": edges_path(outline), "fill": "none"})
    path = "".join(line_path(outline.lines[at]) for at in outline.borders)
    yield tag("path", {"id": "borders", "d": path, "fill": "none", "stroke_linejoin": "round"})


def _panel(at: int, year: int, painted: list[str], figures: Figures, frame: Extent, colours: Colours) -> str:
    """Return one map: sea, land, painted regions, borders and the frames of the insets."""
    box, k = frame.box, frame.k
    # Lines as wide as on a larger map would cover the small regions: all of Germany's.
    thin = min(1.0, (box.right - box.left) / _NARROW) ** 2
    area = {"x": box.left, "y": box.top, "width": box.right - box.left, "height": box.bottom - box.top}
    regions = {
        "class": "regions",
        "fill_rule": "evenodd",
        "stroke": colours["region-line"],
        "stroke_opacity": colours.opacity("region-line"),
        "stroke_width": f"{thin * (0.1 if figures.small else 0.3) / k:.3f}",
        "stroke_linejoin": "round",
    }
    land = {"href": "#land", "fill": colours["land"], "stroke": colours["coast"]}
    edges = {"href": "#edges", "stroke": colours["border-line"], "stroke_width": f"{thin * 0.3 / k:.3f}"}
    borders = {"href": "#borders", "stroke": colours["border-line"], "stroke_width": f"{thin * 0.7 / k:.3f}"}
    plane = [
        tag("use", land | {"stroke_width": f"{0.4 / k:.3f}"}),
        tag("g", regions, *painted),
        tag("use", edges) if figures.small else "",
        tag("use", borders) if "borders" in figures.view.overlays else "",
        inset_frames(figures.content.outline, frame, colours),
    ]
    matrix = f"matrix({k:.6f} 0 0 {-k:.6f} {number(frame.left)} {number(frame.top)})"
    return tag(
        "g",
        {"class": "panel", "data_year": year, "clip_path": f"url(#panel-{at})"},
        tag("rect", area | {"fill": colours["sea"]}),
        tag("g", {"transform": matrix}, *plane),
    )
