"""What a refresh of the data package changes: check new content, describe it, put it into place."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from geo.datapackage.catalog import Catalog
from geo.datapackage.hashing import digest_file
from geo.datapackage.staging import Stage
from geo.errors import UpdateError

if TYPE_CHECKING:
    from geo.update.client import Fetched


@dataclass(frozen=True)
class Change:
    """What a refresh did, or would do, to one resource.

    Parameters
    ----------
    resource
        Its name.
    action
        ``"added"``, ``"replaced"`` or ``"unchanged"``.
    summary
        What is different, in plain words.
    warnings
        What a person should look at.
    """

    resource: str
    action: str
    summary: str
    warnings: tuple[str, ...] = ()


class Fetches(Protocol):
    """Whoever can transfer a file; `geo.update.client.Client` does."""

    def fetch(self, url: str, target: Path, *, etag: str = "") -> Fetched | None:
        """Return what was transferred; None when the server still has the version here."""


class Refresh:
    """The changes of one refresh, collected before any of them is made.

    Parameters
    ----------
    root
        Folder of the data package.
    stage
        Where the new files go until then.
    """

    def __init__(self, root: Path, stage: Stage) -> None:
        self.catalog = Catalog(root)
        self.stage = stage
        self._descriptor = copy.deepcopy(dict(self.catalog.descriptor))
        self._changes: dict[str, Change] = {}
        #: Address and version of what was downloaded, by the resource that is made of it.
        self._fetched: dict[str, tuple[str, str]] = {}

    def fetch(self, name: str, url: str, *, client: Fetches, file: str | None = None) -> Path | None:
        """Download what a resource is made of, unless its source still has the version that is here.

        The version here counts only while the resource is as it was made of that download: one that was
        altered, or taken from a file since, is downloaded again.

        Parameters
        ----------
        name
            Of the resource.
        url
            Address of the download.
        client
            How to download.
        file
            What to call the download; as its address does when None.

        Returns
        -------
        Path or None
            None when the source has no other version, which is noted.

        Raises
        ------
        DownloadError
            As `geo.update.client.Client.fetch`.
        """
        known_url, etag = "", ""
        if self.catalog.is_whole(name):
            known_url, etag = origin(self.catalog.resource(name).descriptor)
        target = self.stage.scratch(file or url.rpartition("/")[2])
        fetched = client.fetch(url, target, etag=etag if known_url == url else "")
        if fetched is None:
            self._changes[name] = Change(name, "unchanged", "the source has no other version")
            return None
        self._fetched[name] = (fetched.url, fetched.etag)
        return fetched.path

    def path(self, name: str) -> Path:
        """Return the newest version of a resource: the one on the stage, else the one in the package."""
        staged_path = self.stage.path(self.catalog.resource(name).path)
        return staged_path if staged_path.is_file() else self.catalog.path(name)

    def put(self, entry: dict[str, Any], summary: str, warnings: tuple[str, ...] = ()) -> None:
        """Take in a file that was written to the stage, unless the package holds the same one.

        Parameters
        ----------
        entry
            What the description is to say about it, but for size, hash and date.
        summary, warnings
            As in `Change`.
        """
        name = entry["name"]
        entry.pop("retrieved", None)  # that of the content before
        path = self.stage.path(entry["path"])
        digest = digest_file(path)
        old = self._entry(name)
        if old and old["hash"] == f"sha256:{digest}" and self.catalog.is_whole(name):
            path.unlink()
            self._changes[name] = Change(name, "unchanged", "the same content", warnings)
            return
        entry |= {
            "bytes": path.stat().st_size,
            "hash": f"sha256:{digest}",
            "date": datetime.now(UTC).date().isoformat(),
        }
        self._changes[name] = Change(name, "replaced" if old else "added", summary, warnings)
        if old:
            old.clear()
            old.update(entry)
        else:
            self._insert(entry)

    def model(self, name: str, year: int | None = None) -> dict[str, Any]:
        """Return a copy of what the description says about a resource, as a model for its new version.

        A vintage or an edition that is not present takes after the newest one that is; what is in no
        way present, after the bundled package.
        """
        for package in (self._descriptor, Catalog.bundled().descriptor):
            entries: dict[str, dict[str, Any]] = {item["name"]: item for item in package["resources"]}
            if name in entries:
                return copy.deepcopy(entries[name])
            if year is not None:
                pattern = re.escape(name).replace(str(year), r"(\d{4})")
                kin = {match[1]: key for key in entries if (match := re.fullmatch(pattern, key))}
                if kin:
                    newest = max(kin)
                    entry = copy.deepcopy(entries[kin[newest]])
                    for key in ("name", "path", "title", "version", "attribution"):
                        entry[key] = entry[key].replace(newest, str(year))
                    return entry
        raise UpdateError(f"found nothing in the data package that resource {name!r} could be modelled on")

    def finish(self, *, dry_run: bool) -> list[Change]:
        """Make all changes in one step, unless it is a dry run or there are none.

        Returns
        -------
        list of Change
            In the order in which they were collected.
        """
        for name, (url, etag) in self._fetched.items():
            if (entry := self._entry(name)) is not None:
                entry["retrieved"] = {"url": url, "etag": etag}
        files = any(change.action != "unchanged" for change in self._changes.values())
        if not dry_run and (files or self._descriptor != self.catalog.descriptor):
            self.stage.commit(self._descriptor)
        return list(self._changes.values())

    def _entry(self, name: str) -> dict[str, Any] | None:
        entries: list[dict[str, Any]] = self._descriptor["resources"]
        return next((entry for entry in entries if entry["name"] == name), None)

    def _insert(self, entry: dict[str, Any]) -> None:
        """Put a new entry behind its kin (nuts-2024 behind nuts-2021), else at the end."""
        entries: list[dict[str, Any]] = self._descriptor["resources"]
        pattern = re.sub(r"\d{4}", r"\\d{4}", re.escape(entry["name"]))
        kin = [place for place, item in enumerate(entries) if re.fullmatch(pattern, item["name"])]
        entries.insert(kin[-1] + 1 if kin else len(entries), entry)


def origin(descriptor: Mapping[str, object]) -> tuple[str, str]:
    """Return the address a resource was downloaded from and the version it had there; empty if it was not."""
    retrieved = descriptor.get("retrieved")
    if not isinstance(retrieved, Mapping):
        return "", ""
    return str(retrieved.get("url", "")), str(retrieved.get("etag", ""))


def put_table(
    refresh: Refresh,
    name: str,
    table: pd.DataFrame,
    summary: str,
    *,
    year: int | None = None,
    warnings: tuple[str, ...] = (),
    **about: Any,
) -> None:
    """Take in a table, described as its resource or the kin of another year is, but for `about`."""
    put_described(refresh, refresh.model(name, year) | about, table, summary, warnings)


def put_described(
    refresh: Refresh,
    entry: dict[str, Any],
    table: pd.DataFrame,
    summary: str,
    warnings: tuple[str, ...] = (),
) -> None:
    """Take in a table with the description it has; what is None there is left out."""
    entry = {key: value for key, value in entry.items() if value is not None}
    table.to_csv(refresh.stage.path(entry["path"]), index=False, lineterminator="\n", encoding="utf-8")
    refresh.put(entry, summary, warnings)
