"""What a page says in each language that no catalogue holds: names of countries, how it writes numbers.

A browser knows them too, but the first it is asked for takes it longer than a third of the map to draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from babel import Locale
from babel.numbers import format_percent, get_decimal_symbol

from geo.language.country_names import country_name

#: Names beside names that are alike: a page is 0.1 kB smaller when it is compressed.
_RELATED: Final = ("ca", "es", "it", "en", "fr", "de")


def related(languages: Iterable[str]) -> tuple[str, ...]:
    """Return languages in the order in which the names of a place stand beside each other."""
    return tuple(sorted(languages, key=lambda code: place_in(_RELATED, code)))


def place_in(order: Sequence[str], language: str) -> tuple[int, str]:
    """Return what sorts a language into an order; those that it does not hold follow by their codes."""
    return (order.index(language) if language in order else len(order), language)


def country_names(languages: Iterable[str], countries: Iterable[str]) -> dict[str, str]:
    """Return the names of countries by code: the English one, then that in each language where it differs.

    Parameters
    ----------
    languages
        Codes of the page's languages.
    countries
        GISCO codes of the countries that something on the page names.

    Source
    ------
    Unicode CLDR, as Babel carries it.

    Examples
    --------
    >>> country_names(["en", "ca"], ["EL", "MT"])
    {'EL': 'Greece|Grècia', 'MT': 'Malta'}
    """
    names = {}
    for code in sorted(countries):
        english = country_name(code)
        others = (country_name(code, language) for language in related(languages))
        names[code] = "|".join((english, *("" if name == english else name for name in others))).rstrip("|")
    return names


def locale_messages(languages: Iterable[str]) -> dict[str, dict[str, str]]:
    r"""Return texts by key and language: the name of the language, and how it writes numbers.

    Parameters
    ----------
    languages
        Codes of the page's languages.

    Source
    ------
    Unicode CLDR, as Babel carries it.

    Examples
    --------
    >>> texts = locale_messages(["ca", "de"])
    >>> texts["map.language"], texts["map.decimal"]
    ({'ca': 'Català', 'de': 'Deutsch'}, {'ca': ',', 'de': ','})
    >>> texts["map.share"]
    {'ca': '{value}\xa0%', 'de': '{value}\xa0%'}
    """
    locales = {language: Locale(language) for language in languages}
    names = {language: str(locale.get_display_name()) for language, locale in locales.items()}
    return {
        "map.language": {language: name[:1].upper() + name[1:] for language, name in names.items()},
        "map.decimal": {language: get_decimal_symbol(locale) for language, locale in locales.items()},
        # One hundredth, whose digit is the place of the value.
        "map.share": {
            language: format_percent(0.01, locale=locale).replace("1", "{value}")
            for language, locale in locales.items()
        },
    }
