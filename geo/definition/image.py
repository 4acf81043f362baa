"""A logo of a project: a small SVG or PNG file that holds a picture and nothing else."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from geo.datapackage.plain_files import read_plain

#: A logo stands in every page as it is.
MOST_BYTES: Final = 30_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
#: The last chunk of every whole PNG file, with its length and checksum.
_PNG_END: Final = b"\0\0\0\0IEND\xaeB`\x82"
_SVG: Final = "{http://www.w3.org/2000/svg}"
#: What draws; all else can run, load or hold pages.
_ELEMENTS: Final = frozenset(
    (
        *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
        *("defs", "symbol", "use", "title", "desc", "metadata", "style", "clipPath", "mask", "pattern"),
        *("linearGradient", "radialGradient", "stop", "marker", "filter", "feGaussianBlur", "feOffset"),
        *("feBlend", "feColorMatrix", "feComposite", "feFlood", "feMerge", "feMergeNode"),
    )
)
_REFERENCES: Final = frozenset({"href", "src", "xlink:href"})
#: A picture at the top of a page that moves by itself cannot be stopped by its reader (WCAG 2.2.2).
_MOVES: Final = re.compile(r"@keyframes|\b(?:animation|transition)(?:-[a-z-]+)?\s*:", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"url\(\s*['\"]?(?!#)[^)]*\)|@import|javascript:|expression\(", re.IGNORECASE)


def logo_problem(path: Path) -> tuple[str, str] | None:
    """Return what was found in the file of a logo and what was expected; None where it is one.

    Raises
    ------
    OSError
        The file cannot be read, or is too large.
    """
    content = read_plain(path, most_bytes=MOST_BYTES)
    if path.suffix.lower() == ".png":
        if not content.startswith(_PNG):
            return path.name, "a PNG file; this one is none"
        if _PNG_END not in content:
            return path.name, "a whole PNG file; the end of this one is missing"
        return (
            (path.name, "a PNG file that stands still") if b"acTL" in content.partition(b"IDAT")[0] else None
        )
    if path.suffix.lower() != ".svg":
        return path.name, "a file that ends in .svg or .png"
    return _svg_problem(content)


def data_address(path: Path) -> str:
    """Return a logo as an address that holds the picture itself."""
    kind = "image/png" if path.suffix.lower() == ".png" else "image/svg+xml"
    return f"data:{kind};base64,{b64encode(read_plain(path, most_bytes=MOST_BYTES)).decode()}"


def _svg_problem(content: bytes) -> tuple[str, str] | None:
    # Entities can make a small file large, and a style sheet can be of another place.
    if match := re.search(rb"<!(?:DOCTYPE|ENTITY)|<\?xml-stylesheet", content, re.IGNORECASE):
        return match[0].decode(), "an SVG file without it"
    try:
        root = ET.fromstring(content)  # noqa: S314 - entities are refused above
    except (ET.ParseError, ValueError) as error:
        return f"{error}", "an SVG file"
    if root.tag != f"{_SVG}svg":
        return root.tag, "an SVG file"
    return next(filter(None, map(_element_problem, root.iter())), None)


def _element_problem(element: ET.Element) -> tuple[str, str] | None:
    name = element.tag.removeprefix(_SVG)
    # What other programs note of their own in a file of theirs is not drawn.
    if element.tag.startswith(_SVG) and name not in _ELEMENTS:
        return f"<{name}>", "an SVG file that only draws"
    if name == "style":
        if match := _ADDRESS.search(element.text or ""):
            return match[0], "an SVG file that loads nothing"
        if match := _MOVES.search(element.text or ""):
            return match[0], "an SVG file that stands still"
    return _attribute_problem(element)


def _attribute_problem(element: ET.Element) -> tuple[str, str] | None:
    for full_name, value in element.attrib.items():
        name = full_name.rpartition("}")[2]
        if name.lower().startswith("on"):
            return name, "an SVG file that only draws"
        if (name in _REFERENCES and not value.startswith("#")) or _ADDRESS.search(value):
            return value, "an SVG file that loads nothing"
        if name == "style" and _MOVES.search(value):
            return value, "an SVG file that stands still"
    return None
