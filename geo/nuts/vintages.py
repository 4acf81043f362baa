"""Which vintages there are, with their boundaries or by their codes alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from geo.datapackage.catalog import Catalog
from geo.errors import RegionError
from geo.nuts.boundary_file import codes_of

if TYPE_CHECKING:
    import pandas as pd

#: Types of columns that their values do not tell.
_CHANGES_TYPES: Final[Mapping[str, type]] = {"from_id": str, "to_id": str, "kind": str}


def vintages(*, catalog: Catalog | None = None) -> tuple[int, ...]:
    """Return the vintages whose boundaries are present, oldest first.

    Examples
    --------
    >>> vintages()
    (2013, 2016, 2021)
    """
    return (catalog or Catalog.bundled()).years("nuts")


def known_vintages(*, catalog: Catalog | None = None) -> tuple[int, ...]:
    """Return the vintages whose codes are known, oldest first.

    Those whose boundaries are present, and those that the table of changes leads to: Eurostat's own table
    names the codes of NUTS 2024, whether their boundaries are there or not.

    Examples
    --------
    >>> known_vintages()
    (2013, 2016, 2021, 2024)
    """
    return (catalog or Catalog.bundled()).derive(_known_vintages)


def known_codes(vintage: int, *, catalog: Catalog | None = None) -> frozenset[str]:
    """Return the codes of a vintage that `known_vintages` names."""
    catalog = catalog or Catalog.bundled()
    if vintage in vintages(catalog=catalog):
        return catalog.read(f"nuts-{vintage}", codes_of)
    return catalog.derive(_changed_codes, vintage)


def check_vintage(vintage: int, *, catalog: Catalog | None = None) -> None:
    """Raise RegionError unless the boundaries of a vintage are present."""
    if vintage not in vintages(catalog=catalog):
        # A year as text is none of the years.
        expected, suggestion = expected_vintage(
            int(vintage) if str(vintage).isdigit() else 0, catalog=catalog
        )
        hint = f". Did you mean {suggestion}?" if suggestion else ""
        raise RegionError(f"found NUTS vintage {vintage!r}, expected {expected}{hint}")


def expected_vintage(vintage: int, *, catalog: Catalog | None = None) -> tuple[str, str | None]:
    """Return what is expected in place of a vintage without boundaries, and the nearest year that has some.

    Of a vintage that is known no other year is meant; its boundaries can be brought.

    Examples
    --------
    >>> expected_vintage(2012)
    ('one of 2013, 2016, 2021', '2013')
    >>> expected_vintage(2024)[0].partition("; ")[2]
    'to bring those of 2024: clusteratlas update boundaries --vintage 2024'
    """
    present = vintages(catalog=catalog)
    expected = f"one of {', '.join(map(str, present))}" if present else "a vintage, and there is none"
    if vintage in known_vintages(catalog=catalog):
        bring = f"to bring those of {vintage}: clusteratlas update boundaries --vintage {vintage}"
        return f"{expected}, whose boundaries are here; {bring}", None
    return expected, str(min(present, key=lambda year: abs(year - vintage))) if present else None


def read_changes(*, catalog: Catalog | None = None) -> pd.DataFrame:
    """Read the table of changes between neighbouring vintages.

    Returns
    -------
    DataFrame
        One row per pair of units; columns ``from_vintage, to_vintage, level, from_id, to_id``;
        ``share_from`` (overlap divided by the area of the old unit), ``share_to`` (by that of the
        new one), both NaN where Eurostat names the pair and nobody measured it; ``kind``.
    """
    return (catalog or Catalog.bundled()).table("nuts-changes", types=_CHANGES_TYPES)


def _known_vintages(catalog: Catalog) -> tuple[int, ...]:
    years = set(vintages(catalog=catalog))
    if "nuts-changes" in catalog.names():
        changes = read_changes(catalog=catalog)
        years |= {*changes["from_vintage"].tolist(), *changes["to_vintage"].tolist()}
    return tuple(sorted(years))


def _changed_codes(catalog: Catalog, vintage: int) -> frozenset[str]:
    table = read_changes(catalog=catalog)
    ends = (("from_vintage", "from_id"), ("to_vintage", "to_id"))
    return frozenset(code for year, ids in ends for code in table.loc[table[year] == vintage, ids].tolist())
