"""Large tables are written some rows at a time: the files are those of all rows at once."""

from __future__ import annotations

from io import BytesIO

import pyarrow.parquet as pq
import pytest

from geo.render.facts.content import MapContent
from geo.render.files import geoparquet
from geo.render.files import table as tables
from geo.render.files.formats import FORMATS, make_files
from tests.render.files.maps import content, content_of, own


@pytest.mark.slow
@pytest.mark.parametrize(
    "made", [pytest.param(content, id="bioclusters"), pytest.param(own, id="own", marks=pytest.mark.nightly)]
)
def test_the_size_of_a_part_changes_no_byte(made: object, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = content() if made is content else content_of(own())
    whole = written_in(len(shown.tagged) + len(shown.painted), shown, monkeypatch)
    # Columns that are empty in some parts, a part without any point, and one that is not full.
    in_parts = written_in(2 if made is own else 7, shown, monkeypatch)
    assert list(whole) == list(in_parts)
    assert [name for name in whole if whole[name] != in_parts[name]] == []


def test_parquet_is_written_in_groups_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = make_files(content(), ("parquet",))["bioclusters.clusters.parquet"]
    monkeypatch.setattr(tables, "PART", 7)
    monkeypatch.setattr(geoparquet, "_GROUP", 10)
    grouped = make_files(content(), ("parquet",))["bioclusters.clusters.parquet"]
    about = pq.read_metadata(BytesIO(grouped))
    assert [about.row_group(number).num_rows for number in range(about.num_row_groups)] == [10, 10, 5]
    assert pq.read_table(BytesIO(grouped)).equals(pq.read_table(BytesIO(whole)), check_metadata=True)


def written_in(rows: int, shown: MapContent, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    monkeypatch.setattr(tables, "PART", rows)
    return make_files(shown, FORMATS)
