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
    kind = "nodata-missing" if name == "other" else name.replace("no-", "nodata-").replace("_", "-")
    line = {
        "d": path,
        "fill": "none",
        "stroke": colours["halo" if down else "hatch"],
        "stroke_opacity": _DOWN_LINES if down else None,
        "stroke_width": 1.8 if name == _DOTTED else 1,
        "stroke_linecap": "round" if name == _DOTTED else None,
    }
    fill = colours[name if down else kind]
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


def class_shape(position: int, colours: Colours, *, paint: str = "ink") -> str:
    """Return the bare shape of a class on a field of 24 units.

    Parameters
    ----------
    position
        Of the class, low to high; `NO_CLASS` or `MIXED_CLASS`.
    colours
        Of the theme.
    paint
        Name of the colour.
    """
    ink = colours[paint]
    if position >= 0:
        return tag("path", {"d": SHAPES[position], "fill": ink, "stroke": ink})
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


def funding_donut(funding: Mapping[str, float], colours: Colours, *, radius: float = 16) -> str:
    """Return the shares of funding, which sum to one hundred, as a ring."""
    parts = [(colours[f"fund-{key}"], funding.get(key, 0)) for key in FUNDING]
    disc = tag("circle", {"r": radius + 1.5, "fill": colours["halo"]})
    return disc + _ring(parts, radius, radius * 0.52)


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


def services_glyph(soft: str, hard: str, colours: Colours) -> str:
    """Return soft services left (round end), hard ones right (square end), each with its number."""
    return "".join(
        (
            tag("path", {"d": "M-8 -10.5h27.5v21h-27.5a10.5 10.5 0 0 1 0-21Z", "fill": colours["halo"]}),
            tag("path", {"d": "M-.5-9v18h-7.500a9 9 0 0 1 0-18Z", "fill": colours["kind-soft"]}),
            tag("path", {"d": "M.5-9h17.500v18h-17.500Z", "fill": colours["kind-hard"]}),
            _count(soft, colours["on-soft"], x=-7.5, y=4),
            _count(hard, colours["on-hard"], x=9, y=4),
        )
    )


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
