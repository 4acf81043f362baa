"""A ledger as the text of a file, CSV or JSON, whole or in parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring
from typing import Final

import pandas as pd

from geo.match.ledger import NOTES, is_empty
from geo.tables.formulas import csv_lines

#: So many rows are written at once.
_PART: Final = 500


def ledger_csv(ledger: pd.DataFrame) -> str:
    """Return the ledger as CSV: UTF-8, comma, one line per record, empty where there is no value.

    Text that a spreadsheet would compute is guarded (`geo.tables.formulas`); `ledger_json` has it as it is.
    """
    return "".join(ledger_csv_parts(ledger))


def ledger_json(ledger: pd.DataFrame) -> str:
    """Return the ledger as JSON: a list of objects with the columns of the CSV file, null without a value."""
    return "".join(ledger_json_parts(ledger))


def ledger_csv_parts(ledger: pd.DataFrame) -> Iterator[str]:
    """Yield the text of `ledger_csv` in parts of whole lines: a long ledger takes many times its memory."""
    yield from csv_lines([_file_columns(ledger)])
    for part in parts_of(ledger):
        yield "".join(csv_lines(_rows(part)))


def ledger_json_parts(ledger: pd.DataFrame) -> Iterator[str]:
    """Yield the text of `ledger_json` in parts of whole lines."""
    encode = json.JSONEncoder(ensure_ascii=False).encode

    def pairs_of(name: str, values: Iterable[object]) -> list[str]:
        start = f"  {encode(name)}: "
        return [
            start + (encode_basestring(value) if isinstance(value, str) else encode(_plain(value)))
            for value in values
        ]

    if ledger.empty:
        yield "[]\n"
    for number, part in enumerate(parts_of(ledger)):
        # As `json.dumps` writes them with an indent of one, which takes ten times the memory.
        columns = (pairs_of(name, part[name].tolist()) for name in _file_columns(part))
        is_last = (number + 1) * _PART >= len(ledger)
        text = ",\n".join(f" {{\n{pairs}\n }}" for pairs in map(",\n".join, zip(*columns, strict=True)))
        yield ("" if number else "[\n") + text + ("\n]\n" if is_last else ",\n")


def parts_of(ledger: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows of a ledger, some hundreds at a time."""
    for at in range(0, len(ledger), _PART):
        yield ledger.iloc[at : at + _PART]


def _file_columns(ledger: pd.DataFrame) -> list[str]:
    return [name for name in ledger.columns if name != NOTES]


def _rows(ledger: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield what each row holds in the columns of a file."""
    columns = (map(_plain, ledger[name].tolist()) for name in _file_columns(ledger))
    return zip(*columns, strict=True)


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value
    if is_empty(value):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value
