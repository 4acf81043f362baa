"""The colours of a twin: those of the page, from its style sheet, and those that a map chooses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.definition import Style
from geo.definition.palette import chosen_colours, style_values
from geo.definition.sight import read_colour, write_colour

_REFERENCE: Final = re.compile(r"var\(--([\w-]+)\)")
_MIXED: Final = re.compile(r"rgb\((\d+) (\d+) (\d+) / (\d+)%\)")
#: Linear sRGB to cone responses, and these to OKLab. Source: Björn Ottosson, "A perceptual color space for
#: image processing", 2020, as CSS Color 4 has it.
_TO_CONES: Final = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB: Final = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_LAB: Final = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_CONES: Final = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)

_Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Colours:
    """The colours of one theme, by the names that the page's style sheet has for them."""

    tokens: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return a colour as ``#rrggbb`` or ``#rgb``."""
        value = self.tokens[name]
        reference = _REFERENCE.fullmatch(value)
        if reference:
            return self[reference[1]]
        mixed = _MIXED.fullmatch(value)
        return "#" + "".join(f"{int(part):02x}" for part in mixed.groups()[:3]) if mixed else value

    def opacity(self, name: str) -> float:
        """Return how opaque a colour is, 0 to 1."""
        mixed = _MIXED.fullmatch(self.tokens[name])
        return int(mixed[4]) / 100 if mixed else 1.0

    def ramp(self, at: float) -> str:
        """Return the colour at a place of the gradient: a third of it from each class to the next.

        Parameters
        ----------
        at
            0 at the pale end, 100 at the deep one.
        """
        stops = [self[f"class-{step}"] for step in (1, 2, 3, 4)]
        place = min(max(at, 0.0), 100.0) * 3 / 100
        step = min(int(place), 2)
        return _mixed(stops[step], stops[step + 1], place - step)


def read_colours(theme: str, style: Style | None = None) -> Colours:
    """Return the colours of the page in a theme.

    Parameters
    ----------
    theme
        ``light`` or ``dark``.
    style
        Colours that a map chooses for itself.
    """
    tokens = dict(style_values(theme))
    for name, value in chosen_colours(style.model_dump(), theme).items() if style else ():
        if (colour := read_colour(value)) is not None:
            tokens[name] = write_colour(colour)
    return Colours({name.removeprefix("--"): value for name, value in tokens.items()})


def _mixed(first: str, second: str, part: float) -> str:
    """Mix two colours in OKLab, as the page does."""
    pairs = zip(_to_lab(first), _to_lab(second), strict=True)
    lightness, a, b = ((1 - part) * low + part * high for low, high in pairs)
    return _from_lab((lightness, a, b))


def _to_lab(colour: str) -> _Triple:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    values = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values
    )
    long, medium, short = (response ** (1 / 3) for response in _product(_TO_CONES, (red, green, blue)))
    return _product(_TO_LAB, (long, medium, short))


def _from_lab(lab: _Triple) -> str:
    long, medium, short = (root**3 for root in _product(_FROM_LAB, lab))
    linear = _product(_FROM_CONES, (long, medium, short))
    digits = []
    for value in linear:
        inside = min(max(value, 0.0), 1.0)
        encoded = 12.92 * inside if inside <= 0.0031308 else 1.055 * inside ** (1 / 2.4) - 0.055
        digits.append(f"{round(255 * encoded):02x}")
    return "#" + "".join(digits)


def _product(matrix: tuple[_Triple, ...], vector: _Triple) -> _Triple:
    x, y, z = (sum(factor * value for factor, value in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z
