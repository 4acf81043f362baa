"""A cluster map in Panel: ``panel serve examples/panel_app.py``."""

import panel as pn

import geo

atlas = geo.ClusterMap(geo.read_clusters("bioclusters"), title="Bioclusters in Panel")
pn.pane.HTML(atlas, sizing_mode="stretch_width", min_height=660).servable()
