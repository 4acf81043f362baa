"""The formats that the facts of a map can be written in."""

# ruff: noqa: PLC0415 - each format has a library of its own, and is imported where it is asked for

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, get_args

from geo.definition import FileFormat, Publication
from geo.errors import FormatError, nearest
from geo.render.facts.content import MapContent
from geo.render.files.tables import CLUSTERS, LEDGER, REGIONS, SMALL_REGIONS

FORMATS: Final[tuple[str, ...]] = get_args(FileFormat)
#: The tables of the formats that have a file for each.
_FILES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "parquet": (REGIONS, CLUSTERS, LEDGER),
    "geojson": (REGIONS, CLUSTERS),
    "csv": (REGIONS, CLUSTERS, LEDGER),
}


def file_names(content: MapContent, formats: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the files that `make_files` writes for a map, each with the tables in it."""
    name, small = content.options.name, (SMALL_REGIONS,) if content.outline.small else ()
    tables_of: dict[str, tuple[str, ...]] = {}
    for ending in formats:
        if ending in _FILES_OF:
            tables_of |= {f"{name}.{table}.{ending}": (table,) for table in (*_FILES_OF[ending], *small)}
        else:
            tables_of[f"{name}.{ending}"] = (REGIONS, CLUSTERS, LEDGER, *small)
    return tables_of


def make_files(
    content: MapContent, formats: Iterable[str], publication: Publication | None = None
) -> dict[str, bytes]:
    """Return the facts of a map in several formats; the parameters are those of `write_formats`.

    Returns
    -------
    dict
        Name of each file to what it holds.
    """
    with TemporaryDirectory() as folder:
        names = write_formats(content, formats, Path(folder), publication)
        return {name: Path(folder, name).read_bytes() for name in names}


def write_formats(
    content: MapContent, formats: Iterable[str], folder: Path, publication: Publication | None = None
) -> list[str]:
    """Write the facts of a map in several formats, table by table.

    Parameters
    ----------
    content
        What the map shows.
    formats
        Some of `FORMATS`.
    folder
        Where the files are written; it holds none of them.
    publication
        Who publishes the map, and under which licence; None when that is not said.

    Returns
    -------
    list of str
        The names of the files: one of all tables (GeoPackage, workbook), or one for each table.

    Raises
    ------
    FormatError
        A format is not written.
    """
    from geo.render.files.provenance import read_provenance
    from geo.render.files.tables import read_tables

    wanted = tuple(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            suggestion = nearest(name, FORMATS)
            hint = f" Did you mean {suggestion!r}?" if suggestion else ""
            raise FormatError(f"found the format {name!r}, expected one of {', '.join(FORMATS)}.{hint}")
    tables, about = read_tables(content), read_provenance(content, publication)
    files: list[str] = []
    for name in wanted:
        if name == "gpkg":
            from geo.render.files.geopackage import write_geopackage
            from geo.render.files.styles import layer_styles

            files += write_geopackage(tables, about, layer_styles(content), folder)
        elif name == "parquet":
            from geo.render.files.geoparquet import write_geoparquet

            files += write_geoparquet(tables, about, folder)
        elif name == "geojson":
            from geo.render.files.geojson import write_geojson

            files += write_geojson(tables, about, folder)
        elif name == "csv":
            from geo.render.files.delimited import write_csv

            files += write_csv(tables, about, folder)
        else:
            from geo.render.files.workbook import write_workbook

            files += write_workbook(tables, about, folder)
    return files
