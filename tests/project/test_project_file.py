"""The file of a project: who publishes its maps and where, read with every problem at once."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from geo.definition import Publication
from geo.errors import DefinitionError
from geo.project.builder import build
from geo.project.check import check_project
from geo.project.folder import start_project
from geo.project.outcome import BuildOptions
from geo.project.project_file import PROJECT_FILE, read_project_file

Command = Callable[..., Result]
ADDRESS = 'address = "https://maps.example.org/clusters"\n'
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one small map; the data are the bundled ones."""
    (tmp_path / "maps").mkdir()
    text = 'title = "T"\nrecords = "t.csv"\nedition = 2023\nseries = false\nlanguages = ["en"]\n'
    (tmp_path / "maps" / "one.toml").write_text(text, "utf-8")
    (tmp_path / "t.csv").write_text("name,country,nuts_id\nA,DE,DE30\n", "utf-8")
    return tmp_path


def write(project: Path, text: str) -> None:
    (project / PROJECT_FILE).write_text(text, "utf-8")


def test_a_project_without_the_file_says_nothing(tmp_path: Path) -> None:
    assert read_project_file(tmp_path) is None


@pytest.mark.parametrize("address", ["https://a.example/maps", "https://a.example/maps/"])
def test_pages_stand_in_the_folder_that_the_project_names(tmp_path: Path, address: str) -> None:
    write(tmp_path, f'address = "{address}"\n')
    publication = read_project_file(tmp_path)
    assert publication == Publication(address=address)
    assert publication.page_address("über uns") == "https://a.example/maps/%C3%BCber%20uns.html"


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    write(
        tmp_path, 'publisher = " "\nadress = "x"\naddress = "https://a.example/index.html"\nlicence = "CC"\n'
    )
    with pytest.raises(DefinitionError) as caught:
        read_project_file(tmp_path)
    folder = "the address of the folder that the pages are in, such as https://example.org/maps/"
    assert [str(one).removeprefix(f"{tmp_path / PROJECT_FILE}, ") for one in caught.value.problems] == [
        "publisher: found ' ', expected text, not an empty one",
        f"address: found 'https://a.example/index.html', expected {folder}",
        "licence: found 'CC', expected an address that starts with https:// or http://",
        "adress: found 'adress', expected a known key. Did you mean 'address'?",
    ]


@pytest.mark.parametrize("text", ["a = [", "a = " + "[" * 50_000, "publisher = " + "[" * 900 + "]" * 900])
def test_what_is_no_toml_is_a_problem_of_the_file(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)
    with pytest.raises(DefinitionError, match=re.escape(PROJECT_FILE)):
        read_project_file(tmp_path)


def test_a_wrong_file_is_one_error_and_builds_nothing(project: Path) -> None:
    write(project, "address = 1\n")
    with pytest.raises(DefinitionError, match="address: found 1, expected text in quotation marks"):
        build(project)
    assert not (project / "maps" / "html" / "one.html").exists()
    assert [problem.column for problem in check_project(project)] == ["address"]


@pytest.mark.slow
def test_the_pages_follow_the_file(project: Path) -> None:
    def states(*, check: bool = False) -> dict[str, tuple[str, ...]]:
        report = build(project, options=BuildOptions(jobs=1, check=check))
        return {one.name: one.reasons for one in (*report.outcomes, report.gallery) if one.state != "fresh"}

    def page(name: str = "one") -> str:
        return (project / "maps" / "html" / f"{name}.html").read_text("utf-8")

    states()
    assert states() == {}
    assert "canonical" not in page()
    write(project, ADDRESS)
    both = {"one": ("project.toml changed",), "index": ("the maps, the project or the program changed",)}
    assert states(check=True) == both
    assert set(states()) == {"one", "index"}
    assert states() == {}
    assert '<link rel="canonical" href="https://maps.example.org/clusters/one.html">' in page()
    assert "https://maps.example.org/clusters/one.html?embed" in page("index")
    (project / PROJECT_FILE).unlink()
    assert states(check=True)["one"] == ("project.toml is gone",)
    states()
    assert "canonical" not in page()


def test_the_embed_code_has_the_address_of_the_project(project: Path, command: Command) -> None:
    missing = command("embed", "one", "--project", str(project))
    assert missing.exit_code == 2
    assert "Missing option '--url', and project.toml names no address." in missing.stderr
    write(project, ADDRESS)
    for arguments, address in (
        ((), "https://maps.example.org/clusters/one.html"),
        (("--url", "x.html"), "x.html"),
    ):
        result = command("embed", "one", *arguments, "--project", str(project))
        assert result.stdout.startswith(f'<iframe src="{address}?embed"')


def test_a_new_project_has_the_file_with_every_key_as_a_comment(tmp_path: Path) -> None:
    text = (start_project(tmp_path / "mine").root / PROJECT_FILE).read_text("utf-8")
    assert tomllib.loads(text) == {}
    filled = tomllib.loads(re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE))
    assert list(filled) == list(Publication.model_fields)
    assert (
        Publication(**filled).page_address("our-clusters") == "https://www.example.org/maps/our-clusters.html"
    )


def test_every_key_has_a_sentence_and_a_row_in_the_docs() -> None:
    assert all((field.description or "").endswith(".") for field in Publication.model_fields.values())
    rows = re.findall(r"^\| `(\w+)` \|", (DOCS / "publishing.md").read_text("utf-8"), re.MULTILINE)
    assert rows == list(Publication.model_fields)
    (example,) = re.findall(r"```toml\n(.*?)```", (DOCS / "publishing.md").read_text("utf-8"), re.DOTALL)
    assert Publication(**tomllib.loads(example)).address


def test_the_manifest_notes_the_file_by_its_name(project: Path) -> None:
    write(project, ADDRESS)
    build(project, options=BuildOptions(jobs=1))
    manifest = json.loads((project / "maps" / "html" / ".build.json").read_text("utf-8"))
    for entry in (manifest["maps"]["one"], manifest["gallery"]):
        assert f"file:{PROJECT_FILE}" in entry["inputs"]
