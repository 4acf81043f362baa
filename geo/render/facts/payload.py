"""The one JSON block of a page: all its facts, all its text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pandas as pd

from geo.definition import Source
from geo.definition.figures import FigureTable
from geo.definition.own_language import borrowed_from
from geo.language import messages
from geo.language.country_names import ISO_CODES
from geo.language.folding import LETTERS, fold
from geo.match.difference import diff_editions
from geo.match.ledger import NOTES
from geo.match.member_counts import MemberCounts
from geo.match.tagging import MIXED
from geo.nuts.outline.packed import pack_steps
from geo.render.facts.choices import OVERLAYS
from geo.render.facts.content import MapContent
from geo.render.facts.figures import figure_facts
from geo.render.facts.geometry import topology
from geo.render.facts.members import member_facts, member_messages
from geo.render.facts.notes import NoteTable
from geo.render.facts.own import own_parts
from geo.render.facts.pairs import pair_facts, pair_messages
from geo.render.facts.records import record_columns
from geo.render.facts.regions import own_name, region_names, region_notes, region_rows, region_units
from geo.render.facts.scores import table_gaps
from geo.render.facts.small import small_facts
from geo.render.facts.survey import survey_facts, survey_messages
from geo.render.facts.table import column_of, to_columns, without_repetition
from geo.render.look import own_messages
from geo.render.options import MapOptions
from geo.render.snippet import snippet_template
from geo.tables.surveys import read_services

Payload = dict[str, Any]

#: The line Eurostat asks for wherever its boundaries are shown, and the one its own maps add.
ATTRIBUTIONS: Final = (
    "© EuroGeographics for the administrative boundaries",
    "© TurkStat. Source: European Commission – Eurostat/GISCO",
)
_SCOREBOARD_URL: Final = "https://research-and-innovation.ec.europa.eu/statistics/performance-indicators/regional-innovation-scoreboard_en"
_LAND_URL: Final = "https://www.naturalearthdata.com/"
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
#: In this order parts that share words stand near each other: a page is 1.5 kB smaller when it is compressed.
_ORDER: Final = (
    *("survey", "services", "change", "records", "messages", "map"),
    *("figures", "regionUnits", "topology", "notes", "regions", "units", "small"),
)
#: Names of basic and extended Latin letters, with any sign of ASCII.
_PLAIN: Final = re.compile("[ -~\u00a0-\u024f]*")
#: Characters that would end the script block or the line in one of the languages a page is read in, and
#: halves of surrogate pairs: text to Python but not to UTF-8.
_UNSAFE: Final = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def build_payload(content: MapContent) -> Payload:
    """Return everything that the scripts of a page need to know.

    Parameters
    ----------
    content
        What the map shows.

    Returns
    -------
    dict
        Plain values only; `to_json` writes it. ``regions``, ``units`` and ``records`` are columns, of
        `geo.render.facts.table.to_columns`; their ``notes`` are positions in ``notes``, of
        `geo.render.facts.notes.NoteTable`.
    """
    notes = NoteTable([*region_notes(content), *content.ledger[NOTES]])
    names = region_names(content)
    regions = region_rows(content, names, notes)
    own_names = {region["id"]: own_name(region) for region in regions}
    payload: Payload = {
        "map": _map(content),
        "topology": topology(content, names, own=own_names),
        "regions": to_columns(regions),
        "units": content.scores.unit_columns(own_names),
        # Regions and units are in the same order: steps between positions are short.
        "regionUnits": pack_steps([region_units(content)]),
        "figures": _figures(content),
        "records": _without_plain_ids(without_repetition(record_columns(content, notes))),
        "notes": notes.columns(),
        "services": read_services(catalog=content.catalog)[["key", "kind"]].to_dict("records"),
        "survey": None if content.survey is None else survey_facts(content.survey),
        "change": edition_change(content),
    }
    overlays = overlays_of(payload)
    payload["map"] |= {
        "overlays": overlays,
        "layers": [layer for layer in content.options.layers if layer in overlays],
    }
    own = {} if content.survey is None else survey_messages(content.survey, content.options.languages)
    own["own.base"] = {language: content.scores.base(language) for language in content.options.languages}
    for code, name in content.scores.own_names.items() if content.scores.indicators else ():
        own[f"term.indicator.{code}"] = dict.fromkeys(content.options.languages, name)
    own |= own_messages(content.options) | pair_messages(content.pairs, content.options)
    own |= member_messages(content.members, content.options) if content.members else {}
    own = {key: _with_language(texts, content.options.first_language) for key, texts in own.items()}
    payload["messages"] = _messages(content.options, payload, own)
    if content.outline.small:
        payload["small"] = small_facts(content)
    return {name: payload[name] for name in _ORDER if name in payload}


def _with_language(texts: Mapping[str, str], first: str) -> dict[str, str]:
    """Return a text by language: one given once is in the first language, and marked in the others."""
    once = len(texts) > 1 and set(texts.values()) == {texts[first]} != {""}
    return {
        code: borrowed_from(first, text) if once and code != first else text for code, text in texts.items()
    }


def _without_plain_ids(records: dict[str, Any]) -> dict[str, Any]:
    """Return columns of records with a 0 for each id that is nothing but the name, folded as in searches.

    Only where the name is of letters that Python and the browsers fold alike, whatever their version.
    """
    names = records.get("name") or [records["same"].get("name", "")] * len(records["id"])
    ids = [
        0 if _PLAIN.fullmatch(name) and given == fold(name).replace(" ", "-") else given
        for given, name in zip(records["id"], names, strict=True)
    ]
    return records | {"id": ids}


def to_json(payload: object) -> str:
    r"""Write a payload so that it can stand in a script block of a page.

    The text is JSON with the same content; no character of it can end the block, start a comment or a
    tag, or break a line of JavaScript.

    Examples
    --------
    >>> to_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    return "".join(json_parts(payload))


def json_parts(value: object) -> Iterator[str]:
    """Yield the text of `to_json`, an object part by part: as a whole it is kept four times on its way."""
    if isinstance(value, dict) and value:
        for at, (name, member) in enumerate(value.items()):
            yield f"{',' if at else '{'}{to_json(str(name))}:"
            yield from json_parts(member)
        yield "}"
    else:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        yield _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def source_lines(options: MapOptions) -> list[dict[str, Any]]:
    """Return the source lines of a map: its records' first, then the scoreboard's and the land's.

    Ours are messages, which every language says in its own words; the decision on the reuse of documents of
    the Commission, 2011/833/EU, asks that the source be named.
    """
    edition = {"edition": str(options.edition)}
    return [
        *(_source(source, options) for source in options.sources),
        *(_figure_source(figure, options) for figure in options.figures),
        *([_member_source(options.members)] if options.members else []),
        {"message": "static.page.source_scoreboard", "params": edition, "url": _SCOREBOARD_URL},
        {"message": "static.page.source_land", "params": {}, "url": _LAND_URL},
    ]


def source_text(line: Mapping[str, Any], language: str) -> str:
    """Return one of `source_lines` in a language of the map."""
    if "message" in line:
        return messages.text(language, line["message"], **line["params"])
    text: str = line["texts"][language] if "texts" in line else line["text"]
    return text


def _map(content: MapContent) -> dict[str, Any]:
    options, scores = content.options, content.scores
    return {
        "id": options.name,
        "title": options.texts(options.title),
        "subtitle": options.texts(options.subtitle),
        "edition": options.edition,
        "vintage": content.vintage,
        "synthetic": options.synthetic,
        "embed": options.embed,
        "languages": list(options.languages),
        "language": options.language,
        "letters": dict(LETTERS),
        "isoCodes": dict(ISO_CODES),
        "base": options.base,
        "classes": list(scores.classes),
        "sources": source_lines(options),
        "attributions": list(ATTRIBUTIONS),
        "gaps": table_gaps(scores),
        "tables": _tables(content.tagged),
        "printedEdition": content.printed_edition,
        "snippet": snippet_template(),
        **({"members": member_facts(content.members)} if content.members else {}),
        **({"inPart": list(content.in_part)} if content.in_part else {}),
    } | own_parts(content)


def _figures(content: MapContent) -> list[dict[str, Any]]:
    """Return everything that regions have a number of: the index, indicators, figures and pairs of them."""
    regions = content.painted["nuts_id"].tolist()
    own = [*pair_facts(content.pairs, regions), *figure_facts(content.figures, regions)]
    return [*content.scores.figure_facts(), *own]


def _has_layer(payload: Payload, layer: str) -> bool:
    """Return whether a figure of a payload is one that a layer shows."""
    return any(figure["layer"] == layer for figure in payload["figures"])


def _tables(tagged: pd.DataFrame) -> list[dict[str, str]]:
    """Return the tables that the records are from, when they are several."""
    return [{"id": name, "title": title} for name, title in tagged.attrs.get("tables", ())]


def _source(source: Source, options: MapOptions) -> dict[str, Any]:
    texts = source.text
    line = {"texts": options.texts(dict(texts.items()))} if isinstance(texts, Mapping) else {"text": texts}
    return line | ({"url": source.url} if source.url else {})


def _figure_source(figure: FigureTable, options: MapOptions) -> dict[str, Any]:
    """Return the source line of a figure: what it is called, who published it, and the licence stated."""
    about = figure.about
    labels, publishers = (
        options.texts({"en": text} if isinstance(text, str) else dict(text.items()))
        for text in (about.label, about.attribution or figure.publisher)
    )
    # The line that a resource asks for names its licence.
    rest = f" ({about.licence})" if about.licence else ""
    texts = {code: messages.labelled(code, label, publishers[code] + rest) for code, label in labels.items()}
    return {"texts": texts} | ({"url": about.url} if about.url else {})


def _member_source(members: MemberCounts) -> dict[str, Any]:
    """Return the source line of members: where their table is from."""
    return {"message": "static.page.source_members", "params": {"source": members.publisher}}


def edition_change(content: MapContent) -> dict[str, Any] | None:
    """Return the regions and records whose class differs from the previous edition's."""
    options = content.options
    if options.previous_edition is None:
        return None
    return diff_editions(
        options.previous_edition,
        options.edition,
        located=content.tagged,
        vintage=content.vintage,
        catalog=content.catalog,
    ).payload()


def _note_keys(payload: Payload) -> set[str]:
    change = payload["change"] or {"clusters": (), "notes": ()}
    notes = (
        *payload["notes"],
        *change["notes"],
        *(note for cluster in change["clusters"] for note in cluster[4]),
    )
    return {note[0] for note in notes}


def _messages(options: MapOptions, payload: Payload, own: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return keys by how they begin and, for each language, texts in their order, those of tables last.

    A text is a line, a singular and its plural are two parts of one.
    """
    first, note_keys = options.first_language, _note_keys(payload)
    languages = sorted(
        options.languages,
        key=lambda language: (
            language != first,
            _NEIGHBOURS.index(language) if language in _NEIGHBOURS else len(_NEIGHBOURS),
            language,
        ),
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


def _line(text: messages.Message) -> str:
    parts = (text,) if isinstance(text, str) else text
    return "\t".join(" ".join(re.split(r"[\t\n]", part)) for part in parts)


def needless_messages(payload: Payload) -> tuple[str, ...]:
    """Return how the keys begin of the messages that nothing in a payload can ask for."""
    return tuple(prefix for prefix, is_needed in _SOMETIMES.items() if not is_needed(payload))


def _has_question(payload: Payload, kind: str) -> bool:
    survey = payload["survey"]
    return survey is not None and any(question["kind"] == kind for question in survey["questions"])


def overlays_of(payload: Payload) -> list[str]:
    """Return the overlays of which a map has something to show; a survey says of both why it has no more."""
    surveyed = payload["survey"] is not None
    has = {
        "clusters": bool(payload["records"]["id"]),
        "funding": surveyed or some_have(payload, "funding"),
        "services": surveyed or some_have(payload, "services"),
    }
    return [layer for layer in OVERLAYS if has.get(layer, True)]


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
