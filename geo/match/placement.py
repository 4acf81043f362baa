"""The region of each record, at the level whose units the scoreboard uses."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.match.edition_units import unit_among
from geo.match.locating import find_regions


def locate(
    records: pd.DataFrame, *, vintage: int | None = None, catalog: Catalog | None = None
) -> gpd.GeoDataFrame:
    """Find the region of every record and write down how.

    The first of these that holds decides: the stated code; the printed name, first as it is, then as
    another name of a region (exonym, short form), then as a similar one, always within the record's country;
    the point; the city, unless several places bear its name and none is far larger than the others; the
    country. A name that fits several levels takes the level whose units the scoreboard uses. Where name and
    point disagree, the name holds and a note reports the conflict.

    Parameters
    ----------
    records
        Frame of `geo.read_clusters`: ``country`` (GISCO code), and any of ``nuts_id_printed,
        region_printed, nuts_vintage, geometry`` (points, EPSG:4326), ``city, city_status``. Any other frame
        is read first, as `geo.read_clusters` reads a file with its columns.
    vintage
        NUTS vintage of records that do not state one. None tries the newest vintage first, then older ones.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    GeoDataFrame
        The records, rows, index and CRS unchanged, with ``nuts_id`` (None when not located), ``level``,
        ``vintage`` (of the classification the record was found in), ``located_by`` (``code``, ``name``,
        ``alias``, ``near name``, ``point``, ``city``, ``country``, ``none``), ``match_score`` (0-100; NaN
        when neither code nor name decided), ``candidates`` (codes that were weighed, separated by ``;``),
        ``locate_notes`` (of `geo.language.notes.pack`). Every cell is a plain value, so that the frame can
        be saved in any format.

    Raises
    ------
    RegionError
        A vintage does not exist.
    TableError
        The points are not in EPSG:4326, or a frame that must be read first has wrong rows.

    Examples
    --------
    >>> import pandas as pd
    >>> found = locate(pd.DataFrame({"country": ["IT"], "region_printed": ["Lombardy"]}))
    >>> found.loc[0, ["nuts_id", "located_by"]].tolist()
    ['ITC4', 'alias']
    """
    catalog = catalog or Catalog.bundled()

    def prefer(codes: Sequence[str]) -> str | None:
        return unit_among(codes, catalog=catalog)

    return find_regions(records, vintage=vintage, prefer=prefer, catalog=catalog)
