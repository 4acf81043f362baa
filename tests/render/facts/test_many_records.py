"""A page of many clusters asks what a region is once, and not for each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from geo import build_ledger, locate, tag
from geo.datapackage.catalog import Catalog
from geo.render import MapOptions, static
from geo.render.facts import places, records
from geo.render.facts.content import gather_content
from geo.render.facts.payload import build_payload
from tests.page_data import rows_of

REGIONS = [("FR", "Rhône-Alpes"), ("BE", "Région wallonne"), ("FR", "Rhône-Alpes"), ("FR", "Auvergne")]


def test_many_clusters_of_one_region_cost_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[object] = Counter()

    def counted(module: Any, name: str) -> None:
        function: Callable[..., object] = getattr(module, name)

        def count(*arguments: object, **options: object) -> object:
            asked[(module.__name__, name, *arguments)] += 1
            return function(*arguments, **options)

        monkeypatch.setattr(module, name, count)

    counted(places, "inner_point")
    counted(records, "region_name")
    counted(static, "region_name")
    frame = pd.DataFrame(REGIONS * 5, columns=["country", "region_printed"]).assign(name="N")
    tagged = tag(locate(frame), edition=2023)
    tagged["record_id"] = [str(row) for row in range(len(tagged))]
    ledger = build_ledger(tagged, edition=2023)
    content = gather_content(tagged, ledger, MapOptions(title={"en": "x"}), catalog=Catalog.bundled())
    drawn = rows_of(build_payload(content)["records"])
    cells = list(static.table_rows(content, "en"))
    assert set(asked.values()) == {1}
    assert {key[1] for key in asked if isinstance(key, tuple)} == {"inner_point", "region_name"}
    for at in range(len(REGIONS)):
        assert len({(row["x"], row["y"], row["regionName"]) for row in drawn[at :: len(REGIONS)]}) == 1
        assert len({tuple(row) for row in cells[at :: len(REGIONS)]}) == 1
    assert len({row["regionName"] for row in drawn}) == 3
