"""Bounds of classes: where they part values, and how round they are."""

import random
from collections.abc import Sequence
from itertools import combinations
from statistics import fmean

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.match.classing import bounds_of, class_at


def sizes(values: list[float], bounds: tuple[float, ...]) -> list[int]:
    return [sum(class_at(value, bounds) == at for value in values) for at in range(len(bounds) + 1)]


def test_quantiles_hold_as_many_values_each() -> None:
    values = [float(value) ** 2 for value in range(1, 101)]
    assert sizes(values, bounds_of(values, "quantile")) == [20, 20, 20, 20, 20]


def test_a_quantile_is_rounder_where_that_moves_one_value_in_two_hundred() -> None:
    values = [50 + at * 0.37 + 0.01 * (at % 7) for at in range(244)]
    bounds = bounds_of(values, "quantile")
    assert bounds == (68, 86, 104, 122)
    assert sizes(values, bounds) == [49, 49, 48, 49, 49]
    assert bounds_of(values[:120], "quantile") == (58.9, 67.8, 76.6, 85.5)


def test_equal_classes_are_as_wide() -> None:
    assert bounds_of([0, 21, 40, 61, 80, 100], "equal") == (20, 40, 60, 80)


def test_natural_breaks_are_those_of_least_variance() -> None:
    values = [4.0, 5, 9, 10, 11, 24, 25, 26, 50, 51, 90]
    assert sizes(values, bounds_of(values, "natural")) == [2, 3, 3, 2, 1]


def test_natural_breaks_are_the_best_of_all_ways_to_part_the_values() -> None:
    draw = random.Random(3)  # noqa: S311 - no secret depends on it

    def spread(values: list[float], bounds: Sequence[float]) -> float:
        parts = [[value for value in values if class_at(value, bounds) == at] for at in range(3)]
        return sum(sum((value - fmean(part)) ** 2 for value in part) for part in parts)

    for _ in range(20):
        values = [float(draw.randint(0, 40)) for _ in range(draw.randint(5, 25))]
        every = combinations(sorted(set(values))[1:], 2)
        best = min(spread(values, bounds) for bounds in every)
        assert spread(values, bounds_of(values, "natural", classes=3)) == pytest.approx(best)


def test_natural_breaks_do_not_try_every_pair_of_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def counting(values: NDArray[np.float64]) -> int:
        tried.append(len(values))
        return int(values.argmin())

    monkeypatch.setattr(np, "argmin", counting)
    draw = random.Random(5)  # noqa: S311 - no secret depends on it
    values = [draw.lognormvariate(0, 2) for _ in range(2000)]
    assert len(bounds_of(values, "natural")) == 4
    # Every pair would be eight million.
    assert 0 < sum(tried) < 200_000


def test_a_diverging_figure_has_two_classes_on_either_side() -> None:
    low, middle, high = bounds_of([60, 80, 95, 110, 130, 150], "diverging", middle=100)
    assert middle == 100
    assert middle - low == high - middle > 0
    assert bounds_of([5, 5], "diverging", middle=5) == (5,)


@pytest.mark.parametrize("method", ["quantile", "equal", "natural"])
def test_no_class_is_empty_and_every_bound_is_round(method: str) -> None:
    draw = random.Random(7)  # noqa: S311 - no secret depends on it
    for _ in range(50):
        values = [round(draw.lognormvariate(3, 1), 4) for _ in range(draw.randint(2, 60))]
        bounds = bounds_of(values, method)
        assert list(bounds) == sorted(set(bounds))
        assert all(sizes(values, bounds))
        assert all(len(f"{bound:.12g}") <= 10 for bound in bounds)


def test_few_or_equal_values_make_fewer_classes() -> None:
    assert bounds_of([], "quantile") == bounds_of([3], "natural") == bounds_of([3, 3], "equal") == ()
    assert bounds_of([1, 1, 1, 2], "quantile") == (2,)


def test_bounds_below_zero_part_the_values_as_well() -> None:
    values = [-9.0, -7, -4, -2, 0, 3]
    assert all(sizes(values, bounds_of(values, "natural")))
