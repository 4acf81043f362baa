from html.parser import HTMLParser
from typing import Any

import pytest

from geo.definition import Publication, Style
from geo.render.gallery import build_gallery
from geo.render.look import own_ramp
from geo.render.options import MapOptions


class Found(HTMLParser):
    """Links, text and elements of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.lang = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(attributes["href"] or "")
        if tag == "html":
            self.lang = attributes["lang"] or ""

    def handle_data(self, data: str) -> None:
        self.text += data


def summary(**other: Any) -> dict[str, Any]:
    return {
        "title": {"en": "Clusters", "de": "Cluster in Europa"},
        "edition": 2023,
        "vintage": 2021,
        "synthetic": False,
        "search_engines": True,
        "counts": {"records": 1, "regions": 334, "countries": 1},
        "thumbnail": '<svg viewBox="0 0 1 1" aria-hidden="true"></svg>',
        "findings": [],
        "last_change": "2026-01-31",
        "files": [],
    } | other


def test_a_map_is_listed_with_its_counts_and_its_links() -> None:
    found = Found(build_gallery({"bio": summary()}))
    assert found.links == ["bio.html", "bio.html", "bio.ledger.csv", "bio.ledger.json"]
    for text in (
        "1 map",
        "Clusters",
        "1 cluster, 1 country, 334 regions",
        "2023",
        "NUTS 2021",
        "2026-01-31",
    ):
        assert text in found.text
    assert found.tags.count("svg") == 1


def test_the_files_of_a_map_are_linked_by_their_kind() -> None:
    found = Found(build_gallery({"bio": summary(files=["bio.gpkg", "bio.regions.csv"])}))
    assert found.links[-2:] == ["bio.gpkg", "bio.regions.csv"]
    assert "Files" in found.text
    assert "GPKG regions.csv" in found.text
    odd = Found(build_gallery({"bio": summary(files=["../x", "javascript:alert(1)"])}))
    assert odd.links[-2:] == ["..%2Fx", "javascript%3Aalert%281%29"]


def test_a_picture_has_the_colours_that_its_map_chooses() -> None:
    ramp = own_ramp(MapOptions(style=Style(ramp=["#d3b3e6", "#a572c8", "#7a3fa5", "#2e0d4d"])))
    html = build_gallery({"plain": summary(ramp=own_ramp(MapOptions())), "own": summary(ramp=ramp)})
    assert ".picture.of-0" not in html
    assert ".picture.of-1{--class-1:light-dark(#d3b3e6,#" in html
    assert 'class="picture of-1" href="own.html"' in html
    with pytest.raises(ValueError, match="colours"):
        build_gallery({"bad": summary(ramp="--class-1:red}body{display:none")})


def test_a_gallery_has_no_script_and_loads_nothing() -> None:
    html = build_gallery({"bio": summary()})
    assert "script" not in Found(html).tags
    assert "default-src 'none'; script-src 'none'" in html.replace("&#39;", "'")


def test_of_thousands_of_findings_the_first_hundred_are_shown_and_all_are_counted() -> None:
    findings = [f"t.csv, row {number}: found nothing" for number in range(2, 2502)]
    found = Found(build_gallery({"bio": summary(findings=findings)}))
    assert "2,500 findings" in found.text
    assert "More in the ledger: 2,400." in found.text
    assert found.text.count("found nothing") == 100


def test_findings_are_counted_and_shown_as_text() -> None:
    findings = ["<b>Region</b>, nuts_id: found 'XX', expected a code", "Second"]
    found = Found(build_gallery({"bio": summary(findings=findings)}))
    assert "2 findings" in found.text
    assert findings[0] in found.text


def test_a_gallery_speaks_the_language_asked_for() -> None:
    found = Found(build_gallery({"bio": summary(), "no": summary(title={"en": "English"})}, language="de"))
    assert found.lang == "de"
    for text in ("Karten", "2 Karten", "Cluster in Europa", "English"):
        assert text in found.text


def test_the_embed_code_is_shown_as_code() -> None:
    found = Found(build_gallery({"my map": summary(title={"en": 'A "quoted" <title>'})}))
    assert '<iframe src="https://example.org/maps/my%20map.html?embed"' in found.text
    assert "A &quot;quoted&quot; &lt;title&gt;" in found.text
    assert "iframe" not in found.tags


def test_an_empty_project_has_a_gallery_that_says_so() -> None:
    assert "There is no map yet." in Found(build_gallery({})).text


def test_synthetic_data_are_named() -> None:
    assert "synthetic data" in Found(build_gallery({"x": summary(synthetic=True)})).text


def test_a_gallery_is_found_by_search_engines_unless_one_of_its_maps_must_not_be() -> None:
    hidden = summary(search_engines=False)
    pages = [build_gallery({"bio": summary()}), build_gallery({"bio": summary(), "own": hidden})]
    assert ['<meta name="robots" content="none">' in page for page in pages] == [False, True]
    assert '<meta name="description" content="Clusters">' in pages[0]


def test_a_gallery_of_a_project_with_an_address_gives_it() -> None:
    page = build_gallery({"bio": summary()}, publication=Publication(address="https://a.example/maps"))
    assert '<link rel="canonical" href="https://a.example/maps/index.html">' in page
    text = Found(page).text
    assert 'src="https://a.example/maps/bio.html?embed"' in text
    assert "Replace the address" not in text
