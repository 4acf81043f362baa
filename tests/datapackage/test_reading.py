"""Reading resources: once for each content, never an old one, and never without being noted."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.datapackage.catalog import Catalog


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in (("one", "code,n\nNA,1\n"), ("two", "code,n\nEL,2\n")):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    resources = [{"name": name, "path": f"{name}.csv"} for name in ("one", "two")]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    return tmp_path


def rewrite(path: Path, text: str) -> None:
    """Change what a file holds, but neither its size nor its times."""
    before = path.stat()
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def counting() -> tuple[Callable[[bytes], str], list[bytes]]:
    """Return a reader and what it was given so far."""
    given: list[bytes] = []

    def reader(content: bytes) -> str:
        given.append(content)
        return content.decode()

    return reader, given


def both(catalog: Catalog, column: str) -> tuple[object, ...]:
    """Stand for what is made of two resources."""
    return tuple(catalog.table(name)[column].iloc[0] for name in ("one", "two"))


def both_again(catalog: Catalog) -> tuple[object, ...]:
    return catalog.derive(both, "code")


def test_a_resource_changed_with_size_and_time_kept_is_read_anew(root: Path) -> None:
    assert Catalog(root).table("one")["n"].tolist() == [1]
    rewrite(root / "one.csv", "code,n\nNA,7\n")
    assert Catalog(root).table("one")["n"].tolist() == [7]


def test_what_was_made_of_a_resource_changed_with_size_and_time_kept_is_made_anew(root: Path) -> None:
    assert Catalog(root).derive(both, "code") == ("NA", "EL")
    rewrite(root / "two.csv", "code,n\nUK,2\n")
    assert Catalog(root).derive(both, "code") == ("NA", "UK")


def test_the_same_content_is_read_once_wherever_it_lies(root: Path, tmp_path_factory: pytest.TempPathFactory):
    reader, given = counting()
    copy = tmp_path_factory.mktemp("copy")
    for path in root.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    texts = {Catalog(folder).read("one", reader) for folder in (root, copy, root)}
    assert texts == {"code,n\nNA,1\n"}
    assert len(given) == 1


def test_only_an_empty_cell_has_no_value(root: Path) -> None:
    (root / "one.csv").write_text("code,n\nNA,\nnull,2\n", "utf-8")
    table = Catalog(root).table("one")
    assert table["code"].tolist() == ["NA", "null"]
    assert table["n"].isna().tolist() == [True, False]
    assert Catalog(root).table("one", types=str, missing=())["n"].tolist() == ["", "2"]


def test_a_frame_is_the_readers_own(root: Path) -> None:
    table = Catalog(root).table("one")
    table["n"] = 99
    assert Catalog(root).table("one")["n"].tolist() == [1]


@pytest.mark.parametrize(
    "read",
    [
        lambda catalog: catalog.path("one"),
        lambda catalog: catalog.content("one"),
        lambda catalog: catalog.table("one"),
        lambda catalog: catalog.read("one", bytes.decode),
    ],
    ids=["path", "content", "table", "read"],
)
def test_whatever_is_read_is_noted_with_its_hash_from_the_cache_too(
    root: Path, read: Callable[[Catalog], object]
) -> None:
    for _ in range(2):
        catalog = Catalog(root)
        read(catalog)
        assert catalog.opened == {"one": catalog.digest("one")}


def test_a_hash_alone_is_not_reading(root: Path) -> None:
    catalog = Catalog(root)
    catalog.digest("one")
    assert catalog.opened == {}


def test_what_is_made_of_several_resources_depends_on_them_all_from_the_cache_too(root: Path) -> None:
    for make, arguments in ((both, ("n",)), (both, ("n",)), (both_again, ()), (both_again, ())):
        catalog = Catalog(root)
        catalog.derive(make, *arguments)
        assert set(catalog.opened) == {"one", "two"}


def test_what_could_not_be_made_depends_on_what_was_read_until_then(root: Path) -> None:
    catalog = Catalog(root)
    with pytest.raises(KeyError):
        catalog.derive(both, "no such column")
    assert set(catalog.opened) == {"one"}


def test_what_is_noted_is_the_content_that_was_read_first(root: Path) -> None:
    catalog = Catalog(root)
    catalog.table("one")
    first = dict(catalog.opened)
    (root / "one.csv").write_text("code,n\nNA,1000\n", "utf-8")
    assert catalog.table("one")["n"].tolist() == [1000]
    assert catalog.opened == first
