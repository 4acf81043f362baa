"""Many records, and records with bad luck: each looks intended."""

import random
from pathlib import Path
from typing import Final

import pytest
from driver import (
    CLUSTERS,
    REGIONS,
    Blank,
    Open,
    drawn_clusters,
    go,
    panel,
    panel_title,
    records,
    settle,
    table_rows,
    wait_for_start,
    word,
)
from playwright.sync_api import Page
from projects import IN_ONE_BUILDING, MANY, UNLUCKY, build_project

from geo.render.facts.page_messages import ROWS_AT_FIRST

pytestmark = pytest.mark.browser
#: How many bytes the page of so many clusters may have.
LARGE: Final = {10_000: 2_500_000, 100_000: 15_000_000}

#: Of each element: left, top, right and bottom.
BOXES: Final = """(all) => all.map((one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  return [left, top, right, bottom];
})"""


def collisions(page: Page) -> list[tuple[str, str]]:
    """Return the pairs of markers whose middles lie closer than a fingertip's half."""
    boxes = page.locator(CLUSTERS).evaluate_all(
        """(all) => all.map((one) => { const { x, y, width, height } = one.getBoundingClientRect();
             return [one.dataset.id, x + width / 2, y + height / 2]; })"""
    )
    return [
        (one[0], two[0])
        for at, one in enumerate(boxes)
        for two in boxes[at + 1 :]
        if (one[1] - two[1]) ** 2 + (one[2] - two[2]) ** 2 < 14**2
    ]


@pytest.mark.parametrize("width", [360, 1440])
def test_a_thousand_clusters_are_counted_in_groups(open_page: Open, width: int) -> None:
    page = open_page("many", width=width)
    assert drawn_clusters(page) == MANY
    assert page.locator(CLUSTERS).count() < 250
    assert collisions(page) == []
    label = page.locator(f"{CLUSTERS}.many").first.get_attribute("aria-label") or ""
    assert any(word(f"term.class.{key}") in label for key in ("leader", "strong", "moderate", "emerging"))
    # None is cut at an edge of the map.
    page.evaluate("document.querySelector('.folium-map').dispatchEvent(new Event('atlas:before-copy'))")
    [screen] = page.locator(".folium-map").evaluate_all(BOXES)
    discs = page.locator(f"{CLUSTERS}.many circle.disc").evaluate_all(BOXES)
    assert len(discs) > 5
    assert [disc for disc in discs if not _holds(screen, disc)] == []


def test_the_focus_stays_with_a_record_and_no_bare_button_stays_behind(open_page: Open) -> None:
    page = open_page("many")
    page.locator(f"{CLUSTERS}.many").last.focus()
    # What the group holds comes apart, and comes together again.
    for act in (lambda: page.keyboard.press("Enter"), lambda: go(page, "")):
        act()
        settle(page)
        assert page.locator(f"{CLUSTERS}:focus").count() == 1
    assert drawn_clusters(page) == MANY
    # The southernmost are not in Sweden: without the record another marker has the focus.
    gone = page.locator(f"{CLUSTERS}:focus").get_attribute("data-id")
    go(page, "country=SE")
    settle(page)
    focused = page.locator(f"{CLUSTERS}:focus")
    assert focused.count() == 1
    assert focused.get_attribute("data-id") != gone
    assert 0 < drawn_clusters(page) == table_rows(page).count() < MANY


def test_the_page_of_a_thousand_clusters_is_at_most_700_kilobytes(html: Path) -> None:
    assert (html / "many.html").stat().st_size <= 700_000


def build_bulk(folder: Path, rows: list[str]) -> Path:
    """Build a page of made-up rows: name, country, lat, lon."""
    for part in ("maps", "tables"):
        (folder / part).mkdir()
    (folder / "tables" / "bulk.csv").write_text("\n".join(["name,country,lat,lon", *rows]), encoding="utf-8")
    (folder / "maps" / "bulk.toml").write_text(
        'title = "Many"\nrecords = "tables/bulk.csv"\nedition = 2023\nsynthetic = true\n',
        encoding="utf-8",
    )
    build_project(folder)
    return folder / "maps" / "html" / "bulk.html"


@pytest.mark.slow
def test_groups_overseas_stand_in_their_frames_and_leave_the_names_free(
    blank_page: Blank, tmp_path: Path
) -> None:
    lots = random.Random(2025)  # noqa: S311 (a fixed scatter, no secret)
    places = {
        "ES": (28.3, -15.8), "RE FR": (-21.1, 55.5), "GP FR": (16.2, -61.6), "MQ FR": (14.65, -61.0),
        "GF FR": (4.5, -52.6), "YT FR": (-12.8, 45.15), "MA PT": (32.75, -17.0), "DE": (50.0, 10.0),
    }  # fmt: skip
    path = build_bulk(
        tmp_path,
        [
            f"{place[:2]} {number},{place[-2:]},"
            f"{lat + lots.uniform(-0.08, 0.08):.4f},{lon + lots.uniform(-0.08, 0.08):.4f}"
            for place, (lat, lon) in places.items()
            for number in range(20)
        ],
    )
    page = blank_page(1440, 900)
    page.goto(path.as_uri())
    page.wait_for_selector("html.js")
    for width, height in ((1920, 1080), (768, 1024)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        names = page.locator(".inset-name").evaluate_all(BOXES)
        discs = page.locator(CLUSTERS).evaluate_all(BOXES)
        assert any(right > left for left, _, right, _ in names) == (width == 1920)
        assert not [
            (name, disc)
            for name in names
            for disc in discs
            if min(name[2], disc[2]) - max(name[0], disc[0]) > 0
            and min(name[3], disc[3]) - max(name[1], disc[1]) > 0
        ]
        # Nobody is counted with neighbours that live an ocean away.
        assert page.locator(f"{CLUSTERS}.many").count() == len(places)
    # In frames that are smaller than a disc, discs are smaller: each is whole, and in a frame of its own.
    page.set_viewport_size({"width": 320, "height": 640})
    settle(page)
    page.evaluate("document.querySelector('.folium-map').dispatchEvent(new Event('atlas:before-copy'))")
    frames = page.locator("rect.inset").evaluate_all(BOXES)
    discs = page.locator(f"{CLUSTERS}.many circle.disc").evaluate_all(BOXES)
    homes = [[_holds(frame, disc) for frame in frames].count(True) for disc in discs]
    # Those of Spain lie in the sea, and stand in the middle of it.
    assert sorted(homes) == [0, 0, *[1] * (len(places) - 2)]
    assert all(sum(_holds(frame, disc) for disc in discs) <= 1 for frame in frames)


def _holds(outer: list[float], inner: list[float]) -> bool:
    """Return whether a box lies in another one, but for half a pixel."""
    (left, top, right, bottom), (west, north, east, south) = outer, inner
    return west > left - 0.5 and north > top - 0.5 and east < right + 0.5 and south < bottom + 0.5


@pytest.mark.nightly
@pytest.mark.parametrize("count", LARGE)
def test_many_clusters_make_a_light_page(blank_page: Blank, tmp_path: Path, count: int) -> None:
    lots = random.Random(2024)  # noqa: S311 (a fixed scatter, no secret)
    path = build_bulk(
        tmp_path,
        [
            f"Synthetic Cluster {number},DE,{lots.uniform(48, 53):.4f},{lots.uniform(8, 13):.4f}"
            for number in range(count)
        ],
    )
    assert path.stat().st_size <= LARGE[count]
    page = blank_page(1440, 900)
    page.goto(path.as_uri())
    wait_for_start(page)
    assert drawn_clusters(page) == count
    # As many as the page of 25 has, and the first rows of the table.
    assert page.evaluate("document.getElementsByTagName('*').length") < 20_000


def test_the_table_of_a_thousand_has_five_hundred_rows_and_a_button_for_more(open_page: Open) -> None:
    page = open_page("many", fragment="#table=1")
    assert table_rows(page).count() == ROWS_AT_FIRST
    more = page.get_by_role("button", name="Show more rows (500 of 500)")
    more.click()
    assert table_rows(page).count() == MANY
    assert more.count() == 0
    # The keyboard goes on in the first row that came.
    assert page.evaluate("document.activeElement.closest('tr')?.rowIndex") == ROWS_AT_FIRST + 1
    go(page, "table=1&country=ES")
    settle(page)
    assert table_rows(page).count() <= ROWS_AT_FIRST


def test_without_scripts_the_first_five_hundred_stand_with_a_link_to_all(open_page: Open) -> None:
    page = open_page("many", java_script_enabled=False)
    assert table_rows(page).count() == ROWS_AT_FIRST
    assert "The first 500 of 1,000 clusters." in page.locator("#atlas-table").inner_text()
    link = page.get_by_role("link", name="All of them as CSV")
    assert link.get_attribute("href") == "many.ledger.csv"


def test_a_group_opens_until_one_building_unfolds(open_page: Open) -> None:
    page = open_page("many")
    house = [record["id"] for record in records(page)[:IN_ONE_BUILDING]]
    go(page, "country=ES")
    for _ in range(8):
        if page.locator(f"{CLUSTERS}:not(.many)").evaluate_all(
            "(all, ids) => all.filter((one) => ids.includes(one.dataset.id)).length", house
        ) == len(house):
            break
        # The group that holds the building is the largest one left.
        groups = page.locator(f"{CLUSTERS}.many").all()
        group = max(groups, key=lambda one: int((one.get_attribute("aria-label") or "0").split()[0]))
        group.evaluate("(one) => one.click()")
        page.wait_for_timeout(500)
        settle(page)
    else:
        pytest.fail("the thirty clusters of one building never unfold")
    assert collisions(page) == []
    page.locator(f'{CLUSTERS}[data-id="{house[3]}"]').click()
    settle(page)
    assert panel_title(page).startswith("Synthetic Cluster")


def test_clusters_that_share_a_place_are_spread_not_hidden(open_page: Open) -> None:
    for width in (360, 768, 1440):
        assert collisions(open_page("bioclusters", width=width)) == [], width


def test_every_record_with_bad_luck_is_in_the_table_and_has_a_card(open_page: Open) -> None:
    page = open_page("unlucky")
    assert table_rows(page).count() == len(UNLUCKY)
    for record in records(page):
        go(page, f"cluster={record['id']}")
        assert panel_title(page) == record["name"]
        assert len(panel(page).inner_text()) > len(record["name"]) + 20


def test_a_cluster_that_is_nowhere_is_counted_in_the_legend(open_page: Open) -> None:
    page = open_page("unlucky")
    nowhere = [record for record in records(page) if record["x"] is None]
    assert nowhere
    assert drawn_clusters(page) == len(UNLUCKY) - len(nowhere)
    assert word("term.nodata.not_located") in page.locator("body").inner_text() or any(
        str(len(nowhere)) in line for line in page.locator("#atlas-legend").inner_text().splitlines()
    )


def test_a_map_with_no_record_is_still_a_map(open_page: Open) -> None:
    page = open_page("empty")
    assert page.locator(REGIONS).count() == 334
    assert page.locator(CLUSTERS).count() == 0
    assert word("panel.summary.norecord") in page.locator("body").inner_text()


def test_a_long_name_is_not_cut_in_its_card(open_page: Open) -> None:
    page = open_page("unlucky", width=360)
    record = max(records(page), key=lambda one: len(one["name"]))
    assert len(record["name"]) == 200
    go(page, f"cluster={record['id']}")
    title = page.locator("#panel-title")
    assert title.evaluate("(node) => node.scrollWidth <= node.clientWidth + 1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
