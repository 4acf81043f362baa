"""Countries: the codes the NUTS classification uses, and every name people write instead."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from geo.language.country_names import ISO_CODES, country_name, iso_code
from geo.language.folding import fold
from geo.language.messages import LANGUAGES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Names in wide use that CLDR (and so Babel) does not list as a territory's name.
_ALIASES: Final = {
    "Czech Republic": "CZ",
    "República Checa": "CZ",
    "República Txeca": "CZ",
    "République tchèque": "CZ",
    "Tschechische Republik": "CZ",
    "Repubblica Ceca": "CZ",
    "Slovak Republic": "SK",
    "The Netherlands": "NL",
    "Holland": "NL",
    "Great Britain": "UK",
    "Turkey": "TR",
    **dict.fromkeys(("Oesterreich", "Oestreich"), "AT"),
    "Daenemark": "DK",
    **dict.fromkeys(
        ("Grand Duchy of Luxembourg", "Grand-Duché de Luxembourg", "Granducato di Lussemburgo"), "LU"
    ),
    **dict.fromkeys(
        ("Großherzogtum Luxemburg", "Gran Ducado de Luxemburgo", "Gran Ducat de Luxemburg"), "LU"
    ),
    "Rumaenien": "RO",
    "Tuerkei": "TR",
    "Macedonia": "MK",
    "Bosnia": "BA",
    "Bosnia and Herzegovina": "BA",
}

#: Parts of the United Kingdom that its own tables call countries, in the languages of the pages. None is
#: taken for the whole of it: it is a region, and says more.
_PARTS: Final = (
    *("England", "Scotland", "Wales", "Northern Ireland"),
    *("Anglaterra", "Escòcia", "Gal·les", "Irlanda del Nord"),
    *("Inglaterra", "Escocia", "Gales", "Irlanda del Norte"),
    *("Angleterre", "Écosse", "Pays de Galles", "Irlande du Nord"),
    *("Schottland", "Nordirland"),
    *("Inghilterra", "Scozia", "Galles"),
)

#: Outermost longitudes and latitudes of each country's parts, in whole degrees outwards: (left, bottom,
#: right, top), EPSG:4326. They decide only whether a latitude and a longitude were swapped.
#: Source: Eurostat GISCO, NUTS 2013, 2016 and 2021, 1:10 million; BA, UA and XK: Natural Earth.
_BOXES: Final[dict[str, tuple[tuple[int, int, int, int], ...]]] = {
    "AL": ((19, 39, 22, 43),),
    "AT": ((9, 46, 18, 50),),
    "BA": ((15, 42, 20, 46),),
    "BE": ((2, 49, 7, 52),),
    "BG": ((22, 41, 29, 45),),
    "CH": ((5, 45, 11, 48),),
    "CY": ((32, 34, 35, 36),),
    "CZ": ((12, 48, 19, 52),),
    "DE": ((5, 47, 16, 56),),
    "DK": ((8, 54, 16, 58),),
    "EE": ((21, 57, 29, 60),),
    "EL": ((19, 34, 30, 42),),
    "ES": ((-10, 35, 5, 44), (-19, 27, -13, 30)),
    "FI": ((19, 59, 32, 71),),
    "FR": (
        (-6, 41, 10, 52),
        (-64, 15, -60, 19),  # Guadeloupe
        (-62, 14, -60, 15),  # Martinique
        (-55, 2, -51, 6),  # Guyane
        (55, -22, 56, -20),  # La Réunion
        (44, -14, 46, -12),  # Mayotte
    ),
    "HR": ((13, 42, 20, 47),),
    "HU": ((16, 45, 23, 49),),
    "IE": ((-11, 51, -5, 56),),
    "IS": ((-25, 63, -13, 67),),
    "IT": ((6, 35, 19, 48),),
    "LI": ((9, 47, 10, 48),),
    "LT": ((20, 53, 27, 57),),
    "LU": ((5, 49, 7, 51),),
    "LV": ((20, 55, 29, 59),),
    "ME": ((18, 41, 21, 44),),
    "MK": ((20, 40, 24, 43),),
    "MT": ((14, 35, 15, 37),),
    "NL": ((3, 50, 8, 54),),
    "NO": ((4, 57, 32, 72), (10, 74, 34, 81), (-10, 70, -7, 72)),  # with Svalbard and Jan Mayen
    "PL": ((14, 48, 25, 55),),
    "PT": ((-10, 36, -6, 43), (-32, 36, -24, 40), (-18, 30, -15, 34)),  # with Açores and Madeira
    "RO": ((20, 43, 30, 49),),
    "RS": ((18, 42, 24, 47),),
    "SE": ((10, 55, 25, 70),),
    "SI": ((13, 45, 17, 47),),
    "SK": ((16, 47, 23, 50),),
    "TR": ((25, 35, 45, 43),),
    "UA": ((22, 44, 41, 53),),
    "UK": ((-9, 49, 2, 61),),
    "XK": ((20, 41, 22, 44),),
}

#: In names of so many letters two slips are nothing far-fetched.
_LONG: Final = 7

#: Every country with NUTS units or units like them (EFTA, candidates), as GISCO codes them: as ISO 3166-1,
#: but for Greece (EL) and the United Kingdom (UK).
CODES: Final = tuple(_BOXES)


def country_code(text: str) -> str | None:
    """Return the GISCO code of a country.

    Parameters
    ----------
    text
        ISO 3166-1 code (two or three letters), GISCO code, or the country's name in English, Catalan,
        Spanish, French, German, Italian or one of its own official languages. Case, accents and punctuation
        do not count.

    Returns
    -------
    str or None
        None when no country of `CODES` is meant.

    Examples
    --------
    >>> country_code("Grècia"), country_code("GR"), country_code("el")
    ('EL', 'EL', 'EL')
    >>> country_code("Österreich"), country_code("aut"), country_code("Suomi")
    ('AT', 'AT', 'FI')
    >>> country_code("Atlantis") is None
    True
    """
    key = fold(text)
    if code := _codes().get(key):
        return code
    # Language by language: the names of one are many to load, and most tables are in English.
    names = (_names_in(language) for language in LANGUAGES)
    translated = next((code for known in names if (code := known.get(key))), None)
    return translated or _aliases().get(key) or _own_names().get(key)


@lru_cache(4096)  # a table misspells one country in many rows
def nearest_country(text: str) -> str | None:
    """Return the English name of the country that ``text`` is a slip of, or lies in; None when of none.

    A slip is one letter that is wrong, missing, too many or exchanged with the next one; two where the name
    is long and begins rightly. What is only like a name is a name of its own: Flanders is no Finland.

    Examples
    --------
    >>> nearest_country("Germny"), nearest_country("Allemange"), nearest_country("Scotland")
    ('Germany', 'Germany', 'United Kingdom')
    >>> nearest_country("Flanders") is None
    True
    """
    from rapidfuzz import process  # noqa: PLC0415 - countries that are found must not need it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    key = fold(text)
    if is_part_of_country(text):
        return country_name("UK")
    if len(key) < 4:
        return None  # two or three letters are alike by chance
    slips = process.extract(key, list(_names()), scorer=OSA.distance, score_cutoff=2, limit=None)
    close = [
        (distance, name)
        for name, distance, _ in slips
        if distance == 1 or (len(name) >= _LONG and name[0] == key[0])
    ]
    return country_name(_names()[min(close)[1]]) if close else None


def is_swapped(lat: float, lon: float, code: str | None) -> bool:
    """Return whether a point lands in a country only after its coordinates change places.

    Parameters
    ----------
    lat, lon
        Degrees, EPSG:4326, as the table holds them.
    code
        Code of the country the record states; any country of ours when None. Of a country outside the NUTS
        classification nothing is said.

    Examples
    --------
    >>> is_swapped(2.17, 41.39, "ES"), is_swapped(41.39, 2.17, "ES")
    (True, False)
    >>> is_swapped(32.08, 34.78, "IL")
    False
    """
    boxes = _boxes_of(code)
    is_here = any(_in_box(box, lat, lon) for box in boxes)
    return not is_here and any(_in_box(box, lon, lat) for box in boxes)


def are_swapped(lat: NDArray[np.float64], lon: NDArray[np.float64], code: str | None) -> NDArray[np.bool_]:
    """Return for each of many points what `is_swapped` says of one."""
    import numpy as np  # noqa: PLC0415 - names and codes of countries must not need it

    here, swapped = np.zeros(len(lat), dtype=bool), np.zeros(len(lat), dtype=bool)
    for box in _boxes_of(code):
        here |= _in_box(box, lat, lon)
        swapped |= _in_box(box, lon, lat)
    return swapped & ~here


def _boxes_of(code: str | None) -> tuple[tuple[int, int, int, int], ...]:
    if code is None:
        return tuple(box for parts in _BOXES.values() for box in parts)
    return _BOXES.get(code, ())


def _in_box(box: tuple[int, int, int, int], lat: Any, lon: Any) -> Any:
    """Return whether a point is in a box, or which of many are."""
    left, bottom, right, top = box
    return (left <= lon) & (lon <= right) & (bottom <= lat) & (lat <= top)


@cache
def _codes() -> dict[str, str]:
    from babel.core import get_global  # noqa: PLC0415 - loads locale data

    codes = {code.casefold(): code for code in CODES}
    codes |= {iso.casefold(): code for code, iso in ISO_CODES.items()}
    gisco = {iso_code(code): code for code in CODES}
    for alias, territories in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(territories) == 1 and territories[0] in gisco:
            codes[alias.casefold()] = gisco[territories[0]]
    return codes


@cache
def _aliases() -> dict[str, str]:
    return {fold(alias): code for alias, code in _ALIASES.items()}


def is_part_of_country(text: str) -> bool:
    """Return whether a text names a part of a country that tables call a country: England."""
    return fold(text) in _parts()


@cache
def _parts() -> frozenset[str]:
    return frozenset(map(fold, _PARTS))


@cache
def _names_in(language: str) -> dict[str, str]:
    return {fold(country_name(code, language)): code for code in CODES}


@cache
def _names() -> dict[str, str]:
    """Return every name; one that two languages give to different countries is that of the first language."""
    names = dict(_aliases())
    for language in reversed(LANGUAGES):
        names |= _names_in(language)
    return names


@cache
def _own_names() -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - loads locale data
    from babel.languages import get_official_languages  # noqa: PLC0415

    names = {}
    for code in CODES:
        iso = iso_code(code)
        for language in get_official_languages(iso):
            names[fold(Locale.parse(language).territories[iso])] = code
    return names
