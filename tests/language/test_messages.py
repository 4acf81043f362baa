import pytest

from geo.language import messages


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
