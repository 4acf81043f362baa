"""What one cell of a table may hold: from text to a value, or to what was expected instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from geo.datapackage.catalog import Catalog
from geo.errors import nearest
from geo.language.country_names import gisco_code
from geo.nuts.countries import country_code, is_part_of_country, nearest_country
from geo.nuts.other_countries import other_country
from geo.nuts.vintages import expected_vintage, vintages

STAGES: Final = ("emerging", "growing", "mature")
FUNDING_KINDS: Final = ("shares", "mentions")
CLASSES: Final = ("leader", "strong", "moderate", "emerging", "modest")
_GROUP: Final = re.compile(r"innovation (leader)s?|(\w+) innovators?", re.IGNORECASE)
CITY_STATUSES: Final = ("sourced", "source document", "unconfirmed", "unknown")

_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
#: A number with a sign between its thousands, and a decimal mark that is another one.
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}([.,'’\s])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
#: Beyond it neither the page nor a picture can write a number with all its digits.
LARGEST_NUMBER: Final = 1e15
_WHOLE: Final = re.compile(r"\+?(\d+)([.,]0)?")
_NUTS: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
#: What people write between two codes, beside ";".
_SEPARATORS: Final = re.compile(r"\s*[,/|+&]\s*|\s+")


@dataclass(frozen=True)
class Wrong:
    """A cell that holds something else than it should.

    Parameters
    ----------
    expected
        What would have been right, in plain words.
    suggestion
        The nearest valid value.
    """

    expected: str
    suggestion: str | None = None


def number(text: str) -> float | Wrong:
    """Read a number with a decimal point or a decimal comma, without separators of thousands.

    Examples
    --------
    >>> number("12,5"), number("−3")
    (12.5, -3.0)
    >>> number("1.234,5")
    Wrong(expected='a number such as 12.5 or 12,5, without separators of thousands', suggestion='1234,5')
    """
    text = text.replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(text):
        parted = _THOUSANDS.fullmatch(text)
        plain = text.replace(parted[1], "") if parted else None
        return Wrong("a number such as 12.5 or 12,5, without separators of thousands", plain)
    value = float(text.replace(",", "."))
    if abs(value) > LARGEST_NUMBER:
        return Wrong("a number of at most 15 digits; give it in a larger unit")
    return value


def percent(text: str) -> float | Wrong:
    """Read a percentage from 0 to 100, with or without its sign.

    Examples
    --------
    >>> percent("76"), percent("12,5 %")
    (76.0, 12.5)
    >>> percent("120").expected
    'a percentage from 0 to 100'
    """
    value = number(text.removesuffix("%").rstrip())
    if isinstance(value, Wrong) or not 0 <= value <= 100:
        return Wrong("a percentage from 0 to 100")
    return value


def degrees(limit: float) -> Callable[[str], float | Wrong]:
    """Return a reader of degrees (EPSG:4326) from ``-limit`` to ``limit``."""

    def read(text: str) -> float | Wrong:
        value = number(text)
        if isinstance(value, Wrong) or not -limit <= value <= limit:
            return Wrong(f"degrees from -{limit} to {limit}, such as 41.39")
        return value

    return read


def whole(text: str) -> int | Wrong:
    """Read a whole number of 0 or more.

    Examples
    --------
    >>> whole("250"), whole("1.200")
    (250, Wrong(expected='a whole number, 0 or more, without separators', suggestion='1200'))
    """
    match = _WHOLE.fullmatch(text)
    if match and len(match[1]) <= 15:
        return int(match[1])
    digits = re.sub(r"[.,'’\s]", "", text) if re.fullmatch(r"\d{1,3}([.,'’\s]\d{3})+", text) else None
    return Wrong("a whole number, 0 or more, without separators", digits)


def year(text: str) -> int | Wrong:
    """Read a year from 1000 to 2100.

    Examples
    --------
    >>> year("2009"), year("1 May 2009").suggestion
    (2009, '2009')
    """
    value = whole(text)
    if isinstance(value, int) and 1000 <= value <= 2100:
        return value
    inside = re.search(r"(?<!\d)(1[0-9]|20)\d\d(?!\d)", text)
    return Wrong("a year such as 2009", inside[0] if inside else None)


def vintage_year(text: str) -> int | Wrong:
    """Read the year of a NUTS vintage, with or without the word.

    Examples
    --------
    >>> vintage_year("2016"), vintage_year("NUTS 2016"), vintage_year("NUTS2021")
    (2016, 2016, 2021)
    """
    return year(re.sub(r"(?i)^nuts[\s-]*", "", text))


def vintage(catalog: Catalog) -> Callable[[str], int | Wrong]:
    """Return a reader of a NUTS vintage; of any year when the data package has no boundaries at all."""
    years = vintages(catalog=catalog)

    def read(text: str) -> int | Wrong:
        value = vintage_year(text)
        if not years or value in years:
            return value
        if isinstance(value, Wrong):
            return Wrong(f"one of {', '.join(map(str, years))}")
        return Wrong(*expected_vintage(value, catalog=catalog))

    return read


def choice(options: Sequence[str]) -> Callable[[str], str | Wrong]:
    """Return a reader of one out of a few words; case does not count.

    Examples
    --------
    >>> choice(["shares", "mentions"])("Shares")
    'shares'
    """

    def read(text: str) -> str | Wrong:
        if text.casefold() in options:
            return text.casefold()
        return Wrong(f"one of {', '.join(options)}", nearest(text, options))

    return read


def class_in_short(text: str) -> str:
    """Return the group of a class in one word, of the names that the scoreboard gives it.

    The scoreboard of 2019 splits its groups into +, none and -.

    Examples
    --------
    >>> [class_in_short(text) for text in ("Leader +", "strong-", "Innovation leaders", "Strong innovator")]
    ['Leader', 'strong', 'leader', 'Strong']
    """
    group = text.rstrip("+-\u2212\u2013 ").strip()
    return match[1] or match[2] if (match := _GROUP.fullmatch(group)) else group


def keys(options: Sequence[str]) -> Callable[[str], tuple[str, ...] | Wrong]:
    """Return a reader of ``;``-separated keys, each kept once; case, spaces and hyphens do not count.

    Examples
    --------
    >>> keys(["training", "meeting_rooms"])("Meeting rooms; training")
    ('meeting_rooms', 'training')
    """

    def read(text: str) -> tuple[str, ...] | Wrong:
        given = [part.strip() for part in text.split(";") if part.strip()]
        found = [re.sub(r"[\s-]+", "_", part.casefold()) for part in given]
        unknown = [part for part, key in zip(given, found, strict=True) if key not in options]
        if not unknown:
            return tuple(dict.fromkeys(found))
        near = [nearest(part.replace(" ", "_"), options) for part in unknown]
        expected = f"keys of services separated by ';' (unknown: {', '.join(unknown)})"
        return Wrong(expected, ";".join(key for key in near if key) or None)

    return read


def website(text: str) -> str | Wrong:
    """Check an address: only http and https can be opened from a page.

    Examples
    --------
    >>> website("https://www.example.org/a?b=c")
    'https://www.example.org/a?b=c'
    >>> website("javascript:alert(1)")
    Wrong(expected='an address that starts with https:// or http://', suggestion=None)
    >>> website("www.example.org").suggestion
    'https://www.example.org'
    >>> website("https://me:secret@example.org").expected
    'an address without a user name or a password'
    """
    expected = "an address that starts with https:// or http://"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return Wrong(expected)
    # Whoever opens the page could read it.
    if parts.username is not None:
        return Wrong("an address without a user name or a password")
    odd = re.search(r"[\s\\<>\"`\x00-\x1f\x7f]", text)
    if parts.scheme.lower() in ("http", "https") and host and not odd:
        return text
    bare = re.fullmatch(r"[\w-]+(\.[\w-]+)+(/[\w./?=&%-]*)?", text)
    return Wrong(expected, f"https://{text}" if bare else None)


def country(text: str) -> str | Wrong:
    """Read a country (code or name) as its GISCO code, or its ISO code when it has no NUTS regions.

    That nothing can be located there is for locating to say.
    """
    code = country_code(text) or other_country(text)
    if code is None:
        expected = "a country: its code or its name"
        if is_part_of_country(text):
            expected += "; a part of one is a region"
        return Wrong(expected, nearest_country(text))
    return code


def nuts_code(text: str) -> str | Wrong:
    """Read a NUTS code, or several separated by ``;``; whether they exist is for locating to say.

    Examples
    --------
    >>> nuts_code("es51"), nuts_code("GR30").suggestion
    ('ES51', 'EL30')
    >>> nuts_code("DE21; DE22"), nuts_code("DE21 / DE22").suggestion
    ('DE21;DE22', 'DE21;DE22')
    >>> nuts_code("DE21 - Oberbayern").suggestion, nuts_code("Oberbayern (DE21)").suggestion
    ('DE21', 'DE21')
    """
    if ";" in text:
        read = [nuts_code(part.strip()) for part in text.split(";") if part.strip()]
        wrong = next((code for code in read if isinstance(code, Wrong)), None)
        return wrong or ";".join(dict.fromkeys(map(str, read)))
    code = text.upper()
    expected = "a NUTS code: a country's two letters and up to three letters or digits"
    parts = [part for part in _SEPARATORS.split(code) if not re.fullmatch(r"NUTS[0-3]?", part)]
    if len(parts) > 1 and all(_NUTS.fullmatch(part) for part in parts):
        return Wrong(f"{expected}; several are separated by ';'", ";".join(parts))
    if gisco_code(code) != code:  # the usual slip: letters of ISO 3166-1
        return Wrong(expected, gisco_code(code))
    bare = re.sub(r"[\s._-]", "", "".join(parts))
    if _NUTS.fullmatch(code):
        return code
    # A name beside the code, as statistical offices label their regions.
    labelled = re.findall(r"\b[A-Z]{2}[A-Z0-9]{0,2}[0-9][A-Z0-9]?\b", code)
    near = bare if _NUTS.fullmatch(bare) else labelled[0] if len(labelled) == 1 else None
    return Wrong(expected, near)
