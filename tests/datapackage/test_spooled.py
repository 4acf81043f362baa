"""Long files, compressed until they are written."""

from pathlib import Path

import pytest

from geo.datapackage.hashing import digest
from geo.datapackage.spooled import Content, Spooled, content_digest
from geo.project.output_files import write_files

LINES = [f"{number} Häl·lo “{number % 7}”\n" for number in range(200_000)]


def test_a_spooled_text_is_the_text_with_its_hash_and_its_size():
    spooled, whole = Spooled.of(LINES), "".join(LINES).encode()
    assert bytes(spooled) == whole
    assert (spooled.size, content_digest(spooled)) == (len(whole), digest(whole))
    assert max(map(len, spooled)) <= 1 << 20
    assert len(spooled.compressed) < len(whole) / 4


def test_no_text_is_an_empty_file():
    assert bytes(Spooled.of([])) == b""


def test_a_file_is_spooled_as_its_text_is(tmp_path: Path):
    (tmp_path / "a").write_text("".join(LINES), "utf-8")
    assert Spooled.of_file(tmp_path / "a") == Spooled.of(LINES)


def test_a_file_is_moved_to_its_place_unless_that_holds_the_same(tmp_path: Path):
    for written in (["a"], []):
        (tmp_path / "part").write_bytes(b"one\n")
        assert content_digest(tmp_path / "part") == digest(b"one\n")
        assert write_files(tmp_path, {"a": tmp_path / "part"}) == written
        assert (tmp_path / "a").read_bytes() == b"one\n"
    assert (tmp_path / "part").exists()


@pytest.mark.parametrize("content", [Spooled.of(["one\n", "two\n"]), b"one\ntwo\n"])
def test_a_file_is_written_once_and_again_only_when_it_differs(tmp_path: Path, content: Content):
    assert write_files(tmp_path, {"a": content}) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"one\ntwo\n"
    assert write_files(tmp_path, {"a": content}) == []
    (tmp_path / "a").write_bytes(b"one\nTWO\n")
    assert write_files(tmp_path, {"a": content}) == ["a"]
