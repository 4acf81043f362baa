"""SVG as text: names of elements and attributes are ours, texts are data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Final

#: Characters that no XML document may hold, whatever way they are written; halves of surrogate pairs too.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    r"""Return text with a mark in the place of each character that XML cannot hold.

    Examples
    --------
    >>> clean("Bio\x00Win\ud800")
    'Bio�Win�'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def number(value: float) -> str:
    """Return a coordinate with two decimals at most.

    Examples
    --------
    >>> number(12.0), number(0.125), number(-0.001)
    ('12', '0.13', '0')
    """
    text = f"{value + 1e-9:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, attributes: Mapping[str, object] | None = None, *content: str) -> str:
    """Return an element; an attribute that is None is left out.

    Parameters
    ----------
    name
        Of the element.
    attributes
        Their values are escaped; ``_`` in a name stands for ``-``.
    *content
        Elements, as this function or `text_of` returns them.

    Examples
    --------
    >>> tag("g", {"stroke_width": 0.5, "fill": None}, tag("title", {}, text_of("a < b")))
    '<g stroke-width="0.5"><title>a &lt; b</title></g>'
    """
    written = "".join(
        f' {key.replace("_", "-")}="{_value(value)}"'
        for key, value in (attributes or {}).items()
        if value is not None
    )
    inner = "".join(content)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def text_of(text: str) -> str:
    """Return text that can stand in an element."""
    return escape(clean(text), quote=False)


def _value(value: object) -> str:
    return number(value) if isinstance(value, int | float) else escape(clean(str(value)))
