"""The map itself: where markers and names stand, what moves it, and where it ends."""

from typing import Any

from driver import Open, records, settle
from playwright.sync_api import Page

#: Where the map draws points given in topology integers, in pixels of the window.
PLACES = """(points) => {
  const { a, d, e, f } = document.querySelector("g.plane").getScreenCTM();
  return points.map(([x, y]) => [x * a + e, y * d + f]);
}"""
#: The middle of every marker of one cluster and of its drawing, and whether a line ties it to its place.
MARKERS = """() => {
  const middle = (node) => {
    const { left, top, width, height } = node.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  return [...document.querySelectorAll("button.marker:not(.many)")].map((node) =>
    ({ id: node.dataset.id, button: middle(node), drawing: middle(node.firstElementChild) }));
}"""


def _places(page: Page, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x, y) for x, y in page.evaluate(PLACES, points)]


def _away(one: Any, two: Any) -> float:
    return max(abs(one[0] - two[0]), abs(one[1] - two[1]))


def test_markers_stand_exactly_on_their_points(open_page: Open) -> None:
    page = open_page("bioclusters")
    settle(page)
    placed = [record for record in records(page) if record["x"] is not None]
    at = dict(
        zip(
            (record["id"] for record in placed),
            _places(page, [(r["x"], r["y"]) for r in placed]),
            strict=True,
        )
    )
    markers = page.evaluate(MARKERS)
    assert len(markers) == len(placed)
    # The ring of the focus is drawn around the button: it is centred when the drawing is.
    assert [marker["id"] for marker in markers if _away(marker["button"], marker["drawing"]) > 0.1] == []
    pushed = [marker for marker in markers if _away(marker["button"], at[marker["id"]]) > 0.2]
    # Only neighbours that would cover each other are pushed apart.
    for marker in pushed:
        others = [place for key, place in at.items() if key != marker["id"]]
        nearest = min(_away(at[marker["id"]], place) for place in others)
        assert nearest < 40, marker["id"]
    assert len(pushed) < len(markers)
