"""GeoParquet 1.1: a file for each table, with the box of each row beside its geometry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.render.files.provenance import Provenance
from geo.render.files.table import Table

_VERSION: Final = "1.1.0"
#: Where the file says what it is, and a column what it means.
DESCRIPTION: Final = b"datapackage"
#: Rows of a group: what a reader takes up at once, and what is held while it is written.
_GROUP: Final = 8_192
#: Where pandas and geopandas say what a file holds.
_PANDAS: Final = b"pandas"
_GEO: Final = b"geo"
_FIELD: Final = b"description"
_UNIT: Final = b"unit"


def write_geoparquet(tables: tuple[Table, ...], about: Provenance, folder: Path) -> list[str]:
    """Write the layers as GeoParquet and the ledger as Parquet; return the names of the files.

    Parameters
    ----------
    tables
        Of `geo.render.files.tables.read_tables`.
    about
        What the files say of themselves.
    folder
        Where the files are written.
    """
    names = []
    for table in tables:
        names.append(f"{about.name}.{table.name}.parquet")
        _write(table, about, folder / names[-1])
    return names


def _write(table: Table, about: Provenance, path: Path) -> None:
    """Write one table, whose parts are held as small as files of their own would be until all are known."""
    parts = [_as_file(part) for part in table.parts()]
    schemas = [pq.read_schema(pa.BufferReader(part)) for part in parts]
    meanings = {field.name: field for field in table.fields}
    columns = []
    for column in pa.unify_schemas(schemas, promote_options="default"):
        if field := meanings.get(column.name):
            unit = {_UNIT: field.unit.encode()} if field.unit else {}
            columns.append(column.with_metadata({_FIELD: field.description.encode(), **unit}))
        else:
            columns.append(column)
    description = json.dumps(about.package([about.resource(table.schema)]), ensure_ascii=False)
    facts = _facts_of_all([schema.metadata or {} for schema in schemas])
    schema = pa.schema(columns, metadata={**facts, DESCRIPTION: description.encode()})
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _groups(parts, schema):
            writer.write_table(rows, row_group_size=_GROUP)


def _as_file(part: pd.DataFrame) -> bytes:
    """Return rows as pandas or geopandas writes them."""
    plain = BytesIO()
    if isinstance(part, gpd.GeoDataFrame):
        part.to_parquet(plain, index=False, write_covering_bbox=True, schema_version=_VERSION)
    else:
        part.to_parquet(plain, index=False)
    # geopandas has no place for what a file says of itself: it is written again with that.
    return plain.getvalue()


def _groups(parts: Iterable[bytes], schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield the rows of all parts in groups of one size, the last with what is left."""
    waiting = schema.empty_table()
    for part in parts:
        rows = pq.read_table(pa.BufferReader(part), use_threads=False, pre_buffer=False)
        waiting = pa.concat_tables([waiting, rows.cast(schema)])
        while len(waiting) > _GROUP:
            yield waiting.slice(0, _GROUP).combine_chunks()
            waiting = waiting.slice(_GROUP)
    yield waiting.combine_chunks()


def _facts_of_all(of_parts: Sequence[Mapping[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return what pandas and geopandas say of a table from what they say of its parts."""
    facts = dict(of_parts[0])
    pandas = [json.loads(part[_PANDAS]) for part in of_parts]
    columns = zip(*(part["columns"] for part in pandas), strict=True)
    # In a part, a column of text may be empty.
    known = [next((one for one in each if one["pandas_type"] != "empty"), each[0]) for each in columns]
    facts[_PANDAS] = json.dumps(pandas[0] | {"columns": known}).encode()
    if _GEO in facts:
        layers = [json.loads(part[_GEO]) for part in of_parts]
        (name,) = layers[0]["columns"]
        geometry = [layer["columns"][name] for layer in layers]
        types = sorted({one for part in geometry for one in part["geometry_types"]})
        facts_of_column = geometry[0] | {"geometry_types": types}
        if boxes := [part["bbox"] for part in geometry if "bbox" in part]:
            low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
            facts_of_column["bbox"] = [*low[:2].tolist(), *high[2:].tolist()]
        facts[_GEO] = json.dumps(layers[0] | {"columns": {name: facts_of_column}}).encode()
    return facts
