"""Text of folium layers is data, in whatever it is wrapped; tests/browser tries what runs in a page."""

from __future__ import annotations

import json
from collections import defaultdict, namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import branca
import folium
import folium.plugins
import numpy as np
import pandas as pd
import pytest

from geo.render import ClusterMap
from geo.tables.clusters import read_clusters

#: A template that shows when it was evaluated, after numbers that must not hide it.
TEXT: Final = "{{ 6 * 7 }}{% raw %}"
P: Final = (50.0, 8.0)
LINE: Final = [(42.0, -14.0), (48.0, -14.0)]
Pair = namedtuple("Pair", "number text")


def feature(value: object) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"a": value},
                "geometry": {"type": "Point", "coordinates": [8, 50]},
            }
        ],
    }


@pytest.mark.parametrize(
    "make",
    [
        lambda: folium.GeoJson(feature([1, TEXT])),
        lambda: folium.GeoJson(feature([[0.5, TEXT], [True, TEXT]])),
        lambda: folium.GeoJson(feature((1, TEXT))),
        lambda: folium.GeoJson(feature({"b": [1, {TEXT: 2}]})),
        lambda: folium.GeoJson({**feature(1), "crs": [1, TEXT]}),
        lambda: folium.GeoJson(feature(1), style_function=lambda _: {"dashArray": [1, TEXT]}),
        lambda: folium.PolyLine(LINE, dash_array=[1, TEXT]),
        lambda: folium.Marker(P, title=[1, TEXT], alt=Pair(1, TEXT)),
        lambda: folium.Marker(P, title=defaultdict(list, {"a": [1, TEXT]})),
        lambda: folium.Marker(P, icon=folium.DivIcon(html="x", icon_size=(1, TEXT))),
        lambda: folium.Circle(P, radius=np.array([TEXT])),
        lambda: branca.colormap.StepColormap(["red", "blue"], index=[0, 1, 2], tick_labels=[1, TEXT]),
    ],
)
def test_text_behind_a_number_is_no_template(make: Callable[[], Any]) -> None:
    atlas = ClusterMap(pd.DataFrame({"name": ["A"], "country": ["AT"]}), title="x")
    make().add_to(atlas)
    html = atlas.to_html()
    assert "{{ 6 * 7 }}{% raw %}" in html.replace("\\u007b", "{").replace("\\u007d", "}")


def test_text_of_features_in_time_is_data(tmp_path: Path) -> None:
    text = "{{ 6*7 }}${alert()}`</script><script>alert()</script>"
    point = {"type": "Point", "coordinates": [3, 56]}
    properties = {"times": ["2020-01-01"], "popup": text, "name": text}
    data = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": point, "properties": properties}
    ]}  # fmt: skip
    for name in ("jquery-ui", "iso8601", "leaflet.timedimension", "moment"):
        (tmp_path / f"{name}.js").write_text("")
    for name in ("default", "leaflet.timedimension.control"):
        (tmp_path / f"{name}.css").write_text("")
    atlas = ClusterMap(read_clusters("bioclusters"), assets=tmp_path)
    folium.plugins.TimestampedGeoJson(data, duration='P1D"+alert()+"').add_to(atlas)
    html = atlas.to_html()
    start = html.index("L.geoJson(", html.index("TimeDimensionCustom")) + len("L.geoJson(")
    written, _ = json.JSONDecoder().raw_decode(html[start:])
    feature = written["features"][0]["properties"]
    assert feature["name"] == text
    assert "<script" not in feature["popup"]
    assert "{{ 6*7 }}${alert()}`" in feature["popup"]
    assert '"P1D\\"+alert()+\\""' in html
