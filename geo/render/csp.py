"""The Content-Security-Policy of a page: it may run what it holds and load nothing."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from urllib.parse import urlsplit


def policy(scripts: Iterable[str], styles: Iterable[str], *, image_hosts: Iterable[str] = ()) -> str:
    """Return a policy that allows these scripts and styles by hash, and images from data only.

    Parameters
    ----------
    scripts, styles
        Contents of the inline elements, to the last byte.
    image_hosts
        Hosts that may serve images too, such as ``https://tiles.example.org``.

    Examples
    --------
    >>> policy([], []).split("; ")[:3]
    ["default-src 'none'", "script-src 'none'", "style-src 'none'"]
    """
    images = " ".join(("data:", *image_hosts))
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; "
        f"img-src {images}; base-uri 'none'; form-action 'none'"
    )


def tile_host(url: str) -> str:
    """Return the host of tiles as a policy names it; a placeholder for subdomains becomes a wildcard.

    Examples
    --------
    >>> tile_host("https://{s}.tiles.example.org/{z}/{x}/{y}.png")
    'https://*.tiles.example.org'
    """
    parts = urlsplit(url.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"


def _hashes(contents: Iterable[str]) -> str:
    digests = (hashlib.sha256(content.encode()).digest() for content in contents)
    return " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests) or "'none'"
