"""What each file of a map is, by the end of its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class FileKind(NamedTuple):
    """What a file of a map is.

    Parameters
    ----------
    file_type, media_type
        In the words of the Publications Office and of IANA.
    description
        For people.
    has_shapes
        Whether it holds boundaries of regions, which have terms of their own.
    """

    file_type: str
    media_type: str
    description: str
    has_shapes: bool = True


_LEDGER: Final = "Ledger: how each cluster was located and tagged, and why."
_CLUSTERS: Final = "Clusters, with how they were located and tagged."
_REGIONS: Final = "Regions with class, index, series and indicators."
_SMALL_REGIONS: Final = "Regions of level 3 with their figures."
_ALL: Final = "Regions, clusters and ledger."
_PARQUET: Final = ("PARQUET", "application/vnd.apache.parquet")
_GEOJSON: Final = ("GEOJSON", "application/geo+json")
#: By the end of the file's name; the first that fits counts.
_KINDS: Final[Mapping[str, FileKind]] = {
    ".html": FileKind("HTML", "text/html", "The map, as a page."),
    ".ledger.csv": FileKind("CSV", "text/csv", _LEDGER, has_shapes=False),
    ".ledger.json": FileKind("JSON", "application/json", _LEDGER, has_shapes=False),
    ".ledger.parquet": FileKind(*_PARQUET, _LEDGER, has_shapes=False),
    ".clusters.csv": FileKind("CSV", "text/csv", _CLUSTERS, has_shapes=False),
    ".clusters.geojson": FileKind(*_GEOJSON, _CLUSTERS, has_shapes=False),
    ".clusters.parquet": FileKind(*_PARQUET, _CLUSTERS, has_shapes=False),
    ".regions.csv": FileKind("CSV", "text/csv", _REGIONS, has_shapes=False),
    ".regions.geojson": FileKind(*_GEOJSON, _REGIONS),
    ".regions.parquet": FileKind(*_PARQUET, _REGIONS),
    ".small_regions.csv": FileKind("CSV", "text/csv", _SMALL_REGIONS, has_shapes=False),
    ".small_regions.geojson": FileKind(*_GEOJSON, _SMALL_REGIONS),
    ".small_regions.parquet": FileKind(*_PARQUET, _SMALL_REGIONS),
    ".metadata.json": FileKind(
        "JSON", "application/json", "What the figures are, and where they are from.", has_shapes=False
    ),
    ".datapackage.json": FileKind(
        "JSON", "application/json", "What the columns of the tables mean.", has_shapes=False
    ),
    ".figure.csv": FileKind(
        "CSV", "text/csv", "What became of each code of a figure, and why.", has_shapes=False
    ),
    ".members.csv": FileKind(
        "CSV", "text/csv", "Members of the clusters, counted by cluster, region and kind.", has_shapes=False
    ),
    ".members.json": FileKind(
        "JSON", "application/json", "How the members were located, and what fits nowhere.", has_shapes=False
    ),
    ".gpkg": FileKind("GPKG", "application/geopackage+sqlite3", _ALL),
    ".xlsx": FileKind(
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ALL,
        has_shapes=False,
    ),
    ".svg": FileKind("SVG", "image/svg+xml", "The map, as a picture."),
    ".png": FileKind("PNG", "image/png", "The map, as a picture."),
    ".pdf": FileKind("PDF", "application/pdf", "The map, on paper."),
}


def kind_of(name: str) -> FileKind:
    """Return what a file that a build writes is, by its name."""
    for ending, kind in _KINDS.items():
        if name.endswith(ending):
            return kind
    raise LookupError(f"{name}: no kind of file that a build writes")
