"""Build maps of many made-up clusters; print processor time, memory and sizes as Markdown.

    python benchmarks/pages.py [--sizes 25 1000 10000 100000] [--runs 3]

Every figure is of a whole process that builds one map, its ledgers and the gallery for the first time. The
clusters lie near places of Europe, drawn by lot. Time is that of the processor, the least of all runs; memory
is the most that the process takes.
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

REPOSITORY = Path(__file__).parent.parent
PLACES = REPOSITORY / "data" / "tables" / "places.parquet"
SERVICES = ("networking", "training", "fundraising")
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
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "geo", "build", "--project", str(project)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    error = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(error)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Run all and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[25, 1_000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print("| clusters | table, MB | seconds | MiB | page, MB | page gzipped, MB |")
    print("|---:" * 6 + "|")
    with tempfile.TemporaryDirectory() as temporary:
        for size in arguments.sizes:
            project = make_project(Path(temporary), size)
            runs = [build(project) for _ in range(arguments.runs)]
            table = (project / "clusters.csv").stat().st_size
            page = (project / "maps" / "html" / "clusters.html").read_bytes()
            figures = (
                table / 1e6, min(seconds for seconds, _ in runs), max(memory for _, memory in runs),
                len(page) / 1e6, len(gzip.compress(page, 9)) / 1e6,
            )  # fmt: skip
            print("| {:,} | {:.2f} | {:.2f} | {:.0f} | {:.2f} | {:.2f} |".format(size, *figures), flush=True)


if __name__ == "__main__":
    main()
