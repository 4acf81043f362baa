"""The scoreboard as the page holds it: one column for each fact of a unit."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language import messages
from geo.match.editions import (
    PUBLISHED_INDICATORS,
    Edition,
    Threshold,
    class_of,
    describe_edition,
    read_indicators,
    read_scoreboard,
    read_series,
)
from geo.nuts.outline.packed import pack_steps
from geo.render.facts.table import without_repetition

#: Columns of units that the data block holds packed, or not at all.
_LEFT_OUT: Final = ("series", "indicators", "index", "class")


@dataclass(frozen=True)
class Scores:
    """One edition of the scoreboard.

    Parameters
    ----------
    edition
        What holds for all of it.
    classes
        Keys, lowest first.
    years
        Years of the time series, ascending; none without one.
    eu_average
        One value for each year; without years the one of the edition, if it is known.
    units
        One column for each fact of a unit.
    indicators
        The rows of `indicators` in the payload.
    own_names
        Code to name of the indicators that have no words in the catalogues of messages.
    is_whole
        Whether these are all units of the edition.
    """

    edition: Edition
    classes: tuple[str, ...]
    years: tuple[int, ...]
    eu_average: tuple[float, ...]
    units: dict[str, list[Any]]
    indicators: tuple[dict[str, Any], ...]
    own_names: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True

    def indicator_name(self, code: str, language: str) -> str:
        """Return what an indicator is called: in the words of a language, else as the table has it."""
        return self.own_names.get(code) or messages.text(language, f"term.indicator.{code}")

    def only(self, codes: Collection[str]) -> Scores:
        """Return the same with these units only."""
        kept = [at for at, code in enumerate(self.units["id"]) if code in codes]
        units = {name: [column[at] for at in kept] for name, column in self.units.items()}
        # Without units there is nothing that an indicator could be said of.
        indicators = self.indicators if kept else ()
        return replace(self, units=units, indicators=indicators, is_whole=False)

    def unit_columns(self, region_names: Mapping[str, str]) -> dict[str, Any]:
        """Return the columns of `units` in the payload, apart from the packed and the unused ones.

        A name is None where the region of the unit is called the same: its code is that of the unit, with
        zeros up to four characters.
        """
        columns = {name: column for name, column in self.units.items() if name not in _LEFT_OUT}
        named = zip(columns["id"], columns["name"], strict=True)
        columns["name"] = [
            None if region_names.get(code.ljust(4, "0")) == name else name for code, name in named
        ]
        return without_repetition(columns)

    def packed_figures(self) -> dict[str, str]:
        """Return the large tables of numbers, packed: more than 2 kB of a page as it is served each.

        The index is written in hundredths, a row for each unit; indicators in whole numbers plus one, a row
        for each indicator, because neighbouring units are alike. A 0 means that there is no value.
        """
        series = [[round(100 * (value or 0)) for value in row] for row in self.units["series"]]
        indicators = [[0 if value is None else value + 1 for value in row] for row in self.whole_indicators]
        return {
            "series": pack_steps(series),
            "indicators": pack_steps(list(zip(*indicators, strict=True))),
        }

    @cached_property
    def whole_indicators(self) -> list[list[int | None]]:
        """The indicators of each unit, each in whole numbers on its own side of the EU average."""
        averages = [indicator["average"] for indicator in self.indicators]
        return [
            [
                None if value is None else _whole_beside(value, average)
                for value, average in zip(row, averages, strict=bool(row))
            ]
            for row in self.units["indicators"]
        ]

    @property
    def position(self) -> dict[str, int]:
        """Unit code to its place in the columns."""
        return {code: at for at, code in enumerate(self.units["id"])}


def read_scores(edition: int, *, series: bool, catalog: Catalog) -> Scores:
    """Read all the figures of one edition.

    Parameters
    ----------
    edition
        Year of the scoreboard.
    series
        Whether to hold every year; an edition without a time series has none all the same.
    catalog
        Data package.
    """
    about = describe_edition(edition, catalog=catalog)
    classes = tuple(bound.class_ for bound in reversed(about.thresholds))
    table = read_scoreboard(edition, catalog=catalog)
    codes = [str(code) for code in table["code"]]
    years, averages, by_unit = _series(edition, codes, catalog) if series else ((), (), [])
    if not averages and about.eu_average is not None:
        averages = (round(about.eu_average, 2),)
    indicators, values = _indicators(edition, codes, catalog)
    index = [_rounded(value, 2) for value in table[c.INDEX]]
    own_classes = [classes.index(key) if isinstance(key, str) else None for key in table[c.CLASS]]
    before = [row[:-1] for row in by_unit] or [[] for _ in codes]
    units: dict[str, list[Any]] = {
        "id": codes,
        "name": [str(name) for name in table[c.NAME]],
        "level": [int(level) for level in table[c.LEVEL]],
        "index": index,
        "class": own_classes,
        "basis": [str(basis) for basis in table[c.BASIS]],
        # The edition publishes index and class of its own year; the classes of those before are computed.
        "series": [[*row, now] for row, now in zip(before, index, strict=True)],
        "classes": [
            [*_classes(row, averages, about.thresholds), now]
            for row, now in zip(before, own_classes, strict=True)
        ],
        "indicators": values or [[] for _ in codes],
    }
    return Scores(about, classes, years, averages, units, indicators, _own_names(edition, catalog))


def table_gaps(scores: Scores) -> list[list[Any]]:
    """Return what the tables here lack of an edition, as messages with their parameters."""
    edition, gaps = scores.edition.edition, list[list[Any]]()
    regions = sum(level > 0 for level in scores.units["level"])
    published = scores.edition.published_units
    if scores.is_whole and published is not None and regions < published:
        gaps.append(["static.page.lacks_units", {"edition": str(edition), "held": regions, "all": published}])
    indicators = PUBLISHED_INDICATORS.get(edition)
    if indicators and 0 < len(scores.indicators) < indicators:
        numbers = {"edition": str(edition), "held": len(scores.indicators), "all": indicators}
        gaps.append(["static.page.lacks_indicators", numbers])
    return gaps


def _series(
    edition: int, codes: list[str], catalog: Catalog
) -> tuple[tuple[int, ...], tuple[float, ...], list[list[Any]]]:
    if f"scoreboard-{edition}-series" not in catalog.names():
        return (), (), []
    table = read_series(edition, catalog=catalog).pivot_table(index="code", columns="year", values="index")
    values = table.reindex(codes).to_numpy().tolist()
    averages = tuple(round(float(value), 2) for value in table.loc["EU"].to_numpy())
    rows = [[_rounded(value, 2) for value in row] for row in values]
    return tuple(int(year) for year in table.columns), averages, rows


def _classes(
    series: Iterable[float | None], averages: Iterable[float], bounds: Sequence[Threshold]
) -> list[int | None]:
    """Return the position of the class, lowest first, in each year of a time series; averages may go on."""
    lowest_first = [bound.class_ for bound in reversed(bounds)]
    return [
        None if value is None else lowest_first.index(class_of(100 * value / average, bounds))
        for value, average in zip(series, averages, strict=False)
    ]


def _indicators(
    edition: int, codes: list[str], catalog: Catalog
) -> tuple[tuple[dict[str, Any], ...], list[list[Any]]]:
    if f"scoreboard-{edition}-indicators" not in catalog.names():
        return (), []
    about = catalog.table("indicators", types={"indicator": str})
    about = about[about["edition"] == edition]
    table = read_indicators(edition, catalog=catalog)
    # A zero stands for "no value" in the source as often as for none: it is not shown as a figure.
    table = table[table["value"] != 0].pivot_table(index="code", columns="indicator", values="value")
    table = table.reindex(index=codes, columns=about["indicator"].tolist())
    rows = [[_rounded(value, 2) for value in row] for row in table.to_numpy().tolist()]
    averages = zip(about["indicator"], about["eu_average"], strict=True)
    return tuple({"code": code, "average": round(float(average), 2)} for code, average in averages), rows


def _own_names(edition: int, catalog: Catalog) -> dict[str, str]:
    """Return the indicators of an edition whose code stands for nothing, or something else, in the messages.

    An edition may use the code of an older one anew: the messages are those of the bundled table.
    """
    if "indicators" not in catalog.names():
        return {}
    translated = Catalog.bundled().table("indicators", types={"indicator": str})
    known = set(zip(translated["indicator"], translated["name"], strict=True))
    table = catalog.table("indicators", types={"indicator": str})
    table = table[table["edition"] == edition]
    named = zip(table["indicator"], table["name"], strict=True)
    return {str(code): str(name) for code, name in named if (code, name) not in known}


def _rounded(value: float, digits: int) -> float | None:
    return None if pd.isna(value) else round(float(value), digits)


def _whole_beside(value: float, average: float) -> int:
    """Round a figure to a whole number on its own side of the average it is compared with."""
    whole = round(value)
    if (whole >= average) == (value >= average):
        return whole
    return math.ceil(average) if value >= average else math.ceil(average) - 1
