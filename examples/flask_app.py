"""A cluster map in Flask: ``flask --app examples/flask_app.py run``."""

from flask import Flask

import geo

app = Flask(__name__)
PAGE = geo.ClusterMap(geo.read_clusters("bioclusters"), title="Bioclusters in Flask").to_html()


@app.get("/")
def show() -> str:
    """Return the page, which is made once, when the server starts."""
    return PAGE
