"""Members on a page: counts by cluster, region and kind, figures of them, and nobody's name unasked."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from geo import PictureOptions
from geo.datapackage.confinement import INSIDE
from geo.definition import read_definition
from geo.errors import DefinitionError
from geo.project.check import check_targets
from geo.render import ClusterMap, Page, build_page
from geo.render.facts.content import MapContent
from geo.render.facts.members import MOST_CLUSTERS, count_bounds, unplaced_members
from geo.render.file_kinds import kind_of
from tests.page_data import payload_of, texts_of, unpack_steps

DEFINITION = """
title = "T"
records = "c.csv"
members = "m.csv"
edition = 2023
base = "figure"
languages = ["en", "de"]
"""
CLUSTERS = "id,name,country,nuts_id\none,Bio Wien,AT,AT13\ntwo,Öko Graz,AT,AT22\nthree,Vuoto,IT,ITC4\n"
MEMBERS = """cluster,name,kind,country,nuts_id
one,Anna's Labor,SME,AT,AT13
one,Berta's Labor,SME,AT,AT130
one,Clinic of Cecilia,hospital,AT,AT22
two,Dora's Labor,SME,AT,AT22
two,Edgar's Institute,,AT,AT
two,Frida's Institute,SME,FR,FR10
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "maps").mkdir()
    write(tmp_path)
    (tmp_path / "c.csv").write_text(CLUSTERS, "utf-8")
    (tmp_path / "m.csv").write_text(MEMBERS, "utf-8")
    return tmp_path


def write(folder: Path, *, members: str = "m.csv", more: str = "") -> None:
    text = DEFINITION.replace('"m.csv"', f'"{members}"') + more
    (folder / "maps" / "m.toml").write_text(text, "utf-8")


def page_of(folder: Path) -> Page:
    return build_page(read_definition(folder / "maps" / "m.toml"))


def content_of(folder: Path) -> MapContent:
    return ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))._content()


def test_members_are_counted_in_the_painted_regions_of_the_map(folder: Path) -> None:
    content = content_of(folder)
    assert content.members is not None
    figure = content.figures[-1]
    counts = dict(zip(figure.units, figure.values[0], strict=True))
    assert {unit: value for unit, value in counts.items() if value} == {"AT13": 2, "AT22": 2, "FR10": 1}
    assert figure.bounds == (1, 2)
    # The last one is known by the country only.
    assert [row for row in content.members.rows if row[2] < 0] == [(1, -1, -1, 1)]


def test_figures_of_kinds_and_clusters_are_drawn_and_not_listed(folder: Path) -> None:
    content = content_of(folder)
    keys = ["members", "members-smes", "members-hospitals", "members-of-1", "members-of-2"]
    assert [figure.about.key for figure in content.drawn_figures] == keys
    assert [figure.about.key for figure in content.figures] == ["members"]
    one = content.drawn_figures[3]
    assert dict(one.about.label) == {"en": "Members: Bio Wien", "de": "Mitglieder: Bio Wien"}  # type: ignore[arg-type]
    assert sum(value or 0 for value in one.values[0]) == 3


def test_a_map_of_many_clusters_lists_no_figure_of_each(folder: Path) -> None:
    ids = range(MOST_CLUSTERS + 1)
    rows = "".join(f"c{at},Cluster number {at},AT,AT13\n" for at in ids)
    (folder / "c.csv").write_text(f"id,name,country,nuts_id\n{rows}", "utf-8")
    (folder / "m.csv").write_text("cluster,nuts_id\n" + "".join(f"c{at},AT22\n" for at in ids), "utf-8")
    assert [figure.about.key for figure in content_of(folder).drawn_figures] == ["members"]


def test_the_page_holds_counts_and_nobodys_name(folder: Path) -> None:
    page = page_of(folder)
    members = payload_of(page.html)["map"]["members"]
    rows = unpack_steps(members["counts"], 4)
    codes = content_of(folder).figures[-1].units
    named = [
        (record, kind, codes[region - 1] if region else None, number) for record, kind, region, number in rows
    ]
    assert named == [
        *((0, 1, "AT13", 2), (0, 5, "AT22", 1)),
        *((1, 0, None, 1), (1, 1, "AT22", 1), (1, 1, "FR10", 1)),
    ]
    assert "names" not in members
    everything = page.html + "".join(content.decode() for content in page.files.values())
    assert not [name for name in ("Anna", "Berta", "Cecilia", "Dora", "Edgar", "Frida") if name in everything]


def test_names_are_in_the_page_where_a_definition_asks_for_them(folder: Path) -> None:
    (folder / "m.csv").write_text(MEMBERS.replace("Dora's Labor", "</script><b>{{ 6*7 }}"), "utf-8")
    write(folder, more="member_names = true\n")
    html = page_of(folder).html
    names = payload_of(html)["map"]["members"]["names"]
    assert names["one"][2] == ["Clinic of Cecilia", 4]
    assert names["two"][:2] == [["</script><b>{{ 6*7 }}", 0], ["Edgar's Institute", -1]]
    assert "</script><b>" not in html


@pytest.mark.slow
def test_counts_and_a_ledger_stand_beside_the_page(folder: Path) -> None:
    page = page_of(folder)
    assert page.files["m.members.csv"].decode().splitlines() == [
        "cluster,nuts_id,kind,members",
        *("one,AT13,smes,2", "one,AT22,hospitals,1", "two,,,1", "two,AT22,smes,1", "two,FR10,smes,1"),
    ]
    ledger = json.loads(page.files["m.members.json"])
    assert (ledger["members"], ledger["on_the_map"], ledger["without_a_region"]) == (6, 6, 1)
    assert ledger["located_by"] == {"code": 6}
    assert "m.members.figure.csv" not in page.files
    assert page.summary["files"] == ["m.members.csv", "m.members.json"]


def test_a_page_without_members_holds_nothing_of_them(folder: Path) -> None:
    text = (folder / "maps" / "m.toml").read_text("utf-8")
    with_them = page_of(folder).html
    text = text.replace('members = "m.csv"\n', "").replace('base = "figure"', 'base = "class"')
    (folder / "maps" / "m.toml").write_text(text, "utf-8")
    without = page_of(folder).html
    assert "catchment" in with_them
    assert "catchment" not in without
    key = "panel.members.lines"
    assert key in texts_of(payload_of(with_them), "de")
    assert key not in texts_of(payload_of(without), "de")


def test_findings_of_members_are_those_of_the_map(folder: Path) -> None:
    (folder / "m.csv").write_text(MEMBERS + "fore,X,SME,AT,AT13\n", "utf-8")
    found = page_of(folder).summary["findings"]
    assert len(found) == 1
    assert found[0].startswith(
        "m.csv, row 8, cluster: found 'fore', expected the id of a cluster of this map"
    )
    told = [str(problem) for problem in check_targets(folder, ["m"])]
    assert [text for text in told if "row 8" in text] == found


def test_only_members_of_what_a_focus_shows_are_counted(folder: Path) -> None:
    write(folder, more='focus = ["AT22"]\nmember_names = true\n')
    content = content_of(folder)
    assert content.members is not None
    assert content.figures[-1].units == ("AT22",)
    assert content.members.rows == ((0, -1, -1, 1), (0, 0, -1, 1), (0, 0, 0, 1))
    assert list(content.members.names) == ["two"]


@pytest.mark.slow
def test_members_without_any_place_leave_the_regions_without_a_value(folder: Path) -> None:
    (folder / "m.csv").write_text("cluster,name,kind\none,Anna's Labor,SME\ntwo,Dora's Labor,\n", "utf-8")
    content = content_of(folder)
    assert content.members is not None
    assert content.members.rows == ((0, 0, -1, 1), (1, -1, -1, 1))
    figure = content.figures[-1]
    assert set(figure.values[0]) == {None}
    assert set(figure.lacks[0]) == {"missing"}
    assert content.members.others == ()


def test_a_folder_of_parquet_files_is_a_member_table(folder: Path) -> None:
    (folder / "members").mkdir()
    pd.DataFrame({"cluster": ["one"], "nuts_id": ["AT13"]}).to_parquet(folder / "members" / "1.parquet")
    write(folder, members="members")
    assert json.loads(page_of(folder).files["m.members.json"])["members"] == 1


def test_the_table_without_scripts_counts_members(folder: Path) -> None:
    html = page_of(folder).html
    assert '<th scope="col">Members, counted</th></tr>' in html
    assert re.findall(r"<td>([^<]*)</td></tr>", html) == ["3", "3", "0"]


@pytest.mark.slow
def test_the_catalogue_knows_the_files_of_members(folder: Path) -> None:
    names = [name for name in page_of(folder).files if "members" in name]
    assert [kind_of(name).file_type for name in names] == ["CSV", "JSON"]


def test_a_twin_draws_members_with_classes_in_whole_numbers(folder: Path) -> None:
    atlas = ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))
    picture = atlas.to_svg(PictureOptions(layer="figure:members-smes", size="card"))
    assert "Members: SMEs" in picture
    assert ">2 and more<" in picture
    assert ">0<" in picture


def test_a_legend_says_how_many_members_are_in_no_region(folder: Path) -> None:
    content = content_of(folder)
    assert content.members is not None
    keys = ("members", "members-smes", "members-hospitals", "members-of-1", "members-of-2")
    assert [unplaced_members(content.members, key) for key in keys] == [1, 0, 0, 0, 1]
    atlas = ClusterMap.from_definition(read_definition(folder / "maps" / "m.toml"))
    said = "1 of them has no region on this map."
    pictures = {key: atlas.to_svg(PictureOptions(layer=f"figure:{key}", size="slide")) for key in keys[:2]}
    assert [said in picture for picture in pictures.values()] == [True, False]


def test_keys_of_members_are_checked(folder: Path) -> None:
    figure = '[[figures]]\nkey = "members-x"\nsource = "m.csv"\ncode = "c"\nvalue = "v"\nlabel = "F"\n'
    write(folder, members="../m.csv", more=figure)
    with pytest.raises(DefinitionError) as caught:
        read_definition(folder / "maps" / "m.toml")
    assert [str(problem).partition("toml, ")[2] for problem in caught.value.problems] == [
        "figures.1.key: found 'members-x', expected another key; those of the figures of members begin so",
        f"members: found '../m.csv', expected {INSIDE}",
    ]
    text = 'title = "T"\nrecords = "c.csv"\nedition = 2023\nmember_names = true\n'
    (folder / "maps" / "m.toml").write_text(text, "utf-8")
    with pytest.raises(DefinitionError, match="member_names: found True, expected false, or members"):
        read_definition(folder / "maps" / "m.toml")


def test_bounds_of_counts_are_round_and_few() -> None:
    assert count_bounds([0, 0, 1, 1, 1, 1, 2, 40, 300]) == (1, 2, 20, 50, 100)
    assert count_bounds([1]) == (1,)
    assert count_bounds(range(10_000)) == (1, 2000, 5000)
