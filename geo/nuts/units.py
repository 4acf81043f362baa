"""NUTS units: codes, levels, names and boundaries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo.datapackage.catalog import Catalog
from geo.errors import RegionError
from geo.nuts.boundary_file import regions_of, units_of
from geo.nuts.vintages import check_vintage

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

LEVELS: Final = (0, 1, 2, 3)
_CODE: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")


def level_of(code: str) -> int:
    """Return the level of a NUTS code: 0 for a country, 3 for the smallest units.

    Raises
    ------
    RegionError
        The text is not shaped like a NUTS code.

    Examples
    --------
    >>> level_of("ITC4C")
    3
    """
    if not _CODE.fullmatch(code):
        raise RegionError(
            f"found {code!r}, expected a NUTS code: two capital letters and up to three letters or digits"
        )
    return len(code) - 2


def read_regions(
    vintage: int = 2021, *, levels: tuple[int, ...] = LEVELS, catalog: Catalog | None = None
) -> gpd.GeoDataFrame:
    """Read the units of one vintage with their boundaries.

    Parameters
    ----------
    vintage
        Year of the NUTS classification.
    levels
        Which levels, in any order.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    GeoDataFrame
        One row per unit, sorted by level and code; columns ``nuts_id, level, country`` (code as GISCO
        writes it: EL, UK), ``name`` (national spelling), ``name_latin, parent, geometry`` (EPSG:4326).

    Raises
    ------
    RegionError
        The vintage or a level does not exist.

    Source
    ------
    Eurostat GISCO, NUTS boundaries 1:10 million, © EuroGeographics for the administrative boundaries.

    Examples
    --------
    >>> regions = read_regions(2016, levels=(2,))
    >>> len(regions)
    332
    """
    catalog = catalog or Catalog.bundled()
    check_vintage(vintage, catalog=catalog)
    if unknown := sorted(set(levels) - set(LEVELS)):
        raise RegionError(f"found level {unknown[0]!r}, expected 0, 1, 2 or 3")
    regions = catalog.read(f"nuts-{vintage}", regions_of)
    return regions[regions["level"].isin(levels)].reset_index(drop=True)


def read_units(
    vintage: int, *, levels: tuple[int, ...] = LEVELS, catalog: Catalog | None = None
) -> pd.DataFrame:
    """Read the units of one vintage without their boundaries: `read_regions` but for the geometry."""
    catalog = catalog or Catalog.bundled()
    check_vintage(vintage, catalog=catalog)
    units = catalog.read(f"nuts-{vintage}", units_of)
    return units[units["level"].isin(levels)].reset_index(drop=True)


def read_land(*, vintage: int | None = None, catalog: Catalog | None = None) -> gpd.GeoDataFrame:
    """Read the countries of the wider map, for context.

    Parameters
    ----------
    vintage
        Leave out the countries that have units in this vintage; None keeps all.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    GeoDataFrame
        One row per country, sorted by code; columns ``country`` (code as GISCO writes it), ``name``
        (English) and ``geometry`` (EPSG:4326), cut to what a map of Europe can show. Polygons reach a
        little under the units beside them, so that no gap shows between the two.

    Source
    ------
    Natural Earth, 1:50 million, version 4.1, public domain.

    Examples
    --------
    >>> "UA" in set(read_land(vintage=2021)["country"])
    True
    """
    catalog = catalog or Catalog.bundled()
    land = catalog.read("land", regions_of).copy()
    if vintage is not None:
        inside = set(read_regions(vintage, levels=(0,), catalog=catalog)["country"])
        land = land[~land["country"].isin(inside)].reset_index(drop=True)
    return land


def read_names(*, catalog: Catalog | None = None) -> pd.DataFrame:
    """Read every name a unit goes by.

    Returns
    -------
    DataFrame
        Columns ``nuts_id``; ``language`` (``en ca es fr de it``, or empty for the unit's own);
        ``name``; ``kind`` (``national``, ``latin``, ``exonym``, ``short``, ``alias``, or ``part``: what
        several units are called together); ``source``; ``vintages`` (those in which the code has the name,
        separated by spaces).
    """
    # An empty language means the unit's own: here nothing stands for a missing value.
    return (catalog or Catalog.bundled()).table("region-names", types=str, missing=())
