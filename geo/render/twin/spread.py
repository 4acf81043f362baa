"""Where markers go: groups where there are too many, and room between those that remain.

The rule is that of the page (``js/data/spread.js``); a test compares the two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

#: From this many on, neighbours are counted together instead of pushed apart.
_CROWD: Final = 120
_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))
_ROUNDS: Final = 60


@dataclass
class Spot:
    """One marker: who is in it, its true place, where it is drawn, and its radius; pixels."""

    members: list[int]
    x: float
    y: float
    at_x: float
    at_y: float
    radius: float


def spread(points: Sequence[tuple[float, float]], radius_of: Callable[[list[int]], float]) -> list[Spot]:
    """Return the markers of records.

    Parameters
    ----------
    points
        Their places, pixels.
    radius_of
        How much room a marker takes, from the positions of its members.

    Returns
    -------
    list of Spot
        From north to south.
    """
    crowded = len(points) > _CROWD
    reach, least = (44, 2) if crowded else (22, 7)
    neighbours = _Grid(reach, list(enumerate(points)))
    grouped = set[int]()
    spots = []
    for at, (x, y) in enumerate(points):
        if at in grouped:
            continue
        around = [
            other
            for other in neighbours.around(x, y)
            if other not in grouped and math.hypot(points[other][0] - x, points[other][1] - y) <= reach
        ]
        members = around if len(around) >= least else [at]
        grouped.update(members)
        middle_x = sum(points[member][0] for member in members) / len(members)
        middle_y = sum(points[member][1] for member in members) / len(members)
        spots.append(Spot(members, middle_x, middle_y, middle_x, middle_y, radius_of(members)))
    _push_apart(spots)
    return sorted(spots, key=lambda spot: (spot.at_y, spot.at_x))


class _Grid:
    """Squares of a grid, so that only neighbours are compared."""

    def __init__(self, cell: float, places: Sequence[tuple[int, tuple[float, float]]]) -> None:
        self._cell = cell
        self._cells: dict[tuple[int, int], list[Any]] = {}
        for item, (x, y) in places:
            self._cells.setdefault((math.floor(x / cell), math.floor(y / cell)), []).append(item)

    def around(self, x: float, y: float) -> Iterator[int]:
        column, row = math.floor(x / self._cell), math.floor(y / self._cell)
        for right in (-1, 0, 1):
            for down in (-1, 0, 1):
                yield from self._cells.get((column + right, row + down), ())


def _push_apart(spots: list[Spot]) -> None:
    """Push overlapping markers apart, in equal parts and in a fixed order."""
    widest = max((spot.radius for spot in spots), default=0)
    for _ in range(_ROUNDS):
        moved = False
        neighbours = _Grid(2 * widest + 1, [(at, (spot.at_x, spot.at_y)) for at, spot in enumerate(spots)])
        for at, spot in enumerate(spots):
            for other_at in list(neighbours.around(spot.at_x, spot.at_y)):
                if other_at <= at:
                    continue
                other = spots[other_at]
                right, down = other.at_x - spot.at_x, other.at_y - spot.at_y
                if not right and not down:
                    # Those at exactly one place need a direction to part in.
                    angle = _GOLDEN_ANGLE * other_at
                    right, down = math.cos(angle), math.sin(angle)
                distance = math.hypot(right, down)
                lack = spot.radius + other.radius - distance
                if lack <= 0.5:
                    continue
                moved = True
                away_x, away_y = (right / distance) * (lack / 2), (down / distance) * (lack / 2)
                spot.at_x -= away_x
                spot.at_y -= away_y
                other.at_x += away_x
                other.at_y += away_y
        if not moved:
            return
