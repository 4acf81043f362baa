"""One file of a data package: what its description says of it, and a frame of it where it is a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Resource:
    """One file of a data package.

    Parameters
    ----------
    name
        The name it is opened by, such as ``nuts-2021``.
    path
        Relative to the package's folder, with forward slashes.
    descriptor
        Everything ``datapackage.json`` says about it.
    """

    name: str
    path: str
    descriptor: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Title for people."""
        return str(self.descriptor.get("title", self.name))

    @property
    def version(self) -> str:
        """Edition or vintage of the source."""
        return str(self.descriptor.get("version", ""))

    @property
    def date(self) -> str:
        """ISO date on which the content was taken from its source."""
        return str(self.descriptor.get("date", ""))

    @property
    def publisher(self) -> str:
        """Who publishes the source."""
        return str(self.descriptor.get("publisher", ""))

    @property
    def attribution(self) -> str:
        """Line that must be shown wherever the content is."""
        return str(self.descriptor.get("attribution", ""))

    @property
    def sha256(self) -> str:
        """Hex digest the content must have."""
        return str(self.descriptor.get("hash", "")).removeprefix("sha256:")

    @property
    def licenses(self) -> tuple[str, ...]:
        """Titles of the licences of the content."""
        return tuple(
            str(item.get("title", item.get("name", ""))) for item in self.descriptor.get("licenses", ())
        )

    @property
    def sources(self) -> tuple[Mapping[str, str], ...]:
        """Title and address of what the content was made from."""
        return tuple(self.descriptor.get("sources", ()))


@dataclass(frozen=True)
class TableReader:
    """Makes a frame of a CSV file; equal ones share what they made."""

    types: tuple[tuple[str, type], ...] | type | None
    missing: tuple[str, ...]

    def __call__(self, content: bytes) -> pd.DataFrame:
        """Return the frame of a file's content."""
        import pandas as pd  # noqa: PLC0415 - opening a package must not need it

        types: Any = dict(self.types) if isinstance(self.types, tuple) else self.types
        table: pd.DataFrame = pd.read_csv(
            BytesIO(content),
            dtype=types,
            keep_default_na=False,  # NA is a country, and a name may be None
            na_values=list(self.missing),
            encoding="utf-8",
        )
        return table
