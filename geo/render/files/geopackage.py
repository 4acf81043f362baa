"""GeoPackage: regions, clusters and ledger in one file, with the look of the map and what the file is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from geo.render.files.fields import Kind
from geo.render.files.provenance import SCHEMA, Provenance
from geo.render.files.styles import LayerStyle
from geo.render.files.table import Table

#: The projection of the map.
_CRS: Final = "EPSG:3035"
#: Decimals of coordinates in metres: the same on every machine, whatever its projection library rounds.
_DECIMALS: Final = 2
#: Older programs open it without a warning.
_VERSION: Final = "1.3"
_GEOMETRY: Final = "geom"
_TYPES: Final[Mapping[Kind, pa.DataType]] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
}
#: Where SQLite counts the changes of a file, twice: https://www.sqlite.org/fileformat.html#file_change_counter.
_COUNTERS: Final = (24, 92)
#: The table in which QGIS looks for styles, as it makes it itself.
_STYLES: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,
  f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT, ui TEXT, update_time DATETIME
)"""
#: The metadata extension, https://www.geopackage.org/spec/#extension_metadata.
_METADATA: Final = (
    """
CREATE TABLE gpkg_metadata (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT ''
)""",
    """
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL,
  md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id)
)""",
)
_EXTENSION: Final = "https://www.geopackage.org/spec130/#extension_metadata"


def write_geopackage(
    tables: tuple[Table, ...], about: Provenance, styles: Iterable[LayerStyle], folder: Path
) -> list[str]:
    """Write all tables as one GeoPackage; return the name of the file.

    Parameters
    ----------
    tables
        Of `geo.render.files.tables.read_tables`.
    about
        What the file says of itself.
    styles
        Of `geo.render.files.styles.layer_styles`.
    folder
        Where the file is written.
    """
    time = f"{about.date or '1980-01-01'}T00:00:00.000Z"
    path = folder / f"{about.name}.gpkg"
    try:
        with _at(time):
            for table in tables:
                _add(path, table, about)
        with closing(sqlite3.connect(path)) as file:
            with file:
                _add_styles(file, styles, time)
                _add_metadata(file, tables, about, time)
            file.execute("VACUUM")
    except (DataSourceError, DataLayerError, FeatureError, sqlite3.Error) as error:
        raise OSError("SQLite could not write a file") from error
    _discount(path, sum(table.part_count - 1 for table in tables))
    return [path.name]


@contextmanager
def _at(time: str) -> Iterator[None]:
    """Let GDAL write down a time of ours instead of the clock's."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": time})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _add(path: Path, table: Table, about: Provenance) -> None:
    """Add a table, some thousand rows at a time."""
    options = {"IDENTIFIER": table.schema.title, "DESCRIPTION": "\n".join([about.title, *about.lines()])}
    fields = [(field.name, _TYPES[field.kind]) for field in table.fields]
    schema = pa.schema([*fields, *([("geometry", pa.binary())] if table.geometry_type else [])])
    batches = (_batch(part, schema) for part in table.parts())
    layer = {
        "geometry_name": "geometry",
        "geometry_type": table.geometry_type,
        "crs": _CRS,
        "layer_options": options | {"GEOMETRY_NAME": _GEOMETRY},
    }
    pyogrio.write_arrow(
        pa.RecordBatchReader.from_batches(schema, batches),
        path,
        layer=table.name,
        driver="GPKG",
        append=path.exists(),
        dataset_options={} if path.exists() else {"VERSION": _VERSION},
        **(layer if table.geometry_type else {"layer_options": options}),
    )


def _batch(part: pd.DataFrame, schema: pa.Schema) -> pa.RecordBatch:
    """Return rows as GDAL takes them; shapes in the projection of the map, on a grid of a centimetre."""
    if isinstance(part, gpd.GeoDataFrame):
        shapes = shapely.transform(
            part.geometry.to_crs(_CRS).to_numpy(), lambda places: np.round(places, _DECIMALS)
        )
        part = pd.DataFrame(part).assign(geometry=shapely.to_wkb(shapes))
    return pa.RecordBatch.from_pandas(part, schema, preserve_index=False)


def _discount(path: Path, parts: int) -> None:
    """Count the changes as if every table had been added at once: the size of a part is nobody's business."""
    with path.open("r+b") as file:
        file.seek(_COUNTERS[0])
        changes = int.from_bytes(file.read(4), "big") - parts
        for place in _COUNTERS:
            file.seek(place)
            file.write(changes.to_bytes(4, "big"))


def _add_styles(file: sqlite3.Connection, styles: Iterable[LayerStyle], time: str) -> None:
    file.execute(_STYLES)
    # Programs list what stands here, and QGIS looks for its styles in what is listed.
    _register(file, "layer_styles", time)
    rows = [(one.layer, _GEOMETRY, one.name, one.qml, one.is_default, time) for one in styles]
    file.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
        "styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
        "VALUES ('', '', ?, ?, ?, ?, '', ?, 'As on the map', '', NULL, ?)",
        rows,
    )


def _add_metadata(file: sqlite3.Connection, tables: tuple[Table, ...], about: Provenance, time: str) -> None:
    for statement in _METADATA:
        file.execute(statement)
    description = json.dumps(
        about.package(about.resource(table.schema) for table in tables), ensure_ascii=False
    )
    file.execute(
        "INSERT INTO gpkg_metadata VALUES (1, 'dataset', ?, 'application/json', ?)", (SCHEMA, description)
    )
    file.execute(
        "INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, 1, NULL)", (time,)
    )
    names = ("gpkg_metadata", "gpkg_metadata_reference")
    file.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', ?, 'read-write')",
        [(name, _EXTENSION) for name in names],
    )


def _register(file: sqlite3.Connection, name: str, time: str) -> None:
    file.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) "
        "VALUES (?, 'attributes', ?, 'Styles of the layers, as QGIS reads them', ?, 0)",
        (name, name, time),
    )
