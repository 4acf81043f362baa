"""The colours of a page, and the rule that they must meet: the page's own, and those of a definition.

The rule is one for both: tests hold the page's own colours to it, and a definition whose colours break it is
refused with what was measured.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations, pairwise, product
from typing import Any, Final

from geo.definition.sight import (
    SIGHTS,
    Colour,
    contrast,
    difference,
    lightness,
    mixed,
    read_colour,
    with_lightness_of,
    write_colour,
)

#: Where the colours of the page stand: those of all pages, and those of two figures at once.
_SHEETS: Final = ("tokens.css", "mixes.css", "pairs.css")
THEMES: Final = ("light", "dark")
CLASSES: Final = tuple(f"--class-{step}" for step in (1, 2, 3, 4))
NO_DATA: Final = "--nodata"
#: CAM02-UCS: seen at a glance.
APART: Final = 10.0
#: Contrast (WCAG 2.2) of neighbouring classes, and of what is no text with the ground it stands on.
NEIGHBOURS: Final = 1.75
GRAPHICS: Final = 3.0
#: No more classes of one hue fit between land and ink with the contrast of four.
_NEIGHBOURS_OF: Final[Mapping[int, float]] = {5: 1.55, 6: 1.4}
#: Names of the colours in sentences.
_NAMES: Final = {
    "--accent": "the accent",
    "--land": "land",
    "--sea": "the sea",
    "--page": "the page",
    "--surface": "its panels",
    "--halo": "the disc of a cluster",
    "--ink": "text",
} | {name: f"class {step}" for step, name in enumerate(CLASSES, start=1)}

Palette = Mapping[str, Colour]


@dataclass(frozen=True)
class Fault:
    """Two colours, or more, that are not far enough from each other.

    Parameters
    ----------
    names
        Of the colours, as custom properties.
    what
        The rule that they break, with what was measured.
    """

    names: tuple[str, ...]
    what: str


def own_palette(theme: str) -> dict[str, Colour]:
    """Return the colours of the page in a theme, as its style sheet has them."""
    values = style_values(theme)
    colours = {}
    for name, value in values.items():
        while alias := re.fullmatch(r"var\((--[\w-]+)\)", value):
            value = values[alias[1]]  # noqa: PLW2901 - an alias of an alias
        if colour := read_colour(value):
            colours[name] = colour
    return colours


@cache
def style_values(theme: str) -> Mapping[str, str]:
    """Return the custom properties of the page in a theme, as they are written."""
    folder = files("geo").joinpath("render/page/css")
    sheet = "\n".join(folder.joinpath(name).read_text("utf-8") for name in _SHEETS)
    values: dict[str, str] = {}
    for name, value in re.findall(r"^\s*(--[\w-]+):\s*([^;]+);", sheet, re.MULTILINE):
        pair = re.fullmatch(r"light-dark\(((?:[^(),]|\([^)]*\))+),((?:[^(),]|\([^)]*\))+)\)", value)
        values.setdefault(name, pair[1 + THEMES.index(theme)].strip() if pair else value)
    return values


def chosen_colours(style: Mapping[str, Any], theme: str) -> dict[str, str]:
    """Return the colours that a definition chooses in a theme, by custom property.

    What is chosen for the light theme only has the same hues in the dark one, as light as the page's own
    colours are there.

    Parameters
    ----------
    style
        Keys of `geo.definition.Style`.
    theme
        One of `THEMES`.
    """
    chosen: dict[str, str] = {}
    for key, names in (("accent", ("--accent",)), ("ramp", CLASSES)):
        light, dark = (_listed(style.get(name)) for name in (key, f"{key}_dark"))
        values = light if theme == "light" else dark or _made_dark(light, names)
        chosen |= dict(zip(names, values, strict=False))
    return chosen


def _listed(value: str | Sequence[str] | None) -> Sequence[str]:
    return [value] if isinstance(value, str) else value or ()


def _made_dark(light: Sequence[str], names: Sequence[str]) -> list[str]:
    own = own_palette("dark")
    pairs = zip(light, names, strict=False)
    return [
        write_colour(with_lightness_of(colour, own[name]))
        for text, name in pairs
        if (colour := read_colour(text))
    ]


def faults(palette: Palette, theme: str) -> Iterator[Fault]:
    """Yield what is wrong with classes and accent in a theme.

    Classes must be apart from each other, from land, sea and the ground of no data for every kind of sight,
    in order and apart in grey, and neighbours in contrast; a cluster must read on each of them, and a chart
    in the colour of the third on the page. The accent must be unlike all classes and unlike a cluster, and
    in contrast with the page.
    """
    yield from _class_faults(palette)
    yield from _grey_faults(palette, theme)
    yield from _cluster_faults(palette)
    yield from _contrast_faults(palette)


def gradient(palette: Palette, at: float) -> Colour:
    """Return the colour at a place of the gradient: a third of it from each class to the next.

    Parameters
    ----------
    palette
        Colours of a theme.
    at
        0 at the pale end, 100 at the deep one.
    """
    place = min(max(at, 0.0), 100.0) * 3 / 100
    step = min(int(place), 2)
    return mixed(palette[CLASSES[step]], palette[CLASSES[step + 1]], place - step)


def gradient_faults(palette: Palette, theme: str, count: int) -> Iterator[Fault]:
    """Yield what is wrong with the classes of a figure, which are places on the gradient of a theme.

    What holds for the four classes of `faults` must hold for them; of more of them neighbours may be in less
    contrast.

    Parameters
    ----------
    palette
        Colours of the theme.
    theme
        One of `THEMES`.
    count
        How many classes there are, two at least.
    """
    steps = [gradient(palette, round(100 * at / (count - 1))) for at in range(count)]
    grounds = (NO_DATA, "--land", "--sea", "--accent")
    names = [f"class {at} of {count}" for at in range(1, count + 1)]
    coloured = list(zip(names, steps, strict=True))
    others = [(_name(ground), palette[ground]) for ground in grounds]
    for (one, colour), (two, other) in (*combinations(coloured, 2), *product(others, coloured)):
        sight, measured = _least((sight, difference(colour, other, sight)) for sight in SIGHTS)
        if measured < APART:
            accent = ("--accent",) if one == _NAMES["--accent"] else ()
            yield Fault((*accent, *CLASSES), _differ(f"{one} and {two} differ", measured, sight, APART))
    for (one, colour), (two, other) in pairwise(coloured):
        if fault := _grey_fault((one, colour), (two, other), theme):
            yield Fault(CLASSES, fault)
        wanted = _NEIGHBOURS_OF.get(count, NEIGHBOURS)
        if (measured := contrast(colour, other)) < wanted:
            yield Fault(CLASSES, _contrast(f"{one} and {two} are", measured, wanted))


def _class_faults(palette: Palette) -> Iterator[Fault]:
    grounds = (NO_DATA, "--land", "--sea")
    pairs = [
        *combinations(CLASSES, 2),
        *((ground, step) for ground in grounds for step in CLASSES),
        *(("--accent", other) for other in (*CLASSES, "--halo", "--ink")),
    ]
    for one, two in pairs:
        sight, measured = _least((sight, difference(palette[one], palette[two], sight)) for sight in SIGHTS)
        if measured < APART:
            yield Fault((one, two), _differ(f"{_name(one)} and {_name(two)} differ", measured, sight, APART))


def _grey_faults(palette: Palette, theme: str) -> Iterator[Fault]:
    for one, two in pairwise(CLASSES):
        if fault := _grey_fault((_name(one), palette[one]), (_name(two), palette[two]), theme):
            yield Fault((one, two), fault)


def _grey_fault(one: tuple[str, Colour], two: tuple[str, Colour], theme: str) -> str | None:
    """Return what is wrong with a class and the next one in grey."""
    step = lightness(one[1]) - lightness(two[1])
    measured, lighter = (step, "lighter") if theme == "light" else (-step, "darker")
    if measured >= APART:
        return None
    differ = f"{one[0]} is {lighter} than {two[0]} by {_short(measured, 1)} in grey"
    return f"{differ}, and must be by {APART:.0f} (CIE L*)"


def _cluster_faults(palette: Palette) -> Iterator[Fault]:
    # A disc in the colour of the page, its outline and its shape in that of the ink: one of them must show.
    for step in CLASSES:
        sight, measured = _least(
            (sight, max(difference(palette[part], palette[step], sight) for part in ("--halo", "--ink")))
            for sight in SIGHTS
        )
        if measured < 2 * APART:
            differs = f"a cluster on {_name(step)} differs from it"
            yield Fault((step,), _differ(differs, measured, sight, 2 * APART))


def _contrast_faults(palette: Palette) -> Iterator[Fault]:
    grounds = ("--page", "--surface")
    least = [(one, two, NEIGHBOURS) for one, two in pairwise(CLASSES)]
    least += [(name, ground, GRAPHICS) for name in ("--accent", CLASSES[2]) for ground in grounds]
    for one, two, wanted in least:
        measured = contrast(palette[one], palette[two])
        if measured < wanted:
            yield Fault((one, two), _contrast(f"{_name(one)} and {_name(two)} are", measured, wanted))


def _least(measures: Iterable[tuple[str, float]]) -> tuple[str, float]:
    return min(measures, key=lambda pair: pair[1])


def _differ(differ: str, measured: float, sight: str, wanted: float) -> str:
    return f"{differ} by {_short(measured, 1)}{_to(sight)}, and must by {wanted:.0f} (CAM02-UCS)"


def _contrast(are: str, measured: float, wanted: float) -> str:
    return f"{are} in contrast of {_short(measured, 2)}, and must be of {wanted:g} (WCAG 2.2)"


def _to(sight: str) -> str:
    return "" if sight == SIGHTS[0] else f" to somebody with {sight}"


def _short(measured: float, digits: int) -> str:
    """Write a figure that falls short of a bound, never rounded onto the bound."""
    return f"{math.floor(measured * 10**digits) / 10**digits:.{digits}f}"


def _name(name: str) -> str:
    return _NAMES.get(name, "the ground of no data")
