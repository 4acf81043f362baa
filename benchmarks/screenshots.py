"""Take the pictures of the documentation, or pictures of every state of the pages.

    python benchmarks/screenshots.py            # docs/images: of the README and of export.md
    python benchmarks/screenshots.py FOLDER     # every state, in every size, into FOLDER

The pages are built first, in a folder of their own, so that a picture never shows an old page.
"""

import argparse
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "browser"))
from chromium import launch
from projects import ALL_LANGUAGES, build_project, make_project

from geo.cli import main as clusteratlas

DOCS = Path(__file__).parent.parent / "docs"
README_PICTURE = DOCS / "images" / "bioclusters.png"
#: How wide the documentation shows a picture of a size, in pixels, and the map that is not the first one.
WIDTHS = {"a4": 900, "a4-landscape": 1100, "slide": 1000, "square": 800, "card": 1000}
MAPS = {"export-a4-landscape.png": "example-portfolio"}
DESK, LAPTOP, TABLET, PHONE, WIDE = (1440, 900), (1280, 720), (820, 1180), (360, 740), (2560, 1440)


@dataclass(frozen=True)
class Shot:
    """One picture: which page, in which state, how it is looked at."""

    name: str
    page: str = "bioclusters"
    fragment: str = ""
    query: str = ""
    size: tuple[int, int] = DESK
    media: str = "screen"
    whole: bool = False
    options: dict[str, Any] = field(default_factory=dict)


def shots() -> Iterator[Shot]:
    """Yield every state worth a look."""
    dark = {"color_scheme": "dark"}
    layers = {
        "class": "",
        "index": "layer=index",
        "change": "layer=change&from=2016&to=2023",
        "indicator": "layer=indicator",
        "funding": "show=clusters,funding,borders&panel=funding",
        "services": "show=clusters,services,borders&panel=services",
        "labels": "show=clusters,labels,borders",
        "card": "cluster=biowin",
        "profile": "region=BE32",
        "compare": "compare=region:BE32,region:ES51,cluster:biowin&panel=compare",
        "survey": "panel=survey",
        "statements": "panel=statements",
        "table": "table=1",
        "filtered": "class=leader&country=ES,DE",
        "year-2016": "year=2016",
    }
    for name, fragment in layers.items():
        for size in (DESK, PHONE):
            yield Shot(f"{name}-{size[0]}", fragment=fragment, size=size)
        yield Shot(f"{name}-dark", fragment=fragment, options=dark)
    for size in (LAPTOP, TABLET, WIDE):
        yield Shot(f"class-{size[0]}", size=size)
    for language in ALL_LANGUAGES:
        for size in (DESK, PHONE):
            fragment = f"lang={language}&cluster=biowin"
            yield Shot(f"lang-{language}-{size[0]}", fragment=fragment, size=size, whole=True)
    for page in (
        "bioclusters-2019",
        "example-portfolio",
        "changed",
        "many",
        "hostile",
        "unlucky",
        "empty",
        "index",
    ):
        for size in (DESK, PHONE):
            yield Shot(f"page-{page}-{size[0]}", page=page, size=size, whole=True)
    yield Shot("page-changed-panel", page="changed", fragment="panel=changed")
    for name, fragment in {"donuts": "show=clusters,funding", "portfolio": "show=clusters,services"}.items():
        yield Shot(f"example-{name}", page="example-portfolio", fragment=fragment)
        yield Shot(f"example-{name}-360", page="example-portfolio", fragment=fragment, size=PHONE)
    yield Shot("example-card", page="example-portfolio", fragment="cluster=synthetic-01", whole=True)
    for width, height in ((800, 600), (360, 480)):
        yield Shot(f"embed-{width}", query="?embed", size=(width, height))
    yield Shot("embed-dark", query="?embed", size=(800, 600), options=dark)
    # A4 at 96 dots per inch.
    yield Shot("print-portrait", size=(794, 1123), media="print", whole=True)
    yield Shot("print-landscape", size=(1123, 794), media="print", whole=True)
    yield Shot("print-from-dark", size=(794, 1123), media="print", whole=True, options=dark)
    yield Shot("without-scripts", whole=True, options={"java_script_enabled": False})
    yield Shot("without-scripts-360", size=PHONE, whole=True, options={"java_script_enabled": False})
    yield Shot("forced-colours", options={"forced_colors": "active"})


def take(browser: Browser, html: Path, shot: Shot, out: Path) -> None:
    """Open the page of a shot and write the picture."""
    width, height = shot.size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB", **shot.options)
    page = context.new_page()
    fragment = f"#{shot.fragment}" if shot.fragment else ""
    page.goto((html / f"{shot.page}.html").as_uri() + shot.query + fragment)
    page.emulate_media(media="print" if shot.media == "print" else "screen")
    page.wait_for_timeout(500)
    page.screenshot(path=out, full_page=shot.whole)
    context.close()


def exported(place: Path) -> Iterator[Path]:
    """Draw each picture of `docs/export.md` with the options that stand before it there."""
    text = (DOCS / "export.md").read_text("utf-8")
    for options, name in re.findall(r"^`(--size [^`]+)`: !\[[^\]]*\]\(images/([\w-]+\.png)\)$", text, re.M):
        arguments = shlex.split(options)
        name_of_map = MAPS.get(name, "bioclusters")
        clusteratlas(
            ["export", name_of_map, *arguments, "--format", "png", "--output", str(place)],
            standalone_mode=False,
        )
        picture = Image.open(place / f"{name_of_map}.png").convert("RGB")
        picture.thumbnail((WIDTHS[arguments[1]], picture.height), Image.Resampling.LANCZOS)
        picture.quantize(200, dither=Image.Dither.NONE).save(DOCS / "images" / name, optimize=True)
        yield DOCS / "images" / name


def main() -> None:
    """Build the pages and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="take every state into this folder")
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        project = make_project(Path(place) / "project")
        build_project(project)
        browser = launch(playwright)
        html = project / "maps" / "html"
        if folder is None:
            README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
            take(browser, html, Shot("readme"), README_PICTURE)
            print(README_PICTURE)
            for path in exported(Path(place)):
                print(path)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            for shot in shots():
                take(browser, html, shot, folder / f"{shot.name}.png")
                print(shot.name)
        browser.close()


if __name__ == "__main__":
    main()
