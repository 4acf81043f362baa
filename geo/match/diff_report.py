"""A comparison and its reports: for the terminal, for a pull request, for programs and for the page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any, Final

from geo.errors import one_line
from geo.language.notes import Note, class_name, render
from geo.match.class_steps import class_step, same_class

#: Kinds that say more of a table than of a region: counted by country, listed one by one in JSON only.
_COUNTED: Final = ("gained", "lost", "new")
#: What to call each kind of change, in the order of a report.
_WORDS: Final = {
    "rose": "rose to a higher class",
    "fell": "fell to a lower class",
    "settled": "changed from or to mixed",
    "varied": "cannot be compared as a whole",
    "gained": "have a class that the table before lacks",
    "lost": "have no class in the table after",
    "recoded": "have a new code",
    "split": "were divided",
    "merged": "became part of another",
    "boundary": "were redrawn",
    "gone": "are gone",
    "new": "are new",
    "added": "were added",
    "removed": "were removed",
    "relocated": "lie in another region",
    "moved": "moved to another class",
    "edited": "were edited",
}
#: What the units of a scoreboard are, and what the map paints beside them.
_HEADINGS: Final = {"regions": "Regions", "countries": "Countries", "areas": "Map areas of no unit"}
_TITLES: Final = {
    "editions": "Scoreboard {before} to {after}",
    "vintages": "NUTS {before} to {after}",
    "tables": "Table {before} to {after}",
    "ledgers": "Ledger {before} to {after}",
}


@dataclass(frozen=True)
class RegionChange:
    """One region that changed: between editions one that a map paints.

    Parameters
    ----------
    nuts_id, name, country
        The region, in the newer vintage where it exists there.
    kind
        Between editions ``rose``, ``fell``, ``gained`` (had no class), ``lost`` (has none now),
        ``settled`` (was or is mixed); between vintages ``recoded``, ``split``, ``merged``, ``boundary``,
        ``gone``, ``new``.
    before, after
        Classes, or codes (joined by ``;``).
    unit
        Code of the unit of the newer edition that stands for it; None between vintages, or without one.
    """

    nuts_id: str
    name: str
    country: str
    kind: str
    before: str | None
    after: str | None
    unit: str | None = None


@dataclass(frozen=True)
class RecordChange:
    """One record that changed.

    Parameters
    ----------
    record_id, name
        The record.
    kind
        ``added``, ``removed``, ``relocated`` (lies in another region), ``recoded`` (its region has another
        code), ``moved`` (its class changed where it is) or ``edited``.
    class_before, class_after
        Its class; None without one.
    region_before, region_after
        Codes of its region (joined by ``;``); None without one.
    reasons
        Why.
    """

    record_id: str
    name: str
    kind: str
    class_before: str | None
    class_after: str | None
    region_before: str | None
    region_after: str | None
    reasons: tuple[Note, ...] = ()

    @property
    def changes_class(self) -> bool:
        """Whether the class differs in more than its name."""
        return not same_class(self.class_before, self.class_after)


@dataclass(frozen=True)
class Diff:
    """What changed between two editions, vintages, tables or ledgers.

    Parameters
    ----------
    kind
        ``editions``, ``vintages``, ``tables`` or ``ledgers``.
    before, after
        What was compared, as the user named it.
    regions
        Regions that changed, by code; none between tables.
    records
        Records that changed, in the order of the newer table, removed ones last.
    same_regions, same_records
        How many did not.
    notes
        What holds for the whole comparison.
    counts
        Between editions, what the scoreboard measures and a report counts: how a unit of the newer edition
        moved (a kind of `RegionChange`, ``same``, or ``varied`` where its regions moved in different ways or
        none is painted) to country to the numbers of ``regions``, ``countries`` that are one unit, and
        painted ``areas`` of no unit.
    """

    kind: str
    before: str
    after: str
    regions: tuple[RegionChange, ...] = ()
    records: tuple[RecordChange, ...] = ()
    same_regions: int = 0
    same_records: int = 0
    notes: tuple[Note, ...] = ()
    counts: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict, hash=False)

    def __bool__(self) -> bool:
        """Return whether anything changed."""
        return bool(self.regions or self.records)

    def to_text(self) -> str:
        """Return a report for the terminal: whatever a record holds, it begins no line of its own."""
        lines = [self._title(), *(f"  {render([note])}" for note in self.notes)]
        for heading, counts, items in self._sections():
            lines += ["", f"{heading}: {counts}"]
            for name, item in self._listed(items):
                lines.append(f"  {_change_of(item)}  {name}")
                if isinstance(item, RecordChange) and item.reasons:
                    lines.append(f"      {render(item.reasons)}")
            lines += [f"  {text}" for text in self._by_country(heading, items)]
        return "\n".join(map(one_line, lines)) + "\n"

    def to_markdown(self) -> str:
        """Return a report for a pull request or a page."""
        lines = [f"## {_markdown(self._title())}", *(f"\n{_markdown(render([note]))}" for note in self.notes)]
        for heading, counts, items in self._sections():
            lines += ["", f"### {heading}", "", f"{counts}."]
            if rows := list(self._listed(items)):
                lines += ["", f"| {heading} | Change | Why |", "|---|---|---|"]
            for name, item in rows:
                why = render(item.reasons) if isinstance(item, RecordChange) else _WORDS[item.kind]
                lines.append("| " + " | ".join(map(_markdown, (name, _change_of(item), why))) + " |")
            lines += [f"\n{_markdown(text)}." for text in self._by_country(heading, items)]
        return "\n".join(lines) + "\n"

    def to_json(self) -> str:
        """Return everything as JSON; the same comparison gives the same bytes."""
        content = asdict(self)
        for record, change in zip(content["records"], self.records, strict=True):
            record["why"] = render(change.reasons)
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    def payload(self) -> dict[str, Any]:
        """Return what the page shows: regions and records whose class changed between two editions."""
        return {
            "from": int(self.before),
            "to": int(self.after),
            "notes": _plain(self.notes),
            "regions": [
                [region.nuts_id, region.before, region.after, region.kind] for region in self.regions
            ],
            "clusters": [
                [
                    record.record_id,
                    record.class_before,
                    record.class_after,
                    class_step(record.class_before, record.class_after),
                    _plain(record.reasons),
                ]
                for record in self.records
                if record.changes_class
            ],
        }

    def _title(self) -> str:
        return _TITLES[self.kind].format(before=self.before, after=self.after)

    def _sections(self) -> Iterator[tuple[str, str, Sequence[RegionChange | RecordChange]]]:
        """Yield heading, counts in words and what changed."""
        if self.counts:
            yield from self._scoreboard_sections()
        elif self.kind == "vintages":
            yield (
                "Regions",
                _in_words(Counter(item.kind for item in self.regions), self.same_regions),
                self.regions,
            )
        if self.records or self.same_records or self.kind in ("tables", "ledgers"):
            yield (
                "Clusters",
                _in_words(Counter(item.kind for item in self.records), self.same_records),
                self.records,
            )

    def _scoreboard_sections(self) -> Iterator[tuple[str, str, Sequence[RegionChange]]]:
        """Yield a section for each sort of unit; regions and countries are listed with the first."""
        for what, heading in _HEADINGS.items():
            totals = {
                kind: sum(numbers.get(what, 0) for numbers in by_country.values())
                for kind, by_country in self.counts.items()
            }
            same = totals.pop("same", 0)
            # An area that no unit stands for is of interest only where that changed.
            if any(totals.values()) or (same and what != "areas"):
                items = [item for item in self.regions if self._is_listed(item, what)]
                yield heading, _in_words(totals, same), items

    def _is_listed(self, item: RegionChange, what: str) -> bool:
        """Return whether a region is listed in the section of a sort of unit."""
        if item.unit is None:
            return what == "areas"
        return what == ("countries" if len(item.unit) == 2 else "regions")

    def _listed(
        self, items: Sequence[RegionChange | RecordChange]
    ) -> Iterator[tuple[str, RegionChange | RecordChange]]:
        """Yield names and changes by kind; the regions of one unit that moved alike share a line."""
        for kind in _WORDS:
            of_kind = [item for item in items if item.kind == kind and kind not in _COUNTED]
            for _, alike in groupby(of_kind, key=_unit_step):
                together = list(alike)
                names = ", ".join(self._name_of(item) for item in together)
                yield _prefix(together[0]) + names, together[0]

    def _name_of(self, item: RegionChange | RecordChange) -> str:
        """Return a name, with the code where the change itself does not show it."""
        if isinstance(item, RegionChange) and self.kind != "vintages":
            return f"{item.nuts_id} {item.name}"
        return item.name

    def _by_country(self, heading: str, items: Sequence[RegionChange | RecordChange]) -> Iterator[str]:
        """Yield in words of each kind that is only counted in which countries it happened."""
        what = next((what for what, name in _HEADINGS.items() if name == heading), "")
        for kind in _COUNTED:
            if self.counts:
                count_by_country = {
                    country: numbers.get(what, 0) for country, numbers in self.counts.get(kind, {}).items()
                }
            else:
                count_by_country = Counter(
                    item.country for item in items if isinstance(item, RegionChange) and item.kind == kind
                )
            countries = ", ".join(
                f"{country} {count}" for country, count in sorted(count_by_country.items()) if count
            )
            if countries:
                yield f"{heading} that {_WORDS[kind]}, by country: {countries}"


def _plain(notes: Iterable[Note]) -> list[list[Any]]:
    """Return notes as pairs of key and parameters."""
    return [[note.key, dict(note.params)] for note in notes]


def _in_words(counts: Mapping[str, int], same: int) -> str:
    words = [f"{counts[kind]} {word}" for kind, word in _WORDS.items() if counts.get(kind)]
    return ", ".join([*words, f"{same} unchanged"])


def _unit_step(item: RegionChange | RecordChange) -> tuple[object, ...]:
    """Return what the regions of one unit share when they moved alike; of anything else, itself."""
    if isinstance(item, RegionChange) and item.unit is not None:
        return item.unit, item.before, item.after
    return (id(item),)


def _prefix(item: RegionChange | RecordChange) -> str:
    """Return the unit that a region is measured with, where it is not the region itself."""
    if not isinstance(item, RegionChange) or item.unit is None:
        return ""
    return "" if item.unit.ljust(len(item.nuts_id), "0") == item.nuts_id else f"{item.unit}: "


def _change_of(item: RegionChange | RecordChange) -> str:
    if isinstance(item, RegionChange):
        return f"{_shown(item.before)} → {_shown(item.after)}"
    if item.kind == "added":
        return f"+ {_shown(item.class_after)}"
    if item.kind == "removed":
        return f"- {_shown(item.class_before)}"
    if item.changes_class:
        return f"{_shown(item.class_before)} → {_shown(item.class_after)}"
    if item.region_before != item.region_after:
        return f"{_shown(item.region_before)} → {_shown(item.region_after)}"
    return item.kind


def _shown(value: str | None) -> str:
    return "none" if value is None else ", ".join(class_name(part) for part in value.split(";"))


def _markdown(text: str) -> str:
    """Return text that Markdown shows as it is."""
    for mark in "\\`*_[]<>|{}#":
        text = text.replace(mark, f"\\{mark}")
    return one_line(" ".join(text.split()))
