"""A cluster map in an HTML file of your own: ``python examples/plain.py``."""

from pathlib import Path

import folium

import geo

atlas = geo.ClusterMap(geo.read_clusters("bioclusters"), title="Bioclusters in a report")
around = folium.Element()
around.add_child(atlas)
Path("report.html").write_text(f"<!DOCTYPE html><h1>Our report</h1>{around.render()}", encoding="utf-8")
