"""The part of a map that its focus leaves: regions, units of the scoreboard and records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.match.painting import units_of_painted
from geo.nuts.gazetteer import gazetteer
from geo.nuts.selection import select_units


@dataclass(frozen=True)
class Area:
    """The painted regions in a focus.

    Parameters
    ----------
    rows
        Their positions among all painted regions, ascending.
    units
        The scoreboard units that they take their class from.
    countries
        Codes of their countries.
    in_part
        Codes of those of which other regions lie outside.
    """

    rows: tuple[int, ...]
    units: frozenset[str]
    countries: frozenset[str]
    in_part: frozenset[str]

    def regions_of(self, painted: pd.DataFrame) -> pd.DataFrame:
        """Return the painted regions in the focus."""
        return painted.iloc[list(self.rows)].reset_index(drop=True)

    def rows_of(self, rows: Iterable[int]) -> list[int]:
        """Return where painted regions stand among those in the focus; others are left out."""
        position = {row: at for at, row in enumerate(self.rows)}
        return [position[row] for row in rows if row in position]

    def holds_records(self, tagged: pd.DataFrame, regions: Sequence[Sequence[int]]) -> list[bool]:
        """Return whether each record lies in the focus.

        One of which no more than its country is known goes with it, and lies in no part of it.
        """
        whole = self.countries - self.in_part
        return [
            country in whole if not rows or no_data == "country_only" else bool(self.rows_of(rows))
            for country, no_data, rows in zip(tagged[c.COUNTRY], tagged[c.NO_DATA], regions, strict=True)
        ]


def find_area(focus: Iterable[str], painted: pd.DataFrame, *, vintage: int, catalog: Catalog) -> Area:
    """Return the part of the painted regions that lies in countries or regions.

    Parameters
    ----------
    focus
        Codes or names.
    painted
        Frame of `geo.match.painting.read_painted`.
    vintage
        Of the map.
    catalog
        Data package.

    Raises
    ------
    RegionError
        A name is none of a country or region, or that of several.
    """
    wanted = frozenset(select_units(focus, vintage, catalog=catalog))
    codes = zip(painted[c.NUTS_ID], painted[c.VINTAGE].astype(int), strict=True)
    rows = tuple(
        row
        for row, (code, year) in enumerate(codes)
        if wanted & set(gazetteer(year, catalog=catalog).lineage(code))
    )
    inside = painted.iloc[list(rows)]
    units = {unit for text in inside[c.SCOREBOARD_UNIT] for unit in str(text).split(";")}
    units |= {unit for unit in units_of_painted(inside) if unit is not None}
    outside = painted.drop(index=painted.index[list(rows)])
    countries, others = (frozenset(part[c.NUTS_ID].str[:2]) for part in (inside, outside))
    return Area(rows, frozenset(units), countries, countries & others)
