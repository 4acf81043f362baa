"""How one class became another, and how many units moved so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from geo.match.class_bounds import SAME_CLASS
from geo.match.edition_units import ScoreboardUnit
from geo.match.painting import count_units

#: Classes from low to high, by the names they have now.
_RANKS: Final = {"emerging": 0, "moderate": 1, "strong": 2, "leader": 3}


def same_class(one: str | None, other: str | None) -> bool:
    """Return whether two classes are the same, whatever their edition calls them."""
    return SAME_CLASS.get(one or "", one) == SAME_CLASS.get(other or "", other)


def class_step(was: str | None, now: str | None) -> str:
    """Return how one class became another.

    Returns
    -------
    str
        ``same``, ``rose``, ``fell``, ``gained`` (had none), ``lost`` (has none now) or ``settled`` (was or is
        mixed).

    Examples
    --------
    >>> class_step("modest", "emerging"), class_step("leader", "strong"), class_step(None, "strong")
    ('same', 'fell', 'gained')
    """
    if same_class(was, now):
        return "same"
    if was is None or now is None:
        return "gained" if was is None else "lost"
    ranks = [_RANKS.get(SAME_CLASS.get(class_, class_)) for class_ in (was, now)]
    if ranks[0] is None or ranks[1] is None:
        return "settled"
    return "rose" if ranks[1] > ranks[0] else "fell"


def count_steps(
    board_units: Mapping[str, ScoreboardUnit],
    countries: Iterable[str],
    units: Sequence[str | None],
    steps: Sequence[str],
) -> dict[str, dict[str, dict[str, int]]]:
    """Count units by how the painted regions moved that they stand for, and by country."""
    steps_of_unit: dict[str | None, set[str]] = defaultdict(set)
    for unit, step in zip(units, steps, strict=True):
        steps_of_unit[unit].add(step)

    def step_of(code: str) -> str:
        steps_here = steps_of_unit[code]
        return next(iter(steps_here)) if len(steps_here) == 1 else "varied"

    numbers_by_step = count_units(
        (((step_of(code), unit.country), unit.level) for code, unit in board_units.items()),
        zip(zip(steps, countries, strict=True), units, strict=True),
    )
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for (step, country), numbers in sorted(numbers_by_step.items()):
        if numbers:
            counts.setdefault(step, {})[country] = dict(numbers)
    return counts
