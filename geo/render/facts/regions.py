"""The painted regions as the page holds them: one column for each fact of a region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.notes import Note, unpack
from geo.match.tagging import tag
from geo.nuts.gazetteer import gazetteer
from geo.nuts.map_units import read_map_units
from geo.nuts.outline.outline import LEVEL, Outline, read_outline
from geo.nuts.units import read_names

#: Which kind of name a page prefers beside a region's own.
_KINDS: Final = ("exonym", "short")


def read_painted(vintage: int, edition: int, *, catalog: Catalog) -> pd.DataFrame:
    """Read the regions that a map paints, tagged, sorted by code.

    Those of countries that left the classification are of an older vintage, see `geo.nuts.map_units`.
    """
    regions = read_map_units(vintage, levels=(LEVEL,), catalog=catalog)
    regions = regions[regions[c.NUTS_ID].isin(read_outline(vintage, catalog=catalog).ids)]
    tagged: pd.DataFrame = tag(regions, edition=edition, catalog=catalog)
    return tagged.sort_values(c.NUTS_ID, ignore_index=True)


def region_columns(
    painted: pd.DataFrame, outline: Outline, *, units: Mapping[str, int], catalog: Catalog
) -> dict[str, Any]:
    """Return the columns of `regions` in the payload.

    Parameters
    ----------
    painted
        Frame of `read_painted`.
    outline
        Its geometry, in the same order.
    units
        Unit code to its place among the units of the payload.
    catalog
        Data package.
    """
    vintages = dict(zip(painted[c.NUTS_ID], painted[c.VINTAGE].astype(int), strict=True))
    own = {code: gazetteer(vintages[code], catalog=catalog).name(code) for code in outline.ids}
    return {
        "id": list(outline.ids),
        "name": [own[code] for code in outline.ids],
        "unit": [_unit(codes, class_, units) for codes, class_ in _pairs(painted)],
        "relation": [str(relation) for relation in painted[c.RELATION]],
        "noData": [text_or_none(kind) for kind in painted[c.NO_DATA]],
        "names": _other_names(own, vintages, catalog),
        "note": [notes_of(_telling(unpack(notes))) for notes in painted[c.TAG_NOTES]],
    }


def notes_of(notes: Iterable[Note]) -> list[list[Any]]:
    """Return notes as pairs of key and parameters."""
    return [[note.key, dict(note.params)] for note in notes]


def _telling(notes: Iterable[Note]) -> list[Note]:
    """Leave out that a region is a unit of the scoreboard itself: nothing needs explaining then."""
    return [note for note in notes if note.key != "note.tag.same"]


def text_or_none(value: object) -> str | None:
    """Return text as it is and every kind of missing value, blank text too, as None."""
    return value if isinstance(value, str) and value.strip() else None


def _pairs(painted: pd.DataFrame) -> Iterable[tuple[str, object]]:
    return zip(painted[c.SCOREBOARD_UNIT], painted[c.CLASS], strict=True)


def _unit(codes: str, class_: object, units: Mapping[str, int]) -> int:
    """Return the unit that stands for a region; several stand for one only when they share one class."""
    known_units = [units[code] for code in codes.split(";") if code in units]
    several = len(known_units) > 1 and (not isinstance(class_, str) or class_ == "mixed")
    return -1 if not known_units or several else known_units[0]


def _other_names(
    own: Mapping[str, str], vintages: Mapping[str, int], catalog: Catalog
) -> dict[str, dict[str, str]]:
    table = read_names(catalog=catalog)
    table = table[table["nuts_id"].isin(set(own)) & table["kind"].isin(_KINDS) & (table["language"] != "")]
    known = zip(table["nuts_id"], table["vintages"], strict=True)
    table = table[[str(vintages[code]) in years.split() for code, years in known]]
    rank = table["kind"].map(_KINDS.index)
    table = table.assign(rank=rank).sort_values(["language", "nuts_id", "rank"], kind="stable")
    table = table.drop_duplicates(["language", "nuts_id"])
    names: dict[str, dict[str, str]] = {}
    for language, code, name in zip(table["language"], table["nuts_id"], table["name"], strict=True):
        if name != own[code]:
            names.setdefault(str(language), {})[str(code)] = str(name)
    return names
