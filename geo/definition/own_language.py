"""A catalogue that a project brings: the words of pages in a language of its own.

It is a file like those of this package, ``languages/CODE.po`` in the project folder. English stands for what
it lacks, marked so that a page can show in which language it is. Lines are looked at before Babel reads them:
it takes the last letter of a text for a quotation mark that is missing, and keeps one of two texts of a key.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError

from geo.datapackage.confinement import LEADS_OUT, inside
from geo.datapackage.plain_files import read_plain
from geo.errors import Problem, nearest
from geo.language.messages import LANGUAGES, Message, load, placeholders
from geo.language.plurals import CATEGORIES, in_categories, read_rule

#: Where a project keeps its catalogues.
FOLDER: Final = "languages"
#: Around a text that is not in the language of the reader: invisible characters. It is English, such as one
#: that a catalogue lacks, or begins with its language and `OF_LANGUAGE`.
BORROWED: Final = ("\u2062", "\u2063")
OF_LANGUAGE: Final = "\u2064"
_MOST_BYTES: Final = 1_000_000
_MOST_NAMES: Final = 10
#: So many kinds of numbers a language has at most.
_MOST_FORMS: Final = len(CATEGORIES)
_FORMS: Final = re.compile(r"nplurals\s*=\s*(\d+)")
_CODE: Final = re.compile(r"[a-z]{2,3}")
_HEAD: Final = re.compile(r'^"(Content-Type|Language):(.*?)(?:\\n)?"', re.MULTILINE)
_CHARSET: Final = re.compile(r"charset=([\w-]+)")
_KEY: Final = re.compile(r'^msgid\s+"(.+)"\s*$', re.MULTILINE)
#: A line with a text, and one whose text is whole.
_TEXT: Final = re.compile(r'(?:msg\w+(?:\[\d+\])?\s+)?"')
_WHOLE_TEXT: Final = re.compile(rf'{_TEXT.pattern}(?:[^"\\]|\\.)*"')


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


def catalogue_problems(folder: Path, language: str) -> tuple[Problem, ...]:
    """Return what is wrong with the catalogue that a project has of a language, if it has or needs one."""
    if language not in LANGUAGES:
        return read_catalogue(folder, language).problems
    if not (folder / catalogue_name(language)).exists():
        return ()
    expected = (
        "a language that the program lacks; it has words of its own in this one, and uses these nowhere"
    )
    return (Problem(catalogue_name(language), language, expected, severity="warning"),)


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
        content = read_plain(folder / source, most_bytes=_MOST_BYTES).decode("utf-8-sig")
        if broken := tuple(_broken_lines(source, content)):
            return Catalogue({}, broken)
        # Babel makes so many texts of each entry, however many the head asks for.
        if (count := _FORMS.search(content)) and int(count[1]) > _MOST_FORMS:
            return Catalogue({}, (Problem(source, count[0], f"at most {_MOST_FORMS} forms"),))
        entries = read_po(StringIO(content), locale=language, abort_invalid=True)
        rule = read_rule(entries.plural_expr, entries.num_plurals)
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x}, {error.start:,} bytes from the start"
        return Catalogue({}, (Problem(source, found, "text in UTF-8"),))
    except (OSError, PoFileError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        return Catalogue({}, (Problem(source, found, "a gettext catalogue, as those of the program"),))
    problems, own = list(_head_problems(source, content, language)), dict[str, Message]()
    for entry in entries:
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        key = str(entry.id if isinstance(entry.id, str) else entry.id[0])
        # An entry marked as fuzzy waits for somebody to look at it, and no program of gettext uses it.
        if not key or not any(forms) or entry.fuzzy:
            continue
        if not all(forms):
            expected = (
                f"{len(forms)}, as the head of the file says, or the language has; English stands for it"
            )
            found = f"{sum(map(bool, forms))} forms"
            problems.append(Problem(source, found, expected, column=key, severity="warning"))
            continue
        if key not in english:
            suggestion = nearest(key, list(english))
            problems.append(
                Problem(source, key, "a key of the program", suggestion=suggestion, severity="warning")
            )
            continue
        whole = forms * entries.num_plurals if len(forms) == 1 else forms
        own[key] = in_categories(whole, rule, language) if isinstance(english[key], tuple) else forms[0]
        problems += _placeholder_problems(source, key, own[key], english[key])
    missing = [key for key in english if key not in own]
    if missing:
        named = ", ".join(missing[:_MOST_NAMES])
        more = f" and {len(missing) - _MOST_NAMES:,} more" if len(missing) > _MOST_NAMES else ""
        found = f"{len(own):,} of {len(english):,} texts"
        expected = f"all; English stands for {named}{more}"
        problems.append(Problem(source, found, expected, severity="warning"))
    texts = own | {key: _borrowed(english[key]) for key in missing}
    return Catalogue(dict(sorted(texts.items())), tuple(problems))


def _broken_lines(source: str, content: str) -> Iterator[Problem]:
    """Yield the lines of a catalogue that would be read as something else, and keys that stand twice."""
    for number, line in enumerate(content.splitlines(), start=1):
        text = line.strip()
        if _TEXT.match(text) and not _WHOLE_TEXT.fullmatch(text):
            expected = 'a text between two quotation marks, those inside it written \\"'
            yield Problem(source, f"line {number}: {text}", expected)
    keys = Counter(_KEY.findall(content))
    yield from (Problem(source, key, "each key once") for key, times in keys.items() if times > 1)


def _head_problems(source: str, content: str, language: str) -> Iterator[Problem]:
    """Yield what the head of a catalogue says of it that does not hold."""
    head = dict(_HEAD.findall(content.partition("\n\n")[0]))
    charset = _CHARSET.search(head.get("Content-Type", ""))
    if charset and charset[1].lower() not in ("utf-8", "charset"):
        found = f"charset={charset[1]}"
        yield Problem(source, found, "charset=UTF-8, which the file is read in", severity="warning")
    said = head.get("Language", "").strip()
    if said and re.split("[-_@]", said)[0] != language:
        expected = f"{language}, the language that the file is named after"
        yield Problem(source, f"Language: {said}", expected, severity="warning")


def _placeholder_problems(source: str, key: str, text: Message, english: Message) -> Iterator[Problem]:
    unknown = placeholders(text) - placeholders(english)
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in sorted(placeholders(english))) or "none"
        found = ", ".join(f"{{{name}}}" for name in sorted(unknown))
        yield Problem(source, found, f"placeholders of the English text: {known}", column=key)
    # The form of one may say it in a word; what all others leave out, a reader is not told.
    general = text if isinstance(text, str) else text[1]
    if absent := placeholders(english) - placeholders(general):
        expected = f"{', '.join(f'{{{name}}}' for name in sorted(absent))} in it, as in the English text"
        yield Problem(source, general, expected, column=key, severity="warning")


def borrowed_from(language: str, text: str) -> str:
    """Return a text with marks that say in which language it is."""
    start, end = BORROWED
    return f"{start}{text}{end}" if language == "en" else f"{start}{language}{OF_LANGUAGE}{text}{end}"


def _borrowed(text: Message) -> Message:
    start, end = BORROWED
    if isinstance(text, str):
        return f"{start}{text}{end}"
    return tuple(f"{start}{form}{end}" for form in text)


def without_marks(catalogues: Mapping[str, Mapping[str, Message]]) -> dict[str, dict[str, Message]]:
    """Return catalogues as pictures need them: what they borrowed is not marked."""
    marks = str.maketrans("", "", "".join(BORROWED))

    def plain(text: Message) -> Message:
        return (
            text.translate(marks) if isinstance(text, str) else tuple(form.translate(marks) for form in text)
        )

    return {
        language: {key: plain(text) for key, text in catalogue.items()}
        for language, catalogue in catalogues.items()
    }
