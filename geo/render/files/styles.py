"""The look of the page's class layer as QGIS stores it (QML), so that a file opens with the map's colours.

QGIS writes many more properties of a symbol; it takes its defaults for those that are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from geo import columns as c
from geo.definition.palette import CLASSES, chosen_colours, style_values
from geo.language import messages
from geo.language.notes import class_name
from geo.match.tagging import MIXED
from geo.render.facts.content import MapContent
from geo.render.files.tables import CLUSTERS, REGIONS

#: The least that a style file states; newer programs read older files.
_VERSION: Final = "3.22"
_BASED_ON: Final = f'coalesce("{c.CLASS}", "{c.NO_DATA}")'
#: Kinds of no data, and the hatch of each as the page draws it: angle and distance of its lines, or dots.
_HATCHES: Final[Mapping[str, tuple[tuple[str, float, float], ...]]] = {
    "not_covered": (("dots", 0, 1.6),),
    "missing": (("lines", 45, 1.2),),
    "country_only": (("lines", 0, 1.6),),
    "not_located": (("lines", 0, 1.9), ("lines", 90, 1.9)),
    MIXED: (("lines", 90, 1.9),),
}
#: Markers of the classes, low to high: the shapes of the page in the names of QGIS.
_SHAPES: Final = ("triangle", "square", "diamond", "circle")
_LINE: Final = "0.15"
_MIXED: Final = re.compile(r"rgb\((\d+) (\d+) (\d+) / (\d+)%\)")

Properties = Mapping[str, str]
#: By the names of custom properties in the style sheet of the page.
Colours = Mapping[str, str]


class _Part(NamedTuple):
    """One layer of a symbol: what draws it, how, and with which symbol of its own."""

    kind: str
    properties: Properties
    inner: tuple[str, Properties] | None = None


class _Category(NamedTuple):
    """One entry of the legend."""

    value: str
    label: str
    parts: tuple[_Part, ...]


def layer_styles(content: MapContent) -> dict[str, str]:
    """Return the style of each layer as QML, by the name of the layer.

    Parameters
    ----------
    content
        What the map shows.
    """
    chosen = chosen_colours(content.options.style.model_dump(), "light")
    colours = dict(style_values("light")) | chosen
    language = content.options.first_language
    labels = {
        **{key: class_name(key, language) for key in (*reversed(content.scores.classes), MIXED)},
        **{key: messages.text(language, f"term.nodata.{key}") for key in _HATCHES if key != MIXED},
    }
    fills = dict(zip(content.scores.classes, map(colours.get, CLASSES), strict=False))
    regions = [_Category(key, label, _area(key, fills.get(key), colours)) for key, label in labels.items()]
    shapes = dict(zip(content.scores.classes, _SHAPES, strict=False))
    clusters = [_Category(key, label, _marker(shapes.get(key), colours)) for key, label in labels.items()]
    return {REGIONS: _style(regions, "fill"), CLUSTERS: _style(clusters, "marker")}


def _area(key: str, fill: str | None, colours: Colours) -> tuple[_Part, ...]:
    """Return how a region is filled: with the colour of its class, or the hatch of why it has none."""
    paper = fill or colours["--nodata-missing"]
    ground = _Part(
        "SimpleFill",
        {
            "color": _rgba(paper),
            "outline_color": _rgba(colours["--region-line"]),
            "outline_width": _LINE,
            "outline_width_unit": "MM",
            "style": "solid",
        },
    )
    if fill:
        return (ground,)
    ink = _rgba(colours["--hatch"])
    return (ground, *(_hatch(kind, angle, distance, ink) for kind, angle, distance in _HATCHES[key]))


def _hatch(kind: str, angle: float, distance: float, ink: str) -> _Part:
    if kind == "dots":
        places = {f"distance_{axis}": str(distance) for axis in "xy"} | {
            f"distance_{axis}_unit": "MM" for axis in "xy"
        }
        dot = {"name": "circle", "color": ink, "outline_style": "no", "size": "0.45", "size_unit": "MM"}
        return _Part("PointPatternFill", places, ("SimpleMarker", dot))
    lines = {"angle": str(angle), "distance": str(distance), "distance_unit": "MM"}
    stroke = {"line_color": ink, "line_width": _LINE, "line_width_unit": "MM"}
    return _Part("LinePatternFill", lines, ("SimpleLine", stroke))


def _marker(shape: str | None, colours: Colours) -> tuple[_Part, ...]:
    """Return how a cluster is drawn: a disc with a dark outline and the shape of its class in it."""
    ink = _rgba(colours["--ink"])
    disc = {"name": "circle", "color": _rgba(colours["--surface"]), "size": "4", "size_unit": "MM"}
    outline = {"outline_color": ink, "outline_width": "0.25", "outline_width_unit": "MM"}
    mark = {"name": shape or "circle", "size": "2", "size_unit": "MM"}
    filled = {"color": ink, "outline_style": "no"} if shape else {"color": "0,0,0,0", **outline}
    return (_Part("SimpleMarker", {**disc, **outline}), _Part("SimpleMarker", {**mark, **filled}))


def _style(categories: Iterable[_Category], kind: str) -> str:
    """Return a whole style file: a renderer with a symbol for each category."""
    root = ET.Element("qgis", {"version": _VERSION, "styleCategories": "Symbology"})
    renderer = ET.SubElement(root, "renderer-v2", {"type": "categorizedSymbol", "attr": _BASED_ON})
    entries, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, category in enumerate(categories):
        name = str(number)
        about = {"value": category.value, "label": category.label, "symbol": name, "render": "true"}
        ET.SubElement(entries, "category", about)
        symbol = ET.SubElement(symbols, "symbol", {"type": kind, "name": name, "alpha": "1"})
        for place, part in enumerate(category.parts):
            layer = _layer(symbol, part.kind, part.properties)
            if part.inner:
                inner = "line" if part.kind == "LinePatternFill" else "marker"
                own = ET.SubElement(
                    layer, "symbol", {"type": inner, "name": f"@{name}@{place}", "alpha": "1"}
                )
                _layer(own, *part.inner)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _layer(symbol: ET.Element, kind: str, properties: Properties) -> ET.Element:
    layer = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"})
    options = ET.SubElement(layer, "Option", {"type": "Map"})
    for name, value in properties.items():
        ET.SubElement(options, "Option", {"type": "QString", "name": name, "value": value})
    return layer


def _rgba(colour: str) -> str:
    """Return a colour of a style sheet in numbers from 0 to 255, its opacity last.

    Examples
    --------
    >>> _rgba("#fff"), _rgba("#1f6379"), _rgba("rgb(255 255 255 / 75%)")
    ('255,255,255,255', '31,99,121,255', '255,255,255,191')
    """
    if mixed := _MIXED.fullmatch(colour):
        *values, percent = map(int, mixed.groups())
        return ",".join(map(str, (*values, round(255 * percent / 100))))
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return ",".join(str(int(digits[at : at + 2], 16)) for at in (0, 2, 4)) + ",255"
