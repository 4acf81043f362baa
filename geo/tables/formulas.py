"""Cells of a CSV file that no spreadsheet takes for a formula, and the way back.

A spreadsheet computes a cell that begins with ``=``, ``+``, ``-`` or ``@``, whether or not it is quoted. Such
text gets an apostrophe in front, as OWASP advises (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

# Where the list separator is a semicolon, as in most of Europe, a spreadsheet parts a file with commas at the
# semicolons inside its text, and knows no quotation marks there: each part is guarded like a cell. `csv.js`
# of the page has the same rule.
_BEGINS: Final = r"""(?=[ "]*[-=+@＝＋－＠])"""
_OPEN: Final = re.compile(rf"(^|[;\t\r\n])('*){_BEGINS}")
_GUARDED: Final = re.compile(rf"(^|[;\t\r\n])'('*){_BEGINS}")
_OPEN_BLANK: Final = re.compile(r"^(?='*[\t\r\n])")
_GUARDED_BLANK: Final = re.compile(r"^'(?='*[\t\r\n])")
#: What a cell has quotation marks for.
_SPECIAL: Final = re.compile(r'[",\r\n]')
#: A text without any of these is written as it is.
_ANY: Final = re.compile(r"""[-=+@＝＋－＠\t\r\n",]""")
#: What a spreadsheet shows as it stands: a number with its sign, or a dash.
_NUMBER: Final = re.compile(r"[-+]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][-+]?[0-9]+)?%?|-")


def guard(text: str) -> str:
    """Return text that a spreadsheet shows and does not compute.

    An apostrophe is put before a formula, at the beginning and after each ``;``, tab and line break, and
    before text that begins with a tab or a line break. Where apostrophes stand there already, they get one
    more, so that `unguard` can tell them apart.

    Examples
    --------
    >>> guard("=1+1"), guard("'=1+1"), guard("Cluster; @home"), guard("-12.5")
    ("'=1+1", "''=1+1", "Cluster;' @home", "'-12.5")
    """
    return _OPEN_BLANK.sub("'", _OPEN.sub(r"\1'\2", text))


def unguard(text: str) -> str:
    """Return the text that `guard` was given.

    Examples
    --------
    >>> unguard("'=1+1"), unguard("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    if "'" not in text:
        return text
    return _GUARDED_BLANK.sub("", _GUARDED.sub(r"\1\2", text))


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return lines of CSV: comma, text guarded, numbers as they are, empty where there is no value.

    Text that is a plain number, as a longitude in a table of text, is written as one. In the first column it
    is guarded: with semicolons between cells, the comma after it is a decimal comma and the formula goes on.

    Examples
    --------
    >>> print(csv_text([["name", "lon"], ["-1", "-12.5"], ["=1,2", None]]), end="")
    name,lon
    '-1,-12.5
    "'=1,2",
    """
    return "".join(csv_lines(rows))


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of `csv_text`, each with its end."""
    for row in rows:
        cells = [_cell(value, is_first=position == 0) for position, value in enumerate(row)]
        yield ",".join(cells) + "\n"


def _cell(value: object, *, is_first: bool) -> str:
    text = "" if value is None else str(value)
    if not _ANY.search(text):
        return text
    if isinstance(value, str) and (is_first or not _NUMBER.fullmatch(text)):
        text = guard(text)
    # The writer of the standard library leaves a carriage return without quotation marks, and the line ends.
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if _SPECIAL.search(text) else text
