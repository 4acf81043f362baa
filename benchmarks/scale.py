"""Locate made-up tables by code, name and point beside `geopandas.sjoin`; print time and memory as Markdown.

    python benchmarks/scale.py [--sizes 10000 100000 1000000] [--jobs 1 2]

Every figure is of a whole process that reads a Parquet file, locates its records and writes GeoParquet; all
are made in one run. The points are spread evenly over the regions of NUTS 2021, level 3; those outside are
spread over the sea and the countries around them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
BOUNDARIES = REPOSITORY / "data" / "boundaries" / "nuts_2021.parquet"
SJOIN = """
import sys
import geopandas, pandas
table = pandas.read_parquet(sys.argv[2])
units = geopandas.read_parquet(sys.argv[1])
units = units.loc[units["level"] == 3, ["nuts_id", "geometry"]]
points = geopandas.GeoDataFrame(table, geometry=geopandas.points_from_xy(table.lon, table.lat), crs=4326)
found = points.sjoin(units, how="left", predicate="intersects")
found.to_parquet(sys.argv[3], write_covering_bbox=True, schema_version="1.1.0")
"""
#: Says where its scheduler is, and when asked how much memory a worker took.
CLUSTER = """
import resource, sys
from distributed import Client, LocalCluster

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.readline()
        with Client(cluster) as client:
            print(max(client.run(peak).values()), flush=True)
"""


def make_tables(folder: Path, size: int) -> dict[str, Path]:
    """Write a table for each way to locate, of that many records."""
    import geopandas  # noqa: PLC0415 - memory that this process takes counts for those it starts
    import numpy  # noqa: PLC0415
    import pandas  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    units = geopandas.read_parquet(BOUNDARIES)
    generator = numpy.random.default_rng(3)
    smallest = units[units["level"] == 3].reset_index(drop=True)
    tree = shapely.STRtree(smallest.geometry.to_numpy())
    inside, outside = numpy.empty((0, 2)), numpy.empty((0, 2))
    while min(len(inside), len(outside)) < size:
        more = generator.uniform((-10, 36), (30, 66), (2 * size, 2))
        is_inside = numpy.zeros(len(more), dtype=bool)
        is_inside[tree.query(shapely.points(more), predicate="intersects")[0]] = True
        inside = numpy.concatenate([inside, more[is_inside]])
        outside = numpy.concatenate([outside, more[~is_inside]])
    chosen = smallest.iloc[generator.integers(0, len(smallest), size)]
    names = pandas.Series([f"Member {number}" for number in range(size)])
    columns = {
        "code": {"country": chosen["country"].to_numpy(), "nuts_id": chosen["nuts_id"].to_numpy()},
        "name": {"country": chosen["country"].to_numpy(), "region": chosen["name"].to_numpy()},
        "point": {"lon": inside[:size, 0], "lat": inside[:size, 1]},
        "point outside": {"lon": outside[:size, 0], "lat": outside[:size, 1]},
    }
    paths = {}
    for way, given in columns.items():
        paths[way] = folder / f"{way.replace(' ', '-')}-{size}.parquet"
        pandas.DataFrame({"name": names, **given}).to_parquet(paths[way], index=False)
    return paths


def run(command: list[str]) -> tuple[float, float]:
    """Return seconds and the largest memory of a process (and of each that it starts), in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=REPOSITORY)
    error = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(error)
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def run_on_cluster(command: list[str]) -> tuple[float, float]:
    """Return the same of a command that a new LocalCluster of two processes works for; it is there before."""
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as cluster:
        seconds, memory = run([*command, "--scheduler", cluster.stdout.readline().strip()])
        largest, _ = cluster.communicate("\n")
    return seconds, max(memory, int(largest) / 1024)


def main() -> None:
    """Run all and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    arguments = parser.parse_args()
    print("| records | | seconds | of sjoin | MiB, the largest process |\n|---:|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for size in arguments.sizes:
            with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                tables = pool.submit(make_tables, folder, size).result()
            sjoin = [sys.executable, "-c", SJOIN, str(BOUNDARIES), str(tables["point"])]
            base, memory = run([*sjoin, str(folder / f"sjoin-{size}.parquet")])
            show(size, "geopandas.sjoin", (base, memory), base=base)
            for way, table in tables.items():
                output = folder / table.stem
                locate = [sys.executable, "-m", "geo", "locate", str(table), "--output"]
                for jobs in arguments.jobs:
                    measured = run([*locate, f"{output}-{jobs}", "--jobs", str(jobs)])
                    show(size, f"by {way}, {jobs} process{'' if jobs == 1 else 'es'}", measured, base=base)
                measured = run_on_cluster([*locate, f"{output}-cluster"])
                show(size, f"by {way}, LocalCluster of 2", measured, base=base)


def show(size: int, what: str, measured: tuple[float, float], *, base: float) -> None:
    """Print a row."""
    seconds, memory = measured
    print(f"| {size:,} | {what} | {seconds:.2f} | {seconds / base:.2f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
