"""Where the bundled data and definitions are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.datapackage import bundled
from geo.errors import PackageError


def test_the_data_folder_holds_a_description():
    assert (bundled.data_dir() / "datapackage.json").is_file()


def test_the_maps_folder_holds_definitions():
    assert (bundled.maps_dir() / "bioclusters.toml").is_file()


def place(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text("{}")
    return folder


def test_files_inside_the_installed_package_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    checkout = place(tmp_path / "data")
    monkeypatch.setattr(bundled, "_PACKAGE", tmp_path / "geo")
    assert bundled.data_dir() == checkout
    installed = place(tmp_path / "geo" / "_data")
    assert bundled.data_dir() == installed


def test_data_that_is_nowhere_is_a_named_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bundled, "_PACKAGE", tmp_path / "geo")
    with pytest.raises(PackageError, match="install clusteratlas again"):
        bundled.data_dir()
    with pytest.raises(PackageError, match="a folder maps/ that came with the program"):
        bundled.maps_dir()
