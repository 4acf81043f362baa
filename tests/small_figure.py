"""A figure of regions of level 3 for the tests: the areas of the boundaries, and years that are made up."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.nuts.units import read_regions

YEARS: Final = (2018, 2019, 2020, 2021)
#: Without the last of these regions, which then has no value.
LACKING: Final = "ES640"
DEFINITION: Final = """
[[figures]]
key = "area"
source = "areas.csv"
code = "code"
value = "value"
year = "year"
label = "Area (synthetic but for 2021)"
unit = "km²"
level = 3
attribution = "Computed from the boundaries of the package"
licence = "CC0"
"""


def write_areas(folder: Path, *, vintage: int = 2021) -> Path:
    """Write the table: the area of each region in 2021, and made-up values for the years before."""
    regions = read_regions(vintage, levels=(3,)).sort_values("nuts_id", ignore_index=True)
    areas_km2 = regions.to_crs("EPSG:3035").area / 1e6
    rows = ["code,year,value"]
    for row, (code, area) in enumerate(zip(regions["nuts_id"], areas_km2, strict=True)):
        if code != LACKING:
            rows += [f"{code},{year},{area * (1 + (2021 - year) * (row % 7 - 3) / 20):.0f}" for year in YEARS]
    path = folder / "areas.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
