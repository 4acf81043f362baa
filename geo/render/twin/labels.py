"""Names of countries, regions and clusters on a twin, by the rules of the page (``js/map/labels.js``).

A name stands inside its own shape, else with its ends over the border or the coast, else on the sea with the
shortest line to it that crosses no other country, or little of it; names cover neither markers, nor insets,
nor each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, product
from typing import Final, NamedTuple

from geo.language.country_names import country_name
from geo.render.twin.colours import Colours
from geo.render.twin.figures import Figures
from geo.render.twin.ground import SEA, Ground
from geo.render.twin.markup import number, tag, text_of
from geo.render.twin.typography import SEMIBOLD, plain, width

#: A step of the line to a name, pixels, and the most steps.
_STEP: Final = 4
_LONGEST: Final = 60
#: What a step costs over land without a name, over a name or a marker, and over another country.
_BARE: Final = 25 * _STEP
_COVERED: Final = 30 * _STEP
_FOREIGN: Final = 50 * _STEP
#: Names whose lines cost less are written first: they have the sea before them.
_CHEAP: Final = 400
#: On a map lower than this, pixels, a name is left out whose line would cost more than the one below.
_LOW: Final = 520
_WORTH: Final = 2000
#: From so many places of a country, and in so many directions, the line to its name is tried.
_STARTS: Final = 10
_TURNS: Final = 36
#: A country of fewer cells gets no line.
_LEAST: Final = 4
#: How much of the name of a country must stand on it when there is no room for all of it.
_MIDDLE: Final = 0.66
_CORE: Final = 0.4
#: Where a name looks up what it stands on, from its middle, in parts of its width and height.
_ACROSS: Final = tuple(at / 20 - 0.5 for at in range(21))
_DOWN: Final = (-0.5, -0.25, 0.0, 0.25, 0.5)
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
    """A name that was placed: its text, the room it takes, its type, and the ends of its line."""

    text: str
    box: Box
    size: float
    weight: int
    line: tuple[Point, Point] | None = None


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
    _covered: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for box in self.taken:
            self._cover(box)

    def is_free(self, box: Box) -> bool:
        """Return whether nothing stands in a box of the area."""
        area = self.area
        inside = (
            box.left > area.left
            and box.top > area.top
            and box.right < area.right
            and box.bottom < area.bottom
        )
        return inside and not any(box.overlaps(other) for other in chain(self.taken, self._lines))

    def is_on(self, box: Box, allowed: _Allowed, part: float = 1) -> bool:
        """Return whether all of a box, or its middle part, stands on certain shapes."""
        for across in _ACROSS:
            for down in _DOWN:
                x = box.left + (0.5 + part * across) * (box.right - box.left)
                y = box.top + (0.5 + part * down) * (box.bottom - box.top)
                if not allowed(self.ground.shape_at(*self.to_grid(x, y))):
                    return False
        return True

    def cost_of(self, spot: Point, allowed: _Allowed) -> int:
        """Return what a step of a line costs at a place, where only certain shapes are free."""
        shape = self.ground.shape_at(*self.to_grid(*spot))
        land = _STEP if allowed(shape) else _FOREIGN if shape else _BARE
        return land + (_COVERED if _cell(*spot) in self._covered else 0)

    def write(self, text: str, style: _Style, box: Box, line: Sequence[Point] = ()) -> None:
        """Put a name into a box, with the steps of a line to it."""
        steps = [_around(spot, 2) for spot in line]
        self.taken.append(box)
        self._lines += steps
        for part in (box, *steps):
            self._cover(part)
        ends = (line[0], line[-1]) if line else None
        self.labels.append(Label(text, box, style.size, style.weight, ends))

    def _cover(self, box: Box) -> None:
        (left, top), (right, bottom) = _cell(box.left, box.top), _cell(box.right, box.bottom)
        self._covered.update(product(range(left, right + 1), range(top, bottom + 1)))


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
    is_low = sheet.area.bottom - sheet.area.top < _LOW
    for worth in (_CHEAP, _WORTH if is_low else math.inf):
        outside = [name for name in outside if not _write_beside(sheet, name, to_pixels, worth)]


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
        if label.line is not None:
            (x, y), (to_x, to_y) = label.line
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
            if sheet.is_on(box, allowed, part) and sheet.is_free(box):
                sheet.write(name.text, style, box)
                return True
    return False


def _write_beside(sheet: Sheet, name: _Name, to_pixels: Callable[[Point], Point], worth: float) -> bool:
    """Write a name on the sea with the line to it that costs least, if one costs less than it is worth."""
    if len(name.cells) < _LEAST:  # a line to a speck would end nowhere
        return False
    found = min(_lines_of(sheet, name, to_pixels, worth), key=lambda line: line[0], default=None)
    if found is None:
        return False
    _, box, line = found
    sheet.write(name.text, _SMALL, box, line)
    return True


def _lines_of(
    sheet: Sheet, name: _Name, to_pixels: Callable[[Point], Point], worth: float
) -> Iterator[tuple[float, Box, list[Point]]]:
    """Yield lines to a name that cost less and less, with the room of the name at their ends."""

    def is_own(shape: int) -> bool:
        return shape in name.shapes

    def is_own_or_sea(shape: int) -> bool:
        return shape == SEA or shape in name.shapes

    half = _box(name.text, _SMALL, 0, 0)
    spots = [to_pixels(cell) for cell in name.cells]
    # The dot is seen beside markers, and is on no border.
    dots = [(spot, _around(spot, _STEP)) for spot in spots]
    clear = [spot for spot, dot in dots if sheet.is_free(dot) and sheet.is_on(dot, is_own)]
    starts = clear or spots
    directions = [
        (math.cos(angle), math.sin(angle))
        for angle in (2 * math.pi * turn / _TURNS for turn in range(_TURNS))
    ]
    least = worth
    for (x, y), (across, down) in product(starts[:: -(-len(starts) // _STARTS)], directions):
        # The line ends at the edge of the name.
        steep = max(abs(across), abs(down))
        aside, below = half.right * across / steep, half.bottom * down / steep
        line = [(x, y)]
        cost: float = sheet.cost_of((x, y), is_own_or_sea)
        while cost < least and len(line) < _LONGEST:
            spot = x + len(line) * _STEP * across, y + len(line) * _STEP * down
            line.append(spot)
            cost += sheet.cost_of(spot, is_own_or_sea)
            box = _box(name.text, _SMALL, spot[0] + aside, spot[1] + below)
            if cost < least and sheet.is_on(box, is_own_or_sea) and sheet.is_free(box):
                least = cost
                yield cost, box, line


def _around(spot: Point, far: float) -> Box:
    return Box(spot[0] - far, spot[1] - far, spot[0] + far, spot[1] + far)


def _cell(x: float, y: float) -> tuple[int, int]:
    """Return in which square of three pixels a place is."""
    return math.floor(x / 3), math.floor(y / 3)
