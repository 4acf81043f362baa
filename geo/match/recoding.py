"""Carry the region codes of a cluster table into another vintage, and say how each one was carried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import Problem
from geo.match.placement import locate
from geo.nuts.carrying import Carried, carry
from geo.nuts.gazetteer import Gazetteer, gazetteer
from geo.nuts.point_index import point_or_none
from geo.tables import open_table
from geo.tables.clusters import inspect_clusters
from geo.tables.formulas import csv_text
from geo.tables.headers import heads_a_table, key_of
from geo.tables.recognition import Hint, in_python, on_command_line, recognise

#: Columns a recoded table has beside its own.
CARRIED: Final = "nuts_carried"
NUTS_ID_BEFORE: Final = "nuts_id_before"
VINTAGE_BEFORE: Final = "nuts_vintage_before"
#: A part stands for the whole region when it holds at least this much of its area, and the rest went to
#: regions that lie elsewhere: then a border was redrawn and nothing divided.
MAJORITY: Final = 0.90
#: What a recoded table says of a record without a new code.
NOT_CARRIED: Final = "not carried"


@dataclass(frozen=True)
class _Step:
    """The new code of one record, and how it was found."""

    code: str | None
    carried: str
    problem: str | None = None


def recode(
    source: str | Path,
    to_vintage: int,
    *,
    columns: Mapping[str, str] | None = None,
    catalog: Catalog | None = None,
) -> pd.DataFrame:
    """Write the region of every record of a table as a code of another vintage.

    A record's region is located first, in the vintage it states; its code is then followed along the table
    of changes. A divided region is decided by the record's point, else not at all: the code stays empty and
    a problem says so. Where a border was redrawn, the part that holds at least 90 % of the area decides.
    A code that one run could not carry is not lost: a later run starts from ``nuts_id_before``.

    Parameters
    ----------
    source
        Cluster table: a file, or the name of a resource.
    to_vintage
        Year of the NUTS classification to write codes of.
    columns
        Header to the column it holds, as for `geo.read_clusters`.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    DataFrame
        The table as text, rows in their order and columns as they were, with ``nuts_id`` and
        ``nuts_vintage`` of the new vintage (empty when not carried) and, at the end, ``nuts_carried``
        (``same``, ``recoded``, ``merged``, ``split by point``, ``split by share``, ``not carried``),
        ``nuts_id_before``, ``nuts_vintage_before``. ``attrs["problems"]`` lists what was not carried,
        as sentences.

    Raises
    ------
    TableError
        The table cannot be read.
    RegionError
        The vintage does not exist.

    Examples
    --------
    >>> table = recode("bioclusters", 2021).set_index("name")
    >>> table.loc["POLEPHARMA", ["nuts_id", "nuts_carried"]].tolist()
    ['FRB0', 'recoded']
    >>> table.loc["BioTechMed Mazovia Cluster", ["nuts_id", "nuts_carried"]].tolist()
    ['PL91', 'split by point']
    """
    catalog = catalog or Catalog.bundled()
    return recode_table(source, to_vintage, columns=columns, catalog=catalog, hint=in_python)


def recode_table(
    source: str | Path,
    to_vintage: int,
    *,
    columns: Mapping[str, str] | None,
    catalog: Catalog,
    hint: Hint = on_command_line,
) -> pd.DataFrame:
    """Carry the codes of a table as `recode` does; `hint` says how a header is settled by hand."""
    region_index = gazetteer(to_vintage, catalog=catalog)
    records = inspect_clusters(source, columns=columns, catalog=catalog, hint=hint).clusters
    located = locate(_restore(records), catalog=catalog)
    table = open_table(source, catalog=catalog, heads=heads_a_table)
    headers = recognise(table, by_hand=columns).of
    rows = zip(located[c.NUTS_ID], located[c.VINTAGE], located.geometry, strict=True)
    steps = [_carry_all(code, vintage, point, region_index, catalog) for code, vintage, point in rows]
    recoded = pd.DataFrame(
        [[row.cells.get(name, "") for name in table.columns] for row in table.rows],
        columns=list(table.columns),
        dtype=object,
    )
    for name, values in _new_columns(steps, located, to_vintage).items():
        recoded[_header(name, table.columns, headers)] = pd.Series(values, dtype=object)
    recoded.attrs["problems"] = tuple(
        str(
            Problem(str(source), code if isinstance(code, str) else name, step.problem, row.number, c.NUTS_ID)
        )
        for row, name, code, step in zip(table.rows, located[c.NAME], located[c.NUTS_ID], steps, strict=True)
        if step.problem
    )
    return recoded


def recoded_csv(recoded: pd.DataFrame) -> str:
    """Return a table of `recode` as CSV: text that a spreadsheet would compute is guarded."""
    return csv_text([recoded.columns, *recoded.itertuples(index=False, name=None)])


def _carry_all(
    codes: object, vintage: object, point: object, region_index: Gazetteer, catalog: Catalog
) -> _Step:
    """Follow the code of a record, or all of those it spans, into the vintage of a gazetteer."""
    if not isinstance(codes, str) or ";" not in codes:
        return _carry(codes, vintage, point, region_index, catalog)
    steps = [_carry(code, vintage, None, region_index, catalog) for code in codes.split(";")]
    if problem := next((step.problem for step in steps if step.problem), None):
        return _Step(None, NOT_CARRIED, problem)
    kinds = sorted({step.carried for step in steps} - {"same"}) or ["same"]
    return _Step(";".join(dict.fromkeys(str(step.code) for step in steps)), "; ".join(kinds))


def _carry(code: object, vintage: object, point: object, region_index: Gazetteer, catalog: Catalog) -> _Step:
    """Follow one code into the vintage of a gazetteer."""
    if not isinstance(code, str):
        return _Step(None, NOT_CARRIED, "a record whose region is known")
    parts = carry(code, int(str(vintage)), region_index.vintage, catalog=catalog)
    if not parts:
        return _Step(None, NOT_CARRIED, f"a region that exists in NUTS {region_index.vintage}")
    if len(parts) == 1:
        # A boundary that moved without a rival leaves the region what it was, under its new code.
        kind = parts[0].kind
        if kind in ("split", "boundary"):
            kind = "same" if parts[0].nuts_id == code else "recoded"
        return _Step(parts[0].nuts_id, kind)
    if around := _at(point, parts, region_index):
        return _Step(around, "split by point")
    if parts[0].share >= MAJORITY and not any(part.kind == "split" for part in parts[1:]):
        return _Step(parts[0].nuts_id, "split by share")
    shares = ", ".join(part.with_share for part in parts)
    return _Step(None, NOT_CARRIED, f"a point that decides between {shares}")


def _at(shape: object, parts: Sequence[Carried], region_index: Gazetteer) -> str | None:
    """Return the part around a point."""
    point = point_or_none(shape)
    if point is None:
        return None
    country = parts[0].nuts_id[:2]
    lineage = region_index.lineage(region_index.points.around([point], [country])[0] or "")
    return next((part.nuts_id for part in parts if part.nuts_id in lineage), None)


def _new_columns(steps: Sequence[_Step], located: pd.DataFrame, to_vintage: int) -> dict[str, list[Any]]:
    """Return what a recoded table has more than the old one, as text."""
    return {
        c.NUTS_ID: [step.code or "" for step in steps],
        c.NUTS_VINTAGE: [str(to_vintage) if step.code else "" for step in steps],
        CARRIED: [step.carried for step in steps],
        NUTS_ID_BEFORE: [code if isinstance(code, str) else "" for code in located[c.NUTS_ID]],
        VINTAGE_BEFORE: ["" if pd.isna(year) else str(year) for year in located[c.VINTAGE]],
    }


def _header(name: str, columns: Sequence[str], headers: Mapping[str, str]) -> str:
    """Return how a table writes the name of a column, the name itself when it has none."""
    column = c.NUTS_ID_PRINTED if name == c.NUTS_ID else name
    return headers.get(column) or next((header for header in columns if key_of(header) == key_of(name)), name)


def _restore(records: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give records that an earlier run could not carry the code they had before it."""
    if not {CARRIED, NUTS_ID_BEFORE, VINTAGE_BEFORE} <= set(records.columns):
        return records
    records = records.copy()
    lost = records[CARRIED].eq(NOT_CARRIED) & records[c.NUTS_ID_PRINTED].isna()
    records.loc[lost, c.NUTS_ID_PRINTED] = records.loc[lost, NUTS_ID_BEFORE]
    records.loc[lost, c.NUTS_VINTAGE] = records.loc[lost, VINTAGE_BEFORE].astype("Int64")
    return records
