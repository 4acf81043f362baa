"""What a survey says, as a page holds it: figures in one part, texts among the page's messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from geo import columns as c
from geo.language import messages
from geo.render.facts.table import text_or_none
from geo.tables.surveys import HEADING, LABEL, STATEMENT

#: Where the catalogues have words for the items of a question.
_ITEM_WORDS: Final = ("term.funding", "term.service", "panel.item")
_PERCENT: Final = "percent"


def survey_facts(survey: pd.DataFrame) -> dict[str, Any]:
    """Return the questions of a survey with the figures of their items; what an item lacks is left out.

    Parameters
    ----------
    survey
        Frame of `geo.tables.surveys.read_survey`.
    """
    questions: dict[str, dict[str, Any]] = {}
    for row in survey.to_dict("records"):
        question = questions.setdefault(
            row["question"],
            {
                "id": row["question"],
                "kind": row["kind"],
                "answers": None if pd.isna(row["answers"]) else int(row["answers"]),
                "items": [],
            },
        )
        item = {
            "id": row["item"],
            "value": None if pd.isna(row["value"]) else _short(float(row["value"])),
            "unit": _PERCENT if row["unit"] == _PERCENT else None,  # others say what the kind says
            "serviceKind": text_or_none(row["service_kind"]),
        }
        question["items"].append({name: value for name, value in item.items() if value is not None})
    sources = [text for text in dict.fromkeys(survey[c.SOURCE]) if text_or_none(text)]
    return {"source": "; ".join(sources), "questions": list(questions.values())}


def _short(value: float) -> float:
    """Return a value as it is shown, a whole one without a decimal."""
    return int(value) if value.is_integer() else round(value, 2)


def survey_messages(survey: pd.DataFrame, languages: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the texts of a survey's table that the catalogues have no word for.

    A text without a translation stands in the table's own words, or in the first language it has.

    Parameters
    ----------
    survey
        Frame of `geo.tables.surveys.read_survey`.
    languages
        Of the page.

    Returns
    -------
    dict
        Language to text, by key: ``survey.QUESTION`` is a heading, ``survey.QUESTION.ITEM`` a label or a
        statement.
    """
    known = messages.load(messages.LANGUAGES[0])
    texts: dict[str, dict[str, str]] = {}
    for row in survey.to_dict("records"):
        question, item = row["question"], row["item"]
        heading = _translations(row, HEADING, languages)
        if heading:
            texts.setdefault(f"survey.{question}", heading)
        has_word = any(f"{prefix}.{item}" in known for prefix in _ITEM_WORDS)
        is_own = any(text_or_none(row[f"{LABEL}_{language}"]) for language in messages.LANGUAGES)
        if is_own or row["kind"] == STATEMENT or not has_word:
            texts[f"survey.{question}.{item}"] = _translations(row, LABEL, languages)
    return texts


def survey_in_words(survey: pd.DataFrame, language: str) -> list[tuple[str, str]]:
    """Return the heading of each question of a survey, and what is answered or said.

    A page without scripts says so much of it, in the words of the panels of one that has them.

    Parameters
    ----------
    survey
        Frame of `geo.tables.surveys.read_survey`.
    language
        Of the page.
    """
    own = {key: texts[language] for key, texts in survey_messages(survey, [language]).items()}
    known = messages.load(language)

    def text(*keys: str) -> str:
        key = next((key for key in keys if key in own or key in known), None)
        if key is None:
            return keys[0].rpartition(".")[2]  # a word of the table that nobody translates
        return own.get(key) or messages.text(language, key)

    # Rows of all questions at once: to take those of one out of a frame takes a hundred times as long.
    rows_by_question: dict[str, list[dict[Any, Any]]] = {}
    for row in survey.to_dict("records"):
        rows_by_question.setdefault(row["question"], []).append(row)
    lines = []
    for question, rows in rows_by_question.items():
        parts: list[str] = []
        last = None
        for row in rows:
            item = row["item"]
            words = text(f"survey.{question}.{item}", *(f"{prefix}.{item}" for prefix in _ITEM_WORDS))
            before, after = _about(row, language)
            if before and before == last:
                parts[-1] += f", {words}"
            else:
                parts.append(f"{before} {words}{after}".strip())
            last = before
        lines.append((text(f"survey.{question}", f"panel.question.{question}"), "; ".join(parts)))
    return lines


def _about(row: Mapping[Any, Any], language: str) -> tuple[str, str]:
    """Return what stands before an item (rank, direction, service) and after it (its figure)."""
    kind, value = row["kind"], row["value"]
    if kind == STATEMENT:
        service = f"term.service.{row['item']}"
        return (f"{messages.text(language, service)} –" if service in messages.load(language) else "", "")
    if kind == "trend":
        return ("↘ {}:" if value < 0 else "↗ {}:").format(
            messages.text(language, "panel.falls" if value < 0 else "panel.rises")
        ), ""
    if kind == "ranked":
        rank = {} if pd.isna(value) else {"rank": int(value)}
        return messages.text(language, f"panel.rank.{'place' if rank else 'unranked'}", **rank), ""
    return "", "" if pd.isna(value) else f" {_figure(row, language)}"


def _figure(row: Mapping[Any, Any], language: str) -> str:
    """Return the figure of an item as the page's script writes it."""
    if row["unit"] == _PERCENT:
        return messages.percent(language, row["value"])
    if pd.isna(row["answers"]):
        return messages.number(language, row["value"])
    of = {"value": int(row["value"]), "of": int(row["answers"])}
    return messages.text(language, "panel.answers.of", **of)


def _translations(row: Mapping[Any, Any], column: str, languages: Sequence[str]) -> dict[str, str]:
    """Return a text of a row in each language, if need be in one it has; nothing when it has none."""
    own = {language: text_or_none(row.get(f"{column}_{language}")) for language in languages}
    plain = text_or_none(row[column]) or next(filter(None, own.values()), None)
    return {language: text or plain for language, text in own.items()} if plain else {}
