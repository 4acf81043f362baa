"""Pictures beside a page: written with it, kept with it, and gone when nobody asks for them any more."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from geo.definition.own_language import BORROWED
from geo.project.builder import build
from geo.project.outcome import BuildOptions, Report

ROOT = Path(__file__).parents[2]
TABLE = "name,country,nuts_id\nBio One,DE,DE21\nΒιο Δύο,EL,EL30\n"
DEFINITION = 'title = "Two clusters"\nrecords = "data/two.csv"\nedition = 2023\nlanguages = ["en", "de"]\n'
ALL = {"two.svg", "two.png", "two.pdf", "two.card.png"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("data", "maps"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data" / "two.csv").write_text(TABLE, "utf-8")
    return tmp_path


def built(project: Path, twins: str) -> Report:
    (project / "maps" / "two.toml").write_text(f"{DEFINITION}twins = {twins}\n", "utf-8")
    return build(project)


def pictures(project: Path) -> set[str]:
    html = project / "maps" / "html"
    return {path.name for path in html.iterdir() if path.suffix in {".svg", ".png", ".pdf"}}


@pytest.mark.slow
def test_a_build_writes_the_pictures_a_definition_asks_for_and_removes_others(project: Path) -> None:
    report = built(project, '["svg", "png", "pdf"]')
    assert report.ok, report.outcomes
    assert pictures(project) == ALL
    html = project / "maps" / "html"
    assert (html / "two.svg").read_text("utf-8").startswith("<svg")
    assert (html / "two.png").read_bytes().startswith(b"\x89PNG")
    assert (html / "two.pdf").read_bytes().startswith(b"%PDF")
    assert {outcome.state for outcome in build(project).outcomes} == {"fresh"}
    (html / "two.png").unlink()
    assert build(project, options=BuildOptions(check=True)).outcomes[0].reasons == ("two.png is missing",)
    assert built(project, '["svg"]').ok
    assert pictures(project) == {"two.svg"}
    assert built(project, "[]").ok
    assert pictures(project) == set()


@pytest.mark.slow
def test_page_and_gallery_link_to_the_pictures_that_are_there(project: Path) -> None:
    built(project, '["svg", "pdf"]')
    html = project / "maps" / "html"
    page, gallery = ((html / name).read_text("utf-8") for name in ("two.html", "index.html"))
    for text in (page, gallery):
        assert 'href="two.svg"' in text
        assert 'href="two.pdf"' in text
        assert 'href="two.png"' not in text
    assert "Bild herunterladen" in page  # the reader may change the language
    built(project, "[]")
    page, gallery = ((html / name).read_text("utf-8") for name in ("two.html", "index.html"))
    # A page without pictures beside it draws its own.
    assert "Bild herunterladen" in page
    assert "two.svg" not in page + gallery


@pytest.mark.slow
def test_pictures_files_and_catalogue_speak_a_language_of_the_project(project: Path) -> None:
    (project / "languages").mkdir()
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    words = f'{header}msgid "static.page.sources"\nmsgstr "Fontes"\n'
    (project / "languages" / "pt.po").write_text(words, "utf-8")
    (project / "project.toml").write_text('publisher = "P"\naddress = "https://example.org/maps/"\n', "utf-8")
    text = DEFINITION.replace('["en", "de"]', '["pt"]') + 'twins = ["svg", "png"]\nfiles = ["csv", "xlsx"]\n'
    (project / "maps" / "two.toml").write_text(text, "utf-8")
    assert build(project).ok
    html = project / "maps" / "html"
    assert ">Fontes: " in (html / "two.svg").read_text("utf-8")
    catalogue = (html / "catalog.ttl").read_text("utf-8")
    assert "authority/language/POR>" in catalogue
    assert '"Portuguese"@en' in catalogue
    # The marks of what is borrowed are for pages alone.
    for name in ("two.svg", "two.metadata.json", "two.datapackage.json", "catalog.ttl", "index.html"):
        assert not set(BORROWED) & set((html / name).read_text("utf-8")), name


@pytest.mark.slow
def test_the_card_is_the_picture_of_a_published_page(project: Path) -> None:
    (project / "project.toml").write_text('address = "https://example.org/maps/"\n', "utf-8")
    built(project, '["png"]')
    page = (project / "maps" / "html" / "two.html").read_text("utf-8")
    assert '<meta property="og:image" content="https://example.org/maps/two.card.png">' in page
    assert re.search('name="description" (content="[^"]+")', page)[1] in page.partition("og:image:alt")[2]
    built(project, '["svg"]')
    assert "og:image" not in (project / "maps" / "html" / "two.html").read_text("utf-8")


@pytest.mark.nightly
def test_pictures_have_the_same_bytes_elsewhere_and_at_another_time(project: Path, tmp_path: Path) -> None:
    built(project, '["svg", "png", "pdf"]')
    other = tmp_path / "Ordner für карты"
    for name in ("data/two.csv", "maps/two.toml"):
        (other / name).parent.mkdir(parents=True)
        (other / name).write_bytes((project / name).read_bytes())
    settings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "4294967295", "HOME": str(other)}
    environment = os.environ | settings | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "geo", "build"]
    subprocess.run(command, cwd=other, env=environment, check=True, capture_output=True)
    for name in sorted(ALL):
        ours, theirs = (folder / "maps" / "html" / name for folder in (project, other))
        assert ours.read_bytes() == theirs.read_bytes(), name
