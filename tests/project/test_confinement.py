"""A stranger's project folder is data: what it names stays inside it."""

import json
from pathlib import Path

import pytest

from geo.datapackage.catalog import Catalog
from geo.errors import PackageError
from geo.project.manifest import MANIFEST_NAME
from tests.conftest import Command


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "victim.txt"
    path.write_text("mine")
    return path


def definition(project: Path, *lines: str) -> None:
    for path in (project / "maps").glob("*.toml"):
        path.unlink()
    text = "\n".join(('title = "One"', "edition = 2023", *lines))
    (project / "maps" / "one.toml").write_text(text + "\n")


def table(project: Path) -> None:
    (project / "data" / "tables" / "mine.csv").write_text("name,country,nuts_id\nOne,AT,AT13\n")


def test_a_build_deletes_nothing_outside_the_folder_of_the_pages(
    new_project: Path, command: Command, victim: Path
) -> None:
    table(new_project)
    definition(new_project, 'records = "data/tables/mine.csv"')
    assert command("build", cwd=new_project).exit_code == 0
    path = new_project / "maps" / "html" / MANIFEST_NAME
    manifest = json.loads(path.read_text())
    manifest["maps"]["gone"] = {
        "inputs": {},
        "outputs": {f"../../../{victim.name}": "0", str(victim): "0"},
        "summary": {},
    }
    path.write_text(json.dumps(manifest))
    assert command("build", cwd=new_project).exit_code == 0
    assert victim.read_text() == "mine"


@pytest.mark.parametrize(
    "journal", ['["../../victim.txt"]', '{"a": 1}', "[1]", "no JSON", "[" * 100_000, '["/etc/hostname"]']
)
def test_a_journal_that_no_refresh_wrote_moves_nothing(
    new_project: Path, command: Command, victim: Path, journal: str
) -> None:
    update = new_project / "data" / ".update"
    (update / "new").mkdir(parents=True)
    (update / "victim.txt").write_text("theirs")
    (update / "journal.json").write_text(journal)
    result = command("check", cwd=new_project)
    assert result.exit_code == 1
    assert "journal.json: found" in result.stderr
    assert "delete .update" in result.stderr
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("outside", ["../../victim.txt", "/etc/hostname", "tables/link.csv"])
def test_a_resource_outside_the_package_is_refused_with_its_key(
    new_project: Path, victim: Path, outside: str
) -> None:
    (new_project / "data" / "tables" / "link.csv").symlink_to(victim)
    path = new_project / "data" / "datapackage.json"
    descriptor = json.loads(path.read_text())
    resource = next(item for item in descriptor["resources"] if item["name"] == "bioclusters")
    resource["path"] = outside
    path.write_text(json.dumps(descriptor))
    with pytest.raises(PackageError, match=r"resources\.bioclusters\.path: found .*, expected a path inside"):
        Catalog.find(new_project).content("bioclusters")


@pytest.mark.parametrize("key", ["records", "survey"])
@pytest.mark.parametrize("outside", ["../victim.csv", "/etc/victim.csv", "data/tables/link.csv"])
def test_a_definition_names_only_files_of_its_project(
    new_project: Path, command: Command, victim: Path, key: str, outside: str
) -> None:
    (new_project / "data" / "tables" / "link.csv").symlink_to(victim)
    table(new_project)
    others = ['records = "data/tables/mine.csv"'] if key == "survey" else []
    definition(new_project, *others, f'{key} = "{outside}"')
    result = command("build", cwd=new_project)
    assert result.exit_code == 1
    assert f"{key}: found '{outside}', expected a path" in result.stderr
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("size", [255, 256, 1023, 5000])
def test_a_long_text_in_a_definition_is_a_text_and_no_file(
    new_project: Path, command: Command, size: int
) -> None:
    table(new_project)
    definition(new_project, 'records = "data/tables/mine.csv"', f'subtitle = "{"x" * size}"')
    assert command("build", cwd=new_project).exit_code == 0


@pytest.mark.parametrize("arguments", [["build"], ["check"], ["build", "--check"]])
def test_pages_are_not_written_through_a_link_that_leads_out(
    new_project: Path, command: Command, tmp_path: Path, arguments: list[str]
) -> None:
    table(new_project)
    definition(new_project, 'records = "data/tables/mine.csv"')
    outside = tmp_path / "site"
    outside.mkdir()
    (outside / "index.html").write_text("mine")
    (new_project / "maps" / "html").symlink_to(outside)
    result = command(*arguments, cwd=new_project)
    assert result.exit_code == 1
    assert "maps/html: found a link that leads out of the project folder" in result.stderr
    assert [(path.name, path.read_text()) for path in outside.iterdir()] == [("index.html", "mine")]


def test_definitions_are_not_read_through_a_link_that_leads_out(
    new_project: Path, command: Command, tmp_path: Path
) -> None:
    table(new_project)
    definition(new_project, 'records = "data/tables/mine.csv"')
    theirs = tmp_path / "theirs.toml"
    (new_project / "maps" / "one.toml").rename(theirs)
    (new_project / "maps" / "one.toml").symlink_to(theirs)
    result = command("build", cwd=new_project)
    assert result.exit_code == 1
    assert "one.toml: found 'a link that leads out of the project folder', expected a file" in result.stderr
    assert not (new_project / "maps" / "html" / "one.html").exists()


@pytest.mark.parametrize("name", ["data", "data/datapackage.json", "project.toml", "languages/pt.po", "maps"])
def test_nothing_is_read_through_a_link_that_leads_out(
    new_project: Path, command: Command, tmp_path: Path, name: str
) -> None:
    languages = new_project / "languages"
    languages.mkdir()
    (languages / "pt.po").write_text('msgid "panel.language"\nmsgstr "SECRET"\n')
    (new_project / "project.toml").write_text('publisher = "SECRET"\n')
    table(new_project)
    definition(new_project, 'records = "data/tables/mine.csv"', 'languages = ["en", "pt"]')
    assert command("check", cwd=new_project).exit_code == 0
    path = new_project / name
    path.rename(tmp_path / "outside")
    path.symlink_to(tmp_path / "outside")
    for one in ("check", "build"):
        result = command(one, cwd=new_project)
        assert result.exit_code == 1
        assert "a link that leads out of the project folder" in result.output
        assert "SECRET" not in result.output
    assert not (new_project / "maps" / "html" / "one.html").exists()
