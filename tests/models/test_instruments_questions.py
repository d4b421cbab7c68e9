"""Sensitivity to yield and fees, where the order of two costs turns, and break-even rates."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib.errors import ParameterError
from hamyari_lib.models import instruments
from hamyari_lib.models.bonds import Bond
from hamyari_lib.models.instruments import Fees, StateShare, Terms, cost, order_changes, sensitivity

BOND = Bond("1397/04/12", "1401/04/12", 0.18)
TERMS = Terms("ijara", BOND, price=1.0, state=StateShare(0.5, 0.5, 0.0))


@pytest.mark.parametrize("payer", ["all", "municipality"])
def test_every_cell_is_the_cost_of_its_own_terms(payer):
    fees = replace(Fees.none(), guarantee=0.01, blocked_deposit=0.1, deposit_return=0.05, underwriting=0.01)
    yields, extra = [0.15, 0.225, 0.38], [0.0, 0.02]
    found = sensitivity(TERMS, fees, payer, yields, extra)
    for fee in extra:
        for rate in yields:
            terms = replace(TERMS, price=None, market_yield=rate)
            expected = cost(terms, replace(fees, underwriting=0.01 + fee), payer).value
            assert found.loc[fee, rate] == pytest.approx(expected, abs=1e-12)


def test_a_grid_of_fifteen_by_fifteen_is_quick():
    start = time.perf_counter()
    found = sensitivity(TERMS, Fees.none(), "all", np.linspace(0.15, 0.4, 15), np.linspace(0, 0.1, 15))
    assert time.perf_counter() - start < 1.0
    assert (np.diff(found, axis=0) > 0).all()
    assert (np.diff(found, axis=1) > 0).all()


def test_a_grid_that_cannot_be_is_refused():
    with pytest.raises(ParameterError, match="expected one of all, municipality"):
        sensitivity(TERMS, Fees.none(), "investor", [0.2], [0.0])
    with pytest.raises(ParameterError, match="not sold in a market"):
        sensitivity(Terms("bank_loan", BOND), Fees.none(), "all", [0.2], [0.0])
    with pytest.raises(ParameterError, match="extra fee is 3"):
        sensitivity(TERMS, Fees.none(), "all", [0.2], [3])
    with pytest.raises(ParameterError, match="market_yield is 22.5"):
        sensitivity(TERMS, Fees.none(), "all", [22.5], [0.0])
    with pytest.raises(ParameterError, match="extra fee is '0.1'"):
        sensitivity(TERMS, Fees.none(), "all", [0.2], ["0.1"])


@pytest.mark.parametrize("payer", ["all", "municipality"])
def test_a_cell_without_one_rate_is_empty_and_stops_no_other(payer):
    found = sensitivity(TERMS, Fees.none(), payer, [0.2, 0.9], [0.0, 0.9])
    assert found.isna().to_numpy().tolist() == [[False, False], [False, True]]
    whole = replace(TERMS, state=StateShare(1, 1, 1))
    assert sensitivity(whole, Fees.none(), "municipality", [0.2], [0.0]).isna().all(axis=None)


@settings(max_examples=50)
@given(st.lists(st.integers(-99, 99), min_size=1, max_size=4, unique=True))
def test_all_crossings_are_found_in_order(places):
    roots = sorted(place / 100 for place in places)
    found = order_changes(lambda x: float(np.prod([x - root for root in roots])), lambda x: 0.0, -1, 1, points=1001)
    assert found == pytest.approx(roots, abs=1e-9)


def test_touching_is_no_change_of_order_and_a_stretch_of_equal_costs_is_one():
    assert order_changes(lambda x: x**2, lambda x: 0, -1, 1, points=401) == ()
    assert order_changes(lambda x: x, lambda x: 0, 0, 1) == ()
    assert order_changes(lambda x: 1, lambda x: 0, 0, 1) == ()
    flat = order_changes(lambda x: x - np.clip(x, -0.25, 0.25), lambda x: 0, -1, 1, points=401)
    assert flat == pytest.approx((0.0,), abs=0.01)
    assert order_changes(lambda x: x**3, lambda x: 0, -1, 1, points=401) == pytest.approx((0.0,))


def test_the_yield_at_which_the_bond_becomes_dearer_than_the_loan():
    loan = cost(Terms("bank_loan", replace(BOND, coupon=0.23)), Fees.none())
    (found,) = order_changes(lambda x: cost(replace(TERMS, price=None, market_yield=x), Fees.none()), lambda x: loan,
                             0.15, 0.4, points=30)  # fmt: skip
    assert found == pytest.approx(loan.value)


def test_order_changes_refuses_what_it_cannot_compare():
    unknown = replace(TERMS, state=StateShare(None, 0.5, 0.0))
    with pytest.raises(ParameterError, match="cost at 0 is unknown, without state_profit"):
        order_changes(lambda x: cost(unknown, Fees.none(), "municipality"), lambda x: 0.2, 0, 1)
    with pytest.raises(ParameterError, match="cost at 0 is nan"):
        order_changes(lambda x: float("nan"), lambda x: 0.2, 0, 1)
    with pytest.raises(ParameterError, match="low is 1, high 0"):
        order_changes(lambda x: x, lambda x: 0.2, 1, 0)


@pytest.mark.parametrize(
    ("own", "found"),
    [
        (None, [0.2, 0.25, 0.3]),
        (0.25, [0.2, 0.25, 0.3]),
        (0.2, [0.2, 0.25, 0.3]),
        (0.26, [0.2, 0.26, 0.3]),
        (0.1, [0.1, 0.2, 0.25, 0.3]),
    ],
)
def test_the_yields_that_are_tried_hold_the_cases_own(own, found):
    assert instruments.yields_to_try(0.2, 0.3, own, count=3) == found
