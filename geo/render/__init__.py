"""Pages: a folium map, its geometry, its texts and its scripts, in one file."""

from typing import TYPE_CHECKING

from geo.definition import Annotation, Source, Step, Style
from geo.render.html import Page
from geo.render.options import MapOptions
from geo.render.pages import build_page
from geo.render.snippet import embed_snippet
from geo.render.twin.options import PictureOptions

if TYPE_CHECKING:
    from geo.render.leaflet.cluster_map import ClusterMap

__all__ = [
    "Annotation",
    "ClusterMap",
    "MapOptions",
    "Page",
    "PictureOptions",
    "Source",
    "Step",
    "Style",
    "build_page",
    "embed_snippet",
]


def __getattr__(name: str) -> object:
    """Load folium when a map of it is asked for: the page of a definition needs none."""
    if name == "ClusterMap":
        from geo.render.leaflet.cluster_map import ClusterMap  # noqa: PLC0415

        return ClusterMap
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
