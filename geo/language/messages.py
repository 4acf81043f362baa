"""The words of pages, ledgers and notes, in six languages.

Catalogues are gettext files, ``geo/language/catalogues/ROOM/LANGUAGE.po``; their message ids are symbolic
keys such as ``term.class.leader``. English has a catalogue like every other language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.numbers import format_decimal, format_percent

from geo.language.plurals import form_of

#: Languages of the interface; the first one is written first and the others are translated from it.
LANGUAGES: Final = ("en", "ca", "es", "fr", "de", "it")
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
#: The header of a catalogue, and an entry whose texts stand on one line each and hold nothing to unescape.
_HEADER: Final = re.compile(r'msgid ""\nmsgstr ""\n(?:"[^"]*"\n)+\n+')
_TEXT: Final = r'"([^"\\\n]*)"\n+'
_PLAIN: Final = re.compile(
    rf'msgid "([^"\\\n]+)"\n'
    rf'(?:msgstr {_TEXT}|msgid_plural "[^"\\\n]+"\nmsgstr\[0\] {_TEXT}msgstr\[1\] {_TEXT})'
)

#: Figures nearer than this to a bound are on it: percentages are computed from rounded figures.
_ON_BOUND: Final = 1e-9
#: Decimals with which every other figure lies on its side of a bound.
_MOST_DIGITS: Final = 10

#: A text, or its forms in the order of `geo.language.plurals.CATEGORIES`, singular and plural first.
Message = str | tuple[str, ...]


#: The catalogues that a project brings, while a map of it is written.
_OWN: Final[ContextVar[Mapping[str, Mapping[str, Message]]]] = ContextVar("own", default=MappingProxyType({}))


@contextmanager
def use_own(catalogues: Mapping[str, Mapping[str, Message]]) -> Iterator[None]:
    """Let messages be written in the languages of a project, too, for as long as the block runs.

    Parameters
    ----------
    catalogues
        Language to messages by key, of `geo.definition.own_language.read_catalogue`.
    """
    token = _OWN.set(catalogues)
    try:
        yield
    finally:
        _OWN.reset(token)


def load(language: str) -> Mapping[str, Message]:
    """Read all messages of a language.

    Parameters
    ----------
    language
        One of `LANGUAGES`, or one of `use_own`.

    Returns
    -------
    Mapping
        Key to text, or to ``(singular, plural, …)``; sorted by key.

    Raises
    ------
    ValueError
        The language is not one of `LANGUAGES`, or two catalogues define one key.

    Examples
    --------
    >>> load("de")["static.page.sources"]
    'Quellen'
    """
    own = _OWN.get().get(language)
    if own is not None:
        return own
    if language not in LANGUAGES:
        raise ValueError(f"found language {language!r}, expected one of {', '.join(LANGUAGES)}")
    return _load(language)


@cache
def _load(language: str) -> Mapping[str, Message]:
    messages: dict[str, Message] = {}
    rooms = (room for room in files("geo").joinpath("language/catalogues").iterdir() if room.is_dir())
    for room in sorted(rooms, key=lambda room: room.name):
        source = room.joinpath(f"{language}.po")
        if not source.is_file():
            continue
        content = source.read_bytes()
        for key, message in _plain_entries(content) or _entries(content, language):
            if key in messages:
                raise ValueError(f"{source}: found {key!r} again, expected each key once")
            messages[key] = message
    return MappingProxyType(dict(sorted(messages.items())))


def _plain_entries(content: bytes) -> list[tuple[str, Message]] | None:
    """Return the entries of a catalogue as we write them, in a tenth of the time that any other takes.

    None of one that holds anything else: lines that are broken, comments, characters that have to be escaped.
    """
    text = content.decode()
    header = _HEADER.match(text)
    at = header.end() if header else 0
    entries: list[tuple[str, Message]] = []
    for match in _PLAIN.finditer(text, at):
        if match.start() != at:
            return None
        at = match.end()
        key, message, one, other = match.groups()
        entries.append((key, (one, other) if message is None else message))
    return entries if at == len(text) else None


def _entries(content: bytes, language: str) -> Iterator[tuple[str, Message]]:
    """Yield the entries of any catalogue of gettext."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - our own catalogues do not need it

    # Plural-Forms in a header would tell Babel how many forms to expect: two in all six languages.
    for entry in read_po(BytesIO(content), locale=language, abort_invalid=True):
        if not entry.id:
            continue
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        yield (str(entry.id), forms[0]) if isinstance(entry.id, str) else (entry.id[0], (forms[0], forms[1]))


def text(language: str, key: str, **params: object) -> str:
    """Write a message in a language.

    Numbers are written as the language writes them, with at most one decimal; pass a year as text.
    ``count`` decides between singular and plural, or between more forms where the language has them.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    key
        Key of the message.
    **params
        Values of its placeholders.

    Raises
    ------
    KeyError
        There is no such message, or a placeholder has no value.

    Examples
    --------
    >>> text("en", "static.count.clusters", count=1)
    '1 cluster'
    >>> text("de", "static.count.clusters", count=1000)
    '1.000 Cluster'
    """
    message = load(language)[key]
    if isinstance(message, tuple):
        message = form_of(message, language, params.get("count", 0))
    return _PLACEHOLDER.sub(lambda match: _written(language, params[match[1]]), message)


def labelled(language: str, label: str, value: str) -> str:
    r"""Write a text behind what it is about, with the colon as a language sets it.

    Examples
    --------
    >>> labelled("en", "Source", "Eurostat"), labelled("fr", "Source", "Eurostat")
    ('Source: Eurostat', 'Source\xa0: Eurostat')
    """
    return text(language, "map.labelled", label=label, text=value)


def number(language: str, value: float, *, digits: int = 1) -> str:
    """Write a number as a language writes it.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    value
        The number.
    digits
        Decimals, at most.

    Examples
    --------
    >>> number("de", 1234.56)
    '1.234,6'
    """
    return str(format_decimal(value, format="#,##0" + "." * (digits > 0) + "#" * digits, locale=language))


def percent(language: str, value: float, *, bounds: Iterable[float] = ()) -> str:
    """Write a number of percent as a language writes it, with as few decimals as tell the truth.

    The page's script rounds by the same rule.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    value
        The number.
    bounds
        What the number is compared with: it is not rounded onto a bound or across.

    Examples
    --------
    >>> percent("en", 120)
    '120%'
    >>> percent("en", 124.87), percent("en", 124.87, bounds=[100, 125])
    ('125%', '124.9%')
    """
    rounded, digits = rounded_within(value, 0, bounds)
    pattern = Locale(language).percent_formats[None].pattern
    if digits:
        pattern = pattern.replace("0", "0." + "#" * digits)
    return str(format_percent(rounded / 100, format=pattern, locale=language))


def decimal(language: str, value: float, *, bounds: Iterable[float] = (), digits: int = 1) -> str:
    """Write a figure with one decimal, even where that is 0, and a minus sign where it is negative.

    The page's script writes figures by the same rule.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    value
        The figure.
    bounds
        What it is compared with: it is not rounded onto a bound or across.
    digits
        Decimals, at least.

    Examples
    --------
    >>> decimal("en", 108), decimal("de", -0.96, bounds=[-1]), decimal("en", 126.05)
    ('108.0', '−0,96', '126.1')
    """
    rounded, most = rounded_within(value, digits, bounds)
    pattern = "#,##0" + "." * (most > 0) + "0" * digits + "#" * (most - digits)
    return str(format_decimal(rounded, format=pattern, locale=language)).replace("-", "−")


def rounded_within(value: float, digits: int, bounds: Iterable[float]) -> tuple[Decimal, int]:
    """Round to as few decimals as leave a figure on its side of every bound; return how many these are."""
    bounds = tuple(bounds)
    for decimals in range(digits, _MOST_DIGITS + 1):
        # As in the script: Decimal holds the float exactly, and halves go up. The nearest double to 126.05
        # lies below it.
        lifted = value * (1 + 1e-13) if value % 1 else value
        rounded = Decimal(lifted).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if all(_side(float(rounded), bound) == _side(value, bound) for bound in bounds):
            break
    return rounded, decimals


def _side(value: float, bound: float) -> int:
    """Return -1 below a bound, 1 above it, and 0 on it."""
    return 0 if abs(value - bound) < _ON_BOUND else (1 if value > bound else -1)


def placeholders(message: Message) -> frozenset[str]:
    """Return the names in braces of a message.

    Examples
    --------
    >>> sorted(placeholders("{count} of {total}"))
    ['count', 'total']
    """
    parts = (message,) if isinstance(message, str) else message
    return frozenset(name for part in parts for name in _PLACEHOLDER.findall(part))


def _written(language: str, value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(language, value)
    return str(value)
