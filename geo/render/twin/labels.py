"""Names of countries, regions and clusters on a twin, by the rules of the page (``js/map/labels.js``).

A name stands inside its own shape, else with its ends over the border or the coast, else on the sea with a
line to it, where there is room; names cover neither markers, nor insets, nor each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from geo.language.country_names import country_name
from geo.render.twin.colours import Colours
from geo.render.twin.figures import Figures
from geo.render.twin.ground import SEA, Ground
from geo.render.twin.markup import number, tag, text_of
from geo.render.twin.typography import SEMIBOLD, plain, width

#: How far from its country a name may stand, pixels.
_FAR: Final = 150
#: A country of fewer cells gets no line.
_LEAST: Final = 4
#: How much of the name of a country must stand on it when there is no room for all of it.
_MIDDLE: Final = 0.66
_CORE: Final = 0.4
#: Where a name looks up what it stands on, from its middle, in parts of its width and height.
_ACROSS: Final = tuple(at / 10 - 0.5 for at in range(11))
_DOWN: Final = (-0.5, 0.0, 0.5)
#: Where a line looks up what it crosses, in parts of its length.
_ALONG: Final = tuple((at + 1) / 20 for at in range(19))

Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle, pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether two rectangles share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class _Style(NamedTuple):
    size: float
    weight: int


_COUNTRY: Final = _Style(13, SEMIBOLD)
_SMALL: Final = _Style(11, SEMIBOLD)
_Allowed = Callable[[int], bool]


@dataclass(frozen=True)
class Label:
    """A name that was placed: its text, the room it takes, its type, and where its line starts."""

    text: str
    box: Box
    size: float
    weight: int
    anchor: Point | None = None


@dataclass
class Sheet:
    """A map that is being filled with names.

    Parameters
    ----------
    area
        Where names may stand.
    ground
        What lies where.
    to_grid
        From pixels to the grid of the outline.
    taken
        What names keep clear of.
    """

    area: Box
    ground: Ground
    to_grid: Callable[[float, float], Point]
    taken: list[Box]
    labels: list[Label] = field(default_factory=list)
    _lines: list[Box] = field(default_factory=list)

    def is_free(self, box: Box) -> bool:
        """Return whether nothing stands in a box of the area."""
        area = self.area
        inside = (
            box.left > area.left
            and box.top > area.top
            and box.right < area.right
            and box.bottom < area.bottom
        )
        return inside and not any(box.overlaps(other) for other in self.taken)

    def is_on(self, box: Box, allowed: _Allowed, part: float = 1) -> bool:
        """Return whether all of a box, or its middle part, stands on certain shapes."""
        for across in _ACROSS:
            for down in _DOWN:
                x = box.left + (0.5 + part * across) * (box.right - box.left)
                y = box.top + (0.5 + part * down) * (box.bottom - box.top)
                if not allowed(self.ground.shape_at(*self.to_grid(x, y))):
                    return False
        return True

    def crosses(self, start: Point, end: Point) -> bool:
        """Return whether a line meets a name or another line."""
        spots = (_around(_along(start, end, part)) for part in _ALONG)
        return any(spot.overlaps(other) for spot in spots for other in self._lines)

    def write(self, text: str, style: _Style, box: Box, start: Point | None = None) -> None:
        """Put a name into a box, with a line from where it starts."""
        self.taken.append(box)
        self._lines.append(box)
        self.labels.append(Label(text, box, style.size, style.weight, start))
        if start is not None:
            end = _nearest(box, start)
            self._lines += [_around(_along(start, end, part)) for part in _ALONG]


@dataclass(frozen=True)
class _Name:
    """What is to be named: the text, the shapes it may stand on, and places in them, the middle one first."""

    text: str
    shapes: Collection[int]
    cells: list[Point]


def place_countries(sheet: Sheet, figures: Figures, to_pixels: Callable[[Point], Point]) -> None:
    """Write the names of the countries: the small ones, which have the fewest places, first.

    Parameters
    ----------
    sheet
        Where.
    figures
        Of the map.
    to_pixels
        From the grid of the outline to pixels.
    """
    outside = [
        name for name in _countries(figures, sheet.ground) if not _write_inside(sheet, name, to_pixels)
    ]
    for name in outside:
        _write_beside(sheet, name, to_pixels)


def draw_labels(labels: Iterable[Label], colours: Colours) -> str:
    """Return names as text, with a light edge, and their lines.

    Parameters
    ----------
    labels
        Of `Sheet`.
    colours
        Of the theme.
    """
    lines, names = list[str](), list[str]()
    for label in labels:
        box = label.box
        if label.anchor is not None:
            (x, y), (to_x, to_y) = label.anchor, _nearest(box, label.anchor)
            path = f"M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}"
            lines.append(tag("path", {"d": path, "stroke": colours["ink"]}))
            dot = {"cx": x, "cy": y, "r": 1.8, "fill": colours["ink"], "stroke": colours["halo"]}
            lines.append(tag("circle", dot))
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2 + 0.35 * label.size
        look = {"x": x, "y": y, "font_size": label.size, "font_weight": label.weight}
        names.append(tag("text", look, text_of(label.text)))
    halo = {
        "fill": colours["ink"],
        "stroke": colours["halo"],
        "stroke_width": 3,
        "stroke_linejoin": "round",
        "paint_order": "stroke",
        "text_anchor": "middle",
    }
    return tag("g", {"class": "lines"}, *lines) + tag("g", {"class": "names"} | halo, *names)


def _countries(figures: Figures, ground: Ground) -> list[_Name]:
    content = figures.content
    overseas = {inset.region for inset in content.outline.insets}
    by_country: dict[str, list[int]] = {}
    for at, code in enumerate(content.outline.ids):
        if code not in overseas:
            by_country.setdefault(code[:2], []).append(at)
    names = []
    for country, regions in by_country.items():
        shapes = [at + 1 for at in regions]  # in the ground, 0 is the land around
        text = plain(country_name(country, figures.view.language))
        cells = _from_middle(ground.cells(shapes)) or [content.outline.centers[regions[0]]]
        names.append(_Name(text, frozenset(shapes), cells))
    return sorted(names, key=lambda name: len(name.cells))


def _from_middle(cells: list[Point]) -> list[Point]:
    if not cells:
        return []
    x, y = (sum(cell[axis] for cell in cells) / len(cells) for axis in (0, 1))
    # Names are wide: a step up or down takes more from the middle than one aside.
    return sorted(cells, key=lambda cell: math.hypot(cell[0] - x, 2 * (cell[1] - y)))


def _box(text: str, style: _Style, x: float, y: float) -> Box:
    half = width(text, style.weight) * style.size / 2 + 2
    return Box(x - half, y - 0.6 * style.size, x + half, y + 0.6 * style.size)


def _write_inside(sheet: Sheet, name: _Name, to_pixels: Callable[[Point], Point]) -> bool:
    """Write a name inside its shape, else with its ends over the border or the coast."""

    def is_own(shape: int) -> bool:
        return shape in name.shapes

    def is_own_or_sea(shape: int) -> bool:
        return shape == SEA or shape in name.shapes

    ways: tuple[tuple[_Style, _Allowed, float], ...] = (
        (_COUNTRY, is_own, 1),
        (_SMALL, is_own, 1),
        (_SMALL, is_own, _MIDDLE),
        (_SMALL, is_own_or_sea, 1),
        (_SMALL, is_own_or_sea, _MIDDLE),
        (_SMALL, is_own_or_sea, _CORE),
    )
    spots = [to_pixels(cell) for cell in name.cells]
    for style, allowed, part in ways:
        for spot in spots:
            box = _box(name.text, style, *spot)
            if sheet.is_free(box) and sheet.is_on(box, allowed, part):
                sheet.write(name.text, style, box)
                return True
    return False


def _write_beside(sheet: Sheet, name: _Name, to_pixels: Callable[[Point], Point]) -> None:
    """Write a name on the sea, with a line to its country that crosses no other if that is possible."""
    if len(name.cells) < _LEAST:  # a line to a speck would end nowhere
        return
    spots = (to_pixels(cell) for cell in name.cells)
    start = next((spot for spot in spots if sheet.is_free(Box(*spot, *spot))), None)
    if start is None:
        return
    # Outwards in ellipses, wider than high as names are; a line across another one is the last resort.
    turns = [0.3 * turn for turn in range(math.ceil(2 * math.pi / 0.3))]
    for may_cross in (False, True):
        for away in range(8, _FAR, 6):
            for turn in turns:
                x, y = start[0] + 1.6 * away * math.cos(turn), start[1] + away * math.sin(turn)
                box = _box(name.text, _SMALL, x, y)
                if not sheet.is_free(box) or not sheet.is_on(box, lambda shape: shape == SEA):
                    continue
                if may_cross or not sheet.crosses(start, (x, y)):
                    sheet.write(name.text, _SMALL, box, start)
                    return


def _along(start: Point, end: Point, part: float) -> Point:
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def _around(spot: Point) -> Box:
    return Box(spot[0] - 2, spot[1] - 2, spot[0] + 2, spot[1] + 2)


def _nearest(box: Box, point: Point) -> Point:
    """Return the place of a box that is nearest to a point."""
    return max(box.left, min(box.right, point[0])), max(box.top, min(box.bottom, point[1]))
