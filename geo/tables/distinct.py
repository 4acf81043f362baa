"""The cells of a column of a batch as values and texts of Python, each different one once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.tables.batches import Batch
from geo.tables.parquet import values_of
from geo.tables.rows import text_of


def column_of(batch: Batch, header: str) -> pa.Array:
    """Return a column of a batch in one piece."""
    names = [text_of(name) for name in batch.rows.column_names]
    column = batch.rows.column(names.index(header))
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def cell_values(batch: Batch, header: str) -> list[Any]:
    """Return the cells of a column as values of Python.

    Raises
    ------
    TableError
        Python cannot hold one of them; its row is named.
    """
    return values_of(column_of(batch, header), header, batch.source, batch.first_row)


def distinct_texts(batch: Batch, header: str) -> tuple[list[str], NDArray[np.int64]]:
    """Return the different texts of a column, and the place of each row's.

    What is missing has the place behind the last text.

    Raises
    ------
    TableError
        As for `cell_values`.
    """
    array = column_of(batch, header)
    if pa.types.is_nested(array.type):
        array = pa.array([text_of(value) or None for value in cell_values(batch, header)], pa.string())
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    try:
        values = encoded.dictionary.to_pylist()
    except Exception:  # of a column read whole it is known where
        cell_values(batch, header)
        raise
    which = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False).astype(np.int64)
    return [text_of(value) for value in values], which
