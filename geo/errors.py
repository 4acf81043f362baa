"""Everything Cluster Atlas raises on purpose.

::

    ClusterAtlasError
    ├── DataError                 one or more problems in what was read
    │   ├── TableError            a cluster table or another table
    │   ├── DefinitionError       a map definition
    │   └── PackageError          the data package: missing, altered or unknown resource
    ├── RegionError               an unknown code, level or vintage
    ├── EditionError              an unknown scoreboard edition, or figures it does not hold
    ├── ForeignAssetError         a folium layer that would load files from another host
    ├── BuildError                a page could not be written
    │   └── LockedError           another build or refresh is running
    └── UpdateError               data could not be refreshed; nothing was changed
        ├── DownloadError         the transfer failed or was refused
        └── LayoutError           the file is not laid out as expected

A traceback of any other class on the command line is a bug of ours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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


@dataclass(frozen=True)
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
    """

    source: str
    found: object
    expected: str
    row: int | None = None
    column: str | None = None
    suggestion: str | None = None
    severity: str = "error"
    record: str | None = None

    def __str__(self) -> str:
        where = self.source
        if self.row is not None:
            where += f", row {self.row}"
        if self.record is not None:
            where += f" ({self.record})"
        if self.column is not None:
            where += f", {self.column}"
        if self.severity == "notice":
            return one_line(f"{where}: {self.expected}")
        hint = f". Did you mean {self.suggestion!r}?" if self.suggestion else ""
        return one_line(f"{where}: found {self.found!r}, expected {self.expected}{hint}")


class ClusterAtlasError(Exception):
    """Base of every error raised on purpose; its message is one line that a terminal can only show."""

    def __str__(self) -> str:
        return one_line(super().__str__())


class DataError(ClusterAtlasError):
    """What was read is wrong in one or more places; `problems` holds them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


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


class ForeignAssetError(ClusterAtlasError):
    """A folium layer would load files from another host."""


class BuildError(ClusterAtlasError):
    """A page could not be written; the previous one is untouched."""


class LockedError(BuildError):
    """Another build or refresh of the same folder is running."""


class UpdateError(ClusterAtlasError):
    """Data could not be refreshed; every file is as it was."""


class DownloadError(UpdateError):
    """A transfer failed or was refused."""


class LayoutError(UpdateError):
    """A file is not laid out as the publisher documents it."""


def nearest(value: str, choices: Sequence[str]) -> str | None:
    """Return the choice most like ``value``, or None when nothing is alike.

    Case does not count.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

    folded = {choice.casefold(): choice for choice in choices}
    match = get_close_matches(value.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[match[0]] if match else None
