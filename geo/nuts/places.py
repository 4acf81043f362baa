"""Places of Europe with their inhabitants and points, to be found by the names they have in any language."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Final

from geo.datapackage.catalog import Catalog
from geo.errors import PackageError, Problem
from geo.language.folding import fold
from geo.nuts.names import parts

if TYPE_CHECKING:
    import pyarrow as pa
    import shapely

    from geo.nuts.similarity import SimilarNames

#: The smallest places that the table holds.
LEAST_INHABITANTS: Final = 1_000
#: Of several places of one name the largest is meant where the next one is this many times smaller.
DOMINANT: Final = 5
#: Below this similarity (0-100) a name is not worth suggesting.
_SUGGEST_SCORE: Final = 80.0
_COLUMNS: Final = {"country", "name", "folded_names", "population", "lat", "lon"}
#: Words for saints that are written in full or short.
_SAINTS: Final = {"saint": "st", "sankt": "st", "sint": "st", "sainte": "ste"}


@dataclass(frozen=True)
class Place:
    """A city, town or village.

    Parameters
    ----------
    name
        Its name as GeoNames writes it, usually in English.
    population
        Inhabitants.
    lon, lat
        Degrees, EPSG:4326.
    """

    name: str
    population: int
    lon: float
    lat: float

    @property
    def point(self) -> shapely.Point:
        """Return where the place is (EPSG:4326)."""
        import shapely  # noqa: PLC0415 - opening the package must not need it

        return shapely.Point(self.lon, self.lat)


class Places:
    """The places of one country.

    Parameters
    ----------
    country
        GISCO code.
    catalog
        Data package.
    """

    def __init__(self, country: str, *, catalog: Catalog) -> None:
        import pyarrow.compute as pc  # noqa: PLC0415 - only records that have a city need it

        rows = catalog.derive(_table)
        rows = rows.filter(pc.equal(rows["country"], country))
        self._rows = rows.select(["name", "population", "lon", "lat"])
        self._by_name: dict[str, list[int]] = {}
        self._own: dict[str, list[int]] = {}
        for number, folded_names in enumerate(rows["folded_names"].to_pylist()):
            own, *others = folded_names.split(";")
            self._own.setdefault(own, []).append(number)
            for folded in (own, *others):
                self._by_name.setdefault(folded, []).append(number)

    def find(self, name: str) -> list[Place]:
        """Return the places that go by a name, the largest first.

        Case, accents and punctuation do not count; of a name with brackets or strokes that no place has as a
        whole, the parts are looked up. A name that is no place's own also means those whose own names begin
        with it.
        """
        key = fold_place(name)
        rows = self._by_name.get(key) or [
            row for part in parts(name) for row in self._by_name.get(fold_place(part), ())
        ]
        if rows and key not in self._own:
            rows = [*rows, *self._longer(key)]
        if not rows:
            return []
        found = dict.fromkeys(Place(**row) for row in self._rows.take(sorted(rows)).to_pylist())
        return sorted(found, key=lambda place: (-place.population, place.name, place.lon))

    def _longer(self, folded: str) -> Iterator[int]:
        """Yield the places whose own names begin with a name: Reggio may be Reggio Calabria as well."""
        for at in range(bisect_left(self._sorted, f"{folded} "), len(self._sorted)):
            if not self._sorted[at].startswith(f"{folded} "):
                return
            yield from self._own[self._sorted[at]]

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._own)

    def similar(self, name: str) -> list[str]:
        """Return up to three names of places most like a name that no place has."""
        near = self._similar.most_alike(fold_place(name), score=_SUGGEST_SCORE, limit=6)
        places = (self.find(self._similar.names[place])[0].name for place, _ in near)
        return list(dict.fromkeys(places))[:3]

    @cached_property
    def _similar(self) -> SimilarNames:
        from geo.nuts.similarity import SimilarNames  # noqa: PLC0415 - places that are found must not need it

        return SimilarNames(self._by_name)


def fold_place(name: str) -> str:
    """Return a folded name with its saints written short: not all places have both ways among their names."""
    return " ".join(_SAINTS.get(word, word) for word in fold(name).split())


def places_of(country: str, *, catalog: Catalog) -> Places | None:
    """Return the places of a country; None where the data package has no table of places."""
    if "places" not in catalog.names():
        return None
    return catalog.derive(_read, country)


def find_elsewhere(name: str, country: str, *, catalog: Catalog) -> tuple[str, Place] | None:
    """Return the largest place of other countries that goes by a name, and its country; None without one."""
    places = catalog.derive(_Names).rows_of(fold_place(name))
    rows = catalog.derive(_table).take(places).to_pylist() if places else []
    found = [
        (row["country"], Place(row["name"], row["population"], row["lon"], row["lat"]))
        for row in rows
        if row["country"] != country
    ]
    return max(found, key=lambda item: (item[1].population, item[0]), default=None)


class _Names:
    """The names of all places in alphabetical order; a table may ask for thousands that no country has."""

    def __init__(self, catalog: Catalog) -> None:
        import pyarrow.compute as pc  # noqa: PLC0415 - only records that have a city need it

        lists = pc.split_pattern(catalog.derive(_table)["folded_names"].combine_chunks(), ";")
        order = pc.sort_indices(lists.flatten())
        # A dictionary of Python would hold the same in ten times the memory.
        self._names = lists.flatten().take(order)
        self._rows = pc.list_parent_indices(lists).take(order)

    def rows_of(self, folded: str) -> list[int]:
        """Return the rows of the places that go by a folded name."""
        key = folded.encode()  # Arrow sorts by bytes
        start, end = (
            side(range(len(self._names)), key, key=lambda at: self._names[at].as_buffer().to_pybytes())
            for side in (bisect_left, bisect_right)
        )
        return sorted(set(self._rows.slice(start, end - start).to_pylist()))


def _read(catalog: Catalog, country: str) -> Places:
    return Places(country, catalog=catalog)


def _table(catalog: Catalog) -> pa.Table:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only records that have a city need it

    table = pq.read_table(BytesIO(catalog.content("places")))
    if absent := _COLUMNS - set(table.column_names):
        expected = f"columns {', '.join(sorted(absent))}; to get them: clusteratlas update places"
        found = f"columns {', '.join(table.column_names)}"
        raise PackageError([Problem(str(catalog.path("places")), found, expected)])
    return table
