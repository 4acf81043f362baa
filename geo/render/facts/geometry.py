"""The geometry of a page: numbers of one kind side by side compress better than an outline's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from geo.language.messages import LANGUAGES
from geo.nuts.outline.numbering import Ring
from geo.nuts.outline.outline import GridPoint, Outline
from geo.nuts.outline.packed import pack, pack_steps, zigzag
from geo.render.facts.content import MapContent


def topology(
    content: MapContent, names: Mapping[str, Sequence[str]], *, own: Mapping[str, str]
) -> dict[str, Any]:
    """Return what a page draws regions and land with.

    Parameters
    ----------
    content
        What the map shows.
    names
        Of `geo.render.facts.regions.region_names`.
    own
        What each painted region is called in its own country.
    """
    outline = content.outline
    return {
        "scale": outline.scale,
        "origin": list(outline.origin),
        "arcs": pack_lines(outline.lines),
        "rings": pack_shapes(outline.shapes),
        "land": list(outline.land),
        "frame": list(outline.frame),
        "insets": _insets(outline, names, own),
        "borders": {"size": len(outline.borders), "text": pack_steps([outline.borders])},
    } | ({} if outline.magnified is None else {"magnified": round(outline.magnified, 2)})


def _insets(
    outline: Outline, names: Mapping[str, Sequence[str]], own: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the frames of the overseas regions.

    Their names are those of the regions. Where there is none, English stands for it in a language of the
    program; in one that a project brings, a region has its own name here as it has elsewhere.
    """
    row_by_code = {code: row for row, code in enumerate(outline.ids)}
    return [
        {
            "id": inset.region,
            "name": {
                language: inset.name if language in LANGUAGES else own[inset.region]
                for language, column in names.items()
                if not column[row_by_code[inset.region]]
            },
            "box": list(inset.box),
        }
        for inset in outline.insets
    ]


def pack_lines(lines: Iterable[Sequence[GridPoint]]) -> list[str]:
    """Write lines as heads, first points and steps, each packed; `topology.js` reads them.

    A head is twice the number of points, one more for a line that closes (its last point is not written), and
    where the line starts: 0 where the line before it ends; 1 at a point of its own, by a step from there;
    n at the last but n - 2 among such points of their own and the ends of lines that do not close.

    Examples
    --------
    >>> pack_lines([[(0, 0), (3, -1)], [(3, -1), (40, 0), (3, -1)], [(0, 1), (3, -1)]])
    ["% ' %!", "'%", '(!o #($']
    """
    heads, starts, steps = list[int](), list[int](), list[int]()
    known: dict[GridPoint, int] = {}
    count, last = 0, (0, 0)
    for line in lines:
        first, closes = line[0], len(line) > 1 and line[0] == line[-1]
        if first == last:
            back = 0
        elif first in known:
            back = 1 + count - known[first]
        else:
            back = 1
            starts += _step(last, first)
            known[first], count = count, count + 1
        written = line[:-1] if closes else line
        heads += (2 * len(written) + closes, back)
        for before, now in pairwise(written):
            steps += _step(before, now)
        last = line[-1]
        if not closes:
            known[last], count = count, count + 1
    return [pack(heads), pack(starts), pack(steps)]


def pack_shapes(shapes: Iterable[Sequence[Ring]], *, used: int = 0) -> list[str]:
    """Write shapes as counts (of rings, of the arcs in each) and arcs, both packed; `packed.js` reads them.

    An arc is 0 where rings use it for the first time, because arcs are numbered in that order; else twice how
    many such arcs it lies back, one more where it is walked forwards again.

    Parameters
    ----------
    shapes
        Rings of each.
    used
        How many arcs other shapes, written before, have used.

    Raises
    ------
    ValueError
        Arcs are not numbered, and turned, as rings use them first.

    Examples
    --------
    >>> pack_shapes([[[0, 1]], [[~1, 2], [3]]])
    ['!###!', '  #  ']
    """
    counts, arcs, fresh = list[int](), list[int](), used
    for rings in shapes:
        counts.append(len(rings))
        for ring in rings:
            counts.append(len(ring))
            for index in ring:
                arc = index if index >= 0 else ~index
                if index == fresh:
                    arcs.append(0)
                    fresh += 1
                elif arc < fresh:
                    arcs.append((fresh - arc) << 1 | (index >= 0))
                else:
                    raise ValueError(f"found arc {index}, expected one before {fresh}, or {fresh} itself")
    return [pack(counts), pack(arcs)]


def _step(before: GridPoint, now: GridPoint) -> tuple[int, int]:
    return zigzag(now[0] - before[0]), zigzag(now[1] - before[1])
