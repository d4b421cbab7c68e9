"""Tranches together, steps, funds to repay from, issues sold in part or under their price, and the salam's cost."""

import numpy as np
import pandas as pd
import pytest

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models.instruments import (
    Fees,
    all_in_cost,
    at_discount,
    cash_flows,
    combined,
    cost,
    offer,
    salam_cost,
    sinking_fund,
    sold_in_part,
    step_up,
)

FEES = Fees(underwriting=0.02, market_making=0.005, guarantee=0.01, spv=0.0, rating=0.0, admission=0.0, placement=0.0,
            payment_agent=0.0, arrangement=0.0, blocked_deposit=0.0)  # fmt: skip


def ijara(amount=1000.0, tenor=48, rate=0.2, **more):
    return offer("ijara", amount, "1402/02/15", tenor, rate, **({"price": 1.0} | more))


def test_a_senior_and_a_junior_tranche_cost_between_their_own_costs():
    offers = {"senior": (ijara(700, 24, 0.18), FEES), "junior": (ijara(300, 48, 0.26), FEES)}
    both = combined(offers)
    alone = [all_in_cost(cash_flows(*one).by_date()) for one in offers.values()]
    assert min(alone) < all_in_cost(both.by_date()) < max(alone)
    whole = sum((cash_flows(*one).by_date() for one in offers.values()), pd.Series(dtype=float))
    parts = [cash_flows(*one).by_date() for one in offers.values()]
    assert both.by_date().sum() == pytest.approx(sum(one.sum() for one in parts))
    assert both.by_date().iloc[0] == pytest.approx(sum(one.iloc[0] for one in parts))
    assert whole.index.equals(both.by_date().index)


def test_what_a_tranche_lacks_is_named_and_an_open_deposit_is_refused():
    lacking = Fees(underwriting=0.02, blocked_deposit=0.0)
    assert "b.guarantee" in combined({"a": (ijara(), FEES), "b": (ijara(), lacking)}).missing
    with pytest.raises(ParameterError, match="b: its deposit's size or return is not known"):
        combined({"a": (ijara(), FEES), "b": (ijara(), Fees(underwriting=0.02))})
    with pytest.raises(ParameterError, match="no tranche is given"):
        combined({})


def test_a_step_up_costs_between_its_first_and_its_last_rate():
    rates = step_up(0.18, 0.24, tenor_months=48)
    assert rates == pytest.approx([0.18] * 4 + [0.20] * 4 + [0.22] * 4 + [0.24] * 4)
    found = cost(ijara(rate=rates), Fees.none(), "all").value
    low, high = (cost(ijara(rate=one), Fees.none(), "all").value for one in (0.18, 0.24))
    assert low < found < high
    assert step_up(0.2, 0.3, tenor_months=12) == pytest.approx([0.2] * 4)
    with pytest.raises(ParameterError, match="tenor is 10 and interval 3 months"):
        step_up(0.2, 0.3, tenor_months=10)


@pytest.mark.parametrize("earned", [0.0, 0.15, 0.19])
def test_a_fund_repays_the_principal_and_costs_what_it_earns_too_little(earned):
    terms = ijara(rate=0.18)
    fund = sinking_fund(terms, earned)
    years = (fund.index[-1] - fund.index).days / 365
    deposits = fund.to_numpy().copy()
    deposits[-1] -= 1000
    assert (deposits < 0).all()
    assert -float(deposits @ (1 + earned) ** years) == pytest.approx(1000)
    alone = cash_flows(terms, Fees.none()).by_date()
    with_fund = all_in_cost(alone.add(fund, fill_value=0.0))
    assert with_fund >= all_in_cost(alone) - 1e-4
    if earned < 0.19:
        assert with_fund > all_in_cost(alone) + 0.005
    with pytest.raises(ParameterError, match="repaid in parts"):
        sinking_fund(offer("bank_loan", 100, "1402/02/15", 24, 0.2), 0.1)
    with pytest.raises(ParameterError, match="it earns -1"):
        sinking_fund(terms, -1.0)


def test_an_issue_sold_in_part_is_smaller_and_dearer():
    terms, fees = sold_in_part(ijara(), FEES, 0.5)
    assert terms.bond.face == 500
    assert (fees.underwriting, fees.market_making, fees.guarantee) == (0.04, 0.005, 0.01)
    assert cost(terms, fees, "all").value > cost(ijara(), FEES, "all").value
    assert sold_in_part(ijara(), FEES, 1.0) == (ijara(), FEES)
    for bad in (0.0, 1.2, float("nan")):
        with pytest.raises(ParameterError, match="expected a share above 0, up to 1"):
            sold_in_part(ijara(), FEES, bad)


def test_a_market_makers_discount_raises_the_cost():
    asked = ijara(price=None, market_yield=0.25)
    less = at_discount(asked, 0.02)
    assert less.price == pytest.approx(asked.issue_price() * 0.98)
    assert cost(less, FEES, "all").value > cost(asked, FEES, "all").value
    assert at_discount(ijara(), 0.0) == ijara()
    with pytest.raises(ParameterError, match="the price is not known"):
        at_discount(ijara(price=None), 0.02)
    with pytest.raises(ParameterError, match="from 0 to under 1"):
        at_discount(ijara(), 1.0)


def test_the_salam_costs_between_its_put_and_its_call():
    free = salam_cost(400e9, 1.0, call=1.18, put=1.175, admission=0.0, market_making=0.0)
    assert (free.least, free.most) == pytest.approx((0.175, 0.18))
    half = salam_cost(400e9, 0.5, call=1.09, put=1.08, admission=0.0, market_making=0.0)
    assert (half.least, half.most) == pytest.approx((1.08**2 - 1, 1.09**2 - 1))
    bounded = salam_cost(
        400e9, 1.0, call=1.18, put=1.175, admission=0.002, admission_least=20e6, admission_most=300e6, market_making=0.0
    )
    assert bounded.most == pytest.approx(1.18 / (1 - 300e6 / 400e9) - 1)
    small = salam_cost(1e9, 1.0, call=1.18, put=1.175, admission=0.0002, admission_least=20e6, market_making=0.0)
    assert small.most == pytest.approx(1.18 / 0.98 - 1)
    made = salam_cost(100.0, 1.5, call=1.3, put=1.2, admission=0.0, market_making=0.02)
    assert made.most == pytest.approx(np.expm1(made_rate(1.3)))


def made_rate(call):
    """By search: 100 less 2 at once, 1 after a year (half of one), and the call after a year and a half."""
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        worth = 98 - 1 * np.exp(-middle) - 100 * call * np.exp(-1.5 * middle)
        low, high = (middle, high) if worth < 0 else (low, middle)
    return low


def test_unknown_fees_of_a_salam_are_named_and_odd_terms_refused():
    assert salam_cost(1e9, 1.0, call=1.18, put=1.175).missing == ("admission", "market_making")
    with pytest.raises(ParameterError, match="expected both above 0"):
        salam_cost(1e9, 0.0, call=1.18, put=1.175)
    with pytest.raises(ParameterError, match="exchange them if they are swapped"):
        salam_cost(1e9, 1.0, call=1.1, put=1.2)
    with pytest.raises(DataError, match="the fees take all that is raised"):
        salam_cost(10.0, 1.0, call=1.18, put=1.175, admission=0.1, admission_least=20e6)
