"""Watching: every change builds, errors show in place of the page, mending brings it back."""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo.errors import BuildError
from geo.project.folder import Project
from geo.project.gallery_files import GALLERY
from geo.project.outcome import BuildOptions, Outcome, Report
from geo.project.project_file import PROJECT_FILE
from geo.project.watch import State, build_round, serve, watch_project

pytestmark = [pytest.mark.loopback, pytest.mark.allow_hosts(["127.0.0.1"])]


def get(port: int, path: str, host: str | None = None) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    if host:
        request.add_header("Host", host)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def build_copies(folder: Path, *, options: BuildOptions) -> Report:  # noqa: ARG001
    """Stand in for `build`: each table becomes a page, unless it holds the word broken."""
    project = Project.open(folder)
    project.html.mkdir(exist_ok=True)
    outcomes = []
    for name in project.names():
        table = (project.root / "data" / f"{name}.csv").read_text("utf-8")
        if "broken" in table:
            outcomes.append(
                Outcome(name, "failed", error=f"{name}.csv, row 2: found '<broken>', expected a number")
            )
        else:
            (project.html / f"{name}.html").write_text(f"<p>{table}", "utf-8")
            outcomes.append(Outcome(name, "built"))
    (project.html / GALLERY).write_text("<p>gallery", "utf-8")
    return Report(project, tuple(outcomes), Outcome("index", "built"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder, name, text in (("data", "one.csv", "first"), ("maps", "one.toml", "")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def served(project: Path) -> Iterator[tuple[int, State]]:
    state = State()
    build_round(project, state, builder=build_copies)
    with serve(project / "maps" / "html", state) as port:
        yield port, state


def test_the_pages_are_served_as_they_were_built(served: tuple[int, State]) -> None:
    assert get(served[0], "/maps/one.html") == (200, "<p>first")
    assert get(served[0], "/maps/index.html#layer=class")[1] == "<p>gallery"


def test_a_frame_around_the_pages_reloads_them(served: tuple[int, State]) -> None:
    status, frame = get(served[0], "/")
    assert status == 200
    assert '<iframe title="Maps" src="/maps/index.html">' in frame


def test_a_map_that_cannot_be_built_shows_why_and_not_its_last_page(
    project: Path, served: tuple[int, State]
) -> None:
    port, state = served
    (project / "data" / "one.csv").write_text("broken", "utf-8")
    build_round(project, state, builder=build_copies)
    status, page = get(port, "/maps/one.html")
    assert status == 200
    assert "<h1>one cannot be built</h1>" in page
    assert "row 2: found &#x27;&lt;broken&gt;&#x27;, expected a number" in page
    assert "first" not in page
    (project / "data" / "one.csv").write_text("mended", "utf-8")
    build_round(project, state, builder=build_copies)
    assert get(port, "/maps/one.html")[1] == "<p>mended"


def test_a_project_that_cannot_be_read_shows_why_on_every_page(
    project: Path, served: tuple[int, State]
) -> None:
    def fail(folder: Path, *, options: BuildOptions) -> Report:  # noqa: ARG001
        raise BuildError("the disk is full")

    assert build_round(project, served[1], builder=fail) is None
    for page in ("one", "index"):
        assert "<pre>the disk is full</pre>" in get(served[0], f"/maps/{page}.html")[1]


def test_a_page_elsewhere_cannot_read_the_maps_through_a_name_of_its_own(served: tuple[int, State]) -> None:
    assert get(served[0], "/maps/one.html", host="evil.example:80")[0] == 403


def test_nothing_outside_the_pages_is_served(project: Path, served: tuple[int, State]) -> None:
    (project / "secret.txt").write_text("secret")
    for path in ("/secret.txt", "/maps/../secret.txt", "/maps/%2e%2e/%2e%2e/secret.txt", "/maps//etc/passwd"):
        assert get(served[0], path)[0] == 404


def ask(port: int, method: str, path: str, host: str = "127.0.0.1:1") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.putrequest(method, path, skip_host=True)
    for name in host.split():
        connection.putheader("Host", name)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_way_to_ask_is_for_this_machine_only(served: tuple[int, State], method: str) -> None:
    assert ask(served[0], method, "/maps/one.html").status == 200
    for host in ("evil.example:80", "127.0.0.1:1@evil.example", "localhost", "localhost.evil.example:80"):
        assert ask(served[0], method, "/maps/one.html", host=host).status == 403
    assert ask(served[0], method, "/maps/one.html", host="localhost:1 evil.example:1").status == 403


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/", "/events", "/maps/one.html"])
@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "127.0.0.1.evil.example:80",
        "localhost.evil.example:1",
        "evil@127.0.0.1:1",
        "[::1]:1",
    ],
)
def test_no_other_name_of_a_host_is_taken_for_this_machine(
    served: tuple[int, State], method: str, path: str, host: str
) -> None:
    assert ask(served[0], method, path, host=host).status == 403


@pytest.mark.parametrize(
    "path",
    ["/maps//evil.example/..", "/maps/sub", "/maps/", "/maps/%00", "/maps/one.html%00", "//evil.example"],
)
def test_no_request_leads_to_another_host_or_ends_the_server(
    project: Path, served: tuple[int, State], path: str
) -> None:
    (project / "maps" / "html" / "sub").mkdir()
    answer = ask(served[0], "GET", path)
    assert (answer.status, answer.getheader("Location")) == (404, None)
    assert get(served[0], "/maps/one.html")[0] == 200


def test_what_is_served_is_for_our_own_frame_only(served: tuple[int, State]) -> None:
    for path in ("/", "/maps/one.html", "/maps/none.html"):
        answer = ask(served[0], "GET", path)
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        assert answer.getheader("Cross-Origin-Resource-Policy") == "same-origin"
        assert answer.getheader("Content-Security-Policy") == "frame-ancestors 'self'"


def test_a_map_whose_name_has_a_space_shows_why_it_cannot_be_built(served: tuple[int, State]) -> None:
    served[1].update({"our map": "row 2 is wrong"})
    assert "row 2 is wrong" in get(served[0], "/maps/our%20map.html")[1]


def test_a_link_that_leads_out_of_the_pages_is_not_served(project: Path, served: tuple[int, State]) -> None:
    (project / "secret.txt").write_text("secret")
    (project / "maps" / "html" / "link.txt").symlink_to(project / "secret.txt")
    assert get(served[0], "/maps/link.txt")[0] == 404


def test_a_taken_port_is_a_clear_error(served: tuple[int, State], tmp_path: Path) -> None:
    with pytest.raises(
        BuildError, match=rf"port {served[0]}: cannot be used .* name another one with --port"
    ):
        serve(tmp_path, State(), port=served[0]).__enter__()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "nothing happened for 20 seconds"
        time.sleep(0.05)


@pytest.mark.slow
def test_watching_survives_a_broken_table_and_recovers(project: Path) -> None:
    said: list[str] = []
    stop = threading.Event()
    watching = threading.Thread(
        target=watch_project,
        args=(project,),
        kwargs={"port": 0, "say": said.append, "stop": stop, "builder": build_copies},
    )
    watching.start()
    try:
        wait_for(lambda: "built one" in said)
        port = int(said[0].removeprefix("Open http://127.0.0.1:").partition("/")[0])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/events", timeout=20) as events:
            first = json.loads(events.readline().removeprefix(b"data: "))
            assert first == {"round": 1, "failed": []}
            (project / "data" / "one.csv").write_text("broken", "utf-8")
            events.readline()
            second = json.loads(events.readline().removeprefix(b"data: "))
            assert second["failed"] == ["one"]
        assert "cannot be built" in get(port, "/maps/one.html")[1]
        (project / "data" / "one.csv").write_text("mended", "utf-8")
        wait_for(lambda: get(port, "/maps/one.html")[1] == "<p>mended")
        rounds = len(said)
        time.sleep(1)
        assert len(said) == rounds, "the pages it writes must not start another round"
        (project / PROJECT_FILE).write_text("", "utf-8")
        wait_for(lambda: len(said) > rounds)
    finally:
        stop.set()
        watching.join(timeout=10)
    assert not watching.is_alive()
