"""Large tables are written some rows at a time: the files are those of all rows at once."""

from __future__ import annotations

import pytest

from geo.render.facts.content import MapContent
from geo.render.files import table as tables
from geo.render.files.formats import FORMATS, make_files
from tests.render.files.maps import content, content_of, own


@pytest.mark.slow
@pytest.mark.parametrize("made", [pytest.param(content, id="bioclusters"), pytest.param(own, id="own")])
def test_the_size_of_a_part_changes_no_byte(made: object, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = content() if made is content else content_of(own())
    whole = written_in(len(shown.tagged) + len(shown.painted), shown, monkeypatch)
    # Columns that are empty in some parts, a part without any point, and one that is not full.
    in_parts = written_in(2 if made is own else 7, shown, monkeypatch)
    assert list(whole) == list(in_parts)
    assert [name for name in whole if whole[name] != in_parts[name]] == []


def written_in(rows: int, shown: MapContent, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    monkeypatch.setattr(tables, "PART", rows)
    return make_files(shown, FORMATS)
