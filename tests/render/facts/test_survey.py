"""A survey in words: question by question, however many there are."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd

from geo.render.facts.survey import survey_in_words
from geo.tables.surveys import read_survey


def survey(folder: Path, questions: list[str]) -> pd.DataFrame:
    """Return a survey with an item for each of the questions named."""
    rows = [f"{question},multiple,i{at},Item {at},{at},answers,25\n" for at, question in enumerate(questions)]
    (folder / "survey.csv").write_text(
        "question,kind,item,label,value,unit,answers\n" + "".join(rows), "utf-8"
    )
    return read_survey(folder / "survey.csv")


def test_items_of_a_question_stand_together_wherever_their_rows_are(tmp_path: Path) -> None:
    assert survey_in_words(survey(tmp_path, ["b", "a", "b"]), "en") == [
        ("b", "Item 0 0 of 25; Item 2 2 of 25"),
        ("a", "Item 1 1 of 25"),
    ]


def test_a_thousand_questions_take_hardly_longer_than_one_of_a_thousand_items(tmp_path: Path) -> None:
    seconds = []
    for questions in (1_000 * ["one"], [f"q{at}" for at in range(1_000)]):
        shown = survey(tmp_path, questions)
        began = time.process_time()
        survey_in_words(shown, "en")
        seconds.append(time.process_time() - began)
    # Many times as long where each question is taken out of the frame by itself.
    assert seconds[1] < 3 * seconds[0]
