"""Files of a folder and of an object store are written, listed, read and removed alike."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pytest

from geo.errors import AddressError, BuildError
from geo.project.store import store_at


@pytest.mark.parametrize("kind", ["folder", "address"])
def test_a_store_holds_what_was_written(tmp_path: Path, kind: str) -> None:
    fsspec.filesystem("memory").store.clear()
    store = store_at(tmp_path / "parts" if kind == "folder" else "memory://bucket/parts/")
    assert store.names() == []
    with pytest.raises(FileNotFoundError):
        store.read("a")
    for name, content in (("b", b"1"), ("a", b"2"), ("b", b"3"), (".c", b"4")):
        store.write(name, content)
    assert store.names() == [".c", "a", "b"]
    assert (store.read("a"), store.read("b")) == (b"2", b"3")
    store.remove(["b", "absent"])
    assert store.names() == [".c", "a"]
    store.remove([])
    assert store.names() == [".c", "a"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "parts").write_text("")
    with pytest.raises(BuildError, match="parts: not a folder"):
        store_at(tmp_path / "parts")


def test_what_a_store_refuses_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    files = fsspec.filesystem("memory")
    store = store_at("memory://bucket/parts")
    for error, expected in (
        (
            FileNotFoundError("bucket"),
            "parts: there is no such bucket or folder; make it first",
        ),
        (PermissionError("denied"), "parts/a: cannot be read or written [(]PermissionError: denied[)]"),
    ):

        def refuse(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(type(files), "pipe_file", refuse)
        with pytest.raises(AddressError, match=expected):
            store.write("a", b"")
