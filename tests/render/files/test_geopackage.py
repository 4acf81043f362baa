import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import pytest

from geo.definition import Style, read_definition
from geo.definition.palette import style_values
from geo.render import ClusterMap
from geo.render.files.formats import make_files
from tests.render.files.maps import FORMULA, about, content, content_of, own, tables
from tests.small_figure import DEFINITION, write_areas


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "map.gpkg"
    path.write_bytes(make_files(content(), ["gpkg"])["bioclusters.gpkg"])
    return path


@pytest.fixture
def file(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
        yield opened


def test_it_holds_regions_clusters_and_ledger(path: Path) -> None:
    layers = {name: kind for name, kind in pyogrio.list_layers(path) if name != "layer_styles"}
    assert layers == {"regions": "MultiPolygon", "clusters": "Point", "ledger": None}
    counts = {name: pyogrio.read_info(path, layer=name)["features"] for name in layers}
    assert counts == {"regions": 334, "clusters": 25, "ledger": 25}


@pytest.mark.parametrize("name", ["regions", "clusters"])
def test_layers_are_in_the_projection_of_the_map_on_a_grid_of_a_centimetre(name: str, path: Path) -> None:
    read, expected = pyogrio.read_dataframe(path, layer=name), tables()[name].frame
    assert read.crs == "EPSG:3035"
    off = read.geometry.hausdorff_distance(expected.to_crs("EPSG:3035").geometry, align=False)
    assert off.max() < 0.0071
    coordinates = read.get_coordinates().to_numpy()
    assert np.array_equal(coordinates, coordinates.round(2))
    assert read["class"].fillna("").tolist() == expected["class"].fillna("").tolist()


def test_text_is_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "own.gpkg"
    path.write_bytes(make_files(content_of(own()), ["gpkg"])["own.gpkg"])
    read = pyogrio.read_dataframe(path, layer="clusters")
    assert read["name"][0] == FORMULA
    assert read["Note (own)"].tolist() == ["@SUM(A1)", "#N/A", "plain"]


def test_it_is_sound_and_every_table_in_it_is_listed(file: sqlite3.Connection) -> None:
    assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    assert file.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"GPKG"),)
    listed = dict(file.execute("SELECT table_name, data_type FROM gpkg_contents"))
    assert listed == {
        "regions": "features", "clusters": "features", "ledger": "attributes", "layer_styles": "attributes",
    }  # fmt: skip


def test_every_time_in_it_is_the_date_of_its_data(file: sqlite3.Connection) -> None:
    times = [
        *file.execute("SELECT last_change FROM gpkg_contents"),
        *file.execute("SELECT update_time FROM layer_styles"),
        *file.execute("SELECT timestamp FROM gpkg_metadata_reference"),
    ]
    assert set(times) == {(f"{about().date}T00:00:00.000Z",)}


def test_it_says_what_it_is_as_the_metadata_extension_has_it(file: sqlite3.Connection) -> None:
    ((kind, text),) = file.execute("SELECT mime_type, metadata FROM gpkg_metadata")
    described = json.loads(text)
    assert kind == "application/json"
    assert described["attributions"][0] == "© EuroGeographics for the administrative boundaries"
    assert [item["name"] for item in described["resources"]] == ["regions", "clusters", "ledger"]
    extensions = {row[0] for row in file.execute("SELECT table_name FROM gpkg_extensions")}
    assert extensions >= {"gpkg_metadata", "gpkg_metadata_reference"}
    (shown,) = file.execute("SELECT description FROM gpkg_contents WHERE table_name = 'regions'").fetchone()
    assert "Licence: Eurostat GISCO terms: not for commercial purposes, source acknowledged" in shown


def categories(
    file: sqlite3.Connection, layer: str, attribute: str = 'coalesce("class", "no_data")'
) -> dict[str, tuple[str, ET.Element]]:
    """Return the value of each category of a layer's style with its label and its symbol."""
    query = "SELECT styleQML FROM layer_styles WHERE f_table_name = ? AND useAsDefault = 1"
    ((text,),) = file.execute(query, (layer,)).fetchall()
    renderer = ET.fromstring(text).find("renderer-v2")  # noqa: S314 - a file of ours
    assert renderer is not None
    assert renderer.get("attr") == attribute
    symbols = {symbol.get("name"): symbol for symbol in renderer.findall("symbols/symbol")}
    return {
        str(item.get("value")): (str(item.get("label")), symbols[item.get("symbol")])
        for item in renderer.findall("categories/category")
    }


def options(layer: ET.Element) -> dict[str, str]:
    return {str(item.get("name")): str(item.get("value")) for item in layer.findall("Option/Option")}


def test_regions_have_the_colours_of_the_page_and_each_kind_of_no_data_its_hatch(
    file: sqlite3.Connection,
) -> None:
    found, colours = categories(file, "regions"), style_values("light")
    for at, key in enumerate(("emerging", "moderate", "strong", "leader"), start=1):
        label, symbol = found[key]
        (fill,) = symbol.findall("layer")
        red, green, blue, alpha = options(fill)["color"].split(",")
        assert f"#{int(red):02x}{int(green):02x}{int(blue):02x}" == colours[f"--class-{at}"]
        assert (label, alpha) == (key.capitalize(), "255")
    hatches = {
        key: tuple((layer.get("class"), options(layer).get("angle")) for layer in symbol.findall("layer")[1:])
        for key, (_, symbol) in found.items()
        if key not in {"emerging", "moderate", "strong", "leader"}
    }
    assert set(hatches) == {"mixed", "not_covered", "missing", "country_only", "not_located"}
    assert len(set(hatches.values())) == len(hatches)
    assert all(hatches.values())


def test_clusters_have_a_shape_for_each_class(file: sqlite3.Connection) -> None:
    shapes = {
        key: options(symbol.findall("layer")[1])["name"]
        for key, (_, symbol) in categories(file, "clusters").items()
    }
    assert [shapes[key] for key in ("emerging", "moderate", "strong", "leader")] == [
        "triangle", "square", "diamond", "circle",
    ]  # fmt: skip


def test_every_value_that_the_layers_hold_has_a_category(file: sqlite3.Connection) -> None:
    for layer in ("regions", "clusters"):
        values = {row[0] for row in file.execute(f"SELECT coalesce(class, no_data) FROM {layer}")}  # noqa: S608
        assert values <= categories(file, layer).keys()


def test_a_map_with_colours_of_its_own_has_them_in_its_file(tmp_path: Path) -> None:
    path, ramp = tmp_path / "own.gpkg", ("#f2c6d6", "#d87aa4", "#9a3a73", "#4a0d3f")
    path.write_bytes(make_files(content(style=Style(ramp=ramp)), ["gpkg"])["bioclusters.gpkg"])
    with closing(sqlite3.connect(path)) as file:
        found = categories(file, "regions")
    (fill,) = found["leader"][1].findall("layer")
    assert options(fill)["color"] == "74,13,63,255"


@pytest.mark.slow
def test_figures_have_the_colours_of_the_map_and_regions_of_level_3_open_with_theirs(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    write_areas(tmp_path)
    keys = {"key": "rate", "source": "scoreboard-2023", "code": "code", "value": "index", "label": "Index"}
    index = "\n[[figures]]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())
    start = 'title = "M"\nrecords = "bioclusters"\nedition = 2023\nbase = "figure"\n'
    (tmp_path / "maps" / "m.toml").write_text(start + DEFINITION + index, "utf-8")
    map_ = content_of(ClusterMap.from_definition(read_definition(tmp_path / "maps" / "m.toml")))
    path = tmp_path / "m.gpkg"
    path.write_bytes(make_files(map_, ["gpkg"])["m.gpkg"])
    with closing(sqlite3.connect(path)) as file:
        query = "SELECT f_table_name, styleName, useAsDefault FROM layer_styles"
        assert set(file.execute(query)) == {
            ("regions", "Class", 1), ("regions", "Index", 0), ("clusters", "Class", 1),
            ("small_regions", "Area (synthetic but for 2021), 2021", 1),
        }  # fmt: skip
        column, bounds = '"figure_area_2021"', map_.figures[0].bounds
        steps = "".join(f" WHEN {column} < {bound} THEN 'q{at}'" for at, bound in enumerate(bounds, 1))
        attribute = f"CASE WHEN {column} IS NULL THEN \"figure_area_2021_status\"{steps} ELSE 'q5' END"
        found = categories(file, "small_regions", attribute)
        values = {row[0] for row in file.execute(f"SELECT {attribute} FROM small_regions")}  # noqa: S608
    assert {"q1", "q5", "not_covered"} <= values <= found.keys()
    (pale,), (deep,) = (found[key][1].findall("layer") for key in ("q1", "q5"))
    assert [options(fill)["color"] for fill in (pale, deep)] == ["162,210,193,255", "9,40,67,255"]
    assert len(found["not_covered"][1].findall("layer")) == 2
