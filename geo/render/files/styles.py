"""The look of the page's layers as QGIS stores it (QML), so that a file opens with the map's colours.

QGIS writes many more properties of a symbol; it takes its defaults for those that are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from geo import columns as c
from geo.definition.palette import CLASSES, Palette, chosen_colours, gradient, own_palette, style_values
from geo.definition.sight import read_colour, write_colour
from geo.language import messages
from geo.language.notes import class_name
from geo.match.tagging import MIXED
from geo.render.facts.cells import LACKS
from geo.render.facts.content import MapContent
from geo.render.facts.figures import BANDS, ShownFigure
from geo.render.files.fields import figure_name
from geo.render.files.tables import CLUSTERS, REGIONS, SMALL_REGIONS
from geo.render.twin.figure_words import range_text

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
    "down-1": (("lines", 135, 1.6),),
    "down-2": (("lines", 135, 1.6),),
}
_NO_DATA: Final = ("not_covered", "missing", "country_only", "not_located")
#: The words of the table for why a figure has no value, and the hatch of each.
_LACKS: Final = {kind: look.removeprefix("no-") for kind, look in LACKS.items()}
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


class LayerStyle(NamedTuple):
    """A look of a layer.

    Parameters
    ----------
    layer
        Name of the layer.
    name
        Of the look.
    qml
        What QGIS reads.
    is_default
        Whether the layer opens with it.
    """

    layer: str
    name: str
    qml: str
    is_default: bool


def layer_styles(content: MapContent) -> tuple[LayerStyle, ...]:
    """Return the looks of the layers of a map: one for classes, one for each figure in its last year.

    Regions open as the map does, with their classes or with its figure.

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
        **{key: messages.text(language, f"term.nodata.{key}") for key in _NO_DATA},
    }
    fills = dict(zip(content.scores.classes, map(colours.get, CLASSES), strict=False))
    regions = [_Category(key, label, _area(fills.get(key), key, colours)) for key, label in labels.items()]
    shapes = dict(zip(content.scores.classes, _SHAPES, strict=False))
    clusters = [_Category(key, label, _marker(shapes.get(key), colours)) for key, label in labels.items()]
    styles = [_figure_style(figure, content, colours) for figure in content.figures]
    firsts = [next((one for one in styles if one.layer == layer), None) for layer in (REGIONS, SMALL_REGIONS)]
    opens_so = content.options.base == "figure" and styles[:1] == firsts[:1]
    opened = firsts if opens_so else firsts[1:]
    title = messages.text(language, "term.layer.class")
    return (
        LayerStyle(REGIONS, title, _style(regions, "fill", _BASED_ON), not opens_so),
        LayerStyle(CLUSTERS, title, _style(clusters, "marker", _BASED_ON), True),
        *(style._replace(is_default=style in opened) for style in styles),
    )


def _figure_style(figure: ShownFigure, content: MapContent, colours: Colours) -> LayerStyle:
    """Return the look of a figure in its last year: its classes, highest first, and why there is none."""
    language, options = content.options.first_language, content.options
    column = figure_name(figure.key, figure.years[-1] if figure.years else None)
    steps = "".join(
        f" WHEN \"{column}\" < {bound!r} THEN '{band}'"
        for bound, band in zip(figure.bounds, BANDS, strict=False)
    )
    last = BANDS[len(figure.bounds)]
    attribute = f'CASE WHEN "{column}" IS NULL THEN "{column}_status"{steps} ELSE \'{last}\' END'
    palette = own_palette("light") | {
        name: colour for name, text in colours.items() if (colour := read_colour(text))
    }
    classes = [
        _Category(
            BANDS[at],
            range_text(figure.bounds, at, language, is_counted=figure.counted),
            _area(_colour(look, place, palette), look, colours),
        )
        for at, (look, place) in enumerate(figure.looks)
    ][::-1]
    lacks = [
        _Category(kind, messages.text(language, _lack_message(kind)), _area(None, hatch, colours))
        for kind, hatch in _LACKS.items()
    ]
    label = options.text(
        {"en": figure.about.label} if isinstance(figure.about.label, str) else dict(figure.about.label),
        language,
    )
    name = f"{label}, {figure.years[-1]}" if figure.years else label
    layer = SMALL_REGIONS if figure.is_small else REGIONS
    return LayerStyle(layer, name, _style([*classes, *lacks], "fill", attribute), is_default=False)


def _colour(look: str, place: int | None, palette: Palette) -> str:
    return write_colour(palette[f"--{look}"] if place is None else gradient(palette, place))


def _lack_message(kind: str) -> str:
    return f"term.nodata.{kind}" if kind == "missing" else f"panel.figure.{kind}"


def _area(fill: str | None, key: str, colours: Colours) -> tuple[_Part, ...]:
    """Return how a region is filled: with the colour of its class, and the hatch of why it has none."""
    paper = fill or colours["--nodata"]
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
    ink = _rgba(colours["--halo" if fill else "--hatch"])
    hatches = _HATCHES.get(key, ()) if not fill or key.startswith("down") else ()
    return (ground, *(_hatch(kind, angle, distance, ink) for kind, angle, distance in hatches))


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


def _style(categories: Iterable[_Category], kind: str, attribute: str) -> str:
    """Return a whole style file: a renderer with a symbol for each value of an expression."""
    root = ET.Element("qgis", {"version": _VERSION, "styleCategories": "Symbology"})
    renderer = ET.SubElement(root, "renderer-v2", {"type": "categorizedSymbol", "attr": attribute})
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
