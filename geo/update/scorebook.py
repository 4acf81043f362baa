"""Read the workbook in which the Commission publishes an edition of the scoreboard."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.errors import LayoutError
from geo.language.country_names import gisco_code
from geo.update.sheets import SheetRow, opened_workbook, sheet_rows

SHEET: Final = "RIS"
INDEX: Final = "RII"
EU: Final = "EU"
#: How the EU average may be coded.
_EU_CODES: Final = frozenset({"EU", "EU27", "EU27_2020", "EU-27"})
_COLUMNS: Final = ("Region code", "Indicator code", "Year")
_VALUE: Final = re.compile(r"value relative to eu in (\d{4})", re.IGNORECASE)
_VALUE_COLUMN: Final = "Value relative to EU in YEAR"
_HEADER_ROWS: Final = 10
#: Percent values lie far above this, plain ratios far below.
_LEAST_PERCENT: Final = 10.0
_MOST_PERCENT: Final = 1000.0
#: How indicators are coded, such as 1.1.2; other codes are those of summaries of the workbook.
_INDICATOR: Final = re.compile(r"\d+(?:\.\d+)+")
_EMPTY: Final = (None, "", ":", "..", "n/a")


@dataclass(frozen=True)
class Scorebook:
    """What a workbook says.

    Parameters
    ----------
    values
        Columns ``code`` (NUTS, or ``EU``), ``year``, ``index``; sorted by code and year.
    relative_to
        What the index is relative to, such as ``EU 2018``.
    missing
        Units of which the workbook gives no index.
    indicators
        Columns ``indicator``, ``code``, ``year``, ``value``, on the scale of the index; sorted so. What the
        workbook leaves blank has no row.
    blank
        Pairs of indicator and unit that are blank in the newest year.
    unread
        Codes of indicators that are neither the index nor coded as its indicators are.
    """

    values: pd.DataFrame
    relative_to: str
    missing: tuple[str, ...]
    indicators: pd.DataFrame
    blank: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        """The newest year."""
        return int(self.values["year"].max())


def read_scorebook(path: Path) -> Scorebook:
    """Read index and indicators of all years from a workbook.

    Raises
    ------
    LayoutError
        The file is not a workbook, unpacks to too much, or is not laid out as expected.
    """
    with opened_workbook(path) as book, sheet_rows(book, SHEET, path.name) as rows:
        return _read_rows(rows, path.name)


def _read_rows(rows: Iterator[SheetRow], name: str) -> Scorebook:
    (code_at, indicator_at, year_at, value_at), base_year = _find_header(rows, name)
    values: dict[str, list[tuple[str, int, float]]] = defaultdict(list)
    blank = list[tuple[str, str, Any]]()
    unread, wrong = set[str](), list[str]()
    for row in rows:
        indicator = str(row.get(indicator_at, "")).strip()
        if indicator != INDEX and not _INDICATOR.fullmatch(indicator):
            unread |= {indicator} - {"", "None"}
            continue
        code, year, value = _code(row.get(code_at)), row.get(year_at), row.get(value_at)
        if value in _EMPTY:
            blank.append((indicator, code, year))
            continue
        try:
            values[indicator].append((code, int(str(year)), float(value)))
        except (TypeError, ValueError):
            wrong.append(f"{'' if indicator == INDEX else f'{indicator} '}{code} {year}: {value!r}")
    if wrong:
        raise LayoutError(
            f"{name}, sheet {SHEET}: found {'; '.join(wrong[:5])}; expected a year and a number"
        )
    where = f"{name}, sheet {SHEET}"
    index = _check(values.pop(INDEX, []), where)
    newest = str(index["year"].max())
    return Scorebook(
        index,
        f"EU {base_year}",
        tuple(sorted({code for indicator, code, _ in blank if indicator == INDEX})),
        _check_indicators(values, where),
        tuple(
            sorted(
                (indicator, code)
                for indicator, code, year in blank
                if indicator != INDEX and str(year) == newest
            )
        ),
        tuple(sorted(unread)),
    )


def _find_header(rows: Iterator[SheetRow], name: str) -> tuple[tuple[int, ...], str]:
    """Find the row of column names among the first rows, and in it the columns and the base year."""
    widest: list[str] = []
    for _, row in zip(range(_HEADER_ROWS), rows, strict=False):
        cells = {place: " ".join(str(cell).split()) for place, cell in row.items() if cell is not None}
        widest = max(widest, [cell for cell in cells.values() if cell], key=len)
        matches = [(place, match) for place, cell in cells.items() if (match := _VALUE.fullmatch(cell))]
        places = {cell.casefold(): place for place, cell in reversed(cells.items())}
        if len(matches) == 1 and all(column.casefold() in places for column in _COLUMNS):
            value_at, match = matches[0]
            return (*(places[column.casefold()] for column in _COLUMNS), value_at), match[1]
    raise LayoutError(
        f"{name}, sheet {SHEET}: found columns {', '.join(widest) or 'none'}; "
        f"expected {', '.join((*_COLUMNS, _VALUE_COLUMN))}"
    )


def _code(cell: Any) -> str:
    code = str(cell).strip()
    return EU if code in _EU_CODES else gisco_code(code)


def _check(values: list[tuple[str, int, float]], where: str) -> pd.DataFrame:
    """Return the index as a table, its values checked."""
    table = pd.DataFrame(values, columns=["code", "year", "index"]).sort_values(
        ["code", "year"], ignore_index=True
    )
    if table.empty:
        raise LayoutError(f"{where}: found no row with indicator code {INDEX}, expected one for each region")
    _check_units(table, where)
    index = table["index"]
    if not index.between(0, _MOST_PERCENT).all() or index.max() < _LEAST_PERCENT:
        raise LayoutError(
            f"{where}: found values from {index.min():g} to {index.max():g}; expected percent of the EU value"
        )
    return table


def _check_indicators(values: Mapping[str, Iterable[tuple[str, int, float]]], where: str) -> pd.DataFrame:
    """Return the indicators as one table, their values checked; one may be many times the EU's."""
    rows = [(indicator, *row) for indicator, rows in values.items() for row in rows]
    table = pd.DataFrame(rows, columns=["indicator", "code", "year", "value"]).sort_values(
        ["indicator", "code", "year"], ignore_index=True
    )
    for indicator, part in table.groupby("indicator"):
        _check_units(part, f"{where}, indicator {indicator}")
        if not part["value"].between(0, sys.float_info.max).all():
            low, high = part["value"].min(), part["value"].max()
            raise LayoutError(
                f"{where}, indicator {indicator}: found values from {low:g} to {high:g}; "
                "expected percent of the EU value"
            )
    return table


def _check_units(table: pd.DataFrame, where: str) -> None:
    malformed = sorted(set(table.loc[~table["code"].str.fullmatch(r"[A-Z]{2}[A-Z0-9]{0,3}"), "code"]))
    if malformed:
        raise LayoutError(
            f"{where}: found region codes {', '.join(malformed[:5])}; expected NUTS codes or EU"
        )
    twice = table[table.duplicated(["code", "year"])]
    if not twice.empty:
        raise LayoutError(
            f"{where}: found {twice['code'].iloc[0]} more than once for a year, expected it once"
        )
