"""Rebuild whenever a file changes and show the gallery, always as it is now, on this machine only.

The pages are served as they are. A frame around them, which only this server adds, reloads them; so what is
seen is what was built. A map that cannot be built shows why, never its last good page.
"""

from __future__ import annotations

import html
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from watchfiles import DefaultFilter, watch

from geo.datapackage.confinement import inside, is_plain_name
from geo.errors import BuildError, ClusterAtlasError, one_line
from geo.project.builder import build
from geo.project.folder import Project
from geo.project.outcome import BuildOptions, Report
from geo.project.project_file import PROJECT_FILE

logger = logging.getLogger(__name__)

_PAGES: Final = "/maps/"
#: What this machine calls itself; a page elsewhere that points a name of its own here has that name.
_HERE: Final = re.compile(r"(?:127\.0\.0\.1|localhost):\d{1,5}")
_ALIVE_S: Final = 15.0

_FRAME: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Cluster Atlas, watching</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>
  html, body { margin: 0; height: 100%; }
  body { display: flex; flex-direction: column; font: 16px/1.5 system-ui, sans-serif; }
  iframe { flex: 1; border: 0; width: 100%; }
  output { background: #7a1f1f; color: #fff; padding: 8px 16px; white-space: pre-wrap; }
  output:empty { display: none; }
</style></head>
<body><output></output><iframe title="Maps" src="/maps/index.html"></iframe>
<script>
  const frame = document.querySelector("iframe");
  const message = document.querySelector("output");
  let seen = null;
  new EventSource("/events").onmessage = (event) => {
    const state = JSON.parse(event.data);
    message.textContent = state.failed.length ? "Cannot be built: " + state.failed.join(", ") : "";
    if (seen !== null && seen !== state.round) frame.contentWindow.location.reload();
    seen = state.round;
  };
</script></body></html>
"""

_ERROR: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; margin: 32px; }}
  pre {{ white-space: pre-wrap; }}
</style></head>
<body><h1>{title}</h1><p>The page is shown again when the map can be built.</p>
<pre>{message}</pre></body></html>
"""


@dataclass
class State:
    """What the last round of building came to; shared by the builder and the server's threads.

    Parameters
    ----------
    errors
        Name of a map to why it cannot be built; the name ``index`` stands for all of them.
    round
        Number of the round.
    """

    errors: dict[str, str] = field(default_factory=dict)
    round: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def update(self, errors: dict[str, str]) -> None:
        """Take over the errors of a finished round and wake everyone who waits for it."""
        with self.changed:
            self.errors = errors
            self.round += 1
            self.changed.notify_all()

    def wait(self, seen: int) -> int:
        """Return the number of the round as soon as it is not ``seen``, or after some seconds."""
        with self.changed:
            self.changed.wait_for(lambda: self.round != seen, timeout=_ALIVE_S)
            return self.round

    def message(self) -> str:
        """Return the state as the frame reads it."""
        return json.dumps({"round": self.round, "failed": sorted(self.errors)})

    def error_of(self, page: str) -> str | None:
        """Return why a page cannot be shown, or None when it can."""
        return self.errors.get(page) or self.errors.get("index")


class _Handler(SimpleHTTPRequestHandler):
    """Serves the frame, its events and the pages; to this machine only, whatever name it is called by."""

    def __init__(self, *arguments: Any, state: State, **options: Any) -> None:
        self.state = state
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> None:
        hosts = self.headers.get_all("Host", [])
        path = self.path.partition("?")[0]
        if len(hosts) != 1 or not _HERE.fullmatch(hosts[0]):
            self.send_error(HTTPStatus.FORBIDDEN, "Not this host")
        elif path == "/":
            self._send(_FRAME.encode())
        elif path == "/events" and self.command == "GET":
            self._send_events()
        elif path.startswith(_PAGES):
            self._send_page(unquote(path.removeprefix(_PAGES)))
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _send_page(self, file: str) -> None:
        """Send a file that lies right in the folder of the pages: no folder is listed, nothing redirects."""
        name = file.removesuffix(".html")
        message = self.state.error_of(name) if file.endswith(".html") else None
        if message is not None:
            title = "The maps cannot be built" if name == "index" else f"{name} cannot be built"
            self._send(_ERROR.format(title=html.escape(title), message=html.escape(message)).encode())
            return
        path = inside(Path(self.directory), file) if is_plain_name(file) else None
        if path is None or not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self._send(path.read_bytes(), self.guess_type(str(path)))

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Content-Security-Policy", "frame-ancestors 'self'")
        super().end_headers()

    def _send(self, content: bytes, kind: str = "text/html") -> None:
        self.send_response(HTTPStatus.OK)
        is_text = kind.startswith("text/") or kind == "application/json"
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def _send_events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        seen = -1
        try:
            while True:
                seen = self.state.wait(seen)
                self.wfile.write(f"data: {self.state.message()}\n\n".encode())
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            return

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is inherited
        logger.debug(format, *arguments)


@contextmanager
def serve(folder: Path, state: State, *, port: int = 0) -> Iterator[int]:
    """Serve a folder of pages on the loopback address and yield the port.

    Parameters
    ----------
    folder
        Where the pages are.
    state
        What cannot be shown, and why.
    port
        0 takes any free one.

    Raises
    ------
    BuildError
        The port is taken.
    """
    handler = partial(_Handler, directory=str(folder), state=state)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        msg = f"port {port}: cannot be used ({error.strerror or error}); name another one with --port"
        raise BuildError(msg) from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def build_round(folder: Path, state: State, *, builder: Callable[..., Report] = build) -> Report | None:
    """Build once, put what went wrong into the state, return the report or None when nothing could start."""
    try:
        report = builder(folder, options=BuildOptions())
    except ClusterAtlasError as error:
        state.update({"index": str(error)})
        return None
    state.update({outcome.name: outcome.error for outcome in report.outcomes if outcome.error})
    return report


def watch_project(
    folder: Path,
    *,
    port: int,
    say: Callable[[str], None],
    stop: threading.Event | None = None,
    builder: Callable[..., Report] = build,
) -> None:
    """Build, serve, and build again whenever a file of the project changes, until interrupted.

    Parameters
    ----------
    folder
        The project folder.
    port
        On the loopback address; 0 takes any free one.
    say
        Called with a line for the person who watches.
    stop
        Ends the watching when set.
    builder
        Stands in for `build` in tests.

    Raises
    ------
    BuildError
        ``folder`` is not a project, or the port is taken.
    """
    project = Project.open(folder)
    state = State()
    places = [path for path in (project.root / "data", project.maps) if path.is_dir()]
    with serve(project.html, state, port=port) as used:
        say(f"Open http://127.0.0.1:{used}/ (Ctrl+C ends)")
        _tell(build_round(folder, state, builder=builder), state, say)
        changes = watch(
            *places,
            watch_filter=_Inputs(project.html),
            stop_event=stop or threading.Event(),
            raise_interrupt=False,
            rust_timeout=500,
            yield_on_timeout=True,
        )
        # The folder itself may hold much that is none of ours: its one file is looked at now and then.
        before = _written(project)
        for changed in changes:
            if not changed and before == (before := _written(project)):
                continue
            _tell(build_round(folder, state, builder=builder), state, say)


def _written(project: Project) -> float | None:
    """Return when the file of the project was written last; None without one."""
    try:
        return (project.root / PROJECT_FILE).stat().st_mtime
    except OSError:
        return None


def _tell(report: Report | None, state: State, say: Callable[[str], None]) -> None:
    for outcome in report.outcomes if report else ():
        if outcome.state in {"built", "removed"}:
            say(one_line(f"{outcome.state} {outcome.name}"))
    for name, message in sorted(state.errors.items()):
        say(f"{one_line(name)}: {message}")


class _Inputs(DefaultFilter):
    """Lets everything through but the pages, whose writing must not start another round."""

    def __init__(self, pages: Path) -> None:
        super().__init__()
        self.pages = pages.resolve()

    def __call__(self, change: Any, path: str) -> bool:
        inside = Path(path)
        return super().__call__(change, path) and self.pages not in (inside, *inside.parents)
