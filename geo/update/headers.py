"""What a server says about its answer, cut to what a person reads and a number can be."""

from __future__ import annotations

from typing import Final

_MOST_LETTERS: Final = 200
_MOST_DIGITS: Final = 15


def brief(text: object) -> str:
    """Return what a server said, no longer than a person reads.

    Examples
    --------
    >>> brief("Not Found"), len(brief("a" * 60_000))
    ('Not Found', 204)
    """
    words = str(text)
    return words if len(words) <= _MOST_LETTERS else f"{words[:_MOST_LETTERS]} ..."


def whole_number(text: str) -> int:
    """Return the number a header holds, 0 when it holds none; one of thousands of digits becomes a large one.

    Examples
    --------
    >>> whole_number("0120"), whole_number("soon"), whole_number("9" * 5000)
    (120, 0, 1000000000000000)
    """
    if not (text.isascii() and text.isdecimal()):
        return 0
    digits = text.lstrip("0")
    return int(digits or "0") if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
