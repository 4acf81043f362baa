"""The letters of countries and their names, whichever way their codes are written."""

from __future__ import annotations

import pytest

from geo.language.country_names import ISO_CODES, country_name, gisco_code, iso_code


def test_countries_have_names_in_every_language() -> None:
    assert [country_name("UK", language) for language in ("en", "es", "de")] == [
        "United Kingdom",
        "Reino Unido",
        "Vereinigtes Königreich",
    ]


def test_what_is_no_country_keeps_its_code() -> None:
    assert country_name("Q9", "fr") == "Q9"


@pytest.mark.parametrize(("gisco", "iso"), ISO_CODES.items())
def test_each_way_to_write_a_country_leads_to_the_other(gisco: str, iso: str) -> None:
    assert (iso_code(gisco), gisco_code(iso)) == (iso, gisco)
    assert (iso_code(iso), gisco_code(gisco)) == (iso, gisco)
    assert gisco_code(f"{iso}30") == f"{gisco}30"
