"""The regions of level 3 of a map that draws them, as its page holds them."""

from __future__ import annotations

from typing import Any

from geo import columns as c
from geo.nuts.gazetteer import gazetteer
from geo.nuts.outline.numbering import line_of
from geo.nuts.outline.packed import pack_steps
from geo.render.facts.content import MapContent
from geo.render.facts.geometry import pack_shapes


def small_facts(content: MapContent) -> dict[str, Any]:
    """Return the small regions as the payload holds them: columns, sorted by code.

    Parameters
    ----------
    content
        Of a map that draws them.
    """
    outline, small = content.outline, content.outline.small
    if small is None:
        raise ValueError("found a map without small regions, expected one that draws them")
    used = {line_of(index) for rings in outline.shapes for ring in rings for index in ring}
    return {
        "id": list(small.ids),
        "name": list(small_names(content)),
        "parents": pack_steps([small.parents]),
        "lines": len(used),
        "rings": pack_shapes(small.shapes, used=len(used)),
    }


def small_names(content: MapContent) -> tuple[str, ...]:
    """Return the own name of each small region; none where the map does not draw them."""
    if content.outline.small is None:
        return ()
    vintages = content.painted[c.VINTAGE].astype(int).tolist()
    pairs = zip(content.outline.small.ids, content.outline.small.parents, strict=True)
    return tuple(gazetteer(vintages[row], catalog=content.catalog).name(code) for code, row in pairs)
