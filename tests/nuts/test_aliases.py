"""Names of regions that a project adds: read beside ours, checked, and part of what a map depends on."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from geo import locate
from geo.datapackage.catalog import Catalog
from geo.errors import PackageError, TableError
from geo.language.notes import unpack
from geo.nuts.aliases import Alias, read_aliases
from geo.project.builder import build
from geo.project.check import check_project, check_targets
from geo.project.folder import create_project
from geo.project.outcome import BuildOptions

HEADER = "name,country,nuts_id,source\n"
RUHR = "Metropole Ruhr,DE,DEA1;DEA3;DEA5,statute of the Regionalverband Ruhr\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return create_project(tmp_path / "project").root


def write(project: Path, text: str) -> Catalog:
    (project / "data" / "tables" / "aliases.csv").write_text(text, "utf-8")
    return Catalog(project / "data")


def place(catalog: Catalog, name: str, country: str = "DE", **cells: object) -> pd.Series:
    frame = pd.DataFrame(
        {"country": [country], "region_printed": [name]} | {k: [v] for k, v in cells.items()}
    )
    return locate(frame, catalog=catalog).iloc[0]


def wrong(catalog: Catalog) -> list[str]:
    with pytest.raises(TableError) as caught:
        read_aliases(catalog=catalog)
    return [str(problem).split("aliases.csv", 1)[1] for problem in caught.value.problems]


def test_a_project_without_the_table_adds_no_name(project: Path):
    assert read_aliases(catalog=Catalog(project / "data")) == ()


@pytest.mark.linux
@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("a pipe", "a pipe or a device"),
        ("a link to a device", "datapackage.json"),
        ("a folder", "a folder"),
        ("a link to nothing", "found None, expected the file of resource"),
    ],
)
def test_a_table_that_is_no_file_is_refused_and_not_ignored(project: Path, kind: str, found: str):
    path = project / "data" / "tables" / "aliases.csv"
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "a link to a device" else "nowhere.csv")
    with pytest.raises(PackageError) as caught:
        place(Catalog(project / "data"), "Silicon Saxony")
    assert found in str(caught.value)
    assert "aliases" in str(caught.value)
    assert any("aliases" in str(problem) for problem in check_project(project))


def test_a_region_is_found_by_the_name_that_a_project_gives_it(project: Path):
    before = place(Catalog(project / "data"), "Silicon Saxony")
    catalog = write(project, HEADER + "Silicon Saxony,Germany,DED2,the cluster's own site\n")
    found = place(catalog, "SILICON-SAXONY")
    assert (before["nuts_id"], found["nuts_id"], found["located_by"]) == ("DE", "DED2", "alias")


def test_a_table_added_later_is_read_at_once_in_the_same_process(project: Path):
    assert place(Catalog(project / "data"), "Ländle", "AT")["located_by"] == "country"
    assert place(write(project, HEADER + "Ländle,AT,AT34,usage\n"), "Ländle", "AT")["nuts_id"] == "AT34"
    assert place(write(project, HEADER + "Ländle,AT,AT33,a mistake\n"), "Ländle", "AT")["nuts_id"] == "AT33"


def test_a_name_of_several_regions_together_spans_them(project: Path):
    found = place(write(project, HEADER + RUHR), "Metropole Ruhr")
    assert (found["nuts_id"], found["level"]) == ("DEA1;DEA3;DEA5", 2)
    assert [note.key for note in unpack(found["locate_notes"])][:2] == [
        "note.locate.by_parts",
        "note.locate.spans",
    ]


def test_the_own_name_of_a_region_is_not_taken_from_it(project: Path):
    found = place(write(project, HEADER + "Oberbayern,DE,DE22,a mistake\n"), "Oberbayern")
    assert found["nuts_id"] == "DE21"
    assert "note.locate.name_shared" in [note.key for note in unpack(found["locate_notes"])]


def test_a_project_says_which_region_a_name_of_ours_means(project: Path):
    assert place(Catalog(project / "data"), "Trentino-Alto Adige", "IT")["nuts_id"] == "ITH1;ITH2"
    catalog = write(project, HEADER + "Trentino-Alto Adige,IT,ITH2,our members sit in Trento\n")
    assert place(catalog, "Trentino-Alto Adige", "IT")["nuts_id"] == "ITH2"


def test_the_table_is_read_as_spreadsheets_save_it(project: Path):
    text = '\ufeffName;Country;NUTS ID;Source\r\nRuhr;Deutschland;"DEA1; DEA5";statute\r\n;;;\r\n'
    assert read_aliases(catalog=write(project, text)) == (Alias("DE", "Ruhr", ("DEA1", "DEA5")),)


def test_every_wrong_row_is_reported_at_once_with_its_row(project: Path):
    rows = [
        "Ruhr,DE,DEX1,statute",
        "Ruhr,FR,DEA1,statute",
        "Ruhr,Germny,DEA1,statute",
        "Pott,DE,DEA5,",
        ",DE,DEA5,statute",
        "Revier,DE,,statute",
        "pott,DE,DEA1,statute",
    ]
    assert wrong(write(project, HEADER + "\n".join(rows) + "\n")) == [
        ", row 2, nuts_id: found 'DEX1', expected a NUTS code that is known. Did you mean 'DE1'?",
        ", row 3, nuts_id: found 'DEA1', expected a code that starts with FR, as the country does",
        ", row 4, country: found 'Germny', expected a country: its code or its name. Did you mean 'Germany'?",
        ", row 5, source: found '', expected where the name is from; a name without a source is not used",
        ", row 6, name: found '', expected a name of a region, as tables write it",
        ", row 7, nuts_id: found '', expected the NUTS code of the region that the name means",
        ", row 8, name: found 'pott', expected a name that row 5 does not have; several codes share one cell",
    ]


def test_a_missing_column_is_reported(project: Path):
    assert wrong(write(project, "name,country,code,source\n")) == [
        ", nuts_id: found 'name, country, code, source', expected a column 'nuts_id'"
    ]
    assert len(wrong(write(project, ""))) == 4


def test_a_file_in_another_encoding_or_with_an_open_quotation_mark_is_refused(project: Path):
    catalog = write(project, "")
    (project / "data" / "tables" / "aliases.csv").write_bytes("Ländle".encode("latin-1"))
    assert wrong(catalog) == [": found 'byte 1', expected text in UTF-8; save it again as 'CSV UTF-8'"]


def test_check_finds_a_wrong_alias_beside_what_is_wrong_with_the_table(project: Path):
    write(project, HEADER + "Ruhr,DE,DEX1,statute\n")
    table = project / "mine.csv"
    table.write_text("name,country\nOne,DE\n", "utf-8")
    found = [(Path(problem.source).name, problem.row) for problem in check_targets(project, [str(table)])]
    assert found == [("mine.csv", None), ("aliases.csv", 2)]
    wrong = [problem for problem in check_project(project) if problem.severity == "error"]
    assert [(Path(problem.source).name, problem.row) for problem in wrong] == [("aliases.csv", 2)]


def test_a_project_is_checked_with_its_aliases_although_no_map_is_there(project: Path):
    write(project, HEADER + "Ruhr,DE,DEX1,statute\n")
    for definition in (project / "maps").glob("*.toml"):
        definition.unlink()
    assert [problem.row for problem in check_project(project)] == [2]


@pytest.mark.slow
def test_adding_changing_and_removing_the_table_makes_maps_stale(project: Path):
    def reasons() -> list[tuple[str, ...]]:
        return [outcome.reasons for outcome in build(project, options=BuildOptions(check=True)).outcomes]

    def make() -> None:
        assert build(project, options=BuildOptions(jobs=1)).ok

    for name in ("bioclusters-2019", "bioclusters-story", "example-portfolio", "regional-figures"):
        (project / "maps" / f"{name}.toml").unlink()
    make()
    write(project, HEADER)
    assert reasons() == [("the list of data resources changed",)]
    make()
    assert reasons() == [()]
    write(project, HEADER + RUHR)
    assert reasons() == [("data resource aliases changed",)]
    make()
    (project / "data" / "tables" / "aliases.csv").unlink()
    assert reasons() == [("data resource aliases is gone", "the list of data resources changed")]
