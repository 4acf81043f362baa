"""Where the parts of a twin stand on its sheet, in each size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Format:
    """A size of a sheet. Lengths are in units of the drawing: a CSS pixel on A4.

    Parameters
    ----------
    width, height
        Of the sheet.
    pixels
        Width and height of its PNG.
    physical
        Width and height as an SVG states them.
    margin
        Free room at the edges.
    column
        Width of the column with the legend beside the map; 0: the legend stands below the map.
    header_in_column
        Whether title and sentence stand in the column too, else across the sheet.
    title, headline, text, small
        Sizes of type: the title, the sentence, the legend at its largest, sources.
    has_subtitle
        Whether there is room for the subtitle.
    has_strip
        Whether there is room for the figure against the clusters.
    """

    width: float
    height: float
    pixels: tuple[int, int]
    physical: tuple[str, str]
    margin: float
    column: float
    header_in_column: bool
    title: float
    headline: float
    text: float
    small: float
    has_subtitle: bool = True
    has_strip: bool = True


#: Paper is printed with 300 dots to the inch.
FORMATS: Final[Mapping[str, Format]] = {
    "a4": Format(793.7, 1122.52, (2480, 3508), ("210mm", "297mm"), 38, 0, False, 18, 26, 13.5, 9.5),
    "a4-landscape": Format(
        1122.52, 793.7, (3508, 2480), ("297mm", "210mm"), 34, 310, True, 16, 25, 13.5, 9.5
    ),
    "slide": Format(1120, 630, (1920, 1080), ("1920", "1080"), 28, 400, True, 16, 26, 14, 9),
    "square": Format(800, 800, (1080, 1080), ("1080", "1080"), 24, 208, False, 17, 25, 13, 9),
    "card": Format(
        *(800, 420, (1200, 630), ("1200", "630"), 20, 330, True, 13.5, 21, 12, 7.2),
        has_subtitle=False,
        has_strip=False,
    ),
}
