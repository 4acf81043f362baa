"""Member tables: the organisations that belong to clusters, read in batches of columns.

CSV, Parquet, GeoParquet and folders of Parquet files are read part by part; a workbook, or any other file
that `geo.tables.open_table` reads, is read whole, within the limits of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, TableError, nearest
from geo.tables import Table, open_table
from geo.tables.batches import PLACES, ROWS, Batch, Stream, open_stream
from geo.tables.distinct import distinct_texts
from geo.tables.headers import heads_a_table, key_of
from geo.tables.recognition import recognise

CLUSTER: Final = "cluster"
KIND: Final = "kind"
#: What people write above the columns of a member table, beside the words of `geo.tables.headers`, in the
#: languages of the pages.
_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    CLUSTER: (
        *("cluster", "cluster id", "cluster name", "name of cluster", "name of the cluster", "member of"),
        *("clúster", "id del clúster", "nom del clúster", "membre de", "nombre del clúster", "miembro de"),
        *("agrupación", "pôle", "id du cluster", "nom du cluster", "nom du pôle", "Clustername"),
        *(
            "Cluster-ID",
            "Name des Clusters",
            "Mitglied von",
            "id del cluster",
            "nome del cluster",
            "membro di",
        ),
    ),
    c.NAME: (
        *("name", "member", "member name", "organisation", "organization", "organisation name", "company"),
        *("nom", "membre", "organització", "empresa", "entitat", "nombre", "miembro", "organización"),
        *("entidad", "adhérent", "organisme", "entreprise", "raison sociale", "Mitglied", "Unternehmen"),
        *("Firma", "Einrichtung", "Bezeichnung", "nome", "membro", "organizzazione", "azienda", "ente"),
    ),
    KIND: (
        *("kind", "type", "category", "member type", "kind of member", "type of member", "agent"),
        *("organisation type", "organization type", "type of organisation", "type of organization"),
        *("tipus", "tipus de membre", "tipus d'organització", "categoria", "tipo", "tipo de miembro"),
        *("tipo de organización", "categoría", "type de membre", "type d'organisation", "catégorie"),
        *("Art", "Typ", "Mitgliedsart", "Art der Organisation", "Organisationstyp", "Kategorie"),
        *("tipo di membro", "tipo di organizzazione"),
    ),
}


@dataclass(frozen=True)
class MemberTable:
    """A member table, its columns known.

    Parameters
    ----------
    source
        The table, as messages name it.
    stream
        Its files, and the headers that place a member; no files where it was read whole.
    headers
        Header of `CLUSTER`, `geo.columns.NAME` and `KIND`, of those it has.
    table
        Its rows, where it was read whole.
    """

    source: str
    stream: Stream
    headers: Mapping[str, str]
    table: Table | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Notices and warnings about the headers."""
        return self.stream.problems

    @property
    def places(self) -> bool:
        """Whether anything in it says where members are."""
        return self.stream.geometry is not None or bool(set(PLACES) & set(self.stream.headers))

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in batches; those that a sheet leaves empty are empty, and keep their numbers."""
        if self.table is None:
            yield from self.stream.batches()
            return
        names = self.table.columns
        rows = {row.number: row.cells for row in self.table.rows}
        first, last = min(rows, default=1), max(rows, default=0)
        for at, start in enumerate(range(first, last + 1, ROWS)):
            cells = [rows.get(number, {}) for number in range(start, min(start + ROWS, last + 1))]
            columns = {name: pa.array([row.get(name) for row in cells], pa.string()) for name in names}
            yield Batch(at, self.table.source, start, pa.table(columns))


def open_members(source: str, *, folder: Path | None = None, catalog: Catalog) -> MemberTable:
    """Open a member table and find its columns.

    Parameters
    ----------
    source
        A file, a folder of Parquet files, or the name of a resource.
    folder
        What a relative path starts from; the current folder when None.
    catalog
        Data package.

    Raises
    ------
    TableError
        It cannot be read, or names no clusters.
    """
    path = (folder or Path()) / source
    if not path.exists() and source in catalog.names():
        path = catalog.path(source)
    headers: dict[str, str] = {}

    def settle(table: Table) -> dict[str, str]:
        headers.update(_headers_of(table))
        if CLUSTER not in headers:
            expected = f"a column {CLUSTER!r}: the id or the name of the cluster that a member belongs to"
            suggestion = nearest(CLUSTER, table.columns)
            raise TableError(
                [Problem(table.source, ", ".join(table.columns), expected, suggestion=suggestion)]
            )
        return dict.fromkeys(headers.values(), "")

    if path.is_dir() or path.suffix.lower() in (".csv", ".parquet"):
        stream = open_stream(path, settle=settle, heads=_heads, must_place=False)
        return MemberTable(source, stream, headers)
    table = open_table(source, folder=folder, catalog=catalog, heads=_heads)
    recognised = recognise(table, by_hand=settle(table))
    return MemberTable(
        source, Stream((), recognised.of, None, (*table.problems, *recognised.problems)), headers, table
    )


def cells_of(table: MemberTable, batch: Batch, column: str) -> tuple[list[str], NDArray[np.int64]]:
    """Return the different texts of `CLUSTER`, the name or `KIND` in a batch, and the place of each row's.

    An empty cell has the last place, which holds an empty text.
    """
    if column not in table.headers:
        return [""], np.zeros(len(batch.rows), np.int64)
    texts, which = distinct_texts(batch, table.headers[column])
    return [*(" ".join(text.split()) for text in texts), ""], which


def _headers_of(table: Table) -> dict[str, str]:
    """Return the header of each of our columns; of several that fit, the first."""
    keys = {column: {key_of(word) for word in words} for column, words in _HEADERS.items()}
    headers: dict[str, str] = {}
    for header in table.columns:
        column = next((column for column, known in keys.items() if key_of(header) in known), None)
        if column is not None:
            headers.setdefault(column, header)
    return headers


def _heads(texts: Sequence[str]) -> int:
    known = {key_of(word) for words in _HEADERS.values() for word in words}
    return heads_a_table(texts) + sum(key_of(text) in known for text in texts if text)
