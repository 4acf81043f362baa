"""The rows of painted regions, with class, index, series, indicators and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import shapely

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.notes import render, unpack
from geo.nuts.map_units import read_map_units
from geo.nuts.outline.outline import LEVEL
from geo.nuts.outline.small import SMALL_LEVEL
from geo.nuts.units import read_regions
from geo.render.facts.content import MapContent
from geo.render.facts.figures import ShownFigure, lack_of
from geo.render.facts.regions import region_units
from geo.render.files import fields
from geo.render.files.fields import Field
from geo.render.files.table import CRS, typed


def region_rows(content: MapContent, shown: Sequence[Field]) -> gpd.GeoDataFrame:
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
    return gpd.GeoDataFrame(typed(shown, columns, len(painted)), geometry=shapes, crs=CRS)


def small_region_rows(content: MapContent, shown: Sequence[Field]) -> gpd.GeoDataFrame:
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
    return gpd.GeoDataFrame(typed(shown, columns, len(small.ids)), geometry=shapes, crs=CRS)


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


def _of_units(rows: Sequence[Sequence[Any]], units: Iterable[int], at: int) -> list[Any]:
    """Return one figure of the unit of each region; a unit may have no figures at all."""
    return [rows[unit][at] if unit >= 0 and rows[unit] else None for unit in units]


def _sentences(packed: object) -> str:
    return render(unpack(packed))
