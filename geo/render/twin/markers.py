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
    class_shape,
    funding_bars,
    funding_donut,
    group_glyph,
    placed,
    services_glyph,
    unpublished_ring,
)
from geo.render.twin.labels import Box
from geo.render.twin.markup import number, tag, text_of
from geo.render.twin.spread import Spot, spread
from geo.tables.surveys import read_services

#: Overlays that put markers on the map.
MARKED: Final = ("clusters", "funding", "services")
#: A marker further from its place than this is tied to it by a line, pixels.
_LEADER_LEAST: Final = 7
_SINGLE: Final = 12
#: How much lower a marker reaches that shows funding and services, pixels.
_LOW: Final = 13
Record = Mapping[str, Any]


@dataclass(frozen=True)
class _Parts:
    """What a record's marker is made of, and half of its width in pixels."""

    clusters: bool
    mix: bool
    offered: bool
    unpublished: bool
    radius: float


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
                # The numbers of services stand below the funding.
                low = _LOW if len(spot.members) == 1 and self._is_tall(spot.members[0]) else 0
                left, top, right, bottom = self._area
                spot.at_x = max(left + spot.radius, min(right - spot.radius, spot.at_x))
                spot.at_y = max(top + spot.radius, min(bottom - spot.radius - low, spot.at_y))
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

    def _radius(self, members: Sequence[int]) -> float:
        if len(members) > 1:
            return _group_radius(len(members)) + 2
        return self._parts(self._shown[members[0]][0]).radius

    def _is_tall(self, member: int) -> bool:
        made = self._parts(self._shown[member][0])
        return made.offered and (made.mix or made.unpublished)

    def _parts(self, record: Record) -> _Parts:
        clusters, funding, services = (name in self._figures.view.overlays for name in MARKED)
        mix = funding and record["funding"] is not None
        offered = services and bool(record["services"])
        unpublished = not mix and (funding or (services and not offered))
        if offered:
            radius = 26 if mix or unpublished else 21
        else:
            radius = 19 if mix else 16 if unpublished else _SINGLE
        return _Parts(clusters, mix, offered, unpublished, radius)

    def _drawing(self, records: Sequence[Record]) -> str:
        return self._group(records) if len(records) > 1 else self._record(records[0])

    def _record(self, record: Record) -> str:
        made, colours = self._parts(record), self._colours
        position = self.position(record)
        parts = list[str]()
        if made.mix and record["fundingIsWhole"]:
            parts.append(funding_donut(record["funding"], colours))
            # A ring has a hole for the shape of the class; bars have none.
            parts += [placed(class_shape(position, colours), 11)] if made.clusters else []
        elif made.mix:
            parts.append(funding_bars(record["funding"], colours))
        elif made.unpublished:
            parts += [unpublished_ring(colours), placed(class_disc(position, colours), 20)]
        if made.offered:
            # Below the funding where both are shown, else in the middle, with the shape above.
            low = 26 if parts else 0
            if made.clusters and not low:
                parts.append(placed(class_disc(position, colours), 15, y=-15))
            soft, hard = (str(count) for count in self.service_counts(record))
            parts.append(tag("g", {"transform": f"translate(-1 {low})"}, services_glyph(soft, hard, colours)))
        return "".join(parts) or placed(class_disc(position, colours), 5 / 3 * _SINGLE)

    def _group(self, records: Sequence[Record]) -> str:
        figures, colours = self._figures, self._colours
        label = messages.number(figures.view.language, len(records))
        whole = [record["funding"] for record in records if record["fundingIsWhole"]]
        if "funding" in figures.view.overlays and whole:
            parts = [
                (colours[f"fund-{key}"], sum(funding.get(key, 0) for funding in whole)) for key in FUNDING
            ]
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
