"""Refreshing from a source that misbehaves: the official addresses, answered by a real server on loopback.

After each failure the package holds every byte it held before, and the message says what happened and what
to do; a source that recovers is taken in as if nothing had been.
"""

from __future__ import annotations

import shutil
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from geo.datapackage import bundled
from geo.datapackage.catalog import Catalog
from geo.errors import UpdateError
from geo.update import sheets
from geo.update.client import Client, Limits
from geo.update.offers import SCOREBOARD_URLS, boundary_url
from geo.update.refresh import Change
from geo.update.releases import update_boundaries, update_scoreboard
from tests import synthetic
from tests.loopback import Behaviour, Server, answer, serving

pytestmark = [pytest.mark.slow, pytest.mark.loopback, pytest.mark.enable_socket]

MEGABYTE = 1_000_000
LIMITS = Limits(connect_s=5.0, read_s=0.4, total_s=1.5, bytes=MEGABYTE, attempts=2, backoff_s=0.5)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Official(HTTPAdapter):
    """Takes every request for an official host to the loopback server; addresses stay what they are."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        address = str(request.url)
        request.url = self.server.url(urlsplit(address).path)
        response = super().send(request, *args, **kwargs)
        response.url = address
        return response


@dataclass
class Source:
    """One of the two sources: where it is, what it serves, and the command that takes it in."""

    root: Path
    url: str
    whole: bytes
    update: Callable[..., list[Change]]
    pauses: list[float]

    def good(self, **headers: str) -> Behaviour:
        kind = WORKBOOK if self.url.endswith("xlsx") else "application/geo+json"
        return answer(self.whole, **{"Content_Type": kind, **headers})

    def refresh(self, server: Server) -> list[Change]:
        session = requests.Session()
        session.trust_env = False  # a proxy of the machine must not stand between the test and its server
        session.mount("https://", Official(server))
        client = Client(limits=LIMITS, sleep=self.pauses.append, session=session)
        return self.update(client=client)

    def failure(self, *behaviours: Behaviour) -> str:
        """Return the message of a refresh that must fail, after checking that nothing was lost."""
        before = synthetic.snapshot(self.root)
        with serving(*behaviours) as server, pytest.raises(UpdateError) as caught:
            self.refresh(server)
        assert synthetic.snapshot(self.root) == before
        assert Catalog(self.root).verify() == []
        assert not (self.root / ".update").exists()
        message = str(caught.value)
        assert "Nothing was changed." in message
        assert "--from" in message
        return message.replace(self.url, "URL").partition(" Nothing was changed.")[0]


@pytest.fixture(params=["boundaries", "scoreboard"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Source:
    pauses: list[float] = []
    if request.param == "boundaries":
        root = synthetic.package(tmp_path / "data")
        whole = synthetic.geojson(2024)

        def update(client: Client) -> list[Change]:
            return update_boundaries(root, vintage=2024, client=client)

        return Source(root, boundary_url(2024, "10M"), whole, update, pauses)
    root = Path(shutil.copytree(bundled.data_dir(), tmp_path / "data"))
    whole = synthetic.workbook(tmp_path / "book.xlsx", synthetic.all_units()).read_bytes()

    def update_board(client: Client) -> list[Change]:
        return update_scoreboard(root, edition=2025, client=client)

    return Source(root, SCOREBOARD_URLS[2025], whole, update_board, pauses)


def never_answers(_: BaseHTTPRequestHandler) -> None:
    time.sleep(1.0)


def trickles(handler: BaseHTTPRequestHandler) -> None:
    answer(length=MEGABYTE)(handler)
    for _ in range(60):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def zeros(handler: BaseHTTPRequestHandler) -> None:
    """Send a gigabyte of zeros without saying how long it is."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/octet-stream")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(bytes(MEGABYTE))


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (answer(code=403), "URL: the server answers 403 Forbidden."),
        (never_answers, "URL: the server does not answer, 2 times."),
        (trickles, "URL: no end within 1.5 seconds, 2 times."),
        (answer(b"<html>", Content_Type="text/html"), "URL: found content type 'text/html', expected data."),
        (answer(b"\x89PNG", Content_Type="image/png"), "URL: found content type 'image/png', expected data."),
        (answer(length=MEGABYTE + 1), "URL: found 1000001 bytes, expected 1000000 at most."),
        (zeros, "URL: larger than 1000000 bytes, the limit."),
        (answer(code=500), "URL: the server answers 500 Internal Server Error, 2 times."),
        (answer(code=429, Retry_After="900"), "URL: the server asks to wait 900 seconds"),
        (answer(code=304), "URL: the server says nothing changed, but was not asked."),
        (
            answer(code=302, Location="https://example.org/file"),
            "https://example.org/file: found host 'example.org' (redirected from URL), expected ec.europa.eu",
        ),
        (
            answer(code=301, Location="http://ec.europa.eu/file"),
            "http://ec.europa.eu/file: found scheme 'http' (redirected from URL), expected https.",
        ),
        (answer(b"x", Content_Encoding="gzip"), "URL: found content encoding 'gzip', expected none."),
    ],
    ids=[
        "refused", "silent", "slow to death", "a page", "an image", "too long", "a gigabyte of zeros", "busy",
        "wait", "not modified", "another host", "http", "packed",
    ],
)  # fmt: skip
def test_a_source_that_fails_changes_nothing_and_says_why(
    source: Source, behaviour: Behaviour, message: str
) -> None:
    assert source.failure(behaviour).startswith(message)


def test_a_server_that_is_not_there_changes_nothing(source: Source) -> None:
    before = synthetic.snapshot(source.root)
    with serving(answer()) as server:
        pass
    with pytest.raises(UpdateError, match=r"no connection, 2 times\. Nothing was changed"):
        source.refresh(server)
    assert synthetic.snapshot(source.root) == before


def test_a_transfer_that_is_always_cut_off_half_way_changes_nothing(source: Source) -> None:
    half = len(source.whole) // 2
    message = source.failure(answer(source.whole[:half], length=len(source.whole)))
    assert message.startswith("URL: the transfer was cut off")
    assert message.endswith("2 times.")


@pytest.mark.parametrize("claimed", [-1000, +1000], ids=["shorter", "longer"])
def test_a_length_that_is_wrong_changes_nothing(source: Source, claimed: int) -> None:
    message = source.failure(answer(source.whole, length=len(source.whole) + claimed))
    if claimed > 0:
        assert message.startswith("URL: the transfer was cut off")
    else:  # what was claimed arrives, and is no whole file
        assert "not a workbook" in message or "not a boundary file" in message


@pytest.mark.parametrize("body", [b"<html>Sorry</html>", b"", b"{}", b"PK\3\4"])
def test_a_page_that_calls_itself_data_changes_nothing(source: Source, body: bytes) -> None:
    message = source.failure(answer(body))
    assert "not a workbook" in message or "not a boundary file" in message or "found columns" in message


def test_a_workbook_that_unpacks_to_too_much_changes_nothing(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_UNPACKED_BYTES", 5 * MEGABYTE)
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(source.whole if source.url.endswith("xlsx") else b"")
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", bytes(6 * MEGABYTE))
    message = source.failure(answer(bomb.read_bytes()))
    assert "expected 5000000 bytes" in message or "not a boundary file" in message


@pytest.mark.parametrize(
    ("first", "pause_s"),
    [
        (answer(code=500), 0.5),
        (answer(code=503), 0.5),
        (answer(code=429, Retry_After="3"), 3.0),
        (answer(b"half", length=5000), 0.5),
        (never_answers, 0.5),
    ],
    ids=["500", "503", "429", "cut off half way", "silent"],
)
def test_a_source_that_recovers_is_taken_in_whole(source: Source, first: Behaviour, pause_s: float) -> None:
    with serving(first, source.good(ETag='"one"')) as server:
        changes = source.refresh(server)
    assert changes[0].action == "added"
    assert source.pauses == [pause_s]
    assert len(server.requests) == 2
    assert "Range" not in server.requests[1][2]  # begun anew: no half of one version beside half of another
    assert Catalog(source.root).verify() == []


def test_a_stale_version_costs_one_transfer_and_changes_no_content(source: Source) -> None:
    with serving(source.good(ETag='"one"'), source.good(ETag='"two"'), answer(code=304)) as server:
        source.refresh(server)
        before = synthetic.snapshot(source.root)
        changes = source.refresh(server)
        assert {change.action for change in changes} == {"unchanged"}
        after = synthetic.snapshot(source.root)
        assert [name for name in after if after[name] != before[name]] == ["datapackage.json"]
        assert {change.action for change in source.refresh(server)} == {"unchanged"}
    asked = [headers.get("If-None-Match") for _, _, headers in server.requests]
    assert asked == [None, '"one"', '"two"']
    assert synthetic.snapshot(source.root) == after
