"""The data of a page: JSON, deflated where there are many clusters; the same bytes on every machine."""

import hashlib
import json
import zlib
from base64 import b64decode

import pytest

from geo.render.data_block import DEFLATED_BEYOND, write_data


@pytest.mark.parametrize("records", [0, 25, DEFLATED_BEYOND])
def test_a_page_of_few_clusters_holds_its_data_as_json(records: int) -> None:
    block = write_data(["[1,", "2]"], records=records)
    assert (block.type, block.parts, block.is_deflated) == ("application/json", ("[1,", "2]"), False)


def test_a_page_of_many_clusters_holds_what_a_browser_inflates() -> None:
    text = json.dumps({"names": ["Łódź", "\u2028", "\U0001f600"] * 500}, ensure_ascii=False)
    block = write_data([text[:9], text[9:]], records=DEFLATED_BEYOND + 1)
    assert (block.type, block.is_deflated) == ("application/zlib", True)
    assert zlib.decompress(b64decode("".join(block.parts))).decode() == text
    assert sum(map(len, block.parts)) < len(text) / 20


def test_deflated_data_have_the_same_bytes_on_every_machine() -> None:
    # Taken on x86-64 Linux; it may change with a version of `deflate`, and with nothing else.
    text = json.dumps([[number, f"{number * 7919 % 10_007:x}"] for number in range(20_000)])
    packed = b64decode(write_data([text], records=1_000).parts[0])
    digest = "b2908a263537cefc78e865337a6e90987ae08f0b9ab755ad119ff18e3845f633"
    assert hashlib.sha256(packed).hexdigest() == digest
