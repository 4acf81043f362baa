"""Countries by every name that people write."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.language.country_names import country_name
from geo.language.messages import LANGUAGES
from geo.nuts import countries
from geo.nuts.countries import nearest_country


@pytest.fixture
def languages(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return the languages whose names of countries are asked for."""
    asked: list[str] = []

    def note(country: str, language: str = "en") -> str:
        asked.append(language)
        return country_name(country, language)

    caches = (countries._names, countries._names_in)
    for cache in caches:
        cache.cache_clear()
    monkeypatch.setattr(countries, "country_name", note)
    yield asked
    for cache in caches:
        cache.cache_clear()


def test_a_code_or_an_english_name_loads_no_other_language(languages: list[str]) -> None:
    assert [countries.country_code(text) for text in ("IT", "ita", "Italy")] == ["IT"] * 3
    assert set(languages) == {"en"}


def test_a_name_of_every_language_of_the_interface_is_found() -> None:
    for language in LANGUAGES:
        assert [countries.country_code(country_name(code, language)) for code in countries.CODES] == list(
            countries.CODES
        )


def test_a_name_of_wide_use_is_found_after_those_of_all_languages() -> None:
    assert [countries.country_code(text) for text in ("Holland", "Macedonia", "Suomi")] == ["NL", "MK", "FI"]


def test_a_country_that_many_rows_misspell_is_looked_for_once() -> None:
    nearest_country.cache_clear()
    assert [nearest_country("Germny") for _ in range(1000)] == ["Germany"] * 1000
    assert nearest_country.cache_info().misses == 1


DEGREES = st.floats(-180, 180)


@given(st.lists(st.tuples(DEGREES, DEGREES), max_size=30), st.sampled_from([None, "ES", "FR", "FI", "IL"]))
def test_many_points_are_swapped_where_one_is(points: list, country: str | None) -> None:
    lat, lon = np.array(points, dtype=float).reshape(-1, 2).T
    alone = [countries.is_swapped(*point, country) for point in points]
    assert countries.are_swapped(lat, lon, country).tolist() == alone
