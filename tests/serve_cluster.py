"""A Dask cluster of two processes and an object store, until stdin is closed; their addresses go to stdout.

    python -m tests.serve_cluster

In a process of its own, as a cluster is: sockets and warnings of the tests' process are not its own.
"""

from __future__ import annotations

import json
import logging
import os
import sys


def main() -> None:
    """Serve."""
    # Loaded here: a module of the tests is read wherever they run, with these or without.
    from distributed import LocalCluster  # noqa: PLC0415
    from moto.server import ThreadedMotoServer  # noqa: PLC0415

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    store = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    store.start()
    host, port = store.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    # The workers inherit it.
    os.environ |= environment
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        print(json.dumps({"scheduler": cluster.scheduler_address, "environment": environment}), flush=True)
        sys.stdin.read()
    store.stop()


if __name__ == "__main__":
    main()
