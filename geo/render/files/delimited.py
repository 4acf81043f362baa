"""CSV: a file for each table, and beside them the data package description that says what they are."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from geo.datapackage.hashing import digest
from geo.render.files.fields import Schema
from geo.render.files.provenance import Provenance
from geo.render.files.tables import Table
from geo.tables.formulas import csv_text, guard

_MEDIA_TYPE: Final = "text/csv"


def write_csv(tables: tuple[Table, ...], about: Provenance) -> dict[str, bytes]:
    """Return the tables as CSV and their description, by the names of the files.

    Text that a spreadsheet would compute is guarded (`geo.tables.formulas`). Shapes of regions have no place
    in a table of text: their codes stand for them.

    Parameters
    ----------
    tables
        Of `geo.render.files.tables.read_tables`.
    about
        What the files say of themselves.
    """
    files = {
        f"{about.name}.{table.name}.csv": csv_text(
            [[field.name for field in table.fields], *table.rows()]
        ).encode()
        for table in tables
    }
    resources = [
        {
            **about.resource(_as_written(table.schema)),
            "path": name,
            "format": "csv",
            "mediatype": _MEDIA_TYPE,
            "encoding": "utf-8",
            "bytes": len(content),
            "hash": f"sha256:{digest(content)}",
        }
        for table, (name, content) in zip(tables, files.items(), strict=True)
    ]
    text = json.dumps(about.package(resources), ensure_ascii=False, indent=2) + "\n"
    return files | {f"{about.name}.datapackage.json": text.encode()}


def _as_written(schema: Schema) -> Schema:
    """Return a schema whose columns are called as in the file: headers are guarded, too."""
    return replace(schema, fields=tuple(replace(field, name=guard(field.name)) for field in schema.fields))
