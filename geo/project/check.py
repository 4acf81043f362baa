"""Validate tables, definitions and the data package without building anything."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.datapackage.catalog import Catalog
from geo.errors import ClusterAtlasError, DataError, Problem, TableError, grouped
from geo.project.folder import Project
from geo.project.project_file import read_project_file

if TYPE_CHECKING:
    from geo.definition import Definition
    from geo.tables.clusters import Inspection
    from geo.tables.recognition import Hint

# https://docs.github.com/actions/reference/workflow-commands-for-github-actions
_ESCAPES: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY_ESCAPES: Final = _ESCAPES | {":": "%3A", ",": "%2C"}


def check_project(folder: str | Path) -> tuple[Problem, ...]:
    """Check every definition of a project, every table they use, the data package and the project's own file.

    Parameters
    ----------
    folder
        The project folder.

    Returns
    -------
    tuple of Problem
        Everything that is wrong; a problem that several maps share comes once.

    Raises
    ------
    BuildError
        ``folder`` is not a project.
    """
    from geo.nuts.aliases import read_aliases

    project = Project.open(folder)
    catalog = Catalog.find(project.root)
    package: list[Problem] = []
    try:
        package += [_mild(problem) for problem in catalog.verify()]
        read_aliases(catalog=catalog)
    except DataError as error:
        package += error.problems
    try:
        read_project_file(project.root)
    except DataError as error:
        package += error.problems
    problems = (*package, *check_targets(folder, project.names()))
    return tuple(dict.fromkeys(problems))


def _mild(problem: Problem) -> Problem:
    """Turn "this table is not the one described" into a warning: tables are there to be edited."""
    edited = problem.source.endswith(".csv") and problem.found is not None
    return replace(problem, severity="warning") if edited else problem


def check_targets(
    folder: str | Path, targets: Iterable[str], *, columns: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """Check the named definitions and tables.

    Parameters
    ----------
    folder
        The project folder; its data package is used.
    targets
        Names of definitions, paths of definitions (``.toml``), names of resources, paths of tables.
    columns
        Header to the column it holds, for the tables among them.

    Returns
    -------
    tuple of Problem
        Everything that is wrong with them, in their order.
    """
    project = Project(Path(folder))
    catalog = Catalog.find(project.root)
    problems: list[Problem] = []
    for target in targets:
        try:
            if target.endswith(".toml"):
                problems += check_definition(Path(target), catalog)
            elif os.path.lexists(project.definition(target)):  # whatever it is: False for a name too long
                problems += check_definition(project.definition(target), catalog)
            else:
                problems += check_tables((target,), catalog, columns=columns)
        except DataError as error:
            problems += error.problems
        except ClusterAtlasError as error:
            problems.append(Problem(target, str(error), "data that fit together"))
    return tuple(dict.fromkeys(problems))


def check_definition(path: Path, catalog: Catalog) -> list[Problem]:
    """Read a definition and all that it names as a build does, and return all that there is to say."""
    from geo.definition import read_definition
    from geo.definition.own_language import catalogue_problems
    from geo.tables.recognition import in_definition
    from geo.tables.surveys import read_survey

    definition = read_definition(path, catalog=catalog)
    problems: list[Problem] = [
        problem
        for language in definition.languages
        for problem in catalogue_problems(definition.folder, language)
    ]
    if definition.survey is not None:
        try:
            read_survey(definition.survey, folder=definition.folder, catalog=catalog)
        except DataError as error:
            problems += error.problems
    if definition.figures:
        problems += _figure_problems(definition, catalog)
    if definition.members is not None:
        problems += _member_problems(definition, catalog)
    table_problems = check_tables(
        definition.tables,
        catalog,
        folder=definition.folder,
        columns=definition.columns,
        edition=definition.edition,
        hint=in_definition,
    )
    has_parts = definition.notes or definition.story or definition.pairs
    if has_parts and not any(one.severity == "error" for one in (*table_problems, *problems)):
        problems += _part_problems(definition, catalog)
    return [*problems, *table_problems]


def _figure_problems(definition: Definition, catalog: Catalog) -> Sequence[Problem]:
    """Read and join figures as a build does, and return all that there is to say."""
    from geo.definition.figures import join_figures

    try:
        joined = join_figures(definition, catalog=catalog)
    except DataError as error:
        return error.problems
    return [problem for figure in joined.values() for problem in figure.problems]


def _member_problems(definition: Definition, catalog: Catalog) -> Sequence[Problem]:
    """Read and locate members as a build does, and return all that there is to say."""
    from geo.match.members import read_members
    from geo.tables.several import inspect_tables

    try:
        clusters = inspect_tables(
            definition.tables, columns=definition.columns, folder=definition.folder, catalog=catalog
        ).clusters
    except DataError:
        return ()  # what is wrong with the records is said of them
    try:
        counts = read_members(str(definition.members), clusters, folder=definition.folder, catalog=catalog)
    except DataError as error:
        return error.problems
    return counts.problems


def _part_problems(definition: Definition, catalog: Catalog) -> Sequence[Problem]:
    """Return what is wrong with notes, steps and pairs: only the map they are for knows."""
    from geo.render.matched import Matched

    try:
        Matched.from_definition(definition, catalog=catalog).check_parts()
    except DataError as error:
        return error.problems
    return ()


def check_tables(
    sources: Sequence[str],
    catalog: Catalog,
    *,
    folder: Path | None = None,
    columns: Mapping[str, str] | None = None,
    edition: int | None = None,
    hint: Hint | None = None,
) -> list[Problem]:
    """Read tables, locate and tag their records as a build does, and return all that there is to say."""
    from geo.tables.recognition import on_command_line
    from geo.tables.several import inspect_tables

    try:
        inspection = inspect_tables(
            sources, columns=columns, folder=folder, catalog=catalog, hint=hint or on_command_line
        )
    except TableError as error:
        wrong = error.problems
    else:
        return [*inspection.problems, *_placement(inspection, catalog, edition=edition)]
    # An error holds what was read up to it: it is gone before the tables are read again.
    each = [_sound_rows(one, wrong=wrong, catalog=catalog, folder=folder, columns=columns) for one in sources]
    sound = [part for part in each if part is not None]
    return [*wrong, *(problem for part in sound for problem in _placement(part, catalog, edition=edition))]


def _sound_rows(
    source: str,
    *,
    wrong: Sequence[Problem],
    catalog: Catalog,
    folder: Path | None,
    columns: Mapping[str, str] | None,
) -> Inspection | None:
    """Return the records of a table without the rows that are wrong; None when more than rows are wrong.

    So that all there is to mend is known at once, and not only when the first half of it is mended.
    """
    from geo.tables.clusters import inspect_table, open_clusters
    from geo.tables.columnar import Rows

    try:
        table = open_clusters(source, columns=columns, folder=folder, catalog=catalog)
        left_out = {
            problem.row for problem in wrong if problem.severity == "error" and problem.source == table.source
        }
        rows = Rows(row for row in table.rows if row.number not in left_out)
        return inspect_table(replace(table, rows=rows, problems=()), columns=columns, catalog=catalog)
    except DataError:
        return None


def _placement(inspection: Inspection, catalog: Catalog, *, edition: int | None) -> Sequence[Problem]:
    """Locate and tag records, and return what a person must look at."""
    from geo.match.ledger import build_ledger
    from geo.match.ledger_findings import findings
    from geo.match.tagging import editions

    chosen = edition or editions(catalog=catalog)[-1]
    try:
        ledger = build_ledger(inspection.clusters, edition=chosen, catalog=catalog)
    except DataError as error:
        return error.problems  # what is wrong with the data hides nothing of the table
    return findings(ledger, source=inspection.source, rows=inspection.rows)


def format_problems(problems: Sequence[Problem], form: str) -> str:
    """Write problems as ``text``, as ``json`` or as annotations for ``github``.

    Returns
    -------
    str
        One problem per line, or a JSON list; in text form, a line that says so when there is none.
    """
    problems = grouped(problems)
    if form == "json":
        listed = [asdict(problem) | {"message": str(problem)} for problem in problems]
        return json.dumps(listed, ensure_ascii=False, indent=1, default=str) + "\n"
    if form == "github":
        return "".join(f"{_annotation(problem)}\n" for problem in problems)
    lines = "".join(f"{problem.severity}: {problem}\n" for problem in problems)
    is_fine = all(problem.severity == "notice" for problem in problems)
    return lines + ("No problems found.\n" if is_fine else "")


def _annotation(problem: Problem) -> str:
    place = f"file={_escape(problem.source, _PROPERTY_ESCAPES)}"
    if problem.row is not None:
        place += f",line={problem.row}"
    return f"::{problem.severity} {place}::{_escape(str(problem), _ESCAPES)}"


def _escape(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(letter, letter) for letter in text)
