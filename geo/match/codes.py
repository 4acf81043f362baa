"""Regions by the codes that records state: in their vintage, another one, or one without boundaries."""

from __future__ import annotations

from geo.language.country_names import gisco_code
from geo.match.carried import carry_notes
from geo.match.search import Search
from geo.match.stated import Place, Record, names_of
from geo.nuts.carrying import carry


class CodeFinder:
    """Finds regions by the codes of records.

    Parameters
    ----------
    search
        The vintages to look into.
    """

    def __init__(self, search: Search) -> None:
        self.search = search

    def find(self, record: Record, place: Place) -> bool:
        """Place a record by the code it states; return whether it has a region now."""
        stated = str(record.code)
        # GR30 is EL30: Eurostat and ISO write two countries with other letters.
        code = gisco_code(stated.upper())
        vintages = self.search.order(record)
        vintage = next((year for year in vintages if code in self.search.gazetteer(year).units), None)
        # A table may be of a vintage whose boundaries nobody has taken yet; its codes are known all the same.
        if vintage is None and (newer := self.search.newer_vintage(code)):
            return self._carry_back(code, newer, place)
        if vintage is None:
            suggestions = self.search.gazetteer(vintages[0]).near_codes(code)
            if suggestions:
                place.candidates = tuple(suggestions)
                place.say("code_unknown", code=stated, suggestions=", ".join(suggestions))
            else:
                place.say("code_unknown_alone", code=stated)
            return False
        region_index = self.search.gazetteer(vintage)
        self.search.settle(place, code, vintage, "code", 100.0)
        if code[:2] != stated[:2].upper():
            place.say("code_letters", code=stated, region=code)
        place.say("by_code", region=code, name=region_index.name(code), vintage=str(vintage))
        self.search.say_vintage(record, place, vintages[0])
        country = region_index.units[code].country
        if record.country and country != record.country:
            place.say("code_country", region=code, country=country, country_stated=record.country)
        return True

    def _carry_back(self, code: str, newer: int, place: Place) -> bool:
        """Place a code of a vintage without boundaries where the newest one with boundaries has its area."""
        vintage, catalog = self.search.newest_first[0], self.search.catalog
        carried = carry(code, newer, vintage, catalog=catalog)
        place.say("code_newer", code=code, vintage=str(newer))
        place.notes += carry_notes(code, newer, vintage, carried)
        # Which of several parts is meant, only a name, a point or a city of the record can tell.
        if len(carried) != 1:
            return False
        self.search.settle(place, carried[0].nuts_id, vintage, "code", 100.0)
        return True

    def check_name(self, record: Record, place: Place) -> None:
        """Report a printed name that means a place other than each of the stated codes."""
        region_index = self.search.gazetteer(int(place.vintage or 0))
        codes = str(place.nuts_id).split(";")
        # Without a country any region of Europe may bear the name: there is nothing to compare with.
        for name in names_of(record) if record.country else ():
            country = str(record.country)
            others = region_index.names.by_name(name, country) or region_index.names.by_core(name, country)
            if others and not any(region_index.related(code, other) for other in others for code in codes):
                other = sorted(others)[0]
                place.candidates = (*codes, *sorted(others))
                place.say(
                    "code_name",
                    printed=name,
                    region=", ".join(codes),
                    other=other,
                    other_name=region_index.name(other),
                )
