"""A figure against the clusters in a legend: its classes along a line, all regions below, the clusters above.

The rules are those of the page (``js/panels/strip.js``); a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import Final

from geo.language import messages
from geo.render.facts.figures import ShownFigure
from geo.render.twin.blocks import Key, Strip
from geo.render.twin.colours import Colours
from geo.render.twin.drawing import paint
from geo.render.twin.figures import Figures
from geo.render.twin.markup import number, tag
from geo.render.twin.painters import Look
from geo.render.twin.paragraphs import Face, Paragraph, Slot, set_text
from geo.render.twin.typography import REGULAR, width

#: Size of the drawing of the page: its width, the line of classes, the ticks, and the radius of a dot.
_WIDTH: Final = 300.0
_BAND: Final = 6.0
_TICK: Final = 7.0
_RADIUS: Final = 4.0
#: More clusters than these would be a wall of dots.
_MOST: Final = 200
#: Dots are stacked so high; more of one value stand on each other.
_MOST_ROWS: Final = 6


def read_strip(figures: Figures, figure: ShownFigure, written: Callable[[float], str]) -> Strip | None:
    """Return the strip of a figure; None where no cluster or too many have a value.

    Parameters
    ----------
    figures
        Of the map.
    figure
        The one shown.
    written
        Writes a value with its unit.
    """
    values = sorted(value for at in range(len(figure.units)) if (value := figures.value(at)) is not None)
    units = map(figures.figure_unit, figures.records)
    clusters = sorted(value for unit in units if (value := figures.value(unit)) is not None)
    is_one = len(values) < 2 or values[0] == values[-1]
    if is_one or not clusters or len(figures.records) > _MOST or figures.view.years:
        return None
    low, high = values[0], values[-1]

    def at(value: float) -> float:
        return _RADIUS + (_WIDTH - 2 * _RADIUS) * (value - low) / (high - low)

    edges = [0.0, *(min(max(0.0, at(bound)), _WIDTH) for bound in figure.bounds), _WIDTH]
    keys = [Key("look", look) if place is None else Key("ramp", place) for look, place in figure.looks]
    return Strip(
        bands=tuple(zip(edges, edges[1:], keys, strict=False)),
        regions=tuple(map(at, values)),
        clusters=tuple(map(at, clusters)),
        ends=(written(low), written(high)),
        words=messages.text(
            figures.view.language,
            "panel.figure.strip",
            clusters=written(median(clusters)),
            regions=written(median(values)),
        ),
    )


def set_strip(
    strip: Strip, *, size: float, across: float, colours: Colours
) -> tuple[tuple[Paragraph, ...], Callable[[float, float], str], float]:
    """Return the words of a strip from zero on, what draws it at a place, and its height.

    Parameters
    ----------
    strip
        What it says.
    size
        Of the type.
    across
        Width of the column.
    colours
        Of the theme.
    """
    rows = _stacked(strip.clusters)
    top = 2 * _RADIUS * (max(rows) + 1)
    # As large beside its words as on the page.
    k = min(across / _WIDTH, size / 13)
    soft = Face(0.93 * size, REGULAR, colours["ink-soft"])
    below = k * (top + _BAND + _TICK + 2) + 0.15 * size
    end = max(0.0, k * _WIDTH - width(strip.ends[1]) * soft.size)
    left = set_text(strip.ends[0], Slot(0, below, across), soft, role="detail")
    right = set_text(strip.ends[1], Slot(end, below, across), soft, role="detail")
    words = set_text(strip.words, Slot(0, left.bottom, across), soft, role="text")
    ticks = "".join(f"M{number(one)} {number(top + _BAND + 2)}v{number(_TICK)}" for one in strip.regions)
    drawn = [
        *(_band(start, stop, key, top, colours) for start, stop, key in strip.bands),
        tag("path", {"d": ticks, "stroke": colours["line-strong"], "stroke_width": 0.6}),
        *(
            _dot(one, top - _RADIUS * (2 * row + 1), colours)
            for one, row in zip(strip.clusters, rows, strict=True)
        ),
    ]

    def draw(x: float, y: float) -> str:
        look = {"class": "strip", "transform": f"translate({number(x)} {number(y)}) scale({k:.4f})"}
        return tag("g", look, *drawn)

    return (left, right, words), draw, words.bottom + 0.5 * size


def _band(start: float, stop: float, key: Key, top: float, colours: Colours) -> str:
    look = Look("ramp", int(key.value)) if key.kind == "ramp" else Look(str(key.value))
    place = {"x": start, "y": top, "width": stop - start, "height": _BAND}
    return tag("rect", place | {"fill": paint(look, colours, patterns="key-")})


def _dot(x: float, y: float, colours: Colours) -> str:
    place = {"cx": x, "cy": y, "r": _RADIUS - 0.5}
    return tag("circle", place | {"fill": colours["ink"], "stroke": colours["page"], "stroke_width": 1})


def _stacked(places: Sequence[float]) -> list[int]:
    """Return above how many others each dot stands, so that none covers another while there is room."""
    ends, rows = list[float](), list[int]()
    for place in places:
        free = next((row for row, end in enumerate(ends) if end <= place), len(ends))
        row = min(free, _MOST_ROWS - 1)
        ends[row : row + 1] = [place + 2 * _RADIUS]
        rows.append(row)
    return rows
