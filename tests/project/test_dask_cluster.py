"""A Dask cluster writes what one process writes: workers may be lost, and files may be in an object store."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import boto3
import pandas as pd
import pytest
from distributed import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import BuildError
from geo.match.parts import RESULTS
from geo.project import dask_cluster, dask_worker
from geo.project.large_table import Task, locate_table
from geo.project.store import store_at
from geo.tables import batches
from tests.kills import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.loopback, pytest.mark.enable_socket]

COLUMNS = ["name", "country", "nuts_id", "region", "city", "lat", "lon"]
ROWS = [
    ("Berlin", "Deutschland", "DE30", None, None, None, None),
    ("Bavarian", "DE", None, "Oberbayern", None, 48.1, 11.6),
    ("Turku", "FI", None, "Länsi-Suomi", "Turku", 60.45, 22.27),
    ("Sea", "FR", None, None, None, 45.0, -30.0),
    ("Coast", "FR", None, None, None, 49.79, 0.35),
    ("Nowhere", "US", None, "Texas", None, None, None),
    ("Wrong", "Germny", None, None, None, 95.0, 13.4),
    ("Point", None, None, None, None, 52.5, 13.4),
]


@dataclass(frozen=True)
class Served:
    """A cluster and an object store."""

    scheduler: str
    environment: dict[str, str]
    process: subprocess.Popen


@contextmanager
def serving() -> Iterator[Served]:
    """Serve a cluster of two processes and an object store."""
    command = [sys.executable, "-m", "tests.serve_cluster"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment, text=True
    )
    with process:
        yield Served(**json.loads(process.stdout.readline()), process=process)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Serve the cluster and the object store of all tests."""
    with serving() as one:
        yield one


def table(path: Path, rows: list[int]) -> Path:
    pd.DataFrame([ROWS[row] for row in rows], columns=COLUMNS).to_parquet(path, index=False)
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


MANY = [row * 7 % len(ROWS) for row in range(3000)]


def test_a_cluster_that_loses_a_worker_writes_the_bytes_of_one_process(
    tmp_path: Path, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ROWS", 200)
    source, one, many = table(tmp_path / "members.parquet", MANY), tmp_path / "one", tmp_path / "many"
    locate_table(Task(source, one, ROOT), jobs=1)
    with Client(served.scheduler, set_as_default=False) as client:
        before = client.run(os.getpid)
    located: list[int] = []
    taken: list[int] = []
    all_batches = batches.Stream.batches

    def count(stream: batches.Stream) -> Iterator[batches.Batch]:
        for batch in all_batches(stream):
            taken.append(batch.number)
            yield batch

    def lose_one(rows: int) -> None:
        if not located:
            os.kill(next(iter(before.values())), signal.SIGKILL)
        located.append(rows)
        # However long the table is, the cluster holds two batches for each worker, and one is on its way.
        assert len(taken) <= len(located) + 5

    monkeypatch.setattr(batches.Stream, "batches", count)

    locate_table(Task(source, many, ROOT), scheduler=served.scheduler, progress=lose_one)
    assert located == list(range(200, 3001, 200))
    assert files(many) == files(one)
    with Client(served.scheduler, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=30)
        after = client.run(os.getpid)
    assert len(set(after.values()) & set(before.values())) == 1
    # Nothing is left to do, and nothing is left behind.
    located.append(-1)
    locate_table(Task(source, many, ROOT), scheduler=served.scheduler, progress=located.append)
    assert located[-1] == -1
    assert files(many) == files(one)


def test_a_run_that_was_interrupted_goes_on_elsewhere(
    tmp_path: Path, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ROWS", 200)
    source, one, many = table(tmp_path / "members.parquet", MANY[:1000]), tmp_path / "one", tmp_path / "many"
    locate_table(Task(source, one, ROOT), jobs=1)

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        locate_table(Task(source, many, ROOT), scheduler=served.scheduler, progress=interrupt)
    assert len(list(many.glob("*.parquet"))) < 5
    locate_table(Task(source, many, ROOT), jobs=1)
    assert files(many) == files(one)


@pytest.mark.nightly
def test_a_lost_scheduler_is_said_and_finished_parts_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ROWS", 200)
    source, output = table(tmp_path / "members.parquet", MANY), tmp_path / "parts"
    with (
        serving() as lost,
        pytest.raises(BuildError, match=r"the scheduler was lost\. Finished parts are kept"),
    ):
        locate_table(
            Task(source, output, ROOT), scheduler=lost.scheduler, progress=lambda _: lost.process.kill()
        )
    assert 1 <= len(list(output.glob("part-*.json"))) < 15
    assert not (output / ".cluster").exists()


def located(output: Path) -> list[tuple[str, ...]]:
    frame = pd.concat([pd.read_parquet(part) for part in sorted(output.glob("*.parquet"))])
    columns = ["name", *RESULTS, "problem"]
    return [tuple(map(str, row)) for row in frame[columns].astype(object).itertuples(index=False)]


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, len(ROWS) - 1), min_size=1, max_size=40),
    st.integers(1, 41),
    st.randoms(use_true_random=False),
)
def test_any_order_split_and_number_of_workers_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, served: Served, rows: list[int], size: int, order: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("split")
    shuffled = order.sample(rows, len(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "ROWS", 1)
        kinds = sorted(set(rows))
        locate_table(Task(table(folder / "each.parquet", kinds), folder / "each", ROOT), jobs=1)
        each = dict(zip(kinds, located(folder / "each"), strict=True))
        source = table(folder / "members.parquet", shuffled)
        patch.setattr(batches, "ROWS", size)
        locate_table(Task(source, folder / "one", ROOT), jobs=1)
        locate_table(Task(source, folder / "many", ROOT), scheduler=served.scheduler)
    assert located(folder / "one") == [each[row] for row in shuffled]
    assert files(folder / "many") == files(folder / "one")


def test_tables_and_parts_may_be_in_an_object_store(tmp_path: Path, served: Served) -> None:
    source, one = table(tmp_path / "members.parquet", MANY), tmp_path / "one"
    locate_table(Task(source, one, ROOT), jobs=1)
    settings = served.environment
    store = boto3.client(
        "s3",
        endpoint_url=settings["AWS_ENDPOINT_URL"],
        aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=settings["AWS_SECRET_ACCESS_KEY"],
        region_name=settings["AWS_DEFAULT_REGION"],
    )
    where = {"LocationConstraint": settings["AWS_DEFAULT_REGION"]}
    store.create_bucket(Bucket="atlas", CreateBucketConfiguration=where)
    store.upload_file(str(source), "atlas", "members.parquet")
    command = [
        sys.executable,
        "-m",
        "geo",
        "locate",
        "s3://atlas/members.parquet",
        "--output",
        "s3://atlas/parts",
    ]
    done = subprocess.run(
        [*command, "--scheduler", served.scheduler],
        env=os.environ | settings | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[0] == "3000 records in 1 parts in s3://atlas/parts", done.stderr
    listed = store.list_objects_v2(Bucket="atlas", Prefix="parts/")["Contents"]
    written = {
        item["Key"].removeprefix("parts/"): store.get_object(Bucket="atlas", Key=item["Key"])["Body"].read()
        for item in listed
    }
    assert written == files(one)


def test_an_address_without_a_scheduler_is_refused_in_a_stated_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "ANSWER_S", 1)
    source, output = table(tmp_path / "members.parquet", [0]), tmp_path / "parts"
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(BuildError, match=f"{address}: no Dask scheduler answered within 1 seconds"):
            locate_table(Task(source, output, ROOT), scheduler=address)
    assert not output.exists()


@pytest.mark.parametrize(
    "address",
    [
        "nonsense://",
        "tcp://10.0.0.1",
        "10.0.0.1",
        "tcp://:8786",
        "tcp://a:99999",
        "tcp://[::1:8786",
        "http://a:80",
        "",
    ],
)
def test_what_names_no_host_and_port_is_refused_at_once(tmp_path: Path, address: str) -> None:
    source, output = table(tmp_path / "members.parquet", [0]), tmp_path / "parts"
    with pytest.raises(BuildError, match="found no address of a scheduler, expected protocol, host and port"):
        locate_table(Task(source, output, ROOT), scheduler=address)
    assert not output.exists()


def test_workers_with_other_versions_are_refused(
    tmp_path: Path, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_worker, "version", lambda name: "1.0" if name == "pyarrow" else version(name))
    source, output = table(tmp_path / "members.parquet", [0]), tmp_path / "parts"
    with pytest.raises(BuildError, match=r"The cluster has not the versions") as refused:
        locate_table(Task(source, output, ROOT), scheduler=served.scheduler)
    assert str(refused.value).count("(here 1.0)") == 3  # the scheduler and two workers
    assert not output.exists()


def test_a_folder_that_is_not_shared_is_refused(
    tmp_path: Path, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The workers look where this process does not write.
    monkeypatch.setattr(dask_cluster, "store_at", lambda _: store_at(tmp_path / "elsewhere"))
    source, output = table(tmp_path / "members.parquet", [0]), tmp_path / "parts"
    with pytest.raises(BuildError, match=r"cannot read what was written into .*parts"):
        locate_table(Task(source, output, ROOT), scheduler=served.scheduler)
    assert [path.name for path in output.iterdir()] == ["manifest.json"]
