"""Members of clusters on a page: their figure, a catchment, the card of a cluster, the filter by kind."""

import csv
from collections import Counter

import pytest
from driver import Open, settle
from projects import HOSTILE_NAMES

from geo.datapackage.catalog import Catalog

pytestmark = pytest.mark.browser

PAGE = "example-portfolio"


@pytest.fixture(scope="module")
def members() -> list[dict[str, str]]:
    with Catalog.bundled().path("example-members").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_members_paint_the_regions_and_a_profile_says_how_many(open_page: Open) -> None:
    page = open_page(PAGE, fragment="#layer=figure&region=DE21")
    settle(page)
    assert page.locator("#atlas-legend h2").first.text_content() == "Members of clusters"
    names = page.locator("#atlas-legend .entry .name").all_text_contents()[:6]
    assert names == ["20 and more", "10 to 19", "5 to 9", "2 to 4", "1", "0"]
    counted = page.locator("#atlas-panel .members-count").text_content() or ""
    region = page.locator("path.region[aria-label^='Oberbayern']").get_attribute("aria-label") or ""
    assert region.endswith(f"Members of clusters, {counted.split()[0]}")
    # The strip has the colours of its classes: without its style sheet it would be black.
    fills = page.locator(".strip-band").evaluate_all("all => all.map(band => getComputedStyle(band).fill)")
    assert len(set(fills)) == 6
    page.locator(".indicator select").select_option(label="Members: Hospitals")
    settle(page)
    assert "indicator=members-hospitals" in page.url
    assert page.locator("path.region.ramp").count() > 300


def test_a_chosen_cluster_shows_its_catchment_and_its_mix(
    open_page: Open, members: list[dict[str, str]]
) -> None:
    own = [member for member in members if member["cluster"] == "synthetic-19"]
    kinds = Counter(member["kind"] for member in own)
    page = open_page(PAGE, fragment="#cluster=synthetic-19")
    settle(page)
    text = page.locator("#atlas-panel .members-count").text_content() or ""
    assert text.startswith(f"{len(own)} members in ")
    regions = int(text.split()[-2])
    assert page.locator(".catchment .dot").count() == regions
    lines = page.locator(".catchment .line").last.get_attribute("d") or ""
    assert lines.count("M") == regions
    part = page.locator("#atlas-panel section.part", has=page.locator(".members-count"))
    assert part.locator(".bar-value").all_text_contents() == [
        str(number) for _, number in kinds.most_common()
    ]
    # What lines and dots show stands as text beside them.
    places = page.locator("#atlas-panel section.part", has=page.get_by_role("heading", name="Regions of its"))
    assert places.locator("li").count() == regions
    assert sum(int(text) for text in places.locator("li .fine").all_text_contents()) == len(own)
    part.locator("button").click()
    settle(page)
    title = page.locator("#atlas-legend h2").first.text_content()
    assert title == "Members: Synthetic Biodiversité Cluster 19"
    page.keyboard.press("Escape")
    settle(page)
    assert page.locator(".catchment .dot").count() == 0


def test_the_shares_of_a_card_stay_inside_it_in_a_language_of_long_words(open_page: Open) -> None:
    page = open_page(PAGE, fragment="#cluster=synthetic-19&lang=de", width=1440)
    settle(page)
    card = page.locator("#atlas-panel").bounding_box()
    share = page.locator(".donut b").first.bounding_box()
    assert card is not None
    assert share is not None
    assert share["x"] + share["width"] <= card["x"] + card["width"]


def test_a_card_names_members_where_asked_for_and_says_what_the_survey_says(open_page: Open) -> None:
    page = open_page("spellings", fragment="#cluster=hal-far-aerospace")
    settle(page)
    parts = page.locator("#atlas-panel section.part")
    bars = parts.filter(has=page.locator(".members-count")).locator(".bars li").all_text_contents()
    assert bars == ["SMEs8 · 23 of 25", "Hospitals2 · 11 of 25", "Kind not stated2"]
    names = parts.filter(has=page.get_by_role("heading", name="Who they are")).locator("li bdi")
    assert [name.strip() for name in names.all_text_contents()] == [
        " ".join(name.split()) for name in HOSTILE_NAMES
    ]
    assert page.evaluate("window.hacked") is None


def test_kinds_of_members_filter_clusters(open_page: Open, members: list[dict[str, str]]) -> None:
    having = {member["cluster"] for member in members if member["kind"] == "global_pharma"}
    page = open_page(PAGE, fragment="#kind=global_pharma")
    settle(page)
    rows = page.locator("#atlas-rows tbody tr")
    assert 0 < rows.count() == len(having) < 45
    heads = page.locator("#atlas-rows thead th").all_text_contents()
    column = next(at for at, text in enumerate(heads) if text.startswith("Members, counted"))
    totals = Counter(member["cluster"] for member in members)
    shown = [
        int(rows.nth(at).locator("th, td").nth(column).text_content() or "") for at in range(rows.count())
    ]
    assert sorted(shown) == sorted(totals[cluster] for cluster in having)
