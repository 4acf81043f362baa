"""A comparison and its reports: for the terminal, for a pull request, for programs and for the page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from geo.errors import one_line
from geo.language.notes import Note, class_name, render
from geo.match.tagging import SAME_CLASS

#: Kinds that say more of a table than of a region: counted by country, listed one by one in JSON only.
_COUNTED: Final = ("gained", "lost", "new")
#: What to call each kind of change, in the order of a report.
_WORDS: Final = {
    "rose": "rose to a higher class",
    "fell": "fell to a lower class",
    "settled": "changed from or to mixed",
    "gained": "have a class that had none",
    "lost": "have no class any more",
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
_TITLES: Final = {
    "editions": "Scoreboard {before} to {after}",
    "vintages": "NUTS {before} to {after}",
    "tables": "Table {before} to {after}",
    "ledgers": "Ledger {before} to {after}",
}


#: Classes from low to high, by the names they have now.
_RANKS: Final = {"emerging": 0, "moderate": 1, "strong": 2, "leader": 3}


def same_class(one: str | None, other: str | None) -> bool:
    """Return whether two classes are the same, whatever their edition calls them."""
    return SAME_CLASS.get(one or "", one) == SAME_CLASS.get(other or "", other)


def class_step(was: str | None, now: str | None) -> str:
    """Return how one class became another.

    Returns
    -------
    str
        ``same``, ``rose``, ``fell``, ``gained`` (had none), ``lost`` (has none now) or ``settled`` (was or is
        mixed).

    Examples
    --------
    >>> class_step("modest", "emerging"), class_step("leader", "strong"), class_step(None, "strong")
    ('same', 'fell', 'gained')
    """
    if same_class(was, now):
        return "same"
    if was is None or now is None:
        return "gained" if was is None else "lost"
    ranks = [_RANKS.get(SAME_CLASS.get(class_, class_)) for class_ in (was, now)]
    if ranks[0] is None or ranks[1] is None:
        return "settled"
    return "rose" if ranks[1] > ranks[0] else "fell"


@dataclass(frozen=True)
class RegionChange:
    """One region that changed.

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
    """

    nuts_id: str
    name: str
    country: str
    kind: str
    before: str | None
    after: str | None


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
    """

    kind: str
    before: str
    after: str
    regions: tuple[RegionChange, ...] = ()
    records: tuple[RecordChange, ...] = ()
    same_regions: int = 0
    same_records: int = 0
    notes: tuple[Note, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything changed."""
        return bool(self.regions or self.records)

    def to_text(self) -> str:
        """Return a report for the terminal: whatever a record holds, it begins no line of its own."""
        lines = [self._title(), *(f"  {render([note])}" for note in self.notes)]
        for heading, items, same in self._sections():
            lines += ["", f"{heading}: {_counts(items, same)}"]
            for item in _listed(items):
                lines.append(f"  {_change_of(item)}  {self._name_of(item)}")
                if isinstance(item, RecordChange) and item.reasons:
                    lines.append(f"      {render(item.reasons)}")
            lines += [f"  {text}" for text in _counted(items)]
        return "\n".join(map(one_line, lines)) + "\n"

    def to_markdown(self) -> str:
        """Return a report for a pull request or a page."""
        lines = [f"## {_markdown(self._title())}", *(f"\n{_markdown(render([note]))}" for note in self.notes)]
        for heading, items, same in self._sections():
            lines += ["", f"### {heading}", "", f"{_counts(items, same)}."]
            if rows := list(_listed(items)):
                lines += ["", f"| {heading} | Change | Why |", "|---|---|---|"]
            for item in rows:
                why = render(item.reasons) if isinstance(item, RecordChange) else _WORDS[item.kind]
                cells = (self._name_of(item), _change_of(item), why)
                lines.append("| " + " | ".join(map(_markdown, cells)) + " |")
            lines += [f"\n{_markdown(text)}." for text in _counted(items)]
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

    def _name_of(self, item: RegionChange | RecordChange) -> str:
        """Return a name, with the code where the change itself does not show it."""
        if isinstance(item, RegionChange) and self.kind != "vintages":
            return f"{item.nuts_id} {item.name}"
        return item.name

    def _sections(self) -> Iterator[tuple[str, Sequence[RegionChange | RecordChange], int]]:
        if self.kind in ("editions", "vintages") or self.regions:
            yield "Regions", self.regions, self.same_regions
        if self.records or self.same_records or self.kind in ("tables", "ledgers"):
            yield "Clusters", self.records, self.same_records


def _plain(notes: Iterable[Note]) -> list[list[Any]]:
    """Return notes as pairs of key and parameters."""
    return [[note.key, dict(note.params)] for note in notes]


def _counts(items: Sequence[RegionChange | RecordChange], same: int) -> str:
    found = Counter(item.kind for item in items)
    counts = [f"{found[kind]} {word}" for kind, word in _WORDS.items() if found[kind]]
    return ", ".join([*counts, f"{same} unchanged"])


def _listed(items: Sequence[RegionChange | RecordChange]) -> Iterator[RegionChange | RecordChange]:
    for kind in _WORDS:
        yield from (item for item in items if item.kind == kind and kind not in _COUNTED)


def _counted(items: Sequence[RegionChange | RecordChange]) -> Iterator[str]:
    """Return in words of each kind that is only counted in which countries it happened."""
    for kind in _COUNTED:
        found = Counter(
            item.country for item in items if isinstance(item, RegionChange) and item.kind == kind
        )
        if found:
            countries = ", ".join(f"{country} {count}" for country, count in sorted(found.items()))
            yield f"Regions that {_WORDS[kind]}, by country: {countries}"


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
