"""The sheet of a twin: everything is on it, in every size and language, and nothing on anything else."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Callable
from io import BytesIO
from itertools import combinations, product
from typing import Any

import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader

from geo.definition import Style
from geo.errors import PictureError
from geo.language import messages
from geo.language.country_names import country_name
from geo.render import ClusterMap, MapOptions, PictureOptions
from geo.render.facts.choices import OVERLAYS
from geo.render.facts.content import MapContent
from geo.render.facts.payload import ATTRIBUTIONS
from geo.render.twin.blocks import Strip
from geo.render.twin.document import Document, set_document
from geo.render.twin.figures import Figures
from geo.render.twin.labels import Box
from geo.render.twin.layout import FORMATS
from geo.render.twin.options import SIZES, choose_view
from geo.render.twin.paragraphs import Paragraph

Content = Callable[[str], MapContent]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "</text><script>alert(1)</script>",
    "<![CDATA[x]]> &amp; &lt;b&gt;",
    "Bio\x00Win\x1b[31m\uffff",
    "{{ 6*7 }} ${alert(1)}",
    "N" * 300,
    "עברית العربية \u202etxet",
)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def texts(svg: str) -> list[str]:
    """Return the text of each element of words."""
    return ["".join(node.itertext()) for node in parsed(svg).iter(f"{SVG}text")]


def box(paragraph: Paragraph) -> Box:
    """Return the room of a paragraph, a hair smaller: one may begin where another ends."""
    return Box(paragraph.left, paragraph.top + 0.01, paragraph.right, paragraph.bottom - 0.01)


def map_box(document: Document) -> Box:
    return document.map.sheet.area


@pytest.mark.parametrize(("name", "layer"), [("bioclusters", "class"), ("bioclusters", "change")])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_words_lie_on_the_sheet_and_neither_on_each_other_nor_on_the_map(
    content: Content, name: str, layer: str, size: str, language: str
) -> None:
    document = set_document(content(name), PictureOptions(layer=layer, size=size, language=language))
    sheet = Box(0, 0, document.format.width, document.format.height)
    boxes = [box(paragraph) for paragraph in document.words]
    for found, paragraph in zip(boxes, document.words, strict=True):
        assert sheet.left < found.left
        assert sheet.top < found.top
        assert found.right < sheet.right + 0.01, paragraph.text
        assert found.bottom < sheet.bottom, paragraph.text
        assert not found.overlaps(map_box(document)), paragraph.text
    for one, other in combinations(range(len(boxes)), 2):
        assert not boxes[one].overlaps(boxes[other]), (document.words[one].text, document.words[other].text)


@pytest.mark.parametrize("size", ["a4", "a4-landscape", "slide"])
def test_the_longest_legend_fits(content: Content, size: str) -> None:
    options = PictureOptions(overlays=("clusters", "funding", "services"), size=size, language="de")
    document = set_document(content("example-portfolio"), options)
    boxes = [box(paragraph) for paragraph in document.words]
    assert max(found.bottom for found in boxes) < document.format.height
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


def test_a_twin_says_what_a_page_says(content: Content) -> None:
    svg = set_document(content("bioclusters"), PictureOptions()).to_svg()
    root = parsed(svg)
    title, description = (root.find(f"{SVG}{name}") for name in ("title", "desc"))
    assert title is not None
    assert title.text == "25 European bioclusters and the innovation performance of their regions"
    assert description is not None
    assert (description.text or "").startswith("8 of 25 clusters sit in regions that lead innovation (2023).")
    words = " ".join(texts(svg)).replace("\xa0", " ")
    for part in ("Leader", "above 125%", "36 regions · 8 clusters", "Not covered by the scoreboard"):
        assert part in words
    assert root.get("lang") == "en"
    document = set_document(content("bioclusters"), PictureOptions())
    sources = document.words[-1].text
    for line in ATTRIBUTIONS:
        assert line in sources


def test_a_made_up_table_says_so_on_every_size(content: Content) -> None:
    for size in SIZES:
        words = set_document(content("example-portfolio"), PictureOptions(size=size)).words
        assert "Synthetic data: no cluster on this map is real." in [paragraph.text for paragraph in words]


def test_every_region_and_cluster_is_drawn(content: Content) -> None:
    map_ = content("bioclusters")
    root = parsed(set_document(map_, PictureOptions()).to_svg())
    drawn = [node.get("data-region") for node in root.iter(f"{SVG}path") if node.get("data-region")]
    assert drawn == list(map_.outline.ids)
    clusters = {name for node in root.iter() for name in (node.get("data-records") or "").split()}
    assert clusters == set(map_.tagged["record_id"])


@pytest.mark.parametrize("name", ["bioclusters", "example-portfolio"])
def test_a_disc_is_drawn_only_where_shares_sum_to_a_hundred(content: Content, name: str) -> None:
    map_ = content(name)
    records = Figures(map_, choose_view(map_, PictureOptions())).records
    root = parsed(set_document(map_, PictureOptions(overlays=("funding",))).to_svg())
    markers = [node for node in root.iter(f"{SVG}g") if node.get("data-records")]
    discs = [node for node in markers if any(part.get("stroke-width") == "1.2" for part in node.iter())]
    bars = [node for node in markers if any(part.get("rx") == "4" for part in node.iter(f"{SVG}rect"))]
    dashed = [node for node in markers if any(part.get("stroke-dasharray") for part in node.iter())]
    unknown = sum(record["fundingIsWhole"] and record["members"] is None for record in records)
    assert len(discs) == sum(record["fundingIsWhole"] for record in records)
    assert len(bars) == sum(
        record["funding"] is not None and not record["fundingIsWhole"] for record in records
    )
    # A dashed edge: a size that says nothing; a dashed ring: nothing published.
    assert len(dashed) - unknown == sum(record["funding"] is None for record in records) > 0


@pytest.mark.slow
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_names_of_countries_cover_nothing_and_lines_start_in_what_they_name(
    content: Content, language: str
) -> None:
    map_ = content("bioclusters")
    options = PictureOptions(overlays=("clusters", "labels"), language=language)
    document = set_document(map_, options)
    sheet = document.map.sheet
    assert len(sheet.labels) > 25
    shapes: dict[str, set[int]] = {}
    for at, code in enumerate(map_.outline.ids):
        shapes.setdefault(country_name(code[:2], language), set()).add(at + 1)
    names = [label.box for label in sheet.labels]
    others = [taken for taken in sheet.taken if taken not in names]
    assert len(others) > 8
    for one, other in combinations(names, 2):
        assert not one.overlaps(other)
    for name, other in product(names, others):
        assert not name.overlaps(other)
    foreign = 0
    for label in sheet.labels:
        left, top, right, bottom = label.box
        own_or_sea = {*shapes[label.text], -1}
        if label.line is None:
            middle = (left + right) / 2, (top + bottom) / 2
            assert sheet.ground.shape_at(*sheet.to_grid(*middle)) in own_or_sea
            continue
        start, end = label.line
        assert sheet.ground.shape_at(*sheet.to_grid(*start)) in shapes[label.text]
        # A rock of one cell may lie between the places that are looked up.
        spots = list(product(range(math.ceil(left), int(right), 2), range(math.ceil(top), int(bottom), 2)))
        below = [sheet.ground.shape_at(*sheet.to_grid(*spot)) for spot in spots]
        assert sum(shape not in own_or_sea for shape in below) < 0.03 * len(below)
        steps = round(math.dist(start, end))
        for step in range(steps):
            x, y = (a + step / steps * (b - a) for a, b in zip(start, end, strict=True))
            shape = sheet.ground.shape_at(*sheet.to_grid(x, y))
            foreign += shape not in own_or_sea and shape != 0
    # Luxembourg and North Macedonia lie behind others.
    assert foreign < 85


@pytest.mark.slow
def test_no_line_leads_across_another_country_on_a_card(content: Content) -> None:
    options = PictureOptions(overlays=("clusters", "labels"), size="card")
    sheet = set_document(content("bioclusters"), options).map.sheet
    lines = {label.text: label.line for label in sheet.labels if label.line}
    # To these the way leads over Scandinavia; their markers leave no room on them.
    assert not {"Estonia", "Lithuania"} & {label.text for label in sheet.labels}
    assert max(math.dist(*line) for line in lines.values()) < 190
    assert {"Germany", "Netherlands", "Belgium"} <= {label.text for label in sheet.labels}


@pytest.mark.slow
def test_hostile_text_is_text() -> None:
    records = pd.DataFrame(
        {
            "name": HOSTILE,
            "country": ["DE", "FR", "ES", "IT", "PL", "SE"],
            "nuts_id": ["DE21", "FR10", "ES51", "ITC4", "PL91", "SE11"],
        }
    )
    atlas = ClusterMap(records, title=" ".join(HOSTILE))
    for size in SIZES:
        svg = atlas.to_svg(PictureOptions(size=size, overlays=("clusters", "labels")))
        root = parsed(svg)
        assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
            *("svg", "title", "desc", "defs", "pattern", "rect", "path", "g", "text", "tspan", "circle"),
        }
        titles = {node.text for node in root.iter(f"{SVG}title")}
        assert "</text><script>alert(1)</script>" in titles
        assert "N" * 300 in titles
        assert "Bio\ufffdWin\ufffd[31m\ufffd" in titles
        sheet = FORMATS[size]
        for node in root.iter(f"{SVG}tspan"):
            assert float(node.get("x", "nan")) + float(node.get("textLength", "nan")) < sheet.width


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"layer": "indx"},
            "found layer 'indx', expected one of class, index, change, indicator. Did you mean 'index'?",
        ),
        ({"layer": "indicator:9.9.9"}, "found indicator '9.9.9', expected one of 1.1.2"),
        ({"layer": "since"}, "found layer 'since'"),
        ({"overlays": ("cluster",)}, "found overlay 'cluster'"),
        ({"year": 1999}, "found year '1999', expected one of 2016, 2017"),
        ({"layer": "indicator", "year": 2020}, "layer 'indicator' shows no year of its own"),
        ({"layer": "change", "year": 2016}, "found year 2016, expected a later one"),
        ({"language": "pt"}, "found language 'pt'"),
        ({"theme": "blue"}, "found theme 'blue'"),
        ({"size": "a3"}, "found size 'a3'"),
    ],
)
def test_what_a_map_does_not_show_is_refused_with_what_it_does(
    content: Content, options: dict[str, object], message: str
) -> None:
    with pytest.raises(PictureError) as caught:
        set_document(content("bioclusters"), PictureOptions(**options))  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)


def test_an_edition_without_years_has_a_twin_too(content: Content) -> None:
    document = set_document(content("bioclusters-2019"), PictureOptions())
    assert document.view.year == 2019
    assert "Innovation class 2019" in [paragraph.text for paragraph in document.words]


LOGO = (
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAyIDEiPjxyZWN0IHdp"
    "ZHRoPSIyIiBoZWlnaHQ9IjEiIGZpbGw9IiNmMGYiLz48L3N2Zz4="
)


@pytest.mark.slow
def test_a_twin_has_the_colours_the_publisher_and_the_logo_that_its_map_chooses() -> None:
    style = Style(ramp=("#fde0c5", "#f3967b", "#c24a6b", "#4a1452"), publisher="Agency of Examples")
    records = pd.DataFrame({"name": ["Bio One"], "country": ["DE"], "nuts_id": ["DE21"]})
    atlas = ClusterMap(records, options=MapOptions(title={"en": "T"}, style=style, logo=LOGO))
    root = parsed(atlas.to_svg(PictureOptions(size="card")))
    fills = {node.get("fill") for node in root.iter(f"{SVG}path") if node.get("class") == "class-4"}
    assert fills == {"#4a1452"}
    assert any("Agency of Examples" in text for text in texts(atlas.to_svg(PictureOptions(size="card"))))
    png = Image.open(BytesIO(atlas.to_png(PictureOptions(size="card")))).convert("RGB")
    assert (255, 0, 255) in {png.getpixel((x, 45)) for x in range(30, 120)}
    first = PdfReader(BytesIO(atlas.to_pdf(PictureOptions(size="card")))).pages[0]
    assert "Agency of Examples" in first.extract_text()
    # Other colours than those of the light theme in the dark one, as on the page.
    dark = parsed(atlas.to_svg(PictureOptions(size="card", theme="dark")))
    assert {node.get("fill") for node in dark.iter(f"{SVG}path") if node.get("class") == "class-4"} != fills


@pytest.mark.slow
@pytest.mark.parametrize("size", ["a4-landscape", "card"])
def test_the_sentence_of_a_long_indicator_is_whole(content: Content, size: str) -> None:
    map_ = content("bioclusters")
    for row in map_.scores.indicators[:8]:
        options = PictureOptions(layer=f"indicator:{row['code']}", size=size, language="de")
        document = set_document(map_, options)
        assert all(paragraph.is_whole for paragraph in document.words[: document.before_map]), row["code"]


def test_a_figure_stands_against_the_clusters_where_there_is_room(content: Content) -> None:
    def strip(**options: Any) -> Strip | None:
        document = set_document(content("regional-figures"), PictureOptions(**options))
        return document.blocks[0].strip

    shown = strip(layer="figure:index")
    assert shown
    assert shown.ends == ("20.6", "169.5")
    assert shown.words == "Dots: clusters, median 123.1. Lines: regions, median 103.0."
    assert (len(shown.clusters), len(shown.regions), len(shown.bands)) == (25, 244, 4)
    assert (min(shown.regions), max(shown.regions)) == (4, 296)
    for absent in (
        {"layer": "class"},
        {"layer": "figure:index", "size": "card"},
        {"layer": "figure:index", "years": "all"},
    ):
        assert strip(**absent) is None


@pytest.mark.slow
@pytest.mark.parametrize("size", ["slide", "a4-landscape"])
def test_every_overlay_that_is_drawn_is_in_the_legend(content: Content, size: str) -> None:
    options = PictureOptions(layer="figure:members", size=size, language="de", overlays=OVERLAYS)
    document = set_document(content("example-portfolio"), options)
    headings = [paragraph.text for paragraph in document.words if paragraph.role == "heading"]
    assert headings == [block.title for block in document.blocks]
    assert len(headings) == 5
