"""A twin as PDF: tagged, with its words as text in the order they are read, and the table of the clusters."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from geo.errors import FormatError
from geo.language import messages
from geo.render.facts.content import MapContent
from geo.render.static import table_columns, table_rows
from geo.render.twin.colours import read_colours
from geo.render.twin.document import Document
from geo.render.twin.layout import FORMATS
from geo.render.twin.options import PictureOptions
from geo.render.twin.paragraphs import Paragraph
from geo.render.twin.typography import FAMILY, drawable, font_file, plain

#: PDF/A-2a keeps for archives, PDF/UA-1 is read by screen readers; both ask for tags.
_STANDARDS: Final = ("a-2a", "ua-1")
_SHEET: Final = Path(__file__).with_name("sheet.typ")
#: Points of a CSS pixel.
_POINT: Final = 0.75
#: A date that data without one have.
_NO_DATE: Final = "1970-01-01"
_LEVELS: Final = {"title": 1, "heading": 2}


def to_pdf(content: MapContent, document: Document, options: PictureOptions) -> bytes:
    """Return a sheet as PDF/A-2a and PDF/UA-1.

    Parameters
    ----------
    content
        What the map shows.
    document
        The sheet.
    options
        How it is drawn.

    Raises
    ------
    FormatError
        The library that writes PDF is not installed.
    """
    try:
        import typst  # noqa: PLC0415 - large, and of an extra
    except ImportError as error:
        raise FormatError(
            "PDF needs a library that is not installed: run python -m pip install 'clusteratlas[pdf]'"
        ) from error
    day = _newest_date(content)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_file().parent)]
    )
    written = typst.compile(
        _SHEET.read_bytes(),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_data(content, document, options, day), ensure_ascii=False)},
        format="pdf",
        pdf_standards=list(_STANDARDS),
        timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
    )
    return bytes(written)


def _data(content: MapContent, document: Document, options: PictureOptions, day: date) -> dict[str, Any]:
    format_, language = document.format, document.view.language
    colours = read_colours(options.theme, content.options.style)
    area = document.map.sheet.area
    paper = FORMATS["a4-landscape" if format_.width > format_.height else "a4"]
    rows = [[drawable(plain(cell)) for cell in row] for row in table_rows(content, language)]
    return {
        "title": drawable(document.title) or content.options.name,
        "description": drawable(document.description),
        "date": [day.year, day.month, day.day],
        "language": language,
        "family": FAMILY,
        "width": format_.width * _POINT,
        "height": format_.height * _POINT,
        "paper": [paper.width * _POINT, paper.height * _POINT],
        "page": colours["page"],
        "ink": colours["ink"],
        "line": colours["line-strong"],
        "before": document.before_map,
        "words": [_words(paragraph) for paragraph in document.words],
        "map": [
            _POINT * value for value in (area.left, area.top, area.right - area.left, area.bottom - area.top)
        ],
        "drawing": document.svg_of(document.map.svg),
        "keys": document.svg_of(document.keys),
        "table": messages.text(language, "static.page.table"),
        "columns": table_columns(content, language),
        "rows": rows,
    }


def _words(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "level": _LEVELS.get(paragraph.role, 0),
        "lines": [drawable(line) for line in paragraph.lines],
        "x": paragraph.left * _POINT,
        "y": paragraph.baseline * _POINT,
        "size": paragraph.face.size * _POINT,
        "leading": paragraph.leading * _POINT,
        "weight": paragraph.face.weight,
        "colour": paragraph.face.colour,
    }


def _newest_date(content: MapContent) -> date:
    """Return the newest date of the data that the map was made from: never that of the clock."""
    catalog = content.catalog
    dates = [catalog.resource(name).date for name in catalog.opened]
    return date.fromisoformat(max(filter(None, dates), default=_NO_DATE))
