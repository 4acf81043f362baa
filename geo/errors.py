"""Everything Cluster Atlas raises on purpose.

::

    ClusterAtlasError
    ├── DataError                 one or more problems in what was read
    │   ├── TableError            a cluster table or another table
    │   ├── DefinitionError       a map definition
    │   └── PackageError          the data package: missing, altered or unknown resource
    ├── RegionError               an unknown code, level or vintage
    ├── EditionError              an unknown scoreboard edition, or figures it does not hold
    ├── FormatError               a file format that is not written
    ├── PictureError              a picture of what a map does not show
    ├── ForeignAssetError         a folium layer that would load files from another host
    ├── AddressError              an address of another machine cannot be opened, read or written
    ├── BuildError                a page or a part of a large table could not be written
    │   └── LockedError           another build or refresh is running
    └── UpdateError               data could not be refreshed; nothing was changed
        ├── DownloadError         the transfer failed or was refused
        └── LayoutError           the file is not laid out as expected

A traceback of any other class on the command line is a bug of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

#: So many problems of one kind are named; the others are counted.
MOST_OF_A_KIND: Final = 50
#: Values in a message are cut at so many characters, and whole messages at so many.
_LONGEST_WORD: Final = 200
_LONGEST_SENTENCE: Final = 2_000
#: What tells one problem of a kind from another: quoted values and numbers.
_VALUES: Final = re.compile(r"'[^']*'|\"[^\"]*\"|[\d.,]+")

#: Controls, marks that change the direction of text or have no width, halves of characters, ends of lines.
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")


def one_line(text: str) -> str:
    r"""Return text as one line that a terminal can only show: what would command it is escaped.

    Names of files and text of records stand in messages; so they move no cursor, set no title and begin no
    line of their own.

    Examples
    --------
    >>> print(one_line("Bio\x1b[31mWin\nError: none"))
    Bio\x1b[31mWin\nError: none
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        letter.encode("unicode_escape").decode() if unicodedata.category(letter) in _UNSEEN else letter
        for letter in text
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    Parameters
    ----------
    source
        The file, as the user named it.
    found
        The value found, shown as Python shows it.
    expected
        What would have been right, in plain words.
    row
        Row number as a spreadsheet counts it (the header is row 1); None for a whole file.
    column
        Column or key.
    suggestion
        The nearest valid value.
    severity
        ``"error"`` stops the work, ``"warning"`` does not (unless strict), ``"notice"`` says only how
        something was understood: `expected` holds that.
    record
        Name of the record in the row.
    more
        How many further problems of the same kind there are that are not named one by one.
    """

    source: str
    found: object
    expected: str
    row: int | None = None
    column: str | None = None
    suggestion: str | None = None
    severity: str = "error"
    record: str | None = None
    more: int = 0

    def __str__(self) -> str:
        where = self.source
        if self.row is not None:
            where += f", row {self.row}"
        if self.record is not None:
            where += f" ({_cut(self.record)})"
        if self.column is not None:
            where += f", {_cut(self.column)}"
        expected = _cut(self.expected, _LONGEST_SENTENCE)
        kind = "of this kind" if self.row is None else "row" if self.more == 1 else "rows"
        rest = f" (and {self.more:,} more {kind})" if self.more else ""
        if self.severity == "notice":
            return one_line(f"{where}: {expected}{rest}")
        hint = f". Did you mean {_cut(self.suggestion)!r}?" if self.suggestion else ""
        return one_line(f"{where}: found {_shown(self.found)}, expected {expected}{hint}{rest}")


def _shown(found: object) -> str:
    """Return a value as Python shows it, in few words; Python shows no number of thousands of digits."""
    if isinstance(found, str):
        return repr(_cut(found))
    try:
        return _cut(repr(found))
    except ValueError:
        return "a number of thousands of digits"


def _cut(text: str, most: int = _LONGEST_WORD) -> str:
    """Return as much of a text as a message can hold."""
    return text if len(text) <= most else f"{text[: most - 1]}… ({len(text):,} characters)"


def grouped(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems without the many of one kind: the first are kept, and the last of them counts the rest.

    Of one kind are problems of the same file and column that differ in nothing but the values they name.
    """
    kept: list[Problem] = []
    kinds: dict[tuple[object, ...], list[int]] = {}
    for problem in problems:
        kind = _VALUES.sub("", problem.expected[:_LONGEST_SENTENCE])
        column = problem.column and _VALUES.sub("", problem.column)
        places = kinds.setdefault((problem.source, problem.severity, column, kind), [])
        if len(places) < MOST_OF_A_KIND:
            places.append(len(kept))
            kept.append(problem)
        else:
            last = places[-1]
            kept[last] = replace(kept[last], more=kept[last].more + 1 + problem.more)
    return tuple(kept)


class ClusterAtlasError(Exception):
    """Base of every error raised on purpose; its message is one line that a terminal can only show."""

    def __str__(self) -> str:
        return one_line(super().__str__())


class DataError(ClusterAtlasError):
    """What was read is wrong in one or more places; `problems` holds them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in grouped(self.problems)))

    def __reduce__(self) -> tuple[object, ...]:
        # Another process raises it as this one would have.
        return type(self), (self.problems,)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in grouped(self.problems))


class TableError(DataError):
    """A table cannot be used as it is."""


class DefinitionError(DataError):
    """A map definition cannot be used as it is."""


class PackageError(DataError):
    """The data package lacks a resource, or holds one that is not what it says."""


class RegionError(ClusterAtlasError):
    """A NUTS code, level or vintage does not exist."""


class EditionError(ClusterAtlasError):
    """A scoreboard edition does not exist or lacks the figures asked for."""


class FormatError(ClusterAtlasError):
    """A file is asked for in a format that is not written."""


class PictureError(ClusterAtlasError):
    """A picture is asked for of something that a map does not show."""


class ForeignAssetError(ClusterAtlasError):
    """A folium layer would load files from another host."""


class AddressError(ClusterAtlasError):
    """An address of another machine cannot be opened, read or written."""


class BuildError(ClusterAtlasError):
    """A page, or a part of a large table, could not be written; the previous one is untouched."""


class LockedError(BuildError):
    """Another build or refresh of the same folder is running."""


class UpdateError(ClusterAtlasError):
    """Data could not be refreshed; every file is as it was."""


class DownloadError(UpdateError):
    """A transfer failed or was refused."""


class LayoutError(UpdateError):
    """A file is not laid out as the publisher documents it."""


def is_of_system(error: Exception) -> bool:
    """Return whether the operating system refused something: errors of Arrow about content have no number."""
    return isinstance(error, OSError) and error.errno is not None


def nearest(value: str, choices: Sequence[str]) -> str | None:
    """Return the choice most like ``value``, or None when nothing is alike.

    Case does not count.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

    folded = {choice.casefold(): choice for choice in choices}
    match = get_close_matches(value.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[match[0]] if match else None
