"""What paints the regions of a twin: a painter for each layer, as in the page's script (``layers.js``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from geo.render.facts.cells import LACKS
from geo.render.facts.figures import BANDS as FIGURE_BANDS
from geo.render.facts.figures import ShownFigure
from geo.render.facts.pairs import ShownPair
from geo.render.twin.options import View

#: Words of the layers that show no classes of the scoreboard.
BANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "change": ("up", "same", "down"),
    "since": ("up", "same", "down", "other"),
    "indicator": ("above", "below"),
    "figure": FIGURE_BANDS,
}
#: Index points up to which a region counts as unmoved, and from which a change counts as large.
SAME_POINTS: Final = 1
LARGE_POINTS: Final = 10
#: Kinds of no data, in the legend's order.
NO_DATA: Final = ("missing", "country_only", "not_covered", "not_located")
_LACKS: Final = {kind: f"no-{kind}" for kind in NO_DATA}


@dataclass(frozen=True)
class Place:
    """A region with its unit, or a unit alone.

    Parameters
    ----------
    code
        Of the region or the unit.
    unit
        Position of the unit, -1 where none stands for the region.
    no_data
        Why there is no class; None where there is one.
    step
        What became of the class since the previous edition; None where it is the same.
    """

    code: str
    unit: int
    no_data: str | None
    step: str | None = None


@dataclass(frozen=True)
class Look:
    """How a region is painted: a colour or pattern by its name, and the place on the gradient, 0 to 100."""

    name: str
    ramp: int | None = None


@dataclass(frozen=True)
class Painter:
    """How a layer paints.

    Parameters
    ----------
    words
        Of its classes, in the legend and in addresses.
    cell
        Number that a place shows; None without one.
    class_at
        Position of the word of a number, -1 for none.
    look
        How a number is painted, of the class at a position.
    lacks
        Kinds of no data, in the legend's order, and the pattern of each.
    """

    words: tuple[str, ...]
    cell: Callable[[Place], float | None]
    class_at: Callable[[float, Place], int]
    look: Callable[[int, float], Look]
    lacks: Mapping[str, str]

    def word(self, place: Place) -> str | None:
        """Return the word for the class of a place; None without one."""
        number = self.cell(place)
        at = -1 if number is None else self.class_at(number, place)
        return None if at < 0 else self.words[at]

    def paint(self, place: Place) -> Look:
        """Return how a region is painted."""
        number = self.cell(place)
        if number is None:
            return Look(self.lacks[place.no_data or "missing"])
        return self.look(self.class_at(number, place), number)


class Shown(Protocol):
    """What a painter asks of the figures of a map: `geo.render.twin.figures.Figures` answers."""

    view: View
    classes: tuple[str, ...]

    @property
    def figure(self) -> ShownFigure | ShownPair | None:
        """The figure or the pair of figures that the view shows, if it shows one."""

    @property
    def year(self) -> int:
        """The year of classes."""

    def class_of(self, unit: int, year: int) -> str | None:
        """Return the class of a unit."""

    def points(self, unit: int) -> float | None:
        """Return the index points that a unit gained between the two years of the view."""

    def value(self, unit: int) -> float | None:
        """Return the number that the view shows of a unit."""

    def ramp(self, percent: float) -> int:
        """Return the place of a share along the gradient."""


def painter_of(figures: Shown) -> Painter:
    """Return the painter of the layer that a view shows."""
    if figure := figures.figure:
        return Painter(
            FIGURE_BANDS,
            lambda place: figures.value(place.unit),
            lambda number, _: FIGURE_BANDS.index(figure.band(number)),
            lambda _, number: Look(*figure.look(number)),
            LACKS,
        )
    return {"class": _classes, "index": _index, "change": _change, "since": _since, "indicator": _indicator}[
        figures.view.base
    ](figures)


def _position(figures: Shown, place: Place) -> int:
    """Return the position of the class of a place, lowest first, -1 for none."""
    class_ = figures.class_of(place.unit, figures.year)
    return -1 if class_ is None else figures.classes.index(class_)


def _classes(figures: Shown) -> Painter:
    def cell(place: Place) -> float | None:
        at = _position(figures, place)
        return None if at < 0 else at

    return Painter(
        figures.classes,
        cell,
        lambda _, place: _position(figures, place),
        lambda at, _: Look(f"class-{at + 1}"),
        _LACKS,
    )


def _index(figures: Shown) -> Painter:
    return Painter(
        figures.classes,
        lambda place: figures.value(place.unit),
        lambda _, place: _position(figures, place),
        lambda _, share: Look("ramp", figures.ramp(share)),
        _LACKS,
    )


def _change(figures: Shown) -> Painter:
    words = BANDS["change"]

    def look(at: int, points: float) -> Look:
        word = words[at]
        return Look(word if word == "same" else f"{word}-{2 if abs(points) >= LARGE_POINTS else 1}")

    return Painter(
        words,
        lambda place: figures.points(place.unit),
        lambda points, _: words.index(
            "same" if abs(points) <= SAME_POINTS else "up" if points > 0 else "down"
        ),
        look,
        _LACKS,
    )


def _since(_: Shown) -> Painter:
    words = BANDS["since"]

    def cell(place: Place) -> float | None:
        step = place.step or (None if place.no_data else "same")
        return None if step is None else words.index(step)

    def look(at: int, _: float) -> Look:
        return Look(f"{words[at]}-2" if words[at] in ("up", "down") else words[at])

    return Painter(words, cell, lambda at, _: int(at), look, _LACKS)


def _indicator(figures: Shown) -> Painter:
    return Painter(
        BANDS["indicator"],
        lambda place: figures.value(place.unit),
        lambda share, _: 0 if share >= 100 else 1,
        lambda _, share: Look("ramp", figures.ramp(share)),
        _LACKS,
    )
