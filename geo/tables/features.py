"""GeoJSON and (Geo)Parquet: records with a point, as a table of text with `lat` and `lon`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from geo.columns import GEOMETRY, LAT, LON
from geo.errors import Problem, TableError
from geo.tables.rows import Row, Table, check_headers, text_of

#: How files name longitude and latitude in degrees (EPSG:4326 in axis order lon, lat).
_DEGREES: Final = ("CRS84", "EPSG::4326", "EPSG:4326", "4326")
#: JSON can escape half of a character, which no text file can hold.
_WHOLE_CHARACTERS: Final = "text; an escape in it stands for half of a character"


def read_geojson(text: str, source: str, problems: list[Problem]) -> Table:
    """Read a FeatureCollection of points.

    A feature's own ``id`` stands in for a missing property ``id``.

    Raises
    ------
    TableError
        The text is cut off, is not JSON or not a FeatureCollection, or its CRS is not EPSG:4326.
    """
    collection = _parse(text, source)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        found = collection.get("type") if isinstance(collection, dict) else type(collection).__name__
        raise TableError([Problem(source, found, "a GeoJSON FeatureCollection")])
    crs = collection.get("crs")
    if crs and not str(_member(_member(crs, "properties"), "name")).endswith(_DEGREES):
        raise TableError([Problem(source, str(crs), "longitude and latitude (EPSG:4326)", column="crs")])
    rows = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            found = type(properties).__name__
            problems.append(Problem(source, found, "an object", row=number, column="properties"))
            continue
        values = dict(properties)
        if feature.get("id") is not None:
            values.setdefault("id", feature["id"])
        geometry = feature.get("geometry") or {}
        point = None
        if not isinstance(geometry, dict):
            problems.append(no_point(source, geometry, number))
            geometry = {}
        if geometry.get("type") == "Point" and _is_position(geometry.get("coordinates")):
            point = geometry["coordinates"][:2]
        elif geometry:
            problems.append(no_point(source, geometry.get("type"), number))
        rows.append(feature_row(source, number, values, point, problems))
    return _table(source, rows, problems)


def read_parquet(data: bytes, source: str) -> Table:
    """Read a Parquet file; the points of a GeoParquet file become ``lat`` and ``lon``.

    Raises
    ------
    TableError
        The file is cut off or is not Parquet, or the CRS of its points is unknown.
    """
    import pyarrow  # noqa: PLC0415 - GeoJSON must not need it
    from pyarrow import parquet  # noqa: PLC0415

    try:
        file = parquet.ParquetFile(BytesIO(data))
        names = list(file.schema_arrow.names)
        check_headers([text_of(name) for name in names], source)
        content = file.read()
    except (pyarrow.ArrowException, OSError) as error:
        raise TableError([_not_parquet(data, source)]) from error
    points: list[Any] = [None] * content.num_rows
    if b"geo" in (content.schema.metadata or {}):
        points, geometry_column = _points(data, source)
        names.remove(geometry_column)
    problems: list[Problem] = []
    records = zip(*(_values(content, name, source) for name in names), strict=True)
    values = [dict(zip(names, record, strict=True)) for record in records] or [{} for _ in points]
    rows = []
    for number, (record, point) in enumerate(zip(values, points, strict=True), start=1):
        position = None
        if point is not None and point.geom_type == "Point" and not point.is_empty:
            position = [point.x, point.y]
        elif point is not None and not point.is_empty:
            problems.append(no_point(source, point.geom_type, number))
        rows.append(feature_row(source, number, record, position, problems))
    return _table(source, rows, problems, names)


def _parse(text: str, source: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        check_headers([name for name, _ in pairs if name], source)
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        at_end = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        where = f"{error.msg} at line {error.lineno}, column {error.colno}"
        expected = "a whole file; it seems to be cut off" if at_end else "JSON"
        raise TableError([Problem(source, where, expected)]) from error
    except RecursionError as error:
        raise TableError([Problem(source, "brackets without end", "a GeoJSON FeatureCollection")]) from error
    except ValueError as error:
        found = f"a number of more than {sys.get_int_max_str_digits()} digits"
        raise TableError([Problem(source, found, "a GeoJSON FeatureCollection")]) from error


def _member(holder: object, name: str) -> object:
    return holder.get(name) if isinstance(holder, dict) else None


def _values(content: Any, name: str, source: str) -> list[Any]:
    """Return a column of a Parquet file."""
    try:
        values: list[Any] = content.column(name).to_pylist()
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x}"
        raise TableError([Problem(source, found, "text in UTF-8", column=name)]) from error
    return values


def _points(data: bytes, source: str) -> tuple[list[Any], str]:
    import geopandas as gpd  # noqa: PLC0415 - GeoJSON must not need it

    frame = gpd.read_parquet(BytesIO(data))
    if frame.crs is None:
        raise TableError([Problem(source, None, "the CRS of the points", column=frame.geometry.name)])
    return list(frame.geometry.to_crs("EPSG:4326")), str(frame.geometry.name)


def _not_parquet(data: bytes, source: str) -> Problem:
    if data.startswith(b"PAR1"):
        return Problem(source, "no Parquet footer", "a whole file; it seems to be cut off")
    return Problem(source, data[:4], "a Parquet file")


def _is_position(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(isinstance(number, (int, float)) and not isinstance(number, bool) for number in value)
    )


def _is_close(given: str, coordinate: float) -> bool:
    try:
        return abs(float(given.replace(",", ".")) - coordinate) <= 1e-6
    except ValueError:
        return True  # not a number: the reader of the table says so


def no_point(source: str, found: object, number: int) -> Problem:
    """Return what is said of a shape that is no point."""
    return Problem(source, found, "a Point [longitude, latitude]", row=number, column=GEOMETRY)


def feature_row(
    source: str, number: int, values: dict[str, Any], point: list[float] | None, problems: list[Problem]
) -> Row:
    """Return a record and its point (longitude, latitude) as a row; the point becomes ``lat`` and ``lon``."""
    cells = {text_of(name): text_of(value) for name, value in values.items()}
    typed = {text_of(name): value for name, value in values.items()}
    for column, coordinate in zip((LON, LAT), point or (), strict=False):
        given = cells.get(column)
        if given and not _is_close(given, coordinate):
            expected = f"the coordinate of the geometry, {coordinate}, or no such column"
            problems.append(Problem(source, given, expected, row=number, column=column))
        cells[column] = given or repr(float(coordinate))
    for column, cell in cells.items():
        if any("\ud800" <= char <= "\udfff" for char in cell):
            problems.append(Problem(source, cell, _WHOLE_CHARACTERS, row=number, column=column))
    filled = {name: cell for name, cell in cells.items() if cell}
    return Row(number, filled, {name: typed.get(name, cell) for name, cell in filled.items()})


def _table(source: str, rows: list[Row], problems: list[Problem], names: Iterable[str] = ()) -> Table:
    columns = dict.fromkeys(text_of(name) for name in names)
    for row in rows:
        columns |= dict.fromkeys(row.cells)
    kept = tuple(row for row in rows if row.cells)
    return Table(source, tuple(columns), kept, tuple(problems))
