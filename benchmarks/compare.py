"""Build the bioclusters map three ways, open each in Chromium, print the figures side by side as Markdown.

    python benchmarks/compare.py [--runs 5] [--against d4258a2]

Then the picture of the map on A4 as PNG is drawn, beside that of GeoPandas and matplotlib.

All are run by turns, so that whatever slows the machine slows all of them; each figure is the
median, that of processor time the least. With ``--against``, the program and the definition of an older
commit run beside them, with today's libraries; those that it needs besides are fetched. Needs matplotlib
and mapclassify for ``GeoDataFrame.explore``. Files that plain folium's page would load from other hosts are
served from installed packages on loopback; those no package carries are empty, in that page's favour.
"""

import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import distributions
from pathlib import Path

from browser import Served, Timing, Visits, prepare

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
MAP = "bioclusters"
BUILD = "clusteratlas build"
AGAIN = "clusteratlas build, nothing changed"
FOLIUM = "plain folium"
EXPLORE = "GeoDataFrame.explore"
EXPORT = "clusteratlas export"
MATPLOTLIB = "GeoPandas and matplotlib"
# Runs the command in this very interpreter and says afterwards which heavy packages it loaded.
ASK_IMPORTS = """
import sys
from geo.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print([name for name in ("geopandas", "folium", "pandas", "pydantic") if name in sys.modules])
sys.exit(code)
"""


@dataclass
class Run:
    """One whole process."""

    seconds: float
    processor_s: float
    peak_mb: float


@dataclass
class Contender:
    """One way to make the map and all that was measured of it."""

    name: str
    command: list[str]
    page: Path
    packages: str = str(REPOSITORY)
    runs: list[Run] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)
    served: Served | None = None

    def middle(self, figure: Callable[[Timing], float | None]) -> float | None:
        """Return the median of one figure over all visits."""
        values = [value for timing in self.timings if (value := figure(timing)) is not None]
        return statistics.median(values) if values else None


#: Name of a figure, how it is written, and where it is from.
Row = tuple[str, str, Callable[[Contender], float | None]]

#: Figures of any contender.
ROWS: list[Row] = [
    ("whole process, s", ".2f", lambda c: statistics.median(run.seconds for run in c.runs)),
    ("its processor time, s", ".2f", lambda c: min(run.processor_s for run in c.runs)),
    ("peak memory, MB", ".0f", lambda c: statistics.median(run.peak_mb for run in c.runs)),
]


def run_process(command: list[str], folder: Path, packages: str = str(REPOSITORY)) -> Run:
    """Run a command to its end; return the time it took and the peak memory of it and its children."""
    environment = {**os.environ, "PYTHONPATH": packages}
    # An installed package is compiled once; where this is set, ours would be compiled anew at each run.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"{' '.join(command)}: exit {process.returncode}"
        raise SystemExit(message)
    return Run(seconds, usage.ru_utime + usage.ru_stime, _megabytes(usage))


def _megabytes(usage: resource.struct_rusage) -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_maxrss * unit / 1e6


def loaded_packages(project: Path) -> str:
    """Return which heavy packages a build with nothing to do imports."""
    command = [sys.executable, "-c", ASK_IMPORTS, "build", "--project", str(project)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    # Built once more just before, so that a file edited during the benchmark makes nothing stale.
    run_process([sys.executable, "-m", "geo", "build", "--project", str(project)], project)
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return answer.stdout.strip().splitlines()[-1]


def make_project(folder: Path, *, name: str = "project", source: Path = REPOSITORY) -> Path:
    """Make a project folder with the one definition and the bundled data."""
    project = folder / name
    (project / "maps").mkdir(parents=True)
    shutil.copy(source / "maps" / f"{MAP}.toml", project / "maps")
    return project


def build_of(project: Path, name: str, packages: str = str(REPOSITORY)) -> Contender:
    """Return the build of a project."""
    command = [sys.executable, "-m", "geo", "build", "--project", str(project)]
    return Contender(name, command, project / "maps" / "html" / f"{MAP}.html", packages)


def older_build(revision: str, folder: Path) -> Contender:
    """Take an older commit out of the repository, with the libraries that are not installed any more."""
    source, libraries = folder / "older", folder / "libraries"
    archive = folder / "older.tar"
    git = ["git", "-C", str(REPOSITORY)]
    subprocess.run([*git, "archive", "--output", str(archive), revision], check=True)
    with tarfile.open(archive) as files:
        files.extractall(source, filter="data")
    declared = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    installed = {_plain(found.name) for found in distributions()}
    absent = [each for each in declared if _plain(re.split(r"[^\w.-]", each)[0]) not in installed]
    if absent:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(libraries), "--no-deps"]
        subprocess.run([*pip, *absent], check=True)
    project = make_project(folder, name="older-project", source=source)
    return build_of(project, f"{BUILD}, {revision}", os.pathsep.join((str(source), str(libraries))))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def measure(runs: int, folder: Path, against: str | None) -> tuple[list[Contender], str]:
    """Build and visit everything ``runs`` times by turns."""
    project = make_project(folder)
    today = build_of(project, BUILD)
    contenders = [
        today,
        *([older_build(against, folder)] if against else []),
        Contender(FOLIUM, _script("plain_folium.py", folder / "folium.html"), folder / "folium.html"),
        Contender(EXPLORE, _script("plain_explore.py", folder / "explore.html"), folder / "explore.html"),
    ]
    again = Contender(AGAIN, today.command, today.page)
    # The first turn warms the caches and the compiled files of Python; no browser runs meanwhile.
    for turn in range(2 * runs + 1):
        for contender in contenders:
            if contender.name.startswith(BUILD):
                shutil.rmtree(contender.page.parent, ignore_errors=True)
            run = run_process(contender.command, folder, contender.packages)
            print(f"run {turn} of {2 * runs}: {contender.name}: {run.seconds:.2f} s", file=sys.stderr)
            if turn:
                contender.runs.append(run)
            if turn and contender is today:
                again.runs.append(run_process(again.command, folder))
    with Visits(folder) as visits:
        for contender in contenders:
            contender.served = prepare(contender.page, folder / f"page-{contenders.index(contender)}")
            contender.served.drawn = visits.count_drawn(contender.served)
        for _ in range(runs):
            for contender in contenders:
                contender.timings.append(visits.visit(contender.served))
    return [*contenders, again], loaded_packages(project)


def measure_pictures(runs: int, folder: Path) -> list[Contender]:
    """Draw the map on A4 as PNG ``runs`` times by turns; the page of each is its picture."""
    project = make_project(folder)
    export = [sys.executable, "-m", "geo", "export", MAP, "--project", str(project), "--format", "png"]
    contenders = [
        Contender(EXPORT, [*export, "--size", "a4", "--output", str(folder)], folder / f"{MAP}.png"),
        Contender(MATPLOTLIB, _script("plain_picture.py", folder / "plain.png"), folder / "plain.png"),
    ]
    for turn in range(runs + 1):
        for contender in contenders:
            run = run_process(contender.command, folder)
            contender.runs += [run] if turn else []
            print(f"run {turn} of {runs}: {contender.name}: {run.seconds:.2f} s", file=sys.stderr)
    return contenders


def _script(name: str, out: Path) -> list[str]:
    return [sys.executable, str(HERE / name), str(out)]


def pages_table(contenders: list[Contender]) -> str:
    """Return the figures of the pages as a Markdown table, a ratio to plain folium behind each."""
    rows: list[Row] = [
        *ROWS,
        ("page, kB", ".0f", lambda c: c.served and c.served.raw / 1000),
        ("page gzipped, kB", ".0f", lambda c: c.served and c.served.gzipped / 1000),
        ("requests beyond the page", ".0f", lambda c: c.middle(lambda t: t.requests)),
        ("other files, kB", ".0f", lambda c: c.served and c.served.foreign_bytes / 1000),
        ("first full picture, ms", ".0f", lambda c: c.middle(lambda t: t.full_picture)),
        ("time to interactive, ms", ".0f", lambda c: c.middle(lambda t: t.interactive)),
        ("longest frame while zooming, ms", ".0f", lambda c: c.middle(lambda t: t.zoom_frame)),
        ("longest frame while moving the year, ms", ".0f", lambda c: c.middle(lambda t: t.year_frame)),
    ]
    return _table(contenders, rows, FOLIUM)


def pictures_table(contenders: list[Contender]) -> str:
    """Return the figures of the pictures as a Markdown table, a ratio to matplotlib behind each."""
    rows: list[Row] = [*ROWS, ("picture, kB", ".0f", lambda c: c.page.stat().st_size / 1000)]
    return _table(contenders, rows, MATPLOTLIB)


def _table(contenders: list[Contender], rows: list[Row], reference_name: str) -> str:
    heads = [c.name for c in contenders]
    lines = ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    reference = next(c for c in contenders if c.name == reference_name)
    for label, form, figure in rows:
        base = figure(reference)
        cells = [_cell(figure(c), base, form, ratio=c is not reference) for c in contenders]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: float | None, base: float | None, form: str, *, ratio: bool) -> str:
    if value is None:
        return "none"
    text = format(value, form)
    return f"{text} ({value / base:.2f} x)" if ratio and base else text


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--runs", type=int, default=5, help="visits of each page, and half the builds (default 5)"
    )
    parser.add_argument("--against", metavar="COMMIT", help="an older commit to build with as well")
    arguments = parser.parse_args()
    runs: int = arguments.runs
    with tempfile.TemporaryDirectory() as folder:
        contenders, loaded = measure(runs, Path(folder), arguments.against)
    with tempfile.TemporaryDirectory() as folder:
        pictures = pictures_table(measure_pictures(runs, Path(folder)))
    print(pages_table(contenders))
    print(f"\nMedians of {runs} visits and {2 * runs} builds, of processor time the least; in brackets the")
    print(f"ratio to plain folium. On A4, as PNG of 300 dots per inch:\n\n{pictures}\n")
    print(f"With nothing changed, the build imports of geopandas, folium, pandas and pydantic: {loaded}.")
    for contender in contenders:
        if contender.served and contender.served.stubbed:
            names = ", ".join(sorted(set(contender.served.stubbed)))
            print(f"Empty in place of the real file on {contender.name}'s page: {names}.")


if __name__ == "__main__":
    main()
