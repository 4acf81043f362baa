"""Text of folium layers as data: nothing in it is evaluated when a page is built, or runs when it is read.

folium puts a layer's text into scripts, and branca compiles the finished script once more as a template:
``{{ ... }}`` in a popup would be evaluated on the machine that builds, ``${...}`` and backticks would run in
the reader's browser. Every character that could mean something to a template, a script or a tag is therefore
replaced by letters before a layer renders (`protect`), and written as an escape that is safe in strings of
JavaScript, in HTML or in CSS afterwards (`restore_script`, `restore_html`, `restore_style`).
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final, TypeGuard

import nh3
import numpy as np
from branca.element import CssLink, Div, Element, Html, IFrame, JavascriptLink
from folium import DivIcon, GeoJson, Tooltip, TopoJson
from folium.features import ClickForMarker, GeoJsonDetail
from folium.map import Layer, Popup
from folium.utilities import JsCode

from geo.errors import ForeignAssetError

if TYPE_CHECKING:
    from folium.plugins import TimestampedGeoJson

#: Stands before the number of a character. Letters and digits pass every filter of folium unchanged.
_MARK: Final = "atlasq"
#: What a protected character is part of: text, text that a script will write as HTML, or code.
_TEXT, _AS_HTML, _CODE = "t", "h", "c"
_TOKEN: Final = re.compile(rf"{_MARK}([{_TEXT}{_AS_HTML}{_CODE}])([0-9a-f]{{4}})", re.IGNORECASE)
_SPECIAL: Final = re.compile("[{}`$<>&\"'\\\\\n\r\u2028\u2029]")
#: In code only what a template would take for its own.
_TEMPLATE: Final = re.compile(r"\{(?=[{%#])|(?<=[%#}])\}")
#: What of JSON could end a script; it stands in strings only.
_IN_SCRIPT: Final = re.compile("[<>&]")
_IN_HTML: Final = "<>&\"'"
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

_TAGS: Final = nh3.ALLOWED_TAGS | {"font", "figure", "figcaption", "section", "header", "footer", "button"}
_ATTRIBUTES: Final = {
    "*": {"style", "class", "id", "title", "lang", "dir", "role", "width", "height", "align", "color"},
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "img": {"src", "alt", "width", "height"},
    "a": {"href", "target", "hreflang"},
}
_ADDRESS: Final = re.compile(
    r"(?:https?:|mailto:|tel:|data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]|#|$)", re.I
)


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


def restore_script(script: str) -> str:
    r"""Write protected characters as escapes of JavaScript, which mean the same in every kind of string.

    Examples
    --------
    >>> print(restore_script(protect("${a}")))
    \u0024\u007ba\u007d
    """

    def write(kind: str, char: str) -> str:
        if kind == _CODE:
            return char
        if kind == _AS_HTML and char in _IN_HTML:
            return html.escape(char).replace("&", "\\u0026")
        return f"\\u{ord(char):04x}"

    return _restore(script, write)


def restore_html(text: str) -> str:
    """Write protected characters as HTML does in texts and attributes."""
    return _restore(text, lambda kind, char: char if kind == _CODE else html.escape(char))


def restore_style(style: str) -> str:
    """Write protected characters into a style sheet; none of them can end it."""
    return _restore(style, lambda _, char: "\\3c " if char == "<" else char)


def protect(value: Any, *, kind: str = _TEXT) -> Any:
    """Return a value with every special character in its texts replaced; mappings and lists are copied.

    Examples
    --------
    >>> protect(["<b>", 1], kind="h")
    ['atlasqh003cbatlasqh003e', 1]
    """
    special = _TEMPLATE if kind == _CODE else _SPECIAL
    return _map_texts(
        value, lambda text: special.sub(lambda match: f"{_MARK}{kind}{ord(match[0]):04x}", _free(text))
    )


def _plain(value: Any) -> Any:
    """Return a value as it was before it was protected."""
    return _map_texts(value, lambda text: _restore(text, lambda _, char: char))


def _restore(text: str, write: Callable[[str, str], str]) -> str:
    return _TOKEN.sub(lambda match: write(match[1].lower(), chr(int(match[2], 16))), text)


def _free(text: str) -> str:
    """Return a text in which nothing can be taken for a protected character, and which looks the same."""
    return re.sub(_MARK, f"{_MARK[:-1]}\u200b{_MARK[-1]}", text, flags=re.IGNORECASE)


def _map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with every text in it changed; what holds no text, such as coordinates, is kept."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, JsCode):
        return JsCode(protect(value.js_code, kind=_CODE))
    if isinstance(value, dict):
        changed = copy(value)  # a mapping may need more than its items to be made
        changed.clear()
        changed.update((_map_texts(key, change), _map_texts(item, change)) for key, item in value.items())
        return changed
    if isinstance(value, np.ndarray):
        return _map_texts(value.tolist(), change) if value.dtype.kind in "OSU" else value
    # Millions of pairs of coordinates are not worth a copy each. A number first says nothing of the rest.
    if isinstance(value, list | tuple) and not all(isinstance(item, int | float) for item in value):
        return [_map_texts(item, change) for item in value]
    return value


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
        element.data = _allowed_html(data) if element.script else html.escape(data)
        element.script = True
    elif isinstance(element, Tooltip):
        element.text = _allowed_html(str(element.text))
    elif isinstance(element, GeoJson):
        _give_identifiers(element)
    elif _is_timestamped(element):
        _write_as_code(element)
    options = getattr(element, "options", None)
    for name in ("attribution", *(("html",) if isinstance(element, DivIcon) else ())):
        if isinstance(options, dict) and isinstance(options.get(name), str):
            options[name] = _allowed_html(options[name])


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
                properties[name] = _allowed_html(str(properties[name]))
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
        kind = _CODE if is_code else _AS_HTML if _is_written_as_html(element, name) else _TEXT
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
    names = {_plain(field) for field in fields}
    for feature in layer.data.get("features", [layer.data]):
        properties = feature.get("properties") or {}
        for key, value in properties.items():
            if _plain(key) in names:
                properties[key] = protect(_plain(value), kind=_AS_HTML)


def _protect_popup(popup: str) -> str:
    """Protect the text of a marker that a click sets; without one of its own it is folium's code."""
    if not popup.startswith("`"):
        return popup
    return f"`{protect(_allowed_html(popup[1:-1].replace(chr(92) + '`', '`')))}`"


def _with_plain_features(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a style function that is given features as their owner wrote them."""
    return lambda feature: protect(function(_plain(feature)))


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


def _allowed_html(text: str) -> str:
    """Return text that a layer shows as HTML: as it is where it only formats, else as the text it is."""
    parser = _Markup()
    parser.feed(text)
    parser.close()
    return nh3.clean(text, tags=_TAGS, attributes=_ATTRIBUTES) if parser.only_formats else html.escape(text)


class _Markup(HTMLParser):
    """Tells whether HTML holds nothing but elements and attributes that format text."""

    def __init__(self) -> None:
        super().__init__()
        self.only_formats = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        allowed = _ATTRIBUTES["*"] | _ATTRIBUTES.get(tag, set())
        self.only_formats &= tag in _TAGS and all(
            name in allowed and (name not in ("href", "src") or bool(_ADDRESS.match(value or "")))
            for name, value in attrs
        )

    def handle_data(self, data: str) -> None:
        """Look at a text: a tag that was begun and not ended is taken for text here, and not by a browser."""
        self.only_formats &= "<" not in data

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - what it says does not matter
        """Note that a comment formats nothing."""
        self.only_formats = False

    def handle_decl(self, decl: str) -> None:
        """Take a declaration as a comment: it formats nothing."""
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        """Take an instruction as a comment: it formats nothing."""
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        """Take any other section as a comment: it formats nothing."""
        self.handle_comment(data)
