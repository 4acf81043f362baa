"""Where the data and the map definitions that come with Cluster Atlas are."""

from __future__ import annotations

from pathlib import Path

from geo.errors import PackageError, Problem

_PACKAGE = Path(__file__).resolve().parents[1]


def data_dir() -> Path:
    """Find the bundled data package.

    An installed package holds it as ``geo/_data``; in a checkout it is ``data/`` beside ``geo/``.

    Returns
    -------
    Path
        Folder that holds ``datapackage.json``.

    Raises
    ------
    PackageError
        Neither place has one.
    """
    return _find("data", "datapackage.json")


def maps_dir() -> Path:
    """Find the bundled map definitions (``*.toml``).

    Returns
    -------
    Path
        ``geo/_maps`` of an installed package, else ``maps/`` of the checkout.

    Raises
    ------
    PackageError
        Neither place has one.
    """
    return _find("maps", None)


def _find(name: str, marker: str | None) -> Path:
    for folder in (_PACKAGE / f"_{name}", _PACKAGE.parent / name):
        if (folder / marker if marker else folder).exists():
            return folder
    expected = f"a folder {name}/ that came with the program; install clusteratlas again"
    raise PackageError([Problem(str(_PACKAGE / f"_{name}"), None, expected)])
