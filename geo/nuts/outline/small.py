"""The regions of level 3, which only maps with a figure of them draw: finer lines than those of level 2."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from geo.datapackage.catalog import Catalog
from geo.nuts.outline.numbering import Ring, lines_between, number_lines, outer_rings
from geo.nuts.outline.outline import GridPoint, Outline, SmallRegions, check_held
from geo.nuts.outline.packed import pack_arcs, pack_rings, unpack_arcs, unpack_rings

#: The level of these regions.
SMALL_LEVEL: Final = 3


@dataclass(frozen=True)
class SmallOutline:
    """The lines of the regions of level 3 of one vintage; insets, frame and land are those of its `Outline`.

    Parameters
    ----------
    ids
        Codes of the regions, sorted.
    parents
        For each the code of the region of level 2 that it lies in.
    scale
        Size of a grid cell, metres; a whole part of that of the outline, whose grid begins at the same point.
    arcs
        Lines on the grid, packed; a border between two regions is one of them.
    rings
        Per region its rings, packed; the inside of all lies on the same hand.
    centers
        Per region a point well inside its largest part.
    """

    ids: tuple[str, ...]
    parents: tuple[str, ...]
    scale: int
    arcs: str
    rings: str
    centers: tuple[GridPoint, ...]

    @cached_property
    def lines(self) -> list[list[GridPoint]]:
        """The arcs as points."""
        return unpack_arcs(self.arcs)

    @cached_property
    def shapes(self) -> list[list[Ring]]:
        """The rings of each region."""
        return unpack_rings(self.rings, len(self.ids))


def add_small_regions(outline: Outline, small: SmallOutline) -> Outline:
    """Return an outline that draws both levels with the same lines, those of the finer one.

    A region of level 2 is what is around its regions of level 3, so that no line stands twice and no two
    lines are drawn beside each other.

    Parameters
    ----------
    outline
        Of a vintage.
    small
        Of the same vintage.
    """
    members: dict[str, list[list[Ring]]] = {code: [] for code in outline.ids}
    for parent, rings in zip(small.parents, small.shapes, strict=True):
        members[parent].append(rings)
    around = [outer_rings(small.lines, shapes) for shapes in members.values()]
    lines, shapes, _ = number_lines(small.lines, [*around, *small.shapes])
    larger, smaller = shapes[: len(around)], shapes[len(around) :]
    factor = outline.scale // small.scale
    land = [_scaled(outline.ring_points(ring), factor) for ring in outline.land]
    rows = {code: row for row, code in enumerate(outline.ids)}
    return replace(
        outline,
        scale=small.scale,
        arcs=pack_arcs([*lines, *land]),
        rings=pack_rings(larger),
        centers=tuple(_scaled(outline.centers, factor)),
        land=tuple([len(lines) + at] for at in range(len(land))),
        borders=lines_between(larger, [code[:2] for code in outline.ids]),
        small=SmallRegions(small.ids, tuple(rows[code] for code in small.parents), smaller, small.centers),
    )


def small_outline_name(vintage: int) -> str:
    """Return the resource that holds the regions of level 3 of a vintage."""
    return f"outline-{vintage}-level{SMALL_LEVEL}"


def read_small_outline(vintage: int, *, catalog: Catalog | None = None) -> SmallOutline:
    """Read the lines of the regions of level 3 of a vintage.

    Parameters
    ----------
    vintage
        Year of the NUTS classification.
    catalog
        Data package; the bundled one when None.

    Raises
    ------
    RegionError
        The package holds none for this vintage.
    """
    catalog = catalog or Catalog.bundled()
    name = small_outline_name(vintage)
    check_held(name, f"outline of the regions of level {SMALL_LEVEL} of NUTS {vintage}", vintage, catalog)
    return catalog.read(name, _small_outline_of)


def _small_outline_of(file: bytes) -> SmallOutline:
    content: dict[str, Any] = json.loads(file.decode("utf-8"))
    return SmallOutline(
        ids=tuple(content["ids"]),
        parents=tuple(content["parents"].get(code, code[:-1]) for code in content["ids"]),
        scale=content["scale"],
        arcs=content["arcs"],
        rings=content["rings"],
        centers=tuple(unpack_arcs(content["centers"])[0]),
    )


def write_small_outline(small: SmallOutline, path: Path) -> None:
    """Write the lines as compact JSON, the same bytes for the same ones."""
    pairs = zip(small.ids, small.parents, strict=True)
    content = {
        "scale": small.scale,
        "ids": small.ids,
        # Those that the code does not tell: UKN10 lay in UKN0.
        "parents": {code: parent for code, parent in pairs if parent != code[:-1]},
        "centers": pack_arcs([small.centers]),
        "rings": small.rings,
        "arcs": small.arcs,
    }
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n", "utf-8")


def _scaled(points: Sequence[GridPoint], factor: int) -> list[GridPoint]:
    return [(x * factor, y * factor) for x, y in points]
