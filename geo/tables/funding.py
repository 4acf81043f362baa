"""Whether the funding figures of a record make a whole, so that they may be drawn as parts of one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

#: How far from 100 the sum of rounded shares may be, percentage points.
_WITHIN: Final = 1.0
#: Decimals of a sum that count; the rest comes from writing decimal fractions as binary ones.
_DECIMALS: Final = 6


def is_whole(kind: str | None, figures: Iterable[float]) -> bool:
    """Return whether funding figures are shares that sum to 100 within one point.

    Parameters
    ----------
    kind
        ``shares`` or ``mentions``; None when the record does not say. Only shares can make a whole.
    figures
        Percentages, as the table states them.

    Examples
    --------
    >>> is_whole("shares", [75.4, 25.2, 0.4]), is_whole("shares", [75.4, 25.2, 0.5])
    (True, False)
    >>> is_whole("mentions", [60, 40])
    False
    """
    distance = round(math.fsum(figures) - 100, _DECIMALS)
    return kind == "shares" and abs(distance) <= _WITHIN
