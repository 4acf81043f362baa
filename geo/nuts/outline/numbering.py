"""Lines of an outline as shapes use them: numbered, turned, parted among groups, joined into rings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from geo.nuts.outline.packed import Point

#: A ring of a shape: indexes of lines, ``~index`` for a line walked backwards.
Ring = list[int]


def line_of(index: int) -> int:
    """Return the position of a line that a ring walks, whichever way."""
    return index if index >= 0 else ~index


def number_lines(
    lines: Sequence[Sequence[Point]], shapes: Sequence[Sequence[Ring]]
) -> tuple[list[list[Point]], list[list[Ring]], dict[int, int]]:
    """Return lines numbered, and turned, the way rings use them first.

    Neighbours in a list are short to write.

    Parameters
    ----------
    lines
        As points; those that no ring uses are left out.
    shapes
        Rings of each shape.

    Returns
    -------
    tuple
        Lines and shapes, and the new number of each old line.

    Examples
    --------
    >>> number_lines([[(0, 0), (1, 0)], [(2, 0), (1, 0)]], [[[~1, 0]]])
    ([[(1, 0), (2, 0)], [(0, 0), (1, 0)]], [[[0, 1]]], {1: 0, 0: 1})
    """
    known: dict[int, int] = {}
    ordered: list[list[Point]] = []
    turned: set[int] = set()
    for index in _indexes(shapes):
        line = line_of(index)
        if line not in known:
            known[line] = len(ordered)
            ordered.append(list(lines[line] if index >= 0 else lines[line][::-1]))
            if index < 0:
                turned.add(line)

    def renumber(index: int) -> int:
        line = line_of(index)
        return known[line] if (index >= 0) != (line in turned) else ~known[line]

    renumbered = [[[renumber(index) for index in ring] for ring in rings] for rings in shapes]
    return ordered, renumbered, known


def lines_between(shapes: Sequence[Sequence[Ring]], groups: Iterable[Hashable]) -> tuple[int, ...]:
    """Return the lines that shapes of two groups share, ascending.

    Examples
    --------
    >>> lines_between([[[0, 1]], [[~1, 2]], [[~2, 3]]], ["ES", "ES", "PT"])
    (2,)
    """
    users: dict[int, set[Hashable]] = defaultdict(set)
    for rings, group in zip(shapes, groups, strict=True):
        for index in _indexes([rings]):
            users[line_of(index)].add(group)
    return tuple(sorted(line for line, groups in users.items() if len(groups) > 1))


def outer_rings(lines: Sequence[Sequence[Point]], shapes: Sequence[Sequence[Ring]]) -> list[Ring]:
    """Return the rings around shapes taken together: what one of them borders on another goes.

    Parameters
    ----------
    lines
        As points.
    shapes
        Rings of each shape, all with their inside on the same hand.

    Examples
    --------
    >>> square = [[(1, 0), (0, 0), (0, 1), (1, 1)], [(1, 0), (1, 1)], [(1, 1), (2, 1), (2, 0), (1, 0)]]
    >>> outer_rings(square, [[[0, ~1]], [[1, 2]]])
    [[2, 0]]
    """
    walked = list(_indexes(shapes))
    both_ways = set(walked)
    starts: dict[Point, list[int]] = defaultdict(list)
    for index in reversed([index for index in walked if ~index not in both_ways]):
        starts[_ends(lines, index)[0]].append(index)
    rings: list[Ring] = []
    for start in list(starts):
        path: Ring = []
        reached = [start]
        while path or starts[start]:
            path.append(starts[reached[-1]].pop())
            end = _ends(lines, path[-1])[1]
            # A path that comes back to where it was has closed a ring: rings touch, and none touches itself.
            if end in reached:
                at = reached.index(end)
                rings.append(path[at:])
                del path[at:], reached[at + 1 :]
            else:
                reached.append(end)
    return rings


def _indexes(shapes: Iterable[Iterable[Ring]]) -> Iterator[int]:
    return (index for rings in shapes for ring in rings for index in ring)


def _ends(lines: Sequence[Sequence[Point]], index: int) -> tuple[Point, Point]:
    line = lines[line_of(index)]
    return (line[0], line[-1]) if index >= 0 else (line[-1], line[0])
