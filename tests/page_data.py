"""The data block of a page, read as its scripts read it."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from itertools import accumulate
from typing import Any

from geo.language.folding import fold
from geo.nuts.outline.packed import unpack, unzigzag
from geo.render.facts.cells import EXACT, LACKS


def data_block(html: str) -> str:
    """Return the text of the data block of a page, inflated where it is deflated."""
    found = re.search(r'<script type="([a-z/]+)" id="atlas-data">(.*?)</script>', html, flags=re.DOTALL)
    assert found is not None
    if found[1] == "application/json":
        return found[2]
    assert found[1] == "application/zlib"
    return zlib.decompress(b64decode(found[2])).decode()


def payload_of(html: str) -> dict[str, Any]:
    """Return what the data block of a page holds."""
    payload: dict[str, Any] = json.loads(data_block(html))
    return payload


def rows_of(table: dict[str, Any], size: int | None = None) -> list[dict[str, Any]]:
    """Return the rows of a table that the data block holds as columns."""
    columns = {name: values for name, values in table.items() if name not in ("same", "few")}
    for name, (values, positions) in table.get("few", {}).items():
        columns[name] = [values[at] for at in unpack(positions)]
    rows = [
        table["same"] | {name: values[at] for name, values in columns.items()}
        for at in range(len(table["id"]) if size is None else size)
    ]
    # An id that is nothing but the folded name comes as a 0.
    return [row | {"id": fold(row["name"]).replace(" ", "-")} if row.get("id") == 0 else row for row in rows]


def notes_of(payload: dict[str, Any]) -> list[list[Any]]:
    """Return the notes of a page, each with its key and its parameters."""
    return [note for group in _note_groups(payload) for note in group]


def notes_by_row(payload: dict[str, Any], table: str) -> list[list[list[Any]]]:
    """Return the notes of each row of a table of a page: of its ``regions`` or its ``records``."""
    numbers, groups = unpack(payload["notes"][table]), _note_groups(payload)
    following = [0] * len(groups)
    rows = []
    for size in numbers:
        notes = []
        for _ in range(size):
            group, step = next(numbers), next(numbers)
            at = following[group] + unzigzag(step)
            notes.append(groups[group][at])
            following[group] = at + 1
        rows.append(notes)
    return rows


def _note_groups(payload: dict[str, Any]) -> list[list[list[Any]]]:
    return [[[key, row] for row in rows_of(params, size)] for key, size, params in payload["notes"]["groups"]]


def texts_of(payload: dict[str, Any], language: str) -> dict[str, str | list[str]]:
    """Return the messages of a page in one language; a singular and its plural are a list."""
    keys = [f"{room}.{name}" for room, names in payload["messages"]["keys"].items() for name in names.split()]
    lines = payload["messages"]["texts"][language].split("\n")
    parts = [line.split("\t") for line in lines]
    return {key: text[0] if len(text) == 1 else text for key, text in zip(keys, parts, strict=True)}


def unpack_steps(text: str, width: int) -> list[list[int]]:
    """Return the rows of so many numbers that the data block holds as steps."""
    steps = [unzigzag(number) for number in unpack(text)]
    rows, first = list[list[int]](), 0
    for at in range(0, len(steps), width):
        first += steps[at]
        rows.append(list(accumulate(steps[at + 1 : at + width], initial=first)))
    return rows


def figures_of(payload: dict[str, Any], layer: str | None = None) -> list[dict[str, Any]]:
    """Return the figures of a layer, or all; ``cells`` has values, or why there is none, by year."""
    shown = (figure for figure in payload["figures"] if layer in (None, figure["layer"]))
    return [figure | {"cells": _cells(figure)} for figure in shown]


def _cells(figure: dict[str, Any]) -> list[list[float | str]]:
    scale, kinds = 10 ** figure.get("decimals", 0), list(LACKS)

    def cell(number: int) -> float | str:
        if number < 0:
            return number / scale
        if number < len(kinds):
            return kinds[number]
        return number - len(kinds) if number < EXACT else (number - EXACT) / scale

    years = len(figure.get("years", ())) or 1
    rows = [[cell(number) for number in row] for row in unpack_steps(figure["values"], years)]
    return [[row[at] for row in rows] for at in range(years)]
