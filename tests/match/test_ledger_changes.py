"""Ledgers that builds wrote, compared without holding what is the same in both."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from geo.datapackage.catalog import Catalog
from geo.datapackage.spooled import Spooled
from geo.errors import TableError
from geo.match.difference import diff_ledgers
from geo.match.ledger import build_ledger
from geo.match.ledger_changes import diff_built
from geo.match.ledger_text import ledger_json, ledger_json_parts
from geo.tables.clusters import read_clusters

CATALOG = Catalog.bundled()


def ledger(records: pd.DataFrame, edition: int = 2023) -> pd.DataFrame:
    return build_ledger(records, edition=edition)


def spooled(ledger: pd.DataFrame) -> Spooled:
    return Spooled.of(ledger_json_parts(ledger))


def renamed(records: pd.DataFrame) -> pd.DataFrame:
    records = records.copy()
    records.loc[3, "name"] = "A new name, “quoted”\nand broken"
    return records


@pytest.fixture(scope="module")
def before() -> pd.DataFrame:
    return ledger(read_clusters("bioclusters"))


#: What became of the records, by how the ledger after it is made of them.
AFTER: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "edited": lambda records: ledger(renamed(records)),
    "removed": lambda records: ledger(records.iloc[2:]),
    "edition": lambda records: ledger(records, edition=2019),
    "none left": lambda records: ledger(records.iloc[:0]),
    "same": ledger,
}


@pytest.mark.parametrize("change", AFTER)
def test_what_moved_is_what_a_comparison_of_all_rows_finds(before: pd.DataFrame, change: str) -> None:
    after = AFTER[change](read_clusters("bioclusters"))
    for pair in ((before, after), (after, before)):
        found = diff_built(*map(spooled, pair), name="m", catalog=CATALOG)
        whole = [pd.DataFrame(json.loads(ledger_json(one)), dtype=object) for one in pair]
        expected = replace(diff_ledgers(*whole, catalog=CATALOG), before="m before", after="now")
        assert found.to_json() == expected.to_json()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("not a ledger", "found 'not a ledger'"),
        ('[\n {\n  "name": [1]\n }\n]\n', "row 1, name: found '[1]'"),
        ("[\n {\n  name\n }\n]\n", "row 1: found 'Expecting property name"),
        ("\ud800", "found '"),
    ],
)
def test_what_is_no_ledger_is_named(before: pd.DataFrame, text: str, found: str) -> None:
    damaged = Spooled.of([text.encode("utf-8", "surrogatepass").decode("latin-1")])
    with pytest.raises(TableError) as caught:
        diff_built(damaged, spooled(before), name="m", catalog=CATALOG)
    assert str(caught.value).startswith("m before")
    assert found in str(caught.value)
