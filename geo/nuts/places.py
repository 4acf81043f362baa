"""Places of Europe with their inhabitants and points, to be found by the names they have in any language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.datapackage.catalog import Catalog
from geo.errors import PackageError, Problem
from geo.language.folding import fold
from geo.nuts.names import parts
from geo.nuts.place_names import FoldedNames

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
        self._names, self._all = catalog.derive(_names), catalog.derive(_Rows)
        self._among = catalog.derive(_rows_by_country).get(country, range(0))

    def find(self, name: str) -> list[Place]:
        """Return the places that go by a name, the largest first.

        Case, accents and punctuation do not count; of a name with brackets or strokes that no place has as a
        whole, the parts are looked up. A name that is no place's own also means those whose own names begin
        with it.
        """
        key = fold_place(name)
        rows = self._rows(key) or [row for part in parts(name) for row in self._rows(fold_place(part))]
        if rows and not any(self._names.is_own(key, row) for row in rows):
            # Reggio may be Reggio Calabria as well.
            rows = [*rows, *self._names.rows_longer(key, self._among)]
        if not rows:
            return []
        places = dict.fromkeys(map(self._all.place, sorted(rows)))
        return sorted(places, key=lambda place: (-place.population, place.name, place.lon))

    def _rows(self, folded: str) -> list[int]:
        return self._names.rows(folded, self._among) if folded else []

    def similar(self, name: str) -> list[str]:
        """Return up to three names of places most like a name that no place has."""
        alike = self._similar.most_alike(fold_place(name), score=_SUGGEST_SCORE, limit=6)
        places = (self.find(self._similar.names[place])[0].name for place, _ in alike)
        return list(dict.fromkeys(places))[:3]

    @cached_property
    def _similar(self) -> SimilarNames:
        from geo.nuts.similarity import SimilarNames  # noqa: PLC0415 - places that are found must not need it

        return SimilarNames(self._names.in_order(self._among))


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
    table, key = catalog.derive(_table), fold_place(name)
    rows = catalog.derive(_names).rows(key, range(table.num_rows)) if key else []
    countries, place = table["country"], catalog.derive(_Rows).place
    places = [(other, place(row)) for row in rows if (other := countries[row].as_py()) != country]
    return max(places, key=lambda item: (item[1].population, item[0]), default=None)


def _read(catalog: Catalog, country: str) -> Places:
    return Places(country, catalog=catalog)


def _names(catalog: Catalog) -> FoldedNames:
    return FoldedNames(catalog.derive(_table)["folded_names"])


class _Rows:
    """The rows of the table as places; Arrow takes ten times as long to take a few of them."""

    def __init__(self, catalog: Catalog) -> None:
        table = catalog.derive(_table)
        self._names = table["name"].combine_chunks()
        self._population, self._lon, self._lat = (
            table[name].to_numpy() for name in ("population", "lon", "lat")
        )

    def place(self, row: int) -> Place:
        """Return the place of a row."""
        return Place(
            self._names[row].as_py(),
            int(self._population[row]),
            float(self._lon[row]),
            float(self._lat[row]),
        )


def _rows_by_country(catalog: Catalog) -> dict[str, range]:
    """Return the rows of each country, which follow one another."""
    countries = catalog.derive(_table)["country"].combine_chunks().dictionary_encode()
    codes = countries.indices.to_numpy()
    starts = np.flatnonzero(np.diff(codes, prepend=-1)).tolist()
    spans = zip(starts, (*starts[1:], len(codes)), strict=True)
    return {countries.dictionary[codes[start]].as_py(): range(start, end) for start, end in spans}


def _table(catalog: Catalog) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - only records that have a city need it
    import pyarrow.parquet as pq  # noqa: PLC0415 - only records that have a city need it

    # `pq.read_table` first loads what finds and filters many files, which takes longer than to read this one.
    file = pq.ParquetFile(pa.BufferReader(catalog.content("places")), pre_buffer=False)
    table = file.read(use_threads=False)
    if absent := _COLUMNS - set(table.column_names):
        expected = f"columns {', '.join(sorted(absent))}; to get them: clusteratlas update places"
        found = f"columns {', '.join(table.column_names)}"
        raise PackageError([Problem(str(catalog.path("places")), found, expected)])
    return table
