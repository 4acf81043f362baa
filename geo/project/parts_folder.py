"""The parts of a large table where they are written, and what must be known to go on with them later.

The manifest, `MANIFEST`, holds what decides the bytes of the parts and, once all are there, hash and counts
of each. Until then these stand in a file beside each part, written when the part is whole.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geo.datapackage.hashing import digest
from geo.errors import BuildError
from geo.project.store import store_at

MANIFEST: Final = "manifest.json"
SUMMARY: Final = "summary.json"
#: So many problems are named in the summary; the parts name all.
MOST_NAMED: Final = 20
_PART: Final = re.compile(r"part-(?:\d{6}|[1-9]\d{6,})\.parquet")
_COUNTS: Final = {"hash", "rows", "located_by", "reasons", "problems", "first_problems"}

#: Hash and counts of a part.
Facts = dict[str, Any]


def part_name(number: int) -> str:
    """Return the name of the part of a batch."""
    return f"part-{number:06}.parquet"


class PartsFolder:
    """The place of the parts.

    Parameters
    ----------
    place
        A path, or an address.
    """

    def __init__(self, place: str | Path) -> None:
        self.place = place
        self.store = store_at(place)

    def begin(self, settings: Mapping[str, Any]) -> dict[str, Facts]:
        """Return the parts that are whole, and write down what decides the bytes of the others.

        Raises
        ------
        BuildError
            The place holds something else, or parts of something else.
        """
        present = [name for name in self.store.names() if not name.startswith(".")]
        parts: dict[str, Facts] = {}
        if MANIFEST in present:
            parts = self._begun(settings)
        elif present:
            msg = f"{self.place}: not empty. Nothing was changed; name a new or an empty folder."
            raise BuildError(msg)
        for name in present:
            if _PART.fullmatch(name) and (beside := _beside(name)) in present:
                parts[name] = self._facts(beside)
        whole = {name: facts for name, facts in parts.items() if self._is_whole(name, facts)}
        self._write(MANIFEST, {**settings, "parts": dict(sorted(whole.items()))})
        return whole

    def _begun(self, settings: Mapping[str, Any]) -> dict[str, Facts]:
        """Return the parts that the manifest names, unless it is that of something else."""
        try:
            begun = json.loads(self.store.read(MANIFEST))
            parts: dict[str, Facts] = dict(begun.pop("parts"))
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            where = f"{str(self.place).rstrip('/')}/{MANIFEST}"
            msg = f"{where}: cannot be read. Nothing was changed; name a new or an empty folder."
            raise BuildError(msg) from error
        wanted = json.loads(json.dumps(settings))
        if begun != wanted:
            changed = [name for name in wanted if begun.get(name) != wanted[name]]
            msg = (
                f"{self.place}: begun with another {', another '.join(changed) or 'version'}. "
                "Nothing was changed; name a new or an empty folder."
            )
            raise BuildError(msg)
        return parts

    def _facts(self, name: str) -> Facts:
        try:
            return dict(json.loads(self.store.read(name)))
        except (OSError, ValueError, TypeError, RecursionError):
            return {}  # cut off while it was written

    def _is_whole(self, name: str, facts: Any) -> bool:
        """Return whether a part is one of ours and holds what it did."""
        if not _PART.fullmatch(name) or not isinstance(facts, dict) or facts.keys() != _COUNTS:
            return False
        try:
            return bool(digest(self.store.read(name)) == facts["hash"])
        except OSError:
            return False

    def write_part(self, number: int, content: bytes, counts: Facts) -> tuple[str, Facts]:
        """Write a part, and then that it is whole; return its name and facts."""
        name, facts = part_name(number), {"hash": digest(content), **counts}
        self.store.write(name, content)
        self._write(_beside(name), facts)
        return name, facts

    def finish(
        self, settings: Mapping[str, Any], parts: Mapping[str, Facts], about: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Write manifest and summary of all parts, and return the latter."""
        summary = {**about, **_summary(parts)}
        self._write(SUMMARY, summary)
        self._write(MANIFEST, {**settings, "parts": dict(sorted(parts.items()))})
        self.store.remove([_beside(name) for name in parts])
        return summary

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        self.store.write(name, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())


def _beside(part: str) -> str:
    return part.replace(".parquet", ".json")


def _summary(parts: Mapping[str, Facts]) -> dict[str, Any]:
    located_by: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    named: list[str] = []
    for _, part in sorted(parts.items()):
        located_by.update(part["located_by"])
        reasons.update(part["reasons"])
        named += part["first_problems"][: MOST_NAMED - len(named)]
    return {
        "parts": len(parts),
        "records": sum(part["rows"] for part in parts.values()),
        "located_by": dict(sorted(located_by.items())),
        "reasons": dict(sorted(reasons.items())),
        "problems": sum(part["problems"] for part in parts.values()),
        "first_problems": named,
    }
