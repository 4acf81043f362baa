"""What a refresh of the data package changes: check new content, describe it, put it into place."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.datapackage.hashing import digest_file
from geo.datapackage.staging import Stage, staged
from geo.errors import UpdateError
from geo.nuts.map_units import LAST_VINTAGES
from geo.nuts.outline.outline import LEVEL, write_outline
from geo.nuts.outline.small import SMALL_LEVEL, small_outline_name, write_small_outline
from geo.nuts.units import known_codes, known_vintages, read_land, read_regions, vintages
from geo.update import boundaries
from geo.update.changes import find_changes
from geo.update.cut_outline import cut_outline, cut_small_outline
from geo.update.joined_units import join_countries
from geo.update.plausible import check_countries, check_vintage
from geo.update.region_names import with_vintage

SCALES: Final = ("03M", "10M", "20M")
#: Vintages of GISCO that this program knows how to read.
KNOWN_VINTAGES: Final = (2013, 2016, 2021, 2024)
_GISCO: Final = "https://gisco-services.ec.europa.eu/distribution/v2/nuts/geojson"
#: Editions whose workbook has the layout that `geo.update.scorebook` reads.
SCOREBOARD_URLS: Final = {2025: "https://ec.europa.eu/assets/rtd/eis/2025/downloads/RIS_web_download.xlsx"}


@dataclass(frozen=True)
class Change:
    """What a refresh did, or would do, to one resource.

    Parameters
    ----------
    resource
        Its name.
    action
        ``"added"``, ``"replaced"`` or ``"unchanged"``.
    summary
        What is different, in plain words.
    warnings
        What a person should look at.
    """

    resource: str
    action: str
    summary: str
    warnings: tuple[str, ...] = ()


class Refresh:
    """The changes of one refresh, collected before any of them is made.

    Parameters
    ----------
    root
        Folder of the data package.
    stage
        Where the new files go until then.
    """

    def __init__(self, root: Path, stage: Stage) -> None:
        self.catalog = Catalog(root)
        self.stage = stage
        self._descriptor = copy.deepcopy(dict(self.catalog.descriptor))
        self._changes: dict[str, Change] = {}

    def unchanged(self, name: str) -> None:
        """Note that a source has nothing new."""
        self._changes[name] = Change(name, "unchanged", "the source has no other version")

    def path(self, name: str) -> Path:
        """Return the newest version of a resource: the one on the stage, else the one in the package."""
        staged_path = self.stage.path(self.catalog.resource(name).path)
        return staged_path if staged_path.is_file() else self.catalog.path(name)

    def put(self, entry: dict[str, Any], summary: str, warnings: tuple[str, ...] = ()) -> None:
        """Take in a file that was written to the stage, unless the package holds the same one.

        Parameters
        ----------
        entry
            What the description is to say about it, but for size, hash and date.
        summary, warnings
            As in `Change`.
        """
        name = entry["name"]
        path = self.stage.path(entry["path"])
        digest = digest_file(path)
        old = self._entry(name)
        if old and old["hash"] == f"sha256:{digest}" and self.catalog.is_whole(name):
            path.unlink()
            self._changes[name] = Change(name, "unchanged", "the same content", warnings)
            return
        entry |= {
            "bytes": path.stat().st_size,
            "hash": f"sha256:{digest}",
            "date": datetime.now(UTC).date().isoformat(),
        }
        self._changes[name] = Change(name, "replaced" if old else "added", summary, warnings)
        if old:
            old.clear()
            old.update(entry)
        else:
            self._insert(entry)

    def note_source(self, name: str, url: str, etag: str) -> None:
        """Remember which version of a file was downloaded, so that the same one need not be again."""
        entry = self._entry(name)
        if entry is not None:
            entry["retrieved"] = {"url": url, "etag": etag}

    def model(self, name: str, year: int | None = None) -> dict[str, Any]:
        """Return a copy of what the description says about a resource, as a model for its new version.

        A vintage or an edition that is not present takes after the newest one that is; what is in no
        way present, after the bundled package.
        """
        for package in (self._descriptor, Catalog.bundled().descriptor):
            entries: dict[str, dict[str, Any]] = {item["name"]: item for item in package["resources"]}
            if name in entries:
                return copy.deepcopy(entries[name])
            if year is not None:
                pattern = re.escape(name).replace(str(year), r"(\d{4})")
                kin = {match[1]: key for key in entries if (match := re.fullmatch(pattern, key))}
                if kin:
                    newest = max(kin)
                    entry = copy.deepcopy(entries[kin[newest]])
                    for key in ("name", "path", "title", "version", "attribution"):
                        entry[key] = entry[key].replace(newest, str(year))
                    entry.pop("retrieved", None)
                    return entry
        raise UpdateError(f"found nothing in the data package that resource {name!r} could be modelled on")

    def finish(self, *, dry_run: bool) -> list[Change]:
        """Make all changes in one step, unless it is a dry run or there are none.

        Returns
        -------
        list of Change
            In the order in which they were collected.
        """
        files = any(change.action != "unchanged" for change in self._changes.values())
        if not dry_run and (files or self._descriptor != self.catalog.descriptor):
            self.stage.commit(self._descriptor)
        return list(self._changes.values())

    def _entry(self, name: str) -> dict[str, Any] | None:
        entries: list[dict[str, Any]] = self._descriptor["resources"]
        return next((entry for entry in entries if entry["name"] == name), None)

    def _insert(self, entry: dict[str, Any]) -> None:
        """Put a new entry behind its kin (nuts-2024 behind nuts-2021), else at the end."""
        entries: list[dict[str, Any]] = self._descriptor["resources"]
        pattern = re.sub(r"\d{4}", r"\\d{4}", re.escape(entry["name"]))
        kin = [place for place, item in enumerate(entries) if re.fullmatch(pattern, item["name"])]
        entries.insert(kin[-1] + 1 if kin else len(entries), entry)


def boundary_url(vintage: int, scale: str) -> str:
    """Return the address of the official file with all levels of a vintage.

    Raises
    ------
    UpdateError
        There is no such vintage or scale.
    """
    _check_offer(vintage, scale)
    return f"{_GISCO}/NUTS_RG_{scale}_{vintage}_4326.geojson"


def missing_vintages(catalog: Catalog) -> list[int]:
    """Return the vintages GISCO offers that the package does not hold."""
    return [year for year in KNOWN_VINTAGES if year not in catalog.years("nuts")]


def missing_editions(catalog: Catalog) -> list[int]:
    """Return the editions with a known address that the package does not hold."""
    return [year for year in SCOREBOARD_URLS if year not in catalog.years("scoreboard")]


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
    _check_offer(vintage, scale)
    _check_name(source, vintage, scale)
    files = [source] if source.is_file() else boundaries.find_files(source, vintage=vintage, scale=scale)
    if not files:
        others = [other for other in SCALES if boundaries.find_files(source, vintage=vintage, scale=other)]
        hint = f" It holds other scales; name one: {', '.join(f'--scale {other}' for other in others)}."
        raise UpdateError(
            f"{source}: found no boundaries of NUTS {vintage} 1:{_millions(scale)} million, expected a file "
            f"NUTS_RG_{scale}_{vintage}_4326.geojson (or .gpkg, .json, .js), or one for each level. "
            f"Nothing was changed.{hint if others else ''}"
        )
    regions = boundaries.read_published(files)
    drawn = boundaries.drawn_scale(regions)
    if drawn not in (None, scale):
        raise UpdateError(
            f"{files[0]}: found boundaries drawn for 1:{_millions(drawn)} million, expected "
            f"1:{_millions(scale)} million. Nothing was changed. {_name_scale(drawn)}"
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
    entry["title"] = re.sub(r"1:\d+ million", f"1:{_millions(scale)} million", entry["title"])
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


def refresh_outline(refresh: Refresh, vintage: int) -> None:
    """Take in the outlines of a vintage, cut anew from the boundaries that are present."""
    _put_outline(refresh, vintage, read_regions(vintage, catalog=refresh.catalog))


def refresh_changes(refresh: Refresh) -> None:
    """Take in the changes between the vintages present, computed anew."""
    catalog = refresh.catalog
    table, warnings = find_changes(catalog)
    if table.empty:
        years = vintages(catalog=catalog)
        raise UpdateError(
            f"{catalog.root}: found {len(years)} NUTS vintage, expected two or more. "
            "Nothing was changed. Add one: clusteratlas update boundaries --vintage YEAR"
        )
    changed = int((table["kind"] != "same").sum())
    reached = sorted({*table["from_vintage"], *table["to_vintage"]})
    put_table(
        refresh, "nuts-changes", table, f"{changed} changed pairs of units",
        version=" ".join(map(str, reached)), warnings=warnings,
    )  # fmt: skip


def update_changes(root: Path, *, dry_run: bool = False) -> list[Change]:
    """Compute the changes between the vintages present anew.

    Returns
    -------
    list of Change
        What was changed, or would be.

    Raises
    ------
    UpdateError
        Nothing was changed; the message says why.
    """
    with staged(root) as stage:
        refresh = Refresh(root, stage)
        refresh_changes(refresh)
        return refresh.finish(dry_run=dry_run)


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


def put_table(
    refresh: Refresh,
    name: str,
    table: pd.DataFrame,
    summary: str,
    *,
    year: int | None = None,
    warnings: tuple[str, ...] = (),
    **about: Any,
) -> None:
    """Take in a table, described as its resource or the kin of another year is, but for `about`."""
    put_described(refresh, refresh.model(name, year) | about, table, summary, warnings)


def put_described(
    refresh: Refresh,
    entry: dict[str, Any],
    table: pd.DataFrame,
    summary: str,
    warnings: tuple[str, ...] = (),
) -> None:
    """Take in a table with the description it has; what is None there is left out."""
    entry = {key: value for key, value in entry.items() if value is not None}
    table.to_csv(refresh.stage.path(entry["path"]), index=False, lineterminator="\n", encoding="utf-8")
    refresh.put(entry, summary, warnings)


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
            f"{source}: found a file of 1:{_millions(match[1])} million, expected "
            f"1:{_millions(scale)} million. Nothing was changed. {_name_scale(match[1])}"
        )


def _name_scale(scale: str) -> str:
    """Return how to take boundaries of a scale, or which scales can be taken."""
    if scale in SCALES:
        return f"Name it with --scale {scale}."
    return f"Take one of {', '.join(SCALES)}."


def _check_offer(vintage: int, scale: str) -> None:
    if vintage not in KNOWN_VINTAGES:
        offer = ", ".join(map(str, KNOWN_VINTAGES))
        raise UpdateError(f"found NUTS vintage {vintage}, expected one of {offer}. Nothing was changed.")
    if scale not in SCALES:
        raise UpdateError(f"found scale {scale!r}, expected one of {', '.join(SCALES)}. Nothing was changed.")


def _millions(scale: str) -> int:
    return int(scale.removesuffix("M"))
