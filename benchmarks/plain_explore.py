"""Baseline: the map that ``GeoDataFrame.explore`` makes. Usage: python plain_explore.py OUT.html."""

import sys

from regions import COLOURS, read_clusters, read_regions


def main(out: str) -> None:
    """Write the regions by class and the clusters on top."""
    regions = read_regions()
    page = regions[["nuts_id", "name", "performance", "index", "geometry"]].explore(
        "performance", categories=list(COLOURS), cmap=list(COLOURS.values()), tiles=None
    )
    read_clusters(regions)[["name", "region", "performance", "geometry"]].explore(
        m=page, color="#c2185b", marker_kwds={"radius": 6}
    )
    page.save(out)


if __name__ == "__main__":
    main(sys.argv[1])
