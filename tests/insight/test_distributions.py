"""Distributions are what their names promise, whatever is drawn from them."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.insight.simulation.distributions import (
    Constant,
    Distribution,
    Empirical,
    Lognormal,
    Triangular,
    Uniform,
)

SHARES = st.floats(0, 1, exclude_max=True)
EVERY = [
    Constant(3.0),
    Uniform(1.0, 5.0),
    Triangular(1.0, 2.0, 6.0),
    Triangular(1.0, 1.0, 4.0),
    Triangular(2.0, 4.0, 4.0),
    Triangular(3.0, 3.0, 3.0),
    Lognormal(2.0, 5.0),
    Empirical((1.0, 2.0, 9.0)),
]


@pytest.mark.parametrize("distribution", EVERY, ids=repr)
def test_the_mean_is_that_of_the_draws(distribution: Distribution) -> None:
    """The mean that is told is the mean of what is drawn evenly over all luck."""
    count = 20_000
    drawn = fmean(distribution.at((index + 0.5) / count) for index in range(count))
    assert drawn == pytest.approx(distribution.mean, rel=2e-3)


@pytest.mark.parametrize("distribution", EVERY, ids=repr)
@given(one=SHARES, other=SHARES)
def test_more_luck_never_draws_less(distribution: Distribution, one: float, other: float) -> None:
    """Quantile functions rise, so that the same luck means the same case in every variant; nothing is negative."""
    low, high = sorted((one, other))
    assert 0 <= distribution.at(low) <= distribution.at(high) + 1e-9


def test_bounds_are_kept() -> None:
    """The smallest and the largest luck draw the bounds."""
    for distribution in (Uniform(1.0, 5.0), Triangular(1.0, 2.0, 5.0)):
        assert distribution.at(0.0) == 1.0
        assert distribution.at(1 - 1e-12) == pytest.approx(5.0, abs=1e-4)


def test_a_lognormal_is_told_by_two_quantiles() -> None:
    """Half of the draws lie below the median and nine in ten below the other value; even the extremes are finite."""
    long = Lognormal(2.0, 5.0)
    assert long.at(0.5) == pytest.approx(2.0)
    assert long.at(0.9) == pytest.approx(5.0)
    assert 0 < long.at(0.0) < long.at(1 - 1e-16) < float("inf")


def test_measured_values_come_equally_often() -> None:
    """Each measured value fills its share of all luck."""
    measured = Empirical((1.0, 2.0, 9.0))
    assert [measured.at(share) for share in (0, 0.3, 0.34, 0.66, 0.67, 0.99)] == [1.0, 1.0, 2.0, 2.0, 9.0, 9.0]
