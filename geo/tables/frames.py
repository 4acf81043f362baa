"""Frames that somebody brings, as tables of text: read as a file with the same columns is."""

from __future__ import annotations

import math
from collections.abc import Collection
from pathlib import PurePath
from typing import Any, Final, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import columns as c
from geo.columns import COUNTRY, GEOMETRY, LAT, LON
from geo.errors import Problem, TableError
from geo.nuts.countries import CODES
from geo.nuts.other_countries import other_country
from geo.tables.columnar import Rows
from geo.tables.features import feature_row, no_point
from geo.tables.headers import columns_of, short
from geo.tables.records import RECORD_COLUMNS, SHARED_UNTIL_WRITTEN
from geo.tables.rows import Table, check_headers, text_of

Frame = TypeVar("Frame", bound=pd.DataFrame)

CRS: Final = "EPSG:4326"
#: What messages call a frame that does not say where it is from.
UNNAMED: Final = "records"
#: Columns of records whose cells are checked.
_CHECKED: Final = frozenset(RECORD_COLUMNS)
#: Columns that locating and tagging add; in a frame that was located they are results and no input.
_RESULTS: Final = (
    *(c.NUTS_ID, c.LEVEL, c.VINTAGE, c.LOCATED_BY, c.MATCH_SCORE, c.CANDIDATES, c.LOCATE_NOTES),
    *(
        c.SCOREBOARD_UNIT,
        c.SCOREBOARD_UNIT_NAME,
        c.RELATION,
        c.CLASS,
        c.INDEX,
        c.INDEX_RELATIVE_TO,
        c.BASIS,
        c.NO_DATA,
    ),
    *(c.TAG_NOTES, c.EDITION),
)


#: What a record can be told or placed by; a frame with none of these holds no records.
_TELLING: Final = frozenset(
    (c.NAME, c.COUNTRY, c.NUTS_ID, c.NUTS_ID_PRINTED, c.REGION_PRINTED, c.CITY, LAT, LON, c.LOCATED_BY)
)


def check_frame(frame: object, *, source: str = UNNAMED, reader: str = "read_clusters") -> None:
    """Raise TableError for what is no frame: a path, a list of records, one column.

    Parameters
    ----------
    frame
        What was given.
    source
        What messages call it.
    reader
        Function of ours that reads such a frame from a file.
    """
    if isinstance(frame, pd.DataFrame):
        return
    if isinstance(frame, (str, PurePath)):
        found, hint = str(frame), f"to read a file: geo.{reader}({str(frame)!r})"
    else:
        found, hint = type(frame).__name__, "to make one of records: pandas.DataFrame(records)"
    raise TableError([Problem(source, found, f"a DataFrame or a GeoDataFrame; {hint}")])


def check_telling(frame: pd.DataFrame, columns: Collection[str]) -> None:
    """Raise TableError when a frame has rows and none of its columns says what or where a record is.

    Parameters
    ----------
    frame
        As it was given; a geometry says where.
    columns
        What its columns were taken for.
    """
    has_points = isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None
    if not len(frame) or has_points or _TELLING & set(columns):
        return
    headers = ", ".join(map(str, frame.columns)) or "no column"
    expected = (
        f"columns named {short(c.NAME)!r}, {short(c.COUNTRY)!r} and {short(c.NUTS_ID_PRINTED)!r}, "
        f"{short(c.REGION_PRINTED)!r}, {short(c.CITY)!r} or {LAT!r} and {LON!r}; none of these is "
        "recognised: rename them, or geo.read_clusters(frame, columns={'HEADER': 'name'})"
    )
    raise TableError([Problem(_source(frame), headers, expected)])


def copied(frame: Frame) -> Frame:
    """Return a frame of one's own with the same values."""
    return frame.copy(deep=not SHARED_UNTIL_WRITTEN)


def is_one_of_ours(frame: pd.DataFrame) -> bool:
    """Return whether a frame names its columns as our own frames do, and its countries by their codes.

    Such a frame was read before, or is made for the functions that take one, and need not be read again.
    """
    if frame.columns.nlevels > 1:
        return False
    own = set(frame.attrs.get("extra_columns", ()))
    names = [name for name in map(str, frame.columns) if name not in own]
    if c.LOCATED_BY in names:
        names = [name for name in names if name not in _RESULTS]
    if any((meant := columns_of(name)) and name not in meant for name in names):
        return False
    if {LAT, LON} & set(names) and not isinstance(frame, gpd.GeoDataFrame):
        return False
    check_crs(frame)
    return COUNTRY not in names or all(map(_is_code, frame[COUNTRY].dropna().unique()))


def was_checked(frame: pd.DataFrame) -> bool:
    """Return whether the rows of a frame were checked before, or hold nothing that is checked.

    Frames that were checked one by one may share ids once they are put together.
    """
    if c.RECORD_ID in frame and not frame[c.RECORD_ID].is_unique:
        return False
    return "problems" in frame.attrs or c.LOCATED_BY in frame or not set(frame.columns) & _CHECKED


def _is_code(country: object) -> bool:
    return country in CODES or (isinstance(country, str) and other_country(country) == country)


def check_crs(frame: pd.DataFrame) -> None:
    """Raise TableError when a frame has points that are not in longitude and latitude."""
    if not isinstance(frame, gpd.GeoDataFrame) or not frame.active_geometry_name:
        return
    # The same degrees go by OGC:CRS84, too, as GeoParquet files say by default.
    if frame.crs not in (None, CRS) and not frame.crs.equals(CRS, ignore_axis_order=True):
        expected = f"{CRS}; use records.to_crs({CRS!r})"
        raise TableError([Problem(_source(frame), str(frame.crs), expected, column=GEOMETRY)])


def table_of_frame(frame: pd.DataFrame) -> Table:
    """Return a frame as a table; the first record is row 1, as in files without a header.

    Raises
    ------
    TableError
        Its points are not in EPSG:4326, or its columns have no name each.
    """
    check_crs(frame)
    source = _source(frame)
    if frame.columns.nlevels > 1:
        expected = "one; give each column a name of its own"
        raise TableError([Problem(source, f"{frame.columns.nlevels} levels of column names", expected)])
    results = set(_RESULTS) if c.LOCATED_BY in frame else set()
    shapes: list[Any] = [None] * len(frame)
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        shapes = list(frame.geometry)
        results.add(frame.geometry.name)
    kept = [at for at, name in enumerate(frame.columns) if name not in results]
    names = [text_of(frame.columns[at]) for at in kept]
    check_headers(names, source)
    columns = [[_plain(value) for value in frame.iloc[:, at].tolist()] for at in kept]
    records = zip(*columns, strict=True) if columns else ((),) * len(frame)
    problems: list[Problem] = []
    if any(shape is not None for shape in shapes) and frame.crs is None:
        expected = f"{CRS}; its points are taken for degrees"
        problems.append(Problem(source, "no CRS", expected, column=GEOMETRY, severity="warning"))
    rows, headers = Rows(), dict.fromkeys(names)
    for number, (record, shape) in enumerate(zip(records, shapes, strict=True), start=1):
        point = None
        if shape is not None and not shape.is_empty:
            if shape.geom_type != "Point":
                problems.append(no_point(source, shape.geom_type, number))
            elif math.isfinite(shape.x) and math.isfinite(shape.y):
                point = [shape.x, shape.y]
        row = feature_row(source, number, dict(zip(names, record, strict=True)), point, problems)
        headers |= dict.fromkeys(row.cells)
        rows.append(row)
    return Table(source, tuple(headers), rows, tuple(problems))


def _source(frame: pd.DataFrame) -> str:
    return str(frame.attrs.get("source", UNNAMED))


def _plain(value: Any) -> Any:
    """Return a value as a file holds it: nothing where nothing is known."""
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.ndarray):  # lists, once a Parquet file was read
        return value.tolist()
    return value.item() if hasattr(value, "item") and not hasattr(value, "__len__") else value
