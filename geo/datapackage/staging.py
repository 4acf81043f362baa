"""Replace files of a data package and its description in one step: the old state or the new one.

New files are written into ``.update/new``. Once all of them and the new description are on disk, a journal
says so; only then are they moved into place. A process that is killed before the journal leaves the old
state and a folder nobody reads; one that is killed after it leaves the move to whoever opens the package
next (`finish`). The replaced files are kept until the last move is done.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from geo.datapackage.confinement import INSIDE, inside
from geo.datapackage.plain_files import read_plain
from geo.errors import LayoutError, LockedError, UpdateError

DESCRIPTOR: Final = "datapackage.json"
FOLDER: Final = ".update"
LOCK: Final = ".update.lock"
_JOURNAL: Final = "journal.json"
_WAIT_S: Final = 30.0
_REMOVE: Final = f"Nothing was changed. If you trust the folder, delete {FOLDER} in it and refresh again."


class Stage:
    """The new files of one refresh, on their way into a data package.

    Parameters
    ----------
    root
        Folder of the data package.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / FOLDER

    def path(self, relative: str) -> Path:
        """Return where to write the new version of a file of the package."""
        path = self.folder / "new" / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def scratch(self, name: str) -> Path:
        """Return where to write a file that is only needed during the refresh."""
        path = self.folder / "scratch" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def commit(self, descriptor: Mapping[str, Any]) -> None:
        """Put all new files and the new description into place.

        Raises
        ------
        UpdateError
            A file cannot be written or moved; the package is as it was.
        """
        try:
            self.path(DESCRIPTOR).write_text(
                json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
            )
            new = self.folder / "new"
            moves = sorted(path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file())
            moves.sort(key=lambda name: name == DESCRIPTOR)  # the description comes last
            for name in moves:
                _flush(new / name)
                self._keep(name)
            _write_journal(self.folder, moves)
        except OSError as error:
            raise UpdateError(
                f"{self.root}: the new files could not be written ({error}). Nothing was changed."
            ) from error
        try:
            _move(self.root, moves)
        except OSError as error:
            self._restore(moves)
            raise UpdateError(
                f"{self.root}: a file could not be replaced ({error}). The old files are back in place."
            ) from error

    def _keep(self, name: str) -> None:
        current, kept = self.root / name, self.folder / "old" / name
        if current.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(current, kept)

    def _restore(self, moves: list[str]) -> None:
        for name in moves:
            kept = self.folder / "old" / name
            if kept.exists():
                kept.replace(self.root / name)
            else:
                (self.root / name).unlink(missing_ok=True)
        (self.folder / _JOURNAL).unlink(missing_ok=True)


@contextmanager
def staged(root: Path) -> Iterator[Stage]:
    """Lock a data package, finish what an earlier refresh left, and clean up afterwards.

    Raises
    ------
    LockedError
        Another refresh of the same folder is running.
    UpdateError
        The folder is not a data package, or cannot be written.
    LayoutError
        As raised while it is locked, with the next step added.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - readers of a package do not need it

    if not (root / DESCRIPTOR).is_file():
        raise UpdateError(
            f"{root}: found no {DESCRIPTOR}, expected a data package. "
            "Run clusteratlas init DIR to make a folder with one."
        )
    try:
        with FileLock(root / LOCK, timeout=0):
            _finish(root)
            shutil.rmtree(root / FOLDER, ignore_errors=True)
            try:
                yield Stage(root)
            finally:
                if not (root / FOLDER / _JOURNAL).exists():
                    shutil.rmtree(root / FOLDER, ignore_errors=True)
    except LayoutError as error:
        raise LayoutError(
            f"{error}. Nothing was changed. Check that this is the file meant; if its layout is new, "
            "report it, and name an older file with --from until then."
        ) from error
    except Timeout as error:
        raise LockedError(f"{root}: another refresh is running. Wait until it has ended.") from error
    except OSError as error:
        raise UpdateError(f"{root}: cannot be written ({error}). Nothing was changed.") from error


def finish(root: Path) -> None:
    """Complete a refresh that was killed while it moved its files; do nothing otherwise.

    Readers call this before they read. A refresh that is moving its files just now is waited for.

    Raises
    ------
    LockedError
        The refresh that is running does not end.
    UpdateError
        The folder cannot be written.
    """
    if not is_unfinished(root):
        return
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only after a kill

    try:
        with FileLock(root / LOCK, timeout=_WAIT_S):
            _finish(root)
    except Timeout as error:
        raise LockedError(f"{root}: a refresh is running. Wait until it has ended.") from error
    except OSError as error:
        raise UpdateError(f"{root}: a refresh was cut off and cannot be completed ({error})") from error


def is_unfinished(root: Path) -> bool:
    """Return whether a refresh has begun to move its files and has not ended."""
    return (root / FOLDER / _JOURNAL).exists()


def _finish(root: Path) -> None:
    journal = root / FOLDER / _JOURNAL
    if journal.exists():
        _move(root, _read_journal(root, journal))


def _read_journal(root: Path, journal: Path) -> list[str]:
    """Return the names of the files to move; a journal that we did not write moves nothing."""
    try:
        names = json.loads(read_plain(journal).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UpdateError(
            f"{journal}: found no JSON, expected the journal of a refresh. {_REMOVE}"
        ) from error
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UpdateError(f"{journal}: found no list of names, expected the journal of a refresh. {_REMOVE}")
    for name in names:
        if inside(root, name) is None or inside(root / FOLDER / "new", name) is None:
            raise UpdateError(f"{journal}: found {name!r}, expected {INSIDE}. {_REMOVE}")
    return names


def _move(root: Path, moves: list[str]) -> None:
    folder = root / FOLDER
    for name in moves:
        staged_file = folder / "new" / name
        if staged_file.exists():  # else it was moved before a kill
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            staged_file.replace(root / name)
    (folder / _JOURNAL).unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _write_journal(folder: Path, moves: list[str]) -> None:
    draft = folder / "journal.draft"
    draft.write_text(json.dumps(moves), encoding="utf-8")
    _flush(draft)
    draft.replace(folder / _JOURNAL)


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
