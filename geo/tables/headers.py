"""How people head the columns of a cluster table, in the languages of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from geo.columns import (
    CITY,
    CITY_STATUS,
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
    MARKET_AREAS,
    MEMBERS,
    NAME,
    NUTS_ID_PRINTED,
    NUTS_VINTAGE,
    RECORD_ID,
    REGION_PRINTED,
    SERVICES,
    SOURCE,
    STAGE,
    WEBSITE,
)
from geo.language.folding import fold

#: The name a table writes for a column of ours, where it is another one.
SHORT: Final[Mapping[str, str]] = {
    RECORD_ID: "id",
    REGION_PRINTED: "region",
    NUTS_ID_PRINTED: "nuts_id",
}
#: What people write above a column, by column and language; case, accents, spaces, hyphens and underscores do
#: not count. The column's own name and its short one need not stand here.
WORDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    RECORD_ID: {
        "en": ("cluster id", "identifier"),
        "ca": ("identificador",),
        "es": ("identificador",),
        "fr": ("identifiant",),
        "de": ("Kennung",),
        "it": ("identificativo",),
    },
    NAME: {
        "en": (
            "cluster",
            "cluster name",
            "name of cluster",
            "name of the cluster",
            "organisation name",
            "cluster organisation",
            "cluster organization",
            "cluster initiative",
            "name of organisation",
            "name of organization",
        ),
        "ca": ("nom", "nom del clúster", "clúster", "nom clúster", "denominació"),
        "es": (
            "nombre",
            "nombre del clúster",
            "clúster",
            "nombre de la agrupación",
            "nombre clúster",
            "denominación",
        ),
        "fr": (
            "nom",
            "nom du cluster",
            "pôle",
            "nom du pôle",
            "dénomination",
            "pôle de compétitivité",
            "nom de l'organisation",
        ),
        "de": (
            "Clustername",
            "Name des Clusters",
            "Bezeichnung",
            "Clusterorganisation",
            "Organisationsname",
            "Netzwerkname",
        ),
        "it": ("nome", "nome del cluster", "denominazione", "nome cluster"),
    },
    COUNTRY: {
        "en": (
            "country name",
            "country code",
            "member state",
            "nation",
            "iso",
            "iso2",
            "iso3",
            "cntr code",
            "iso code",
            "country iso",
            "iso a2",
            "iso 3166",
            "cntr",
            "ctry",
        ),
        "ca": ("país", "codi de país", "estat", "nació", "estat membre"),
        "es": ("país", "código de país", "código país", "nación", "estado miembro"),
        "fr": ("pays", "code pays", "pays d'implantation", "état membre"),
        "de": (
            "Land",
            "Staat",
            "Ländercode",
            "Länderkürzel",
            "Landeskürzel",
            "Ländername",
            "Mitgliedstaat",
            "Mitgliedsstaat",
        ),
        "it": ("paese", "codice paese", "nazione", "stato", "stato membro"),
    },
    REGION_PRINTED: {
        "en": (
            *("region name", "name of region", "nuts name", "nuts region", "county", "province", "state"),
            *("federal state", *(f"nuts {level} name" for level in (1, 2, 3))),
            "name of nuts region",
            "county name",
            "province name",
            "voivodeship",
        ),
        "ca": ("regió", "nom de la regió", "comunitat autònoma", "província", "cantó"),
        "es": ("región", "nombre de la región", "comunidad autónoma", "provincia", "ccaa", "departamento"),
        "fr": (
            "région",
            "nom de la région",
            "nom région",
            "région administrative",
            "département",
            "canton",
            "dept",
        ),
        "de": ("Bundesland", "Land", "Regionsname", "Kanton", "Provinz", "Regierungsbezirk", "Landkreis"),
        "it": ("regione", "nome della regione", "nome regione", "provincia", "cantone"),
    },
    NUTS_ID_PRINTED: {
        "en": (
            *("nuts", "nuts code", "nuts id code", "nuts region code", "region code", "region id"),
            *(f"nuts {level}" for level in (1, 2, 3)),
            *(f"nuts {level} {word}" for level in (1, 2, 3) for word in ("code", "id", "region")),
            *(f"nuts level {level}" for level in (1, 2, 3)),
        ),
        "ca": ("codi nuts", *(f"codi nuts {level}" for level in (1, 2, 3)), "codi de regió"),
        "es": (
            *("código nuts", *(f"código nuts {level}" for level in (1, 2, 3))),
            *("código de región", "código región"),
        ),
        "fr": ("code nuts", *(f"code nuts {level}" for level in (1, 2, 3)), "code région"),
        "de": ("NUTS-Kennung", "NUTS-Schlüssel", "Regionscode"),
        "it": ("codice nuts", *(f"codice nuts {level}" for level in (1, 2, 3)), "codice regione"),
    },
    NUTS_VINTAGE: {
        "en": ("nuts version", "nuts year", "nuts classification"),
        "ca": ("versió nuts",),
        "es": ("versión nuts",),
        "fr": ("version nuts", "millésime nuts"),
        "de": ("NUTS-Version", "NUTS-Stand", "NUTS-Jahr"),
        "it": ("versione nuts",),
    },
    CITY: {
        "en": (
            "town",
            "city name",
            "municipality",
            "seat",
            "location",
            "headquarters",
            "hq city",
            "municipality name",
            "hq",
            "headquarter",
            "place",
        ),
        "ca": ("ciutat", "població", "municipi", "seu", "localitat", "ubicació", "lloc"),
        "es": ("ciudad", "población", "municipio", "localidad", "sede", "ciudad sede", "ubicación", "lugar"),
        "fr": ("ville", "commune", "localité", "siège", "ville du siège", "emplacement", "lieu"),
        "de": ("Stadt", "Ort", "Gemeinde", "Standort", "Sitz", "Hauptsitz", "Firmensitz"),
        "it": ("città", "comune", "località", "sede", "città sede", "sede legale", "luogo"),
    },
    CITY_STATUS: {},
    LAT: {
        "en": (
            "latitude",
            "y",
            "lat wgs84",
            "y coordinate",
            "lat dd",
            "point y",
            "coord y",
            "geo lat",
            "gps lat",
            "gps latitude",
            "y wgs84",
            "latitude deg",
        ),
        "ca": ("latitud",),
        "es": ("latitud",),
        "fr": ("latitude",),
        "de": ("Breite", "Breitengrad", "geographische Breite", "Y-Koordinate"),
        "it": ("latitudine",),
    },
    LON: {
        "en": (
            "longitude",
            "lng",
            "long",
            "x",
            "lon wgs84",
            "x coordinate",
            "lon dd",
            "point x",
            "coord x",
            "geo lon",
            "geo long",
            "gps lon",
            "gps longitude",
            "x wgs84",
            "longitude deg",
        ),
        "ca": ("longitud",),
        "es": ("longitud",),
        "fr": ("longitude",),
        "de": ("Länge", "Längengrad", "geographische Länge", "X-Koordinate"),
        "it": ("longitudine",),
    },
    WEBSITE: {
        "en": ("web", "url", "homepage", "web site", "link", "web page"),
        "ca": ("lloc web", "pàgina web"),
        "es": ("sitio web", "página web"),
        "fr": ("site web", "site internet"),
        "de": ("Webseite", "Internetseite", "Internetadresse", "Webadresse"),
        "it": ("sito", "sito web"),
    },
    FOUNDED: {
        "en": (
            "founding year",
            "year founded",
            "year of foundation",
            "foundation year",
            "established",
            "founded in",
            "since",
            "foundation",
        ),
        "ca": ("any de fundació", "any de creació", "fundació"),
        "es": ("año de fundación", "año de creación", "fundación"),
        "fr": (
            "année de création",
            "année de fondation",
            "date de création",
            "date de fondation",
            "fondation",
        ),
        "de": ("Gründungsjahr", "gegründet", "Gründung", "gegründet im Jahr"),
        "it": ("anno di fondazione", "anno di costituzione", "fondazione"),
    },
    MEMBERS: {
        "en": ("number of members", "member count", "no of members", "nr of members"),
        "ca": ("membres", "nombre de membres", "n. membres", "socis", "nombre de socis"),
        "es": (
            *("miembros", "número de miembros", "n.º de miembros", "n. miembros"),
            *("socios", "número de socios", "n.º de socios", "nº socios"),
        ),
        "fr": (
            "membres",
            "nombre de membres",
            "nb de membres",
            "adhérents",
            "nombre d'adhérents",
            "nb membres",
        ),
        "de": (
            "Mitglieder",
            "Mitgliederzahl",
            "Anzahl Mitglieder",
            "Zahl der Mitglieder",
            "Anzahl der Mitglieder",
        ),
        "it": ("membri", "numero di membri", "n. membri", "soci", "numero di soci", "numero soci"),
    },
    STAGE: {
        "en": ("maturity", "development stage", "life cycle stage"),
        "ca": ("fase", "etapa"),
        "es": ("fase", "etapa"),
        "fr": ("stade", "phase"),
        "de": ("Phase", "Reifegrad"),
        "it": ("fase", "stadio"),
    },
    CLASS_PRINTED: {
        "en": ("printed class", "ris class", "innovation class", "performance group"),
        "ca": ("classe", "classe d'innovació"),
        "es": ("clase", "clase de innovación"),
        "fr": ("classe", "classe d'innovation"),
        "de": ("Klasse", "Innovationsklasse", "Leistungsgruppe"),
        "it": ("classe", "classe di innovazione"),
    },
    CLASS_PRINTED_EDITION: {
        "en": ("printed class edition", "ris edition", "scoreboard edition"),
        "ca": ("edició",),
        "es": ("edición",),
        "fr": ("édition",),
        "de": ("Ausgabe",),
        "it": ("edizione",),
    },
    FUNDING_KIND: {
        "en": ("funding type", "kind of funding"),
        "ca": ("tipus de finançament",),
        "es": ("tipo de financiación",),
        "fr": ("type de financement",),
        "de": ("Art der Finanzierung", "Art der Förderung"),
        "it": ("tipo di finanziamento",),
    },
    FUNDING_PUBLIC: {
        "en": ("public funding", "public funds", "public share"),
        "ca": ("finançament públic", "fons públics"),
        "es": ("financiación pública", "fondos públicos"),
        "fr": ("financement public", "fonds publics"),
        "de": (
            *("öffentliche Mittel", "öffentliche Förderung", "öffentliche Finanzierung"),
            *("Mittel öffentlich", "Förderung öffentlich", "Finanzierung öffentlich"),
        ),
        "it": ("finanziamento pubblico", "fondi pubblici"),
    },
    FUNDING_PRIVATE: {
        "en": ("private funding", "private funds", "private share"),
        "ca": ("finançament privat", "fons privats"),
        "es": ("financiación privada", "fondos privados"),
        "fr": ("financement privé", "fonds privés"),
        "de": ("private Mittel", "private Finanzierung", "Mittel privat", "Finanzierung privat"),
        "it": ("finanziamento privato", "fondi privati"),
    },
    FUNDING_MEMBERSHIP: {
        "en": ("membership fees", "member fees"),
        "ca": ("quotes", "quotes dels membres"),
        "es": ("cuotas", "cuotas de los miembros"),
        "fr": ("cotisations",),
        "de": ("Mitgliedsbeiträge",),
        "it": ("quote associative",),
    },
    FUNDING_SALES: {
        "en": ("sales", "sales share"),
        "ca": ("vendes",),
        "es": ("ventas",),
        "fr": ("ventes",),
        "de": ("Verkäufe", "Verkaufserlöse"),
        "it": ("vendite",),
    },
    SERVICES: {
        "en": ("service portfolio", "services offered"),
        "ca": ("serveis",),
        "es": ("servicios",),
        "fr": ("services offerts",),
        "de": ("Dienste", "Dienstleistungen", "Leistungen"),
        "it": ("servizi",),
    },
    MARKET_AREAS: {
        "en": ("markets", "target markets"),
        "ca": ("mercats",),
        "es": ("mercados",),
        "fr": ("marchés",),
        "de": ("Märkte", "Zielmärkte"),
        "it": ("mercati",),
    },
    SOURCE: {
        "en": ("data source",),
        "ca": ("font",),
        "es": ("fuente",),
        "fr": ("source des données",),
        "de": ("Quelle",),
        "it": ("fonte",),
    },
}
#: What stands above names where no column is headed as one; beside such a column it is one of the user's own.
NAME_AT_LEAST: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("network", "organisation", "organization", "title", "initiative", "association", "company"),
    "ca": ("xarxa", "organització", "títol", "entitat", "iniciativa", "associació", "empresa"),
    "es": ("red", "organización", "título", "entidad", "iniciativa", "asociación", "empresa"),
    "fr": ("réseau", "organisation", "titre", "organisme", "initiative", "association", "entreprise"),
    "de": ("Netzwerk", "Organisation", "Titel", "Einrichtung", "Initiative", "Verein", "Verband", "Firma"),
    "it": ("rete", "organizzazione", "titolo", "ente", "iniziativa", "associazione", "azienda"),
}
#: What stands beside the word in the header of NUTS codes: level, year, and words for a code.
_NUTS_WORD: Final = re.compile(
    r"(?:nuts)?(?:[123]|i{1,3}|20(?:03|06|10|13|16|21|24))|nuts|level|ebene|stufe|niv(?:el|ell|eau)|livello"
    r"|code|codes|codi|codigo|codice|kod|clave|schlussel|kennung|id|region"
)


def short(column: str) -> str:
    """Return the name of a column as tables write it."""
    return SHORT.get(column, column)


def key_of(header: str) -> str:
    """Reduce a header to what two ways to write it share.

    Examples
    --------
    >>> key_of("NUTS code"), key_of("nuts_code"), key_of("Région ")
    ('nutscode', 'nutscode', 'region')
    """
    return fold(header).replace(" ", "")


def columns_of(header: str) -> tuple[str, ...]:
    """Return the columns of ours that a header may mean, the likeliest first.

    A remark in brackets does not count when the whole header is unknown. Two words with a stroke between them
    mean what both of them do.

    Examples
    --------
    >>> columns_of("Land"), columns_of("Latitude (WGS84)"), columns_of("Colour")
    (('country', 'region_printed'), ('lat',), ())
    """
    known = known_headers()
    bare = re.sub(r"[(\[].*?[)\]]", " ", header)
    return known.get(key_of(header)) or known.get(key_of(bare)) or _both_of(bare) or _code_of(bare)


def _both_of(header: str) -> tuple[str, ...]:
    """Return the columns that both words of a header mean, such as City/Town or País / Country."""
    meant = [known_headers().get(key_of(word), ()) for word in header.split("/")]
    return tuple(column for column in meant[0] if all(column in columns for columns in meant))


def _code_of(header: str) -> tuple[str, ...]:
    """Return the column of codes where a header says no more than NUTS, its level and its year."""
    words = fold(header).split()
    is_nuts = any(word.startswith("nuts") for word in words)
    is_bare = all(_NUTS_WORD.fullmatch(word) for word in words)
    return (NUTS_ID_PRINTED,) if is_nuts and is_bare else ()


def is_own(header: str, column: str) -> bool:
    """Return whether a header is our own name of a column."""
    return key_of(header) in {key_of(column), key_of(short(column))}


def is_name_at_least(header: str) -> bool:
    """Return whether a header means names only where no other column has them."""
    return key_of(header) in _names_at_least()


def heads_a_table(texts: Iterable[str]) -> int:
    """Return how many columns of ours a row of texts would head; 0 without one for name or country."""
    found = {columns[0] for text in texts if text and (columns := columns_of(text))}
    return len(found) if found & {NAME, COUNTRY} else 0


@cache
def known_headers() -> dict[str, tuple[str, ...]]:
    """Return the columns that each header we know may mean, by its `key_of`."""
    known: dict[str, dict[str, None]] = {key: {NAME: None} for key in _names_at_least()}
    for column, languages in WORDS.items():
        for words in ((column, short(column)), *languages.values()):
            for word in words:
                known.setdefault(key_of(word), {})[column] = None
    return {key: tuple(columns) for key, columns in known.items()}


@cache
def _names_at_least() -> frozenset[str]:
    return frozenset(key_of(word) for words in NAME_AT_LEAST.values() for word in words)
