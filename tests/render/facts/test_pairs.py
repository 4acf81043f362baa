"""Two figures at once: nine classes, and the reason where one of the two has no value."""

import json
from pathlib import Path

import pytest

from geo.definition import read_definition
from geo.errors import DefinitionError
from geo.project.check import check_targets
from geo.render import ClusterMap, PictureOptions, build_page
from geo.render.facts.content import MapContent
from geo.render.facts.pairs import side_bounds, side_class
from geo.render.facts.payload import build_payload
from geo.render.twin.document import set_document
from tests.page_data import figures_of

FIGURES = """
title = "T"
records = "bioclusters"
edition = 2023
base = "figure"
languages = ["en", "de"]
[[figures]]
key = "rd"
source = "rd.csv"
code = "geo"
value = "value"
year = "time"
label = {en = "R&D", de = "F&E"}
classes = [10, 20]
[[figures]]
key = "jobs"
source = "jobs.csv"
code = "geo"
value = "value"
label = "Jobs"
unit = "persons"
"""
DEFINITION = (
    FIGURES
    + """
[[pairs]]
key = "both"
across = "rd"
up = "jobs"
"""
)
RD = """geo,time,value
DE21,2020,9
DE21,2021,12
DE22,2020,: c
DE22,2021,20
BE2,2020,30
BE2,2021,31.5
FR10,2020,7
FR10,2021,:
"""
JOBS = """geo,value
DE21,100
DE22,200
BE21,300
BE22,400
BE23,:
FR10,600
ES51,700
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "m.toml").write_text(DEFINITION, "utf-8")
    (tmp_path / "rd.csv").write_text(RD, "utf-8")
    (tmp_path / "jobs.csv").write_text(JOBS, "utf-8")
    return tmp_path


@pytest.fixture
def content(folder: Path) -> MapContent:
    return ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))._content()


def problems_of(folder: Path, pairs: str) -> list[str]:
    path = folder / "maps" / "m.toml"
    path.write_text(FIGURES + pairs, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        ClusterMap.from_definition(read_definition(path))._content()
    return [str(problem).partition("m.toml, ")[2] for problem in caught.value.problems]


def test_a_unit_is_the_smaller_of_the_two_that_a_region_shows(content: MapContent) -> None:
    (pair,) = content.pairs
    assert pair.units == ("BE2", "BE21", "BE22", "BE23", "DE21", "DE22", "ES51", "FR10")
    shown = dict(zip(content.painted["nuts_id"], pair.region_units, strict=True))
    assert [shown[code] for code in ("BE21", "BE24", "DE21", "ES51", "ES52")] == [1, 0, 4, 6, -1]


def test_a_class_is_that_of_both_and_a_reason_that_of_either(content: MapContent) -> None:
    facts = figures_of(build_payload(content), "figure")[0]
    assert facts["years"] == [2020, 2021]
    # Jobs in thirds: below 300, below 600, more.
    assert [side["bounds"] for side in facts["pair"]] == [[10, 20], [300, 600]]
    assert facts["cells"] == [
        ["not_covered", 5, 5, "missing", 0, "confidential", "not_covered", 6],
        ["not_covered", 5, 5, "missing", 1, 2, "not_covered", "missing"],
    ]


def test_a_figure_of_fewer_values_has_fewer_classes_on_the_outer_places() -> None:
    assert [side_class(value, (10.0,)) for value in (9, 10)] == [0, 2]
    assert side_class(5, ()) == 1


def test_bounds_of_a_pair_are_thirds_unless_two_are_given(content: MapContent) -> None:
    rd, jobs = content.figures
    assert side_bounds(rd) == (10, 20)
    assert side_bounds(jobs) == (300, 600)


@pytest.mark.slow
def test_a_page_holds_the_script_of_pairs_only_with_a_pair(folder: Path) -> None:
    path = folder / "maps" / "m.toml"
    with_pair = build_page(read_definition(path)).html
    path.write_text(FIGURES, "utf-8")
    without = build_page(read_definition(path)).html
    for part in ("pair-cell", "--pair-9", "numbers count regions"):
        assert part in with_pair
        assert part not in without
    assert '"own.figure.both"' in with_pair
    assert "R&D × Jobs".replace("&", "\\u0026") in with_pair


def test_a_picture_says_both_figures_and_every_class(content: MapContent) -> None:
    document = set_document(content, PictureOptions(year=2020))
    block = document.blocks[0]
    assert block.title == "R&D × Jobs, 2020"
    assert block.square is not None
    assert (block.square.across, block.square.up) == ("→ R&D, 2020", "↑ Jobs (persons)")
    assert block.square.rows == ("< 300", "300 – 600", "≥ 600")
    numbers = [cell.range for cell in block.square.cells if cell]
    assert numbers == ["1", "", "", "", "", "2", "1", "", ""]
    assert [entry.name for entry in block.entries] == [
        *("No figure available", "Confidential", "Not in the table of the figure")
    ]
    assert "R&D, 2020: 20 and more; Jobs (persons): 300 to 600: " in document.description


def test_a_picture_of_a_pair_is_asked_for_by_its_key(content: MapContent) -> None:
    assert set_document(content, PictureOptions(layer="figure:both")).view.year == 2021
    assert set_document(content, PictureOptions(layer="figure:jobs")).blocks[0].square is None


def test_what_is_wrong_with_pairs_is_said(folder: Path) -> None:
    pair = '[[pairs]]\nkey = "{}"\nacross = "{}"\nup = "{}"\n'.format
    assert problems_of(folder, pair("rd", "rd", "job")) == [
        "pairs.1.key: found 'rd', expected a key that no figure and no other pair has",
        "pairs.1.up: found 'job', expected the key of a figure: rd, jobs. Did you mean 'jobs'?",
    ]
    assert problems_of(folder, pair("x", "rd", "rd")) == ["pairs.1: found 'rd', expected two figures"]


def test_figures_without_a_year_in_common_are_no_pair(folder: Path) -> None:
    (folder / "jobs.csv").write_text("geo,value,time\nDE21,1,1999\nDE22,2,1998\n", "utf-8")
    figures = FIGURES.replace('label = "Jobs"', 'label = "Jobs"\nyear = "time"')
    path = folder / "maps" / "m.toml"
    path.write_text(figures + DEFINITION.removeprefix(FIGURES), "utf-8")
    with pytest.raises(DefinitionError) as caught:
        ClusterMap.from_definition(read_definition(path))._content()
    assert caught.value.problems[0] in check_targets(folder, [str(path)])
    assert str(caught.value.problems[0]).partition(": ")[2] == (
        "found '2020 to 2021, 1998 to 1999', expected figures that have a year in common"
    )


def test_members_go_with_a_figure(folder: Path) -> None:
    (folder / "c.csv").write_text("id,name,country,nuts_id\none,Bio Wien,AT,AT13\n", "utf-8")
    members = "cluster,name,kind,country,nuts_id\none,A,SME,DE,DE21\none,B,SME,DE,DE21\none,C,SME,DE,DE22\n"
    (folder / "m.csv").write_text(members, "utf-8")
    text = DEFINITION.replace('records = "bioclusters"', 'records = "c.csv"\nmembers = "m.csv"')
    (folder / "maps" / "m.toml").write_text(text.replace('across = "rd"', 'across = "members"'), "utf-8")
    content = ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))._content()
    (pair,) = content.pairs
    assert side_bounds(pair.across) == (1, 2)
    shown = dict(zip(pair.units, pair.values[0], strict=True))
    assert (shown["DE21"], shown["DE22"], shown["BE21"]) == (2, 1, 3)
    payload = build_payload(content)
    assert figures_of(payload, "figure")[0]["pair"][0]["counted"]
    assert "Members of clusters × Jobs" in json.dumps(payload["messages"], ensure_ascii=False)
    (block, *_) = set_document(content, PictureOptions()).blocks
    assert block.square is not None
    assert block.square.columns == ("0", "1", "≥ 2")
