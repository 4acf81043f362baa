"""Figures on a page: units, values, classes, and the reasons why there is no value."""

import json
from pathlib import Path

import pytest

from geo.definition import read_definition
from geo.project.check import check_targets
from geo.render import ClusterMap, PictureOptions, build_page
from geo.render.facts.content import MapContent
from geo.render.facts.payload import build_payload
from geo.render.files.tables import read_tables
from geo.render.twin.figures import Figures
from geo.render.twin.options import choose_view
from geo.render.twin.words import takeaway
from tests.page_data import figures_of

DEFINITION = """
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
unit = "euro"
attribution = "Made for a test"
licence = "CC0"
"""
TABLE = """geo,time,value
DE21,2020,10
DE21,2021,12 e
DE22,2020,: c
DE22,2021,20
BE2,2020,30
BE2,2021,31.5
FR,2020,5
FR,2021,6
FR10,2020,7
FR10,2021,:
ES5X,2020,1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "m.toml").write_text(DEFINITION, "utf-8")
    (tmp_path / "rd.csv").write_text(TABLE, "utf-8")
    return tmp_path


@pytest.fixture
def content(folder: Path) -> MapContent:
    return ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))._content()


def test_regions_show_their_unit_or_the_larger_one_without_parts(content: MapContent) -> None:
    (figure,) = content.figures
    assert figure.units == ("BE2", "DE21", "DE22", "FR10")
    assert figure.levels == (1, 2, 2, 2)
    shown = dict(zip(content.painted["nuts_id"], figure.region_units, strict=True))
    assert [shown[code] for code in ("BE21", "BE25", "DE21", "DE22", "FR10", "FRB0", "ES51")] == [
        *(0, 0, 1, 2, 3, -1, -1)
    ]


def test_the_payload_holds_values_or_reasons_by_year(content: MapContent) -> None:
    (facts,) = figures_of(build_payload(content), "figure")
    assert facts["years"] == [2020, 2021]
    assert facts["cells"] == [[30, 10, "confidential", 7], [31.5, 12, 20, "missing"]]
    assert facts["flags"] == {"0 2": "c", "1 1": "e"}
    assert facts["names"] == {"BE2": "Vlaams Gewest"}
    assert len(facts["looks"]) == len(facts["bounds"]) + 1


def test_a_country_has_the_name_that_the_reader_gives_it(folder: Path) -> None:
    (folder / "rd.csv").write_text("geo,time,value\nSK,2021,2\nEL,2021,1\n", "utf-8")
    content = ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))._content()
    (facts,) = figures_of(build_payload(content), "figure")
    assert facts["names"] == {}
    for language, names in {"en": ("Slovakia", "Greece"), "de": ("Slowakei", "Griechenland")}.items():
        view = choose_view(content, PictureOptions(language=language))
        sentence, _ = takeaway(Figures(content, view))
        assert all(name in sentence for name in names), sentence


def test_a_value_that_several_have_is_said_of_none_alone(folder: Path) -> None:
    (folder / "rd.csv").write_text("geo,time,value\nES51,2021,2\nES52,2021,0\nFR10,2021,0\n", "utf-8")
    content = ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))._content()
    sentence, _ = takeaway(Figures(content, choose_view(content, PictureOptions(language="en"))))
    assert (
        sentence
        == "R&D, 2021: highest in Cataluña (Catalonia), 2\u00a0euro; lowest in 2 regions, 0\u00a0euro."
    )


def test_a_page_without_figures_holds_none_of_their_words(folder: Path) -> None:
    path = folder / "maps" / "m.toml"
    path.write_text(DEFINITION.partition("[[figures]]")[0].replace('base = "figure"', ""), "utf-8")
    page = build_page(read_definition(path)).html
    assert "mountOwn" not in page.partition("clusterAtlas.start(")[2]
    assert "Not in the table of the figure" not in page


def test_source_licence_and_ledger_stand_beside_the_page(folder: Path) -> None:
    page = build_page(read_definition(folder / "maps" / "m.toml"))
    (figure,) = page.metadata["figures"]
    assert (figure["source"]["de"], figure["licence"]) == ("Made for a test", "CC0")
    assert figure["codes"] == {"matched": 4, "set aside": 1, "unknown": 1}
    ledger = page.files["m.rd.figure.csv"].decode()
    assert "FR,8,0,2021,set aside,,FR is not drawn: the table has smaller regions in it." in ledger
    assert "rd.csv, row 12, code: found 'ES5X', expected a code of NUTS 2021" in " ".join(
        page.summary["findings"]
    )
    assert "R&amp;D: Made for a test (CC0)" in page.html
    assert json.loads(json.dumps(page.metadata))


def test_check_says_what_is_wrong_with_a_figure(folder: Path) -> None:
    (folder / "rd.csv").write_text("geo,time,value\nDE21,2020,many\n", "utf-8")
    problems = [
        str(one) for one in check_targets(folder, [str(folder / "maps" / "m.toml")]) if one.source == "rd.csv"
    ]
    assert problems == [
        (
            "rd.csv, row 2, value: found 'many', expected a number such as 12.5 or 12,5, without separators "
            "of thousands, or : where there is none"
        )
    ]


def test_low_values_have_the_deep_colours_where_less_is_better(folder: Path) -> None:
    path = folder / "maps" / "m.toml"
    path.write_text(DEFINITION + "direction = 'less'\nclasses = [10, 20]\n", "utf-8")
    (figure,) = ClusterMap.from_definition(read_definition(path))._content().figures
    assert figure.looks == (("ramp", 100), ("ramp", 50), ("ramp", 0))
    path.write_text(DEFINITION + "direction = 'less'\nclasses = 'diverging'\nmiddle = 15\n", "utf-8")
    (figure,) = ClusterMap.from_definition(read_definition(path))._content().figures
    assert [look for look, _ in figure.looks] == ["up-2", "up-1", "down-1", "down-2"]


def test_files_hold_values_with_whose_they_are_and_why_there_is_none(folder: Path) -> None:
    atlas = ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))
    (table,) = (table for table in read_tables(atlas._content()) if table.name == "regions")
    rows = table.frame.set_index("nuts_id")
    names = ["figure_rd_unit", "figure_rd_2021", "figure_rd_2021_status"]
    assert rows.loc[["BE21", "DE21", "DE22"], names].to_numpy().tolist() == [
        ["BE2", 31.5, None],
        ["DE21", 12.0, "e"],
        ["DE22", 20.0, None],
    ]
    assert rows.loc[["FR10", "ES51"], "figure_rd_2021_status"].tolist() == ["missing", "not_covered"]
    assert rows.loc["DE22", "figure_rd_2020_status"] == "confidential"
    field = {field.name: field for field in table.schema.fields}["figure_rd_2020"]
    assert (field.description, field.unit) == ("R&D in 2020.", "euro")
    licences = [item["title"] for item in atlas.to_page().metadata["licenses"]]
    assert "CC0" in licences


def test_whole_numbers_keep_all_digits_and_small_ones_are_not_taken_for_none(folder: Path) -> None:
    text = "geo,time,value\nDE21,2020,123456789012345\nDE22,2020,-0.0000001\nFR10,2020,0.0000002\n"
    (folder / "rd.csv").write_text(text, "utf-8")
    content = ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))._content()
    (figure,) = content.figures
    assert figure.values == ((123456789012345, -1e-7, 2e-7),)
    (shown,) = figures_of(build_payload(content), "figure")
    # Beside so large a number the page holds no decimals, but a value is never taken for none.
    assert shown["cells"] == [[123456789012345, 0, 0]]


def test_a_figure_of_one_value_has_no_highest_and_no_lowest(folder: Path) -> None:
    (folder / "rd.csv").write_text("geo,time,value\nDE21,2020,5\nFR10,2020,5\nES51,2020,:\n", "utf-8")
    content = ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))._content()
    sentence, _ = takeaway(Figures(content, choose_view(content, PictureOptions(language="en"))))
    assert sentence == "R&D, 2020: 5\N{NO-BREAK SPACE}euro in 2 regions, and no other value."


def test_values_have_one_decimal_however_exact_the_bounds_of_their_classes(folder: Path) -> None:
    file = folder / "maps" / "m.toml"
    file.write_text(DEFINITION + "classes = [93.01]\n", "utf-8")
    (folder / "rd.csv").write_text(
        "geo,time,value\nDE21,2020,93.04\nFR10,2020,274.97\nES51,2020,93.008\n", "utf-8"
    )
    content = ClusterMap.from_definition(read_definition(file))._content()
    (shown,) = figures_of(build_payload(content), "figure")
    assert (shown["digits"], shown["boundDigits"]) == (1, 2)
    sentence, _ = takeaway(Figures(content, choose_view(content, PictureOptions(language="en"))))
    assert "Île-de-France, 275.0\N{NO-BREAK SPACE}euro" in sentence
    assert "(Catalonia), 93.0\N{NO-BREAK SPACE}euro" in sentence


@pytest.mark.parametrize(
    ("values", "digits"),
    [
        ((0.25, 0.5), 3),
        ((2.81, 3.5), 2),
        ((61.7, 93.01), 1),
        ((274.97, 400), 1),
        ((35123.4, 40000), 0),
        ((5, 9), 0),
    ],
)
def test_decimals_follow_the_size_of_the_values(
    folder: Path, values: tuple[float, float], digits: int
) -> None:
    (folder / "rd.csv").write_text(f"geo,time,value\nDE21,2020,{values[0]}\nFR10,2020,{values[1]}\n", "utf-8")
    content = ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))._content()
    assert content.figures[0].digits == digits
