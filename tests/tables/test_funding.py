"""One rule says what counts as a whole of funding; tables and pages follow it."""

from pathlib import Path

import pytest

from geo.render import ClusterMap
from geo.tables.clusters import read_clusters
from geo.tables.funding import is_whole
from tests.page_data import payload_of, rows_of

HEADER = "name,country,region,funding_kind,funding_public,funding_private,funding_sales\n"


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ((75.4, 25.2, 0.4), True),
        ((75.4, 25.2, 0.5), False),
        ((99.0,), True),
        ((98.99,), False),
        ((33.3, 33.3, 33.3), True),
        ((), False),
    ],
)
def test_shares_are_a_whole_within_one_point(figures: tuple[float, ...], expected: bool) -> None:
    assert is_whole("shares", figures) is expected


@pytest.mark.parametrize("kind", ["mentions", None])
def test_only_shares_make_a_whole(kind: str | None) -> None:
    assert not is_whole(kind, (60.0, 40.0))


@pytest.mark.parametrize(("sales", "whole"), [("0.4", True), ("0.5", False)])
def test_the_reader_warns_exactly_of_what_the_page_draws_as_bars(
    tmp_path: Path, sales: str, whole: bool
) -> None:
    table = tmp_path / "clusters.csv"
    table.write_text(f"{HEADER}A,DE,Berlin,shares,75.4,25.2,{sales}\n", encoding="utf-8")
    clusters = read_clusters(table)
    (record,) = rows_of(payload_of(ClusterMap(clusters, title="x").to_html())["records"])
    assert record["fundingIsWhole"] is whole
    assert (clusters.attrs["problems"] == ()) is whole
