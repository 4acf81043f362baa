"""GeoJSON: a file for each layer, in longitude and latitude as RFC 7946 has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from geo.render.files.provenance import Provenance
from geo.render.files.table import Table


def write_geojson(tables: tuple[Table, ...], about: Provenance, folder: Path) -> list[str]:
    """Write the layers as collections of features, beside which it stands what they are.

    Parameters
    ----------
    tables
        Of `geo.render.files.tables.read_tables`; only layers are written.
    about
        What the files say of themselves.
    folder
        Where the files are written.

    Returns
    -------
    list of str
        The names of the files.
    """
    names = []
    for table in tables:
        if table.is_layer:
            names.append(f"{about.name}.{table.name}.geojson")
            with (folder / names[-1]).open("wb") as stream:
                stream.writelines(text.encode() for text in _collection(table, about))
    return names


def _collection(table: Table, about: Provenance) -> Iterator[str]:
    """Yield the text of one collection, a feature on each line."""
    head = json.dumps(
        {"type": "FeatureCollection", "name": table.name, **about.package([about.resource(table.schema)])},
        ensure_ascii=False,
    )
    yield head.removesuffix("}") + ', "features": [\n'
    for number, part in enumerate(table.parts()):
        features = ",\n".join(_features(table, part))
        yield f",\n{features}" if number else features
    yield "\n]}\n"


def _features(table: Table, part: pd.DataFrame) -> Iterator[str]:
    names = [field.name for field in table.fields]
    shapes = shapely.to_geojson(shapely.orient_polygons(part.geometry.to_numpy()))
    for shape, row in zip(shapes, table.rows_of(part), strict=True):
        properties = dict(zip(names, row, strict=True))
        yield (
            f'{{"type":"Feature","id":{_json(properties[table.schema.key])},'
            f'"properties":{_json(properties)},"geometry":{shape or "null"}}}'
        )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
