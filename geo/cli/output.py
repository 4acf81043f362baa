"""What the commands print: results to stdout, everything else to stderr."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import sys
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import pandas as pd

    from geo.project.builder import Report
    from geo.update.inventory import State
    from geo.update.refresh import Change


def show_report(report: Report, *, explain: bool) -> None:
    """Print what became of each map, and with `explain` why."""
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


def show_ledger(frame: pd.DataFrame) -> None:
    """Print the columns of a ledger that a terminal has room for."""
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


def show_changes(changes: list[Change], *, dry_run: bool) -> None:
    """Print what an update did, or would do, and what comes next."""
    would = "would be " if dry_run else ""
    for change in changes:
        action = change.action if change.action == "unchanged" else would + change.action
        click.echo(f"{change.resource}: {action}: {change.summary}")
        for warning in change.warnings:
            click.echo(f"{change.resource}: {warning}", err=True)
    if not dry_run and any(change.action != "unchanged" for change in changes):
        click.echo("Next: clusteratlas build --explain", err=True)


def show_state(states: list[State]) -> None:
    """Print the table of what the data package holds."""
    columns = ["resource", "version", "date", "publisher", "licence", "online"]
    rows = [
        [s.resource, s.version if s.present else "not present", s.date, s.publisher, s.licence, s.online]
        for s in states
    ]
    _print_table(columns, rows)
