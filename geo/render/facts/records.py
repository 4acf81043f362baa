"""The records as the page holds them: what was printed, where they are drawn, how they were tagged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.match.ledger import CLASS_IN_PRINTED_EDITION, CLASS_PRINTED_EDITION
from geo.nuts.gazetteer import gazetteer
from geo.render.facts.content import MapContent
from geo.render.facts.table import text_or_none
from geo.tables import text_of
from geo.tables.funding import is_whole

_SOURCES: Final = {
    "public": c.FUNDING_PUBLIC,
    "private": c.FUNDING_PRIVATE,
    "membership": c.FUNDING_MEMBERSHIP,
    "sales": c.FUNDING_SALES,
}
#: Names regions of a vintage; many records share them.
NameOf = Callable[[str | None, int | None], str | None]
Columns = Iterator[tuple[str, list[Any]]]


def record_rows(content: MapContent) -> list[dict[str, Any]]:
    """Return the rows of `records` in the payload: those of `record_columns`, whose parameters it has."""
    columns = dict(record_columns(content))
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def record_columns(content: MapContent) -> Columns:
    """Yield the columns of `records` in the payload with their names, in the order of the table.

    A row for each record, as an object of its own, would take many times the memory, and so would all of the
    columns at once.

    Parameters
    ----------
    content
        What the map shows.
    """
    tagged, size = content.tagged, len(content.tagged)
    if not size:
        yield "id", []
        return
    yield from _identity(content)
    yield from _match(tagged, cache(partial(region_name, catalog=content.catalog)))
    yield from _printed(content.ledger)
    yield from _funding(tagged, size)
    yield "regions", [place.regions for place in content.places]
    if content.small_regions is not None:
        yield "small", [None if region < 0 else region for region in content.small_regions]
    tables = {title: at for at, (_, title) in reversed(list(enumerate(tagged.attrs.get("tables", ()))))}
    yield "table", [tables.get(title) for title in _values(tagged, c.TABLE)]
    unit_positions = content.scores.position

    @cache
    def units_of(codes: str) -> list[int]:
        return [unit_positions[unit] for unit in codes.split(";") if unit in unit_positions]

    yield "units", [units_of(str(codes)) for codes in tagged[c.SCOREBOARD_UNIT].tolist()]
    # Lists that many records share are made once.
    yield "services", list(map(cache(_list), _texts(tagged, c.SERVICES)))
    yield "marketAreas", list(map(cache(_list), _texts(tagged, c.MARKET_AREAS)))
    extra = tuple(tagged.attrs.get("extra_columns", ()))
    own = {name: [own_value(value) for value in tagged[name].tolist()] for name in extra if name in tagged}
    rows = zip(*own.values(), strict=True) if own else [()] * size
    yield (
        "extra",
        [
            [[name, value] for name, value in zip(own, values, strict=True) if value is not None]
            for values in rows
        ],
    )


def region_name(codes: str | None, vintage: int | None, *, catalog: Catalog) -> str | None:
    """Return the names of a record's regions in their vintage; None when the vintage has none of them."""
    if codes is None or vintage is None:
        return None
    names = gazetteer(vintage, catalog=catalog)
    return "; ".join(names.name(code) for code in codes.split(";") if code in names.units) or None


def _identity(content: MapContent) -> Columns:
    tagged, points = content.tagged, [place.point for place in content.places]
    yield "id", list(map(str, tagged[c.RECORD_ID].tolist()))
    yield "name", list(map(str, tagged[c.NAME].tolist()))
    yield "country", list(map(str, tagged[c.COUNTRY].tolist()))
    yield "city", _texts(tagged, c.CITY)
    yield "cityStatus", _texts(tagged, c.CITY_STATUS)
    yield "x", [point[0] if point else None for point in points]
    yield "y", [point[1] if point else None for point in points]
    yield "exact", [place.exact for place in content.places]
    yield "website", _texts(tagged, c.WEBSITE)
    yield "founded", _wholes(tagged, c.FOUNDED)
    yield "members", _wholes(tagged, c.MEMBERS)
    yield "stage", _texts(tagged, c.STAGE)
    yield "source", _texts(tagged, c.SOURCE)


def _match(tagged: pd.DataFrame, name_of: NameOf) -> Columns:
    codes, vintages = _texts(tagged, c.NUTS_ID), _wholes(tagged, c.VINTAGE)
    yield "regionPrinted", _texts(tagged, c.REGION_PRINTED)
    yield "regionId", codes
    yield "regionName", list(map(name_of, codes, vintages))
    yield "level", _wholes(tagged, c.LEVEL)
    yield "vintage", vintages
    yield "relation", list(map(str, tagged[c.RELATION].tolist()))
    yield "class", _texts(tagged, c.CLASS)
    yield "noData", _texts(tagged, c.NO_DATA)


def _printed(ledger: pd.DataFrame) -> Columns:
    yield "classPrinted", _texts(ledger, c.CLASS_PRINTED)
    yield "classPrintedEdition", _wholes(ledger, CLASS_PRINTED_EDITION)
    yield "agreement", [text or "" for text in _texts(ledger, c.AGREEMENT)]
    yield "tableClassPrinted", _texts(ledger, CLASS_IN_PRINTED_EDITION)


def _funding(tagged: pd.DataFrame, size: int) -> Columns:
    kinds: list[str | None] = [None] * size
    figures: list[dict[str, float] | None] = [None] * size
    are_whole = [False] * size
    given = [(name, _values(tagged, column)) for name, column in _SOURCES.items()]
    for row, kind in enumerate(_texts(tagged, c.FUNDING_KIND)):
        shares = {name: float(values[row]) for name, values in given if not pd.isna(values[row])}
        if shares:
            kinds[row] = kind
            figures[row] = {name: round(value, 2) for name, value in shares.items()}
        are_whole[row] = is_whole(kind, shares.values())
    yield "fundingKind", kinds
    yield "funding", figures
    yield "fundingIsWhole", are_whole


def _values(frame: pd.DataFrame, column: str) -> list[Any]:
    """Return a column as plain values; one that is absent holds nothing."""
    return frame[column].tolist() if column in frame else [None] * len(frame)


def _texts(frame: pd.DataFrame, column: str) -> list[str | None]:
    return list(map(text_or_none, _values(frame, column)))


def _wholes(frame: pd.DataFrame, column: str) -> list[int | None]:
    return list(map(_whole, _values(frame, column)))


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
