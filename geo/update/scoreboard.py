"""Take an edition of the scoreboard into the data package: units, time series and indicators."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.errors import EditionError, LayoutError, UpdateError
from geo.match.editions import classify
from geo.nuts.gazetteer import gazetteer
from geo.nuts.units import level_of
from geo.nuts.vintages import known_codes, known_vintages, vintages
from geo.update import boundaries
from geo.update.indicators import put_indicators
from geo.update.known_edition import check_edition, differences
from geo.update.offers import SCOREBOARD_URLS
from geo.update.refresh import Refresh, put_table
from geo.update.scorebook import EU, Scorebook, read_scorebook

_SCOREBOARD_COLUMNS: Final = (
    "edition", "code", "level", "name", "country", "index", "relative_to", "class", "subclass", "basis",
)  # fmt: skip


def refresh_scoreboard(refresh: Refresh, edition: int, *, source: Path) -> None:
    """Take in an edition of the scoreboard: units, and every year of index and indicators.

    Parameters
    ----------
    source
        The workbook, or a folder that holds one.

    Raises
    ------
    LayoutError
        The workbook is not laid out as expected, or its number of units is not plausible.
    UpdateError
        The workbook is absent, or the bounds of the edition's classes are not known.
    """
    book = read_scorebook(_workbook(source))
    catalog = refresh.catalog
    bounds = pd.read_csv(catalog.path("scoreboard-editions"), dtype=str, keep_default_na=False)
    rows = bounds["edition"] == str(edition)
    if not rows.any():
        raise EditionError(
            f"found no class bounds for edition {edition}, "
            f"expected them in {catalog.path('scoreboard-editions')}. "
            "Nothing was changed; add a row for each class of the edition there, with its source"
        )
    if book.year not in (edition, edition - 1):
        raise LayoutError(
            f"found {book.year} as the newest year of the index, expected {edition} or the year before"
        )
    check_edition(book, edition, catalog=catalog)
    units, unknown = _units(book, edition, catalog)
    _check_count(units, catalog)
    warnings = _scoreboard_warnings(book, edition, units, unknown)
    warnings = (*warnings, *differences(units, edition, catalog=catalog))
    name = f"scoreboard-{edition}"
    publisher = {"title": f"European Commission, Regional Innovation Scoreboard {edition}"}
    publisher |= {"path": SCOREBOARD_URLS[edition]} if edition in SCOREBOARD_URLS else {}
    summary = f"{len(units)} units, index of {book.year} relative to {book.relative_to}"
    put_table(
        refresh, name, units, summary, year=edition, sources=[publisher], warnings=warnings, description=None
    )
    eu_average = book.values.query("code == @EU and year == @book.year")["index"]
    bounds.loc[rows, "relative_to"] = book.relative_to
    if not eu_average.empty:
        bounds.loc[rows, "eu_average"] = f"{eu_average.iloc[0]:.6g}"
    put_table(refresh, "scoreboard-editions", bounds, f"EU average of edition {edition}")
    if book.values["year"].nunique() > 1:
        series = book.values.assign(edition=edition)[["edition", "code", "year", "index"]]
        first = int(series["year"].min())
        put_table(
            refresh, f"{name}-series", series, f"{first} to {book.year}", year=edition, sources=[publisher],
            title=f"Regional Innovation Index {first} to {book.year}, method of edition {edition}",
        )  # fmt: skip
    put_indicators(refresh, book, edition, sources=[publisher])


def _units(book: Scorebook, edition: int, catalog: Catalog) -> tuple[pd.DataFrame, list[str]]:
    """Return the units of the newest year as a scoreboard table, and the codes of no known vintage."""
    known: dict[str, str] = {}
    for vintage in vintages(catalog=catalog):
        names = gazetteer(vintage, catalog=catalog)
        known |= {code: names.name(code) for code in names.units}
    newest = book.values[book.values["year"] == book.year]
    averages = newest.loc[newest["code"] == EU, "index"]
    units = newest[newest["code"] != EU].drop(columns="year").reset_index(drop=True)
    units["edition"] = edition
    # A country taken as one unit may have the code of its only region: CY0.
    whole = units["code"].str.rstrip("0") == units["code"].str[:2]
    units["level"] = units["code"].map(level_of).where(~whole, 0)
    units["name"] = units["code"].map(lambda code: known.get(code, code))
    units["country"] = units["code"].str[:2]
    units["relative_to"] = book.relative_to
    units["subclass"] = ""
    if averages.empty:
        units[["class", "basis"]] = ""
    else:
        average = float(averages.iloc[0])
        units["class"] = [classify(index, average, edition, catalog=catalog) for index in units["index"]]
        units["basis"] = "computed"
    codes = {code for year in known_vintages(catalog=catalog) for code in known_codes(year, catalog=catalog)}
    return units[list(_SCOREBOARD_COLUMNS)], sorted(set(units["code"]) - codes)


def _check_count(units: pd.DataFrame, catalog: Catalog) -> None:
    """Refuse an edition whose number of units is far from that of the fullest edition present."""
    counts = [len(pd.read_csv(catalog.path(f"scoreboard-{year}"))) for year in catalog.years("scoreboard")]
    usual = max(counts, default=len(units))
    if not boundaries.LEAST_RATIO * usual <= len(units) <= boundaries.MOST_RATIO * usual:
        raise LayoutError(f"found {len(units)} units in the newest year, expected about {usual}")


def _scoreboard_warnings(
    book: Scorebook, edition: int, units: pd.DataFrame, unknown: list[str]
) -> tuple[str, ...]:
    warnings = []
    if (units["class"] == "").any():
        warnings.append(f"edition {edition} gives no EU average, so no class could be computed")
    if unknown:
        warnings.append(f"{len(unknown)} units are in no NUTS vintage known: {', '.join(unknown)}")
    if book.missing:
        warnings.append(f"no value for {', '.join(book.missing)}")
    return tuple(warnings)


def _workbook(source: Path) -> Path:
    if source.is_file():
        return source
    workbooks = sorted(source.rglob("*.xlsx")) if source.is_dir() else []
    if len(workbooks) != 1:
        raise UpdateError(
            f"{source}: found {len(workbooks)} workbooks (.xlsx), expected one. Nothing was changed."
        )
    return workbooks[0]
