"""A cluster map with streamlit-folium: ``streamlit run examples/streamlit_folium_app.py``."""

from streamlit_folium import folium_static

import geo

folium_static(
    geo.ClusterMap(geo.read_clusters("bioclusters"), title="Bioclusters in streamlit-folium"), height=760
)
