"""What a description of a data package may say of a resource: each key has one type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from geo.errors import Problem


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int)


def _are_objects(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and all(isinstance(text, str) for text in item.values()) for item in value
    )


#: Keys that the program reads, see https://datapackage.org/standard/data-resource/, and what they hold.
_KEYS: Final[Mapping[str, tuple[str, Callable[[object], bool]]]] = {
    **dict.fromkeys(("title", "version", "date", "publisher", "attribution", "hash"), ("a text", _is_text)),
    "bytes": ("a whole number", _is_number),
    "licenses": ("a list of objects with texts", _are_objects),
    "sources": ("a list of objects with texts", _are_objects),
}


def resource_problems(items: Sequence[Any], source: str) -> list[Problem]:
    """Return what is wrong with the list of resources of a description.

    Parameters
    ----------
    items
        The resources as the file lists them.
    source
        The file, as messages name it.
    """
    problems: list[Problem] = []
    for number, item in enumerate(items, start=1):
        is_named = isinstance(item, dict) and all(
            isinstance(item.get(key), str) and item[key] for key in ("name", "path")
        )
        if not is_named:
            found = str(item) if isinstance(item, (dict, list)) else item
            expected = "an object with a name and a path"
            problems.append(Problem(source, found, expected, column=f"resources.{number}"))
            continue
        for key, (expected, is_right) in _KEYS.items():
            if key in item and not is_right(item[key]):
                column = f"resources.{item['name']}.{key}"
                problems.append(Problem(source, str(item[key]), expected, column=column))
    return problems
