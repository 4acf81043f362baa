"""An outline as pages use it: read from the data package in no time, without a geometry library."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from geo.datapackage.catalog import Catalog
from geo.errors import RegionError
from geo.nuts.outline.insets import Box, Inset, Points, place
from geo.nuts.outline.numbering import Ring
from geo.nuts.outline.packed import unpack_arcs, unpack_rings

#: The level that maps paint: the finest one the scoreboard uses.
LEVEL: Final = 2

GridPoint = tuple[int, int]
#: A point between grid points, to a tenth of a cell.
PlacedPoint = tuple[float, float]
#: Parts of a cell in which points are placed: where readers come closest, one is less than a pixel.
TENTHS: Final = 10


@dataclass(frozen=True)
class SmallRegions:
    """The regions of level 3 in an outline that draws them too.

    Parameters
    ----------
    ids
        Codes of the regions, sorted.
    parents
        For each the position of the region of the outline that it lies in.
    shapes
        Rings of each, of the lines of the outline.
    centers
        Per region a point well inside its largest part.
    """

    ids: tuple[str, ...]
    parents: tuple[int, ...]
    shapes: list[list[Ring]]
    centers: tuple[GridPoint, ...]


@dataclass(frozen=True)
class Outline:
    """The geometry of all maps of one vintage, on a grid in EPSG:3035.

    Parameters
    ----------
    ids
        Codes of the regions, sorted.
    scale
        Size of a grid cell, metres.
    origin
        Where the grid begins: (left, bottom), metres.
    frame
        What a map shows first: (left, bottom, right, top), metres.
    insets
        Frames of the overseas regions.
    arcs
        Lines on the grid, packed; a border between two regions is one arc.
    rings
        Per region its rings, outer ones and holes alike (fill: even-odd), packed.
    centers
        Per region a point well inside its largest part.
    land
        Rings of the context land. It reaches under the regions and is painted first.
    borders
        Indexes of the arcs between two countries.
    magnified
        How much closer the frame is than that of all of Europe, in levels of zoom; None of an outline that is
        not cropped.
    small
        The regions of level 3; None of an outline that does not draw them.
    """

    ids: tuple[str, ...]
    scale: int
    origin: GridPoint
    frame: Box
    insets: tuple[Inset, ...]
    arcs: str
    rings: str
    centers: tuple[GridPoint, ...]
    land: tuple[Ring, ...]
    borders: tuple[int, ...]
    magnified: float | None = None
    small: SmallRegions | None = None

    @cached_property
    def lines(self) -> list[list[GridPoint]]:
        """The arcs as points."""
        return unpack_arcs(self.arcs)

    @cached_property
    def shapes(self) -> list[list[Ring]]:
        """The rings of each region."""
        return unpack_rings(self.rings, len(self.ids))

    def ring_points(self, ring: Ring) -> list[GridPoint]:
        """Return the points of a ring, the first one again at the end."""
        points: list[GridPoint] = []
        for index in ring:
            line = self.lines[index] if index >= 0 else self.lines[~index][::-1]
            points.extend(line[1:] if points else line)
        return points

    def place(self, lon_lat: ArrayLike) -> list[PlacedPoint]:
        """Return where a map draws points, on the grid: to a tenth of a cell, because points are seen close.

        Parameters
        ----------
        lon_lat
            One row (longitude, latitude) per point, degrees, EPSG:4326.
        """
        points = np.asarray(lon_lat, dtype=float).reshape(-1, 2)
        tenths = to_grid(place(points, self.insets), scale=self.scale / TENTHS, origin=self.origin)
        return [(of_tenths(int(x)), of_tenths(int(y))) for x, y in tenths.tolist()]

    def grid_box(self, box: Box) -> Box:
        """Return a box in metres as one on the grid: (left, bottom, right, top)."""
        corners = np.array([box[:2], box[2:]], dtype=float)
        (left, bottom), (right, top) = to_grid(corners, scale=self.scale, origin=self.origin)
        return (float(left), float(bottom), float(right), float(top))


def of_tenths(count: int) -> float:
    """Return what so many tenths come to; a whole number as one."""
    return count / TENTHS if count % TENTHS else count // TENTHS


def to_grid(points: Points, *, scale: float, origin: GridPoint) -> Points:
    """Round points in metres to the grid."""
    on_grid: Points = np.round((points - np.asarray(origin)) / scale)
    return on_grid


def read_outline(vintage: int, *, catalog: Catalog | None = None) -> Outline:
    """Read the outline of a vintage.

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
    name = f"outline-{vintage}"
    check_held(name, f"outline of NUTS {vintage}", vintage, catalog)
    return catalog.read(name, _outline_of)


def check_held(name: str, what: str, vintage: int, catalog: Catalog) -> None:
    """Refuse a resource of a vintage that a data package does not hold, and say how to make it."""
    if name not in catalog.names():
        raise RegionError(
            f"{catalog.root}: found no {what}, expected resource {name!r}. "
            f"To make it: clusteratlas update boundaries --vintage {vintage}"
        )


def _outline_of(file: bytes) -> Outline:
    content: dict[str, Any] = json.loads(file.decode("utf-8"))
    about: dict[str, Any] = {
        key: tuple(content[key]) for key in ("ids", "origin", "frame", "land", "borders")
    }
    return Outline(
        **about,
        scale=content["scale"],
        insets=tuple(
            Inset(item["region"], item["name"], tuple(item["window"]), tuple(item["box"]))
            for item in content["insets"]
        ),
        arcs=content["arcs"],
        rings=content["rings"],
        centers=tuple((x, y) for x, y in content["centers"]),
    )


def write_outline(outline: Outline, path: Path) -> None:
    """Write an outline as compact JSON, the same bytes for the same outline."""
    content = {
        "scale": outline.scale,
        "origin": outline.origin,
        "frame": outline.frame,
        "insets": [
            {"region": inset.region, "name": inset.name, "window": inset.window, "box": inset.box}
            for inset in outline.insets
        ],
        "ids": outline.ids,
        "centers": outline.centers,
        "land": outline.land,
        "borders": outline.borders,
        "rings": outline.rings,
        "arcs": outline.arcs,
    }
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
