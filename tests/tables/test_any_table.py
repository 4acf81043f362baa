"""Any valid table builds, whatever people write into it; no record is lost, the same bytes come twice."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.datapackage.bundled import data_dir
from geo.project.folder import create_project
from geo.project.workers import Made, make_map
from geo.tables.formulas import csv_text
from tests.examples import examples

DEFINITION = """
title = "Any table"
records = "table.csv"
edition = 2023
"""
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=40)
ROW = st.fixed_dictionaries(
    {"name": TEXT, "country": st.sampled_from(["DE", "Italy", "EL", "GB", "Frankreich", "Estònia"])},
    optional={
        "region": st.sampled_from(["Lombardy", "Bayern", "Attiki", "Atlantis", "Île de France"]),
        "city": TEXT,
        "stage": st.sampled_from(["emerging", "growing", "mature"]),
        "members": st.integers(0, 10_000).map(str),
        "class_printed": st.sampled_from(["leader", "modest", "n/a"]),
        "class_printed_edition": st.sampled_from(["2019", "2023"]),
        "funding_kind": st.sampled_from(["shares", "mentions"]),
        "funding_public": st.floats(0, 100).map(str),
        "funding_private": st.floats(0, 100).map(str),
        "services": st.lists(st.sampled_from(["networking", "meeting_rooms"]), max_size=2).map(";".join),
        "website": st.just("https://example.org/ä?q=1"),
        "remark": TEXT,
    },
)
PLACE = st.sampled_from(
    [
        {"country": "IT", "nuts_id": "ITC4C", "nuts_vintage": "2013"},
        {"country": "FR", "nuts_id": "FR30", "nuts_vintage": "2013"},
        {"country": "PL", "nuts_id": "PL12", "lat": "52.23", "lon": "21.01"},
        {"country": "ES", "lat": "28.12", "lon": "-15.43"},
        {"country": "AT", "nuts_id": "AT99"},
        {},
    ]
)
COLUMNS = ["name", "country", "region", "city", "stage", "members", "remark", "nuts_id", "nuts_vintage"]
COLUMNS += ["lat", "lon", "class_printed", "class_printed_edition", "funding_kind", "funding_public"]
COLUMNS += ["funding_private", "services", "website"]
RECORD = st.tuples(ROW, PLACE).map(lambda parts: parts[0] | parts[1])


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a table as our own exports do, guarded against formulas."""
    lines = [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)]
    path.write_bytes(csv_text(lines).encode())


@pytest.mark.slow
@examples(3)
@example(rows=[{"name": "\uf900", "country": "DE"}])  # normal form C of it is another character, \u8c48
@given(rows=st.lists(RECORD, max_size=6, unique_by=lambda row: row["name"].casefold()))
def test_any_valid_table_builds_and_no_record_is_lost(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "maps").mkdir()
        (root / "maps" / "any.toml").write_text(DEFINITION, "utf-8")
        write(root / "table.csv", rows)
        made = make_map(root, "any")
        assert made.error is None
        ledger = json.loads(bytes(made.files["any.ledger.json"]))
        assert [row["name"] for row in ledger] == [normalize("NFC", row["name"]) for row in rows]
        assert made.summary["counts"]["records"] == len(rows)
        assert "file:table.csv" in made.inputs
        assert make_map(root, "any").files == made.files


def test_a_wrong_table_is_named_as_the_definition_names_it(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "any.toml").write_text(DEFINITION, "utf-8")
    (tmp_path / "table.csv").write_text("name,country,city\nA,Atlantis,Atlantis\n", "utf-8")
    assert make_map(tmp_path, "any").error == (
        "table.csv, row 2, country: found 'Atlantis', expected a country: its code or its name"
    )


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """Make a project that is edited and mended again, and what its map was before."""
    root = create_project(tmp_path_factory.mktemp("edited") / "atlas").root
    for path in root.glob("maps/*.toml"):
        path.unlink()
    (root / "maps" / "any.toml").write_text(DEFINITION + "previous_edition = 2019\nseries = true\n", "utf-8")
    write(root / "table.csv", [{"name": "A", "country": "Italy", "region": "Lombardy"}])
    return root, make_map(root, "any")


FILES = ["table.csv", "maps/any.toml", "data/datapackage.json"]
FILES += [f"data/tables/{path.name}" for path in sorted(data_dir().glob("tables/*.csv"))]


@pytest.mark.slow
@examples(10)
@given(file=st.sampled_from(FILES), place=st.floats(0, 1, exclude_max=True), how=st.integers(0, 3))
def test_any_edit_that_changes_the_page_changes_its_inputs(
    file: str, place: float, how: int, edited: tuple[Path, Made]
) -> None:
    root, before = edited
    assert before.error is None
    path = root / file
    content = path.read_text("utf-8")
    lines = content.splitlines(keepends=True)
    at = int(place * len(lines))
    lines[at] = [
        "",
        2 * lines[at],
        re.sub(r"\d", lambda digit: str(9 - int(digit[0])), lines[at], count=1),
        lines[at].replace("a", "e", 1),
    ][how]
    path.write_text("".join(lines), "utf-8")
    try:
        after = make_map(root, "any")
    finally:
        path.write_text(content, "utf-8")
    if after.error is not None:
        assert "found" in after.error  # one of ours, which says where
    elif after.files != before.files:
        assert after.inputs != before.inputs
    if after.error is None and after.inputs == before.inputs:
        assert after.files == before.files


def test_what_is_odd_about_a_table_is_a_finding_of_its_map(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "any.toml").write_text(DEFINITION, "utf-8")
    text = "name,country,region\nCôte d’Azur Santé,France,Bretagne\nCôte d’Azur Santé,FR,Bretagne\n"
    (tmp_path / "table.csv").write_text(text, "windows-1252")
    encoding, twice = make_map(tmp_path, "any").summary["findings"]
    assert encoding.startswith('table.csv: found "Windows-1252, in which the first special character is in')
    assert twice == (
        "table.csv, row 3, name: found 'Côte d’Azur Santé', expected each cluster once; "
        "row 2 has the same name and country"
    )
