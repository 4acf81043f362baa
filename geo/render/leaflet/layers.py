"""Take a rendered folium tree apart: its own script, the libraries it needs, its styles and its HTML.

folium writes a whole page of its own. We keep what its layers say and put it into ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from branca.element import CssLink, Element, Figure, JavascriptLink
from folium import Map, TileLayer
from folium.folium import _default_css, _default_js

from geo.errors import ForeignAssetError
from geo.render.html import bundled
from geo.render.leaflet.assets import find_asset, leaflet_image, leaflet_script, leaflet_style
from geo.render.leaflet.layer_text import protect_layers
from geo.render.leaflet.opening import take_fitted
from geo.render.leaflet.protected_text import restore_html, restore_script, restore_style
from geo.render.leaflet.written import CENTRE, LEAFLET, ZOOMS, Layers, Script

_SCRIPT: Final = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_STYLE: Final = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
_LINK: Final = re.compile(r"<link\b([^>]*)>", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"""\b(?:src|href)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", re.IGNORECASE)
_FOREIGN: Final = re.compile(r"(?:https?:)?//", re.IGNORECASE)
#: What of folium's page we write ourselves.
_OURS: Final = frozenset(("meta_http", "css_style", "map_style", "global_switches"))
#: Attributes in which folium's raster layers keep an address.
_ADDRESSES: Final = ("tiles", "url")
_AWESOME: Final = re.compile(r"\bAwesomeMarkers\b")
#: Libraries that folium gives to every map and that only some layers use: a name that shows their use. A
#: name that stands there by chance costs a library too many, one that is overlooked would cost the layer.
_ON_USE: Final = {
    "jquery": re.compile(r"(?<![\w$])(?:jQuery\b|\$(?![\w${]))"),
    "awesome_markers": _AWESOME,
    "awesome_markers_css": _AWESOME,
    "awesome_markers_font_css": re.compile(r"""["']prefix["']:\s*["']fa"""),
    "glyphicons_css": re.compile(r"""["']prefix["']:\s*["']glyphicon"""),
}
#: Bundles of ours that stand behind a library, which does without what a map in EPSG:3035 needs.
_ADDITIONS: Final = {"control.minimap.js": "mini-map.js"}
_USERS: Final = {"jquery": "folium.Popup or keep_in_front"}
_MODULE: Final = re.compile(r"""\btype\s*=\s*["']?module\b""", re.IGNORECASE)
#: The address of a file that a module imports.
_IMPORT: Final = re.compile(
    r"""^\s*(?:import\b(?!\s*[.(])[^;"'=]*|export\b[^;"'=(]*\bfrom\s*)["']([^"']+)["']""", re.MULTILINE
)
#: Leaflet guesses where its images are from the address of its style sheet; ours has none.
_ICON: Final = (
    'L.Icon.Default.imagePath="";L.Icon.Default.mergeOptions({{iconUrl:"{icon}",iconRetinaUrl:"{retina}",'
    'shadowUrl:"{shadow}"}});'
)


def take_apart(root: Figure, *, allow_foreign: bool, assets: Path | None = None) -> Layers:
    """Render a folium tree and sort what comes out; the tree is changed.

    Random ids become ordinals by order of first appearance.

    Parameters
    ----------
    root
        Figure with one `folium.Map`.
    allow_foreign
        Whether layers may load files from other hosts.
    assets
        Folder of files for layers whose files no installed package holds.

    Raises
    ------
    ForeignAssetError
        A layer would load a file that neither the folder nor an installed package holds.
    """
    atlas = next(child for child in root._children.values() if isinstance(child, Map))
    if not allow_foreign:
        _empty_mini_maps(root)
        _refuse_addresses(root)
    opening = take_fitted(atlas)
    protect_layers(root, frames=allow_foreign)
    for child in list(root._children.values()):
        # A map of ours would write its page, which is made here.
        Map.render(atlas) if child is atlas else child.render()  # type: ignore[no-untyped-call]
    parts = _Parts(root, allow_foreign=allow_foreign, assets=assets)
    for name, element in root.header._children.items():
        if name != atlas.get_name() and name not in _OURS:
            parts.add(name, element)
    for name, element in root.html._children.items():
        if name != atlas.get_name():
            parts.add(name, element)
    script = _without_end_tag(restore_script(root.script.render()))
    parts.add_used("\n".join((script, *(inline.text for inline in parts.scripts))))
    # Which of them a script will show cannot be read from it: any layer may make a marker or a control.
    has_layers = len(root.script._children) > 1 or bool(parts.scripts or parts.html)
    if len(root.script._children) > 1:
        # A layer may ask how large the map is, which has its place in the page with scripts alone.
        script = f'document.documentElement.classList.add("js");{script}'
    texts = (script, *parts.html, *(item.text for item in parts.scripts), *parts.styles)
    rename = _ordinals(root, "\n".join(texts))
    return Layers(
        map_name=rename(atlas.get_name()),
        libraries=(
            Script(leaflet_script()),
            *([Script(_icons())] if has_layers else []),
            *(Script(rename(item.text), rename(item.attributes)) for item in parts.scripts),
        ),
        styles=(
            leaflet_style(images=has_layers),
            *(rename(item) for item in parts.styles),
        ),
        html=rename("\n".join(parts.html)),
        script=rename(script),
        foreign=tuple(parts.foreign),
        opening=opening,
        has_layers=has_layers,
    )


def write_bare_map() -> Layers:
    """Return what folium writes for a map without layers."""
    atlas = Map(location=CENTRE, zoom_start=0, tiles=None, crs="EPSG3035", **LEAFLET)
    atlas.options |= ZOOMS
    atlas.default_js, atlas.default_css = [], []
    figure = Figure()
    figure.add_child(atlas)
    return take_apart(figure, allow_foreign=False)


class _Parts:
    """Scripts, styles and HTML of layers, in the order they were given."""

    def __init__(self, root: Figure, *, allow_foreign: bool, assets: Path | None) -> None:
        self._owners = dict(_owners(root))
        self._classes = {element.get_name(): _class(element) for element in elements(root)}
        self._allow_foreign = allow_foreign
        self._assets = assets
        self.scripts: list[Script] = []
        self.styles: list[str] = []
        self.html: list[str] = []
        self.foreign: list[str] = []

    def add(self, name: str, element: Element) -> None:
        """Add what one element put into the head or the body of folium's page."""
        if isinstance(element, JavascriptLink | CssLink):
            owner = self._owners.get(element.url, "A layer")
            self._add_file(element.url, owner, script=isinstance(element, JavascriptLink))
            return
        self._add_text(element.render(), self._classes.get(name, "A layer"))

    def add_used(self, script: str) -> None:
        """Add the libraries that folium gives to every map and this one uses."""
        for names, is_script in ((_default_js, True), (_default_css, False)):
            for name, url in names:
                if name in _ON_USE and _ON_USE[name].search(script):
                    self._add_file(url, _USERS.get(name, "folium.Icon"), script=is_script)

    def _add_file(self, url: str, owner: str, *, script: bool) -> None:
        try:
            asset = find_asset(url, wanted_by=owner, folder=self._assets)
        except ForeignAssetError:
            if not self._allow_foreign:
                raise
            tag = f'<script src="{url}"></script>' if script else f'<link rel="stylesheet" href="{url}">'
            self.foreign.append(tag)
            return
        if script:
            self.scripts.append(Script(asset.script()))
            if addition := _ADDITIONS.get(asset.name):
                self.scripts.append(Script(bundled(addition)))
        else:
            self.styles.append(asset.style(images=True))

    def _add_text(self, text: str, owner: str) -> None:
        for attributes, content in _SCRIPT.findall(text):
            if address := _ADDRESS.search(attributes):
                self._add_file(address[1], owner, script=True)
            elif content.strip():
                self._refuse_imports(attributes, content, owner)
                text = _without_end_tag(restore_script(content))
                self.scripts.append(Script(text, restore_html(attributes.strip())))
        for attributes in _LINK.findall(text):
            if address := _ADDRESS.search(attributes):
                self._add_file(address[1], owner, script=False)
        self.styles.extend(restore_style(content) for content in _STYLE.findall(text) if content.strip())
        rest = restore_html(_LINK.sub("", _STYLE.sub("", _SCRIPT.sub("", text))).strip())
        if (address := _ADDRESS.search(rest)) and not self._allow_foreign and not _is_link(rest):
            raise ForeignAssetError(_refusal(owner, address[1]))
        if rest:
            self.html.append(rest)

    def _refuse_imports(self, attributes: str, content: str, owner: str) -> None:
        """Raise where a module would load another file."""
        if self._allow_foreign or not _MODULE.search(attributes):
            return
        if imported := _IMPORT.search(content):
            raise ForeignAssetError(_refusal(owner, imported[1]))


def elements(root: Element) -> Iterator[Element]:
    """Yield an element and all that stand in it, in their order."""
    yield root
    for child in root._children.values():
        yield from elements(child)


def _owners(root: Element) -> Iterator[tuple[str, str]]:
    """Yield the address of each file and the class of the layer that wants it."""
    for element in elements(root):
        for attribute in ("default_js", "default_css"):
            for _, url in getattr(element, attribute, ()):
                yield url, _class(element)


def _empty_mini_maps(root: Element) -> None:
    """Take the tiles out of small maps that nobody chose any for: they show the land of the map."""
    for element in elements(root):
        tiles = getattr(element, "tile_layer", None)
        if isinstance(tiles, TileLayer) and tiles.tiles == TileLayer().tiles:
            tiles.tiles = ""


def _refuse_addresses(root: Element) -> None:
    """Raise where a raster layer would load images from another host."""
    # A small map of `MiniMap` keeps its tiles in an attribute.
    kept = (getattr(element, "tile_layer", None) for element in elements(root))
    for element in (*elements(root), *(layer for layer in kept if isinstance(layer, Element))):
        for attribute in _ADDRESSES:
            address = getattr(element, attribute, None)
            if (
                isinstance(address, str)
                and _FOREIGN.match(address)
                and not isinstance(element, JavascriptLink | CssLink)
            ):
                raise ForeignAssetError(_refusal(_class(element), address))


def _refusal(owner: str, address: str) -> str:
    return (
        f"{owner} would load {address}. Leave the layer out, or make the map with allow_foreign=True, which "
        "lets the page load files from other hosts"
    )


def _is_link(html: str) -> bool:
    """Return whether addresses stand only in links, which load nothing until they are followed."""
    return not _ADDRESS.search(re.sub(r"<a\b[^>]*>", "", html, flags=re.IGNORECASE))


def _class(element: Element) -> str:
    module = type(element).__module__.split(".")[0]
    return f"{module}.{type(element).__name__}"


def _without_end_tag(script: str) -> str:
    """Return a script that cannot end the element it stands in; inside strings the two are the same."""
    return re.sub(r"</(?=script)", r"<\/", script, flags=re.IGNORECASE).strip()


def _icons() -> str:
    return _ICON.format(
        icon=leaflet_image("marker-icon.png"),
        retina=leaflet_image("marker-icon-2x.png"),
        shadow=leaflet_image("marker-shadow.png"),
    )


class _Ordinals:
    """Replaces random ids by ordinals."""

    def __init__(self, ids: dict[str, str]) -> None:
        self._ids = ids
        self._pattern = re.compile("|".join(map(re.escape, ids))) if ids else None

    def __call__(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._ids[match[0]], text) if self._pattern else text


def _ordinals(root: Figure, text: str) -> _Ordinals:
    known = {
        element._id for part in (root, root.header, root.html, root.script) for element in elements(part)
    }
    seen = dict.fromkeys(
        found for found in re.findall(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", text) if found in known
    )
    return _Ordinals({found: str(at) for at, found in enumerate(seen, 1)})
