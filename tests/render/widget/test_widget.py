"""What Python sees of a widget's state, and what it may set; tests/browser shows the page itself."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from traitlets import TraitError

import geo
from geo.render import MapOptions
from geo.render.widget import AtlasWidget
from tests.page_data import data_block
from tests.render.test_page_scripts import SCRIPTS, computed_by_the_page


@pytest.fixture(scope="module")
def atlas() -> geo.ClusterMap:
    return geo.ClusterMap(geo.read_clusters("bioclusters"), title="25 bioclusters")


@pytest.fixture(scope="module")
def made(atlas: geo.ClusterMap) -> AtlasWidget:
    return AtlasWidget(atlas)


@pytest.fixture
def widget(made: AtlasWidget) -> Iterator[AtlasWidget]:
    """The widget as it was made: a page is written once for all tests."""
    yield made
    made.state = ""


def test_a_widget_opens_as_its_map_does(widget: AtlasWidget) -> None:
    assert widget.state == ""
    assert (widget.layer, widget.year, widget.language) == ("class", 2023, None)
    assert (widget.selection, widget.filters) == ({}, {})


@pytest.mark.parametrize(
    ("attribute", "value", "state"),
    [
        ("layer", "index", "layer=index"),
        ("layer", "class", ""),
        ("year", 2019, "year=2019"),
        ("language", "ca", "lang=ca"),
        ("selection", {"cluster": "biowin"}, "cluster=biowin"),
        ("selection", {"region": "ES51"}, "region=ES51"),
        ("filters", {"class": ["leader", "strong"], "find": ["a, b"]}, "class=leader,strong&find=a%2C%20b"),
    ],
)
def test_an_attribute_is_a_part_of_the_state(
    widget: AtlasWidget, attribute: str, value: object, state: str
) -> None:
    setattr(widget, attribute, value)
    assert widget.state == state
    widget.state = ""
    widget.state = state
    assert getattr(widget, attribute) == value


def test_one_part_of_the_state_leaves_the_others(widget: AtlasWidget) -> None:
    widget.state = "layer=index&cluster=biowin&show=labels&country=BE&view=4000000,3000000,5.5"
    widget.selection = {"region": "BE31"}
    widget.filters = {"class": ["leader"]}
    widget.layer = "class"
    assert widget.state == "show=labels&view=4000000,3000000,5.5&region=BE31&class=leader"


@pytest.mark.slow
def test_a_widget_is_made_with_a_state_or_parts_of_it(atlas: geo.ClusterMap) -> None:
    widget = AtlasWidget(atlas, state="layer=index&class=leader")
    assert (widget.layer, widget.filters) == ("index", {"class": ["leader"]})
    widget = AtlasWidget(atlas, filters={"country": ["BE"]}, year=2019, language="ca")
    assert sorted(widget.state.split("&")) == ["country=BE", "lang=ca", "year=2019"]
    with pytest.raises(TraitError, match="Did you mean 'layer=index'"):
        AtlasWidget(atlas, layer="indx")


def test_what_the_page_says_is_heard_once_and_whole(atlas: geo.ClusterMap) -> None:
    widget = AtlasWidget(atlas)
    heard: list[tuple[str, Any, str]] = []
    names = ["state", "selection", "filters", "layer", "year", "language"]
    widget.observe(lambda change: heard.append((change.name, change.new, widget.state)), names)
    state = "layer=index&cluster=biowin&lang=de"
    widget.set_state({"state": state})
    assert heard == [
        ("layer", "index", state),
        ("language", "de", state),
        ("selection", {"cluster": "biowin"}, state),
        ("state", state, state),
    ]


@pytest.mark.parametrize(
    ("attribute", "value", "message"),
    [
        ("layer", "indx", "found 'layer=indx', .* Did you mean 'layer=index'"),
        ("layer", "since", "found 'layer=since', expected one of class, index, change, indicator"),
        ("year", 1999, "found 'year=1999', expected one of 2016, "),
        ("language", "pt", "found 'lang=pt', expected one of en, ca, es, fr, de, it"),
        ("selection", {"cluster": "biowim"}, "Did you mean 'cluster=biowin'"),
        ("selection", {"cluster": "biowin", "region": "ES51"}, "expected a cluster or a region"),
        ("selection", {"record": "biowin"}, "must be any of"),
        ("filters", {"class": ["leder"]}, "Did you mean 'class=leader'"),
        ("filters", {"class": "leader"}, "must be a list"),
        ("state", "layr=index", "Did you mean 'layer'"),
        ("state", "<script>alert(1)</script>", "expected name=value"),
    ],
)
def test_what_a_map_does_not_have_is_refused_and_changes_nothing(
    widget: AtlasWidget, attribute: str, value: object, message: str
) -> None:
    before = {name: getattr(widget, name) for name in (attribute, "state")}
    with pytest.raises(TraitError, match=message):
        setattr(widget, attribute, value)
    assert {name: getattr(widget, name) for name in before} == before


def test_a_state_without_words_is_that_of_the_open_map(widget: AtlasWidget) -> None:
    widget.state = "layer=&year=&cluster=&class="
    assert (widget.layer, widget.year, widget.selection, widget.filters) == ("class", 2023, {}, {})


def test_only_the_page_of_a_widget_takes_a_state(atlas: geo.ClusterMap) -> None:
    widget = AtlasWidget(atlas, layer="index", height=400)
    values = widget.get_state()
    assert (values["state"], values["height"], values["_title"]) == ("layer=index", 400, "25 bioclusters")
    assert "clusteratlas:state" in values["_page"]
    assert "clusterAtlas.mountWidget(clusterAtlas.start(" in values["_page"]
    assert "clusteratlas:state" not in atlas.to_html()


def test_a_map_with_parts_of_its_own_is_a_widget_too() -> None:
    options = MapOptions(base="index", language="fr", languages=("fr", "en"), title={"fr": "Vingt-cinq"})
    atlas = geo.ClusterMap(geo.read_clusters("bioclusters"), options=options, location=[41.4, 2.2])
    widget = AtlasWidget(atlas)
    assert (widget.layer, widget.language, widget._title) == ("index", "fr", "Vingt-cinq")
    assert "clusterAtlas.mountWidget(clusterAtlas.mountOwn(clusterAtlas.start(" in widget._page


def test_python_knows_every_choice_that_a_page_writes(widget: AtlasWidget) -> None:
    payload = json.dumps((SCRIPTS / "data" / "payload.js").as_uri())
    names = computed_by_the_page(
        "data/address.js",
        f"Object.keys(script.codecsOf((await import({payload})).readPayload(given)))",
        data_block(widget._page),
    )
    # This map has no members with kinds and no figures with years of their own.
    assert set(names) - {"kind", "when"} == set(widget._allowed)


@pytest.mark.slow
def test_without_the_extra_the_name_is_there_and_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "from geo import *\n"
        "try: AtlasWidget(None)\n"
        "except ClusterAtlasError as error: print(error)"
    )
    root = Path(geo.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout == (
        "A widget needs a library that is not installed: run python -m pip install 'clusteratlas[widget]'\n"
    )
