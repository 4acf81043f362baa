"""What a page says without a script of the layer it opens with: a sentence, and entries of its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.render.facts.content import MapContent
from geo.render.static import legend_rows, takeaway

if TYPE_CHECKING:
    from geo.render.twin.figures import Figures


def opening_sentence(content: MapContent, language: str) -> str:
    """Return the sentence of the layer that a map opens with, as the page's script writes it."""
    if content.options.base != "figure":
        return takeaway(content, language)
    from geo.render.twin.words import takeaway as of_view  # noqa: PLC0415 - few maps open with a figure

    return " ".join(filter(None, of_view(_opened(content, language))))


def opening_legend(content: MapContent, language: str) -> list[dict[str, str]]:
    """Return the entries of the legend of that layer: name, range, and what each counts."""
    if content.options.base != "figure":
        return legend_rows(content, language)
    from geo.render.twin.words import layer_block  # noqa: PLC0415 - as above

    entries = layer_block(_opened(content, language)).entries
    return [{"name": entry.name, "range": entry.range, "counts": entry.detail} for entry in entries]


def _opened(content: MapContent, language: str) -> Figures:
    from geo.render.twin.figures import Figures  # noqa: PLC0415 - as above
    from geo.render.twin.options import PictureOptions, choose_view  # noqa: PLC0415 - as above

    return Figures(content, choose_view(content, PictureOptions(language=language)))
