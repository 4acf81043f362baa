"""What a record holds: its columns, their types, and how a row of text becomes one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

import pandas as pd

from geo.columns import (
    CITY,
    CITY_STATUS,
    CLASS_PRINTED,
    CLASS_PRINTED_EDITION,
    COUNTRY,
    FOUNDED,
    FUNDING,
    FUNDING_KIND,
    LAT,
    LON,
    MARKET_AREAS,
    MEMBERS,
    NAME,
    NUTS_ID_PRINTED,
    NUTS_VINTAGE,
    RECORD_ID,
    REGION_PRINTED,
    SERVICES,
    SOURCE,
    STAGE,
    WEBSITE,
)
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, TableError
from geo.tables import cells
from geo.tables.columnar import Row
from geo.tables.rows import Table

TEXT: Final = "object"
WHOLE: Final = "Int64"
NUMBER: Final = "float64"

#: Every column of a record, in order, and its dtype.
RECORD_COLUMNS: Final[Mapping[str, str]] = {
    RECORD_ID: TEXT,
    NAME: TEXT,
    COUNTRY: TEXT,
    REGION_PRINTED: TEXT,
    NUTS_ID_PRINTED: TEXT,
    NUTS_VINTAGE: WHOLE,
    CITY: TEXT,
    CITY_STATUS: TEXT,
    LAT: NUMBER,
    LON: NUMBER,
    WEBSITE: TEXT,
    FOUNDED: WHOLE,
    MEMBERS: WHOLE,
    STAGE: TEXT,
    CLASS_PRINTED: TEXT,
    CLASS_PRINTED_EDITION: WHOLE,
    FUNDING_KIND: TEXT,
    **dict.fromkeys(FUNDING, NUMBER),
    SERVICES: TEXT,
    MARKET_AREAS: TEXT,
    SOURCE: TEXT,
}
#: How sources print that a region has no class.
_NO_CLASS: Final = ("n/a", "na", "-", "–")
#: A number as people write it in text; one that begins with 0, such as 007, is a name.
_PLAIN_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:[.,]\d{1,12})?")

#: Whether columns and frames share their values until one of them is written, as from pandas 3 on.
SHARED_UNTIL_WRITTEN: Final = int(pd.__version__.partition(".")[0]) >= 3

Reader = Callable[[str], object]


def record_readers(*, services: Sequence[str], catalog: Catalog) -> dict[str, Reader]:
    """Return how the cells of each column are read; a column that is not named holds text.

    Parameters
    ----------
    services
        Keys of the vocabulary.
    catalog
        Data package, which knows the NUTS vintages that a table may name.
    """
    return {
        COUNTRY: cells.country,
        NUTS_ID_PRINTED: cells.nuts_code,
        NUTS_VINTAGE: cells.vintage(catalog),
        CITY_STATUS: cells.choice(cells.CITY_STATUSES),
        LAT: cells.degrees(90),
        LON: cells.degrees(180),
        WEBSITE: cells.website,
        FOUNDED: cells.year,
        MEMBERS: cells.whole,
        STAGE: cells.choice(cells.STAGES),
        CLASS_PRINTED: _class_printed,
        CLASS_PRINTED_EDITION: cells.year,
        FUNDING_KIND: cells.choice(cells.FUNDING_KINDS),
        **dict.fromkeys(FUNDING, cells.percent),
        SERVICES: cells.keys(services),
    }


def _class_printed(text: str) -> object:
    return None if text.casefold() in _NO_CLASS else cells.choice(cells.CLASSES)(cells.class_in_short(text))


def parse_row(
    row: Row,
    headers: Mapping[str, str],
    readers: Mapping[str, Reader],
    source: str,
    problems: list[Problem],
) -> dict[str, Any]:
    """Return what a row holds, by column of ours; cells that are wrong are added to `problems`."""
    record: dict[str, Any] = {}
    for column, header in headers.items():
        text = row.cells.get(header)
        value: object = text
        if text is not None and column in readers:
            value = readers[column](text)
        if isinstance(value, cells.Wrong):
            problems.append(
                Problem(
                    source, text, value.expected, row=row.number, column=header, suggestion=value.suggestion
                )
            )
            value = None
        record[column] = value
    return record


def own_values(table: Table, header: str) -> pd.Series[Any]:
    """Return a column of the user's own with its type: whole numbers, numbers, yes or no, dates, else text.

    In a file of text, a column is one of numbers when every cell of it is one.
    """
    index = range(len(table.rows))
    texts, given = table.rows.texts(header), table.rows.cells(header)
    values: list[object] = [None] * len(texts)
    if table.rows.are_typed:
        values = table.rows.values(header)
    elif given and all(map(_PLAIN_NUMBER.fullmatch, given)):
        values = [None if text is None else _number_of(text) for text in texts]
    kinds = {_kind_of(value) for value in values if value is not None}
    dtypes = {"whole": WHOLE, "number": NUMBER, "yes or no": "boolean", "date": "datetime64[us]"}
    if kinds == {"whole", "number"}:
        kinds = {"number"}
    if len(kinds) == 1 and (dtype := dtypes.get(kinds.pop())):
        return pd.Series(values, dtype=dtype, index=index)
    return pd.Series(texts, dtype=TEXT, index=index)


def _number_of(text: str) -> int | float:
    return float(text.replace(",", ".")) if re.search(r"[.,]", text) else int(text)


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "yes or no"
    if isinstance(value, int):
        return "whole" if abs(value) < 2**63 else "text"
    if isinstance(value, float):
        return "number"
    return "date" if isinstance(value, date) and getattr(value, "tzinfo", None) is None else "text"


def raise_errors(problems: Sequence[Problem]) -> None:
    """Raise TableError, with everything that was found, when any of it is an error."""
    if any(problem.severity == "error" for problem in problems):
        raise TableError(
            sorted(problems, key=lambda problem: (problem.severity != "error", problem.row or 0))
        )


def frame_of(columns: Mapping[str, Sequence[Any]], dtypes: Mapping[str, str], *, size: int) -> pd.DataFrame:
    """Return columns of records as a frame with these columns and types, index from 0.

    Parameters
    ----------
    columns
        What records hold, by column; one that is absent holds nothing.
    dtypes
        Of each column of the frame, in order.
    size
        How many records there are.
    """

    @cache
    def empty(dtype: str) -> pd.Series[Any]:
        return pd.Series([None] * size, dtype=dtype, index=range(size))

    data = {}
    for column, dtype in dtypes.items():
        if column not in columns:
            data[column] = empty(dtype)
            continue
        values = columns[column]
        if column == SERVICES:
            values = [";".join(value) if value else None for value in values]
        data[column] = pd.Series(values, dtype=dtype, index=range(size))
    return pd.DataFrame(data, copy=not SHARED_UNTIL_WRITTEN)
