"""Whole numbers as text, written so compactly that a page can hold Europe.

Small numbers are one printable character, chosen so that nothing needs escaping in JSON or HTML. The last 16
characters of the alphabet carry four bits and say that a number follows that counts sixteens. A number that
may be negative is zigzag coded before (0, -1, 1, -2 become 0, 1, 2, 3), so that small steps are short either
way. ``packed.js`` reads the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

ALPHABET: Final = "".join(char for char in map(chr, range(32, 127)) if char not in '"&<>\\')
_SINGLE: Final = len(ALPHABET) - 16
_VALUE: Final = {char: value for value, char in enumerate(ALPHABET)}

Point = tuple[int, int]


def pack(numbers: Iterable[int]) -> str:
    """Write numbers, none of them negative.

    Examples
    --------
    >>> pack([1, 73, 74, 1000])
    '!no }^'
    """
    return "".join(map(_written, numbers))


@lru_cache(maxsize=1 << 14)
def _written(number: int) -> str:
    """Return one number as it is written; most occur again and again."""
    out: list[str] = []
    while number >= _SINGLE:
        number, low = divmod(number - _SINGLE, 16)
        out.append(ALPHABET[_SINGLE + low])
    out.append(ALPHABET[number])
    return "".join(out)


def unpack(text: str) -> Iterator[int]:
    """Read numbers back.

    Examples
    --------
    >>> list(unpack(pack([1, 73, 74, 1000])))
    [1, 73, 74, 1000]
    """
    value, weight = 0, 1
    for char in text:
        digit = _VALUE[char]
        value += weight * digit
        if digit < _SINGLE:
            yield value
            value, weight = 0, 1
        else:
            weight *= 16


def zigzag(value: int) -> int:
    """Turn a number that may be negative into one that is not."""
    return value << 1 if value >= 0 else (-value << 1) - 1


def unzigzag(value: int) -> int:
    """Turn it back.

    Examples
    --------
    >>> [unzigzag(zigzag(value)) for value in (-2, -1, 0, 1, 2)]
    [-2, -1, 0, 1, 2]
    """
    return -((value + 1) >> 1) if value & 1 else value >> 1


def pack_arcs(arcs: Iterable[Sequence[Point]]) -> str:
    """Write lines on a grid: for each its number of points, then the steps from point to point.

    The first step of a line starts at the last point of the line before it, the very first at (0, 0).

    Examples
    --------
    >>> pack_arcs([[(0, 0), (3, -1)], [(3, -1), (40, 0)]])
    '#  (!#  o #'
    """
    return pack(_arc_numbers(arcs))


def unpack_arcs(text: str) -> list[list[Point]]:
    """Read lines back.

    Examples
    --------
    >>> unpack_arcs(pack_arcs([[(0, 0), (3, -1)], [(3, -1), (40, 0)]]))
    [[(0, 0), (3, -1)], [(3, -1), (40, 0)]]
    """
    numbers = unpack(text)
    arcs: list[list[Point]] = []
    x = y = 0
    for length in numbers:
        arc: list[Point] = []
        for _ in range(length):
            x += unzigzag(next(numbers))
            y += unzigzag(next(numbers))
            arc.append((x, y))
        arcs.append(arc)
    return arcs


def pack_rings(shapes: Iterable[Sequence[Sequence[int]]]) -> str:
    """Write shapes as rings of arcs: how many rings, how many arcs in each, and which.

    An arc is written as the step from the one before it, whatever its direction; then whether it is walked
    backwards (an index ``~i``).

    Examples
    --------
    >>> pack_rings([[[0, 1]], [[~1, 2], [3]]])
    '!# %##!%!%'
    """
    return pack(_ring_numbers(shapes))


def unpack_rings(text: str, size: int) -> list[list[list[int]]]:
    """Read the rings of so many shapes back.

    Examples
    --------
    >>> unpack_rings(pack_rings([[[0, 1]], [[~1, 2], [3]]]), 2)
    [[[0, 1]], [[-2, 2], [3]]]
    """
    numbers = unpack(text)
    arc = 0

    def index() -> int:
        nonlocal arc
        value = next(numbers)
        arc += unzigzag(value >> 1)
        return ~arc if value & 1 else arc

    def ring() -> list[int]:
        return [index() for _ in range(next(numbers))]

    return [[ring() for _ in range(next(numbers))] for _ in range(size)]


def pack_steps(rows: Iterable[Sequence[int]]) -> str:
    """Write rows of numbers as steps; each row starts from the first number of the row before it.

    Examples
    --------
    >>> pack_steps([[5, 4], [5, 6]])
    ',! #'
    """
    return pack(_step_numbers(rows))


def _arc_numbers(arcs: Iterable[Sequence[Point]]) -> Iterator[int]:
    last_x = last_y = 0
    for arc in arcs:
        yield len(arc)
        for x, y in arc:
            yield zigzag(x - last_x)
            yield zigzag(y - last_y)
            last_x, last_y = x, y


def _step_numbers(rows: Iterable[Sequence[int]]) -> Iterator[int]:
    first = 0
    for row in rows:
        for before, now in zip((first, *row), row, strict=False):
            yield zigzag(now - before)
        first = row[0]


def _ring_numbers(shapes: Iterable[Sequence[Sequence[int]]]) -> Iterator[int]:
    last = 0
    for rings in shapes:
        yield len(rings)
        for ring in rings:
            yield len(ring)
            for index in ring:
                arc = index if index >= 0 else ~index
                yield zigzag(arc - last) << 1 | (index < 0)
                last = arc
