"""The ledger: for every record how it was located and tagged, why, and what a person must look at."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from json.encoder import encode_basestring
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.datapackage.catalog import Catalog
from geo.errors import Problem, TableError
from geo.language.notes import Note, Value, joined, pack, say, unpack
from geo.match.tagging import MIXED, SAME_CLASS, editions, is_unlocated, tag, tagged_for
from geo.tables.cells import class_in_short
from geo.tables.clusters import as_records
from geo.tables.formulas import csv_lines
from geo.tables.headers import short

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
#: So many rows are written at once.
_PART: Final = 500
_PLAIN: Final = frozenset((str, type(None)))
_UNPRINTED: Final = frozenset(("", "n/a", "na", "-", "none"))
#: Notes that a person must look at: the column they are about, what was found, and what is expected.
_FINDINGS: Final[Mapping[str, tuple[str, str, str]]] = {
    "note.locate.by_near_name": (
        c.REGION_PRINTED,
        "{printed}",
        "a region’s name; taken for {name} ({region})",
    ),
    "note.locate.name_ambiguous": (c.REGION_PRINTED, "{printed}", "one of {suggestions}"),
    "note.locate.name_unknown": (
        c.REGION_PRINTED,
        "{printed}",
        "a region’s name, such as {suggestions}",
    ),
    "note.locate.name_unknown_alone": (c.REGION_PRINTED, "{printed}", "a region’s name of the country"),
    "note.locate.name_elsewhere": (
        c.REGION_PRINTED,
        "{printed}",
        "a region’s name of the stated country {country}; {name} ({region}) lies in {country_other}",
    ),
    "note.locate.name_is_city": (
        c.REGION_PRINTED,
        "{printed}",
        "a region’s name; {place} is a city in {name} ({region}): put it into a column city",
    ),
    "note.locate.name_is_city_or": (
        c.REGION_PRINTED,
        "{printed}",
        (
            "a region’s name, such as {suggestions}; {place} is a city in {name} ({region}): "
            "put it into a column city"
        ),
    ),
    "note.locate.name_is_cities": (
        c.REGION_PRINTED,
        "{printed}",
        "a region’s name; cities are called so ({suggestions}): put it into a column city",
    ),
    "note.locate.name_without_country": (c.COUNTRY, "no known country", "a country for the region {printed}"),
    "note.locate.span_vintage": (
        c.NUTS_ID,
        "{region}",
        "a region of NUTS {vintage}, as the others",
    ),
    "note.locate.code_unknown": (c.NUTS_ID, "{code}", "a NUTS code, such as {suggestions}"),
    "note.locate.code_unknown_alone": (c.NUTS_ID, "{code}", "a NUTS code"),
    "note.locate.code_newer": (
        c.NUTS_ID,
        "{code}",
        "a code of a vintage that is here, or: clusteratlas update boundaries --vintage {vintage}",
    ),
    "note.locate.code_country": (c.NUTS_ID, "{region}", "a code of the stated country {country_stated}"),
    "note.locate.code_name": (c.NUTS_ID, "{region}", "the code of {printed}, {other}"),
    "note.locate.stated_vintage": (c.NUTS_VINTAGE, "{wanted}", "{vintage}, the vintage that has the region"),
    "note.locate.by_point_near": ("lat, lon", "{distance} km outside", "a point inside {name} ({region})"),
    "note.locate.point_outside": ("lat, lon", "outside every region", "a point inside a region"),
    "note.locate.point_border": ("lat, lon", "on the border of {suggestions}", "a point inside one of them"),
    "note.locate.point_country": ("lat, lon", "a point in {country}", "a point in {country_stated}"),
    "note.locate.point_conflict": (
        c.REGION_PRINTED,
        "{name} ({region})",
        "the region around the point, {other_name} ({other})",
    ),
    "note.locate.point_code": (
        c.NUTS_ID,
        "{name} ({region})",
        "the code of the region around the point, {other_name} ({other})",
    ),
    "note.locate.name_shared": (c.REGION_PRINTED, "{printed}", "the code of {region} or of {suggestions}"),
    "note.locate.by_city_near": (c.CITY, "{printed}, {distance} km outside", "a place in {name} ({region})"),
    "note.locate.city_largest": (c.CITY, "{printed}", "a region or a point, to tell it from {suggestions}"),
    "note.locate.city_ambiguous": (c.CITY, "{printed}", "a region or a point, to tell {suggestions} apart"),
    "note.locate.city_unknown": (c.CITY, "{printed}", "a place of the country, such as {suggestions}"),
    "note.locate.city_unknown_alone": (c.CITY, "{printed}", "a place with {least} inhabitants or more"),
    "note.locate.city_elsewhere": (
        c.CITY,
        "{printed}",
        "a place of the stated country {country}; {place} lies in {country_other}",
    ),
    "note.locate.city_outside": (c.CITY, "{printed}", "a place in a region of NUTS {vintage}"),
    "note.locate.city_conflict": (c.CITY, "{printed}", "a place in {name} ({region}), not in {other}"),
    "note.locate.country_unknown": (c.COUNTRY, "{country}", "a country with NUTS regions"),
    "note.locate.not_located": (c.NUTS_ID, "nothing", "a code, a region, a point or a country"),
    "note.tag.mixed": (c.CLASS, MIXED, "one class; a point would decide between {units}"),
    "note.tag.spans_mixed": (c.CLASS, MIXED, "regions of one class; {regions}"),
    "note.tag.spans_without": (c.CLASS, "none", "a class for each of its regions; {regions}"),
    "note.tag.city_unconfirmed": (
        c.CITY,
        "{city}, unconfirmed",
        "a confirmed city: the class rests on it",
    ),
    "note.printed.differs": (
        c.CLASS_PRINTED,
        "{class_printed}",
        "{class_table}, as in the table of {edition}",
    ),
}


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
    years = [None if _empty(year) else int(year) for year in _column(tagged, c.CLASS_PRINTED_EDITION)]
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
        index_notes = "" if _empty(index) else whose_index(*unit)
        text = joined(located, classed, index_notes, printed_notes)
        notes.append(texts.setdefault(text, text))
    said = {text: say(text, language) for text in texts}
    made: dict[str, list[Any]] = {
        c.AGREEMENT: agreements,
        c.CLASS_PRINTED: printed,
        CLASS_PRINTED_EDITION: years,
        CLASS_IN_PRINTED_EDITION: tables,
        EDITION: [edition] * size,
        NOTES: notes,
        c.NOTE: [said[text] for text in notes],
    }
    names = (*COLUMNS, c.TABLE) if c.TABLE in tagged else COLUMNS
    columns = {name: _typed(name, made.pop(name)) if name in made else _taken(tagged, name) for name in names}
    return pd.DataFrame(columns, index=pd.RangeIndex(size), copy=False)


def findings(
    ledger: pd.DataFrame,
    *,
    source: str | Sequence[str] | None = None,
    rows: Sequence[int] | None = None,
) -> list[Problem]:
    """List what a person must look at before the map is published.

    Conflicts between code, name, point and country; near and ambiguous names; records that have no place;
    classes that rest on an unconfirmed city; printed classes that differ from the table. A printed class
    that nothing confirms is no finding.

    Parameters
    ----------
    ledger
        Frame of `build_ledger`.
    source
        The table the records are from, as messages name it; of several tables, that of each record.
    rows
        Number of the row of each record in its table.

    Returns
    -------
    list of Problem
        All warnings, in the order of the ledger. Without a source, the record is named in its place.

    Raises
    ------
    TableError
        The frame is no ledger.
    """
    if absent := {c.NAME, NOTES} - set(ledger.columns):
        expected = f"a ledger of geo.build_ledger, with {' and '.join(sorted(absent))}"
        raise TableError([Problem("ledger", ", ".join(map(str, ledger.columns)), expected)])
    found = []
    names = [name if isinstance(name, str) else f"record {at}" for at, name in enumerate(ledger[c.NAME], 1)]
    for at, (record, packed) in enumerate(zip(names, ledger[NOTES].tolist(), strict=True)):
        keys = _FINDINGS.keys() - ({"note.tag.mixed"} if "note.tag.spans_mixed " in packed else set())
        lines = (line for line in packed.split("\n") if line.partition(" ")[0] in keys)
        doubtful = unpack("\n".join(lines))
        for note in doubtful:
            # That a record has no place is worth saying where nothing says why.
            if note.key != "note.locate.not_located" or len(doubtful) == 1:
                problem = _finding(record, note)
                if source is not None:
                    row = None if rows is None else rows[at]
                    table = source if isinstance(source, str) else source[at]
                    problem = replace(problem, source=table, row=row, record=record)
                found.append(problem)
    return found


def ledger_csv(ledger: pd.DataFrame) -> str:
    """Return the ledger as CSV: UTF-8, comma, one line per record, empty where there is no value.

    Text that a spreadsheet would compute is guarded (`geo.tables.formulas`); `ledger_json` has it as it is.
    """
    return "".join(ledger_csv_parts(ledger))


def ledger_json(ledger: pd.DataFrame) -> str:
    """Return the ledger as JSON: a list of objects with the columns of the CSV file, null without a value."""
    return "".join(ledger_json_parts(ledger))


def ledger_csv_parts(ledger: pd.DataFrame) -> Iterator[str]:
    """Yield the text of `ledger_csv` in parts of whole lines: a long ledger takes many times its memory."""
    yield from csv_lines([_file_columns(ledger)])
    for part in parts_of(ledger):
        yield "".join(csv_lines(_rows(part)))


def ledger_json_parts(ledger: pd.DataFrame) -> Iterator[str]:
    """Yield the text of `ledger_json` in parts of whole lines."""
    encode = json.JSONEncoder(ensure_ascii=False).encode

    def pairs_of(name: str, values: Iterable[object]) -> list[str]:
        start = f"  {encode(name)}: "
        return [
            start + (encode_basestring(value) if isinstance(value, str) else encode(_plain(value)))
            for value in values
        ]

    if ledger.empty:
        yield "[]\n"
    for number, part in enumerate(parts_of(ledger)):
        # As `json.dumps` writes them with an indent of one, which takes ten times the memory.
        columns = (pairs_of(name, part[name].tolist()) for name in _file_columns(part))
        is_last = (number + 1) * _PART >= len(ledger)
        text = ",\n".join(f" {{\n{pairs}\n }}" for pairs in map(",\n".join, zip(*columns, strict=True)))
        yield ("" if number else "[\n") + text + ("\n]\n" if is_last else ",\n")


def parts_of(ledger: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows of a ledger, some hundreds at a time."""
    for at in range(0, len(ledger), _PART):
        yield ledger.iloc[at : at + _PART]


def _file_columns(ledger: pd.DataFrame) -> list[str]:
    return [name for name in ledger.columns if name != NOTES]


def _rows(ledger: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield what each row holds in the columns of a file."""
    columns = (map(_plain, ledger[name].tolist()) for name in _file_columns(ledger))
    return zip(*columns, strict=True)


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value
    if _empty(value):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value


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
    elif SAME_CLASS.get(printed, printed) == SAME_CLASS.get(table_class, table_class):
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


def _finding(record: str, note: Note) -> Problem:
    column, found, expected = _FINDINGS[note.key]
    return Problem(
        source=record,
        found=found.format(**note.params),
        expected=expected.format(**note.params),
        column=short(column),
        severity="warning",
    )


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
        texts.setdefault(value, value) if isinstance(value, str) else None if _empty(value) else value
        for value in values
    ]
    return pd.Series(clean, dtype=_TYPES.get(name, "object"))


def _empty(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
