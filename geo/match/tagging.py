"""The class of any region: from a NUTS unit of any vintage and level to the scoreboard units around it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd
import shapely

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.notes import Note
from geo.match.class_bounds import Threshold
from geo.match.covering import MIXED, Tag, Tagger
from geo.match.edition_tables import editions, read_indicators, read_scoreboard, read_series
from geo.match.edition_units import board
from geo.match.editions import classify, thresholds
from geo.match.placement import locate
from geo.nuts.point_index import point_or_none
from geo.tables.frames import check_frame, copied

__all__ = [
    "MIXED",
    "Threshold",
    "classify",
    "editions",
    "read_indicators",
    "read_scoreboard",
    "read_series",
    "tag",
    "tagged_for",
    "thresholds",
]

#: A frame, with geometry or without; what comes back is of the kind that was given.
Frame = TypeVar("Frame", bound=pd.DataFrame)


def tag(located: Frame, *, edition: int = 2023, catalog: Catalog | None = None) -> Frame:
    """Give every region the class of the scoreboard unit that covers it.

    A region takes the class of the same unit; else of the unit it lies in; else of the units it consists of:
    their common class, the class of the unit around the record's point, or ``mixed``. A class is never
    guessed: where the table has none, `no_data` says why. A region of another vintage is first carried
    into the edition's vintage.

    Parameters
    ----------
    located
        Frame with ``nuts_id, level, vintage``, such as `geo.locate` and `geo.read_regions` return (the
        latter without ``vintage``: those of the edition are meant). Records that are not located yet are
        located first. The geometry column, ``located_by``,
        ``city`` and ``city_status`` are used when present. Points are EPSG:4326.
    edition
        Year of the scoreboard.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    DataFrame or GeoDataFrame
        The frame, rows and index unchanged, with ``scoreboard_unit`` (codes joined by ``;``) and
        ``scoreboard_unit_name`` (names joined by ``; ``), ``relation`` (``same``, ``inside``, ``contains``,
        ``country``, ``none``), ``class`` (key, ``mixed`` or None), ``index`` (NaN unless it is one unit's),
        ``index_relative_to``, ``basis`` (``published``, ``computed``, ``printed``), ``no_data`` (None,
        ``not_covered``, ``missing``, ``not_located``, ``country_only``), ``tag_notes`` (of
        `geo.language.notes.pack`), ``edition``.

    Raises
    ------
    EditionError
        There is no table of that edition.
    RegionError
        The frame holds a vintage that is not present, or a code that its vintage does not have.

    Examples
    --------
    >>> from geo import read_regions
    >>> regions = tag(read_regions(2021, levels=(2,)), edition=2023).set_index("nuts_id")
    >>> regions.loc["BE32", ["scoreboard_unit", "relation", "class"]].tolist()
    ['BE3', 'inside', 'strong']
    """
    check_frame(located)
    catalog = catalog or Catalog.bundled()
    tagged = locate(located, catalog=catalog) if is_unlocated(located) else copied(located)
    tagger = Tagger(board(edition, catalog=catalog), catalog)
    size = len(tagged)
    codes = tagged[c.NUTS_ID].tolist()
    vintages = tagged[c.VINTAGE].tolist() if c.VINTAGE in tagged else [None] * size
    unlocated = Tag(no_data="not_located", notes=(Note("note.tag.not_located"),))
    # Many records share a region, and what is said of it.
    tag_of = cache(lambda code, vintage: tagger.tag_all(code.split(";"), vintage))
    tags = [
        tag_of(code, vintage) if isinstance(code, str) else unlocated
        for code, vintage in zip(codes, vintages, strict=True)
    ]
    tags = _refine(tags, tagged, tagger)
    codes_of = cache(";".join)
    names_of = cache(lambda units: "; ".join(tagger.board.units[unit].name for unit in units))
    tagged[c.SCOREBOARD_UNIT] = [codes_of(item.units) for item in tags]
    tagged[c.SCOREBOARD_UNIT_NAME] = [names_of(item.units) for item in tags]
    tagged[c.RELATION] = [item.relation for item in tags]
    tagged[c.CLASS] = _objects([item.class_ for item in tags], tagged.index)
    tagged[c.INDEX] = [item.index for item in tags]
    scale = tagger.board.edition.relative_to
    tagged[c.INDEX_RELATIVE_TO] = _objects(
        [scale if item.index == item.index else None for item in tags], tagged.index
    )
    tagged[c.BASIS] = _objects([item.basis for item in tags], tagged.index)
    tagged[c.NO_DATA] = _objects([item.no_data for item in tags], tagged.index)
    tagged[c.TAG_NOTES] = _objects([item.packed for item in tags], tagged.index)
    tagged[c.EDITION] = edition
    return tagged


def tagged_for(frame: pd.DataFrame, *, edition: int, catalog: Catalog) -> Any:
    """Return a frame tagged with one edition: itself when it is, else tagged (again).

    A frame keeps no edition but its own: classes of one are never shown as those of another.
    """
    check_frame(frame)
    is_tagged = c.TAG_NOTES in frame and c.EDITION in frame and set(frame[c.EDITION]) <= {edition}
    return frame if is_tagged else tag(frame, edition=edition, catalog=catalog)


def is_unlocated(frame: pd.DataFrame) -> bool:
    """Return whether a frame holds records that somebody brings: not located yet, and no regions."""
    if c.LOCATED_BY in frame or (c.NUTS_ID in frame and {c.LEVEL, c.VINTAGE} & set(frame.columns)):
        return False
    return c.NUTS_ID not in frame or c.NAME in frame or c.COUNTRY in frame


def _refine(tags: Sequence[Tag], located: pd.DataFrame, tagger: Tagger) -> list[Tag]:
    """Decide between several units where the record tells more: its point, or that it is only a country."""
    codes = located[c.NUTS_ID].tolist()
    open_rows = [
        row for row, item in enumerate(tags) if item.relation == "contains" and ";" not in codes[row]
    ]
    refined = list(tags)
    if not open_rows:
        return refined
    points = _points(located, open_rows)
    around: list[tuple[str, ...]] = [()] * len(open_rows)
    if any(point is not None for point in points):
        around = tagger.around(points, [tags[row].units[0][:2] for row in open_rows])
    statuses, cities, ways = (_texts(located, name) for name in (c.CITY_STATUS, c.CITY, c.LOCATED_BY))
    made: dict[tuple[int, str, str | None], Tag] = {}
    for row, lineage in zip(open_rows, around, strict=True):
        item = tags[row]
        unit = next((code for code in lineage if code in item.units), None)
        unconfirmed = statuses[row] == "unconfirmed"
        # An unconfirmed city is asked only where nothing else decides.
        if unit and not (unconfirmed and item.class_ not in (None, MIXED)):
            city = cities[row] or "?" if unconfirmed else None
            key = (id(item), unit, city)
            if key not in made:
                made[key] = tagger.choose(item, unit, city=city)
            refined[row] = made[key]
        elif item.class_ in (None, MIXED) and ways[row] == "country":
            country = codes[row][:2]
            key = (id(item), country, None)
            if key not in made:
                made[key] = _country_only(item, country, tagger.year)
            refined[row] = made[key]
    return refined


def _country_only(item: Tag, country: str, edition: str) -> Tag:
    reason = "country_mixed" if item.class_ == MIXED else "country_without"
    note = Note(f"note.tag.{reason}", {"country": country, "edition": edition})
    return Tag(relation="country", no_data="country_only", notes=(note,))


def _points(located: pd.DataFrame, rows: Sequence[int]) -> list[shapely.Point | None]:
    if not isinstance(located, gpd.GeoDataFrame):
        return [None] * len(rows)
    return [point_or_none(shape) for shape in located.geometry.iloc[list(rows)]]


def _texts(frame: pd.DataFrame, column: str) -> list[str | None]:
    """Return the texts of a column, None for whatever is none."""
    values = frame[column].tolist() if column in frame else [None] * len(frame)
    return [value if isinstance(value, str) and value else None for value in values]


def _objects(values: Sequence[object], index: pd.Index[Any]) -> pd.Series[Any]:
    """Return a column in which None stays None."""
    return pd.Series(values, index=index, dtype=object)
