"""Text of folium layers as data: nothing in it is evaluated when a page is built, or runs when it is read.

folium puts a layer's text into scripts, and branca compiles the finished script once more as a template:
``{{ ... }}`` in a popup would be evaluated on the machine that builds, ``${...}`` and backticks would run in
the reader's browser. So what is special in it is replaced before a layer renders
(`geo.render.leaflet.protected_text`), and what a layer shows as HTML may only format
(`geo.render.leaflet.allowed_html`).
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from branca.element import CssLink, Div, Element, Html, IFrame, JavascriptLink
from folium import DivIcon, GeoJson, Tooltip, TopoJson
from folium.features import ClickForMarker, GeoJsonDetail
from folium.map import Layer, Popup

from geo.errors import ForeignAssetError
from geo.render.leaflet.allowed_html import allowed_html
from geo.render.leaflet.protected_text import AS_HTML, CODE, TEXT, plain, protect

if TYPE_CHECKING:
    from folium.plugins import TimestampedGeoJson

#: What of JSON could end a script; it stands in strings only.
_IN_SCRIPT: Final = re.compile("[<>&]")
#: Attributes that folium writes into a script as code, by the class that has them.
_CODE_ATTRIBUTES: Final = frozenset(
    {
        ("ClickForLatLng", "format_str"),
        ("FastMarkerCluster", "callback"),
        ("MarkerCluster", "icon_create_function"),
        ("MousePosition", "lat_formatter"),
        ("MousePosition", "lng_formatter"),
        ("TimestampedGeoJson", "data"),
        ("TimestampedGeoJson", "duration"),
    }
)
#: Attributes that are no text: names and links of the tree, and addresses of files that are looked up.
_LEFT_ALONE: Final = frozenset(
    {"_name", "_id", "_parent", "_children", "_template", "_template_str", "_template_name"}
    | {"default_js", "default_css", "parent_map"}
)
#: A property that can stand in a script behind a dot.
_IDENTIFIER: Final = re.compile(r"feature\.(id|properties\.[A-Za-z_]\w*)")
#: Loop over children that branca's own `Div` is made with; the one template given as text that is no text.
_OWN_TEMPLATE: Final = Div().html._template_str


def protect_layers(root: Element, *, frames: bool) -> None:
    """Protect the text of every element below one; the elements are changed.

    Parameters
    ----------
    root
        A copy of the tree that is rendered next.
    frames
        Whether a layer may show a page within the page.

    Raises
    ------
    ForeignAssetError
        A layer cannot be made safe: it is named, with the reason.
    """
    elements = list(_elements(root))
    for element in elements:
        if isinstance(element, IFrame) and not frames:
            raise ForeignAssetError(
                "branca.IFrame would show a page within the page, which the page's policy does not allow. "
                "Give its content as text or as folium.Html, or make the map with allow_foreign=True"
            )
        _prepare(element)
    for element in elements:
        _protect_element(element)


def _elements(root: Element) -> Iterator[Element]:
    """Yield every element of a tree once, those that stand in attributes of others included."""
    seen: set[int] = set()
    pending = [root]
    while pending:
        element = pending.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        yield element
        if not isinstance(element, IFrame):
            pending.extend(element._children.values())
            pending.extend(
                part
                for name, part in element.__dict__.items()
                if isinstance(part, Element) and name not in _LEFT_ALONE
            )


def _prepare(element: Element) -> None:
    """Make the text of one element what folium's own escaping would have made it."""
    if type(element) is Element and element._template_str not in (None, _OWN_TEMPLATE):
        element.__dict__["_template"] = _Literal(str(element._template_str))
    elif isinstance(element, Html):
        of_popup = isinstance(getattr(element._parent, "_parent", None), Popup)
        # A popup puts a backslash before each backtick, which is escaped here.
        data = str(element.data).replace("\\`", "`") if of_popup else str(element.data)
        element.data = allowed_html(data) if element.script else html.escape(data)
        element.script = True
    elif isinstance(element, Tooltip):
        element.text = allowed_html(str(element.text))
    elif isinstance(element, GeoJson):
        _give_identifiers(element)
    elif _is_timestamped(element):
        _write_as_code(element)
    options = getattr(element, "options", None)
    for name in ("attribution", *(("html",) if isinstance(element, DivIcon) else ())):
        if isinstance(options, dict) and isinstance(options.get(name), str):
            options[name] = allowed_html(options[name])


def _is_timestamped(element: Element) -> TypeGuard[TimestampedGeoJson]:
    """Return whether an element is of that plugin: where nobody loaded it, none is."""
    plugin = sys.modules.get("folium.plugins.timestamped_geo_json")
    return plugin is not None and isinstance(element, plugin.TimestampedGeoJson)


def _write_as_code(layer: TimestampedGeoJson) -> None:
    """Write what folium puts into a script as it is so that it is JSON, which is data."""
    if layer.embed:
        data = json.loads(layer.data)
        for feature in data.get("features", [data]):
            properties = feature.get("properties") or {}
            for name in {"popup", "tooltip"} & properties.keys():
                properties[name] = allowed_html(str(properties[name]))
        layer.data = _IN_SCRIPT.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(data))
    if layer.duration != "undefined":
        text = json.dumps(layer.duration[1:-1])
        layer.duration = _IN_SCRIPT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _protect_element(element: Element) -> None:
    if isinstance(element, JavascriptLink | CssLink):
        return
    own = _template_owner(element) in ("branca", "folium", "geo")
    for name, value in element.__dict__.items():
        if name in _LEFT_ALONE or isinstance(value, Element):
            continue
        is_code = not own or (type(element).__name__, name) in _CODE_ATTRIBUTES
        kind = CODE if is_code else AS_HTML if _is_written_as_html(element, name) else TEXT
        if isinstance(element, ClickForMarker) and name == "popup":
            element.popup = _protect_popup(str(value))
        elif callable(value) and isinstance(element, GeoJson | TopoJson):
            element.__dict__[name] = _with_plain_features(value)
        else:
            element.__dict__[name] = protect(value, kind=kind)
    if isinstance(element, GeoJsonDetail) and isinstance(element._parent, GeoJson):
        _protect_fields(element._parent, element.fields)


def _is_written_as_html(element: Element, name: str) -> bool:
    return (isinstance(element, Layer) and name == "layer_name") or (
        isinstance(element, GeoJsonDetail) and name == "aliases"
    )


def _protect_fields(layer: GeoJson, fields: Iterable[str]) -> None:
    """Let the values that a table of folium writes as HTML be text there."""
    names = {plain(field) for field in fields}
    for feature in layer.data.get("features", [layer.data]):
        properties = feature.get("properties") or {}
        for key, value in properties.items():
            if plain(key) in names:
                properties[key] = protect(plain(value), kind=AS_HTML)


def _protect_popup(popup: str) -> str:
    """Protect the text of a marker that a click sets; without one of its own it is folium's code."""
    if not popup.startswith("`"):
        return popup
    return f"`{protect(allowed_html(popup[1:-1].replace(chr(92) + '`', '`')))}`"


def _with_plain_features(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a style function that is given features as their owner wrote them."""
    return lambda feature: protect(function(plain(feature)))


def _give_identifiers(layer: GeoJson) -> None:
    """Identify features by a number where the property that would is no name in a script."""
    if not _IDENTIFIER.fullmatch(getattr(layer, "feature_identifier", "feature.id")):
        for number, feature in enumerate(layer.data["features"]):
            feature["id"] = str(number)
        layer.feature_identifier = "feature.id"


def _template_owner(element: Element) -> str:
    """Return the package that wrote an element's template."""
    if "_template" in vars(element):
        return type(element).__module__.split(".")[0]
    owner = next((kind for kind in type(element).__mro__ if "_template" in vars(kind)), Element)
    return owner.__module__.split(".")[0]


class _Literal:
    """Stands where branca keeps a template, and is the text itself."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, **_: object) -> str:
        """Return the text, whatever it looks like."""
        return self._text
