"""The kinds of organisations that belong to clusters, and what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from geo.errors import nearest
from geo.language import messages
from geo.language.folding import fold

#: Kinds of organisations: the agents that the survey of clusters asks about, in the order of its answers.
KINDS: Final = (
    *("smes", "research_institutes", "industry", "regional_government", "hospitals"),
    *("local_government", "national_government", "ngos", "global_pharma"),
)
#: What people call an organisation of a kind, beside the words of the pages.
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "smes": (
        *("SME", "small and medium enterprise", "small and medium enterprises", "start-up", "start-ups"),
        *("small and medium-sized enterprise", "startup", "startups", "pime", "petita i mitjana empresa"),
        *("pyme", "pequeña y mediana empresa", "PME", "petite et moyenne entreprise", "jeune pousse"),
        *("KMU", "kleines und mittleres Unternehmen", "PMI", "piccola e media impresa"),
    ),
    "research_institutes": (
        *("research institute", "research", "university", "research centre", "research organisation", "RTO"),
        *("laboratory", "centre de recerca", "institut de recerca", "centre tecnològic", "universitat"),
        *("centro de investigación", "instituto de investigación", "centro tecnológico", "universidad"),
        *("centre de recherche", "institut de recherche", "organisme de recherche", "laboratoire"),
        *("université", "Forschungsinstitut", "Forschungseinrichtung", "Forschungszentrum", "Hochschule"),
        *("Universität", "istituto di ricerca", "centro di ricerca", "laboratorio", "università"),
    ),
    "industry": (
        *("large company", "large enterprise", "corporate", "gran empresa", "grande entreprise"),
        *("Großunternehmen", "Industrieunternehmen", "grande impresa", "grande azienda"),
    ),
    "regional_government": (
        *("regional authority", "regional administration", "administració regional"),
        *("administración regional", "comunidad autónoma", "région", "conseil régional"),
        *("Landesregierung", "Landesbehörde", "regione", "ente regionale"),
    ),
    "hospitals": (
        *("hospital", "university hospital", "clinic", "clínica", "hôpital", "centre hospitalier", "CHU"),
        *("clinique", "Krankenhaus", "Klinik", "Klinikum", "Universitätsklinikum", "ospedale", "clinica"),
    ),
    "local_government": (
        *("local authority", "municipality", "city council", "ajuntament", "ayuntamiento", "mairie"),
        *("commune", "collectivité locale", "Gemeinde", "Kommune", "Stadt", "Stadtverwaltung", "comune"),
    ),
    "national_government": (
        *("national authority", "ministry", "ministeri", "ministerio", "ministère", "Ministerium"),
        *("Bundesministerium", "Bundesbehörde", "ministero"),
    ),
    "ngos": (
        *("NGO", "non-profit", "nonprofit", "ONG", "NGO/NPO", "association", "associació", "asociación"),
        *("NRO", "Verein", "associazione"),
    ),
    "global_pharma": (
        *("pharma", "pharmaceutical company", "big pharma", "multinational pharma", "farmacèutica"),
        *("farmacèutica global", "farmacéutica", "farmacéutica global", "gran farmacéutica"),
        *("groupe pharmaceutique", "Pharmakonzern", "Pharmaunternehmen", "casa farmaceutica"),
        *("azienda farmaceutica", "multinazionale farmaceutica"),
    ),
}


def kind_of(text: str) -> str | None:
    """Return the kind that a text means, in any of the languages of the pages; None for one that is unknown.

    Examples
    --------
    >>> kind_of("KMU"), kind_of("Centre de recherche"), kind_of("Zoo")
    ('smes', 'research_institutes', None)
    """
    return _kind_words().get(fold(text))


def near_kind(text: str) -> str | None:
    """Return the word for a kind that is most like a text."""
    return nearest(fold(text), list(_kind_words()))


@cache
def _kind_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for kind in KINDS:
        texts = [messages.text(language, f"panel.item.{kind}") for language in messages.LANGUAGES]
        for word in (kind, *texts, *_WORDS[kind]):
            words.setdefault(fold(word), kind)
    return words
