"""The code that puts a map into another page: the command, the gallery and the page itself give the same."""

from __future__ import annotations

import re
from html import escape
from typing import Final
from unicodedata import category

from geo.errors import FormatError
from geo.tables.cells import Wrong, website

#: What a page posts to the page around it, and nothing else: its height in CSS pixels.
MESSAGE: Final = "clusteratlas:height"
_HEIGHT_PX: Final = 640
_LEAST_PX: Final = 200
_MOST_PX: Final = 4000
#: A path from the page around it: no scheme, no other host, nor what only looks like one.
_PATH: Final = re.compile(r"(?!//|www\.)[^\s<>\\:?#]+(?:[?#][^\s<>\\]*)?")

_FRAME: Final = (
    '<iframe src="{url}" title="{title}" width="100%" height="{height}" sandbox="allow-scripts" '
    'loading="lazy" style="border:0"></iframe>'
)
#: Hears its own frame only, and takes nothing but a height that a map can have.
_LISTENER: Final = """
<script>
(function (frame) {{
  addEventListener("message", function (event) {{
    var data = event.data;
    if (event.source !== frame.contentWindow || !data || data.type !== "{message}") return;
    if (typeof data.height === "number" && data.height >= {least} && data.height <= {most})
      frame.height = Math.ceil(data.height);
  }});
}})(document.currentScript.previousElementSibling);
</script>"""


def embed_snippet(url: str, title: str, *, height: int = _HEIGHT_PX, script: bool = True) -> str:
    """Return HTML that shows a map inside another page.

    Parameters
    ----------
    url
        Where the page of the map is.
    title
        What a screen reader calls the frame.
    height
        Height in CSS pixels before the map has said its own, or for good without the script.
    script
        Whether to add the listener that follows the map's own height. It stands right behind its frame,
        hears that frame only, and takes a number between 200 and 4,000 from it.

    Examples
    --------
    >>> print(embed_snippet("https://example.org/m.html", "Clusters", script=False))
    <iframe src="https://example.org/m.html?embed" title="Clusters" width="100%" height="640" sandbox="allow-scripts" loading="lazy" style="border:0"></iframe>
    """  # noqa: E501 - the snippet is one line
    frame = _FRAME.format(url=escape(_embedded(url)), title=escape(title), height=height)
    return frame + _listener() if script else frame


def checked_address(text: str) -> str:
    r"""Return the address of a page, unless a frame that shows it could show or run something else.

    Parameters
    ----------
    text
        As it was given.

    Raises
    ------
    FormatError
        It is neither an http or https address with a host nor a path from the page around it, or has spaces,
        quotation marks or invisible characters.

    Examples
    --------
    >>> checked_address("https://example.org/maps/m.html?v=2#year=2019")
    'https://example.org/maps/m.html?v=2#year=2019'
    >>> checked_address("../maps/m.html")
    '../maps/m.html'
    """
    is_odd = any(character in "\"'" or category(character).startswith("C") for character in text)
    if is_odd or (isinstance(website(text), Wrong) and not _PATH.fullmatch(text)):
        raise FormatError(
            f"found {text!r}, expected the address of a page: https:// or http:// and a host, or a path from "
            "the page around it; no spaces, quotation marks or invisible characters"
        )
    return text


def snippet_template() -> str:
    """Return the code with ``{url}`` and ``{title}`` in it, for ``snippet.js`` to put in those of a page."""
    return _FRAME.format(url="{url}", title="{title}", height=_HEIGHT_PX) + _listener()


def _listener() -> str:
    return _LISTENER.format(message=MESSAGE, least=_LEAST_PX, most=_MOST_PX)


def _embedded(url: str) -> str:
    """Return an address that asks for the bare map, once; a state after ``#`` stays."""
    address, hash_, state = url.partition("#")
    path, _, query = address.partition("?")
    pairs = [*(pair for pair in query.split("&") if pair not in ("", "embed")), "embed"]
    return f"{path}?{'&'.join(pairs)}{hash_}{state}"
