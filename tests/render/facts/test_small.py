"""A map with a figure of level 3: what its page holds, how large it is, and what other maps keep."""

from pathlib import Path

import pytest

from geo.datapackage.bundled import maps_dir
from geo.definition import read_definition
from geo.errors import DefinitionError
from geo.nuts.outline.packed import unpack, unzigzag
from geo.render import ClusterMap, Page, build_page
from geo.render.facts.content import MapContent
from geo.render.facts.page_messages import Payload
from geo.render.facts.payload import build_payload
from geo.render.files.formats import file_names, make_files
from geo.render.files.tables import read_tables
from geo.render.html import bundled
from geo.render.twin.document import set_document
from geo.render.twin.figures import Figures
from geo.render.twin.options import PictureOptions, choose_view
from tests.page_data import figures_of
from tests.small_figure import DEFINITION, YEARS, write_areas

#: What a page with 25 clusters and a figure of level 3 may have.
LIMIT = 900_000
SCRIPT = bundled("small.js")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with the map of the 25 bioclusters and a figure of level 3, and one of a country."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "maps").mkdir()
    write_areas(folder)
    whole = (maps_dir() / "bioclusters.toml").read_text("utf-8").replace('base = "class"', 'base = "figure"')
    (folder / "maps" / "small.toml").write_text(whole + DEFINITION, "utf-8")
    spain = f'title = "S"\nrecords = "bioclusters"\nedition = 2023\nfocus = ["ES"]\n{DEFINITION}'
    (folder / "maps" / "spain.toml").write_text(spain, "utf-8")
    return folder


@pytest.fixture(scope="module")
def content(folder: Path) -> MapContent:
    return ClusterMap.from_definition(read_definition(folder / "maps" / "small.toml"))._content()


@pytest.fixture(scope="module")
def payload(content: MapContent) -> Payload:
    return build_payload(content)


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return build_page(read_definition(folder / "maps" / "small.toml"))


def test_the_page_of_25_clusters_and_a_figure_of_level_3_has_at_most_900_kilobytes(page: Page) -> None:
    assert len(page.html.encode()) <= LIMIT
    assert SCRIPT in page.html
    assert '"small":{"id":["AL011",' in page.html


@pytest.mark.slow
def test_only_a_map_with_such_a_figure_holds_small_regions_and_the_script_that_reads_them() -> None:
    html = build_page(read_definition(maps_dir() / "regional-figures.toml")).html
    assert "createFigures" in html
    assert '"small":' not in html
    assert SCRIPT not in html


def test_each_small_region_knows_its_name_and_the_region_around_it(payload: Payload) -> None:
    small, regions = payload["small"], payload["regions"]["id"]
    at = small["id"].index("ES511")
    assert small["name"][at] == "Barcelona"
    steps = [unzigzag(step) for step in unpack(small["parents"])]
    parents = [sum(steps[: row + 1]) for row in range(len(steps))]
    assert len(parents) == len(small["id"]) == 1514
    assert all(code[:4] == regions[parent] for code, parent in zip(small["id"], parents, strict=True))


def test_the_figure_holds_values_by_code_and_no_second_list_of_units(payload: Payload) -> None:
    (figure,) = figures_of(payload, "figure")
    assert figure["small"] is True
    assert not figure.keys() & {"regionUnits", "names"}
    assert figure["years"] == list(YEARS)
    assert len(figure["ids"]) == len(figure["cells"][0]) == 1513
    assert "ES640" not in figure["ids"]


def test_a_cluster_lies_in_a_small_region_by_its_point_or_where_there_is_no_other(
    payload: Payload, content: MapContent
) -> None:
    ids = payload["small"]["id"]
    records = payload["records"]
    shown = {
        record: None if at is None else ids[at]
        for record, at in zip(content.tagged["record_id"], records["small"], strict=True)
    }
    # Genopole states Évry by its point: Essonne. Health Capital lies in Berlin, which is not divided.
    assert shown["genopole"] == "FR104"
    assert shown["health-capital-cluster-healthcare-industries"] == "DE300"
    # HealthTurku is printed in one region and its point lies in another; the other one has no point.
    unknown = [record for record, code in shown.items() if code is None]
    assert len(unknown) == 2
    assert "healthturku" in unknown


@pytest.mark.slow
def test_a_picture_draws_small_regions_with_the_edges_of_the_larger_ones(content: MapContent) -> None:
    svg = set_document(content, PictureOptions(layer="figure:area")).to_svg()
    assert svg.count("data-region=") == 1514
    assert svg.count('class="edges"') == 1
    other = set_document(content, PictureOptions(layer="class")).to_svg()
    assert other.count("data-region=") == 334
    assert 'class="edges"' not in other
    series = set_document(content, PictureOptions(layer="figure:area", years="all")).to_svg()
    assert (series.count('id="region-'), series.count('href="#edges"')) == (1514, len(YEARS))


def test_the_legend_counts_small_regions_and_what_the_table_lacks(content: MapContent) -> None:
    figures = Figures(content, choose_view(content, PictureOptions(layer="figure:area")))
    tallies = figures.tallies
    assert sum(tally["regions"] for tally in tallies.values()) == 1513
    assert tallies["not_covered"]["areas"] == 1
    assert sum(tally["clusters"] for key, tally in tallies.items() if not key.startswith("class ")) == 25


@pytest.mark.slow
def test_files_hold_the_small_regions_with_the_figure_and_the_larger_ones_without(
    content: MapContent,
) -> None:
    regions, _, _, small = read_tables(content)
    assert small.name == "small_regions"
    assert not [field.name for field in regions.fields if field.name.startswith("figure_")]
    row = small.frame.set_index("nuts_id").loc["ES511"]
    assert (row["name"], row["parent"], row["level"], row["vintage"]) == ("Barcelona", "ES51", 3, 2021)
    assert row["figure_area_2021"] == pytest.approx(7_727, rel=0.01)
    assert small.frame.set_index("nuts_id").loc["ES640", "figure_area_2021_status"] == "not_covered"
    files = make_files(content, ["csv", "geojson"])
    assert set(file_names(content, ["csv", "geojson"])) <= set(files)
    assert f"{content.options.name}.small_regions.geojson" in files


def test_a_map_of_a_country_has_the_small_regions_in_it(folder: Path) -> None:
    map_ = ClusterMap.from_definition(read_definition(folder / "maps" / "spain.toml"))
    content = map_._content()
    assert content.outline.small is not None
    assert {code[:2] for code in content.outline.small.ids} == {"ES"}
    (figure,) = content.figures
    assert {code[:2] for code in figure.units} == {"ES"}
    assert len(figure.region_units) == len(content.outline.small.ids) == 59
    assert figure.region_units[content.outline.small.ids.index("ES640")] == -1


@pytest.mark.slow
def test_a_story_may_choose_a_small_region(folder: Path) -> None:
    text = (folder / "maps" / "spain.toml").read_text("utf-8")
    step = '\n[[story]]\nname = "one"\ntitle = "T"\ntext = "X"\nshow = "layer=figure&region={}"\n'
    path = folder / "maps" / "told.toml"
    path.write_text(text + step.format("ES511"), "utf-8")
    assert build_page(read_definition(path)).html
    path.write_text(text + step.format("ES51Z"), "utf-8")
    with pytest.raises(DefinitionError, match="Did you mean 'region=ES51'"):
        build_page(read_definition(path))
    path.unlink()


@pytest.mark.slow
def test_a_pair_is_of_two_figures_of_level_3_or_of_none(folder: Path) -> None:
    text = (folder / "maps" / "spain.toml").read_text("utf-8")
    other = DEFINITION.replace('"area"', '"again"')
    pair = '\n[[pairs]]\nkey = "both"\nacross = "area"\nup = "again"\n'
    path = folder / "maps" / "paired.toml"
    path.write_text(text + other + pair, "utf-8")
    content = ClusterMap.from_definition(read_definition(path))._content()
    svg = set_document(content, PictureOptions(layer="figure:both")).to_svg()
    assert (svg.count("data-region="), svg.count('class="edges"')) == (59, 1)
    facts = figures_of(build_payload(content), "figure")
    assert [one["small"] for one in facts] == [True, True, True]
    index = other.replace("areas.csv", "scoreboard-2023").replace('"value"', '"index"')
    index = index.replace('year = "year"\n', "").replace("level = 3\n", "")
    path.write_text(text + index + pair, "utf-8")
    with pytest.raises(
        DefinitionError, match="found 'area alone is of level 3', expected two figures of level 3"
    ):
        ClusterMap.from_definition(read_definition(path))._content()
    path.unlink()
