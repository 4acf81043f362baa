"""The two ways to write a country's code, and the country's name in each language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

#: The countries that GISCO, and so NUTS, codes in its own way, and what ISO 3166-1 has instead.
ISO_CODES: Final[Mapping[str, str]] = MappingProxyType({"EL": "GR", "UK": "GB"})
_GISCO_CODES: Final = {iso: gisco for gisco, iso in ISO_CODES.items()}


def iso_code(country: str) -> str:
    """Return the ISO 3166-1 code of a country that GISCO codes.

    Examples
    --------
    >>> iso_code("EL"), iso_code("FR")
    ('GR', 'FR')
    """
    return ISO_CODES.get(country, country)


def gisco_code(code: str) -> str:
    """Return a code of a country or region with the letters that GISCO gives its country.

    Examples
    --------
    >>> gisco_code("GR"), gisco_code("GB11"), gisco_code("FR10")
    ('EL', 'UK11', 'FR10')
    """
    return _GISCO_CODES.get(code[:2], code[:2]) + code[2:]


@lru_cache(maxsize=1 << 10)
def country_name(country: str, language: str = "en") -> str:
    """Return the name of a country in a language; the code itself when it is no country's.

    Parameters
    ----------
    country
        GISCO code: EL for Greece, UK for the United Kingdom, else ISO 3166-1.
    language
        Code of the language; any that CLDR knows.

    Source
    ------
    Unicode CLDR, territory names, as Babel carries them.

    Examples
    --------
    >>> country_name("EL", "ca"), country_name("UK", "de")
    ('Grècia', 'Vereinigtes Königreich')
    """
    from babel import Locale  # noqa: PLC0415 - loads locale data

    return str(Locale(language).territories.get(iso_code(country), country))
