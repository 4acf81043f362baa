"""The PNG of a twin: of the size that was asked for, with every letter drawn."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from geo.render import PictureOptions
from geo.render.facts.content import MapContent
from geo.render.twin.document import set_document
from geo.render.twin.layout import FORMATS
from geo.render.twin.options import SIZES
from geo.render.twin.raster import to_png
from geo.render.twin.typography import glyph_is_there

Content = Callable[[str], MapContent]


#: A sheet of paper has eight times the pixels of a screen.
PAPER = ("a4", "a4-landscape")


@pytest.mark.parametrize(
    "size", [pytest.param(size, marks=[pytest.mark.slow] if size in PAPER else []) for size in SIZES]
)
def test_a_png_has_the_pixels_of_its_size(content: Content, size: str) -> None:
    png = to_png(set_document(content("bioclusters"), PictureOptions(size=size)))
    picture = Image.open(BytesIO(png))
    assert picture.size == FORMATS[size].pixels
    assert len({picture.getpixel((x, x)) for x in range(0, 600, 7)}) > 5


def test_paper_is_drawn_with_300_dots_to_the_inch() -> None:
    assert FORMATS["a4"].pixels == (round(210 / 25.4 * 300), round(297 / 25.4 * 300))
    assert FORMATS["a4-landscape"].pixels == FORMATS["a4"].pixels[::-1]


@pytest.mark.slow
def test_a_picture_is_drawn_alike_twice(content: Content) -> None:
    options = PictureOptions(size="card", theme="dark", layer="index")
    assert to_png(set_document(content("bioclusters"), options)) == to_png(
        set_document(content("bioclusters"), options)
    )


def test_the_font_has_the_letters_of_europe() -> None:
    names = "Ærø Đakovo Ħal Łódź Győr Ştefan Țara Ñ ÇĞİ ß Αττική Πελοπόννησος ΐ България Ќерамидница ЂЋ"
    punctuation = "“”‘’ – — − · … → © € %"
    assert [letter for letter in names + punctuation if not glyph_is_there(letter)] == []
    assert not glyph_is_there("ע")
