"""What a page takes from installed packages."""

from base64 import b64decode, b64encode
from pathlib import Path

import folium
import folium.plugins
import pytest
from branca.element import MacroElement

from geo.errors import ForeignAssetError
from geo.render import ClusterMap
from geo.render.leaflet.assets import Asset, leaflet_style
from geo.tables.clusters import read_clusters


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("a{b:c}/* it's one */d{e:f}", "a{b:c} d{e:f}"),
        (
            "a > b ,\n.c :hover {\n\tmargin: 0 1px;\n\tcolor: red;\n}\n",
            "a > b,.c :hover{margin:0 1px;color:red}",
        ),
        ("/* one\n over lines */ a{b:c} /**/", "a{b:c}"),
        ('a:after{content:\'/* none */\'} b:after{content:"\\"/*"} /* one */c{}', None),
        ("/*! (c) their author */ a{b:c}", "/*! (c) their author */ a{b:c}"),
        ("/* not ended a{b:c}", "/* not ended a{b:c}"),
    ],
)
def test_a_style_sheet_comes_without_its_comments_and_its_space(
    written: str, taken: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "x.css"
    file.write_text(written, encoding="utf-8")
    style = Asset(file, "1").style(images=False)
    assert style == (written.replace("} ", "}").replace("/* one */", " ") if taken is None else taken)


def test_every_rule_of_leaflet_is_there() -> None:
    style = leaflet_style(images=False)
    assert "/*" not in style
    assert style.count("{") == style.count("}") > 80


PIXEL = b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
CLUSTERS = read_clusters("bioclusters")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as npm makes it, with the files of `folium.plugins.MiniMap` in it."""
    library = tmp_path / "node_modules" / "leaflet-minimap" / "dist"
    (library / "images").mkdir(parents=True)
    (library / "Control.MiniMap.min.js").write_text("L.Control.MiniMap = 'the smaller one';")
    (library / "Control.MiniMap.js").write_text("L.Control.MiniMap = 'the one by name';")
    (library / "Control.MiniMap.min.css").write_text(
        ".a{background:url('images/toggle.gif')} .b{background:url(../../../../secret.gif)}"
        " .c{background:url(//example.org/images/toggle.gif)}"
        " @font-face{font-family:none;src:url(//example.org/none.ttf)}"
        " @font-face{font-family:some;src:url(some.ttf),url(some.woff2)}"
    )
    (library / "images" / "toggle.gif").write_bytes(PIXEL)
    (library / "some.woff2").write_bytes(b"woff2")
    (tmp_path / "secret.gif").write_bytes(PIXEL + b"secret")
    return tmp_path / "node_modules"


def mini_map() -> folium.plugins.MiniMap:
    blank = f"data:image/gif;base64,{b64encode(PIXEL).decode()}"
    return folium.plugins.MiniMap(tile_layer=folium.TileLayer(blank, attr="none"))


def page_of(layer: MacroElement, assets: Path | None = None) -> str:
    atlas = ClusterMap(CLUSTERS, assets=assets)
    layer.add_to(atlas)
    return atlas.to_html()


def test_a_layer_takes_its_files_from_a_folder(folder: Path) -> None:
    html = page_of(mini_map(), folder)
    assert "L.Control.MiniMap = 'the one by name';" in html
    assert "the smaller one" not in html
    image = f"background:url(data:image/gif;base64,{b64encode(PIXEL).decode()})"
    assert html.count(image) == 2  # its own, and the one another host would have given
    assert ".b{background:none}" in html
    assert "font-family:none" not in html
    assert "src:url(data:,),url(data:font/woff2;base64,d29mZjI=)" in html
    assert "font-src data:; " in html


def test_a_page_without_fonts_allows_none() -> None:
    assert "font-src" not in ClusterMap(CLUSTERS).to_html()


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    script = folder / "leaflet-minimap" / "dist" / "Control.MiniMap.js"
    (script.parent / "Control.MiniMap.min.js").unlink()
    script.rename(tmp_path / "outside.js")
    script.symlink_to(tmp_path / "outside.js")
    with pytest.raises(
        ForeignAssetError, match=r"neither .*node_modules nor an installed package holds control"
    ):
        page_of(mini_map(), folder)


def test_a_file_too_large_for_a_page_is_not_taken(folder: Path) -> None:
    library = folder / "leaflet-minimap" / "dist"
    (library / "Control.MiniMap.min.js").unlink()
    (library / "Control.MiniMap.js").write_text("x" * 4_000_001)
    with pytest.raises(ForeignAssetError, match=r"4,000,001 bytes; .*may have at most 4,000,000"):
        page_of(mini_map(), folder)


def test_what_is_refused_names_the_library_and_the_way_out() -> None:
    with pytest.raises(
        ForeignAssetError,
        match=r"folium\.Fullscreen would load .* no installed package holds control\.fullscreen\.js\. "
        r"Put Control\.FullScreen\.min\.js \(of leaflet\.fullscreen 3\.0\.0\) .* assets=FOLDER",
    ):
        page_of(folium.plugins.Fullscreen())
    with pytest.raises(ForeignAssetError, match=r"\(of leaflet-minimap 3\.6\.1\)"):
        page_of(mini_map())


def test_a_map_within_the_map_loads_no_tiles(folder: Path) -> None:
    html = page_of(folium.plugins.MiniMap(), folder)
    assert "openstreetmap.org/{z}" not in html
    tiles = "https://tiles.example.org/{z}/{x}/{y}.png"
    with pytest.raises(ForeignAssetError, match=r"folium\.TileLayer would load https://tiles\.example\.org"):
        page_of(folium.plugins.MiniMap(tile_layer=folium.TileLayer(tiles, attr="none")), folder)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ForeignAssetError, match="is no folder"):
        ClusterMap(CLUSTERS, assets=tmp_path / "nowhere")
