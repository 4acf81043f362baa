"""The whole sheet of a twin: title, sentence, map, legend and sources, as drawings and words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from geo.language import messages
from geo.render.facts.content import MapContent
from geo.render.facts.payload import ATTRIBUTIONS, source_lines, source_text
from geo.render.facts.scores import table_gaps
from geo.render.look import PUBLISHER, own_messages
from geo.render.twin.blocks import Block
from geo.render.twin.colours import Colours, read_colours
from geo.render.twin.drawing import Drawing, draw_map, fit
from geo.render.twin.figures import Figures
from geo.render.twin.labels import Box
from geo.render.twin.layout import FORMATS, Format
from geo.render.twin.legend import Legend, Setting, set_legend
from geo.render.twin.markers import Markers
from geo.render.twin.markup import number, tag, text_of
from geo.render.twin.options import PictureOptions, View, choose_view
from geo.render.twin.panels import draw_panels
from geo.render.twin.paragraphs import Face, Paragraph, Slot, set_text
from geo.render.twin.typography import BOLD, FAMILIES, REGULAR, SEMIBOLD, plain
from geo.render.twin.words import legend, takeaway

#: Sizes that the type of a legend may shrink to until it fits, in parts of the first one.
_SHRINK: Final = (1, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62, 0.56)
#: Below a map that keeps so much of its height the legend is not set smaller, nor smaller than this.
_LEAST_MAP: Final = 0.93
_LEAST_TYPE: Final = 0.74
_LEAST_IN_ONE: Final = 0.74
#: Sizes that the type of a line at the head may shrink to until it is there whole.
_SHRINK_HEADER: Final = (1, 0.9, 0.8, 0.7)
_GAP: Final = 14
#: Height of a logo.
_LOGO: Final = 28


@dataclass(frozen=True)
class Document:
    """A sheet: what is drawn on it, and its words in the order they are read.

    Parameters
    ----------
    format
        Its size.
    view
        What it shows.
    title, description
        In words, whole.
    background
        Elements below the words.
    definitions
        What these refer to.
    words
        Paragraphs in the order of reading; the map stands after `before_map` of them.
    before_map
        How many paragraphs come before the map.
    map
        The map alone.
    keys
        The drawings of the legend and the logo alone.
    blocks
        The legend in words.
    """

    format: Format
    view: View
    title: str
    description: str
    background: str
    definitions: str
    words: tuple[Paragraph, ...]
    before_map: int
    map: Drawing
    keys: str
    blocks: tuple[Block, ...] = field(default=())

    def to_svg(self) -> str:
        """Return the sheet as SVG, its words as text."""
        return self.svg_of(self.background, *(paragraph.to_svg() for paragraph in self.words))

    def svg_of(self, *content: str) -> str:
        """Return SVG of the size of the sheet with some of what is on it."""
        width, height = self.format.physical
        attributes = {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": width,
            "height": height,
            "viewBox": f"0 0 {self.format.width:g} {self.format.height:g}",
            "lang": self.view.language,
            "role": "img",
            "aria_labelledby": "title description",
            "font_family": FAMILIES,
        }
        return (
            tag(
                "svg",
                attributes,
                tag("title", {"id": "title"}, text_of(self.title)),
                tag("desc", {"id": "description"}, text_of(self.description)),
                tag("defs", {}, self.definitions),
                *content,
            )
            + "\n"
        )


def set_document(content: MapContent, options: PictureOptions) -> Document:
    """Set the sheet of a map.

    Parameters
    ----------
    content
        What the map shows.
    options
        How it is drawn.

    Raises
    ------
    PictureError
        The map shows no such thing.
    """
    view = choose_view(content, options)
    figures, format_ = Figures(content, view), FORMATS[options.size]
    colours = read_colours(options.theme, content.options.style)
    margin = format_.margin
    inner = Box(margin, margin, format_.width - margin, format_.height - margin)
    sources = _sources(figures, colours, format_, inner)
    if format_.column:
        inner = inner._replace(
            bottom=inner.bottom - (0 if format_.header_in_column else _height(sources) + 10)
        )
    across = format_.column if format_.header_in_column else inner.right - inner.left
    brand = _brand(content.options.logo, inner.left, inner.top)
    top = inner.top + (_LOGO + _GAP if brand else 0)
    head = Box(inner.left, top, inner.left + across, inner.bottom)
    header = _header(figures, colours, format_, head)
    below_header = max(paragraph.bottom for paragraph in header) + _GAP
    # The markers' places are known once the map's are; the legend needs only what they say.
    blocks = legend(figures, Markers(figures, colours, [None] * len(figures.records)))
    if view.years:
        blocks = [block.without_counts() for block in blocks]
    if not format_.has_strip:
        blocks = [replace(block, strip=None) for block in blocks]
    lost = 0 if view.years else sum(place.point is None for place in content.places)
    notes = [messages.text(view.language, "map.lost", count=lost)] if lost else []
    if format_.column:
        bottom = inner.bottom - (_height(sources) + _GAP if format_.header_in_column else 0)
        setting = Setting(figures, colours, format_, tuple(blocks), tuple(notes))
        for part in _SHRINK_HEADER if format_.header_in_column else _SHRINK_HEADER[-1:]:
            if format_.header_in_column:
                header = _header(figures, colours, format_, head, part=part)
                below_header = max(paragraph.bottom for paragraph in header) + _GAP
            column = Box(inner.left, below_header, inner.left + format_.column, bottom)
            set_ = _in_column(setting, column, may_lose=part == _SHRINK_HEADER[-1])
            if set_.has_all(blocks):
                break
        top = 0.0 if format_.header_in_column else below_header
        map_box = Box(column.right + 20, top, format_.width, format_.height)
        if not format_.header_in_column:
            map_box = Box(column.right + 16, top, inner.right, inner.bottom)
    else:
        area = Box(inner.left, below_header, inner.right, inner.bottom - _height(sources) - _GAP)
        map_box, set_ = _stacked(area, Setting(figures, colours, format_, tuple(blocks), tuple(notes)))
    drawing, ground, years = _draw(figures, map_box, inner, format_, colours)
    if view.years and not format_.column:
        # The legend stands right below maps that are lower than the room they have.
        set_ = set_.moved(drawing.sheet.area.bottom - map_box.bottom)
    title = plain(content.options.text(content.options.title, view.language))
    return Document(
        format=format_,
        view=view,
        title=title,
        description=_description(figures, blocks, lost),
        background=ground + set_.drawings + brand,
        definitions=drawing.definitions + set_.definitions,
        words=(*header, *years, *set_.words, *sources),
        before_map=len(header),
        map=drawing,
        keys=set_.drawings + brand,
        blocks=tuple(blocks),
    )


def _draw(
    figures: Figures, box: Box, inner: Box, format_: Format, colours: Colours
) -> tuple[Drawing, str, tuple[Paragraph, ...]]:
    """Return the map, or one for each year; the same with the sheet around it; and the years in words."""
    content, view = figures.content, figures.view
    if view.years:
        # Small maps keep the margins of the sheet, beyond which one map may reach.
        room = Box(
            box.left, max(box.top, inner.top), min(box.right, inner.right), min(box.bottom, inner.bottom)
        )
        panels = draw_panels(figures, room, colours, size=format_.text * 1.12)
        page = {"width": format_.width, "height": format_.height, "fill": colours["page"]}
        return panels.drawing, tag("rect", page) + panels.drawing.svg, panels.words
    frame = fit(content.outline, box)
    places = [None if place.point is None else frame.to_pixels(place.point) for place in content.places]
    markers = Markers(figures, colours, places, area=box)
    drawing = draw_map(figures, markers, frame, colours)
    return drawing, drawing.svg + _around(box, format_, colours), ()


def _brand(logo: str, left: float, top: float) -> str:
    """Return the logo of a map, given as an address that holds it; empty without one."""
    if not logo:
        return ""
    place = {"x": left, "y": top, "width": 6 * _LOGO, "height": _LOGO}
    return tag("image", place | {"preserveAspectRatio": "xMinYMid meet", "href": logo})


def _around(box: Box, format_: Format, colours: Colours) -> str:
    """Return the sheet around the map, over what reaches beyond it: a clip path would take twice the time."""
    width, height = format_.width, format_.height
    path = (
        f"M-1-1H{width + 1:g}V{height + 1:g}H-1Z"
        f"M{number(box.left)} {number(box.top)}V{number(box.bottom)}H{number(box.right)}V{number(box.top)}Z"
    )
    return tag("path", {"class": "sheet", "d": path, "fill": colours["page"], "fill_rule": "evenodd"})


def _header(
    figures: Figures, colours: Colours, format_: Format, box: Box, *, part: float = 1
) -> list[Paragraph]:
    """Return title and sentence, in their type or in a part of its size."""
    options, language = figures.content.options, figures.view.language
    sentence, rest = takeaway(figures)
    subtitle = options.text(options.subtitle, language) if format_.has_subtitle else ""
    texts = [
        ("title", options.text(options.title, language), format_.title, SEMIBOLD, "ink", 3),
        ("text", subtitle, format_.text, REGULAR, "ink-soft", 3),
        ("headline", sentence, format_.headline, BOLD, "ink", 4),
        ("text", rest, format_.text, REGULAR, "ink", 2),
    ]
    if options.synthetic:
        synthetic = messages.text(language, "static.page.synthetic")
        texts.insert(2, ("text", synthetic, format_.text, SEMIBOLD, "ink", 2))
    paragraphs, top = list[Paragraph](), box.top
    for role, text, size, weight, colour, most in texts:
        if not text:
            continue
        top += 0.45 * part * size if role == "headline" else 0
        paragraph = _whole(
            text,
            Slot(box.left, top, box.right - box.left),
            Face(part * size, weight, colours[colour]),
            role=role,
            most=most,
        )
        paragraphs.append(paragraph)
        top = paragraph.bottom + 2
    return paragraphs


def _whole(text: str, slot: Slot, face: Face, *, role: str, most: int) -> Paragraph:
    """Return text in the largest type in which all of it stands on so many lines; cut where none is."""
    for part in _SHRINK_HEADER:
        smaller = replace(face, size=part * face.size)
        set_ = set_text(text, slot, smaller, role=role, most=most, is_balanced=role == "headline")
        if set_.is_whole:
            break
    return set_


def _sources(figures: Figures, colours: Colours, format_: Format, box: Box) -> list[Paragraph]:
    """Return the source lines and attributions at the foot of the sheet."""
    content, language = figures.content, figures.view.language
    lines = [
        *(source_text(line, language) for line in source_lines(content.options)),
        messages.text(language, "static.page.source_boundaries"),
        *ATTRIBUTIONS[1:],
        *(messages.text(language, key, **params) for key, params in table_gaps(content.scores)),
    ]
    if publisher := own_messages(content.options).get(PUBLISHER):
        lines.insert(0, publisher[language])
    heading = messages.text(language, "static.page.sources")
    across = format_.column if format_.header_in_column else box.right - box.left
    text = messages.labelled(language, heading, " · ".join(plain(line) for line in lines))
    face = Face(format_.small, REGULAR, colours["ink-soft"])
    paragraph = set_text(text, Slot(box.left, 0, across), face, role="small", most=12)
    return [paragraph.moved(box.bottom - paragraph.bottom)]


def _height(paragraphs: list[Paragraph]) -> float:
    return paragraphs[-1].bottom - paragraphs[0].top


def _in_column(setting: Setting, box: Box, *, may_lose: bool) -> Legend:
    """Return the legend in the largest type in which it fits beside the map, in one to three columns.

    What fits in no type does without the figure against the clusters, then, where it may, loses its last
    blocks, never the first one: that is of the layer.
    """
    # More columns break most lines: type may shrink a little before.
    ways = [(part, 1) for part in _SHRINK if part >= _LEAST_IN_ONE]
    ways += [(part, columns) for columns in (2, 3) for part in _SHRINK]
    without = [replace(block, strip=None) for block in setting.blocks]
    counts = range(len(without), 0 if may_lose else len(without) - 1, -1)
    for blocks in (setting.blocks, *(tuple(without[:count]) for count in counts)):
        shown = replace(setting, blocks=blocks)
        for part, columns in ways:
            set_ = set_legend(shown, box=box, size=setting.format.text * part, columns=columns)
            if set_.bottom <= box.bottom:
                return set_
    return set_


def _stacked(area: Box, setting: Setting) -> tuple[Box, Legend]:
    """Return the place of the map, and the legend below it: set smaller where the map would be small."""
    left, bottom, right, top = setting.figures.content.outline.frame
    tall = (area.right - area.left) * (top - bottom) / (right - left)
    for part in _SHRINK:
        set_ = set_legend(setting, box=area, size=setting.format.text * part, columns=3)
        room = area.bottom - area.top - (set_.bottom - area.top) - _GAP
        if room >= _LEAST_MAP * tall or part <= _LEAST_TYPE:
            break
    map_bottom = area.top + room
    return area._replace(bottom=map_bottom), set_.moved(map_bottom + _GAP - area.top)


def _description(figures: Figures, blocks: list[Block], lost: int) -> str:
    """Return the map in words: its sentence and its legend."""
    language = figures.view.language
    sentences = [" ".join(filter(None, takeaway(figures)))]
    for block in blocks:
        cells = (cell for cell in (block.square.cells if block.square else ()) if cell)
        names = (f"{entry.name} ({entry.range})" if entry.range else entry.name for entry in block.entries)
        rows = [
            *((cell.name, cell.detail) for cell in cells),
            *zip(names, (entry.detail for entry in block.entries), strict=True),
        ]
        texts = (messages.labelled(language, *row) if row[1] else row[0] for row in rows)
        sentences.append(f"{messages.labelled(language, block.title, '; '.join(texts))}.")
    if lost:
        sentences.append(messages.text(language, "map.lost", count=lost))
    return " ".join(sentences)
