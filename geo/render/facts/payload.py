"""The one JSON block of a page: all its facts, all its text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

import pandas as pd

from geo.definition import Source
from geo.definition.figures import FigureTable
from geo.definition.own_language import borrowed_from
from geo.language import messages
from geo.language.folding import LETTERS, fold
from geo.language.plurals import CATEGORIES
from geo.match.difference import diff_editions
from geo.match.ledger import NOTES
from geo.match.member_counts import MemberCounts
from geo.nuts.outline.packed import pack_steps
from geo.render.facts.choices import OVERLAYS
from geo.render.facts.content import MapContent
from geo.render.facts.figures import figure_facts
from geo.render.facts.geometry import topology
from geo.render.facts.locale_messages import country_names, locale_messages, related
from geo.render.facts.members import member_facts, member_messages
from geo.render.facts.notes import NoteTable
from geo.render.facts.own import own_parts
from geo.render.facts.page_messages import Payload, page_messages, some_have
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

#: The line Eurostat asks for wherever its boundaries are shown, and the one its own maps add. Eurostat words
#: the first in French and German too, and asks for a translation elsewhere: pages and pictures have it as the
#: message `static.page.source_boundaries`.
ATTRIBUTIONS: Final = (
    "© EuroGeographics for the administrative boundaries",
    "© TurkStat. Source: European Commission – Eurostat/GISCO",
)
_SCOREBOARD_URL: Final = "https://research-and-innovation.ec.europa.eu/statistics/performance-indicators/regional-innovation-scoreboard_en"
_LAND_URL: Final = "https://www.naturalearthdata.com/"
#: In this order parts that share words stand near each other: a page is 1.5 kB smaller when it is compressed.
_ORDER: Final = (
    *("survey", "services", "change", "records", "messages", "map"),
    *(
        "figures",
        "regionUnits",
        "topology",
        "notes",
        "regions",
        "units",
        "countries",
        "otherCountries",
        "small",
    ),
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
        `geo.render.facts.table.to_columns`; ``notes`` has those of regions and records, of
        `geo.render.facts.notes.NoteTable`.
    """
    noted = {"regions": region_notes(content), "records": content.ledger[NOTES].tolist()}
    notes = NoteTable(chain.from_iterable(noted.values()))
    names = region_names(content)
    regions = region_rows(content, names)
    own_names = {region["id"]: own_name(region) for region in regions}
    payload: Payload = {
        "map": _map(content),
        "topology": topology(content, names, own=own_names),
        "regions": to_columns(regions),
        "units": content.scores.unit_columns(own_names),
        # Regions and units are in the same order: steps between positions are short.
        "regionUnits": pack_steps([region_units(content)]),
        "figures": _figures(content),
        "records": _without_plain_ids(without_repetition(record_columns(content))),
        "notes": {"groups": notes.columns()} | {of: notes.packed(texts) for of, texts in noted.items()},
        "survey": None if content.survey is None else survey_facts(content.survey),
        "change": edition_change(content),
    }
    # The vocabulary is for the services of records; what a survey asked names its own.
    services = read_services(catalog=content.catalog)[["key", "kind"]].to_dict("records")
    payload["services"] = services if some_have(payload, "services") else []
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
    own |= locale_messages(content.options.languages)
    payload |= _countries(payload, notes, content.options.languages)
    payload["messages"] = page_messages(content.options, payload, own)
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
        "related": list(related(options.languages)),
        "language": options.language,
        "letters": dict(LETTERS),
        "base": options.base,
        "classes": list(scores.classes),
        "sources": source_lines(options),
        "attributions": list(ATTRIBUTIONS),
        "gaps": table_gaps(scores),
        "tables": _tables(content.tagged),
        "printedEdition": content.printed_edition,
        "snippet": snippet_template(),
        **({"plurals": list(CATEGORIES)} if _has_more_forms(options) else {}),
        **({"members": member_facts(content.members)} if content.members else {}),
        **({"inPart": list(content.in_part)} if content.in_part else {}),
    } | own_parts(content)


def _has_more_forms(options: MapOptions) -> bool:
    """Return whether a language of a page has more forms than of one and of many; pages choose by them."""
    brought = set(options.languages) - set(messages.LANGUAGES)
    own = (messages.load(language).values() for language in brought)
    return any(len(text) > 2 for texts in own for text in texts if isinstance(text, tuple))


def _figures(content: MapContent) -> list[dict[str, Any]]:
    """Return everything that regions have a number of: the index, indicators, figures and pairs of them."""
    regions = content.painted["nuts_id"].tolist()
    own = [*pair_facts(content.pairs, regions), *figure_facts(content.figures, regions)]
    return [*content.scores.figure_facts(), *own]


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


def _countries(payload: Payload, notes: NoteTable, languages: Iterable[str]) -> Payload:
    """Return the names of the countries of the regions, in their order, and by code those of all others."""
    own = {code[:2]: None for code in payload["regions"]["id"]}
    units = (code[:2] for code in payload["units"]["id"])
    printed = filter(None, column_of(payload["records"], "country"))
    names = country_names(languages, {*own, *units, *printed, *notes.countries()})
    others = {code: text for code, text in names.items() if code not in own}
    return {"countries": [names[code] for code in own]} | ({"otherCountries": others} if others else {})


def overlays_of(payload: Payload) -> list[str]:
    """Return the overlays of which a map has something to show; a survey says of both why it has no more."""
    surveyed = payload["survey"] is not None
    has = {
        "clusters": bool(payload["records"]["id"]),
        "funding": surveyed or some_have(payload, "funding"),
        "services": surveyed or some_have(payload, "services"),
    }
    return [layer for layer in OVERLAYS if has.get(layer, True)]
