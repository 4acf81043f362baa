"""The units of one NUTS vintage by place: around a point, or nearest to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import PackageError, Problem
from geo.nuts.boundary_file import shapes_of
from geo.nuts.plane import Plane
from geo.nuts.unit_tree import UnitTree

#: A point this far outside every unit still belongs to the nearest one: at 1:10 million a coast is drawn
#: some kilometres away from where it is.
NEAREST_M: Final = 5_000


class PointIndex:
    """The shapes of the smallest units of one vintage.

    Parameters
    ----------
    tree
        The units.
    boundaries
        Content of the resource of the vintage; shapes are read with the first point.
    source
        What messages call it.
    """

    def __init__(self, tree: UnitTree, boundaries: bytes, *, source: str) -> None:
        self._tree, self._boundaries, self._source = tree, boundaries, source
        #: Answers of `_plane`.
        self._planes: dict[str | None, tuple[NDArray[np.int64], Plane]] = {}

    @cached_property
    def _smallest(self) -> tuple[list[str], np.ndarray, shapely.STRtree]:
        """The units that consist of no others: those of level 3, and countries without units below them."""
        try:
            return self._read_smallest()
        except Exception as error:  # shapes are read when a point is there: long after names and codes were
            expected = "boundaries as they were published; the file is damaged"
            problem = Problem(self._source, f"{type(error).__name__}: {error}", expected)
            raise PackageError([problem]) from error

    def _read_smallest(self) -> tuple[list[str], np.ndarray, shapely.STRtree]:
        codes, shapes = shapes_of(self._boundaries, level=3)
        whole = (
            code
            for code, unit in self._tree.units.items()
            if unit.level < 3 and not self._tree.children(code)
        )
        for level in sorted({self._tree.units[code].level for code in whole}):
            more, outlines = shapes_of(self._boundaries, level=level)
            chosen = [place for place, code in enumerate(more) if not self._tree.children(code)]
            codes = [*codes, *(more[place] for place in chosen)]
            shapes = np.concatenate([shapes, outlines[chosen]])
        return codes, shapes, shapely.STRtree(shapes)

    @cached_property
    def smallest(self) -> tuple[str, ...]:
        """The codes that positions of `at_each` and `nearest_each` stand for, in their order."""
        return tuple(self._smallest[0])

    def at(self, points: Iterable[shapely.Point | None]) -> list[str | None]:
        """Find the smallest unit around each point (EPSG:4326): of level 3, or a country that has no others.

        Returns
        -------
        list
            One code per point; None where there is no point or no unit. A point on a border belongs to
            the unit with the first code.
        """
        positions, _ = self.at_each(np.array(list(points), dtype=object))
        return [self.smallest[position] if position >= 0 else None for position in positions.tolist()]

    def at_each(self, points: NDArray[np.object_]) -> tuple[NDArray[np.int64], dict[int, tuple[int, ...]]]:
        """Find the smallest unit around each of many points, as `at` does, in one query.

        Returns
        -------
        positions
            In `smallest`, one per point; -1 where there is no unit.
        shared
            Of the points that lie on a border, by their place: the positions of all units that share it.
        """
        _, _, tree = self._smallest
        point, unit = tree.query(points, predicate="intersects")
        positions = np.full(len(points), len(self.smallest), dtype=np.int64)
        np.minimum.at(positions, point, unit)
        positions[positions == len(self.smallest)] = -1
        shared: dict[int, tuple[int, ...]] = {}
        if len(point) > np.count_nonzero(positions >= 0):
            on_border = np.bincount(point, minlength=len(points))[point] > 1
            for at, position in sorted(zip(point[on_border].tolist(), unit[on_border].tolist(), strict=True)):
                shared[at] = (*shared.get(at, ()), position)
        return positions, shared

    def around(
        self, points: Sequence[shapely.Point | None], countries: Sequence[str | None]
    ) -> list[str | None]:
        """Find the level-3 unit around each point, or the nearest one of its country within `NEAREST_M`."""
        codes = self.at(points)
        for at, (smallest, country) in enumerate(zip(codes, countries, strict=True)):
            if smallest is None or country not in (None, self._tree.units[smallest].country):
                unit_and_distance = self.nearest(points[at], country=country)
                codes[at] = unit_and_distance[0] if unit_and_distance else None
        return codes

    def nearest(
        self, point: shapely.Point | None, *, country: str | None = None, within: Collection[str] = ()
    ) -> tuple[str, float] | None:
        """Find the smallest unit nearest to a point that lies in none of those asked for.

        Parameters
        ----------
        point
            Longitude and latitude, EPSG:4326; None is near to nothing.
        country
            Only units of this country.
        within
            Only units of these regions, when there are any.

        Returns
        -------
        tuple or None
            Code and distance in metres, measured in EPSG:3035; None beyond `NEAREST_M`.
        """
        if point is None:
            return None
        units = (
            [code for code in self.smallest if not set(self._tree.lineage(code)).isdisjoint(within)]
            if within
            else None
        )
        position, distance_m = self.nearest_each(
            np.array([point], dtype=object), country=country, units=units
        )
        return (self.smallest[position[0]], float(distance_m[0])) if position[0] >= 0 else None

    def nearest_each(
        self,
        points: NDArray[np.object_],
        *,
        country: str | None = None,
        units: Sequence[str] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Find the smallest unit nearest to each of many points, as `nearest` does.

        Parameters
        ----------
        points
            Longitude and latitude, EPSG:4326.
        country
            Only units of this country.
        units
            Only these of `smallest`; all when None.

        Returns
        -------
        positions
            In `smallest`, one per point, the first of several that are equally near; -1 beyond `NEAREST_M`.
        distances
            In metres, measured in EPSG:3035.
        """
        if units is None:
            positions, plane = self._plane(country)
        else:
            positions, plane = self._plane_of(
                [at for at, code in enumerate(self.smallest) if code in units and self._is_of(code, country)]
            )
        nearest, distances_m = plane.nearest(shapely.get_x(points), shapely.get_y(points))
        nearest_positions = np.full(len(points), -1, dtype=np.int64)
        nearest_positions[nearest >= 0] = positions[nearest[nearest >= 0]]
        return nearest_positions, distances_m

    def _is_of(self, code: str, country: str | None) -> bool:
        return country is None or self._tree.units[code].country == country

    def _plane(self, country: str | None) -> tuple[NDArray[np.int64], Plane]:
        """Return the positions of a country's smallest units, and their shapes in EPSG:3035."""
        if country not in self._planes:
            self._planes[country] = self._plane_of(
                [at for at, code in enumerate(self.smallest) if self._is_of(code, country)]
            )
        return self._planes[country]

    def _plane_of(self, positions: list[int]) -> tuple[NDArray[np.int64], Plane]:
        _, shapes, _ = self._smallest
        return np.array(positions, dtype=np.int64), Plane(shapes[positions], reach_m=NEAREST_M)


def point_or_none(shape: object) -> shapely.Point | None:
    """Return a shape that is a point with a place; None for any other, such as one at (NaN, NaN)."""
    is_point = isinstance(shape, shapely.Point) and not shape.is_empty
    return shape if is_point and np.isfinite(shapely.get_coordinates(shape)).all() else None
