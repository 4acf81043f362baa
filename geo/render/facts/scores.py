"""The scoreboard as the page holds it: one column for each fact of a unit."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language import messages
from geo.match.class_bounds import Threshold, class_of
from geo.match.edition_tables import read_indicators, read_scoreboard, read_series
from geo.match.editions import PUBLISHED_INDICATORS, Edition, describe_edition
from geo.render.facts.cells import pack_cells
from geo.render.facts.table import without_repetition

#: Columns of units that the data block holds packed, or not at all.
_LEFT_OUT: Final = ("series", "indicators", "index", "classes")
#: Code of the index among figures, and the layer that shows it.
INDEX: Final = "index"


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
    indicator_averages
        The EU average of each of them.
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
    indicator_averages: tuple[float, ...] = ()
    own_names: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True

    def indicator_name(self, code: str, language: str) -> str:
        """Return what an indicator is called: in the words of a language, else as the table has it."""
        return self.own_names.get(code) or messages.text(language, f"term.indicator.{code}")

    def base(self, language: str) -> str:
        """Return what the index is relative to, ``EU 2016``, in the words of a language."""
        relative_to = self.edition.relative_to
        match = re.fullmatch(r"EU (\d{4})", relative_to)
        return messages.text(language, "static.base", year=match[1]) if match else relative_to

    def only(self, codes: Collection[str]) -> Scores:
        """Return the same with these units only."""
        kept = [at for at, code in enumerate(self.units["id"]) if code in codes]
        units = {name: [column[at] for at in kept] for name, column in self.units.items()}
        # Without units there is nothing that an indicator could be said of.
        indicators = self.indicators if kept else ()
        averages = self.indicator_averages if indicators else ()
        return replace(self, units=units, indicators=indicators, indicator_averages=averages, is_whole=False)

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
        return without_repetition(columns.items())

    def figure_facts(self) -> list[dict[str, Any]]:
        """Return the index and the indicators as the payload holds figures; their units are those of `units`.

        The index is in points, its ``average`` that of the EU in each year; an indicator is in percent of the
        EU average. Bounds close as ``wordings`` say.
        """
        bounds = tuple(reversed(self.edition.thresholds))
        # The source writes 0 where it has no value.
        series = [[value or None for value in row] for row in self.units["series"]]
        index = {
            "code": INDEX,
            "layer": INDEX,
            "years": list(self.years),
            "average": list(self.eu_average),
            "bounds": [bound.lower for bound in bounds[1:]],
            "wordings": [bound.wording for bound in bounds],
            **pack_cells(list(zip(*series, strict=True))),
        }
        shares = zip(*self.indicator_shares, strict=True)
        return [index] + [
            {"code": indicator["code"], "layer": "indicator", **pack_cells([column])}
            for indicator, column in zip(self.indicators, shares, strict=True)
        ]

    @cached_property
    def indicator_shares(self) -> list[list[float | None]]:
        """The indicators of each unit in percent of the EU average, with the decimals that a page shows.

        Whole numbers, but where these would stand on a bound that the figure is compared with or beyond it.
        """
        bounds = (0, 100, *(bound.lower for bound in self.edition.thresholds if bound.lower is not None))
        return [
            [
                None if value is None else _share(100 * value / average, bounds)
                for value, average in zip(row, self.indicator_averages, strict=bool(row))
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
    indicators, indicator_averages, values = _indicators(edition, codes, catalog)
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
    names = _own_names(edition, catalog)
    return Scores(about, classes, years, averages, units, indicators, indicator_averages, names)


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
) -> tuple[tuple[dict[str, Any], ...], tuple[float, ...], list[list[Any]]]:
    if f"scoreboard-{edition}-indicators" not in catalog.names():
        return (), (), []
    about = catalog.table("indicators", types={"indicator": str})
    about = about[about["edition"] == edition]
    table = read_indicators(edition, catalog=catalog)
    # A zero stands for "no value" in the source as often as for none: it is not shown as a figure.
    table = table[table["value"] != 0].pivot_table(index="code", columns="indicator", values="value")
    table = table.reindex(index=codes, columns=about["indicator"].tolist())
    rows = [[_rounded(value, 2) for value in row] for row in table.to_numpy().tolist()]
    averages = tuple(round(float(average), 2) for average in about["eu_average"])
    return tuple({"code": code} for code in about["indicator"]), averages, rows


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


def _share(percent: float, bounds: Sequence[float]) -> float:
    """Return a percentage that a page writes as it would write this one, in hundredths at most."""
    if all(abs(percent - bound) >= 1 for bound in bounds):
        # Most are, and no rounding reaches a bound from there: halves go up.
        return float(math.floor(percent * (1 + 1e-13) + 0.5))
    shown = messages.rounded_within(percent, 0, bounds)
    if shown[1] == 0:
        return float(shown[0])
    # Rounded twice, 70.496 would be 71 and not 70.5: of the hundredths beside it one is written alike.
    hundredths = (step(percent * 100) / 100 for step in (round, math.floor, math.ceil))
    alike = (share for share in hundredths if messages.rounded_within(share, 0, bounds) == shown)
    # Nearer to a bound than that, the next hundredth on the same side stands for it.
    is_above = any(bound < percent < bound + 0.01 for bound in bounds)
    return next(alike, (math.ceil if is_above else math.floor)(percent * 100) / 100)
