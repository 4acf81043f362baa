"""Where the classes of a figure end: bounds that are round numbers and split the values all the same.

mapclassify has these methods and more, and brings scikit-learn, scipy and networkx, a hundred megabytes, with
it; what is used of it here is a sort and a table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

QUANTILE: Final = "quantile"
EQUAL: Final = "equal"
NATURAL: Final = "natural"
DIVERGING: Final = "diverging"
#: How many classes there are where nobody gives their bounds: as many as a legend is read at a glance.
CLASSES: Final = 5
#: Of so many values one may lie on the other side of a quantile, where that makes its bound rounder.
_SLACK: Final = 200


def bounds_of(
    values: Sequence[float], method: str, *, middle: float | None = None, classes: int = CLASSES
) -> tuple[float, ...]:
    """Return the inner bounds of the classes of some values, ascending.

    A value on a bound belongs to the class above it. Bounds are the roundest numbers that put the same values
    into each class; of quantiles, but for one value in two hundred. Where values are few or alike there are
    fewer classes, and no class is empty.

    Parameters
    ----------
    values
        All values that are painted, of every year.
    method
        ``quantile`` (as many values in each class), ``equal`` (classes of equal width), ``natural`` (natural
        breaks: least variance inside classes, Fisher 1958) or ``diverging`` (two classes on either side of
        `middle`, as wide on both sides).
    middle
        What a diverging figure is compared with.
    classes
        How many classes there are at most; a diverging figure has four.

    Examples
    --------
    >>> bounds_of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "quantile")
    (3.0, 5.0, 7.0, 9.0)
    >>> bounds_of([1, 2, 10, 11, 30, 31, 70, 71, 90], "natural")
    (10.0, 30.0, 70.0, 90.0)
    >>> bounds_of([90, 95, 104, 130], "diverging", middle=100)
    (92.0, 100.0, 108.0)
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    if method == DIVERGING:
        centre = float(middle or 0)
        distance = float(np.median(np.abs(ordered - centre))) if len(ordered) else 0.0
        step = _roundest(distance * 0.9, distance * 1.1)
        return (centre - step, centre, centre + step) if step else (centre,)
    distinct = np.unique(ordered)
    if len(distinct) < 2:
        return ()
    if method == QUANTILE:
        raw = np.quantile(ordered, np.arange(1, classes) / classes, method="inverted_cdf").tolist()
        raw = [
            float(distinct[min(np.searchsorted(distinct, cut, "right"), len(distinct) - 1)]) for cut in raw
        ]
        return _rounded(raw, ordered, slack=len(ordered) // _SLACK)
    if method == EQUAL:
        raw = np.linspace(distinct[0], distinct[-1], classes + 1)[1:-1].tolist()
    else:
        raw = _natural_breaks(ordered, min(classes, len(distinct)))
    return _rounded(raw, ordered)


def class_at(value: float, bounds: Sequence[float]) -> int:
    """Return the position of the class that holds a value, lowest first.

    Examples
    --------
    >>> [class_at(value, (10, 20)) for value in (9.9, 10, 25)]
    [0, 1, 2]
    """
    return sum(value >= bound for bound in bounds)


def _rounded(raw: Sequence[float], ordered: NDArray[np.float64], *, slack: int = 0) -> tuple[float, ...]:
    """Return the roundest bounds that part values where the raw ones do, or at most `slack` values away."""
    bounds: dict[int, float] = {}
    for cut in raw:
        at = int(np.searchsorted(ordered, cut, "left"))
        if 0 < at < len(ordered):
            least, most = max(at - 1 - slack, 0), min(at + slack, len(ordered) - 1)
            bound = _roundest(float(ordered[least]), float(ordered[most]))
            # Two that part the values at the same place are one: no class is empty.
            bounds[int(np.searchsorted(ordered, bound, "left"))] = bound
    return tuple(bounds[at] for at in sorted(bounds))


def _roundest(low: float, high: float) -> float:
    """Return the number above `low`, and `high` at most, that has the fewest digits."""
    if not low < high:
        return high
    for digits in range(-math.ceil(math.log10(max(abs(low), abs(high)))), 16):
        rounded = math.floor(high * 10**digits + 1e-9) / 10**digits if digits >= 0 else _tens(high, -digits)
        if low < rounded <= high:
            return rounded
    return high


def _tens(value: float, power: int) -> float:
    return float(math.floor(value / 10**power) * 10**power)


def _natural_breaks(ordered: NDArray[np.float64], classes: int) -> list[float]:
    """Return the first value of each class but the lowest, with the least sum of squares inside classes."""
    size = len(ordered)
    sums = np.concatenate([[0.0], np.cumsum(ordered - ordered[0])])
    squares = np.concatenate([[0.0], np.cumsum((ordered - ordered[0]) ** 2)])

    def spread(starts: NDArray[np.int64], end: int) -> NDArray[np.float64]:
        """Sum of squares of the values from each start to before the end."""
        total = sums[end] - sums[starts]
        inside: NDArray[np.float64] = squares[end] - squares[starts] - total**2 / (end - starts)
        return inside

    best = np.array([np.inf, *(spread(np.array([0]), end)[0] for end in range(1, size + 1))])
    choices = []
    for count in range(2, classes + 1):
        costs, chosen = np.full(size + 1, np.inf), np.zeros(size + 1, dtype=int)
        # More values, and the last class starts no earlier: one end bounds the search for all others.
        open_ends = [(count, size, count - 1, size - 1)]
        while open_ends:
            low, high, earliest, latest = open_ends.pop()
            if low > high:
                continue
            end = (low + high) // 2
            starts = np.arange(earliest, min(latest, end - 1) + 1)
            sums_of_both = best[starts] + spread(starts, end)
            at = int(np.argmin(sums_of_both))
            costs[end], chosen[end] = sums_of_both[at], starts[at]
            open_ends += [(low, end - 1, earliest, starts[at]), (end + 1, high, starts[at], latest)]
        best = costs
        choices.append(chosen)
    breaks, end = [], size
    for chosen in reversed(choices):
        end = int(chosen[end])
        breaks.append(float(ordered[end]))
    return breaks[::-1]
