"""Where a map opens, when its maker says so in folium's words: a place, a zoom, or bounds to fit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from folium import Map
from folium.map import FitBounds
from pyproj import Transformer

#: Length of the equator in the metres of Web Mercator, in whose levels folium counts, and pixels of a tile.
_EQUATOR_M: Final = 40_075_016.686
_TILE_PX: Final = 256
#: How far a page is from one pixel a metre at its own level 0; `METRES_PER_PIXEL` of its scripts.
_METRES_PER_PIXEL: Final = 8192
#: Points on each side of bounds in degrees, which are curved in the projection of the page.
_POINTS: Final = 25


def view_of(location: Sequence[float], zoom: float | None) -> dict[str, Any]:
    """Return the view of a place.

    Parameters
    ----------
    location
        Latitude and longitude.
    zoom
        Level as folium counts, of which 4 shows all of Europe; None for that of the whole map.

    Returns
    -------
    dict
        ``box`` (the place, as left, bottom, right, top in metres of EPSG:3035) and ``zoom``, in levels of
        the page.
    """
    [[x, y]] = _project([(location[0], location[1])])
    return {"box": [x, y, x, y], "zoom": None if zoom is None else _own_level(zoom, location[0])}


def take_fitted(atlas: Map) -> dict[str, Any] | None:
    """Take out of a map what `folium.Map.fit_bounds` added, and return the view it asks for; the last rules.

    Returns
    -------
    dict or None
        ``box`` in metres of EPSG:3035, ``padding`` (left, top, right, bottom, in pixels) and ``zoom``, the
        closest level of the page, or None; None without bounds.

    Raises
    ------
    ValueError
        Bounds are not two pairs of latitude and longitude.
    """
    fitted = {name: child for name, child in atlas._children.items() if isinstance(child, FitBounds)}
    for name in fitted:
        del atlas._children[name]
    if not fitted:
        return None
    *_, last = fitted.values()
    south, west, north, east = _corners(last.bounds)
    places = _project(_outline(south, west, north, east))
    box = np.concatenate((places.min(axis=0), places.max(axis=0)))
    closest: Any = last.options.get("max_zoom", last.options.get("maxZoom"))
    return {
        "box": [float(side) for side in box],
        "padding": list(_padding(last.options)),
        "zoom": None if closest is None else _own_level(closest, (south + north) / 2),
    }


def _corners(bounds: Any) -> tuple[float, float, float, float]:
    """Return south, west, north and east of two corners in any order."""
    try:
        corners = np.array(bounds, dtype=float)
    except (TypeError, ValueError):
        corners = np.empty(0)
    if corners.shape != (2, 2) or not np.isfinite(corners).all() or np.abs(corners[:, 0]).max() > 90:
        raise ValueError(
            f"fit_bounds: found {bounds!r}; expected two corners, [[south, west], [north, east]] in degrees"
        )
    south, west = corners.min(axis=0)
    north, east = corners.max(axis=0)
    return float(south), float(west), float(north), float(east)


def _outline(south: float, west: float, north: float, east: float) -> Iterator[tuple[float, float]]:
    """Yield points all around bounds, as latitude and longitude."""
    for part in np.linspace(0, 1, _POINTS):
        across, up = west + part * (east - west), south + part * (north - south)
        yield from ((south, across), (north, across), (up, west), (up, east))


def _project(places: Any) -> np.ndarray:
    """Return easting and northing of latitudes and longitudes, whole metres."""
    transformer = Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True)
    latitudes, longitudes = zip(*places, strict=True)
    return np.round(np.column_stack(transformer.transform(longitudes, latitudes)))


def _padding(options: Mapping[str, Any]) -> Iterator[float]:
    """Yield the pixels that stay free on the left, at the top, on the right and at the bottom."""
    both = options.get("padding") or (0, 0)
    for corner in ("top_left", "bottom_right"):
        camel = "padding" + corner.title().replace("_", "")
        yield from options.get(f"padding_{corner}", options.get(camel)) or both


def _own_level(zoom: float, latitude: float) -> float:
    """Return the level of the page at which a place is as large as at a level of Web Mercator."""
    metres_per_pixel = _EQUATOR_M * math.cos(math.radians(latitude)) / (_TILE_PX * 2**zoom)
    return round(math.log2(_METRES_PER_PIXEL / metres_per_pixel), 2)
