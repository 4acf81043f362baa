"""What a test does with a page, in a reader's words, and what it watches meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request


@dataclass
class Watch:
    """What a page did that it should not."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Server:
    """A folder served on loopback."""

    folder: Path
    address: str


Open = Callable[..., Page]


def observe(page: Page, watch: Watch, allowed: tuple[str, ...]) -> None:
    """Note every request but those for the documents themselves, every console message and every error."""

    def requested(request: Request) -> None:
        document = request.resource_type == "document" and request.url.startswith(
            ("file:", "about:", *allowed)
        )
        if not document and not request.url.startswith(("data:", "blob:")):
            watch.requests.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            watch.complaints.append(f"{message.type}: {message.text}")

    page.on("request", requested)
    page.on("console", said)
    page.on("pageerror", lambda error: watch.complaints.append(f"uncaught: {error}"))
