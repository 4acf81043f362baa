"""The files of a project that a definition names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from geo.datapackage.confinement import INSIDE, inside
from geo.datapackage.plain_files import can_be_named
from geo.definition.own_language import catalogue_name, is_language
from geo.errors import Problem, nearest
from geo.language.messages import LANGUAGES

#: Keys whose values name a table: a resource of the data package, or a file; or several of them.
TABLE_KEYS: Final = ("records", "survey", "members")


def named_files(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield every value of a definition, checked or not, that may name a file of the project."""
    for key in TABLE_KEYS:
        value = content.get(key)
        yield from (name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str))
    figures = content.get("figures")
    for figure in figures if isinstance(figures, list) else ():
        if isinstance(figure, dict) and isinstance(figure.get("source"), str):
            yield figure["source"]
    languages = content.get("languages")
    for language in languages if isinstance(languages, list) else ():
        if isinstance(language, str) and language not in LANGUAGES and is_language(language):
            yield catalogue_name(language)
    style = content.get("style")
    if isinstance(style, dict) and isinstance(style.get("logo"), str):
        yield style["logo"]


def parquet_files(folder: Path, value: str) -> list[str]:
    """Return the Parquet files of a folder that a value of a definition names, relative to the project."""
    path = inside(folder, value)
    names = sorted(item.name for item in path.glob("*.parquet")) if path and path.is_dir() else []
    return [(PurePosixPath(value) / name).as_posix() for name in names]


def unknown_file(source: str, key: str, value: str, folder: Path) -> Iterator[Problem]:
    """Yield why a value of a definition names no file of its project."""
    if not can_be_named(folder / value):
        yield Problem(source, value, "a name that a file can have; this one is too long", column=key)
    elif Path(value).is_absolute():
        yield Problem(source, value, "a path relative to the project folder", column=key)
    elif inside(folder, value) is None:
        yield Problem(source, value, INSIDE, column=key)
    elif not (folder / value).is_file():
        siblings = (folder / value).parent
        names = sorted(item.name for item in siblings.iterdir()) if siblings.is_dir() else []
        suggestion = nearest(Path(value).name, [name for name in names if name != Path(value).name])
        hint = (PurePosixPath(value).parent / suggestion).as_posix() if suggestion else None
        yield Problem(source, value, "a file in the project folder", column=key, suggestion=hint)
