"""The keys of a map definition, each with its meaning and its default."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    Tag,
    ValidationInfo,
)

from geo.definition.sight import read_colour
from geo.language.messages import LANGUAGES
from geo.tables import cells

Base = Literal["class", "index", "change", "since", "indicator", "figure"]
Layer = Literal["clusters", "funding", "services", "labels", "borders"]
FileFormat = Literal["gpkg", "parquet", "geojson", "csv", "xlsx"]
Twin = Literal["svg", "png", "pdf"]


class UnknownChoiceError(ValueError):
    """A value is none of those that a project has."""

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__(f"one of {', '.join(choices)}")
        self.choices = list(choices)


def _language(code: str, info: ValidationInfo) -> str:
    """Return the code of a language of the program or, with a catalogue, of the project."""
    known = (*LANGUAGES, *(info.context or {}).get("languages", ()))
    if code not in known:
        raise UnknownChoiceError(known)
    return code


Language = Annotated[StrictStr, AfterValidator(_language)]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("text, not an empty one")
    return text


def _address(text: str) -> str:
    if isinstance(value := cells.website(text), cells.Wrong):
        raise ValueError(value.expected)
    return text


def _colour(text: str) -> str:
    if read_colour(text) is None:
        raise ValueError("a colour as #rrggbb, such as #1f6379")
    return text.lower()


#: Names stand in names of files, which may have 255 bytes.
_LONGEST_NAME: Final = 100


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError("small letters, digits and hyphens")
    if len(text) > _LONGEST_NAME:
        raise ValueError(f"{_LONGEST_NAME} letters, digits and hyphens at most")
    return text


def _four(colours: tuple[str, ...]) -> tuple[str, ...]:
    if len(colours) != 4:
        raise ValueError("four colours, of the lowest class first")
    return colours


def _projection(text: str) -> str:
    if text != PROJECTION:
        raise ValueError(
            f"{PROJECTION}, Europe in equal areas; shapes, insets and the shared borders are drawn in it only"
        )
    return text


PROJECTION: Final = "EPSG:3035"
Text = Annotated[StrictStr, AfterValidator(_not_blank)]
Address = Annotated[StrictStr, AfterValidator(_address)]
_Texts = Annotated[
    Annotated[Text, Tag("text")] | Annotated[dict[Language, Text], Tag("table")],
    Discriminator(lambda value: "table" if isinstance(value, dict) else "text"),
]
_Colour = Annotated[StrictStr, AfterValidator(_colour)]
_Ramp = Annotated[tuple[_Colour, ...], AfterValidator(_four)]
FROZEN: Final = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(BaseModel):
    """A source line of a map."""

    model_config = FROZEN

    text: _Texts = Field(description="What the line says: a text, or a table with one text per language.")
    url: Address | None = Field(
        default=None, description="Where the line leads: an address that starts with https:// or http://."
    )


class Style(BaseModel):
    """How a map looks, where that differs from the page's own look."""

    model_config = FROZEN

    accent: _Colour | None = Field(default=None, description="Colour of what is chosen, as `#rrggbb`.")
    accent_dark: _Colour | None = Field(
        default=None, description="The same in the dark theme; made from `accent` when absent."
    )
    ramp: _Ramp | None = Field(
        default=None, description="Colours of the four classes, the lowest first, from pale to deep."
    )
    ramp_dark: _Ramp | None = Field(
        default=None,
        description="The same in the dark theme, from deep to bright; made from `ramp` when absent.",
    )
    logo: Text | None = Field(
        default=None,
        description="A small SVG or PNG file, relative to the project folder, that the page holds and shows "
        "at its top.",
    )
    publisher: _Texts | None = Field(
        default=None, description="Line at the top that says who publishes: a text, or one per language."
    )


class Annotation(BaseModel):
    """A note on a map: a text that belongs to a place."""

    model_config = FROZEN

    text: _Texts = Field(description="What the note says: a text, or one per language.")
    region: Text | None = Field(
        default=None, description="Its place: a country or a region of any level, by code or name."
    )
    lat: StrictFloat | StrictInt | None = Field(
        default=None, ge=-90, le=90, description="Latitude of its place, degrees, instead of `region`."
    )
    lon: StrictFloat | StrictInt | None = Field(
        default=None, ge=-180, le=180, description="Longitude of its place, degrees, instead of `region`."
    )


class Step(BaseModel):
    """One step of a story: what the map shows, and what is said of it."""

    model_config = FROZEN

    name: Annotated[StrictStr, AfterValidator(_name)] = Field(
        description="Name of the step in addresses: small letters, digits and hyphens."
    )
    title: _Texts = Field(description="Heading of the step: a text, or one per language.")
    text: _Texts = Field(description="What the step says: a text, or one per language.")
    show: StrictStr = Field(
        default="",
        description="What the map shows, as an address of the page says it after `#`; as it opens when "
        "absent.",
    )


def _writable(value: float) -> float:
    if not abs(value) <= cells.LARGEST_NUMBER:
        raise ValueError("a number of at most 15 digits")
    return value


def _ascending(bounds: tuple[float, ...]) -> tuple[float, ...]:
    if not 1 <= len(bounds) <= MOST_BOUNDS or list(bounds) != sorted(set(bounds)):
        raise ValueError(f"one to {MOST_BOUNDS} bounds between classes, ascending")
    return bounds


def _drawn(level: int) -> int:
    if level not in (0, 1, 2, 3):
        raise ValueError("a level of regions: 0, 1, 2 or 3")
    return level


#: More than six classes of one hue are not told apart in a legend.
MOST_BOUNDS: Final = 5
_Number = Annotated[StrictFloat | StrictInt, AfterValidator(_writable)]
_Bounds = Annotated[tuple[_Number, ...], AfterValidator(_ascending)]


class Figure(BaseModel):
    """A figure of regions that a map shows as a layer of its own."""

    model_config = FROZEN

    key: Annotated[StrictStr, AfterValidator(_name)] = Field(
        description="Name of the figure in addresses and file names: small letters, digits and hyphens."
    )
    source: Text = Field(
        description="The table: a file of the project, relative to its folder, or the name of a resource of "
        "the data package."
    )
    code: Text = Field(description="Header of the column of region codes.")
    value: Text = Field(description="Header of the column of values.")
    year: Text | None = Field(
        default=None, description="Header of the column of years; the page then has a slider over them."
    )
    flag: Text | None = Field(default=None, description="Header of a column of Eurostat's flags.")
    where: dict[StrictStr, StrictStr] = Field(
        default_factory=dict,
        description="Header to what a row must hold there, in a table of several figures.",
    )
    label: _Texts = Field(description="What the figure is called: a text, or one per language.")
    unit: _Texts | None = Field(
        default=None, description="What values are counted in: a text, or one per language."
    )
    direction: Literal["more", "less", "neither"] = Field(
        default="neither",
        description="What is better: `more`, `less` or `neither`; with `less`, low values have the deep "
        "colours.",
    )
    classes: Annotated[
        Annotated[Literal["quantile", "equal", "natural", "diverging"], Tag("text")]
        | Annotated[_Bounds, Tag("list")],
        Discriminator(lambda value: "list" if isinstance(value, (list, tuple)) else "text"),
    ] = Field(
        default="quantile",
        description="How values are classed: `quantile`, `equal`, `natural` (breaks), `diverging` (round "
        "`middle`), or the bounds between classes.",
    )
    middle: _Number | None = Field(default=None, description="What a diverging figure is compared with.")
    level: Annotated[StrictInt, AfterValidator(_drawn)] | None = Field(
        default=None, description="Level of the codes that count; told by the table when absent."
    )
    vintage: StrictInt | None = Field(
        default=None, description="NUTS vintage of the codes; told by the table when absent."
    )
    additive: StrictBool = Field(
        default=False,
        description="Whether values of parts add up to that of the whole, as persons do and rates do not.",
    )
    attribution: _Texts | None = Field(
        default=None, description="Who published the figure: a text, or one per language."
    )
    url: Address | None = Field(default=None, description="Where the figure was published.")
    licence: Text | None = Field(default=None, description="Licence of the figure: its name or address.")


class Pair(BaseModel):
    """Two figures that a map shows at once, each in three classes."""

    model_config = FROZEN

    key: Annotated[StrictStr, AfterValidator(_name)] = Field(
        description="Name of the pair in addresses and file names: small letters, digits and hyphens."
    )
    across: Text = Field(description="Key of the figure whose classes run across, from left to right.")
    up: Text = Field(description="Key of the figure whose classes run upwards.")
    label: _Texts | None = Field(
        default=None,
        description="What the pair is called: a text, or one per language; the two figures when absent.",
    )


class Definition(BaseModel):
    """One map. Each field is a key of the TOML file; `read_definition` makes it from the file."""

    model_config = FROZEN

    title: _Texts = Field(description="Title of the page: a text, or a table with one text per language.")
    subtitle: _Texts | None = Field(
        default=None, description="Line below the title: a text, or a table with one text per language."
    )
    records: Annotated[
        Annotated[Text, Tag("text")] | Annotated[tuple[Text, ...], Field(min_length=1), Tag("list")],
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
    survey: Text | None = Field(
        default=None, description="Survey figures about all records together, named as `records` is."
    )
    members: Text | None = Field(
        default=None,
        description="Members of the clusters: the name of a resource, or the path of a file or of a folder "
        "of Parquet files, relative to the project folder.",
    )
    member_names: StrictBool = Field(
        default=False,
        description="Whether the page names the members, up to 50 of each cluster; it only counts them "
        "otherwise.",
    )
    edition: StrictInt = Field(description="Edition of the scoreboard that gives regions their class.")
    vintage: StrictInt | None = Field(
        default=None,
        description="Vintage of the regions that are drawn; the one the edition uses when absent.",
    )
    base: Base = Field(
        default="class",
        description="What paints the regions at first: `class`, `index`, `change`, `since`, `indicator` or "
        "`figure`.",
    )
    layers: tuple[Layer, ...] = Field(
        default=("clusters", "borders"),
        description="Overlays shown at first: `clusters`, `funding`, `services`, `labels`, `borders`.",
    )
    figures: tuple[Figure, ...] = Field(
        default=(), description="Figures of regions, each a layer of the map, in their order."
    )
    pairs: tuple[Pair, ...] = Field(
        default=(),
        description="Pairs of figures, each a layer of the map with a class for every two of theirs.",
    )
    focus: tuple[Text, ...] = Field(
        default=(),
        description="Countries or regions, by code or name, that the map opens on and is cropped to; the "
        "rest is land around them.",
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
        default=LANGUAGES,
        description="Languages a reader can choose: `en`, `ca`, `es`, `fr`, `de`, `it`, or the code of one "
        "that the project brings a catalogue of, `languages/CODE.po`.",
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
    twins: tuple[Twin, ...] = Field(
        default=(),
        description="Pictures of the map that a build writes beside its page: `svg`, `png`, `pdf`; the page "
        "and the gallery link to them.",
    )
    notes: tuple[Annotation, ...] = Field(default=(), description="Notes on the map, each with its place.")
    story: tuple[Step, ...] = Field(
        default=(), description="Steps that lead through the map, in their order, each with what it shows."
    )
    style: Style = Field(default=Style(), description="Colours, logo and publisher of the page.")
    synthetic: StrictBool = Field(
        default=False, description="Whether the records are made up; the page then says so."
    )
    embed: StrictBool = Field(
        default=False,
        description="Whether the page is as embedded ones are: map, legend and sources, the rest on demand.",
    )
    search_engines: StrictBool = Field(default=True, description="Whether search engines may list the page.")
    files: tuple[FileFormat, ...] = Field(
        default=(),
        description="Formats in which the facts of the map are written beside its page: `gpkg`, `parquet`, "
        "`geojson`, `csv`, `xlsx`.",
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
        return tuple(listed(self.records))

    def text(self, key: Literal["title", "subtitle"], language: str) -> str:
        """Return the title or subtitle in a language; empty when there is none.

        A text that is not a table serves every language.
        """
        texts = self.title if key == "title" else self.subtitle
        if isinstance(texts, dict):
            return next((text for code, text in texts.items() if code == language), "")
        return texts or ""


def listed(value: str | Sequence[str]) -> Sequence[str]:
    """Return the values of a key that may hold one or several."""
    return (value,) if isinstance(value, str) else value
