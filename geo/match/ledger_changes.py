"""Compare two built ledgers of many records in little memory: most of their rows are the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.errors import Problem, TableError
from geo.match.diff_report import Diff
from geo.match.difference import diff_ledgers
from geo.match.ledger_files import EXPECTED, wrong_in


def diff_built(before: Iterable[bytes], after: Iterable[bytes], *, name: str, catalog: Catalog) -> Diff:
    """Compare two ledgers that builds wrote as JSON, as `geo.match.difference.diff_ledgers` does.

    Rows that both have are counted and let go of: only what differs is held.

    Parameters
    ----------
    before, after
        What the files hold, part by part; read twice.
    name
        Of the map.

    Raises
    ------
    TableError
        One of them is not as a build writes it.
    """
    contents = {f"{name} before": before, f"{name} now": after}
    hashes = [{hash(text) for text in _objects(content, source)} for source, content in contents.items()]
    same = hashes[0] & hashes[1]
    changed = [
        pd.DataFrame(list(_rows(content, source, leave_out=same)), dtype=object)
        for source, content in contents.items()
    ]
    difference = diff_ledgers(*changed, catalog=catalog)
    records = difference.same_records + len(same)
    return replace(difference, before=f"{name} before", after="now", same_records=records)


def _rows(content: Iterable[bytes], source: str, *, leave_out: set[int]) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(_objects(content, source), start=1):
        if hash(text) in leave_out:
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise TableError([Problem(source, str(error), EXPECTED, row=number)]) from error
        if problems := list(wrong_in(row, number, source)):
            raise TableError(problems)
        yield row


def _objects(content: Iterable[bytes], source: str) -> Iterator[bytes]:
    """Yield the text of each object of a list that is written with an indent of one."""
    inside: list[bytes] | None = None
    for line in _lines(content):
        if line == b" {":
            inside = [b"{"]
        elif inside is not None and line in (b" }", b" },"):
            yield b"".join((*inside, b"}"))
            inside = None
        elif inside is not None:
            inside.append(line)
        elif line not in (b"[", b"]", b"[]", b""):
            found = line[:50].decode(errors="replace")
            raise TableError([Problem(source, found, EXPECTED)])


def _lines(content: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for part in content:
        *lines, rest = (rest + part).split(b"\n")
        yield from lines
    yield rest
