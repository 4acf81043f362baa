"""CSV: a file for each table, and beside them the data package description that says what they are."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

from geo.render.files.fields import Schema
from geo.render.files.provenance import Provenance
from geo.render.files.table import Table
from geo.tables.formulas import csv_lines, guard

_MEDIA_TYPE: Final = "text/csv"


def write_csv(tables: tuple[Table, ...], about: Provenance, folder: Path) -> list[str]:
    """Write the tables as CSV, and their description; return the names of the files.

    Text that a spreadsheet would compute is guarded (`geo.tables.formulas`). Shapes of regions have no place
    in a table of text: their codes stand for them.

    Parameters
    ----------
    tables
        Of `geo.render.files.tables.read_tables`.
    about
        What the files say of themselves.
    folder
        Where the files are written.
    """
    resources = [_write(table, about, folder) for table in tables]
    text = json.dumps(about.package(resources), ensure_ascii=False, indent=2) + "\n"
    description = f"{about.name}.datapackage.json"
    (folder / description).write_bytes(text.encode())
    return [*(resource["path"] for resource in resources), description]


def _write(table: Table, about: Provenance, folder: Path) -> dict[str, Any]:
    """Write one table and return what is said of its file."""
    name, size, sha256 = f"{about.name}.{table.name}.csv", 0, hashlib.sha256()
    header = csv_lines([[field.name for field in table.fields]])
    with (folder / name).open("wb") as stream:
        for lines in chain([header], (csv_lines(table.rows_of(part)) for part in table.parts())):
            content = "".join(lines).encode()
            size += len(content)
            sha256.update(content)
            stream.write(content)
    return {
        **about.resource(_as_written(table.schema)),
        "path": name,
        "format": "csv",
        "mediatype": _MEDIA_TYPE,
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{sha256.hexdigest()}",
    }


def _as_written(schema: Schema) -> Schema:
    """Return a schema whose columns are called as in the file: headers are guarded, too."""
    return replace(schema, fields=tuple(replace(field, name=guard(field.name)) for field in schema.fields))
