"""Names of files that a file names: they may lead to places inside a folder and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.datapackage.plain_files import can_be_named

#: What a name that leads elsewhere should have been.
LEADS_OUT: Final = "a link that leads out of the project folder"
INSIDE: Final = "a path inside the folder, relative to it; links must not lead out of it either"


def inside(root: Path, name: str) -> Path | None:
    """Return where a name leads, or None when that is not inside a folder.

    Whoever hands over a folder may have written the name: an absolute path, ``..``, a link that leads out
    of the folder and a name that no system can hold all come back as None.

    Parameters
    ----------
    root
        The folder.
    name
        As a file of that folder gives it.

    Examples
    --------
    >>> inside(Path("maps"), "../secret.txt") is None, inside(Path("maps"), "a/b.toml") is None
    (True, False)
    """
    if not name or Path(name).is_absolute() or "\0" in name:
        return None
    path = root / name
    try:
        leads_inside = path.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):
        return None
    return path if leads_inside and can_be_named(path) else None


def is_plain_name(name: object) -> bool:
    r"""Return whether a name is that of a file right inside a folder.

    Examples
    --------
    >>> is_plain_name("map.html"), is_plain_name("../map.html"), is_plain_name("a\\b"), is_plain_name("..")
    (True, False, False, False)
    """
    forbidden = {"/", "\\", "\0"}
    return isinstance(name, str) and name not in {"", ".", ".."} and not forbidden & set(name)
