"""Where the table stands in a sheet: what is above its header and below its records is no part of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

from geo.errors import Problem, TableError

#: Tells how many known columns a row of texts would head; 0 when it is no header.
Heads = Callable[[Sequence[str]], int]
#: Lines at the top among which the header is looked for.
TOP: Final = 20
#: So many known columns make a header.
ENOUGH: Final = 2
#: How a note below a table begins, in the languages of the pages.
_NOTE: Final = re.compile(
    r"(?:\*|¹|†|©|\(\d\)|\(c\)|(?:source|sources|note|notes|quelle|quellen|anmerkung|anmerkungen|hinweis|stand"
    r"|fuente|fuentes|nota|notas|notes|font|fonts|fonte|fonti|last update|as of)\b)",
    re.IGNORECASE,
)


class Line(Protocol):
    """A line of a sheet."""

    @property
    def number(self) -> int:
        """As a spreadsheet counts."""

    @property
    def texts(self) -> list[str]:
        """Its cells."""


AnyLine = TypeVar("AnyLine", bound=Line)


def header_position(lines: Sequence[Line], source: str, problems: list[Problem], *, heads: Heads) -> int:
    """Return which of the lines is the header; say what stands above it.

    Raises
    ------
    TableError
        Above the header stands more than a title, or below a title stands no header that is known.
    """
    scores = [heads(line.texts) for line in lines[:TOP]]
    if scores[0] >= ENOUGH and scores[0] == max(scores):
        return 0
    best = scores.index(max(scores))
    first = lines[0]
    if scores[best] < ENOUGH:
        wide = next((line for line in lines[:TOP] if _filled(line) > ENOUGH), None)
        if _filled(first) == 1 and wide is not None and len(wide.texts) > ENOUGH:
            expected = f"the header; it seems to be in row {wide.number}, of which no column is known: "
            expected += "name the columns as docs/tables.md does, and delete what stands above them"
            raise TableError([Problem(source, _shown(first), expected, row=first.number)])
        return 0
    if best == 0:
        return 0
    above, header = lines[:best], lines[best]
    crowded = next((line for line in above if _filled(line) > max(2, _filled(header) // 2)), None)
    if crowded is not None:
        expected = f"the header; it seems to be in row {header.number}: delete the rows above it"
        raise TableError([Problem(source, _shown(crowded), expected, row=crowded.number)])
    titles = ", ".join(repr(_shown(line)) for line in above)
    message = f"the header is in row {header.number}; what stands above it is left out: {titles}"
    problems.append(Problem(source, titles, message, severity="notice"))
    return best


def without_foot(
    lines: Iterable[AnyLine], header: Line, source: str, problems: list[Problem]
) -> Iterator[AnyLine]:
    """Yield the records among lines below a header, and not the notes that follow them; say which these are.

    A note is a single cell that comes after an empty row or begins as notes do.
    """
    if _filled(header) == 1:
        yield from lines
        return
    before = header.number
    tail: list[AnyLine] = []  # single cells, of which the last ones may be notes
    for line in lines:
        if _filled(line) == 1:
            tail.append(line)
        else:
            yield from tail
            tail, before = [], line.number
            yield line
    is_note = False
    for line in tail:
        is_note = is_note or line.number - before > 1 or bool(_NOTE.match(_shown(line)))
        before = line.number
        if is_note:
            expected = "a record; a single cell below the table is taken for a note and left out"
            problems.append(Problem(source, _shown(line), expected, row=line.number, severity="warning"))
        else:
            yield line


def _filled(line: Line) -> int:
    return sum(map(bool, line.texts))


def _shown(line: Line) -> str:
    """Return what a line says, cut to what a message can hold."""
    text = " ".join(text for text in line.texts if text)
    return text if len(text) <= 60 else f"{text[:59]}…"
