"""What changed since the edition before: a panel, a layer, and the same with an edition of next year."""

import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner
from driver import (
    REGIONS,
    Blank,
    Open,
    legend,
    panel,
    parameters,
    payload,
    region,
    settle,
    wait_for_start,
    word,
)
from playwright.sync_api import Page

from geo.cli import main
from geo.language.notes import render
from geo.match.difference import Diff, diff
from geo.match.tagging import tag
from geo.nuts.units import read_regions
from tests.page_data import texts_of

pytestmark = pytest.mark.browser

#: How the layer paints each kind of change of a region.
LOOKS = {"rose": "up-2", "fell": "down-2", "gained": "other", "lost": "other", "settled": "other"}
NEXT = """
title = "Next year"
records = "bioclusters"
edition = 2025
previous_edition = 2023
vintage = 2024
series = true
base = "since"
layers = ["clusters", "borders"]
"""


def moved_units(found: Diff) -> dict[str, set[str]]:
    """Return the units of the newer edition whose areas moved, by how."""
    painted = tag(read_regions(2021, levels=(2,)), edition=2023).set_index("nuts_id")["scoreboard_unit"]
    units: dict[str, set[str]] = defaultdict(set)
    for item in found.regions:
        units[item.kind].add(painted[item.nuts_id])
    return units


def painted(page: Page) -> Counter[str]:
    """Count the regions by how they are painted."""
    classes: list[str] = page.locator(REGIONS).evaluate_all("(all) => all.map((one) => one.classList[1])")
    return Counter(classes)


def choose_since(page: Page, year: int) -> None:
    name = word("panel.changed.since", year=str(year))
    page.locator("#atlas-controls").get_by_label(name, exact=True).check()
    settle(page)


def test_the_panel_lists_what_the_comparison_finds_with_its_reasons(open_page: Open) -> None:
    page = open_page("changed", fragment="#panel=changed")
    found = diff("2019", "2023", records="bioclusters")
    shown = " ".join(panel(page).inner_text().split())
    for record in found.records:
        assert record.name in shown
        for reason in record.reasons:
            assert render([reason]) in shown
    kinds = Counter(item.kind for item in found.regions)
    units = moved_units(found)
    for way, kind in (("up", "rose"), ("down", "fell")):
        # A unit of several areas counts once.
        assert len(units[kind]) <= kinds[kind]
        title = f"{word(f'term.class.{way}')}: {word('map.count.regions', count=len(units[kind]))}"
        assert title in shown
    page.locator("#atlas-panel summary").filter(has_text=word("term.class.up")).click()
    rose = {item.name for item in found.regions if item.kind == "rose"}
    shown = panel(page).inner_text()
    assert [name for name in rose if name not in shown] == []


def test_a_name_in_the_panel_opens_its_cluster(open_page: Open) -> None:
    page = open_page("changed", fragment="#panel=changed")
    panel(page).get_by_role("button", name="BioLAGO e.V. the health network").click()
    settle(page)
    assert parameters(page)["cluster"] == "biolago-e-v-the-health-network"


@pytest.mark.parametrize("width", [360, 1440])
def test_the_layer_paints_what_the_comparison_finds(open_page: Open, width: int) -> None:
    page = open_page("changed", width=width)
    choose_since(page, 2019)
    assert parameters(page)["layer"] == "since"
    found = diff("2019", "2023")
    looks = Counter(LOOKS[item.kind] for item in found.regions)
    counts = painted(page)
    assert {look: counts[look] for look in looks} == looks
    not_covered = counts["no-not_covered"]
    assert counts["same"] + not_covered == found.same_regions
    shown = legend(page).inner_text()
    for band, look in (("up", "up-2"), ("down", "down-2"), ("same", "same"), ("other", "other")):
        assert word(f"term.class.{band}") in shown
        assert counts[look] > 0
    units = moved_units(found)
    for kind in ("rose", "fell"):
        assert word("map.count.regions", count=len(units[kind])) in shown
    takeaway = page.locator("#atlas-takeaway").inner_text()
    same = 244 - sum(len(codes) for codes in units.values())
    params = {"count": len(units["rose"]), "down": len(units["fell"]), "same": same}
    assert takeaway == word("panel.changed.takeaway", **{"from": "2019"}, **params)
    label = region(page, "ITH5").get_attribute("aria-label") or ""
    assert label.endswith("Moderate → Strong")


def test_a_click_on_an_entry_keeps_what_moved_that_way(open_page: Open) -> None:
    page = open_page("changed", fragment="#layer=since")
    legend(page).get_by_role("button").filter(has_text=word("term.class.up")).first.click()
    settle(page)
    assert parameters(page)["class"] == "up"
    records = diff("2019", "2023", records="bioclusters").records
    rose = sum(any(note.key == "note.diff.rose" for note in record.reasons) for record in records)
    assert rose > 0
    assert page.locator("#atlas-table tbody tr").count() == rose


def test_a_map_of_one_edition_offers_neither(open_page: Open) -> None:
    page = open_page("bioclusters", fragment="#layer=since&panel=changed")
    assert page.locator("input[name=atlas-base]:checked").get_attribute("value") == "class"
    assert page.locator("input[value=since]").count() == 0
    assert not panel(page).is_visible()
    assert not any(key.startswith("panel.changed.") for key in texts_of(payload(page), "en"))


@pytest.fixture(scope="module")
def next_year(tmp_path_factory: pytest.TempPathFactory, vintage_2024: Path) -> Path:
    """Build a map of a synthetic edition 2025 and vintage 2024."""
    project = tmp_path_factory.mktemp("next")
    shutil.copytree(vintage_2024, project / "data")
    (project / "maps").mkdir()
    (project / "maps" / "next.toml").write_text(NEXT, "utf-8")
    done = CliRunner().invoke(main, ["build", "--project", str(project)])
    assert done.exit_code == 0, done.output
    return project / "maps" / "html" / "next.html"


@pytest.fixture
def next_page(next_year: Path, blank_page: Blank) -> Page:
    page = blank_page(1440, 900)
    page.goto(next_year.as_uri())
    wait_for_start(page)
    return page


def test_next_years_edition_and_vintage_make_a_page_like_any_other(next_page: Page) -> None:
    about = payload(next_page)["map"]
    assert (about["edition"], about["vintage"]) == (2025, 2024)
    held = set(payload(next_page)["regions"]["id"])
    assert {"NL35", "NL36", "PT19", "PT1A", "PT1C"} <= held
    assert not {"NL31", "PT16"} & held
    # The classification left the United Kingdom out, the edition did not: it is drawn as of 2021.
    assert {"UKI3", "UKM5", "UKN0"} <= held
    assert next_page.locator(REGIONS).count() == len(held)
    counts = painted(next_page)
    assert counts["up-2"] + counts["down-2"] + counts["same"] > 200
    found = payload(next_page)["change"]
    steps = Counter(LOOKS[step] for *_, step in found["regions"])
    assert {look: counts[look] for look in steps} == steps
    assert region(next_page, "NL35").get_attribute("class") == "region same"
