"""A catalogue that a project brings: the words of pages in a language of its own.

It is a file like those of this package, ``languages/CODE.po`` in the project folder. English stands for what
it lacks, marked so that a page can show in which language it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError

from geo.datapackage.confinement import LEADS_OUT, inside
from geo.datapackage.plain_files import read_plain
from geo.errors import Problem, nearest
from geo.language.messages import LANGUAGES, Message, load, placeholders

#: Where a project keeps its catalogues.
FOLDER: Final = "languages"
#: Around a text that is not in the language of the reader: invisible characters. It is English, such as one
#: that a catalogue lacks, or begins with its language and `OF_LANGUAGE`.
BORROWED: Final = ("\u2062", "\u2063")
OF_LANGUAGE: Final = "\u2064"
_MOST_BYTES: Final = 1_000_000
_MOST_NAMES: Final = 10
#: How many a text with a plural has: the page chooses between one and many in all languages.
_FORMS: Final = 2
_CODE: Final = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Catalogue:
    """The words of one language of a project.

    Parameters
    ----------
    messages
        Key to text, for every key there is; one that the file lacks is English between `BORROWED`.
    problems
        What is wrong with the file: errors, and as a warning what it lacks.
    """

    messages: Mapping[str, Message]
    problems: tuple[Problem, ...]


def catalogue_name(language: str) -> str:
    """Return the path of the catalogue of a language, relative to the project folder."""
    return f"{FOLDER}/{language}.po"


def own_languages(folder: Path) -> tuple[str, ...]:
    """Return the languages that a project brings catalogues of, sorted."""
    codes = {path.stem for path in (folder / FOLDER).glob("*.po")}
    return tuple(sorted(code for code in codes if code not in LANGUAGES and is_language(code)))


def is_language(code: str) -> bool:
    """Return whether a code is that of a language whose numbers and dates are known.

    Examples
    --------
    >>> is_language("pt"), is_language("xx"), is_language("../en")
    (True, False, False)
    """
    if not _CODE.fullmatch(code):
        return False
    try:
        Locale.parse(code)
    except UnknownLocaleError:
        return False
    return True


def read_catalogue(folder: Path, language: str) -> Catalogue:
    """Read the catalogue of a language that a project brings.

    Parameters
    ----------
    folder
        The project folder.
    language
        Its code.
    """
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - most projects bring none

    source, english = catalogue_name(language), load("en")
    if inside(folder, source) is None:
        return Catalogue({}, (Problem(source, LEADS_OUT, "a file inside it"),))
    try:
        content = read_plain(folder / source, most_bytes=_MOST_BYTES)
        entries = list(read_po(BytesIO(content), locale=language, abort_invalid=True))
    except (OSError, PoFileError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        return Catalogue({}, (Problem(source, found, "a gettext catalogue, as those of the program"),))
    problems, own, between = list[Problem](), dict[str, Message](), list[str]()
    for entry in entries:
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        key = str(entry.id if isinstance(entry.id, str) else entry.id[0])
        if not key or not all(forms) or not forms:
            continue
        if key not in english:
            suggestion = nearest(key, list(english))
            problems.append(
                Problem(source, key, "a key of the program", suggestion=suggestion, severity="warning")
            )
            continue
        between += [key] if len(forms) > _FORMS else []
        own[key] = (forms[0], forms[-1]) if isinstance(english[key], tuple) else forms[0]
        problems += _placeholder_problems(source, key, own[key], english[key])
    if between:
        expected = f"{_FORMS} forms, of one and of many; those between are used nowhere"
        found = f"more than {_FORMS} forms for {between[0]}, {len(between):,} such in all"
        problems.append(Problem(source, found, expected, severity="warning"))
    missing = [key for key in english if key not in own]
    if missing:
        named = ", ".join(missing[:_MOST_NAMES])
        more = f" and {len(missing) - _MOST_NAMES:,} more" if len(missing) > _MOST_NAMES else ""
        found = f"{len(own):,} of {len(english):,} texts"
        expected = f"all; English stands for {named}{more}"
        problems.append(Problem(source, found, expected, severity="warning"))
    whole = own | {key: _borrowed(english[key]) for key in missing}
    return Catalogue(dict(sorted(whole.items())), tuple(problems))


def _placeholder_problems(source: str, key: str, text: Message, english: Message) -> Iterator[Problem]:
    unknown = placeholders(text) - placeholders(english)
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in sorted(placeholders(english))) or "none"
        found = ", ".join(f"{{{name}}}" for name in sorted(unknown))
        yield Problem(source, found, f"placeholders of the English text: {known}", column=key)


def borrowed_from(language: str, text: str) -> str:
    """Return a text with marks that say in which language it is."""
    start, end = BORROWED
    return f"{start}{text}{end}" if language == "en" else f"{start}{language}{OF_LANGUAGE}{text}{end}"


def _borrowed(text: Message) -> Message:
    start, end = BORROWED
    if isinstance(text, str):
        return f"{start}{text}{end}"
    return (f"{start}{text[0]}{end}", f"{start}{text[1]}{end}")


def without_marks(catalogues: Mapping[str, Mapping[str, Message]]) -> dict[str, dict[str, Message]]:
    """Return catalogues as pictures need them: what they borrowed is not marked."""
    marks = str.maketrans("", "", "".join(BORROWED))

    def plain(text: Message) -> Message:
        return (
            text.translate(marks)
            if isinstance(text, str)
            else (text[0].translate(marks), text[1].translate(marks))
        )

    return {
        language: {key: plain(text) for key, text in catalogue.items()}
        for language, catalogue in catalogues.items()
    }
