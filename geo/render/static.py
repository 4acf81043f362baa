"""What a page says without a script: one sentence, the legend and the table of records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.language import messages
from geo.language.country_names import country_name
from geo.language.notes import class_name
from geo.match.ledger_text import parts_of
from geo.match.painting import count_units, units_of_painted
from geo.match.tagging import MIXED
from geo.render.facts.content import MapContent
from geo.render.facts.members import members_of_records
from geo.render.facts.records import NameOf, region_name
from geo.render.facts.table import text_or_none

_NO_DATA: Final = ("not_covered", "missing", "country_only", "not_located")


def lead_message(count: int, total: int) -> str:
    """Return the key of the sentence that says how many of all clusters of a map lead.

    Examples
    --------
    >>> lead_message(0, 25), lead_message(8, 25), lead_message(1, 1)
    ('panel.takeaway.zero.clusters', 'panel.takeaway', 'panel.takeaway.every')
    """
    if count == total:
        return "panel.takeaway.every"
    return "panel.takeaway" if count else "panel.takeaway.zero.clusters"


def takeaway(content: MapContent, language: str) -> str:
    """Return what the page's script says of the whole map: how many lead, and how many have no class."""
    year, classes = str(content.options.edition), content.scores.classes
    if len(content.tagged):
        own = Counter(text_or_none(class_) for class_ in content.tagged[c.CLASS])
        without, total = own[None], own.total()
        count = own[classes[-1]]
        params = {"count": count, "total": total, "year": year}
        sentences = [messages.text(language, lead_message(count, total), **params)] if total > without else []
        sentences += [messages.text(language, "panel.takeaway.without", count=without)] if without else []
        return " ".join(sentences)
    units = count_classes(content)
    total = sum(units[key]["regions"] for key in classes)
    params = {"count": units[classes[-1]]["regions"], "total": total, "year": year}
    key = "panel.takeaway.empty" if params["count"] else "panel.takeaway.zero.regions"
    return messages.text(language, key, **params)


def count_classes(content: MapContent) -> dict[str, Counter[str]]:
    """Count the units of the scoreboard by class, and the painted regions that belong to none.

    Parameters
    ----------
    content
        What the map shows.

    Returns
    -------
    dict
        Class, or why there is none, to the numbers of ``regions``, ``countries`` and ``areas``.
    """
    units, classes = content.scores.units, content.scores.classes
    keys = ["missing" if position is None else classes[position] for position in units["class"]]
    return count_units(
        zip(keys, units["level"], strict=True),
        zip(content.region_keys, units_of_painted(content.painted), strict=True),
    )


def legend_rows(content: MapContent, language: str) -> list[dict[str, str]]:
    """Return the entries of the legend, best class first: name, range, and what it counts."""
    units = count_classes(content)
    clusters = Counter(
        text_or_none(class_) or text_or_none(kind)
        for class_, kind in zip(content.tagged[c.CLASS], content.tagged[c.NO_DATA], strict=True)
    )
    ranges = class_ranges(content, language)
    rows = [(key, f"term.class.{key}") for key in ranges]
    rows += [(MIXED, "static.class.mixed")] if clusters[MIXED] else []
    rows += [(key, f"term.nodata.{key}") for key in _NO_DATA if units[key] or clusters[key]]
    return [
        {
            "key": key,
            "name": messages.text(language, name),
            "range": ranges.get(key, ""),
            "counts": count_words({**units[key], "clusters": clusters[key]}, language),
        }
        for key, name in rows
    ]


def count_words(counts: Mapping[str, int], language: str) -> str:
    """Return the numbers that are not zero in words, in the order of the page's legend."""
    kinds = [kind for kind in ("regions", "countries", "areas", "clusters") if counts.get(kind)]
    texts = [messages.text(language, f"map.count.{kind}", count=counts[kind]) for kind in kinds]
    return " · ".join(texts) or messages.text(language, "map.count.none")


def class_ranges(content: MapContent, language: str) -> dict[str, str]:
    """Return the range of each class in percent of the EU average, in words, best class first."""

    def percent(value: float | None) -> str:
        return "" if value is None else messages.percent(language, value)

    return {
        bound.class_: messages.text(
            language,
            f"map.range.{bound.wording}",
            # Between two bounds the sign of percent stands once.
            low=percent(bound.lower) if bound.upper is None else bound.lower or 0,
            high=percent(bound.upper),
        )
        for bound in content.scores.edition.thresholds
    }


def table_columns(content: MapContent, language: str) -> list[str]:
    """Return the headings of the static table."""
    keys: list[tuple[str, Mapping[str, str]]] = [
        ("name", {}),
        ("country", {}),
        ("city", {}),
        ("region", {}),
        ("class", {"edition": str(content.options.edition)}),
    ]
    if content.printed_edition:
        keys.append(("printed_edition", {"edition": str(content.printed_edition)}))
    if content.members:
        keys.append(("members", {}))
    return [messages.text(language, f"static.column.{key}", **params) for key, params in keys]


def table_rows(content: MapContent, language: str) -> Iterator[list[str]]:
    """Yield the cells of the static table, one row for each record, all of it plain text."""
    with_printed = content.printed_edition is not None
    name_of = cache(partial(region_name, catalog=content.catalog))
    counted = members_of_records(content.members, len(content.tagged)) if content.members else []
    rows = zip(_records(content.tagged), content.ledger[c.CLASS_PRINTED], strict=True)
    for at, (record, printed) in enumerate(rows):
        city = record.get(c.CITY)
        city = city if isinstance(city, str) else ""
        if city and record.get(c.CITY_STATUS) == "unconfirmed":
            city += f" ({messages.text(language, 'static.unconfirmed')})"
        class_ = text_or_none(record[c.CLASS])
        unknown = text_or_none(record[c.NO_DATA]) or "not_located"
        cells = [
            str(record[c.NAME]),
            country_name(str(record[c.COUNTRY]), language),
            city,
            _region(record, name_of),
            _class(record, language) if class_ else messages.text(language, f"term.nodata.{unknown}"),
        ]
        if with_printed:
            cells.append(class_name(printed, language) if text_or_none(printed) else "")
        if counted:
            cells.append(messages.number(language, counted[at]))
        yield cells


def _records(tagged: pd.DataFrame) -> Iterator[Mapping[Any, Any]]:
    """Yield the records, some hundreds at a time: a page shows no more of them."""
    for part in parts_of(tagged):
        yield from part.to_dict("records")


def _class(record: Mapping[Any, Any], language: str) -> str:
    """Return the class of a record, with the unit it is of where that is another one than its region."""
    name, units = class_name(record[c.CLASS], language), str(record[c.SCOREBOARD_UNIT]).split(";")
    lent = len(units) == 1 and record[c.RELATION] in ("inside", "contains")
    return f"{name} ({units[0]})" if lent else name


def _region(record: Mapping[Any, Any], name_of: NameOf) -> str:
    code = text_or_none(record[c.NUTS_ID])
    vintage = None if pd.isna(record[c.VINTAGE]) else int(record[c.VINTAGE])
    name = name_of(code, vintage) or text_or_none(record.get(c.REGION_PRINTED))
    return f"{name} ({code})" if name and code else name or ""
