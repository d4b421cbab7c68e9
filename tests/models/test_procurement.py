"""Procurement: thresholds of the year itself, annuities by hand, and discounts that grow with the order."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import data
from hamyari_lib.models.procurement import (
    annuity,
    break_even_premium,
    legal_path,
    life_cycle_cost,
    quantity_discount,
)

LIMITS = pd.DataFrame(
    {"jalali_year": 1404, "size": ["large", "small", "medium"], "up_to_rial": pd.array([None, 100, 1000], "Int64")}
)


@pytest.mark.parametrize(
    ("amount", "size"), [(0, "small"), (100, "small"), (101, "medium"), (1000, "medium"), (1001, "large")]
)
def test_a_deal_has_the_size_of_its_amount(amount, size):
    assert legal_path(amount, LIMITS, 1404).size == size


def test_what_is_not_known_is_none_with_its_reason():
    assert legal_path(None, LIMITS, 1404).missing == "amount"
    assert legal_path(float("nan"), LIMITS, 1404).missing == "amount"
    assert legal_path(5, LIMITS, 1403).missing == "thresholds", "never those of another year"
    assert legal_path(5000, LIMITS.query("size != 'large'"), 1404).size is None


def test_limits_that_do_not_grow_are_refused():
    with pytest.raises(ValueError, match="tender_thresholds of 1404 do not grow"):
        legal_path(5, LIMITS.assign(up_to_rial=[None, 1000, 100]), 1404)
    with pytest.raises(ValueError, match="amount_rial is -1"):
        legal_path(-1, LIMITS, 1404)


@pytest.mark.parametrize("sizes", [["medium", "large"], ["small", "large"], ["small", "medium"]])
def test_a_year_that_lacks_a_row_has_no_path(sizes):
    limits = pd.DataFrame({"jalali_year": 1404, "size": ["small", "medium", "large"], "up_to_rial": [2, 20, None]})
    assert legal_path(1, limits[limits["size"].isin(sizes)], 1404).missing == "thresholds"


def test_a_limit_that_is_not_known_gives_no_path_and_one_that_does_not_grow_or_comes_twice_is_refused():
    def limits(*up_to):
        return pd.DataFrame({"jalali_year": 1404, "size": ["small", "medium", "large"], "up_to_rial": up_to})

    assert legal_path(1, limits(None, 20, None), 1404).missing == "thresholds"
    assert legal_path(1, limits(2, None, None), 1404).missing == "thresholds"
    with pytest.raises(ValueError, match="do not grow"):
        legal_path(1, limits(20, 20, None), 1404)
    with pytest.raises(ValueError, match="more than once"):
        legal_path(1, pd.concat([limits(2, 20, None)] * 2), 1404)


def test_the_samples_thresholds_have_a_path_for_each_year():
    limits = data.load("tender_thresholds")
    sizes = {legal_path(amount, limits, 1404).size for amount in (1e8, 1e10, 1e12)}
    assert sizes == {"small", "medium", "large"}


def test_annuities_by_hand():
    assert annuity(2, 0.1) == pytest.approx(1 / 1.1 + 1 / 1.21)
    assert annuity(4, 0) == 4
    assert annuity(3, -0.05) == pytest.approx(sum(0.95**-year for year in (1, 2, 3)))
    assert life_cycle_cost(50, 0, life=9, rate=0.2) == 50


@given(
    st.floats(0, 50), st.floats(0, 50), st.floats(1, 500), st.integers(1, 30), st.integers(1, 30), st.floats(-0.1, 0.5)
)
def test_at_the_break_even_both_cost_the_same_a_year(running, other_running, price, life, other_life, rate):
    premium = break_even_premium(running, other_running, price, life=life, other_life=other_life, rate=rate)
    offer = life_cycle_cost(price * (1 + premium), running, life=life, rate=rate) / annuity(life, rate)
    other = life_cycle_cost(price, other_running, life=other_life, rate=rate) / annuity(other_life, rate)
    assert offer == pytest.approx(other, rel=1e-9, abs=1e-9)


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=8), st.floats(0, 0.3))
def test_a_smaller_buyer_saves_more_and_one_alone_nothing(quantities, rate):
    saved = quantity_discount(pd.Series(quantities), per_doubling=rate, most=0.99)
    assert saved.between(0, 1).all()
    order = np.argsort(quantities)
    assert (np.diff(saved.to_numpy()[order]) <= 1e-12).all()
    assert quantity_discount(pd.Series(quantities[:1]), per_doubling=rate).tolist() == [0]


def test_a_buyer_whose_quantity_is_not_known_saves_what_nobody_knows():
    saved = quantity_discount(pd.Series([100.0, np.nan, 100.0]), per_doubling=0.1)
    assert saved.round(3).tolist()[::2] == [0.1, 0.1]
    assert np.isnan(saved[1])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: quantity_discount(pd.Series([0.0]), per_doubling=0.1), "expected above 0"),
        (lambda: quantity_discount(pd.Series([1.0]), per_doubling=1.0), "per_doubling is 1.0"),
        (lambda: annuity(0, 0.1), "years is 0"),
        (lambda: annuity(1, -1), "rate is -1"),
        (lambda: break_even_premium(1, 1, 0, life=1, other_life=1, rate=0.1), "price is 0"),
    ],
)
def test_options_out_of_bounds_are_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
