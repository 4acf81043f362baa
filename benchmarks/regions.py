"""The join that both baselines start from, in the fewest lines an experienced GeoPandas user would write.

It is poorer than the project's own: codes only, no reasons, no kinds of no data, two years.
"""

from pathlib import Path

import geopandas
import pandas

DATA = Path(__file__).parent.parent / "data"
# ColorBrewer YlGnBu, four steps.
COLOURS = {"emerging": "#ffffcc", "moderate": "#a1dab4", "strong": "#41b6c4", "leader": "#225ea8"}
NO_DATA = "#d9d9d9"
INDICATOR = "1.1.2"


def read_regions() -> geopandas.GeoDataFrame:
    """Return the NUTS 2 regions of 2021 with class, index, change and an indicator of edition 2023."""
    boundaries = geopandas.read_parquet(DATA / "boundaries" / "nuts_2021.parquet")
    regions = boundaries[boundaries["level"] == 2]
    scoreboard = pandas.read_csv(DATA / "tables" / "scoreboard-2023.csv").set_index("code")
    series = pandas.read_csv(DATA / "tables" / "scoreboard-2023-series.csv")
    years = series.pivot_table(index="code", columns="year", values="index")
    indicators = pandas.read_csv(DATA / "tables" / "scoreboard-2023-indicators.csv", dtype={"indicator": str})
    indicator = indicators[indicators["indicator"] == INDICATOR].set_index("code")["value"]
    codes = regions["nuts_id"].map(
        lambda code: next((code[:end] for end in (4, 3, 2) if code[:end] in scoreboard.index), None)
    )
    return regions.assign(
        index=codes.map(scoreboard["index"]),
        performance=codes.map(scoreboard["class"]),
        change=codes.map(years[2023] - years[2016]).round(2),
        indicator=codes.map(indicator),
    )


def read_clusters(regions: geopandas.GeoDataFrame, path: str | None = None) -> geopandas.GeoDataFrame:
    """Return the bioclusters, or those of another table, that have a point, with the class of its region."""
    table = pandas.read_csv(path or DATA / "tables" / "bioclusters.csv").dropna(subset=["lat", "lon"])
    points = geopandas.GeoDataFrame(
        table, geometry=geopandas.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326"
    )
    return points.sjoin(regions[["performance", "geometry"]], how="left")
