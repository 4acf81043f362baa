"""The region around the point of a record, and how it compares with the region found by other means."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from geo.language.notes import Value
from geo.match.keys import Around
from geo.match.search import Search
from geo.match.stated import Place, Record, say_unconfirmed
from geo.nuts.gazetteer import Gazetteer
from geo.nuts.point_index import NEAREST_M


class PointFinder:
    """Finds regions by the points of records.

    Parameters
    ----------
    search
        The vintages to look into.
    """

    def __init__(self, search: Search) -> None:
        self.search = search

    def use_points(self, records: Sequence[Record], places: Sequence[Place]) -> None:
        """Locate open records by their points, and compare the others with theirs."""
        by_vintage: dict[int, list[int]] = {}
        without_country: dict[int, Record] = {}
        for row, (record, place) in enumerate(zip(records, places, strict=True)):
            if record.point is None:
                continue
            if place.vintage or record.country or record.stated_vintage or self.search.vintage:
                by_vintage.setdefault(place.vintage or self.search.vintage_of(record), []).append(row)
            else:
                without_country[row] = record
        for row, vintage in self._vintages_around(without_country):
            by_vintage.setdefault(vintage, []).append(row)
        for vintage, rows in by_vintage.items():
            region_index = self.search.gazetteer(vintage)
            points = np.array([records[row].point for row in rows], dtype=object)
            around, shared = region_index.points.at_each(points)
            for at, row in enumerate(rows):
                units = shared.get(at, (int(around[at]),) if around[at] >= 0 else ())
                step = self._compare_point if places[row].nuts_id else self._by_point
                step(
                    records[row],
                    places[row],
                    region_index,
                    [region_index.points.smallest[unit] for unit in units],
                )

    def take_around(self, record: Record, place: Place, key: Around) -> None:
        """Locate a record that has nothing but its point by what is around it."""
        region_index = self.search.gazetteer(key.vintage)
        nearest = (key.nearest, key.distance_m) if key.nearest else None
        self.take(record, place, region_index, key.units, nearest)

    def _vintages_around(self, records: Mapping[int, Record]) -> Iterator[tuple[int, int]]:
        """Return for each record without country the newest vintage with a unit at or near its point."""
        left = {row: record.point for row, record in records.items()}
        for vintage in self.search.newest_first:
            around = self.search.gazetteer(vintage).points.at(left.values()) if left else []
            for row, smallest in list(zip(left, around, strict=True)):
                if smallest:
                    del left[row]
                    yield row, vintage
        for row, point in left.items():
            years_near = (
                year for year in self.search.newest_first if self.search.gazetteer(year).points.nearest(point)
            )
            yield row, next(years_near, self.search.newest_first[0])

    def _by_point(self, record: Record, place: Place, region_index: Gazetteer, units: Sequence[str]) -> None:
        nearest = None
        if not units or record.country not in (None, region_index.units[units[0]].country):
            nearest = region_index.points.nearest(record.point, country=record.country)
        self.take(record, place, region_index, units, nearest)

    def take(
        self,
        record: Record,
        place: Place,
        region_index: Gazetteer,
        units: Sequence[str],
        nearest: tuple[str, float] | None,
    ) -> None:
        """Locate an open record by the unit around its point, or by the nearest one of its country.

        Parameters
        ----------
        record, place
            The record and what is known of it.
        region_index
            The regions of one vintage.
        units
            Around the point; of several, on a border, the first one counts.
        near
            The nearest unit of the country and its distance, where that one is not of the country.
        """
        smallest, distance_m = units[0] if units else None, 0.0
        if smallest is None or record.country not in (None, region_index.units[smallest].country):
            if nearest is None:
                if smallest is None:
                    # Where the stated country has no regions, that says it all.
                    if self.search.has_country(record.country):
                        place.say("point_outside", distance=NEAREST_M // 1000)
                else:
                    country = region_index.units[smallest].country
                    place.say("point_country", country=country, country_stated=str(record.country))
                return
            (smallest, distance_m), units = nearest, ()
        code = region_index.region_of(smallest)
        self.search.settle(place, code, region_index.vintage, "point", math.nan)
        params: dict[str, Value] = {
            "region": code,
            "name": region_index.name(code),
            "vintage": str(region_index.vintage),
        }
        if distance_m:
            place.say("by_point_near", **params, distance=round(distance_m / 1000, 1))
        else:
            place.say("by_point", **params)
        beside = (unit for unit in units if record.country in (None, region_index.units[unit].country))
        regions = tuple(dict.fromkeys(map(region_index.region_of, beside)))
        if len(regions) > 1:
            place.candidates = regions
            place.say("point_border", region=code, suggestions=", ".join(regions))
        self.search.say_vintage(record, place, self.search.order(record)[0])
        say_unconfirmed(record, place)

    def _compare_point(
        self, record: Record, place: Place, region_index: Gazetteer, units: Sequence[str]
    ) -> None:
        codes = str(place.nuts_id).split(";")
        smallest = units[0] if units else None
        if smallest is None:
            nearest = region_index.points.nearest(record.point)
            if nearest is None:
                place.say("point_outside", distance=NEAREST_M // 1000)
                return
            smallest = nearest[0]
        lineage = region_index.lineage(smallest)
        if any(code in lineage for code in codes):
            return
        # A cluster that spans regions may have its seat just beyond the border of them all.
        if place.spans and region_index.points.nearest(record.point, within=codes):
            return
        level = region_index.units[codes[0]].level
        other = next((unit for unit in lineage if region_index.units[unit].level == level), lineage[0])
        place.say(
            "point_code" if place.located_by == "code" else "point_conflict",
            region=", ".join(codes),
            name=", ".join(region_index.name(code) for code in codes),
            other=other,
            other_name=region_index.name(other),
            country=region_index.units[other].country,
        )
        say_unconfirmed(record, place)
