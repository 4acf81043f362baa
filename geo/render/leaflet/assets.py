"""Scripts and styles of folium and its layers, taken from installed packages and written into the page.

The files come with XStatic packages (``XStatic-Leaflet`` and the like), with folium itself, or from a folder
that the maker of a map names. A folium layer names addresses on other hosts; each is looked up here by its
file name. What is nowhere is refused by name.
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
from itertools import islice
from pathlib import Path
from typing import Final

from geo.errors import ForeignAssetError

logger = logging.getLogger(__name__)

_URL: Final = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_VERSION: Final = re.compile(r"[@/-]v?(\d+(?:\.\d+)+)")
_SOURCE_MAP: Final = re.compile(r"\n?//# sourceMappingURL=\S*\s*$")
#: What a style sheet does not need: space, and comments unless one asks to be kept (``/*!``); first what may
#: look like one of these and is none.
_PADDING: Final = re.compile(
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\)|/\*!.*?\*/)"""
    r"""|;?\s*([{},;])\s*|(:)\s+|(?:\s|/\*.*?\*/)+""",
    re.DOTALL,
)
_TYPES: Final = {".png": "image/png", ".gif": "image/gif", ".svg": "image/svg+xml", ".jpg": "image/jpeg"}
#: Every browser that runs the page reads these; other forms of a font are left out.
_FONTS: Final = {".woff2": "font/woff2", ".woff": "font/woff"}
_OTHER_FONTS: Final = (".ttf", ".otf", ".eot")
_FONT_FACE: Final = re.compile(r"@font-face\s*\{[^}]*\}")
#: No library of a layer is as large; a page with it would be.
_LARGEST_BYTES: Final = 4_000_000
_MOST_FILES: Final = 50_000
#: Library and version in an address of a network that serves libraries.
_LIBRARY: Final = re.compile(r"/(?:npm/((?:@[^/@]+/)?[^/@]+)@|ajax/libs/([^/]+)/)v?([\w.-]+)/")


@dataclass(frozen=True)
class Asset:
    """A file of an installed package, or of a folder that the maker of a map named.

    Parameters
    ----------
    path
        Where it is.
    version
        Version of the library, as its package states it; empty where nothing does.
    within
        Folder that no file goes out of which this one names.
    """

    path: Path
    version: str
    within: Path | None = None

    @property
    def name(self) -> str:
        """Name of the file without version and ``.min``."""
        return _bare(self.path.name)

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
            if match[1].startswith("data:"):
                return match[0]
            name = re.split("[?#]", match[1])[0]
            file = self.path.parent / name
            if self.within and not self._may_read(file):
                file = _named(self.within, name.rsplit("/", 1)[-1]) or file
            if images and file.suffix in _TYPES | _FONTS and self._may_read(file):
                return f"url({data_uri(file)})"
            # In a list of fonts an address that holds nothing is passed over, and "none" would end the list.
            return "url(data:,)" if file.suffix in (*_FONTS, *_OTHER_FONTS) else "none"

        text = _PADDING.sub(
            lambda match: match[1] or match[2] or match[3] or " ", self.path.read_text("utf-8")
        )
        style = _URL.sub(inline, text)
        # A font that none of these holds is no font of the page.
        return _FONT_FACE.sub(lambda face: face[0] if "url(data:font/" in face[0] else "", style).strip()

    def _may_read(self, file: Path) -> bool:
        """Return whether an image or a font is there, in the folder, and not too large for a page."""
        within = self.within is None or _is_ours(file, self.within)
        return file.is_file() and within and file.stat().st_size <= _LARGEST_BYTES


def find_asset(url: str, *, wanted_by: str, folder: Path | None = None) -> Asset:
    """Find the file behind an address: in the folder, else in an installed package.

    Parameters
    ----------
    url
        Where a folium layer would load it from.
    wanted_by
        Class of the layer, for the message.
    folder
        Where the maker of the map keeps files; they go before those of packages.

    Raises
    ------
    ForeignAssetError
        Neither has a file of that name, or the one that has is too large.
    """
    file = re.split(r"[?#]", url.rsplit("/", 1)[-1])[0]
    name = _bare(file)
    found = (_given(folder, file) if folder else None) or _installed().get(name)
    if found is None:
        library = _LIBRARY.search(url)
        part_of = f" (of {library[1] or library[2]} {library[3]})" if library else ""
        missing = f"and neither {folder} nor an" if folder else "and no"
        raise ForeignAssetError(
            f"{wanted_by} would load {url}, {missing} installed package holds {name}. Put {file}{part_of} "
            "with the images it names into a folder and give that to the map as assets=FOLDER, install an "
            "XStatic package that holds it, leave the layer out, or make the map with allow_foreign=True, "
            "which lets the page load files from other hosts"
        )
    if found.path.stat().st_size > _LARGEST_BYTES:
        raise ForeignAssetError(
            f"{found.path}: {found.path.stat().st_size:,} bytes; a file of a layer ({wanted_by}) may have at "
            f"most {_LARGEST_BYTES:,}"
        )
    stated = _VERSION.search(url)
    if stated and found.version and not (found.version + ".").startswith(stated[1] + "."):
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
    return f"data:{(_TYPES | _FONTS)[path.suffix]};base64,{b64encode(path.read_bytes()).decode()}"


def _bare(name: str) -> str:
    """Return a file name without query, version and ``.min``: how two copies of one file agree.

    Examples
    --------
    >>> _bare("jquery-3.7.1.min.js?x")
    'jquery.js'
    """
    name = re.split(r"[?#]", name)[0]
    return re.sub(r"(-\d+(\.\d+)*)?(\.min)?(?=\.(js|css)$)", "", name).lower()


def _given(folder: Path, name: str) -> Asset | None:
    """Return the file of a folder that an address names: by its exact name, else by its bare one, minified.

    Links out of the folder are not followed.
    """
    root = folder.resolve()
    files = (
        Path(place, each)
        for place, _, names in os.walk(root)
        for each in names
        if each.endswith((".js", ".css"))
    )
    paths = list(islice(files, _MOST_FILES + 1))
    if len(paths) > _MOST_FILES:
        raise ForeignAssetError(
            f"{folder} holds more than {_MOST_FILES:,} scripts and styles; name a part of it"
        )
    alike = [path for path in paths if _bare(path.name) == _bare(name) and _is_ours(path, root)]

    def rank(path: Path) -> tuple[bool, bool, int, str]:
        return path.name != name, ".min." not in path.name, len(path.parts), str(path)

    return Asset(min(alike, key=rank), "", root) if alike else None


def _named(folder: Path, name: str) -> Path | None:
    """Return the file of that name nearest to the top of a folder."""
    alike = [path for path in _files(folder) if path.name == name and _is_ours(path, folder)]
    return min(alike, key=lambda path: (len(path.parts), str(path)), default=None)


def _files(folder: Path) -> tuple[Path, ...]:
    """Return the files below a folder that a layer may need; links to folders are not followed."""
    suffixes = (".js", ".css", *_TYPES, *_FONTS)
    files = (Path(place, name) for place, _, names in os.walk(folder) for name in names)
    paths = tuple(islice((path for path in files if path.suffix in suffixes), _MOST_FILES + 1))
    if len(paths) > _MOST_FILES:
        raise ForeignAssetError(
            f"{folder} holds more than {_MOST_FILES:,} files of layers; name a part of it"
        )
    return paths


def _is_ours(file: Path, folder: Path) -> bool:
    """Return whether a file lies in a folder once links are followed."""
    real = file.resolve()
    return real.is_relative_to(folder) and real.is_file()


@cache
def _installed() -> dict[str, Asset]:
    """Return every script and style of XStatic packages and folium, by bare name; minified ones first."""
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
    # Found without loading it.
    folium = find_spec("folium")
    for place in folium.submodule_search_locations or () if folium else ():
        for path in sorted(Path(place, "templates").glob("*.js")):
            assets.setdefault(_bare(path.name), Asset(path, ""))
    return assets
