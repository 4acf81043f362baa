"""A twin as PNG: the same pixels on every machine."""

from __future__ import annotations

import resvg_py

from geo.render.twin.document import Document
from geo.render.twin.typography import FAMILY, font_file


def to_png(document: Document) -> bytes:
    """Return a sheet as PNG.

    No font but our own is used: what is installed on a machine would change the picture.

    Parameters
    ----------
    document
        The sheet.
    """
    width, height = document.format.pixels
    # By its shorter side: the longer one of paper is no whole number of pixels, and is rounded up.
    is_upright = width <= height
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=document.to_svg(),
            width=width if is_upright else None,
            height=None if is_upright else height,
            dpi=96,
            skip_system_fonts=True,
            font_files=[str(font_file())],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    )
