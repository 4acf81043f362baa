"""What two spellings of one name share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

#: Letters that no accent can be taken off, and how people write them without the letter. Pages hold this
#: table too, so that their search folds names alike.
LETTERS: Final[Mapping[str, str]] = MappingProxyType(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)
_TRANSLATION: Final = str.maketrans(dict(LETTERS))


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Reduce a name to what two spellings of it share.

    Case, accents, punctuation, dashes and repeated spaces do not count.

    Examples
    --------
    >>> fold("Nord - Pas-de-Calais")
    'nord pas de calais'
    >>> fold("ÎLE-DE-FRANCE") == fold("Île de France")
    True
    """
    plain = text.casefold()
    if not plain.isascii():
        for _ in range(2):  # taking a sign apart may bring out a capital letter
            plain = unicodedata.normalize("NFKD", plain.casefold())
        plain = "".join(char for char in plain if not unicodedata.combining(char)).translate(_TRANSLATION)
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))
