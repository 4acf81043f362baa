"""Transfer files from the official sources; the only module that talks to other machines."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Final, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, InvalidHeader, ReadTimeoutError
from urllib3.util import Retry

from geo.errors import DownloadError
from geo.update.eurostat import said_by
from geo.update.headers import brief, whole_number

_T = TypeVar("_T")
logger = logging.getLogger(__name__)

#: The only hosts that are asked: GISCO, and the Commission's files of the scoreboard.
HOSTS: Final = frozenset({"gisco-services.ec.europa.eu", "ec.europa.eu"})
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 3
_CHUNK_BYTES: Final = 1 << 16
#: So much of an answer that is no file is read for what it says.
_MOST_SAID: Final = 10_000
#: What servers call a GeoJSON file or a workbook; anything else (an HTML page above all) is refused.
_CONTENT_TYPES: Final = frozenset(
    {
        "application/geo+json",
        "application/json",
        "application/octet-stream",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "binary/octet-stream",
        "text/plain",
    }
)
_BY_HAND: Final = (
    "Nothing was changed. Try again later, or download the file by hand and name it with --from."
)


@dataclass(frozen=True)
class Limits:
    """What a transfer may cost.

    Parameters
    ----------
    connect_s, read_s
        Seconds without an answer before an attempt counts as failed.
    total_s
        Seconds one attempt may take in all, however steadily it trickles.
    bytes
        Largest file.
    attempts
        How often a transfer is tried.
    backoff_s
        Pause after the first failure; it doubles after each further one.
    longest_pause_s
        A server that asks to wait longer than this is not waited for.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 600.0
    bytes: int = 200 * 1000 * 1000
    attempts: int = 4
    backoff_s: float = 1.0
    longest_pause_s: float = 120.0


@dataclass(frozen=True)
class Fetched:
    """A file that was transferred whole."""

    path: Path
    url: str
    etag: str


class _Retry(Exception):  # noqa: N818 - it is not shown to anybody
    """An attempt failed in a way that another one may mend."""

    def __init__(self, reason: str, pause_s: float | None = None) -> None:
        super().__init__(reason)
        self.pause_s = pause_s


@dataclass
class Client:
    """Downloads files, and trusts no server.

    Parameters
    ----------
    hosts
        Hosts that may be asked, with the port where it is not the usual one.
    schemes
        Only ``https``, unless a test says otherwise.
    limits
        What a transfer may cost.
    progress
        Called with the bytes received and the bytes expected (0 when the server does not say).
    sleep
        How to pause.
    """

    hosts: Collection[str] = HOSTS
    schemes: Collection[str] = frozenset({"https"})
    limits: Limits = field(default_factory=Limits)
    progress: Callable[[int, int], None] | None = None
    sleep: Callable[[float], None] = time.sleep
    session: requests.Session = field(default_factory=requests.Session)

    def fetch(self, url: str, target: Path, *, etag: str = "") -> Fetched | None:
        """Transfer one file.

        Parameters
        ----------
        url
            Its address.
        target
            Where to write it; an attempt that fails is thrown away.
        etag
            The version already here; empty when there is none.

        Returns
        -------
        Fetched or None
            None when the server still has the version already here.

        Raises
        ------
        DownloadError
            The address or a redirect is not allowed, the server refuses, the file is too large or of the
            wrong kind, or every attempt failed.
        """
        return self._try(lambda: self._fetch_once(url, target, etag), url)

    def ask(self, url: str, *, etag: str = "") -> str:
        """Ask a server what it has, without taking it.

        Returns
        -------
        str
            ``"same"``, ``"other"`` (a version that is not ``etag``) or ``"none"``.

        Raises
        ------
        DownloadError
            As `fetch`.
        """

        def once() -> str:
            with self._open("HEAD", url, etag, time.monotonic() + self.limits.total_s) as response:
                if response.status_code == requests.codes.not_found:
                    return "none"
                _check_status(response, url)
                same = response.status_code == requests.codes.not_modified
                return "same" if same or (etag and response.headers.get("ETag") == etag) else "other"

        return self._try(once, url)

    def _try(self, once: Callable[[], _T], url: str) -> _T:
        pause_s = self.limits.backoff_s
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return once()
            except _Retry as failure:
                logger.info("%s: attempt %d failed: %s", url, attempt, failure)
                wait_s = pause_s if failure.pause_s is None else failure.pause_s
                if wait_s > self.limits.longest_pause_s:
                    raise DownloadError(
                        f"{url}: the server asks to wait {wait_s:.0f} seconds ({failure}). {_BY_HAND}"
                    ) from failure
                if attempt == self.limits.attempts:
                    raise DownloadError(f"{url}: {failure}, {attempt} times. {_BY_HAND}") from failure
                self.sleep(wait_s)
                pause_s *= 2
        raise AssertionError("limits.attempts is at least 1")

    def _fetch_once(self, url: str, target: Path, etag: str) -> Fetched | None:
        deadline = time.monotonic() + self.limits.total_s
        with self._open("GET", url, etag, deadline) as response:
            if response.status_code == requests.codes.not_modified:
                if etag:
                    return None
                raise DownloadError(f"{url}: the server says nothing changed, but was not asked. {_BY_HAND}")
            _check_status(response, url, lambda: _said(response, deadline))
            expected = self._check_head(response, url)
            self._receive(response, target, expected, deadline)
            return Fetched(target, url, response.headers.get("ETag", ""))

    def _open(self, method: str, url: str, etag: str, deadline: float) -> requests.Response:
        headers = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "clusteratlas"}
        if etag:
            headers["If-None-Match"] = etag
        origin = url
        for _ in range(_MOST_REDIRECTS + 1):
            self._check_address(url, origin)
            response = self._request(method, url, headers, deadline)
            if response.status_code not in _REDIRECTS:
                return response
            response.close()
            url = _redirected(url, response.headers.get("Location", ""))
        raise DownloadError(f"{origin}: more than {_MOST_REDIRECTS} redirects. {_BY_HAND}")

    def _request(self, method: str, url: str, headers: dict[str, str], deadline: float) -> requests.Response:
        """Send one request; its answer may not trickle in beyond the deadline.

        The waiting is done in a thread, because a read timeout begins anew with every byte of a header.
        """
        answers: SimpleQueue[requests.Response | Exception] = SimpleQueue()
        given_up = Event()

        def send() -> None:
            timeout = (self.limits.connect_s, self.limits.read_s)
            try:
                response = self.session.request(
                    method, url, headers=headers, stream=True, allow_redirects=False, timeout=timeout
                )
            except Exception as error:
                answers.put(error)
            else:
                answers.put(response)
                if given_up.is_set():
                    response.close()

        Thread(target=send, daemon=True).start()
        try:
            answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            given_up.set()
            raise _Retry(f"no end within {self.limits.total_s:g} seconds") from None
        if isinstance(answer, requests.exceptions.SSLError):
            raise DownloadError(f"{url}: the connection is not secure ({answer}). {_BY_HAND}") from answer
        if isinstance(answer, requests.RequestException):
            raise _Retry(_describe(answer)) from answer
        if isinstance(answer, Exception):
            raise DownloadError(f"{url}: the answer cannot be read ({brief(answer)}). {_BY_HAND}") from answer
        return answer

    def _check_address(self, url: str, origin: str) -> None:
        parts = urlsplit(url)
        via = f" (redirected from {origin})" if url != origin else ""
        if parts.scheme not in self.schemes:
            raise DownloadError(
                f"{url}: found scheme {parts.scheme!r}{via}, expected {_listed(self.schemes)}. {_BY_HAND}"
            )
        if parts.netloc not in self.hosts:
            raise DownloadError(
                f"{url}: found host {parts.netloc!r}{via}, expected {_listed(self.hosts)}. {_BY_HAND}"
            )

    def _check_head(self, response: requests.Response, url: str) -> int:
        """Check what the server says about the file; return its length, 0 when unknown."""
        kind = response.headers.get("Content-Type", "application/octet-stream").split(";")[0].strip().lower()
        if kind not in _CONTENT_TYPES:
            raise DownloadError(f"{url}: found content type {brief(kind)!r}, expected data. {_BY_HAND}")
        encoding = response.headers.get("Content-Encoding", "identity")
        if encoding != "identity":
            found = brief(encoding)
            raise DownloadError(f"{url}: found content encoding {found!r}, expected none. {_BY_HAND}")
        expected = whole_number(response.headers.get("Content-Length", ""))
        if expected > self.limits.bytes:
            raise DownloadError(
                f"{url}: found {expected} bytes, expected {self.limits.bytes} at most. {_BY_HAND}"
            )
        return expected

    def _receive(self, response: requests.Response, target: Path, expected: int, deadline: float) -> None:
        received, url = 0, response.url
        with target.open("wb") as stream:
            while chunk := _read(response):
                received += len(chunk)
                if received > self.limits.bytes:
                    raise DownloadError(
                        f"{url}: larger than {self.limits.bytes} bytes, the limit. {_BY_HAND}"
                    )
                if time.monotonic() > deadline:
                    raise _Retry(f"no end within {self.limits.total_s:g} seconds")
                stream.write(chunk)
                if self.progress:
                    self.progress(received, expected)


def _check_status(response: requests.Response, url: str, why: Callable[[], str] = str) -> None:
    code = response.status_code
    answer = f"the server answers {code} {brief(response.reason)}"
    if code in _BUSY:
        raise _Retry(answer, _retry_after(response))
    if code not in {requests.codes.ok, requests.codes.not_modified}:
        reason = why()
        raise DownloadError(f"{url}: {answer}{f' ({reason})' if reason else ''}. {_BY_HAND}")


def _said(response: requests.Response, deadline: float) -> str:
    """Return what Eurostat's API says of its refusal; empty where the body says nothing."""
    text = b""
    with suppress(_Retry):
        while len(text) < _MOST_SAID and time.monotonic() < deadline and (chunk := _read(response)):
            text += chunk
    return said_by(text.decode("utf-8", "replace"))


def _read(response: requests.Response) -> bytes:
    """Return what has arrived, at once, so that a body that trickles in cannot outlast the deadline."""
    try:
        chunk: bytes = response.raw.read1(_CHUNK_BYTES, decode_content=False)
    except ReadTimeoutError as error:
        raise _Retry("the server stopped in the middle") from error
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        raise _Retry(f"the transfer was cut off ({brief(error)})") from error
    return chunk


def _retry_after(response: requests.Response) -> float | None:
    header = response.headers.get("Retry-After")
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(whole_number(header.strip()))
    try:
        return Retry().parse_retry_after(header)
    except (InvalidHeader, ValueError, OverflowError):
        return None


def _redirected(url: str, location: str) -> str:
    try:
        target = urljoin(url, location)
        urlsplit(target).netloc.encode("ascii")
    except ValueError as error:
        found = f"found a redirect to {brief(location)!r}, expected an address"
        raise DownloadError(f"{url}: {found}. {_BY_HAND}") from error
    return target


def _describe(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.Timeout):
        return "the server does not answer"
    if isinstance(error, requests.exceptions.ConnectionError):
        return "no connection"
    return f"the request failed ({brief(error)})"


def _listed(values: Collection[str]) -> str:
    return " or ".join(sorted(values))
