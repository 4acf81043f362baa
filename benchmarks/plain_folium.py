"""Baseline: the map a Folium user writes by hand. Usage: python plain_folium.py OUT.html [CLUSTERS.csv].

It shows what ours shows at first glance: regions by class, index, change since 2016 and one indicator, one
at a time, and the clusters on top. It is the poorer map: no other year or indicator, no insets, no search,
filters, table or languages, no reasons, and it loads its scripts from other hosts. Clusters of a table
that is named are one layer instead of one object each: several times as fast when there are thousands.
"""

import sys

import folium
import geopandas
from regions import COLOURS, INDICATOR, NO_DATA, read_clusters, read_regions

MARKER = {"radius": 6, "color": "#ffffff", "weight": 1, "fill_color": "#c2185b", "fill_opacity": 1}
LAYERS = {"Index": "index", "Change 2016 to 2023": "change", f"Indicator {INDICATOR}": "indicator"}


def draw_markers(clusters: geopandas.GeoDataFrame, page: folium.Map) -> None:
    """Add one object for each cluster."""
    markers = folium.FeatureGroup("Clusters").add_to(page)
    for cluster in clusters.itertuples():
        folium.CircleMarker(
            (cluster.lat, cluster.lon),
            **MARKER,
            tooltip=cluster.name,
            popup=f"{cluster.name}<br>{cluster.region}<br>{cluster.performance}",
        ).add_to(markers)


def draw_layer(clusters: geopandas.GeoDataFrame, page: folium.Map) -> None:
    """Add all clusters as one layer."""
    folium.GeoJson(
        clusters[["name", "city", "performance", "geometry"]],
        name="Clusters",
        marker=folium.CircleMarker(**MARKER),
        tooltip=folium.GeoJsonTooltip(["name"]),
        popup=folium.GeoJsonPopup(["name", "city", "performance"]),
    ).add_to(page)


def main(out: str, table: str | None = None) -> None:
    """Write four layers of regions, the clusters, tooltips, popups and a layer control."""
    regions = read_regions()
    clusters = read_clusters(regions, table)
    page = folium.Map(location=(52, 12), zoom_start=4, tiles=None)
    folium.GeoJson(
        regions[["nuts_id", "name", "performance", "index", "geometry"]],
        name="Innovation class",
        overlay=False,
        style_function=lambda feature: {
            "fillColor": COLOURS.get(feature["properties"]["performance"], NO_DATA),
            "fillOpacity": 1,
            "color": "#666666",
            "weight": 0.4,
        },
        tooltip=folium.GeoJsonTooltip(["nuts_id", "name", "performance", "index"]),
    ).add_to(page)
    shapes = regions[["nuts_id", "geometry"]].to_json()
    for name, column in LAYERS.items():
        folium.Choropleth(
            geo_data=shapes,
            data=regions,
            columns=["nuts_id", column],
            key_on="feature.properties.nuts_id",
            fill_color="YlGnBu",
            nan_fill_color=NO_DATA,
            name=name,
            overlay=False,
            show=False,
        ).add_to(page)
    (draw_layer if table else draw_markers)(clusters, page)
    folium.LayerControl().add_to(page)
    page.save(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
