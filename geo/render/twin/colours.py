"""The colours of a twin: those of the page, from its style sheet, and those that a map chooses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.definition import Style
from geo.definition.palette import CLASSES, chosen_colours, gradient, style_values
from geo.definition.sight import read_colour, write_colour

_REFERENCE: Final = re.compile(r"var\(--([\w-]+)\)")
_MIXED: Final = re.compile(r"rgb\((\d+) (\d+) (\d+) / (\d+)%\)")


@dataclass(frozen=True)
class Colours:
    """The colours of one theme, by the names that the page's style sheet has for them."""

    tokens: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return a colour as ``#rrggbb`` or ``#rgb``."""
        value = self.tokens[name]
        reference = _REFERENCE.fullmatch(value)
        if reference:
            return self[reference[1]]
        mixed = _MIXED.fullmatch(value)
        return "#" + "".join(f"{int(part):02x}" for part in mixed.groups()[:3]) if mixed else value

    def opacity(self, name: str) -> float:
        """Return how opaque a colour is, 0 to 1."""
        mixed = _MIXED.fullmatch(self.tokens[name])
        return int(mixed[4]) / 100 if mixed else 1.0

    def ramp(self, at: float) -> str:
        """Return the colour at a place of the gradient: a third of it from each class to the next.

        Parameters
        ----------
        at
            0 at the pale end, 100 at the deep one.
        """
        stops = {name: colour for name in CLASSES if (colour := read_colour(self[name.removeprefix("--")]))}
        return write_colour(gradient(stops, at))


def read_colours(theme: str, style: Style | None = None) -> Colours:
    """Return the colours of the page in a theme.

    Parameters
    ----------
    theme
        ``light`` or ``dark``.
    style
        Colours that a map chooses for itself.
    """
    tokens = dict(style_values(theme))
    for name, value in chosen_colours(style.model_dump(), theme).items() if style else ():
        if (colour := read_colour(value)) is not None:
            tokens[name] = write_colour(colour)
    return Colours({name.removeprefix("--"): value for name, value in tokens.items()})
