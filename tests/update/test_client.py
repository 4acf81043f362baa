"""Downloads from a server that cannot be trusted; it is a real one, on loopback."""

from __future__ import annotations

import email.utils
import re
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import requests

from geo.errors import DownloadError
from geo.update.client import Client, Limits
from tests.loopback import Behaviour, Server, answer, serving

pytestmark = [pytest.mark.loopback, pytest.mark.enable_socket]

FILE = b'{"type": "FeatureCollection", "features": []}' * 1000
NEXT_STEP = "Nothing was changed. Try again later, or download the file by hand and name it with --from."
PATIENT = Limits(connect_s=20.0, read_s=20.0, total_s=60.0, bytes=100_000, attempts=3, backoff_s=1.0)
IMPATIENT = replace(PATIENT, read_s=0.5)
HURRIED = replace(PATIENT, total_s=0.6)


class Pauses(list[float]):
    """Notes the pauses instead of making them."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "file.geojson"


def client_of(server: Server, pauses: Pauses, limits: Limits = PATIENT) -> Client:
    session = requests.Session()
    session.trust_env = False  # a proxy of the machine must not stand between the test and its server
    return Client(
        hosts={server.host}, schemes=frozenset({"http"}), limits=limits, sleep=pauses, session=session
    )


def failure(target: Path, pauses: Pauses, *behaviours: Behaviour, limits: Limits = PATIENT) -> str:
    """Return the message of a download that must fail, without address and next step."""
    with serving(*behaviours) as server:
        with pytest.raises(DownloadError) as caught:
            client_of(server, pauses, limits).fetch(server.url(), target)
        message = str(caught.value)
    assert message.endswith(f". {NEXT_STEP}")
    return message.removesuffix(f". {NEXT_STEP}").replace(server.url(), "URL").replace(server.host, "HOST")


def test_a_file_arrives_whole_with_its_version(target: Path, pauses: Pauses):
    with serving(answer(FILE, ETag='"one"')) as server:
        fetched = client_of(server, pauses).fetch(server.url(), target)
    assert fetched is not None
    assert (fetched.path.read_bytes(), fetched.etag, fetched.url) == (FILE, '"one"', server.url())
    assert pauses == []


def test_progress_ends_at_the_size_of_the_file(target: Path, pauses: Pauses):
    steps: list[tuple[int, int]] = []
    with serving(answer(FILE)) as server:
        client = client_of(server, pauses)
        client.progress = lambda done, total: steps.append((done, total))
        client.fetch(server.url(), target)
    assert steps[-1] == (len(FILE), len(FILE))
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_an_unchanged_file_costs_one_small_request(target: Path, pauses: Pauses):
    with serving(answer(code=304, ETag='"one"')) as server:
        assert client_of(server, pauses).fetch(server.url(), target, etag='"one"') is None
    assert len(server.requests) == 1
    assert server.requests[0][2]["If-None-Match"] == '"one"'
    assert not target.exists()


def test_a_stale_version_is_replaced_by_the_file(target: Path, pauses: Pauses):
    with serving(answer(FILE, ETag='"two"')) as server:
        fetched = client_of(server, pauses).fetch(server.url(), target, etag='"one"')
    assert fetched is not None
    assert fetched.etag == '"two"'
    assert target.read_bytes() == FILE


def test_not_modified_without_being_asked_is_refused(target: Path, pauses: Pauses):
    assert failure(target, pauses, answer(code=304)) == (
        "URL: the server says nothing changed, but was not asked"
    )


def test_no_server_at_all_is_tried_three_times(target: Path, pauses: Pauses):
    with serving(answer()) as server:
        pass
    with pytest.raises(DownloadError, match=r"no connection, 3 times\. Nothing was changed"):
        client_of(server, pauses).fetch(server.url(), target)
    assert pauses == [1.0, 2.0]


def test_a_busy_server_that_recovers_is_asked_again(target: Path, pauses: Pauses):
    with serving(answer(code=500), answer(code=503), answer(FILE)) as server:
        assert client_of(server, pauses).fetch(server.url(), target) is not None
    assert target.read_bytes() == FILE
    assert pauses == [1.0, 2.0]


def test_a_server_that_stays_busy_is_given_up(target: Path, pauses: Pauses):
    assert failure(target, pauses, answer(code=502)) == "URL: the server answers 502 Bad Gateway, 3 times"


def test_too_many_requests_waits_as_long_as_the_server_asks(target: Path, pauses: Pauses):
    with serving(answer(code=429, Retry_After="7"), answer(FILE)) as server:
        assert client_of(server, pauses).fetch(server.url(), target) is not None
    assert pauses == [7.0]


def test_a_server_may_ask_to_wait_until_a_time_of_day(target: Path, pauses: Pauses):
    at = email.utils.formatdate(time.time() + 50, usegmt=True)
    with serving(answer(code=429, Retry_After=at), answer(FILE)) as server:
        client_of(server, pauses).fetch(server.url(), target)
    assert pauses == [pytest.approx(50, abs=5)]


def test_a_server_that_asks_to_wait_an_hour_is_not_waited_for(target: Path, pauses: Pauses):
    message = failure(target, pauses, answer(code=429, Retry_After="3600"))
    assert message == "URL: the server asks to wait 3600 seconds (the server answers 429 Too Many Requests)"
    assert pauses == []


def test_a_wait_that_is_not_a_time_is_taken_as_none(target: Path, pauses: Pauses):
    with serving(answer(code=429, Retry_After="soon"), answer(FILE)) as server:
        client_of(server, pauses).fetch(server.url(), target)
    assert pauses == [1.0]


@pytest.mark.parametrize("code", [403, 404, 410])
def test_a_refusal_is_not_repeated(target: Path, pauses: Pauses, code: int):
    assert re.fullmatch(f"URL: the server answers {code} .+", failure(target, pauses, answer(code=code)))
    assert pauses == []


def test_a_transfer_that_is_cut_off_is_started_again(target: Path, pauses: Pauses):
    with serving(answer(FILE[:5000], length=len(FILE)), answer(FILE)) as server:
        client_of(server, pauses).fetch(server.url(), target)
    assert target.read_bytes() == FILE


def test_a_transfer_that_is_always_cut_off_is_given_up(target: Path, pauses: Pauses):
    message = failure(target, pauses, answer(FILE[:5000], length=len(FILE)))
    assert message.startswith("URL: the transfer was cut off")
    assert message.endswith("3 times")


def silent(_: BaseHTTPRequestHandler) -> None:
    time.sleep(1.0)


def stops_in_the_middle(handler: BaseHTTPRequestHandler) -> None:
    answer(FILE[:1000], length=len(FILE))(handler)
    handler.wfile.flush()
    time.sleep(1.0)


def trickles(handler: BaseHTTPRequestHandler) -> None:
    answer(length=len(FILE))(handler)
    for byte in FILE:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.05)


def trickles_its_header(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    for _ in range(40):
        handler.wfile.write(b"X: y\r\n")
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("behaviour", "limits", "reason"),
    [
        (silent, IMPATIENT, "the server does not answer"),
        (stops_in_the_middle, IMPATIENT, "the server stopped in the middle"),
        (trickles, HURRIED, "no end within 0.6 seconds"),
        (trickles_its_header, HURRIED, "no end within 0.6 seconds"),
    ],
)
def test_a_server_that_is_slow_to_death_is_given_up(
    target: Path, pauses: Pauses, behaviour: Behaviour, limits: Limits, reason: str
):
    assert failure(target, pauses, behaviour, limits=limits) == f"URL: {reason}, 3 times"


def zeros(handler: BaseHTTPRequestHandler) -> None:
    """Send a gigabyte of zeros without saying how long it is."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(bytes(1_000_000))


def test_a_gigabyte_of_zeros_is_cut_at_the_limit(target: Path, pauses: Pauses):
    assert failure(target, pauses, zeros) == "URL: larger than 100000 bytes, the limit"
    assert target.stat().st_size <= 100_000


def test_a_file_that_says_it_is_too_large_is_not_taken(target: Path, pauses: Pauses):
    message = failure(target, pauses, answer(length=1_000_000_000))
    assert message == "URL: found 1000000000 bytes, expected 100000 at most"
    assert not target.exists()


@pytest.mark.parametrize("parameters", ["", "; charset=utf-8"])
@pytest.mark.parametrize("kind", ["text/html", "image/png"])
def test_a_page_instead_of_data_is_refused(target: Path, pauses: Pauses, kind: str, parameters: str):
    message = failure(target, pauses, answer(b"<html>Sorry</html>", Content_Type=kind + parameters))
    assert message == f"URL: found content type {kind!r}, expected data"
    assert pauses == []


def test_a_packed_body_is_refused_because_its_true_size_is_not_known(target: Path, pauses: Pauses):
    message = failure(target, pauses, answer(b"x", Content_Encoding="gzip"))
    assert message == "URL: found content encoding 'gzip', expected none"


def test_a_redirect_within_the_allowed_hosts_is_followed(target: Path, pauses: Pauses):
    with serving(answer(code=302, Location="/moved.geojson"), answer(FILE)) as server:
        client_of(server, pauses).fetch(server.url(), target)
    assert [path for _, path, _ in server.requests] == ["/file.geojson", "/moved.geojson"]


def test_a_redirect_to_another_host_is_refused_before_it_is_asked(target: Path, pauses: Pauses):
    with serving(answer(FILE)) as other:
        message = failure(target, pauses, answer(code=302, Location=other.url()))
    assert message == f"{other.url()}: found host '{other.host}' (redirected from URL), expected HOST"
    assert other.requests == []


def test_a_redirect_to_another_scheme_is_refused(target: Path, pauses: Pauses):
    message = failure(target, pauses, answer(code=301, Location="ftp://127.0.0.1/file"))
    assert message == "ftp://127.0.0.1/file: found scheme 'ftp' (redirected from URL), expected http"


def test_endless_redirects_are_refused(target: Path, pauses: Pauses):
    message = failure(target, pauses, answer(code=302, Location="/file.geojson"))
    assert message == "URL: more than 3 redirects"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://ec.europa.eu/x", "found scheme 'http', expected https"),
        (
            "https://example.org/x",
            "found host 'example.org', expected ec.europa.eu or gisco-services.ec.europa.eu",
        ),
        ("https://ec.europa.eu@example.org/x", "found host 'ec.europa.eu@example.org'"),
        ("https://ec.europa.eu:8443/x", "found host 'ec.europa.eu:8443'"),
        ("file:///etc/passwd", "found scheme 'file', expected https"),
    ],
)
def test_only_https_to_the_official_hosts_is_allowed_by_default(target: Path, url: str, message: str):
    with pytest.raises(DownloadError) as caught:
        Client().fetch(url, target)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("behaviour", "etag", "expected"),
    [
        (answer(code=304), '"one"', "same"),
        (answer(ETag='"one"'), '"one"', "same"),
        (answer(ETag='"two"'), '"one"', "other"),
        (answer(), "", "other"),
        (answer(code=404), "", "none"),
    ],
)
def test_a_source_is_asked_without_taking_the_file(
    pauses: Pauses, behaviour: Behaviour, etag: str, expected: str
):
    with serving(behaviour) as server:
        assert client_of(server, pauses).ask(server.url(), etag=etag) == expected
    assert [method for method, _, _ in server.requests] == ["HEAD"]
