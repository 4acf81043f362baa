"""The small drawings of a twin: markers, patterns and keys, as the page draws them.

The shapes are those of ``js/map/glyphs.js`` and ``js/map/hatches.js``; a test compares them with the page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from geo.render.twin.colours import Colours
from geo.render.twin.figures import FUNDING
from geo.render.twin.markup import number, tag, text_of
from geo.render.twin.typography import SEMIBOLD

#: One readable shape per class, low to high; corners tell them apart without colour.
SHAPES: Final = (
    "M12 3.5 21 19.5H3Z",
    "M4.5 4.5h15v15h-15Z",
    "M12 1.5 22.5 12 12 22.5 1.5 12Z",
    "M12 3a9 9 0 1 1 0 18 9 9 0 1 1 0-18Z",
)
_RING: Final = "M12 4.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 1 1 0-15Z"
_HALF: Final = "M12 4.5a7.5 7.5 0 0 0 0 15Z"
NO_CLASS: Final = -1
MIXED_CLASS: Final = -2
#: Size, path and width of the line of each pattern; dots have round ends.
HATCHES: Final[Mapping[str, tuple[int, str]]] = {
    "no-missing": (6, "M-1 1 1 -1M-1 7 7 -1M5 7 7 5"),
    "no-country_only": (6, "M0 3H6"),
    "no-not_covered": (6, "M3 3h.01"),
    "no-not_located": (7, "M0 3.5H7M3.5 0V7"),
    "down-1": (5, "M-1 4 1 6M-1 -1 6 6M4 -1 6 1"),
    "down-2": (5, "M-1 4 1 6M-1 -1 6 6M4 -1 6 1"),
    "other": (7, "M3.5 0V7"),
}
#: The colour of what stands on the colour of a source.
_ON: Final = {"public": "on-deep", "private": "on-private", "membership": "on-pale", "sales": "on-pale"}
_DOTTED: Final = "no-not_covered"
_DOWN_LINES: Final = 0.55


def pattern(name: str, identifier: str, colours: Colours, *, scale: float = 1) -> str:
    """Return the pattern of a kind of no data, or of a decrease.

    Parameters
    ----------
    name
        One of `HATCHES`.
    identifier
        Of the element.
    colours
        Of the theme.
    scale
        Of what is painted with it, so that the pattern keeps its size.
    """
    size, path = HATCHES[name]
    down = name.startswith("down")
    line = {
        "d": path,
        "fill": "none",
        "stroke": colours["halo" if down else "hatch"],
        "stroke_opacity": _DOWN_LINES if down else None,
        "stroke_width": 1.8 if name == _DOTTED else 1,
        "stroke_linecap": "round" if name == _DOTTED else None,
    }
    fill = colours[name if down else "nodata"]
    return tag(
        "pattern",
        {
            "id": identifier,
            "width": size,
            "height": size,
            "patternUnits": "userSpaceOnUse",
            # What is painted is turned over, its north being up; the pattern is not.
            "patternTransform": None if scale == 1 else f"scale({1 / scale:.5f} {-1 / scale:.5f})",
        },
        tag("rect", {"width": size, "height": size, "fill": fill}),
        tag("path", line),
    )


def class_shape(position: int, colours: Colours, *, paint: str = "ink", edge: str | None = None) -> str:
    """Return the bare shape of a class on a field of 24 units.

    Parameters
    ----------
    position
        Of the class, low to high; `NO_CLASS` or `MIXED_CLASS`.
    colours
        Of the theme.
    paint
        Name of the colour.
    edge
        Name of the colour of a line around a shape; None for none.
    """
    ink = colours[paint]
    if position >= 0:
        path = {"d": SHAPES[position], "fill": ink, "stroke": ink}
        # The edge is drawn first, so that it does not make the shape smaller.
        around = {"stroke": colours[edge], "stroke_width": 4, "paint_order": "stroke"} if edge else {}
        return tag("path", path | around)
    ring = tag("path", {"d": _RING, "fill": "none", "stroke": ink, "stroke_width": 3})
    return ring + (tag("path", {"d": _HALF, "fill": ink}) if position == MIXED_CLASS else "")


def class_disc(position: int, colours: Colours) -> str:
    """Return a cluster on a field of 24 units: a disc with a dark outline and the shape of its class."""
    disc = {
        "cx": 12,
        "cy": 12,
        "r": 11,
        "fill": colours["halo"],
        "stroke": colours["ink"],
        "stroke_width": 1.8,
    }
    shape = tag("g", {"transform": "translate(5 5) scale(.583)"}, class_shape(position, colours))
    return tag("circle", disc) + shape


def placed(drawing: str, size: float, *, x: float = 0, y: float = 0) -> str:
    """Return a drawing on a field of 24 units, so large and with its middle there."""
    move = f"translate({number(x - size / 2)} {number(y - size / 2)}) scale({size / 24:.4g})"
    return tag("g", {"transform": move}, drawing)


def _ring(parts: Sequence[tuple[str, float]], radius: float, width: float) -> str:
    """Return a ring in parts, clockwise from the top."""
    total = sum(amount for _, amount in parts) or 1
    middle, turned, slices = radius - width / 2, 0.0, list[str]()
    for colour, amount in parts:
        if amount <= 0:
            continue
        part = amount / total
        if part > 0.9999:
            slices.append(tag("circle", {"r": middle, "stroke": colour, "stroke_width": width}))
            break
        ends = [
            (middle * math.sin(2 * math.pi * at), -middle * math.cos(2 * math.pi * at))
            for at in (turned, turned + part)
        ]
        (from_x, from_y), (to_x, to_y) = ends
        path = (
            f"M{number(from_x)} {number(from_y)}A{number(middle)} {number(middle)} 0 {int(part > 0.5)} 1 "
            f"{number(to_x)} {number(to_y)}"
        )
        slices.append(tag("path", {"d": path, "stroke": colour, "stroke_width": width}))
        turned += part
    return tag("g", {"fill": "none"}, *slices)


def source_disc(
    sources: Sequence[str], radius: float, colours: Colours, *, shape: int | None = None, known: bool = True
) -> str:
    """Return a disc in the colour of the largest source, or in those of several that are equally large.

    Parameters
    ----------
    sources
        The largest ones.
    radius
        Of the disc, pixels.
    colours
        Of the theme.
    shape
        Position of the class whose shape stands on it; None for no shape.
    known
        Whether the size says something; else the edge is dashed.
    """
    disc = {"r": radius + 2, "fill": colours["halo"]}
    pie = _ring([(colours[f"fund-{key}"], 1) for key in sources], radius, radius)
    rim = {"r": radius, "fill": "none", "stroke": colours["ink"], "stroke_width": 1.2}
    drawn = [tag("circle", disc), pie, tag("circle", rim if known else rim | {"stroke_dasharray": "3 2.5"})]
    if shape is not None:
        # On several colours it has an edge.
        paint, edge = (_ON[sources[0]], None) if len(sources) == 1 else ("on-deep", "on-pale")
        drawn.append(placed(class_shape(shape, colours, paint=paint, edge=edge), 1.2 * radius))
    return "".join(drawn)


def funding_bars(funding: Mapping[str, float], colours: Colours) -> str:
    """Return mentions of sources, which need not sum to anything, as a bar each."""
    field = {"x": -15, "y": -15, "width": 30, "height": 30, "rx": 4, "fill": colours["halo"]}
    bars = [tag("rect", field)]
    for at, key in enumerate(FUNDING):
        height = max(1.0, funding.get(key, 0) / 100 * 22)
        bar = {"x": -12 + at * 6.2, "y": 12 - height, "width": 5, "height": height}
        bars.append(tag("rect", bar | {"fill": colours[f"fund-{key}"]}))
    return "".join(bars)


def unpublished_ring(colours: Colours, *, radius: float = 14) -> str:
    """Return an empty dashed ring: surveyed, but its own figures are not published."""
    ring = {"r": radius, "fill": "none", "stroke": colours["ink"], "stroke_width": 1.6}
    return tag("circle", ring | {"stroke_dasharray": "3 2.5"})


def service_halves(soft: float, hard: float, colours: Colours) -> str:
    """Return soft services as a half disc on the left, hard ones on the right; 0 leaves one out."""
    halves = [
        (f"M0 {number(-radius)}A{number(radius)} {number(radius)} 0 0 {sweep} 0 {number(radius)}Z", kind)
        for radius, sweep, kind in ((soft, 0, "soft"), (hard, 1, "hard"))
        if radius
    ]
    edge = {"fill": "none", "stroke": colours["halo"], "stroke_width": 5}
    line = {"stroke": colours["ink"], "stroke_width": 1.2}
    edges = [tag("path", {"d": path} | edge) for path, _ in halves]
    drawn = [tag("path", {"d": path, "fill": colours[f"kind-{kind}"]} | line) for path, kind in halves]
    return "".join((*edges, *drawn))


def group_glyph(label: str, parts: Sequence[tuple[str, float]], radius: float, colours: Colours) -> str:
    """Return a group of clusters: its size inside a ring of its classes or of its funding."""
    disc = {"r": radius, "fill": colours["halo"], "stroke": colours["ink"], "stroke_width": 1.8}
    return tag("circle", disc) + _ring(parts, radius - 1.5, 6) + _count(label, colours["ink"], x=0, y=4.5)


def arrow(way: str, colours: Colours) -> str:
    """Return the arrow of a region that rose (``up``) or fell (``down``) by a class, with a light edge."""
    path = "M0 7V-6M-5-1 0-6 5-1" if way == "up" else "M0-7V6M-5 1 0 6 5 1"
    line = {"d": path, "fill": "none", "stroke_linecap": "round", "stroke_linejoin": "round"}
    halo = tag("path", line | {"stroke": colours["halo"], "stroke_width": 5})
    return halo + tag("path", line | {"stroke": colours["ink"], "stroke_width": 1.8})


def _count(text: str, colour: str, *, x: float, y: float) -> str:
    look = {"font_size": 12, "font_weight": SEMIBOLD, "text_anchor": "middle", "fill": colour}
    return tag("text", {"x": x, "y": y} | look, text_of(text))
