"""What a data package holds, and whether its sources have something newer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from geo.datapackage.catalog import Catalog
from geo.errors import DownloadError
from geo.update.offers import SCOREBOARD_URLS, boundary_url, missing_editions, missing_vintages
from geo.update.refresh import origin


class Asks(Protocol):
    """Whoever can ask a server what it has; `geo.update.client.Client` does."""

    def ask(self, url: str, *, etag: str = "") -> str:
        """Return ``"same"``, ``"other"`` or ``"none"``."""


@dataclass(frozen=True)
class State:
    """What is present of one resource, or could be.

    Parameters
    ----------
    resource
        Its name.
    present
        Whether the package holds it.
    title, publisher, version, date, licence
        As the package says; empty for what is not present.
    online
        What the source has: ``""`` (not asked or no address), ``"same"``, ``"newer"``, ``"available"``
        (a vintage or an edition that is not present), or a sentence that says why it could not be asked.
    """

    resource: str
    present: bool
    title: str = ""
    publisher: str = ""
    version: str = ""
    date: str = ""
    licence: str = ""
    online: str = ""


def list_state(root: Path, *, client: Asks | None = None) -> list[State]:
    """List what is present, its source, date and licence, and whether its source has something newer.

    Parameters
    ----------
    root
        Folder of the data package.
    client
        Who asks the sources; None asks nobody. A source that does not answer is reported, not raised.

    Returns
    -------
    list of State
        In the order of the package; then the vintages and editions that are known and not present.
    """
    catalog = Catalog(Path(root))
    states = []
    for name in catalog.names():
        resource = catalog.resource(name)
        url, etag = origin(resource.descriptor)
        answer = _ask(client, url, etag) if url else ""
        states.append(
            State(
                name,
                True,
                resource.title,
                resource.publisher,
                resource.version,
                resource.date,
                "; ".join(resource.licenses),
                {"other": "newer", "none": "gone"}.get(answer, answer),
            )
        )
    known = [(f"nuts-{year}", boundary_url(year, "10M")) for year in missing_vintages(catalog)]
    known += [(f"scoreboard-{year}", SCOREBOARD_URLS[year]) for year in missing_editions(catalog)]
    for name, url in known:
        answer = _ask(client, url, "")
        states.append(State(name, False, online={"other": "available", "none": ""}.get(answer, answer)))
    return states


def _ask(client: Asks | None, url: str, etag: str) -> str:
    if client is None:
        return ""
    try:
        return client.ask(url, etag=etag)
    except DownloadError as error:
        return f"could not be asked: {str(error).partition(' Nothing was changed')[0]}"
