"""GeoJSON: a file for each layer, in longitude and latitude as RFC 7946 has it."""

from __future__ import annotations

import json
from typing import Any

import shapely

from geo.render.files.provenance import Provenance
from geo.render.files.tables import Table


def write_geojson(tables: tuple[Table, ...], about: Provenance) -> dict[str, bytes]:
    """Return the layers as collections of features; what they are stands beside the features.

    Parameters
    ----------
    tables
        Of `geo.render.files.tables.read_tables`; only layers are written.
    about
        What the files say of themselves.
    """
    return {
        f"{about.name}.{table.name}.geojson": _collection(table, about).encode()
        for table in tables
        if table.is_layer
    }


def _collection(table: Table, about: Provenance) -> str:
    """Return one collection, a feature on each line."""
    names = [field.name for field in table.fields]
    shapes = shapely.to_geojson(shapely.orient_polygons(table.frame.geometry.to_numpy()))
    head = json.dumps(
        {"type": "FeatureCollection", "name": table.name, **about.package([about.resource(table.schema)])},
        ensure_ascii=False,
    )
    features = (
        f'{{"type":"Feature","id":{_json(properties[table.schema.key])},"properties":{_json(properties)},'
        f'"geometry":{shape or "null"}}}'
        for shape, properties in zip(
            shapes, (dict(zip(names, row, strict=True)) for row in table.rows()), strict=True
        )
    )
    return head.removesuffix("}") + ', "features": [\n' + ",\n".join(features) + "\n]}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
