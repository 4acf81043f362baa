"""The scoreboard units around a region of any vintage and level, and the class that they give it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Final

import shapely

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import RegionError
from geo.language.notes import Note, Value, pack
from geo.match.carried import carry_notes
from geo.match.edition_units import Board, ScoreboardUnit
from geo.nuts.carrying import Carried, carry
from geo.nuts.code_tree import CodeTree
from geo.nuts.gazetteer import Gazetteer, gazetteer
from geo.nuts.vintages import known_codes, known_vintages, vintages

#: A region that lies in one unit by this share of its area takes that unit alone; what is left is the noise
#: of two drawings of one border (the share at which the table of changes calls two regions the same).
_WHOLE: Final = 0.90
MIXED: Final = "mixed"
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

    @cached_property
    def packed(self) -> str:
        """The reasons as frames hold them; a thousand records of one region share them."""
        return pack(self.notes)


@dataclass(frozen=True)
class _Cover:
    """The scoreboard units around, at or in one region of the edition's vintage."""

    relation: str
    units: tuple[str, ...]
    whole: bool


class Tagger:
    """Tags regions of any vintage with one edition.

    Parameters
    ----------
    board_
        The edition.
    catalog
        Data package.
    """

    def __init__(self, board_: Board, catalog: Catalog) -> None:
        self.board = board_
        self.catalog = catalog
        self.present = vintages(catalog=catalog)
        self.year = str(board_.edition.edition)
        self._trees: dict[int, Gazetteer | CodeTree] = {}
        self.tag = lru_cache(maxsize=None)(self._tag)

    def tag_all(self, codes: Sequence[str], vintage: Any) -> Tag:
        """Tag a record that spans several regions from all of them; most records have one."""
        tags = [self.tag(code, int(vintage or self.vintage_of(code))) for code in codes]
        if len(tags) == 1:
            return tags[0]
        units = tuple(dict.fromkeys(unit for item in tags for unit in item.units))
        notes: tuple[Note, ...] = ()
        for item in tags:
            notes += tuple(note for note in item.notes if note not in notes)
        regions = ", ".join(self._class_of(code, item) for code, item in zip(codes, tags, strict=True))
        params: dict[str, Value] = {"edition": self.year, "regions": regions}
        if without := next((item for item in tags if item.class_ is None), None):
            if any(item.class_ for item in tags):
                notes += (Note("note.tag.spans_without", params),)
            return Tag(units, "contains" if units else "none", no_data=without.no_data, notes=notes)
        if len(units) == 1:
            return replace(tags[0], relation="inside")
        if len({item.class_ for item in tags}) == 1 and tags[0].class_ != MIXED:
            basis = ";".join(sorted({item.basis for item in tags if item.basis}))
            return Tag(units, "contains", tags[0].class_, basis=basis, notes=notes)
        notes += (Note("note.tag.spans_mixed", params),)
        return Tag(units, "contains", MIXED, notes=notes)

    def _class_of(self, code: str, given: Tag) -> str:
        """Return the class of one region of several, as findings say it."""
        name = f" {self.board.units[given.units[0]].name}" if len(given.units) == 1 else ""
        return f"{code}{name} is {given.class_}" if given.class_ else f"{code}{name} has none"

    def vintage_of(self, code: str) -> int:
        """Return the vintage in which the units around a code are looked for."""
        wanted = self.board.edition.vintage_of(code[:2])
        if wanted in self.present:
            return wanted
        # An edition may be newer than every vintage known: most codes do not change between vintages.
        known = known_vintages(catalog=self.catalog)
        return max((year for year in known if year <= wanted), default=min(known))

    def tree(self, code: str) -> Gazetteer | CodeTree:
        """Return the units of the vintage in which the units around a code are looked for."""
        vintage = self.vintage_of(code)
        if vintage not in self._trees:
            self._trees[vintage] = (
                gazetteer(vintage, catalog=self.catalog)
                if vintage in self.present
                else CodeTree(known_codes(vintage, catalog=self.catalog))
            )
        return self._trees[vintage]

    def _tag(self, code: str, vintage: int) -> Tag:
        wanted = self.vintage_of(code)
        if vintage == wanted:
            self._check(code)
            return self.describe(code, self.cover(code), ())
        carried = carry(code, vintage, wanted, catalog=self.catalog)
        notes = carry_notes(code, vintage, wanted, carried)
        if not carried:
            return self.without(code, notes)
        covers = [(item, self.cover(item.nuts_id)) for item in carried]
        if len(carried) == 1:
            region, cover = carried[0].nuts_id, covers[0][1]
            # What was joined with others is a part of the new unit, not the unit itself.
            if carried[0].kind == "merged" and cover.relation == "same":
                region, cover = code, _Cover("inside", cover.units, cover.whole)
            return self.describe(region, cover, notes)
        # A part with several units in it is somewhere in each of them, and gives none of them a share.
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
        suggestions = ", ".join(tree.near_codes(code)) if isinstance(tree, Gazetteer) else ""
        hint = f" Did you mean {suggestions}?" if suggestions else ""
        raise RegionError(
            f"found {code!r}, expected a code of NUTS {wanted}.{hint} "
            f"For codes of another vintage, add a column {c.VINTAGE!r}"
        )

    def cover(self, code: str) -> _Cover:
        """Find the scoreboard units of a region of the edition's vintage."""
        units, tree = self.board.units, self.tree(code)
        # What no known vintage has still says by its letters which units it would lie in.
        lineage = tree.lineage(code) or tuple(code[:length] for length in range(len(code), 1, -1))
        if code in units:
            return _Cover("same", (code,), whole=True)
        # A unit with one child is its child: LU, LU0, LU00 and LU000 are one territory, and the scoreboard
        # names it by one of them.
        same = [code]
        for parent in lineage[1:]:
            if len(tree.children(parent)) != 1:
                break
            same.append(parent)
        below = code
        while len(tree.children(below)) == 1:
            below = tree.children(below)[0]
            same.append(below)
        if unit := next((other for other in same if other in units), None):
            return _Cover("same", (unit,), whole=True)
        if unit := next((parent for parent in lineage if parent in units), None):
            return _Cover("inside", (unit,), whole=True)
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
        units_around: list[tuple[str, ...]] = [()] * len(points)
        by_vintage: dict[int, list[int]] = {}
        for at, country in enumerate(countries):
            wanted = self.vintage_of(country)
            year = max((year for year in self.present if year <= wanted), default=min(self.present))
            by_vintage.setdefault(year, []).append(at)
        for year, places in by_vintage.items():
            region_index = gazetteer(year, catalog=self.catalog)
            smallest = region_index.points.around(
                [points[at] for at in places], [countries[at] for at in places]
            )
            for at, code in zip(places, smallest, strict=True):
                units_around[at] = self._lineage(code, year) if code else ()
        return units_around

    def _lineage(self, code: str, vintage: int) -> tuple[str, ...]:
        wanted = self.vintage_of(code)
        if vintage == wanted:
            return self.tree(code).lineage(code)
        carried = carry(code, vintage, wanted, catalog=self.catalog)
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


def _largest(shares: Mapping[str, float], covers: Sequence[tuple[Carried, _Cover]]) -> str | None:
    """Return the unit that holds all of a carried region but the noise of two drawings, else None."""
    if any(math.isnan(share) for share in shares.values()):
        # Nobody measured the parts: only a unit that holds every one of them decides.
        return next(iter(shares)) if len(shares) == 1 and all(cover.units for _, cover in covers) else None
    largest = max(shares, key=lambda unit: (shares[unit], unit), default=None)
    # A part that was cut out whole, such as Budapest, is no noise however small it is.
    cut_out = any(item.kind == "split" and cover.units != (largest,) for item, cover in covers)
    return None if largest is None or cut_out or shares[largest] < _WHOLE else largest
