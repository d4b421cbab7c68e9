"""Internal rates of return: all of them, against polynomials and by their present values; flows that have none."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hamyari_lib.errors import DataError, HamyariError
from hamyari_lib.models.returns import NoRateError, has_one_rate_above_zero, internal_rate, internal_rates

amounts_at = st.lists(
    st.tuples(st.integers(0, 2000).map(lambda week: week / 52), st.integers(-1000, 1000)), min_size=1, max_size=25
)


def present_value(rate, times, amounts):
    terms = np.asarray(amounts) * (1 + rate) ** -(np.asarray(times) - min(times))
    return terms.sum() / np.abs(terms).sum()


@given(amounts_at)
def test_present_value_is_zero_at_every_rate_and_descartes_bounds_their_number(flows):
    times, amounts = zip(*sorted(flows), strict=True)
    found = internal_rates(times, amounts)
    signs = np.sign([a for a in amounts if a])
    assert len(found) <= (signs[1:] != signs[:-1]).sum()
    assert (np.diff(found) > 0).all()
    for rate in found[(found > -0.9) & (found < 1e6)]:  # beyond these a power of the rate loses digits
        assert present_value(rate, times, amounts) == pytest.approx(0, abs=1e-9)


@given(st.lists(st.integers(-90, 300), min_size=1, max_size=5, unique=True), st.floats(0.1, 1e12))
def test_flows_made_from_rates_give_back_all_of_them(per_cents, scale):
    rates = sorted(rate / 100 for rate in per_cents)
    assume(all(b - a >= 0.05 for a, b in zip(rates, rates[1:], strict=False)))
    amounts = np.polynomial.polynomial.polyfromroots([1 / (1 + rate) for rate in rates]) * scale
    np.testing.assert_allclose(internal_rates(range(len(amounts)), amounts), rates, atol=1e-6)


@given(st.lists(st.integers(-20, 20), min_size=2, max_size=7))
def test_as_many_rates_as_the_polynomial_has_real_positive_roots(amounts):
    assume(amounts[0] and amounts[-1])
    roots = np.roots(amounts)  # in 1 + rate
    assume(all(abs(z.imag) > 1e-3 for z in roots if abs(z.imag) > 1e-12))
    assume(all(abs(a - b) > 1e-3 for i, a in enumerate(roots) for b in roots[:i]))
    expected = sorted(z.real - 1 for z in roots if abs(z.imag) <= 1e-12 and z.real > 1e-6)
    np.testing.assert_allclose(internal_rates(range(len(amounts)), amounts), expected, rtol=1e-7, atol=1e-7)


@given(amounts_at, st.floats(-5, 5), st.sampled_from([-1.0, 1e-9, 3e12]))
def test_order_start_unit_and_side_do_not_matter(flows, start, factor):
    times, amounts = np.array(flows).T
    found = internal_rates(times, amounts)
    again = internal_rates((times + start)[::-1], amounts[::-1] * factor)
    assert len(again) == len(found)
    np.testing.assert_allclose(np.log1p(again[found > -1]), np.log1p(found[found > -1]), rtol=1e-6, atol=1e-6)


def test_rates_that_touch_are_found_once():
    assert internal_rates([0, 1, 2], [-100, 220, -121]) == pytest.approx([0.1], abs=1e-6)
    assert internal_rates([0, 1, 2, 3], [-1000, 3300, -3630, 1331]) == pytest.approx([0.1], abs=1e-4)


def test_rates_far_from_any_guess_are_found():
    assert internal_rates([0, 1 / 365], [100, -200]) == pytest.approx([2.0**365 - 1])
    assert internal_rates([0, 30], [1e12, -1]) == pytest.approx([1e-12 ** (1 / 30) - 1])
    assert internal_rates([0, 1], [100, -1e-9]) == pytest.approx([-1 + 1e-11], abs=1e-15)
    with pytest.raises(DataError, match="check the dates"):
        internal_rates([0, 1 / 365], [1, -1e9])


def test_amounts_of_one_day_that_cancel_leave_no_trace():
    assert internal_rates([0, 1, 1, 1, 2], [100, 0.1, 0.2, -0.3, -121]) == pytest.approx([0.1])
    assert internal_rates([0, 1, 1, 2], [100, 50, -50, -121]) == pytest.approx([0.1])
    assert len(internal_rates([0, 1, 1, 1], [100, 0.3, -0.1, -0.2])) == 0  # what is left is -3e-17, no payment


@pytest.mark.parametrize(
    ("times", "amounts", "kind", "said"),
    [
        ([], [], "nothing", "city: every amount is 0"),
        ([0, 1], [0, 0], "nothing", "city: every amount is 0"),
        ([0, 1], [100, 20], "one_way", "city: nobody lends here: all are receipts"),
        ([0, 1], [-100, -20], "one_way", "city: nobody lends here: all are payments"),
        ([0, 1, 2], [-100, 100, -100], "no_rate", "city: no rate solves"),
        ([0, 1, 2], [-100, 230, -132], "several", r"city: 2 rates solve these flows \(10.00 %, 20.00 %\)"),
    ],
)
def test_flows_without_one_rate_are_refused_in_words(times, amounts, kind, said):
    with pytest.raises(NoRateError, match=said) as caught:
        internal_rate(times, amounts, "city")
    assert caught.value.kind == kind
    assert len(caught.value.faults) == 1


def test_one_rate_that_is_a_touching_is_one_rate():
    assert internal_rate([0, 1, 2], [-100, 220, -121]) == pytest.approx(0.1, abs=1e-6)


def test_every_amount_that_is_no_number_is_named():
    with pytest.raises(DataError) as caught:
        internal_rates([0, 1, 2], [1, float("nan"), float("inf")])
    assert [fault.split(" (")[0] for fault in caught.value.faults] == [
        "flows: amount nan at 1.0 years",
        "flows: amount inf at 2.0 years",
    ]
    with pytest.raises(DataError, match="2 times and 1 amounts"):
        internal_rates([0, 1], [1])


def test_a_loan_with_a_deposit_costs_its_one_rate_above_zero():
    """Norstrøm 1972: the running sum changes sign once and does not end at 0."""
    times, amounts = [0, 1, 2, 3], [90, -60, -60, 10]
    low, high = internal_rates(times, amounts)
    assert low < 0 < high
    assert internal_rate(times, amounts) == high
    assert internal_rate(times, [-one for one in amounts]) == high


@pytest.mark.parametrize("amounts", [[-100, 230, -132], [10, -30, 20]])
def test_where_the_running_sum_does_not_settle_it_no_rate_is_chosen(amounts):
    """The sum changes sign twice, or ends at 0."""
    assert len(internal_rates([0, 1, 2], amounts)) == 2
    with pytest.raises(HamyariError, match="2 rates solve"):
        internal_rate([0, 1, 2], amounts)


@given(st.floats(0.01, 0.3), st.floats(0.05, 0.3), st.floats(0.0, 1.5), st.integers(2, 8))
def test_in_constant_prices_the_rate_is_that_of_the_nominal_flows(deposit, rate, inflation, years):
    """However far prices outrun the loan, so that the running sum of the real flows no longer tells the rates apart."""
    times = np.arange(years + 1)
    nominal = np.r_[1.0, np.full(years, -rate)] - deposit * (times == 0)
    nominal[-1] += deposit - 1
    assume(has_one_rate_above_zero(nominal))
    real = nominal * (1 + inflation) ** -times.astype(float)
    expected = (1 + internal_rate(times, nominal)) / (1 + inflation) - 1
    assert internal_rate(times, real, nominal=nominal) == pytest.approx(expected, abs=1e-7)


def test_constant_prices_alone_would_leave_two_rates():
    times, nominal = np.arange(4), np.array([90, -60, -60, 10.0])
    real = nominal * 2.0**-times
    with pytest.raises(NoRateError) as caught:
        internal_rate(times, real)
    assert caught.value.kind == "several"
    assert internal_rate(times, real, nominal=nominal) == pytest.approx((1 + internal_rate(times, nominal)) / 2 - 1)


def test_amounts_too_small_to_be_held_end_the_search():
    tiny = 5e-324
    assert internal_rates([0, 0.4, 0.9, 1.0, 1.6, 2.0], [-1, -tiny, tiny, -tiny, tiny, 1.21]) == pytest.approx([0.1])
    assert len(internal_rates([0, 1, 2, 3], [tiny, -tiny, tiny, -tiny])) <= 3
