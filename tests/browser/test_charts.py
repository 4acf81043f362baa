"""The small charts of cards and profiles."""

import pytest
from driver import Open, go, panel, payload, word

from tests.night import some_by_day

pytestmark = pytest.mark.browser

#: Pairs of texts of the chart that lie on each other, and figures that leave their bands.
TOUCHING = """(chart) => {
  const bands = chart.querySelector("svg").getBoundingClientRect();
  const texts = [...chart.querySelectorAll("text")].map((text) => ({
    words: text.textContent, isFigure: text.matches(".chart-value"), ...text.getBoundingClientRect().toJSON(),
  }));
  const low = texts.filter(({ isFigure, bottom }) => isFigure && bottom > bands.bottom);
  const pairs = texts.flatMap((one, at) => texts.slice(at + 1).filter((two) =>
    Math.min(one.right, two.right) - Math.max(one.left, two.left) > -3 &&
    Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 5,
  ).map((two) => ({ words: `${one.words} on ${two.words}` })));
  return [...low, ...pairs].map(({ words }) => words);
}"""


@pytest.mark.parametrize("step", some_by_day([69, 23], day=[69]))
def test_the_figures_of_a_series_stand_clear_and_the_average_is_named(open_page: Open, step: int) -> None:
    page = open_page("bioclusters")
    touching = {}
    regions = payload(page)["regions"]["id"]
    for year in (2016, 2017, 2019, 2022, 2023):
        for region in regions[::step]:
            go(page, f"region={region}&year={year}")
            chart = panel(page).locator("svg.series")
            if not chart.count():
                continue
            if faults := chart.evaluate(TOUCHING):
                touching[f"{region} {year}"] = faults
            figures = chart.locator(".chart-value").all_text_contents()
            # Beside the year shown the end of the line has no figure where the two would touch.
            most = 2 if year in (2016, 2023) else 3
            assert len(figures) in ({most} if year == 2019 else {2, most}), region
            assert all(figure[-2] == "." for figure in figures), figures
            assert chart.locator("polygon.chart-band").count() == 4
            assert word("map.eu.average") in chart.locator("text").all_text_contents()
    assert touching == {}


def test_the_charts_of_a_comparison_are_read_on_a_tablet(open_page: Open) -> None:
    page = open_page("bioclusters", width=768, fragment="#compare=region:FR10,region:RO32&panel=compare")
    heights = (
        panel(page)
        .locator("svg.series text")
        .evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")
    )
    assert len(heights) == 6
    assert min(heights) >= 11


@pytest.mark.parametrize("width", [360, 1920])
def test_a_chart_stands_on_the_grid_of_its_panel(open_page: Open, width: int) -> None:
    page = open_page("bioclusters", width=width, fragment="#region=DE30")
    ends = "(node) => [node.getBoundingClientRect().left, node.getBoundingClientRect().right]"
    part, bands = (
        panel(page).locator(f".part:has(.series) {box}").first.evaluate(ends)
        for box in ("> h3", ".series > svg")
    )
    assert bands == pytest.approx(part, abs=1)
    # The line lies in the class of leaders all the time, and the name of the class below it.
    names = panel(page).locator(".chart-class")
    assert names.all_text_contents() == [word("term.class.strong"), word("term.class.leader")]
    heights = [float(name.get_attribute("y") or 0) for name in names.all()]
    assert heights[0] > heights[1] > 40


def test_the_first_and_the_last_value_stand_clear_of_a_line_without_an_average(open_page: Open) -> None:
    page = open_page("regional-figures", fragment="#region=DE21")
    chart = panel(page).locator(".bars .series")
    points = (chart.locator(".chart-line").get_attribute("points") or "").split()
    first, second = (float(point.split(",")[1]) for point in points[:2])
    # The line rises from the first year: its value is below.
    foot = float(chart.locator(".chart-value[text-anchor=start]").get_attribute("y") or 0)
    assert second < first < foot
