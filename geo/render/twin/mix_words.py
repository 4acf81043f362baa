"""What the legend of a twin says of funding and services, as ``js/panels/mix-legend.js`` does on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.language import messages
from geo.render.twin.blocks import Block, Entry, Key
from geo.render.twin.figures import FUNDING, Figures
from geo.render.twin.markers import Markers, largest_sources
from geo.render.twin.sizes import MEMBERS, SERVICES, UNKNOWN, radius_of, reference_values


def mix_blocks(figures: Figures, markers: Markers) -> list[Block]:
    """Return the blocks of funding and of services: one for both where no cluster has figures of its own."""
    shown = [overlay for overlay in ("funding", "services") if overlay in figures.view.overlays]
    if shown and not any(record["funding"] or record["services"] for record in figures.records):
        title = " · ".join(_say(figures, f"term.layer.{overlay}") for overlay in shown)
        return [Block(title, entries=tuple(_unpublished(figures, len(figures.records))))]
    funding = _funding_blocks(figures, markers) if "funding" in shown else []
    return funding + ([_services_block(figures, markers)] if "services" in shown else [])


def _funding_blocks(figures: Figures, markers: Markers) -> list[Block]:
    """Return the colours of the sources, the one that is the largest most often first, and the sizes."""
    known = [record for record in figures.records if record["funding"] is not None]
    entries = list[Entry]()
    if known:
        counts = {key: sum(key in largest_sources(record) for record in known) for key in FUNDING}
        for key in sorted(FUNDING, key=lambda key: -counts[key]):
            detail = _clusters(figures, counts[key]) if counts[key] else ""
            entries.append(
                Entry((Key("look", f"fund-{key}"),), _say(figures, f"term.funding.{key}"), "", detail)
            )
        if bars := sum(not record["fundingIsWhole"] for record in known):
            entries.append(
                Entry((Key("bars"),), _say(figures, "map.funding.bars"), "", _clusters(figures, bars))
            )
    entries += _unpublished(figures, len(figures.records) - len(known))
    sizes = _members(figures, markers)
    note = "map.legend.members" if sizes else "map.legend.funding"
    notes = (_say(figures, note),) if known else ()
    return [Block(_say(figures, "term.layer.funding"), notes, entries=tuple(entries)), *sizes]


def _services_block(figures: Figures, markers: Markers) -> Block:
    """Return the two kinds of services, and the sizes of their halves."""
    known = [record for record in figures.records if record["services"]]
    entries = list[Entry]()
    for at, kind in enumerate(("soft", "hard") if known else ()):
        count = sum(markers.service_counts(record)[at] > 0 for record in known)
        name = _say(figures, f"map.kind.{kind}")
        entries.append(Entry((Key(kind),), name, detail=_clusters(figures, count)))
    for value in reference_values(markers.most_services, SERVICES) if known else ():
        radius = radius_of(value, markers.most_services, SERVICES)
        entries.append(Entry((Key("halves", size=radius),), _number(figures, value)))
    entries += _unpublished(figures, len(figures.records) - len(known))
    notes = (_say(figures, "map.legend.services"),) if known else ()
    return Block(_say(figures, "term.layer.services"), notes, entries=tuple(entries))


def _members(figures: Figures, markers: Markers) -> list[Block]:
    """Return how large a disc is for how many members."""
    discs: list[Mapping[str, Any]] = [record for record in figures.records if record["fundingIsWhole"]]
    if not markers.most_members or not discs:
        return []
    entries = [
        Entry((Key("disc", size=radius_of(value, markers.most_members, MEMBERS)),), _number(figures, value))
        for value in reference_values(markers.most_members, MEMBERS)
    ]
    if unknown := sum(record["members"] is None for record in discs):
        key, name = Key("disc", "unknown", size=UNKNOWN), _say(figures, "map.members.unknown")
        entries.append(Entry((key,), name, detail=_clusters(figures, unknown)))
    return [Block(_say(figures, "panel.members"), entries=tuple(entries))]


def _unpublished(figures: Figures, count: int) -> list[Entry]:
    """Return the entry of the records whose own figures are not known."""
    if not count:
        return []
    key = "map.notgiven" if figures.content.survey is None else "map.unpublished"
    return [Entry((Key("unpublished"),), _say(figures, key), detail=_clusters(figures, count))]


def _say(figures: Figures, key: str, **params: object) -> str:
    return messages.text(figures.view.language, key, **params)


def _clusters(figures: Figures, count: int) -> str:
    return _say(figures, "map.count.clusters", count=count)


def _number(figures: Figures, value: int) -> str:
    return messages.number(figures.view.language, value)
