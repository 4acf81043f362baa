"""Read a regional data set of Eurostat: SDMX-CSV and TSV as people download them, JSON-stat as asked for.

A file may be compressed with gzip, as Eurostat offers downloads.

Source: Eurostat, "API - Getting started", formats SDMX-CSV 1.0, TSV and JSON-stat 2.0,
https://ec.europa.eu/eurostat/web/user-guides/data-browser/api-data-access/api-introduction.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import isfinite, prod
from typing import Any, Final

from geo.errors import DownloadError, LayoutError, one_line
from geo.tables.formulas import guard
from geo.update.headers import brief

GEO: Final = "geo"
YEAR: Final = "year"
#: Columns of the table that a data set becomes, after those of its other dimensions.
COLUMNS: Final = (GEO, YEAR, "value", "flag")
_TIME: Final = ("TIME_PERIOD", "time")
#: How the first column of TSV ends, today and in files of before 2022.
_TSV_TIME: Final = ("\\TIME_PERIOD", "\\time")
#: The code of a data set in how SDMX-CSV names its structure: ESTAT:RD_E_GERDREG(1.0).
_STRUCTURE: Final = re.compile(r"(?:[^:]*:)?([A-Za-z0-9_$]+)(?:\(.*)?")
_NAMED: Final = "STRUCTURE_NAME"
#: Columns of SDMX-CSV that are no dimensions.
_NO_DIMENSIONS: Final = frozenset(
    {"DATAFLOW", "STRUCTURE", "STRUCTURE_ID", _NAMED, "LAST UPDATE", "OBS_VALUE", "OBS_FLAG"}
    | {"CONF_STATUS"}
)
_CELL: Final = re.compile(r"(:|-?[\d.]+(?:[eE][+-]?\d+)?)\s*([a-z]*)")
_REGION: Final = re.compile(r"[A-Z0-9_]{2,20}")
_FLAGS: Final = re.compile(r"[a-z]*")
_YEAR: Final = re.compile(r"(?:1[89]|20)\d\d")
_GZIP: Final = b"\x1f\x8b"
#: The largest file that is read, compressed or not.
MOST_BYTES: Final = 200_000_000
#: A data set of more cells than this is not about regions, or needs a filter.
MOST_CELLS: Final = 2_000_000


@dataclass(frozen=True)
class Dataset:
    """What a file of Eurostat holds.

    Parameters
    ----------
    dimensions
        Names of the dimensions beside region and year.
    rows
        Their codes, the region's, the year, the value as text (``:`` for none) and the flags.
    updated
        When Eurostat last changed it, as the file says; empty when it does not.
    title
        What it is called; empty when the file does not say.
    code
        Its code, in capitals; empty when the file does not say.
    """

    dimensions: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    updated: str = ""
    title: str = ""
    code: str = ""

    def to_csv(self) -> str:
        """Return the table that the data package holds."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow((*self.dimensions, *COLUMNS))
        writer.writerows(sorted(self.rows))
        return text.getvalue()


def read_dataset(content: bytes, name: str) -> Dataset:
    """Read a file of Eurostat; its format is told by how it begins.

    Parameters
    ----------
    content
        The file.
    name
        Of the file, for messages.

    Raises
    ------
    LayoutError
        It is in none of the three formats, is too large, is not yearly, or has no regions.
    """
    if content.startswith(_GZIP):
        content = _unpacked(content, name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LayoutError(f"{name}: found byte {error.start}, expected text in UTF-8") from error
    first = text.partition("\n")[0]
    if text.lstrip()[:1] == "{":
        dataset = _read_json(text, name)
    elif "\t" in first and any(ending in first for ending in _TSV_TIME):
        dataset = _read_tsv(text, name)
    elif "OBS_VALUE" in first:
        dataset = _read_csv(text, name)
    else:
        expected = "SDMX-CSV (with OBS_VALUE), TSV (with geo\\TIME_PERIOD) or JSON-stat of Eurostat"
        raise LayoutError(f"{name}: found {first[:80]!r}, expected {expected}")
    if not dataset.rows:
        raise LayoutError(f"{name}: found no observation, expected one for each region and year")
    _check_rows(dataset, name)
    return dataset


def _unpacked(content: bytes, name: str) -> bytes:
    """Return what a compressed file holds, and no more of it than is read."""
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            unpacked = stream.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise LayoutError(f"{name}: {error}, expected a whole file compressed with gzip") from error
    if len(unpacked) > MOST_BYTES:
        raise LayoutError(f"{name}: found more than {MOST_BYTES:,} bytes, expected at most as many unpacked")
    return unpacked


def _check_rows(dataset: Dataset, name: str) -> None:
    """Refuse what no code of Eurostat holds, and observations that are there twice."""
    regions = dict.fromkeys(row[-4] for row in dataset.rows)
    if wrong := next((code for code in regions if not _REGION.fullmatch(code)), None):
        raise LayoutError(f"{name}: found region {brief(repr(wrong))}, expected a code such as DE21")
    others = dict.fromkeys((*dataset.dimensions, *(code for row in dataset.rows for code in row[:-4])))
    if wrong := next((code for code in others if one_line(code) != code or guard(code) != code), None):
        raise LayoutError(f"{name}: found code {brief(repr(wrong))}, expected a name or a code")
    keys = set[tuple[str, ...]]()
    for row in dataset.rows:
        if row[:-2] in keys:
            raise LayoutError(f"{name}: found {' '.join(row[:-2])} twice, expected it once")
        keys.add(row[:-2])


def _read_csv(text: str, name: str) -> Dataset:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        columns = list(reader.fieldnames or ())
    except csv.Error as error:
        raise LayoutError(f"{name}: {error}, expected SDMX-CSV") from error
    _check_columns(columns, name)
    if "OBS_VALUE" not in columns:
        raise LayoutError(f"{name}: found columns {brief(', '.join(columns))}, expected OBS_VALUE among them")
    # Downloaded with codes and labels, each column of codes is followed by one of labels.
    labels = columns[columns.index(_NAMED) + 2 :: 2] if _NAMED in columns else []
    others = {*_NO_DIMENSIONS, *_TIME, GEO, *labels}
    dimensions = tuple(column for column in columns if column not in others)
    rows, updated, dataset = [], "", ""
    try:
        for number, row in enumerate(reader, start=2):
            where = f"{name}, row {number}"
            value = row["OBS_VALUE"] or ":"
            flag = _code(row.get("OBS_FLAG")) + ("c" if row.get("CONF_STATUS") in ("C", "N") else "")
            updated = updated or row.get("LAST UPDATE") or ""
            dataset = dataset or _dataset(row.get("DATAFLOW") or row.get("STRUCTURE_ID") or "")
            cell = _cell(value, flag, where)
            rows.append(
                (
                    *(_code(row[one]) for one in dimensions),
                    _code(row[GEO]),
                    _year(_code(row["TIME_PERIOD"]), where),
                    *cell,
                )
            )
    except csv.Error as error:
        raise LayoutError(f"{name}: {error}, expected SDMX-CSV") from error
    return Dataset(dimensions, tuple(rows), updated, code=dataset)


def _read_tsv(text: str, name: str) -> Dataset:
    lines = text.splitlines()
    head = lines[0].split("\t")
    names = head[0].partition("\\")[0].split(",")
    _check_columns([*names, "TIME_PERIOD"], name)
    years = [_year(year.strip(), f"{name}, row 1") for year in head[1:]]
    geo = names.index(GEO)
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        keys, *texts = line.split("\t")
        codes = keys.split(",")
        where = f"{name}, row {number}"
        if len(codes) != len(names) or len(texts) != len(years):
            expected = f"{len(years)} of {len(names)}"
            raise LayoutError(f"{where}: found {len(texts)} years of {len(codes)} codes, expected {expected}")
        rest = tuple(code for at, code in enumerate(codes) if at != geo)
        rows += [
            (*rest, codes[geo], year, *_cell(cell.strip() or ":", "", where))
            for year, cell in zip(years, texts, strict=True)
        ]
    return Dataset(tuple(one for one in names if one != GEO), tuple(rows))


def _dataset(structure: str) -> str:
    """Return the code in the name of a structure; empty where it has none."""
    match = _STRUCTURE.fullmatch(structure)
    return match[1].upper() if match else ""


def said_by(text: str) -> str:
    """Return what an answer of the API says in the place of data; empty for data and all else.

    Examples
    --------
    >>> said_by('{"error": [{"status": 413, "label": "EXTRACTION_TOO_BIG: ..."}]}')
    'EXTRACTION_TOO_BIG: ...'
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(data, dict) or "value" in data:
        return ""
    about = data.get("error") or data.get("warning")
    first = about[0] if isinstance(about, list) and about else about
    label = first.get("label") if isinstance(first, dict) else None
    return brief(label) if isinstance(label, str) else ""


def _read_json(text: str, name: str) -> Dataset:
    if reason := said_by(text):
        raise DownloadError(f"{name}: Eurostat answers {reason!r}, and no data. Nothing was changed.")
    try:
        data = json.loads(text)
        names, sizes = list(data["id"]), [int(size) for size in data["size"]]
        codes = [_codes(data["dimension"][one]["category"]) for one in names]
        values = _cells(data["value"])
        status = data.get("status") or {}
        # One text is the status of all values.
        states = dict.fromkeys(values, status) if isinstance(status, str) else _cells(status)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise LayoutError(
            f"{name}: found no data set ({type(error).__name__}: {error}), expected JSON-stat"
        ) from error
    if [len(one) for one in codes] != sizes or prod(sizes) > MOST_CELLS:
        raise LayoutError(
            f"{name}: found sizes {sizes}, expected those of its dimensions, {MOST_CELLS:,} cells at most"
        )
    if astray := [at for at in (*values, *states) if not 0 <= at < prod(sizes)]:
        raise LayoutError(f"{name}: found a value at {astray[0]}, expected places below {prod(sizes)}")
    _check_columns(["TIME_PERIOD" if one == "time" else one for one in names], name)
    geo, time = names.index(GEO), names.index("time")
    rows = []
    for at, keys in enumerate(product(*codes)):
        value, flag = values.get(at), states.get(at) or ""
        if value is None and not flag:
            continue  # a combination that the data set does not hold
        rest = tuple(key for place, key in enumerate(keys) if place not in (geo, time))
        cell = _cell(":" if value is None else str(value), str(flag).replace(":", ""), name)
        rows.append((*rest, keys[geo], _year(keys[time], name), *cell))
    dimensions = tuple(one for one in names if one not in (GEO, "time"))
    updated, title = (brief(data.get(key, "")) for key in ("updated", "label"))
    extension = data.get("extension")
    dataset = _dataset(str(extension.get("id", ""))) if isinstance(extension, dict) else ""
    return Dataset(dimensions, tuple(rows), updated, title, dataset)


def _codes(category: Any) -> list[str]:
    """Return the codes of a dimension in their order: JSON-stat writes a list, or code to position.

    A dimension of a single code may have its label alone.
    """
    index = category["index"] if "index" in category or len(category["label"]) > 1 else [*category["label"]]
    return [
        str(code) for code in (index if isinstance(index, list) else sorted(index, key=index.__getitem__))
    ]


def _cells(cells: Any) -> dict[int, Any]:
    """Return cells by position: JSON-stat writes a list, or position to cell."""
    return dict(_numbered(cells))


def _numbered(cells: Any) -> Iterator[tuple[int, Any]]:
    if isinstance(cells, list):
        yield from enumerate(cells)
    else:
        yield from ((int(at), cell) for at, cell in cells.items())


def _check_columns(columns: list[str], name: str) -> None:
    for column in (GEO, "TIME_PERIOD"):
        if column not in columns:
            raise LayoutError(f"{name}: found {', '.join(columns)}; expected a dimension {column!r}")


def _code(text: str | None) -> str:
    """Return the code of a cell: a file may hold the label behind it, such as ``GOV:Government sector``."""
    return (text or "").partition(":")[0].strip()


def _year(text: str, where: str) -> str:
    if not _YEAR.fullmatch(text):
        raise LayoutError(f"{where}: found period {text!r}, expected a year: figures are yearly")
    return text


def _cell(text: str, flag: str, where: str) -> tuple[str, str]:
    """Return value and flags of a cell, which may hold both."""
    match = _CELL.fullmatch(text)
    if match is None or not (match[1] == ":" or _is_number(match[1])):
        raise LayoutError(f"{where}: found value {text[:80]!r}, expected a number, or : where there is none")
    flags = match[2] + flag.strip().lower()
    if not _FLAGS.fullmatch(flags):
        raise LayoutError(f"{where}: found flag {brief(repr(flag))}, expected letters such as e or c")
    return match[1], "".join(dict.fromkeys(flags))


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False
