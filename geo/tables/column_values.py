"""What the values below a header can be: a header alone may mean two things, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from geo.columns import (
    CITY,
    CLASS_PRINTED,
    CLASS_PRINTED_EDITION,
    COUNTRY,
    FOUNDED,
    FUNDING_KIND,
    FUNDING_MEMBERSHIP,
    FUNDING_PRIVATE,
    FUNDING_PUBLIC,
    FUNDING_SALES,
    LAT,
    LON,
    MEMBERS,
    NUTS_ID_PRINTED,
    NUTS_VINTAGE,
    REGION_PRINTED,
    STAGE,
    WEBSITE,
)
from geo.language.country_names import gisco_code
from geo.nuts.countries import CODES, country_code
from geo.nuts.other_countries import other_country
from geo.tables import cells
from geo.tables.rows import Table

_CODE: Final = re.compile(r"[A-Za-z]{2}[A-Za-z0-9]{0,3}(\s*;\s*[A-Za-z]{2}[A-Za-z0-9]{0,3})*")


def fits(column: str, values: Sequence[str]) -> bool:
    """Return whether any of the values can be what a column holds; an empty column speaks against nothing."""
    if not values:
        return True
    readers: Mapping[str, Callable[[str], object]] = {
        COUNTRY: lambda text: country_code(text) or other_country(text),
        NUTS_ID_PRINTED: lambda text: are_codes([text]) or None,
        REGION_PRINTED: lambda text: None if isinstance(cells.number(text), float) else text,
        CITY: lambda text: None if isinstance(cells.number(text), float) else text,
        LAT: cells.degrees(90),
        LON: cells.degrees(180),
        WEBSITE: lambda text: cells.website(text) if "." in text else None,
        FOUNDED: cells.year,
        MEMBERS: cells.whole,
        NUTS_VINTAGE: cells.vintage_year,
        STAGE: cells.choice(cells.STAGES),
        CLASS_PRINTED: cells.choice(cells.CLASSES),
        CLASS_PRINTED_EDITION: cells.year,
        FUNDING_KIND: cells.choice(cells.FUNDING_KINDS),
        **dict.fromkeys((FUNDING_PUBLIC, FUNDING_PRIVATE, FUNDING_MEMBERSHIP, FUNDING_SALES), cells.percent),
    }
    reader = readers.get(column)
    if reader is None:
        return True
    read = (reader(value) for value in values)
    if column == WEBSITE:  # an address that lacks its beginning is reported, not overlooked
        return any(value is not None for value in read)
    return any(value is not None and not isinstance(value, cells.Wrong) for value in read)


def are_countries(values: Sequence[str]) -> bool:
    """Return whether most values are countries."""
    return 2 * sum(fits(COUNTRY, [value]) for value in values) > len(values)


def are_codes(values: Sequence[str]) -> bool:
    """Return whether values look like NUTS codes, most of them longer than a country's two letters."""
    shaped = [value for value in values if _CODE.fullmatch(value) and gisco_code(value.upper())[:2] in CODES]
    digits = [value for value in shaped if len(value) > 2 and any(char.isdigit() for char in value)]
    return bool(values) and 2 * len(shaped) > len(values) and 2 * len(digits) > len(values)


def sample(table: Table, header: str) -> list[str]:
    """Return a sample of what stands below a header: the first two hundred different values."""
    values: dict[str, None] = {}
    for value in table.rows.cells(header):
        values[value] = None
        if len(values) == 200:
            break
    return list(values)
