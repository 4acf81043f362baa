"""Tables of fixed columns: surveys of a whole set of records, and the vocabulary of services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from geo.columns import NAME, SOURCE
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, nearest
from geo.language.messages import LANGUAGES
from geo.tables import Table, cells, open_table
from geo.tables.records import NUMBER, TEXT, WHOLE, Reader, frame_of, parse_row, raise_errors

#: The kind of a question that is answered in words and has no figures.
STATEMENT: Final = "statement"
SURVEY_KINDS: Final = ("single", "multiple", "ranked", "trend", STATEMENT)
SERVICE_KINDS: Final = ("soft", "hard")
#: Texts of a survey; ``label_ca``, ``heading_de`` and so on hold them in one language.
LABEL: Final = "label"
HEADING: Final = "heading"
_TEXTS: Final = (LABEL, HEADING)
#: What a statement cannot have.
_FIGURES: Final = ("value", "unit", "answers")


def read_survey(
    source: str | Path, *, folder: Path | None = None, catalog: Catalog | None = None
) -> pd.DataFrame:
    """Read what holds for a whole set of records and not for one of them: figures and statements.

    Parameters
    ----------
    source
        A file or the name of a resource, such as ``bioclusters-survey``.
    folder
        What a relative path starts from; the current folder when None.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    DataFrame
        One row per item of a question, in the order of the table: ``question, kind`` (one of
        `SURVEY_KINDS`), ``item, label, value`` (float64, NaN when not published), ``unit, answers`` (Int64),
        ``service_kind`` (one of `SERVICE_KINDS` or None), ``source, heading``, and for each language
        ``label_LANGUAGE`` and ``heading_LANGUAGE`` (None where the table has no translation).

    Raises
    ------
    TableError
        A column is missing or a row is wrong; it holds every problem found.

    Examples
    --------
    >>> survey = read_survey("bioclusters-survey")
    >>> survey.query("question == 'funding'")["value"].sum()
    np.float64(120.0)
    """
    readers: dict[str, Reader] = {
        "kind": cells.choice(SURVEY_KINDS),
        "value": cells.number,
        "answers": cells.whole,
        "service_kind": cells.choice(SERVICE_KINDS),
    }
    dtypes = dict.fromkeys(("question", "kind", "item", "label"), TEXT)
    dtypes |= {"value": NUMBER, "unit": TEXT, "answers": WHOLE, "service_kind": TEXT, SOURCE: TEXT}
    translations = [f"{text}_{language}" for text in _TEXTS for language in LANGUAGES]
    dtypes |= dict.fromkeys((HEADING, *translations), TEXT)
    required = ("question", "kind", "item", "label")
    table = open_table(source, folder=folder, catalog=catalog or Catalog.bundled())
    table = replace(table, problems=(*table.problems, *_survey_problems(table, translations)))
    return _read_plain(table, dtypes, readers, required)


def _survey_problems(table: Table, translations: Sequence[str]) -> Iterator[Problem]:
    """Find translations into a language that no page has, and figures of statements."""
    for header in table.columns:
        if header.startswith(tuple(f"{text}_" for text in _TEXTS)) and header not in translations:
            text, _, _ = header.partition("_")
            languages = ", ".join(f"{text}_{language}" for language in LANGUAGES)
            yield Problem(table.source, header, f"a language of the page: {languages}", column=header)
    for row in table.rows:
        if row.cells.get("kind") == STATEMENT:
            for name in _FIGURES:
                if name in row.cells:
                    expected = "nothing: a statement has no figures"
                    yield Problem(table.source, row.cells[name], expected, row=row.number, column=name)


def read_services(*, catalog: Catalog | None = None) -> pd.DataFrame:
    """Read the vocabulary of services.

    Returns
    -------
    DataFrame
        One row per service: ``key``, ``kind`` (``soft`` or ``hard``), ``name`` (English).

    Raises
    ------
    TableError
        A column is missing or a row is wrong.
    """
    dtypes = dict.fromkeys(("key", "kind", NAME), TEXT)
    readers: dict[str, Reader] = {"kind": cells.choice(SERVICE_KINDS)}
    table = open_table("services", catalog=catalog or Catalog.bundled())
    return _read_plain(table, dtypes, readers, tuple(dtypes))


def _read_plain(
    table: Table, dtypes: Mapping[str, str], readers: Mapping[str, Reader], required: Sequence[str]
) -> pd.DataFrame:
    """Read a table of fixed columns."""
    problems = list(table.problems)
    headers = {name: name for name in dtypes if name in table.columns}
    for name in required:
        if name not in headers:
            suggestion = nearest(name, [header for header in table.columns if header not in headers])
            expected = f"a column {name!r}" + (f"; is {suggestion!r} meant for it?" if suggestion else "")
            problems.append(Problem(table.source, ", ".join(table.columns), expected, column=name))
    records = []
    for row in table.rows:
        records.append(parse_row(row, headers, readers, table.source, problems))
        for name in required:
            if name in headers and name not in row.cells:
                problems.append(Problem(table.source, "", "a value", row=row.number, column=name))
    raise_errors(problems)
    columns = {name: [record[name] for record in records] for name in headers}
    return frame_of(columns, dtypes, size=len(records))
