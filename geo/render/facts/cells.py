"""The values of a figure as the page holds them: one text of all units and years, whatever figure it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from geo.nuts.outline.packed import pack_steps

#: Kinds of no data of a figure, in the legend's order, and the pattern of each.
LACKS: Final[Mapping[str, str]] = {
    "missing": "no-missing",
    "confidential": "no-country_only",
    "not_comparable": "no-not_located",
    "not_covered": "no-not_covered",
}
#: A number below is a kind of no data or, after these, a whole value; from here on one with decimals.
EXACT: Final = 1000
#: The page's script counts exactly up to twice this.
_LARGEST: Final = 2**50
_KINDS: Final = tuple(LACKS)


def pack_cells(
    values: Sequence[Sequence[float | None]], lacks: Sequence[Sequence[str | None]] = ()
) -> dict[str, Any]:
    """Return the values of a figure as ``values``, and their ``decimals`` where one has any.

    Rows of the text are units, because years of a unit are alike, as are neighbouring units in a single year.
    ``figures.js`` of the page reads it.

    Parameters
    ----------
    values
        A row for each year: the value of each unit, None without one.
    lacks
        In the same shape why there is none; without it a value is missing.

    Examples
    --------
    >>> pack_cells([[7, None], [7.5, -1]], [[None, "confidential"], [None, None]])
    {'values': '8uu$57', 'decimals': 1}
    """
    decimals = _decimals(value for row in values for value in row if value is not None)
    reasons = lacks or [[None] * len(row) for row in values]
    rows = [
        [_number(value, lack, decimals) for value, lack in zip(*pair, strict=True)]
        for pair in zip(values, reasons, strict=True)
    ]
    packed = pack_steps(list(zip(*rows, strict=True)))
    return {"values": packed} | ({"decimals": decimals} if decimals else {})


def _number(value: float | None, lack: str | None, decimals: int) -> int:
    if value is None or lack:
        return _KINDS.index(lack or _KINDS[0])
    exact = round(value * 10.0**decimals)
    if value < 0:
        return exact or EXACT  # so small beside the others that it is written as 0
    is_short = float(value).is_integer() and value < EXACT - len(_KINDS)
    return int(value) + len(_KINDS) if is_short else EXACT + exact


def _decimals(values: Iterable[float]) -> int:
    """Return the decimals of the value that has most; fewer where the largest would have too many digits."""
    kept = list(values)
    largest = max(map(abs, kept), default=0)
    count = max((_places(value) for value in kept), default=0)
    while count and largest * 10.0**count >= _LARGEST:
        count -= 1
    return count


def _places(value: float) -> int:
    """Return how many decimals a value has."""
    exponent = Decimal(repr(value)).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
