"""The twins that stand beside the page of a map, and its card."""

from __future__ import annotations

from geo.render.facts.content import MapContent
from geo.render.options import MapOptions
from geo.render.twin.document import set_document
from geo.render.twin.options import PictureOptions
from geo.render.twin.pdf import to_pdf
from geo.render.twin.raster import to_png


def card_name(options: MapOptions) -> str | None:
    """Return the file of the card of a map, which is shown where its address is shared; None without one."""
    return f"{options.name}.card.png" if "png" in options.twins else None


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
    files = dict[str, bytes]()
    paper = PictureOptions()
    document = set_document(content, paper)
    for form in content.options.twins:
        name = f"{content.options.name}.{form}"
        if form == "svg":
            files[name] = document.to_svg().encode()
        elif form == "png":
            files[name] = to_png(document)
        else:
            files[name] = to_pdf(content, document, paper)
    if card := card_name(content.options):
        files[card] = to_png(set_document(content, PictureOptions(size="card")))
    return files
