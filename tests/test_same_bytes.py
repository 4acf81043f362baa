"""Same inputs, same bytes: whoever builds, wherever and whenever."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SETTINGS = {
    "far east": {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    "far west": {
        "TZ": "Pacific/Niue",
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "4294967295",
        "LANG": "tr_TR",
    },
}


def pages(html: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(html.iterdir()) if not path.name.startswith(".")}


@pytest.mark.parametrize("place", ["far east", pytest.param("far west", marks=pytest.mark.nightly)])
def test_folder_time_zone_locale_hash_seed_and_umask_change_nothing(
    place: str, tmp_path: Path, built: Path
) -> None:
    folder = tmp_path / f"Ordner für {place} – карты"
    shutil.copytree(built.parent.parent / "data", folder / "data")
    shutil.copytree(built.parent, folder / "maps", ignore=shutil.ignore_patterns("html"))
    environment = (
        os.environ | SETTINGS[place] | {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "USER": place}
    )
    command = [sys.executable, "-m", "geo", "build", "--jobs", "1" if place == "far east" else "2"]
    umask = 0o077 if place == "far east" else 0o002
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, umask=umask)
    ours, theirs = pages(built), pages(folder / "maps" / "html")
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_no_output_names_a_folder_or_a_user_of_this_machine(built: Path) -> None:
    secrets = [str(built.parent.parent), str(ROOT), str(Path.home()), sys.prefix]
    for path in built.iterdir():
        content = path.read_text("utf-8")
        assert not [secret for secret in secrets if len(secret) > 3 and secret in content], path.name
