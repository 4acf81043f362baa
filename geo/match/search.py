"""The vintages that the records of a table may be written in, and what holds however a record is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from geo.datapackage.catalog import Catalog
from geo.language.country_names import country_name
from geo.language.folding import fold
from geo.language.messages import LANGUAGES
from geo.match.stated import Place, Record
from geo.nuts.gazetteer import Gazetteer, gazetteer
from geo.nuts.units import level_of
from geo.nuts.vintages import check_vintage, known_codes, known_vintages, vintages

#: Chooses between the codes of nested units, or declines.
Prefer = Callable[[Sequence[str]], str | None]


class Search:
    """Looks into the vintages that records may be written in, in the order that suits each of them.

    Parameters
    ----------
    vintage
        Vintage of records that do not state one; None for the newest that holds what they say.
    prefer
        Chooses between nested units, see `geo.match.locating.find_regions`.
    catalog
        Data package.
    """

    def __init__(self, vintage: int | None, prefer: Prefer, catalog: Catalog) -> None:
        self.catalog = catalog
        if vintage is not None:
            check_vintage(vintage, catalog=catalog)
        self.vintage = vintage
        self.prefer = prefer
        self._gazetteers: dict[int, Gazetteer] = {}
        self._country_names: dict[str, set[str]] = {}
        self._orders: dict[int, tuple[int, ...]] = {}
        self.newest_first = tuple(reversed(vintages(catalog=catalog)))

    def gazetteer(self, vintage: int) -> Gazetteer:
        """Return the regions of a vintage."""
        if vintage not in self._gazetteers:
            self._gazetteers[vintage] = gazetteer(vintage, catalog=self.catalog)
        return self._gazetteers[vintage]

    def is_country(self, name: str, country: str) -> bool:
        """Return whether a name is the country's own, or what one of the map's languages calls it."""
        if country not in self._country_names:
            names = (country_name(country, language) for language in LANGUAGES)
            self._country_names[country] = {fold(name) for name in names}
        return fold(name) in self._country_names[country]

    def has_country(self, country: str | None) -> bool:
        """Return whether any vintage has a country; one that is not stated may be any."""
        return country is None or any(country in self.gazetteer(year).units for year in self.newest_first)

    def newer_vintage(self, code: str) -> int | None:
        """Return the newest vintage of which only the codes are known that has a code; None when none has."""
        known = reversed(known_vintages(catalog=self.catalog))
        return next(
            (
                year
                for year in known
                if year not in self.newest_first and code in known_codes(year, catalog=self.catalog)
            ),
            None,
        )

    def first_vintage(self, record: Record) -> int:
        """Return the vintage that a record states, else the one asked for, else the newest."""
        return record.stated_vintage or self.vintage or self.newest_first[0]

    def order(self, record: Record) -> tuple[int, ...]:
        """Return the vintages to look in: the stated one, then the others, newest first."""
        first = self.first_vintage(record)
        if first not in self._orders:
            check_vintage(first, catalog=self.catalog)
            self._orders[first] = (first, *(year for year in self.newest_first if year != first))
        return self._orders[first]

    def vintage_of(self, record: Record) -> int:
        """Return the first vintage to look in that has the record's country."""
        years = self.order(record)
        return next((year for year in years if record.country in self.gazetteer(year).units), years[0])

    def settle(self, place: Place, code: str, vintage: int, by: str, score: float) -> None:
        """Note the region of a record and how it was found."""
        place.nuts_id, place.vintage, place.located_by, place.score = code, vintage, by, score
        place.level = self.gazetteer(vintage).units[code].level

    def say_vintage(self, record: Record, place: Place, wanted: int) -> None:
        """Note that a record was found in another vintage than the wanted one."""
        if place.vintage == wanted:
            return
        key = "stated_vintage" if record.stated_vintage or self.vintage else "older_vintage"
        place.say(key, vintage=str(place.vintage), wanted=str(wanted))

    def choose_level(self, codes: Sequence[str]) -> str:
        """Choose between nested units: the preferred one, else one of the level that names usually mean."""
        if len(codes) == 1:
            return codes[0]
        return self.prefer(codes) or min(codes, key=lambda code: (2, 1, 3, 0).index(level_of(code)))
