"""Scripts and styles of folium and its layers, taken from installed packages and written into the page.

The files come with XStatic packages (``XStatic-Leaflet`` and the like). A folium layer names addresses on
other hosts; each is looked up here by its file name. What no installed package has is refused by name.
"""

from __future__ import annotations

import logging
import os
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from geo.errors import ForeignAssetError

logger = logging.getLogger(__name__)

_URL: Final = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_VERSION: Final = re.compile(r"[@/-]v?(\d+(?:\.\d+)+)")
_SOURCE_MAP: Final = re.compile(r"\n?//# sourceMappingURL=\S*\s*$")
#: A comment of a style sheet, unless it asks to be kept (``/*!``); first what may look like one and is none.
_COMMENT: Final = re.compile(
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\)|/\*!.*?\*/)|/\*.*?\*/""", re.DOTALL
)
_TYPES: Final = {".png": "image/png", ".gif": "image/gif", ".svg": "image/svg+xml", ".jpg": "image/jpeg"}


@dataclass(frozen=True)
class Asset:
    """A file of an installed XStatic package.

    Parameters
    ----------
    path
        Where it is.
    version
        Version of the library, as its package states it.
    """

    path: Path
    version: str

    def script(self) -> str:
        """Return the file as a script for a page."""
        return _SOURCE_MAP.sub("", self.path.read_text("utf-8")).strip()

    def style(self, *, images: bool) -> str:
        """Return the file as a style for a page, without its comments.

        Parameters
        ----------
        images
            Whether its images are written into it; without them the rules stay and show none.
        """

        def inline(match: re.Match[str]) -> str:
            image = self.path.parent / match[1].split("?")[0].split("#")[0]
            return (
                f"url({data_uri(image)})" if images and image.is_file() and image.suffix in _TYPES else "none"
            )

        without_comments = _COMMENT.sub(lambda match: match[1] or " ", self.path.read_text("utf-8"))
        return _URL.sub(inline, without_comments).strip()


def find_asset(url: str, *, wanted_by: str) -> Asset:
    """Find the installed file behind an address.

    Parameters
    ----------
    url
        Where a folium layer would load it from.
    wanted_by
        Class of the layer, for the message.

    Raises
    ------
    ForeignAssetError
        No installed package has a file of that name.
    """
    name = _bare(url.rsplit("/", 1)[-1])
    found = _installed().get(name)
    if found is None:
        raise ForeignAssetError(
            f"{wanted_by} would load {url}, and no installed XStatic package holds {name}. Install the "
            "package that does, leave the layer out, or make the map with allow_foreign=True, which lets the "
            "page load files from other hosts"
        )
    stated = _VERSION.search(url)
    if stated and not (found.version + ".").startswith(stated[1] + "."):
        message = "%s expects %s %s; the installed package holds %s, which is used"
        logger.warning(message, wanted_by, name, stated[1], found.version)
    return found


def leaflet_script() -> str:
    """Return the whole of Leaflet: a layer may use any part of it."""
    return _leaflet().script()


def leaflet_licence() -> str:
    """Return Leaflet's copyright and licence, which every copy must show; its package holds neither."""
    return Path(__file__).with_name("leaflet-licence.txt").read_text("utf-8").strip()


def _leaflet() -> Asset:
    return find_asset("leaflet.js", wanted_by="The page")


def leaflet_style(*, images: bool) -> str:
    """Return Leaflet's style sheet."""
    return find_asset("leaflet.css", wanted_by="The page").style(images=images)


def leaflet_image(name: str) -> str:
    """Return one of Leaflet's images as a data URI."""
    return data_uri(_leaflet().path.parent / "images" / name)


def data_uri(path: Path) -> str:
    """Return an image as an address that holds the image itself."""
    return f"data:{_TYPES[path.suffix]};base64,{b64encode(path.read_bytes()).decode()}"


def _bare(name: str) -> str:
    """Return a file name without query, version and ``.min``: how two copies of one file agree.

    Examples
    --------
    >>> _bare("jquery-3.7.1.min.js?x")
    'jquery.js'
    """
    name = re.split(r"[?#]", name)[0]
    return re.sub(r"(-\d+(\.\d+)*)?(\.min)?(?=\.(js|css)$)", "", name).lower()


@cache
def _installed() -> dict[str, Asset]:
    """Return every script and style of the installed XStatic packages, by bare name; minified ones first."""
    spec = find_spec("xstatic.pkg")
    folders = sorted(
        folder
        for place in (spec.submodule_search_locations or () if spec else ())
        for folder in Path(place).iterdir()
        if (folder / "data").is_dir()
    )
    assets: dict[str, Asset] = {}
    for folder in folders:
        version = str(import_module(f"xstatic.pkg.{folder.name}").VERSION)
        files = (
            Path(place, name)
            for place, _, names in os.walk(folder / "data")
            for name in names
            if name.endswith((".js", ".css"))
        )
        for path in sorted(files, key=lambda path: (".min." not in path.name, path)):
            assets.setdefault(_bare(path.name), Asset(path, version))
    return assets
