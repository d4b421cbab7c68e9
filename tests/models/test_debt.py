"""Debt: sculpting with and without unpaid interest, other ways of repaying, and cover ratios."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from hamyari_lib.errors import DataError
from hamyari_lib.models.debt import REPAYMENTS, cover_ratios, schedule, sculpted_debt

CASH = st.lists(st.floats(0.5, 1000), min_size=1, max_size=12)
RATE = st.floats(0, 1)


@settings(deadline=None)
@given(CASH, RATE, st.floats(1, 3))
def test_unpaid_interest_added_the_debt_is_all_cash_over_the_ratio(cash, rate, dscr):
    found = sculpted_debt(cash, dscr=dscr, rate=rate, capitalisation=True)
    worth = sum(one / dscr / (1 + rate) ** (place + 1) for place, one in enumerate(cash))
    assert found.amount == pytest.approx(worth, rel=1e-9)
    assert found.schedule["debt_service"].to_numpy() * dscr == pytest.approx(np.array(cash), rel=1e-9)
    assert found.schedule["closing"].iloc[-1] == 0


@settings(deadline=None)
@given(CASH, RATE, st.floats(1, 3))
def test_no_principal_is_negative_and_the_debt_is_the_largest_that_can_be(cash, rate, dscr):
    found = sculpted_debt(cash, dscr=dscr, rate=rate)
    table, n = found.schedule, len(cash)
    scale = max(found.amount, 1)
    assert (table["principal"] >= -1e-9 * scale).all()
    assert (table["debt_service"] * dscr <= np.array(cash) * (1 + 1e-9) + 1e-9 * scale).all()
    assert table["closing"].iloc[-1] == 0
    assert table["principal"].sum() == pytest.approx(found.amount)
    assert found.amount <= found.unconstrained * (1 + 1e-12)
    # the largest by a linear programme: balances b_0 >= b_1 >= ... >= b_n = 0
    a, b = [], []
    for period in range(n):
        served, falls = np.zeros(n), np.zeros(n)
        served[period], falls[period] = 1 + rate, -1
        if period + 1 < n:
            served[period + 1], falls[period + 1] = -1, 1
        a += [served, falls]
        b += [cash[period] / dscr, 0]
    best = linprog(-np.eye(n)[0], A_ub=a, b_ub=b, method="highs")
    assert found.amount == pytest.approx(-best.fun, rel=1e-6, abs=1e-6)


def test_cash_that_grows_faster_than_interest_is_flagged():
    cash = 10 * 1.4 ** np.arange(1, 16)
    absurd = sculpted_debt(cash, dscr=1.3, rate=0.38, capitalisation=True)
    assert (absurd.schedule["principal"] < 0).sum() == 12
    assert absurd.peak == pytest.approx(10.4, abs=0.1)
    sound = sculpted_debt(cash, dscr=1.3, rate=0.38)
    assert sound.amount == pytest.approx(cash[0] / 1.3 / 0.38)
    assert sound.peak == 1
    assert sound.unconstrained == pytest.approx(absurd.amount)
    assert sound.binding == tuple(range(1, 13))


def test_where_nothing_binds_both_ways_agree():
    cash = [100, 90, 80, 70]
    free, held = (sculpted_debt(cash, dscr=1.2, rate=0.1, capitalisation=one) for one in (True, False))
    assert held.amount == pytest.approx(free.amount)
    assert held.binding == ()
    assert held.schedule.to_numpy() == pytest.approx(free.schedule.to_numpy())


def test_a_year_without_cash_has_no_debt_to_serve():
    early = sculpted_debt([110, -5, 100], dscr=1.0, rate=0.1)
    assert early.amount == pytest.approx(100)
    assert early.schedule["debt_service"].tolist() == pytest.approx([110, 0, 0])
    assert sculpted_debt([-5, 100, 100], dscr=1.0, rate=0.1).amount == 0
    assert sculpted_debt([110, -5], dscr=1.0, rate=0.1).amount == pytest.approx(100)
    assert sculpted_debt([100, 0, 100], dscr=1.0, rate=0.0).amount == 200


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"cfads": [], "dscr": 1.2, "rate": 0.1}, "an amount for each period"),
        ({"cfads": [1, np.nan], "dscr": 1.2, "rate": 0.1}, "an amount for each period"),
        ({"cfads": [1, 2], "dscr": 0.9, "rate": 0.1}, "dscr is 0.9; expected 1 or more"),
        ({"cfads": [1, 2], "dscr": 1.2, "rate": 23}, "rate is 23; expected a fraction"),
        ({"cfads": [1, 2], "dscr": 1.2, "rate": -0.1}, "rate is -0.1"),
        ({"cfads": [1, 2], "dscr": [1.2], "rate": 0.1}, "1 values for 2 periods"),
    ],
)
def test_bad_terms_are_refused(options, said):
    with pytest.raises(DataError, match=said):
        sculpted_debt(options.pop("cfads"), **options)


# other ways of repaying


@settings(deadline=None)
@given(st.sampled_from(REPAYMENTS[1:]), st.integers(1, 12), st.floats(0, 1), st.floats(0, 1))
def test_every_way_repays_the_whole_and_costs_the_rate(repayment, periods, rate, earned):
    plan = schedule(1000, repayment, rates=rate, fund_rates=earned, periods=periods)
    assert plan["principal"].sum() == pytest.approx(1000)
    assert plan["closing"].iloc[-1] == 0
    assert (plan["principal"] >= -1e-9).all()
    paid = plan["interest"] + plan["principal"]
    worth = sum(one / (1 + rate) ** place for place, one in enumerate(paid, start=1))
    assert worth == pytest.approx(1000)
    if repayment == "sinking_fund":
        assert plan["fund"].iloc[-1] == pytest.approx(1000)
        assert plan["fund_deposit"].nunique() == 1
    if repayment == "annuity":
        assert plan["debt_service"].to_numpy() == pytest.approx(plan["debt_service"].iloc[0])


def test_a_fund_that_earns_what_the_debt_costs_makes_an_annuity():
    fund, even = (
        schedule(500, way, rates=0.2, fund_rates=0.2, periods=5)["debt_service"] for way in ("sinking_fund", "annuity")
    )
    assert fund.to_numpy() == pytest.approx(even.to_numpy())


def test_rates_that_differ_and_bad_ones():
    plan = schedule(100, "annuity", rates=[0.1, 0.3])
    assert plan["debt_service"].nunique() == 1 or np.ptp(plan["debt_service"]) < 1e-9
    with pytest.raises(DataError, match="repayment is 'sculpted'"):
        schedule(100, "sculpted", rates=[0.1])
    with pytest.raises(DataError, match="debt is -1"):
        schedule(-1, "bullet", rates=[0.1])
    with pytest.raises(DataError, match="say how many"):
        schedule(1, "bullet", rates=0.1)


# cover ratios


def test_sculpted_debt_has_one_cover_ratio_and_the_same_over_its_life():
    cash = np.array([150.0, 140, 130, 120, 110])
    debt = sculpted_debt(cash[:3], dscr=1.4, rate=0.15)
    found = cover_ratios(cash, debt.schedule, rates=0.15)
    assert found["dscr"].dropna().to_numpy() == pytest.approx(1.4)
    assert found["llcr"].dropna().to_numpy() == pytest.approx(1.4)
    assert len(found["dscr"].dropna()) == 3
    assert (found["plcr"] > found["llcr"])[:3].all()
    with pytest.raises(DataError, match="the debt runs for 3 periods and the project for 2"):
        cover_ratios(cash[:2], debt.schedule, rates=0.15)
