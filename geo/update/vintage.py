"""Take a vintage into the data package: its boundaries, the outlines that maps draw of it, its names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.errors import UpdateError
from geo.nuts.map_units import LAST_VINTAGES
from geo.nuts.outline.outline import LEVEL, write_outline
from geo.nuts.outline.small import SMALL_LEVEL, small_outline_name, write_small_outline
from geo.nuts.units import read_land, read_regions
from geo.nuts.vintages import known_codes, known_vintages, vintages
from geo.update import boundaries
from geo.update.cut_outline import cut_outline, cut_small_outline
from geo.update.joined_units import join_countries
from geo.update.offers import SCALES, check_offer, millions
from geo.update.plausible import check_countries, check_vintage
from geo.update.refresh import Refresh, put_table
from geo.update.region_names import with_vintage


def refresh_boundaries(refresh: Refresh, vintage: int, scale: str, *, source: Path) -> None:
    """Take in the boundaries of a vintage, the outlines that maps draw of it, and the names of its units.

    Parameters
    ----------
    source
        A file with all levels, or a folder.

    Raises
    ------
    UpdateError
        There is no such vintage or scale; or the files are absent or do not pass the checks.
    """
    check_offer(vintage, scale)
    _check_name(source, vintage, scale)
    files = [source] if source.is_file() else boundaries.find_files(source, vintage=vintage, scale=scale)
    if not files:
        others = [other for other in SCALES if boundaries.find_files(source, vintage=vintage, scale=other)]
        hint = f" It holds other scales; name one: {', '.join(f'--scale {other}' for other in others)}."
        raise UpdateError(
            f"{source}: found no boundaries of NUTS {vintage} 1:{millions(scale)} million, expected a file "
            f"NUTS_RG_{scale}_{vintage}_4326.geojson (or .gpkg, .json, .js), or one for each level. "
            f"Nothing was changed.{hint if others else ''}"
        )
    regions = boundaries.read_published(files)
    drawn = boundaries.drawn_scale(regions)
    if drawn not in (None, scale):
        raise UpdateError(
            f"{files[0]}: found boundaries drawn for 1:{millions(drawn)} million, expected "
            f"1:{millions(scale)} million. Nothing was changed. {_name_scale(drawn)}"
        )
    present = vintages(catalog=refresh.catalog)
    whole = [year for year in present if refresh.catalog.is_whole(f"nuts-{year}")]
    known = {year: known_codes(year, catalog=refresh.catalog) for year in _comparable(refresh.catalog)}
    codes = frozenset(regions["nuts_id"])
    check_vintage(codes, vintage, known=known)
    previous = None
    if whole:
        nearest_vintage = min(whole, key=lambda year: (abs(year - vintage), -year))
        previous = read_regions(nearest_vintage, catalog=refresh.catalog)
    boundaries.check(regions, previous)
    check_countries(codes, vintage, known=known.get(vintage) or _countries_before(vintage, known))
    name = f"nuts-{vintage}"
    entry = refresh.model(name, vintage) | {"scale": scale}
    entry["title"] = re.sub(r"1:\d+ million", f"1:{millions(scale)} million", entry["title"])
    entry["sources"] = [entry["sources"][0], {"title": ", ".join(path.name for path in files)}]
    boundaries.write(regions, refresh.stage.path(entry["path"]))
    same_vintage = vintage in whole
    warnings: tuple[str, ...] = ()
    if present and vintage not in known_vintages(catalog=refresh.catalog):
        warnings = (f"changes to and from NUTS {vintage} are not known yet: clusteratlas update changes",)
    refresh.put(entry, _compare_regions(regions, previous if same_vintage else None), warnings)
    _put_outline(refresh, vintage, regions)
    if "region-names" in refresh.catalog.names():
        names = pd.read_csv(refresh.path("region-names"), dtype=str, keep_default_na=False)
        put_table(refresh, "region-names", with_vintage(names, regions, vintage), f"names of NUTS {vintage}")


def refresh_outline(refresh: Refresh, vintage: int) -> None:
    """Take in the outlines of a vintage, cut anew from the boundaries that are present."""
    _put_outline(refresh, vintage, read_regions(vintage, catalog=refresh.catalog))


def _countries_before(vintage: int, known: Mapping[int, frozenset[str]]) -> frozenset[str]:
    """Return the countries of the vintage before an unknown one, but for those that left with it."""
    last = max((year for year in known if year < vintage), default=None)
    if last is None:
        return frozenset()
    return frozenset(c for c in known[last] if len(c) == 2 and LAST_VINTAGES.get(c, vintage) >= vintage)


def _comparable(catalog: Catalog) -> list[int]:
    """Return the vintages whose codes can be relied on: an altered file may hold any."""
    present = vintages(catalog=catalog)
    return [
        year
        for year in known_vintages(catalog=catalog)
        if year not in present or catalog.is_whole(f"nuts-{year}")
    ]


def _put_outline(refresh: Refresh, vintage: int, regions: gpd.GeoDataFrame) -> None:
    land_catalog = refresh.catalog if "land" in refresh.catalog.names() else Catalog.bundled()
    outline = cut_outline(_shown(refresh, vintage, regions, LEVEL), read_land(catalog=land_catalog))
    entry = refresh.model(f"outline-{vintage}", vintage)
    write_outline(outline, refresh.stage.path(entry["path"]))
    refresh.put(entry, f"{len(outline.ids)} regions")
    small = cut_small_outline(_shown(refresh, vintage, regions, SMALL_LEVEL), outline.insets)
    entry = refresh.model(small_outline_name(vintage), vintage)
    write_small_outline(small, refresh.stage.path(entry["path"]))
    refresh.put(entry, f"{len(small.ids)} regions of level {SMALL_LEVEL}")


def _shown(refresh: Refresh, vintage: int, regions: gpd.GeoDataFrame, level: int) -> gpd.GeoDataFrame:
    """Return the regions of a level that a map of a vintage shows, with countries that left since."""
    shown = regions[regions["level"] == level]
    for country, last in LAST_VINTAGES.items():
        older = [year for year in vintages(catalog=refresh.catalog) if year <= last < vintage]
        if older:
            units = read_regions(older[-1], levels=(level,), catalog=refresh.catalog)
            shown = join_countries(shown, units[units["country"] == country])
    return shown


def _compare_regions(new: gpd.GeoDataFrame, old: gpd.GeoDataFrame | None) -> str:
    if old is None:
        return f"{len(new)} units"
    before, after = old.set_index("nuts_id"), new.set_index("nuts_id")
    added, gone = after.index.difference(before.index), before.index.difference(after.index)
    kept = after.index.intersection(before.index)
    moved = int((~after.loc[kept].geom_equals(before.loc[kept], align=False)).sum())
    return f"{len(new)} units: {len(added)} new, {len(gone)} gone, {moved} drawn differently"


def _check_name(source: Path, vintage: int, scale: str) -> None:
    """Refuse a file whose official name says that it holds another vintage or scale."""
    match = re.match(r"NUTS_RG_(\d\dM)_(\d{4})_", source.name)
    if match is None or not source.is_file():
        return
    if int(match[2]) != vintage:
        raise UpdateError(
            f"{source}: found a file of NUTS {match[2]}, expected NUTS {vintage}. "
            "Nothing was changed. Name it with --vintage."
        )
    if match[1] != scale:
        raise UpdateError(
            f"{source}: found a file of 1:{millions(match[1])} million, expected "
            f"1:{millions(scale)} million. Nothing was changed. {_name_scale(match[1])}"
        )


def _name_scale(scale: str) -> str:
    """Return how to take boundaries of a scale, or which scales can be taken."""
    if scale in SCALES:
        return f"Name it with --scale {scale}."
    return f"Take one of {', '.join(SCALES)}."
