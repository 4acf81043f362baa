"""The units of an edition: which there are, and which countries it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.match.edition_tables import check_present, editions, read_scoreboard
from geo.match.editions import Edition, describe_edition

#: Countries whose regions an edition covers, and countries it takes as one unit, for editions whose table
#: here is partial; a complete table says it itself. Source: Regional Innovation Scoreboard 2019, "238 regions
#: in 23 EU countries, Norway, Serbia and Switzerland; CY, EE, LV, LU, MT at country level".
_COVERED: Final = {
    2019: (
        "AT BE BG CH CZ DE DK EL ES FI FR HR HU IE IT LT NL NO PL PT RO RS SE SI SK UK",
        "CY EE LU LV MT",
    )
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
    check_present(f"scoreboard-{edition}", edition, catalog)
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
