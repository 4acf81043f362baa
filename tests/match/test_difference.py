"""What changed, and why."""

import json
from collections import Counter

import pandas as pd
import pytest

from geo import build_ledger, locate, read_clusters, tag
from geo.datapackage.catalog import Catalog
from geo.errors import EditionError, TableError
from geo.language.notes import render
from geo.match.class_steps import count_steps
from geo.match.difference import diff, diff_editions, diff_ledgers, diff_vintages
from geo.match.edition_units import ScoreboardUnit
from geo.match.ledger_files import read_ledger
from geo.match.ledger_text import ledger_csv, ledger_json
from geo.match.record_changes import leave_out_equal


@pytest.fixture(scope="module")
def located():
    return locate(read_clusters("bioclusters"))


@pytest.fixture(scope="module")
def ledgers(located):
    return {year: build_ledger(tag(located, edition=year), edition=year) for year in (2019, 2023)}


@pytest.fixture(scope="module")
def editions():
    return diff("2019", "2023", records="bioclusters")


def edited(tmp_path, *replacements):
    text = Catalog.bundled().path("bioclusters").read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "edited.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def only(change):
    assert len(change.records) == 1
    return change.records[0]


def keys(record):
    return [note.key.removeprefix("note.") for note in record.reasons]


def totals(change):
    """Add up what a comparison counts, whatever the country."""
    found = {kind: Counter() for kind in change.counts}
    for kind, by_country in change.counts.items():
        for numbers in by_country.values():
            found[kind].update(numbers)
    return {kind: dict(numbers) for kind, numbers in found.items()}


def test_regions_of_2019_and_2023_that_changed_class(editions):
    kinds = pd.Series([region.kind for region in editions.regions]).value_counts().to_dict()
    assert kinds == {"gained": 87, "fell": 54, "rose": 23}
    assert editions.same_regions == 170
    assert totals(editions) == {
        "rose": {"regions": 19},
        "fell": {"regions": 52},
        "gained": {"regions": 37, "countries": 5},
        "same": {"regions": 131, "areas": 34},
    }
    emilia = next(region for region in editions.regions if region.nuts_id == "ITH5")
    assert (emilia.before, emilia.after, emilia.kind) == ("moderate", "strong", "rose")


def test_modest_and_emerging_are_no_change(editions):
    assert not any(region.nuts_id == "PL92" for region in editions.regions)


def test_clusters_that_moved_with_their_regions(editions):
    moved = {record.record_id: record for record in editions.records}
    assert len(moved) == 12
    assert editions.same_records == 13
    freiburg = moved["biolago-e-v-the-health-network"]
    assert (freiburg.kind, freiburg.class_before, freiburg.class_after) == ("moved", "leader", "strong")
    assert keys(freiburg) == ["diff.fell"]
    assert keys(moved["health-valley-netherlands"]) == ["diff.rose"]
    assert keys(moved["healthturku"]) == ["diff.gained_unknown"]
    # The edition of 2019 takes Estonia as one unit, and only our table lacks it.
    assert keys(moved["estonian-connected-health-cluster"]) == ["diff.gained_unknown"]
    (said,) = moved["genopole"].reasons
    assert render([said]).startswith("Our table of the earlier edition has no value for it; now the class is")
    assert keys(moved["health-technology-cluster-ivita"]) == ["diff.unit_changed", "diff.rose"]


def test_editions_are_compared_by_class_only_and_the_report_says_so(editions):
    assert "only classes are compared, never index values" in editions.to_text()
    assert "only classes are compared, never index values" in editions.to_markdown()
    assert "index" not in json.loads(editions.to_json())["records"][0]


def test_the_text_report_counts_first_and_gives_the_reason(editions):
    text = editions.to_text()
    # The 239 regions of the scoreboard, not the 334 of the map, and its five countries beside them.
    assert (
        "\nRegions: 19 rose to a higher class, 52 fell to a lower class, "
        "37 have a class that the table before lacks, 131 unchanged\n"
    ) in text
    assert "\nCountries: 5 have a class that the table before lacks, 0 unchanged\n" in text
    assert "Map areas" not in text
    assert "  Leader → Strong  BioLAGO e.V. the health network\n      The class of DE13 fell" in text
    assert "  Regions that have a class that the table before lacks, by country: AT 2, ES 1, FI 3" in text
    assert "lacks, by country: CY 1, EE 1, LU 1, LV 1, MT 1\n" in text


def test_regions_of_one_unit_share_a_line_with_its_code(editions):
    (line,) = [line for line in editions.to_text().splitlines() if "BE21" in line]
    assert line.startswith("  Strong → Leader  BE2: BE21 Prov. Antwerpen, BE22 Prov. Limburg (BE), BE23")
    assert line.endswith("BE25 Prov. West-Vlaanderen")
    # DE80 is the unit DE8 by another name.
    assert "  Strong → Moderate  DE80 Mecklenburg-Vorpommern\n" in editions.to_text()


def test_a_unit_moved_as_all_its_regions_did():
    units = {
        code: ScoreboardUnit(code, level, code, code[:2], 1.0, "strong", "published")
        for code, level in (("BE2", 1), ("BE3", 1), ("LT02", 2), ("MT", 0))
    }
    counts = count_steps(
        units,
        ["BE", "BE", "BE", "BE", "MT", "AL"],
        ["BE2", "BE2", "BE3", "BE3", "MT", None],
        ["rose", "rose", "rose", "same", "fell", "lost"],
    )
    assert counts == {
        "fell": {"MT": {"countries": 1}},
        "lost": {"AL": {"areas": 1}},
        "rose": {"BE": {"regions": 1}},
        # BE3 moved in two ways, and LT02 is not painted.
        "varied": {"BE": {"regions": 1}, "LT": {"regions": 1}},
    }


def test_areas_that_no_unit_stands_for_are_counted_as_such():
    text = diff("2023", "2019").to_text()
    assert "\nRegions: 50 rose to a higher class, 18 fell" in text
    assert "\nMap areas of no unit: 87 have no class in the table after, 33 unchanged\n" in text


def test_markdown_shows_names_as_they_are():
    old = pd.DataFrame({"name": ["A"], "nuts_id": ["AT22"], "class": ["strong"], "scoreboard_unit": ["AT2"]})
    new = old.assign(name=["A|*b*`<i>"], record_id=["A"])
    assert r"| A\|\*b\*\`\<i\> |" in diff_ledgers(old, new).to_markdown()


def test_json_holds_all_and_is_the_same_each_time(editions):
    held = json.loads(editions.to_json())
    assert (held["kind"], held["before"], held["after"]) == ("editions", "2019", "2023")
    assert len(held["regions"]) == 164
    assert held["counts"]["gained"]["FI"] == {"regions": 3}
    assert (held["regions"][0]["nuts_id"], held["regions"][0]["unit"]) == ("AT11", "AT1")
    assert held["records"][0]["why"].endswith(".")
    assert diff("2019", "2023", records="bioclusters").to_json() == editions.to_json()


def test_the_page_is_told_what_moved(editions):
    payload = editions.payload()
    assert (payload["from"], payload["to"]) == (2019, 2023)
    assert payload["notes"] == [["note.diff.methods", {"before": "2019", "after": "2023"}]]
    assert ["ITH5", "moderate", "strong", "rose"] in payload["regions"]
    record, before, after, step, notes = payload["clusters"][6]
    assert (record, before, after, step) == ("biolago-e-v-the-health-network", "leader", "strong", "fell")
    assert notes[0][0] == "note.diff.fell"


def test_an_edition_and_itself_do_not_differ(located):
    change = diff_editions(2023, 2023, located=located)
    assert not change
    assert (change.same_regions, change.same_records) == (334, 25)
    assert totals(change) == {"same": {"regions": 239, "countries": 5, "areas": 34}}
    # One edition does not differ from itself in method.
    assert change.to_text().startswith(
        "Scoreboard 2023 to 2023\n\nRegions: 239 unchanged\n\nCountries: 5 unchanged\n"
    )


def test_vintages_2013_and_2021(located):
    change = diff_vintages(2013, 2021, located=located)
    became = {region.before: (region.kind, region.after) for region in change.regions}
    assert became["FR30"] == ("recoded", "FRE1")
    assert became["PL12"] == ("split", "PL91;PL92")
    assert became["HR04"] == ("split", "HR02;HR05;HR06")
    assert became["NO01"] == ("merged", "NO08")
    assert became["IE01"] == ("boundary", "IE04;IE06")
    assert "AT22" not in became
    assert {record.region_after for record in change.records} == {"FRE1", "FRB0", "NO08", "PL91;PL92"}
    assert change.same_records == 21


def test_vintages_are_told_from_editions():
    assert diff("2013", "2016").kind == "vintages"
    assert diff("nuts:2016", "nuts:2021").kind == "vintages"
    assert diff("edition:2019", "2023").kind == "editions"


@pytest.mark.parametrize(("before", "after"), [("2013", "2023"), ("2019", "bioclusters"), ("1999", "2001")])
def test_things_of_two_kinds_are_not_compared(before, after):
    with pytest.raises(EditionError, match="expected two"):
        diff(before, after)


def test_a_table_and_itself_do_not_differ():
    change = diff("bioclusters", "bioclusters")
    assert not change
    assert change.same_records == 25
    assert change.to_text() == "Table bioclusters to bioclusters\n\nClusters: 25 unchanged\n"


def test_only_rows_that_differ_are_taken_out_of_the_ledgers(ledgers):
    ledger = ledgers[2023]
    renamed = ledger.assign(name=ledger["name"].where(ledger.index != ledger.index[3], "Another"))
    before, after, equal = leave_out_equal(ledger, renamed)
    assert [before["name"].tolist(), after["name"].tolist()] == [[ledger["name"].iloc[3]], ["Another"]]
    assert equal == len(ledger) - 1
    assert diff_ledgers(ledger, renamed).same_records == equal


def test_ledgers_of_other_columns_are_compared_whole(ledgers):
    ledger = ledgers[2023]
    before, after, equal = leave_out_equal(ledger, ledger.drop(columns="candidates"))
    assert len(before) == len(after) == len(ledger)
    assert equal == 0


def test_an_added_and_a_removed_record_are_found(tmp_path):
    path = edited(tmp_path, ("\nticbiomed,Ticbiomed,", "\nother,Another cluster,"))
    change = diff("bioclusters", path)
    assert [(record.kind, record.name) for record in change.records] == [
        ("added", "Another cluster"),
        ("removed", "Ticbiomed"),
    ]
    assert change.same_records == 24


def test_a_relocated_record_says_that_it_was_edited_and_what_follows(tmp_path):
    record = only(diff("bioclusters", edited(tmp_path, ("Spain,Murcia,", "Spain,País Vasco,"))))
    assert (record.kind, record.region_before, record.region_after) == ("relocated", "ES62", "ES21")
    assert (record.class_before, record.class_after) == ("moderate", "strong")
    assert keys(record) == ["diff.region_edited", "diff.relocated", "diff.follows"]


def test_a_record_with_a_new_id_and_its_old_name_is_the_same(tmp_path):
    assert not diff("bioclusters", edited(tmp_path, ("\ngenopole,", "\ngenopole-2,")))


def test_an_edited_column_is_named(tmp_path):
    record = only(diff("bioclusters", edited(tmp_path, (",Chartres,", ",Dreux,"))))
    assert (record.kind, render(record.reasons)) == ("edited", "The record was edited: city.")


def test_a_record_with_the_code_of_a_newer_vintage_is_recoded(tmp_path):
    new = edited(tmp_path, ("France,Nord - Pas-de-Calais,2013", "France,Nord-Pas de Calais,2021"))
    record = only(diff("bioclusters", new))
    assert (record.kind, record.region_before, record.region_after) == ("recoded", "FR30", "FRE1")


def test_built_ledgers_are_compared_whatever_their_format(ledgers, tmp_path):
    old, csv_path, json_path = (
        tmp_path / name for name in ("old.ledger.csv", "x.ledger.csv", "x.ledger.json")
    )
    old.write_text(ledger_csv(ledgers[2019]), encoding="utf-8")
    csv_path.write_text(ledger_csv(ledgers[2023]), encoding="utf-8")
    json_path.write_text(ledger_json(ledgers[2023]), encoding="utf-8")
    change = diff(str(old), str(json_path))
    assert change.kind == "ledgers"
    assert len(change.records) == 12
    assert len(change.regions) == 164
    assert "\nRegions: 19 rose" in change.to_text()
    assert not diff(str(csv_path), str(json_path))


def test_a_class_that_is_now_inherited_says_so(ledgers):
    row = ledgers[2023].iloc[[9]]
    other = row.assign(scoreboard_unit="DE1", relation="inside", **{"class": "strong"})
    record = only(diff_ledgers(row, other))
    assert keys(record) == ["diff.now_inherited", "diff.fell"]
    assert keys(only(diff_ledgers(other, row))) == ["diff.now_own", "diff.rose"]


def test_a_class_that_is_gone_says_so(ledgers):
    row = ledgers[2023].iloc[[9]]
    other = row.assign(scoreboard_unit="", relation="none", **{"class": None})
    assert keys(only(diff_ledgers(row, other))) == ["diff.lost"]


def test_an_empty_ledger_differs_by_every_record(ledgers):
    assert {record.kind for record in diff_ledgers(ledgers[2023].iloc[:0], ledgers[2023]).records} == {
        "added"
    }


def test_a_ledger_whose_first_record_lacks_the_edition_is_of_that_of_the_others(ledgers, tmp_path):
    rows = json.loads(ledger_json(ledgers[2019]))
    del rows[0]["edition"]
    path = tmp_path / "x.ledger.json"
    path.write_text(json.dumps(rows), "utf-8")
    assert diff_ledgers(read_ledger(path), ledgers[2023]).regions


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.ledger.json", "{"),
        ("x.ledger.json", "[1]"),
        ("x.ledger.csv", "a\n1\n"),
        ("x.ledger.json", "5"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match="a ledger written by clusteratlas build"):
        read_ledger(path)


def test_a_ledger_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(TableError, match="a ledger written by clusteratlas build"):
        diff(str(tmp_path / "a.ledger.json"), str(tmp_path / "b.ledger.json"))
