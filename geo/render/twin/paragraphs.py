"""Words on a sheet: lines of one look, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from geo.render.twin.markup import number, tag, text_of
from geo.render.twin.typography import REGULAR, plain, width, wrap

#: From one line to the next, and from the top of a line to the foot of its letters, in sizes of the type.
_LEADING: Final = 1.24
BASELINE: Final = 0.95


@dataclass(frozen=True)
class Face:
    """The look of words: size and weight of the type, and its colour."""

    size: float
    weight: int
    colour: str


@dataclass(frozen=True)
class Slot:
    """Where words begin, and the width of their lines."""

    left: float
    top: float
    across: float


@dataclass(frozen=True)
class Paragraph:
    """Lines of text below each other.

    Parameters
    ----------
    role
        ``title``, ``headline``, ``heading``, ``text``, ``name``, ``detail`` or ``small``.
    text
        All of it, as it is read.
    lines
        As it is broken.
    left, top
        Where it begins.
    face
        Its look.
    """

    role: str
    text: str
    lines: tuple[str, ...]
    left: float
    top: float
    face: Face

    @property
    def leading(self) -> float:
        """From one line to the next."""
        return _LEADING * self.face.size

    @property
    def baseline(self) -> float:
        """The foot of the letters of the first line."""
        return self.top + BASELINE * self.face.size

    @property
    def bottom(self) -> float:
        """Where what follows may begin."""
        return self.top + self.leading * len(self.lines)

    @property
    def right(self) -> float:
        """Where the longest line ends."""
        return self.left + max(width(line, self.face.weight) for line in self.lines) * self.face.size

    @property
    def is_whole(self) -> bool:
        """Whether no word is lost."""
        return "".join("".join(self.lines).split()) == "".join(self.text.split())

    def moved(self, down: float) -> Paragraph:
        """Return the same words so much lower."""
        return replace(self, top=self.top + down)

    def to_svg(self) -> str:
        """Return the words as text that is as wide in every font."""
        look = {
            "class": self.role,
            "font_size": self.face.size,
            "font_weight": None if self.face.weight == REGULAR else self.face.weight,
            "fill": self.face.colour,
        }
        lines = [
            tag(
                "tspan",
                {
                    "x": self.left,
                    "y": self.baseline + at * self.leading,
                    "textLength": number(width(line, self.face.weight) * self.face.size),
                    "lengthAdjust": "spacingAndGlyphs",
                },
                text_of(line),
            )
            for at, line in enumerate(self.lines)
        ]
        return tag("text", look, *lines)


def set_text(
    text: str, slot: Slot, face: Face, *, role: str, most: int = 99, is_balanced: bool = False
) -> Paragraph:
    """Break text into lines of a width; what is beyond the last line is cut with an ellipsis.

    Parameters
    ----------
    text
        What is said.
    slot
        Where.
    face
        In what look.
    role
        As in `Paragraph`.
    most
        Lines at most.
    is_balanced
        Whether its lines are about as long as each other.
    """

    def broken(across: float) -> list[str]:
        return wrap(text, size=face.size, across=across, weight=face.weight, most=most)

    lines = broken(slot.across)
    if is_balanced and len(lines) > 1:
        narrow, wide = slot.across / 2, slot.across
        while wide - narrow > 1:
            middle = (narrow + wide) / 2
            # Narrower, a text may need another line, or part a word or lose its end.
            tried = broken(middle)
            fits = len(tried) == len(lines) and " ".join(tried) == " ".join(lines)
            narrow, wide = (narrow, middle) if fits else (middle, wide)
        lines = broken(wide)
    return Paragraph(role, plain(text), tuple(lines), slot.left, slot.top, face)
