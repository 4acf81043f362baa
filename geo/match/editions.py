"""The editions of the Regional Innovation Scoreboard: tables, scales and bounds of the classes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import EditionError, PackageError, Problem, nearest

#: Class names that mean the same group: *modest* became *emerging* in the edition of 2021.
SAME_CLASS: Final = {"modest": "emerging"}
#: Classes that lie above their lower bound; every other class starts at it. Sources: 2019 northfinland.fi,
#: uutiskirje 2188, 1 July 2019 (Leader > 120 %, Modest < 50 %); 2023 European Commission, announcement of
#: 6 July 2023 (leaders above 125 %, strong 100 to 125 %, moderate 70 to 100 %, emerging below 70 %);
#: 2025 the same bounds. Of 2021, the page cited in ``scoreboard-editions`` prints ">= 125".
_ABOVE: Final = frozenset({(2019, "leader"), (2023, "leader"), (2025, "leader")})
#: Percentages are computed from rounded figures: one that falls short of a bound by less than this is on it.
_ROUNDING: Final = 1e-9
#: Countries whose regions an edition covers, and countries it takes as one unit, for editions whose table
#: here is partial; a complete table says it itself. Source: Regional Innovation Scoreboard 2019, "238 regions
#: in 23 EU countries, Norway, Serbia and Switzerland; CY, EE, LV, LU, MT at country level".
_COVERED: Final = {
    2019: (
        "AT BE BG CH CZ DE DK EL ES FI FR HR HU IE IT LT NL NO PL PT RO RS SE SI SK UK",
        "CY EE LU LV MT",
    )
}
#: Regional indicators of an edition, where their number is known. Edition 2023 has 21: employed ICT
#: specialists seems to be the one that the export behind our table leaves out (data/README.md).
PUBLISHED_INDICATORS: Final[Mapping[int, int]] = {2023: 21}
_TEXT: Final[Mapping[str, type]] = {
    c.NAME: str,
    c.COUNTRY: str,
    c.CLASS: str,
    "code": str,
    "subclass": str,
    c.BASIS: str,
}


@dataclass(frozen=True, slots=True)
class ScoreboardUnit:
    """One row of a scoreboard table."""

    code: str
    level: int
    name: str
    country: str
    index: float
    class_: str | None
    basis: str


@dataclass(frozen=True)
class Threshold:
    """The bounds of a class.

    Parameters
    ----------
    class_
        Key of the class.
    lower, upper
        Percent of the EU average of the same year; None where the class is open.
    includes_lower, includes_upper
        Whether a value equal to `lower`, or to `upper`, belongs to the class.
    """

    class_: str
    lower: float | None
    upper: float | None
    includes_lower: bool = True
    includes_upper: bool = False

    @property
    def wording(self) -> str:
        """Return how a legend states the bounds: ``below``, ``upto``, ``between``, ``from`` or ``above``.

        Between two bounds both are named, as the scoreboard prints them ("90-120"): the classes outside them
        say on which side a bound belongs.

        Examples
        --------
        >>> [bound.wording for bound in thresholds(2019)]
        ['above', 'between', 'between', 'below']
        """
        if self.lower is None:
            return "upto" if self.includes_upper else "below"
        if self.upper is None:
            return "from" if self.includes_lower else "above"
        return "between"


@dataclass(frozen=True)
class Edition:
    """What holds for a whole edition.

    Parameters
    ----------
    edition
        Its year.
    nuts_vintage
        Vintage of its region codes.
    country_vintages
        Vintages of countries whose codes are of another one, by country.
    relative_to
        What the index is relative to, such as ``EU 2016`` (the EU value of that year is 100).
    eu_average
        EU value of the edition's year on the same scale; None when it is not known.
    thresholds
        Bounds of the classes, best class first.
    published_units
        Regions the edition has, countries taken as one unit left out; None when it is not known.
    """

    edition: int
    nuts_vintage: int
    relative_to: str
    eu_average: float | None
    thresholds: tuple[Threshold, ...]
    country_vintages: Mapping[str, int] = field(default_factory=dict)
    published_units: int | None = None

    def vintage_of(self, country: str) -> int:
        """Return the vintage of a country's codes (GISCO code)."""
        return self.country_vintages.get(country, self.nuts_vintage)


@dataclass(frozen=True)
class Board:
    """One edition, ready to be asked for a unit.

    Parameters
    ----------
    edition
        What holds for the whole edition.
    units
        Code to row.
    regional
        Countries whose regions the edition covers.
    national
        Countries the edition takes as one unit.
    partial
        Whether our table lacks units that the edition has.
    """

    edition: Edition
    units: dict[str, ScoreboardUnit]
    regional: frozenset[str]
    national: frozenset[str]
    partial: bool

    def covers(self, country: str) -> bool:
        """Return whether the edition has figures for a country, be they in our table or not."""
        return country in self.regional or country in self.national


def editions(*, catalog: Catalog | None = None) -> tuple[int, ...]:
    """Return the editions with a table, oldest first.

    Examples
    --------
    >>> editions()
    (2019, 2023)
    """
    return (catalog or Catalog.bundled()).years("scoreboard")


def read_scoreboard(edition: int = 2023, *, catalog: Catalog | None = None) -> pd.DataFrame:
    """Read the table of one edition.

    Parameters
    ----------
    edition
        Year of the scoreboard.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    DataFrame
        One row per scoreboard unit, sorted by code: ``edition, code, level, name, country, index,
        relative_to, class, subclass, basis``. A unit of which only the class is known has no index.

    Raises
    ------
    EditionError
        There is no table of that edition; the present ones are named.

    Examples
    --------
    >>> board = read_scoreboard(2023).set_index("code")
    >>> board.loc["PT11", "class"], float(board.loc["PT11", "index"])
    ('moderate', 93.12)
    """
    return _read("", edition, catalog, types=_TEXT)


def read_series(edition: int = 2023, *, catalog: Catalog | None = None) -> pd.DataFrame:
    """Read the index over the years, by the method of one edition.

    Returns
    -------
    DataFrame
        Columns ``edition, code, year, index``; the code ``EU`` is the EU average of each year.

    Raises
    ------
    EditionError
        The edition has no time series.
    """
    return _read("-series", edition, catalog, types={"code": str})


def read_indicators(edition: int = 2023, *, catalog: Catalog | None = None) -> pd.DataFrame:
    """Read the indicators behind the index of one edition.

    Returns
    -------
    DataFrame
        Columns ``edition, code, indicator, value``. A value of 0 may stand for "no value".

    Raises
    ------
    EditionError
        The edition has no indicators.
    """
    return _read("-indicators", edition, catalog, types={"code": str, "indicator": str})


def describe_edition(edition: int, *, catalog: Catalog | None = None) -> Edition:
    """Return what holds for a whole edition: vintage, scale, EU average, bounds of the classes.

    Raises
    ------
    EditionError
        Nothing is known about the edition.
    """
    return (catalog or Catalog.bundled()).derive(_describe, edition)


def _describe(catalog: Catalog, edition: int) -> Edition:
    table = catalog.table("scoreboard-editions")
    rows = table[table["edition"] == edition].sort_values("order")
    if rows.empty:
        raise EditionError(_unknown(edition, _described(catalog)))
    first = rows.iloc[0]
    return Edition(
        edition,
        int(first["nuts_vintage"]),
        "" if pd.isna(first["relative_to"]) else str(first["relative_to"]),
        _number(first["eu_average"]),
        tuple(_thresholds(edition, rows)),
        _country_vintages(first.get("country_vintages")),
        None if rows["published_units"].isna().any() else int(rows["published_units"].sum()),
    )


def _thresholds(edition: int, rows: pd.DataFrame) -> Iterator[Threshold]:
    above: str | None = None  # the class above: what it leaves out of the bound they share is this one's
    for class_, lower, upper in zip(rows["class"], rows["lower"], rows["upper"], strict=True):
        excluded = (edition, above) in _ABOVE
        yield Threshold(class_, _number(lower), _number(upper), (edition, class_) not in _ABOVE, excluded)
        above = class_


def _country_vintages(text: object) -> dict[str, int]:
    """Read ``UK=2021``, several separated by spaces; empty where every country has the edition's vintage."""
    pairs = (pair.split("=") for pair in text.split()) if isinstance(text, str) else ()
    return {country: int(vintage) for country, vintage in pairs}


def thresholds(edition: int, *, catalog: Catalog | None = None) -> list[Threshold]:
    """Return the bounds of an edition's classes, best class first.

    Source
    ------
    European Commission, Regional Innovation Scoreboard, the edition asked for; where each bound was read
    stands in the table ``scoreboard-editions``.

    Examples
    --------
    >>> [(bound.class_, bound.lower) for bound in thresholds(2023)]
    [('leader', 125.0), ('strong', 100.0), ('moderate', 70.0), ('emerging', None)]
    """
    return list(describe_edition(edition, catalog=catalog).thresholds)


def classify(index: float, eu_average: float, edition: int, *, catalog: Catalog | None = None) -> str:
    """Return the class of an index by the bounds of one edition.

    Parameters
    ----------
    index
        Index of a unit.
    eu_average
        EU value of the same year on the same scale.
    edition
        Year of the scoreboard.

    Examples
    --------
    >>> classify(126.05, 108.47, 2023)
    'strong'
    >>> classify(152.301, 104.714481, 2019)
    'leader'
    """
    return class_of(100 * index / eu_average, describe_edition(edition, catalog=catalog).thresholds)


def class_of(percent: float, bounds: Sequence[Threshold]) -> str:
    """Return the class of an index in percent of the EU average of the same year.

    Parameters
    ----------
    percent
        The index; a value on a bound belongs to the class that includes it.
    bounds
        Of an `Edition`, best class first.

    Examples
    --------
    >>> [class_of(percent, thresholds(2019)) for percent in (120.1, 120, 50, 49.9)]
    ['leader', 'strong', 'moderate', 'modest']
    """
    for bound in bounds:
        if bound.lower is None:
            return bound.class_
        margin = -_ROUNDING if bound.includes_lower else _ROUNDING
        if percent > bound.lower + margin:
            return bound.class_
    return bounds[-1].class_


def unit_among(codes: Sequence[str], *, catalog: Catalog) -> str | None:
    """Return the code that the newest edition with any of them has a unit of; None when no edition has one.

    Parameters
    ----------
    codes
        Of regions, the one to prefer first.
    catalog
        Data package.

    Examples
    --------
    >>> unit_among(["BE3", "BE32"], catalog=Catalog.bundled())
    'BE3'
    """
    for year in reversed(editions(catalog=catalog)):
        units = board(year, catalog=catalog).units
        if used := next((code for code in codes if code in units), None):
            return used
    return None


def board(edition: int, *, catalog: Catalog) -> Board:
    """Return an edition ready to be asked, made once per process as long as its files hold the same.

    Raises
    ------
    EditionError
        There is no table of that edition.
    """
    _check(f"scoreboard-{edition}", edition, catalog)
    return catalog.derive(_board, edition)


def _board(catalog: Catalog, edition: int) -> Board:
    table = read_scoreboard(edition, catalog=catalog)
    names = ("code", c.LEVEL, c.NAME, c.COUNTRY, c.INDEX, c.CLASS, c.BASIS)
    rows = zip(*(table[name].tolist() for name in names), strict=True)
    units = {
        code: ScoreboardUnit(
            code, level, name, country, index, class_ if isinstance(class_, str) else None, basis
        )
        for code, level, name, country, index, class_, basis in rows
    }
    national = frozenset(unit.country for unit in units.values() if unit.level == 0)
    regional = frozenset(unit.country for unit in units.values() if unit.level > 0)
    if edition in _COVERED:
        regional, national = (frozenset(codes.split()) for codes in _COVERED[edition])
    return Board(describe_edition(edition, catalog=catalog), units, regional, national, edition in _COVERED)


def _read(part: str, edition: int, catalog: Catalog | None, *, types: Mapping[str, type]) -> pd.DataFrame:
    catalog = catalog or Catalog.bundled()
    name = f"scoreboard-{edition}{part}"
    _check(name, edition, catalog)
    table = catalog.table(name, types=types)
    _check_figures(table, catalog.resource(name).path)
    return table


def _check_figures(table: pd.DataFrame, source: str) -> None:
    """Refuse a table whose figures are no numbers: JSON and the page know none that is infinite."""
    problems = [
        Problem(source, str(value), "a number, or nothing", row=row, column=column)
        for column in ("index", "value")
        if column in table
        for row, value in enumerate(table[column].tolist(), start=2)
        if isinstance(value, str) or abs(value) == math.inf
    ]
    if problems:
        raise PackageError(problems)


def _check(name: str, edition: int, catalog: Catalog) -> None:
    if name in catalog.names():
        return
    part = name.removeprefix(f"scoreboard-{edition}").lstrip("-") or "table"
    names = catalog.names()
    present = [year for year in editions(catalog=catalog) if name.replace(str(edition), str(year)) in names]
    raise EditionError(_unknown(edition, present, part, is_known=edition in _described(catalog)))


def _described(catalog: Catalog) -> list[int]:
    """Return the editions of which anything is known, with or without their tables."""
    if "scoreboard-editions" not in catalog.names():
        return []
    return sorted(set(catalog.table("scoreboard-editions")["edition"].tolist()))


def _unknown(
    edition: int, present: list[int], part: str = "entry in scoreboard-editions", *, is_known: bool = False
) -> str:
    near = nearest(str(edition), [str(year) for year in present])
    hint = f". Did you mean {near}?" if near else ""
    if is_known:
        hint = f"; to bring {edition}: clusteratlas update scoreboard --edition {edition}"
    years = ", ".join(map(str, present)) or "none"
    article = "an" if part[0] in "aeiou" else "a"
    return f"found scoreboard edition {edition!r}, expected one with {article} {part}: {years}{hint}"


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
