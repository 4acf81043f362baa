"""What the command `ledger` prints of a figure."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import sys
from pathlib import Path

import click

from geo.cli.output import show, show_table
from geo.errors import grouped, nearest


def show_figure_ledger(name: str, key: str, *, form: str, strict: bool, folder: Path) -> None:
    """Print what became of each code of a figure of a map, and what a person must look at.

    Parameters
    ----------
    name
        Of the map.
    key
        Of the figure.
    form
        ``table``, ``csv`` or ``json``.
    strict
        Whether to exit 1 on a warning.
    folder
        The project folder.
    """
    from geo.datapackage.catalog import Catalog
    from geo.definition import read_definition
    from geo.definition.figures import join_figures
    from geo.project.folder import Project

    project = Project.open(folder)
    (chosen,) = project.select([name])
    catalog = Catalog.find(project.root)
    definition = read_definition(project.definition(chosen), catalog=catalog)
    keys = [figure.key for figure in definition.figures]
    if key not in keys:
        suggestion = nearest(key, keys)
        hint = f" Did you mean {suggestion!r}?" if suggestion else ""
        message = f"found {key!r}, expected one of {', '.join(keys) or 'none: the map has no figures'}.{hint}"
        raise click.BadParameter(message, param_hint="--figure")
    joined = join_figures(definition, catalog=catalog)[key]
    if form == "table":
        show_table(joined.ledger)
    else:
        text = joined.ledger_csv() if form == "csv" else joined.ledger_json()
        show(text, nl=False, exact=True)
    for problem in grouped(joined.problems):
        show(str(problem), err=True)
    if strict and any(problem.severity != "notice" for problem in joined.problems):
        sys.exit(1)
