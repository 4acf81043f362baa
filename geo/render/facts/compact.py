"""The page's facts in fewer bytes: columns of packed numbers, and nothing the page can tell by itself.

``payload.js`` turns them back into rows.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from geo.nuts.outline.outline import Outline
from geo.nuts.outline.packed import pack, pack_steps, unpack, unpack_steps
from geo.render.facts.scores import Scores

#: How regions relate to units, and why they have no class, in the order in which the page numbers them.
RELATIONS: Final = ("same", "inside", "contains", "country", "none")
NO_DATA: Final = (None, "not_covered", "missing", "country_only", "not_located")


def compact_regions(
    regions: Mapping[str, Any], outline: Outline, scores: Scores, languages: Sequence[str]
) -> dict[str, Any]:
    """Write the columns of regions.

    Names in other languages are one line for each region, separated by ``|`` in the order of the languages;
    a digit says that the name is that of an earlier language, nothing that it is the region's own.

    Parameters
    ----------
    regions
        Of `geo.render.facts.regions.region_columns`.
    outline
        Their geometry.
    scores
        The edition.
    languages
        Of the page.
    """
    ids: list[str] = regions["id"]
    known = (_known_of_region(code, unit, scores) for code, unit in zip(ids, regions["unit"], strict=True))
    return {
        "id": ids,
        "name": regions["name"],
        "unit": pack_steps([regions["unit"]]),
        "relation": pack(RELATIONS.index(relation) for relation in regions["relation"]),
        "noData": pack(NO_DATA.index(kind) for kind in regions["noData"]),
        "note": [_short(notes, facts) for notes, facts in zip(regions["note"], known, strict=True)],
        "rings": outline.rings,
        "center": pack_steps(outline.centers),
        "names": "\n".join(_names(code, regions["names"], languages) for code in ids),
    }


def compact_units(scores: Scores, regions: Mapping[str, Any]) -> dict[str, Any]:
    """Write columns of numbers as text: the index in hundredths, indicators in whole numbers plus one.

    The index is left out where it is that of the last year of the series for every unit.
    Indicators go one after the other, because neighbouring units are alike. A unit that is a painted region
    of the same name gives no name, and one basis for all units is written once.
    """
    series = [[round(100 * (value or 0)) for value in row] for row in scores.units["series"]]
    averages = [row["average"] for row in scores.indicators]
    index = [0 if value is None else round(100 * value) + 1 for value in scores.units["index"]]
    is_last_of_series = index == [row[-1] + 1 if row and row[-1] else 0 for row in series]
    indicators = [
        [
            0 if value is None else _whole_beside(value, average) + 1
            for value, average in zip(row, averages, strict=bool(row))
        ]
        for row in scores.units["indicators"]
    ]
    own = dict(zip(regions["id"], regions["name"], strict=True))
    names = [
        "" if name in (own.get(code), own.get(f"{code}0"), own.get(f"{code}00")) else name
        for code, name in zip(scores.units["id"], scores.units["name"], strict=True)
    ]
    units, basis = scores.units, set(scores.units["basis"])
    return {
        "id": units["id"],
        "name": names,
        "level": pack(units["level"]),
        "index": "" if is_last_of_series else pack(index),
        "class": pack(0 if position is None else position + 1 for position in units["class"]),
        "classes": units["classes"],
        "basis": basis.pop() if len(basis) == 1 else units["basis"],
        "series": pack_steps(series),
        "indicators": pack_steps(list(zip(*indicators, strict=True))),
    }


def compact_record(row: Mapping[str, Any], scores: Scores) -> dict[str, Any]:
    """Leave out what a record does not have, and what its notes repeat of it."""
    known = {
        "printed": row["regionPrinted"],
        "vintage": str(row["vintage"]),
        **_known_of_region(row["regionId"], row["units"][0] if len(row["units"]) == 1 else -1, scores),
        "class_printed": row["classPrinted"],
    }
    # A note about the place names the region, a note about the class names the unit.
    place = {**known, "name": row["regionName"]}
    notes = [
        note
        for key, params in row["notes"]
        for note in _short([[key, params]], place if key.startswith("note.locate.") else known)
    ]
    return {
        name: value
        for name, value in {**row, "notes": notes}.items()
        if value is not None and value is not False and value not in ("", [])
    }


def painted_classes(payload: Mapping[str, Any]) -> list[str]:
    """Return the class of each painted region of a payload, or why it has none."""
    regions, classes = payload["regions"], payload["map"]["classes"]
    positions = list(unpack(payload["units"]["class"]))
    units = unpack_steps(regions["unit"], len(regions["id"]))[0]
    kinds = (NO_DATA[at] for at in unpack(regions["noData"]))
    return [
        kind or (classes[positions[unit] - 1] if unit >= 0 and positions[unit] else "missing")
        for unit, kind in zip(units, kinds, strict=True)
    ]


def count_units(payload: Mapping[str, Any]) -> dict[str, Counter[str]]:
    """Count what the scoreboard measures, and the painted areas that belong to none of its units.

    Parameters
    ----------
    payload
        Everything a page shows.

    Returns
    -------
    dict
        Class, or why there is none, to the numbers of ``regions``, ``countries`` and ``areas``; the page's
        script counts by the same rule.
    """
    units, regions, classes = payload["units"], payload["regions"], payload["map"]["classes"]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for position, level in zip(unpack(units["class"]), unpack(units["level"]), strict=True):
        key = classes[position - 1] if position else "missing"
        counts[key]["regions" if level else "countries"] += 1
    unit_of_area = unpack_steps(regions["unit"], len(regions["id"]))[0]
    for unit, key in zip(unit_of_area, painted_classes(payload), strict=True):
        if unit < 0:
            counts[key]["areas"] += 1
    return counts


def _whole_beside(value: float, average: float) -> int:
    """Round a figure to a whole number on its own side of the average it is compared with."""
    whole = round(value)
    if (whole >= average) == (value >= average):
        return whole
    return math.ceil(average) if value >= average else math.ceil(average) - 1


def _names(code: str, names: Mapping[str, Mapping[str, str]], languages: Sequence[str]) -> str:
    texts = [names.get(language, {}).get(code, "") for language in languages]
    said = (str(texts.index(text)) if text in texts[:at] and text else text for at, text in enumerate(texts))
    return "|".join(said).rstrip("|")


def _known_of_region(code: str | None, unit: int, scores: Scores) -> dict[str, str | None]:
    """Return what the page fills into notes about a region by itself."""
    known: dict[str, str | None] = {"region": code, "edition": str(scores.edition.edition)}
    known["country"] = code[:2] if code else None
    if unit >= 0:
        position = scores.units["class"][unit]
        known |= {"unit": scores.units["id"][unit], "name": scores.units["name"][unit]}
        known["class_"] = None if position is None else scores.classes[position]
    return known


def _short(notes: Sequence[Sequence[Any]], known: Mapping[str, str | None]) -> list[list[Any]]:
    """Leave out parameters of notes that the page knows, and the braces where none is left."""
    rests = [
        (key, {name: value for name, value in params.items() if known.get(name) != value})
        for key, params in notes
    ]
    return [[key, rest] if rest else [key] for key, rest in rests]
