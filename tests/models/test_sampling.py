"""Effective sizes, suppression, intervals of proportions, ratios and ranks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from hamyari_lib.models import sampling

sizes = st.floats(0.5, 1e5)
fractions = st.floats(0, 1)


def test_suppression_starts_below_the_minimum():
    assert sampling.suppressed([19, 20], design_effect=2, minimum_effective_n=10).tolist() == [True, False]
    assert not sampling.suppressed([0], minimum_effective_n=0).any()


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_wilson_equals_statsmodels(confidence):
    counts, n = np.arange(0, 41), 40
    expected = proportion_confint(counts, n, alpha=1 - confidence, method="wilson")
    found = sampling.wilson_interval(counts / n, n, confidence=confidence)
    np.testing.assert_allclose(found, expected, atol=1e-14)


@given(fractions, sizes, st.floats(1.01, 20), st.floats(0.5, 0.98))
def test_wilson_contains_the_proportion_and_widens(p, n, design_effect, confidence):
    low, high = sampling.wilson_interval(p, n, confidence=confidence)
    assert 0 <= low <= p <= high <= 1
    for wider in (
        sampling.wilson_interval(p, n / design_effect, confidence=confidence),
        sampling.wilson_interval(p, n, confidence=confidence + 0.01),
    ):
        assert wider[0] <= low + 1e-12
        assert wider[1] >= high - 1e-12


def test_no_observations_leave_the_whole_range():
    assert [float(limit) for limit in sampling.wilson_interval(0.3, 0)] == [0, 1]


@given(fractions, sizes, st.floats(0.001, 1), sizes)
def test_ratio_interval_contains_the_ratio(p, n, q, m):
    low, high = sampling.ratio_interval(p, n, q, m)
    assert 0 <= low <= p / q * (1 + 1e-9)
    assert high >= p / q * (1 - 1e-9)


@given(st.floats(0.05, 1), sizes, st.floats(0.05, 1), sizes)
def test_ratio_interval_turned_over_is_that_of_the_inverse(p, n, q, m):
    low, high = sampling.ratio_interval(p, n, q, m)
    inverse_low, inverse_high = sampling.ratio_interval(q, m, p, n)
    assert low * inverse_high == pytest.approx(1, rel=1e-5)
    assert high * inverse_low == pytest.approx(1, rel=1e-5)


def test_ratio_to_a_known_denominator_is_a_scaled_wilson():
    low, high = sampling.ratio_interval(0.2, 50, 0.4, 1e14)
    expected = np.array(sampling.wilson_interval(0.2, 50)) / 0.4
    assert [float(low), float(high)] == pytest.approx(expected.tolist(), rel=1e-5)


def test_ratio_of_zeros():
    low, high = sampling.ratio_interval([0.0, 0.3, 0.0], 50, [0.2, 0.0, 0.0], 80)
    assert low[0] == low[2] == 0
    assert low[1] > 1
    assert np.isfinite(high[0])
    assert np.isinf(high[1:]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sampling.wilson_interval(1.2, 5), "proportion holds 1.2"),
        (lambda: sampling.wilson_interval(np.nan, 5), "proportion holds nan"),
        (lambda: sampling.wilson_interval(0.2, -1), "effective_n holds -1.0"),
        (lambda: sampling.wilson_interval(0.2, 5, confidence=95), "write 0.95 for 95 %"),
        (lambda: sampling.effective_sample_size([1], design_effect=0), "design_effect is 0"),
        (lambda: sampling.suppressed([1], minimum_effective_n=-1), "minimum_effective_n is -1"),
        (lambda: sampling.simultaneous_confidence(0.9, 0), "count is 0"),
        (lambda: sampling.proportion_ranks(pd.Series(dtype=float), pd.Series(dtype=float)), "expected each item once"),
        (lambda: sampling.rank_intervals(*[pd.Series([1.0, np.nan])] * 3), "estimate of 1 is NaN"),
        (lambda: sampling.proportion_ranks(pd.Series([0.5]), pd.Series([9], ["x"])), "other items"),
    ],
)
def test_errors_say_what_was_found(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def _ranks(values, half_width):
    estimate = pd.Series(values, dtype=float)
    return sampling.rank_intervals(estimate, estimate - half_width, estimate + half_width)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=12), st.integers(0, 30), st.randoms())
def test_rank_intervals_hold_the_rank_and_follow_a_permutation(values, half_width, random):
    found = _ranks(values, half_width)
    assert ((found.low >= 1) & (found.low <= found.rank) & (found.rank <= found.high)).all()
    assert (found.high <= len(values)).all()
    order = list(range(len(values)))
    random.shuffle(order)
    estimate = pd.Series(values, dtype=float).iloc[order]
    again = sampling.rank_intervals(estimate, estimate - half_width, estimate + half_width)
    pd.testing.assert_series_equal(again.low.sort_index(), found.low)
    pd.testing.assert_series_equal(again.carried.sort_index(), found.carried)


def test_ties_share_the_best_rank_and_their_interval():
    found = _ranks([5, 7, 5, 1], 0)
    assert found.rank.tolist() == [2, 1, 2, 4]
    assert found.low.tolist() == [2, 1, 2, 4]
    assert found.high.tolist() == [3, 1, 3, 4]


@pytest.mark.parametrize(
    ("half_width", "carried"), [(0.4, [True] * 5), (0.6, [True, False, False, False, True]), (9, [False] * 5)]
)
def test_a_rank_that_holds_half_of_the_items_is_not_carried(half_width, carried):
    assert _ranks([5, 4, 3, 2, 1], half_width).carried.tolist() == carried


@pytest.mark.slow
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_joint_coverage_of_ranks_in_a_clustered_population(confidence):
    rng = np.random.default_rng(11)
    truth = np.array([0.05, 0.08, 0.08, 0.12, 0.15, 0.16, 0.2, 0.3, 0.31, 0.45])
    draws, clusters, size = 2000, 60, 12
    inside = rng.beta(6 * truth, 6 * (1 - truth), (draws, clusters, len(truth)))
    weights = rng.lognormal(0, 0.5, inside.shape)
    counts = rng.binomial(size, inside)
    shares = (weights * counts).sum(axis=1) / (weights * size).sum(axis=1)
    effective_n = pd.Series(truth * (1 - truth) / shares.var(axis=0))
    best = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    worst = len(truth) - (truth[None, :] < truth[:, None]).sum(axis=1)
    held = 0
    for row in shares:
        found = sampling.proportion_ranks(pd.Series(row), effective_n, confidence=confidence)
        held += bool(((found.low <= best) & (worst <= found.high)).all())
    print(f"joint coverage of ranks at {confidence}: {held / draws:.4f}")
    assert held / draws >= confidence
