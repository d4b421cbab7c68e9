"""The profit rate at which two costs are equal, and where there is none, on which side the instrument stays."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib.errors import HamyariError, ParameterError
from hamyari_lib.models.bonds import Bond
from hamyari_lib.models.instruments import (
    BreakEven,
    Fees,
    StateShare,
    Terms,
    break_even,
    break_even_rate,
    cost,
    loan_break_even,
)
from hamyari_lib.models.returns import NoRateError

pytestmark = pytest.mark.slow

BOND = Bond("1397/04/12", "1401/04/12", 0.18)
TERMS = Terms("ijara", BOND, price=1.0, state=StateShare(0.5, 0.5, 0.0))
LOAN = Terms("bank_loan", replace(BOND, amortisation="annuity", interval_months=1))


@settings(max_examples=20)
@given(st.floats(0.05, 0.6), st.sampled_from(["all", "municipality"]))
def test_at_the_break_even_rate_the_costs_are_equal(other, payer):
    terms, fees = replace(TERMS, price=0.95, state=StateShare(0.3, 0.2, 0.0)), replace(Fees.none(), guarantee=0.01)
    rate = break_even_rate(terms, fees, payer, other)
    at = replace(terms, bond=replace(BOND, coupon=rate))
    assert cost(at, fees, payer).value == pytest.approx(other, abs=1e-9)


def test_without_a_break_even_rate_the_answer_says_on_which_side_the_cost_is():
    with pytest.raises(
        HamyariError, match="no profit rate from 0 to 2 makes ijara cost -50.00 % a year: it always costs more"
    ):
        break_even_rate(TERMS, Fees.none(), "all", -0.5)
    assert (
        break_even_rate(
            TERMS, Fees.none(), "all", cost(replace(TERMS, bond=replace(BOND, coupon=0)), Fees.none()).value
        )
        == 0
    )


def test_the_break_even_rate_of_a_loan_with_a_deposit_needs_no_single_rate_on_the_way():
    """At a low profit rate the loan's flows change sign twice and have a second rate far below zero."""
    loan = Terms("bank_loan", replace(BOND, amortisation="annuity", interval_months=1))
    fees = replace(Fees.none(), blocked_deposit=0.1)
    rate = break_even_rate(loan, fees, "all", 0.2)
    assert 0.1 < rate < 0.18
    assert cost(replace(loan, bond=replace(loan.bond, coupon=rate)), fees).value == pytest.approx(0.2, abs=1e-9)


def test_the_loan_says_on_which_side_it_always_is():
    dear = replace(Fees.none(), appraisal=0.2)
    assert loan_break_even(LOAN, dear, 0.02) == BreakEven(None, "dearer")
    assert loan_break_even(LOAN, Fees.none(), 9.0) == BreakEven(None, "cheaper")
    found = loan_break_even(LOAN, dear, 0.4)
    assert found.always == ""
    assert found.rate == break_even_rate(LOAN, dear, "all", 0.4)
    with pytest.raises(HamyariError, match="it always costs less"):
        break_even_rate(LOAN, Fees.none(), "all", 9.0)


def test_an_investor_is_paid_more_at_every_rate():
    assert break_even(replace(TERMS, price=0.5), Fees.none(), "investor", 0.01) == BreakEven(None, "dearer")


def test_a_rate_that_solves_the_flows_but_is_not_their_cost_breaks_nothing_even():
    """Below the other root of a loan with a deposit the present value is positive though the loan costs more."""
    fees = replace(Fees.none(), blocked_deposit=0.2)
    with pytest.raises(HamyariError, match="more than one rate solves the flows of bank_loan"):
        loan_break_even(LOAN, fees, -0.99)


@pytest.mark.parametrize(
    ("fees", "payer", "other", "said"),
    [
        (Fees.none(), "state", 0.2, "payer is 'state'; expected one of issuer, investor"),
        (Fees.none(), "all", None, "other_cost is None"),
        (Fees.none(), "all", "0.2", "other_cost is '0.2'"),
        (Fees.none(), "all", -1, "other_cost is -1"),
        (TERMS, "all", 0.2, "fees is a Terms"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(fees, payer, other, said):
    with pytest.raises(ParameterError, match=said) as caught:
        break_even_rate(TERMS, fees, payer, other)
    assert len(caught.value.faults) == 1


def test_the_unknown_share_of_the_state_is_asked_for():
    with pytest.raises(ParameterError, match="the cost is unknown, without state_profit"):
        break_even(replace(TERMS, state=StateShare(None, 0.5, 0.0)), Fees.none(), "municipality", 0.2)


def test_where_fees_take_all_no_rate_helps():
    with pytest.raises(NoRateError, match="nothing is received at issue") as caught:
        break_even(LOAN, replace(Fees.none(), appraisal=1.0), "all", 0.2)
    assert caught.value.kind == "nothing_received"


def test_a_loan_that_brings_nothing_has_no_break_even():
    all_blocked = Fees(**{**vars(Fees.none()), "blocked_deposit": 1.0})
    assert loan_break_even(LOAN, all_blocked, 0.2) is None
    assert loan_break_even(LOAN, Fees.none(), None) is None
