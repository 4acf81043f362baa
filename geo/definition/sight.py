"""How colours look: to everybody, to somebody who lacks one kind of cone, in grey, and beside each other.

Sources: sRGB, IEC 61966-2-1; contrast, WCAG 2.2; differences, CIECAM02 (CIE 159:2004) with the uniform space
CAM02-UCS of Luo, Cui and Li (2006), in which 1 can just be seen and 10 is seen at a glance; colour blindness,
Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision
Deficiency", severity 1.0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Final

#: Red, green and blue between 0 and 1.
Colour = tuple[float, float, float]
_Matrix = tuple[Colour, Colour, Colour]

#: The kinds of sight that a page is read with.
SIGHTS: Final = ("trichromacy", "deuteranopia", "protanopia", "tritanopia")
_MACHADO: Final[dict[str, _Matrix]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_XYZ: Final[_Matrix] = ((41.24, 35.76, 18.05), (21.26, 71.52, 7.22), (1.93, 11.92, 95.05))
_WHITE: Final[Colour] = (95.047, 100.0, 108.883)
_CAT02: Final[_Matrix] = ((0.7328, 0.4296, -0.1624), (-0.7036, 1.6975, 0.0061), (0.0030, 0.0136, 0.9834))
_FROM_CAT02: Final[_Matrix] = (
    (1.096124, -0.278869, 0.182745),
    (0.454369, 0.473533, 0.072098),
    (-0.009628, -0.005698, 1.015326),
)
_CONES: Final[_Matrix] = ((0.38971, 0.68898, -0.07868), (-0.22981, 1.18340, 0.04641), (0.0, 0.0, 1.0))
#: A screen in an office as sRGB describes it: 64 lux around it, a grey of 20 % behind.
_ADAPTING: Final = 64 / math.pi / 5
_SURROUND: Final = 0.69
_GREY: Final = 0.2
#: Björn Ottosson, "A perceptual color space for image processing" (2020).
_OK_CONES: Final[_Matrix] = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_OK_LAB: Final[_Matrix] = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_OK_LAB: Final[_Matrix] = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_OK_CONES: Final[_Matrix] = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
_HEX: Final = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def read_colour(text: str) -> Colour | None:
    """Return a colour as CSS writes it, `#rgb` or `#rrggbb`; None for any other text.

    Examples
    --------
    >>> read_colour("#fff"), read_colour("#000080")[2] == 128 / 255, read_colour("red")
    ((1.0, 1.0, 1.0), True, None)
    """
    if not _HEX.fullmatch(text):
        return None
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def write_colour(rgb: Colour) -> str:
    """Return a colour as CSS writes it."""
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in rgb)


def luminance(rgb: Colour) -> float:
    """Return the relative luminance of WCAG 2.2."""
    red, green, blue = _linear(rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, two: Colour) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def lightness(rgb: Colour) -> float:
    """Return CIE L*, 0 to 100: what is left of a colour on a grey printer."""
    part = luminance(rgb)
    return 116 * (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116) - 16


def seen(rgb: Colour, sight: str) -> Colour:
    """Return a colour as it looks with one of `SIGHTS`."""
    if sight not in _MACHADO:
        return rgb
    red, green, blue = (_curved(min(1.0, max(0.0, part))) for part in _times(_MACHADO[sight], _linear(rgb)))
    return red, green, blue


def difference(one: Colour, two: Colour, sight: str = "trichromacy") -> float:
    """Return how different two colours look with one of `SIGHTS`, in CAM02-UCS."""
    return math.dist(_uniform(seen(one, sight)), _uniform(seen(two, sight)))


def mixed(one: Colour, two: Colour, part: float) -> Colour:
    """Return a colour between two, as `color-mix` of CSS makes it in Oklab.

    Parameters
    ----------
    one, two
        Its neighbours.
    part
        How much of the second one is in it, 0 to 1.
    """
    pairs = zip(_oklab(one), _oklab(two), strict=True)
    light, a, b = ((1 - part) * first + part * second for first, second in pairs)
    return _shown(_from_oklab((light, a, b)))


def with_lightness_of(rgb: Colour, model: Colour) -> Colour:
    """Return a colour of the same hue (Oklab), as light as another one, less vivid where it must be."""
    light = _oklab(model)[0]
    _, a, b = _oklab(rgb)
    for share in range(100, -1, -5):
        linear = _from_oklab((light, a * share / 100, b * share / 100))
        if all(-0.001 <= part <= 1.001 for part in linear):
            break
    return _shown(linear)


def _linear(rgb: Colour) -> Colour:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return red, green, blue


def _curved(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _times(matrix: _Matrix, vector: Sequence[float]) -> Colour:
    one, two, three = (sum(x * y for x, y in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three


def _oklab(rgb: Colour) -> Colour:
    return _times(_OK_LAB, [math.cbrt(part) for part in _times(_OK_CONES, _linear(rgb))])


def _from_oklab(lab: Colour) -> Colour:
    """Return linear red, green and blue."""
    cones = _times(_FROM_OK_LAB, lab)
    return _times(_FROM_OK_CONES, (cones[0] ** 3, cones[1] ** 3, cones[2] ** 3))


def _shown(linear: Colour) -> Colour:
    """Return the colour of linear red, green and blue, as far as a screen can show it."""
    red, green, blue = (_curved(min(1.0, max(0.0, part))) for part in linear)
    return red, green, blue


@cache
def _uniform(rgb: Colour) -> Colour:
    """Return lightness and the two opponent colours of CAM02-UCS."""
    red, green, blue = _responses(_times(_XYZ, _linear(rgb)))
    a = red - 12 * green / 11 + blue / 11
    b = (red + green - 2 * blue) / 9
    hue = math.atan2(b, a)
    induction = 0.725 * (1 / _GREY) ** 0.2
    exponent = _SURROUND * (1.48 + math.sqrt(_GREY))
    light = 100 * max(0.0, _signal((red, green, blue)) / _signal(_responses(_WHITE))) ** exponent
    eccentricity = (math.cos(hue + 2) + 3.8) / 4
    vivid = 50_000 / 13 * induction * eccentricity * math.hypot(a, b) / (red + green + 1.05 * blue)
    chroma = vivid**0.9 * math.sqrt(light / 100) * (1.64 - 0.29**_GREY) ** 0.73
    colourfulness = math.log(1 + 0.0228 * chroma * _adaptation() ** 0.25) / 0.0228
    return (
        1.7 * light / (1 + 0.007 * light),
        colourfulness * math.cos(hue),
        colourfulness * math.sin(hue),
    )


def _adaptation() -> float:
    """Return the luminance that the eye is adapted to, F_L."""
    k = 1 / (5 * _ADAPTING + 1)
    return 0.2 * k**4 * 5 * _ADAPTING + 0.1 * (1 - k**4) ** 2 * math.cbrt(5 * _ADAPTING)


def _responses(xyz: Colour) -> Colour:
    """Return what the adapted cones answer."""
    degree = 1 - math.exp((-_ADAPTING - 42) / 92) / 3.6
    white = _times(_CAT02, _WHITE)
    adapted = [
        part * (degree * 100 / bright + 1 - degree)
        for part, bright in zip(_times(_CAT02, xyz), white, strict=True)
    ]
    cones = _times(_CONES, _times(_FROM_CAT02, adapted))
    red, green, blue = (_compressed(_adaptation() * cone / 100) for cone in cones)
    return red, green, blue


def _compressed(value: float) -> float:
    power = abs(value) ** 0.42
    return math.copysign(400 * power / (power + 27.13), value) + 0.1


def _signal(responses: Colour) -> float:
    red, green, blue = responses
    return 2 * red + green + blue / 20 - 0.305
