"""Read the description of a data package: which resources there are, and what it says of each."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geo.datapackage import staging
from geo.datapackage.plain_files import read_plain
from geo.datapackage.resource import Resource
from geo.errors import PackageError, Problem

#: Where a user's own tables may lie without being listed.
OWN_TABLES: Final = "tables/"
#: Those of them that are resources without being listed, once they are there: name and path.
_UNLISTED: Final = {"aliases": "tables/aliases.csv"}


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


def read_description(root: Path) -> bytes:
    """Return what the description in a folder holds, after a refresh that was cut off is completed.

    Raises
    ------
    PackageError
        There is none, or it cannot be read.
    UpdateError
        A refresh was cut off and cannot be completed.
    """
    if staging.is_unfinished(root):
        staging.finish(root)
    path = root / staging.DESCRIPTOR
    try:
        return read_plain(path)
    except FileNotFoundError as error:
        raise PackageError([Problem(str(path), None, "a data package description")]) from error
    except OSError as error:
        raise PackageError([Problem(str(path), error.strerror, "a data package description")]) from error


def parse_description(content: bytes, source: str) -> Mapping[str, Any]:
    """Return the object that a description is.

    Raises
    ------
    PackageError
        It is not JSON, or another thing than an object.
    """
    try:
        descriptor: Mapping[str, Any] = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise PackageError([Problem(source, str(error), "JSON")]) from error
    if not isinstance(descriptor, dict):
        found, expected = type(descriptor).__name__, "an object with a list of resources"
        raise PackageError([Problem(source, found, expected)])
    return descriptor


def listed_resources(descriptor: Mapping[str, Any], source: str) -> dict[str, Resource]:
    """Return the resources of a description by their names, in its order.

    Raises
    ------
    PackageError
        Something is wrong with some of them; all problems are in it.
    """
    listed = descriptor.get("resources", [])
    items: list[Any] = listed if isinstance(listed, list) else [listed]
    if wrong := resource_problems(items, source):
        raise PackageError(wrong)
    return {item["name"]: Resource(item["name"], str(item["path"]), item) for item in items}


def unlisted_resources(root: Path, listed: Collection[str]) -> dict[str, Resource]:
    """Return the tables of the user's own that are there without being listed."""
    return {
        name: Resource(name, path, {"name": name, "path": path, "title": path})
        for name, path in _UNLISTED.items()
        # Whatever it is that bears the name: what is no file is refused when it is read, not ignored.
        if name not in listed and os.path.lexists(root / path)
    }


@lru_cache(maxsize=64)
def years_of(kind: str, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the years for which there is a name ``KIND-YEAR``, ascending."""
    pattern = re.compile(rf"{re.escape(kind)}-(\d{{4}})")
    return tuple(sorted(int(match[1]) for match in map(pattern.fullmatch, names) if match))
