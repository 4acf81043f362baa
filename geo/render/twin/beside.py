"""The twins of a map: on their own, and those that stand beside its page, with its card."""

from __future__ import annotations

from collections.abc import Iterable

from geo.definition.own_language import without_marks
from geo.language.messages import use_own
from geo.render.facts.content import MapContent
from geo.render.options import MapOptions
from geo.render.twin.document import set_document
from geo.render.twin.options import PictureOptions
from geo.render.twin.pdf import to_pdf
from geo.render.twin.raster import to_png


def card_name(options: MapOptions) -> str | None:
    """Return the file of the card of a map, which is shown where its address is shared; None without one."""
    return f"{options.name}.card.png" if "png" in options.twins else None


def draw(content: MapContent, forms: Iterable[str], options: PictureOptions) -> dict[str, bytes]:
    """Return pictures of a map.

    Parameters
    ----------
    content
        What the map shows.
    forms
        Some of ``svg``, ``png``, ``pdf``.
    options
        How they are drawn.

    Returns
    -------
    dict
        Form of each picture to what its file holds.

    Raises
    ------
    PictureError
        The map shows no such thing.
    FormatError
        A PDF is asked for, and the extra ``pdf`` is not installed.
    """
    with use_own(without_marks(content.options.catalogues)):
        document = set_document(content, options)
        drawn = dict[str, bytes]()
        for form in forms:
            if form == "svg":
                drawn[form] = document.to_svg().encode()
            elif form == "png":
                drawn[form] = to_png(document)
            else:
                drawn[form] = to_pdf(content, document, options)
    return drawn


def draw_beside(content: MapContent) -> dict[str, bytes]:
    """Return the twins of a map, as the page opens, on A4; with a PNG its card, too.

    Parameters
    ----------
    content
        What the map shows.

    Returns
    -------
    dict
        Name of each file to what it holds.

    Raises
    ------
    FormatError
        A PDF is asked for, and the extra ``pdf`` is not installed.
    """
    drawn = draw(content, content.options.twins, PictureOptions())
    files = {f"{content.options.name}.{form}": picture for form, picture in drawn.items()}
    if card := card_name(content.options):
        files[card] = draw(content, ["png"], PictureOptions(size="card"))["png"]
    return files
