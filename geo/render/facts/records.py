"""The records as the page holds them: what was printed, where they are drawn, how they were tagged."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache, partial
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.match.ledger import CLASS_IN_PRINTED_EDITION, CLASS_PRINTED_EDITION, NOTES
from geo.nuts.gazetteer import gazetteer
from geo.render.facts.content import MapContent
from geo.render.facts.notes import NoteTable
from geo.render.facts.places import Place
from geo.render.facts.table import text_or_none
from geo.tables import text_of
from geo.tables.funding import is_whole

_SOURCES: Final = {
    "public": c.FUNDING_PUBLIC,
    "private": c.FUNDING_PRIVATE,
    "membership": c.FUNDING_MEMBERSHIP,
    "sales": c.FUNDING_SALES,
}
Row = Mapping[Hashable, Any]
#: Names regions of a vintage; many records share them.
NameOf = Callable[[str | None, int | None], str | None]


def record_rows(content: MapContent, notes: NoteTable) -> list[dict[str, Any]]:
    """Return the rows of `records` in the payload, in the order of the table.

    Parameters
    ----------
    content
        What the map shows.
    notes
        Where their notes stand.
    """
    extra = tuple(content.tagged.attrs.get("extra_columns", ()))
    tables = [title for _, title in content.tagged.attrs.get("tables", ())]
    small = content.small_regions
    rows: Sequence[Row] = content.tagged.to_dict("records")
    ledger: Sequence[Row] = content.ledger.to_dict("records")
    unit_positions = content.scores.position
    name_of = cache(partial(region_name, catalog=content.catalog))
    return [
        {
            **_identity(row, place),
            **_match(row, name_of),
            **_printed(entry),
            **_funding(row),
            "regions": place.regions,
            **({} if small is None else {"small": None if small[at] < 0 else small[at]}),
            "table": tables.index(row[c.TABLE]) if row.get(c.TABLE) in tables else None,
            "units": [
                unit_positions[unit]
                for unit in str(row[c.SCOREBOARD_UNIT]).split(";")
                if unit in unit_positions
            ],
            "notes": notes.positions(entry[NOTES]),
            "services": _list(_text(row, c.SERVICES)),
            "marketAreas": _list(_text(row, c.MARKET_AREAS)),
            "extra": [[name, value] for name in extra if (value := own_value(row.get(name))) is not None],
        }
        for at, (row, entry, place) in enumerate(zip(rows, ledger, content.places, strict=True))
    ]


def region_name(codes: str | None, vintage: int | None, *, catalog: Catalog) -> str | None:
    """Return the names of a record's regions in their vintage; None when the vintage has none of them."""
    if codes is None or vintage is None:
        return None
    names = gazetteer(vintage, catalog=catalog)
    return "; ".join(names.name(code) for code in codes.split(";") if code in names.units) or None


def _identity(row: Row, place: Place) -> dict[str, Any]:
    return {
        "id": str(row[c.RECORD_ID]),
        "name": str(row[c.NAME]),
        "country": str(row[c.COUNTRY]),
        "city": _text(row, c.CITY),
        "cityStatus": _text(row, c.CITY_STATUS),
        "x": place.point[0] if place.point else None,
        "y": place.point[1] if place.point else None,
        "exact": place.exact,
        "website": _text(row, c.WEBSITE),
        "founded": _whole(row.get(c.FOUNDED)),
        "members": _whole(row.get(c.MEMBERS)),
        "stage": _text(row, c.STAGE),
        "source": _text(row, c.SOURCE),
    }


def _match(row: Row, name_of: NameOf) -> dict[str, Any]:
    code, vintage = text_or_none(row[c.NUTS_ID]), _whole(row[c.VINTAGE])
    return {
        "regionPrinted": _text(row, c.REGION_PRINTED),
        "regionId": code,
        "regionName": name_of(code, vintage),
        "level": _whole(row[c.LEVEL]),
        "vintage": vintage,
        "relation": str(row[c.RELATION]),
        "class": text_or_none(row[c.CLASS]),
        "index": _number(row[c.INDEX]),
        "noData": text_or_none(row[c.NO_DATA]),
    }


def _printed(entry: Row) -> dict[str, Any]:
    return {
        "classPrinted": text_or_none(entry[c.CLASS_PRINTED]),
        "classPrintedEdition": _whole(entry[CLASS_PRINTED_EDITION]),
        "agreement": text_or_none(entry[c.AGREEMENT]) or "",
        "tableClassPrinted": text_or_none(entry[CLASS_IN_PRINTED_EDITION]),
    }


def _funding(row: Row) -> dict[str, Any]:
    kind = _text(row, c.FUNDING_KIND)
    given = {name: row.get(column, math.nan) for name, column in _SOURCES.items()}
    figures = {name: float(value) for name, value in given.items() if not pd.isna(value)}
    return {
        "fundingKind": kind if figures else None,
        "funding": {name: round(value, 2) for name, value in figures.items()} or None,
        "fundingIsWhole": is_whole(kind, figures.values()),
    }


def _text(row: Row, column: str) -> str | None:
    return text_or_none(row.get(column))


def own_value(value: Any) -> str | int | float | None:
    """Return a value of a column of the user's own: a number as it is, all else as it reads."""
    if value is None or pd.isna(value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, int | float) and not isinstance(value, bool) else text_of(value) or None


def _list(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else round(float(value), 2)
