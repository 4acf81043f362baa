"""Values as the page's data block holds them: plain columns, and once what all rows have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def to_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Turn rows into columns, in their order.

    Parameters
    ----------
    rows
        All with the same keys, ``id`` among them.

    Returns
    -------
    dict
        As `without_repetition` returns it.

    Examples
    --------
    >>> to_columns([{"id": "a", "x": 1, "y": None}, {"id": "b", "x": 2, "y": None}])
    {'id': ['a', 'b'], 'x': [1, 2], 'same': {'y': None}}
    """
    names = rows[0] if rows else ("id",)
    return without_repetition({name: [row[name] for row in rows] for name in names})


def without_repetition(columns: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Return columns, apart from those whose value never differs: these stand in ``same`` with that value.

    The column ``id`` stays: its length is the number of rows.
    """
    same = {
        name: values[0]
        for name, values in columns.items()
        if name != "id" and len(values) and all(value == values[0] for value in values)
    }
    return {name: list(values) for name, values in columns.items() if name not in same} | {"same": same}


def column_of(table: Mapping[str, Any], name: str) -> list[Any]:
    """Return the values of a column of a table, only one where all are the same."""
    if name in table["same"]:
        return [table["same"][name]] if table["id"] else []
    found: list[Any] = table.get(name, [])
    return found


def text_or_none(value: object) -> str | None:
    """Return text as it is and every kind of missing value, blank text too, as None."""
    return value if isinstance(value, str) and value.strip() else None
