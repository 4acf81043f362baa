"""Names are compared without case, accents and punctuation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.language.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nord - Pas-de-Calais", "NORD–PAS DE CALAIS"),
        ("Île-de-France", "ile de france"),
        ("Łódzkie", "Lodzkie"),
        ("Weißenburg", "WEISSENBURG"),
        ("Sør-Trøndelag", "Sor Trondelag"),
        ("Țara", "Ţara"),
        ("  Emilia-Romagna ", "emilia romagna"),
    ],
)
def test_spellings_that_differ_in_case_accents_or_dashes_fold_alike(one: str, other: str):
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)
