"""The square of a legend: nine classes of two figures, with what each counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from geo.definition.sight import contrast, read_colour
from geo.render.twin.blocks import Square
from geo.render.twin.colours import Colours
from geo.render.twin.markup import tag
from geo.render.twin.paragraphs import BASELINE, Face, Paragraph, Slot, set_text
from geo.render.twin.typography import REGULAR, SEMIBOLD, width

#: Of a cell, in sizes of the type.
_HEIGHT: Final = 2.4
_LEAST_WIDTH: Final = 3.0
_MOST_WIDTH: Final = 5.2
_SIDE: Final = 3
#: One of the two reads on every colour.
_INKS: Final = ("#000000", "#ffffff")


def set_square(
    square: Square, *, size: float, across: float, colours: Colours
) -> tuple[tuple[Paragraph, ...], Callable[[float, float], str], float]:
    """Return the words of a square from zero on, what draws it at a place, and its height.

    Parameters
    ----------
    square
        What it says.
    size
        Of the type.
    across
        Width of the column.
    colours
        Of the theme.
    """
    title = Face(size, SEMIBOLD, colours["ink"])
    soft = Face(0.93 * size, REGULAR, colours["ink-soft"])
    left = max(width(text) for text in square.rows) * soft.size + 0.6 * size
    cell = min(_MOST_WIDTH * size, max(_LEAST_WIDTH * size, (across - left) / _SIDE))
    high = _HEIGHT * size
    up = set_text(square.up, Slot(0, 0, across), title, role="detail")
    top = up.bottom + 0.35 * size
    words = [up]
    for place, text in enumerate(square.rows):
        if text:
            middle = top + (_SIDE - place - 0.5) * high
            line = set_text(text, Slot(0, 0, left), soft, role="detail")
            indent = left - 0.6 * size - width(text) * soft.size
            words.append(replace(line, left=max(0.0, indent), top=_centred(middle, soft)))
    for at, entry in enumerate(square.cells):
        if entry is not None and entry.range:
            column, row = at % _SIDE, at // _SIDE
            face = Face(size, REGULAR, _ink(colours[str(entry.keys[0].value)]))
            line = set_text(entry.range, Slot(0, 0, cell), face, role="detail")
            x = left + (column + 0.5) * cell - width(entry.range) * size / 2
            words.append(replace(line, left=x, top=_centred(top + (_SIDE - row - 0.5) * high, face)))
    below = top + _SIDE * high + 0.2 * size
    for place, text in enumerate(square.columns):
        if text:
            part = min(1.0, (cell - 0.3 * size) / (width(text) * soft.size))
            face = replace(soft, size=soft.size * part)
            line = set_text(text, Slot(0, below, across), face, role="detail")
            words.append(replace(line, left=left + (place + 0.5) * cell - width(text) * face.size / 2))
    foot = set_text(square.across, Slot(0, below + 1.5 * size, across), title, role="detail")
    words.append(foot)

    def draw(x: float, y: float) -> str:
        return "".join(
            tag(
                "rect",
                {
                    "x": x + left + at % _SIDE * cell,
                    "y": y + top + (_SIDE - 1 - at // _SIDE) * high,
                    "width": cell,
                    "height": high,
                    "fill": colours[str(entry.keys[0].value)],
                },
            )
            for at, entry in enumerate(square.cells)
            if entry is not None
        )

    return tuple(words), draw, foot.bottom + 0.5 * size


def _centred(middle: float, face: Face) -> float:
    """Return the top of a line whose digits stand round a height."""
    return middle - BASELINE * face.size + 0.33 * face.size


def _ink(ground: str) -> str:
    colour = read_colour(ground)
    return max(_INKS, key=lambda ink: contrast(read_colour(ink) or (0, 0, 0), colour or (0, 0, 0)))
