"""A figure of level 3 on a page: its regions are drawn, named, found, walked to; other layers keep theirs."""

import pytest
from driver import REGIONS, Open, settle

pytestmark = pytest.mark.browser

PAGE = "small-regions"


def test_the_layers_of_a_page_paint_the_regions_of_their_level(open_page: Open) -> None:
    page = open_page(PAGE)
    settle(page)
    assert page.locator(REGIONS).count() == 1514
    assert (page.locator("path.edges").get_attribute("d") or "").startswith("M")
    assert page.locator("#atlas-takeaway").text_content() == (
        "Area (synthetic but for 2021), 2021: highest in Norrbottens län, 106,009\u00a0km²; "
        "lowest in Ceuta, 9\u00a0km²."
    )
    entries = page.locator("#atlas-legend li .detail").all_text_contents()
    assert sum(int(text.split(" regions")[0]) for text in entries if " regions" in text) == 1513
    assert (entries[5], entries[6]) == ("2 clusters", "1 map area")
    # The one tab stop is a region that is drawn, whichever layer is.
    stops = page.locator(f'{REGIONS}[tabindex="0"]')
    assert stops.count() == 1
    page.locator("#atlas-controls").get_by_role("radio", name="Class").check(force=True)
    settle(page)
    assert page.locator(REGIONS).count() == 334
    assert page.locator("path.edges").get_attribute("d") == ""
    assert stops.count() == 1


def test_a_small_region_is_named_found_walked_to_and_told_about(open_page: Open) -> None:
    page = open_page(PAGE)
    settle(page)
    field = page.locator("#atlas-search")
    field.fill("ES511")
    page.locator("#atlas-found [role=option]").first.click()
    settle(page)
    assert "region=ES511" in page.url
    panel = page.locator("#atlas-panel")
    text = (panel.text_content() or "").replace("\u00a0", " ")
    assert "ES511 · Spain" in text
    assert "Barcelona" in text
    assert "StrongCataluña (ES51)" in text
    assert "Area (synthetic but for 2021), 20217,7" in text
    page.keyboard.press("Escape")
    # Its name stands at it, and the arrow keys lead from it to a neighbour.
    region = page.locator(f'{REGIONS}[aria-label^="Barcelona, Spain, Area"]')
    region.focus()
    page.keyboard.press("ArrowUp")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.startswith(("Girona, Spain", "Lleida, Spain"))
    # A larger region has no value of the figure, and says nothing of it.
    page = open_page(PAGE, fragment="#layer=class&region=ES51")
    settle(page)
    assert "Area (synthetic" not in (page.locator("#atlas-panel").text_content() or "")
