"""Write and delete the files of a project so that each is whole or as it was before."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from geo.errors import BuildError
from geo.project.spooled import Content, chunks_of, holds

_TEMPORARY: Final = ".part"


def write_files(folder: Path, files: Mapping[str, Content]) -> list[str]:
    """Write several files so that each is either as before or complete, whatever happens.

    All are written beside their target and flushed to disk before the first target is replaced. A file
    that already holds the same bytes is left alone.

    Parameters
    ----------
    folder
        Where; created when missing.
    files
        File name to content.

    Returns
    -------
    list of str
        The names that were written.

    Raises
    ------
    BuildError
        The disk is full, the folder or a file cannot be written, or a target is a pipe or a device.
    """
    for name in files:
        # Moved into the place of a pipe or a device, a file would take it away from everybody.
        if (folder / name).exists() and not ((folder / name).is_file() or (folder / name).is_dir()):
            raise BuildError(f"{folder / name}: found a pipe or a device, expected a file to write")
    changed = [name for name, content in files.items() if not holds(folder / name, content)]
    parts = {name: folder / f".{name.lstrip('.')}{_TEMPORARY}" for name in changed}
    target = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in changed:
            target = folder / name
            with parts[name].open("wb") as stream:
                stream.writelines(chunks_of(files[name]))
                stream.flush()
                os.fsync(stream.fileno())
        for name in changed:
            target = folder / name
            parts[name].replace(target)
    except OSError as error:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        msg = (
            f"{target}: cannot be written ({error.strerror or error}). "
            "What was there before is untouched; make room or allow writing, then build again."
        )
        raise BuildError(msg) from error
    return changed


def remove_files(folder: Path, names: Iterable[str]) -> list[str]:
    """Delete the named files of ``folder`` and return those that were there.

    Raises
    ------
    BuildError
        A file cannot be deleted.
    """
    removed = []
    for name in sorted(names):
        path = folder / name
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            msg = f"{path}: cannot be deleted ({error.strerror or error})"
            raise BuildError(msg) from error
        removed.append(name)
    return removed


def remove_parts(folder: Path) -> None:
    """Delete what an interrupted build left unfinished; call it only while holding the lock."""
    remove_files(folder, [path.name for path in folder.glob(f".*{_TEMPORARY}")])
