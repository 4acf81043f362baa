"""The units that a map of one vintage shows: its own, and those of countries that left the classification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.datapackage.catalog import Catalog
from geo.nuts.units import LEVELS, read_units
from geo.nuts.vintages import vintages

if TYPE_CHECKING:
    import pandas as pd

#: Countries that left the classification, and the last vintage that has them: a map of a newer vintage shows
#: them as that one does. Source: Eurostat, NUTS 2021 to NUTS 2024, "UK regional classification suppressed".
LAST_VINTAGES: Final = {"UK": 2021}


def newest_vintage(wanted: int, *, catalog: Catalog) -> int:
    """Return the newest vintage present that is not newer than the wanted one, else the oldest present."""
    present = vintages(catalog=catalog)
    return max((year for year in present if year <= wanted), default=present[0])


def older_vintages(vintage: int, *, catalog: Catalog) -> dict[str, int]:
    """Return the countries that a map of one vintage shows in an older one, and in which.

    Parameters
    ----------
    vintage
        Vintage of the map; its boundaries are present.
    catalog
        Data package.

    Examples
    --------
    >>> older_vintages(2021, catalog=Catalog.bundled())
    {}
    """
    left = {country: last for country, last in LAST_VINTAGES.items() if last < vintage}
    if not left:
        return {}
    own = set(read_units(vintage, levels=(0,), catalog=catalog)["country"])
    shown = {}
    for country, last in left.items():
        older = [year for year in vintages(catalog=catalog) if year <= last]
        if older and country not in own:
            shown[country] = older[-1]
    return shown


def read_map_units(vintage: int, *, levels: tuple[int, ...] = LEVELS, catalog: Catalog) -> pd.DataFrame:
    """Read the units that a map of one vintage shows, without their boundaries.

    Returns
    -------
    DataFrame
        As `geo.nuts.units.read_units`, sorted by level and code, with the column ``vintage``.
    """
    import pandas as pd  # noqa: PLC0415 - codes and names must not need it

    frames = [read_units(vintage, levels=levels, catalog=catalog).assign(vintage=vintage)]
    for country, year in older_vintages(vintage, catalog=catalog).items():
        units = read_units(year, levels=levels, catalog=catalog).assign(vintage=year)
        frames.append(units[units["country"] == country])
    return pd.concat(frames).sort_values(["level", "nuts_id"], ignore_index=True)
