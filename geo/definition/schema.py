"""The keys of a map definition, each with its meaning and its default."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Discriminator, Field, PrivateAttr, StrictBool, StrictInt, StrictStr, Tag

from geo.definition.sections import Annotation, Figure, Pair, Source, Step, Style
from geo.definition.values import FROZEN, PROJECTION, Language, Projection, Text, Texts
from geo.language.messages import LANGUAGES

Base = Literal["class", "index", "change", "since", "indicator", "figure"]
Layer = Literal["clusters", "funding", "services", "labels", "borders"]
FileFormat = Literal["gpkg", "parquet", "geojson", "csv", "xlsx"]
Twin = Literal["svg", "png", "pdf"]


class Definition(BaseModel):
    """One map. Each field is a key of the TOML file; `read_definition` makes it from the file."""

    model_config = FROZEN

    title: Texts = Field(description="Title of the page: a text, or a table with one text per language.")
    subtitle: Texts | None = Field(
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
    projection: Projection = Field(
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
