"""The page of a map where folium would put a map: in a figure, in an element, in a cell of a notebook."""

from __future__ import annotations

import re
from copy import deepcopy
from html import escape
from typing import Any, Final, cast

from branca.element import Div, Element, Figure
from folium import Map

from geo.render.leaflet.layers import elements

#: Height of a frame in pixels where nothing around it says one.
HEIGHT_PX: Final = 640
#: What begins something that a template would evaluate.
_TEMPLATE: Final = re.compile(r"\{(?=[{%#])")


class PlacedMap(Map):
    """A map that is a page of its own."""

    def to_html(self) -> str:
        """Return the page."""
        raise NotImplementedError

    def _unchanged(self) -> tuple[object, ...]:
        """Return the parts of the map that writing the page does not touch."""
        raise NotImplementedError


class _PageOf:
    """Stands where branca keeps the template of a figure, and writes the page of the map in it."""

    def __init__(self, atlas: PlacedMap) -> None:
        self._atlas = atlas

    def render(self, *, this: Figure, kwargs: dict[str, Any]) -> str:
        """Return the page; a figure that the map was taken out of is one of folium's again."""
        if _is_page(this, self._atlas):
            return self._atlas.to_html()
        return str(type(this)._template.render(this=this, kwargs=kwargs))


class _Frame(Element):
    """A frame that is written as it is, where branca would take its text for a template."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._html = html

    def render(self, **_: object) -> str:
        """Return the frame."""
        return self._html


def place_page(atlas: PlacedMap) -> str:
    """Put the page of a map where the map stands; return the frame for an element that writes it itself."""
    root = atlas.get_root()
    if _is_page(root, atlas):
        vars(root)["_template"] = _PageOf(atlas)
        return ""
    frame = frame_of(atlas)
    # What stands among the children of a figure adds itself to the body; what stands in the body is written.
    if isinstance(root, Figure) and _top(atlas, root) in root._children.values():
        root.html.add_child(_Frame(frame), name=atlas.get_name())
    return frame


def frame_of(atlas: PlacedMap) -> str:
    """Return the page in a frame, in the size of the figure around it."""
    root = atlas.get_root()
    width, height = "100%", str(HEIGHT_PX)
    if isinstance(root, Div):
        height = "100%"
    elif isinstance(root, Figure):
        width, height = root.width or width, root.height or height
    size = f'width="{escape(str(width))}" height="{escape(str(height))}"'
    # What goes into a `Div` is compiled once more as a template, which an entity means nothing to.
    page = _TEMPLATE.sub("&#123;", escape(atlas.to_html()))
    return f'<iframe srcdoc="{page}" sandbox="allow-scripts" {size} frameborder="0"></iframe>'


def copy_tree(atlas: PlacedMap) -> Figure:
    """Return a copy of the figure that is a map's page, because rendering adds to the tree.

    A map that stands in another's page is copied into a figure of its own.
    """
    root = atlas.get_root()
    memory: dict[int, Any] = {id(part): part for part in atlas._unchanged()}
    if _is_page(root, atlas):
        copied = deepcopy(cast("Figure", root), memory)
        _copy_templates(root, copied)
        return copied
    figure = Figure()
    memory[id(atlas._parent)] = figure
    copy = deepcopy(atlas, memory)
    _copy_templates(atlas, copy)
    figure.add_child(copy)
    return figure


def _copy_templates(original: Element, copied: Element) -> None:
    """Give the copies of elements their templates, which branca leaves out: a layer would draw nothing."""
    for one, copy in zip(elements(original), elements(copied), strict=True):
        if "_template" in vars(one) and not isinstance(one._template, _PageOf):
            copy._template = one._template


def _is_page(root: Element, atlas: PlacedMap) -> bool:
    """Return whether a figure holds this map, and no other map or figure beside it."""
    if not isinstance(root, Figure) or isinstance(root, Div):
        return False
    shown = [child for child in root._children.values() if isinstance(child, Map | Figure)]
    return len(shown) == 1 and shown[0] is atlas


def _top(element: Element, root: Element) -> Element:
    """Return what stands right below the root and is or holds an element."""
    while element._parent not in (None, root):
        element = element._parent
    return element
