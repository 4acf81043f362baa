"""A table of 300 rows with 30 different mistakes: each is reported with file, row and column, at once."""

from __future__ import annotations

import csv
from collections.abc import Iterable
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
#: Others, each with the nearest value or what it is in the report.
MORE: tuple[tuple[dict[str, str], str | None, str], ...] = (
    ({"founded": "12/05/2009"}, "founded", "Did you mean '2009'?"),
    ({"members": "1.200"}, "members", "Did you mean '1200'?"),
    ({"country": "Scotland"}, "country", "a part of one is a region. Did you mean 'United Kingdom'?"),
    ({"country": "Deutschalnd"}, "country", "Did you mean 'Germany'?"),
    ({"country": ""}, "country", "a country"),
    ({"nuts_id": "DE-21"}, "nuts_id", "Did you mean 'DE21'?"),
    ({"nuts_id": "DE3O"}, "nuts_id", "such as DE3,"),
    ({"nuts_id": "DE21;FR10"}, "nuts_id", "a code that starts with DE"),
    ({"region": "Berlin"}, "nuts_id", "the code of Berlin, DE3"),
    ({"country": "FR", "nuts_id": "FR24", "nuts_vintage": "2021"}, "nuts_vintage", "2013, the vintage that"),
    ({"lat": "48°8'N", "lon": "11.5"}, "lat", "such as 41.39"),
    ({"lat": "52.52", "lon": "13.4"}, "nuts_id", "the code of the region around the point, Berlin (DE30)"),
    (NOWHERE | {"lat": "55", "lon": "3"}, "lat, lon", "a point inside a region"),
    ({"website": "htp://example.org"}, "website", "starts with https://"),
    ({"stage": "Mature stage"}, "stage", "Did you mean 'mature'?"),
    ({"class_printed": "Leeder", "class_printed_edition": "2019"}, "class_printed", "Did you mean 'leader'?"),
    ({"class_printed": "leader", "class_printed_edition": "23"}, "class_printed_edition", "such as 2009"),
    ({"services": "trainning"}, "services", "Did you mean 'training'?"),
    (SHARES | {"funding_public": "101.5"}, "funding_public", "a percentage from 0 to 100"),
    ({"funding_kind": "shares", "funding_public": "-10"}, "funding_public", "a percentage from 0 to 100"),
    ({"funding_kind": "Shares of all"}, "funding_kind", "Did you mean 'shares'?"),
    ({"funding_public": "40"}, "funding_kind", "shares or mentions"),
    (NOWHERE, None, "only its country is left"),
    (NOWHERE | {"region": "Lombardei"}, "region", "Lombardia (ITC4) lies in IT"),
    (NOWHERE | {"region": "Freiberg"}, "region", "put it into a column city"),
    (NOWHERE | {"region": "Franken"}, "region", "such as DE24 Oberfranken"),
    (NOWHERE | {"region": "#REF!"}, "region", "a region’s name of the country"),
    (NOWHERE | {"region": "Sachssen-Anhalt"}, "region", "taken for Sachsen-Anhalt (DEE)"),
    (NOWHERE | {"city": "Paris"}, "city", "Paris lies in FR"),
    (NOWHERE | {"city": "Neustadt"}, "city", "Neustadt an der Weinstraße"),
)


def write(path: Path, mistakes: Iterable[dict[str, str]]) -> None:
    """Write the table, a mistake in every tenth row."""
    wrong = dict(enumerate(mistakes, start=1))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for row in range(2, 302):
            sound = {"id": f"c{row}", "name": f"Cluster {row}", "country": "DE", "nuts_id": "DE21"}
            writer.writerow(sound | (wrong.get(row // 10, {}) if row % 10 == 0 else {}))


def test_thirty_mistakes_in_three_hundred_rows_are_thirty_reports(tmp_path: Path):
    table = tmp_path / "clusters.csv"
    write(table, [mistake for mistake, _ in MISTAKES])
    expected = {10 * number: column for number, (_, column) in enumerate(MISTAKES, start=1)}
    problems = [problem for problem in check_targets(tmp_path, [str(table)]) if problem.severity != "notice"]
    assert {problem.source for problem in problems} == {str(table)}
    assert sorted((problem.row, problem.column) for problem in problems) == sorted(expected.items())
    assert len(problems) == len(MISTAKES) == 30


def test_check_ledger_and_build_report_thirty_others_in_the_same_words(tmp_path: Path, command: Command):
    write(tmp_path / "clusters.csv", [mistake for mistake, _, _ in MORE])
    (tmp_path / "maps").mkdir()
    definition = 'title = "Clusters"\nrecords = "clusters.csv"\nedition = 2023\n'
    (tmp_path / "maps" / "clusters.toml").write_text(definition, "utf-8")
    reports = [
        command("check", "clusters.csv", cwd=tmp_path).stdout,
        command("ledger", "clusters.csv", cwd=tmp_path).stderr,
        command("build", cwd=tmp_path).stderr,
    ]
    checked, *others = (
        [line[line.index("clusters.csv,") :] for line in text.splitlines() if "clusters.csv," in line]
        for text in reports
    )
    assert all(sorted(lines) == sorted(checked) for lines in others)
    by_row = {int(line.split(" ")[2].strip(",:")): line for line in checked}
    assert len(checked) == len(by_row) == len(MORE) == 30
    for number, (_, column, said) in enumerate(MORE, start=1):
        where, _, what = by_row[10 * number].partition(": found ")
        assert where.endswith(f", {column}") if column else where.endswith(f"row {10 * number}"), where
        assert said in what


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
