"""The figures of a map as they were read: what the definition says of each, and its table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.definition.schema import Definition
from geo.definition.sections import Figure
from geo.match.editions import describe_edition
from geo.match.figures import JoinedFigure, join_figure
from geo.nuts.map_units import newest_vintage
from geo.tables.figures import FigureColumns, read_figure


@dataclass(frozen=True)
class FigureTable:
    """A figure and its table.

    Parameters
    ----------
    about
        What a definition says of it.
    table
        Frame of `geo.read_figure`.
    publisher
        Who published it, where the definition does not say: the line that a resource asks for, or the name of
        a file.
    licence
        Its licence, where the definition does not say: that of a resource.
    """

    about: Figure
    table: pd.DataFrame
    publisher: str
    licence: str | None = None


def read_figures(figures: Iterable[Figure], *, folder: Path, catalog: Catalog) -> tuple[FigureTable, ...]:
    """Read the table of each figure.

    Raises
    ------
    TableError
        A table cannot be read, or rows are wrong.
    """
    return tuple(_read(figure, folder, catalog) for figure in figures)


def join_table(figure: FigureTable, *, to_vintage: int, catalog: Catalog) -> JoinedFigure:
    """Carry a figure to the regions of a vintage, as its definition says."""
    about = figure.about
    return join_figure(
        figure.table,
        to_vintage=to_vintage,
        vintage=about.vintage,
        level=about.level,
        additive=about.additive,
        catalog=catalog,
    )


def join_figures(definition: Definition, *, catalog: Catalog) -> dict[str, JoinedFigure]:
    """Read and join the figures of a definition, by key."""
    edition = describe_edition(definition.edition, catalog=catalog)
    to_vintage = definition.vintage or newest_vintage(edition.nuts_vintage, catalog=catalog)
    tables = read_figures(definition.figures, folder=definition.folder, catalog=catalog)
    return {table.about.key: join_table(table, to_vintage=to_vintage, catalog=catalog) for table in tables}


def _read(figure: Figure, folder: Path, catalog: Catalog) -> FigureTable:
    columns = FigureColumns(figure.code, figure.value, figure.year, figure.flag, figure.where)
    table = read_figure(figure.source, columns, folder=folder, catalog=catalog)
    if figure.source not in catalog.names():
        return FigureTable(figure, table, Path(figure.source).name)
    resource = catalog.resource(figure.source)
    return FigureTable(
        figure, table, resource.attribution or resource.title, "; ".join(resource.licenses) or None
    )
