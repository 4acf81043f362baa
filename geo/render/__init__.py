"""Pages: a folium map, its geometry, its texts and its scripts, in one file."""

from geo.definition import Annotation, Source, Step, Style
from geo.render.html import Page
from geo.render.leaflet.cluster_map import ClusterMap
from geo.render.options import MapOptions
from geo.render.pages import build_page
from geo.render.snippet import embed_snippet
from geo.render.twin.options import PictureOptions

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
