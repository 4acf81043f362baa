"""Map definitions: the TOML files in ``maps/``, one for each map."""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    StrictBool,
    StrictInt,
    StrictStr,
    Tag,
    ValidationError,
)

from geo.datapackage.catalog import Catalog
from geo.datapackage.confinement import INSIDE, inside
from geo.datapackage.plain_files import can_be_named, read_plain
from geo.errors import DefinitionError, EditionError, PackageError, Problem, nearest
from geo.language.messages import LANGUAGES
from geo.nuts import units as nuts
from geo.tables import cells

Base = Literal["class", "index", "change", "since", "indicator"]
Layer = Literal["clusters", "funding", "services", "labels", "borders"]
Language = Literal["en", "ca", "es", "fr", "de", "it"]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("text, not an empty one")
    return text


def _address(text: str) -> str:
    if isinstance(value := cells.website(text), cells.Wrong):
        raise ValueError(value.expected)
    return text


def _projection(text: str) -> str:
    if text != PROJECTION:
        raise ValueError(
            f"{PROJECTION}, Europe in equal areas; shapes, insets and the shared borders are drawn in it only"
        )
    return text


PROJECTION: Final = "EPSG:3035"
_Text = Annotated[StrictStr, AfterValidator(_not_blank)]
_Texts = Annotated[
    Annotated[_Text, Tag("text")] | Annotated[dict[Language, _Text], Tag("table")],
    Discriminator(lambda value: "table" if isinstance(value, dict) else "text"),
]
_FROZEN: Final = ConfigDict(frozen=True, extra="forbid")


class Source(BaseModel):
    """A source line of a map."""

    model_config = _FROZEN

    text: _Text = Field(description="What the line says.")
    url: Annotated[StrictStr, AfterValidator(_address)] | None = Field(
        default=None, description="Where the line leads: an address that starts with https:// or http://."
    )


class Definition(BaseModel):
    """One map. Each field is a key of the TOML file; `read_definition` makes it from the file."""

    model_config = _FROZEN

    title: _Texts = Field(description="Title of the page: a text, or a table with one text per language.")
    subtitle: _Texts | None = Field(
        default=None, description="Line below the title: a text, or a table with one text per language."
    )
    records: Annotated[
        Annotated[_Text, Tag("text")] | Annotated[tuple[_Text, ...], Field(min_length=1), Tag("list")],
        Discriminator(lambda value: "list" if isinstance(value, (list, tuple)) else "text"),
    ] = Field(
        description="The cluster table: the name of a resource of the data package, or the path of a file, "
        "relative to the project folder; a list of them when the map shows several tables."
    )
    columns: dict[StrictStr, StrictStr] = Field(
        default_factory=dict,
        description="Headers of the cluster table that are not recognised, or not as they are meant, "
        'each with the column it holds, such as `"NUTS code" = "nuts_id"`; an empty text keeps a column as '
        "one of your own.",
    )
    survey: _Text | None = Field(
        default=None, description="Survey figures about all records together, named as `records` is."
    )
    edition: StrictInt = Field(description="Edition of the scoreboard that gives regions their class.")
    vintage: StrictInt | None = Field(
        default=None,
        description="Vintage of the regions that are drawn; the one the edition uses when absent.",
    )
    base: Base = Field(
        default="class",
        description="What paints the regions at first: `class`, `index`, `change`, `since` or `indicator`.",
    )
    layers: tuple[Layer, ...] = Field(
        default=("clusters", "borders"),
        description="Overlays shown at first: `clusters`, `funding`, `services`, `labels`, `borders`.",
    )
    series: StrictBool = Field(
        default=True,
        description="Whether the page holds every year of the edition, where it has a time series, and the "
        "year slider.",
    )
    class_printed: StrictBool = Field(
        default=True, description="Whether the class that a record prints is shown beside the table's."
    )
    previous_edition: StrictInt | None = Field(
        default=None,
        description="An earlier edition; the page then says what changed since, in a panel and on the map.",
    )
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = Field(
        default=LANGUAGES, description="Languages a reader can choose: `en`, `ca`, `es`, `fr`, `de`, `it`."
    )
    language: Language | None = Field(
        default=None,
        description="Language the page opens in; the browser's, else the first of `languages`, when absent.",
    )
    projection: Annotated[StrictStr, AfterValidator(_projection)] = Field(
        default=PROJECTION, description="Projection of the map; only EPSG:3035 is drawn."
    )
    sources: tuple[Source, ...] = Field(
        default=(),
        description="Source lines of the records, each with `text` and, if there is one, `url`; those of "
        "the boundaries and the scoreboard are added to them.",
    )
    synthetic: StrictBool = Field(
        default=False, description="Whether the records are made up; the page then says so."
    )
    embed: StrictBool = Field(
        default=False, description="Whether the page is bare: only map, legend and source line."
    )

    _path: Path = PrivateAttr(default_factory=Path)

    @property
    def name(self) -> str:
        """Name of the map: the file's, without its ending."""
        return self._path.stem

    @property
    def folder(self) -> Path:
        """The project folder, to which paths in the definition are relative."""
        return self._path.absolute().parent.parent

    @property
    def tables(self) -> tuple[str, ...]:
        """The cluster tables, be it one or several."""
        return tuple(_listed(self.records))

    def text(self, key: Literal["title", "subtitle"], language: str) -> str:
        """Return the title or subtitle in a language; empty when there is none.

        A text that is not a table serves every language.
        """
        texts = self.title if key == "title" else self.subtitle
        if isinstance(texts, dict):
            return next((text for code, text in texts.items() if code == language), "")
        return texts or ""


#: The page that lists all maps has this name; on some systems capitals do not count.
GALLERY_NAME: Final = "index"
#: Keys whose values name a file of the project, or several.
FILE_KEYS: Final = ("records", "survey")
#: No definition comes near; reading takes some hundred times as much memory.
_MOST_BYTES: Final = 1_000_000
#: A key such as ``a.b.c`` of a hundred parts or more: a table in a table in a table, without end.
_KEY: Final = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY: Final = re.compile(rf"(?<![\w-]){_KEY}(?:[ \t]*\.[ \t]*{_KEY}){{100,}}")
#: Keys whose values are tables with keys of their own.
_TABLES: Final[Mapping[str, type[BaseModel]]] = {"sources": Source}


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
    >>> from geo import bundled
    >>> definition = read_definition(bundled.maps_dir() / "bioclusters.toml")
    >>> definition.name, definition.edition, definition.series
    ('bioclusters', 2023, True)
    """
    path = Path(path)
    source = str(path)
    if problem := _name_problem(path, source):
        raise DefinitionError([problem])
    content = read_keys(path)
    problems: list[Problem] = []
    definition = None
    try:
        definition = Definition.model_validate(content)
    except ValidationError as error:
        problems += [_problem(source, dict(item)) for item in error.errors()]
    except RecursionError as error:
        raise DefinitionError([Problem(source, "brackets without end", "TOML")]) from error
    wrong = {str(problem.column).split(".")[0] for problem in problems}
    sound = {key: value for key, value in content.items() if key not in wrong}
    folder = path.absolute().parent.parent
    problems += _contradictions(source, sound)
    problems += _unknown_data(source, sound, folder, catalog or Catalog.find(folder))
    if problems or definition is None:
        raise DefinitionError(problems)
    definition._path = path
    return definition


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
    """Return the keys of a definition as the file has them, unchecked.

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
}


def _problem(source: str, error: Mapping[str, Any]) -> Problem:
    """Return in our words what pydantic found."""
    steps = [step for step in error["loc"] if step != "[key]"]
    if steps[0] in ("title", "subtitle", "records"):
        del steps[1:2]  # the kind of value, which pydantic adds
    column = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
    found, kind = error["input"], error["type"]
    if isinstance(found, (list, dict)):
        found = str(found)  # a problem must be hashable
    if kind == "extra_forbidden":
        model = _TABLES.get(str(steps[0]), Definition)
        key = str(steps[-1])
        near = nearest(key, list(model.model_fields))
        expected = "a known key" if near else f"one of {', '.join(model.model_fields)}"
        return Problem(source, key, expected, column=column, suggestion=near)
    if kind == "missing":
        return Problem(source, None, "a value; this key is required", column=column)
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        near = nearest(found, options) if isinstance(found, str) else None
        return Problem(source, found, f"one of {', '.join(options)}", column=column, suggestion=near)
    if kind == "value_error":
        return Problem(source, found, str(error["ctx"]["error"]), column=column)
    return Problem(source, found, _EXPECTED.get(kind, error["msg"]), column=column)


def _contradictions(source: str, content: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong between keys; keys that are wrong themselves are not in `content`."""
    languages = content.get("languages", LANGUAGES)
    for key in ("layers", "languages", "records"):
        times = Counter(_listed(content.get(key, ())))
        for value in sorted(value for value, count in times.items() if count > 1):
            yield Problem(source, value, "each value once", column=key)
    if content.get("language", languages[0]) not in languages:
        yield Problem(source, content["language"], f"one of {', '.join(languages)}", column="language")
    for key in ("title", "subtitle"):
        texts = content.get(key)
        missing = [code for code in languages if isinstance(texts, dict) and code not in texts]
        if missing:
            expected = f"a text in each of the map's languages; missing: {', '.join(missing)}"
            yield Problem(source, ", ".join(texts or ()), expected, column=key)
    if content.get("base") == "change" and content.get("series") is False:
        yield Problem(source, "change", "another base, or series = true", column="base")
    if content.get("base") == "since" and "previous_edition" not in content:
        yield Problem(source, "since", "another base, or a previous_edition", column="base")
    if {"previous_edition", "edition"} <= content.keys() and content["previous_edition"] >= content[
        "edition"
    ]:
        expected = f"an edition before {content['edition']}"
        yield Problem(source, content["previous_edition"], expected, column="previous_edition")


def _unknown_data(
    source: str, content: Mapping[str, Any], folder: Path, catalog: Catalog
) -> Iterator[Problem]:
    """Yield every name of data that the project does not hold."""
    for key in FILE_KEYS:
        for value in _listed(content.get(key, ())):
            yield from _unknown_table(source, key, value, folder, catalog)
    if (vintage := content.get("vintage")) and vintage not in nuts.vintages(catalog=catalog):
        expected, near = nuts.expected_vintage(vintage, catalog=catalog)
        yield Problem(source, vintage, expected, column="vintage", suggestion=near)
    for key, kind in (("edition", "scoreboard"), ("previous_edition", "scoreboard")):
        years = catalog.years(kind)
        if key in content and content[key] not in years:
            expected = f"one of {', '.join(map(str, years))}"
            near = str(min(years, key=lambda year: abs(year - content[key]))) if years else None
            if _is_edition(content[key], catalog):
                expected += (
                    f"; to bring {content[key]}: clusteratlas update scoreboard --edition {content[key]}"
                )
                near = None
            yield Problem(source, content[key], expected, column=key, suggestion=near)
    edition, names = content.get("edition"), catalog.names()
    if edition in catalog.years("scoreboard"):
        if f"scoreboard-{edition}-series" not in names:
            if content.get("series"):
                yield Problem(source, True, f"false; edition {edition} has no time series", column="series")
            if content.get("base") == "change":
                expected = f"another base; edition {edition} has no time series"
                yield Problem(source, "change", expected, column="base")
        if content.get("base") == "indicator" and f"scoreboard-{edition}-indicators" not in names:
            expected = f"another base; edition {edition} has no indicators"
            yield Problem(source, "indicator", expected, column="base")


def _is_edition(year: int, catalog: Catalog) -> bool:
    """Return whether anything is known of an edition of the scoreboard, with or without its table."""
    from geo.match.editions import describe_edition  # noqa: PLC0415 - only an error needs it

    try:
        return bool(describe_edition(year, catalog=catalog).thresholds)
    except (EditionError, PackageError):
        return False


def _listed(value: str | Sequence[str]) -> Sequence[str]:
    """Return the values of a key that may hold one or several."""
    return (value,) if isinstance(value, str) else value


def _unknown_table(source: str, key: str, value: str, folder: Path, catalog: Catalog) -> Iterator[Problem]:
    if not PurePosixPath(value).suffix:
        if value not in catalog.names():
            near = nearest(value, list(catalog.names()))
            expected = "the name of a resource, or the path of a file with its ending"
            yield Problem(source, value, expected, column=key, suggestion=near)
    elif not can_be_named(folder / value):
        yield Problem(source, value, "a name that a file can have; this one is too long", column=key)
    elif Path(value).is_absolute():
        yield Problem(source, value, "a path relative to the project folder", column=key)
    elif inside(folder, value) is None:
        yield Problem(source, value, INSIDE, column=key)
    elif not (folder / value).is_file():
        siblings = (folder / value).parent
        names = sorted(item.name for item in siblings.iterdir()) if siblings.is_dir() else []
        near = nearest(Path(value).name, names)
        hint = (PurePosixPath(value).parent / near).as_posix() if near else None
        yield Problem(source, value, "a file in the project folder", column=key, suggestion=hint)
