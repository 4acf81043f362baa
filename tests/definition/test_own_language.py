"""A catalogue of a project: taken for what it has, English and a finding for what it lacks."""

from pathlib import Path

import pytest

from geo.definition import named_files, read_definition, read_keys
from geo.definition.own_language import BORROWED, own_languages, read_catalogue, without_marks
from geo.errors import DefinitionError
from geo.language import messages
from geo.project.check import check_targets
from geo.render import build_page
from tests.page_data import payload_of, texts_of

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
WORDS = 'msgid "static.page.sources"\nmsgstr "Fontes"\n\n'
COUNT = (
    'msgid "static.count.clusters"\nmsgid_plural "static.count.clusters"\n'
    'msgstr[0] "{count} agrupamento"\nmsgstr[1] "{count} agrupamentos"\n\n'
)
MAP = """
title = {en = "Ours", pt = "Nossos"}
records = "bioclusters"
edition = 2023
languages = ["pt", "en"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "maps").mkdir()
    (tmp_path / "languages").mkdir()
    (tmp_path / "maps" / "m.toml").write_text(MAP, encoding="utf-8")
    write(tmp_path, WORDS + COUNT)
    return tmp_path


def write(project: Path, entries: str) -> None:
    (project / "languages" / "pt.po").write_text(HEADER + entries, encoding="utf-8")


def test_a_catalogue_gives_what_it_has_and_borrows_the_rest(project: Path) -> None:
    catalogue = read_catalogue(project, "pt")
    assert set(catalogue.messages) == set(messages.load("en"))
    assert catalogue.messages["static.page.sources"] == "Fontes"
    start, end = BORROWED
    assert catalogue.messages["static.page.skip"] == f"{start}{messages.load('en')['static.page.skip']}{end}"
    with messages.use_own({"pt": catalogue.messages}):
        assert messages.text("pt", "static.count.clusters", count=1) == "1 agrupamento"
        assert messages.text("pt", "static.count.clusters", count=1000) == "1.000 agrupamentos"
    with pytest.raises(ValueError, match="expected one of en"):
        messages.load("pt")
    assert (
        without_marks({"pt": catalogue.messages})["pt"]["static.page.skip"]
        == messages.load("en")["static.page.skip"]
    )


def test_what_a_catalogue_lacks_is_one_finding_with_names(project: Path) -> None:
    (problem,) = read_catalogue(project, "pt").problems
    total = len(messages.load("en"))
    assert problem.severity == "warning"
    first = next(key for key in messages.load("en") if not key.startswith("static.page.sources"))
    assert str(problem).startswith(
        f"languages/pt.po: found '2 of {total} texts', expected all; English stands for {first}, "
    )
    assert str(problem).endswith(f" and {total - 2 - 10} more")


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (
            'msgid "static.page.sourses"\nmsgstr "x"\n',
            "languages/pt.po: found 'static.page.sourses', expected a key of the program. Did you mean",
        ),
        (
            'msgid "map.change.moved"\nmsgstr "{cont} x"\n',
            "languages/pt.po, map.change.moved: found '{cont}', expected placeholders of the English text: ",
        ),
        (
            'msgid "static.page.sources"\nmsgstr "Fontes\n',
            "languages/pt.po: found 'line 6: msgstr \"Fontes', expected a text between two quotation marks",
        ),
        (WORDS + WORDS, "languages/pt.po: found 'static.page.sources', expected each key once"),
        (
            'msgid "map.change.moved"\nmsgstr "de {before}"\n',
            "languages/pt.po, map.change.moved: found 'de {before}', expected {after} in it, as in",
        ),
    ],
)
def test_what_is_wrong_in_a_catalogue_is_said(project: Path, entries: str, message: str) -> None:
    write(project, entries)
    assert any(str(problem).startswith(message) for problem in read_catalogue(project, "pt").problems)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (
            "Content-Type: text/plain; charset=ISO-8859-1",
            "found 'charset=ISO-8859-1', expected charset=UTF-8",
        ),
        ("Language: nl", "found 'Language: nl', expected pt, the language that the file is named after"),
    ],
)
def test_a_head_that_does_not_hold_is_a_finding(project: Path, head: str, message: str) -> None:
    text = f'\ufeffmsgid ""\nmsgstr ""\n"{head}\\n"\n\nmsgid "term.class.leader"\nmsgstr "Líder"\n'
    (project / "languages" / "pt.po").write_text(text, encoding="utf-8")
    catalogue = read_catalogue(project, "pt")
    assert catalogue.messages["term.class.leader"] == "Líder"
    assert str(catalogue.problems[0]).startswith(f"languages/pt.po: {message}")


def test_a_catalogue_in_other_letters_than_utf_8_is_refused(project: Path) -> None:
    (project / "languages" / "pt.po").write_bytes((HEADER + 'msgid "a"\nmsgstr "é"\n').encode("latin-1"))
    (problem,) = read_catalogue(project, "pt").problems
    assert "found 'byte 0xe9, " in str(problem)
    assert str(problem).endswith("expected text in UTF-8")


def test_words_that_wait_for_a_look_are_not_used(project: Path) -> None:
    write(project, f"#, fuzzy\n{WORDS}")
    start, _ = BORROWED
    assert read_catalogue(project, "pt").messages["static.page.sources"].startswith(start)


def test_a_catalogue_of_a_language_of_the_program_is_a_finding(project: Path) -> None:
    (project / "languages" / "en.po").write_text(HEADER + WORDS, encoding="utf-8")
    found = check_targets(project, [str(project / "maps" / "m.toml")])
    assert any(
        str(one).startswith("languages/en.po: found 'en', expected a language that the program lacks")
        for one in found
    )


#: Of 1, 2, 5 and 21 clusters. Forms of a file stand in the order of its head, else in that of the language.
FORMS = {
    "pl": ("", ("klaster", "klastry", "klastrów"), ("klaster", "klastry", "klastrów", "klastrów")),
    "lt": (
        "",
        ("klasteris", "klasteriai", "klasterių"),
        ("klasteris", "klasteriai", "klasteriai", "klasteris"),
    ),
    "sl": (
        "nplurals=4; plural=(n%100==1 ? 1 : n%100==2 ? 2 : n%100==3 || n%100==4 ? 3 : 0);",
        ("grozdov", "grozd", "grozda", "grozdi"),
        ("grozd", "grozda", "grozdov", "grozdov"),
    ),
    "ga": (
        "nplurals=5; plural=(n==1 ? 0 : n==2 ? 1 : n<7 ? 2 : n<11 ? 3 : 4);",
        ("a", "b", "c", "d", "e"),
        ("a", "b", "c", "e"),
    ),
    "ro": ("", ("grup", "grupuri", "de grupuri"), ("grup", "grupuri", "grupuri", "de grupuri")),
    "ja": ("nplurals=1; plural=0;", ("kurasuta",), ("kurasuta",) * 4),
}


@pytest.mark.parametrize("language", FORMS)
def test_a_number_takes_the_form_that_its_language_has_for_it(project: Path, language: str) -> None:
    rule, forms, expected = FORMS[language]
    head = HEADER.replace("\n\n", f'\n"Plural-Forms: {rule}\\n"\n\n' if rule else "\n\n")
    texts = "".join(f'msgstr[{at}] "{{count}} {form}"\n' for at, form in enumerate(forms))
    entry = f'msgid "static.count.clusters"\nmsgid_plural "static.count.clusters"\n{texts}'
    (project / "languages" / f"{language}.po").write_text(head + entry, encoding="utf-8")
    catalogue = read_catalogue(project, language)
    assert len(catalogue.problems) == 1  # what it lacks
    with messages.use_own({language: catalogue.messages}):
        for count, form in zip((1, 2, 5, 21), expected, strict=True):
            assert messages.text(language, "static.count.clusters", count=count) == f"{count} {form}"


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("nplurals=999999999; plural=n", "found 'nplurals=999999999', expected at most 6 forms"),
        ("nplurals=2; plural=n", "plural=n gives form 2000000 of 2"),
        ("nplurals=2; plural=1/n", "plural=1/n divides by zero"),
        ("nplurals=2; plural=import os", "invalid token in plural form"),
    ],
)
def test_a_rule_of_plurals_that_is_none_is_an_error(project: Path, head: str, found: str) -> None:
    text = HEADER.replace("\n\n", f'\n"Plural-Forms: {head};\\n"\n\n') + COUNT
    (project / "languages" / "pt.po").write_text(text, encoding="utf-8")
    (problem,) = read_catalogue(project, "pt").problems
    assert problem.severity == "error"
    assert found in str(problem)


def test_a_text_with_fewer_forms_than_its_language_is_named(project: Path) -> None:
    (project / "languages" / "pl.po").write_text(HEADER + COUNT, encoding="utf-8")
    catalogue = read_catalogue(project, "pl")
    assert str(catalogue.problems[0]) == (
        "languages/pl.po, static.count.clusters: found '2 forms', expected 3, as the head of the file says, "
        "or the language has; English stands for it"
    )
    assert catalogue.messages["static.count.clusters"][1].startswith(BORROWED[0])


def test_a_page_chooses_by_the_forms_of_its_language_and_others_carry_none(project: Path) -> None:
    def forms_of(language: str, entries: str) -> tuple[object, object]:
        (project / "languages" / f"{language}.po").write_text(HEADER + entries, encoding="utf-8")
        source = MAP.replace('"pt"', f'"{language}"').replace("pt =", f"{language} =")
        (project / "maps" / "m.toml").write_text(source, encoding="utf-8")
        payload = payload_of(build_page(read_definition(project / "maps" / "m.toml")).html)
        return payload["map"].get("plurals"), texts_of(payload, language)["map.count.clusters"]

    count = COUNT.replace("static.", "map.")
    polish = count.replace("\n\n", '\nmsgstr[2] "{count} klastrów"\n\n')
    two = ["{count} agrupamento", "{count} agrupamentos"]
    assert forms_of("pt", count) == (None, two)
    order = ["one", "other", "few", "many", "two", "zero"]
    assert forms_of("pl", polish) == (order, [two[0], "{count} klastrów", two[1]])


def test_a_broken_catalogue_is_an_error_of_the_definition(project: Path) -> None:
    write(project, 'msgid "map.change.moved"\nmsgstr "{cont} x"\n')
    with pytest.raises(DefinitionError, match="placeholders of the English text"):
        read_definition(project / "maps" / "m.toml")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", "one of en, ca, es, fr, de, it, pt, or a catalogue of it in languages/nl.po"),
        ("xx", "one of en, ca, es, fr, de, it, pt"),
        ("../pt", "one of en, ca, es, fr, de, it, pt"),
    ],
)
def test_a_language_without_a_catalogue_is_refused(project: Path, language: str, expected: str) -> None:
    path = project / "maps" / "m.toml"
    path.write_text(MAP.replace('["pt", "en"]', f'["{language}", "en"]'), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_definition(path)
    assert (
        str(caught.value.problems[0])
        .removeprefix(f"{path}, languages.1: ")
        .startswith(f"found {language!r}, expected {expected}")
    )


def test_only_files_that_are_named_after_a_language_are_catalogues(project: Path) -> None:
    for name in ("nl", "xx", "en", "notes"):
        (project / "languages" / f"{name}.po").write_text(HEADER, encoding="utf-8")
    assert own_languages(project) == ("nl", "pt")


def test_a_title_must_speak_the_language_of_the_project(project: Path) -> None:
    path = project / "maps" / "m.toml"
    path.write_text(MAP.replace(', pt = "Nossos"', ""), encoding="utf-8")
    with pytest.raises(DefinitionError, match="missing: pt"):
        read_definition(path)


def test_the_page_has_the_words_of_the_catalogue_and_marks_the_others(project: Path) -> None:
    page = build_page(read_definition(project / "maps" / "m.toml"))
    body, data, _ = page.html.partition(' id="atlas-data">')
    assert data
    assert '<html lang="pt"' in body
    assert ">Fontes</h2>" in body
    assert f'<span lang="en">{messages.load("en")["static.page.skip"]}</span>' in body
    assert not set(BORROWED) & set(body)
    assert set(payload_of(page.html)["messages"]["texts"]) == {"pt", "en"}
    assert page.summary["findings"][0].startswith("languages/pt.po: found '2 of ")


def test_a_whole_catalogue_is_no_finding_and_needs_no_marks(project: Path) -> None:
    entries = []
    for key, text in messages.load("es").items():
        forms = (text,) if isinstance(text, str) else text
        quoted = [form.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for form in forms]
        if len(quoted) == 1:
            entries.append(f'msgid "{key}"\nmsgstr "{quoted[0]}"\n')
        else:
            plural = f'msgid "{key}"\nmsgid_plural "{key}"\n'
            entries.append(plural + "".join(f'msgstr[{at}] "{form}"\n' for at, form in enumerate(quoted)))
    write(project, "\n".join(entries))
    assert read_catalogue(project, "pt").problems == ()
    page = build_page(read_definition(project / "maps" / "m.toml"))
    assert "mountOwn" not in page.html
    assert '<span lang="en">' not in page.html


def test_check_names_what_is_missing_and_the_file_is_an_input(project: Path) -> None:
    found = check_targets(project, [str(project / "maps" / "m.toml")])
    assert [one.severity for one in found if one.source == "languages/pt.po"] == ["warning"]
    assert list(named_files(read_keys(project / "maps" / "m.toml"))) == ["bioclusters", "languages/pt.po"]
