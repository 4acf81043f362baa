"""Tables of figures: a number for each region, or for each region and year, as somebody published it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.errors import Problem, nearest
from geo.tables import Row, Table, cells, open_table
from geo.tables.frames import check_frame, table_of_frame
from geo.tables.records import NUMBER, TEXT, WHOLE, frame_of, raise_errors

CODE: Final = "code"
YEAR: Final = "year"
VALUE: Final = "value"
FLAG: Final = "flag"
NO_DATA: Final = "no_data"
ROW: Final = "row"
#: The columns of a figure as it was read, and the type of each.
FIGURE_COLUMNS: Final[Mapping[str, str]] = {
    CODE: TEXT,
    YEAR: WHOLE,
    VALUE: NUMBER,
    FLAG: TEXT,
    NO_DATA: TEXT,
    ROW: WHOLE,
}
#: So many texts of a column are named where the one asked for is not among them.
_MOST_NAMED: Final = 12
#: What messages call a frame that does not say where it is from.
_UNNAMED: Final = "figure"
MISSING: Final = "missing"
CONFIDENTIAL: Final = "confidential"
#: How a table writes that there is no value.
_NO_VALUE: Final = frozenset({"", ":", "-", "–", "..", "n/a", "na", "nan"})
#: The first day of a year, as which data frames and spreadsheets may keep the year.
_FIRST_DAY: Final = re.compile(r"(\d{4})-01-01")
#: A number or a colon, and behind it the letters that Eurostat writes: e, p, b, c, u and others.
_FLAGGED: Final = re.compile(r"(:|[^\s:]*\d[^\s:]*?)\s*([a-z]{1,4})?")


@dataclass(frozen=True)
class FigureColumns:
    """Where a table holds a figure.

    Parameters
    ----------
    code, value
        Headers of the columns of region codes and of values.
    year
        Header of the column of years; None for a table of one year.
    flag
        Header of a column of Eurostat's flags.
    where
        Header to what a row must hold there; other rows are not read.
    """

    code: str
    value: str
    year: str | None = None
    flag: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """Header of each column that the table is said to have."""
        named = {CODE: self.code, VALUE: self.value, YEAR: self.year, FLAG: self.flag}
        return {column: header for column, header in named.items() if header is not None}

    def count_in(self, texts: Sequence[str]) -> int:
        """Return how many of the headers stand in a row, which tells the header from titles above it."""
        return len({*self.headers.values(), *self.where} & set(texts))


def read_figure(
    source: str | Path | pd.DataFrame,
    columns: FigureColumns,
    *,
    folder: Path | None = None,
    catalog: Catalog | None = None,
) -> pd.DataFrame:
    """Read one figure of regions from a table, or from a frame with the same columns.

    Codes are not looked up here, `geo.join_figure` does that. A cell without a value keeps the reason that
    the table gives: Eurostat writes ``:`` where there is no value and ``: c`` where it is confidential, and
    may write letters behind a number, such as ``12.5 e`` for an estimate.

    Parameters
    ----------
    source
        A file, the name of a resource, or a frame, whose first row is row 1 and whose geometry plays no part.
    columns
        Which of its columns hold the figure.
    folder
        What a relative path starts from; the current folder when None.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    DataFrame
        One row per row read, in their order: ``code``, ``year`` (Int64), ``value`` (float64), ``flag``,
        ``no_data`` (``missing`` or ``confidential`` without a value, else None) and ``row``. ``attrs`` holds
        ``source``, and ``problems`` that do not stop the reading.

    Raises
    ------
    TableError
        A column is missing, a value is no number, a code stands twice in a year, or no row is left; it holds
        every problem.

    Examples
    --------
    >>> figure = read_figure("scoreboard-2023-series", FigureColumns("code", "index", year="year"))
    >>> figure.query("code == 'AT1' and year == 2023")["value"].tolist()
    [136.31]
    >>> frame = pd.DataFrame({"geo": ["ES51", "ES30"], "jobs": [12.5, float("nan")]})
    >>> read_figure(frame, FigureColumns("geo", "jobs"))["no_data"].tolist()
    [None, 'missing']
    """
    if isinstance(source, (str, Path)):
        table = open_table(
            source, folder=folder, catalog=catalog or Catalog.bundled(), heads=columns.count_in
        )
    else:
        table = _table_of(source)
    headers, where = columns.headers, columns.where
    problems = [*table.problems, *_missing_columns(table, [*headers.values(), *where])]
    raise_errors(problems)
    rows = [row for row in table.rows if all(row.cells.get(name, "") == text for name, text in where.items())]
    if not rows:
        problems += _nothing_chosen(table, where)
    records = [_record(row, headers, table.source, problems) for row in rows]
    problems += _repeated(records, headers, table.source)
    problems += _some_percent(rows, columns.value, table.source)
    raise_errors(problems)
    if all(record[VALUE] is None for record in records):
        expected = "a number in at least one row; no region has a value"
        problems.append(Problem(table.source, "no value", expected, column=columns.value, severity="warning"))
    read = {name: [record[name] for record in records] for name in FIGURE_COLUMNS}
    figure = frame_of(read, FIGURE_COLUMNS, size=len(records))
    figure.attrs = {"source": table.source, "problems": tuple(problems)}
    return figure


def _table_of(frame: pd.DataFrame) -> Table:
    """Return a frame as a table, without its geometry: codes say which region a value is of."""
    check_frame(frame, source=_UNNAMED, reader="read_figure")
    shapes = [name for name, dtype in frame.dtypes.items() if dtype == "geometry"]
    plain = pd.DataFrame(frame.drop(columns=shapes))
    plain.attrs = {"source": frame.attrs.get("source", _UNNAMED)}
    return table_of_frame(plain)


def _missing_columns(table: Table, headers: list[str]) -> Iterator[Problem]:
    for header in dict.fromkeys(headers):
        if header not in table.columns:
            suggestion = nearest(header, table.columns)
            found = ", ".join(table.columns)
            yield Problem(
                table.source, found, f"a column {header!r}", table.header_row, header, suggestion=suggestion
            )


def _nothing_chosen(table: Table, where: Mapping[str, str]) -> list[Problem]:
    """Return why no row is left: the columns without the text asked for, with what they hold."""
    problems = []
    for header, text in where.items():
        present = sorted({row.cells.get(header, "") for row in table.rows} - {""})
        if text not in present:
            found = ", ".join([*present[:_MOST_NAMED], *(["…"] if len(present) > _MOST_NAMED else [])])
            suggestion = nearest(text, present)
            problems.append(Problem(table.source, found, f"{text!r} in some row", None, header, suggestion))
    expected = "rows" + "".join(f", with {name} = {text!r}" for name, text in where.items())
    return problems or [Problem(table.source, "none", expected)]


def _record(row: Row, headers: Mapping[str, str], source: str, problems: list[Problem]) -> dict[str, object]:
    """Return what a row holds by column; what is wrong with it is added to `problems`."""

    def wrong(column: str, expected: str, suggestion: str | None = None) -> None:
        found = row.cells.get(headers[column], "")
        problems.append(Problem(source, found, expected, row.number, headers[column], suggestion))

    texts = {column: row.cells.get(header, "") for column, header in headers.items()}
    record: dict[str, object] = {CODE: texts[CODE].upper(), YEAR: None, ROW: row.number}
    if not texts[CODE]:
        wrong(CODE, "the code of a region")
    if YEAR in headers:
        found = cells.year(_FIRST_DAY.sub(r"\1", texts[YEAR]))
        record[YEAR] = found if isinstance(found, int) else None
        if isinstance(found, cells.Wrong):
            wrong(YEAR, found.expected, found.suggestion)
    number, letters = _value(texts[VALUE])
    if isinstance(number, cells.Wrong):
        wrong(VALUE, f"{number.expected}, or : where there is none", number.suggestion)
        number = None
    flags = "".join(dict.fromkeys(letters + texts.get(FLAG, "").lower()))
    record |= {VALUE: number, FLAG: flags or None, NO_DATA: None}
    if number is None:
        record[NO_DATA] = CONFIDENTIAL if "c" in flags else MISSING
    return record


def _value(text: str) -> tuple[float | cells.Wrong | None, str]:
    """Return the number in a cell, None without one, and the flags behind it."""
    if text.casefold() in _NO_VALUE:
        return None, ""
    if text.endswith("%"):  # so a workbook shows a share; the unit of the figure says what it is
        return cells.number(text.removesuffix("%").rstrip()), ""
    match = _FLAGGED.fullmatch(text)
    if match is None:
        return cells.number(text), ""
    return (None if match[1] == ":" else cells.number(match[1])), match[2] or ""


def _repeated(records: list[dict[str, object]], headers: Mapping[str, str], source: str) -> Iterator[Problem]:
    """Yield the rows whose code stands in an earlier row of the same year."""
    rows: dict[tuple[object, object], object] = {}
    for record in records:
        if YEAR in headers and record[YEAR] is None:
            continue  # its year is wrong, which is said already
        key = record[CODE], record[YEAR]
        first = rows.setdefault(key, record[ROW])
        if first != record[ROW]:
            times = "once a year" if YEAR in headers else "once"
            expected = f"each code {times}; row {first} has it, and `where` chooses among rows"
            yield Problem(source, record[CODE], expected, int(str(record[ROW])), headers[CODE])


def _some_percent(rows: Sequence[Row], header: str, source: str) -> Iterator[Problem]:
    """Yield that some values have a percent sign and others have none: they differ a hundredfold, or may."""
    texts = [(row.number, row.cells.get(header, "")) for row in rows]
    values = [(number, text) for number, text in texts if any(map(str.isdigit, text))]
    plain = [(number, text) for number, text in values if not text.endswith("%")]
    if plain and len(plain) < len(values):
        expected = f"a percent sign behind each value or behind none; {len(plain)} of {len(values)} have none"
        yield Problem(source, plain[0][1], expected, plain[0][0], header)
