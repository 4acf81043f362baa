"""The PDF of a twin: tagged, with a title, a language and its words in the order they are read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from pypdf import PdfReader

from geo.errors import FormatError
from geo.render import ClusterMap, PictureOptions
from geo.tables.clusters import read_clusters


@pytest.fixture(scope="module")
def atlas() -> ClusterMap:
    return ClusterMap(read_clusters("bioclusters"), title={"en": "Clusters", "de": "Cluster in Europa"})


def tags(node: Any, depth: int = 0) -> Iterator[tuple[str, str | None]]:
    """Yield the tag of each part of a document and what stands for it, in the order of reading."""
    node = node.get_object()
    if isinstance(node, list):
        for part in node:
            yield from tags(part, depth)
    elif hasattr(node, "get"):
        if node.get("/S"):
            yield str(node["/S"]), node.get("/Alt")
        if node.get("/K") is not None:
            yield from tags(node["/K"], depth + 1)


def test_a_pdf_is_tagged_and_says_its_title_its_language_and_its_standards(atlas: ClusterMap) -> None:
    reader = PdfReader(BytesIO(atlas.to_pdf(PictureOptions(language="de"))))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Cluster in Europa"
    metadata = root["/Metadata"].get_data().decode()
    for part in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert part in metadata
    found = list(tags(root["/StructTreeRoot"]["/K"]))
    names = [name for name, _ in found]
    assert names[:2] == ["/Document", "/H1"]
    assert names.index("/H1") < names.index("/Figure") < names.index("/H2") < names.index("/Table")
    assert names.count("/TR") == 26
    (alternative,) = [text for name, text in found if name == "/Figure"]
    assert (alternative or "").startswith("8 von 25 Clustern")


def test_its_words_come_in_the_order_of_reading(atlas: ClusterMap) -> None:
    first, second = PdfReader(BytesIO(atlas.to_pdf(PictureOptions()))).pages
    text = first.extract_text().replace("\xa0", " ")
    order = ("Clusters", "8 of 25 clusters sit", "Innovation class 2023", "Leader", "36 regions", "Sources:")
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "BioWin" in second.extract_text()
    assert [round(float(edge)) for edge in first.mediabox[2:]] == [595, 842]


@pytest.mark.slow
def test_a_pdf_is_written_alike_twice(atlas: ClusterMap) -> None:
    options = PictureOptions(size="slide", theme="dark", layer="change", overlays=("labels", "funding"))
    assert atlas.to_pdf(options) == atlas.to_pdf(options)


@pytest.mark.slow
def test_text_is_no_code_and_letters_that_no_font_has_are_marked() -> None:
    names = ["#panic()", '"] + read("/etc/passwd")', "$ x $ *bold* \\ ", "עברית", "</text>", "= Heading"]
    records = pd.DataFrame({"name": names, "country": "FR", "nuts_id": "FR10"})
    pdf = ClusterMap(records, title="#eval(1) עברית").to_pdf(PictureOptions(size="card"))
    pages = PdfReader(BytesIO(pdf)).pages
    assert "#eval(1) ?????" in pages[0].extract_text()
    table = "".join(page.extract_text() for page in pages[1:])
    for name in ("#panic()", "*bold*", "</text>", "?????", "= Heading"):
        assert name in table


def test_without_the_extra_the_message_says_how_to_get_it(
    atlas: ClusterMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(FormatError, match=r"pip install 'clusteratlas\[pdf\]'"):
        atlas.to_pdf()
