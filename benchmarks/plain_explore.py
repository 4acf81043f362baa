"""Baseline: the map that ``GeoDataFrame.explore`` makes. Usage: python plain_explore.py OUT.html.

The same four layers of regions and the clusters as in ``plain_folium.py``.
"""

import sys

import folium
from regions import COLOURS, INDICATOR, read_clusters, read_regions

LAYERS = {"Index": "index", "Change 2016 to 2023": "change", f"Indicator {INDICATOR}": "indicator"}


def main(out: str) -> None:
    """Write four layers of regions and the clusters on top."""
    regions = read_regions()
    page = regions[["nuts_id", "name", "performance", "index", "geometry"]].explore(
        "performance",
        categories=list(COLOURS),
        cmap=list(COLOURS.values()),
        name="Innovation class",
        tiles=None,
    )
    for name, column in LAYERS.items():
        regions[["nuts_id", "name", column, "geometry"]].explore(
            column, m=page, name=name, show=False, legend=False
        )
    read_clusters(regions)[["name", "region", "performance", "geometry"]].explore(
        m=page, color="#c2185b", marker_kwds={"radius": 6}, name="Clusters"
    )
    folium.LayerControl().add_to(page)
    page.save(out)


if __name__ == "__main__":
    main(sys.argv[1])
