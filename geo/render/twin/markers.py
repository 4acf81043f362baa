"""The clusters on a twin: one marker for each record, or for a group of them where there are too many."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from geo.language import messages
from geo.match.tagging import MIXED
from geo.render.twin.colours import Colours
from geo.render.twin.figures import FUNDING, Figures
from geo.render.twin.glyphs import (
    MIXED_CLASS,
    NO_CLASS,
    class_disc,
    funding_bars,
    group_glyph,
    placed,
    service_halves,
    source_disc,
    unpublished_ring,
)
from geo.render.twin.labels import Box
from geo.render.twin.markup import number, tag, text_of
from geo.render.twin.sizes import MEMBERS, SERVICES, UNKNOWN, radius_of
from geo.render.twin.spread import Spot, spread
from geo.tables.surveys import read_services

#: Overlays that put markers on the map.
MARKED: Final = ("clusters", "funding", "services")
#: A marker further from its place than this is tied to it by a line, pixels.
_LEADER_LEAST: Final = 7
_SINGLE: Final = 12
#: Bars say nothing by their size; services beside the funding stand in this part of theirs.
_BARS: Final = 0.8
_BESIDE: Final = 0.75
Record = Mapping[str, Any]


@dataclass(frozen=True)
class _Drawn:
    """The marker of a record, half of its width, and how far it reaches below its middle, pixels."""

    drawing: str
    radius: float
    low: float


def largest_sources(record: Record) -> list[str]:
    """Return the largest source of funding of a record, or all that are equally large."""
    funding = record["funding"] or {}
    most = max([0.0, *funding.values()])
    return [key for key in FUNDING if funding.get(key) and funding[key] == most]


class Markers:
    """The markers of a view.

    Parameters
    ----------
    figures
        Of the map.
    colours
        Of the theme.
    places
        Where each record is on the sheet, pixels; None for one without a place.
    area
        The map, beyond which no marker reaches; None where nothing is drawn.
    """

    def __init__(
        self,
        figures: Figures,
        colours: Colours,
        places: Sequence[tuple[float, float] | None],
        *,
        area: Box | None = None,
    ) -> None:
        self._figures, self._colours, self._area = figures, colours, area
        overlays = figures.view.overlays
        self._shown = [
            (record, place)
            for record, place in zip(figures.records, places, strict=True)
            if place is not None and overlays.intersection(MARKED)
        ]

    @cached_property
    def spots(self) -> list[Spot]:
        """Where the markers are; members are positions among the records with a place."""
        spots = spread([place for _, place in self._shown], self._radius)
        if self._area is not None:
            for spot in spots:
                # The services stand below the funding.
                single = len(spot.members) == 1
                low = self._drawn(self._shown[spot.members[0]][0]).low if single else spot.radius
                left, top, right, bottom = self._area
                spot.at_x = max(left + spot.radius, min(right - spot.radius, spot.at_x))
                spot.at_y = max(top + spot.radius, min(bottom - low, spot.at_y))
        return spots

    def records_of(self, spot: Spot) -> list[Record]:
        """Return the records of a marker."""
        return [self._shown[member][0] for member in spot.members]

    def draw(self) -> str:
        """Return the markers, and the lines from those that were pushed away to their true places."""
        ink, halo = self._colours["ink"], self._colours["halo"]
        leaders = []
        for spot in self.spots:
            if math.hypot(spot.x - spot.at_x, spot.y - spot.at_y) <= _LEADER_LEAST:
                continue
            path = f"M{number(spot.x)} {number(spot.y)}L{number(spot.at_x)} {number(spot.at_y)}"
            leaders.append(tag("path", {"d": path, "stroke": ink}))
            dot = {"cx": spot.x, "cy": spot.y, "r": 1.8, "fill": ink, "stroke": halo}
            leaders.append(tag("circle", dot))
        drawn = [
            tag(
                "g",
                {"transform": f"translate({number(spot.at_x)} {number(spot.at_y)})", "data_records": ids},
                tag("title", {}, text_of(self._title(spot))),
                self._drawing(self.records_of(spot)),
            )
            for spot in self.spots
            for ids in [" ".join(record["id"] for record in self.records_of(spot))]
        ]
        return tag("g", {"class": "leaders"}, *leaders) + tag("g", {"class": "clusters"}, *drawn)

    def position(self, record: Record) -> int:
        """Return the position of the class of a record, low to high, or that it has none or several."""
        key = self._figures.class_of_record(record)
        if key == MIXED:
            return MIXED_CLASS
        return self._figures.classes.index(key) if key in self._figures.classes else NO_CLASS

    def service_counts(self, record: Record) -> tuple[int, int]:
        """Return how many soft and hard services a record offers."""
        hard = sum(self._kinds.get(key) == "hard" for key in record["services"])
        return len(record["services"]) - hard, hard

    @cached_property
    def _kinds(self) -> dict[str, str]:
        table = read_services(catalog=self._figures.content.catalog)
        return dict(zip(table["key"], table["kind"], strict=True))

    @cached_property
    def most_members(self) -> int:
        """The members of the largest cluster; 0 where none states them."""
        return max((record["members"] or 0 for record in self._figures.records), default=0)

    @cached_property
    def most_services(self) -> int:
        """The most services of one kind that a cluster offers, at least 1."""
        counts = (count for record in self._figures.records for count in self.service_counts(record))
        return max(counts, default=0) or 1

    def _radius(self, members: Sequence[int]) -> float:
        if len(members) > 1:
            return _group_radius(len(members)) + 2
        return self._drawn(self._shown[members[0]][0]).radius

    def _drawing(self, records: Sequence[Record]) -> str:
        return self._group(records) if len(records) > 1 else self._drawn(records[0]).drawing

    def _drawn(self, record: Record) -> _Drawn:
        clusters, funding, services = (name in self._figures.view.overlays for name in MARKED)
        colours, position = self._colours, self.position(record)
        offers = services and bool(record["services"])
        if not offers and not (funding and record["funding"]):
            disc = placed(class_disc(position, colours), 5 / 3 * _SINGLE)
            if not funding and not services:
                return _Drawn(disc, _SINGLE, _SINGLE)
            return _Drawn(unpublished_ring(colours) + disc, 16, 16)
        reach, drawing = self._funding(record, position) if funding else (0.0, "")
        if not offers:
            return _Drawn(drawing, reach + 3, reach + 3)
        part = _BESIDE if funding else 1
        soft, hard = (
            part * radius_of(count, self.most_services, SERVICES) if count else 0.0
            for count in self.service_counts(record)
        )
        half = max(soft, hard)
        # Below the funding where both are shown, else in the middle, with the shape of the class above.
        low = reach + half + 3 if funding else 0
        if clusters and not funding:
            drawing += placed(class_disc(position, colours), 14, y=-half - 8)
        halves = service_halves(soft, hard, colours)
        drawing += tag("g", {"transform": f"translate(0 {number(low)})"}, halves)
        return _Drawn(drawing, reach + 8 if funding else half + 5, low + half + 3)

    def _funding(self, record: Record, position: int) -> tuple[float, str]:
        """Return half of the width of what a record's marker shows of its funding, and its drawing."""
        colours, funding = self._colours, record["funding"]
        if not funding:
            return 14, unpublished_ring(colours) + placed(class_disc(position, colours), 20)
        if not record["fundingIsWhole"]:
            bars = tag("g", {"transform": f"scale({_BARS})"}, funding_bars(funding, colours))
            return 15 * _BARS, bars
        members, most = record["members"], self.most_members
        radius = UNKNOWN if members is None else radius_of(members, most, MEMBERS)
        shape = position if "clusters" in self._figures.view.overlays else None
        known = members is not None or not most
        return radius, source_disc(largest_sources(record), radius, colours, shape=shape, known=known)

    def _group(self, records: Sequence[Record]) -> str:
        figures, colours = self._figures, self._colours
        label = messages.number(figures.view.language, len(records))
        sources = [largest_sources(record) if record["fundingIsWhole"] else [] for record in records]
        if "funding" in figures.view.overlays and any(sources):
            # Of sources that are equally large each has a part.
            parts = [
                (colours[f"fund-{key}"], sum(1 / len(mains) for mains in sources if key in mains))
                for key in FUNDING
            ]
            parts.append((colours["hatch"], float(sum(not mains for mains in sources))))
        else:
            positions = [self.position(record) for record in records]
            parts = [
                (colours[f"class-{at + 1}"], float(positions.count(at))) for at in range(len(figures.classes))
            ]
            parts.append((colours["hatch"], float(sum(position < 0 for position in positions))))
        return group_glyph(label, parts, _group_radius(len(records)), colours)

    def _title(self, spot: Spot) -> str:
        names = [record["name"] for record in self.records_of(spot)]
        return "; ".join(names)


def _group_radius(count: int) -> float:
    return 13 + min(15, 1.9 * math.log2(count))
