"""The colours of the page stay apart for every kind of sight, in both themes, and text can be read on them.

Differences are measured in CAM02-UCS after the colour is seen through each kind of colour blindness; 1 is
the least difference that can be seen at all, 10 is seen at a glance. Contrast is that of WCAG 2.2.
"""

import re
from itertools import combinations, pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

import geo

CSS: Final = Path(geo.__file__).parent / "render" / "page" / "css"
THEMES: Final = ("light", "dark")
CLASSES: Final = tuple(f"--class-{step}" for step in (1, 2, 3, 4))
NO_DATA: Final = ("--nodata-missing", "--nodata-country-only", "--nodata-not-covered", "--nodata-not-located")
FUNDING: Final = ("--fund-public", "--fund-private", "--fund-membership", "--fund-sales")
CHANGE: Final = ("--down-2", "--down-1", "--same", "--up-1", "--up-2")
SIGHTS: Final = {
    "trichromacy": None,
    "deuteranopia": "deuteranomaly",
    "protanopia": "protanomaly",
    "tritanopia": "tritanomaly",
}
#: CAM02-UCS: seen at a glance.
APART: Final = 10.0

Colour = tuple[float, float, float]


def tokens(theme: str) -> dict[str, str]:
    """Return the custom properties of the page in a theme, colours as they are written."""
    found: dict[str, str] = {}
    for sheet in sorted(CSS.glob("*.css")):
        for name, value in re.findall(r"^\s*(--[\w-]+):\s*([^;]+);", sheet.read_text(encoding="utf-8"), re.M):
            pair = re.fullmatch(r"light-dark\(((?:[^(),]|\([^)]*\))+),((?:[^(),]|\([^)]*\))+)\)", value)
            found.setdefault(name, pair[1 + THEMES.index(theme)].strip() if pair else value)
    return found


def colour(theme: str, name: str) -> Colour:
    """Return a token as red, green and blue between 0 and 1."""
    found = tokens(theme)
    value = found[name]
    while alias := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = found[alias[1]]
    digits = value.removeprefix("#")
    assert re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits), f"{name} is {value!r}"
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def seen(rgb: Colour, sight: str) -> Colour:
    """Return a colour as it looks to somebody who lacks one kind of cone."""
    kind = SIGHTS[sight]
    if kind is None:
        return rgb
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    red, green, blue = np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1)
    return float(red), float(green), float(blue)


def apart(one: Colour, two: Colour, sight: str) -> float:
    """Return how different two colours look."""
    return float(deltaE(seen(one, sight), seen(two, sight), input_space="sRGB1"))


def lightness(rgb: Colour) -> float:
    """Return CIE L*, 0 to 100: what is left of a colour on a grey printer."""
    return float(cspace_convert(rgb, "sRGB1", "CIELab")[0])


def luminance(rgb: Colour) -> float:
    """Return the relative luminance of WCAG 2.2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, two: Colour) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_any_two_classes_are_apart(theme: str, sight: str) -> None:
    for one, two in combinations(CLASSES, 2):
        assert apart(colour(theme, one), colour(theme, two), sight) >= APART, (one, two)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_every_class_is_apart_from_every_ground_of_no_data(theme: str, sight: str) -> None:
    for kind in (*NO_DATA, "--land", "--sea"):
        for step in CLASSES:
            assert apart(colour(theme, kind), colour(theme, step), sight) >= APART, (kind, step)


@pytest.mark.parametrize("theme", THEMES)
def test_classes_are_apart_in_greyscale_and_in_order(theme: str) -> None:
    steps = [lightness(colour(theme, step)) for step in CLASSES]
    assert steps == sorted(steps, reverse=theme == "light")
    assert min(abs(one - two) for one, two in pairwise(steps)) >= APART


@pytest.mark.parametrize("theme", THEMES)
def test_neighbouring_classes_are_in_contrast(theme: str) -> None:
    for one, two in pairwise(CLASSES):
        assert contrast(colour(theme, one), colour(theme, two)) >= 1.75, (one, two)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_what_stayed_the_same_is_no_foreign_land(theme: str, sight: str) -> None:
    for ground in (*NO_DATA, "--land", "--sea"):
        assert apart(colour(theme, "--same"), colour(theme, ground), sight) >= APART, ground
    assert contrast(colour(theme, "--same"), colour(theme, "--land")) >= 1.4


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_the_hatch_of_no_data_shows_on_its_ground(theme: str, sight: str) -> None:
    for kind in NO_DATA:
        assert apart(colour(theme, "--hatch"), colour(theme, kind), sight) >= 2 * APART, kind


@pytest.mark.parametrize("theme", THEMES)
def test_the_hatch_of_no_data_shows_in_greyscale(theme: str) -> None:
    # On a grey printer a pale class and a pale ground are told apart by the hatch alone.
    for kind in NO_DATA:
        assert abs(lightness(colour(theme, "--hatch")) - lightness(colour(theme, kind))) >= 2 * APART, kind


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_clusters_read_on_every_ground(theme: str, sight: str) -> None:
    # A disc in the colour of the page, its outline and its shape in that of the ink.
    disc, ink = colour(theme, "--halo"), colour(theme, "--ink")
    assert apart(disc, ink, sight) >= 4 * APART
    for ground in (*CLASSES, *NO_DATA, *CHANGE, "--land", "--sea"):
        shows = [apart(part, colour(theme, ground), sight) for part in (disc, ink)]
        assert max(shows) >= 2 * APART, ground


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_the_chosen_cluster_is_unlike_every_other_one(theme: str, sight: str) -> None:
    accent = colour(theme, "--accent")
    for other in ("--halo", "--ink"):
        assert apart(accent, colour(theme, other), sight) >= APART, other


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_the_accent_is_no_class(theme: str, sight: str) -> None:
    for step in CLASSES:
        assert apart(colour(theme, "--accent"), colour(theme, step), sight) >= APART, step


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_neighbouring_parts_of_a_donut_are_apart(theme: str, sight: str) -> None:
    for one, two in pairwise((*FUNDING, FUNDING[0])):
        assert apart(colour(theme, one), colour(theme, two), sight) >= APART, (one, two)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_up_and_down_are_apart_or_hatched(theme: str, sight: str) -> None:
    # What fell is hatched as well (see the sheet of the map), so that no pair rests on colour alone.
    for one, two in pairwise(CHANGE):
        assert apart(colour(theme, one), colour(theme, two), sight) >= APART, (one, two)
    sheet = " ".join((CSS / "map.css").read_text(encoding="utf-8").split())
    for step in (1, 2):
        assert f".region.down-{step} {{ fill: url(" in sheet


@pytest.mark.parametrize("theme", THEMES)
def test_text_has_the_contrast_of_wcag_aa(theme: str) -> None:
    pairs = [
        (ink, ground)
        for ink in ("--ink", "--ink-soft", "--link")
        for ground in ("--page", "--surface", "--hover")
    ]
    pairs += [
        ("--ink-soft", "--sea"),
        ("--ink", "--halo"),
        ("--on-soft", "--kind-soft"),
        ("--on-hard", "--kind-hard"),
    ]
    for ink, ground in pairs:
        assert contrast(colour(theme, ink), colour(theme, ground)) >= 4.5, (ink, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_controls_and_focus_have_the_contrast_of_wcag_aa(theme: str) -> None:
    for edge in ("--line-strong", "--focus", "--accent"):
        for ground in ("--page", "--surface"):
            assert contrast(colour(theme, edge), colour(theme, ground)) >= 3, (edge, ground)


def test_a_traffic_light_would_not_pass() -> None:
    lamps = [(0.9, 0.55, 0.2), (0.95, 0.85, 0.3), (0.4, 0.75, 0.35)]
    assert min(apart(one, two, "deuteranopia") for one, two in combinations(lamps, 2)) < APART
