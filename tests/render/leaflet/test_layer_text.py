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


#: What makes a layer that has a text behind a number, or in something else that is no text.
LAYERS: Final[tuple[Callable[[str], Any], ...]] = (
    lambda text: folium.GeoJson(feature([1, text])),
    lambda text: folium.GeoJson(feature([[0.5, text], [True, text]])),
    lambda text: folium.GeoJson(feature((1, text))),
    lambda text: folium.GeoJson(feature({"b": [1, {text: 2}]})),
    lambda text: folium.GeoJson({**feature(1), "crs": [1, text]}),
    lambda text: folium.GeoJson(feature(1), style_function=lambda _: {"dashArray": [1, text]}),
    lambda text: folium.PolyLine(LINE, dash_array=[1, text]),
    lambda text: folium.Marker(P, title=[1, text], alt=Pair(1, text)),
    lambda text: folium.Marker(P, title=defaultdict(list, {"a": [1, text]})),
    lambda text: folium.Marker(P, icon=folium.DivIcon(html="x", icon_size=(1, text))),
    lambda text: folium.Circle(P, radius=np.array([text])),
    lambda text: branca.colormap.StepColormap(["red", "blue"], index=[0, 1, 2], tick_labels=[1, text]),
)


def test_text_behind_a_number_is_no_template() -> None:
    atlas = ClusterMap(pd.DataFrame({"name": ["A"], "country": ["AT"]}), title="x")
    texts = [f"{TEXT}{at:02}" for at in range(len(LAYERS))]
    for make, text in zip(LAYERS, texts, strict=True):
        make(text).add_to(atlas)
    html = atlas.to_html().replace("\\u007b", "{").replace("\\u007d", "}")
    assert [text for text in texts if text not in html] == []


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
