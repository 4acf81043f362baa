"""A figure in another vintage: what was matched, recoded, divided, joined, and what has no value."""

import math
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from geo.datapackage.catalog import Catalog
from geo.errors import RegionError, TableError
from geo.match.figures import JoinedFigure, join_figure, units_of_regions
from geo.tables.figures import FigureColumns, read_figure

CATALOG = Catalog.bundled()


def figure(values: Mapping[str, float | None], *, year: int | None = None) -> pd.DataFrame:
    """Return a frame as `geo.read_figure` does."""
    size = len(values)
    frame = pd.DataFrame(
        {
            "code": list(values),
            "year": pd.array([year] * size, dtype="Int64"),
            "value": pd.Series(list(values.values()), dtype="float64"),
            "flag": pd.Series([None] * size, dtype=object),
            "no_data": pd.Series(
                ["missing" if one is None else None for one in values.values()], dtype=object
            ),
            "row": pd.array(range(2, size + 2), dtype="Int64"),
        }
    )
    frame.attrs["source"] = "f.csv"
    return frame


def values_of(joined: JoinedFigure) -> dict[str, float | str]:
    rows = joined.values[["nuts_id", "value", "no_data"]].itertuples(index=False, name=None)
    return {code: kind or round(value, 6) for code, value, kind in rows}


def relations_of(joined: JoinedFigure) -> dict[str, str]:
    return dict(zip(joined.ledger["code"], joined.ledger["relation"], strict=True))


def test_codes_of_an_older_vintage_are_detected_and_carried() -> None:
    joined = join_figure(figure({"FR30": 1, "FR22": 2, "UKM2": 3, "ES51": 4}), to_vintage=2021)
    assert joined.vintage == 2013
    assert relations_of(joined) == {
        "FR30": "recoded",
        "FR22": "recoded",
        "UKM2": "not carried",
        "ES51": "matched",
    }
    assert values_of(joined) == {
        "ES51": 4,
        "FRE1": 1,
        "FRE2": 2,
        "UKM7": "not_comparable",
        "UKM9": "not_comparable",
    }


def test_a_divided_figure_that_may_be_added_up_is_shared_by_area_and_keeps_its_total() -> None:
    joined = join_figure(figure({"HU10": 1000}), vintage=2013, to_vintage=2021, additive=True)
    shares = values_of(joined)
    assert set(shares) == {"HU11", "HU12"}
    assert math.isclose(sum(float(share) for share in shares.values()), 1000)
    assert float(shares["HU11"]) == pytest.approx(1000 * 0.0758 / 0.9821, abs=0.01)
    assert joined.values["flag"].tolist() == ["e", "e"]
    (note,) = joined.ledger["note"]
    assert note == (
        "HU10 of NUTS 2013 was divided into HU12 (91 %), HU11 (8 %); its value is shared by area, "
        "an estimate."
    )


def test_a_divided_figure_that_may_not_be_added_up_has_no_value() -> None:
    joined = join_figure(figure({"HU10": 1000}), vintage=2013, to_vintage=2021)
    assert values_of(joined) == {"HU11": "not_comparable", "HU12": "not_comparable"}
    assert relations_of(joined) == {"HU10": "not carried"}


def test_parts_that_are_joined_again_add_up_when_all_are_there() -> None:
    parts = {"HU11": 100.0, "HU12": 900.0}
    assert values_of(join_figure(figure(parts), vintage=2021, to_vintage=2013, additive=True)) == {
        "HU10": 1000
    }
    assert values_of(join_figure(figure(parts), vintage=2021, to_vintage=2013)) == {"HU10": "not_comparable"}
    alone = figure({"HU12": 900.0})
    assert values_of(join_figure(alone, vintage=2021, to_vintage=2013, additive=True)) == {
        "HU10": "not_comparable"
    }
    lacking = figure({"HU11": None, "HU12": 900.0})
    assert values_of(join_figure(lacking, vintage=2021, to_vintage=2013, additive=True)) == {
        "HU10": "missing"
    }


def test_an_unknown_code_is_reported_with_the_nearest() -> None:
    joined = join_figure(figure({"ES51": 1, "ES5l": 2, "FR30": 3}), vintage=2021, to_vintage=2021)
    assert relations_of(joined) == {"ES51": "matched", "ES5l": "unknown", "FR30": "unknown"}
    notice, *warnings = map(str, joined.problems)
    assert notice == "f.csv: read 3 codes as NUTS 2021 (stated): 1 matched, 2 unknown"
    assert warnings == [
        "f.csv, row 3, code: found 'ES5l', expected a code of NUTS 2021. Did you mean 'ES53'?",
        "f.csv, row 4, code: found 'FR30', expected a code of NUTS 2021; it is one of NUTS 2013",
    ]
    assert joined.ledger["note"].tolist()[2] == "FR30 is no region of NUTS 2021, but one of NUTS 2013."


def test_the_letters_of_iso_are_no_codes_and_the_right_ones_are_named() -> None:
    joined = join_figure(figure({"EL30": 1, "GR41": 2, "GBI3": 3}), vintage=2021, to_vintage=2021)
    _, *warnings = map(str, joined.problems)
    assert (
        warnings[0] == "f.csv, row 3, code: found 'GR41', expected a code of NUTS 2021. Did you mean 'EL41'?"
    )
    assert (
        joined.ledger["note"].tolist()[2] == "GBI3 is no region of any vintage known here. Did you mean UKI3?"
    )


def test_totals_and_what_belongs_to_no_region_are_set_aside() -> None:
    joined = join_figure(figure({"EU27_2020": 1, "DEZZ": 2, "DE21": 3, "DE": 4, "EE": 5}), to_vintage=2021)
    assert relations_of(joined) == {
        "EU27_2020": "set aside",
        "DEZZ": "set aside",
        "DE21": "matched",
        "DE": "set aside",
        "EE": "matched",
    }
    assert values_of(joined) == {"DE21": 3, "EE": 5}


def test_regions_show_the_larger_unit_around_them_only_where_the_table_has_no_parts() -> None:
    joined = join_figure(figure({"DE21": 3, "DE": 4, "EE": 5, "BE2": 6}), to_vintage=2021)
    regions = ["DE21", "DE22", "EE00", "BE21", "BE10"]
    shown = units_of_regions(joined, regions, to_vintage=2021, catalog=CATALOG)
    assert shown == ["DE21", None, "EE", "BE2", None]


def test_a_stated_level_alone_counts() -> None:
    joined = join_figure(figure({"DE": 1, "DE2": 2, "DE21": 3}), level=1, to_vintage=2021)
    assert values_of(joined) == {"DE2": 2}
    assert joined.ledger["note"].tolist()[0] == "DE is of level 0; the figure is of level 1."


def test_level_3_is_taken_where_it_is_asked_for_or_alone() -> None:
    mixed = figure({"ES51": 1, "ES511": 2, "EU27_2020": 9})
    joined = join_figure(mixed, to_vintage=2021)
    assert (values_of(joined), joined.is_small) == ({"ES51": 1}, False)
    assert joined.ledger["note"].tolist()[1] == (
        "ES511 is of level 3; the figure is drawn down to level 2, unless it says level = 3."
    )
    joined = join_figure(mixed, level=3, to_vintage=2021)
    assert (values_of(joined), joined.is_small) == ({"ES511": 2}, True)
    assert joined.ledger["note"].tolist()[0] == "ES51 is of level 2; the figure is of level 3."
    alone = join_figure(figure({"ES511": 1, "ES512": 2, "EU27_2020": 9}), to_vintage=2021)
    assert (values_of(alone), alone.is_small) == ({"ES511": 1, "ES512": 2}, True)
    shown = units_of_regions(alone, ["ES511", "ES513"], to_vintage=2021, catalog=CATALOG)
    assert shown == ["ES511", None]
    with pytest.raises(RegionError, match="found level 4, expected 0, 1, 2 or 3"):
        join_figure(mixed, level=4, to_vintage=2021)
    with pytest.raises(TableError, match="found 'ES51', expected codes of NUTS 2021 of level 3"):
        join_figure(figure({"ES51": 1}), level=3, to_vintage=2021)


def test_codes_of_level_3_travel_between_vintages() -> None:
    # Aust-Agder (NO041) and Vest-Agder (NO042) are Agder (NO092) since 2021.
    parts = figure({"NO041": 1, "NO042": 2, "UKD71": 3, "FR301": 4})
    summed = join_figure(parts, vintage=2013, level=3, to_vintage=2021, additive=True)
    assert values_of(summed) == {"FRE11": 4, "NO092": 3, "UKD71": 3}
    assert relations_of(summed)["FR301"] == "recoded"
    assert values_of(join_figure(parts, vintage=2013, level=3, to_vintage=2021))["NO092"] == "not_comparable"


def test_codes_of_nothing_are_refused() -> None:
    with pytest.raises(TableError, match="found 'Bavaria', expected codes of NUTS regions"):
        join_figure(figure({"Bavaria": 1}), to_vintage=2021)


def test_a_country_that_left_is_read_in_its_last_vintage() -> None:
    joined = join_figure(figure({"UKI3": 1, "PT1A": 2, "PT1B": 3}), to_vintage=2021)
    assert joined.vintage == 2024
    assert relations_of(joined)["UKI3"] == "matched"
    assert joined.ledger["vintage"].tolist()[0] == 2021


def test_years_are_joined_one_by_one() -> None:
    both = pd.concat([figure({"ES51": 1, "ES52": 2}, year=2020), figure({"ES51": 3}, year=2021)])
    both.attrs["source"] = "f.csv"
    joined = join_figure(both, to_vintage=2021)
    assert joined.values[["nuts_id", "year", "value"]].to_numpy().tolist() == [
        ["ES51", 2020, 1],
        ["ES51", 2021, 3],
        ["ES52", 2020, 2],
    ]


def test_the_ledger_is_written_as_csv() -> None:
    joined = join_figure(figure({"ES51": 1, "=cmd()": 2}), to_vintage=2021)
    assert joined.ledger_csv().splitlines() == [
        "code,row,level,vintage,relation,nuts_id,note",
        "ES51,2,2,2021,matched,ES51,ES51 is a region of NUTS 2021.",
        "'=cmd(),3,,,unknown,,'=cmd() is no region of any vintage known here.",
    ]


def test_the_nearest_code_is_the_one_inside_the_text(tmp_path: Path) -> None:
    (tmp_path / "figure.csv").write_text("geo,value\nES51,1\nES 21,2\nES22 - Navarra,3\nGR30,4\n", "utf-8")
    figure = read_figure("figure.csv", FigureColumns("geo", "value"), folder=tmp_path)
    problems = [str(problem) for problem in join_figure(figure, to_vintage=2021).problems]
    assert [text.rpartition("Did you mean ")[2] for text in problems[1:]] == ["'ES21'?", "'ES22'?", "'EL30'?"]
