import gzip
import hashlib
import logging
import re
import subprocess
import sys
from base64 import b64encode
from copy import deepcopy
from html.parser import HTMLParser
from pathlib import Path

import folium
import folium.plugins
import geopandas as gpd
import pandas as pd
import pytest
from branca.element import Element, MacroElement, Template
from xstatic.pkg import leaflet

from geo.datapackage.catalog import Catalog
from geo.definition import read_definition
from geo.errors import ForeignAssetError
from geo.render import ClusterMap, MapOptions, build_page
from geo.render.leaflet import bare, layers
from geo.render.leaflet.bare import bare_map
from geo.render.leaflet.layers import take_apart, write_bare_map
from geo.render.leaflet.placing import copy_tree
from geo.tables.clusters import read_clusters

CLUSTERS = read_clusters("bioclusters")
POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')


@pytest.fixture
def atlas() -> ClusterMap:
    return ClusterMap(CLUSTERS, title="25 bioclusters")


def scripts(html: str) -> list[str]:
    return re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)


def addresses(html: str) -> list[str]:
    """Return what the elements of a page load."""
    found: list[str] = []

    class Loads(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag != "a":
                found.extend(
                    value or "" for name, value in attrs if name in ("src", "href", "srcset", "data")
                )

    Loads().feed(html)
    return found


def test_a_page_loads_nothing(atlas: ClusterMap) -> None:
    assert [one.partition(",")[0] for one in addresses(atlas.to_html())] == ["data:image/svg+xml"]


def test_a_map_is_a_folium_map_in_the_projection_of_the_page(atlas: ClusterMap) -> None:
    assert isinstance(atlas, folium.Map)
    *_, ours = scripts(atlas.to_html())
    assert "var map_1 = L.map(" in ours
    assert "crs: L.CRS.EPSG3035" in ours
    assert ours.endswith("\nclusterAtlas.start(map_1);")
    # A mistake in somebody's layer stops neither the page nor what begins it.
    folium.CircleMarker([41.39, 2.17]).add_to(atlas)
    *_, made, start = scripts(atlas.to_html())
    assert "L.circleMarker(" in made
    assert start == "clusterAtlas.start(map_1);"


def test_saving_twice_gives_the_same_bytes_and_leaves_the_map_as_it_was(
    atlas: ClusterMap, tmp_path: Path
) -> None:
    folium.CircleMarker([41.39, 2.17], tooltip="Barcelona").add_to(atlas)
    atlas.save(tmp_path / "one.html")
    atlas.save(str(tmp_path / "two.html"))
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert len(atlas.get_root().header._children) == 1


@pytest.mark.slow
def test_two_maps_made_alike_are_equal_though_folium_draws_ids_at_random() -> None:
    def make() -> str:
        atlas = ClusterMap(CLUSTERS, title="x")
        group = folium.FeatureGroup(name="Points").add_to(atlas)
        folium.Marker([52, 13], tooltip="Berlin").add_to(group)
        folium.LayerControl().add_to(atlas)
        return atlas.to_html()

    html = make()
    assert html == make()
    assert re.findall(r"[a-z]_[0-9a-f]{32}", html) == []


def test_the_script_of_the_page_is_strict(atlas: ClusterMap) -> None:
    (ours,) = [
        script
        for script in scripts(atlas.to_html())
        if "Object.assign(globalThis.clusterAtlas,{start:" in script
    ]
    assert ours.startswith('"use strict";')


def test_the_whole_of_leaflet_stands_before_our_script_as_it_is_installed(atlas: ClusterMap) -> None:
    first, *_ = scripts(atlas.to_html())
    installed = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text("utf-8")
    assert first == installed.removesuffix("//# sourceMappingURL=leaflet.js.map").strip()
    assert "(c) 2010-2022 Vladimir Agafonkin, (c) 2010-2011 CloudMade" in first


def test_a_layer_of_folium_is_drawn_where_its_coordinates_say(atlas: ClusterMap) -> None:
    folium.Circle([48.2, 16.37], radius=20_000).add_to(atlas)
    *_, made, start = scripts(atlas.to_html())
    assert "circle_2 = L.circle(" in made
    assert "[48.2, 16.37]" in made
    assert start == "clusterAtlas.start(map_1);"


def test_a_layer_whose_template_was_given_to_it_alone_is_drawn(atlas: ClusterMap) -> None:
    layer = MacroElement()
    layer._template = Template("{% macro script(this, kwargs) %}let mine = 1;{% endmacro %}")
    layer.add_to(atlas)
    assert "let mine = 1;" in atlas.to_html()


@pytest.mark.parametrize(
    "line",
    [
        'import { chart } from "https://example.org/chart.js";',
        "import\n  chart,\n  { axis } from './chart.js';",
        'import "./chart.js";',
        'export * from "./chart.js";',
    ],
)
def test_a_module_that_would_load_another_is_refused_by_name(atlas: ClusterMap, line: str) -> None:
    atlas.get_root().html.add_child(Element(f'<script type="module">\n{line}\n</script>'))
    with pytest.raises(ForeignAssetError, match=r"A layer would load \S*chart\.js\. Leave the layer out"):
        atlas.to_html()


def test_a_script_keeps_its_attributes_and_is_allowed_by_hash(atlas: ClusterMap) -> None:
    text = 'export const a = import.meta.url;\nexport default "x";'
    atlas.get_root().html.add_child(Element(f'<script type="module" id="own">{text}</script>'))
    html = atlas.to_html()
    assert f'<script type="module" id="own">{text}</script>' in html
    allowed = POLICY.search(html)
    assert allowed is not None
    assert b64encode(hashlib.sha256(text.encode()).digest()).decode() in allowed[1]


def test_the_licence_of_leaflet_stands_in_every_page(atlas: ClusterMap) -> None:
    html = atlas.to_html()
    (notice,) = re.findall(r"<!--\n(.*?)\n-->", html, flags=re.DOTALL)
    assert notice.startswith("Leaflet (https://leafletjs.com)")
    assert "BSD 2-Clause License" in notice
    assert "POSSIBILITY OF SUCH DAMAGE." in notice
    # The years and names are those that the installed file itself gives.
    (banner,) = re.findall(r"\(c\) .*CloudMade", scripts(html)[0])
    holders = [line.replace(",", "") for line in re.findall(r"^Copyright (.*)$", notice, re.M)]
    assert holders == banner.split(", ")


def test_a_marker_brings_its_picture_along(atlas: ClusterMap) -> None:
    assert "L.Icon.Default.mergeOptions" not in atlas.to_html()
    folium.Marker([48.2, 16.37]).add_to(atlas)
    html = atlas.to_html()
    assert 'L.Icon.Default.imagePath=""' in html
    assert 'iconUrl:"data:image/png;base64,' in html


def test_jquery_comes_along_only_where_a_popup_needs_it(atlas: ClusterMap) -> None:
    assert "jQuery" not in atlas.to_html()
    folium.CircleMarker([48.2, 16.37], popup="Wien").add_to(atlas)
    assert "jQuery v3.7.1" in atlas.to_html()


def test_a_plugin_is_inlined_where_its_files_are_installed(
    atlas: ClusterMap, caplog: pytest.LogCaptureFixture
) -> None:
    cluster = folium.plugins.MarkerCluster().add_to(atlas)
    folium.Marker([48.2, 16.37]).add_to(cluster)
    with caplog.at_level(logging.WARNING):
        html = atlas.to_html()
    assert "MarkerClusterGroup" in html
    assert ".marker-cluster" in html
    assert [one.partition(",")[0] for one in addresses(html)] == ["data:image/svg+xml"]
    assert "folium.MarkerCluster expects leaflet.markercluster.js 1.1.0" in caplog.text


def test_a_plugin_whose_files_are_not_installed_is_refused_by_name(atlas: ClusterMap) -> None:
    folium.plugins.Fullscreen().add_to(atlas)
    with pytest.raises(ForeignAssetError) as refused:
        atlas.to_html()
    message = str(refused.value)
    assert "folium.Fullscreen would load https://cdn.jsdelivr.net/" in message
    assert "allow_foreign=True" in message


@pytest.mark.parametrize(
    "layer",
    [
        folium.TileLayer("https://tiles.example.org/{z}/{x}/{y}.png", attr="x"),
        folium.raster_layers.WmsTileLayer("https://wms.example.org/", layers="x"),
        folium.raster_layers.ImageOverlay("https://example.org/a.png", bounds=[[0, 0], [1, 1]]),
        folium.plugins.FloatImage("https://example.org/a.png"),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_a_layer_that_would_load_images_is_refused_by_name(
    atlas: ClusterMap, layer: folium.map.Layer
) -> None:
    atlas.add_child(deepcopy(layer))
    with pytest.raises(ForeignAssetError, match=rf"{type(layer).__name__}.* would load https://"):
        atlas.to_html()


def test_a_foreign_layer_is_let_through_on_request_and_the_page_says_so() -> None:
    atlas = ClusterMap(CLUSTERS, options=MapOptions(title={"en": "x"}, allow_foreign=True))
    folium.plugins.Fullscreen().add_to(atlas)
    html = atlas.to_html()
    assert POLICY.search(html) is None
    assert '<script src="https://cdn.jsdelivr.net/' in html
    assert '<meta name="clusteratlas" content="loads files from other hosts">' in html
    assert "the promise to make no request does not hold" in html


def test_other_folium_maps_keep_their_libraries(atlas: ClusterMap) -> None:
    before = list(folium.Map.default_js)
    atlas.to_html()
    assert folium.Map.default_js == before != []
    assert "leaflet@1.9.3" in folium.Map(tiles=None).get_root().render()


def test_records_are_located_and_tagged_on_the_way(atlas: ClusterMap) -> None:
    assert len(atlas.ledger) == 25
    assert atlas.ledger["nuts_id"].notna().all()


def test_a_map_takes_any_frame_of_records() -> None:
    frame = pd.DataFrame({"record_id": ["one"], "name": ["One"], "country": ["AT"]})
    points = gpd.points_from_xy([16.37], [48.2])
    atlas = ClusterMap(gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326"), title="x")
    assert atlas.ledger.loc[0, "nuts_id"].startswith("AT13")
    assert "One" in atlas.to_html()


def test_a_page_of_a_definition_has_a_summary_for_the_gallery(catalog: Catalog) -> None:
    root = Path(__file__).parents[3]
    page = build_page(read_definition(root / "maps" / "bioclusters-2019.toml"), catalog=catalog)
    summary = page.summary
    assert (summary["edition"], summary["vintage"]) == (2019, 2016)
    assert summary["counts"] == {"records": 25, "regions": 332, "countries": 13}
    assert summary["title"]["de"].startswith("25 europäische Biocluster")
    assert any("HealthTurku" in finding for finding in summary["findings"])
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", summary["last_change"])
    assert len(summary["thumbnail"]) < 12_000
    assert summary["thumbnail"].count("<path") == 5
    # A dot for each place: 25 clusters, some of them too near to be told apart in a picture this small.
    assert 18 <= summary["thumbnail"].count("<circle") <= 25


def test_a_picture_shows_clusters_at_their_places_and_none_overseas() -> None:
    frame = pd.DataFrame({"record_id": ["vienna", "cayenne"], "name": ["a", "b"], "country": ["AT", "FR"]})
    points = gpd.points_from_xy([16.37, -52.3], [48.2, 4.9])
    page = ClusterMap(gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326"), title="x").to_page()
    assert page.ledger["nuts_id"].str[:3].tolist() == ["AT1", "FRY"]
    picture = page.summary["thumbnail"]
    dots = [(int(x), int(y)) for x, y in re.findall(r'<circle cx="(\d+)" cy="(\d+)"', picture)]
    assert len(dots) == 1
    # The dot stands in eastern Austria, not in the middle of a cell of the picture.
    width, height = map(int, re.findall(r"\d+", picture)[2:4])
    assert (round(dots[0][0] / width, 2), round(dots[0][1] / height, 2)) == (0.56, 0.64)


def test_a_picture_has_no_dot_for_a_cluster_without_a_place() -> None:
    frame = pd.DataFrame({"record_id": ["one", "two"], "name": ["One", "Two"], "country": ["AT", "UA"]})
    points = gpd.points_from_xy([16.37, float("nan")], [48.2, float("nan")])
    frame = gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")
    page = ClusterMap(frame, title="x").to_page()
    assert page.ledger["nuts_id"].notna().tolist() == [True, False]
    assert page.summary["thumbnail"].count("<circle") == 1


def test_the_page_and_what_python_puts_into_it_stay_small(catalog: Catalog) -> None:
    root = Path(__file__).parents[3]
    html = build_page(read_definition(root / "maps" / "bioclusters.toml"), catalog=catalog).html
    assert len(html.encode()) <= 480_000
    assert len(gzip.compress(html.encode(), 9)) <= 160_000
    data = re.search(r'id="atlas-data">(.*?)</script>', html, flags=re.DOTALL)
    assert data is not None
    assert len(data[1].encode()) <= 200_000
    assert len(gzip.compress(data[1].encode(), 9)) <= 76_000
    rest = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert len(rest) <= 12_500


@pytest.mark.slow
def test_importing_the_public_names_needs_no_folium() -> None:
    first, then = "assert 'folium' not in sys.modules", "assert 'folium' in sys.modules"
    program = f"import sys, geo; {first}; geo.ClusterMap; {then}"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


def test_a_map_without_layers_is_what_folium_writes_for_one(atlas: ClusterMap) -> None:
    known = bare_map()
    assert known == write_bare_map()
    assert known == take_apart(copy_tree(atlas), allow_foreign=False)


def test_another_version_of_folium_writes_its_own_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bare, "_FOLIUM", "0.1.0")
    monkeypatch.setattr(layers, "write_bare_map", lambda: "written by folium")
    assert bare_map() == "written by folium"  # type: ignore[comparison-overlap]
