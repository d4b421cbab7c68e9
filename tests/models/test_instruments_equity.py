"""Equity by the investors' return and the owners' dilution."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models.cashflow import irr, npv
from hamyari_lib.models.instruments import EquityFees, equity_deal

YEARS = np.arange(1.0, 9.0)
PAID = np.array([0.0, 40, 60, 80, 80, 80, 80, 180])


def deal(paid=PAID, **given_terms):
    terms = {"times_years": YEARS, "raised": 100.0, "fees": EquityFees.none()} | given_terms
    return equity_deal(paid, **terms)


def test_a_share_by_worth_and_the_rate_that_it_earns():
    found = deal(pre_money=300.0)
    assert found.share == 0.25
    assert found.investor_rate == pytest.approx(irr([-100, *(0.25 * PAID)])[0])
    assert found.cost_rate == pytest.approx(found.investor_rate)
    assert (found.net, found.missing, found.why) == (100, (), "")


def test_the_least_share_that_gives_what_investors_ask():
    found = deal(target_return=0.25)
    assert found.investor_rate == pytest.approx(0.25)
    assert npv(0.25, [-100, *(found.share * PAID)]) == pytest.approx(0, abs=1e-9)


def test_fees_come_out_of_what_investors_get_and_out_of_what_the_project_gets():
    fees = EquityFees(underwriting=0.02, manager=0.013, manager_fixed=1.0, trustee=0.5, market_maker=0.0, supervision=3)
    found = deal(pre_money=100.0, fees=fees)
    by_hand = [-103, *(0.5 * PAID - (1.3 + 1.0 + 0.5))]
    assert found.investor_flows == pytest.approx(by_hand)
    assert found.investor_rate == pytest.approx(irr(by_hand)[0])
    assert found.net == 98
    assert found.cost_rate == pytest.approx(irr([-98, *(0.5 * PAID)])[0])
    asked = deal(target_return=0.2, fees=fees)
    assert asked.investor_rate == pytest.approx(0.2)
    assert asked.share > deal(target_return=0.2).share


def test_unknown_fees_are_named_and_make_the_return_at_most_that():
    found = deal(pre_money=100.0, fees=EquityFees(underwriting=0.02))
    assert found.missing == ("manager", "manager_fixed", "trustee", "market_maker", "supervision")
    assert found.investor_rate == pytest.approx(irr([-100, *(0.5 * PAID)])[0])
    with_all = deal(pre_money=100.0, fees=EquityFees(0.02, 0.013, 1.0, 1.0, 0.5, 5.0))
    assert with_all.investor_rate < found.investor_rate


@given(st.floats(1, 1e4), st.floats(1, 1e4), st.floats(0.1, 1e6))
def test_more_raised_is_more_given_up_and_units_do_not_matter(raised, more, factor):
    first, second = (deal(raised=one, pre_money=500.0) for one in (raised, raised + more))
    assert 0 < first.share < second.share < 1
    scaled = deal(PAID * factor, raised=raised * factor, pre_money=500.0 * factor)
    assert scaled.share == pytest.approx(first.share)


def test_constant_prices_give_real_rates():
    growth = 1.4**YEARS
    nominal, real = deal(PAID * growth, pre_money=300.0), deal(pre_money=300.0)
    assert nominal.investor_rate == pytest.approx(1.4 * (1 + real.investor_rate) - 1)


def test_what_no_rate_describes_says_why():
    found = deal(0 * PAID, pre_money=100.0)
    assert found.investor_rate is None
    assert "nobody lends here" in found.why


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        ({}, ParameterError, "give either what the project is worth before"),
        ({"pre_money": 1.0, "target_return": 0.2}, ParameterError, "give either"),
        ({"pre_money": -1.0}, ParameterError, "expected amounts above 0"),
        ({"raised": 0.0, "pre_money": 1.0}, ParameterError, "expected amounts above 0"),
        ({"target_return": -1.5}, ParameterError, "expected a fraction a year above -1"),
        ({"target_return": 0.9}, DataError, r"investors ask 90\.0% a year; at that even the whole project is worth"),
        ({"pre_money": 1.0, "times_years": YEARS[1:]}, DataError, "8 distributions and 7 times"),
        ({"pre_money": 1.0, "times_years": YEARS[::-1]}, DataError, "in order"),
        ({"pre_money": 1.0, "paid": -PAID}, DataError, "0 or more"),
    ],
)
def test_deals_that_cannot_be_are_refused(call, error, said):
    with pytest.raises(error, match=said):
        deal(**call)


def test_fees_out_of_range_are_refused_together():
    with pytest.raises(ParameterError) as caught:
        EquityFees(underwriting=2.0, trustee=-1.0)
    assert [line.split(";")[0] for line in caught.value.faults] == ["fees.trustee is -1.0", "fees.underwriting is 2.0"]
