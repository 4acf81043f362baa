import re
from pathlib import Path

import pytest

from geo.language import messages

CATALOGUES = Path(messages.__file__).parent / "catalogues"
MAPS = Path(__file__).parents[2] / "maps"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_language_has_every_message(language: str) -> None:
    english, other = messages.load("en"), messages.load(language)
    assert sorted(set(english) ^ set(other)) == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_message_is_empty(language: str) -> None:
    catalogue = messages.load(language)
    empty = [
        key
        for key, message in catalogue.items()
        if not all((message,) if isinstance(message, str) else message)
    ]
    assert empty == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_percent_sign_stays_with_its_figure(language: str) -> None:
    catalogue = messages.load(language).values()
    text = "\n".join(part for one in catalogue for part in ([one] if isinstance(one, str) else one))
    assert re.findall(r"\d %", text) == []
    assert len(set(re.findall(r"\d(\u00a0?)%", text))) == 1


def test_french_has_a_no_break_space_before_every_colon() -> None:
    texts = [
        part for text in messages.load("fr").values() for part in ([text] if isinstance(text, str) else text)
    ]
    assert [text for text in texts if re.search(r"(?<!\u00a0):(?=\s|$)| [:;]", text)] == []
    assert messages.labelled("fr", "Source", "Eurostat") == "Source\u00a0: Eurostat"


def test_the_maps_of_the_project_keep_signs_with_what_they_follow() -> None:
    lines = [line for file in MAPS.glob("*.toml") for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if re.search(r"\d %", line)] == []
    french = [line.removeprefix("fr = ") for line in lines if line.startswith("fr = ")]
    assert french != []
    assert [line for line in french if re.search(r" [:;?!»]|« ", line)] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_language_fills_the_same_placeholders(language: str) -> None:
    english, other = messages.load("en"), messages.load(language)
    different = {
        key: sorted(messages.placeholders(english[key]) ^ messages.placeholders(other[key]))
        for key in english
        if messages.placeholders(english[key]) != messages.placeholders(other[key])
    }
    assert different == {}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_message_is_plural_in_all_languages_or_in_none(language: str) -> None:
    english, other = messages.load("en"), messages.load(language)
    assert [key for key in english if isinstance(english[key], str) != isinstance(other[key], str)] == []


def test_count_decides_between_singular_and_plural() -> None:
    assert messages.text("fr", "static.count.regions", count=1) == "1 région"
    assert messages.text("fr", "static.count.regions", count=0) == "0 région"
    assert messages.text("en", "static.count.regions", count=0) == "0 regions"


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert messages.text("de", "static.count.regions", count=1234.5) == "1.234,5 Regionen"
    assert messages.number("en", 0.25, digits=2) == "0.25"
    assert messages.number("it", 12.0, digits=0) == "12"
    assert messages.decimal("en", 788_000_000_000_000, digits=0) == "788,000,000,000,000"


def test_text_is_kept_as_it_is_even_where_it_looks_like_a_placeholder() -> None:
    assert messages.text("en", "static.column.class", edition="{count}") == "Class {count}"


def test_an_unknown_message_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"static\.nowhere"):
        messages.text("en", "static.nowhere")


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="count"):
        messages.text("en", "static.count.regions")


def test_an_unknown_language_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="found language 'tlh', expected one of en, ca, es, fr, de, it"):
        messages.load("tlh")


@pytest.mark.parametrize(
    "source", sorted(CATALOGUES.glob("*/*.po")), ids=lambda path: str(path.relative_to(CATALOGUES))
)
def test_a_plain_catalogue_is_read_as_babel_reads_it(source: Path) -> None:
    content = source.read_bytes()
    assert messages._plain_entries(content) == list(messages._entries(content, source.stem))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('msgid "map.hint"', '# a note\nmsgid "map.hint"'),
        ('msgstr "', 'msgstr ""\n"'),
        ('msgstr "', 'msgstr "\\t'),
    ],
    ids=["comment", "broken line", "escape"],
)
def test_a_catalogue_with_more_than_plain_entries_is_left_to_babel(before: str, after: str) -> None:
    content = (CATALOGUES / "map" / "de.po").read_text("utf-8")
    header, entries = content.split("\n\n", 1)
    changed = f"{header}\n\n{entries.replace(before, after, 1)}".encode()
    assert changed != content.encode()
    assert messages._plain_entries(changed) is None
    assert len(list(messages._entries(changed, "de"))) == len(messages._plain_entries(content.encode()) or ())
