"""Read files that somebody else wrote or named: ordinary files only, and not more of them than asked for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

#: More than any list, journal or definition of a project holds; read as a whole.
MOST_TEXT_BYTES: Final = 20_000_000


def read_plain(path: str | Path, *, most_bytes: int = MOST_TEXT_BYTES) -> bytes:
    """Return what an ordinary file holds.

    A pipe or a device might never end, and is not opened for good; neither is a file that is too large.

    Parameters
    ----------
    path
        The file; a link counts as what it leads to.
    most_bytes
        The largest size that is read.

    Raises
    ------
    OSError
        The file cannot be read; ``strerror`` says why in plain words.
    """
    try:
        # Without O_NONBLOCK a pipe is waited for until somebody writes into it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:  # a NUL, or half of a character
        raise OSError(errno.EINVAL, "a name that no file can have", str(path)) from error
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(stream.fileno())
        if stat.S_ISDIR(status.st_mode):
            raise OSError(errno.EISDIR, "a folder", str(path))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "a pipe or a device, not a file", str(path))
        content = stream.read(most_bytes + 1) if status.st_size <= most_bytes else None
    if content is None or len(content) > most_bytes:
        raise OSError(errno.EFBIG, f"a file of more than {most_bytes:,} bytes", str(path))
    return content


def can_be_named(path: Path) -> bool:
    """Return whether a system can hold a file of this name, be it there or not.

    Examples
    --------
    >>> can_be_named(Path("map.toml")), can_be_named(Path("x" * 300))
    (True, False)
    """
    try:
        path.lstat()
    except ValueError:
        return False
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
    return True
