"""Baseline: the map a Folium user writes by hand. Usage: python plain_folium.py OUT.html."""

import sys

import folium
from regions import COLOURS, NO_DATA, read_clusters, read_regions


def main(out: str) -> None:
    """Write regions by class and by index, the clusters, tooltips, popups and a layer control."""
    regions = read_regions()
    clusters = read_clusters(regions)
    page = folium.Map(location=(52, 12), zoom_start=4, tiles=None)
    folium.GeoJson(
        regions[["nuts_id", "name", "performance", "index", "geometry"]],
        name="Innovation class",
        style_function=lambda feature: {
            "fillColor": COLOURS.get(feature["properties"]["performance"], NO_DATA),
            "fillOpacity": 1,
            "color": "#666666",
            "weight": 0.4,
        },
        tooltip=folium.GeoJsonTooltip(["nuts_id", "name", "performance", "index"]),
    ).add_to(page)
    folium.Choropleth(
        geo_data=regions[["nuts_id", "geometry"]].to_json(),
        data=regions,
        columns=["nuts_id", "index"],
        key_on="feature.properties.nuts_id",
        fill_color="YlGnBu",
        nan_fill_color=NO_DATA,
        name="Index",
        show=False,
    ).add_to(page)
    for cluster in clusters.itertuples():
        folium.CircleMarker(
            (cluster.lat, cluster.lon),
            radius=6,
            color="#ffffff",
            weight=1,
            fill_color="#c2185b",
            fill_opacity=1,
            tooltip=cluster.name,
            popup=f"{cluster.name}<br>{cluster.region}<br>{cluster.performance}",
        ).add_to(page)
    folium.LayerControl().add_to(page)
    page.save(out)


if __name__ == "__main__":
    main(sys.argv[1])
