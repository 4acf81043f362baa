"""The colours of the page stay apart for every kind of sight, in both themes, and text can be read on them.

Classes and accent meet the rule that the colours of a definition must meet too, `geo.definition.palette`.
Differences are measured in CAM02-UCS after the colour is seen through each kind of colour blindness; 1 is
the least difference that can be seen at all, 10 is seen at a glance. Contrast is that of WCAG 2.2.
"""

from itertools import combinations, pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.definition.palette import (
    APART,
    CLASSES,
    NO_DATA,
    THEMES,
    faults,
    gradient,
    gradient_faults,
    own_palette,
)
from geo.definition.sight import (
    SIGHTS,
    Colour,
    contrast,
    difference,
    lightness,
    read_colour,
    seen,
    with_lightness_of,
    write_colour,
)
from geo.render.twin.colours import read_colours

CSS: Final = Path(geo.__file__).parent / "render" / "page" / "css"
FUNDING: Final = ("--fund-public", "--fund-private", "--fund-membership", "--fund-sales")
PAIR: Final = tuple(f"--pair-{at}" for at in range(1, 10))
CHANGE: Final = ("--down-2", "--down-1", "--same", "--up-1", "--up-2")
#: What the library that the measures are compared with calls each kind of sight.
DEFICIENCIES: Final = {
    "deuteranopia": "deuteranomaly",
    "protanopia": "protanomaly",
    "tritanopia": "tritanomaly",
}
COLOURS: Final = st.tuples(*[st.floats(0, 1)] * 3)


def colour(theme: str, name: str) -> Colour:
    """Return a colour of the page in a theme."""
    return own_palette(theme)[name]


@pytest.mark.slow
@given(COLOURS, COLOURS)
def test_differences_are_those_of_the_published_model(one: Colour, two: Colour) -> None:
    for sight in SIGHTS:
        shown = [seen(one, sight), seen(two, sight)]
        if sight in DEFICIENCIES:
            space = {"name": "sRGB1+CVD", "cvd_type": DEFICIENCIES[sight], "severity": 100}
            wanted = np.clip(cspace_convert([one, two], space, "sRGB1"), 0, 1)
            assert np.allclose(shown, wanted, atol=1e-9)
        expected = float(deltaE(shown[0], shown[1], input_space="sRGB1"))
        assert difference(one, two, sight) == pytest.approx(expected, abs=0.02)
    assert lightness(one) == pytest.approx(float(cspace_convert(one, "sRGB1", "CIELab")[0]), abs=0.02)


@pytest.mark.parametrize("theme", THEMES)
def test_the_colours_of_the_page_meet_the_rule(theme: str) -> None:
    assert [fault.what for fault in faults(own_palette(theme), theme)] == []


@pytest.mark.parametrize(
    ("changed", "theme", "what"),
    [
        (
            {"--class-2": "#a2d2c1"},
            "light",
            "class 1 and class 2 differ by 0.0, and must by 10 (CAM02-UCS)",
        ),
        (
            {"--class-1": "#f1ece5"},
            "light",
            "land and class 1 differ by 0.0, and must by 10 (CAM02-UCS)",
        ),
        (
            {"--class-2": "#b0b8d8"},
            "light",
            "class 1 is lighter than class 2 by",
        ),
        (
            {"--class-4": "#1c3c58"},
            "light",
            "class 3 and class 4 are in contrast of 1.69, and must be of 1.75 (WCAG 2.2)",
        ),
        (
            {"--accent": "#f3b08f"},
            "light",
            "the accent and the page are in contrast of 1.83, and must be of 3",
        ),
        (
            {"--accent": "#1f6379"},
            "light",
            "the accent and class 3 differ by 0.0, and must by 10 (CAM02-UCS)",
        ),
        ({"--class-3": "#3f878f"}, "dark", "class 2 and class 3 differ by 0.0, and must by 10 (CAM02-UCS)"),
    ],
)
def test_a_colour_that_breaks_the_rule_is_named_with_what_was_measured(
    changed: dict[str, str], theme: str, what: str
) -> None:
    colours = {name: found for name, text in changed.items() if (found := read_colour(text))}
    found = [fault.what for fault in faults(own_palette(theme) | colours, theme)]
    assert any(text.startswith(what) for text in found), found


def test_a_ramp_of_reds_and_greens_is_told_from_whom_it_hides() -> None:
    ramp = [(0.9, 0.55, 0.2), (0.95, 0.85, 0.3), (0.4, 0.75, 0.35), (0.1, 0.3, 0.1)]
    palette = own_palette("light") | dict(zip(CLASSES, ramp, strict=True))
    assert any("to somebody with deuteranopia" in fault.what for fault in faults(palette, "light"))


@given(COLOURS, st.sampled_from(CLASSES))
def test_a_colour_made_for_the_dark_is_as_light_as_its_model(rgb: Colour, name: str) -> None:
    model = colour("dark", name)
    made = read_colour(write_colour(with_lightness_of(rgb, model)))
    assert made is not None
    assert abs(lightness(made) - lightness(model)) < 9


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_what_stayed_the_same_is_no_foreign_land(theme: str, sight: str) -> None:
    for ground in (NO_DATA, "--land", "--sea"):
        assert difference(colour(theme, "--same"), colour(theme, ground), sight) >= APART, ground
    assert contrast(colour(theme, "--same"), colour(theme, "--land")) >= 1.4


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_the_hatch_of_no_data_shows_on_its_ground(theme: str, sight: str) -> None:
    assert difference(colour(theme, "--hatch"), colour(theme, NO_DATA), sight) >= 2 * APART


@pytest.mark.parametrize("theme", THEMES)
def test_the_hatch_of_no_data_shows_in_greyscale(theme: str) -> None:
    # On a grey printer a pale class and a pale ground are told apart by the hatch alone.
    assert abs(lightness(colour(theme, "--hatch")) - lightness(colour(theme, NO_DATA))) >= 2 * APART


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_clusters_read_on_every_ground(theme: str, sight: str) -> None:
    # A disc in the colour of the page, its outline and its shape in that of the ink.
    disc, ink = colour(theme, "--halo"), colour(theme, "--ink")
    assert difference(disc, ink, sight) >= 4 * APART
    for ground in (*CLASSES, NO_DATA, *CHANGE, "--land", "--sea"):
        shows = [difference(part, colour(theme, ground), sight) for part in (disc, ink)]
        assert max(shows) >= 2 * APART, ground


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_neighbouring_parts_of_a_donut_are_difference(theme: str, sight: str) -> None:
    for one, two in pairwise((*FUNDING, FUNDING[0])):
        assert difference(colour(theme, one), colour(theme, two), sight) >= APART, (one, two)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_up_and_down_are_apart_or_hatched(theme: str, sight: str) -> None:
    # What fell is hatched as well (see the sheet of the map), so that no pair rests on colour alone.
    for one, two in pairwise(CHANGE):
        assert difference(colour(theme, one), colour(theme, two), sight) >= APART, (one, two)
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
    ]
    for ink, ground in pairs:
        assert contrast(colour(theme, ink), colour(theme, ground)) >= 4.5, (ink, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_the_shape_of_a_class_reads_on_the_colour_of_each_source(theme: str) -> None:
    inks = ("--on-deep", "--on-private", "--on-pale", "--on-pale")
    for ink, source in zip(inks, FUNDING, strict=True):
        assert contrast(colour(theme, ink), colour(theme, source)) >= 4.5, source
    # On several colours its edge parts it from all of them.
    assert contrast(colour(theme, "--on-deep"), colour(theme, "--on-pale")) >= 7


@pytest.mark.parametrize("theme", THEMES)
def test_controls_focus_and_hatches_have_the_contrast_of_wcag_aa(theme: str) -> None:
    for edge in ("--line-strong", "--focus"):
        for ground in ("--page", "--surface", "--hover", "--sea"):
            assert contrast(colour(theme, edge), colour(theme, ground)) >= 3, (edge, ground)
    assert contrast(colour(theme, "--hatch"), colour(theme, NO_DATA)) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_the_classes_of_a_figure_meet_the_rule(theme: str, count: int) -> None:
    assert [fault.what for fault in gradient_faults(own_palette(theme), theme, count)] == []


def test_the_classes_of_a_figure_are_the_colours_of_its_pictures() -> None:
    colours, palette = read_colours("light"), own_palette("light")
    assert [write_colour(gradient(palette, at)) for at in (0, 25, 100)] == [
        colours["class-1"], colours.ramp(25), colours["class-4"],
    ]  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
def test_clusters_read_on_the_classes_of_a_figure(theme: str) -> None:
    for one in (gradient(own_palette(theme), at) for at in (0, 20, 25, 40, 50, 60, 75, 80, 100)):
        for sight in SIGHTS:
            shows = [difference(colour(theme, part), one, sight) for part in ("--halo", "--ink")]
            assert max(shows) >= 2 * APART


@pytest.mark.parametrize("theme", THEMES)
def test_the_nine_classes_of_two_figures_stay_apart_for_every_kind_of_sight(theme: str) -> None:
    others = ("--land", "--sea", "--accent", NO_DATA)
    pairs = [*combinations(PAIR, 2), *((one, other) for one in PAIR for other in others)]
    for one, two in pairs:
        for sight in SIGHTS:
            measured = difference(colour(theme, one), colour(theme, two), sight)
            assert measured >= APART, (one, two, sight, measured)


@pytest.mark.parametrize("theme", THEMES)
def test_the_nine_classes_run_from_quiet_to_loud_along_both_figures(theme: str) -> None:
    lights = [lightness(colour(theme, name)) for name in PAIR]
    for at, light in enumerate(lights):
        for next_ in ([at + 1] if at % 3 < 2 else []) + ([at + 3] if at < 6 else []):
            assert (light > lights[next_]) == (theme == "light")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("at", range(1, 10))
def test_numbers_in_the_square_of_two_figures_can_be_read(theme: str, at: int) -> None:
    assert contrast(colour(theme, f"--on-pair-{at}"), colour(theme, f"--pair-{at}")) >= 4.5
