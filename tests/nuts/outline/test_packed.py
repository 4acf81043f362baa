from hypothesis import given
from hypothesis import strategies as st

from geo.nuts.outline import packed

NUMBERS = st.lists(st.integers(min_value=0, max_value=2**40))
POINTS = st.lists(st.tuples(st.integers(-(2**20), 2**20), st.integers(-(2**20), 2**20)), min_size=1)


@given(NUMBERS)
def test_numbers_come_back_as_they_were(numbers: list[int]) -> None:
    assert list(packed.unpack(packed.pack(numbers))) == numbers


@given(st.lists(POINTS))
def test_lines_come_back_as_they_were(arcs: list[list[tuple[int, int]]]) -> None:
    assert packed.unpack_arcs(packed.pack_arcs(arcs)) == arcs


@given(st.lists(st.lists(st.lists(st.integers(-5000, 5000), min_size=1), min_size=1)))
def test_rings_come_back_as_they_were(shapes: list[list[list[int]]]) -> None:
    assert packed.unpack_rings(packed.pack_rings(shapes), len(shapes)) == shapes


def test_no_character_needs_an_escape_in_json_or_html() -> None:
    assert set(packed.ALPHABET) & set('"\\<>&') == set()
    assert packed.ALPHABET.isascii()
    assert packed.ALPHABET.isprintable()


def test_a_small_step_takes_one_character() -> None:
    assert [len(packed.pack([packed.zigzag(step)])) for step in (0, 36, -37, 37, 600)] == [1, 1, 1, 2, 2]
