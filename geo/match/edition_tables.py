"""The tables of an edition: its units, the index over the years, the indicators."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import EditionError, PackageError, Problem, nearest

_TEXT: Final[Mapping[str, type]] = {
    c.NAME: str,
    c.COUNTRY: str,
    c.CLASS: str,
    "code": str,
    "subclass": str,
    c.BASIS: str,
}


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


def _read(part: str, edition: int, catalog: Catalog | None, *, types: Mapping[str, type]) -> pd.DataFrame:
    catalog = catalog or Catalog.bundled()
    name = f"scoreboard-{edition}{part}"
    check_present(name, edition, catalog)
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


def check_present(name: str, edition: int, catalog: Catalog) -> None:
    """Refuse an edition of which a table is not there."""
    if name in catalog.names():
        return
    part = name.removeprefix(f"scoreboard-{edition}").lstrip("-") or "table"
    names = catalog.names()
    present = [year for year in editions(catalog=catalog) if name.replace(str(edition), str(year)) in names]
    raise EditionError(
        unknown_edition(edition, present, part, is_known=edition in described_editions(catalog))
    )


def described_editions(catalog: Catalog) -> list[int]:
    """Return the editions of which anything is known, with or without their tables."""
    if "scoreboard-editions" not in catalog.names():
        return []
    return sorted(set(catalog.table("scoreboard-editions")["edition"].tolist()))


def unknown_edition(
    edition: int, present: list[int], part: str = "entry in scoreboard-editions", *, is_known: bool = False
) -> str:
    """Return what to say of an edition without a table, or without an entry in the table of editions."""
    suggestion = nearest(str(edition), [str(year) for year in present])
    hint = f". Did you mean {suggestion}?" if suggestion else ""
    if is_known:
        hint = f"; to bring {edition}: clusteratlas update scoreboard --edition {edition}"
    years = ", ".join(map(str, present)) or "none"
    article = "an" if part[0] in "aeiou" else "a"
    return f"found scoreboard edition {edition!r}, expected one with {article} {part}: {years}{hint}"
