"""Notes: why a record got its region and its class, as keys that can be said in any language.

A note holds no text of its own. Its key names a sentence in the message catalogue, its parameters fill the
sentence in. The name of a parameter says how it is shown:

========================  ==========================================================
starts with ``class``     key of a class, shown as the catalogue names the class
starts with ``country``   country code, shown as the country's name in the language
a number                  written as the language writes numbers
any other text            as it is
========================  ==========================================================

Years are therefore given as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from geo.language import messages
from geo.language.country_names import country_name

Value = str | int | float

#: Writes the parameters of a note; `json.dumps` would make one for each note.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True)
class Note:
    """One sentence about one record.

    Parameters
    ----------
    key
        Key in the message catalogue, such as ``note.locate.by_name``.
    params
        What fills the sentence in.

    Examples
    --------
    >>> render([Note("note.locate.by_country", {"country": "EE"})])
    'Only the country of the record is known: Estonia.'
    """

    key: str
    params: Mapping[str, Value] = field(default_factory=dict)


def pack(notes: Iterable[Note]) -> str:
    """Write notes as the text that frames hold them as, a line for each, so that any file format keeps them.

    Examples
    --------
    >>> pack([Note("note.locate.by_country", {"country": "EE"})])
    'note.locate.by_country {"country": "EE"}'
    """
    return "\n".join(f"{note.key} {_ENCODER.encode(dict(note.params))}" for note in notes)


def joined(*texts: object) -> str:
    r"""Return the notes of several texts of `pack` as one such text; whatever is no text holds none.

    Examples
    --------
    >>> joined("note.a {}", None, "", "note.b {}")
    'note.a {}\nnote.b {}'
    """
    return "\n".join(text for text in texts if isinstance(text, str) and text)


def unpack(text: object) -> tuple[Note, ...]:
    """Read notes from the text of `pack`; whatever is no text holds none."""
    lines = text.split("\n") if isinstance(text, str) and text else []
    pairs = (line.partition(" ") for line in lines)
    return tuple(Note(key, json.loads(params)) for key, _, params in pairs)


def render(notes: Iterable[Note], language: str = "en") -> str:
    """Return notes as sentences of one language, in their order.

    Parameters
    ----------
    notes
        What to say; nothing gives an empty text.
    language
        Language code of a message catalogue.
    """
    return " ".join(sentence(note, language) for note in notes)


def say(text: str, language: str = "en") -> str:
    """Return the notes in a text of `pack` as sentences of one language: `render`, for many records alike.

    Examples
    --------
    >>> say('note.locate.by_country {"country": "EE"}')
    'Only the country of the record is known: Estonia.'
    """
    return " ".join(_said(line, language) for line in text.split("\n") if line)


@lru_cache(maxsize=1 << 12)
def _said(line: str, language: str) -> str:
    """Return the sentence of one note; of a thousand records in one region it is the same."""
    return render(unpack(line), language)


def sentence(note: Note, language: str = "en") -> str:
    """Return one note as a sentence."""
    shown = {name: _show(name, value, language) for name, value in note.params.items()}
    return messages.text(language, note.key, **shown)


def class_name(class_: str, language: str = "en") -> str:
    """Return what a class is called; a class the catalogue does not know keeps its key."""
    known = messages.load(language).get(f"term.class.{class_}", class_)
    return known if isinstance(known, str) else str(known[0])


def _show(name: str, value: Value, language: str) -> Value:
    if name.startswith("class"):
        return class_name(str(value), language)
    if name.startswith("country"):
        return country_name(str(value), language)
    return value
