"""What a twin and the page must compute alike."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from geo.language import messages
from geo.render.twin.colours import read_colours
from geo.render.twin.figures import Figures
from geo.render.twin.options import PictureOptions, choose_view
from geo.render.twin.sizes import MEMBERS, SERVICES, UNKNOWN, radius_of, reference_values
from geo.render.twin.spread import spread
from geo.render.twin.typography import SEMIBOLD, cut, width, wrap
from tests.render.test_page_scripts import computed_by_the_page, texts_by_language
from tests.render.twin.conftest import Content


@pytest.mark.parametrize(
    ("count", "within"), [(2, 1), (25, 300), (25, 40), (119, 200), (150, 400), (400, 900)]
)
def test_markers_go_where_the_page_puts_them(count: int, within: int) -> None:
    chance = random.Random(count * within)  # noqa: S311 - the same places every time
    points = [(chance.random() * within, chance.random() * within) for _ in range(count)]
    points += [(10.0, 10.0)] * 3
    theirs = computed_by_the_page(
        "data/spread.js",
        """script.arrange(given.map(([x, y], at) => ({ x, y, at })), () => false, (all) => 8 + all.length)
            .spots.map(({ members, atX, atY }) => [members.map(({ at }) => at), atX, atY])""",
        points,
    )
    ours = spread(points, lambda members: 8 + len(members))
    assert [spot.members for spot in ours] == [members for members, _, _ in theirs]
    for spot, (_, x, y) in zip(ours, theirs, strict=True):
        assert spot.at_x == pytest.approx(x, abs=1e-6)
        assert spot.at_y == pytest.approx(y, abs=1e-6)


def test_the_sizes_of_markers_and_the_values_of_their_legend_are_those_of_the_page() -> None:
    mosts = [1, 2, 3, 7, 19, 20, 99, 350, 1000, 12345]
    theirs = computed_by_the_page(
        "data/sizes.js", "given.map((most) => script.referenceValues(most, script.MEMBERS_PX))", mosts
    )
    assert [reference_values(most, MEMBERS) for most in mosts] == theirs
    assert theirs[mosts.index(350)] == [200, 50]
    assert theirs[0] == [1]
    radii = computed_by_the_page(
        "data/sizes.js",
        "[...given.map((value) => script.radiusOf(value, 350, 18)), script.MEMBERS_PX, script.SERVICES_PX,"
        " script.UNKNOWN_PX]",
        [1, 87.5, 350],
    )
    ours = [radius_of(value, 350, 18) for value in (1, 87.5, 350)]
    assert [*ours, MEMBERS, SERVICES, UNKNOWN] == pytest.approx(radii)
    assert ours == pytest.approx([6, 9, 18])


def test_figures_with_a_decimal_are_written_alike_in_the_page() -> None:
    values = [0, 1, -0.96, -1.04, 8.47, 99.96, 100.04, 9.97, -9.97, 10.0, 1234.5, 0.004]
    bounds = [-10, -1, 0, 1, 10, 100]
    written = computed_by_the_page(
        "data/messages.js",
        """given.languages.map((language) => {
            const { decimal } = script.createMessages(given.texts, () => language);
            return given.values.map((value) => decimal(value, given.bounds));
        })""",
        {"languages": messages.LANGUAGES, "texts": texts_by_language(), "values": values, "bounds": bounds},
    )
    for language, theirs in zip(messages.LANGUAGES, written, strict=True):
        ours = [messages.decimal(language, value, bounds=bounds) for value in values]
        # Whether four digits are parted is not the same in the two sources of these rules.
        assert [text.replace("1.234", "1234") for text in ours] == [
            text.replace("1.234", "1234") for text in theirs
        ]


def test_a_region_rose_fell_or_stayed_alike_in_page_and_picture(content: Content) -> None:
    map_ = content("bioclusters")
    years = map_.scores.years
    pairs, ours = list[list[float]](), list[str | None]()
    for end in years[1:]:
        figures = Figures(
            map_, replace(choose_view(map_, PictureOptions()), base="change", start=end - 1, end=end)
        )
        for place in figures.units:
            before, after = figures.index(place.unit, end - 1), figures.index(place.unit, end)
            if before is not None and after is not None:
                pairs.append([before, after])
                ours.append(figures.painter.word(place))
    theirs = computed_by_the_page(
        "data/scores.js",
        """given.map(([before, after]) => {
            const index = { years: [1, 2], cells: [[before], [after]] };
            return script.wayOf(script.pointsOf({ payload: { index } }, 0, { from: 1, to: 2 }));
        })""",
        pairs,
    )
    assert ours == [{1: "up", 0: "same", -1: "down"}[way] for way in theirs]
    # The legend says "the same within one point": exactly one is within, as it is written in the table.
    exact = {word for word, (before, after) in zip(ours, pairs, strict=True) if abs(after - before) == 1}
    assert exact == {"same"}


def test_the_gradient_passes_through_the_colours_of_the_classes() -> None:
    for theme in ("light", "dark"):
        colours = read_colours(theme)
        classes = [colours[f"class-{step}"] for step in (1, 2, 3, 4)]
        assert [colours.ramp(at) for at in (0, 100 / 3, 200 / 3, 100)] == classes
    assert read_colours("light")["nodata"] == "#faf7f1"
    assert read_colours("light")["region-line"] == "#ffffff"
    assert read_colours("dark").opacity("region-line") == 0.75


def test_lines_are_no_wider_than_asked_for() -> None:
    text = "Innovationsleistung der Regionen Baden-Württembergs und des Saarlands im Vergleich"
    for across in (30, 80, 200):
        lines = wrap(text, size=12, across=across, weight=SEMIBOLD)
        assert max(width(line, SEMIBOLD) * 12 for line in lines) <= across
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(wrap(text, size=12, across=80, most=2)) == 2
    assert wrap(text, size=12, across=80, most=2)[1].endswith("…")
    assert width(cut(text, size=12, across=100)) * 12 <= 100
    assert wrap("", size=12, across=80) == [""]
