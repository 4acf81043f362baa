"""A cluster map that answers, in marimo: ``marimo run examples/widget_marimo.py``."""

import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    import geo

    return geo, mo


@app.cell
def _(geo, mo):
    atlas = geo.ClusterMap(geo.read_clusters("bioclusters"), title="Bioclusters in a widget of marimo")
    widget = mo.ui.anywidget(geo.AtlasWidget(atlas, height=560))
    widget
    return atlas, widget


@app.cell
def _(atlas, mo, widget):
    # Runs again whenever something is chosen on the map.
    record = atlas.ledger[atlas.ledger["record_id"] == widget.selection.get("cluster")]
    mo.md("nothing is chosen" if record.empty else record.iloc[0]["note"])


@app.cell
def _(mo, widget):
    mo.ui.button(
        label="Show the leaders", on_click=lambda _: widget.set_trait("filters", {"class": ["leader"]})
    )


if __name__ == "__main__":
    app.run()
