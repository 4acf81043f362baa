"""The records as the page holds them: what was printed, where they are drawn, how they were tagged."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.notes import unpack
from geo.match.ledger import CLASS_IN_PRINTED_EDITION, CLASS_PRINTED_EDITION, NOTES
from geo.nuts.gazetteer import gazetteer, point_or_none
from geo.nuts.map_units import older_vintages
from geo.nuts.outline.outline import GridPoint, Outline
from geo.nuts.units import carry, level_of, read_regions
from geo.render.facts.regions import notes_of, text_or_none
from geo.tables import text_of
from geo.tables.funding import is_whole

_SOURCES: Final = {
    "public": c.FUNDING_PUBLIC,
    "private": c.FUNDING_PRIVATE,
    "membership": c.FUNDING_MEMBERSHIP,
    "sales": c.FUNDING_SALES,
}
#: A record belongs to a painted region that holds at least this share of the region it was located in.
_SHARE: Final = 0.05
#: What locating says of a point that it does not use.
_REFUSED_POINT: Final = frozenset(("note.locate.point_outside", "note.locate.point_country"))

Row = Mapping[Hashable, Any]
#: Where a record is drawn, whether that is a point of its own, and its painted regions.
_Place = tuple[GridPoint | None, bool, list[int]]


@dataclass(frozen=True)
class Ground:
    """What records are put on.

    Parameters
    ----------
    outline
        Geometry of the painted regions.
    vintage
        Vintage of the map; countries it lacks are shown as an older one has them.
    region_units
        Per painted region the place of its unit among the units, -1 for none.
    units
        Unit code to its place among the units.
    catalog
        Data package.
    """

    outline: Outline
    vintage: int
    region_units: Sequence[int]
    units: Mapping[str, int]
    catalog: Catalog

    @cached_property
    def vintages(self) -> dict[str, int]:
        """Countries that the map shows in another vintage, and in which."""
        return older_vintages(self.vintage, catalog=self.catalog)

    @property
    def regions(self) -> dict[str, int]:
        """Code of a painted region to its place."""
        return {code: at for at, code in enumerate(self.outline.ids)}


def record_rows(tagged: gpd.GeoDataFrame, ledger: pd.DataFrame, ground: Ground) -> list[dict[str, Any]]:
    """Return the rows of `records` in the payload, in the order of the table.

    Parameters
    ----------
    tagged
        Frame of `geo.tag`.
    ledger
        Its ledger, row by row.
    ground
        What they are put on.
    """
    extra = tuple(tagged.attrs.get("extra_columns", ()))
    tables = [title for _, title in tagged.attrs.get("tables", ())]
    rows: list[Row] = tagged.to_dict("records")
    agreements = ledger.to_dict("records")
    places = _places(rows, ground)
    return [
        _row(row, agreement, place, extra, ground)
        | {"table": tables.index(row[c.TABLE]) if row.get(c.TABLE) in tables else None}
        for row, agreement, place in zip(rows, agreements, places, strict=True)
    ]


def _row(
    row: Row,
    ledger: Row,
    place: tuple[GridPoint | None, bool, list[int]],
    extra: Iterable[str],
    ground: Ground,
) -> dict[str, Any]:
    point, exact, regions = place
    code, level, vintage = text_or_none(row[c.NUTS_ID]), _whole(row[c.LEVEL]), _whole(row[c.VINTAGE])
    units = [ground.units[unit] for unit in str(row[c.SCOREBOARD_UNIT]).split(";") if unit in ground.units]
    names = gazetteer(vintage, catalog=ground.catalog) if vintage else None
    named = [names.name(one) for one in (code or "").split(";") if one in names.units] if names else []
    return {
        "id": str(row[c.RECORD_ID]),
        "name": str(row[c.NAME]),
        "country": str(row[c.COUNTRY]),
        "city": _text(row, c.CITY),
        "cityStatus": _text(row, c.CITY_STATUS),
        "x": point[0] if point else None,
        "y": point[1] if point else None,
        "exact": exact,
        "regionPrinted": _text(row, c.REGION_PRINTED),
        "regionId": code,
        "regionName": "; ".join(named) or None,
        "level": level,
        "vintage": vintage,
        "locatedBy": str(row[c.LOCATED_BY]),
        "regions": _narrowed(regions, units, ground),
        "units": units,
        "relation": str(row[c.RELATION]),
        "class": text_or_none(row[c.CLASS]),
        "index": _number(row[c.INDEX]),
        "noData": text_or_none(row[c.NO_DATA]),
        "classPrinted": text_or_none(ledger[c.CLASS_PRINTED]),
        "classPrintedEdition": _whole(ledger[CLASS_PRINTED_EDITION]),
        "agreement": text_or_none(ledger[c.AGREEMENT]) or "",
        "tableClassPrinted": text_or_none(ledger[CLASS_IN_PRINTED_EDITION]),
        "notes": notes_of(unpack(ledger[NOTES])),
        "website": _text(row, c.WEBSITE),
        "founded": _whole(row.get(c.FOUNDED)),
        "members": _whole(row.get(c.MEMBERS)),
        "stage": _text(row, c.STAGE),
        **_funding(row),
        "services": _list(_text(row, c.SERVICES)),
        "marketAreas": _list(_text(row, c.MARKET_AREAS)),
        "source": _text(row, c.SOURCE),
        "extra": [[name, value] for name in extra if (value := _own(row.get(name))) is not None],
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


def _places(rows: Sequence[Row], ground: Ground) -> list[_Place]:
    """Return for each record where it is drawn, whether that is its own point, and its painted regions."""
    regions = [
        sorted(
            {
                at
                for code in (text_or_none(row[c.NUTS_ID]) or "").split(";")
                for at in _painted(code or None, _whole(row[c.VINTAGE]), ground)
            }
        )
        for row in rows
    ]
    own = {
        at: point
        for at, row in enumerate(rows)
        if (point := point_or_none(row.get(c.GEOMETRY))) and _uses_point(row)
    }
    placed = ground.outline.place([(point.x, point.y) for point in own.values()])
    drawn = dict(zip(own, placed, strict=True))
    places: list[_Place] = []
    for at, (row, inside) in enumerate(zip(rows, regions, strict=True)):
        point = drawn.get(at)
        if point is not None and _is_on_map(point, inside, ground):
            places.append((point, True, inside))
        else:
            places.append((_middle(row, inside, ground), False, inside))
    return places


def _uses_point(row: Row) -> bool:
    """Return whether the point of a record may be where it is drawn: not where locating refused it."""
    if text_or_none(row[c.NUTS_ID]) is None:
        return False
    return not any(note.key in _REFUSED_POINT for note in unpack(row.get(c.LOCATE_NOTES)))


def _painted(code: str | None, vintage: int | None, ground: Ground) -> list[int]:
    """Return the painted regions of a unit of any vintage and level, in the order they are painted."""
    if code is None or vintage is None:
        return []
    shown = ground.vintages.get(code[:2], ground.vintage)
    names = gazetteer(shown, catalog=ground.catalog)
    known = ground.regions
    if vintage == shown:
        carried = [code]
    else:
        parts = carry(code, vintage, shown, catalog=ground.catalog)
        carried = [part.nuts_id for part in parts if not part.share < _SHARE]  # NaN: nobody measured it
    found: set[int] = set()
    for unit in carried:
        above = [parent for parent in names.lineage(unit) if parent in known]
        found |= {known[parent] for parent in above} or {
            at for other, at in known.items() if unit in names.lineage(other)
        }
    return sorted(found)


def _narrowed(regions: list[int], units: list[int], ground: Ground) -> list[int]:
    """Keep the regions of the units a record was tagged with, where the point decided between several."""
    kept = [at for at in regions if ground.region_units[at] in units]
    return kept if kept and len(regions) > 1 else regions


def _is_on_map(point: GridPoint, inside: Sequence[int], ground: Ground) -> bool:
    """Return whether a point can be shown: one of an overseas region must lie in the region's frame."""
    insets = {inset.region: inset for inset in ground.outline.insets}
    codes = [ground.outline.ids[at] for at in inside]
    if len(codes) != 1 or codes[0] not in insets:
        return True
    left, bottom, right, top = ground.outline.grid_box(insets[codes[0]].box)
    return left <= point[0] <= right and bottom <= point[1] <= top


def _middle(row: Row, inside: Sequence[int], ground: Ground) -> GridPoint | None:
    """Return where a record without a point of its own is drawn."""
    if len(inside) == 1:
        return ground.outline.centers[inside[0]]
    code, vintage = text_or_none(row[c.NUTS_ID]), _whole(row[c.VINTAGE])
    if code is None or vintage is None:
        return None
    code = code.split(";")[0]
    regions = read_regions(vintage, levels=(level_of(code),), catalog=ground.catalog).set_index(c.NUTS_ID)
    parts = shapely.get_parts(regions.geometry[code])
    inner = shapely.point_on_surface(max(parts, key=shapely.area))
    return ground.outline.place([(inner.x, inner.y)])[0]


def _text(row: Row, column: str) -> str | None:
    return text_or_none(row.get(column))


def _own(value: Any) -> str | int | float | None:
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
