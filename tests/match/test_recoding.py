"""Carrying a table's codes into another vintage."""

import csv
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import read_regions
from geo.errors import RegionError
from geo.match.recoding import recode
from tests.examples import examples

CODES = {
    year: sorted(read_regions(year, levels=(1, 2, 3))["nuts_id"].tolist()) for year in (2013, 2016, 2021)
}


def table_of(folder, rows, columns="name,country,nuts_id,nuts_vintage,lat,lon"):
    path = Path(folder) / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns.split(","))
        writer.writerows(rows)
    return path


def recode_one(tmp_path, code, vintage, to, lat="", lon=""):
    path = table_of(tmp_path, [("A", code[:2], code, vintage, lat, lon)])
    table = recode(path, to)
    return table.iloc[0], table.attrs["problems"]


def test_a_point_just_off_the_coast_decides_as_in_locating(tmp_path):
    # The harbour of Dún Laoghaire lies in the sea of a map 1:10 million.
    row, problems = recode_one(tmp_path, "IE02", 2013, 2021, lat="53.301", lon="-6.119")
    assert (row["nuts_id"], row["nuts_carried"], problems) == ("IE06", "split by point", ())


def test_the_bioclusters_are_carried_to_2021():
    table = recode("bioclusters", 2021).set_index("id")
    changed = table[table["nuts_carried"] != "same"]
    assert changed[["nuts_id_before", "nuts_id", "nuts_carried"]].to_dict("index") == {
        "clubster-nhl-managed-by-eurasante": {
            "nuts_id_before": "FR30",
            "nuts_id": "FRE1",
            "nuts_carried": "recoded",
        },
        "polepharma": {"nuts_id_before": "FR24", "nuts_id": "FRB0", "nuts_carried": "recoded"},
        "norway-health-tech": {"nuts_id_before": "NO01", "nuts_id": "NO08", "nuts_carried": "merged"},
        "biotechmed-mazovia-cluster": {
            "nuts_id_before": "PL12",
            "nuts_id": "PL91",
            "nuts_carried": "split by point",
        },
    }
    assert set(table["nuts_vintage"]) == {"2021"}
    assert table.attrs["problems"] == ()


def test_the_other_columns_stay_as_written():
    table = recode("bioclusters", 2021)
    assert table["country"].tolist()[:3] == ["Austria", "Belgium", "Estonia"]
    assert table["class_printed"].tolist()[:3] == ["STRONG", "STRONG", "n/a"]
    assert table.columns.tolist()[-4:] == ["nuts_id", "nuts_carried", "nuts_id_before", "nuts_vintage_before"]


@pytest.mark.parametrize(
    ("code", "vintage", "to", "new", "carried"),
    [
        ("AT22", 2013, 2021, "AT22", "same"),
        ("FR30", 2013, 2021, "FRE1", "recoded"),
        ("FRE1", 2021, 2013, "FR30", "recoded"),
        ("NO01", 2013, 2021, "NO08", "merged"),
        ("PL91", 2021, 2013, "PL12", "merged"),
        ("AT22", 2021, 2021, "AT22", "same"),
    ],
)
def test_a_code_is_carried_in_either_direction(tmp_path, code, vintage, to, new, carried):
    row, problems = recode_one(tmp_path, code, vintage, to)
    assert (row["nuts_id"], row["nuts_vintage"], row["nuts_carried"]) == (new, str(to), carried)
    assert problems == ()


def test_a_divided_region_is_decided_by_the_point(tmp_path):
    row, _ = recode_one(tmp_path, "PL12", 2013, 2021, 52.55, 19.70)
    assert (row["nuts_id"], row["nuts_carried"]) == ("PL92", "split by point")


def test_a_divided_region_without_a_point_is_left_blank_and_reported(tmp_path):
    row, problems = recode_one(tmp_path, "PL12", 2013, 2021)
    assert (row["nuts_id"], row["nuts_vintage"], row["nuts_carried"]) == ("", "", "not carried")
    assert row["nuts_id_before"] == "PL12"
    assert [problem.partition(", row ")[2] for problem in problems] == [
        "2, nuts_id: found 'PL12', expected a point that decides between PL92 (82 %), PL91 (17 %)"
    ]


def test_a_capital_that_was_cut_out_is_not_lost_in_the_large_part_around_it(tmp_path):
    row, problems = recode_one(tmp_path, "HU10", 2013, 2021)
    assert (row["nuts_id"], row["nuts_carried"]) == ("", "not carried")
    assert problems[0].endswith("expected a point that decides between HU12 (91 %), HU11 (8 %)")
    row, _ = recode_one(tmp_path, "HU10", 2013, 2021, 47.50, 19.05)
    assert (row["nuts_id"], row["nuts_carried"]) == ("HU11", "split by point")


def test_a_border_that_was_redrawn_does_not_divide_a_region(tmp_path):
    row, problems = recode_one(tmp_path, "NL325", 2013, 2021)
    assert (row["nuts_id"], row["nuts_carried"]) == ("NL325", "split by share")
    assert problems == ()


def test_a_region_of_a_country_that_is_new_is_left_blank_and_reported(tmp_path):
    row, problems = recode_one(tmp_path, "RS12", 2016, 2013)
    assert row["nuts_id"] == ""
    assert problems[0].endswith(", row 2, nuts_id: found 'RS12', expected a region that exists in NUTS 2013")


def test_a_code_that_was_not_carried_is_carried_back(tmp_path):
    path = table_of(tmp_path, [("A", "PL", "PL12", 2013, "", "")])
    recode(path, 2021).to_csv(path, index=False)
    back = recode(path, 2013).iloc[0]
    assert (back["nuts_id"], back["nuts_carried"]) == ("PL12", "same")


def test_an_unknown_vintage_names_the_present_ones():
    with pytest.raises(RegionError, match="2013, 2016, 2021"):
        recode("bioclusters", 2006)


@st.composite
def tables(draw):
    vintage = draw(st.sampled_from(sorted(CODES)))
    codes = draw(st.lists(st.sampled_from(CODES[vintage]), min_size=1, max_size=8))
    return vintage, [
        (f"Cluster {number}", code[:2], code, vintage, "", "") for number, code in enumerate(codes)
    ]


@pytest.mark.slow
@examples(25)
@given(tables(), st.sampled_from(sorted(CODES)))
def test_there_and_back_loses_no_record(table, to):
    vintage, rows = table
    with tempfile.TemporaryDirectory() as folder:
        path = table_of(folder, rows)
        there = recode(path, to)
        there.to_csv(path, index=False)
        back = recode(path, vintage)
    assert back["name"].tolist() == there["name"].tolist() == [row[0] for row in rows]
    assert len(there.attrs["problems"]) == (there["nuts_id"] == "").sum()
    kept = there["nuts_carried"].isin(["same", "recoded"]) & back["nuts_carried"].isin(["same", "recoded"])
    original = pd.Series([row[2] for row in rows])
    assert (back["nuts_id"][kept] == original[kept]).all()
    lost = there["nuts_carried"].eq("not carried")
    assert (back["nuts_id"][lost] == original[lost]).all()
