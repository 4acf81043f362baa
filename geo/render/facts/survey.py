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
            "value": None if pd.isna(row["value"]) else round(float(row["value"]), 2),
            "unit": text_or_none(row["unit"]),
            "serviceKind": text_or_none(row["service_kind"]),
        }
        question["items"].append({name: value for name, value in item.items() if value is not None})
    sources = [text for text in dict.fromkeys(survey[c.SOURCE]) if text_or_none(text)]
    return {"source": "; ".join(sources), "questions": list(questions.values())}


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


def _translations(row: Mapping[Any, Any], column: str, languages: Sequence[str]) -> dict[str, str]:
    """Return a text of a row in each language, if need be in one it has; nothing when it has none."""
    own = {language: text_or_none(row[f"{column}_{language}"]) for language in languages}
    plain = text_or_none(row[column]) or next(filter(None, own.values()), None)
    return {language: text or plain for language, text in own.items()} if plain else {}
