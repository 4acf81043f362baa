"""Read the file of boundaries of a vintage: all of it, or only what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

#: Threads of Arrow that read now and then end a process that is done at once with an abort (apache/arrow
#: 34314). It reads an object of Python in one even so: what it reads is a buffer of its own.
_ONE_THREAD: Final[dict[str, Any]] = {"use_threads": False, "pre_buffer": False}
_UNIT_COLUMNS: Final = ("nuts_id", "level", "country", "name", "name_latin", "parent")


def regions_of(content: bytes) -> gpd.GeoDataFrame:
    """Return the units with their boundaries (EPSG:4326)."""
    import geopandas as gpd  # noqa: PLC0415 - codes and names must not need it
    import pyarrow as pa  # noqa: PLC0415 - codes and names must not need it

    return gpd.read_parquet(pa.BufferReader(content), **_ONE_THREAD)


def units_of(content: bytes) -> pd.DataFrame:
    """Return the units without their boundaries."""
    units: pd.DataFrame = _table_of(content, _UNIT_COLUMNS).to_pandas()
    return units


def codes_of(content: bytes) -> frozenset[str]:
    """Return the codes of the units."""
    (codes,) = columns_of(content, "nuts_id")
    return frozenset(codes)


def columns_of(boundaries: bytes, *names: str) -> list[list[Any]]:
    """Return some columns of the boundaries of a vintage as lists: faster than a frame.

    Parameters
    ----------
    boundaries
        Content of the resource of a vintage.
    *names
        Of the columns.
    """
    table = _table_of(boundaries, names)
    return [table[name].to_pylist() for name in names]


def shapes_of(boundaries: bytes, *, level: int) -> tuple[list[str], NDArray[np.object_]]:
    """Return the codes and the boundaries (EPSG:4326) of one level: faster than a whole GeoDataFrame.

    Parameters
    ----------
    boundaries
        Content of the resource of a vintage.
    level
        Which level.
    """
    import shapely  # noqa: PLC0415 - codes and names must not need it

    table = _table_of(boundaries, ("nuts_id", "level", "geometry"))
    chosen = table["level"].to_numpy() == level
    codes, shapes = (table[name].to_numpy()[chosen] for name in ("nuts_id", "geometry"))
    return codes.tolist(), shapely.from_wkb(shapes)


def _table_of(boundaries: bytes, columns: Sequence[str]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - codes and names must not need it
    import pyarrow.parquet as pq  # noqa: PLC0415 - codes and names must not need it

    # `pq.read_table`, and pandas with it, first loads what finds and filters many files, which takes longer
    # than to read this one.
    file = pq.ParquetFile(pa.BufferReader(boundaries), pre_buffer=False)
    return file.read(columns=list(columns), use_threads=False)
