"""The kinds of values that the keys of a definition have, and what is said of a wrong one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    ConfigDict,
    Discriminator,
    StrictFloat,
    StrictInt,
    StrictStr,
    Tag,
    ValidationInfo,
)

from geo.definition.sight import read_colour
from geo.language.messages import LANGUAGES
from geo.tables import cells

#: Of every table of a definition: an unknown key is an error.
FROZEN: Final = ConfigDict(frozen=True, extra="forbid", defer_build=True)
PROJECTION: Final = "EPSG:3035"
#: Names stand in names of files, which may have 255 bytes.
_LONGEST_NAME: Final = 100
#: A note stands on the map: eleven lines of a box of 190 pixels.
LONGEST_NOTE: Final = 300
#: More than six classes of one hue are not told apart in a legend.
MOST_BOUNDS: Final = 5


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


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("text, not an empty one")
    return text


def _note(text: str) -> str:
    if len(text) > LONGEST_NOTE:
        raise ValueError(f"{LONGEST_NOTE} letters at most, not {len(text)}: a note stands on the map")
    return text


def _address(text: str) -> str:
    if isinstance(value := cells.website(text), cells.Wrong):
        raise ValueError(value.expected)
    return text


def _colour(text: str) -> str:
    if read_colour(text) is None:
        raise ValueError("a colour as #rrggbb, such as #1f6379")
    return text.lower()


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


def _projection(text: str) -> str:
    if text != PROJECTION:
        raise ValueError(
            f"{PROJECTION}, Europe in equal areas; shapes, insets and the shared borders are drawn in it only"
        )
    return text


Language = Annotated[StrictStr, AfterValidator(_language)]
Text = Annotated[StrictStr, AfterValidator(_not_blank)]
Address = Annotated[StrictStr, AfterValidator(_address)]
Texts = Annotated[
    Annotated[Text, Tag("text")] | Annotated[dict[Language, Text], Tag("table")],
    Discriminator(lambda value: "table" if isinstance(value, dict) else "text"),
]
NoteText = Annotated[Text, AfterValidator(_note)]
NoteTexts = Annotated[
    Annotated[NoteText, Tag("text")] | Annotated[dict[Language, NoteText], Tag("table")],
    Discriminator(lambda value: "table" if isinstance(value, dict) else "text"),
]
Colour = Annotated[StrictStr, AfterValidator(_colour)]
Ramp = Annotated[tuple[Colour, ...], AfterValidator(_four)]
Number = Annotated[StrictFloat | StrictInt, AfterValidator(_writable)]
Bounds = Annotated[tuple[Number, ...], AfterValidator(_ascending)]
Slug = Annotated[StrictStr, AfterValidator(_name)]
Level = Annotated[StrictInt, AfterValidator(_drawn)]
Projection = Annotated[StrictStr, AfterValidator(_projection)]
