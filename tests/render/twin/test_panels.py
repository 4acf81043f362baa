"""Small maps of several years on a sheet: one legend, one scale, each year as a map of it alone shows it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations

import pytest

from geo.errors import PictureError
from geo.render import PictureOptions
from geo.render.facts.content import MapContent
from geo.render.twin.colours import read_colours
from geo.render.twin.document import Document, set_document
from geo.render.twin.drawing import paint
from geo.render.twin.figures import Figures
from geo.render.twin.layout import FORMATS
from geo.render.twin.options import SIZES, choose_view
from geo.render.twin.raster import to_png

Content = Callable[[str], MapContent]
SVG = "{http://www.w3.org/2000/svg}"


def maps_of(document: Document) -> dict[int, ET.Element]:
    """Return the element of each small map, by its year."""
    root = ET.fromstring(document.to_svg())  # noqa: S314 - our own
    found = [node for node in root.iter(f"{SVG}g") if node.get("class") == "panel"]
    return {int(str(node.get("data-year"))): node for node in found}


@pytest.mark.parametrize(
    ("name", "layer"),
    [("bioclusters", "class"), ("bioclusters", "index"), ("regional-figures", "figure:index")],
)
def test_each_year_is_painted_as_a_map_of_it_alone(content: Content, name: str, layer: str) -> None:
    map_ = content(name)
    document = set_document(map_, PictureOptions(layer=layer, years="all"))
    maps = maps_of(document)
    assert list(maps) == list(range(2016, 2024))
    colours = read_colours("light")
    for year in (2016, 2023):
        figures = Figures(map_, choose_view(map_, PictureOptions(layer=layer, year=year)))
        alone = [
            (f"#region-{region.code}", paint(figures.look(region), colours, patterns="map-"))
            for region in figures.regions
        ]
        painted = [(node.get("href"), node.get("fill")) for node in maps[year].iter(f"{SVG}use")]
        assert [pair for pair in painted if str(pair[0]).startswith("#region-")] == alone


def test_shapes_are_written_once(content: Content) -> None:
    one = set_document(content("bioclusters"), PictureOptions(overlays=("borders",))).to_svg()
    eight = set_document(content("bioclusters"), PictureOptions(years="all")).to_svg()
    assert len(eight) < 2.5 * len(one)


def test_lines_cover_no_more_of_a_smaller_map(content: Content) -> None:
    covered = dict[str, float]()
    for size in ("slide", "card"):
        document = set_document(content("bioclusters"), PictureOptions(size=size, years="all"))
        one = maps_of(document)[2023]
        plane = next(node for node in one.iter(f"{SVG}g") if node.get("transform"))
        regions = next(node for node in one.iter(f"{SVG}g") if node.get("class") == "regions")
        scale = float(str(plane.get("transform")).removeprefix("matrix(").split()[0])
        width = float(str(next(one.iter(f"{SVG}rect")).get("width")))
        covered[size] = float(str(regions.get("stroke-width"))) * scale / width
    assert 0 < covered["card"] <= covered["slide"]


@pytest.mark.parametrize("size", SIZES)
def test_maps_and_years_lie_on_the_sheet_and_not_on_each_other(content: Content, size: str) -> None:
    document = set_document(content("bioclusters"), PictureOptions(size=size, years="all"))
    form = FORMATS[size]
    root = ET.fromstring(document.to_svg())  # noqa: S314 - our own
    clips = [next(iter(node)) for node in root.iter(f"{SVG}clipPath")]
    boxes = [
        (float(x), float(y), float(x) + float(width), float(y) + float(height))
        for x, y, width, height in (
            [str(clip.get(key)) for key in ("x", "y", "width", "height")] for clip in clips
        )
    ]
    assert len(boxes) == 8
    for left, top, right, bottom in boxes:
        assert 0 < left < right < form.width
        assert 0 < top < bottom < form.height
        for words in document.words:
            apart = words.right < left or words.left > right or words.bottom < top + 1 or words.top > bottom
            assert apart, words.text
    for one, other in combinations(boxes, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def test_the_legend_spans_the_years_and_counts_nothing(content: Content) -> None:
    document = set_document(content("bioclusters"), PictureOptions(layer="index", years=(2023, 2016, 2019)))
    assert [paragraph.text for paragraph in document.words if paragraph.text.isdigit()] == [
        *("2016", "2019", "2023")
    ]
    (block,) = document.blocks
    assert block.title == "Innovation index 2016–2023"
    assert block.notes == ("Index in percent of the EU average of the same year",)
    assert {entry.detail for entry in block.entries} == {""}
    (block,) = set_document(
        content("regional-figures"), PictureOptions(layer="figure:index", years="all")
    ).blocks
    assert block.title == "Regional Innovation Index (EU 2016 = 100), 2016–2023"


@pytest.mark.slow
def test_a_sheet_of_years_is_drawn_alike_twice(content: Content) -> None:
    options = PictureOptions(size="card", years=(2016, 2023))
    first, second = (set_document(content("bioclusters"), options) for _ in range(2))
    assert first.to_svg() == second.to_svg()
    assert to_png(first) == to_png(second)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"years": (2016, 1999)}, "found year '1999', expected one of 2016, 2017"),
        ({"years": (2016,)}, "found fewer than two years"),
        ({"years": "all", "year": 2016}, "found a year and several years"),
        ({"years": "all", "layer": "change"}, "layer 'change' has no years to compare"),
        ({"years": "all", "layer": "indicator"}, "layer 'indicator' has no years to compare"),
    ],
)
def test_years_that_a_map_does_not_have_are_refused(
    content: Content, options: dict[str, object], message: str
) -> None:
    with pytest.raises(PictureError) as caught:
        set_document(content("bioclusters"), PictureOptions(**options))  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)
