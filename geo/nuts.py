"""NUTS units: codes, levels, vintages, names and boundaries."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog
from geo.errors import RegionError, nearest

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

LEVELS: Final = (0, 1, 2, 3)
_CODE: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
#: Letters that no accent can be taken off, and how people write them without the letter.
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)


def vintages(*, catalog: Catalog | None = None) -> tuple[int, ...]:
    """Return the vintages whose boundaries are present, oldest first.

    Examples
    --------
    >>> vintages()
    (2013, 2016, 2021)
    """
    return (catalog or Catalog.bundled()).years("nuts")


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


def fold(text: str) -> str:
    """Reduce a name to what two spellings of it share.

    Case, accents, punctuation, dashes and repeated spaces do not count.

    Examples
    --------
    >>> fold("Nord - Pas-de-Calais")
    'nord pas de calais'
    >>> fold("ÎLE-DE-FRANCE") == fold("Île de France")
    True
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS)
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))


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
    import geopandas as gpd  # noqa: PLC0415 - codes and names must not need it

    catalog = catalog or Catalog.bundled()
    check_vintage(vintage, catalog=catalog)
    if unknown := sorted(set(levels) - set(LEVELS)):
        raise RegionError(f"found level {unknown[0]!r}, expected 0, 1, 2 or 3")
    regions = gpd.read_parquet(catalog.path(f"nuts-{vintage}"))
    return regions[regions["level"].isin(levels)].reset_index(drop=True)


def check_vintage(vintage: int, *, catalog: Catalog | None = None) -> None:
    """Raise RegionError unless the boundaries of a vintage are present."""
    present = vintages(catalog=catalog)
    if vintage not in present:
        near = nearest(str(vintage), [str(year) for year in present])
        hint = f" Did you mean {near}?" if near else ""
        years = ", ".join(map(str, present)) or "none"
        raise RegionError(
            f"found NUTS vintage {vintage!r}, expected one of: {years}.{hint} "
            f"To add it: clusteratlas update boundaries --vintage {vintage}"
        )


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
    import geopandas as gpd  # noqa: PLC0415 - codes and names must not need it

    catalog = catalog or Catalog.bundled()
    land = gpd.read_parquet(catalog.path("land"))
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
        ``name``; ``kind`` (``national``, ``latin``, ``exonym``, ``short``, ``alias``); ``source``;
        ``vintages`` (those in which the code has the name, separated by spaces).
    """
    return _read_text_table("region-names", catalog)


def _read_text_table(name: str, catalog: Catalog | None) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - codes and names must not need it

    path = (catalog or Catalog.bundled()).path(name)
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
