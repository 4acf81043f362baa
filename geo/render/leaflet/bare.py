"""What folium writes for the map of a definition, which has no layers: it is known without loading folium."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from geo.render.leaflet.assets import leaflet_script, leaflet_style
from geo.render.leaflet.written import Layers, Script

#: The version that wrote `bare_map.js`; a test compares that file with what the installed one writes.
_FOLIUM: Final = "0.20.0"


def bare_map() -> Layers:
    """Return what folium writes for a map without layers: from a file of ours, or by another version anew."""
    spec = find_spec("folium")
    package = Path(spec.origin).parent if spec and spec.origin else Path()
    if not package.with_name(f"folium-{_FOLIUM}.dist-info").is_dir():
        from geo.render.leaflet.layers import write_bare_map  # noqa: PLC0415 - loads folium

        return write_bare_map()
    script = Path(__file__).with_name("bare_map.js").read_text("utf-8").strip()
    return Layers(
        map_name="map_1",
        libraries=(Script(leaflet_script()),),
        styles=(leaflet_style(images=False),),
        html="",
        script=script,
    )
