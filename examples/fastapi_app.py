"""A cluster map in FastAPI: ``uvicorn --app-dir examples fastapi_app:app``."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

import geo

app = FastAPI()
PAGE = geo.ClusterMap(geo.read_clusters("bioclusters"), title="Bioclusters in FastAPI").to_html()


@app.get("/", response_class=HTMLResponse)
def show() -> str:
    """Return the page, which is made once, when the server starts."""
    return PAGE
