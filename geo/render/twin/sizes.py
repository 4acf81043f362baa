"""How large a marker is that stands for a number: its area grows with it, so that markers can be compared.

The rules are those of ``js/data/sizes.js``; a test compares the markers of both.
"""

from __future__ import annotations

import math
from typing import Final

#: Half of the width of the largest marker of members, and of one whose members are not given, pixels.
MEMBERS: Final = 18
UNKNOWN: Final = 12
#: Radius of the larger half of the marker of services that offers most, pixels.
SERVICES: Final = 14
#: No marker is smaller: its colour has to be seen.
LEAST: Final = 6


def radius_of(value: float, most: float, largest: float) -> float:
    """Return the radius of a value on a map where ``most`` has the radius ``largest``."""
    return max(float(LEAST), largest * math.sqrt(value / most))


def reference_values(most: int, largest: float) -> list[int]:
    """Return one to three round numbers for a legend, each about a quarter of the one before."""
    first = _round_number(most)
    others = (_round_number(first / 4), _round_number(first / 16))
    return [first, *(value for value in others if value >= 1 and radius_of(value, most, largest) > LEAST)]


def _round_number(limit: float) -> int:
    """Return the largest number of the kind 1, 2, 5, 10, 20 that is no larger; 0 below 1."""
    if limit < 1:
        return 0
    power: int = 10 ** math.floor(math.log10(limit))
    return power * next((times for times in (5, 2) if times * power <= limit), 1)
