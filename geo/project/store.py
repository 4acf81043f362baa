"""Where many files are written one by one: a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

from geo.datapackage.plain_files import read_plain
from geo.errors import BuildError
from geo.project.manifest import remove_files, write_files

#: More than any part or manifest has.
_MOST_BYTES: Final = 1 << 34


class Store(Protocol):
    """Files by their names; whatever happens, one that is written is as before or complete."""

    def names(self) -> list[str]:
        """Return the names of all files, sorted; none when there is no such place yet."""

    def read(self, name: str) -> bytes:
        """Return what a file holds.

        Raises
        ------
        OSError
            There is none, or it cannot be read.
        """

    def write(self, name: str, content: bytes) -> None:
        """Write a file."""

    def remove(self, names: list[str]) -> None:
        """Remove those of the files that are there."""


def store_at(place: Path) -> Store:
    """Return the store of a path.

    Raises
    ------
    BuildError
        The path is that of a file.
    """
    return _Folder(Path(place))


class _Folder:
    def __init__(self, root: Path) -> None:
        if root.exists() and not root.is_dir():
            raise BuildError(f"{root}: not a folder. Nothing was changed; name a new or an empty folder.")
        self._root = root

    def names(self) -> list[str]:
        return sorted(path.name for path in self._root.iterdir()) if self._root.exists() else []

    def read(self, name: str) -> bytes:
        return read_plain(self._root / name, most_bytes=_MOST_BYTES)

    def write(self, name: str, content: bytes) -> None:
        write_files(self._root, {name: content})

    def remove(self, names: list[str]) -> None:
        remove_files(self._root, names)
