"""The members of clusters, counted: what a map holds of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from geo.errors import Problem

#: So many names of a cluster's members are kept for its card.
MOST_NAMES: Final = 50
#: Position of a member's kind, or of its cluster, that is not known.
UNKNOWN: Final = -1


@dataclass(frozen=True)
class MemberCounts:
    """The members of clusters, counted.

    Parameters
    ----------
    source
        The table, as messages name it.
    publisher
        Where it is from: the line that a resource asks for, or the name of a file.
    clusters
        Ids of the records that have members, in the order of the records.
    places
        Where members are: code and vintage; None for those without a place.
    counts
        Position in ``clusters``, position in `geo.tables.member_kinds.KINDS` (-1 for none), position in
        ``places``, and how many; each combination once, ascending.
    names
        Name and position of the kind of the first members of each cluster, by its id; only where asked for.
    ledger
        How many there are, how they were located and why, how many lack a cluster, a kind or a place.
    problems
        What a person must look at, and what was taken for what.
    """

    source: str
    publisher: str
    clusters: tuple[str, ...]
    places: tuple[tuple[str | None, int | None], ...]
    counts: tuple[tuple[int, int, int, int], ...]
    names: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    ledger: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
