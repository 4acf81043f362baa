"""Each page as a stranger opens it: by double click, on a phone and on a desk."""

import re
from html import unescape
from pathlib import Path

import pytest
from driver import REGIONS, Open, drawn_clusters, fills, geometry, go, legend, payload, table_rows, word
from projects import ALL_LANGUAGES

from tests.night import some_by_day
from tests.page_data import rows_of

pytestmark = pytest.mark.browser

# NUTS 2 has 334 regions in the vintage of 2021 and 332 in that of 2016 (edition 2019).
PAGES = [("bioclusters", 334, 25), ("bioclusters-2019", 332, 25), ("example-portfolio", 334, 45)]
EVERY_PAGE = [
    "bioclusters",
    "bioclusters-2019",
    "example-portfolio",
    "changed",
    "embedded",
    "many",
    "unlucky",
    "empty",
]


@pytest.mark.parametrize(("name", "regions", "clusters"), PAGES)
@pytest.mark.parametrize("width", [360, 1440])
def test_a_page_draws_all_its_regions_and_clusters(
    open_page: Open, name: str, regions: int, clusters: int, width: int
) -> None:
    page = open_page(name, width=width)
    assert page.locator(REGIONS).count() == regions
    assert drawn_clusters(page) == clusters
    assert table_rows(page).count() == clusters
    assert len(set(fills(page))) >= 5
    assert legend(page).is_visible()
    sources = page.locator("#atlas-sources").inner_text()
    assert "© EuroGeographics for the administrative boundaries" in sources
    assert "Regional Innovation Scoreboard" in sources


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_page_shows_no_key_no_placeholder_and_no_hole(open_page: Open, name: str) -> None:
    words = open_page(name).locator("body").inner_text()
    assert re.findall(r"\b(?:term|panel|map|static|note)\.[a-z][\w.]*", words) == []
    assert re.findall(r"\{\w+\}|\bundefined\b|\bnull\b|\bNaN\b|\[object ", words) == []


@pytest.mark.parametrize(
    ("name", "region", "words"),
    [
        ("bioclusters", "BE32", ("BE3", "Hainaut", "Strong")),
        ("bioclusters", "TR10", ()),
        ("bioclusters-2019", "FRE1", ()),
    ],
)
def test_a_link_opens_the_profile_of_a_region(
    open_page: Open, name: str, region: str, words: tuple[str, ...]
) -> None:
    page = open_page(name, fragment=f"#region={region}")
    shown = page.locator("#atlas-panel").inner_text()
    assert region in shown
    for expected in words:
        assert expected in shown


def test_the_first_glance_has_a_title_and_a_takeaway_from_the_data(open_page: Open) -> None:
    page = open_page("bioclusters")
    assert page.locator("h1").count() == 1
    assert re.search(r"\d+ of 25 clusters", page.locator("#atlas-takeaway").inner_text())


def test_a_synthetic_map_says_so_on_the_page(open_page: Open) -> None:
    page = open_page("example-portfolio")
    assert "ynthetic" in page.locator("#atlas-header").inner_text()


def test_every_overseas_region_stands_in_an_inset_inside_the_map(open_page: Open) -> None:
    page = open_page("bioclusters")
    frame = page.locator(".folium-map").bounding_box()
    assert frame is not None
    assert page.locator(".inset").count() == 8
    for box in page.locator(".inset").all():
        inset = box.bounding_box()
        assert inset is not None
        assert inset["width"] > 20
        assert frame["x"] <= inset["x"]
        assert inset["x"] + inset["width"] <= frame["x"] + frame["width"] + 1
        assert frame["y"] <= inset["y"]
        assert inset["y"] + inset["height"] <= frame["y"] + frame["height"] + 1


@pytest.mark.parametrize("width", some_by_day([360, 768, 1280, 1440, 2560], day=[360, 1280, 1440]))
def test_an_inset_shows_the_readers_name_of_its_region_or_the_legend_does(
    open_page: Open, width: int
) -> None:
    page = open_page("bioclusters", width=width)
    data = payload(page)
    texts = {region["id"]: region["names"].split("|")[1:] for region in rows_of(data["regions"])}
    names = [
        {
            language: name
            for language, name in zip(data["map"]["related"], texts[inset["id"]], strict=False)
            if name
        }
        | inset["name"]
        for inset in data["topology"]["insets"]
    ]
    for language in ALL_LANGUAGES:
        go(page, f"lang={language}")
        shown = [
            " ".join(one.locator("tspan").all_text_contents()).replace("- ", "-")
            for one in page.locator(".inset-name").all()
        ]
        wanted = [name[language] for name in names]
        assert all(text in ("", name) for text, name in zip(shown, wanted, strict=True)), shown
        assert all(shown) or (width < 1440 and not any(shown)), shown
        legend_line = page.locator(".inset-names")
        assert legend_line.is_visible() is not any(shown)
        assert legend_line.text_content() == word("map.insets", language, names=", ".join(wanted))
        fits = page.locator(".inset-name").evaluate_all(
            """(texts) => texts.every((text, at) => { const name = text.getBoundingClientRect();
                 const frame = document.querySelectorAll("rect.inset")[at].getBoundingClientRect();
                 return text.textContent === "" || (name.left >= frame.left && name.right <= frame.right + 1
                   && name.bottom <= frame.bottom + 1); })"""
        )
        assert fits, language


def test_the_legend_covers_no_region(open_page: Open) -> None:
    for width, height in ((1440, 900), (1024, 768), (360, 740), (1920, 1080)):
        page = open_page("bioclusters", width=width, height=height)
        assert geometry(page, f"coveringRegions('#atlas-legend', '{REGIONS}')") == 0, width


def test_a_page_is_one_file_with_a_policy_that_allows_no_inline_script(html: Path) -> None:
    for path in html.glob("*.html"):
        page = unescape(path.read_text(encoding="utf-8"))
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
        assert policy, path.name
        assert "default-src 'none'" in policy[1]
        assert "unsafe-inline" not in policy[1].split("style-src")[0]
        assert "unsafe-eval" not in policy[1]
