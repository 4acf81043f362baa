"""What in a ledger a person must look at before the map is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from geo import columns as c
from geo.errors import Problem, TableError
from geo.language.notes import Note, unpack
from geo.match.ledger import NOTES
from geo.match.tagging import MIXED
from geo.tables.headers import short

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
    problems = []
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
                problems.append(problem)
    return problems


def _finding(record: str, note: Note) -> Problem:
    column, found, expected = _FINDINGS[note.key]
    return Problem(
        source=record,
        found=found.format(**note.params),
        expected=expected.format(**note.params),
        column=short(column),
        severity="warning",
    )
