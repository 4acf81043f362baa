"""The units of one NUTS vintage, to be found by code, by name or by a point."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz, process

from geo.datapackage.catalog import Catalog
from geo.language.folding import fold
from geo.nuts import units as nuts

#: A point this far outside every unit still belongs to the nearest one: at 1:10 million a coast is drawn
#: some kilometres away from where it is.
NEAREST_M: Final = 5_000
#: A name at least this similar (0-100) may stand for the name asked for, and the note says so.
NEAR_SCORE: Final = 85.0
#: Below this similarity a name is not even worth suggesting.
SUGGEST_SCORE: Final = 70.0
#: How far, in degrees, 5 km can reach anywhere south of 80 degrees north.
_REACH_DEG: Final = 0.3
#: Eurostat marks names that exist in several countries: Centre (FR), Norte (PT).
_COUNTRY_MARK: Final = re.compile(r"\s*\([A-Z]{2}\)$")
#: Words that say what kind of unit a name belongs to and that people leave out or add.
_GENERIC: Final = frozenset(
    (
        *("region", "regio", "regiao", "regione", "regija", "regiune", "comunidad", "comunitat", "community"),
        *("autonoma", "autonomous", "principado", "provincia", "provincie", "province", "prov", "provinz"),
        *("departement", "county", "land", "state", "freistaat", "canton", "kanton", "voivodeship"),
        *("wojewodztwo", "kraj", "metropolitan", "city"),
        *("of", "the", "de", "del", "della", "di", "du", "des", "la", "le", "el", "and"),
    )
)


class Unit(NamedTuple):
    """One NUTS unit without its boundary."""

    nuts_id: str
    level: int
    country: str
    name: str
    parent: str


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


_Names = dict[str, dict[str, tuple[str, str]]]


class Gazetteer:
    """Everything that can be looked up in one vintage.

    Parameters
    ----------
    vintage
        Year of the classification.
    catalog
        Data package.
    """

    def __init__(self, vintage: int, *, catalog: Catalog) -> None:
        self.vintage = vintage
        self._boundaries = catalog.content(f"nuts-{vintage}")
        self.units: dict[str, Unit] = {}
        self._children: dict[str, list[str]] = defaultdict(list)
        #: Code, name and kind of name, by country; a unit's own names first.
        self._written: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self._spellings: dict[str, list[str]] = defaultdict(list)
        self._by_country: dict[str, _Names] = {}
        self._bare_by_country: dict[str, dict[str, list[str]]] = {}
        units, names = nuts.read_units(vintage, catalog=catalog), nuts.read_names(catalog=catalog)
        for code, level, country, name, parent, latin in _rows(units, *Unit._fields, "name_latin"):
            self.units[code] = Unit(code, level, country, name, parent or "")
            self._children[parent].append(code)
            self._written[country] += [(code, name, "name"), (code, latin or name, "name")]
        year = str(vintage)
        for code, name, kind, vintages in _rows(names, "nuts_id", "name", "kind", "vintages"):
            if kind == "national":
                self._spellings[code].append(name)
            elif kind != "latin" and code in self.units and year in vintages:
                self._written[self.units[code].country].append((code, name, "alias"))

    def name(self, code: str) -> str:
        """Return the national name of a unit, never in capitals throughout as NUTS 2013 writes level 1."""
        name = self.units[code].name
        if not name.isupper() or len(name) < 4:
            return name
        key = fold(name)
        for other in (*self._spellings[code], *(self.units[child].name for child in self.children(code))):
            if not other.isupper() and fold(other) == key:
                return other
        return name.title()

    def children(self, code: str) -> Sequence[str]:
        """Return the units one level below."""
        return self._children.get(code, ())

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return a unit and the units it lies in, smallest first; nothing for an unknown code."""
        found = []
        while code in self.units:
            found.append(code)
            code = self.units[code].parent
        return tuple(found)

    def related(self, one: str, other: str) -> bool:
        """Say whether one of two units lies in the other."""
        return one in self.lineage(other) or other in self.lineage(one)

    def by_name(self, name: str, country: str) -> dict[str, str]:
        """Find the units of a country that go by a name.

        Case, accents, punctuation and dashes do not count.

        Returns
        -------
        dict
            Code to ``"name"`` (the unit's own) or ``"alias"`` (exonym, short form, other name).
        """
        found = self._names_in(country).get(fold(name), {})
        return {code: kind for code, (kind, _) in found.items()}

    def near_names(self, name: str, country: str) -> list[Near]:
        """Find the units of a country whose names are most like a name, best first, ties by code.

        Words such as *region* or *province* weigh little: they are left out for a second comparison.
        """
        names, bare_names = self._names_in(country), self._bare_names_in(country)
        wanted = fold(name)
        scored: dict[str, float] = {}
        for folded, score in _most_alike(wanted, names, scorer=fuzz.ratio):
            scored[folded] = score
        for bare, score in _most_alike(_bare(wanted), bare_names, scorer=fuzz.token_sort_ratio):
            for folded in bare_names[bare]:
                # One point less: with its generic words the name is not the one that was written.
                scored[folded] = max(scored.get(folded, 0.0), score - 1.0)
        # Rosenheim for "Rosenheim, Landkreis": worth a suggestion, never a match.
        for folded, score in _most_alike(wanted, names, scorer=fuzz.token_set_ratio):
            scored[folded] = max(scored.get(folded, 0.0), min(score, NEAR_SCORE) - 1.0)
        best: dict[str, Near] = {}
        for folded, score in scored.items():
            for code, (_, written) in names[folded].items():
                if code not in best or best[code].score < score:
                    best[code] = Near(code, written, round(score, 1))
        return sorted(best.values(), key=lambda near: (-near.score, near.nuts_id))

    def _names_in(self, country: str) -> _Names:
        """Return the names of a country: folded name to code to kind and name as written."""
        if country not in self._by_country:
            names: _Names = {}
            for code, name, kind in self._written.get(country, ()):
                for spelling in dict.fromkeys((name, _COUNTRY_MARK.sub("", name), *name.split("/"))):
                    if folded := fold(spelling):
                        names.setdefault(folded, {}).setdefault(code, (kind, name))
            self._by_country[country] = names
        return self._by_country[country]

    def _bare_names_in(self, country: str) -> dict[str, list[str]]:
        """Return the names of a country without generic words, each with the full names it stands for."""
        if country not in self._bare_by_country:
            bare: dict[str, list[str]] = defaultdict(list)
            for folded in self._names_in(country):
                bare[_bare(folded)].append(folded)
            self._bare_by_country[country] = bare
        return self._bare_by_country[country]

    def near_codes(self, code: str) -> list[str]:
        """Return up to three codes that a mistyped code may have meant, best first."""
        same_country = [known for known in self.units if known[:2] == code[:2]] or list(self.units)
        found = process.extract(code, same_country, scorer=fuzz.ratio, limit=3, score_cutoff=SUGGEST_SCORE)
        return [known for known, _, _ in found]

    @cached_property
    def _smallest(self) -> tuple[list[str], np.ndarray, shapely.STRtree]:
        codes, shapes = nuts.shapes_of(self._boundaries, level=3)
        return codes, shapes, shapely.STRtree(shapes)

    def at(self, points: Iterable[shapely.Point | None]) -> list[str | None]:
        """Find the level-3 unit around each point (EPSG:4326).

        Returns
        -------
        list
            One code per point; None where there is no point or no unit. A point on a border belongs to
            the unit with the first code.
        """
        codes, _, tree = self._smallest
        wanted = list(points)
        found: list[str | None] = [None] * len(wanted)
        hits = tree.query(np.array(wanted, dtype=object), predicate="intersects")
        for position, unit in sorted(zip(*hits.tolist(), strict=True), reverse=True):
            found[position] = codes[unit]
        return found

    def around(
        self, points: Sequence[shapely.Point | None], countries: Sequence[str | None]
    ) -> list[str | None]:
        """Find the level-3 unit around each point, or the nearest one of its country within `NEAREST_M`."""
        found = self.at(points)
        for at, (smallest, country) in enumerate(zip(found, countries, strict=True)):
            if smallest is None or country not in (None, self.units[smallest].country):
                near = self.nearest(points[at], country=country)
                found[at] = near[0] if near else None
        return found

    def nearest(self, point: shapely.Point | None, *, country: str | None = None) -> tuple[str, float] | None:
        """Find the level-3 unit nearest to a point that lies in none.

        Parameters
        ----------
        point
            Longitude and latitude, EPSG:4326; None is near to nothing.
        country
            Only units of this country.

        Returns
        -------
        tuple or None
            Code and distance in metres, measured in EPSG:3035; None beyond `NEAREST_M`.
        """
        if point is None:
            return None
        codes, shapes, tree = self._smallest
        near = [
            int(position)
            for position in np.sort(tree.query(point.buffer(_REACH_DEG)))
            if country is None or self.units[codes[position]].country == country
        ]
        if not near:
            return None
        plane = gpd.GeoSeries([point, *shapes[near]], crs="EPSG:4326").to_crs("EPSG:3035")
        distances_m = plane.iloc[1:].distance(plane.iloc[0]).to_numpy()
        best = int(distances_m.argmin())
        if distances_m[best] > NEAREST_M:
            return None
        return codes[near[best]], float(distances_m[best])


def gazetteer(vintage: int, *, catalog: Catalog) -> Gazetteer:
    """Return the gazetteer of a vintage, made once per process as long as its files hold the same.

    Raises
    ------
    RegionError
        The vintage does not exist.
    """
    nuts.check_vintage(vintage, catalog=catalog)
    return catalog.derive(_make, vintage)


def point_or_none(shape: object) -> shapely.Point | None:
    """Return a shape that is a point with a place; None for any other, such as one at (NaN, NaN)."""
    is_point = isinstance(shape, shapely.Point) and not shape.is_empty
    return shape if is_point and np.isfinite(shapely.get_coordinates(shape)).all() else None


def _make(catalog: Catalog, vintage: int) -> Gazetteer:
    return Gazetteer(vintage, catalog=catalog)


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def _most_alike(
    wanted: str, names: Iterable[str], *, scorer: Callable[..., float]
) -> Iterator[tuple[str, float]]:
    found = process.extract(wanted, list(names), scorer=scorer, limit=12, score_cutoff=SUGGEST_SCORE)
    return ((name, float(score)) for name, score, _ in found)


def _bare(folded: str) -> str:
    words = [word for word in folded.split() if word not in _GENERIC]
    return " ".join(words) or folded
