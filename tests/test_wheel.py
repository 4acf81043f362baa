"""The wheel, installed alone into a clean environment, makes the same pages as the checkout."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Once

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def wheel(once: Once) -> Path:
    def make(folder: Path) -> None:
        command = [
            sys.executable,
            "-m",
            "hatchling",
            "build",
            "--target",
            "wheel",
            "--directory",
            str(folder),
        ]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)

    (path,) = once("wheel", make).glob("*.whl")
    return path


@pytest.fixture(scope="session")
def installed(wheel: Path, once: Once) -> Path:
    """Install the wheel into an environment that takes its libraries, but not `geo`, from the running one."""
    return once("environment", lambda folder: install(wheel, folder)) / "bin"


def install(wheel: Path, folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    libraries = sysconfig.get_path("purelib")
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(f"import site; site.addsitedir({libraries!r})\n", "utf-8")
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    command += ["--no-deps", "--no-index", "--ignore-installed", "--disable-pip-version-check", str(wheel)]
    subprocess.run(command, check=True, capture_output=True)


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
    expected = ("cli/commands.py", "_data/datapackage.json", "_maps/bioclusters.toml", "py.typed")
    assert {f"geo/{name}" for name in expected} <= set(names)
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {"geo"}
    assert not [name for name in names if name.startswith("geo/_maps/") and not name.endswith(".toml")]
    assert {
        f"geo/render/page/dist/{name}"
        for name in ("page.js", "page.css", "gallery.css", "own.css", "own.js", "pairs.css", "pairs.js")
    } <= set(names)
    # The colours of a definition are measured beside those of the page, and pictures have the page's.
    assert {f"geo/render/page/css/{name}.css" for name in ("tokens", "pairs")} <= set(names)


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


def lines_of_the_readme() -> list[str]:
    """Return the commands that the README tells a newcomer to type where the package is installed."""
    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"```console\n(.*?)```", readme, re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line.partition("  #")[0].strip() for line in lines if not line.startswith("make ")]


@pytest.fixture(scope="session")
def newcomer(installed: Path, once: Once) -> Path:
    """Type every line of the README in an empty folder; what was said to that is in `said.txt`."""
    return once("newcomer", lambda folder: follow_the_readme(installed, folder))


def follow_the_readme(installed: Path, folder: Path) -> None:
    folder.mkdir()
    lines = lines_of_the_readme()
    # What the fixture has done already: an environment, in use, with the package in it.
    assert lines[:3] == ["python3 -m venv .venv", ". .venv/bin/activate", "pip install clusteratlas"]
    *commands, watching = lines[3:]
    assert watching == "clusteratlas watch"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PATH"] = f"{installed}{os.pathsep}{environment['PATH']}"
    script = "\n".join(["set -eu", *commands, f"exec {watching} --port 0"])
    with subprocess.Popen(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Tests that run in the background of a shell have it ignored, and so would the command.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no thread before it
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Open http"):
                process.send_signal(signal.SIGINT)
    (folder / "said.txt").write_text("".join(said), "utf-8")


def test_every_line_of_the_readme_works_in_an_empty_folder(newcomer: Path) -> None:
    text = (newcomer / "said.txt").read_text("utf-8")
    assert re.search(r"^Open http://127\.0\.0\.1:\d+/", text, re.MULTILINE), text
    assert "Error" not in text, text
    assert "Traceback" not in text, text
    assert "made atlas" in text
    assert "built maps/html/our-clusters.html" in text
    page = newcomer / "atlas" / "maps" / "html" / "our-clusters.html"
    assert "Example cluster A" in page.read_text("utf-8")


def test_what_the_installed_command_makes_of_the_bundled_maps_are_the_pages_of_the_checkout(
    installed: Path, newcomer: Path, tmp_path: Path, built: Path
) -> None:
    project = Path(shutil.copytree(newcomer / "atlas", tmp_path / "demo"))
    (project / "maps" / "our-clusters.toml").unlink()
    run(installed / "clusteratlas", "build", cwd=project)
    html = project / "maps" / "html"
    ours = {path.name: path.read_bytes() for path in built.iterdir() if not path.name.startswith(".")}
    theirs = {path.name: path.read_bytes() for path in html.iterdir() if not path.name.startswith(".")}
    assert sorted(theirs) == sorted(ours)
    assert [name for name in ours if ours[name] != theirs[name]] == []
    said = run(installed / "clusteratlas", "build", "example-portfolio", cwd=project)
    assert said == "Nothing to do: 1 map is up to date.\n"
