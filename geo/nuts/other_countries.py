"""Countries without NUTS regions: known, so that a record there is told from a slip."""

from __future__ import annotations

from functools import cache
from typing import Final

from geo.language.folding import fold
from geo.language.messages import LANGUAGES
from geo.nuts.countries import country_code

#: What CLDR lists among the countries and is none.
_NO_COUNTRIES: Final = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))
#: Names in wide use that CLDR does not list.
_ALIASES: Final = {
    **dict.fromkeys(("Moldau", "Republic of Moldova"), "MD"),
    **dict.fromkeys(("United States of America", "Vereinigte Staaten von Amerika"), "US"),
    **dict.fromkeys(("Estados Unidos de América", "États-Unis d’Amérique"), "US"),
    **dict.fromkeys(("Estats Units d’Amèrica", "Stati Uniti d’America"), "US"),
}


def other_country(text: str) -> str | None:
    """Return the ISO 3166-1 code of a country outside the NUTS classification.

    Parameters
    ----------
    text
        Its code (two or three letters), or its name in one of the languages of the pages.

    Returns
    -------
    str or None
        None when no such country is meant, or one with NUTS regions.

    Source
    ------
    Unicode CLDR, territory names, as Babel carries them.

    Examples
    --------
    >>> other_country("Moldau"), other_country("US"), other_country("Austria") is None
    ('MD', 'US', True)
    """
    return None if country_code(text) else _others().get(fold(text))


@cache
def _others() -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - loads locale data
    from babel.core import get_global  # noqa: PLC0415

    territories: dict[str, dict[str, str]] = {
        language: dict(Locale.parse(language).territories) for language in reversed(LANGUAGES)
    }
    codes = {
        code
        for code in territories["en"]
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES and not country_code(code)
    }
    code_by_name = {
        fold(names[code]): code for names in territories.values() for code in names if code in codes
    }
    for alias, places in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(places) == 1 and places[0] in codes:
            code_by_name[alias.casefold()] = places[0]
    code_by_name |= {fold(name): code for name, code in _ALIASES.items()}
    return code_by_name | {code.casefold(): code for code in codes}
