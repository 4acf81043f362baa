"""What is no text has a contrast of 3:1 or more (WCAG 2.2, 1.4.11), as Chromium paints it, in both themes.

Edges of controls, rings of the focus, clusters on every colour of the map, charts, marks and hatches.
Neighbouring classes of regions cannot: what they tell stands in words too, as the last test asserts.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

import pytest
from driver import CLUSTERS, Open, go, legend, refuse, settle
from playwright.sync_api import Page

from geo.definition.sight import contrast

pytestmark = pytest.mark.browser

LEAST: Final = 3.0
#: Tab is pressed so often: through all above the map, its buttons and the legend.
STOPS: Final = 24
#: Clusters as they are, the chosen one, and the one whose row beside the map is pointed at.
KINDS: Final = (":not(.chosen, .lit)", ".chosen", ".lit")
PAINTED: Final = """
(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
  };
  const ground = (node) => {
    const colour = rgba(getComputedStyle(node).backgroundColor);
    return colour[3] === 1 || !node.parentElement ? colour : ground(node.parentElement);
  };
  const name = (node) => `${node.tagName} ${node.getAttribute("class")} ${node.textContent.slice(0, 20)}`;
  const isSeen = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  window.atlasPaint = {
    /** Edges of controls, with what lies around them. */
    edges: () =>
      [...document.querySelectorAll("button, select, textarea, [type=search], .pill, nav a, .zoom, .swatch")]
        .filter((node) => isSeen(node) && !node.disabled && node.ariaDisabled !== "true")
        .map((node) => [node, getComputedStyle(node)])
        .filter(([, style]) => style.borderLeftStyle === "solid" && parseFloat(style.borderLeftWidth) > 0)
        .map(([node, style]) => [name(node), rgba(style.borderLeftColor), ground(node.parentElement)]),
    /** The ring of what has the focus, with what it lies on: its halo, the thing itself, or the ground. */
    ring() {
      const focused = document.activeElement;
      const node = focused.closest(".pill") ?? focused;
      const style = getComputedStyle(node);
      if (style.outlineStyle !== "none") {
        const halo = style.boxShadow.match(/^[a-z]+[(][^)]*[)]/)?.[0];
        const own = parseFloat(style.outlineOffset) < 0 ? node : node.parentElement;
        return [name(node), rgba(style.outlineColor), halo ? rgba(halo) : ground(own)];
      }
      const [halo, line] = [".halo", ":not(.halo)"].map((kind) =>
        document.querySelector(`.outline.focused${kind}`));
      return [name(node), rgba(getComputedStyle(line).stroke), rgba(getComputedStyle(halo).stroke)];
    },
    /** What is painted by a property of each element that a selector finds. */
    all: (selector, property) =>
      [...document.querySelectorAll(selector)].map((node) => rgba(getComputedStyle(node)[property])),
  };
})();
"""

Paint = tuple[float, float, float]


def paints(page: Page, selector: str, what: str) -> set[Paint]:
    """Return the colours of a property of what a selector finds; something must be found."""
    found = page.evaluate("([selector, what]) => atlasPaint.all(selector, what)", [selector, what])
    assert found, selector
    return {(red, green, blue) for red, green, blue, _ in found}


def faint(pairs: Iterable[tuple[str, Sequence[float], Sequence[float]]]) -> list[str]:
    """Return those of less than 3:1, with what was measured."""
    measured = [(name, contrast((*one[:3],), (*two[:3],))) for name, one, two in pairs]
    return [f"{name} has {ratio:.2f}:1" for name, ratio in measured if ratio < LEAST]


def opened(open_page: Open, name: str, theme: str, **options: Any) -> Page:
    """Open a page in a theme, with what measures its colours."""
    page = open_page(name, color_scheme=theme, **options)
    settle(page)
    page.evaluate(PAINTED)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_controls_and_rings_of_the_focus_stand_out(open_page: Open, theme: str) -> None:
    page = opened(open_page, "bioclusters", theme)
    found = {}
    for state in ("table=1", "layer=indicator", "layer=change&cluster=biowin", "panel=survey&class=leader"):
        go(page, state)
        found[state] = faint(page.evaluate("atlasPaint.edges()"))
    go(page, "")
    rings = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        rings.append(page.evaluate("atlasPaint.ring()"))
    for part in (".zoom button", CLUSTERS, "path.region", ".entry", ".check input"):
        page.locator(part).first.focus()
        page.keyboard.press("Shift")
        settle(page)
        rings.append(page.evaluate("atlasPaint.ring()"))
    found["focus"] = faint(rings)
    refuse(found)
    page.evaluate("document.documentElement.style.setProperty('--line-strong', 'var(--line)')")
    assert len(faint(page.evaluate("atlasPaint.edges()"))) > 5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_clusters_charts_marks_and_hatches_stand_out(open_page: Open, theme: str) -> None:
    page = opened(open_page, "bioclusters", theme, fragment="#cluster=biowin")
    for layer in ("class", "index", "change"):
        go(page, f"cluster=biowin&layer={layer}")
        page.locator(f"{CLUSTERS}:not(.chosen):has(.single)").first.evaluate(
            "(one) => one.classList.add('lit')"
        )
        grounds = paints(page, "path.region, path.land", "fill") | paints(
            page, ".leaflet-container", "backgroundColor"
        )
        for kind in KINDS:
            disc, ink, shape = (
                paints(page, f"{CLUSTERS}{kind} .single .{part}", what)
                for part, what in (("disc", "fill"), ("disc", "stroke"), ("shape", "stroke"))
            )
            refuse({kind: faint(("a shape on its disc", one, two) for one in shape for two in disc)})
            for ground in grounds:
                # One of its colours shows on whatever is below.
                assert max(contrast(part, ground) for part in disc | ink | shape) >= LEAST, (kind, ground)
    go(page, "region=DE30&layer=change")
    surface = paints(page, "#atlas-panel", "backgroundColor")
    lines = paints(page, ".chart-line, .chart-average", "stroke")
    marks = paints(page, ".bar-mark", "backgroundColor")
    bands = sorted(paints(page, ".chart-band", "fill"))
    assert len(bands) == 4
    # No band is so strong that the line does not rule, and none is taken for its neighbour.
    assert all(contrast(one, two) > 1.15 for one, two in pairwise(bands))
    names = paints(page, ".chart-class, .chart-value", "fill")
    assert min(contrast(name, band) for name in names for band in bands) >= 4.5
    pairs = [(line, ground) for line in lines for ground in [*surface, *bands]]
    pairs += [(mark, ground) for mark in marks for ground in surface]
    pairs += [
        (line, ground)
        for line in paints(page, ".hatch-lines:not(.of-down-1, .of-down-2), .hatch-dots", "stroke")
        for ground in paints(page, "[class^=fill-]:not(.fill-down-1, .fill-down-2)", "fill")
    ]
    refuse({"lines and marks": faint(("one", line, ground) for line, ground in pairs)})


def test_the_map_in_words_names_each_region(open_page: Open) -> None:
    page = open_page("bioclusters")
    for layer in ("class", "index", "change", "indicator"):
        go(page, f"layer={layer}")
        rows = legend(page).locator("section").first.locator("button.entry .name b").all_text_contents()
        lines = page.locator("#atlas-summary ul").first.locator("li")
        assert lines.locator("details[open]").count() == 0
        titles = [text.split(":")[0] for text in lines.locator("b").all_text_contents()]
        assert set(rows) <= set(titles), layer
        counted = named = 0
        for line in lines.all():
            counts = line.locator("b").text_content() or ""
            if names := (line.text_content() or "").removeprefix(counts):
                counted += sum(
                    int(count) for count in re.findall(r"(\d+) (?:region|countr|map area)", counts)
                )
                named += len(names.split("; "))
        assert named == counted >= 239 + 5 + 34, layer
