"""Names of regions as people write them, and what two of them share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from geo.language.folding import fold

#: A name at least this similar (0-100) may stand for the name asked for, and the note says so.
NEAR_SCORE: Final = 85.0
#: Below this similarity a name is not even worth suggesting.
SUGGEST_SCORE: Final = 70.0

#: Words that say what kind of unit a name belongs to, by the language they come from (ISO 639-1). People
#: leave them out or write those of another language, so they tell no unit from another: Stockholms län,
#: Stockholm County and Contea di Stoccolma. Spelled as usual; they are compared folded.
OFFICE_WORDS: Final[Mapping[str, str]] = {
    "bg": "oblast област",
    "ca": """regió província comunitat autònoma foral principat cantó comtat departament estat lliure
        voivodat àrea metropolitana districte territori prefectura perifèria comarca""",
    "cs": "kraj okres oblast",
    "da": "region amt landsdel",
    "de": """Land Bundesland Freistaat Freie Hansestadt Kanton Provinz Region Bezirk Reg. Bez.
        Regierungsbezirk Kreis Landkreis Woiwodschaft Gespanschaft Komitat Verwaltungsbezirk
        Verwaltungsregion Planungsregion Metropolregion Oblast Hauptstadtregion Großraum
        Distrikt Departement Département Präfektur Landschaftsverband Fürstentum Kraj
        Selbstverwaltungsregion autonome autonomes autonomer Gemeinschaft Grafschaft Gebiet
        statistische""",
    "el": "perifereia περιφέρεια nomos νομός περιφερειακή ενότητα",
    "en": """region county counties council province canton state voivodeship voivodship department
        district community autonomous principality prefecture periphery metropolitan free
        hanseatic administrative oblast governorate municipality statistical planning subregion
        territory area chartered""",
    "es": """región provincia comunidad autónoma foral principado cantón condado departamento estado
        federado libre voivodato área metropolitana distrito territorio histórico prefectura
        periferia ccaa""",
    "et": "maakond maakonna",
    "fi": "maakunta maakunnan lääni seutukunta",
    "fr": """région province département canton comté voïvodie voïvodat État communauté autonome
        forale principauté préfecture arrondissement arr. district comitat métropole
        métropolitaine libre collectivité territoriale périphérie administrative judet oblast""",
    "hr": "županija",
    "hu": "megye vármegye régió",
    "it": """regione provincia cantone contea comunità autonoma autonomo forale dipartimento
        distretto voivodato prefettura principato stato libero libera consorzio comunale comitato
        metropolitana area periferia regionale""",
    "lt": "apskritis regionas",
    "lv": "reģions plānošanas",
    "mk": "region регион",
    "nl": "provincie prov. gewest regio",
    "no": "fylke fylket fylkeskommune",
    "pl": "województwo woj. region makroregion podregion powiat",
    "pt": "distrito região autónoma autônoma área metropolitana província",
    "ro": "județ județul regiune regiunea",
    "sk": "kraj okres samosprávny",
    "sl": "regija statistična",
    "sq": "qark qarku",
    "sr": "okrug upravni oblast pokrajina област округ регион",
    "sv": "län region landskap landskapet",
    "tr": "ili bölgesi",
}
#: Words for an office that only cities have, in the same languages: Grad Zagreb is not Zagrebačka županija.
CITY_WORDS: Final = """city capital ciutat ciudad ville cité Stadt Hauptstadt Stadtkreis kreisfreie
        Metropolitanstadt città capitale grad miasto město hlavní főváros municipiul stolitsa
        столица byen stad hoofdstedelijk staden kaupunki"""
#: Articles, prepositions and conjunctions of the same languages.
_PARTICLES: Final = """of the and von der die das und de del los las el la y e i els les dels d l du des le et
        en di della dello dei degli delle dell dal da do dos il lo gli a as o os och og ja kai
        și u van het with mit con amb avec"""
_CITY: Final = frozenset(fold(CITY_WORDS).split())
_OFFICE: Final = frozenset(fold(" ".join(OFFICE_WORDS.values())).split()) | _CITY
_LEFT_OUT: Final = _OFFICE | frozenset(fold(_PARTICLES).split())
#: Words written in several ways that mean the same, by what stands for them.
_SAME: Final = {
    other: word
    for word, others in {
        "st": "sankt saint sint sant",
        "north": "northern nord nördlich norte noord norra septentrional septentrionale settentrionale",
        "south": "southern sud süd südlich sur zuid syd södra sør meridional meridionale",
        "east": "eastern est este ost öst øst oost östlich östra oriental orientale",
        "west": "western ouest oeste oest ovest vest westlich västra occidental occidentale",
        "central": "centrale centre centro zentral middle mittel mellersta",
        "upper": "alta alto altas altos haute haut superior superiore supérieure supérieur",
        "lower": "baja bajo baixa bassa basso basse bas inferior inferiore inférieure inférieur",
    }.items()
    for other in fold(others).split()
}
#: A county of Sweden stands in the genitive before its office: Stockholms län.
_GENITIVE: Final = re.compile(r"(\w{3,})s lan$")
#: Before an office German makes an adjective of a place, and Finnish a genitive: Kaschauer Bezirk,
#: Pirkanmaan maakunta.
_ADJECTIVE: Final = re.compile(r"(\w{4,}?)(?:er|n)$")
#: Eurostat marks names that exist in several countries: Centre (FR), Norte (PT).
_COUNTRY_MARK: Final = re.compile(r"\s*\([A-Z]{2}\)$")
#: What people add to a name.
_BRACKETS: Final = re.compile(r"[(\[][^)\]]*[)\]]")


def spellings(name: str) -> tuple[str, ...]:
    """Return a unit's name, and the names it consists of, folded.

    Examples
    --------
    >>> spellings("Araba/Álava"), spellings("Centre (FR)")
    (('araba alava', 'araba', 'alava'), ('centre fr', 'centre'))
    """
    folded = dict.fromkeys(fold(text) for text in (name, _COUNTRY_MARK.sub("", name), *name.split("/")))
    return tuple(text for text in folded if text)


def parts(printed: str) -> tuple[str, ...]:
    """Return what a printed name may consist of, folded: without what stands in brackets, between strokes.

    Examples
    --------
    >>> parts("Svalbard (région arctique)"), parts("Fribourg / Freiburg")
    (('svalbard',), ('fribourg', 'freiburg'))
    """
    plain = _BRACKETS.sub(" ", printed)
    return tuple(folded for text in plain.split("/") if (folded := fold(text)))


@lru_cache(maxsize=1 << 15)
def core(folded: str) -> str:
    """Return the words of a folded name that tell it from others, in alphabetical order.

    Words for an office, articles and conjunctions are left out, unless nothing else is there.

    Examples
    --------
    >>> core(fold("Asturias, Principado de")), core(fold("Principality of Asturias"))
    ('asturias', 'asturias')
    >>> core(fold("Région"))
    'region'
    """
    words = folded.split()
    own = [_SAME.get(word, word) for word in words if word not in _LEFT_OUT]
    return " ".join(sorted(own or words))


def cores(folded: str) -> tuple[str, ...]:
    """Return the `core` of a unit's name, and of its nominative where the name stands in the genitive."""
    match = _GENITIVE.search(folded)
    return (core(folded), core(folded[: match.start()] + match[1])) if match else (core(folded),)


def asked_cores(folded: str) -> Iterator[str]:
    """Yield the `core` of a printed name, then those of the places its adjectives are made of."""
    yield core(folded)
    if has_office(folded):
        for word in folded.split():
            if match := _ADJECTIVE.match(word):
                yield from (core(folded.replace(word, place)) for place in (match[1], match[1] + "e"))


def own_letters(name: str) -> int:
    """Count the letters that plain Latin lacks; of two spellings of a name, that with more is as written.

    Examples
    --------
    >>> own_letters("Łódzkie"), own_letters("Lódzkie")
    (2, 1)
    """
    return sum(not letter.isascii() for letter in name)


def has_office(folded: str) -> bool:
    """Return whether a folded name holds a word for an office."""
    return not _OFFICE.isdisjoint(folded.split())


def is_city(folded: str) -> bool:
    """Return whether a folded name holds a word for an office that only cities have."""
    return not _CITY.isdisjoint(folded.split())
