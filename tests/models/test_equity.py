"""Returns, swings and falls of an index, and the cost of equity by regression."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib.errors import DataError
from hamyari_lib.models.equity import cost_of_equity, drawdown, performance, premium


def level(values):
    return pd.Series(values, [f"m{place}" for place in range(len(values))], dtype=float)


def test_return_volatility_and_fall():
    found = performance(level([100, 120, 60, 90, 130, 117]), per_year=12)
    returns = np.diff(np.log([100, 120, 60, 90, 130, 117]))
    assert found.annual_return == pytest.approx(1.17 ** (12 / 5) - 1)
    assert found.volatility == pytest.approx(returns.std(ddof=1) * np.sqrt(12))
    assert (found.worst_fall, found.peak, found.trough, found.recovered) == (-0.5, "m1", "m2", "m4")
    assert (found.first, found.last, found.n) == ("m0", "m5", 5)


def test_a_rising_index_never_falls():
    found = performance(level([1, 2, 3]), per_year=1)
    assert (found.worst_fall, found.peak, found.trough, found.recovered) == (0, "m0", "m0", "m0")


@given(st.lists(st.floats(0.01, 1e6), min_size=3, max_size=30), st.floats(0.1, 100))
def test_the_unit_of_money_does_not_matter(values, factor):
    first, other = performance(level(values)), performance(level(np.array(values) * factor))
    assert other.annual_return == pytest.approx(first.annual_return, rel=1e-6, abs=1e-9)
    assert other.worst_fall == pytest.approx(first.worst_fall, abs=1e-9)
    falls = drawdown(level(values))
    assert falls.max() <= 0
    assert falls.min() == pytest.approx(first.worst_fall)


def test_constant_growth_in_constant_prices_is_the_quotient():
    months = np.arange(25)
    nominal, prices = level(100 * 1.03**months), level(1.02**months)
    assert performance(nominal / prices).annual_return == pytest.approx((1.03 / 1.02) ** 12 - 1)
    assert performance(nominal / prices).volatility == pytest.approx(0, abs=1e-9)


def test_gaps_and_spans_that_are_too_short_are_refused():
    with pytest.raises(DataError, match="2 levels; expected 3 or more"):
        performance(level([1, 2]))
    with pytest.raises(DataError, match="the level at m1 is no number above 0"):
        performance(level([1, np.nan, 2, 3]))


def simulated(n=4000, beta=1.4, seed=1):
    rng = np.random.default_rng(seed)
    free = np.full(n, 0.015)
    market = free + 0.01 + 0.06 * rng.normal(size=n)
    own = free + 0.002 + beta * (market - free) + 0.05 * rng.normal(size=n)
    return own, market, free


def test_the_regression_finds_what_made_the_returns():
    found = cost_of_equity(*simulated(), rate=0.3)
    assert abs(found.beta - 1.4) < 3 * found.beta_se
    assert abs(found.alpha - 12 * 0.002) < 3 * found.alpha_se
    assert abs(found.premium - 0.12) < 3 * found.premium_se
    assert found.cost == pytest.approx(0.3 + found.beta * found.premium)
    assert found.r2 == pytest.approx(1.4**2 * 0.06**2 / (1.4**2 * 0.06**2 + 0.05**2), abs=0.02)


def test_its_errors_are_those_of_many_samples():
    tries = [cost_of_equity(*simulated(n=240, seed=seed), rate=0.3) for seed in range(300)]
    for of in ("beta", "premium", "cost"):
        spread = np.std([getattr(one, of) for one in tries])
        assert np.mean([getattr(one, f"{of}_se") for one in tries]) == pytest.approx(spread, rel=0.15)


def test_plain_least_squares_and_the_newey_west_error_of_a_mean():
    own, market, free = simulated(n=60)
    found = cost_of_equity(own, market, free, rate=0.2)
    slope, intercept = np.polyfit(market - free, own - free, 1)
    assert (found.beta, found.alpha) == pytest.approx((slope, 12 * intercept))
    excess = market - free
    off, n, lags = excess - excess.mean(), 60, 3
    variance = off @ off + 2 * sum((1 - lag / (lags + 1)) * (off[lag:] @ off[:-lag]) for lag in range(1, lags + 1))
    assert premium(market, free) == pytest.approx((12 * excess.mean(), 12 * np.sqrt(variance / n**2 * n / (n - 1))))


def test_unknown_periods_are_left_out_and_too_few_refused():
    own, market, free = simulated(n=40)
    holed = own.copy()
    holed[[3, 7]] = np.nan
    assert cost_of_equity(holed, market, free, rate=0.2).n == 38
    given_one = cost_of_equity(own, market, free, rate=0.2, premium_given=(0.05, 0.01))
    assert given_one.cost == pytest.approx(0.2 + given_one.beta * 0.05)
    with pytest.raises(DataError, match="20 periods are known in all; expected 24 or more"):
        cost_of_equity(own[:20], market[:20], free[:20], rate=0.2)
    with pytest.raises(DataError, match="40 and 39 and 40 returns"):
        cost_of_equity(own, market[1:], free, rate=0.2)
    with pytest.raises(DataError, match="never changes"):
        cost_of_equity(own, free + 0.01, free, rate=0.2)
