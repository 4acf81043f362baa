"""The ledger: for every record how it was located and tagged, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.language.notes import Note, Value, joined, pack, say
from geo.match.class_steps import same_class
from geo.match.tagging import MIXED, editions, is_unlocated, tag, tagged_for
from geo.tables.cells import class_in_short
from geo.tables.clusters import as_records

#: Further columns, after those that design.md names.
EDITION: Final = c.EDITION
CLASS_PRINTED_EDITION: Final = c.CLASS_PRINTED_EDITION
CLASS_IN_PRINTED_EDITION: Final = "class_in_printed_edition"
#: Column of `geo.language.notes.pack`, for those who say the notes in another language; files leave it out.
NOTES: Final = "notes"
COLUMNS: Final = (
    c.RECORD_ID,
    c.NAME,
    c.COUNTRY,
    c.REGION_PRINTED,
    c.NUTS_ID,
    c.LEVEL,
    c.VINTAGE,
    c.LOCATED_BY,
    c.SCOREBOARD_UNIT,
    c.RELATION,
    c.CLASS,
    c.INDEX,
    c.INDEX_RELATIVE_TO,
    c.CLASS_PRINTED,
    c.AGREEMENT,
    c.NOTE,
    EDITION,
    c.MATCH_SCORE,
    c.CANDIDATES,
    c.NO_DATA,
    c.BASIS,
    c.SCOREBOARD_UNIT_NAME,
    CLASS_PRINTED_EDITION,
    CLASS_IN_PRINTED_EDITION,
    NOTES,
)
_TYPES: Final[Mapping[str, str]] = {
    c.LEVEL: "Int64",
    c.VINTAGE: "Int64",
    CLASS_PRINTED_EDITION: "Int64",
    EDITION: "Int64",
    c.INDEX: "float64",
    c.MATCH_SCORE: "float64",
}
_PLAIN: Final = frozenset((str, type(None)))
_UNPRINTED: Final = frozenset(("", "n/a", "na", "-", "none"))


def build_ledger(
    tagged: pd.DataFrame, *, edition: int, language: str = "en", catalog: Catalog | None = None
) -> pd.DataFrame:
    """Write down, for every record, how it was located and tagged, and why.

    A printed class is compared with the table of the edition it was printed for, whatever edition the
    ledger is of: editions differ in method.

    Parameters
    ----------
    tagged
        Frame of `geo.tag`, made of records that `geo.locate` placed. Records that are not located or tagged
        yet, or tagged with another edition, are tagged first.
    edition
        Edition of the scoreboard.
    language
        Language of the column ``note``.
    catalog
        Data package; the bundled one when None.

    Returns
    -------
    DataFrame
        One row per record, in the order given, with a fresh index; columns `COLUMNS`, and ``table_title``
        when the records are from several tables. ``agreement`` is ``agrees``, ``differs``, ``unverified``
        (the table has no value to compare with) or empty (nothing printed). ``note`` is the sentences of
        ``notes``.

    Examples
    --------
    >>> import pandas as pd
    >>> from geo import locate, tag
    >>> records = pd.DataFrame({"name": ["BioWin"], "country": ["BE"], "region_printed": ["Prov. Hainaut"]})
    >>> ledger = build_ledger(tag(locate(records), edition=2023), edition=2023)
    >>> ledger.loc[0, ["nuts_id", "scoreboard_unit", "class"]].tolist()
    ['BE32', 'BE3', 'strong']
    """
    catalog = catalog or Catalog.bundled()
    if isinstance(tagged, pd.DataFrame) and is_unlocated(tagged):
        tagged = as_records(tagged, required=(c.NAME, c.COUNTRY), catalog=catalog)
    tagged = tagged_for(tagged, edition=edition, catalog=catalog)
    size = len(tagged)
    printed = [_printed(value) for value in _column(tagged, c.CLASS_PRINTED)]
    years = [None if is_empty(year) else int(year) for year in _column(tagged, c.CLASS_PRINTED_EDITION)]
    in_table = _classes_by_edition(tagged, edition, {year for year in years if year is not None}, catalog)
    parts = (
        _column(tagged, name)
        for name in (
            c.LOCATE_NOTES,
            c.TAG_NOTES,
            c.INDEX,
            c.RELATION,
            c.SCOREBOARD_UNIT,
            c.SCOREBOARD_UNIT_NAME,
        )
    )
    compare, whose_index = cache(_compare), cache(_whose_index)
    agreements, tables, notes = [], [], []
    #: Texts that many records share are kept once, and said once.
    texts: dict[str, str] = {}
    for row, (located, classed, index, *unit) in enumerate(zip(*parts, strict=True)):
        year = years[row]
        table_class = in_table[year][row] if year in in_table else None
        agreement, printed_notes = compare(printed[row], year, table_class, edition)
        agreements.append(agreement)
        tables.append(table_class if printed[row] else None)
        index_notes = "" if is_empty(index) else whose_index(*unit)
        text = joined(located, classed, index_notes, printed_notes)
        notes.append(texts.setdefault(text, text))
    sentence_by_notes = {text: say(text, language) for text in texts}
    made: dict[str, list[Any]] = {
        c.AGREEMENT: agreements,
        c.CLASS_PRINTED: printed,
        CLASS_PRINTED_EDITION: years,
        CLASS_IN_PRINTED_EDITION: tables,
        EDITION: [edition] * size,
        NOTES: notes,
        c.NOTE: [sentence_by_notes[text] for text in notes],
    }
    names = (*COLUMNS, c.TABLE) if c.TABLE in tagged else COLUMNS
    columns = {name: _typed(name, made.pop(name)) if name in made else _taken(tagged, name) for name in names}
    return pd.DataFrame(columns, index=pd.RangeIndex(size), copy=False)


def _classes_by_edition(
    tagged: pd.DataFrame, edition: int, wanted: set[int], catalog: Catalog
) -> dict[int, list[str | None]]:
    """Return each record's class in every edition that a record prints a class for and that has a table."""
    present = set(editions(catalog=catalog))
    classes = {}
    for year in sorted(wanted & present):
        frame = tagged if year == edition else tag(tagged, edition=year, catalog=catalog)
        classes[year] = [value if isinstance(value, str) else None for value in frame[c.CLASS].tolist()]
    return classes


def _compare(printed: str | None, year: int | None, table_class: str | None, edition: int) -> tuple[str, str]:
    """Return how a printed class agrees with the table, and the notes about it."""
    if printed is None:
        return "", ""
    if year is None:
        return "unverified", pack([Note("note.printed.no_edition", {"class_printed": printed})])
    params: dict[str, Value] = {"class_printed": printed, "edition": str(year)}
    if table_class is None or table_class == MIXED:
        agreement = "unverified"
    elif same_class(printed, table_class):
        agreement = "agrees"
    else:
        agreement = "differs"
        params["class_table"] = table_class
    printed_notes = [Note(f"note.printed.{agreement}", params)]
    if year != edition:
        printed_notes.append(
            Note("note.printed.other_edition", {"edition": str(year), "other_edition": str(edition)})
        )
    return agreement, pack(printed_notes)


def _whose_index(relation: object, unit: str, name: str | None) -> str:
    """Name the unit whose index a record shows, where that is another unit than its region."""
    if relation not in ("inside", "contains"):
        return ""
    return pack([Note("note.tag.index_of", {"unit": unit, "name": name or unit})])


def _printed(value: object) -> str | None:
    """Return the key of a printed class; subgroups (+, -) belong to their group."""
    if not isinstance(value, str):
        return None
    key = value.strip().casefold()
    return None if key in _UNPRINTED else class_in_short(key)


def _column(frame: pd.DataFrame, name: str) -> list[Any]:
    return frame[name].tolist() if name in frame else [None] * len(frame)


def _taken(tagged: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Return a column of the records; one of plain texts is shared with them."""
    values = _column(tagged, name)
    if name in tagged and tagged[name].dtype == object and {type(value) for value in values} <= _PLAIN:
        return tagged[name].reset_index(drop=True)
    return _typed(name, values)


def _typed(name: str, values: list[Any]) -> pd.Series[Any]:
    # Texts that many records share are kept once: a column of pandas gives each row its own.
    texts: dict[str, str] = {}
    clean = [
        texts.setdefault(value, value) if isinstance(value, str) else None if is_empty(value) else value
        for value in values
    ]
    return pd.Series(clean, dtype=_TYPES.get(name, "object"))


def is_empty(value: object) -> bool:
    """Return whether a cell of a frame has no value."""
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
