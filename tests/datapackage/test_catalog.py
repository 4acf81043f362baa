"""Opening resources by name, and noticing files that are not what they claim to be."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo.datapackage.catalog import Catalog
from geo.errors import PackageError


@pytest.fixture
def package(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    (root / "tables").mkdir(parents=True)
    content = b"a,b\n1,2\n"
    (root / "tables" / "one.csv").write_bytes(content)
    resource = {
        "name": "scoreboard-2031", "path": "tables/one.csv", "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(), "licenses": [], "sources": [],
    }  # fmt: skip
    (root / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    return root


def test_a_resource_is_opened_by_name_and_noted(package: Path):
    catalog = Catalog(package)
    assert catalog.path("scoreboard-2031") == package / "tables" / "one.csv"
    assert set(catalog.opened) == {"scoreboard-2031"}


def test_where_a_resource_is_is_found_out_once(package: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    def inside(root: Path, name: str) -> Path:
        asked.append(name)
        return root / name

    monkeypatch.setattr("geo.datapackage.catalog.inside", inside)
    catalog = Catalog(package)
    for _ in range(3):
        catalog.path("scoreboard-2031")
        catalog.derive(_first_line)
    assert asked == ["tables/one.csv"]


def _first_line(catalog: Catalog) -> bytes:
    return catalog.content("scoreboard-2031").splitlines()[0]


def test_an_unknown_name_suggests_the_nearest(package: Path):
    with pytest.raises(PackageError) as caught:
        Catalog(package).path("scoreboard-2032")
    assert caught.value.problems[0].suggestion == "scoreboard-2031"


def test_a_resource_whose_file_is_gone_is_a_named_error(package: Path):
    (package / "tables" / "one.csv").unlink()
    with pytest.raises(PackageError, match="expected the file of resource 'scoreboard-2031'"):
        Catalog(package).path("scoreboard-2031")


def test_years_are_read_off_the_names_and_do_not_mix_kinds(package: Path):
    assert Catalog(package).years("scoreboard") == (2031,)
    assert Catalog(package).years("nuts") == ()
    assert Catalog.bundled().years("scoreboard") == (2019, 2023)


def test_an_untouched_package_has_no_problem(package: Path):
    assert Catalog(package).verify() == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"a,b\n1,3\n", ["sha256"]), (b"a,b\n1,22\n", ["8 bytes", "sha256"])],
    ids=["altered", "longer"],
)
def test_an_altered_file_is_noticed(package: Path, content: bytes, expected: list[str]):
    (package / "tables" / "one.csv").write_bytes(content)
    problems = Catalog(package).verify()
    assert [
        problem.expected[: len(text)] for problem, text in zip(problems, expected, strict=True)
    ] == expected


def test_a_file_that_is_not_listed_is_noticed_unless_it_is_a_table_of_the_users_own(package: Path):
    (package / "tables" / "two.csv").write_text("x")
    (package / "two.parquet").write_text("x")
    assert [problem.found for problem in Catalog(package).verify()] == ["two.parquet"]


def test_a_listed_file_that_is_gone_is_noticed(package: Path):
    (package / "tables" / "one.csv").unlink()
    assert [problem.found for problem in Catalog(package).verify()] == [None]


def test_a_folder_without_a_package_falls_back_to_the_bundled_one(package: Path, tmp_path: Path):
    assert Catalog.find(package.parent).root == package
    assert Catalog.find(tmp_path / "elsewhere").root == Catalog.bundled().root


@pytest.mark.parametrize(("text", "message"), [(None, "a data package description"), ("{", "JSON")])
def test_a_description_that_is_absent_or_broken_is_a_named_error(
    package: Path, text: str | None, message: str
):
    if text is None:
        (package / "datapackage.json").unlink()
    else:
        (package / "datapackage.json").write_text(text)
    with pytest.raises(PackageError, match=message):
        Catalog(package).names()


def test_opening_the_catalog_loads_no_table_library():
    code = (
        "import sys; from geo.datapackage.catalog import Catalog; Catalog.bundled().path('nuts-2021'); "
        "heavy = {'pandas', 'numpy', 'geopandas', 'pydantic', 'folium', 'requests'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def test_a_description_without_names_or_paths_is_refused(tmp_path: Path) -> None:
    content = {"resources": [{"name": "a", "path": "a.csv"}, {"path": "b.csv"}, "c"]}
    (tmp_path / "datapackage.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(PackageError) as caught:
        Catalog(tmp_path).names()
    assert [problem.column for problem in caught.value.problems] == ["resources.2", "resources.3"]


def test_only_altered_files_are_blamed_for_an_error_nobody_expected(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n", encoding="utf-8")
    digest = hashlib.sha256(b"x\n").hexdigest()
    content = {"resources": [{"name": "a", "path": "a.csv", "hash": f"sha256:{digest}"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(content), encoding="utf-8")
    assert Catalog(tmp_path).blame(KeyError("x")) is None
    (tmp_path / "a.csv").write_text("y\n", encoding="utf-8")
    assert Catalog(tmp_path).blame(KeyError("x")) is None  # nobody has read it
    Catalog(tmp_path).content("a")
    blamed = Catalog(tmp_path).blame(KeyError("x"))
    assert str(blamed).replace(str(tmp_path), "data") == (
        "data/a.csv: found \"KeyError: 'x'\", expected the content that datapackage.json describes; "
        "it was altered and cannot be used as it is"
    )
