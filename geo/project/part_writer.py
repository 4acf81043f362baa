"""Locate a batch of a large table and write its part: the same in whatever process, on whatever machine."""

from __future__ import annotations

from pathlib import Path

from geo.datapackage.catalog import Catalog
from geo.match.parts import PartMaker
from geo.project.parts_folder import MOST_NAMED, Facts, PartsFolder
from geo.tables.batches import Batch, Stream


class PartWriter:
    """Locates batches and writes their parts; the regions are read once.

    Parameters
    ----------
    stream
        The table.
    vintage, catalog
        As for `geo.locate`.
    place
        Folder or address of the parts.
    """

    def __init__(self, stream: Stream, *, vintage: int | None, catalog: Catalog, place: str | Path) -> None:
        self._folder = PartsFolder(place)
        self._maker = PartMaker(stream, vintage=vintage, catalog=catalog)

    def write(self, batch: Batch) -> tuple[str, Facts]:
        """Write the part of a batch; return its name, hash and counts."""
        part = self._maker.make(batch)
        counts = {
            "rows": part.rows,
            "located_by": dict(sorted(part.located_by.items())),
            "reasons": dict(sorted(part.reasons.items())),
            "problems": len(part.problems),
            "first_problems": [str(problem) for problem in part.problems[:MOST_NAMED]],
        }
        return self._folder.write_part(batch.number, part.content, counts)
