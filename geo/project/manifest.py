"""What every page was built from: content hashes, never times, never absolute paths.

The manifest is ``maps/html/.build.json``. It holds, for each map, the hash of every input the build read
and of every file it wrote. A map is stale when any of them is different now. How inputs are named
stands in `geo.project.inputs`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from geo.datapackage.confinement import is_plain_name
from geo.datapackage.plain_files import can_be_named, read_plain
from geo.project.inputs import hash_or_none
from geo.project.output_files import write_files

MANIFEST_NAME: Final = ".build.json"
_FORMAT: Final = 1
_MOST_BYTES: Final = 100_000_000


@dataclass(frozen=True)
class Entry:
    """One built map (or the gallery): hashes of what went in and of what came out.

    Parameters
    ----------
    inputs
        Input name to content hash, or to version for a library.
    outputs
        File name inside ``maps/html`` to content hash.
    summary
        What the gallery shows of the map.
    """

    inputs: dict[str, str]
    outputs: dict[str, str]
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[str, ...]:
        """What a person must look at, as sentences; ``--strict`` fails on any."""
        return tuple(self.summary.get("findings", ()))


@dataclass
class Manifest:
    """All built maps of one project, and the gallery."""

    maps: dict[str, Entry] = field(default_factory=dict)
    gallery: Entry | None = None

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Return the manifest of ``folder``; an absent or unreadable one counts as empty.

        Empty means that everything is stale, so a damaged manifest costs a rebuild and nothing else.
        """
        try:
            content = json.loads(read_plain(folder / MANIFEST_NAME, most_bytes=_MOST_BYTES).decode("utf-8"))
            if content["format"] != _FORMAT:
                return cls()
            maps = {name: _entry(entry) for name, entry in content["maps"].items()}
            gallery = _entry(content["gallery"]) if content["gallery"] else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls()
        return cls(maps, gallery)

    def write(self, folder: Path) -> None:
        """Write the manifest into ``folder`` in one step."""
        content = {
            "format": _FORMAT,
            "gallery": asdict(self.gallery) if self.gallery else None,
            "maps": {name: asdict(entry) for name, entry in self.maps.items()},
        }
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        write_files(folder, {MANIFEST_NAME: text.encode()})


def _entry(content: Mapping[str, Any]) -> Entry:
    """Return an entry as it was written; ValueError when it names files that no build writes."""
    entry = Entry(dict(content["inputs"]), dict(content["outputs"]), dict(content["summary"]))
    # A build deletes what it wrote once and no longer writes: the names must be those of its own folder.
    if not all(is_plain_name(name) and can_be_named(Path(name)) for name in entry.outputs):
        raise ValueError("an output outside the folder of the pages")
    hashes = (*entry.inputs.items(), *entry.outputs.items())
    if not all(isinstance(text, str) for pair in hashes for text in pair):
        raise TypeError("a hash that is no text")
    for name in ("findings", "notices"):
        if not all(isinstance(text, str) for text in list(entry.summary.get(name, []))):
            raise TypeError(f"{name} that are no texts")
    return entry


def changed_outputs(entry: Entry, *, folder: Path) -> list[str]:
    """Return the outputs that are missing or not as they were written, in words, sorted."""
    reasons = []
    for name, before in sorted(entry.outputs.items()):
        now = hash_or_none(folder / name)
        if now != before:
            reasons.append(f"{name} is missing" if now is None else f"{name} was altered")
    return reasons
