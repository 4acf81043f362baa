"""A cluster map in Streamlit: ``streamlit run examples/streamlit_app.py``."""

import streamlit as st
from streamlit.components.v1 import html

import geo


@st.cache_data
def page() -> str:
    """Return the page; Streamlit runs this file again at every click, and the map is made once."""
    return geo.ClusterMap(geo.read_clusters("bioclusters"), title="Bioclusters in Streamlit").to_html()


html(page(), height=760, scrolling=True)
