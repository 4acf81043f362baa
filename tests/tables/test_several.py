"""Several tables in one map: ids kept apart, findings with their file, the table of each record."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.definition import read_definition
from geo.errors import DefinitionError, TableError
from geo.match.ledger import build_ledger
from geo.match.ledger_text import ledger_csv, ledger_json
from geo.project.check import check_targets
from geo.render.leaflet.cluster_map import ClusterMap
from geo.tables.several import inspect_tables
from tests.page_data import payload_of, rows_of, texts_of

ONE = "id,name,country,region,Members\nx,Alpha,DE,Berlin,4\n,Beta,FR,Bretagne,5\n"
TWO = "name;Land;NUTS code;id;Budget\nGamma;Spanien;ES51;x;1,5\nbeta;Frankreich;FRH0;;2\nDelta;IT;ITZZ;;3\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "maps").mkdir()
    (tmp_path / "one.csv").write_text(ONE, "utf-8")
    (tmp_path / "two.csv").write_text(TWO, "utf-8")
    return tmp_path


def definition(folder: Path, records: str, more: str = "") -> Path:
    path = folder / "maps" / "both.toml"
    path.write_text(f'title = "Both"\nrecords = {records}\nedition = 2023\nseries = false\n{more}', "utf-8")
    return path


def test_ids_are_kept_apart_and_each_record_knows_its_table(folder: Path, catalog: Catalog):
    found = inspect_tables(["one.csv", "two.csv"], folder=folder, catalog=catalog)
    assert found.clusters[c.RECORD_ID].tolist() == ["x", "beta", "x-2", "beta-2", "delta"]
    assert found.clusters[c.TABLE].tolist() == ["one", "one", "two", "two", "two"]
    assert found.clusters.attrs["tables"] == (("one", "one"), ("two", "two"))
    assert found.clusters.attrs["extra_columns"] == ("Budget",)
    assert found.clusters[c.MEMBERS].tolist()[:2] == [4, 5]
    assert list(zip(found.source, found.rows, strict=True))[1:3] == [("one.csv", 3), ("two.csv", 2)]


def test_the_ledger_of_several_tables_says_which_one_a_record_is_from(folder: Path, catalog: Catalog):
    clusters = inspect_tables(["one.csv", "two.csv"], folder=folder, catalog=catalog).clusters
    ledger = build_ledger(clusters, edition=2023, catalog=catalog)
    from_csv = list(csv.DictReader(io.StringIO(ledger_csv(ledger))))
    assert [row["table_title"] for row in from_csv] == ["one", "one", "two", "two", "two"]
    assert [row["table_title"] for row in json.loads(ledger_json(ledger))] == [
        "one",
        "one",
        "two",
        "two",
        "two",
    ]
    alone = inspect_tables(["one.csv"], folder=folder, catalog=catalog).clusters
    assert "table_title" not in build_ledger(alone, edition=2023, catalog=catalog)


def test_an_id_that_was_changed_and_a_cluster_that_comes_twice_are_said(folder: Path, catalog: Catalog):
    problems = inspect_tables(["one.csv", "two.csv"], folder=folder, catalog=catalog).problems
    said = [str(problem) for problem in problems]
    assert "two.csv, row 2: read the id 'x' as 'x-2'; one.csv has the same" in said
    expected = "each cluster once; one.csv, row 3, has the same name and country"
    assert f"two.csv, row 3, name: found 'beta', expected {expected}" in said


def test_the_wrong_rows_of_all_tables_are_reported_at_once(folder: Path, catalog: Catalog):
    (folder / "one.csv").write_text("name,country\nAlpha,Germny\n", "utf-8")
    (folder / "two.csv").write_text("name,country,lat\nBeta,FR,200\n", "utf-8")
    with pytest.raises(TableError) as caught:
        inspect_tables(["one.csv", "two.csv"], folder=folder, catalog=catalog)
    errors = [problem for problem in caught.value.problems if problem.severity == "error"]
    assert {(problem.source, problem.row) for problem in errors} == {("one.csv", 2), ("two.csv", 2)}


def test_a_header_settled_by_hand_is_taken_by_the_tables_that_have_it(folder: Path, catalog: Catalog):
    def read(columns: dict[str, str]) -> list[object]:
        found = inspect_tables(["one.csv", "two.csv"], columns=columns, folder=folder, catalog=catalog)
        return found.clusters[c.MARKET_AREAS].tolist()

    assert read({"Budget": "market_areas"})[2:] == ["1,5", "2", "3"]
    with pytest.raises(TableError, match=r"one\.csv, columns: found 'Nothing'"):
        read({"Nothing": "market_areas"})


def test_two_files_of_one_name_are_told_apart(folder: Path, catalog: Catalog):
    (folder / "old").mkdir()
    (folder / "old" / "one.csv").write_text(ONE, "utf-8")
    found = inspect_tables(["one.csv", "old/one.csv", "bioclusters"], folder=folder, catalog=catalog)
    titles = [title for _, title in found.clusters.attrs["tables"]]
    assert titles == ["one.csv", "old/one.csv", catalog.resource("bioclusters").title]


def test_findings_name_the_file_of_their_record(folder: Path):
    found = check_targets(folder, [str(definition(folder, '["one.csv", "two.csv"]'))])
    places = [(p.source, p.row, p.record) for p in found if p.record]
    assert places == [("two.csv", 4, "Delta")]


def test_the_page_holds_the_tables_and_the_table_of_each_record(folder: Path, catalog: Catalog):
    read = read_definition(definition(folder, '["one.csv", "two.csv"]'), catalog=catalog)
    atlas = ClusterMap.from_definition(read, catalog=catalog)
    payload = payload_of(atlas.to_html())
    assert payload["map"]["tables"] == [{"id": "one", "title": "one"}, {"id": "two", "title": "two"}]
    assert [record["table"] for record in rows_of(payload["records"])] == [0, 0, 1, 1, 1]
    assert "panel.records_table" in texts_of(payload, "en")
    assert [finding.source for finding in atlas.findings] == ["two.csv"]


def test_a_page_of_one_table_says_nothing_of_tables(folder: Path, catalog: Catalog):
    read = read_definition(definition(folder, '["one.csv"]'), catalog=catalog)
    atlas = ClusterMap.from_definition(read, catalog=catalog)
    payload = payload_of(atlas.to_html())
    assert payload["map"]["tables"] == []
    assert all(record["table"] is None for record in rows_of(payload["records"]))
    assert "panel.records_table" not in texts_of(payload, "en")


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ("[]", "records: found '[]', expected at least one value"),
        ('["one.csv", "one.csv"]', "records: found 'one.csv', expected each value once"),
        ('["one.csv", "too.csv"]', "records: found 'too.csv', expected a file in the project folder. "),
        ('["one.csv", 3]', "records.2: found 3, expected text in quotation marks"),
        ("3", "records: found 3, expected text in quotation marks"),
    ],
)
def test_a_list_of_records_is_checked(folder: Path, catalog: Catalog, records: str, words: str):
    with pytest.raises(DefinitionError) as caught:
        read_definition(definition(folder, records), catalog=catalog)
    assert words in str(caught.value)
