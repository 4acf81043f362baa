"""The parts of a legend of a twin, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from geo.render.static import count_words
from geo.render.twin.typography import NO_BREAK


@dataclass(frozen=True)
class Key:
    """A small drawing in the legend.

    Parameters
    ----------
    kind
        ``look`` (a colour or pattern by its name), ``ramp`` (place on the gradient), ``shape`` (position of a
        class), ``arrow`` (``up`` or ``down``), ``unpublished``, ``bars``, ``soft`` or ``hard`` (a half disc),
        ``disc`` (of members, which may be ``unknown``) or ``halves`` (of services).
    value
        Which one.
    size
        Radius of a drawing that says something by its size, pixels.
    """

    kind: str
    value: str | int = ""
    size: float = 0


@dataclass(frozen=True)
class Entry:
    """A row of the legend: its drawings, a name, a range after it, and what it counts."""

    keys: tuple[Key, ...]
    name: str
    range: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Square:
    """Nine classes of two figures.

    Parameters
    ----------
    across, up
        What the figures are called.
    columns, rows
        The range of each class, lowest first; empty where a figure has fewer classes.
    cells
        The classes, lowest of both first and then across; None where there is none. The range of such an
        entry is the number that stands in it.
    """

    across: str
    up: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[Entry | None, ...]


@dataclass(frozen=True)
class Strip:
    """A figure against the clusters, on a line of 300 pixels.

    Parameters
    ----------
    bands
        Where each class begins and ends, and its colour.
    regions, clusters
        Where the value of each stands, ascending.
    ends
        The lowest and the highest value.
    words
        What dots and lines are.
    """

    bands: tuple[tuple[float, float, Key], ...]
    regions: tuple[float, ...]
    clusters: tuple[float, ...]
    ends: tuple[str, str]
    words: str


@dataclass(frozen=True)
class Block:
    """One part of the legend.

    Parameters
    ----------
    title
        Its heading.
    notes
        Sentences below the heading.
    ends
        What the gradient says at its pale and its deep end; None without a gradient.
    entries
        Its rows.
    square
        The classes of two figures, above its rows.
    strip
        A figure against the clusters, above its rows.
    """

    title: str
    notes: tuple[str, ...] = ()
    ends: tuple[str, str] | None = None
    entries: tuple[Entry, ...] = ()
    square: Square | None = None
    strip: Strip | None = None

    def without_counts(self) -> Block:
        """Return the same with nothing that differs from year to year."""
        square = self.square and replace(
            self.square,
            cells=tuple(cell and replace(cell, range="", detail="") for cell in self.square.cells),
        )
        entries = tuple(replace(entry, detail="") for entry in self.entries)
        return replace(self, entries=entries, square=square)


def counts_in_words(tally: Mapping[str, int] | None, language: str) -> str:
    """Return the counts of an entry so that a line ends between two of them only."""
    counts = count_words(tally or {}, language)
    return " · ".join(part.replace(" ", NO_BREAK) for part in counts.split(" · "))
