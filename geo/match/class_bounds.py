"""The bounds of the classes, and on which side each of them closes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

#: Class names that mean the same group: *modest* became *emerging* in the edition of 2021.
SAME_CLASS: Final = {"modest": "emerging"}
#: Classes that lie above their lower bound; every other class starts at it. Sources: 2019 northfinland.fi,
#: uutiskirje 2188, 1 July 2019 (Leader > 120 %, Modest < 50 %); 2023 European Commission, announcement of
#: 6 July 2023 (leaders above 125 %, strong 100 to 125 %, moderate 70 to 100 %, emerging below 70 %);
#: 2025 the same bounds. Of 2021, the page cited in ``scoreboard-editions`` prints ">= 125".
_ABOVE: Final = frozenset({(2019, "leader"), (2023, "leader"), (2025, "leader")})
#: Percentages are computed from rounded figures: one that falls short of a bound by less than this is on it.
_ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class Threshold:
    """The bounds of a class.

    Parameters
    ----------
    class_
        Key of the class.
    lower, upper
        Percent of the EU average of the same year; None where the class is open.
    includes_lower, includes_upper
        Whether a value equal to `lower`, or to `upper`, belongs to the class.
    """

    class_: str
    lower: float | None
    upper: float | None
    includes_lower: bool = True
    includes_upper: bool = False

    @property
    def wording(self) -> str:
        """Return how a legend states the bounds: ``below``, ``upto``, ``between``, ``from`` or ``above``.

        Between two bounds both are named, as the scoreboard prints them ("90-120"): the classes outside them
        say on which side a bound belongs.

        Examples
        --------
        >>> from geo.match.editions import thresholds
        >>> [bound.wording for bound in thresholds(2019)]
        ['above', 'between', 'between', 'below']
        """
        if self.lower is None:
            return "upto" if self.includes_upper else "below"
        if self.upper is None:
            return "from" if self.includes_lower else "above"
        return "between"


def read_bounds(edition: int, rows: pd.DataFrame) -> Iterator[Threshold]:
    """Yield the bounds of the classes of an edition from its rows, best class first."""
    above: str | None = None  # the class above: what it leaves out of the bound they share is this one's
    for class_, lower, upper in zip(rows["class"], rows["lower"], rows["upper"], strict=True):
        excluded = (edition, above) in _ABOVE
        yield Threshold(class_, _number(lower), _number(upper), (edition, class_) not in _ABOVE, excluded)
        above = class_


def class_of(percent: float, bounds: Sequence[Threshold]) -> str:
    """Return the class of an index in percent of the EU average of the same year.

    Parameters
    ----------
    percent
        The index; a value on a bound belongs to the class that includes it.
    bounds
        Of an `Edition`, best class first.

    Examples
    --------
    >>> from geo.match.editions import thresholds
    >>> [class_of(percent, thresholds(2019)) for percent in (120.1, 120, 50, 49.9)]
    ['leader', 'strong', 'moderate', 'modest']
    """
    for bound in bounds:
        if bound.lower is None:
            return bound.class_
        margin = -_ROUNDING if bound.includes_lower else _ROUNDING
        if percent > bound.lower + margin:
            return bound.class_
    return bounds[-1].class_


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
