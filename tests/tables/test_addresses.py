"""A table at an address is read like one on this machine, and what cannot be opened is said."""

from __future__ import annotations

import sys
from pathlib import Path

import fsspec
import pytest

from geo.errors import AddressError
from geo.tables.addresses import local_copy, open_address


@pytest.fixture
def memory() -> fsspec.AbstractFileSystem:
    """Give a file system in memory, empty at first."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    return files


def test_a_path_is_given_as_it_is() -> None:
    with local_copy("members.csv") as path:
        assert path == Path("members.csv")


def test_a_file_is_copied_under_its_name_and_removed_again(memory: fsspec.AbstractFileSystem) -> None:
    memory.pipe_file("/tables/members.csv", b"name\n")
    with local_copy("memory://tables/members.csv") as path:
        assert (path.name, path.read_bytes()) == ("members.csv", b"name\n")
    assert not path.parent.exists()


def test_of_a_folder_the_parquet_files_are_copied(memory: fsspec.AbstractFileSystem) -> None:
    for name in ("a.parquet", "b.parquet", "notes.txt", "more/c.parquet"):
        memory.pipe_file(f"/members/{name}", name.encode())
    with local_copy("memory://members/") as path:
        assert {file.name: file.read_bytes() for file in path.iterdir()} == {
            "a.parquet": b"a.parquet",
            "b.parquet": b"b.parquet",
        }


def test_what_is_not_there_or_cannot_be_opened_is_said(
    memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AddressError, match=r"memory://absent\.csv: there is nothing at this address"):
        local_copy("memory://absent.csv").__enter__()
    with pytest.raises(AddressError, match="nonsense://x: no address that can be opened"):
        open_address("nonsense://x")
    with pytest.raises(AddressError, match="memory://: no table is named"):
        local_copy("memory://").__enter__()
    memory.pipe_file("/refused.csv", b"")

    def refuse(*_: object) -> None:
        raise PermissionError("not yours")

    monkeypatch.setattr(type(memory), "get_file", refuse)
    with pytest.raises(AddressError, match=r"refused\.csv: cannot be read or written \(PermissionError: not"):
        local_copy("memory://refused.csv").__enter__()
    for library, address in (("s3fs", "s3://bucket/a.csv"), ("fsspec", "memory://a.csv")):
        for name in [name for name in sys.modules if name.split(".")[0] == library]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(AddressError, match=r"not installed.*pip install 'clusteratlas\[cluster\]'"):
            open_address(address)


def test_a_store_that_refuses_to_be_opened_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no such host")

    monkeypatch.setattr("fsspec.core.url_to_fs", refuse)
    with pytest.raises(AddressError, match=r"ftp://x: cannot be read or written \(no such host\)"):
        open_address("ftp://x")
