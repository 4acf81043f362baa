"""Members counted: whose they are, where they are, and what is said of those that fit nowhere."""

from pathlib import Path

import pandas as pd
import pytest

from geo import read_clusters, read_members
from geo.datapackage.catalog import Catalog
from geo.match.member_counts import MOST_NAMES, MemberCounts
from geo.tables import batches

CLUSTERS = pd.DataFrame(
    {
        "id": ["one", "two", "three"],
        "name": ["Bio Wien", "Öko Graz", "Öko Graz"],
        "country": ["AT", "AT", "IT"],
    }
)
TABLE = """cluster,name,kind,country,nuts_id,region,city,lat,lon
one,A,SME,AT,AT13,,,,
Bio Wien,B,KMU,AT,,Wien,,,
ONE,C,hospital,AT,,,Wien,,
one,D,,,,,,48.2,16.37
two,E,Zoo,AT,,,Graz,,
two,F,Zoo,AT,,,Graz,,
Bio Wein,G,SME,AT,AT13,,,,
Öko Graz,H,SME,AT,AT22,,,,
two,I,SME,AT,AT99,,,,
two,J,SME,,,Atlantis,,,
,K,SME,AT,AT22,,,,
two,L,SME,AT,AT22,,,95,15
"""


def read(folder: Path, text: str = TABLE, *, names: bool = False) -> MemberCounts:
    (folder / "m.csv").write_text(text, "utf-8")
    return read_members("m.csv", read_clusters(CLUSTERS), names=names, folder=folder)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> MemberCounts:
    return read(tmp_path_factory.mktemp("members"))


def test_members_are_counted_by_cluster_kind_and_place(counted: MemberCounts) -> None:
    named = {
        (counted.clusters[cluster], kind, counted.places[place][0]): number
        for cluster, kind, place, number in counted.counts
    }
    assert counted.clusters == ("one", "two")
    assert sum(named.values()) == 9
    assert named["one", 0, "AT13"] == 2
    assert named["two", -1, "AT22"] == 2
    assert named["two", 0, "AT22"] == 1
    assert named["two", 0, None] == 1


def test_what_fits_nowhere_is_named_with_row_and_nearest_value(counted: MemberCounts) -> None:
    found = [str(problem) for problem in counted.problems]
    kinds = "smes, research_institutes, industry, regional_government, hospitals, local_government, "
    kinds += "national_government, ngos, global_pharma"
    without = "such a member counts without a kind"
    cluster = "the id of a cluster of this map, or a name that only one has; its members count nowhere"
    no_region = "such a member counts without a region"
    place = f"a code, region, point or city that is known; {no_region}"
    assert found == [
        f"m.csv, row 6, kind: found 'Zoo', expected one of {kinds}; {without} (and 1 more row)",
        f"m.csv, row 8, cluster: found 'Bio Wein', expected {cluster}. Did you mean 'Bio Wien'?",
        f"m.csv, row 9, cluster: found 'Öko Graz', expected {cluster}. Did you mean 'two'?",
        f"m.csv, row 10, nuts_id: found 'AT99', expected {place}",
        f"m.csv, row 11, region: found 'Atlantis', expected a country beside it; {no_region}",
        f"m.csv, row 12, cluster: found '', expected {cluster}",
        "m.csv, row 13, lat: found '95', expected degrees from -90 to 90, such as 41.39",
    ]


def test_the_ledger_counts_everybody(counted: MemberCounts) -> None:
    ledger = counted.ledger
    assert (ledger["rows"], ledger["members"], ledger["unknown_cluster"], ledger["unknown_kind"]) == (
        12,
        9,
        3,
        3,
    )
    assert sum(ledger["located_by"].values()) == 12
    assert sum(ledger["kinds"].values()) == 9
    assert ledger["located_by"]["none"] == 1
    assert len(ledger["findings"]) == 7


@pytest.mark.parametrize("name", ["m.csv", "m.xlsx"])
def test_members_without_any_place_count_for_their_clusters(tmp_path: Path, name: str) -> None:
    rows = [("one", "A", "SME"), ("two", "B", "SME"), ("two", "C", None)]
    frame = pd.DataFrame(rows, columns=["cluster", "name", "kind"])
    write = frame.to_csv if name.endswith("csv") else frame.to_excel
    write(tmp_path / name, index=False)
    found = read_members(name, read_clusters(CLUSTERS), folder=tmp_path)
    assert found.counts == ((0, 0, 0, 1), (1, -1, 0, 1), (1, 0, 0, 1))
    assert found.places == ((None, None),)
    assert found.ledger["located_by"] == {"none": 3}
    expected = "a column that places a member: a NUTS code, a region, a point, a city or a country; "
    expected += "all members count for their clusters, and in no region"
    assert [str(problem) for problem in found.problems] == [f"{name}: found 'no place', expected {expected}"]


def test_a_table_without_rows_is_a_finding(tmp_path: Path) -> None:
    found = read(tmp_path, "cluster,name,nuts_id\n")
    assert (found.counts, found.ledger["rows"]) == ((), 0)
    expected = "m.csv: found 'no member', expected one row for each member; the map will count none"
    assert [str(problem) for problem in found.problems] == [expected]


def test_batches_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: MemberCounts
) -> None:
    monkeypatch.setattr(batches, "ROWS", 3)
    found = read(tmp_path)
    assert (found.counts, found.places, found.ledger) == (counted.counts, counted.places, counted.ledger)


def test_names_are_kept_only_where_asked_for_and_up_to_a_limit(tmp_path: Path) -> None:
    lines = "".join(f"one,N{number},SME,AT13\n" for number in range(MOST_NAMES + 5))
    text = f"cluster,name,kind,nuts_id\n{lines}two,,SME,AT22\n"
    assert read(tmp_path, text).names == {}
    names = read(tmp_path, text, names=True).names
    assert names["one"][0] == ("N0", 0)
    assert len(names["one"]) == MOST_NAMES
    assert names["two"] == ()


def test_the_example_is_whole(catalog: Catalog) -> None:
    found = read_members("example-members", read_clusters("example-portfolio"), catalog=catalog)
    assert found.problems == ()
    assert found.publisher == "Synthetic data, not real organisations"
    rows = pd.read_csv(catalog.path("example-members"))
    assert found.ledger["members"] == len(rows) == 1200
    assert rows["name"].str.startswith("Synthetic ").all()
    assert set(rows["source"]) == {"Synthetic record made for this example; not a real organisation"}
