"""The map itself: where markers and names stand, what moves it, and where it ends."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import Any, Final

import pytest
from driver import Open, go, marker, panel, payload, records, settle, word
from playwright.sync_api import Page

from geo.language.country_names import country_name

pytestmark = pytest.mark.browser

#: Sources of funding, in the order every chart uses.
FUNDING: Final = ("public", "private", "membership", "sales")
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
    for one in pushed:
        others = [place for key, place in at.items() if key != one["id"]]
        nearest = min(_away(at[one["id"]], place) for place in others)
        assert nearest < 40, one["id"]
    assert len(pushed) < len(markers)


#: Every name of a country or region: its place, and the positions of the regions drawn where it is anchored,
#: under it, and under each pixel of its line.
NAMES = """() => {
  const shapes = [...document.querySelectorAll("path.region")]
    .map((shape) => [shape, shape.getBoundingClientRect(), shape.getScreenCTM().inverse()]);
  const under = (x, y) => shapes.flatMap(([shape, box, inverse], at) => {
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return [];
    return shape.isPointInFill(new DOMPoint(x, y).matrixTransform(inverse)) ? [at] : [];
  });
  const lines = [...document.querySelectorAll(".labels path")].map((path) => {
    const screen = path.getScreenCTM();
    const length = Math.round(path.getTotalLength());
    return Array.from({ length: length + 1 }, (_, at) => path.getPointAtLength(at).matrixTransform(screen));
  });
  const names = [...document.querySelectorAll(".labels .country, .labels .region-name")];
  const away = (node, { x, y }) => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
  };
  // A line ends at the edge of its name: a little further on is that name and no other.
  const led = new Map(lines.map((line) => {
    const [from, to] = [line[0], line.at(-1)];
    const part = 6 / Math.hypot(to.x - from.x, to.y - from.y);
    const beyond = { x: to.x + part * (to.x - from.x), y: to.y + part * (to.y - from.y) };
    return [names.toSorted((one, two) => away(one, beyond) - away(two, beyond))[0], line];
  }));
  const place = (node) => {
    const [x, y, type] = ["x", "y", "font-size"].map((name) => Number(node.getAttribute(name)));
    const { x: left, y: top } = new DOMPoint(x, y - 0.35 * type).matrixTransform(node.getScreenCTM());
    return [left, top];
  };
  return names.map((node) => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    const line = led.get(node) ?? [];
    // Where the middle of the letters was meant to be: above the line they stand on.
    const middle = line.length ? [line[0].x, line[0].y] : place(node);
    const high = bottom - top;
    const inside = Array.from({ length: 60 }, (_, at) =>
      under(left + ((at % 20) / 19) * (right - left), top + (0.25 + 0.25 * Math.floor(at / 20)) * high));
    return { text: node.textContent, country: node.matches(".country"), box: [left, top, right, bottom],
             anchor: under(...middle), under: inside, line: line.map(({ x, y }) => under(x, y)) };
  });
}"""
# fmt: off
EU: Final = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)
# fmt: on


def _countries(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of countries in English, by their code in NUTS."""
    return {code: country_name(code) for code in codes}


def _abroad(regions: list[str], own: set[str], places: list[list[int]]) -> int:
    """Return how many of some places lie in a country that is not among these."""
    return sum(bool({regions[at][:2] for at in place} - own) for place in places)


def _lines_abroad(page: Page) -> dict[str, int]:
    """Return how many pixels of the line to each name lie in another country."""
    regions = payload(page)["regions"]["id"]
    return {
        name["text"]: _abroad(regions, {regions[at][:2] for at in name["anchor"]}, name["line"])
        for name in page.evaluate(NAMES)
        if name["line"]
    }


def _faults(page: Page) -> list[str]:
    """Return the names that stand where they do not belong, or on each other."""
    regions = payload(page)["regions"]["id"]
    names = page.evaluate(NAMES)
    countries = {name: code for code, name in _countries({key[:2] for key in regions}).items()}
    found = []
    for name in names:
        anchor = {regions[at][:2] if name["country"] else at for at in name["anchor"]}
        own = {countries[name["text"]]} if name["country"] else set(name["anchor"][:1])
        if not anchor or anchor != own:
            found.append(f"{name['text']} is anchored in {anchor or 'nothing'}")
        # A rock may lie between the places that are looked up.
        if name["line"] and _abroad(regions, own, name["under"]) > 1:
            found.append(f"{name['text']} has a line and stands on {name['under']}")
    for one, two in combinations(names, 2):
        (left, top, right, bottom), (west, north, east, south) = one["box"], two["box"]
        # Line boxes are taller than letters.
        if min(right, east) - max(left, west) > 1 and min(bottom, south) - max(top, north) > 5:
            found.append(f"{one['text']} lies on {two['text']}")
    return found


def test_every_name_stands_in_its_own_shape_or_on_a_line_to_it(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#show=clusters,borders,labels")
    settle(page)
    assert page.locator(".labels .country").count() > 30
    assert _faults(page) == []
    written = page.locator(".labels .country").all_text_contents()
    assert [code for code, name in _countries(EU).items() if written.count(name) != 1] == []
    # Lines run over the sea and their own land; to what lies behind other countries, over little of these.
    assert sum(_lines_abroad(page).values()) < 95
    # Closer in, regions and clusters have names too.
    for _ in range(3):
        page.locator(".zoom button").first.click()
        settle(page)
    assert page.locator(".labels .region-name").count() > 10
    assert page.locator(".labels .cluster-name").count() > 2
    assert _faults(page) == []


def test_a_country_below_a_marker_is_named_with_a_line_to_it(open_page: Open) -> None:
    page = open_page("example-portfolio", width=1440, height=900, fragment="#show=clusters,borders,labels")
    settle(page)
    written = page.locator(".labels .country").all_text_contents()
    assert sum(_lines_abroad(page).values()) < 340
    # Malta is smaller than a line could lead to.
    assert [code for code, name in _countries(EU).items() if written.count(name) != 1] == ["MT"]
    assert _faults(page) == []


def test_no_line_leads_across_another_country_on_a_tablet(open_page: Open) -> None:
    everything = "#show=clusters,funding,services,labels,borders"
    page = open_page("bioclusters", width=768, height=1024, fragment=everything)
    settle(page)
    lines = _lines_abroad(page)
    assert len(lines) > 4
    # What cannot be reached over the sea, or over a strip of another country, has no name here.
    assert max(lines.values()) < 45
    assert _faults(page) == []


#: How much of the width of the map Europe takes, from Portugal to Cyprus.
FILLED = """() => {
  const map = document.querySelector(".folium-map").getBoundingClientRect();
  const ids = JSON.parse(document.getElementById("atlas-data").textContent).regions.id;
  const boxes = [...document.querySelectorAll("path.region")]
    .filter((_, at) => ["PT1", "CY"].some((code) => ids[at].startsWith(code)))
    .map((shape) => shape.getBoundingClientRect());
  const right = Math.max(...boxes.map((box) => box.right));
  return (right - Math.min(...boxes.map((box) => box.left))) / map.width;
}"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080)])
def test_europe_fills_the_map(open_page: Open, width: int, height: int) -> None:
    page = open_page("bioclusters", width=width, height=height)
    settle(page)
    assert page.evaluate(FILLED) >= 0.8
    # The map stays as it is when a card opens beside it.
    before = page.locator(".folium-map").bounding_box()
    page.locator("#atlas-side button").first.click()
    settle(page)
    assert panel(page).is_visible()
    assert page.locator(".folium-map").bounding_box() == before
    assert not page.locator("#atlas-side").is_visible()


def test_the_list_beside_the_map_is_in_order_and_linked_with_it(open_page: Open) -> None:
    page = open_page("bioclusters")
    settle(page)
    values = [float(text.rstrip("%")) for text in page.locator("#atlas-side .value").all_text_contents()]
    assert len(values) == 25
    assert values == sorted(values, reverse=True)
    row = page.locator("#atlas-side li").nth(3)
    record_id = row.get_attribute("data-id") or ""
    row.hover()
    assert "lit" in (marker(page, record_id).get_attribute("class") or "")
    page.mouse.move(700, 20)
    assert "lit" not in (marker(page, record_id).get_attribute("class") or "")
    # A bar is as long as its value says, beyond 160 percent of the EU average too.
    go(page, "layer=indicator&indicator=4.3.2")
    settle(page)
    lengths = page.locator("#atlas-side .bit").evaluate_all("(all) => all.map((one) => one.offsetWidth)")
    values = [float(text.rstrip("%")) for text in page.locator("#atlas-side .value").all_text_contents()]
    assert values[0] > 200
    assert [length / lengths[0] for length in lengths] == pytest.approx(
        [value / values[0] for value in values], abs=0.02
    )
    # Of what moved, the list has the points between the two years.
    go(page, "layer=change&from=2019&to=2021")
    settle(page)
    assert "2019" in page.locator("#atlas-side .fine").inner_text()
    points = [text.replace("−", "-") for text in page.locator("#atlas-side .value").all_text_contents()]
    assert sorted(map(float, points), reverse=True) == [float(text) for text in points]
    assert float(points[0]) > 0 > float(points[-1])


@pytest.mark.parametrize(("width", "widest"), [(360, 26), (1440, 40)])
def test_discs_of_funding_leave_the_regions_of_a_narrow_map_in_sight(
    open_page: Open, width: int, widest: int
) -> None:
    page = open_page("example-portfolio", width=width, fragment="#show=clusters,funding")
    settle(page)
    sizes = page.locator(".marker :is(.mix, .bars, .unpublished)").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().width)"
    )
    assert len(sizes) > 20
    assert widest / 2 < max(sizes) <= widest
    # What is pressed stays as large as a finger needs it.
    targets = page.locator(".marker").evaluate_all("(all) => all.map((one) => one.offsetWidth)")
    assert min(targets) >= 24


#: Of each marker of one cluster: its id, the radius and colours of its disc, whether the edge is dashed.
DISCS = """(all) => all.filter((one) => !one.matches(".many")).map((one) => [
  one.dataset.id, Number(one.querySelector(".rim")?.getAttribute("r") ?? 0),
  [...one.querySelectorAll(".slice")].map((slice) => slice.classList[1]),
  Boolean(one.querySelector(".rim.unknown"))])"""


def test_a_disc_of_funding_has_the_colour_of_the_largest_source_and_the_area_of_the_members(
    open_page: Open,
) -> None:
    page = open_page("example-portfolio", fragment="#show=clusters,funding")
    settle(page)
    by_id = {one["id"]: one for one in records(page)}
    shown = page.locator(".marker").evaluate_all(DISCS)
    most = max(one["members"] or 0 for one in by_id.values())
    kinds = Counter[str]()
    for record_id, radius, colours, dashed in shown:
        mix, members = by_id[record_id]["funding"], by_id[record_id]["members"]
        if not mix or not by_id[record_id]["fundingIsWhole"]:
            # Nothing is invented: bars, or a dashed ring.
            assert (radius, colours) == (0, [])
            kinds["no whole"] += 1
            continue
        assert colours == [f"fund-{key}" for key in FUNDING if mix.get(key) == max(mix.values())]
        assert dashed == (members is None)
        area = max(6, 18 * (members / most) ** 0.5) if members else 12
        assert radius == pytest.approx(area)
        kinds["several" if len(colours) > 1 else "unknown" if members is None else "one"] += 1
    assert min(kinds[kind] for kind in ("no whole", "several", "unknown", "one")) >= 1
    # The legend has discs of round numbers, as large as on the map.
    sizes = page.locator("#atlas-legend .rim").evaluate_all(
        """(all) => all.map((one) => [one.closest(".entry").querySelector("b").textContent,
            Number(one.getAttribute("r"))])"""
    )
    numbers = [(int(text), radius) for text, radius in sizes if text.isdigit()]
    assert len(numbers) in (2, 3)
    assert all(radius == pytest.approx(18 * (value / most) ** 0.5) for value, radius in numbers)
    assert sizes[-1][0] == word("map.members.unknown")


def test_the_list_is_in_the_order_of_the_largest_source_where_funding_is_shown(open_page: Open) -> None:
    page = open_page("example-portfolio", fragment="#show=clusters,funding")
    settle(page)
    mixes = {
        one["id"]: [one["funding"].get(key, 0) for key in FUNDING]
        for one in records(page)
        if one["funding"] and one["fundingKind"] == "shares" and abs(sum(one["funding"].values()) - 100) <= 1
    }
    rows = page.locator("#atlas-side li").evaluate_all(
        "(rows) => rows.map((row) => [row.dataset.id, row.querySelector('.value').textContent])"
    )
    known, others = rows[: len(mixes)], rows[len(mixes) :]
    order = [
        (mixes[record_id].index(max(mixes[record_id])), -max(mixes[record_id])) for record_id, _ in known
    ]
    assert len(set(order)) > 10
    assert order == sorted(order)
    assert [float(text.rstrip("%")) for _, text in known] == [-share for _, share in order]
    # Bars that are no whole, and what nobody states, come last and in no order of size.
    assert {text for _, text in others} == {"–"}
    assert page.locator("#atlas-side .fine").inner_text() == word("panel.funding.dominant")


def test_no_cluster_covers_the_name_of_its_frame(open_page: Open) -> None:
    page = open_page("example-portfolio", fragment="#show=clusters")
    settle(page)
    names = page.locator(".inset-name").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().toJSON())"
    )
    markers = page.locator(".marker svg").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().toJSON())"
    )
    assert len(names) == 8
    covered = [
        name
        for name in names
        for one in markers
        if one["left"] < name["right"] - 2
        and one["right"] > name["left"] + 2
        and one["top"] < name["bottom"] - 2
        and one["bottom"] > name["top"] + 2
    ]
    assert covered == []


def test_the_row_of_a_marker_is_brought_into_sight_in_its_own_list(open_page: Open) -> None:
    page = open_page("bioclusters")
    rows = page.locator("#atlas-side li")
    in_sight = """(row) => {
      const side = row.closest("#atlas-side");
      const [{ top, bottom }, box] = [row, side].map((node) => node.getBoundingClientRect());
      return top >= box.top - 1 && bottom <= box.bottom + 1;
    }"""
    for row, reach in ((rows.last, "hover"), (rows.first, "focus")):
        assert not row.evaluate(in_sight)
        marker = page.locator(f'button.marker[data-id="{row.get_attribute("data-id")}"]')
        getattr(marker, reach)()
        assert row.evaluate(in_sight)
        assert "lit" in (row.get_attribute("class") or "")
        assert page.evaluate("scrollY") == 0
