"""The one JSON block of a page: all its facts, all its text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo import columns as c
from geo import messages
from geo.catalog import Catalog
from geo.clusters import read_services
from geo.editions import SAME_CLASS
from geo.nuts import read_land
from geo.render.options import MapOptions, Source
from geo.render.packed import pack, pack_arcs, pack_rings, pack_steps, unpack, unpack_steps
from geo.render.records import Ground, record_rows
from geo.render.regions import notes_of, painted_vintage, read_painted, region_columns, text_or_none
from geo.render.scores import Scores, read_scores
from geo.render.topology import FRAME_M, ORIGIN_M, SCALE_M, Topology, build_topology
from geo.scoreboard import tag

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
#: How regions relate to units, and why they have no class, in the order in which the page numbers them.
RELATIONS: Final = ("same", "inside", "contains", "country", "none")
NO_DATA: Final = (None, "not_covered", "missing", "country_only", "not_located")
#: Characters that would end the script block or the line in one of the languages a page is read in.
_UNSAFE: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


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
        Frame of `geo.clusters.read_survey`.
    catalog
        Data package.

    Returns
    -------
    dict
        Plain values only; `to_json` writes it.
    """
    scores = read_scores(options.edition, series=options.series, catalog=catalog)
    vintage = options.vintage or painted_vintage(scores.edition.nuts_vintage, catalog=catalog)
    painted = read_painted(vintage, options.edition, catalog=catalog)
    topology = build_topology(painted, read_land(vintage=vintage, catalog=catalog))
    regions = region_columns(painted, topology, units=scores.position, catalog=catalog)
    ground = Ground(topology, vintage, regions["unit"], scores.position, catalog)
    payload: Payload = {
        "map": _map(options, scores, vintage, ledger),
        "topology": _topology(topology, regions),
        "regions": _packed_regions(regions, topology, scores),
        "units": _packed_units(scores, regions),
        "indicators": list(scores.indicators),
        "records": [_filled(row) for row in record_rows(tagged, ledger, ground)],
        "services": read_services(catalog=catalog)[["key", "kind"]].to_dict("records"),
        "survey": None if survey is None else _survey(survey),
        "change": _change(tagged, painted, options, catalog),
    }
    payload["messages"] = _messages(options.languages, set(_note_keys(payload)))
    return payload


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
    # Half of a surrogate pair is text to Python but not to UTF-8.
    text = "".join(f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char for char in text)
    for char, escape in _UNSAFE.items():
        text = text.replace(char, escape)
    return text


def painted_classes(payload: Payload) -> list[str]:
    """Return the class of each painted region of a payload, or why it has none."""
    regions, classes = payload["regions"], payload["map"]["classes"]
    positions = list(unpack(payload["units"]["class"]))
    units = unpack_steps(regions["unit"], len(regions["id"]))[0]
    kinds = (NO_DATA[at] for at in unpack(regions["noData"]))
    return [
        kind or (classes[positions[unit] - 1] if unit >= 0 and positions[unit] else "missing")
        for unit, kind in zip(units, kinds, strict=True)
    ]


def source_lines(options: MapOptions) -> list[Source]:
    """Return the source lines of a map: its records' first, then the scoreboard's and the land's."""
    line = SCOREBOARD_LINE.format(edition=options.edition)
    url = "https://research-and-innovation.ec.europa.eu/statistics/performance-indicators/regional-innovation-scoreboard_en"
    return [*options.sources, Source(line, url), Source(LAND_LINE, "https://www.naturalearthdata.com/")]


def _map(options: MapOptions, scores: Scores, vintage: int, ledger: pd.DataFrame) -> dict[str, Any]:
    bounds = tuple(reversed(scores.edition.thresholds))[1:]
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
        "base": options.base,
        "layers": list(options.layers),
        "classes": list(scores.classes),
        "thresholds": [bound.lower for bound in bounds],
        "closed": "lower" if all(bound.includes_lower for bound in bounds) else "upper",
        "relativeTo": scores.edition.relative_to,
        "years": list(scores.years),
        "euAverage": list(scores.eu_average),
        "sources": [_source(source) for source in source_lines(options)],
        "attributions": list(ATTRIBUTIONS),
        "printedEdition": int(printed.max()) if options.class_printed and len(printed) else None,
        "tiles": {"url": options.tiles.url, "attribution": options.tiles.attribution}
        if options.tiles
        else None,
    }


def _topology(topology: Topology, regions: Mapping[str, Any]) -> dict[str, Any]:
    names: Mapping[str, Mapping[str, str]] = regions["names"]
    return {
        "scale": SCALE_M,
        "origin": list(ORIGIN_M),
        "arcs": pack_arcs(topology.arcs),
        "land": [list(ring) for ring in topology.land],
        "frame": list(FRAME_M),
        "insets": [
            {
                "id": inset.region,
                "name": {"en": inset.name}
                | {
                    language: known[inset.region]
                    for language, known in names.items()
                    if inset.region in known
                },
                "box": list(inset.box),
            }
            for inset in topology.insets
        ],
        "borders": {"size": len(topology.borders), "text": pack_steps([topology.borders])},
    }


def _texts(options: MapOptions, texts: Mapping[str, str]) -> dict[str, str]:
    return {language: options.text(texts, language) for language in dict.fromkeys(("en", *options.languages))}


def _named(region: str, names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {language: known[region] for language, known in names.items() if region in known}


def _source(source: Source) -> dict[str, str]:
    return {"text": source.text} | ({"url": source.url} if source.url else {})


def _survey(survey: pd.DataFrame) -> dict[str, Any]:
    questions: dict[str, dict[str, Any]] = {}
    for row in survey.to_dict("records"):
        question = questions.setdefault(
            row["question"],
            {
                "id": row["question"],
                "kind": row["kind"],
                "answers": None if pd.isna(row["answers"]) else int(row["answers"]),
                "items": [],
            },
        )
        unit, value = (
            text_or_none(row["unit"]),
            None if pd.isna(row["value"]) else round(float(row["value"]), 2),
        )
        question["items"].append(
            {
                "id": row["item"],
                "label": row["label"],
                "value": value,
                "unit": unit,
                "serviceKind": text_or_none(row["service_kind"]),
                "trend": ("rises" if value and value > 0 else "falls") if unit == "direction" else None,
            }
        )
    sources = [text for text in dict.fromkeys(survey[c.SOURCE]) if text_or_none(text)]
    return {"source": "; ".join(sources), "questions": list(questions.values())}


def _change(
    tagged: gpd.GeoDataFrame, painted: gpd.GeoDataFrame, options: MapOptions, catalog: Catalog
) -> dict[str, Any] | None:
    """Return the regions and records whose class differs from the previous edition's."""
    before = options.previous_edition
    if before is None:
        return None
    now, then = _classes(painted), _classes(tag(painted, edition=before, catalog=catalog))
    regions = zip(painted[c.NUTS_ID], then, now, strict=True)
    now, then = _classes(tagged), _classes(tag(tagged, edition=before, catalog=catalog))
    clusters = zip(tagged[c.RECORD_ID], tagged[c.NAME], then, now, tagged[c.TAG_NOTES], strict=True)
    return {
        "from": before,
        "to": options.edition,
        "kind": "edition",
        "regions": [[code, was, is_] for code, was, is_ in regions if _moved(was, is_)],
        "clusters": [
            [record, name, was, is_, notes_of(notes)]
            for record, name, was, is_, notes in clusters
            if _moved(was, is_)
        ],
    }


def _classes(frame: pd.DataFrame) -> list[str | None]:
    return [text_or_none(key) for key in frame[c.CLASS]]


def _moved(was: str | None, now: str | None) -> bool:
    """Say whether two classes differ in more than what the edition calls them."""
    return (SAME_CLASS.get(was, was) if was else None) != (SAME_CLASS.get(now, now) if now else None)


def _note_keys(payload: Payload) -> Iterator[str]:
    notes: Iterable[Sequence[Any]] = (
        *(note for region in payload["regions"]["note"] for note in region),
        *(note for record in payload["records"] for note in record.get("notes", ())),
        *(note for cluster in (payload["change"] or {"clusters": ()})["clusters"] for note in cluster[4]),
    )
    for key, _ in notes:
        yield key


def _messages(languages: Sequence[str], notes: set[str]) -> dict[str, Any]:
    """Return keys once and, for each language, texts in their order."""
    keys = [key for key in messages.load(languages[0]) if key.startswith(_ALWAYS) or key in notes]
    texts = {language: [messages.load(language)[key] for key in keys] for language in languages}
    return {
        "keys": keys,
        "texts": {
            language: [text if isinstance(text, str) else list(text) for text in column]
            for language, column in texts.items()
        },
    }


def _packed_regions(regions: Mapping[str, Any], topology: Topology, scores: Scores) -> dict[str, Any]:
    ids: list[str] = regions["id"]
    edition = scores.edition.edition
    contexts = [
        {"region": code, "country": code[:2], "edition": str(edition)} | _unit_context(unit, scores)
        for code, unit in zip(ids, regions["unit"], strict=True)
    ]
    names: Mapping[str, Mapping[str, str]] = regions["names"]
    return {
        "id": ids,
        "name": regions["name"],
        "unit": pack_steps([regions["unit"]]),
        "relation": pack(RELATIONS.index(relation) for relation in regions["relation"]),
        "noData": pack(NO_DATA.index(kind) for kind in regions["noData"]),
        "note": [_short(notes, context) for notes, context in zip(regions["note"], contexts, strict=True)],
        "rings": pack_rings(topology.rings),
        "center": pack_steps(topology.centers),
        "names": {
            language: "\n".join(known.get(code, "") for code in ids) for language, known in names.items()
        },
    }


def _unit_context(unit: int, scores: Scores) -> dict[str, str]:
    """Return what a note of a region may say of its unit."""
    if unit < 0:
        return {}
    position = scores.units["class"][unit]
    class_ = {} if position is None else {"class_": scores.classes[position]}
    return {"unit": scores.units["id"][unit], "name": scores.units["name"][unit], **class_}


def _short(notes: Sequence[Sequence[Any]], context: Mapping[str, str]) -> list[list[Any]]:
    """Leave out parameters of notes that the page knows from the region itself."""
    return [
        [key, {name: value for name, value in params.items() if context.get(name) != value}]
        for key, params in notes
    ]


def _packed_units(scores: Scores, regions: Mapping[str, Any]) -> dict[str, Any]:
    """Write columns of numbers as text: the index in hundredths, indicators in whole numbers plus one.

    Indicators go one after the other, because neighbouring units are alike. A unit that is a painted region
    of the same name gives no name, and one basis for all units is written once.
    """
    series = [[round(100 * (value or 0)) for value in row] for row in scores.units["series"]]
    indicators = [
        [0 if value is None else round(value) + 1 for value in row] for row in scores.units["indicators"]
    ]
    own = dict(zip(regions["id"], regions["name"], strict=True))
    names = [
        "" if own.get(code) == name else name
        for code, name in zip(scores.units["id"], scores.units["name"], strict=True)
    ]
    units, basis = scores.units, set(scores.units["basis"])
    return {
        "id": units["id"],
        "name": names,
        "level": pack(units["level"]),
        "index": pack(0 if value is None else round(100 * value) + 1 for value in units["index"]),
        "class": pack(0 if position is None else position + 1 for position in units["class"]),
        "basis": basis.pop() if len(basis) == 1 else units["basis"],
        "series": pack_steps(series),
        "indicators": pack_steps(list(zip(*indicators, strict=True))),
    }


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a record does not have; the page knows the names."""
    return {
        name: value
        for name, value in row.items()
        if value is not None and value is not False and value not in ("", [])
    }
