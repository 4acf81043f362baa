"""The messages that a page carries: those that something in its data can ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from geo.language import messages
from geo.match.tagging import MIXED
from geo.render.facts.locale_messages import place_in
from geo.render.facts.table import column_of
from geo.render.options import MapOptions

Payload = dict[str, Any]

#: Messages a page may need whatever it shows.
_ALWAYS: Final = ("map.", "panel.", "static.page.", "term.")
#: What stands in the page only until its scripts write the table anew, which never ask for it.
_UNTIL_THE_TABLE: Final = ("static.page.table", "static.page.no_records")
#: So many rows the table of records has at first; the page's script holds the same number as its step.
ROWS_AT_FIRST: Final = 500
#: Messages of which a page needs only some: prefix, and what in the payload they are for.
_SOMETIMES: Final[Mapping[str, Callable[[Payload], object]]] = {
    "static.page.synthetic": lambda payload: payload["map"]["synthetic"],
    "static.page.lacks_units": lambda payload: "static.page.lacks_units" in dict(payload["map"]["gaps"]),
    "static.page.lacks_indicators": lambda payload: (
        "static.page.lacks_indicators" in dict(payload["map"]["gaps"])
    ),
    "map.indicator.absent": lambda payload: "static.page.lacks_indicators" in dict(payload["map"]["gaps"]),
    "panel.table.more": lambda payload: len(payload["records"]["id"]) > ROWS_AT_FIRST,
    "panel.records_table": lambda payload: payload["map"]["tables"],
    "panel.changed.": lambda payload: payload["change"],
    "term.class.other": lambda payload: payload["change"],
    "term.class.mixed": lambda payload: payload["change"] or _spans_units(payload),
    "panel.question.": lambda payload: payload["survey"],
    "panel.statements": lambda payload: _has_question(payload, "statement"),
    "panel.kind.single": lambda payload: _has_question(payload, "single"),
    "map.notgiven": lambda payload: not payload["survey"],
    "map.unpublished": lambda payload: payload["survey"],
    "map.lost": lambda payload: _some_lack(payload, "x"),
    "panel.place.none": lambda payload: _some_lack(payload, "x"),
    "panel.region.none": lambda payload: _some_lack(payload, "regionName"),
    "panel.takeaway.empty": lambda payload: not payload["records"]["id"],
    "panel.takeaway.zero.regions": lambda payload: not payload["records"]["id"],
    "map.range.above": lambda payload: "above" in payload["figures"][0]["wordings"],
    "map.range.from": lambda payload: (
        "from" in payload["figures"][0]["wordings"] or _has_layer(payload, "figure")
    ),
    "map.range.upto": lambda payload: "upto" in payload["figures"][0]["wordings"],
    "panel.takeaway.without": lambda payload: _some_lack(payload, "class"),
    "panel.class.method": lambda payload: len(payload["figures"][0]["years"]) > 1,
    "panel.summary.norecord": lambda payload: not payload["records"]["id"],
    "map.funding.": lambda payload: some_have(payload, "funding"),
    "map.legend.funding": lambda payload: some_have(payload, "funding"),
    "map.legend.members": lambda payload: some_have(payload, "funding"),
    "map.members.": lambda payload: some_have(payload, "funding"),
    "panel.funding.dominant": lambda payload: some_have(payload, "funding"),
    "panel.funding.main": lambda payload: some_have(payload, "funding"),
    "panel.funding.mentions": lambda payload: some_have(payload, "funding"),
    "panel.funding.partial": lambda payload: some_have(payload, "funding"),
    "panel.filter.hint": lambda payload: some_have(payload, "funding") or some_have(payload, "services"),
    "map.kind.": lambda payload: some_have(payload, "services"),
    "map.legend.services": lambda payload: some_have(payload, "services"),
    "map.services.counts": lambda payload: some_have(payload, "services"),
    "panel.filter.services": lambda payload: some_have(payload, "services"),
    "panel.services.count": lambda payload: some_have(payload, "services"),
    "panel.peers.services": lambda payload: some_have(payload, "services"),
    "term.market.": lambda payload: some_have(payload, "marketAreas"),
    "term.stage.": lambda payload: some_have(payload, "stage"),
    "panel.stage": lambda payload: some_have(payload, "stage"),
    "panel.founded": lambda payload: some_have(payload, "founded"),
    "panel.markets": lambda payload: some_have(payload, "marketAreas"),
    "panel.website": lambda payload: some_have(payload, "website"),
    "term.nodata.country_only": lambda payload: _has_no_data(payload, "country_only"),
    "term.nodata.not_located": lambda payload: _has_no_data(payload, "not_located"),
    "panel.figure.": lambda payload: _has_layer(payload, "figure"),
    "panel.pair.": lambda payload: any("pair" in figure for figure in payload["figures"]),
    "term.layer.figure": lambda payload: _has_layer(payload, "figure"),
    "panel.members.": lambda payload: "members" in payload["map"],
    "static.page.source_members": lambda payload: "members" in payload["map"],
    "panel.story.": lambda payload: "story" in payload["map"],
    "map.insets": lambda payload: payload["topology"]["insets"],
    "map.notes": lambda payload: "notes" in payload["map"],
    "term.indicator.": lambda payload: _has_layer(payload, "indicator"),
}
#: The order in which texts stand in a page: compression finds more where related languages are neighbours,
#: and those of the page's own language near what the page says without scripts.
_NEIGHBOURS: Final = ("en", "it", "es", "ca", "fr", "de")


def page_messages(
    options: MapOptions, payload: Payload, own: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """Return keys by how they begin and, for each language, texts in their order, those of tables last.

    A text is a line, a singular and its plural are two parts of one.
    """
    first, note_keys = options.first_language, _note_keys(payload)
    languages = sorted(
        options.languages, key=lambda language: (language != first, *place_in(_NEIGHBOURS, language))
    )
    left_out = (*needless_messages(payload), *_UNTIL_THE_TABLE)
    if not options.allow_foreign:
        left_out = (*left_out, "static.page.foreign")
    keys = [
        key
        for key in messages.load(languages[0])
        if key not in own and (key in note_keys or (key.startswith(_ALWAYS) and not key.startswith(left_out)))
    ]
    names: dict[str, list[str]] = {}
    for key in (*keys, *own):
        room, _, name = key.rpartition(".")
        names.setdefault(room, []).append(name)
    order = [f"{room}.{name}" for room, column in names.items() for name in column]
    return {
        "keys": {room: " ".join(column) for room, column in names.items()},
        "texts": {
            language: "\n".join(
                _line(own[key][language] if key in own else messages.load(language)[key]) for key in order
            )
            for language in languages
        },
    }


def _note_keys(payload: Payload) -> set[str]:
    change = payload["change"] or {"clusters": (), "notes": ()}
    notes = (
        *payload["notes"]["groups"],
        *change["notes"],
        *(note for cluster in change["clusters"] for note in cluster[4]),
    )
    return {note[0] for note in notes}


def _line(text: messages.Message) -> str:
    parts = (text,) if isinstance(text, str) else text
    return "\t".join(" ".join(re.split(r"[\t\n]", part)) for part in parts)


def needless_messages(payload: Payload) -> tuple[str, ...]:
    """Return how the keys begin of the messages that nothing in a payload can ask for."""
    return tuple(prefix for prefix, is_needed in _SOMETIMES.items() if not is_needed(payload))


def _has_question(payload: Payload, kind: str) -> bool:
    survey = payload["survey"]
    return survey is not None and any(question["kind"] == kind for question in survey["questions"])


def some_have(payload: Payload, *fields: str) -> bool:
    """Return whether a record has a value in one of some fields."""
    columns = (column_of(payload["records"], field) for field in fields)
    return any(value not in (None, []) for column in columns for value in column)


def _some_lack(payload: Payload, field: str) -> bool:
    return any(value in (None, []) for value in column_of(payload["records"], field))


def _spans_units(payload: Payload) -> bool:
    records = payload["records"]
    return MIXED in column_of(records, "class") or any(
        len(units) > 1 for units in column_of(records, "units")
    )


def _has_no_data(payload: Payload, kind: str) -> bool:
    return any(kind in column_of(payload[name], "noData") for name in ("regions", "records"))


def _has_layer(payload: Payload, layer: str) -> bool:
    """Return whether a figure of a payload is one that a layer shows."""
    return any(figure["layer"] == layer for figure in payload["figures"])
