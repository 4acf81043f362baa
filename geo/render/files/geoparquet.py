"""GeoParquet 1.1: a file for each table, with the box of each row beside its geometry."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from geo.render.files.provenance import Provenance
from geo.render.files.tables import Table

_VERSION: Final = "1.1.0"
#: Where the file says what it is, and a column what it means.
DESCRIPTION: Final = b"datapackage"
_FIELD: Final = b"description"
_UNIT: Final = b"unit"


def write_geoparquet(tables: tuple[Table, ...], about: Provenance) -> dict[str, bytes]:
    """Return the layers as GeoParquet and the ledger as Parquet.

    Parameters
    ----------
    tables
        Of `geo.render.files.tables.read_tables`.
    about
        What the files say of themselves.
    """
    return {f"{about.name}.{table.name}.parquet": _file(table, about) for table in tables}


def _file(table: Table, about: Provenance) -> bytes:
    plain = BytesIO()
    if table.is_layer:
        table.frame.to_parquet(plain, index=False, write_covering_bbox=True, schema_version=_VERSION)
    else:
        table.frame.to_parquet(plain, index=False)
    # geopandas has no place for what a file says of itself.
    rows = pq.read_table(pa.BufferReader(plain.getvalue()), use_threads=False, pre_buffer=False)
    meanings = {field.name: field for field in table.fields}
    columns = []
    for column in rows.schema:
        if field := meanings.get(column.name):
            unit = {_UNIT: field.unit.encode()} if field.unit else {}
            columns.append(column.with_metadata({_FIELD: field.description.encode(), **unit}))
        else:
            columns.append(column)
    description = json.dumps(about.package([about.resource(table.schema)]), ensure_ascii=False)
    metadata = {**(rows.schema.metadata or {}), DESCRIPTION: description.encode()}
    written = pa.BufferOutputStream()
    pq.write_table(rows.cast(pa.schema(columns, metadata=metadata)), written, compression="zstd")
    content: bytes = written.getvalue().to_pybytes()
    return content
