"""The units of one NUTS vintage, to be found by code, by name or by a point."""

from __future__ import annotations

from geo.datapackage.catalog import Catalog
from geo.nuts.aliases import read_aliases
from geo.nuts.name_index import NameIndex
from geo.nuts.point_index import PointIndex
from geo.nuts.unit_tree import UnitTree
from geo.nuts.units import read_names
from geo.nuts.vintages import check_vintage


class Gazetteer(UnitTree):
    """Everything that can be looked up in one vintage.

    Parameters
    ----------
    vintage
        Year of the classification.
    catalog
        Data package.
    """

    def __init__(self, vintage: int, *, catalog: Catalog) -> None:
        boundaries = catalog.content(f"nuts-{vintage}")
        super().__init__(boundaries)
        self.vintage = vintage
        self.names = NameIndex(
            self, vintage, other_names=catalog.derive(_other_names), own=read_aliases(catalog=catalog)
        )
        self.points = PointIndex(self, boundaries, source=str(catalog.path(f"nuts-{vintage}")))

    def name(self, code: str) -> str:
        """Return the national name of a unit in its best spelling."""
        return self.names.national(code)


def gazetteer(vintage: int, *, catalog: Catalog) -> Gazetteer:
    """Return the gazetteer of a vintage, made once per process as long as its files hold the same.

    Raises
    ------
    RegionError
        The vintage does not exist.
    """
    check_vintage(vintage, catalog=catalog)
    return catalog.derive(_make, vintage)


def _make(catalog: Catalog, vintage: int) -> Gazetteer:
    return Gazetteer(vintage, catalog=catalog)


def _other_names(catalog: Catalog) -> dict[str, dict[str, list[tuple[str, str, str]]]]:
    """Return name, kind and vintages of each name in the table of names, by country and code of the unit."""
    table = read_names(catalog=catalog)
    names: dict[str, dict[str, list[tuple[str, str, str]]]] = {}
    columns = (table[column].tolist() for column in ("nuts_id", "name", "kind", "vintages"))
    for code, *row in zip(*columns, strict=True):
        names.setdefault(code[:2], {}).setdefault(code, []).append(tuple(row))
    return names
