"""HTML that a layer may show: what only formats text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Final

import nh3

_TAGS: Final = nh3.ALLOWED_TAGS | {"font", "figure", "figcaption", "section", "header", "footer", "button"}
_ATTRIBUTES: Final = {
    "*": {"style", "class", "id", "title", "lang", "dir", "role", "width", "height", "align", "color"},
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "img": {"src", "alt", "width", "height"},
    "a": {"href", "target", "hreflang"},
}
_ADDRESS: Final = re.compile(
    r"(?:https?:|mailto:|tel:|data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]|#|$)", re.I
)


def allowed_html(text: str) -> str:
    """Return text that a layer shows as HTML: as it is where it only formats, else as the text it is."""
    parser = _Markup()
    parser.feed(text)
    parser.close()
    return nh3.clean(text, tags=_TAGS, attributes=_ATTRIBUTES) if parser.only_formats else html.escape(text)


class _Markup(HTMLParser):
    """Reads whether HTML holds nothing but elements and attributes that format text."""

    def __init__(self) -> None:
        super().__init__()
        self.only_formats = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        allowed = _ATTRIBUTES["*"] | _ATTRIBUTES.get(tag, set())
        self.only_formats &= tag in _TAGS and all(
            name in allowed and (name not in ("href", "src") or bool(_ADDRESS.match(value or "")))
            for name, value in attrs
        )

    def handle_data(self, data: str) -> None:
        """Look at a text: a tag that was begun and not ended is taken for text here, and not by a browser."""
        self.only_formats &= "<" not in data

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - what it says does not matter
        """Note that a comment formats nothing."""
        self.only_formats = False

    def handle_decl(self, decl: str) -> None:
        """Take a declaration as a comment: it formats nothing."""
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        """Take an instruction as a comment: it formats nothing."""
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        """Take any other section as a comment: it formats nothing."""
        self.handle_comment(data)
