"""The region that a printed name means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from geo.language.country_names import gisco_code
from geo.match.search import Search
from geo.match.stated import Place, Record
from geo.nuts.countries import country_code
from geo.nuts.gazetteer import Gazetteer
from geo.nuts.names import NEAR_SCORE

#: A region as offices label it: "DE21 Oberbayern", "DE21 - Oberbayern", "Oberbayern (DE21)".
_LABELLED: Final = re.compile(
    r"(?P<before>[A-Z]{2}[0-9A-Z]{1,3})(?:\s*[-–—:,]\s*|\s+)(?P<name>\S.*)"
    r"|(?P<first>\S.*?)\s*[(\[](?P<after>[A-Z]{2}[0-9A-Z]{1,3})[)\]]"
)
_CODE: Final = re.compile(r"[A-Z]{2}[0-9A-Z]{1,3}")
#: Countries whose names of regions have umlauts.
_WITH_UMLAUTS: Final = frozenset(("AT", "CH", "DE", "LI"))
#: Umlauts as people write them who lack the keys.
_UMLAUT: Final = re.compile(r"(?i)([aou])e")
#: Two near names this close in similarity are not told apart.
_TIE: Final = 2.0


class NameFinder:
    """Finds regions by their names: as printed, by another name, without office words, then by a near one.

    Parameters
    ----------
    search
        The vintages to look into.
    """

    def __init__(self, search: Search) -> None:
        self.search = search

    def place(self, record: Record, place: Place) -> None:
        """Find the region of a record that prints a name, and say why."""
        name, country = str(record.name), record.country
        if not country:
            place.say("name_without_country", printed=name)
            return
        vintages = self.search.order(record)
        # "ITC4 Lombardia" says it twice: the code decides, the name is compared.
        if self._take_labelled(record, place, vintages):
            return
        region_index = self.search.gazetteer(vintages[0])
        own = region_index.names.by_name(name, country).get(country)
        # "Luxembourg" printed as a region of Luxembourg means the country, though units in it bear the name.
        if country in region_index.units and (own or self.search.is_country(name, country)):
            self._take_country(record, place, own or "alias")
            return
        for vintage in vintages:
            if kind_by_code := self.search.gazetteer(vintage).names.by_name(name, country):
                self._take(record, place, vintage, kind_by_code)
                return
        if country in region_index.units and country_code(name) == country:
            self._take_country(record, place, "alias")
            return
        if not self._take_another_spelling(record, place, vintages):
            self._by_near_name(record, place, vintages)

    def _take_another_spelling(self, record: Record, place: Place, vintages: Sequence[int]) -> bool:
        """Take the region whose name differs only in words for its office, or in how umlauts are written."""
        name, country = str(record.name), str(record.country)
        for vintage in vintages:
            if kind_by_code := self.search.gazetteer(vintage).names.by_core(name, country):
                self._take(record, place, vintage, kind_by_code)
                return True
        plain = _UMLAUT.sub(r"\1", name) if country in _WITH_UMLAUTS else name
        for vintage in vintages if plain != name else ():
            region_index = self.search.gazetteer(vintage)
            if kind_by_code := region_index.names.by_name(plain, country) or region_index.names.by_core(
                plain, country
            ):
                self._take(record, place, vintage, kind_by_code)
                return True
        return False

    def _take_labelled(self, record: Record, place: Place, vintages: Sequence[int]) -> bool:
        """Take a region printed by its code, or by code and name; report a code of another place."""
        printed, country = str(record.name), str(record.country)
        labelled = _LABELLED.fullmatch(printed)
        if labelled:
            code = gisco_code(labelled["before"] or labelled["after"])
            name = labelled["name"] or labelled["first"]
        elif _CODE.fullmatch(printed):
            code, name = gisco_code(printed), ""
        else:
            return False
        for vintage in vintages:
            region_index = self.search.gazetteer(vintage)
            if code not in region_index.units or region_index.units[code].country != country:
                continue
            others = region_index.names.by_name(name, country) or region_index.names.by_core(name, country)
            if others and not any(region_index.related(code, other) for other in others):
                place.candidates = (code, *sorted(others))
                shown = "; ".join(f"{other} {region_index.name(other)}" for other in place.candidates)
                place.say("name_ambiguous", printed=printed, suggestions=shown, country=country)
                return True
            self.search.settle(place, code, vintage, "name" if name else "code", 100.0)
            params = {"region": code, "name": region_index.name(code), "vintage": str(vintage)}
            if name:
                place.say("by_name", printed=printed, **params)
            else:
                place.say("by_code", **params)
            self.search.say_vintage(record, place, vintages[0])
            return True
        return False

    def _take_country(self, record: Record, place: Place, by: str) -> None:
        country = str(record.country)
        self.search.settle(place, country, self.search.order(record)[0], by, 100.0)
        place.say("is_country", printed=str(record.name), region=country, country=country)

    def _take(self, record: Record, place: Place, vintage: int, kind_by_code: dict[str, str]) -> None:
        """Take all units that go by the printed name together, else choose between those that go by it."""
        codes, region_index = sorted(kind_by_code), self.search.gazetteer(vintage)
        # What the name stands for holds, as several codes would: a point or a city tells only where in it.
        if len(codes) == 1 or set(kind_by_code.values()) != {"part"}:
            self._choose(record, place, vintage, kind_by_code)
            return
        self.search.settle(place, codes[0], vintage, "alias", 100.0)
        levels = {region_index.units[code].level for code in codes}
        place.nuts_id, place.spans = ";".join(codes), True
        place.level = levels.pop() if len(levels) == 1 else None
        place.say("by_parts", printed=str(record.name), vintage=str(vintage))
        place.say("spans", suggestions=", ".join(codes))
        self.search.say_vintage(record, place, self.search.order(record)[0])

    def _choose(self, record: Record, place: Place, vintage: int, kind_by_code: dict[str, str]) -> None:
        """Take one of the units that go by the printed name, or report them all."""
        region_index, printed = self.search.gazetteer(vintage), str(record.name)
        # The units that bear the name itself go before those of which it is another name.
        own = sorted(code for code, kind in kind_by_code.items() if kind == "name")
        groups = _families(own, region_index)
        if len(groups) != 1:
            groups = _families(sorted(kind_by_code), region_index)
        elif aliases := [
            code for code in kind_by_code if all(region_index.related(code, other) for other in groups[0])
        ]:
            groups = [sorted({*groups[0], *aliases}, key=lambda code: (len(code), code))]
        shown = "; ".join(f"{code} {region_index.name(code)}" for code in sorted(kind_by_code))
        # Rivals are not told apart by guessing: the record's point decides, or nobody.
        if len(groups) > 1:
            place.candidates = tuple(sorted(kind_by_code))
            inside = (
                region_index.lineage(region_index.points.at([record.point])[0] or "") if record.point else ()
            )
            groups = [group for group in groups if any(code in inside for code in group)]
            if len(groups) != 1:
                place.say("name_ambiguous", printed=printed, suggestions=shown, country=str(record.country))
                return
            code = self.search.choose_level(groups[0])
            place.say("name_by_point", printed=printed, suggestions=shown, region=code)
        else:
            code = self.search.choose_level(groups[0])
        by = "name" if kind_by_code[code] == "name" else "alias"
        self.search.settle(place, code, vintage, by, 100.0)
        place.say(
            f"by_{by}", printed=printed, region=code, name=region_index.name(code), vintage=str(vintage)
        )
        if len(groups[0]) > 1:
            place.candidates = place.candidates or tuple(groups[0])
            key = "several_levels" if self.search.prefer(groups[0]) else "several_levels_usual"
            place.say(key, printed=printed, suggestions=", ".join(groups[0]), region=code)
        others = [
            other
            for other in sorted(kind_by_code)
            if not any(region_index.related(other, unit) for unit in groups[0])
        ]
        if others and not place.candidates:
            place.candidates = (code, *others)
            shown = "; ".join(f"{other} {region_index.name(other)}" for other in others)
            place.say("name_shared", printed=printed, suggestions=shown, region=code)
        self.search.say_vintage(record, place, self.search.order(record)[0])

    def _by_near_name(self, record: Record, place: Place, vintages: Sequence[int]) -> None:
        name, country = str(record.name), str(record.country)
        candidates_in = {
            year: self.search.gazetteer(year).names.near_names(name, country) for year in vintages
        }
        ranked = [(candidate, year) for year, candidates in candidates_in.items() for candidate in candidates]
        if not ranked:
            place.say("name_unknown_alone", printed=name, country=country)
            return
        best, vintage = max(ranked, key=lambda item: item[0].score)
        region_index = self.search.gazetteer(vintage)
        here = candidates_in[vintage]
        close = [candidate for candidate in here if candidate.score >= best.score - _TIE]
        groups = _families(sorted({candidate.nuts_id for candidate in close}), region_index)
        place.candidates = tuple(dict.fromkeys(candidate.nuts_id for candidate in here))[:5]
        shown = "; ".join(f"{code} {region_index.name(code)}" for code in place.candidates[:3])
        if best.score < NEAR_SCORE:
            place.say("name_unknown", printed=name, suggestions=shown, country=country)
        elif len(groups) > 1:
            place.say("name_ambiguous", printed=name, suggestions=shown, country=country)
        else:
            code = self.search.choose_level(groups[0])
            candidate = next(candidate for candidate in close if candidate.nuts_id == code)
            self.search.settle(place, code, vintage, "near name", candidate.score)
            place.say(
                "by_near_name",
                printed=name,
                region=code,
                name=candidate.name,
                vintage=str(vintage),
                score=round(candidate.score),
            )
            self.search.say_vintage(record, place, vintages[0])


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
