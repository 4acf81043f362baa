"""What the publishers offer, and where: vintages of the boundaries, editions of the scoreboard."""

from __future__ import annotations

from typing import Final

from geo.datapackage.catalog import Catalog
from geo.errors import UpdateError

_GISCO: Final = "https://gisco-services.ec.europa.eu/distribution/v2/nuts/geojson"
SCALES: Final = ("03M", "10M", "20M")
#: Vintages of GISCO that this program knows how to read.
KNOWN_VINTAGES: Final = (2013, 2016, 2021, 2024)
#: Editions whose workbook has the layout that `geo.update.scorebook` reads.
SCOREBOARD_URLS: Final = {2025: "https://ec.europa.eu/assets/rtd/eis/2025/downloads/RIS_web_download.xlsx"}


def boundary_url(vintage: int, scale: str) -> str:
    """Return the address of the official file with all levels of a vintage.

    Raises
    ------
    UpdateError
        There is no such vintage or scale.
    """
    check_offer(vintage, scale)
    return f"{_GISCO}/NUTS_RG_{scale}_{vintage}_4326.geojson"


def missing_vintages(catalog: Catalog) -> list[int]:
    """Return the vintages GISCO offers that the package does not hold."""
    return [year for year in KNOWN_VINTAGES if year not in catalog.years("nuts")]


def missing_editions(catalog: Catalog) -> list[int]:
    """Return the editions with a known address that the package does not hold."""
    return [year for year in SCOREBOARD_URLS if year not in catalog.years("scoreboard")]


def check_offer(vintage: int, scale: str) -> None:
    """Refuse a vintage or a scale that GISCO does not offer."""
    if vintage not in KNOWN_VINTAGES:
        offer = ", ".join(map(str, KNOWN_VINTAGES))
        raise UpdateError(f"found NUTS vintage {vintage}, expected one of {offer}. Nothing was changed.")
    if scale not in SCALES:
        raise UpdateError(f"found scale {scale!r}, expected one of {', '.join(SCALES)}. Nothing was changed.")


def millions(scale: str) -> int:
    """Return the millions of a scale: 10 for ``10M``."""
    return int(scale.removesuffix("M"))
