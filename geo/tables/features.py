"""GeoJSON: records with a point, as a table of text with `lat` and `lon`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final

from geo.columns import GEOMETRY, LAT, LON
from geo.errors import Problem, TableError
from geo.tables.columnar import Row, Rows
from geo.tables.limits import Count, current
from geo.tables.rows import Table, check_headers, text_of

#: Every pair of brackets becomes an object, however little stands in it.
_MOST_BRACKETS_A_ROW: Final = 20
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
    brackets = text.count("{") + text.count("[")
    if brackets > _MOST_BRACKETS_A_ROW * current().rows:
        raise TableError([Problem(source, f"{brackets:,} brackets", "a few for each record")])
    collection = _parse(text, source)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        found = collection.get("type") if isinstance(collection, dict) else type(collection).__name__
        raise TableError([Problem(source, found, "a GeoJSON FeatureCollection")])
    crs = collection.get("crs")
    if crs and not str(_member(_member(crs, "properties"), "name")).endswith(_DEGREES):
        raise TableError([Problem(source, str(crs), "longitude and latitude (EPSG:4326)", column="crs")])
    return table_of_rows(source, _rows(features, source, problems), problems)


def _rows(features: list[dict[str, Any]], source: str, problems: list[Problem]) -> Iterator[Row]:
    """Yield features as rows; each goes as soon as its row is there."""
    count = Count(source, current())
    features.reverse()
    for number in range(1, len(features) + 1):
        feature = features.pop()
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
            shape = geometry.get("coordinates" if geometry.get("type") == "Point" else "type")
            problems.append(no_point(source, shape if isinstance(shape, str) else str(shape), number))
        row = feature_row(source, number, values, point, problems)
        count.add(number, row.cells.values())
        yield row


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


def _is_position(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(isinstance(number, (int, float)) and not isinstance(number, bool) for number in value)
        and all(abs(number) <= sys.float_info.max for number in value if isinstance(number, int))
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
    try:
        cells = {text_of(name): text_of(value) for name, value in values.items()}
    except RecursionError as error:
        raise TableError([Problem(source, "brackets without end", "plain values", row=number)]) from error
    typed = {text_of(name): value for name, value in values.items()}
    for column, coordinate in zip((LON, LAT), point or (), strict=False):
        given = cells.get(column)
        if given and not _is_close(given, coordinate):
            expected = f"the coordinate of the geometry, {coordinate}, or no such column"
            problems.append(Problem(source, given, expected, row=number, column=column))
        cells[column] = given or repr(float(coordinate))
    for column, cell in cells.items():
        if not _is_text(cell):
            problems.append(Problem(source, cell, _WHOLE_CHARACTERS, row=number, column=column))
    filled = {name: cell for name, cell in cells.items() if cell}
    return Row(number, filled, {name: typed.get(name, cell) for name, cell in filled.items()})


def _is_text(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def table_of_rows(
    source: str, rows: Iterable[Row], problems: list[Problem], names: Iterable[str] = ()
) -> Table:
    """Return records as a table, whose columns are `names` and whatever else the records hold."""
    limits = current()
    columns = dict.fromkeys(text_of(name) for name in names)
    kept = Rows()
    for row in rows:
        columns |= dict.fromkeys(row.cells)
        if len(columns) > limits.columns:
            found = f"more than {limits.columns:,} columns"
            raise TableError([limits.problem(source, "columns", found, row=row.number)])
        if row.cells:
            kept.append(row)
    if wrong := [Problem(source, name, _WHOLE_CHARACTERS) for name in columns if not _is_text(name)]:
        raise TableError(wrong)
    return Table(source, tuple(columns), kept, tuple(problems))
