"""Which column of a table holds what: by its header and, where a header means two things, by its values."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from geo.columns import (
    CITY,
    CLASS_PRINTED,
    COUNTRY,
    FUNDING_PRIVATE,
    FUNDING_PUBLIC,
    LAT,
    LON,
    NAME,
    NUTS_ID_PRINTED,
    REGION_PRINTED,
)
from geo.errors import Problem, TableError, nearest
from geo.language.folding import fold
from geo.tables import cells
from geo.tables.column_values import are_codes, are_countries, fits, sample
from geo.tables.headers import WORDS, columns_of, is_name_at_least, is_own, key_of, known_headers, short
from geo.tables.rows import Table

#: Words of a header that hint at one of ours although the whole header is not known.
_HINTS: Final[Mapping[str, str]] = {
    "nuts": NUTS_ID_PRINTED,
    **dict.fromkeys(("nuts1", "nuts2", "nuts3"), NUTS_ID_PRINTED),
    **dict.fromkeys(("region", "regio", "regione", "bundesland"), REGION_PRINTED),
    **dict.fromkeys(("country", "pays", "pais", "paese"), COUNTRY),
    **dict.fromkeys(("latitude", "latitud", "latitudine"), LAT),
    **dict.fromkeys(("longitude", "longitud", "longitudine"), LON),
    **dict.fromkeys(
        ("city", "town", "ciutat", "ciudad", "ville", "commune", "stadt", "citta", "comune"), CITY
    ),
    **dict.fromkeys(("class", "classe", "clase", "klasse"), CLASS_PRINTED),
    **dict.fromkeys(("public", "publico", "publica", "offentlich", "pubblico", "pubblica"), FUNDING_PUBLIC),
    **dict.fromkeys(
        ("private", "privat", "privado", "privada", "prive", "privato", "privata"), FUNDING_PRIVATE
    ),
}
#: A header this similar (0-1) to one we know may be a slip of it.
_SIMILAR: Final = 0.85
#: Says how a header is settled by hand, given the header and the column of ours: it depends on who reads.
Hint = Callable[[str, str], str]


def on_command_line(header: str, name: str) -> str:
    """Return the option that settles a header."""
    return f"--columns {f'{header}={name}'!r}"


def in_definition(header: str, name: str) -> str:
    """Return the key of a definition that settles a header."""
    quoted = (json.dumps(text, ensure_ascii=False) for text in (header, name))
    return f"columns = {{ {' = '.join(quoted)} }} in the definition"


def in_python(header: str, name: str) -> str:
    """Return the argument that settles a header."""
    return f"geo.read_clusters(..., columns={ {header: name}!r})"


@dataclass
class Headers:
    """Which column of a table holds what.

    Parameters
    ----------
    of
        Header by column of ours.
    problems
        Headers that are doubled, wrong or look like ours without being taken.
    by_hand
        Headers that somebody settled; nothing is said about them.
    hint
        Says how another one is settled.
    """

    of: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    by_hand: frozenset[str] = frozenset()
    hint: Hint = on_command_line

    @property
    def reported(self) -> frozenset[str | None]:
        """Headers about which something is said already."""
        return frozenset(problem.column for problem in self.problems)

    @property
    def taken(self) -> dict[str, str]:
        """Column of ours by header, where the header is not our own name for it."""
        own = {column: {key_of(column), key_of(short(column))} for column in self.of}
        return {header: column for column, header in self.of.items() if key_of(header) not in own[column]}


def recognise(
    table: Table, *, by_hand: Mapping[str, str] | None = None, hint: Hint = on_command_line
) -> Headers:
    """Find out which column of a table holds what, by the headers and, where they are open, by the values.

    Parameters
    ----------
    by_hand
        Header to the column it holds (an empty text: a column of the user's own); it goes before all else.
    hint
        Says how a header that is not taken as it is meant is settled.

    Raises
    ------
    TableError
        `by_hand` names a header or a column that there is not.
    """
    settled = _settle(table, by_hand or {})
    headers = Headers({column: header for header, column in settled.items() if column}, hint=hint)
    headers.by_hand = frozenset(settled)
    open_headers = [header for header in table.columns if header not in settled]
    for header in [header for header in open_headers if _own_column(header)]:
        column = _own_column(header)
        values = sample(table, header)
        if column == REGION_PRINTED and are_codes(values) and not _has_code_column(table, settled):
            column = NUTS_ID_PRINTED
        if column in headers.of and header not in settled:
            expected = f"one column for {column}; {headers.of[column]!r} means the same"
            headers.problems.append(Problem(table.source, header, expected, row=1, column=header))
        headers.of.setdefault(column, header)
    for header in sorted(open_headers, key=_finest_first):
        if not _own_column(header) and columns_of(header) and not is_name_at_least(header):
            _take(table, header, headers)
    if NAME not in headers.of:
        for header in filter(is_name_at_least, open_headers):
            _take(table, header, headers)
    _pair_coordinates(table, headers)
    return headers


def look_alikes(table: Table, headers: Headers) -> list[Problem]:
    """Return which columns look like one of ours and are not taken for it, each with the nearest name."""
    problems = []
    for header in table.columns:
        if header in headers.of.values() or header in headers.by_hand or header in headers.reported:
            continue
        if name := _alike(table, header, headers):
            expected = f"a column of our own; it is kept as an unknown one. {_by_hand(headers, header, name)}"
            problems.append(_warning(table, header, expected, name))
    return problems


def likely_header(table: Table, headers: Headers, column: str) -> str | None:
    """Return the header that may be meant for a missing ``name`` or ``country``, also in another language.

    One that is spelled alike; else the one with countries below it, or the first with a name for every row.
    """
    free = [header for header in table.columns if header not in headers.by_hand]
    others = [header for header in free if header not in headers.of.values()]
    if similar := nearest(column, others):
        return similar
    values = {header: sample(table, header) for header in free}
    with_countries = [header for header in free if are_countries(values[header])]
    if column == COUNTRY:
        return next(iter(with_countries), None)
    named = (
        header
        for header in others
        if header not in with_countries
        and not are_codes(values[header])
        and not all(isinstance(cells.number(value), float) for value in values[header])
        and len(table.rows.cells(header)) == len(table.rows)
    )
    return next(named, None)


def _settle(table: Table, by_hand: Mapping[str, str]) -> dict[str, str]:
    """Return the column of ours of each header that was settled by hand."""
    settled: dict[str, str] = {}
    problems = []
    ours = {key_of(name): column for column in WORDS for name in (column, short(column))}
    for given, name in by_hand.items():
        header = next((header for header in table.columns if header == given), None)
        header = header or next((header for header in table.columns if key_of(header) == key_of(given)), None)
        if header is None:
            suggestion = nearest(given, table.columns)
            expected = f"a column of the table: {', '.join(table.columns)}"
            problems.append(Problem(table.source, given, expected, column="columns", suggestion=suggestion))
        elif name and key_of(name) not in ours:
            names = [short(column) for column in WORDS]
            expected = f"one of {', '.join(names)}"
            suggestion = nearest(name, names)
            problems.append(
                Problem(table.source, name, expected, column=f"columns.{given}", suggestion=suggestion)
            )
        else:
            column = ours.get(key_of(name), "")
            if column and column in settled.values():
                expected = f"each column once; {short(column)} is named twice"
                problems.append(Problem(table.source, name, expected, column=f"columns.{given}"))
            settled[header] = column
    if problems:
        raise TableError(problems)
    return settled


def _own_column(header: str) -> str:
    """Return the column whose own name a header is; an empty text when it is none."""
    return next((column for column in WORDS if is_own(header, column)), "")


def _has_code_column(table: Table, settled: Mapping[str, str]) -> bool:
    open_headers = (header for header in table.columns if header not in settled)
    return NUTS_ID_PRINTED in settled.values() or any(
        NUTS_ID_PRINTED in columns_of(header) for header in open_headers
    )


def _finest_first(header: str) -> tuple[int, int]:
    """Put NUTS 3 before NUTS 2 before NUTS 1: the finest code says most. All else keeps its order."""
    level = re.search(r"nuts[a-z]*([123])(?!\d)", key_of(header))
    is_code = columns_of(header)[:1] == (NUTS_ID_PRINTED,)
    return (1, -int(level[1])) if level and is_code else (0, 0)


def _take(table: Table, header: str, headers: Headers) -> None:
    """Take a column for the first of what its header may mean that its values do not speak against."""
    values = sample(table, header)
    meant = columns_of(header)
    if meant[0] == NUTS_ID_PRINTED:
        meant = (*meant, REGION_PRINTED)  # "NUTS 2" stands above codes, and above names as well
    fitting = [column for column in meant if fits(column, values)]
    if len(fitting) > 1:
        # Where a word means two things, the first that at least half of the values can be: any text can
        # be the name of a region, but "Bayern" is no country and "Oberbayern" no code.
        half = len(values) / 2
        fitting.sort(key=lambda column: sum(fits(column, [value]) for value in values) < half)
    free = [column for column in fitting if column not in headers.of]
    if free:
        headers.of[free[0]] = header
        return
    column = fitting[0] if fitting else meant[0]
    name = short(column)
    if fitting:
        expected = (
            f"one column for {name}, and {headers.of[column]!r} is taken for it; this one is kept "
            f"as a column of your own. {_by_hand(headers, header, name)}"
        )
    else:
        expected = (
            f"values of {name} below such a header; none is one, so it is kept as a column of your own. "
            f"{_by_hand(headers, header, name)}"
        )
    headers.problems.append(_warning(table, header, expected, None))


def _pair_coordinates(table: Table, headers: Headers) -> None:
    """Let go of an ``x`` without a ``y``: one letter alone says too little."""
    for one, other in ((LAT, LON), (LON, LAT)):
        header = headers.of.get(one)
        if header and other not in headers.of and key_of(header) in {"x", "y"}:
            if header not in headers.by_hand:
                del headers.of[one]
            expected = f"a column for {other} beside it; it is kept as a column of your own"
            headers.problems.append(_warning(table, header, expected, None))


def _alike(table: Table, header: str, headers: Headers) -> str | None:
    """Return the name of the column that a header, or what stands below it, looks like."""
    key = key_of(header)
    free = {key_of(name): column for column in WORDS for name in (column, short(column))}
    free |= {known: columns[0] for known, columns in known_headers().items()}
    wanted = [known for known, column in free.items() if column not in headers.of and column not in (NAME,)]
    if NUTS_ID_PRINTED not in headers.of and are_codes(sample(table, header)):
        return short(NUTS_ID_PRINTED)
    similar = difflib.get_close_matches(
        key, [known for known in wanted if len(known) > 3], n=1, cutoff=_SIMILAR
    )
    if similar:
        return short(free[similar[0]])
    # Many a column has such a word in its header: what stands below must be what ours holds.
    values = sample(table, header)
    hints = (_HINTS.get(word) for word in fold(header).split())
    free_hints = (column for column in hints if column and column not in headers.of)
    return next((short(column) for column in free_hints if fits(column, values)), None)


def _by_hand(headers: Headers, header: str, name: str) -> str:
    return f"To read it as {name}: {headers.hint(header, name)}"


def _warning(table: Table, header: str, expected: str, suggestion: str | None) -> Problem:
    return Problem(table.source, header, expected, column=header, suggestion=suggestion, severity="warning")
