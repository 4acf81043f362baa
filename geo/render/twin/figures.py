"""What each region, unit and record shows in a twin: value, class, band and look.

The page's script computes the same (``js/data/scores.js``, ``layers.js``, ``tallies.js``); a test compares
the two in every layer.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from geo.match.painting import count_units
from geo.match.tagging import MIXED
from geo.nuts.outline.numbering import Ring
from geo.nuts.outline.outline import SmallRegions
from geo.render.facts.content import MapContent
from geo.render.facts.figures import ShownFigure, lack_of
from geo.render.facts.pairs import ShownPair
from geo.render.facts.payload import edition_change
from geo.render.facts.records import record_rows
from geo.render.facts.regions import own_name, region_names, region_rows, region_units
from geo.render.facts.small import small_names
from geo.render.twin.options import View
from geo.render.twin.painters import BANDS, Look, Painter, Place, painter_of

#: The span of the two gradient layers, in percent of the EU average.
_SPANS: Final = {"index": (40, 160), "indicator": (25, 175)}
#: Sources of funding, in the order every chart uses.
FUNDING: Final = ("public", "private", "membership", "sales")
_WAYS: Final = {"rose": "up", "fell": "down"}


class Figures:
    """The figures of a map under one view.

    Parameters
    ----------
    content
        What the map shows.
    view
        What is chosen of it.
    """

    def __init__(self, content: MapContent, view: View) -> None:
        self.content = content
        self.view = view
        self.scores = content.scores
        self.classes = content.scores.classes
        self._units = content.scores.units

    @cached_property
    def by_year(self) -> dict[int, Figures]:
        """The same map in each year of a view of several."""
        return {year: Figures(self.content, self.view.at(year)) for year in self.view.years}

    @cached_property
    def change(self) -> Mapping[str, Any] | None:
        """What changed since the previous edition, of `geo.match.difference.diff_editions`."""
        return edition_change(self.content)

    @cached_property
    def figure(self) -> ShownFigure | ShownPair | None:
        """The figure or the pair of figures that the view shows, if it shows one."""
        if self.view.base != "figure":
            return None
        return next(one for one in self.content.drawn_figures if one.key == self.view.indicator)

    def _figure_place(self, code: str, unit: int) -> Place:
        lack = None if self.value(unit) is not None else self._lack(unit)
        return Place(code, unit, lack)

    def _lack(self, unit: int) -> str | None:
        return lack_of(self.figure, unit, self.figure.row_of(self.view.year)) if self.figure else None

    def figure_unit(self, record: Mapping[str, Any]) -> int:
        """Return the unit of the figure that a record's regions share, -1 where they share none."""
        if self.figure and self.figure.is_small:
            return -1 if record["small"] is None else self.figure.region_units[record["small"]]
        units = {self.figure.region_units[at] for at in record["regions"]} if self.figure else set()
        return units.pop() if len(units) == 1 else -1

    @cached_property
    def regions(self) -> list[Place]:
        """The painted regions; with a figure of level 3, the small ones."""
        if figure := self.figure:
            shown = zip(self._painted[0], figure.region_units, strict=True)
            return [self._figure_place(code, unit) for code, unit in shown]
        steps = {row[0]: _WAYS.get(row[3], "other") for row in (self.change or {}).get("regions", ())}
        units = region_units(self.content)
        return [
            Place(row["id"], unit, row["noData"], steps.get(row["id"]))
            for row, unit in zip(self._region_rows, units, strict=True)
        ]

    @cached_property
    def units(self) -> list[Place]:
        """The units of the scoreboard, or those of the figure."""
        if figure := self.figure:
            return [self._figure_place(code, at) for at, code in enumerate(figure.units)]
        steps: dict[int, set[str | None]] = defaultdict(set)
        for region in self.regions:
            steps[region.unit].add(region.step)
        return [
            Place(code, at, "missing" if own is None else None, self._step_of_unit(steps[at]))
            for at, (code, own) in enumerate(zip(self._units["id"], self._units["class"], strict=True))
        ]

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """The records as the page holds them."""
        rows = record_rows(self.content)
        steps = {row[0]: _WAYS.get(row[3], "other") for row in (self.change or {}).get("clusters", ())}
        return [row | {"step": steps.get(row["id"])} for row in rows]

    @cached_property
    def names(self) -> list[tuple[str, str | None]]:
        """The own name of each painted region, and the reader's name for it where that differs."""
        if self.small:
            return [(name, None) for name in small_names(self.content)]
        return self.larger_names

    @cached_property
    def larger_names(self) -> list[tuple[str, str | None]]:
        """The names of the regions of the outline, whichever of its regions are painted."""
        other = self._other_names[self.view.language]
        return [(own_name(row), name or None) for row, name in zip(self._region_rows, other, strict=True)]

    @property
    def shapes(self) -> Sequence[Sequence[Ring]]:
        """The rings of each painted region."""
        return self._painted[1]

    @property
    def small(self) -> SmallRegions | None:
        """The regions of level 3, where the view shows a figure of them."""
        return self.content.outline.small if self.figure and self.figure.is_small else None

    @property
    def _painted(self) -> tuple[Sequence[str], Sequence[Sequence[Ring]]]:
        regions = self.small or self.content.outline
        return regions.ids, regions.shapes

    @cached_property
    def _region_rows(self) -> list[dict[str, Any]]:
        return region_rows(self.content, self._other_names)

    @cached_property
    def _other_names(self) -> dict[str, list[str]]:
        return region_names(self.content)

    @property
    def year(self) -> int:
        """The year of classes and index: that of the view where it shows these, else the last one."""
        years = self.scores.years
        return years[-1] if self.figure and years else self.view.year

    def average(self, year: int) -> float:
        """Return the EU average of a year."""
        averages = self.scores.eu_average
        return averages[max(0, self._year_at(year))] if averages else 100.0

    def index(self, unit: int, year: int) -> float | None:
        """Return the index of a unit; None without a value, or without a unit."""
        if unit < 0:
            return None
        value: float | None = self._units["series"][unit][self._year_at(year)]
        return value or None  # the source writes 0 where it has no value

    def share(self, unit: int, year: int) -> float | None:
        """Return the index of a unit in percent of the EU average of the same year."""
        index = self.index(unit, year)
        return None if index is None else 100 * index / self.average(year)

    def class_of(self, unit: int, year: int) -> str | None:
        """Return the class of a unit."""
        if unit < 0:
            return None
        position = self._units["classes"][unit][self._year_at(year)]
        return None if position is None else self.classes[position]

    def class_of_record(self, record: Mapping[str, Any]) -> str | None:
        """Return the class of a record in the year of the view; units that differ make it mixed."""
        is_last = self._year_at(self.year) == len(self.scores.years) - 1
        if is_last or not self.scores.years or record["class"] is None:
            own: str | None = record["class"]
            return own
        classes = {self.class_of(unit, self.year) for unit in record["units"]}
        return next(iter(classes)) if len(classes) == 1 else MIXED if classes else None

    def points(self, unit: int) -> float | None:
        """Return the index points that a unit gained between the two years of the view."""
        before, after = self.index(unit, self.view.start), self.index(unit, self.view.end)
        # As doubles, 64.1 is less than a point above 63.1, and 64.4 more than one above 63.4.
        return None if before is None or after is None else round(after - before, 9)

    def class_move(self, unit: int) -> int:
        """Return by how many classes a unit moved between the two years of the view."""
        before, after = (self.class_of(unit, year) for year in (self.view.start, self.view.end))
        if before is None or after is None:
            return 0
        return self.classes.index(after) - self.classes.index(before)

    def indicator(self, unit: int) -> float | None:
        """Return the chosen indicator of a unit in percent of its EU average."""
        if unit < 0 or not self.scores.indicators:
            return None
        at = [row["code"] for row in self.scores.indicators].index(self.view.indicator)
        return self.scores.indicator_shares[unit][at]

    def value(self, unit: int) -> float | None:
        """Return the number that the view shows of a unit; None without one.

        The index and an indicator are in percent of the EU average, a figure in its own unit.
        """
        if figure := self.figure:
            return None if unit < 0 else figure.values[figure.row_of(self.view.year)][unit]
        return self.share(unit, self.year) if self.view.base == "index" else self.indicator(unit)

    @cached_property
    def painter(self) -> Painter:
        """What paints the regions under the view."""
        return painter_of(self)

    def look(self, place: Place) -> Look:
        """Return how a region is painted."""
        return self.painter.paint(place)

    def key(self, place: Place) -> str:
        """Return the word of the legend that a place belongs to."""
        return self.painter.word(place) or place.no_data or "missing"

    @property
    def span(self) -> tuple[int, int]:
        """Percent of the EU average at the pale and at the deep end of the gradient."""
        return _SPANS.get(self.view.base, _SPANS["index"])

    def ramp(self, percent: float) -> int:
        """Return the place of a share along the gradient, 0 to 100."""
        low, high = self.span
        return math.floor(max(0.0, min(100.0, 100 * (percent - low) / (high - low))) + 0.5)

    @cached_property
    def tallies(self) -> dict[str, Counter[str]]:
        """How many regions, countries, areas and clusters stand behind each word of the legend.

        Where these are bands, ``class leader`` and the like count the clusters of each class besides. Of
        several years this is the sum.
        """
        if self.by_year:
            counted = defaultdict[str, Counter[str]](Counter)
            for one in self.by_year.values():
                for key, tally in one.tallies.items():
                    counted[key] += tally
            return counted
        tallies = self._count(self.units, self.regions, self.key)
        has_bands = self.view.base in BANDS
        for record in self.records:
            class_ = self.class_of_record(record)
            missing = record["noData"] or "missing"
            if not has_bands:
                tallies[class_ or missing]["clusters"] += 1
                continue
            unit = next(iter(record["units"]), -1)
            place = Place(record["id"], unit, record["noData"], record["step"])
            if self.figure:
                place = self._figure_place(record["id"], self.figure_unit(record))
                if self.small and place.unit < 0:
                    # Its region of level 3 is not known: it has no value, whatever the table has.
                    place = Place(place.code, place.unit, "missing")
            tallies[self.key(place)]["clusters"] += 1
            tallies[f"class {class_ or missing}"]["clusters"] += 1
        return tallies

    @cached_property
    def class_moves(self) -> dict[str, Counter[str]]:
        """How many regions and countries rose, fell or stayed by class: ``1``, ``-1`` and ``0``."""
        sign = {-1: "-1", 0: "0", 1: "1"}
        moves = ((place, self.class_move(place.unit)) for place in self.units)
        keys = {place.code: sign[(move > 0) - (move < 0)] for place, move in moves}
        return self._count(self.units, (), lambda place: keys[place.code])

    def _count(
        self, units: Iterable[Place], regions: Iterable[Place], key_of: Any
    ) -> dict[str, Counter[str]]:
        levels, codes = self._units["level"], self._units["id"]
        if self.figure:
            levels, codes = list(self.figure.levels), list(self.figure.units)
        return count_units(
            ((key_of(unit), level) for unit, level in zip(units, levels, strict=True)),
            ((key_of(region), None if region.unit < 0 else codes[region.unit]) for region in regions),
        )

    def _step_of_unit(self, steps: set[str | None]) -> str | None:
        """Return the step of a unit: that of its areas, ``other`` where they differ or none is drawn."""
        if self.change is None:
            return None
        return next(iter(steps)) if len(steps) == 1 else "other"

    def _year_at(self, year: int) -> int:
        years = self.scores.years
        return years.index(year) if year in years else len(years) - 1
