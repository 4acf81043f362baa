"""Maps of European clusters that can be opened, embedded and trusted.

The names below are the public API. They are imported when first used, so that ``import geo`` (and with it
the command line) costs next to nothing.

>>> import geo
>>> sorted(geo.__all__)[:3]
['ClusterAtlasError', 'ClusterMap', '__version__']
"""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo.clusters import read_clusters
    from geo.definition import read_definition
    from geo.errors import ClusterAtlasError
    from geo.ledger import build_ledger, findings
    from geo.locate import locate
    from geo.nuts import read_regions
    from geo.render import ClusterMap
    from geo.scoreboard import read_scoreboard, tag

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
    "build_ledger": "geo.ledger",
    "findings": "geo.ledger",
    "locate": "geo.locate",
    "read_clusters": "geo.clusters",
    "read_definition": "geo.definition",
    "read_regions": "geo.nuts",
    "read_scoreboard": "geo.scoreboard",
    "tag": "geo.scoreboard",
}


class _Package(ModuleType):
    """The package itself; `geo.locate` stays the function after the module of that name is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


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
