"""Files of other machines: an address such as ``s3://bucket/members.parquet``, read through fsspec."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from geo.errors import AddressError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

#: What installs what opens addresses.
EXTRA: Final = "pip install 'clusteratlas[cluster]'"


def is_address(place: str | Path) -> bool:
    """Return whether a place is an address, not a path of this machine.

    Examples
    --------
    >>> is_address("s3://bucket/members.parquet"), is_address("members.parquet")
    (True, False)
    """
    return isinstance(place, str) and "://" in place


@contextmanager
def usable(address: str) -> Iterator[None]:
    """Raise what a file system finds wrong with an address as an error of ours.

    Raises
    ------
    AddressError
        It cannot be reached, read or written.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:  # each kind of store has errors of its own
        reason = f"{type(error).__name__}: {error}".removesuffix(": ")
        raise AddressError(f"{address}: cannot be read or written ({reason})") from error


def open_address(address: str) -> tuple[AbstractFileSystem, str]:
    """Return the file system of an address, and the path in it.

    Raises
    ------
    AddressError
        What opens this kind of address is not installed, or there is no such kind.
    """
    try:
        from fsspec.core import url_to_fs

        # A listing that is remembered would not know what other machines wrote.
        files, path = url_to_fs(address, use_listings_cache=False)
    except ImportError as error:
        msg = f"{address}: what opens such an address is not installed ({error}). Next: {EXTRA}"
        raise AddressError(msg) from error
    except ValueError as error:
        msg = f"{address}: no address that can be opened ({error}), expected one such as s3://bucket/folder"
        raise AddressError(msg) from error
    except OSError as error:  # some file systems connect at once
        raise AddressError(f"{address}: cannot be read or written ({error})") from error
    return files, path


@contextmanager
def local_copy(place: str | Path) -> Iterator[Path]:
    """Give the path of a table on this machine: of what an address names, a copy that is removed again.

    A table is hashed, checked and then read, and none of that is to be done over a network three times.

    Parameters
    ----------
    place
        A path, which is given as it is, or an address of a file or a folder of Parquet files.

    Raises
    ------
    AddressError
        The address names nothing, or cannot be read.
    """
    if not is_address(place):
        yield Path(place)
        return
    address = str(place)
    files, root = open_address(address)
    name = PurePosixPath(root).name
    if not name:
        raise AddressError(f"{address}: no table is named, expected one such as s3://bucket/members.parquet")
    with tempfile.TemporaryDirectory(prefix="clusteratlas-") as temporary:
        copy = Path(temporary) / name
        try:
            with usable(address):
                if files.isdir(root):
                    copy.mkdir()
                    for part in files.ls(root, detail=False):
                        if part.endswith(".parquet"):
                            files.get_file(part, str(copy / PurePosixPath(part).name))
                else:
                    files.get_file(root, str(copy))
        except FileNotFoundError as error:
            raise AddressError(f"{address}: there is nothing at this address") from error
        yield copy
