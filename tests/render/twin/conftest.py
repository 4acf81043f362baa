"""Maps to draw: what the bundled definitions show, gathered once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from geo.datapackage.bundled import maps_dir
from geo.definition import read_definition
from geo.render import ClusterMap
from geo.render.facts.content import MapContent

Content = Callable[[str], MapContent]


@pytest.fixture(scope="session")
def content() -> Content:
    """Return what a bundled map shows."""

    @cache
    def gathered(name: str) -> MapContent:
        return ClusterMap.from_definition(read_definition(maps_dir() / f"{name}.toml"))._content()

    return gathered
