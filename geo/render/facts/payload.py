"""The one JSON block of a page: all its facts, all its text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.definition import Source
from geo.language import messages
from geo.language.country_names import ISO_CODES
from geo.language.folding import LETTERS
from geo.match.difference import diff_editions
from geo.nuts.map_units import newest_vintage
from geo.nuts.outline.outline import Outline, read_outline
from geo.nuts.outline.packed import pack_steps, unpack
from geo.render.facts.compact import NO_DATA, compact_record, compact_regions, compact_units
from geo.render.facts.records import Ground, record_rows
from geo.render.facts.regions import read_painted, region_columns
from geo.render.facts.scores import Scores, read_scores, table_gaps
from geo.render.facts.survey import survey_facts, survey_messages
from geo.render.options import MapOptions
from geo.tables.surveys import read_services

Payload = dict[str, Any]

#: The line Eurostat asks for wherever its boundaries are shown, and the one its own maps add.
ATTRIBUTIONS: Final = (
    "© EuroGeographics for the administrative boundaries",
    "© TurkStat. Source: European Commission – Eurostat/GISCO",
)
#: Source: Commission Decision 2011/833/EU on the reuse of Commission documents.
SCOREBOARD_LINE: Final = (
    "European Commission, Regional Innovation Scoreboard, {edition}; © European Union, reuse under "
    "Commission Decision 2011/833/EU (CC BY 4.0)"
)
LAND_LINE: Final = "Land outside the regions: made with Natural Earth"
#: Messages a page may need whatever it shows.
_ALWAYS: Final = ("map.", "panel.", "static.page.", "term.")
#: Messages of which a page needs only some: prefix, and what in the payload they are for.
_SOMETIMES: Final[Mapping[str, Callable[[Payload], object]]] = {
    "static.page.synthetic": lambda payload: payload["map"]["synthetic"],
    "static.page.no_records": lambda payload: not payload["records"],
    "static.page.lacks_units": lambda payload: "static.page.lacks_units" in dict(payload["map"]["gaps"]),
    "static.page.lacks_indicators": lambda payload: (
        "static.page.lacks_indicators" in dict(payload["map"]["gaps"])
    ),
    "panel.records_table": lambda payload: payload["map"]["tables"],
    "panel.changed.": lambda payload: payload["change"],
    "term.class.other": lambda payload: payload["change"],
    "panel.question.": lambda payload: payload["survey"],
    "panel.statements": lambda payload: _has_question(payload, "statement"),
    "panel.kind.single": lambda payload: _has_question(payload, "single"),
    "map.notgiven": lambda payload: not payload["survey"],
    "map.unpublished": lambda payload: payload["survey"],
    "map.lost": lambda payload: _some_lack(payload, "x"),
    "panel.place.none": lambda payload: _some_lack(payload, "x"),
    "panel.region.none": lambda payload: _some_lack(payload, "regionName"),
    "panel.takeaway.empty": lambda payload: not payload["records"],
    "map.range.above": lambda payload: "above" in payload["map"]["wordings"],
    "map.range.from": lambda payload: "from" in payload["map"]["wordings"],
    "map.range.upto": lambda payload: "upto" in payload["map"]["wordings"],
    "panel.takeaway.without": lambda payload: _some_lack(payload, "class"),
    "panel.class.method": lambda payload: len(payload["map"]["years"]) > 1,
    "panel.summary.norecord": lambda payload: not payload["records"],
    "map.funding.dominant": lambda payload: _some_have(payload, "funding"),
    "panel.funding.dominant": lambda payload: _some_have(payload, "funding"),
    "panel.funding.mentions": lambda payload: _some_have(payload, "funding"),
    "panel.funding.partial": lambda payload: _some_have(payload, "funding"),
    "panel.filter.hint": lambda payload: _some_have(payload, "funding") or _some_have(payload, "services"),
    "map.kind.": lambda payload: _some_have(payload, "services"),
    "map.legend.services": lambda payload: _some_have(payload, "services"),
    "map.services.counts": lambda payload: _some_have(payload, "services"),
    "panel.services.count": lambda payload: _some_have(payload, "services"),
    "panel.peers.services": lambda payload: _some_have(payload, "services"),
    "term.stage.": lambda payload: _some_have(payload, "stage"),
    "panel.basis.computed": lambda payload: "computed" in payload["units"]["basis"],
    "panel.basis.printed": lambda payload: "printed" in payload["units"]["basis"],
    "panel.nodata.country_only": lambda payload: _has_no_data(payload, "country_only"),
    "panel.nodata.not_located": lambda payload: _has_no_data(payload, "not_located"),
    "term.indicator.": lambda payload: payload["indicators"],
}
#: The order in which texts stand in a page: compression finds more where related languages are neighbours.
_NEIGHBOURS: Final = ("de", "en", "fr", "es", "ca", "it")
#: In this order parts that share words stand near each other: a page is 1.2 kB smaller when it is compressed.
_ORDER: Final = (
    *("services", "records", "map", "topology", "survey", "change", "units", "regions", "messages"),
    "indicators",
)
#: Characters that would end the script block or the line in one of the languages a page is read in, and
#: halves of surrogate pairs: text to Python but not to UTF-8.
_UNSAFE: Final = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def build_payload(
    tagged: gpd.GeoDataFrame,
    ledger: pd.DataFrame,
    options: MapOptions,
    *,
    survey: pd.DataFrame | None = None,
    catalog: Catalog,
) -> Payload:
    """Gather everything a page shows.

    Parameters
    ----------
    tagged
        Records, as `geo.tag` returns them.
    ledger
        Their ledger.
    options
        What the map shows.
    survey
        Frame of `geo.tables.surveys.read_survey`.
    catalog
        Data package.

    Returns
    -------
    dict
        Plain values only; `to_json` writes it.
    """
    scores = read_scores(options.edition, series=options.series, catalog=catalog)
    vintage = options.vintage or newest_vintage(scores.edition.nuts_vintage, catalog=catalog)
    painted = read_painted(vintage, options.edition, catalog=catalog)
    outline = read_outline(vintage, catalog=catalog)
    regions = region_columns(painted, outline, units=scores.position, catalog=catalog)
    ground = Ground(outline, vintage, regions["unit"], scores.position, catalog)
    payload: Payload = {
        "map": _map(options, scores, vintage, ledger) | {"tables": _tables(tagged)},
        "topology": _topology(outline, regions),
        "regions": compact_regions(regions, outline, scores, options.languages),
        "units": compact_units(scores, regions),
        "indicators": list(scores.indicators),
        "records": [compact_record(row, scores) for row in record_rows(tagged, ledger, ground)],
        "services": read_services(catalog=catalog)[["key", "kind"]].to_dict("records"),
        "survey": None if survey is None else survey_facts(survey),
        "change": _change(tagged, vintage, options, catalog),
    }
    own = {} if survey is None else survey_messages(survey, options.languages)
    payload["messages"] = _messages(options, payload, own)
    return {name: payload[name] for name in _ORDER}


def to_json(payload: Payload) -> str:
    r"""Write a payload so that it can stand in a script block of a page.

    The text is JSON with the same content; no character of it can end the block, start a comment or a
    tag, or break a line of JavaScript.

    Examples
    --------
    >>> to_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def source_lines(options: MapOptions) -> list[Source]:
    """Return the source lines of a map: its records' first, then the scoreboard's and the land's."""
    line = SCOREBOARD_LINE.format(edition=options.edition)
    url = "https://research-and-innovation.ec.europa.eu/statistics/performance-indicators/regional-innovation-scoreboard_en"
    return [
        *options.sources,
        Source(text=line, url=url),
        Source(text=LAND_LINE, url="https://www.naturalearthdata.com/"),
    ]


def _map(options: MapOptions, scores: Scores, vintage: int, ledger: pd.DataFrame) -> dict[str, Any]:
    bounds = tuple(reversed(scores.edition.thresholds))
    printed = ledger.loc[ledger[c.CLASS_PRINTED].notna(), c.CLASS_PRINTED_EDITION].dropna()
    return {
        "id": options.name,
        "title": _texts(options, options.title),
        "subtitle": _texts(options, options.subtitle),
        "edition": options.edition,
        "vintage": vintage,
        "synthetic": options.synthetic,
        "embed": options.embed,
        "languages": list(options.languages),
        "language": options.language,
        "letters": dict(LETTERS),
        "isoCodes": dict(ISO_CODES),
        "base": options.base,
        "layers": list(options.layers),
        "classes": list(scores.classes),
        "thresholds": [bound.lower for bound in bounds[1:]],
        "wordings": [bound.wording for bound in bounds],
        "relativeTo": scores.edition.relative_to,
        "years": list(scores.years),
        "euAverage": list(scores.eu_average),
        "sources": [_source(source) for source in source_lines(options)],
        "attributions": list(ATTRIBUTIONS),
        "gaps": table_gaps(scores),
        "printedEdition": int(printed.max()) if options.class_printed and len(printed) else None,
    }


def _tables(tagged: pd.DataFrame) -> list[dict[str, str]]:
    """Return the tables that the records are from, when they are several."""
    return [{"id": name, "title": title} for name, title in tagged.attrs.get("tables", ())]


def _topology(outline: Outline, regions: Mapping[str, Any]) -> dict[str, Any]:
    names: Mapping[str, Mapping[str, str]] = regions["names"]
    return {
        "scale": outline.scale,
        "origin": list(outline.origin),
        "arcs": outline.arcs,
        "land": list(outline.land),
        "frame": list(outline.frame),
        "insets": [
            {
                "id": inset.region,
                "name": {"en": inset.name} | _named(inset.region, names),
                "box": list(inset.box),
            }
            for inset in outline.insets
        ],
        "borders": {"size": len(outline.borders), "text": pack_steps([outline.borders])},
    }


def _texts(options: MapOptions, texts: Mapping[str, str]) -> dict[str, str]:
    return {language: options.text(texts, language) for language in dict.fromkeys(("en", *options.languages))}


def _named(region: str, names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {language: known[region] for language, known in names.items() if region in known}


def _source(source: Source) -> dict[str, str]:
    return {"text": source.text} | ({"url": source.url} if source.url else {})


def _change(
    tagged: gpd.GeoDataFrame, vintage: int, options: MapOptions, catalog: Catalog
) -> dict[str, Any] | None:
    """Return the regions and records whose class differs from the previous edition's."""
    before = options.previous_edition
    if before is None:
        return None
    return diff_editions(before, options.edition, located=tagged, vintage=vintage, catalog=catalog).payload()


def _note_keys(payload: Payload) -> Iterator[str]:
    notes: Iterable[Sequence[Any]] = (
        *(note for region in payload["regions"]["note"] for note in region),
        *(note for record in payload["records"] for note in record.get("notes", ())),
        *(note for cluster in (payload["change"] or {"clusters": ()})["clusters"] for note in cluster[4]),
        *(payload["change"] or {"notes": ()})["notes"],
    )
    for note in notes:
        yield note[0]


def _messages(options: MapOptions, payload: Payload, own: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return keys once and, for each language, texts in their order; the texts of tables come last."""
    languages, notes = sorted(options.languages, key=_NEIGHBOURS.index), set(_note_keys(payload))
    left_out = needless_messages(payload)
    if not options.allow_foreign:
        left_out = (*left_out, "static.page.foreign")
    keys = [
        key
        for key in messages.load(languages[0])
        if key in notes or (key.startswith(_ALWAYS) and not key.startswith(left_out))
    ]
    texts = {language: [messages.load(language)[key] for key in keys] for language in languages}
    return {
        "keys": [*keys, *own],
        "texts": {
            language: [
                *(text if isinstance(text, str) else list(text) for text in column),
                *(texts_of[language] for texts_of in own.values()),
            ]
            for language, column in texts.items()
        },
    }


def needless_messages(payload: Payload) -> tuple[str, ...]:
    """Return how the keys begin of the messages that nothing in a payload can ask for."""
    return tuple(prefix for prefix, is_needed in _SOMETIMES.items() if not is_needed(payload))


def _has_question(payload: Payload, kind: str) -> bool:
    survey = payload["survey"]
    return survey is not None and any(question["kind"] == kind for question in survey["questions"])


def _some_have(payload: Payload, field: str) -> bool:
    return any(field in record for record in payload["records"])


def _some_lack(payload: Payload, field: str) -> bool:
    return any(field not in record for record in payload["records"])


def _has_no_data(payload: Payload, kind: str) -> bool:
    in_regions = NO_DATA.index(kind) in unpack(payload["regions"]["noData"])
    return in_regions or any(record.get("noData") == kind for record in payload["records"])
