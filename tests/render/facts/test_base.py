"""What the index is relative to, in the words of each language."""

from dataclasses import replace

import pytest

from geo.datapackage.catalog import Catalog
from geo.render.facts.scores import Scores, read_scores


@pytest.fixture(scope="module")
def scores() -> Scores:
    return read_scores(2023, series=False, catalog=Catalog.bundled())


@pytest.mark.parametrize(("language", "words"), [("en", "EU 2016"), ("de", "EU 2016"), ("fr", "UE 2016")])
def test_the_base_of_the_index_is_said_in_the_language(scores: Scores, language: str, words: str) -> None:
    assert scores.base(language) == words


def test_a_base_of_other_words_stays_as_it_is(scores: Scores) -> None:
    other = replace(scores, edition=replace(scores.edition, relative_to="the mean of 2016"))
    assert other.base("fr") == "the mean of 2016"
