"""The unit that somebody means by a code or a name: a country or a region of one map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from geo.datapackage.catalog import Catalog
from geo.errors import RegionError
from geo.nuts.countries import country_code, nearest_country
from geo.nuts.gazetteer import Gazetteer, gazetteer
from geo.nuts.map_units import older_vintages

#: The finest level of a unit that is meant where regions are painted.
PAINTED_LEVEL: Final = 2


@dataclass(frozen=True)
class Meant:
    """What a text means.

    Parameters
    ----------
    code
        Code of the unit; None when it is none or may be several.
    vintage
        Vintage of the code.
    expected
        What the text should have been, in words.
    suggestion
        The name or code most like it.
    """

    code: str | None
    vintage: int = 0
    expected: str = ""
    suggestion: str | None = None


class Selection:
    """Finds the units that texts mean on the map of one vintage.

    Parameters
    ----------
    vintage
        Of the map. Countries that left the classification have the units of an older one.
    finest
        The finest level of a unit that may be meant.
    catalog
        Data package.

    Examples
    --------
    >>> find = Selection(2021, catalog=Catalog.bundled()).find
    >>> find("Espanya").code, find("Catalonia").code, find("es51").code, find("Limburg").code
    ('ES', 'ES51', 'ES51', None)
    >>> find("Catalogna").code, find("Catalunia").suggestion, find("ES519").suggestion
    ('ES51', 'Cataluña', 'ES51')
    >>> find("Barcelona").expected, find("Barcelona").suggestion
    ('a country or a region of level 2 or larger', 'ES51')
    """

    def __init__(self, vintage: int, *, finest: int = PAINTED_LEVEL, catalog: Catalog) -> None:
        older = older_vintages(vintage, catalog=catalog)
        self._finest = finest
        self._gazetteers = {
            country: gazetteer(year, catalog=catalog)
            for year, countries in ((vintage, None), *((year, {code}) for code, year in older.items()))
            for country in sorted(countries or _countries(gazetteer(year, catalog=catalog)))
        }

    def find(self, text: str) -> Meant:
        """Return the unit that a text means.

        A country goes before a region of the same name; of regions that lie in each other and share a name,
        the largest is meant.
        """
        country = country_code(text)
        if country in self._gazetteers:
            return Meant(country, self._gazetteers[country].vintage)
        code = text.strip().upper()
        if code[:2] in self._gazetteers and code in self._gazetteers[code[:2]].units:
            return self._of_level(code)
        named = list(self._named(text))
        if not named:
            return self._unknown(text)
        coarse = [code for code in named if self._fits(code)]
        if not coarse:
            return self._of_level(named[0])
        largest = coarse[0]
        if all(self._gazetteers[largest[:2]].related(largest, other) for other in coarse):
            return self._of_level(largest)
        return Meant(None, expected=f"the code of one of {', '.join(coarse)}")

    def _of_level(self, code: str) -> Meant:
        names = self._gazetteers[code[:2]]
        if names.units[code].level > self._finest:
            wanted = f"a country or a region of level {self._finest} or larger"
            around = next(unit for unit in names.lineage(code) if names.units[unit].level == self._finest)
            return Meant(None, expected=wanted, suggestion=around)
        return Meant(code, names.vintage)

    def _named(self, text: str) -> Iterator[str]:
        """Yield the codes of the units that go by a name, larger ones first."""
        codes = {
            code
            for country, regions in self._gazetteers.items()
            for code in regions.names.by_name(text, country)
        }
        yield from sorted(codes, key=lambda code: (len(code), code))

    def _unknown(self, text: str) -> Meant:
        names = next(iter(self._gazetteers.values()))
        expected = f"the code or the name of a country or of a region of NUTS {names.vintage}"
        code = text.strip().upper()
        if len(code) <= 5 and code[:2] in self._gazetteers and code[2:].isalnum():
            fitting = [other for other in self._gazetteers[code[:2]].near_codes(code) if self._fits(other)]
            return Meant(None, expected=expected, suggestion=fitting[0] if fitting else None)
        alike = [
            unit
            for country, gazetteer_ in self._gazetteers.items()
            for unit in gazetteer_.names.near_names(text, country)[:3]
            if self._fits(unit.nuts_id)
        ]
        best = max(alike, key=lambda unit: (unit.score, unit.nuts_id), default=None)
        return Meant(
            None, expected=expected, suggestion=nearest_country(text) or (best.name if best else None)
        )

    def _fits(self, code: str) -> bool:
        return self._gazetteers[code[:2]].units[code].level <= self._finest


def select_units(texts: Iterable[str], vintage: int, *, catalog: Catalog) -> tuple[str, ...]:
    """Return the codes of the units that texts mean on the map of a vintage.

    Raises
    ------
    RegionError
        One of them is none, or may be several.
    """
    selection = Selection(vintage, catalog=catalog)
    meant_by_text = {text: selection.find(text) for text in texts}
    for text, meant in meant_by_text.items():
        if meant.code is None:
            hint = f". Did you mean {meant.suggestion!r}?" if meant.suggestion else ""
            raise RegionError(f"focus: found {text!r}, expected {meant.expected}{hint}")
    return tuple(meant.code for meant in meant_by_text.values() if meant.code)


def _countries(names: Gazetteer) -> set[str]:
    return {unit.country for unit in names.units.values() if unit.level == 0}
