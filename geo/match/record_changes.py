"""Compare two rows of ledgers that are one record, and say why it moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.notes import Note, Value
from geo.match.class_steps import class_step, same_class
from geo.match.diff_report import RecordChange
from geo.match.ledger import is_empty
from geo.match.ledger_files import PRINTED
from geo.nuts.carrying import carry
from geo.nuts.vintages import vintages

#: Marks columns that only the table has.
RECORD: Final = "record:"


def compare_rows(
    old: Mapping[str, Any], new: Mapping[str, Any], catalog: Catalog
) -> tuple[str | None, tuple[Note, ...]]:
    """Return what kind of change one record saw, None for none, and why."""
    reasons: list[Note] = []
    kind: str | None = None
    edited = [name for name in (*PRINTED, *_more(old, new)) if old.get(name) != new.get(name)]
    if c.REGION_PRINTED in edited:
        shown = [str(row.get(c.REGION_PRINTED) or "–") for row in (old, new)]
        reasons.append(Note("note.diff.region_edited", {"before": shown[0], "after": shown[1]}))
        edited.remove(c.REGION_PRINTED)
    if edited:
        columns = ", ".join(name.removeprefix(RECORD) for name in edited)
        reasons.append(Note("note.diff.edited", {"columns": columns}))
    if reasons:
        kind = "edited"
    was, now = old.get(c.NUTS_ID), new.get(c.NUTS_ID)
    if was != now:
        kind = "relocated"
        carried = _carried(old, new, catalog)
        if was and now and now in carried:
            kind = "recoded"
            years = {"vintage": str(old[c.VINTAGE]), "to_vintage": str(new[c.VINTAGE])}
            reasons.append(Note("note.carry.recoded", {"code": was, "targets": now, **years}))
        else:
            reasons.append(Note("note.diff.relocated", {"before": str(was or "–"), "after": str(now or "–")}))
    if not same_class(old.get(c.CLASS), new.get(c.CLASS)):
        placed = any(old.get(name) != new.get(name) for name in (c.COUNTRY, c.REGION_PRINTED))
        reasons += _class_reasons(old, new, follows=placed or kind == "relocated")
        kind = "moved" if kind in (None, "recoded", "edited") else kind
    return kind, tuple(reasons)


def _class_reasons(old: Mapping[str, Any], new: Mapping[str, Any], *, follows: bool) -> Iterator[Note]:
    """Return why a record's class changed."""
    was, now = old.get(c.CLASS), new.get(c.CLASS)
    unit_was, unit_now = str(old.get(c.SCOREBOARD_UNIT) or ""), str(new.get(c.SCOREBOARD_UNIT) or "")
    units: dict[str, Value] = {"before": unit_was.replace(";", ", "), "after": unit_now.replace(";", ", ")}
    if unit_was and unit_now and unit_was != unit_now and not follows:
        inherits = (old.get(c.RELATION) == "inside", new.get(c.RELATION) == "inside")
        key = {(False, True): "now_inherited", (True, False): "now_own"}.get(inherits, "unit_changed")
        yield Note(f"note.diff.{key}", units)
    unit = unit_now or unit_was
    if was is None or now is None:
        key = "gained" if was is None else "lost"
        # What our table of an edition lacks, the edition may well have; of a country that is one unit, too.
        no_data, is_country = (old if was is None else new).get(c.NO_DATA), len(unit.rstrip("0")) == 2
        unknown = "_unknown" if no_data == "missing" or (no_data == "country_only" and is_country) else ""
        yield Note(f"note.diff.{key}{unknown}", {"class_": str(now or was), "unit": unit.replace(";", ", ")})
        return
    classes: dict[str, Value] = {"class_before": was, "class_after": now}
    if follows:
        yield Note("note.diff.follows", classes)
    elif (kind := class_step(was, now)) == "settled":
        yield Note("note.diff.settled", classes)
    else:
        yield Note(f"note.diff.{kind}", {**classes, "unit": unit.replace(";", ", ")})


def _carried(old: Mapping[str, Any], new: Mapping[str, Any], catalog: Catalog) -> set[str]:
    """Return the codes that a record's old region has in the vintage of its new one."""
    years: list[Any] = [old.get(c.VINTAGE), new.get(c.VINTAGE)]
    code = old.get(c.NUTS_ID)
    known = vintages(catalog=catalog)
    if (
        not code
        or None in years
        or years[0] == years[1]
        or not {int(year) for year in years if year} <= set(known)
    ):
        return set()
    return {
        part.nuts_id
        for one in str(code).split(";")
        for part in carry(one, int(years[0] or 0), int(years[1] or 0), catalog=catalog)
    }


def change_of(
    kind: str, old: Mapping[str, Any], new: Mapping[str, Any], reasons: tuple[Note, ...]
) -> RecordChange:
    """Return a change as a report shows it; the row before or after it may be empty."""
    row = new or old
    return RecordChange(
        str(row.get(c.RECORD_ID) or row[c.NAME]),
        str(row[c.NAME]),
        kind,
        old.get(c.CLASS),
        new.get(c.CLASS),
        old.get(c.NUTS_ID),
        new.get(c.NUTS_ID),
        reasons,
    )


def rows_by_id(ledger: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the rows of a ledger by the id of their record, else its name; what is nothing is None."""
    names = [name for name in ledger.columns if name != "notes"]
    rows = zip(*(ledger[name].tolist() for name in names), strict=True)
    records: dict[str, dict[str, Any]] = {}
    for row in rows:
        cells = {name: _value(cell) for name, cell in zip(names, row, strict=True)}
        records[str(cells.get(c.RECORD_ID) or cells[c.NAME])] = cells
    return records


def leave_out_equal(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return two ledgers without the rows that both have, and how many these are.

    As dictionaries, the rows of a long ledger take several times its memory; most are the same in both.
    """
    names = [name for name in before.columns if name != "notes"]
    if set(names) != {name for name in after.columns if name != "notes"}:
        return before, after, 0
    old, new = (pd.util.hash_pandas_object(ledger[names], index=False) for ledger in (before, after))
    left = before[~old.isin(new)]
    return left, after[~new.isin(old)], len(before) - len(left)


def _value(cell: Any) -> Any:
    """Return a cell as CSV and JSON agree on it: nothing is None."""
    return None if is_empty(cell) or cell == "" else cell


def _more(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the columns of the tables that the ledger leaves out."""
    return sorted({name for row in (old, new) for name in row if name.startswith(RECORD)})
