"""Locate made-up tables by code, name and point beside `geopandas.sjoin` and DuckDB; print time and memory.

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
from typing import NamedTuple

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
DUCKDB = """
import importlib.resources, sys
import duckdb
extensions = importlib.resources.files("duckdb_extension_spatial") / "extensions"
database = duckdb.connect(config={"threads": int(sys.argv[4])})
database.execute(f"LOAD '{next(extensions.glob('*/*.duckdb_extension'))}'")
database.execute(f'''
COPY (
  SELECT point.*, unit.nuts_id
  FROM (SELECT *, ST_Point(lon, lat) AS geometry FROM read_parquet('{sys.argv[2]}')) AS point
  LEFT JOIN (SELECT nuts_id, geometry FROM read_parquet('{sys.argv[1]}') WHERE level = 3) AS unit
  ON ST_Intersects(point.geometry, unit.geometry)
) TO '{sys.argv[3]}' (FORMAT parquet, COMPRESSION zstd)
''')
"""
#: Says where its scheduler is, and when asked how much time and memory its workers took.
CLUSTER = """
import resource, sys
from distributed import Client, LocalCluster

def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            before = sum(seconds for seconds, _ in client.run(used).values())
            print(cluster.scheduler_address, flush=True)
            sys.stdin.readline()
            workers = client.run(used).values()
            print(sum(seconds for seconds, _ in workers) - before, max(memory for _, memory in workers))
"""


class Measured(NamedTuple):
    """What a process took, with all that it started."""

    seconds: float
    processor_s: float
    #: Of the largest process.
    memory_mib: float


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


def run(command: list[str]) -> Measured:
    """Return what a command took."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=REPOSITORY)
    error = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(error)
    seconds = time.perf_counter() - start
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def run_on_cluster(command: list[str]) -> Measured:
    """Return what a command and two workers of a LocalCluster took; the cluster is there before."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-c", CLUSTER], text=True, cwd=REPOSITORY, **pipes) as cluster:
        here = run([*command, "--scheduler", cluster.stdout.readline().strip()])
        processor_s, memory_mib = map(float, cluster.communicate("\n")[0].split())
    return Measured(here.seconds, here.processor_s + processor_s, max(here.memory_mib, memory_mib))


def show(size: int, what: str, measured: Measured, *, base: Measured) -> None:
    """Print a row."""
    seconds, processor_s, memory_mib = measured
    ratio = f"{seconds / base.seconds:.2f} | {processor_s:.2f} | {processor_s / base.processor_s:.2f}"
    print(f"| {size:,} | {what} | {seconds:.2f} | {ratio} | {memory_mib:.0f} |", flush=True)


def main() -> None:
    """Run all and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    arguments = parser.parse_args()
    print("| records | | seconds | of sjoin | processor seconds | of sjoin | MiB, the largest process |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for size in arguments.sizes:
            with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                tables = pool.submit(make_tables, folder, size).result()
            given = [str(BOUNDARIES), str(tables["point"])]
            base = run([sys.executable, "-c", SJOIN, *given, str(folder / f"sjoin-{size}.parquet")])
            show(size, "geopandas.sjoin", base, base=base)
            for jobs in arguments.jobs:
                output = str(folder / f"duckdb-{size}-{jobs}.parquet")
                measured = run([sys.executable, "-c", DUCKDB, *given, output, str(jobs)])
                show(size, f"DuckDB spatial, {jobs} thread{'' if jobs == 1 else 's'}", measured, base=base)
            for way, table in tables.items():
                output = folder / table.stem
                locate = [sys.executable, "-m", "geo", "locate", str(table), "--output"]
                for jobs in arguments.jobs:
                    measured = run([*locate, f"{output}-{jobs}", "--jobs", str(jobs)])
                    show(size, f"by {way}, {jobs} process{'' if jobs == 1 else 'es'}", measured, base=base)
                measured = run_on_cluster([*locate, f"{output}-cluster"])
                show(size, f"by {way}, LocalCluster of 2", measured, base=base)


if __name__ == "__main__":
    main()
