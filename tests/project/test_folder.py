"""`clusteratlas init`: a project of one's own to start from."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from geo import locate, read_clusters
from geo.datapackage import bundled
from geo.datapackage.catalog import Catalog
from geo.definition import read_definition
from geo.errors import BuildError
from geo.project.folder import create_project, start_project

Command = Callable[..., Result]


def test_a_new_project_holds_the_bundled_data_and_definitions(tmp_path: Path, catalog: Catalog) -> None:
    project = create_project(tmp_path / "mine")
    copy = Catalog.find(project.root)
    assert copy.root == project.root / "data"
    assert copy.names() == catalog.names()
    assert all(copy.path(name).read_bytes() == catalog.path(name).read_bytes() for name in copy.names())
    assert project.names() == tuple(sorted(path.stem for path in bundled.maps_dir().glob("*.toml")))


def test_a_new_project_holds_no_page_and_no_hidden_file(tmp_path: Path) -> None:
    project = create_project(tmp_path / "mine")
    assert not project.html.exists()
    assert not [path for path in project.root.rglob("*") if path.name.startswith(".")]


def test_a_new_project_can_be_edited_although_the_package_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "datapackage.json").write_text("{}")
    (package / "datapackage.json").chmod(0o444)
    monkeypatch.setattr("geo.project.folder.data_dir", lambda: package)
    project = create_project(tmp_path / "mine")
    assert (project.root / "data" / "datapackage.json").stat().st_mode & stat.S_IWUSR


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert create_project(tmp_path).names()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BuildError, match=r"not empty\. Nothing was changed"):
        create_project(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_command_says_what_to_do_next(tmp_path: Path, command: Command) -> None:
    result = command("init", "demo", cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (0, "made demo\n")
    assert (
        result.stderr
        == "Next: cd demo, put your rows into data/tables/our-clusters.csv, clusteratlas build\n"
    )


def test_the_starter_table_holds_no_problem_and_says_in_every_row_that_it_is_made_up(tmp_path: Path) -> None:
    project = start_project(tmp_path / "mine")
    records = read_clusters(project.root / "data" / "tables" / "our-clusters.csv")
    assert records.attrs["problems"] == ()
    assert records["name"].str.startswith("Example cluster").all()
    assert set(records["source"]) == {"made up: put your own rows here"}
    assert locate(records)["nuts_id"].ne("").all()


def test_the_starter_definition_says_that_the_records_are_made_up(tmp_path: Path) -> None:
    definition = read_definition(start_project(tmp_path / "mine").definition("our-clusters"))
    assert (definition.records, definition.synthetic) == ("data/tables/our-clusters.csv", True)


def test_the_command_refuses_a_folder_that_holds_something(tmp_path: Path, command: Command) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    result = command("init", ".", cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: .: not empty. Nothing was changed; name a new or an empty folder.\n"
