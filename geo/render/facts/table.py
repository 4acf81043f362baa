"""Values as the page's data block holds them: columns, and only once what many rows have in common."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from geo.nuts.outline.packed import pack, unpack

#: Writes values as a page holds them; `json.dumps` would make one for each value.
_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


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
    return without_repetition((name, [row[name] for row in rows]) for name in names)


def without_repetition(columns: Iterable[tuple[str, list[Any]]]) -> dict[str, Any]:
    """Return columns, given one by one, as short as they can be written; ``id`` stays as it is.

    A column whose value never differs is in ``same``, with that value. One that repeats few values is in
    ``few``: the values, and for each row the position of its own among them, packed. `payload.js` reads them.

    Examples
    --------
    >>> columns = {"x": [1, 2, 3, 4], "kind": ["private", "public", "private", "private"]}
    >>> without_repetition(columns.items())
    {'x': [1, 2, 3, 4], 'few': {'kind': [['private', 'public'], ' !  ']}, 'same': {}}
    """
    plain, few, same = dict[str, Any](), dict[str, Any](), dict[str, Any]()
    for name, values in columns:
        if name != "id" and len(values) and all(value == values[0] for value in values):
            same[name] = values[0]
        elif name != "id" and (coded := _coded(values)):
            few[name] = coded
        else:
            plain[name] = values
    return plain | ({"few": few} if few else {}) | {"same": same}


def column_of(table: Mapping[str, Any], name: str) -> list[Any]:
    """Return the values of a column of a table, only one where all are the same."""
    if name in table["same"]:
        return [table["same"][name]] if table["id"] else []
    if name in table.get("few", {}):
        values, positions = table["few"][name]
        return [values[at] for at in unpack(positions)]
    column: list[Any] = table.get(name, [])
    return column


def _coded(values: Sequence[Any]) -> list[Any] | None:
    """Return the values that differ, in their order, and where each of all stands among them.

    None where the values themselves are not longer.
    """
    position: dict[object, int] = {}
    # Of these types no two values are equal; among others 1, 1.0 and True are, which JSON writes differently.
    is_plain = set(map(type, values)) <= {str, int, type(None)}
    keys = values if is_plain else map(_key, values)
    at = [position.setdefault(key, len(position)) for key in keys]
    if len(position) == len(values):
        return None
    counts = Counter(at)
    firsts = [values[row] for row in _first_rows(at)]
    sizes = [_size(value) for value in firsts]
    size_of_all = sum(size * counts[place] for place, size in enumerate(sizes)) + len(values)
    size_of_each = sum(sizes) + len(sizes)
    # Brackets, a comma and quotation marks; each position is a character or more.
    if size_of_each + len(values) + 6 > size_of_all:
        return None
    coded = [firsts, pack(at)]
    return coded if _size(coded) < size_of_all + 1 else None


def _first_rows(positions: Sequence[int]) -> Iterator[int]:
    """Yield where each position stands first; new ones come in their order."""
    following = 0
    for row, position in enumerate(positions):
        if position == following:
            following += 1
            yield row


def _key(value: Any) -> object:
    """Return what tells values apart that JSON writes differently."""
    return value if isinstance(value, str) else (json.dumps(value),)


def _size(value: object) -> int:
    return len(_ENCODER.encode(value))


def text_or_none(value: object) -> str | None:
    """Return text as it is and every kind of missing value, blank text too, as None."""
    return value if isinstance(value, str) and value.strip() else None
