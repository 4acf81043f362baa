"""Build and open maps of many made-up clusters, and the same with folium; print what both take as Markdown.

    python benchmarks/pages.py [--sizes 25 1000 10000 100000] [--runs 3]

Every figure is of a whole process that builds one map, its ledgers and the gallery for the first time. The
clusters lie near places of Europe, drawn by lot. Plain folium (`plain_folium.py`) draws the poorer map, with
the clusters as one layer. Time is that of the processor, the least of all runs; memory is the most that the
process takes. Then both pages are opened in Chromium by turns: the time until a page has drawn itself, and
the longest frame (on the clock) and the longest task of its main thread (time of the processor) while its map
is zoomed in and out and while it is dragged, each the least of all runs.
"""

import argparse
import csv
import gzip
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
from browser import Moves, Visits, prepare

REPOSITORY = Path(__file__).parent.parent
BASELINE = Path(__file__).with_name("plain_folium.py")
PLACES = REPOSITORY / "data" / "tables" / "places.parquet"
SERVICES = ("networking", "training", "fundraising")
#: What is measured in the browser, and what the table calls it.
MOVES = {
    "drawn": "drawn",
    "zoom_frame": "zooming: longest frame",
    "zoom_task": "longest task",
    "pan_frame": "dragging: longest frame",
    "pan_task": "longest task",
}
#: Degrees that a cluster lies at most beside its city.
BESIDE = 0.02


def make_project(folder: Path, size: int) -> Path:
    """Make a project with one map of so many clusters."""
    places = pq.read_table(PLACES, columns=["country", "name", "lat", "lon"]).to_pylist()
    lots = random.Random(7)  # noqa: S311 - made-up records
    project = folder / f"clusters-{size}"
    (project / "maps").mkdir(parents=True)
    with (project / "clusters.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(("id", "name", "country", "lat", "lon", "city", "website", "services"))
        for number in range(size):
            place = lots.choice(places)
            lat, lon = (round(place[side] + lots.uniform(-BESIDE, BESIDE), 5) for side in ("lat", "lon"))
            services = ";".join(service for service in SERVICES if lots.random() < 0.4)
            name, website = f"Cluster {place['name']} {number}", f"https://example.org/{number}"
            table.writerow((f"c{number}", name, place["country"], lat, lon, place["name"], website, services))
    definition = 'title = "Made-up clusters"\nrecords = "clusters.csv"\nedition = 2023\nsynthetic = true\n'
    (project / "maps" / "clusters.toml").write_text(definition, "utf-8")
    return project


def build(project: Path) -> tuple[float, float]:
    """Build a project for the first time; return seconds of the processor and memory in MiB."""
    shutil.rmtree(project / "maps" / "html", ignore_errors=True)
    return run("-m", "geo", "build", "--project", str(project))


def run(*arguments: str) -> tuple[float, float]:
    """Return the seconds of the processor and the memory in MiB that Python took."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    error = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(error)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def figures_of(runs: list[tuple[float, float]], page: Path) -> tuple[float, float, float, float]:
    """Return time, memory, and the size of the page as it is and gzipped, in MB."""
    content = page.read_bytes()
    seconds, memory = min(seconds for seconds, _ in runs), max(memory for _, memory in runs)
    return seconds, memory, len(content) / 1e6, len(gzip.compress(content, 9)) / 1e6


def move(visits: Visits, root: Path, pages: tuple[Path, Path], runs: int) -> str:
    """Open our page and folium's by turns, served from a root; return the row of the table."""
    served = [prepare(page, root / f"{page.stem}-{page.stat().st_size}") for page in pages]
    kept: list[list[Moves]] = [[], []]
    for _ in range(runs):
        for side, one in enumerate(served):
            kept[side].append(visits.move(one))
    least = [[min(getattr(one, kind) for one in side) for kind in MOVES] for side in kept]
    return " | ".join(f"{ours:.0f} | {ours / theirs:.2f}" for ours, theirs in zip(*least, strict=True))


def main() -> None:
    """Run all and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[25, 1_000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    kinds = ("seconds", "MiB", "page, MB", "page gzipped, MB")
    print(f"| clusters | {' | '.join(f'{kind} | of folium' for kind in kinds)} |")
    print("|---:" * 9 + "|")
    with tempfile.TemporaryDirectory() as temporary, Visits(Path(temporary)) as visits:
        pages = {}
        for size in arguments.sizes:
            project = make_project(Path(temporary), size)
            page, plain = project / "maps" / "html" / "clusters.html", project / "folium.html"
            by_hand = (str(BASELINE), str(plain), str(project / "clusters.csv"))
            # By turns, so that whatever else the machine does falls on both.
            runs = [(build(project), run(*by_hand)) for _ in range(arguments.runs)]
            ours, theirs = (
                figures_of([pair[side] for pair in runs], path) for side, path in enumerate((page, plain))
            )
            cells = [f"{one:.2f} | {one / other:.2f}" for one, other in zip(ours, theirs, strict=True)]
            print(f"| {size:,} | {' | '.join(cells)} |", flush=True)
            pages[size] = (page, plain)
        print(f"\n| clusters | {' | '.join(f'{name}, ms | of folium' for name in MOVES.values())} |")
        print("|---:" * (1 + 2 * len(MOVES)) + "|")
        for size, both in pages.items():
            print(f"| {size:,} | {move(visits, Path(temporary), both, arguments.runs)} |", flush=True)


if __name__ == "__main__":
    main()
