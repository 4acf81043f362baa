"""The wheel, installed alone into a clean environment, makes the same pages as the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment that takes its libraries, but not `geo`, from the running one."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    libraries = sysconfig.get_path("purelib")
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(f"import site; site.addsitedir({libraries!r})\n", "utf-8")
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    command += ["--no-deps", "--no-index", "--ignore-installed", "--disable-pip-version-check", str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "bin"


def run(tool: Path, *arguments: str, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [tool, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_code_data_and_definitions_and_no_page(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {"geo/cli.py", "geo/_data/datapackage.json", "geo/_maps/bioclusters.toml", "geo/py.typed"} <= set(
        names
    )
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {"geo"}
    assert not [name for name in names if name.startswith("geo/_maps/") and not name.endswith(".toml")]
    assert {f"geo/render/page/dist/{name}" for name in ("page.js", "page.css", "gallery.css")} <= set(names)


def test_the_wheel_holds_the_licences_of_all_that_stands_in_a_page(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        texts = {
            name.rpartition("/")[2]: archive.read(name).decode()
            for name in archive.namelist()
            if "/licenses/" in name
        }
    assert sorted(texts) == ["LICENSE", "NOTICE", "leaflet-licence.txt"]
    assert "Leaflet, which stands in every page" in texts["NOTICE"]
    assert "BSD 2-Clause License" in texts["leaflet-licence.txt"]


def test_the_installed_package_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    code = (
        "import geo, geo.datapackage.bundled as b;"
        "print(geo.__file__); print(b.data_dir()); print(b.maps_dir())"
    )
    for line in run(installed / "python", "-c", code, cwd=tmp_path).splitlines():
        assert Path(line).is_relative_to(installed.parent)


def test_init_and_build_in_an_empty_folder_give_the_pages_of_the_checkout(
    installed: Path, tmp_path: Path, built: Path
) -> None:
    run(installed / "clusteratlas", "init", "demo", cwd=tmp_path)
    run(installed / "clusteratlas", "build", cwd=tmp_path / "demo")
    html = tmp_path / "demo" / "maps" / "html"
    ours = {path.name: path.read_bytes() for path in built.iterdir() if not path.name.startswith(".")}
    theirs = {path.name: path.read_bytes() for path in html.iterdir() if not path.name.startswith(".")}
    assert sorted(theirs) == sorted(ours)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_the_installed_command_has_nothing_to_do_the_second_time(installed: Path, tmp_path: Path) -> None:
    run(installed / "clusteratlas", "init", "demo", cwd=tmp_path)
    run(installed / "clusteratlas", "build", "example-portfolio", cwd=tmp_path / "demo")
    said = run(installed / "clusteratlas", "build", "example-portfolio", cwd=tmp_path / "demo")
    assert said == "Nothing to do: 1 map is up to date.\n"
