"""Where overseas regions are drawn: each in a framed inset of its own, at its own scale.

Plane coordinates are EPSG:3035 metres. An inset region is projected around its own centre (equirectangular:
over a few degrees that keeps its shape) and then scaled into its frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Proj

Box = tuple[float, float, float, float]
Points = NDArray[np.float64]

CRS: Final = "EPSG:3035"
#: The same for PROJ, which need not look it up then. Source: EPSG:3035, ETRS89-extended / LAEA Europe.
_LAEA_EUROPE: Final = "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m"

_METRES_PER_DEG: Final = 111_195.0
#: Left and top of the first frame: beside Finland and the Baltic states, above the Black Sea. Further right
#: they would make every map wider than Europe is.
_CORNER_M: Final = (5_750_000, 5_440_000)
_GAP_M: Final = 24_000
_WIDE_M: Final = 848_000
_HALF_M: Final = (_WIDE_M - _GAP_M) // 2
#: Free space inside a frame; the name stands at the bottom.
_PADDING_M: Final = 24_000
_NAME_M: Final = 84_000
#: How far outside its window a point may lie and still be drawn in the inset (a coast is generalised).
_REACH_DEG: Final = 0.25


@dataclass(frozen=True)
class _Territory:
    """An overseas territory: its name, its codes, the window shown of it, and the size of its frame."""

    name: str
    codes: tuple[str, ...]
    window: Box
    size: tuple[int, int]


#: In the order of their frames. Codes: since NUTS 2016, and before. Windows: (west, south, east, north),
#: degrees; Saint-Martin (250 km from Guadeloupe) and the Selvagens (280 km from Madeira) lie outside theirs.
_TERRITORIES: Final = (
    _Territory("Canarias", ("ES70",), (-18.3, 27.55, -13.3, 29.5), (_WIDE_M, 380_000)),
    _Territory("Açores", ("PT20",), (-31.4, 36.85, -24.95, 39.8), (_WIDE_M, 440_000)),
    _Territory("Madeira", ("PT30",), (-17.35, 32.55, -16.2, 33.2), (_HALF_M, 350_000)),
    _Territory("Guadeloupe", ("FRY1", "FRA1"), (-61.9, 15.75, -60.9, 16.6), (_HALF_M, 350_000)),
    _Territory("Martinique", ("FRY2", "FRA2"), (-61.3, 14.35, -60.75, 14.95), (_HALF_M, 350_000)),
    _Territory("Guyane", ("FRY3", "FRA3"), (-54.7, 2.05, -51.55, 5.85), (_HALF_M, 350_000)),
    _Territory("La Réunion", ("FRY4", "FRA4"), (55.15, -21.45, 55.9, -20.8), (_HALF_M, 350_000)),
    _Territory("Mayotte", ("FRY5", "FRA5"), (44.95, -13.05, 45.35, -12.6), (_HALF_M, 350_000)),
)


@dataclass(frozen=True)
class Inset:
    """A frame of the map and the territory in it.

    Parameters
    ----------
    region
        NUTS code of the territory in the vintage of the map.
    name
        What the territory calls itself.
    window
        What is shown of it: (west, south, east, north), degrees, EPSG:4326.
    box
        The frame: (left, bottom, right, top), metres, EPSG:3035.
    scale
        How large the frame is beside the one that was laid out; the space inside it follows.
    """

    region: str
    name: str
    window: Box
    box: Box
    scale: float = 1.0

    def moved(self, corner: tuple[float, float], scale: float) -> Inset:
        """Return the inset with its frame at another left bottom corner, smaller or larger."""
        (left, bottom, right, top), (x, y) = self.box, corner
        box = (x, y, x + (right - left) * scale, y + (top - bottom) * scale)
        return replace(self, box=box, scale=self.scale * scale)

    def place(self, lon_lat: Points) -> Points:
        """Move points from longitude and latitude to where the inset draws them."""
        west, south, east, north = self.window
        across = _METRES_PER_DEG * math.cos(math.radians((south + north) / 2))
        left, bottom, right, top = self.box
        padding, name = _PADDING_M * self.scale, _NAME_M * self.scale
        width, height = right - left - 2 * padding, top - bottom - padding - name
        factor = min(width / ((east - west) * across), height / ((north - south) * _METRES_PER_DEG))
        center = np.array([(west + east) / 2, (south + north) / 2])
        middle = np.array([(left + right) / 2, (bottom + name + top - padding) / 2])
        placed: Points = (lon_lat - center) * np.array([across, _METRES_PER_DEG]) * factor + middle
        return placed

    def holds(self, lon_lat: Points) -> NDArray[np.bool_]:
        """Return whether each point is shown in the window, or just outside it."""
        west, south, east, north = self.window
        least = np.array([west, south]) - _REACH_DEG
        most = np.array([east, north]) + _REACH_DEG
        is_held: NDArray[np.bool_] = np.all((least <= lon_lat) & (lon_lat <= most), axis=1)
        return is_held


def make_insets(regions: Iterable[str]) -> tuple[Inset, ...]:
    """Lay out a frame for each overseas territory among the regions.

    A territory that is not there takes no place.

    Parameters
    ----------
    regions
        NUTS codes.
    """
    codes = frozenset(regions)
    insets: list[Inset] = []
    left, top = _CORNER_M
    for territory in _TERRITORIES:
        for code in territory.codes:
            if code not in codes:
                continue
            width, height = territory.size
            box = (left, top - height, left + width, top)
            insets.append(Inset(code, territory.name, territory.window, box))
            left += width + _GAP_M
            if left >= _CORNER_M[0] + _WIDE_M:
                left, top = _CORNER_M[0], top - height - _GAP_M
    return tuple(insets)


def place(lon_lat: Points, insets: Iterable[Inset]) -> Points:
    """Return where the map draws points: metres, EPSG:3035, overseas ones inside their frame.

    Parameters
    ----------
    lon_lat
        One row (longitude, latitude) per point, degrees, EPSG:4326.
    insets
        Frames of the map.
    """
    x, y = Proj(_LAEA_EUROPE)(lon_lat[:, 0], lon_lat[:, 1])
    placed = np.column_stack([x, y])
    for inset in insets:
        mine = inset.holds(lon_lat)
        if mine.any():
            placed[mine] = inset.place(lon_lat[mine])
    return placed
