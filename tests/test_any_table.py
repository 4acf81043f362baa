"""Any valid table builds, whatever people write into it; no record is lost, the same bytes come twice."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.pages import make_map

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
        "remark": TEXT,
    },
)
COLUMNS = ["name", "country", "region", "city", "stage", "members", "remark"]


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


@settings(max_examples=5)
@given(rows=st.lists(ROW, max_size=6, unique_by=lambda row: row["name"].casefold()))
def test_any_valid_table_builds_and_no_record_is_lost(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "maps").mkdir()
        (root / "maps" / "any.toml").write_text(DEFINITION, "utf-8")
        write(root / "table.csv", rows)
        made = make_map(root, "any")
        assert made.error is None
        ledger = json.loads(made.files["any.ledger.json"])
        assert [row["name"] for row in ledger] == [row["name"] for row in rows]
        assert made.summary["counts"]["records"] == len(rows)
        assert "file:table.csv" in made.inputs
        assert make_map(root, "any").files == made.files


def test_a_wrong_table_is_named_as_the_definition_names_it(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "any.toml").write_text(DEFINITION, "utf-8")
    (tmp_path / "table.csv").write_text("name,country\nA,Atlantis\n", "utf-8")
    assert make_map(tmp_path, "any").error == (
        "table.csv, row 2, country: found 'Atlantis', expected a European country: its code or its name"
    )
