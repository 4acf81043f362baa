"""How people head the columns of a cluster table, in the languages of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from geo.columns import COUNTRY, NAME, NUTS_ID_PRINTED, RECORD_ID, REGION_PRINTED
from geo.language.folding import fold
from geo.tables.place_words import NAME_AT_LEAST, PLACE_WORDS
from geo.tables.profile_words import PROFILE_WORDS

#: The name a table writes for a column of ours, where it is another one.
SHORT: Final[Mapping[str, str]] = {
    RECORD_ID: "id",
    REGION_PRINTED: "region",
    NUTS_ID_PRINTED: "nuts_id",
}
#: What people write above a column, by column and language; case, accents, spaces, hyphens and underscores do
#: not count. The column's own name and its short one need not stand here.
WORDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {**PLACE_WORDS, **PROFILE_WORDS}
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
    columns = {columns[0] for text in texts if text and (columns := columns_of(text))}
    return len(columns) if columns & {NAME, COUNTRY} else 0


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
