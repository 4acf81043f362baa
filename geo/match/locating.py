"""The region of a record: by its code, its name, its point, its city or its country, with the reasons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.folding import fold
from geo.language.notes import Note, Value, pack
from geo.match.cities import Cities, compare_city, say_city, say_city_as_region
from geo.match.codes import CodeFinder
from geo.match.keys import Around, Key, Keys, keys_of
from geo.match.naming import NameFinder
from geo.match.pointing import PointFinder
from geo.match.search import Prefer, Search
from geo.match.stated import Place, Record, Stated, parts_of, read_stated, say_unconfirmed
from geo.nuts.gazetteer import Gazetteer
from geo.nuts.names import has_office
from geo.tables.clusters import as_records
from geo.tables.frames import copied

#: So many records are looked at together: what is thought about them takes far more memory than what is kept.
_BATCH: Final = 1 << 12
#: So many answers are kept for the records that follow.
_KEPT: Final = 1 << 14
#: What is said of a point outside the region that a record states.
_ELSEWHERE: Final = frozenset(("note.locate.point_conflict", "note.locate.point_code"))
#: What is said of a name that no region has.
_NO_NAME: Final = frozenset(
    f"note.locate.{key}" for key in ("name_unknown", "name_unknown_alone", "by_near_name")
)
#: How a region was found, the surest first.
_CERTAIN: Final = ("code", "name", "alias", "near name", "point", "country", "none")


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
    found = Locator(vintage=vintage, prefer=prefer, catalog=catalog).locate_batch(read_stated(records))
    located = gpd.GeoDataFrame(copied(records))
    if "geometry" not in located:
        located = located.set_geometry(
            gpd.GeoSeries([None] * len(located), index=located.index, crs="EPSG:4326")
        )
    for name, values in found.columns().items():
        located[name] = pd.Series(values, index=located.index, dtype=FOUND_COLUMNS[name])
    return located


class Found(NamedTuple):
    """Where a record was found, in the columns that locating adds; many records share one."""

    nuts_id: str | None
    level: int | None
    vintage: int | None
    located_by: str
    match_score: float
    candidates: str
    locate_notes: str


#: The columns of `Found` and their dtypes.
FOUND_COLUMNS: Final = {
    c.NUTS_ID: "object",
    c.LEVEL: "Int64",
    c.VINTAGE: "Int64",
    c.LOCATED_BY: None,
    c.MATCH_SCORE: "float64",
    c.CANDIDATES: "object",
    c.LOCATE_NOTES: "object",
}


@dataclass(frozen=True)
class Located:
    """Where the records of a batch were found, as columns.

    Parameters
    ----------
    places
        Where they were found and why; many records share one.
    which
        For each record its place in `places`.
    """

    places: Sequence[Found]
    which: NDArray[np.int64]

    def columns(self) -> dict[str, NDArray[np.object_]]:
        """Return a value for each record in each of the columns of `FOUND_COLUMNS`."""
        columns = {}
        for name in FOUND_COLUMNS:
            values = np.empty(len(self.places), dtype=object)
            values[:] = [getattr(place, name) for place in self.places]
            columns[name] = values[self.which]
        return columns


class Locator:
    """Finds records by their codes, names, points, cities and countries, in this order.

    Parameters
    ----------
    vintage, prefer, catalog
        As for `find_regions`.
    """

    def __init__(self, *, vintage: int | None, prefer: Prefer | None, catalog: Catalog) -> None:
        self.search = Search(vintage, prefer or _no_preference, catalog)
        self.codes = CodeFinder(self.search)
        self.names = NameFinder(self.search)
        self.points = PointFinder(self.search)
        self.cities = Cities(catalog)
        self._known: dict[Key, Found] = {}
        self._shared: dict[Found, Found] = {}

    def locate_batch(self, stated: Stated) -> Located:
        """Find every record of a batch: what each says decides, and nothing of the others or their order.

        What states the same has the same place. Of points it counts in which units they lie: those that
        lie in the same have the same place, too.
        """
        numbers: dict[Found, int] = {}
        parts = [np.zeros(0, dtype=np.int64)]
        for first in range(0, len(stated), _BATCH):
            keys = keys_of(self.search, stated[first : first + _BATCH])
            places = self._answers(keys)
            which = np.fromiter((numbers.setdefault(place, len(numbers)) for place in places), np.int64)
            parts.append(which[keys.which])
        return Located(list(numbers), np.concatenate(parts))

    def _answers(self, keys: Keys) -> list[Found]:
        """Return where each key of a batch is found; what an earlier batch asked is not looked for again."""
        new = [at for at, key in enumerate(keys.distinct) if key is None or key not in self._known]
        places = self._find([keys.records[at] for at in new], [keys.distinct[at] for at in new])
        answers = dict(zip(new, (self._shared.setdefault(place, place) for place in places), strict=True))
        known = [answers[at] if at in answers else self._known[key] for at, key in enumerate(keys.distinct)]
        self._known |= {key: answers[at] for at in new if (key := keys.distinct[at]) is not None}
        # To forget all at once is simple, and cheap: a table of millions has few thousand keys.
        if len(self._known) + len(self._shared) > _KEPT:
            self._known.clear()
            self._shared.clear()
        return known

    def _find(self, records: Sequence[Record], keys: Sequence[Key | None]) -> list[Found]:
        places = [self.place_all(record) for record in records]
        others = []
        for at, (record, place, key) in enumerate(zip(records, places, keys, strict=True)):
            if isinstance(key, Around):
                self.points.take_around(record, place, key)
            else:
                others.append(at)
        self.points.use_points([records[at] for at in others], [places[at] for at in others])
        self.use_cities(records, places)
        for record, place in zip(records, places, strict=True):
            self.finish(record, place)
        return [
            Found(
                place.nuts_id,
                place.level,
                place.vintage,
                place.located_by,
                place.score,
                ";".join(place.candidates),
                pack(place.notes),
            )
            for place in places
        ]

    def place(self, record: Record) -> Place:
        """Try code and name; a record that has neither, or none that fits, stays open."""
        place = Place()
        if not self.search.has_country(record.country):
            return place  # nothing of it can be found; `finish` says so
        if record.code and self.codes.find(record, place):
            self.codes.check_name(record, place)
        elif record.name:
            self.names.place(record, place)
            if record.country:
                self._compare_with_cities(record, place)
        return place

    def place_all(self, record: Record) -> Place:
        """Place a record in each of the regions it names; in one vintage, so that all are of one map."""
        parts = parts_of(record)
        if len(parts) == 1:
            return self.place(record)
        places = [self.place(part) for part in parts]
        notes = (note for place in places for note in place.notes if note.key != "note.locate.spans")
        spanned = Place(notes=list(notes))
        located = [place for place in places if place.nuts_id is not None]
        if not located:
            return spanned
        codes = list(dict.fromkeys(code for place in located for code in str(place.nuts_id).split(";")))
        years = [int(place.vintage or 0) for place in located]
        fitting = (year for year in years if all(code in self.search.gazetteer(year).units for code in codes))
        spanned.vintage = next(fitting, years[0])
        units = self.search.gazetteer(spanned.vintage).units
        kept = [code for code in codes if code in units]
        levels = {units[code].level for code in kept}
        spanned.nuts_id, spanned.spans = ";".join(kept), len(kept) > 1
        spanned.level = levels.pop() if len(levels) == 1 else None
        least_sure = max(located, key=lambda place: _CERTAIN.index(place.located_by))
        spanned.located_by, spanned.score = least_sure.located_by, least_sure.score
        spanned.candidates = tuple(dict.fromkeys(code for place in located for code in place.candidates))
        if spanned.spans:
            spanned.say("spans", suggestions=", ".join(kept))
        if parts[0].code:
            self.codes.check_name(record, spanned)
        for code in [code for code in codes if code not in kept]:
            spanned.say("span_vintage", region=code, vintage=str(spanned.vintage))
        return spanned

    def _compare_with_cities(self, record: Record, place: Place) -> None:
        """Note a name of a region that is that of a city elsewhere, which belongs into another column.

        Freiberg is a city in Saxony and no slip of Freiburg; Palma is not only La Palma without its article.
        """
        name, country = str(record.name), str(record.country)
        region_index = self.search.gazetteer(place.vintage or self.search.vintage_of(record))
        note = next((note for note in place.notes if note.key in _NO_NAME), None)
        if note is None and not self._is_shortened(name, country, place, region_index):
            return
        meant = self.cities.named(name, country, region_index)
        if meant is None:
            if note is not None and place.nuts_id is None:
                place.notes = [self._abroad(name, country, region_index) or note]
            return
        if note is None:
            compare_city(place, name, region_index, meant)
            return
        codes = {code for city in meant.cities for code in region_index.lineage(city.unit)}
        if place.nuts_id not in codes:
            place.nuts_id = place.level = place.vintage = None
            place.located_by, place.score = "none", math.nan
            place.notes = [say_city_as_region(note, country, meant, region_index)]

    def _abroad(self, name: str, country: str, region_index: Gazetteer) -> Note | None:
        """Return the note that another country has a region of a name, as it is written; None without one."""
        other = next((code for code in region_index.names.countries_of(name) if code != country), None)
        if other is None:
            return None
        code = min(region_index.names.by_name(name, other), key=lambda code: (len(code), code))
        params: dict[str, Value] = {"printed": name, "country": country, "country_other": other}
        params |= {"region": code, "name": region_index.name(code)}
        return Note("note.locate.name_elsewhere", params)

    def _is_shortened(self, name: str, country: str, place: Place, region_index: Gazetteer) -> bool:
        """Return whether a name was taken for a longer one, though nothing in it says that it is a region."""
        return (
            place.located_by == "alias"
            and not place.spans
            and place.nuts_id != country
            and not has_office(fold(name))
            and not region_index.names.by_name(name, country)
        )

    def use_cities(self, records: Sequence[Record], places: Sequence[Place]) -> None:
        """Locate open records by their cities, and compare the others with theirs."""
        for record, place in zip(records, places, strict=True):
            if not record.city or not record.country:
                continue
            # The point lies elsewhere already, most often in that very city: once is enough.
            if any(note.key in _ELSEWHERE for note in place.notes):
                continue
            if not self.search.has_country(record.country):
                continue
            region_index = self.search.gazetteer(place.vintage or self.search.vintage_of(record))
            meant = self.cities.find(record.city, record.country, region_index)
            if meant and place.nuts_id:
                compare_city(place, record.city, region_index, meant)
            elif meant and (city := say_city(place, record.city, record.country, region_index, meant)):
                self.search.settle(place, city.region, region_index.vintage, "city", math.nan)
                self.search.say_vintage(record, place, self.search.order(record)[0])
                say_unconfirmed(record, place)

    def finish(self, record: Record, place: Place) -> None:
        """Give what is still open its country, or say that it has no place at all."""
        if place.nuts_id is not None:
            return
        country = record.country
        if country:
            years = [
                year for year in self.search.order(record) if country in self.search.gazetteer(year).units
            ]
            if years:
                vintage = years[0]
                self.search.settle(place, country, vintage, "country", math.nan)
                place.say("by_country", country=country)
                return
            place.say("country_unknown", country=country)
        place.say("not_located")


def _no_preference(_codes: Sequence[str]) -> None:
    """Decline to choose a level."""
