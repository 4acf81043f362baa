"""The Content-Security-Policy of a page: it may run what it holds and load nothing."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from html import unescape
from typing import Final

#: How a special character is written into a string of a script.
_ESCAPE: Final = re.compile(r"""\\(?:u00([0-9a-f]{2})|(["']))""")
_STYLE: Final = re.compile(r"""\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def policy(scripts: Iterable[str], styles: Iterable[str], *, attributes: Iterable[str] = ()) -> str:
    """Return a policy that allows these scripts and styles by hash, and images from data only.

    Parameters
    ----------
    scripts, styles
        Contents of the inline elements, to the last byte.
    attributes
        Contents of the ``style`` attributes of elements.

    Examples
    --------
    >>> policy([], []).split("; ")[:3]
    ["default-src 'none'", "script-src 'none'", "style-src 'none'"]
    """
    styles, attributes = list(styles), list(attributes)
    fonts = "font-src data:; " * any("url(data:font/" in style for style in styles)
    # Hashes count for attributes only where the policy says so.
    hashed = _hashes((*styles, *attributes)) + " 'unsafe-hashes'" * bool(attributes)
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {hashed}; "
        f"img-src data:; {fonts}base-uri 'none'; form-action 'none'"
    )


def style_attributes(text: str) -> list[str]:
    """Return the contents of the ``style`` attributes in HTML, or in a script that writes HTML.

    Examples
    --------
    >>> style_attributes('$(`<b style="color: red">x</b>`)')
    ['color: red']
    """
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], text)
    styles = dict.fromkeys(unescape(double or single) for double, single in _STYLE.findall(plain))
    return [style for style in styles if style]


def _hashes(contents: Iterable[str]) -> str:
    digests = (hashlib.sha256(content.encode()).digest() for content in contents)
    return " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests) or "'none'"
