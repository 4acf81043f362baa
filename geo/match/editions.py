"""The editions of the Regional Innovation Scoreboard: vintage, scale, EU average, bounds of the classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.errors import EditionError
from geo.match.class_bounds import Threshold, class_of, read_bounds
from geo.match.edition_tables import described_editions, unknown_edition

#: Regional indicators of an edition, where their number is known. Edition 2023 has 21: employed ICT
#: specialists seems to be the one that the export behind our table leaves out (data/README.md).
PUBLISHED_INDICATORS: Final[Mapping[int, int]] = {2023: 21}


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
        raise EditionError(unknown_edition(edition, described_editions(catalog)))
    first = rows.iloc[0]
    return Edition(
        edition,
        int(first["nuts_vintage"]),
        "" if pd.isna(first["relative_to"]) else str(first["relative_to"]),
        None if pd.isna(first["eu_average"]) else float(first["eu_average"]),
        tuple(read_bounds(edition, rows)),
        _country_vintages(first.get("country_vintages")),
        None if rows["published_units"].isna().any() else int(rows["published_units"].sum()),
    )


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
