"""What tells one content from another: SHA-256, in hexadecimal."""

from __future__ import annotations

import hashlib
from pathlib import Path


def digest(content: bytes) -> str:
    """Return the hash of ``content``.

    Examples
    --------
    >>> digest(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def digest_file(path: str | Path) -> str:
    """Return the hash of what a file holds.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    with open(path, "rb") as stream:  # noqa: PTH123 - a hundred Path objects take longer than their files
        return hashlib.file_digest(stream, "sha256").hexdigest()
