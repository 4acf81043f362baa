"""The tables that the files hold: painted regions, clusters and ledger, as typed frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.notes import render, unpack
from geo.match.ledger import CLASS_IN_PRINTED_EDITION, NOTES
from geo.nuts.map_units import read_map_units
from geo.nuts.outline.outline import LEVEL
from geo.nuts.outline.small import SMALL_LEVEL
from geo.nuts.point_index import point_or_none
from geo.nuts.units import read_regions
from geo.render.facts.content import MapContent
from geo.render.facts.figures import ShownFigure, lack_of
from geo.render.facts.places import inner_point
from geo.render.facts.records import own_value
from geo.render.facts.regions import region_units
from geo.render.files import fields
from geo.render.files.fields import Field, Kind, Schema

REGIONS: Final = "regions"
SMALL_REGIONS: Final = "small_regions"
CLUSTERS: Final = "clusters"
LEDGER: Final = "ledger"
CRS: Final = "EPSG:4326"

_CASTS: Final[Mapping[Kind, Callable[[Any], Any]]] = {"string": str, "integer": int, "number": float}
_DTYPES: Final[Mapping[Kind, str]] = {"string": "object", "integer": "Int64", "number": "float64"}
#: Names that formats keep for themselves.
_RESERVED: Final = ("bbox", "fid", "geom", "geometry", "ogc_fid")


@dataclass(frozen=True)
class Table:
    """One table of a file.

    Parameters
    ----------
    schema
        What it is.
    frame
        Its rows: a frame with the columns of the schema and, for a layer, ``geometry`` in EPSG:4326.
    """

    schema: Schema
    frame: pd.DataFrame

    @property
    def name(self) -> str:
        """Of the layer, the sheet, or the part of the file's name."""
        return self.schema.name

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its columns."""
        return self.schema.fields

    @property
    def is_layer(self) -> bool:
        """Whether its rows have a place."""
        return isinstance(self.frame, gpd.GeoDataFrame)

    def rows(self) -> list[list[str | int | float | None]]:
        """Return the rows without their geometry: None where there is no value, a whole number as one."""
        columns = [_plain(self.frame[field.name]) for field in self.fields]
        return [list(row) for row in zip(*columns, strict=True)]


def read_tables(content: MapContent) -> tuple[Table, ...]:
    """Return what the files of a map hold: its regions, its clusters and its ledger.

    A map with a figure of level 3 has the small regions besides.

    Parameters
    ----------
    content
        What the map shows.
    """
    regions, clusters, ledger, *small = read_schemas(content)
    return (
        Table(regions, _regions(content, regions.fields)),
        Table(clusters, _clusters(content, clusters.fields)),
        Table(ledger, _ledger(content, ledger.fields)),
        *(Table(schema, _small_regions(content, schema.fields)) for schema in small),
    )


def read_schemas(content: MapContent) -> tuple[Schema, ...]:
    """Return what the tables of a map are, apart from their rows.

    Parameters
    ----------
    content
        What the map shows.
    """
    scores, with_table = content.scores, c.TABLE in content.tagged
    kinds = {name: _kind_of(values) for name, values in _own_columns(content).items()}
    columns = (name for name in content.ledger.columns if name != NOTES)
    larger = [figure for figure in content.figures if not figure.is_small]
    regions = fields.region_fields(scores, larger)
    small = fields.small_fields([figure for figure in content.figures if figure.is_small])
    clusters = fields.cluster_fields(scores, extra=kinds, with_table=with_table)
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


def _regions(content: MapContent, shown: Sequence[Field]) -> gpd.GeoDataFrame:
    """Return the painted regions with class, index, series and indicators.

    Figures are those of the one unit of the scoreboard that stands for a region; a region without such a unit
    has none.
    """
    scores, painted = content.scores, content.painted
    counts = Counter(row for place in content.places for row in place.regions)
    columns: dict[str, Sequence[Any]] = {name: painted[name].tolist() for name in painted.columns}
    columns[c.NOTE] = [_sentences(text) for text in painted[c.TAG_NOTES]]
    columns[fields.CLUSTERS] = [counts[row] for row in range(len(painted))]
    units = region_units(content)
    for at, year in enumerate(scores.years):
        columns[fields.index_name(year)] = _of_units(scores.units["series"], units, at)
        positions = _of_units(scores.units["classes"], units, at)
        columns[fields.class_name(year)] = [
            None if position is None else scores.classes[position] for position in positions
        ]
    for at, indicator in enumerate(scores.indicators):
        columns[fields.indicator_name(indicator["code"])] = _of_units(scores.units["indicators"], units, at)
    for figure in content.figures:
        if not figure.is_small:
            columns |= _figure_columns(figure)
    codes, vintages = (painted[name].tolist() for name in (c.NUTS_ID, c.VINTAGE))
    shapes = _shapes(codes, vintages, level=LEVEL, catalog=content.catalog)
    return gpd.GeoDataFrame(_typed(shown, columns, len(painted)), geometry=shapes, crs=CRS)


def _small_regions(content: MapContent, shown: Sequence[Field]) -> gpd.GeoDataFrame:
    """Return the regions of level 3 with the figures of that level."""
    small, painted = content.outline.small, content.painted
    if small is None:
        raise ValueError("found a map without small regions, expected one that draws them")
    vintages = [painted[c.VINTAGE].tolist()[row] for row in small.parents]
    units = read_map_units(content.vintage, levels=(SMALL_LEVEL,), catalog=content.catalog)
    named = units.set_index(c.NUTS_ID).loc[list(small.ids)]
    columns: dict[str, Sequence[Any]] = {name: named[name].tolist() for name in named.columns} | {
        c.NUTS_ID: small.ids,
        c.VINTAGE: vintages,
        fields.CLUSTERS: [(content.small_regions or ()).count(at) for at in range(len(small.ids))],
    }
    for figure in content.figures:
        if figure.is_small:
            columns |= _figure_columns(figure)
    shapes = _shapes(small.ids, vintages, level=SMALL_LEVEL, catalog=content.catalog)
    return gpd.GeoDataFrame(_typed(shown, columns, len(small.ids)), geometry=shapes, crs=CRS)


def _figure_columns(figure: ShownFigure) -> dict[str, Sequence[Any]]:
    """Return whose value each painted region shows, the value in each year, and why there is none."""
    key, units = figure.about.key, figure.region_units
    columns: dict[str, Sequence[Any]] = {
        f"{fields.figure_name(key)}_unit": [None if unit < 0 else figure.units[unit] for unit in units]
    }
    for row, year in enumerate(figure.years or (None,)):
        name = fields.figure_name(key, year)
        values, flags = figure.values[row], figure.flags[row]
        columns[name] = [None if unit < 0 else values[unit] for unit in units]
        columns[f"{name}_status"] = [
            lack_of(figure, unit, row) if unit < 0 or values[unit] is None else flags[unit] or None
            for unit in units
        ]
    return columns


def _clusters(content: MapContent, shown: Sequence[Field]) -> gpd.GeoDataFrame:
    """Return the records with how they were located and tagged, at the points where they are drawn."""
    tagged, ledger, size = content.tagged, content.ledger, len(content.tagged)
    kinds = {field.name: field.kind for field in shown}
    columns: dict[str, Sequence[Any]] = {name: tagged[name].tolist() for name in tagged.columns}
    for name in (c.CLASS_PRINTED, c.CLASS_PRINTED_EDITION, CLASS_IN_PRINTED_EDITION, c.AGREEMENT, c.NOTE):
        columns[name] = ledger[name].tolist()
    columns |= {
        name: [None if value is None else _CASTS[kinds[name]](value) for value in values]
        for name, values in _own_columns(content).items()
    }
    points = _points(content)
    columns[fields.POINT_LON] = [None if point is None else point.x for point in points]
    columns[fields.POINT_LAT] = [None if point is None else point.y for point in points]
    columns[fields.POINT_OF] = [
        None if point is None else "record" if place.exact else "region"
        for point, place in zip(points, content.places, strict=True)
    ]
    return gpd.GeoDataFrame(_typed(shown, columns, size), geometry=gpd.GeoSeries(points, crs=CRS))


def _ledger(content: MapContent, shown: Sequence[Field]) -> pd.DataFrame:
    """Return the ledger with the columns of its own files."""
    columns = {name: content.ledger[name].tolist() for name in content.ledger.columns}
    return _typed(shown, columns, len(content.ledger))


def _shapes(codes: Sequence[str], vintages: Sequence[Any], *, level: int, catalog: Catalog) -> list[Any]:
    """Return the boundaries of regions of a level, each in its own vintage."""
    shapes = {
        vintage: read_regions(int(vintage), levels=(level,), catalog=catalog).set_index(c.NUTS_ID).geometry
        for vintage in sorted(set(vintages))
    }
    return [_many(shapes[vintage][code]) for code, vintage in zip(codes, vintages, strict=True)]


def _many(shape: Any) -> shapely.MultiPolygon:
    """Return one kind of geometry for all regions, of one part or of several."""
    return shapely.MultiPolygon(shapely.get_parts(shape).tolist())


def _points(content: MapContent) -> list[Any]:
    """Return the point at which each record is drawn, None for one that is nowhere.

    The map moves overseas regions into frames and the records without a point along with them: files have the
    place on the earth.
    """
    tagged, points = content.tagged, list[Any]()
    own = tagged.get(c.GEOMETRY, [None] * len(tagged))
    for shape, place, codes, vintage in zip(
        own, content.places, tagged[c.NUTS_ID], tagged[c.VINTAGE], strict=True
    ):
        if place.point is None:
            points.append(None)
        elif place.exact:
            points.append(point_or_none(shape))
        else:
            points.append(
                shapely.Point(inner_point(codes.split(";")[0], int(vintage), catalog=content.catalog))
            )
    return points


def _of_units(rows: Sequence[Sequence[Any]], units: Iterable[int], at: int) -> list[Any]:
    """Return one figure of the unit of each region; a unit may have no figures at all."""
    return [rows[unit][at] if unit >= 0 and rows[unit] else None for unit in units]


def _own_columns(content: MapContent) -> dict[str, list[Any]]:
    """Return the columns of the user's own, under names that no other column of a file has."""
    tagged = content.tagged
    names = fields.cluster_fields(content.scores, extra={}, with_table=c.TABLE in tagged)
    taken = {*_RESERVED, *(field.name for field in names)}
    columns = {}
    for name in tagged.attrs.get("extra_columns", ()):
        # Databases and spreadsheets do not tell "Note" from "note".
        free = name
        while free.casefold() in taken:
            free += " (own)"
        taken.add(free.casefold())
        columns[free] = [own_value(value) for value in tagged[name]]
    return columns


def _kind_of(values: Iterable[Any]) -> Kind:
    """Return the type that all values of a column have: a column of text and numbers is one of text."""
    types = {type(value) for value in values if value is not None}
    if types == {int}:
        return "integer"
    return "number" if types and types <= {int, float} else "string"


def _typed(shown: Iterable[Field], columns: Mapping[str, Sequence[Any]], size: int) -> pd.DataFrame:
    """Return a frame of the fields shown; a column that the records do not have is empty."""
    frame = {}
    for field in shown:
        values = [_value(value) for value in columns.get(field.name, [None] * size)]
        frame[field.name] = pd.Series(values, dtype=_DTYPES[field.kind], index=range(size))
    return pd.DataFrame(frame, index=range(size))


def _value(value: Any) -> Any:
    """Return None for every kind of missing value, an empty text too."""
    return None if value is None or pd.isna(value) or value == "" else value


def _plain(column: pd.Series[Any]) -> list[str | int | float | None]:
    values = [None if pd.isna(value) else value for value in column.tolist()]
    return [int(value) if isinstance(value, float) and value.is_integer() else value for value in values]


def _sentences(packed: object) -> str:
    return render(unpack(packed))
