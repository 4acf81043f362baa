"""How folium makes the map, and what a page takes from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

#: Latitude and longitude that folium centres a map on; our own script shows the whole of it.
CENTRE: Final = (52.0, 10.0)
#: How folium makes the map. Our own script projects and paints it, and says which zooms it has.
LEAFLET: Final[Mapping[str, Any]] = {
    "zoom_snap": 0.25,
    "zoom_delta": 0.5,
    "attribution_control": False,
    # The page has buttons of its own, and a layer with a button (`Fullscreen`) would put it into folium's.
    "zoom_control": False,
    "bounce_at_zoom_limits": False,
}
#: Groups of markers ask for these at once and part by them; our own script narrows them to the window later,
#: to 4.45 at 1,280 pixels. A group that only a closer zoom parted would never open.
ZOOMS: Final[Mapping[str, Any]] = {"min_zoom": -3, "max_zoom": 4}


@dataclass(frozen=True)
class Script:
    """The content of a ``script`` element.

    Parameters
    ----------
    text
        What stands between the tags.
    attributes
        What stands in the opening tag, such as ``type="module"``.
    """

    text: str
    attributes: str = ""

    def element(self) -> str:
        """Return the whole element.

        Examples
        --------
        >>> Script("let one = 1;", 'type="module"').element()
        '<script type="module">let one = 1;</script>'
        """
        return f"<{' '.join(filter(None, ('script', self.attributes)))}>{self.text}</script>"


@dataclass(frozen=True)
class Layers:
    """What a page takes from folium.

    Parameters
    ----------
    map_name
        Name of the map in the script, and the id of its element.
    libraries
        Scripts to run before the map is made, Leaflet first.
    styles
        Style sheets, Leaflet's first.
    html
        What layers put beside the map.
    script
        The script that makes the map and its layers.
    foreign
        Tags that load files from other hosts, where that was allowed.
    opening
        The view that `folium.Map.fit_bounds` asks for, of `geo.render.leaflet.opening`; None without.
    has_layers
        Whether there are layers, any of which may put a control on the map.
    """

    map_name: str
    libraries: tuple[Script, ...]
    styles: tuple[str, ...]
    html: str
    script: str
    foreign: tuple[str, ...] = ()
    opening: Mapping[str, Any] | None = None
    has_layers: bool = False
