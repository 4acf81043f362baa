"""The region of a record: by its code, its name, its point, its city or its country, with the reasons."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import geopandas as gpd
import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.country_names import country_name, gisco_code
from geo.language.folding import fold
from geo.language.messages import LANGUAGES
from geo.language.notes import Value, pack
from geo.match.cities import Cities, compare_city, say_city
from geo.match.stated import Place, Record, parts_of, read_stated
from geo.nuts import units as nuts
from geo.nuts.countries import country_code
from geo.nuts.gazetteer import NEAREST_M, Gazetteer, gazetteer
from geo.nuts.names import NEAR_SCORE
from geo.tables.clusters import as_records

#: Chooses between the codes of nested units, or declines.
Prefer = Callable[[Sequence[str]], str | None]
#: How a region was found, the surest first.
_CERTAIN: Final = ("code", "name", "alias", "near name", "point", "country", "none")
#: Two near names this close in similarity are not told apart.
_TIE: Final = 2.0


def find_regions(
    records: pd.DataFrame,
    *,
    vintage: int | None = None,
    prefer: Prefer | None = None,
    catalog: Catalog | None = None,
) -> gpd.GeoDataFrame:
    """Find the region of every record and write down how: `geo.locate`, told which level a name means.

    Parameters
    ----------
    records, vintage, catalog
        As for `geo.locate`.
    prefer
        Chooses between nested units that go by one name: called with their codes, largest unit first, it
        returns one of them, or None to leave the choice to what is usual (level 2, then 1, 3, 0), as does
        the default.

    Returns
    -------
    GeoDataFrame
        As `geo.locate`.

    Examples
    --------
    >>> berlin = pd.DataFrame({"country": ["DE"], "region_printed": ["Berlin"]})
    >>> find_regions(berlin)["nuts_id"].tolist()
    ['DE30']
    >>> find_regions(berlin, prefer=lambda codes: codes[0])["nuts_id"].tolist()
    ['DE3']
    """
    catalog = catalog or Catalog.bundled()
    records = as_records(records, catalog=catalog)
    locator = _Locator(vintage, prefer or _no_preference, catalog)
    stated = list(read_stated(records))
    places = [locator.place_all(record) for record in stated]
    # A point and a city lie in one of the regions that a record spans and say nothing about the others.
    single = [at for at, place in enumerate(places) if not place.spans]
    for compare in (locator.use_points, locator.use_cities):
        compare([stated[at] for at in single], [places[at] for at in single])
    for record, place in zip(stated, places, strict=True):
        locator.finish(record, place)
    located = gpd.GeoDataFrame(records.copy())
    if "geometry" not in located:
        located = located.set_geometry(
            gpd.GeoSeries([None] * len(located), index=located.index, crs="EPSG:4326")
        )
    index = located.index
    located[c.NUTS_ID] = pd.Series([place.nuts_id for place in places], index=index, dtype=object)
    located[c.LEVEL] = pd.array([place.level for place in places], dtype="Int64")
    located[c.VINTAGE] = pd.array([place.vintage for place in places], dtype="Int64")
    located[c.LOCATED_BY] = [place.located_by for place in places]
    located[c.MATCH_SCORE] = [place.score for place in places]
    located[c.CANDIDATES] = pd.Series(
        [";".join(place.candidates) for place in places], index=index, dtype=object
    )
    located[c.LOCATE_NOTES] = pd.Series([pack(place.notes) for place in places], index=index, dtype=object)
    return located


class _Locator:
    """Finds records in the vintages they may be written in."""

    def __init__(self, vintage: int | None, prefer: Prefer, catalog: Catalog) -> None:
        self.catalog = catalog
        if vintage is not None:
            nuts.check_vintage(vintage, catalog=catalog)
        self.vintage = vintage
        self.prefer = prefer
        self._gazetteers: dict[int, Gazetteer] = {}
        self._country_names: dict[str, set[str]] = {}
        self.cities = Cities(catalog)
        self.newest_first = tuple(reversed(nuts.vintages(catalog=catalog)))

    def gazetteer(self, vintage: int) -> Gazetteer:
        if vintage not in self._gazetteers:
            self._gazetteers[vintage] = gazetteer(vintage, catalog=self.catalog)
        return self._gazetteers[vintage]

    def is_country(self, name: str, country: str) -> bool:
        """Return whether a name is the country's own, or what one of the map's languages calls it."""
        if country not in self._country_names:
            names = (country_name(country, language) for language in LANGUAGES)
            self._country_names[country] = {fold(name) for name in names}
        return fold(name) in self._country_names[country]

    def first_vintage(self, record: Record) -> int:
        return record.stated_vintage or self.vintage or self.newest_first[0]

    def order(self, record: Record) -> tuple[int, ...]:
        """Return the vintages to look in: the stated one, then the others, newest first."""
        first = self.first_vintage(record)
        nuts.check_vintage(first, catalog=self.catalog)
        return (first, *(year for year in self.newest_first if year != first))

    def vintage_of(self, record: Record) -> int:
        """Return the first vintage to look in that has the record's country."""
        years = self.order(record)
        return next((year for year in years if record.country in self.gazetteer(year).units), years[0])

    def place(self, record: Record) -> Place:
        """Try code and name; a record that has neither, or none that fits, stays open."""
        place = Place()
        if record.code and self._by_code(record, place):
            self._check_name(record, place)
        elif record.name:
            self._by_name(record, place)
        return place

    def place_all(self, record: Record) -> Place:
        """Place a record in each of the regions it names; in one vintage, so that all are of one map."""
        parts = parts_of(record)
        if len(parts) == 1:
            return self.place(record)
        places = [self.place(part) for part in parts]
        notes = (note for place in places for note in place.notes if note.key != "note.locate.spans")
        spanned = Place(notes=list(notes))
        found = [place for place in places if place.nuts_id is not None]
        if not found:
            return spanned
        codes = list(dict.fromkeys(code for place in found for code in str(place.nuts_id).split(";")))
        years = [int(place.vintage or 0) for place in found]
        fitting = (year for year in years if all(code in self.gazetteer(year).units for code in codes))
        spanned.vintage = next(fitting, years[0])
        units = self.gazetteer(spanned.vintage).units
        kept = [code for code in codes if code in units]
        levels = {units[code].level for code in kept}
        spanned.nuts_id, spanned.spans = ";".join(kept), len(kept) > 1
        spanned.level = levels.pop() if len(levels) == 1 else None
        least_sure = max(found, key=lambda place: _CERTAIN.index(place.located_by))
        spanned.located_by, spanned.score = least_sure.located_by, least_sure.score
        spanned.candidates = tuple(dict.fromkeys(code for place in found for code in place.candidates))
        spanned.say("spans", suggestions=", ".join(kept))
        for code in [code for code in codes if code not in kept]:
            spanned.say("span_vintage", region=code, vintage=str(spanned.vintage))
        return spanned

    def _settle(self, place: Place, code: str, vintage: int, by: str, score: float) -> None:
        place.nuts_id, place.vintage, place.located_by, place.score = code, vintage, by, score
        place.level = self.gazetteer(vintage).units[code].level

    # -- code ------------------------------------------------------------------------------------------------

    def _by_code(self, record: Record, place: Place) -> bool:
        stated = str(record.code)
        code = gisco_code(stated.upper())
        vintages = self.order(record)
        vintage = next((year for year in vintages if code in self.gazetteer(year).units), None)
        if vintage is None:
            near = self.gazetteer(vintages[0]).near_codes(code)
            if near:
                place.candidates = tuple(near)
                place.say("code_unknown", code=stated, suggestions=", ".join(near))
            else:
                place.say("code_unknown_alone", code=stated)
            return False
        region_index = self.gazetteer(vintage)
        self._settle(place, code, vintage, "code", 100.0)
        if code[:2] != stated[:2].upper():
            place.say("code_letters", code=stated, region=code)
        place.say("by_code", region=code, name=region_index.name(code), vintage=str(vintage))
        self._say_vintage(record, place, vintages[0])
        country = region_index.units[code].country
        if record.country and country != record.country:
            place.say("code_country", region=code, country=country, country_stated=record.country)
        return True

    def _check_name(self, record: Record, place: Place) -> None:
        """Report a printed name that means a place other than the stated code."""
        region_index = self.gazetteer(int(place.vintage or 0))
        code = str(place.nuts_id)
        others: dict[str, str] = {}
        if record.name and record.country:
            others = region_index.by_name(record.name, record.country) or region_index.by_core(
                record.name, record.country
            )
        if others and not any(region_index.related(code, other) for other in others):
            other = sorted(others)[0]
            place.candidates = (code, *sorted(others))
            place.say(
                "code_name",
                printed=str(record.name),
                region=code,
                other=other,
                other_name=region_index.name(other),
            )

    def _say_vintage(self, record: Record, place: Place, wanted: int) -> None:
        if place.vintage == wanted:
            return
        key = "stated_vintage" if record.stated_vintage or self.vintage else "older_vintage"
        place.say(key, vintage=str(place.vintage), wanted=str(wanted))

    # -- name ------------------------------------------------------------------------------------------------

    def _by_name(self, record: Record, place: Place) -> None:
        name, country = str(record.name), record.country
        if not country:
            place.say("name_without_country", printed=name)
            return
        vintages = self.order(record)
        region_index = self.gazetteer(vintages[0])
        own = region_index.by_name(name, country).get(country)
        if country in region_index.units and (own or self.is_country(name, country)):
            self._take_country(record, place, own or "alias")
            return
        for vintage in vintages:
            if found := self.gazetteer(vintage).by_name(name, country):
                self._take(record, place, vintage, found)
                return
        if country in region_index.units and country_code(name) == country:
            self._take_country(record, place, "alias")
            return
        for vintage in vintages:
            if found := self.gazetteer(vintage).by_core(name, country):
                self._take(record, place, vintage, found)
                return
        self._by_near_name(record, place, vintages)

    def _take_country(self, record: Record, place: Place, by: str) -> None:
        country = str(record.country)
        self._settle(place, country, self.order(record)[0], by, 100.0)
        place.say("is_country", printed=str(record.name), region=country, country=country)

    def _take(self, record: Record, place: Place, vintage: int, found: dict[str, str]) -> None:
        """Take all units that go by the printed name together, else choose between those that go by it."""
        codes, region_index = sorted(found), self.gazetteer(vintage)
        # A point or a city tells which of the units is meant.
        if len(codes) == 1 or set(found.values()) != {"part"} or record.point or record.city:
            self._choose(record, place, vintage, found)
            return
        self._settle(place, codes[0], vintage, "alias", 100.0)
        levels = {region_index.units[code].level for code in codes}
        place.nuts_id, place.spans = ";".join(codes), True
        place.level = levels.pop() if len(levels) == 1 else None
        place.say("by_parts", printed=str(record.name), vintage=str(vintage))
        place.say("spans", suggestions=", ".join(codes))
        self._say_vintage(record, place, self.order(record)[0])

    def _choose(self, record: Record, place: Place, vintage: int, found: dict[str, str]) -> None:
        """Take one of the units that go by the printed name, or report them all."""
        region_index, printed = self.gazetteer(vintage), str(record.name)
        own = sorted(code for code, kind in found.items() if kind == "name")
        groups = _families(own, region_index)
        if len(groups) != 1:
            groups = _families(sorted(found), region_index)
        elif aliases := [
            code for code in found if all(region_index.related(code, other) for other in groups[0])
        ]:
            groups = [sorted({*groups[0], *aliases}, key=lambda code: (len(code), code))]
        shown = "; ".join(f"{code} {region_index.name(code)}" for code in sorted(found))
        if len(groups) > 1:
            place.candidates = tuple(sorted(found))
            inside = region_index.lineage(region_index.at([record.point])[0] or "") if record.point else ()
            groups = [group for group in groups if any(code in inside for code in group)]
            if len(groups) != 1:
                place.say("name_ambiguous", printed=printed, suggestions=shown, country=str(record.country))
                return
            code = self._level(groups[0])
            place.say("name_by_point", printed=printed, suggestions=shown, region=code)
        else:
            code = self._level(groups[0])
        by = "name" if found[code] == "name" else "alias"
        self._settle(place, code, vintage, by, 100.0)
        place.say(
            f"by_{by}", printed=printed, region=code, name=region_index.name(code), vintage=str(vintage)
        )
        if len(groups[0]) > 1:
            place.candidates = place.candidates or tuple(groups[0])
            key = "several_levels" if self.prefer(groups[0]) else "several_levels_usual"
            place.say(key, printed=printed, suggestions=", ".join(groups[0]), region=code)
        others = [
            other
            for other in sorted(found)
            if not any(region_index.related(other, unit) for unit in groups[0])
        ]
        if others and not place.candidates:
            place.candidates = (code, *others)
            shown = "; ".join(f"{other} {region_index.name(other)}" for other in others)
            place.say("name_shared", printed=printed, suggestions=shown, region=code)
        self._say_vintage(record, place, self.order(record)[0])

    def _level(self, codes: Sequence[str]) -> str:
        """Choose between nested units: the preferred one, else one of the level that names usually mean."""
        if len(codes) == 1:
            return codes[0]
        return self.prefer(codes) or min(codes, key=lambda code: (2, 1, 3, 0).index(nuts.level_of(code)))

    def _by_near_name(self, record: Record, place: Place, vintages: Sequence[int]) -> None:
        name, country = str(record.name), str(record.country)
        near_in = {year: self.gazetteer(year).near_names(name, country) for year in vintages}
        ranked = [(near, year) for year, found in near_in.items() for near in found]
        if not ranked:
            place.say("name_unknown_alone", printed=name, country=country)
            return
        best, vintage = max(ranked, key=lambda item: item[0].score)
        region_index = self.gazetteer(vintage)
        here = near_in[vintage]
        close = [near for near in here if near.score >= best.score - _TIE]
        groups = _families(sorted({near.nuts_id for near in close}), region_index)
        place.candidates = tuple(dict.fromkeys(near.nuts_id for near in here))[:5]
        shown = "; ".join(f"{code} {region_index.name(code)}" for code in place.candidates[:3])
        if best.score < NEAR_SCORE:
            place.say("name_unknown", printed=name, suggestions=shown, country=country)
        elif len(groups) > 1:
            place.say("name_ambiguous", printed=name, suggestions=shown, country=country)
        else:
            code = self._level(groups[0])
            near = next(near for near in close if near.nuts_id == code)
            self._settle(place, code, vintage, "near name", near.score)
            place.say(
                "by_near_name",
                printed=name,
                region=code,
                name=near.name,
                vintage=str(vintage),
                score=round(near.score),
            )
            self._say_vintage(record, place, vintages[0])

    # -- point -----------------------------------------------------------------------------------------------

    def use_points(self, records: Sequence[Record], places: Sequence[Place]) -> None:
        """Locate open records by their points, and compare the others with theirs."""
        by_vintage: dict[int, list[int]] = {}
        without_country: dict[int, Record] = {}
        for row, (record, place) in enumerate(zip(records, places, strict=True)):
            if record.point is None:
                continue
            if place.vintage or record.country or record.stated_vintage or self.vintage:
                by_vintage.setdefault(place.vintage or self.vintage_of(record), []).append(row)
            else:
                without_country[row] = record
        for row, vintage in self._vintages_around(without_country):
            by_vintage.setdefault(vintage, []).append(row)
        for vintage, rows in by_vintage.items():
            region_index = self.gazetteer(vintage)
            around = region_index.at([records[row].point for row in rows])
            for row, smallest in zip(rows, around, strict=True):
                step = self._compare_point if places[row].nuts_id else self._by_point
                step(records[row], places[row], region_index, smallest)

    def _vintages_around(self, records: Mapping[int, Record]) -> Iterator[tuple[int, int]]:
        """Return for each record without country the newest vintage with a unit at or near its point."""
        left = {row: record.point for row, record in records.items()}
        for vintage in self.newest_first:
            around = self.gazetteer(vintage).at(left.values()) if left else []
            for row, smallest in list(zip(left, around, strict=True)):
                if smallest:
                    del left[row]
                    yield row, vintage
        for row, point in left.items():
            near = (year for year in self.newest_first if self.gazetteer(year).nearest(point))
            yield row, next(near, self.newest_first[0])

    def _by_point(self, record: Record, place: Place, region_index: Gazetteer, smallest: str | None) -> None:
        distance_m = 0.0
        if smallest is None or record.country not in (None, region_index.units[smallest].country):
            near = region_index.nearest(record.point, country=record.country)
            if near is None:
                if smallest is None:
                    place.say("point_outside", distance=NEAREST_M // 1000)
                else:
                    country = region_index.units[smallest].country
                    place.say("point_country", country=country, country_stated=str(record.country))
                return
            smallest, distance_m = near
        code = region_index.region_of(smallest)
        self._settle(place, code, region_index.vintage, "point", math.nan)
        params: dict[str, Value] = {
            "region": code,
            "name": region_index.name(code),
            "vintage": str(region_index.vintage),
        }
        if distance_m:
            place.say("by_point_near", **params, distance=round(distance_m / 1000, 1))
        else:
            place.say("by_point", **params)
        self._say_vintage(record, place, self.order(record)[0])
        self._say_unconfirmed(record, place)

    def _compare_point(
        self, record: Record, place: Place, region_index: Gazetteer, smallest: str | None
    ) -> None:
        code = str(place.nuts_id)
        if smallest is None:
            near = region_index.nearest(record.point)
            if near is None:
                place.say("point_outside", distance=NEAREST_M // 1000)
                return
            smallest = near[0]
        lineage = region_index.lineage(smallest)
        if code in lineage:
            return
        level = region_index.units[code].level
        other = next((unit for unit in lineage if region_index.units[unit].level == level), lineage[0])
        place.say(
            "point_conflict",
            region=code,
            name=region_index.name(code),
            other=other,
            other_name=region_index.name(other),
            country=region_index.units[other].country,
        )
        self._say_unconfirmed(record, place)

    @staticmethod
    def _say_unconfirmed(record: Record, place: Place) -> None:
        if record.unconfirmed and record.city:
            place.say("city_unconfirmed", city=record.city)

    # -- city ------------------------------------------------------------------------------------------------

    def use_cities(self, records: Sequence[Record], places: Sequence[Place]) -> None:
        """Locate open records by their cities, and compare those without a point with theirs."""
        for record, place in zip(records, places, strict=True):
            if not record.city or not record.country or (place.nuts_id and record.point):
                continue
            region_index = self.gazetteer(place.vintage or self.vintage_of(record))
            meant = self.cities.find(record.city, record.country, region_index)
            if meant and place.nuts_id:
                compare_city(place, record.city, region_index, meant)
            elif meant and (city := say_city(place, record.city, record.country, region_index, meant)):
                self._settle(place, city.region, region_index.vintage, "city", math.nan)
                self._say_vintage(record, place, self.order(record)[0])
                self._say_unconfirmed(record, place)

    # -- country ---------------------------------------------------------------------------------------------

    def finish(self, record: Record, place: Place) -> None:
        """Give what is still open its country, or say that it has no place at all."""
        if place.nuts_id is not None:
            return
        country = record.country
        if country:
            years = [year for year in self.order(record) if country in self.gazetteer(year).units]
            if years:
                vintage = years[0]
                self._settle(place, country, vintage, "country", math.nan)
                place.say("by_country", country=country)
                return
            place.say("country_unknown", country=country)
        place.say("not_located")


def _no_preference(_codes: Sequence[str]) -> None:
    """Decline to choose a level."""


def _families(codes: Sequence[str], region_index: Gazetteer) -> list[list[str]]:
    """Group units by the largest unit among them; in each group stay the units that no two rivals share.

    Leipzig names a region and two districts in it: one family, of the region alone. Berlin names a region
    at three levels, each inside the next: one family of three.
    """
    largest = [code for code in codes if not any(up in codes for up in region_index.lineage(code)[1:])]
    families = []
    for top in largest:
        members = [code for code in codes if top in region_index.lineage(code)]
        chain = [code for code in members if all(region_index.related(code, other) for other in members)]
        families.append(sorted(chain, key=lambda code: (len(code), code)))
    return families
