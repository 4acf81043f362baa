"""A cluster map in marimo: ``marimo run examples/marimo_app.py``."""

import marimo

app = marimo.App()


@app.cell
def _():
    import geo

    geo.ClusterMap(geo.read_clusters("bioclusters"), title="Bioclusters in marimo")


if __name__ == "__main__":
    app.run()
