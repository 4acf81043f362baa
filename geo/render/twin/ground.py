"""What lies where, looked up on a coarse grid, by the rule of the page (``js/data/ground.js``)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from geo.nuts.outline.outline import Outline, Ring

#: Grid units of the outline across a cell: one or two pixels on a page.
_CELL: Final = 4
#: What stands in a cell that no shape fills.
SEA: Final = -1
#: Only every second cell of every second row is offered to names.
_STEP: Final = 2
#: As far east and north as names are looked up, in cells.
_ACROSS: Final = 1300
_ROWS: Final = 640


class Ground:
    """The shapes of a map on a grid: land is 0, region n is n + 1.

    Parameters
    ----------
    outline
        Geometry of the map.
    """

    def __init__(self, outline: Outline) -> None:
        self._cells = np.full((_ROWS, _ACROSS), SEA, dtype=np.int16)
        lines = [np.array(line, dtype=float) for line in outline.lines]
        for at, rings in enumerate([outline.land, *outline.shapes]):
            self._fill(at, rings, lines)

    def shape_at(self, x: float, y: float) -> int:
        """Return the shape at a place on the outline's grid."""
        row, column = math.floor(y / _CELL), math.floor(x / _CELL)
        if not (0 <= row < _ROWS and 0 <= column < _ACROSS):
            return SEA
        return int(self._cells[row, column])

    def cells(self, shapes: Sequence[int]) -> list[tuple[float, float]]:
        """Return middles of some cells of shapes, in the order of these, each from south to north."""
        found = list[tuple[float, float]]()
        offered = self._cells[::_STEP, ::_STEP]
        for shape in shapes:
            rows, columns = np.nonzero(offered == shape)
            found += [
                ((_STEP * float(column) + 0.5) * _CELL, (_STEP * float(row) + 0.5) * _CELL)
                for row, column in zip(rows, columns, strict=True)
            ]
        return found

    def _fill(self, at: int, rings: Sequence[Ring], lines: Sequence[np.ndarray]) -> None:
        own = [lines[index if index >= 0 else ~index] for ring in rings for index in ring]
        if not own:
            return
        bottom = min(line[:, 1].min() for line in own)
        top = max(line[:, 1].max() for line in own)
        first = max(0, math.floor(bottom / _CELL))
        count = max(0, min(_ROWS, math.ceil(top / _CELL)) - first)
        crossings: list[list[float]] = [[] for _ in range(count)]
        start = (first + 0.5) * _CELL
        for line in own:
            for (x0, y0), (x1, y1) in zip(line[:-1].tolist(), line[1:].tolist(), strict=True):
                low, high = (y0, y1) if y0 < y1 else (y1, y0)
                end = min(count, math.ceil((high - start) / _CELL))
                for level in range(max(0, math.ceil((low - start) / _CELL)), end):
                    crossings[level].append(x0 + ((start + level * _CELL - y0) / (y1 - y0)) * (x1 - x0))
        for level, places in enumerate(crossings):
            places.sort()
            for left, right in zip(places[::2], places[1::2], strict=False):
                begin = max(0, math.floor(left / _CELL + 0.5))
                self._cells[first + level, begin : max(begin, math.floor(right / _CELL + 0.5))] = at
