"""The class of any region: from a NUTS unit of any vintage and level to the scoreboard units around it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, TypeVar

import geopandas as gpd
import pandas as pd
import shapely

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import RegionError
from geo.language.notes import Note, Value, pack
from geo.match.editions import (
    SAME_CLASS,
    Board,
    ScoreboardUnit,
    Threshold,
    board,
    classify,
    editions,
    read_indicators,
    read_scoreboard,
    read_series,
    thresholds,
)
from geo.match.placement import locate
from geo.nuts import units as nuts
from geo.nuts.code_tree import CodeTree
from geo.nuts.gazetteer import Gazetteer, gazetteer, point_or_none

__all__ = [
    "MIXED",
    "SAME_CLASS",
    "Threshold",
    "carry_notes",
    "classify",
    "editions",
    "read_indicators",
    "read_scoreboard",
    "read_series",
    "tag",
    "tagged_for",
    "thresholds",
]

#: A region that lies in one unit by this share of its area takes that unit alone; what is left is the noise
#: of two drawings of one border (the share at which the table of changes calls two regions the same).
_WHOLE: Final = 0.90
MIXED: Final = "mixed"
#: A frame, with geometry or without; what comes back is of the kind that was given.
Frame = TypeVar("Frame", bound=pd.DataFrame)
#: What is said of several units as long as no point decides between them.
_UNDECIDED: Final = frozenset(("note.tag.mixed", "note.tag.contains", "note.tag.partial"))


@dataclass(frozen=True)
class Tag:
    """What the scoreboard says about one region.

    Parameters
    ----------
    units
        Codes of the scoreboard units.
    relation
        ``same``, ``inside``, ``contains``, ``country`` or ``none``: how the region relates to them.
    class_
        Key of the class, ``mixed``, or None.
    index
        Index of the one unit, else NaN.
    basis
        How the class is known.
    no_data
        Why there is no class: ``not_covered``, ``missing``, ``not_located``, ``country_only``; None with one.
    notes
        The reasons.
    """

    units: tuple[str, ...] = ()
    relation: str = "none"
    class_: str | None = None
    index: float = float("nan")
    basis: str | None = None
    no_data: str | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class _Cover:
    """The scoreboard units around, at or in one region of the edition's vintage."""

    relation: str
    units: tuple[str, ...]
    whole: bool


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
    catalog = catalog or Catalog.bundled()
    if _is_unlocated(located):
        located = locate(located, catalog=catalog)
    tagger = _Tagger(board(edition, catalog=catalog), catalog)
    size = len(located)
    codes = located[c.NUTS_ID].tolist()
    vintages = located[c.VINTAGE].tolist() if c.VINTAGE in located else [None] * size
    tags = [
        Tag(no_data="not_located", notes=(Note("note.tag.not_located"),))
        if not isinstance(code, str)
        else tagger.tag_all(code.split(";"), vintage)
        for code, vintage in zip(codes, vintages, strict=True)
    ]
    tags = _refine(tags, located, tagger)
    tagged = located.copy()
    tagged[c.SCOREBOARD_UNIT] = [";".join(item.units) for item in tags]
    tagged[c.SCOREBOARD_UNIT_NAME] = [
        "; ".join(tagger.board.units[unit].name for unit in item.units) for item in tags
    ]
    tagged[c.RELATION] = [item.relation for item in tags]
    tagged[c.CLASS] = _objects([item.class_ for item in tags], located.index)
    tagged[c.INDEX] = [item.index for item in tags]
    scale = tagger.board.edition.relative_to
    tagged[c.INDEX_RELATIVE_TO] = _objects(
        [scale if item.index == item.index else None for item in tags], located.index
    )
    tagged[c.BASIS] = _objects([item.basis for item in tags], located.index)
    tagged[c.NO_DATA] = _objects([item.no_data for item in tags], located.index)
    tagged[c.TAG_NOTES] = _objects([pack(item.notes) for item in tags], located.index)
    tagged[c.EDITION] = edition
    return tagged


def tagged_for(frame: pd.DataFrame, *, edition: int, catalog: Catalog) -> Any:
    """Return a frame tagged with one edition: itself when it is, else tagged (again).

    A frame keeps no edition but its own: classes of one are never shown as those of another.
    """
    is_tagged = c.TAG_NOTES in frame and c.EDITION in frame and set(frame[c.EDITION]) <= {edition}
    return frame if is_tagged else tag(frame, edition=edition, catalog=catalog)


def _is_unlocated(frame: pd.DataFrame) -> bool:
    """Return whether a frame holds records that somebody brings: not located yet, and no regions."""
    if c.LOCATED_BY in frame or (c.NUTS_ID in frame and {c.LEVEL, c.VINTAGE} & set(frame.columns)):
        return False
    return c.NUTS_ID not in frame or c.NAME in frame or c.COUNTRY in frame


class _Tagger:
    """Tags regions of any vintage with one edition."""

    def __init__(self, board_: Board, catalog: Catalog) -> None:
        self.board = board_
        self.catalog = catalog
        self.present = nuts.vintages(catalog=catalog)
        self.year = str(board_.edition.edition)
        self._trees: dict[int, Gazetteer | CodeTree] = {}
        self.tag = lru_cache(maxsize=None)(self._tag)

    def tag_all(self, codes: Sequence[str], vintage: Any) -> Tag:
        """Tag a record that spans several regions from all of them; most records have one."""
        tags = [self.tag(code, int(vintage or self.vintage_of(code))) for code in codes]
        if len(tags) == 1:
            return tags[0]
        units = tuple(dict.fromkeys(unit for item in tags for unit in item.units))
        notes = tuple(note for item in tags for note in item.notes)
        if without := next((item for item in tags if item.class_ is None), None):
            return Tag(units, "contains" if units else "none", no_data=without.no_data, notes=notes)
        if len(units) == 1:
            return replace(tags[0], relation="inside")
        if len({item.class_ for item in tags}) == 1 and tags[0].class_ != MIXED:
            basis = ";".join(sorted({item.basis for item in tags if item.basis}))
            return Tag(units, "contains", tags[0].class_, basis=basis, notes=notes)
        notes += (Note("note.tag.spans_mixed", {"edition": self.year}),)
        return Tag(units, "contains", MIXED, notes=notes)

    def vintage_of(self, code: str) -> int:
        """Return the vintage in which the units around a code are looked for."""
        wanted = self.board.edition.vintage_of(code[:2])
        if wanted in self.present:
            return wanted
        # An edition may be newer than every vintage known: most codes do not change between vintages.
        known = nuts.known_vintages(catalog=self.catalog)
        return max((year for year in known if year <= wanted), default=min(known))

    def tree(self, code: str) -> Gazetteer | CodeTree:
        """Return the units of the vintage in which the units around a code are looked for."""
        vintage = self.vintage_of(code)
        if vintage not in self._trees:
            self._trees[vintage] = (
                gazetteer(vintage, catalog=self.catalog)
                if vintage in self.present
                else CodeTree(nuts.known_codes(vintage, catalog=self.catalog))
            )
        return self._trees[vintage]

    def _tag(self, code: str, vintage: int) -> Tag:
        wanted = self.vintage_of(code)
        if vintage == wanted:
            self._check(code)
            return self.describe(code, self.cover(code), ())
        carried = nuts.carry(code, vintage, wanted, catalog=self.catalog)
        notes = carry_notes(code, vintage, wanted, carried)
        if not carried:
            return self.without(code, notes)
        covers = [(item, self.cover(item.nuts_id)) for item in carried]
        if len(carried) == 1:
            region, cover = carried[0].nuts_id, covers[0][1]
            if carried[0].kind == "merged" and cover.relation == "same":
                region, cover = code, _Cover("inside", cover.units, cover.whole)
            return self.describe(region, cover, notes)
        shares: dict[str, float] = {}
        for item, cover in covers:
            for unit in cover.units:
                shares[unit] = shares.get(unit, 0.0) + (item.share if len(cover.units) == 1 else 0.0)
        largest = _largest(shares, covers)
        if largest is not None:
            return self.describe(code, _Cover("inside", (largest,), whole=True), notes)
        if not shares:
            return self.without(code, notes)
        whole = all(cover.whole and cover.units for _, cover in covers)
        return self.describe(code, _Cover("contains", tuple(sorted(shares)), whole), notes)

    def _check(self, code: str) -> None:
        """Refuse a code that the vintage does not have; one newer than all that is known cannot be judged."""
        tree, wanted = self.tree(code), self.board.edition.vintage_of(code[:2])
        if code in tree.units or self.vintage_of(code) != wanted:
            return
        near = ", ".join(tree.near_codes(code)) if isinstance(tree, Gazetteer) else ""
        hint = f" Did you mean {near}?" if near else ""
        raise RegionError(
            f"found {code!r}, expected a code of NUTS {wanted}.{hint} "
            f"For codes of another vintage, add a column {c.VINTAGE!r}"
        )

    def cover(self, code: str) -> _Cover:
        """Find the scoreboard units of a region of the edition's vintage."""
        units, tree = self.board.units, self.tree(code)
        lineage = tree.lineage(code) or tuple(code[:length] for length in range(len(code), 1, -1))
        if code in units:
            return _Cover("same", (code,), whole=True)
        same = [code]
        for parent in lineage[1:]:
            if len(tree.children(parent)) != 1:
                break
            same.append(parent)
        below = code
        while len(tree.children(below)) == 1:
            below = tree.children(below)[0]
            same.append(below)
        if found := next((other for other in same if other in units), None):
            return _Cover("same", (found,), whole=True)
        if found := next((parent for parent in lineage if parent in units), None):
            return _Cover("inside", (found,), whole=True)
        contained, whole = self._units_in(code)
        return _Cover("contains" if contained else "none", tuple(contained), whole)

    def _units_in(self, code: str) -> tuple[list[str], bool]:
        """Return the units in a region, and whether they fill it."""
        if code in self.board.units:
            return [code], True
        children = self.tree(code).children(code)
        units: list[str] = []
        whole = bool(children)
        for child in sorted(children):
            inner, inner_whole = self._units_in(child)
            units += inner
            whole = whole and inner_whole
        return units, whole

    def describe(self, code: str, cover: _Cover, notes: tuple[Note, ...]) -> Tag:
        """Turn the units of a region into its class, with the reasons."""
        if not cover.units:
            return self.without(code, notes)
        if len(cover.units) == 1 and cover.relation != "contains":
            return self._one(code, cover.relation, self.board.units[cover.units[0]], notes)
        units = [self.board.units[unit] for unit in cover.units]
        params: dict[str, Value] = {"units": ", ".join(cover.units), "edition": self.year}
        classes = {unit.class_ for unit in units}
        if not cover.whole:
            notes = (*notes, Note("note.tag.partial", params))
            return Tag(cover.units, "contains", no_data="missing", notes=notes)
        if len(classes) == 1 and None not in classes:
            class_ = str(units[0].class_)
            notes = (*notes, Note("note.tag.contains", {**params, "class_": class_}))
            basis = ";".join(sorted({unit.basis for unit in units}))
            return Tag(cover.units, "contains", class_, basis=basis, notes=notes)
        notes = (*notes, Note("note.tag.mixed", params))
        return Tag(cover.units, "contains", MIXED, notes=notes)

    def _one(self, code: str, relation: str, unit: ScoreboardUnit, notes: tuple[Note, ...]) -> Tag:
        params: dict[str, Value] = {"unit": unit.code, "name": unit.name, "edition": self.year}
        if unit.class_ is None:
            notes = (*notes, Note("note.tag.missing", {"region": unit.code, "edition": self.year}))
            return Tag((unit.code,), relation, index=unit.index, no_data="missing", notes=notes)
        reasons = [*notes, Note(f"note.tag.{relation}", {**params, "class_": unit.class_, "region": code})]
        if relation == "same" and code != unit.code:
            reasons.append(Note("note.tag.same_territory", {"region": code, "unit": unit.code}))
        if unit.level == 0:
            reasons.append(Note("note.tag.country_value", {"country": unit.country, "edition": self.year}))
        if unit.basis != "published":
            reasons.append(Note(f"note.tag.{unit.basis}", {"edition": self.year}))
        if unit.index != unit.index:
            reasons.append(Note("note.tag.no_index", {"unit": unit.code, "edition": self.year}))
        return Tag((unit.code,), relation, unit.class_, unit.index, unit.basis, None, tuple(reasons))

    def without(self, code: str, notes: tuple[Note, ...]) -> Tag:
        """Return why a region has no class."""
        country = code[:2]
        params: dict[str, Value] = {"country": country, "edition": self.year}
        if not self.board.covers(country):
            return Tag(no_data="not_covered", notes=(*notes, Note("note.tag.not_covered", params)))
        if country in self.board.national:
            note = Note("note.tag.country_only", params)
            return Tag(relation="country", no_data="country_only", notes=(*notes, note))
        unmatched = self._unmatched(country)
        if unmatched:
            params |= {"region": code, "units": ", ".join(unmatched)}
            return Tag(no_data="missing", notes=(*notes, Note("note.tag.units_unmatched", params)))
        key = "missing" if self.board.partial else "region_not_covered"
        note = Note(f"note.tag.{key}", {"region": code, "edition": self.year})
        no_data = "missing" if self.board.partial else "not_covered"
        return Tag(no_data=no_data, notes=(*notes, note))

    def _unmatched(self, country: str) -> list[str]:
        """Return the units of a country whose codes no vintage has that is known here."""
        tree = self.tree(country)
        return sorted(
            unit.code
            for unit in self.board.units.values()
            if unit.country == country and unit.code not in tree.units
        )

    def around(
        self, points: Sequence[shapely.Point | None], countries: Sequence[str]
    ) -> list[tuple[str, ...]]:
        """Return the units around points, smallest first, in the vintages the edition's codes are of.

        A point just outside every unit belongs to the nearest one of its country, as in locating. Where the
        boundaries of a vintage are not present, those of an older one are asked, and the unit is carried on.
        """
        found: list[tuple[str, ...]] = [()] * len(points)
        by_vintage: dict[int, list[int]] = {}
        for at, country in enumerate(countries):
            wanted = self.vintage_of(country)
            year = max((year for year in self.present if year <= wanted), default=min(self.present))
            by_vintage.setdefault(year, []).append(at)
        for year, places in by_vintage.items():
            region_index = gazetteer(year, catalog=self.catalog)
            smallest = region_index.around([points[at] for at in places], [countries[at] for at in places])
            for at, code in zip(places, smallest, strict=True):
                found[at] = self._lineage(code, year) if code else ()
        return found

    def _lineage(self, code: str, vintage: int) -> tuple[str, ...]:
        wanted = self.vintage_of(code)
        if vintage == wanted:
            return self.tree(code).lineage(code)
        carried = nuts.carry(code, vintage, wanted, catalog=self.catalog)
        return self.tree(code).lineage(carried[0].nuts_id) if len(carried) == 1 else ()

    def choose(self, given: Tag, unit_code: str, *, city: str | None) -> Tag:
        """Decide between several units by the unit around the record's point."""
        unit = self.board.units[unit_code]
        params: dict[str, Value] = {
            "units": ", ".join(given.units),
            "unit": unit.code,
            "name": unit.name,
            "edition": self.year,
        }
        reasons = [note for note in given.notes if note.key not in _UNDECIDED]
        if unit.class_ is None:
            return given
        reasons.append(Note("note.tag.by_point", {**params, "class_": unit.class_}))
        if city is not None:
            reasons.append(Note("note.tag.city_unconfirmed", {"city": city}))
        return Tag((unit.code,), "contains", unit.class_, unit.index, unit.basis, None, tuple(reasons))


def _largest(shares: Mapping[str, float], covers: Sequence[tuple[nuts.Carried, _Cover]]) -> str | None:
    """Return the unit that holds all of a carried region but the noise of two drawings, else None."""
    if any(math.isnan(share) for share in shares.values()):
        # Nobody measured the parts: only a unit that holds every one of them decides.
        return next(iter(shares)) if len(shares) == 1 and all(cover.units for _, cover in covers) else None
    largest = max(shares, key=lambda unit: (shares[unit], unit), default=None)
    # A part that was cut out whole, such as Budapest, is no noise however small it is.
    cut_out = any(item.kind == "split" and cover.units != (largest,) for item, cover in covers)
    return None if largest is None or cut_out or shares[largest] < _WHOLE else largest


def _refine(tags: Sequence[Tag], located: pd.DataFrame, tagger: _Tagger) -> list[Tag]:
    """Decide between several units where the record tells more: its point, or that it is only a country."""
    spans = [";" in str(code) for code in located[c.NUTS_ID].tolist()]
    open_rows = [row for row, item in enumerate(tags) if item.relation == "contains" and not spans[row]]
    refined = list(tags)
    if not open_rows:
        return refined
    points = _points(located, open_rows)
    around: list[tuple[str, ...]] = [()] * len(open_rows)
    if any(point is not None for point in points):
        around = tagger.around(points, [tags[row].units[0][:2] for row in open_rows])
    for row, lineage in zip(open_rows, around, strict=True):
        item = tags[row]
        unit = next((code for code in lineage if code in item.units), None)
        unconfirmed = _value(located, c.CITY_STATUS, row) == "unconfirmed"
        # An unconfirmed city is asked only where nothing else decides.
        if unit and not (unconfirmed and item.class_ not in (None, MIXED)):
            city = _value(located, c.CITY, row) or "?" if unconfirmed else None
            refined[row] = tagger.choose(item, unit, city=city)
        elif item.class_ in (None, MIXED) and _value(located, c.LOCATED_BY, row) == "country":
            country = str(located[c.NUTS_ID].iloc[row])[:2]
            key = "country_mixed" if item.class_ == MIXED else "country_without"
            note = Note(f"note.tag.{key}", {"country": country, "edition": tagger.year})
            refined[row] = Tag(relation="country", no_data="country_only", notes=(note,))
    return refined


def _points(located: pd.DataFrame, rows: Sequence[int]) -> list[shapely.Point | None]:
    if not isinstance(located, gpd.GeoDataFrame):
        return [None] * len(rows)
    return [point_or_none(shape) for shape in located.geometry.iloc[list(rows)]]


def _value(frame: pd.DataFrame, column: str, row: int) -> str | None:
    value = frame[column].iloc[row] if column in frame else None
    return value if isinstance(value, str) and value else None


def _objects(values: Sequence[object], index: pd.Index[Any]) -> pd.Series[Any]:
    """Return a column in which None stays None."""
    return pd.Series(values, index=index, dtype=object)


def carry_notes(
    code: str, vintage: int, to_vintage: int, carried: Sequence[nuts.Carried]
) -> tuple[Note, ...]:
    """Return what became of a unit in another vintage; nothing when it stayed what it was."""
    params: dict[str, Value] = {"code": code, "vintage": str(vintage), "to_vintage": str(to_vintage)}
    if not carried:
        return (Note("note.carry.gone", params),)
    targets = ", ".join(sorted(item.nuts_id for item in carried))
    if len(carried) == 1:
        kind = carried[0].kind
        if carried[0].nuts_id == code and kind == "same":
            return ()
        return (Note(f"note.carry.{kind}", {**params, "targets": targets}),)
    kind = "split" if all(item.kind == "split" for item in carried) else "boundary"
    if kind == "boundary":
        targets = ", ".join(
            item.nuts_id if math.isnan(item.share) else f"{item.nuts_id} ({100 * item.share:.0f} %)"
            for item in carried
        )
    return (Note(f"note.carry.{kind}", {**params, "targets": targets}),)
