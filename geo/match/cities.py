"""What the city of a record stands for: one place, the largest of several, or a choice that is not ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

from geo.datapackage.catalog import Catalog
from geo.language.notes import Note, Value
from geo.nuts import places
from geo.nuts.gazetteer import Gazetteer
from geo.nuts.places import DOMINANT, LEAST_INHABITANTS, Places, places_of

#: So many places of one name are looked at, the largest first, and so many are named in a note.
_WEIGHED: Final = 40
_NAMED: Final = 4
#: So many answers are kept for the names that follow.
_KEPT: Final = 1 << 14


@dataclass(frozen=True)
class City:
    """A place and the region it lies in.

    Parameters
    ----------
    place
        The place.
    unit
        Smallest NUTS unit around its point.
    region
        Unit of level 2 around it, or the smallest where there is none.
    distance_m
        How far the point lies outside the unit.
    """

    place: places.Place
    unit: str
    region: str
    distance_m: float = 0.0


@dataclass(frozen=True)
class Meant:
    """What the name of a city means in one country.

    Parameters
    ----------
    kind
        ``one`` place or places of one region; the ``largest`` of several, at least `DOMINANT` times as large
        as the next one in another region; ``several`` and none chosen; ``outside`` every region; ``unknown``.
    cities
        The places that were weighed, the largest first; the first one is meant where one is.
    others
        The largest place in each other region.
    similar
        Names like one that no place has.
    elsewhere
        Country and place, where a name that no place of the country has is that of one in another.
    """

    kind: str
    cities: tuple[City, ...] = ()
    others: tuple[City, ...] = field(default=())
    similar: tuple[str, ...] = ()
    elsewhere: tuple[str, places.Place] | None = None


class Cities:
    """Looks up cities, each name once.

    Parameters
    ----------
    catalog
        Data package.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._places: dict[str, Places | None] = {}
        self._known: dict[tuple[str, str, int], Meant] = {}

    def find(self, name: str, country: str, region_index: Gazetteer) -> Meant | None:
        """Return what a name means in the regions of one vintage; None without a table of places."""
        known = self._places_of(country)
        if known is None:
            return None
        key = (name, country, region_index.vintage)
        if key not in self._known:
            if len(self._known) >= _KEPT:  # a table of any length may have another name in each row
                self._known.clear()
            self._known[key] = self._weigh(name, country, known, region_index)
        return self._known[key]

    def named(self, name: str, country: str, region_index: Gazetteer) -> Meant | None:
        """Return what a name means that a place of the country has; None where none in a region has it."""
        known = self._places_of(country)
        meant = self.find(name, country, region_index) if known and known.find(name) else None
        return meant if meant and meant.cities else None

    def _places_of(self, country: str) -> Places | None:
        if country not in self._places:
            self._places[country] = places_of(country, catalog=self._catalog)
        return self._places[country]

    def _weigh(self, name: str, country: str, known: Places, region_index: Gazetteer) -> Meant:
        places_named = known.find(name)[:_WEIGHED]
        if not places_named:
            # Names that are alike are looked for last: that takes longest.
            if elsewhere := places.find_elsewhere(name, country, catalog=self._catalog):
                return Meant("unknown", elsewhere=elsewhere)
            return Meant("unknown", similar=tuple(known.similar(name)))
        cities = tuple(city for place in places_named if (city := _in_region(place, country, region_index)))
        if not cities:
            return Meant("outside")
        largest: dict[str, City] = {}
        for city in cities:
            largest.setdefault(city.region, city)
        first, *others = largest.values()
        if not others:
            return Meant("one", cities)
        dominant = first.place.population >= DOMINANT * others[0].place.population
        return Meant("largest" if dominant else "several", cities, tuple(others))


class Place(Protocol):
    """Where a record is, as far as it is known: it takes the reasons."""

    nuts_id: str | None
    candidates: tuple[str, ...]

    def say(self, key: str, **params: Value) -> None:
        """Add a note."""


def say_city(place: Place, printed: str, country: str, region_index: Gazetteer, meant: Meant) -> City | None:
    """Note what a city's name means, and return the place to be taken; None where none is."""
    params: dict[str, Value]
    if meant.elsewhere:
        other, elsewhere = meant.elsewhere
        params = {"printed": printed, "country": country, "least": LEAST_INHABITANTS}
        place.say(
            "city_elsewhere", **params, place=elsewhere.name, size=elsewhere.population, country_other=other
        )
        return None
    if meant.kind == "unknown":
        key = "city_unknown" if meant.similar else "city_unknown_alone"
        suggestions = {"suggestions": ", ".join(meant.similar)} if meant.similar else {}
        place.say(key, printed=printed, country=country, least=LEAST_INHABITANTS, **suggestions)
        return None
    if meant.kind == "outside":
        place.say("city_outside", printed=printed, vintage=str(region_index.vintage))
        return None
    regions = tuple(dict.fromkeys(city.region for city in (meant.cities[0], *meant.others)))
    if meant.others:
        place.candidates = regions
    if meant.kind == "several":
        shown = _list((meant.cities[0], *meant.others), region_index)
        place.say("city_ambiguous", printed=printed, suggestions=shown, country=country)
        return None
    city = meant.cities[0]
    params = {"printed": printed, "place": city.place.name, "size": city.place.population}
    params |= {
        "region": city.region,
        "name": region_index.name(city.region),
        "vintage": str(region_index.vintage),
    }
    if city.distance_m:
        place.say("by_city_near", **params, distance=round(city.distance_m / 1000, 1))
    else:
        place.say("by_city", **params)
    if meant.others:
        place.say(
            "city_largest", printed=printed, times=DOMINANT, suggestions=_list(meant.others, region_index)
        )
    return city


def say_city_as_region(note: Note, country: str, meant: Meant, region_index: Gazetteer) -> Note:
    """Return what is said instead of a note on a name that no region has, where it is that of a city."""
    params: dict[str, Value] = {"printed": note.params["printed"], "country": country}
    if meant.kind == "several":
        shown = _list((meant.cities[0], *meant.others), region_index)
        return Note("note.locate.name_is_cities", {**params, "suggestions": shown})
    city = meant.cities[0]
    params |= {"place": city.place.name, "region": city.region, "name": region_index.name(city.region)}
    suggestion = f"{note.params['region']} {note.params['name']}" if "region" in note.params else None
    if similar := note.params.get("suggestions", suggestion):
        return Note("note.locate.name_is_city_or", {**params, "suggestions": similar})
    return Note("note.locate.name_is_city", params)


def compare_city(place: Place, printed: str, region_index: Gazetteer, meant: Meant) -> None:
    """Report a city that lies in another region than the one a record was found in.

    A name that several places bear is no conflict: one that is meant beyond doubt must lie elsewhere, and
    none of its name in the region.
    """
    codes = str(place.nuts_id).split(";")
    if meant.kind not in ("one", "largest") or any(
        code in region_index.lineage(city.unit) for city in meant.cities for code in codes
    ):
        return
    lineage = region_index.lineage(meant.cities[0].unit)
    level = region_index.units[codes[0]].level
    other = next((unit for unit in lineage if region_index.units[unit].level == level), lineage[0])
    place.say(
        "city_conflict",
        printed=printed,
        region=", ".join(codes),
        name=", ".join(region_index.name(code) for code in codes),
        other=other,
        other_name=region_index.name(other),
    )


def _list(cities: tuple[City, ...], region_index: Gazetteer) -> str:
    more = "; …" if len(cities) > _NAMED else ""
    return "; ".join(_describe(city, region_index) for city in cities[:_NAMED]) + more


def _describe(city: City, region_index: Gazetteer) -> str:
    """Return a place as a candidate is listed: name, inhabitants, region."""
    inhabitants = f"{city.place.population:,}".replace(",", "\u202f")
    return f"{city.place.name} ({inhabitants}; {city.region} {region_index.name(city.region)})"


def _in_region(place: places.Place, country: str, region_index: Gazetteer) -> City | None:
    unit, distance_m = region_index.points.at([place.point])[0], 0.0
    if unit is None or region_index.units[unit].country != country:
        nearest = region_index.points.nearest(place.point, country=country)
        if nearest is None:
            return None
        unit, distance_m = nearest
    return City(place, unit, region_index.region_of(unit), distance_m)
