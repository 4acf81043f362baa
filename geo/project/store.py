"""Where many files are written one by one: a folder, or an address of an object store."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from geo.datapackage.plain_files import read_plain
from geo.errors import AddressError, BuildError
from geo.project.output_files import remove_files, write_files
from geo.tables.addresses import is_address, open_address, usable

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


def store_at(place: str | Path) -> Store:
    """Return the store of a path or of an address.

    Raises
    ------
    BuildError
        The path is that of a file.
    AddressError
        There is nothing that opens such an address.
    """
    return _Objects(str(place)) if is_address(place) else _Folder(Path(place))


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


class _Objects:
    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._files, root = open_address(address)
        self._root = root.rstrip("/")

    def names(self) -> list[str]:
        try:
            with usable(self._address):
                paths: list[str] = self._files.ls(self._root, detail=False)
        except FileNotFoundError:
            return []
        return sorted(PurePosixPath(path).name for path in paths)

    def read(self, name: str) -> bytes:
        with usable(f"{self._address}/{name}"):
            content: bytes = self._files.cat_file(f"{self._root}/{name}")
        return content

    def write(self, name: str, content: bytes) -> None:
        try:
            with usable(f"{self._address}/{name}"):
                self._files.pipe_file(f"{self._root}/{name}", content)
        except FileNotFoundError as error:
            raise AddressError(
                f"{self._address}: there is no such bucket or folder; make it first"
            ) from error

    def remove(self, names: list[str]) -> None:
        present = sorted(set(self.names()) & set(names))
        if present:
            with usable(self._address):
                self._files.rm([f"{self._root}/{name}" for name in present])
