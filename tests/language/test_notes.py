"""Notes: keys and parameters that every language can say."""

import re
from pathlib import Path

import pytest

import geo
from geo.language import messages
from geo.language.messages import LANGUAGES
from geo.language.notes import Note, class_name, pack, render, unpack

PACKAGE = Path(geo.__file__).parent
KEYS = sorted(key for key in messages.load("en") if key.startswith("note."))


def test_notes_are_joined_in_their_order():
    notes = [Note("note.locate.code_unknown_alone", {"code": "XX"}), Note("note.locate.not_located")]
    assert render(notes) == "There is no NUTS code XX. The record could not be placed on the map."


def test_no_note_is_an_empty_text():
    assert render([]) == ""


def test_a_country_is_named_in_the_language():
    note = Note("note.locate.by_country", {"country": "EL"})
    assert render([note], "fr") == "Seul le pays de l’enregistrement est connu\u00a0: Grèce."


def test_a_class_the_catalogue_does_not_know_keeps_its_key():
    assert class_name("pioneer") == "pioneer"


def test_a_number_is_written_as_the_language_writes_it():
    params = {"region": "ES21", "name": "País Vasco", "vintage": "2021", "distance": 3.2}
    assert "3.2 km" in render([Note("note.locate.by_point_near", params)])
    assert "3,2 km" in render([Note("note.locate.by_point_near", params)], "de")


def test_text_from_a_record_is_not_read_as_a_placeholder():
    params = {"printed": "{name} {0} ${x}", "country": "DE"}
    assert "“{name} {0} ${x}”" in render([Note("note.locate.name_unknown_alone", params)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_is_a_sentence_in_every_language(language):
    texts, english = messages.load(language), messages.load("en")
    assert [key for key in KEYS if not texts[key].endswith(".")] == []
    assert {key: messages.placeholders(texts[key]) for key in KEYS} == {
        key: messages.placeholders(english[key]) for key in KEYS
    }


def test_every_key_in_the_code_is_in_the_catalogue():
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "match").glob("*.py")))
    used = {f"note.locate.{key}" for key in re.findall(r'\.say\(\s*"(\w+)"', code)}
    used |= set(re.findall(r'"(note\.[a-z_.]+[a-z])"', code))
    assert used <= set(KEYS)


def test_notes_that_were_packed_are_the_same_notes() -> None:
    notes = (Note("note.locate.by_point_near", {"distance": 3.5, "name": "Île “é” \u2028"}), Note("note.x"))
    assert unpack(pack(notes)) == notes
    assert unpack(pack(())) == unpack(None) == unpack(float("nan")) == ()
