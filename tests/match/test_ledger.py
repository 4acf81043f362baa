"""The ledger of the 25 bioclusters, and what it says of other records."""

import csv
import io
import json
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import build_ledger, findings, locate, read_clusters, tag
from geo.datapackage.catalog import Catalog
from geo.errors import PackageError, TableError
from geo.match import ledger_text as written
from geo.match.ledger import COLUMNS
from geo.match.ledger_text import ledger_csv, ledger_json

FIRST_COLUMNS = """
    record_id name country region_printed nuts_id level vintage located_by scoreboard_unit relation
    class index index_relative_to class_printed agreement note
"""


@pytest.fixture(scope="module")
def located():
    return locate(read_clusters("bioclusters"))


@pytest.fixture(scope="module")
def ledgers(located):
    return {year: build_ledger(tag(located, edition=year), edition=year) for year in (2019, 2023)}


def ledger_of(*, edition=2023, **columns):
    frame = pd.DataFrame({name: [value] for name, value in {"name": "A", **columns}.items()})
    return build_ledger(tag(locate(frame), edition=edition), edition=edition)


def row_of(ledger, record):
    return ledger.set_index("record_id").loc[record]


def test_the_ledger_names_the_unit_whose_index_a_record_shows():
    ledger = ledger_of(country="NO", region_printed="Oslo og Akershus")
    row = ledger.iloc[0]
    assert (row["nuts_id"], row["scoreboard_unit"]) == ("NO01", "NO08")
    assert row["scoreboard_unit_name"] == "Oslo og Viken"
    assert (
        "has no value of its own for NO01; the class “Leader” is inherited from Oslo og Viken (NO08)"
        in row["note"]
    )
    assert "The index is that of Oslo og Viken (NO08)." in row["note"]


def test_the_ledger_says_nothing_of_whose_index_it_is_where_it_is_the_regions_own(ledgers):
    row = row_of(ledgers[2023], "biolago-e-v-the-health-network")
    assert (row["relation"], "The index is that of" in row["note"]) == ("same", False)


def test_the_columns_are_those_of_the_design_in_its_order():
    assert list(COLUMNS[:16]) == FIRST_COLUMNS.split()


def test_no_record_is_lost(ledgers):
    assert [len(ledger) for ledger in ledgers.values()] == [25, 25]
    assert ledgers[2023]["nuts_id"].notna().all()


def test_every_note_is_a_whole_sentence(ledgers):
    for ledger in ledgers.values():
        assert ledger["note"].str.fullmatch(r"[“A-Z].*\.").all()


@pytest.mark.parametrize("record", ["health-capital-cluster-healthcare-industries", "life-science-nord"])
@pytest.mark.parametrize("edition", [2019, 2023])
def test_berlin_and_hamburg_print_strong_where_the_table_says_leader(ledgers, record, edition):
    row = row_of(ledgers[edition], record)
    assert (row["class_printed"], row["class_in_printed_edition"]) == ("strong", "leader")
    assert row["agreement"] == "differs"
    assert "for 2019, but the table of that edition says" in row["note"]


def test_agreement_2019_counts(ledgers):
    assert ledgers[2019]["agreement"].value_counts().to_dict() == {
        "agrees": 16,
        "unverified": 5,
        "differs": 3,
        "": 1,
    }


def test_a_print_for_2019_is_compared_with_2019_whatever_the_ledger_is_of(ledgers):
    assert ledgers[2023]["agreement"].tolist() == ledgers[2019]["agreement"].tolist()
    row = row_of(ledgers[2023], "biolago-e-v-the-health-network")
    assert (row["class"], row["class_printed"], row["agreement"]) == ("strong", "leader", "agrees")
    assert "Classes of 2019 and 2023 are made by different methods" in row["note"]


def test_a_class_printed_as_not_available_is_not_printed(ledgers):
    row = row_of(ledgers[2019], "estonian-connected-health-cluster")
    assert row["class_printed"] is None
    assert row["agreement"] == ""
    assert row["no_data"] == "country_only"


def test_the_classes_of_the_bioclusters_in_2023(ledgers):
    assert ledgers[2023]["class"].value_counts().to_dict() == {"moderate": 9, "leader": 8, "strong": 8}


def test_a_leader_with_a_plus_is_a_leader():
    ledger = ledger_of(
        country="DE", region_printed="Berlin", class_printed="Leader +", class_printed_edition=2019
    )
    assert ledger.loc[0, "agreement"] == "agrees"


@pytest.mark.parametrize("printed", ["Leader +", "Innovation Leader", "innovation leaders"])
def test_a_class_in_the_words_of_the_scoreboard_is_read_from_a_table(tmp_path, printed):
    text = f"name,country,region,class_printed,class_printed_edition\nA,DE,Berlin,{printed},2019\n"
    (tmp_path / "t.csv").write_text(text)
    assert build_ledger(read_clusters(tmp_path / "t.csv"), edition=2019).loc[0, "agreement"] == "agrees"


def test_a_code_of_another_country_is_no_finding_but_an_error():
    with pytest.raises(TableError, match="found 'FR10', expected a code that starts with IT"):
        ledger_of(country="IT", nuts_id_printed="FR10")


def test_emerging_and_modest_are_one_class_under_two_names():
    ledger = ledger_of(
        country="PL", nuts_id_printed="PL92", class_printed="emerging", class_printed_edition=2019
    )
    assert ledger.loc[0, "agreement"] == "agrees"


@pytest.mark.parametrize("year", [None, 2021])
def test_a_print_without_a_table_is_unverified(year):
    ledger = ledger_of(
        country="DE", region_printed="Berlin", class_printed="leader", class_printed_edition=year
    )
    assert ledger.loc[0, "agreement"] == "unverified"


def test_findings_of_2019_are_the_conflict_and_the_three_differences(ledgers):
    conflict, berlin, hamburg, mazovia = map(str, findings(ledgers[2019]))
    assert conflict == (
        "HealthTurku, region: found 'Länsi-Suomi (FI19)', "
        "expected the region around the point, Etelä-Suomi (FI1C)"
    )
    assert berlin.startswith("Health Capital - Cluster Healthcare Industries, class_printed: ")
    assert berlin.endswith("found 'strong', expected leader, as in the table of 2019")
    assert hamburg == (
        "Life Science Nord, class_printed: found 'strong', expected leader, as in the table of 2019"
    )
    assert mazovia.endswith("found 'modest', expected moderate, as in the table of 2019")


def test_findings_of_a_table_name_its_file_its_row_and_the_record(ledgers):
    rows = range(2, 27)
    conflict = findings(ledgers[2019], source="clusters.csv", rows=rows)[0]
    assert str(conflict) == (
        "clusters.csv, row 5 (HealthTurku), region: found 'Länsi-Suomi (FI19)', "
        "expected the region around the point, Etelä-Suomi (FI1C)"
    )


def test_findings_of_2023_add_the_class_that_rests_on_an_unconfirmed_city(ledgers):
    sources = [problem.source for problem in findings(ledgers[2023])]
    assert sources[3] == "Health technology cluster iVita"
    assert len(sources) == 5
    assert {problem.severity for problem in findings(ledgers[2023])} == {"warning"}


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        ({"country": "IT", "region_printed": "Lombardai"}, "region"),
        ({"country": "IT", "region_printed": "Atlantis"}, "region"),
        ({"country": "IT", "nuts_id_printed": "ITC9"}, "nuts_id"),
        ({"country": "NL", "nuts_id_printed": "NL35"}, "nuts_id"),
        ({"country": "US"}, "country"),
        ({"country": "PL", "nuts_id_printed": "PL12"}, "class"),
    ],
)
def test_what_is_doubtful_is_a_finding(columns, column):
    assert findings(ledger_of(**columns))[0].column == column


def test_regions_of_different_classes_are_a_finding_that_names_both():
    ledger = ledger_of(country="DE", nuts_id_printed="DE21;DE22")
    assert ledger.loc[0, "class"] == "mixed"
    (finding,) = findings(ledger)
    assert (finding.column, finding.found) == ("class", "mixed")
    assert finding.expected == (
        "regions of one class; DE21 Oberbayern is leader, DE22 Niederbayern is moderate"
    )


def test_a_region_that_is_mixed_itself_is_named_with_the_others_and_only_once():
    (finding,) = findings(ledger_of(country="PL", nuts_id_printed="PL9;PL21"))
    assert finding.expected == "regions of one class; PL9 is mixed, PL21 Małopolskie is moderate"


def test_a_point_outside_a_stated_code_is_a_finding_about_the_code():
    points = gpd.GeoDataFrame(
        {"name": ["A"], "country": ["DE"], "nuts_id": ["DE21"]},
        geometry=[shapely.Point(10.0, 53.55)],
        crs="EPSG:4326",
    )
    ledger = build_ledger(points, edition=2023)
    (finding,) = findings(ledger)
    assert (finding.column, finding.found) == ("nuts_id", "Oberbayern (DE21)")
    assert finding.expected == "the code of the region around the point, Hamburg (DE60)"
    assert "the stated code was kept" in ledger.loc[0, "note"]


def test_a_record_that_is_certain_is_no_finding():
    assert findings(ledger_of(country="IT", region_printed="Lombardia")) == []


def test_the_files_hold_the_same_records(ledgers):
    from_csv = list(csv.DictReader(io.StringIO(ledger_csv(ledgers[2023]))))
    from_json = json.loads(ledger_json(ledgers[2023]))
    assert len(from_csv) == len(from_json) == 25
    assert [row["note"] for row in from_csv] == [row["note"] for row in from_json]
    assert list(from_csv[0]) == list(from_json[0]) == list(COLUMNS[:-1])


def test_a_file_written_in_parts_holds_the_same(ledgers, monkeypatch):
    whole = [write(ledgers[2023]) for write in (ledger_csv, ledger_json)]
    for rows in (1, 5, 24, 26):  # of 25
        monkeypatch.setattr(written, "_PART", rows)
        assert [write(ledgers[2023]) for write in (ledger_csv, ledger_json)] == whole


def test_a_missing_value_is_empty_in_csv_and_null_in_json(ledgers):
    text = ledger_csv(ledgers[2019])
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["record_id"] == "healthturku")
    assert (row["class"], row["index"]) == ("", "")
    item = next(item for item in json.loads(ledger_json(ledgers[2019])) if item["record_id"] == "healthturku")
    assert (item["class"], item["index"]) == (None, None)


def test_the_same_records_give_the_same_bytes(located, ledgers):
    again = build_ledger(tag(located, edition=2023), edition=2023)
    assert ledger_csv(again) == ledger_csv(ledgers[2023])
    assert ledger_json(again) == ledger_json(ledgers[2023])


@pytest.mark.parametrize("language", ["ca", "es", "fr", "de", "it"])
def test_the_note_is_said_in_the_language_asked_for(located, language):
    english = build_ledger(tag(located, edition=2019), edition=2019)
    other = build_ledger(tag(located, edition=2019), edition=2019, language=language)
    assert not (english["note"] == other["note"]).any()


def test_a_table_without_records_gives_an_empty_ledger():
    records = pd.DataFrame({"name": pd.Series([], dtype=object), "country": pd.Series([], dtype=object)})
    ledger = build_ledger(tag(locate(records)), edition=2023)
    assert ledger.columns.tolist() == list(COLUMNS)
    assert json.loads(ledger_json(ledger)) == []


def test_the_example_in_the_documentation_prints_the_findings(capsys):
    page = Path(__file__).parents[2].joinpath("docs", "matching.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(compile(example, "matching.md", "exec"), {})  # noqa: S102 - the page is ours
    assert len(capsys.readouterr().out.splitlines()) == 5


@pytest.mark.parametrize("figure", ["inf", "-inf", "nan", "1e400", "abc"])
def test_a_figure_that_is_no_number_is_an_error_with_its_row(new_project, figure):
    path = new_project / "data" / "tables" / "scoreboard-2023.csv"
    path.write_text(path.read_text("utf-8").replace(",DE,159.96,", f",DE,{figure},"), "utf-8")
    expected = r"scoreboard-2023\.csv, row 41, index: found '.+', expected a number"
    with pytest.raises(PackageError, match=expected):
        build_ledger(read_clusters("bioclusters"), edition=2023, catalog=Catalog(new_project / "data"))
