"""A twin shows and says what the page does, and its PNG is what a browser makes of its SVG."""

import base64
import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from driver import REGIONS, Open, settle
from PIL import Image
from playwright.sync_api import Browser

from geo.definition import read_definition
from geo.render import ClusterMap, PictureOptions
from geo.render.facts.content import MapContent
from geo.render.twin.colours import read_colours
from geo.render.twin.document import set_document
from geo.render.twin.figures import FUNDING, Figures
from geo.render.twin.glyphs import HATCHES, SHAPES
from geo.render.twin.layout import FORMATS
from geo.render.twin.options import choose_view
from geo.render.twin.raster import to_png
from geo.render.twin.typography import FAMILY, font_file
from geo.render.twin.words import takeaway
from tests.pixels import count_differing

pytestmark = pytest.mark.browser

Content = Callable[[str], MapContent]
#: Parts of the pixels that may differ: edges are smoothed in two ways, and letters are set in two.
TOLERANCE = 0.02
VIEWS: tuple[tuple[str, str, PictureOptions], ...] = (
    ("bioclusters", "", PictureOptions()),
    ("bioclusters", "layer=class&year=2016&lang=de", PictureOptions(layer="class", year=2016, language="de")),
    ("bioclusters", "layer=index&lang=fr", PictureOptions(layer="index", language="fr")),
    (
        "bioclusters",
        "layer=index&year=2018&show=funding",
        PictureOptions(layer="index", year=2018, overlays=("funding",)),
    ),
    ("bioclusters", "layer=change&lang=es", PictureOptions(layer="change", language="es")),
    ("bioclusters", "layer=change&to=2019", PictureOptions(layer="change", year=2019)),
    ("bioclusters", "layer=indicator&lang=it", PictureOptions(layer="indicator", language="it")),
    ("bioclusters", "layer=indicator&indicator=3.2.1", PictureOptions(layer="indicator:3.2.1")),
    ("bioclusters-2019", "lang=ca", PictureOptions(language="ca")),
    ("bioclusters-2019", "layer=index", PictureOptions(layer="index")),
    (
        "example-portfolio",
        "show=clusters,funding,services",
        PictureOptions(overlays=("clusters", "funding", "services")),
    ),
    ("regional-figures", "", PictureOptions()),
    (
        "regional-figures",
        "indicator=index&year=2017&lang=de",
        PictureOptions(layer="figure:index", year=2017, language="de"),
    ),
    ("small-regions", "when=2019", PictureOptions(year=2019)),
    ("small-regions", "layer=class", PictureOptions(layer="class")),
    ("unlucky", "", PictureOptions()),
    ("empty", "", PictureOptions()),
    ("many", "layer=index", PictureOptions(layer="index")),
    ("changed", "layer=since&lang=de", PictureOptions(layer="since", language="de")),
)


@pytest.fixture(scope="module")
def content(html: Path) -> Content:
    """Return what a built map shows."""

    @cache
    def gathered(name: str) -> MapContent:
        return ClusterMap.from_definition(read_definition(html.parent / f"{name}.toml"))._content()

    return gathered


#: Each marker of one cluster on the page: radius and colours of its disc, radii of its halves of services.
MARKERS = """(all) => all.filter((one) => !one.matches(".many")).map((one) => [one.dataset.id, [
  [...one.querySelectorAll(".rim")].map((rim) => Number(rim.getAttribute("r"))),
  [...one.querySelectorAll(".slice")].map((slice) => slice.classList[1]),
  ["soft", "hard"].map((kind) => one.querySelector(`.services .${kind}`)?.getAttribute("d") ?? "")]])"""


def drawn_by_us(svg: str) -> dict[str, Any]:
    """Return the same of the markers of a twin."""
    colours = read_colours("light")
    names = {colours[f"fund-{key}"]: f"fund-{key}" for key in FUNDING}
    found = {}
    # What we drew ourselves holds nothing that could harm the parser.
    for marker in ElementTree.fromstring(svg).iterfind(".//*[@data-records]"):  # noqa: S314
        circles, paths = marker.findall(".//{*}circle"), marker.findall(".//{*}path")
        rims = [float(one.get("r", 0)) for one in circles if one.get("stroke-width") == "1.2"]
        slices = [
            names[one.get("stroke", "")] for one in (*circles, *paths) if one.get("stroke", "") in names
        ]
        halves = {
            kind: one.get("d", "")
            for one in paths
            for kind in ("soft", "hard")
            if one.get("fill") == colours[f"kind-{kind}"]
        }
        found[marker.get("data-records", "")] = [
            rims,
            slices,
            [halves.get("soft", ""), halves.get("hard", "")],
        ]
    return found


def near(one: str, other: str) -> bool:
    """Tell whether two paths are the same but for the digits of their numbers."""
    numbers = [[float(part) for part in re.findall(r"-?[\d.]+", path)] for path in (one, other)]
    return numbers[0] == pytest.approx(numbers[1], abs=0.01)


def words(text: str | None) -> str:
    """Return text with one kind of space, and counts apart as they are on one line."""
    return " ".join((text or "").replace("\n", " · ").split())


@pytest.mark.parametrize(
    ("name", "fragment", "options"), VIEWS, ids=[f"{name} {part}" for name, part, _ in VIEWS]
)
def test_a_twin_shows_and_says_what_the_page_does(
    open_page: Open, content: Content, name: str, fragment: str, options: PictureOptions
) -> None:
    page = open_page(name, fragment=f"#{fragment}" if fragment else "")
    settle(page)
    shown = page.locator(REGIONS).evaluate_all(
        "(all) => all.map((one) => [one.classList[1], parseInt(one.style.getPropertyValue('--at'))])"
    )
    map_ = content(name)
    figures = Figures(map_, choose_view(map_, options))
    looks = [figures.look(region) for region in figures.regions]
    # The place on the gradient stays on a region that has none any more.
    assert [look.name for look in looks] == [look for look, _ in shown]
    assert [look.ramp for look in looks if look.ramp is not None] == [
        at for look, at in shown if look == "ramp"
    ]
    sentence = " ".join(filter(None, takeaway(figures)))
    assert words(sentence) == words(page.locator("#atlas-takeaway").text_content())
    theirs: Any = page.locator("#atlas-legend section").evaluate_all(
        """(all) => all.map((one) => [one.querySelector("h2").textContent,
            [...one.querySelectorAll(":scope > p")].map((note) => note.textContent),
            [...one.querySelectorAll("li")].map((row) => [row.querySelector("b").textContent,
              ...[".name span", ".detail"].map((part) => row.querySelector(part)?.textContent ?? "")])
        ])"""
    )
    blocks = set_document(map_, options).blocks
    ours = [
        [
            block.title,
            list(block.notes),
            [[entry.name, entry.range, entry.detail] for entry in block.entries],
        ]
        for block in blocks
    ]
    strip = blocks[0].strip
    dots = page.locator(".strip-dot").evaluate_all(
        "(all) => all.map((dot) => Number(dot.getAttribute('cx')))"
    )
    assert dots == pytest.approx(list(strip.clusters) if strip else [], abs=0.01)
    assert page.locator(".strip p").all_text_contents() == ([strip.words] if strip else [])
    assert [[words(title), *map(words, notes)] for title, notes, _ in ours] == [
        [words(title), *map(words, notes)] for title, notes, _ in theirs
    ]
    assert [[[words(text) for text in row] for row in rows] for *_, rows in ours] == [
        [[words(text) for text in row] for row in rows] for *_, rows in theirs
    ]


@pytest.mark.parametrize("overlays", ["clusters,funding", "services"])
def test_markers_of_funding_and_services_are_those_of_the_page(
    open_page: Open, content: Content, overlays: str
) -> None:
    page = open_page("example-portfolio", fragment=f"#show={overlays}")
    settle(page)
    theirs = dict(page.locator(".marker").evaluate_all(MARKERS))
    options = PictureOptions(overlays=tuple(overlays.split(",")))
    ours = drawn_by_us(set_document(content("example-portfolio"), options).to_svg())
    both = theirs.keys() & ours.keys()
    assert len(both) > 20
    for record_id in both:
        (rims, slices, halves), (their_rims, their_slices, their_halves) = ours[record_id], theirs[record_id]
        assert rims == pytest.approx(their_rims, abs=0.01), record_id
        assert slices == their_slices, record_id
        assert all(map(near, halves, their_halves)), record_id
    assert any(one[0] for one in ours.values()) == ("funding" in overlays)
    assert any(any(one[2]) for one in ours.values()) == ("services" in overlays)


def test_patterns_and_shapes_are_those_of_the_page(open_page: Open) -> None:
    page = open_page("bioclusters")
    drawn = page.locator("pattern[id^=hatch-]").evaluate_all(
        """(all) => all.map((one) => [one.id, Number(one.getAttribute("width")),
            one.querySelector("path").getAttribute("d")])"""
    )
    assert {name.removeprefix("hatch-"): (size, path) for name, size, path in drawn} == {
        name.removeprefix("no-"): look for name, look in HATCHES.items()
    }
    solid = page.locator("#atlas-legend path.solid").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('d'))"
    )
    assert solid == list(SHAPES[::-1])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_gradient_has_the_colours_of_the_page(open_page: Open, theme: str) -> None:
    page = open_page("bioclusters", fragment=f"#theme={theme}&layer=index")
    settle(page)
    theirs = page.evaluate(
        """() => Array.from({ length: 101 }, (_, at) => {
            const node = document.createElement("span");
            node.className = "swatch ramp";
            node.style.setProperty("--at", `${at}%`);
            document.body.append(node);
            const pen = new OffscreenCanvas(1, 1).getContext("2d");
            pen.fillStyle = getComputedStyle(node).backgroundColor;
            pen.fillRect(0, 0, 1, 1);
            node.remove();
            return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
        })"""
    )
    colours = read_colours(theme)
    for at, seen in enumerate(theirs):
        own = [int(part, 16) for part in re.findall("..", colours.ramp(at)[1:])]
        assert max(abs(one - other) for one, other in zip(own, seen, strict=True)) <= 2, (at, own, seen)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("example-portfolio", PictureOptions(size="card", overlays=("clusters", "funding", "services"))),
        ("bioclusters", PictureOptions(size="square", layer="change", theme="dark", overlays=("labels",))),
        pytest.param(
            "example-portfolio",
            PictureOptions(size="slide", overlays=("clusters", "funding", "services")),
            marks=pytest.mark.nightly,
        ),
    ],
    ids=["card", "square", "slide"],
)
def test_the_png_is_what_a_browser_makes_of_the_svg(
    browser: Browser, content: Content, name: str, options: PictureOptions
) -> None:
    document = set_document(content(name), options)
    width, height = FORMATS[options.size].pixels
    font = base64.b64encode(font_file().read_bytes()).decode()
    page = browser.new_page(viewport={"width": width, "height": height})
    # As in resvg, the font comes from the package: none is installed here.
    face = f'font-family: "{FAMILY}"; src: url(data:font/ttf;base64,{font}); font-weight: 200 900'
    style = f"@font-face {{ {face} }} body {{ margin: 0 }} svg {{ display: block }}"
    page.set_content(f"<style>{style}</style>{document.to_svg()}")
    page.evaluate("document.fonts.ready")
    seen = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()
    drawn = Image.open(BytesIO(to_png(document))).convert("RGB")
    assert seen.size == drawn.size == (width, height)
    assert count_differing(drawn, seen, 0.15) / (width * height) < TOLERANCE
