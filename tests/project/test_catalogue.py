"""The catalogue that stands beside the pages of a project that says who publishes them, and where."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import DCAT, DCTERMS, RDF

from geo.datapackage.hashing import digest_file
from geo.errors import BuildError, DefinitionError
from geo.project.builder import build
from geo.project.outcome import BuildOptions
from geo.project.project_file import PROJECT_FILE, read_project_file

SAID = 'publisher = "Agency"\naddress = "https://maps.example.org/clusters/"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two small maps; the data are the bundled ones."""
    (tmp_path / "maps").mkdir()
    for name in ("one", "two"):
        text = f'title = "{name}"\nrecords = "t.csv"\nedition = 2023\nseries = false\nlanguages = ["en"]\n'
        (tmp_path / "maps" / f"{name}.toml").write_text(text, "utf-8")
    (tmp_path / "t.csv").write_text("name,country,nuts_id\nA,DE,DE30\n", "utf-8")
    (tmp_path / PROJECT_FILE).write_text(SAID, "utf-8")
    return tmp_path


def run(project: Path) -> dict[str, tuple[str, ...]]:
    """Build and return the files that were written of each map and of the gallery."""
    report = build(project, options=BuildOptions(jobs=1))
    assert report.ok
    return {one.name: one.written for one in (*report.outcomes, report.gallery) if one.written}


def catalogue(project: Path) -> Graph:
    return Graph().parse(project / "maps" / "html" / "catalog.ttl", format="turtle")


@pytest.mark.slow
def test_the_catalogue_names_each_file_of_each_map_with_its_size_and_hash(project: Path) -> None:
    run(project)
    graph, html = catalogue(project), project / "maps" / "html"
    files = {path.name for path in html.iterdir() if path.name.startswith(("one.", "two."))}
    found = {
        str(title): thing for thing, title in graph.subject_objects(DCTERMS.title) if str(title) in files
    }
    assert set(found) == files
    assert {"one.html", "two.ledger.csv", "two.metadata.json"} <= files
    for name, distribution in found.items():
        assert str(graph.value(distribution, DCAT.byteSize)) == str((html / name).stat().st_size)
        assert str(graph.value(distribution, DCAT.downloadURL)) == f"https://maps.example.org/clusters/{name}"
        checksum = re.search(
            rf"{re.escape(name)}/checksum> a .*?\"(\w+)\"\^\^",
            (html / "catalog.ttl").read_text("utf-8"),
            re.S,
        )
        assert checksum is not None
        assert checksum[1] == digest_file(html / name)


@pytest.mark.slow
def test_the_catalogue_follows_the_maps_and_the_file_of_the_project(project: Path) -> None:
    assert run(project)["index"] == ("index.html", "catalog.ttl")
    assert run(project) == {}
    (project / "maps" / "two.toml").unlink()
    assert "catalog.ttl" in run(project)["index"]
    assert len(list(catalogue(project).subjects(RDF.type, DCAT.Dataset))) == 1
    path = project / "maps" / "html" / "catalog.ttl"
    path.write_text("altered", "utf-8")
    assert run(project) == {"index": ("catalog.ttl",)}
    (project / PROJECT_FILE).write_text('publisher = "Agency"\n', "utf-8")
    run(project)
    assert not path.exists()


def test_a_file_that_no_build_wrote_is_an_error_that_says_what_to_do(project: Path) -> None:
    run(project)
    html = project / "maps" / "html"
    manifest = json.loads((html / ".build.json").read_text("utf-8"))
    (html / "one.exe").write_bytes(b"x")
    manifest["maps"]["one"]["outputs"]["one.exe"] = digest_file(html / "one.exe")
    (html / ".build.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(BuildError, match=r"one\.exe: no kind of file that a build writes"):
        build(project, options=BuildOptions(jobs=1))


def test_a_project_without_a_publisher_or_an_address_has_no_catalogue(project: Path) -> None:
    (project / PROJECT_FILE).unlink()
    assert run(project)["index"] == ("index.html",)
    assert not (project / "maps" / "html" / "catalog.ttl").exists()


@pytest.mark.parametrize("contact", ["maps@example.org", "https://www.example.org/contact"])
def test_a_contact_is_a_mail_address_or_a_page(project: Path, contact: str) -> None:
    (project / PROJECT_FILE).write_text(f'{SAID}contact = "{contact}"\n', "utf-8")
    publication = read_project_file(project)
    assert publication is not None
    assert publication.contact == contact


@pytest.mark.parametrize("contact", ["the office", "a@b", "javascript:alert(1)", "a@b.org\\n<x>"])
def test_anything_else_is_no_contact(project: Path, contact: str) -> None:
    (project / PROJECT_FILE).write_text(f'{SAID}contact = "{contact}"\n', "utf-8")
    with pytest.raises(DefinitionError, match="expected a mail address, or one that starts with https"):
        read_project_file(project)


@pytest.mark.slow
def test_the_files_that_a_definition_asks_for_are_built_and_in_the_catalogue(project: Path) -> None:
    definition = project / "maps" / "one.toml"
    before = definition.read_text("utf-8")
    definition.write_text(before + 'files = ["geojson", "csv"]\n', "utf-8")
    names = {"one.clusters.geojson", "one.regions.csv", "one.datapackage.json"}
    assert names < set(run(project)["one"])
    assert run(project) == {}
    assert names < {str(title) for title in catalogue(project).objects(None, DCTERMS.title)}
    html = project / "maps" / "html"
    assert ">regions.csv</a>" in (html / "index.html").read_text("utf-8")
    (html / "one.regions.csv").unlink()
    assert run(project) == {"one": ("one.regions.csv",)}
    definition.write_text(before, "utf-8")
    run(project)
    assert not names & {path.name for path in html.iterdir()}
