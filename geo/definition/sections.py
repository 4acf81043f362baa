"""The tables inside a map definition, each with its keys: sources, style, notes, story, figures, pairs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Discriminator, Field, StrictBool, StrictFloat, StrictInt, StrictStr, Tag

from geo.definition.values import (
    FROZEN,
    LONGEST_NOTE,
    Address,
    Bounds,
    Colour,
    Level,
    NoteTexts,
    Number,
    Ramp,
    Slug,
    Text,
    Texts,
)


class Source(BaseModel):
    """A source line of a map."""

    model_config = FROZEN

    text: Texts = Field(description="What the line says: a text, or a table with one text per language.")
    url: Address | None = Field(
        default=None, description="Where the line leads: an address that starts with https:// or http://."
    )


class Style(BaseModel):
    """How a map looks, where that differs from the page's own look."""

    model_config = FROZEN

    accent: Colour | None = Field(default=None, description="Colour of what is chosen, as `#rrggbb`.")
    accent_dark: Colour | None = Field(
        default=None, description="The same in the dark theme; made from `accent` when absent."
    )
    ramp: Ramp | None = Field(
        default=None, description="Colours of the four classes, the lowest first, from pale to deep."
    )
    ramp_dark: Ramp | None = Field(
        default=None,
        description="The same in the dark theme, from deep to bright; made from `ramp` when absent.",
    )
    logo: Text | None = Field(
        default=None,
        description="A small SVG or PNG file, relative to the project folder, that the page holds and shows "
        "at its top.",
    )
    publisher: Texts | None = Field(
        default=None, description="Line at the top that says who publishes: a text, or one per language."
    )


class Annotation(BaseModel):
    """A note on a map: a text that belongs to a place."""

    model_config = FROZEN

    text: NoteTexts = Field(
        description=f"What the note says, in at most {LONGEST_NOTE} letters: a text, or one per language."
    )
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

    name: Slug = Field(description="Name of the step in addresses: small letters, digits and hyphens.")
    title: Texts = Field(description="Heading of the step: a text, or one per language.")
    text: Texts = Field(description="What the step says: a text, or one per language.")
    show: StrictStr = Field(
        default="",
        description="What the map shows, as an address of the page says it after `#`; as it opens when "
        "absent.",
    )


class Figure(BaseModel):
    """A figure of regions that a map shows as a layer of its own."""

    model_config = FROZEN

    key: Slug = Field(
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
    label: Texts = Field(description="What the figure is called: a text, or one per language.")
    unit: Texts | None = Field(
        default=None, description="What values are counted in: a text, or one per language."
    )
    direction: Literal["more", "less", "neither"] = Field(
        default="neither",
        description="What is better: `more`, `less` or `neither`; with `less`, low values have the deep "
        "colours.",
    )
    classes: Annotated[
        Annotated[Literal["quantile", "equal", "natural", "diverging"], Tag("text")]
        | Annotated[Bounds, Tag("list")],
        Discriminator(lambda value: "list" if isinstance(value, (list, tuple)) else "text"),
    ] = Field(
        default="quantile",
        description="How values are classed: `quantile`, `equal`, `natural` (breaks), `diverging` (round "
        "`middle`), or the bounds between classes.",
    )
    middle: Number | None = Field(default=None, description="What a diverging figure is compared with.")
    level: Level | None = Field(
        default=None, description="Level of the codes that count; told by the table when absent."
    )
    vintage: StrictInt | None = Field(
        default=None, description="NUTS vintage of the codes; told by the table when absent."
    )
    additive: StrictBool = Field(
        default=False,
        description="Whether values of parts add up to that of the whole, as persons do and rates do not.",
    )
    attribution: Texts | None = Field(
        default=None, description="Who published the figure: a text, or one per language."
    )
    url: Address | None = Field(default=None, description="Where the figure was published.")
    licence: Text | None = Field(default=None, description="Licence of the figure: its name or address.")


class Pair(BaseModel):
    """Two figures that a map shows at once, each in three classes."""

    model_config = FROZEN

    key: Slug = Field(
        description="Name of the pair in addresses and file names: small letters, digits and hyphens."
    )
    across: Text = Field(description="Key of the figure whose classes run across, from left to right.")
    up: Text = Field(description="Key of the figure whose classes run upwards.")
    label: Texts | None = Field(
        default=None,
        description="What the pair is called: a text, or one per language; the two figures when absent.",
    )
