"""Write and delete the files of a project so that each is whole or as it was before."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from geo.datapackage.spooled import Content, holds
from geo.errors import BuildError

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
    parts = {name: _part_of(folder / name, files[name]) for name in changed}
    target = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in changed:
            target = folder / name
            content = files[name]
            with parts[name].open("ab" if isinstance(content, Path) else "wb") as stream:
                if not isinstance(content, Path):
                    stream.writelines([content] if isinstance(content, bytes) else content)
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


def _part_of(target: Path, content: Content) -> Path:
    """Return the file in which a content is before it is in its place."""
    return (
        content if isinstance(content, Path) else target.with_name(f".{target.name.lstrip('.')}{_TEMPORARY}")
    )


@contextlib.contextmanager
def unfinished(folder: Path, name: str) -> Iterator[Path]:
    """Yield a folder for files on their way to ``folder``; it is removed with what is left in it at last.

    Parameters
    ----------
    folder
        Where the files go to; created when missing.
    name
        What the files are of.

    Raises
    ------
    BuildError
        The disk is full, or a file cannot be written.
    """
    parts = folder / f".{name}{_TEMPORARY}s"
    try:
        shutil.rmtree(parts, ignore_errors=True)  # left by one that was killed
        parts.mkdir(parents=True)
        yield parts
    except OSError as error:
        msg = (
            f"{folder}: cannot be written ({error.strerror or error}). "
            "What was there before is untouched; make room or allow writing, then try again."
        )
        raise BuildError(msg) from error
    finally:
        shutil.rmtree(parts, ignore_errors=True)


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
