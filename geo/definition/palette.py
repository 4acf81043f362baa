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
from itertools import combinations, pairwise
from typing import Any, Final

from geo.definition.sight import (
    SIGHTS,
    Colour,
    contrast,
    difference,
    lightness,
    read_colour,
    with_lightness_of,
    write_colour,
)

#: Where the colours of the page stand: those of all pages, and those of two figures at once.
_SHEETS: Final = ("tokens.css", "mixes.css", "pairs.css")
THEMES: Final = ("light", "dark")
CLASSES: Final = tuple(f"--class-{step}" for step in (1, 2, 3, 4))
NO_DATA: Final = ("--nodata-missing", "--nodata-country-only", "--nodata-not-covered", "--nodata-not-located")
#: CAM02-UCS: seen at a glance.
APART: Final = 10.0
#: Contrast (WCAG 2.2) of neighbouring classes, and of what is no text with the ground it stands on.
NEIGHBOURS: Final = 1.75
GRAPHICS: Final = 3.0
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
    found = {}
    for name, value in values.items():
        while alias := re.fullmatch(r"var\((--[\w-]+)\)", value):
            value = values[alias[1]]  # noqa: PLW2901 - an alias of an alias
        if colour := read_colour(value):
            found[name] = colour
    return found


@cache
def style_values(theme: str) -> Mapping[str, str]:
    """Return the custom properties of the page in a theme, as they are written."""
    folder = files("geo").joinpath("render/page/css")
    sheet = "\n".join(folder.joinpath(name).read_text("utf-8") for name in _SHEETS)
    found: dict[str, str] = {}
    for name, value in re.findall(r"^\s*(--[\w-]+):\s*([^;]+);", sheet, re.MULTILINE):
        pair = re.fullmatch(r"light-dark\(((?:[^(),]|\([^)]*\))+),((?:[^(),]|\([^)]*\))+)\)", value)
        found.setdefault(name, pair[1 + THEMES.index(theme)].strip() if pair else value)
    return found


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


def _class_faults(palette: Palette) -> Iterator[Fault]:
    grounds = (*NO_DATA, "--land", "--sea")
    pairs = [
        *combinations(CLASSES, 2),
        *((ground, step) for ground in grounds for step in CLASSES),
        *(("--accent", other) for other in (*CLASSES, "--halo", "--ink")),
    ]
    for one, two in pairs:
        sight, measured = _least((sight, difference(palette[one], palette[two], sight)) for sight in SIGHTS)
        if measured < APART:
            differ = f"{_name(one)} and {_name(two)} differ by {_short(measured, 1)}"
            yield Fault((one, two), f"{differ}{_to(sight)}, and must by {APART:.0f} (CAM02-UCS)")


def _grey_faults(palette: Palette, theme: str) -> Iterator[Fault]:
    for one, two in pairwise(CLASSES):
        step = lightness(palette[one]) - lightness(palette[two])
        measured, lighter = (step, "lighter") if theme == "light" else (-step, "darker")
        if measured < APART:
            differ = f"{_name(one)} is {lighter} than {_name(two)} by {_short(measured, 1)} in grey"
            yield Fault((one, two), f"{differ}, and must be by {APART:.0f} (CIE L*)")


def _cluster_faults(palette: Palette) -> Iterator[Fault]:
    # A disc in the colour of the page, its outline and its shape in that of the ink: one of them must show.
    for step in CLASSES:
        sight, measured = _least(
            (sight, max(difference(palette[part], palette[step], sight) for part in ("--halo", "--ink")))
            for sight in SIGHTS
        )
        if measured < 2 * APART:
            differ = f"a cluster on {_name(step)} differs from it by {_short(measured, 1)}{_to(sight)}"
            yield Fault((step,), f"{differ}, and must by {2 * APART:.0f} (CAM02-UCS)")


def _contrast_faults(palette: Palette) -> Iterator[Fault]:
    grounds = ("--page", "--surface")
    least = [(one, two, NEIGHBOURS) for one, two in pairwise(CLASSES)]
    least += [(name, ground, GRAPHICS) for name in ("--accent", CLASSES[2]) for ground in grounds]
    for one, two, wanted in least:
        measured = contrast(palette[one], palette[two])
        if measured < wanted:
            are = f"{_name(one)} and {_name(two)} are in contrast of {_short(measured, 2)}"
            yield Fault((one, two), f"{are}, and must be of {wanted:g} (WCAG 2.2)")


def _least(measures: Iterable[tuple[str, float]]) -> tuple[str, float]:
    return min(measures, key=lambda pair: pair[1])


def _to(sight: str) -> str:
    return "" if sight == SIGHTS[0] else f" to somebody with {sight}"


def _short(measured: float, digits: int) -> str:
    """Write a figure that falls short of a bound, never rounded onto the bound."""
    return f"{math.floor(measured * 10**digits) / 10**digits:.{digits}f}"


def _name(name: str) -> str:
    return _NAMES.get(name, "the ground of no data")
