"""Maps of European clusters that can be opened, embedded and trusted.

The names below are the public API; every other name is private and may change. They are imported when first
used, so that ``import geo`` (and with it the command line) costs next to nothing.

>>> import geo
>>> sorted(geo.__all__)[:3]
['Annotation', 'AtlasWidget', 'BuildOptions']
"""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo.datapackage.catalog import Catalog
    from geo.datapackage.resource import Resource
    from geo.definition import Definition, Figure, Pair, Publication, read_definition
    from geo.definition.figures import FigureTable
    from geo.errors import ClusterAtlasError, PackageError, Problem
    from geo.language.notes import Note
    from geo.match.diff_report import Diff, RecordChange, RegionChange
    from geo.match.difference import diff
    from geo.match.figures import JoinedFigure, join_figure
    from geo.match.ledger import build_ledger
    from geo.match.ledger_findings import findings
    from geo.match.member_counts import MemberCounts
    from geo.match.members import read_members
    from geo.match.placement import locate
    from geo.match.recoding import recode
    from geo.match.tagging import read_scoreboard, tag
    from geo.nuts.units import read_regions
    from geo.project.builder import build
    from geo.project.folder import Project
    from geo.project.outcome import BuildOptions, Outcome, Progress, Report
    from geo.project.workers import Renderer
    from geo.render import (
        Annotation,
        ClusterMap,
        MapOptions,
        Page,
        PictureOptions,
        Source,
        Step,
        Style,
    )
    from geo.render.widget import AtlasWidget
    from geo.tables.clusters import read_clusters
    from geo.tables.figures import FigureColumns, read_figure
    from geo.tables.surveys import read_survey

    __version__: str

__all__ = [
    "Annotation",
    "AtlasWidget",
    "BuildOptions",
    "Catalog",
    "ClusterAtlasError",
    "ClusterMap",
    "Definition",
    "Diff",
    "Figure",
    "FigureColumns",
    "FigureTable",
    "JoinedFigure",
    "MapOptions",
    "MemberCounts",
    "Note",
    "Outcome",
    "PackageError",
    "Page",
    "Pair",
    "PictureOptions",
    "Problem",
    "Progress",
    "Project",
    "Publication",
    "RecordChange",
    "RegionChange",
    "Renderer",
    "Report",
    "Resource",
    "Source",
    "Step",
    "Style",
    "__version__",
    "build",
    "build_ledger",
    "diff",
    "findings",
    "join_figure",
    "locate",
    "read_clusters",
    "read_definition",
    "read_figure",
    "read_members",
    "read_regions",
    "read_scoreboard",
    "read_survey",
    "recode",
    "tag",
]

_HOME: Final = {
    "AtlasWidget": "geo.render.widget",
    "BuildOptions": "geo.project.outcome",
    "Catalog": "geo.datapackage.catalog",
    "ClusterAtlasError": "geo.errors",
    "Annotation": "geo.render",
    "ClusterMap": "geo.render",
    "Definition": "geo.definition",
    "Diff": "geo.match.diff_report",
    "Figure": "geo.definition",
    "FigureColumns": "geo.tables.figures",
    "FigureTable": "geo.definition.figures",
    "JoinedFigure": "geo.match.figures",
    "MapOptions": "geo.render",
    "MemberCounts": "geo.match.member_counts",
    "Note": "geo.language.notes",
    "Outcome": "geo.project.outcome",
    "PackageError": "geo.errors",
    "Page": "geo.render",
    "Pair": "geo.definition",
    "PictureOptions": "geo.render",
    "Problem": "geo.errors",
    "Progress": "geo.project.outcome",
    "Project": "geo.project.folder",
    "Publication": "geo.definition",
    "RecordChange": "geo.match.diff_report",
    "RegionChange": "geo.match.diff_report",
    "Renderer": "geo.project.workers",
    "Report": "geo.project.outcome",
    "Resource": "geo.datapackage.resource",
    "Source": "geo.render",
    "Step": "geo.render",
    "Style": "geo.render",
    "build": "geo.project.builder",
    "build_ledger": "geo.match.ledger",
    "diff": "geo.match.difference",
    "findings": "geo.match.ledger_findings",
    "join_figure": "geo.match.figures",
    "locate": "geo.match.placement",
    "read_clusters": "geo.tables.clusters",
    "read_definition": "geo.definition",
    "read_figure": "geo.tables.figures",
    "read_members": "geo.match.members",
    "read_regions": "geo.nuts.units",
    "read_scoreboard": "geo.match.tagging",
    "read_survey": "geo.tables.surveys",
    "recode": "geo.match.recoding",
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
