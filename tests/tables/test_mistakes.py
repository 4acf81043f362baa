"""A table of 300 rows with 30 different mistakes: each is reported with file, row and column, at once."""

from __future__ import annotations

import csv
from pathlib import Path

from geo.project.check import check_targets
from tests.conftest import Command

COLUMNS = (
    "id", "name", "country", "nuts_id", "region", "nuts_vintage", "city", "city_status", "lat", "lon",
    "website", "founded", "members", "stage", "class_printed", "class_printed_edition",
    "funding_kind", "funding_public", "funding_private", "services", "source",
)  # fmt: skip
SHARES = {"funding_kind": "shares", "funding_private": "0"}
NOWHERE = {"nuts_id": ""}
#: What is wrong in a row, and the column that the report names.
MISTAKES: tuple[tuple[dict[str, str], str], ...] = (
    ({"name": ""}, "name"),
    ({"name": "Cluster 2"}, "name"),
    ({"id": "c2"}, "id"),
    ({"country": "Germny"}, "country"),
    ({"nuts_id": "D2"}, "nuts_id"),
    ({"nuts_id": "FR10"}, "nuts_id"),
    ({"nuts_id": "DEZZ"}, "nuts_id"),
    ({"nuts_vintage": "2012"}, "nuts_vintage"),
    ({"city_status": "sure"}, "city_status"),
    ({"lat": "95", "lon": "11"}, "lat"),
    ({"lat": "48", "lon": "east"}, "lon"),
    ({"lat": "48"}, "lon"),
    ({"lat": "11.5", "lon": "48.1"}, "lat"),
    ({"website": "www.example.org"}, "website"),
    ({"founded": "soon"}, "founded"),
    ({"founded": "2093"}, "founded"),
    ({"members": "many"}, "members"),
    ({"stage": "old"}, "stage"),
    ({"class_printed": "best", "class_printed_edition": "2019"}, "class_printed"),
    ({"class_printed": "leader"}, "class_printed_edition"),
    ({"class_printed": "leader", "class_printed_edition": "2018"}, "class_printed_edition"),
    ({"funding_kind": "parts", "funding_public": "100"}, "funding_kind"),
    ({**SHARES, "funding_public": "120"}, "funding_public"),
    ({**SHARES, "funding_public": "1"}, "funding_public"),
    ({**SHARES, "funding_public": "90"}, "funding_kind"),
    ({"services": "tea"}, "services"),
    (NOWHERE | {"region": "Atlantis"}, "region"),
    (NOWHERE | {"region": "Oberbayren"}, "region"),
    (NOWHERE | {"region": "Oberbayern", "lat": "52.52", "lon": "13.40"}, "region"),
    (NOWHERE | {"city": "Nirgendwohausen"}, "city"),
)


def write(path: Path) -> dict[int, str]:
    """Write the table, a mistake in every tenth row; return the column of the mistake by row."""
    wrong = {10 * number: mistake for number, mistake in enumerate(MISTAKES, start=1)}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for row in range(2, 302):
            sound = {"id": f"c{row}", "name": f"Cluster {row}", "country": "DE", "nuts_id": "DE21"}
            writer.writerow(sound | wrong.get(row, ({}, ""))[0])
    return {row: column for row, (_, column) in wrong.items()}


def test_thirty_mistakes_in_three_hundred_rows_are_thirty_reports(tmp_path: Path):
    table = tmp_path / "clusters.csv"
    expected = write(table)
    problems = [problem for problem in check_targets(tmp_path, [str(table)]) if problem.severity != "notice"]
    assert {problem.source for problem in problems} == {str(table)}
    assert sorted((problem.row, problem.column) for problem in problems) == sorted(expected.items())
    assert len(problems) == len(MISTAKES) == 30


def test_check_ledger_and_build_judge_a_table_of_cities_in_the_same_words(tmp_path: Path, command: Command):
    rows = "A,DE,Freiburg im Breisgau\nB,DE,Nirgendwohausen\nC,DE,Neustadt\nD,MD,Chisinau\n"
    (tmp_path / "cities.csv").write_text(f"name,country,city\n{rows}", "utf-8")
    (tmp_path / "maps").mkdir()
    definition = 'title = "Cities"\nrecords = "cities.csv"\nedition = 2023\n'
    (tmp_path / "maps" / "cities.toml").write_text(definition, "utf-8")
    checked = command("check", "cities.csv", cwd=tmp_path).stdout.splitlines()
    ledger = command("ledger", "cities.csv", cwd=tmp_path).stderr.splitlines()
    built = command("build", "--explain", cwd=tmp_path).stderr.splitlines()
    assert [line.partition(": found")[0] for line in ledger] == [
        "cities.csv, row 3 (B), city",
        "cities.csv, row 4 (C), city",
        "cities.csv, row 5 (D), country",
    ]
    assert checked == [f"warning: {line}" for line in ledger]
    assert [line.strip() for line in built if "cities.csv" in line] == ledger
