"""Compare two editions, two vintages, two versions of a table or two ledgers, and say why things moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import EditionError
from geo.language.folding import fold
from geo.language.notes import Note
from geo.match.carried import carry_notes
from geo.match.class_steps import class_step, count_steps
from geo.match.diff_report import Diff, RecordChange, RegionChange
from geo.match.edition_units import board
from geo.match.ledger import build_ledger
from geo.match.ledger_files import LEDGER_ENDINGS, read_ledger
from geo.match.painting import read_painted, units_of_painted
from geo.match.placement import locate
from geo.match.record_changes import RECORD, change_of, compare_rows, leave_out_equal, rows_by_id
from geo.match.tagging import editions, tag
from geo.nuts.carrying import carry
from geo.nuts.gazetteer import gazetteer
from geo.nuts.map_units import newest_vintage
from geo.nuts.vintages import vintages
from geo.tables.clusters import inspect_clusters

__all__ = ["Diff", "RecordChange", "RegionChange", "diff", "diff_editions", "diff_ledgers", "diff_vintages"]

#: Levels compared between vintages; most of what happens at level 3 is redrawing.
_LEVELS: Final = (1, 2)
_YEAR: Final = re.compile(r"(?:(edition|nuts):)?(\d{4})")


def diff(
    before: str,
    after: str,
    *,
    records: str | Path | None = None,
    edition: int | None = None,
    catalog: Catalog | None = None,
) -> Diff:
    """Compare two things of one kind.

    Parameters
    ----------
    before, after
        Two years of editions (``2019``, or ``edition:2019``), two years of NUTS vintages (``2013``, or
        ``nuts:2013``), two built ledgers (files that end in ``.ledger.json`` or ``.ledger.csv``), or two
        versions of a cluster table (files or resource names). Years that are both mean editions.
    records
        Cluster table whose records are followed between editions or vintages.
    edition
        Edition whose classes two tables are compared by; the newest one when None.
    catalog
        Data package; the bundled one when None.

    Raises
    ------
    EditionError
        The two are not of one kind, or a year is neither.
    TableError
        A table or ledger cannot be read.

    Examples
    --------
    >>> change = diff("2019", "2023", records="bioclusters")
    >>> [item.name for item in change.records if item.class_before == "strong"]
    ['Health Valley Netherlands', 'Health Cluster Portugal']
    """
    catalog = catalog or Catalog.bundled()
    years = [_YEAR.fullmatch(text) for text in (str(before), str(after))]
    if years[0] and years[1]:
        kind = _kind_of(years[0], years[1], catalog)
        old, new = int(years[0][2]), int(years[1][2])
        located = (
            None
            if records is None
            else locate(inspect_clusters(records, catalog=catalog).clusters, catalog=catalog)
        )
        compare = diff_editions if kind == "edition" else diff_vintages
        return compare(old, new, located=located, catalog=catalog)
    if years[0] or years[1]:
        raise EditionError(f"found {before!r} and {after!r}, expected two years, two tables or two ledgers")
    if all(str(path).endswith(LEDGER_ENDINGS) for path in (before, after)):
        difference = diff_ledgers(read_ledger(before), read_ledger(after), catalog=catalog)
        return replace(difference, before=str(before), after=str(after))
    chosen = editions(catalog=catalog)[-1] if edition is None else edition
    old_table, new_table = (_ledger(path, chosen, catalog) for path in (before, after))
    difference = diff_ledgers(old_table, new_table, catalog=catalog)
    return replace(difference, kind="tables", before=str(before), after=str(after))


def diff_editions(
    before: int,
    after: int,
    *,
    located: pd.DataFrame | None = None,
    vintage: int | None = None,
    catalog: Catalog | None = None,
) -> Diff:
    """Compare the classes of all regions that a map paints, and of records, in two editions.

    Only classes are compared: editions differ in method, base year and bounds. Counted are the units of the
    newer edition, as the Commission counts them: each moved as its regions did.

    Parameters
    ----------
    before, after
        Years of editions.
    located
        Records that `geo.locate` placed.
    vintage
        Vintage of the regions; that of the newer edition, or the newest before it, when None.
    """
    catalog = catalog or Catalog.bundled()
    vintage = vintage or newest_vintage(board(after, catalog=catalog).edition.nuts_vintage, catalog=catalog)
    old, new = (read_painted(vintage, year, catalog=catalog) for year in (before, after))
    steps = [class_step(was, now) for was, now in zip(old[c.CLASS], new[c.CLASS], strict=True)]
    units = units_of_painted(new)
    rows = zip(
        *(new[name] for name in (c.NUTS_ID, c.VINTAGE, c.COUNTRY)),
        *(steps, old[c.CLASS], new[c.CLASS], units),
        strict=True,
    )
    changed = [
        RegionChange(code, gazetteer(year, catalog=catalog).name(code), *rest)
        for code, year, *rest in rows
        if rest[1] != "same"
    ]
    records: Diff | None = None
    if located is not None:
        ledgers = [
            build_ledger(tag(located, edition=year, catalog=catalog), edition=year, catalog=catalog)
            for year in (before, after)
        ]
        records = diff_ledgers(*ledgers, catalog=catalog)
    return Diff(
        "editions",
        str(before),
        str(after),
        regions=tuple(changed),
        records=() if records is None else records.records,
        same_regions=len(new) - len(changed),
        same_records=0 if records is None else records.same_records,
        notes=() if before == after else (_methods(before, after),),
        counts=count_steps(board(after, catalog=catalog).units, new[c.COUNTRY], units, steps),
    )


def _methods(before: int, after: int) -> Note:
    """Return the reason why only classes are compared."""
    return Note("note.diff.methods", {"before": str(before), "after": str(after)})


def diff_vintages(
    before: int, after: int, *, located: pd.DataFrame | None = None, catalog: Catalog | None = None
) -> Diff:
    """Compare the regions of levels 1 and 2 of two vintages, and the codes of records.

    Parameters
    ----------
    before, after
        Years of NUTS vintages, in either order.
    located
        Records that `geo.locate` placed.
    """
    catalog = catalog or Catalog.bundled()
    old, new = gazetteer(before, catalog=catalog), gazetteer(after, catalog=catalog)
    changed, reached, same = [], set[str](), 0
    for unit in (unit for unit in old.units.values() if unit.level in _LEVELS):
        carried = carry(unit.nuts_id, before, after, catalog=catalog)
        reached |= {part.nuts_id for part in carried}
        notes = carry_notes(unit.nuts_id, before, after, carried)
        if not notes:
            same += 1
            continue
        kind = notes[0].key.rpartition(".")[2]
        codes = ";".join(sorted(part.nuts_id for part in carried)) or None
        name = old.name(unit.nuts_id)
        changed.append(RegionChange(unit.nuts_id, name, unit.country, kind, unit.nuts_id, codes))
    for unit in (unit for unit in new.units.values() if unit.level in _LEVELS):
        if unit.nuts_id not in reached:
            name = new.name(unit.nuts_id)
            changed.append(RegionChange(unit.nuts_id, name, unit.country, "new", None, unit.nuts_id))
    records = [] if located is None else list(_recoded(located, before, after, catalog))
    return Diff(
        "vintages",
        str(before),
        str(after),
        regions=tuple(sorted(changed, key=lambda item: item.nuts_id)),
        records=tuple(records),
        same_regions=same,
        same_records=0 if located is None else len(located) - len(records),
    )


def diff_ledgers(before: pd.DataFrame, after: pd.DataFrame, *, catalog: Catalog | None = None) -> Diff:
    """Compare two ledgers record by record.

    Records are matched by their id, else by their name.

    Parameters
    ----------
    before, after
        Frames of `geo.build_ledger` or `read_ledger`.
    """
    catalog = catalog or Catalog.bundled()
    years = [_edition(ledger) for ledger in (before, after)]
    before, after, equal = leave_out_equal(before, after)
    old, new = rows_by_id(before), rows_by_id(after)
    by_name = {fold(str(row[c.NAME])): key for key, row in old.items() if key not in new}
    changes: list[RecordChange] = []
    matched: set[str] = set()
    for key, row in new.items():
        was = key if key in old else by_name.pop(fold(str(row[c.NAME])), None)
        if was is None:
            changes.append(change_of("added", {}, row, ()))
            continue
        matched.add(was)
        kind, reasons = compare_rows(old[was], row, catalog)
        if kind:
            changes.append(change_of(kind, old[was], row, reasons))
    same = equal + len(matched) - sum(change.kind != "added" for change in changes)
    changes += [change_of("removed", row, {}, ()) for key, row in old.items() if key not in matched]
    difference = Diff("ledgers", "before", "after", records=tuple(changes), same_records=same)
    if years[0] == years[1] or not set(years) <= set(editions(catalog=catalog)):
        return difference
    regional = diff_editions(years[0], years[1], catalog=catalog)
    return replace(
        difference,
        regions=regional.regions,
        same_regions=regional.same_regions,
        notes=regional.notes,
        counts=regional.counts,
    )


def _recoded(located: pd.DataFrame, before: int, after: int, catalog: Catalog) -> Iterator[RecordChange]:
    """Follow the region of each record from one vintage to another."""
    ids = located[c.RECORD_ID] if c.RECORD_ID in located else located[c.NAME]
    rows = zip(ids, located[c.NAME], located[c.NUTS_ID], located[c.VINTAGE], strict=True)
    for record, name, code, vintage in rows:
        if not isinstance(code, str):
            continue
        codes = [
            sorted(
                part.nuts_id
                for one in code.split(";")
                for part in carry(one, int(vintage), year, catalog=catalog)
            )
            for year in (before, after)
        ]
        steps = [
            carry_notes(old, before, after, carry(old, before, after, catalog=catalog)) for old in codes[0]
        ]
        reasons = tuple(note for notes in steps for note in notes)
        if codes[0] != codes[1] or reasons:
            shown = [";".join(part) or None for part in codes]
            yield RecordChange(str(record), str(name), "recoded", None, None, shown[0], shown[1], reasons)


def _ledger(source: str, edition: int, catalog: Catalog) -> pd.DataFrame:
    """Return the ledger of a table, with what the table says beyond it."""
    records = inspect_clusters(source, catalog=catalog).clusters
    tagged = tag(locate(records, catalog=catalog), edition=edition, catalog=catalog)
    ledger = build_ledger(tagged, edition=edition, catalog=catalog)
    more = [name for name in records.columns if name not in (*ledger.columns, c.GEOMETRY)]
    for name in more:
        ledger[f"{RECORD}{name}"] = [
            "" if item is None or item is pd.NA else str(item) for item in records[name].tolist()
        ]
    return ledger


def _edition(ledger: pd.DataFrame) -> int:
    """Return the edition a ledger is of, 0 when it does not say."""
    stated = [edition for edition in ledger.get(c.EDITION, ()) if pd.notna(edition) and edition]
    return int(stated[0]) if stated else 0


def _kind_of(one: re.Match[str], other: re.Match[str], catalog: Catalog) -> str:
    """Return whether two years are editions or vintages."""
    present = {"edition": editions(catalog=catalog), "nuts": vintages(catalog=catalog)}
    for kind, years in present.items():
        asked = {match[1] or kind for match in (one, other)}
        if asked == {kind} and int(one[2]) in years and int(other[2]) in years:
            return kind
    known = "; ".join(f"{kind}: {', '.join(map(str, years)) or 'none'}" for kind, years in present.items())
    raise EditionError(
        f"found {one[0]!r} and {other[0]!r}, expected two editions or two NUTS vintages ({known})"
    )
