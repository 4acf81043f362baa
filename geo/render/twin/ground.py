"""What lies where, looked up on a coarse grid, by the rule of the page (``js/data/ground.js``)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.nuts.outline.outline import Outline

#: Metres across a cell: one or two pixels on a page.
_CELL_M: Final = 8_000
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
        self._outline = outline
        self._cell = _CELL_M // outline.scale

    @cached_property
    def _cells(self) -> NDArray[np.int16]:
        """The shape in each cell, row by row from the south; made when somebody asks for one."""
        cells = np.full((_ROWS, _ACROSS), SEA, dtype=np.int16)
        lines = [np.array(line, dtype=float) for line in self._outline.lines]
        for at, rings in enumerate([self._outline.land, *self._outline.shapes]):
            indexes = [index for ring in rings for index in ring]
            _fill(cells, at, [lines[index if index >= 0 else ~index] / self._cell for index in indexes])
        return cells

    def shape_at(self, x: float, y: float) -> int:
        """Return the shape at a place on the outline's grid."""
        row, column = math.floor(y / self._cell), math.floor(x / self._cell)
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
                ((_STEP * float(column) + 0.5) * self._cell, (_STEP * float(row) + 0.5) * self._cell)
                for row, column in zip(rows, columns, strict=True)
            ]
        return found


def _fill(cells: NDArray[np.int16], at: int, lines: Sequence[NDArray[np.float64]]) -> None:
    """Write a shape into the cells whose middles lie inside its outline, which is measured in cells."""
    if not lines:
        return
    x0, y0 = np.concatenate([line[:-1] for line in lines]).T
    x1, y1 = np.concatenate([line[1:] for line in lines]).T
    # The level lines of the rows that each piece of the outline crosses, counted from the south.
    first = np.clip(np.ceil(np.minimum(y0, y1) - 0.5), 0, _ROWS).astype(int)
    last = np.clip(np.ceil(np.maximum(y0, y1) - 0.5), 0, _ROWS).astype(int)
    counts = last - first
    pieces = np.repeat(np.arange(len(counts)), counts)
    rows = first[pieces] + np.arange(len(pieces)) - np.repeat(np.cumsum(counts) - counts, counts)
    heights = rows + 0.5
    steep = (heights - y0[pieces]) / (y1[pieces] - y0[pieces])
    places = x0[pieces] + steep * (x1[pieces] - x0[pieces])
    order = np.lexsort((places, rows))
    columns = np.clip(np.floor(places[order] + 0.5), 0, _ACROSS).astype(int)
    ends = rows[order]
    # An outline is closed: it crosses each level line an even number of times.
    for row, left, right in zip(
        ends[::2].tolist(), columns[::2].tolist(), columns[1::2].tolist(), strict=True
    ):
        cells[row, left:right] = at
