"""Who publishes the pages of a project, and where they stand."""

from __future__ import annotations

import re
from typing import Annotated, Final
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, Field

from geo.definition.values import FROZEN, Address, Text

_MAIL: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_WEB: Final = re.compile(r"https?://[^\s/]")


def _folder(address: str) -> str:
    """Return the address of a folder, with the slash at its end."""
    if {"?", "#"} & set(address) or address.endswith((".html", ".htm")):
        raise ValueError("the address of the folder that the pages are in, such as https://example.org/maps/")
    return address.rstrip("/") + "/"


def _contact(text: str) -> str:
    if not (_MAIL.fullmatch(text) or _WEB.match(text)):
        raise ValueError("a mail address, or one that starts with https:// or http://")
    return text


class Publication(BaseModel):
    """What the pages of a project have in common. Each field is a key of its ``project.toml``.

    Examples
    --------
    >>> Publication(address="https://example.org/maps").page_address("our-clusters")
    'https://example.org/maps/our-clusters.html'
    """

    model_config = FROZEN

    publisher: Text | None = Field(default=None, description="Who publishes the maps.")
    address: Annotated[Address, AfterValidator(_folder)] | None = Field(
        default=None,
        description="Where the maps are published: the address of the folder that the pages are in.",
    )
    contact: Annotated[Text, AfterValidator(_contact)] | None = Field(
        default=None, description="Whom to ask about the maps: a mail address, or that of a web page."
    )
    licence: Address | None = Field(
        default=None, description="Address of the licence that the ledgers of the maps are published under."
    )

    def page_address(self, name: str) -> str | None:
        """Return where the page of a map stands; None when the project names no address."""
        return None if self.address is None else self.address + quote(f"{name}.html")
