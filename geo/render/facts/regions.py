"""The painted regions as the page holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.notes import pack, unpack
from geo.match.painting import units_of_painted
from geo.nuts.gazetteer import gazetteer
from geo.nuts.units import read_names
from geo.render.facts.content import MapContent
from geo.render.facts.locale_messages import related
from geo.render.facts.table import text_or_none

#: Which kind of name a page prefers beside a region's own.
_KINDS: Final = ("exonym", "short")
#: That a region is a unit of the scoreboard itself needs no explanation; that the scoreboard does not cover
#: its country stands where its class would.
_SELF_EVIDENT: Final = ("note.tag.same", "note.tag.not_covered")


def region_rows(content: MapContent, names: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Return the rows of `regions` in the payload, sorted by code.

    Parameters
    ----------
    content
        What the map shows.
    names
        Of `region_names`.
    """
    own = _own_names(content)
    columns = (c.NUTS_ID, c.RELATION, c.NO_DATA)
    painted = zip(*(content.painted[name] for name in columns), strict=True)
    return [
        {
            "id": code,
            # One text: names of a region are alike, and side by side they take 2 kB less of a served page.
            "names": "|".join((own[code], *(column[row] for column in names.values()))).rstrip("|"),
            "relation": str(relation),
            "noData": text_or_none(no_data),
        }
        for row, (code, relation, no_data) in enumerate(painted)
    ]


def own_name(row: Mapping[str, Any]) -> str:
    """Return what a region is called in its own country: the first of its names."""
    name: str = row["names"].partition("|")[0]
    return name


def region_units(content: MapContent) -> list[int]:
    """Return the position of the unit that stands for each painted region, -1 where none does."""
    positions = content.scores.position
    return [-1 if unit is None else positions[unit] for unit in units_of_painted(content.painted)]


def region_notes(content: MapContent) -> list[str]:
    """Return what there is to explain about each painted region, as `geo.language.notes.pack` writes it."""
    return [
        pack(note for note in unpack(text) if note.key not in _SELF_EVIDENT)
        for text in content.painted[c.TAG_NOTES]
    ]


def region_names(content: MapContent) -> dict[str, list[str]]:
    """Return the name of each painted region in each language of the page; empty where it is its own name.

    Languages come in the order of `related`.
    """
    own = _own_names(content)
    by_language = _other_names(own, _vintages(content), content.catalog)
    return {
        language: [by_language.get(language, {}).get(code, "") for code in own]
        for language in related(content.options.languages)
    }


def _vintages(content: MapContent) -> dict[str, int]:
    """Return the vintage of each painted region: countries that left the classification have an older one."""
    return dict(zip(content.painted[c.NUTS_ID], content.painted[c.VINTAGE].astype(int), strict=True))


def _own_names(content: MapContent) -> dict[str, str]:
    vintages = _vintages(content)
    names_of = {year: gazetteer(year, catalog=content.catalog).name for year in set(vintages.values())}
    return {code: names_of[vintage](code) for code, vintage in vintages.items()}


def _other_names(
    own: Mapping[str, str], vintages: Mapping[str, int], catalog: Catalog
) -> dict[str, dict[str, str]]:
    table = read_names(catalog=catalog)
    columns = (table[name].tolist() for name in ("nuts_id", "language", "name", "kind", "vintages"))
    best: dict[str, dict[str, tuple[int, str]]] = {}
    for code, language, name, kind, years in zip(*columns, strict=True):
        if code in own and language and kind in _KINDS and str(vintages[code]) in years.split():
            names, rank = best.setdefault(language, {}), _KINDS.index(kind)
            if code not in names or rank < names[code][0]:
                names[code] = rank, name
    return {
        language: {code: name for code, (_, name) in names.items() if name != own[code]}
        for language, names in best.items()
    }
