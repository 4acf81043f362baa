"""The tables that the files hold: painted regions, clusters and ledger, as typed frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

import pandas as pd

from geo import columns as c
from geo.match.ledger import NOTES
from geo.render.facts.content import MapContent
from geo.render.files import fields
from geo.render.files.fields import Field, Schema
from geo.render.files.record_rows import RecordRows, own_kinds
from geo.render.files.region_rows import region_rows, small_region_rows
from geo.render.files.table import Table, typed

REGIONS: Final = "regions"
SMALL_REGIONS: Final = "small_regions"
CLUSTERS: Final = "clusters"
LEDGER: Final = "ledger"
_SHAPES: Final = "MultiPolygon"


def read_tables(content: MapContent) -> tuple[Table, ...]:
    """Return what the files of a map hold: its regions, its clusters and its ledger.

    A map with a figure of level 3 has the small regions besides.

    Parameters
    ----------
    content
        What the map shows.
    """
    regions, clusters, ledger, *small = read_schemas(content)
    small_ids = content.outline.small.ids if content.outline.small else ()
    is_anywhere = any(place.point is not None for place in content.places)
    # A layer in which nothing has a place could be of any kind.
    points = "Point" if is_anywhere else "Unknown"
    make_regions = _rows_of(content, regions.fields, region_rows)
    make_small = (_rows_of(content, schema.fields, small_region_rows) for schema in small)
    return (
        Table(regions, len(content.painted), _SHAPES, make_regions),
        Table(clusters, len(content.tagged), points, RecordRows(content, clusters.fields)),
        Table(ledger, len(content.ledger), None, _ledger_rows(content, ledger.fields)),
        *(
            Table(schema, len(small_ids), _SHAPES, make)
            for schema, make in zip(small, make_small, strict=True)
        ),
    )


def read_schemas(content: MapContent) -> tuple[Schema, ...]:
    """Return what the tables of a map are, apart from their rows.

    Parameters
    ----------
    content
        What the map shows.
    """
    scores, with_table = content.scores, c.TABLE in content.tagged
    columns = (name for name in content.ledger.columns if name != NOTES)
    larger = [figure for figure in content.figures if not figure.is_small]
    regions = fields.region_fields(scores, larger)
    small = fields.small_fields([figure for figure in content.figures if figure.is_small])
    clusters = fields.cluster_fields(scores, extra=own_kinds(content), with_table=with_table)
    ledger = fields.ledger_fields(scores, columns)
    return (
        Schema(REGIONS, "Regions", tuple(regions), c.NUTS_ID),
        Schema(CLUSTERS, "Clusters", tuple(clusters), c.RECORD_ID),
        Schema(LEDGER, "Ledger", tuple(ledger), c.RECORD_ID),
        *(
            [Schema(SMALL_REGIONS, "Regions of level 3", tuple(small), c.NUTS_ID)]
            if content.outline.small
            else []
        ),
    )


def _rows_of(
    content: MapContent,
    shown: Sequence[Field],
    make: Callable[[MapContent, Sequence[Field]], pd.DataFrame],
) -> Callable[[int, int], pd.DataFrame]:
    """Return what makes rows of a table of regions, of which there are not many: all of them, once."""
    whole = cache(lambda: make(content, shown))
    return lambda start, stop: whole().iloc[start:stop]


def _ledger_rows(content: MapContent, shown: Sequence[Field]) -> Callable[[int, int], pd.DataFrame]:
    """Return what makes rows of the ledger, with the columns of its own files."""

    def make(start: int, stop: int) -> pd.DataFrame:
        part = content.ledger.iloc[start:stop]
        columns = {name: part[name].tolist() for name in part.columns}
        return typed(shown, columns, len(part))

    return make
