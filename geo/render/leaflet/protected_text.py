"""Text in which every character that could mean something to a template, a script or a tag is replaced.

Letters stand for it until the text is written; then it becomes an escape that is safe in strings of
JavaScript, in HTML or in CSS.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from copy import copy
from typing import Any, Final

import numpy as np
from folium.utilities import JsCode

#: Stands before the number of a character. Letters and digits pass every filter of folium unchanged.
_MARK: Final = "atlasq"
#: What a protected character is part of: text, text that a script will write as HTML, or code.
TEXT, AS_HTML, CODE = "t", "h", "c"
_TOKEN: Final = re.compile(rf"{_MARK}([{TEXT}{AS_HTML}{CODE}])([0-9a-f]{{4}})", re.IGNORECASE)
_SPECIAL: Final = re.compile("[{}`$<>&\"'\\\\\n\r\u2028\u2029]")
#: In code only what a template would take for its own.
_TEMPLATE: Final = re.compile(r"\{(?=[{%#])|(?<=[%#}])\}")
_IN_HTML: Final = "<>&\"'"


def restore_script(script: str) -> str:
    r"""Write protected characters as escapes of JavaScript, which mean the same in every kind of string.

    Examples
    --------
    >>> print(restore_script(protect("${a}")))
    \u0024\u007ba\u007d
    """

    def write(kind: str, char: str) -> str:
        if kind == CODE:
            return char
        if kind == AS_HTML and char in _IN_HTML:
            return html.escape(char).replace("&", "\\u0026")
        return f"\\u{ord(char):04x}"

    return _restore(script, write)


def restore_html(text: str) -> str:
    """Write protected characters as HTML does in texts and attributes."""
    return _restore(text, lambda kind, char: char if kind == CODE else html.escape(char))


def restore_style(style: str) -> str:
    """Write protected characters into a style sheet; none of them can end it."""
    return _restore(style, lambda _, char: "\\3c " if char == "<" else char)


def protect(value: Any, *, kind: str = TEXT) -> Any:
    """Return a value with every special character in its texts replaced; mappings and lists are copied.

    Examples
    --------
    >>> protect(["<b>", 1], kind="h")
    ['atlasqh003cbatlasqh003e', 1]
    """
    special = _TEMPLATE if kind == CODE else _SPECIAL
    return _map_texts(
        value, lambda text: special.sub(lambda match: f"{_MARK}{kind}{ord(match[0]):04x}", _free(text))
    )


def plain(value: Any) -> Any:
    """Return a value as it was before it was protected."""
    return _map_texts(value, lambda text: _restore(text, lambda _, char: char))


def _restore(text: str, write: Callable[[str, str], str]) -> str:
    return _TOKEN.sub(lambda match: write(match[1].lower(), chr(int(match[2], 16))), text)


def _free(text: str) -> str:
    """Return a text in which nothing can be taken for a protected character, and which looks the same."""
    return re.sub(_MARK, f"{_MARK[:-1]}\u200b{_MARK[-1]}", text, flags=re.IGNORECASE)


def _map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with every text in it changed; what holds no text, such as coordinates, is kept."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, JsCode):
        return JsCode(protect(value.js_code, kind=CODE))
    if isinstance(value, dict):
        changed = copy(value)  # a mapping may need more than its items to be made
        changed.clear()
        changed.update((_map_texts(key, change), _map_texts(item, change)) for key, item in value.items())
        return changed
    if isinstance(value, np.ndarray):
        return _map_texts(value.tolist(), change) if value.dtype.kind in "OSU" else value
    # Millions of pairs of coordinates are not worth a copy each. A number first says nothing of the rest.
    if isinstance(value, list | tuple) and not all(isinstance(item, int | float) for item in value):
        return [_map_texts(item, change) for item in value]
    return value
