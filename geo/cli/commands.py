"""The commands about maps and tables; each calls the room that does the work and prints what it returns."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from geo.cli.arguments import COLUMNS, CONTEXT, PROJECT, STRICT, Group, show_version
from geo.cli.exporting import export
from geo.cli.figures import show_figure_ledger
from geo.cli.output import show, show_ledger, show_report
from geo.cli.updating import update
from geo.errors import FormatError, one_line
from geo.project.progress import bar


@click.group(cls=Group, context_settings=CONTEXT)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Show the version.",
)
def main() -> None:
    """Turn a table of European clusters into maps that can be opened, embedded and trusted."""


@main.command(epilog="clusteratlas build bioclusters --explain")
@click.argument("definitions", nargs=-1, metavar="[DEFINITION]...")
@click.option("--force", is_flag=True, help="Build although nothing changed.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when something is stale.")
@STRICT
@click.option("--explain", is_flag=True, help="Say why each map is built, what moved and what to look at.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at most; one per core by default.")
@PROJECT
def build(definitions: tuple[str, ...], folder: Path, explain: bool, **options: Any) -> None:
    """Build the maps whose data, definition or program changed.

    A DEFINITION is a name such as bioclusters or a path such as maps/bioclusters.toml; none means all.
    """
    from geo.project.builder import build as run
    from geo.project.outcome import BuildOptions

    with bar("Building") as progress:
        report = run(folder, names=definitions, options=BuildOptions(**options), progress=progress)
    show_report(report, explain=explain)
    if not report.ok:
        sys.exit(1)


@main.command(epilog="clusteratlas check my-clusters.csv --format github")
@click.argument("targets", nargs=-1, metavar="[TABLE|DEFINITION]...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True
)
@COLUMNS
@STRICT
@PROJECT
def check(targets: tuple[str, ...], form: str, columns: dict[str, str], strict: bool, folder: Path) -> None:
    """Read, locate and tag tables, and read definitions, without building; say what a person must look at.

    Nothing named means every definition, every table they use, and the data package.
    """
    from geo.project.check import check_project, check_targets, format_problems

    problems = check_targets(folder, targets, columns=columns) if targets else check_project(folder)
    show(format_problems(problems, form), nl=False, exact=form == "json")
    failing = {"error", "warning"} if strict else {"error"}
    if any(problem.severity in failing for problem in problems):
        sys.exit(1)


@main.command(epilog="clusteratlas ledger bioclusters --edition 2019 --format csv")
@click.argument("table")
@click.option("--edition", type=int, help="Of the scoreboard; the newest by default.")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)
@click.option("--figure", help="Show what became of each code of this figure of a map; TABLE names the map.")
@COLUMNS
@STRICT
@PROJECT
def ledger(table: str, form: str, folder: Path, strict: bool, figure: str | None, **options: Any) -> None:
    """Show how each record of a table was located and tagged, and why.

    A TABLE is a file, or the name of a resource of the data package.
    """
    if figure is not None:
        show_figure_ledger(table, figure, form=form, strict=strict, folder=folder)
        return
    edition, columns = options["edition"], options["columns"]
    from geo.datapackage.catalog import Catalog
    from geo.errors import TableError, grouped
    from geo.match.ledger import build_ledger
    from geo.match.ledger_findings import findings
    from geo.match.ledger_text import ledger_csv_parts, ledger_json_parts
    from geo.match.tagging import editions
    from geo.project.check import check_tables
    from geo.tables.clusters import inspect_clusters

    catalog = Catalog.find(folder)
    chosen = edition or editions(catalog=catalog)[-1]
    try:
        inspection = inspect_clusters(table, columns=columns, catalog=catalog)
    except TableError:
        raise TableError(check_tables((table,), catalog, columns=columns, edition=chosen)) from None
    frame = build_ledger(inspection.clusters, edition=chosen, catalog=catalog)
    if form == "table":
        show_ledger(frame)
    else:
        for part in (ledger_csv_parts if form == "csv" else ledger_json_parts)(frame):
            show(part, nl=False, exact=True)
    problems = (*inspection.problems, *findings(frame, source=inspection.source, rows=inspection.rows))
    for problem in grouped(problems):
        show(str(problem), err=True)
    if strict and any(problem.severity != "notice" for problem in problems):
        sys.exit(1)


@main.command(epilog='clusteratlas locate "Lombardy" --country IT')
@click.argument("name", metavar="NAME|TABLE")
@click.option("--country", help="Of a NAME: ISO or GISCO code, or the country's name.")
@click.option(
    "--vintage", type=int, help="Of the NUTS classification; the newest that holds the name by default."
)
@click.option(
    "--output",
    type=click.Path(file_okay=False),
    help="Locate all records of a TABLE, and write them into this folder or to this address.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at most; one per core by default.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Locate on the workers of a Dask cluster, such as tcp://10.0.0.1:8786, not on this machine.",
)
@COLUMNS
@PROJECT
def locate(name: str, country: str | None, output: str | None, folder: Path, **options: Any) -> None:
    """Find the region that a NAME or a NUTS code means, or the regions of all records of a large TABLE.

    A TABLE is a CSV file, a Parquet file or a folder of Parquet files, of any length, or the address of one,
    such as s3://bucket/members.parquet.
    """
    if output is not None:
        _locate_table(name, country, output, folder, **options)
        return
    if options["scheduler"] is not None:
        raise click.UsageError("'--scheduler' is for a table; name its '--output', too.")
    import pandas as pd

    from geo.datapackage.catalog import Catalog
    from geo.language import notes
    from geo.match.placement import locate as locate_records
    from geo.nuts.countries import country_code, nearest_country

    if country is None:
        raise click.UsageError("Missing option '--country', or '--output' for a table.")
    code = country_code(country)
    if code is None:
        hint = nearest_country(country)
        message = f"{country!r} is no country known here." + (f" Did you mean {hint!r}?" if hint else "")
        raise click.BadParameter(message, param_hint="--country")
    is_code = name[:2] == code and name.isalnum() and name.isupper() and len(name) <= 5
    column = "nuts_id_printed" if is_code else "region_printed"
    record = pd.DataFrame({"country": [code], column: [name]})
    located = locate_records(record, vintage=options["vintage"], catalog=Catalog.find(folder)).iloc[0]
    show(f"region: {located['nuts_id'] or 'none'}")
    if located["nuts_id"] is not None:
        show(f"level: {located['level']}\nvintage: {located['vintage']}")
    show(f"located by: {located['located_by']}")
    if located["located_by"] == "near name":
        show(f"match: {located['match_score']:.0f} of 100")
    if located["candidates"]:
        show(one_line(f"candidates: {located['candidates'].replace(';', ', ')}"))
    show(one_line(notes.render(notes.unpack(located["locate_notes"]))))
    if located["located_by"] in {"none", "country"}:
        sys.exit(1)


def _locate_table(name: str, country: str | None, output: str, folder: Path, **options: Any) -> None:
    """Locate the records of a table, and print how many were located in which way."""
    from geo.errors import grouped
    from geo.project.large_table import Task, locate_table

    if country is not None:
        raise click.UsageError("'--country' is of a name; a table has a column of countries.")
    jobs, scheduler = options["jobs"], options["scheduler"]
    if jobs is not None and scheduler is not None:
        raise click.UsageError(
            "'--jobs' is of this machine; the cluster of a '--scheduler' has its own workers."
        )
    if output.startswith("memory://"):
        raise click.UsageError(f"'--output' {one_line(output)} is lost when the command ends; name a folder.")
    task = Task(name, output, folder, options["columns"], options["vintage"])
    with bar("Locating") as step:
        report = None if step is None else lambda rows: step(rows, 0)
        done = locate_table(task, jobs=jobs, scheduler=scheduler, progress=report)
    for problem in grouped(done.problems):
        show(str(problem), err=True)
    summary = done.summary
    show(f"{summary['records']} records in {summary['parts']} parts in {one_line(output)}")
    for how, count in summary["located_by"].items():
        show(f"  {how}: {count}")
    for problem in summary["first_problems"]:
        show(one_line(problem), err=True)
    if summary["problems"]:
        show(f"{summary['problems']} records with a cell that could not be read", err=True)
        sys.exit(1)


def _page_address(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    from geo.render.snippet import checked_address

    try:
        return None if given is None else checked_address(given)
    except FormatError as error:
        raise click.BadParameter(str(error)) from error


@main.command(epilog="clusteratlas embed bioclusters --url https://example.org/bioclusters.html")
@click.argument("definition", metavar="MAP")
@click.option(
    "--url", callback=_page_address, help="Where the page of the map is; by default where project.toml says."
)
@click.option("--height", type=click.IntRange(min=200), default=640, show_default=True, help="In CSS pixels.")
@click.option("--script/--no-script", default=True, help="Follow the map's own height with a short script.")
@PROJECT
def embed(definition: str, url: str | None, height: int, script: bool, folder: Path) -> None:
    """Print the HTML that shows a map inside another page."""
    from geo.definition import read_definition
    from geo.project.folder import Project
    from geo.project.project_file import read_project_file
    from geo.render.snippet import embed_snippet

    project = Project.open(folder)
    (name,) = project.select([definition])
    publication = read_project_file(project.root)
    url = url or (publication.page_address(name) if publication else None)
    if url is None:
        raise click.UsageError("Missing option '--url', and project.toml names no address.")
    read = read_definition(project.definition(name))
    title = read.text("title", read.language or read.languages[0])
    show(embed_snippet(url, title, height=height, script=script), exact=True)


@main.command(epilog="clusteratlas watch --port 8000")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one."
)
@PROJECT
def watch(port: int, folder: Path) -> None:
    """Rebuild on every change and show the maps on this machine, reloading by themselves."""
    from geo.project.watch import watch_project

    watch_project(folder, port=port, say=partial(show, err=True))


@main.command(epilog="clusteratlas diff 2019 2023 --records bioclusters --format markdown")
@click.argument("old")
@click.argument("new")
@click.option("--records", help="Cluster table whose records are followed between two years.")
@click.option("--edition", type=int, help="Edition that two tables are compared by; the newest by default.")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True
)
@PROJECT
def diff(old: str, new: str, records: str | None, edition: int | None, form: str, folder: Path) -> None:
    """Show what changed between OLD and NEW, and why.

    Both are editions or vintages (years; edition:2021 or nuts:2021 where a year is both), versions of a
    cluster table, or built ledgers (files that end in .ledger.json or .ledger.csv).
    """
    from geo.datapackage.catalog import Catalog
    from geo.match.difference import diff as compare

    difference = compare(old, new, records=records, edition=edition, catalog=Catalog.find(folder))
    write = {"text": difference.to_text, "markdown": difference.to_markdown, "json": difference.to_json}[form]
    show(write(), nl=False, exact=form == "json")


@main.command(epilog="clusteratlas recode my-clusters.csv --to 2021 --output my-clusters-2021.csv")
@click.argument("table")
@click.option("--to", "vintage", type=int, required=True, help="NUTS vintage to write codes of.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write; stdout by default."
)
@COLUMNS
@STRICT
@PROJECT
def recode(
    table: str, vintage: int, output: Path | None, columns: dict[str, str], strict: bool, folder: Path
) -> None:
    """Write a table with codes of another NUTS vintage, and say how each code was carried.

    A code that cannot be carried without a guess stays empty and is reported.
    """
    from geo.datapackage.catalog import Catalog
    from geo.match.recoding import recode_table, recoded_csv
    from geo.project.output_files import write_files

    recoded = recode_table(table, vintage, columns=columns, catalog=Catalog.find(folder))
    text = recoded_csv(recoded)
    if output is None:
        show(text, nl=False, exact=True)
    else:
        write_files(output.parent, {output.name: text.encode()})
    for problem in recoded.attrs["problems"]:
        show(problem, err=True)
    if strict and recoded.attrs["problems"]:
        sys.exit(1)


@main.command("init", epilog="clusteratlas init my-maps")
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a project folder: the bundled data and definitions, and a table of made-up rows to overwrite."""
    from geo.project.folder import STARTER_TABLE, start_project

    project = start_project(folder)
    root = one_line(str(project.root))
    show(f"made {root}")
    show(f"Next: cd {root}, put your rows into {STARTER_TABLE}, clusteratlas build", err=True)


main.add_command(export)
main.add_command(update)
