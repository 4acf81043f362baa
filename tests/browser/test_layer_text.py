"""Text of folium layers is data: 16 payloads in 15 places, none evaluated at build, none run in Chromium.

Each payload needs a map and a page of its own: `make test` tries one of each kind, `make nightly` all.
"""

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any, Final

import folium
import pandas as pd
import pytest
from driver import Blank, wait_for_start

from geo.render import ClusterMap
from geo.tables.clusters import read_clusters
from tests.night import some_by_day

pytestmark = pytest.mark.browser

PAYLOADS: Final = (
    "{{ 6*7 }} is no sum",
    "{% for i in [1] %}loop{% endfor %}",
    "{# gone #} after a remark",
    "{{ cycler.__init__.__globals__.os.system('touch hacked') }}",
    "${window.hacked = 1}",
    "`; window.hacked = 2; `",
    "`${window.hacked = 3}`",
    "<!--<script>",
    "</script><script>window.hacked = 4</script>",
    "<img src=x onerror=window.hacked=5>",
    "<svg onload='window.hacked=6'></svg>",
    '"); window.hacked = 7; ("',
    "'); window.hacked = 8; ('",
    "\\u0024{window.hacked = 9} \\",
    "<a href='javascript:window.hacked=10'>link</a>",
    "<iframe srcdoc='<script>parent.hacked=11</script>'></iframe>",
)
P: Final = (44.5, -12.0)
LINE: Final = [(42.0, -14.0), (48.0, -14.0)]


def feature(text: str) -> dict[str, Any]:
    ring = [[-16, 42], [-13, 42], [-13, 45], [-16, 42]]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": text, "kind": "one", text: text},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        ],
    }


def choropleth(text: str) -> folium.Choropleth:
    data = pd.DataFrame({"name": [text], "value": [1.0]})
    options = {"columns": ["name", "value"], "key_on": "feature.properties.name", "legend_name": text}
    return folium.Choropleth(feature(text), data=data, bins=[0, 1, 2, 3], name=text, **options)


#: Where a text can stand, and a layer with a text there.
SINKS: Final[dict[str, Callable[[str], Any]]] = {
    "popup": lambda text: folium.Marker(P, popup=text),
    "parsed popup": lambda text: folium.Marker(P, popup=folium.Popup(text, parse_html=True)),
    "lazy popup": lambda text: folium.Marker(P, popup=folium.Popup(text, lazy=True)),
    "html": lambda text: folium.Marker(P, popup=folium.Popup(folium.Html(text))),
    "html with scripts": lambda text: folium.Marker(P, popup=folium.Popup(folium.Html(text, script=True))),
    "tooltip": lambda text: folium.CircleMarker(P, tooltip=text),
    "styled tooltip": lambda text: folium.CircleMarker(P, tooltip=folium.Tooltip(text, style="color: red")),
    "line": lambda text: folium.PolyLine(LINE, popup=text, tooltip=text),
    "icon": lambda text: folium.Marker(P, icon=folium.DivIcon(html=text)),
    "title of a marker": lambda text: folium.Marker(P, title=text, alt=text),
    "GeoJSON tooltip": lambda text: folium.GeoJson(
        feature(text), tooltip=folium.GeoJsonTooltip(["name"], aliases=[text])
    ),
    "GeoJSON popup": lambda text: folium.GeoJson(feature(text), popup=folium.GeoJsonPopup([text])),
    "styled GeoJSON": lambda text: folium.GeoJson(
        feature(text), style_function=lambda item: {"className": item["properties"]["name"]}
    ),
    "choropleth": choropleth,
    "name of a layer": lambda text: folium.FeatureGroup(name=text),
}
#: The texts that popups, tooltips and icons of a map show, and the names in its layer control.
SHOWN: Final = """() => {
  const texts = [];
  const textOf = (content) => {
    const box = document.createElement("div");
    if (typeof content === "string") box.innerHTML = content;
    else if (content) box.append(content.cloneNode(true));
    return box.textContent;
  };
  map_1.eachLayer((layer) => {
    for (const part of [layer.getPopup?.(), layer.getTooltip?.()].filter(Boolean)) {
      // A lazy popup is filled by the first click; a group writes one table for each of its shapes.
      if (!part.getContent()) layer.fire("click", { latlng: L.latLng(44, -12) });
      const content = part.getContent();
      if (typeof content !== "function") texts.push(textOf(content));
      else for (const child of layer.getLayers?.() ?? []) texts.push(textOf(content(child)));
    }
    if (layer.options.icon?.options.html) texts.push(layer.getElement().textContent);
    if (layer.options.title) texts.push(layer.getElement().title, layer.getElement().alt);
  });
  for (const place of [".leaflet-control-layers label", ".legend .caption"])
    for (const element of document.querySelectorAll(place)) texts.push(element.textContent);
  return texts;
}"""


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("payload", some_by_day(PAYLOADS, day=[PAYLOADS[at] for at in (3, 6, 8, 12)]))
def test_no_text_of_a_layer_is_evaluated_or_run_and_all_are_shown(
    blank_page: Blank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, payload: str
) -> None:
    monkeypatch.chdir(tmp_path)
    atlas = ClusterMap(read_clusters("bioclusters"), title="Layers that try")
    for make in SINKS.values():
        make(payload).add_to(atlas)
    folium.LayerControl(collapsed=False).add_to(atlas)
    atlas.get_root().html.add_child(folium.Element(f"<p id='beside'>{squeezed('beside')}</p>"))
    atlas.save("map.html")
    assert not Path("hacked").exists()
    page = blank_page(1280, 800)
    page.goto((tmp_path / "map.html").as_uri())
    wait_for_start(page)
    shown = [squeezed(text) for text in page.evaluate(SHOWN)]
    assert page.evaluate("window.hacked") is None
    assert page.locator("#beside").inner_text() == "beside"
    wanted = squeezed(payload)
    # Popups: five kinds and the line's. Tooltips: two and the line's. Icon, title and alternative, two
    # tables of GeoJSON with headings, a name in the layer control, the legend of the choropleth.
    assert sum(text.count(wanted) for text in shown) == 18, shown


def test_text_given_to_the_page_itself_is_no_template() -> None:
    atlas = ClusterMap(read_clusters("bioclusters"), title="x")
    atlas.get_root().html.add_child(folium.Element("<p>{{ 6*7 }}</p>"))
    assert "<p>{{ 6*7 }}</p>" in unescape(atlas.to_html())
