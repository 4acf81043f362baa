"""Maps of European clusters that can be opened, embedded and trusted.

The names below are the public API. They are imported when first used, so that ``import geo`` (and with it
the command line) costs next to nothing.

>>> import geo
>>> sorted(geo.__all__)[:3]
['ClusterAtlasError', 'ClusterMap', '__version__']
"""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo.definition import read_definition
    from geo.errors import ClusterAtlasError
    from geo.match.ledger import build_ledger, findings
    from geo.match.placement import locate
    from geo.match.tagging import read_scoreboard, tag
    from geo.nuts.units import read_regions
    from geo.render import ClusterMap
    from geo.tables.clusters import read_clusters

    __version__: str

__all__ = [
    "ClusterAtlasError",
    "ClusterMap",
    "__version__",
    "build_ledger",
    "findings",
    "locate",
    "read_clusters",
    "read_definition",
    "read_regions",
    "read_scoreboard",
    "tag",
]

_HOME: Final = {
    "ClusterAtlasError": "geo.errors",
    "ClusterMap": "geo.render",
    "build_ledger": "geo.match.ledger",
    "findings": "geo.match.ledger",
    "locate": "geo.match.placement",
    "read_clusters": "geo.tables.clusters",
    "read_definition": "geo.definition",
    "read_regions": "geo.nuts.units",
    "read_scoreboard": "geo.match.tagging",
    "tag": "geo.match.tagging",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("clusteratlas")
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
