"""Names of regions that a project adds to ours: the table ``data/tables/aliases.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final, NamedTuple

from geo.datapackage.catalog import Catalog
from geo.errors import Problem, TableError, nearest
from geo.language.country_names import gisco_code
from geo.language.folding import fold
from geo.nuts.countries import country_code, nearest_country
from geo.nuts.vintages import known_codes, vintages

RESOURCE: Final = "aliases"
COLUMNS: Final = ("name", "country", "nuts_id", "source")
_DELIMITERS: Final = (",", ";", "\t")


class Alias(NamedTuple):
    """A name that a project gives a region, or several regions together.

    Parameters
    ----------
    country
        GISCO code.
    name
        As people write it.
    codes
        The regions it means.
    """

    country: str
    name: str
    codes: tuple[str, ...]


class _Line(NamedTuple):
    """One row of the table, by column."""

    row: int
    cells: dict[str, str]


def read_aliases(*, catalog: Catalog) -> tuple[Alias, ...]:
    """Read the names that a project adds; none when it has no such table.

    The table has the columns ``name, country, nuts_id, source``; several codes of one name are separated by
    ``;`` and mean that the name stands for all of them together.

    Raises
    ------
    TableError
        A column is missing, or rows are wrong; it holds every problem found.
    """
    return catalog.derive(_read) if RESOURCE in catalog.names() else ()


def _read(catalog: Catalog) -> tuple[Alias, ...]:
    source = str(catalog.root / catalog.resource(RESOURCE).path)
    problems: list[Problem] = []
    lines = list(_lines(catalog.content(RESOURCE), source))
    codes = frozenset().union(*(known_codes(year, catalog=catalog) for year in vintages(catalog=catalog)))
    aliases = [_alias(line, source, codes, problems) for line in lines]
    first: dict[tuple[str, str], int] = {}
    for line, alias in zip(lines, aliases, strict=True):
        key = (alias.country, fold(alias.name))
        if all(key) and first.setdefault(key, line.row) != line.row:
            expected = f"a name that row {first[key]} does not have; several codes share one cell"
            problems.append(Problem(source, alias.name, expected, row=line.row, column="name"))
    if problems:
        raise TableError(sorted(problems, key=lambda problem: problem.row or 0))
    return tuple(aliases)


def _lines(content: bytes, source: str) -> Iterator[_Line]:
    """Yield the rows that hold anything, by column of ours."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        expected = "text in UTF-8; save it again as 'CSV UTF-8'"
        raise TableError([Problem(source, f"byte {error.start}", expected)]) from error
    header = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=header.count))
    try:
        records = list(reader)
    except csv.Error as error:
        raise TableError([Problem(source, str(error), "CSV", row=reader.line_num)]) from error
    heads = [cell.strip() for cell in records[0]] if records else []
    at = {
        column: place for place, head in enumerate(heads) for column in COLUMNS if fold(head) == fold(column)
    }
    missing = [
        Problem(
            source, ", ".join(heads), f"a column {column!r}", column=column, suggestion=nearest(column, heads)
        )
        for column in COLUMNS
        if column not in at
    ]
    if missing:
        raise TableError(missing)
    for row, record in enumerate(records[1:], start=2):
        cells = {column: record[place].strip() if place < len(record) else "" for column, place in at.items()}
        if any(cells.values()):
            yield _Line(row, cells)


def _alias(line: _Line, source: str, known: frozenset[str], problems: list[Problem]) -> Alias:
    """Return what a row says; what is wrong with it is added to `problems`."""

    def report(column: str, expected: str, *, found: str | None = None, near: str | None = None) -> None:
        value = line.cells[column] if found is None else found
        problems.append(Problem(source, value, expected, row=line.row, column=column, suggestion=near))

    name, stated = line.cells["name"], line.cells["country"]
    country = country_code(stated) or ""
    codes = tuple(
        dict.fromkeys(
            gisco_code(code.strip().upper()) for code in line.cells["nuts_id"].split(";") if code.strip()
        )
    )
    if not fold(name):
        report("name", "a name of a region, as tables write it")
    if not country:
        report("country", "a country: its code or its name", near=nearest_country(stated) if stated else None)
    if not codes:
        report("nuts_id", "the NUTS code of the region that the name means")
    for code in codes:
        if code not in known:
            near = nearest(code, sorted(other for other in known if other[:2] == code[:2]))
            report("nuts_id", "a NUTS code that is known", found=code, near=near)
        elif country and code[:2] != country:
            report("nuts_id", f"a code that starts with {country}, as the country does", found=code)
    if not line.cells["source"]:
        report("source", "where the name is from; a name without a source is not used")
    return Alias(country, name, codes)
