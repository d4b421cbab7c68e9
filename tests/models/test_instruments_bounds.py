"""A cost that is "at least" so much: no completion of what is unknown may lie below it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hamyari_lib.models.bonds import Bond
from hamyari_lib.models.inflation import price_level
from hamyari_lib.models.instruments import (
    FEES_OF,
    INSTRUMENTS,
    CashFlows,
    Fees,
    StateShare,
    Terms,
    all_in_cost,
    cash_flows,
    cost,
    real_cost,
)
from hamyari_lib.models.returns import internal_rate

pytestmark = pytest.mark.slow

BOND = Bond("1397/04/12", "1401/04/12", 0.18)
HALF = StateShare(0.5, 0.5, 0.0)
INFLATION = pd.Series([0.1, 0.3, 0.4, 0.36, 0.4, 0.46, 0.44, 0.3, 0.3, 0.3], range(2017, 2027))
fee = st.integers(0, 40).map(lambda mil: mil / 1000)
share = st.sampled_from([0.0, 0.2, 0.5, 0.9])


@st.composite
def completed(draw):
    """An offer of which some is unknown, and a completion of it; beside it what a deposit may earn, a year."""
    code = draw(st.sampled_from(INSTRUMENTS))
    is_loan = code == "bank_loan"
    bond = Bond(
        "1398/02/15", draw(st.sampled_from(["1399/02/15", "1400/02/15", "1401/05/15", "1404/12/01"])),
        draw(st.integers(0, 45)) / 100, face=1000.0,
        interval_months=1 if is_loan else draw(st.sampled_from([1, 3, 12])),
        amortisation="annuity" if is_loan else draw(st.sampled_from(["bullet", "equal"])),
    )  # fmt: skip
    deposit = draw(
        st.sampled_from([set(), {"blocked_deposit"}, {"deposit_return"}, {"blocked_deposit", "deposit_return"}])
    )
    others = sorted(
        {*FEES_OF[code], "price", "final_profit", "state_guarantee"} - {"blocked_deposit", "deposit_return"}
    )
    unknown = deposit | draw(st.just(set()) | st.sets(st.sampled_from(others)))
    whole = Terms(
        code, bond, price=None if is_loan else draw(st.integers(60, 100)) / 100 if "price" in unknown
        else draw(st.integers(60, 120)) / 100,
        final_profit=draw(fee) if code == "musharaka_municipal" else None,
        state=StateShare(draw(share), draw(share), draw(share)),
    )  # fmt: skip
    charged = draw(st.sampled_from([0, 1]))  # without fees the deposit decides
    fees = {name: charged * draw(fee) for name in FEES_OF[code]}
    fees["blocked_deposit"], fees["deposit_return"] = draw(st.integers(1, 70)) / 100, draw(st.integers(0, 100)) / 100
    part = replace(whole, **dict.fromkeys(unknown & {"price", "final_profit"}))
    if "state_guarantee" in unknown:
        part = replace(part, state=replace(whole.state, guarantee=None))
    known = Fees(**{name: None if name in unknown else value for name, value in fees.items()})
    if known.deposit_return is None:  # then it earns at most what the contract is known to yield
        ceiling = float(all_in_cost(cash_flows(part, known, "investor")))
        fees["deposit_return"] *= min(max(ceiling, 0.0), 1.0)
        assume(_earned(bond, fees["deposit_return"]) <= ceiling)
    return (part, known), (whole, Fees(**fees))


def _earned(bond, rate):
    """What a deposit for the bond's life yields, effectively."""
    alone = replace(Fees.none(), blocked_deposit=0.5, deposit_return=rate)
    frame = cash_flows(Terms("bank_loan", bond), alone).frame
    frame = frame[frame["item"].isin(["blocked_deposit", "deposit_return"])]
    return internal_rate((frame["date"] - frame["date"].min()).dt.days / 365, frame["amount"])


@settings(max_examples=60)
@given(completed(), st.sampled_from(["all", "municipality", "issuer", "investor"]))
def test_no_completion_lies_below_at_least(offers, payer):
    (part, known), (whole, fees) = offers
    found, full = cost(part, known, payer), cost(whole, fees, payer)
    if found.bound == "exact":
        assert found == full
    elif found.bound == "at least" and full.value is not None:
        assert full.value >= found.value - 1e-8


@settings(max_examples=40)
@given(completed(), st.sampled_from(["all", "municipality"]))
def test_no_completion_lies_below_at_least_in_constant_prices(offers, payer):
    (part, known), (whole, fees) = offers
    days = pd.date_range("2019-01-01", "2026-06-30")
    level = price_level(INFLATION, days)
    found, full = (cost(terms, given_fees, payer, level=level) for terms, given_fees in ((part, known), (whole, fees)))
    if found.bound == "at least" and full.value is not None:
        assert full.value >= found.value - 1e-8


@settings(max_examples=60)
@given(completed())
def test_all_payers_together_always_have_a_bound(offers):
    """Their money costs them what investors earn and more; only a deposit of known return may earn above that."""
    (part, known), _ = offers
    known = replace(known, deposit_return=None)
    found = cost(part, known, "all")
    assume(found.value is not None and found.value >= 0)
    assert found.bound == ("at least" if found.missing else "exact")


def test_a_city_that_borrows_below_what_its_deposit_may_earn_has_no_bound():
    terms, fees = (
        Terms("ijara", BOND, price=1.0, state=StateShare(0.3, 0.1, 0.0)),
        Fees(**{**vars(Fees.none()), "blocked_deposit": None, "deposit_return": None}),
    )
    own = cost(terms, fees, "municipality")
    assert (own.bound, cost(terms, fees, "all").bound) == ("either way", "at least")
    assert 0.05 < own.value < 0.18
    above = cost(terms, replace(fees, blocked_deposit=0.3, deposit_return=0.18), "municipality")
    assert above.value < own.value  # as the text warns
    assert cost(terms, replace(fees, deposit_return=0.05), "municipality").bound == "at least"
    assert cost(terms, replace(fees, deposit_return=0.18), "municipality").bound == "either way"


def test_a_known_return_above_the_cost_leaves_no_bound_for_anybody():
    terms, fees = Terms("ijara", BOND, price=1.0), replace(Fees.none(), blocked_deposit=None, deposit_return=0.25)
    assert cost(terms, fees).bound == "either way"
    assert cost(terms, replace(fees, blocked_deposit=0.3)).value < cost(terms, fees).value


def test_a_deposit_of_an_unknown_return_adds_where_it_earns_less():
    terms = Terms("ijara", BOND, price=1.0)
    dear = replace(Fees.none(), blocked_deposit=0.1, deposit_return=None)
    assert cash_flows(terms, dear).missing == ("deposit_return",)
    assert cost(terms, dear).value == cost(terms, Fees.none()).value
    assert cost(terms, dear).value < cost(terms, replace(dear, deposit_return=0)).value


def test_money_that_costs_less_than_nothing_is_bounded_by_no_deposit():
    terms = Terms("ijara", BOND, price=1.0, state=HALF)
    own = all_in_cost(cash_flows(terms, replace(Fees.none(), blocked_deposit=None), "municipality"))
    assert own < 0
    assert str(own) == "-4.54 % a year without blocked_deposit, which may raise or lower it"
    lower = cost(terms, replace(Fees.none(), blocked_deposit=0.1), "municipality")
    assert lower.value < own


def test_the_open_deposit_travels_with_the_flows_and_only_there():
    terms = Terms("ijara", BOND, price=0.9)
    opened = cash_flows(terms, Fees())
    worth = opened.unit_deposit @ (1 + all_in_cost(cash_flows(terms, Fees(), "investor"))) ** -(
        (opened.unit_deposit.index - opened.unit_deposit.index[0]).days / 365
    )
    assert worth == pytest.approx(0, abs=1e-12)  # it earns what the contract yields
    assert cash_flows(terms, Fees(), "investor").unit_deposit is None
    assert cash_flows(terms, Fees.none()).unit_deposit is None
    assert all_in_cost(opened).bound == "at least"
    assert all_in_cost(replace(opened, unit_deposit=None)).bound == "either way"


def test_in_real_terms_the_deposit_loses_to_prices_as_well():
    flows = cash_flows(Terms("ijara", BOND, price=1.0), replace(Fees.none(), blocked_deposit=None))
    level = price_level(pd.Series(0.4, range(2017, 2024)), flows.by_date().index)
    assert real_cost(flows, level).bound == "at least"
    yearly = cash_flows(Terms("ijara", replace(BOND, interval_months=0), price=1.0), Fees(
        **{**vars(Fees.none()), "blocked_deposit": None, "deposit_return": None}))  # fmt: skip
    level = price_level(pd.Series(0.4, range(2017, 2024)), yearly.by_date().index)
    assert real_cost(yearly, level).bound == "either way"  # the level lacks the days on which a deposit would pay
    assert all_in_cost(yearly).bound == "at least"


def test_a_rate_that_the_flows_only_touch_bounds_nothing():
    dates = pd.to_datetime(["2021-01-01", "2022-01-01", "2023-01-01"])
    frame = pd.DataFrame({"date": dates, "item": "face", "amount": [100.0, -220.0, 121.0]})
    found = all_in_cost(CashFlows("all", frame, ("spv",)))
    assert found == pytest.approx(0.1, abs=1e-6)
    assert found.bound == "either way"
    assert np.isclose(found, 0.1)
