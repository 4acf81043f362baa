"""A real HTTP server on 127.0.0.1 that behaves as badly as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: Answers one request; what it writes is what the client gets.
Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """Where the server is, and what it was asked."""

    port: int
    behaviours: list[Behaviour] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/file.geojson") -> str:
        return f"http://{self.host}{path}"


def answer(body: bytes = b"", *, code: int = 200, length: int | None = None, **headers: str) -> Behaviour:
    """Answer with a body; ``length`` overrides what the Content-Length header claims."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        fields = {"Content-Type": "application/geo+json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        for name, value in fields.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return behave


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[Server]:
    """Answer the first request by the first behaviour, and so on; the last one stays."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.requests.append((self.command, self.path, dict(self.headers)))
            place = min(len(server.requests), len(server.behaviours)) - 1
            with suppress(OSError):  # the client hung up, as some tests want
                server.behaviours[place](self)
            self.close_connection = True

        do_HEAD = do_GET  # noqa: N815 - the name http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    httpd.block_on_close = False
    server = Server(httpd.server_address[1], list(behaviours))
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
