"""The rows of a table: what goes in as rows and is kept as columns comes out as rows."""

from __future__ import annotations

import tracemalloc

from geo.tables.columnar import Row, Rows

ROWS = [
    Row(2, {"name": "A", "country": "AT"}, {"name": "A", "country": "AT"}),
    Row(4, {"country": "DE", "share": "12"}, {"country": "DE", "share": 12.0}),
    Row(5, {}),
    Row(7, {"name": "B"}, {"name": "B"}),
]


def test_rows_come_out_as_they_went_in() -> None:
    rows = Rows(ROWS)
    assert list(rows) == ROWS
    assert [rows[0], rows[-1], rows[1:3]] == [ROWS[0], ROWS[-1], ROWS[1:3]]
    assert list(rows.numbers) == [2, 4, 5, 7]


def test_more_rows_than_are_made_at_once_come_out_in_their_order() -> None:
    rows = Rows(Row(number, {"id": f"c{number}"}) for number in range(3_000))
    assert [(row.number, row.cells["id"]) for row in rows] == [(at, f"c{at}") for at in range(3_000)]


def test_a_column_has_a_cell_for_each_row() -> None:
    rows = Rows(ROWS)
    assert rows.texts("name") == ["A", None, None, "B"]
    assert rows.values("share") == [None, 12.0, None, None]
    assert rows.texts("absent") == [None] * 4
    assert (list(rows.cells("country")), list(rows.cells("absent"))) == (["AT", "DE"], [])
    assert (rows.hold("share"), rows.hold("absent"), rows.hold(None)) == (True, False, False)


def test_columns_that_few_rows_fill_take_no_memory_for_the_others() -> None:
    tracemalloc.start()
    rows = Rows(Row(number, {f"column {number % 1000}": "x"}) for number in range(20_000))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(rows) == 20_000
    assert taken < 100 * 20_000  # bytes; a cell of each column for each row would be 8,000 a row
