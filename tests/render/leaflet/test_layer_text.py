"""Text of folium layers is data, in whatever it is wrapped; tests/browser tries what runs in a page."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Callable
from typing import Any, Final

import branca
import folium
import numpy as np
import pandas as pd
import pytest

from geo.render import ClusterMap

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
