"""Read a map definition, one TOML file of ``maps/``, and report all that is wrong with it."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from geo.datapackage.catalog import Catalog
from geo.datapackage.confinement import LEADS_OUT, inside
from geo.datapackage.plain_files import read_plain
from geo.definition.checks import contradictions, unknown_data
from geo.definition.own_language import catalogue_name, is_language, own_languages
from geo.definition.schema import Definition
from geo.definition.sections import Annotation, Figure, Pair, Source, Step, Style
from geo.definition.values import UnknownChoiceError
from geo.errors import DefinitionError, Problem, nearest

#: The page that lists all maps has this name; on some systems capitals do not count.
GALLERY_NAME: Final = "index"
#: No definition comes near; reading takes some hundred times as much memory.
_MOST_BYTES: Final = 1_000_000
#: A key such as ``a.b.c`` of a hundred parts or more: a table in a table in a table, without end.
_KEY: Final = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY: Final = re.compile(rf"(?<![\w-]){_KEY}(?:[ \t]*\.[ \t]*{_KEY}){{100,}}")
#: Keys whose values are tables with keys of their own.
_TABLES: Final[Mapping[str, type[BaseModel]]] = {
    "sources": Source,
    "figures": Figure,
    "pairs": Pair,
    "notes": Annotation,
    "story": Step,
    "style": Style,
}
#: Keys that hold a text or something else.
_OF_TWO_KINDS: Final = frozenset(
    {"title", "subtitle", "records", "publisher", "text", "label", "unit", "attribution", "classes"}
)

Model = TypeVar("Model", bound=BaseModel)


class Key(NamedTuple):
    """What one key of a definition is for.

    Parameters
    ----------
    name
        As it is written; ``sources.text`` is the key ``text`` of each table in ``sources``.
    required
        Whether a definition must have it.
    default
        Its value when absent.
    doc
        One sentence.
    """

    name: str
    required: bool
    default: object
    doc: str


def read_definition(path: str | Path, *, catalog: Catalog | None = None) -> Definition:
    """Read a map definition and check every key of it.

    Parameters
    ----------
    path
        A TOML file in the folder ``maps/`` of a project.
    catalog
        Data package whose resources, editions and vintages may be named; the project's when None.

    Raises
    ------
    DefinitionError
        The file cannot be read, a key is unknown or missing, or a value is wrong; it holds every problem.

    Examples
    --------
    >>> from geo.datapackage.bundled import maps_dir
    >>> definition = read_definition(maps_dir() / "bioclusters.toml")
    >>> definition.name, definition.edition, definition.series
    ('bioclusters', 2023, True)
    """
    path = Path(path)
    source = str(path)
    folder = path.absolute().parent.parent
    if problem := _name_problem(path, source) or _place_problem(path, folder, source):
        raise DefinitionError([problem])
    content = read_keys(path)
    languages = own_languages(path.absolute().parent.parent)
    definition, problems = checked(Definition, content, source=source, languages=languages)
    wrong = {str(problem.column).split(".")[0] for problem in problems}
    sound = {key: value for key, value in content.items() if key not in wrong}
    if wrong & {"figures", "members"}:  # what rests on figures is looked at when these are right
        sound.pop("pairs", None)
        if sound.get("base") == "figure":
            del sound["base"]
    problems += contradictions(source, sound)
    problems += unknown_data(source, sound, folder, catalog or Catalog.find(folder))
    if problems or definition is None:
        raise DefinitionError(problems)
    definition._path = path
    return definition


def _place_problem(path: Path, folder: Path, source: str) -> Problem | None:
    """Return that a definition is a link out of its project, for which it is not to show anything."""
    if not path.is_symlink() or inside(folder, f"{path.parent.name}/{path.name}"):
        return None
    return Problem(source, LEADS_OUT, "a file inside it")


def definition_schema() -> list[Key]:
    """Return every key of a definition, in order, with those of its tables."""
    return list(_keys(Definition, ""))


def _keys(model: type[BaseModel], prefix: str) -> Iterator[Key]:
    for name, field in model.model_fields.items():
        required = field.is_required()
        default = None if required else field.get_default()
        yield Key(prefix + name, required, default, field.description or "")
        if model is Definition and name in _TABLES:
            yield from _keys(_TABLES[name], f"{name}.")


def _name_problem(path: Path, source: str) -> Problem | None:
    """Return why a map cannot be named after its file."""
    try:
        path.stem.encode()
    except UnicodeEncodeError:
        return Problem(source, path.name, "a name in UTF-8; rename the file")
    if path.stem.casefold() == GALLERY_NAME:
        expected = f"another name: {GALLERY_NAME}.html is the gallery of all maps; rename the file"
        return Problem(source, path.name, expected)
    return None


def read_keys(path: Path) -> dict[str, Any]:
    """Return the keys of a definition, or of the file of a project, as they are written, unchecked.

    Raises
    ------
    DefinitionError
        The file cannot be read, or is not TOML.
    """
    source = str(path)
    try:
        text = read_plain(path, most_bytes=_MOST_BYTES).decode("utf-8-sig")
        if long_key := _LONG_KEY.search(text):
            row = text.count("\n", 0, long_key.start()) + 1
            found = f"a key of {long_key[0].count('.'):,} or more parts"
            raise DefinitionError([Problem(source, found, "TOML with the keys of a definition", row=row)])
        return tomllib.loads(text)
    except FileNotFoundError as error:
        names = sorted(item.name for item in path.parent.glob("*.toml"))
        problem = Problem(source, "no such file", "a map definition", suggestion=nearest(path.name, names))
        raise DefinitionError([problem]) from error
    except OSError as error:
        raise DefinitionError([Problem(source, error.strerror, "a file that can be read")]) from error
    except UnicodeDecodeError as error:
        raise DefinitionError([Problem(source, f"byte {error.start}", "text in UTF-8")]) from error
    except RecursionError as error:
        raise DefinitionError([Problem(source, "brackets without end", "TOML")]) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        problem = Problem(source, str(error), "TOML", row=int(line[1]) if line else None)
        raise DefinitionError([problem]) from error
    except ValueError as error:
        found = f"a number of more than {sys.get_int_max_str_digits():,} digits"
        raise DefinitionError([Problem(source, found, "TOML")]) from error


_EXPECTED: Final = {
    "string_type": "text in quotation marks",
    "bool_type": "true or false",
    "int_type": "a whole number, such as 2023",
    "tuple_type": "a list in square brackets",
    "model_type": "a table",
    "dict_type": "a table",
    "too_short": "at least one value",
    "float_type": "a number",
    "greater_than_equal": "degrees, -90 to 90 of latitude and -180 to 180 of longitude",
    "less_than_equal": "degrees, -90 to 90 of latitude and -180 to 180 of longitude",
}


def checked(
    model: type[Model], content: Mapping[str, Any], *, source: str, languages: Iterable[str] = ()
) -> tuple[Model | None, list[Problem]]:
    """Return what the keys of a file describe, or None and every problem of a single key.

    `languages` are those that the project brings a catalogue of.

    Raises
    ------
    DefinitionError
        The file is nested too deeply to be read.
    """
    try:
        return model.model_validate(content, context={"languages": tuple(languages)}), []
    except ValidationError as error:
        # What is neither a whole number nor another is named once.
        items = [dict(item) for item in error.errors() if item["loc"][-1] != "int"]
        return None, [_problem(source, item, model) for item in items]
    except RecursionError as error:
        raise DefinitionError([Problem(source, "brackets without end", "TOML")]) from error


def _problem(source: str, error: Mapping[str, Any], model: type[BaseModel]) -> Problem:
    """Return in our words what pydantic found."""
    steps = [step for step in error["loc"] if step != "[key]"]
    for at in range(len(steps) - 1, 0, -1):
        if steps[at - 1] in _OF_TWO_KINDS and steps[at] in ("text", "table", "list"):
            del steps[at]  # the kind of value, which pydantic adds
    if steps[-1] == "float":
        del steps[-1]
    column = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
    found, kind = error["input"], error["type"]
    if isinstance(found, (list, dict)):
        found = str(found)  # a problem must be hashable
    if kind == "extra_forbidden":
        model = _TABLES.get(str(steps[0]), model)
        key = str(steps[-1])
        suggestion = nearest(key, list(model.model_fields))
        expected = "a known key" if suggestion else f"one of {', '.join(model.model_fields)}"
        return Problem(source, key, expected, column=column, suggestion=suggestion)
    if kind == "missing":
        return Problem(source, None, "a value; this key is required", column=column)
    reason = error.get("ctx", {}).get("error")
    if kind == "literal_error" or isinstance(reason, UnknownChoiceError):
        is_known = isinstance(reason, UnknownChoiceError)
        options = reason.choices if is_known else re.findall(r"'([^']*)'", error["ctx"]["expected"])
        suggestion = nearest(found, options) if isinstance(found, str) else None
        if steps[0] == "languages" and isinstance(found, str) and is_language(found):
            expected = f"one of {', '.join(options)}, or a catalogue of it in {catalogue_name(found)}"
            return Problem(source, found, expected, column=column)
        return Problem(source, found, f"one of {', '.join(options)}", column=column, suggestion=suggestion)
    if kind == "value_error":
        return Problem(source, found, str(error["ctx"]["error"]), column=column)
    return Problem(source, found, _EXPECTED.get(kind, error["msg"]), column=column)
