"""The Mashhad bonds of 3 000 bn rial: 18 % every 3 months for 4 years; half paid by the state (council, 1397-04-12).

The printed figures come from the formula of a nominal rate, with quarters of equal length. The dated bond counts days
over 365, and its 4 years hold a leap day: by equal profits it stays within 0.02 of a point, by days within 0.005.
"""

from dataclasses import replace

import numpy as np
import pytest

from hamyari_lib.models import bonds
from hamyari_lib.models.instruments import Fees, StateShare, Terms, all_in_cost, cash_flows, cost, salam_payoff
from hamyari_lib.models.returns import internal_rate

EQUAL = bonds.Bond("1397/04/12", "1401/04/12", 0.18, face=3e12)
BY_DAY = replace(EQUAL, accrual="by_day")
UP_FRONT = replace(Fees.none(), underwriting=0.03)
HALF = StateShare(profit=0.5, principal=0.5, guarantee=0.0)


def at_par(bond, state):
    return Terms("musharaka_municipal", bond, price=1.0, final_profit=0.0, state=state)


def test_quarters_of_equal_length_as_printed():
    quarters, payments = np.arange(17) / 4, np.r_[100, np.full(15, -4.5), -104.5]
    assert abs(internal_rate(quarters, payments) - 0.1925) < 5e-5
    assert abs(internal_rate(quarters, np.r_[97, payments[1:]]) - 0.2050) < 5e-5
    own = np.r_[97, payments[1:] / 2]
    assert abs(internal_rate(quarters, own) + 0.036) < 5e-4
    assert abs(bonds.price(0.18, 4, 4, effective_yield=0.225) - 92.48) < 5e-3
    assert abs(bonds.price(0.18, 4, 4, effective_yield=0.38) - 66.44) < 5e-3


@pytest.mark.parametrize("bond", [EQUAL, BY_DAY])
def test_all_payers_at_par(bond):
    terms = at_par(bond, StateShare.none())
    found = all_in_cost(cash_flows(terms, Fees.none()))
    assert abs(found - 0.1925) < (5e-5 if bond is BY_DAY else 2e-4)
    assert found.bound == "exact"
    assert all_in_cost(cash_flows(terms, Fees.none(), "investor")) == pytest.approx(found, abs=1e-12)


@pytest.mark.parametrize("bond", [EQUAL, BY_DAY])
def test_three_per_cent_up_front(bond):
    assert abs(all_in_cost(cash_flows(at_par(bond, StateShare.none()), UP_FRONT)) - 0.205) < (
        5e-5 if bond is BY_DAY else 2e-4
    )


@pytest.mark.parametrize("bond", [EQUAL, BY_DAY])
def test_the_citys_own_cost_with_half_paid_by_the_state(bond):
    terms = at_par(bond, HALF)
    assert abs(cost(terms, UP_FRONT, "municipality").value + 0.036) < 5e-4
    assert abs(cost(terms, UP_FRONT, "all").value - 0.205) < 2e-4
    assert cost(at_par(bond, replace(HALF, principal=None)), UP_FRONT, "municipality").value is None


@pytest.mark.parametrize(("market_yield", "price"), [(0.225, 92.48), (0.38, 66.44)])
def test_what_investors_pay(market_yield, price):
    flows = cash_flows(replace(at_par(BY_DAY, HALF), price=None, market_yield=market_yield), Fees.none(), "investor")
    assert -flows.by_date().iloc[0] / 3e10 == pytest.approx(price, abs=0.02)
    assert abs(all_in_cost(flows) - market_yield) < 1e-9


def test_electricity_salam_of_1396():
    spot = np.array([0.0, 1.0, 1.175, 1.178, 1.18, 2.0])
    assert salam_payoff(spot, call=1.18, put=1.175).tolist() == [1.175, 1.175, 1.175, 1.178, 1.18, 1.18]
