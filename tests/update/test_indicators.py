"""The indicators of a workbook, all of them and of every year, beside its index.

The real workbook is not at hand: what is read here is made in its documented layout (sheet RIS, the columns
Region code, Indicator code, Year and Value relative to EU in YEAR), with figures that are made up.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.datapackage.catalog import Catalog
from geo.errors import LayoutError
from geo.render.facts.scores import read_scores
from geo.tables.figures import FigureColumns, read_figure
from geo.update.releases import update_scoreboard
from geo.update.scorebook import read_scorebook
from tests import synthetic

#: Indicator, unit, and the values of 2023 and 2024; None is a blank cell.
VALUES = (
    ("RII", "EU27", 111.6, 112.6),
    ("RII", "NL35", 149, 150),
    ("RII", "NL36", 89, 90),
    ("RII", "AT1", 59, 60),
    ("1.1.2", "EU27", 101, 102),
    ("1.1.2", "NL35", 120, 130),
    ("1.1.2", "NL36", 90, None),
    ("1.1.2", "AT1", 0, 0),
    ("2.3.9", "EU27", 100, 100),
    ("2.3.9", "NL35", None, 1234.5),
    ("4.3.1", "NL35", 77, 78),
    ("SII", "NL35", 1, 2),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return synthetic.package(tmp_path / "data", editions=("scoreboard-editions", "indicators"))


def book(tmp_path: Path, *more: tuple[object, ...]) -> Path:
    rows = [
        (unit, indicator, year, value)
        for indicator, unit, *values in (*VALUES, *more)
        for year, value in zip((2023, 2024), values, strict=True)
    ]
    return synthetic.workbook(tmp_path / "RIS_web_download.xlsx", rows)


def table(root: Path, name: str) -> list[str]:
    return Catalog(root).path(name).read_text("utf-8").splitlines()


def test_every_indicator_of_every_year_is_read(tmp_path: Path):
    found = read_scorebook(book(tmp_path))
    assert found.values.query("code == 'NL35'")["index"].tolist() == [149, 150]
    assert found.indicators.query("code == 'NL35'").to_numpy().tolist() == [
        ["1.1.2", "NL35", 2023, 120],
        ["1.1.2", "NL35", 2024, 130],
        ["2.3.9", "NL35", 2024, 1234.5],
        ["4.3.1", "NL35", 2023, 77],
        ["4.3.1", "NL35", 2024, 78],
    ]
    assert found.blank == (("1.1.2", "NL36"),)
    assert found.unread == ("SII",)


def test_what_is_blank_has_no_row_and_what_is_odd_is_said(root: Path, tmp_path: Path):
    changes = {
        change.resource: change for change in update_scoreboard(root, edition=2025, source=book(tmp_path))
    }
    assert Catalog(root).verify() == []
    assert table(root, "scoreboard-2025-indicators") == [
        "edition,code,indicator,value",
        "2025,AT1,1.1.2,0.0",
        "2025,NL35,1.1.2,130.0",
        "2025,NL35,2.3.9,1234.5",
    ]
    assert table(root, "scoreboard-2025-indicator-series")[:4] == [
        "edition,code,indicator,year,value",
        "2025,AT1,1.1.2,2023,0.0",
        "2025,AT1,1.1.2,2024,0.0",
        "2025,EU,1.1.2,2023,101.0",
    ]
    assert changes["scoreboard-2025-indicators"].summary == "3 values of 2 indicators in 2024"
    counts, *others = changes["scoreboard-2025-indicators"].warnings
    assert counts.startswith("2 indicators, and 20 of edition 2023 are here: new 2.3.9; absent 1.1.3, 1.2.1")
    assert others == [
        "no EU average, so in the table of all years only: 4.3.1",
        "no value, units by indicator: 1.1.2 (1)",
        "rows of other codes, which are not read: SII",
        "a value of 0, which may stand for none, units by indicator: 1.1.2 (1)",
    ]


def test_a_name_that_another_edition_gives_a_code_is_taken_and_said(root: Path, tmp_path: Path):
    changes = {
        change.resource: change for change in update_scoreboard(root, edition=2025, source=book(tmp_path))
    }
    assert table(root, "indicators")[-2:] == [
        "2025,1.1.2,Population with tertiary education,102",
        "2025,2.3.9,2.3.9,100",
    ]
    assert changes["indicators"].warnings == (
        (
            "names of edition 2023, which has the same codes: 1; edition 2025 may use a code for something "
            "else: compare them with its own list"
        ),
        "no name is known for 2.3.9; the code stands in its place",
    )


def test_an_indicator_without_words_in_the_catalogues_has_the_name_of_the_table(root: Path, tmp_path: Path):
    update_scoreboard(root, edition=2025, source=book(tmp_path))
    scores = read_scores(2025, series=True, catalog=Catalog(root))
    assert scores.indicator_name("1.1.2", "de") == "Bevölkerung mit Hochschulabschluss"
    assert scores.indicator_name("2.3.9", "de") == "2.3.9"
    assert [row["code"] for row in scores.indicators] == ["1.1.2", "2.3.9"]


def test_the_same_workbook_again_changes_nothing_and_another_says_what(root: Path, tmp_path: Path):
    update_scoreboard(root, edition=2025, source=book(tmp_path))
    again = update_scoreboard(root, edition=2025, source=book(tmp_path))
    assert {change.action for change in again} == {"unchanged"}
    changed = update_scoreboard(root, edition=2025, source=book(tmp_path, ("2.3.9", "AT1", 1, 2)))
    summaries = {change.resource: change.summary for change in changed if change.action == "replaced"}
    assert summaries == {
        "scoreboard-2025-indicators": "4 values of 2 indicators in 2024: 1 new, 0 gone, 0 of another value",
        "scoreboard-2025-indicator-series": "2023 to 2024",
    }


def test_all_years_of_an_indicator_are_a_figure(root: Path, tmp_path: Path):
    update_scoreboard(root, edition=2025, source=book(tmp_path))
    columns = FigureColumns("code", "value", year="year", where={"indicator": "1.1.2"})
    figure = read_figure("scoreboard-2025-indicator-series", columns, catalog=Catalog(root))
    assert figure.query("code == 'NL35'")["value"].tolist() == [120, 130]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("1.1.2", "NL35", 1, 2), "indicator 1.1.2: found NL35 more than once for a year"),
        (("1.1.2", "Vienna", 1, 2), "indicator 1.1.2: found region codes Vienna"),
        (("1.1.2", "NL33", -1, 2), "indicator 1.1.2: found values from -1 to 130"),
        (("1.1.2", "NL33", "much", 2), "found 1.1.2 NL33 2023: 'much'; expected a year and a number"),
    ],
    ids=["twice", "name", "negative", "text"],
)
def test_an_indicator_of_another_layout_is_refused(tmp_path: Path, row: tuple[object, ...], message: str):
    with pytest.raises(LayoutError) as caught:
        read_scorebook(book(tmp_path, row))
    assert message in str(caught.value)


def test_a_workbook_of_the_index_alone_has_no_indicators(tmp_path: Path):
    rows = [(unit, indicator, 2024, value) for indicator, unit, _, value in VALUES if indicator == "RII"]
    found = read_scorebook(synthetic.workbook(tmp_path / "book.xlsx", rows))
    assert isinstance(found.indicators, pd.DataFrame)
    assert found.indicators.empty
