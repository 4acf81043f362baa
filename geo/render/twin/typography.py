"""The type of twins: one family from a package, so that words are as wide and look the same everywhere."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import uharfbuzz

from geo.render.twin.markup import clean

FAMILY: Final = "Source Sans 3"
#: What a program that does not have the family takes instead.
FAMILIES: Final = f"'{FAMILY}', 'Source Sans Pro', system-ui, sans-serif"
REGULAR: Final = 400
SEMIBOLD: Final = 600
BOLD: Final = 700
_ELLIPSIS: Final = "…"
_UNKNOWN: Final = "?"
#: Spaces at which a line may be broken.
_SPACES: Final = " \t\n\r"
_RUN: Final = re.compile(f"[{_SPACES}]+")
NO_BREAK: Final = "\xa0"
#: In French signs have a space before them and begin no line, and what opens a quotation ends none.
_TIED: Final = re.compile(r" (?=[:;!?»%])|(?<=«) ")


def font_file() -> Path:
    """Return the font of twins: Latin, Greek and Cyrillic in every weight."""
    return Path(str(files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"))


@cache
def _font(weight: int) -> uharfbuzz.Font:
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_file()))))
    font.set_variations({"wght": weight})
    return font


@cache
def width(text: str, weight: int = REGULAR) -> float:
    """Return how wide text is in type of one pixel.

    Examples
    --------
    >>> round(10 * width("Leader"), 1) < round(10 * width("Leader", BOLD), 1)
    True
    """
    if not text:
        return 0.0
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    font = _font(weight)
    uharfbuzz.shape(font, buffer)
    return float(sum(glyph.x_advance for glyph in buffer.glyph_positions)) / float(font.face.upem)


def plain(text: str) -> str:
    """Return text on one line, without what would command whoever draws it; no-break spaces stay."""
    kept = "".join(
        letter
        for letter in clean(text)
        if unicodedata.category(letter) not in ("Cf", "Cc", "Zl", "Zp") or letter in _SPACES
    )
    return _RUN.sub(" ", kept).strip()


def wrap(text: str, *, size: float, across: float, weight: int = REGULAR, most: int = 99) -> list[str]:
    r"""Break text into lines.

    A word that is wider than a line is broken where the line ends; what does not fit the last line is cut
    with an ellipsis.

    Parameters
    ----------
    text
        What to break.
    size
        Of the type, pixels.
    across
        Width of a line, pixels.
    weight
        Of the type.
    most
        Lines at most.

    Examples
    --------
    >>> wrap("one two three", size=10, across=40)
    ['one two', 'three']
    >>> wrap("un deux : trois", size=10, across=36)
    ['un', 'deux\xa0:', 'trois']
    """
    lines, line = list[str](), ""
    for word in _TIED.sub(NO_BREAK, plain(text)).split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, weight) * size <= across:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width(line, weight) * size > across and len(line) > 1:
            part = _fitting(line, size=size, across=across, weight=weight)
            lines.append(line[:part])
            line = line[part:]
    lines.append(line)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = cut(lines[-1] + _ELLIPSIS, size=size, across=across, weight=weight)
    return lines


def cut(text: str, *, size: float, across: float, weight: int = REGULAR) -> str:
    """Return text, or as much of it as is no wider than so many pixels, with an ellipsis."""
    if width(text, weight) * size <= across:
        return text
    text = text.removesuffix(_ELLIPSIS)
    part = _fitting(text, size=size, across=across - width(_ELLIPSIS, weight) * size, weight=weight)
    return text[:part].rstrip() + _ELLIPSIS


def _fitting(text: str, *, size: float, across: float, weight: int) -> int:
    """Return how many characters of text fit, one at least."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle], weight) * size <= across:
            low = middle
        else:
            high = middle - 1
    return low


def glyph_is_there(letter: str) -> bool:
    """Return whether the font can draw a letter."""
    return _font(REGULAR).get_nominal_glyph(ord(letter)) is not None


def drawable(text: str) -> str:
    """Return text with a mark in the place of each letter that the font cannot draw.

    Examples
    --------
    >>> drawable("Łódź и Ελλάδα"), drawable("עברית")
    ('Łódź и Ελλάδα', '?????')
    """
    return "".join(letter if glyph_is_there(letter) else _UNKNOWN for letter in text)
