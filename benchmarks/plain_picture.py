"""Baseline: the picture that GeoPandas and matplotlib make. Usage: python plain_picture.py OUT.png.

The regions by class and the clusters on A4, with a title and a legend of the classes. It is poorer than the
project's own: no land around, no overseas regions, no counts, no sources.
"""

import sys

import matplotlib.pyplot as plt
from matplotlib.colors import ListedColormap
from regions import COLOURS, NO_DATA, read_clusters, read_regions

#: Europe without what lies overseas, in metres of EPSG:3035: left, right, bottom, top.
FRAME = (2_500_000, 6_600_000, 1_300_000, 5_500_000)


def main(out: str) -> None:
    """Write the picture."""
    regions = read_regions()
    clusters = read_clusters(regions).to_crs(3035)
    figure, axes = plt.subplots(figsize=(8.27, 11.69))
    regions.to_crs(3035).plot(
        ax=axes, column="performance", categories=list(COLOURS), cmap=ListedColormap(list(COLOURS.values())),
        categorical=True, legend=True, edgecolor="white", linewidth=0.3, missing_kwds={"color": NO_DATA},
    )  # fmt: skip
    clusters.plot(ax=axes, color="#c2185b", edgecolor="white", markersize=40)
    axes.set(xlim=FRAME[:2], ylim=FRAME[2:])
    axes.set_axis_off()
    axes.set_title("25 European bioclusters and the innovation performance of their regions")
    figure.savefig(out, dpi=300)


if __name__ == "__main__":
    main(sys.argv[1])
