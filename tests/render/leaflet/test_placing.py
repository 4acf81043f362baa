"""A cluster map goes where a folium map goes, and its page is the one that `save` writes."""

import re
from html import unescape
from pathlib import Path

import folium
import pytest
from branca.element import Element, Figure

from geo.render import ClusterMap
from geo.tables.clusters import read_clusters

CLUSTERS = read_clusters("bioclusters")


@pytest.fixture
def atlas() -> ClusterMap:
    return ClusterMap(CLUSTERS, title="25 bioclusters")


def framed(html: str) -> list[str]:
    """Return the pages in the frames of a page."""
    return [unescape(page) for page in re.findall(r'<iframe srcdoc="([^"]*)"', html)]


def test_the_root_of_a_map_renders_the_page(atlas: ClusterMap, tmp_path: Path) -> None:
    folium.CircleMarker([41.39, 2.17], tooltip="{{ 6*7 }}").add_to(atlas)
    page = atlas.to_html()
    assert atlas.get_root().render() == page
    atlas.get_root().save(str(tmp_path / "map.html"))
    assert (tmp_path / "map.html").read_text("utf-8") == page
    assert atlas.to_html() == page


@pytest.mark.slow
def test_a_figure_that_holds_the_map_is_the_page(atlas: ClusterMap) -> None:
    figure = Figure(width="500px", height="300px")
    figure.add_child(atlas)
    figure.html.add_child(Element("<p>Beside the map</p>"))
    assert figure.render() == atlas.to_html()
    assert "<p>Beside the map</p>" in figure.render()
    assert 'width="500px" height="300px"' in atlas._repr_html_()
    del figure._children[atlas.get_name()]
    assert "clusterAtlas" not in figure.render()


@pytest.mark.slow
def test_two_maps_in_a_figure_stand_in_a_frame_each(atlas: ClusterMap) -> None:
    other = ClusterMap(CLUSTERS, title="The other one")
    figure = Figure()
    for at, each in enumerate((atlas, other), start=1):
        figure.add_subplot(1, 2, at).add_child(each)
    assert framed(figure.render()) == [atlas.to_html(), other.to_html()]
    together = Figure()
    for each in (ClusterMap(CLUSTERS, title="One"), ClusterMap(CLUSTERS, title="Two")):
        together.add_child(each)
    assert [re.findall("<title>(.*?)</title>", page) for page in framed(together.render())] == [
        ["One"],
        ["Two"],
    ]


@pytest.mark.parametrize("where", ["alone", "in a figure", "in the body of a figure"])
def test_an_element_that_holds_the_map_writes_it_once_in_a_frame(atlas: ClusterMap, where: str) -> None:
    element, figure = folium.Element(), Figure()
    element.add_child(atlas)
    if where == "in a figure":
        figure.add_child(element)
    elif where == "in the body of a figure":
        figure.html.add_child(element)
    html = element.render() if where == "alone" else figure.render()
    assert framed(html) == [atlas.to_html()]


def test_a_notebook_is_shown_the_page_that_is_saved(atlas: ClusterMap) -> None:
    assert framed(atlas._repr_html_()) == [atlas.to_html()]
    assert 'width="100%" height="640"' in atlas._repr_html_()


def test_a_browser_is_shown_the_page_that_is_saved(
    atlas: ClusterMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def look(address: str) -> None:
        opened.append(Path(address.removeprefix("file://")).read_text("utf-8"))
        raise KeyboardInterrupt  # as a reader ends it

    monkeypatch.setattr("webbrowser.open", look)
    with pytest.raises(KeyboardInterrupt):
        atlas.show_in_browser()
    assert opened == [atlas.to_html()]


@pytest.mark.parametrize("bounds", [[[None, None], [None, None]], [[40, 0]], [[400, 0], [50, 10]]])
def test_bounds_that_are_none_are_refused(atlas: ClusterMap, bounds: list[list[float]]) -> None:
    atlas.fit_bounds(bounds)
    with pytest.raises(ValueError, match=r"fit_bounds: found .*; expected two corners"):
        atlas.to_html()


def test_a_map_without_a_view_of_its_own_has_no_script_for_it(atlas: ClusterMap) -> None:
    assert "mountOwn" not in atlas.to_html()
    assert '"opening"' not in atlas.to_html()
