"""What the commands print: results to stdout, everything else to stderr."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import sys
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final

import click

from geo.errors import one_line

if TYPE_CHECKING:
    import pandas as pd

    from geo.project.outcome import Report
    from geo.update.inventory import State
    from geo.update.refresh import Change


#: So many rows of a table are printed.
MOST_ROWS: Final = 500


def show(text: str, *, err: bool = False, nl: bool = True, exact: bool = False) -> None:
    """Print text; this is the only place that does, and nothing in it commands a terminal.

    Parameters
    ----------
    text
        Lines; what comes from outside went through `one_line` before, so that it begins no line of its own.
    err, nl
        To stderr; with an end of line.
    exact
        A result for programs: as it is, unless it goes to a terminal.
    """
    as_it_is = exact and not (sys.stderr if err else sys.stdout).isatty()
    lines = text if as_it_is else "\n".join(map(one_line, text.split("\n")))
    # In colour, for else click takes sequences of the text for styles and leaves them out.
    click.echo(lines, err=err, nl=nl, color=True)


def show_report(report: Report, *, explain: bool) -> None:
    """Print what became of each map, and with `explain` why."""
    from geo.project.builder import changes_of

    html = report.project.html
    for outcome in (*report.outcomes, report.gallery):
        name = one_line(outcome.name)
        page, reasons = one_line(str(html / f"{outcome.name}.html")), one_line("; ".join(outcome.reasons))
        if outcome.state == "failed":
            show(f"{name}: failed\n{indent(outcome.error or '', '  ')}", err=True)
        elif outcome.state == "removed":
            show(f"removed {page}")
        elif outcome.state == "stale":
            show(f"stale {page}: {reasons}")
        elif outcome.state == "built":
            show(f"built {page}" + ("" if outcome.written else " (same content)"))
            show("".join(f"  {notice}\n" for notice in outcome.notices), nl=False, err=True)
            if explain:
                show(f"  because {reasons}")
                moved = changes_of(report.project, outcome)
                show(indent(moved.to_text(), "  ") if moved else "", nl=False)
        if outcome.findings and outcome.state in {"fresh", "built"}:
            _show_findings(name, outcome.findings, in_full=explain)
    states = {outcome.state for outcome in (*report.outcomes, report.gallery)}
    if states == {"fresh"}:
        count = len(report.outcomes)
        show(f"Nothing to do: {count} map{' is' if count == 1 else 's are'} up to date.")


def _show_findings(name: str, findings: tuple[str, ...], *, in_full: bool) -> None:
    noun = "finding" if len(findings) == 1 else "findings"
    hint = ":" if in_full else "; show them with `clusteratlas build --explain`"
    show(f"{name}: {len(findings)} {noun} to look at{hint}", err=True)
    if in_full:
        show(indent("\n".join(findings), "  "), err=True)


def show_ledger(frame: pd.DataFrame) -> None:
    """Print the columns of a ledger that a terminal has room for."""
    columns = ["name", "country", "nuts_id", "vintage", "located_by", "scoreboard_unit", "class", "agreement"]
    show_table(frame[[*columns, "note"]])


def show_table(frame: pd.DataFrame) -> None:
    """Print a frame as a table; what is missing is empty. Of a long one the first rows, and that it is one.

    Nobody reads a hundred thousand rows on a terminal, and laying them out takes longer than finding them.
    """
    shown = frame.head(MOST_ROWS)
    _print_table(list(shown.columns), shown.astype(object).where(shown.notna(), "").to_numpy().tolist())
    if more := len(frame) - len(shown):
        show(f"and {more:,} more rows; all of them: --format csv, or --format json", err=True)


def _print_table(columns: list[str], rows: list[list[Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, row_styles=["", "dim"])
    for row in rows:
        table.add_row(*(Text(one_line(str(value))) for value in row))
    # Not cut to 80 columns when the output goes into a file.
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def show_changes(changes: list[Change], *, dry_run: bool) -> None:
    """Print what an update did, or would do, and what comes next."""
    would = "would be " if dry_run else ""
    for change in changes:
        action = change.action if change.action == "unchanged" else would + change.action
        show(one_line(f"{change.resource}: {action}: {change.summary}"))
        for warning in change.warnings:
            show(one_line(f"{change.resource}: {warning}"), err=True)
    if not dry_run and any(change.action != "unchanged" for change in changes):
        show("Next: clusteratlas build --explain", err=True)


def show_state(states: list[State]) -> None:
    """Print the table of what the data package holds."""
    columns = ["resource", "version", "date", "publisher", "licence", "online"]
    rows = [
        [s.resource, s.version if s.present else "not present", s.date, s.publisher, s.licence, s.online]
        for s in states
    ]
    _print_table(columns, rows)
