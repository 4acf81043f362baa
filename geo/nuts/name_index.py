"""The names of the units of one NUTS vintage: exact, without words for an office, or alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from geo.language.folding import fold
from geo.nuts.aliases import Alias
from geo.nuts.names import asked_cores, core, cores, has_office, is_city, own_letters, parts, spellings
from geo.nuts.similarity import SimilarRegions
from geo.nuts.unit_tree import UnitTree


@dataclass(frozen=True)
class Near:
    """A unit whose name is like the one asked for.

    Parameters
    ----------
    nuts_id
        Its code.
    name
        The name that is alike, as people write it.
    score
        Similarity, 0-100.
    """

    nuts_id: str
    name: str
    score: float


#: Name, kind and vintages of each further name, by country and code of the unit.
OtherNames = Mapping[str, Mapping[str, Sequence[tuple[str, str, str]]]]
_Names = dict[str, dict[str, tuple[str, str]]]
#: So many answers are kept for the names that follow.
_KEPT: Final = 1 << 14


class NameIndex:
    """All names that the units of one vintage go by.

    Parameters
    ----------
    tree
        The units.
    vintage
        Year of the classification: a name may hold in some vintages only.
    other_names
        Names beside those of the classification.
    own
        Names that the project adds.
    """

    def __init__(
        self, tree: UnitTree, vintage: int, *, other_names: OtherNames, own: Sequence[Alias]
    ) -> None:
        self._tree, self._vintage, self._other_names, self._own = tree, vintage, other_names, own
        #: The codes of each country, in the order of the boundaries.
        self._codes: dict[str, list[str]] = defaultdict(list)
        for code, unit in tree.units.items():
            self._codes[unit.country].append(code)
        self._by_country: dict[str, _Names] = {}
        self._cores_by_country: dict[str, dict[str, list[str]]] = {}
        self._similar_by_country: dict[str, SimilarRegions] = {}
        #: Answers of `national`.
        self._best_names: dict[str, str] = {}
        #: Answers of `near_names`: a table often misspells one region in many rows.
        self._near: dict[tuple[str, str], list[Near]] = {}

    def national(self, code: str) -> str:
        """Return the national name of a unit in its best spelling.

        NUTS 2013 writes level 1 in capitals throughout and Polish names without their own letters; the table
        of names and the units below have the same names as they are written.
        """
        if code not in self._best_names:
            self._best_names[code] = self._best_name(code)
        return self._best_names[code]

    def _best_name(self, code: str) -> str:
        name = self._tree.units[code].name
        key = fold(name)
        known = self._other_names.get(code[:2], {}).get(code, ())
        national = [other for other, kind, _ in known if kind == "national"]
        same = [other for other in national if fold(other) == key]
        if name.isupper() and len(name) >= 4:
            same += [self._tree.units[child].name for child in self._tree.children(code)]
            same = [other for other in same if not other.isupper() and fold(other) == key]
            return same[0] if same else name.title()
        return next((other for other in same if own_letters(other) > own_letters(name)), name)

    def by_name(self, name: str, country: str) -> dict[str, str]:
        """Find the units of a country that go by a name.

        Case, accents, punctuation and dashes do not count. Of a name with brackets or strokes that is no
        unit's as a whole the parts are looked up: Fribourg / Freiburg.

        Returns
        -------
        dict
            Code to ``"name"`` (the unit's own), ``"alias"`` (exonym, short form, other name) or ``"part"``
            (a name that several units go by together).
        """
        names = self._names_in(country)
        entries = names.get(fold(name)) or {}
        if not entries:
            for part in parts(name):
                entries = {**names.get(part, {}), **entries}
        return {code: kind for code, (kind, _) in entries.items()}

    def countries_of(self, name: str) -> list[str]:
        """Return the countries that have a unit of a name, as it is written or in one of its parts."""
        return list(
            dict.fromkeys(
                country
                for folded in (fold(name), *parts(name))
                for country in self._countries_by_name.get(folded, ())
            )
        )

    @cached_property
    def _countries_by_name(self) -> dict[str, list[str]]:
        countries: dict[str, list[str]] = {}
        for country in sorted(self._codes):
            for folded in self._names_in(country):
                countries.setdefault(folded, []).append(country)
        return countries

    def by_core(self, name: str, country: str) -> dict[str, str]:
        """Find the units of a country whose names differ from a name only in words for their office.

        Of several units those come first whose office is like the one that the name states: a city's or
        another. Where it states none, unrelated units whose own names hold one word more are found too:
        Offenbach may be the district of that name or Offenbach am Main.

        Returns
        -------
        dict
            Code to ``"alias"``: a name without its office word, or with another one, is another name; or to
            ``"part"``, as in `by_name`.
        """
        names = self._names_in(country)
        kind_by_code: dict[str, str] = {}
        for part in parts(name):
            same = next(filter(None, map(self._cores_in(country).get, asked_cores(part))), [])
            office = has_office(part)
            if office:
                same = [other for other in same if not has_office(other) or is_city(other) == is_city(part)]
                same = [other for other in same if has_office(other)] or same
            for folded in same:
                for code, (kind, _) in names[folded].items():
                    kind_by_code[code] = "part" if kind == "part" else "alias"
            if kind_by_code and not office:
                kind_by_code |= dict.fromkeys(self._longer(core(part), kind_by_code, country), "alias")
        return kind_by_code

    def _longer(self, words: str, codes: Iterable[str], country: str) -> list[str]:
        """Return the units unrelated to those found whose own names hold all the words, and others."""
        wanted, names = set(words.split()), self._names_in(country)
        longer = [
            code
            for other, cores in self._cores_in(country).items()
            if wanted < set(other.split())
            for folded in cores
            for code, (kind, _) in names[folded].items()
            if kind == "name"
        ]
        return [code for code in longer if not any(self._tree.related(code, other) for other in codes)]

    def near_names(self, name: str, country: str) -> list[Near]:
        """Find the units of a country whose names are most like a name, best first, ties by code."""
        key = (fold(name), country)
        if key not in self._near:
            if len(self._near) >= _KEPT:  # a table of any length may have another name in each row
                self._near.clear()
            self._near[key] = self._most_alike(name, country)
        return self._near[key]

    def _most_alike(self, name: str, country: str) -> list[Near]:
        names = self._names_in(country)
        if country not in self._similar_by_country:
            self._similar_by_country[country] = SimilarRegions(names)
        best: dict[str, Near] = {}
        for folded, score in self._similar_by_country[country].most_alike(fold(name)).items():
            for code, (_, written) in names[folded].items():
                if code not in best or best[code].score < score:
                    best[code] = Near(code, written, round(score, 1))
        return sorted(best.values(), key=lambda unit: (-unit.score, unit.nuts_id))

    def _names_in(self, country: str) -> _Names:
        """Return the names of a country: folded name to code to kind and name as written.

        What the project says of a name holds instead of our aliases, but a unit keeps its own name.
        """
        if country not in self._by_country:
            names: _Names = {}
            for code, name, kind in self._written_in(country):
                for folded in spellings(name):
                    names.setdefault(folded, {}).setdefault(code, (kind, name))
            for _, name, codes in (alias for alias in self._own if alias.country == country):
                kind = "part" if len(codes) > 1 else "alias"
                added = {code: (kind, name) for code in codes if code in self._tree.units}
                for folded in spellings(name) if added else ():
                    known = names.get(folded, {})
                    names[folded] = added | {code: item for code, item in known.items() if item[0] == "name"}
            self._by_country[country] = names
        return self._by_country[country]

    def _written_in(self, country: str) -> Iterator[tuple[str, str, str]]:
        """Yield code, name and kind of name of the units of a country, their own names first."""
        codes, year = self._codes.get(country, ()), str(self._vintage)
        for code in codes:
            yield code, self._tree.units[code].name, "name"
            yield code, self._tree.latin[code], "name"
        for code, others in self._other_names.get(country, {}).items():
            for name, kind, vintages in others:
                if code in self._tree.units and kind not in ("national", "latin") and year in vintages:
                    yield code, name, "part" if kind == "part" else "alias"

    def _cores_in(self, country: str) -> dict[str, list[str]]:
        """Return the full names of a country that have the same distinctive words."""
        if country not in self._cores_by_country:
            by_core: dict[str, list[str]] = defaultdict(list)
            for folded in self._names_in(country):
                for words in cores(folded):
                    by_core[words].append(folded)
            self._cores_by_country[country] = dict(by_core)
        return self._cores_by_country[country]
