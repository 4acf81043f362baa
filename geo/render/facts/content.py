"""What a map shows, as frames: the one source of its data block, its static part and its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.match.painting import painted_rows, read_painted
from geo.nuts.map_units import newest_vintage
from geo.nuts.outline.cropped import crop_outline
from geo.nuts.outline.outline import Outline, read_outline
from geo.nuts.outline.small import add_small_regions, read_small_outline
from geo.render.facts.figures import ShownFigure, join_tables, show_figures
from geo.render.facts.focus import find_area
from geo.render.facts.members import ShownMembers, show_members
from geo.render.facts.pairs import ShownPair, show_pairs
from geo.render.facts.places import Place, place_records, small_regions_of
from geo.render.facts.scores import Scores, read_scores
from geo.render.options import MapOptions


@dataclass(frozen=True)
class MapContent:
    """Everything a map shows.

    Parameters
    ----------
    options
        What was asked for.
    tagged
        Records of `geo.tag`.
    ledger
        Their ledger, row by row.
    places
        Where they are drawn, row by row.
    vintage
        Vintage of the map; countries that left the classification are shown as an older one has them.
    painted
        The painted regions, of `geo.match.painting.read_painted`.
    outline
        Their geometry, in the same order; with a figure of level 3, that of the small regions too.
    scores
        The edition of the scoreboard.
    survey
        Figures about all records together, of `geo.tables.surveys.read_survey`; None without them.
    catalog
        Data package.
    figures
        Figures of regions, in their order.
    members
        Members of the clusters; their figure is the last one.
    pairs
        Pairs of them, in their order.
    small_regions
        Position of the region of level 3 that each record lies in, -1 where that is not known; None where the
        map does not draw them.
    outside
        Names of the records that lie outside the focus and are not shown.
    in_part
        Codes of the countries that the focus shows some regions of and not all.
    """

    options: MapOptions
    tagged: gpd.GeoDataFrame
    ledger: pd.DataFrame
    places: Sequence[Place]
    vintage: int
    painted: pd.DataFrame
    outline: Outline
    scores: Scores
    survey: pd.DataFrame | None
    catalog: Catalog
    figures: tuple[ShownFigure, ...] = ()
    members: ShownMembers | None = None
    pairs: tuple[ShownPair, ...] = ()
    small_regions: tuple[int, ...] | None = None
    outside: tuple[str, ...] = ()
    in_part: tuple[str, ...] = ()

    @property
    def drawn_figures(self) -> tuple[ShownFigure | ShownPair, ...]:
        """The pairs of figures, the figures, and those of members of each kind and of each cluster."""
        return (*self.pairs, *self.figures, *(self.members.others if self.members else ()))

    @property
    def printed_edition(self) -> int | None:
        """Newest edition of which a record prints a class; None when none is shown."""
        printed = self.ledger.loc[self.ledger[c.CLASS_PRINTED].notna(), c.CLASS_PRINTED_EDITION].dropna()
        return int(printed.max()) if self.options.class_printed and len(printed) else None

    @property
    def region_keys(self) -> list[str]:
        """Class of each painted region, or why it has none."""
        classes, kinds = self.painted[c.CLASS], self.painted[c.NO_DATA]
        known = frozenset(self.scores.classes)
        return [
            class_ if class_ in known else kind if isinstance(kind, str) else "missing"
            for class_, kind in zip(classes, kinds, strict=True)
        ]


def gather_content(
    tagged: gpd.GeoDataFrame,
    ledger: pd.DataFrame,
    options: MapOptions,
    *,
    survey: pd.DataFrame | None = None,
    catalog: Catalog,
) -> MapContent:
    """Gather everything a map shows; with a focus, the regions, units and records that lie in it.

    Parameters
    ----------
    tagged
        Records, as `geo.tag` returns them.
    ledger
        Their ledger.
    options
        What the map shows.
    survey
        Frame of `geo.tables.surveys.read_survey`.
    catalog
        Data package.
    """
    scores = read_scores(options.edition, series=options.series, catalog=catalog)
    vintage = options.vintage or newest_vintage(scores.edition.nuts_vintage, catalog=catalog)
    painted = read_painted(vintage, options.edition, catalog=catalog)
    outline = read_outline(vintage, catalog=catalog)
    joined = join_tables(options.figures, vintage=vintage, catalog=catalog)
    if any(figure.is_small for figure in joined):
        outline = add_small_regions(outline, read_small_outline(vintage, catalog=catalog))
    regions = painted_rows(tagged, painted, catalog=catalog)
    outside: tuple[str, ...] = ()
    in_part: tuple[str, ...] = ()
    everywhere = painted
    if options.focus:
        area = find_area(options.focus, painted, vintage=vintage, catalog=catalog)
        shown = area.holds_records(tagged, regions)
        outside = tuple(str(name) for name in tagged.loc[[not is_shown for is_shown in shown], c.NAME])
        tagged, ledger = tagged[shown], ledger[shown]
        regions = [area.rows_of(rows) for rows, is_shown in zip(regions, shown, strict=True) if is_shown]
        painted, scores = area.regions_of(painted), scores.only(area.units)
        in_part = tuple(sorted(area.in_part))
        outline = crop_outline(outline, area.rows)
    places = place_records(tagged, regions, outline, catalog=catalog)
    small = outline.small
    figures = show_figures(
        options.figures,
        joined,
        outline.ids,
        small=small.ids if small else (),
        vintage=vintage,
        catalog=catalog,
    )
    members = show_members(options, tagged, painted, everywhere=everywhere, vintage=vintage, catalog=catalog)
    if members is not None:
        figures = (*figures, members.figure)
    pairs = show_pairs(options.pairs, figures, source=f"maps/{options.name}.toml")
    return MapContent(
        options,
        tagged,
        ledger,
        places,
        vintage,
        painted,
        outline,
        scores,
        survey,
        catalog,
        figures=figures,
        members=members,
        pairs=pairs,
        small_regions=small_regions_of(tagged, places, painted, outline, catalog) if small else None,
        outside=outside,
        in_part=in_part,
    )
