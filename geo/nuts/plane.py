"""Shapes on the plane of EPSG:3035, and which of them is nearest to a point."""

from __future__ import annotations

from functools import cache
from typing import Final

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

#: Side of the squares that say where no shape is near, in metres.
_SQUARE_M: Final = 10_000


class Plane:
    """Shapes that are asked how near they are.

    Parameters
    ----------
    shapes
        In EPSG:4326.
    reach_m
        How far away the nearest shape may be, in metres of EPSG:3035.
    """

    def __init__(self, shapes: NDArray[np.object_], *, reach_m: float) -> None:
        self._reach_m = reach_m
        plane = gpd.GeoSeries(shapes, crs="EPSG:4326").to_crs("EPSG:3035").to_numpy()
        self._tree = shapely.STRtree(plane)
        self._origin, self._squares = _squares_near(plane, reach_m)

    def nearest(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Find the shape nearest to each of many points.

        Parameters
        ----------
        lon, lat
            Degrees, EPSG:4326; NaN is near to nothing.

        Returns
        -------
        positions
            Of the shapes, one per point, the first of several that are equally near; -1 beyond the reach.
        distances
            In metres; NaN beyond the reach.
        """
        positions = np.full(len(lon), -1, dtype=np.int64)
        distances_m = np.full(len(lon), np.nan)
        x, y = _projection().transform(lon, lat)
        there = np.flatnonzero(self._may_be_near(x, y))
        if len(there):
            # All shapes within reach: the search for the nearest one alone measures far more of them.
            points = shapely.points(x[there], y[there])
            point, shape = self._tree.query(points, predicate="dwithin", distance=self._reach_m)
            distance = shapely.distance(points[point], self._tree.geometries[shape])
            # Written from the farthest to the nearest and first one, which stays.
            order = np.lexsort((-shape, -distance))
            positions[there[point[order]]] = shape[order]
            distances_m[there[point[order]]] = distance[order]
        return positions, distances_m

    def _may_be_near(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return whether a shape may be within reach: most points outside all shapes need no search."""
        columns, rows = self._squares.shape
        with np.errstate(invalid="ignore"):
            column, row = np.floor(x / _SQUARE_M) - self._origin[0], np.floor(y / _SQUARE_M) - self._origin[1]
            is_near: NDArray[np.bool_] = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        is_near[is_near] = self._squares[column[is_near].astype(np.int64), row[is_near].astype(np.int64)]
        return is_near


def _squares_near(
    shapes: NDArray[np.object_], reach_m: float
) -> tuple[tuple[float, float], NDArray[np.bool_]]:
    """Return the first column and row of squares, and which squares the box of a shape comes near to."""
    if not len(shapes):
        return (0.0, 0.0), np.zeros((0, 0), dtype=bool)
    left, bottom, right, top = np.floor(
        (shapely.bounds(shapes) + reach_m * np.array([-1, -1, 1, 1])) / _SQUARE_M
    ).T
    origin = (left.min(), bottom.min())
    squares = np.zeros((int(right.max() - origin[0]) + 1, int(top.max() - origin[1]) + 1), dtype=bool)
    for columns, rows in zip(
        zip((left - origin[0]).astype(int), (right - origin[0]).astype(int) + 1, strict=True),
        zip((bottom - origin[1]).astype(int), (top - origin[1]).astype(int) + 1, strict=True),
        strict=True,
    ):
        squares[slice(*columns), slice(*rows)] = True
    return origin, squares


@cache
def _projection() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True)
