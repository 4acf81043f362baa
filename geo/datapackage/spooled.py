"""Long files, compressed until they are written: the ledger of a large map takes many times its table."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.datapackage.hashing import digest, digest_file

#: So much is unpacked at once.
_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True)
class Spooled:
    r"""What a file is to hold.

    Parameters
    ----------
    compressed
        The content, as zlib has it.
    sha256
        Hash of the content.
    size
        Bytes of the content.

    Examples
    --------
    >>> spooled = Spooled.of(["one\n", "two\n"])
    >>> bytes(spooled), spooled.size
    (b'one\ntwo\n', 8)
    """

    compressed: bytes
    sha256: str
    size: int

    @classmethod
    def of(cls, parts: Iterable[str]) -> Spooled:
        """Take in a text, part by part."""
        return cls._of_bytes(part.encode() for part in parts)

    @classmethod
    def of_file(cls, path: Path) -> Spooled:
        """Take in what a file holds."""
        with path.open("rb") as file:
            return cls._of_bytes(iter(lambda: file.read(_CHUNK_BYTES), b""))

    @classmethod
    def _of_bytes(cls, parts: Iterable[bytes]) -> Spooled:
        pack, sha256, size = zlib.compressobj(1), hashlib.sha256(), 0
        packed = []
        for content in parts:
            size += len(content)
            sha256.update(content)
            packed.append(pack.compress(content))
        return cls(b"".join((*packed, pack.flush())), sha256.hexdigest(), size)

    def __iter__(self) -> Iterator[bytes]:
        unpack, rest = zlib.decompressobj(), self.compressed
        while chunk := unpack.decompress(rest, _CHUNK_BYTES):
            yield chunk
            rest = unpack.unconsumed_tail

    def __bytes__(self) -> bytes:
        return b"".join(self)


#: What a file is to hold: as it is, spooled, or as a file beside it holds it, which is moved to its place.
Content = bytes | Spooled | Path


def content_digest(content: Content) -> str:
    """Return the hash of a content."""
    if isinstance(content, Path):
        return digest_file(content)
    return digest(content) if isinstance(content, bytes) else content.sha256


def holds(path: Path, content: Content) -> bool:
    """Return whether a file holds a content already."""
    try:
        return path.stat().st_size == _size(content) and digest_file(path) == content_digest(content)
    except OSError:
        return False


def _size(content: Content) -> int:
    if isinstance(content, Path):
        return content.stat().st_size
    return len(content) if isinstance(content, bytes) else content.size
