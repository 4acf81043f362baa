import pytest

from geo.datapackage.catalog import Catalog
from geo.errors import RegionError
from geo.nuts.selection import Selection, select_units


@pytest.fixture(scope="module")
def selection() -> Selection:
    return Selection(2021, catalog=Catalog.bundled())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ES", "ES"),
        ("Greece", "EL"),
        ("GR", "EL"),
        ("Österreich", "AT"),
        ("Luxembourg", "LU"),  # the country, not the Belgian province
        ("fri1", "FRI1"),
        ("Lombardy", "ITC4"),
        ("Bayern", "DE2"),
        ("Madrid", "ES3"),  # of ES3 and ES30, which are the same area, the larger
    ],
)
def test_countries_and_regions_are_found_by_code_and_name(selection: Selection, text: str, code: str) -> None:
    assert selection.find(text).code == code


@pytest.mark.parametrize(
    ("text", "expected", "suggestion"),
    [
        ("Limburg", "the code of one of BE22, NL42", None),
        ("ES511", "a country or a region of level 2 or larger", "ES51"),
        ("Grmany", "the code or the name of a country or of a region of NUTS 2021", "Germany"),
        ("Lombardi", "the code or the name of a country or of a region of NUTS 2021", "Lombardie"),
        ("Atlantis", "the code or the name of a country or of a region of NUTS 2021", None),
    ],
)
def test_what_is_no_region_or_several_is_said_with_the_nearest(
    selection: Selection, text: str, expected: str, suggestion: str | None
) -> None:
    meant = selection.find(text)
    assert (meant.code, meant.expected, meant.suggestion) == (None, expected, suggestion)


def test_the_api_raises_what_a_definition_reports() -> None:
    assert select_units(("Spain", "PT11"), 2021, catalog=Catalog.bundled()) == ("ES", "PT11")
    with pytest.raises(RegionError, match=r"focus: found 'Spein', expected .* Did you mean 'Spain'\?"):
        select_units(("Spein",), 2021, catalog=Catalog.bundled())
