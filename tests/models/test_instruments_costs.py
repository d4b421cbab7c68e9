"""All-in costs: the bound of a cost that misses something, the waterfall, real costs, and offers side by side."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hamyari_lib.errors import DataError, HamyariError, ParameterError
from hamyari_lib.models.bonds import Bond
from hamyari_lib.models.inflation import price_level
from hamyari_lib.models.instruments import (
    FEES_OF,
    CashFlows,
    EffectiveCost,
    Fees,
    StateShare,
    Terms,
    all_in_cost,
    cash_flows,
    compare,
    cost,
    cost_steps,
    real_cost,
    salam_payoff,
    unknown_effects,
)

calm = settings(max_examples=60)
BOND = Bond("1397/04/12", "1401/04/12", 0.18)
fee = st.integers(0, 30).map(lambda mil: mil / 1000)
SHARED = StateShare(0.5, 0.5, 0.0)


@st.composite
def known(draw):
    """Terms and fees of which everything is known; a deposit earns less than the profit rate."""
    coupon = draw(st.integers(5, 45)) / 100
    bond = Bond(
        "1398/02/15", draw(st.sampled_from(["1400/02/15", "1401/05/15", "1404/12/01"])), coupon, face=1000.0,
        interval_months=draw(st.sampled_from([1, 3, 6, 12])), amortisation=draw(st.sampled_from(["bullet", "annuity"])),
    )  # fmt: skip
    terms = Terms(
        "musharaka_municipal", bond, price=draw(st.integers(80, 100)) / 100, final_profit=draw(fee),
        state=StateShare(*(draw(st.sampled_from([0.0, 0.2, 0.5])) for _ in range(3))),
    )  # fmt: skip
    fees = {name: draw(fee) for name in FEES_OF[terms.instrument]}
    return terms, Fees(**{**fees, "deposit_return": draw(st.floats(0, 1)) * coupon * 0.9})


# lower bounds


@calm
@given(known(), st.sets(st.sampled_from([*FEES_OF["musharaka_municipal"], "price", "final_profit", "state"])),
       st.sampled_from(["all", "municipality"]))  # fmt: skip
def test_at_least_is_never_above_the_whole(offer, unknown, payer):
    terms, fees = offer
    less = replace(fees, **{name: None for name in unknown if name in FEES_OF[terms.instrument]})
    fewer = replace(terms, **dict.fromkeys(unknown & {"price", "final_profit"}))
    if "state" in unknown:
        fewer = replace(fewer, state=replace(terms.state, guarantee=None))
    part, whole = cost(fewer, less, payer), cost(terms, fees, payer)
    assert whole.bound == "exact"
    if part.bound == "either way":
        assert part.value < 0
    else:
        assume(fees.deposit_return <= part.value or not {"blocked_deposit", "deposit_return"} & set(part.missing))
        assert whole.value >= part.value - 1e-9
    assert (part.bound == "exact") == (not part.missing)


@calm
@given(known(), st.integers(0, 60), st.floats(0.01, 50))
def test_a_further_payment_raises_the_rate_of_a_borrower_and_of_his_lender(offer, place, amount):
    flows = cash_flows(*offer, "issuer").by_date()
    more = flows.copy()
    more.iloc[place % len(more)] -= amount
    assert all_in_cost(more) >= all_in_cost(flows) - 1e-12
    assert all_in_cost(-more) == pytest.approx(all_in_cost(more))


def test_a_deposit_left_out_is_a_bound_only_where_money_costs_something():
    terms = Terms("ijara", BOND, price=1.0, state=SHARED)
    fees = replace(Fees.none(), blocked_deposit=None)
    assert all_in_cost(cash_flows(terms, fees)).bound == "at least"
    own = all_in_cost(cash_flows(terms, fees, "municipality"))
    assert own < 0
    assert own.bound == "either way"
    assert str(own) == "-4.54 % a year without blocked_deposit, which may raise or lower it"
    lower = cost(terms, replace(Fees.none(), blocked_deposit=0.1), "municipality")
    assert lower.value < own  # as the text warns
    dear = replace(Fees.none(), blocked_deposit=0.1, deposit_return=None)
    assert cash_flows(terms, dear).missing == ("deposit_return",)
    assert (
        cost(terms, dear).value == cost(terms, Fees.none()).value < cost(terms, replace(dear, deposit_return=0)).value
    )


def test_a_rate_that_the_flows_only_touch_bounds_nothing():
    dates = pd.to_datetime(["2021-01-01", "2022-01-01", "2023-01-01"])
    frame = pd.DataFrame({"date": dates, "item": "face", "amount": [100.0, -220.0, 121.0]})
    found = all_in_cost(CashFlows("all", frame, ("spv",)))
    assert found == pytest.approx(0.1, abs=1e-6)
    assert found.bound == "either way"


def test_text_never_loses_at_least():
    found = all_in_cost(cash_flows(Terms("bank_loan", BOND), Fees(guarantee=0.01)))
    said = "at least 20.52 % a year, without appraisal, blocked_deposit"
    assert [str(found), repr(found), f"{found}"] == [said] * 3
    assert str(cost(Terms("bank_loan", BOND), Fees(guarantee=0.01))) == said
    for twin in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert (twin, twin.missing, twin.is_lower_bound) == (found, found.missing, True)
    assert isinstance(found, float)
    assert type(found + 0) is float
    assert str(EffectiveCost(0.2)) == "20.00 % a year"


def test_with_an_unknown_share_the_own_cost_is_unknown_and_that_of_all_is_not():
    for state, missing in (
        (StateShare(None, 0.5, 0.0), "state_profit"),
        (StateShare(0.5, None, 0.0), "state_principal"),
    ):
        terms = Terms("ijara", BOND, price=1.0, state=state)
        found = cost(terms, Fees.none(), "municipality")
        assert (found.value, found.bound, found.missing) == (None, "unknown", (missing,))
        assert cost(terms, Fees.none(), "all").bound == "exact"


# what flows may look like


def test_series_and_frames_in_any_order():
    dates = pd.DatetimeIndex(["2022-01-01", "2021-01-01", "2021-07-02"])
    series = pd.Series([-109.0, 100.0, -9.0], dates)
    frame = pd.DataFrame({"date": dates, "amount": series.to_numpy()})
    assert all_in_cost(series) == all_in_cost(frame) == all_in_cost(series.sort_index())
    assert all_in_cost(series).bound == "exact"


@pytest.mark.parametrize(
    ("flows", "error", "said"),
    [
        (pd.Series([1.0, np.nan], pd.DatetimeIndex(["2021-01-01", "2022-01-01"])), DataError, "amount of 2022-01-01"),
        (pd.Series([1.0, -2.0], pd.DatetimeIndex(["2021-01-01", pd.NaT])), DataError, "1 amounts have no date"),
        (pd.DataFrame({"day": [1]}), DataError, "no column date, amount"),
        (pd.Series([], pd.DatetimeIndex([]), dtype=float), HamyariError, "every amount is 0"),
        (pd.Series([1.0], pd.DatetimeIndex(["2021-01-01"])), HamyariError, "nobody lends here"),
    ],
)
def test_flows_that_have_no_rate_are_refused(flows, error, said):
    with pytest.raises(error, match=said):
        all_in_cost(flows)


def test_a_city_that_pays_nothing_and_a_state_that_gets_nothing_have_no_cost():
    terms = Terms("ijara", BOND, price=1.0, state=StateShare(1, 1, 1))
    with pytest.raises(HamyariError, match="flows of payer municipality: nobody lends here: all are receipts"):
        cost(terms, Fees.none(), "municipality")
    with pytest.raises(HamyariError, match="flows of payer state: nobody lends here: all are payments"):
        cost(terms, Fees.none(), "state")


@calm
@given(st.floats(0.01, 0.6), st.integers(1, 40))
def test_investors_earn_the_market_yield_that_set_the_price(rate, coupon):
    terms = Terms("manfaa", replace(BOND, coupon=coupon / 100), market_yield=rate)
    assert all_in_cost(cash_flows(terms, Fees.none(), "investor")) == pytest.approx(rate, abs=1e-9)


# real cost


@calm
@given(known(), st.floats(-0.05, 0.8))
def test_constant_inflation_takes_its_rate_off(offer, inflation):
    flows = cash_flows(*offer)
    level = price_level(pd.Series(inflation, range(2017, 2028)), flows.by_date().index)
    expected = (1 + all_in_cost(flows)) / (1 + inflation) - 1
    assert real_cost(flows, level) == pytest.approx(expected, abs=2e-3)  # leap days


def test_a_real_cost_keeps_what_is_missing():
    flows = cash_flows(Terms("ijara", BOND, price=1.0), replace(Fees.none(), spv=None))
    level = price_level(pd.Series(0.4, range(2017, 2024)), flows.by_date().index)
    found = real_cost(flows, level)
    assert found < 0
    assert (found.missing, found.bound) == (("spv",), "at least")
    with pytest.raises(DataError, match="no price level"):
        real_cost(flows, level.iloc[:-1])


def test_a_locked_deposit_is_no_gain_in_real_terms_where_prices_outrun_the_loan():
    flows = cash_flows(Terms("ijara", BOND, price=1.0), replace(Fees.none(), blocked_deposit=None))
    level = price_level(pd.Series(0.4, range(2017, 2024)), flows.by_date().index)
    assert real_cost(flows, level).bound == "at least"  # the deposit loses to prices as well


# waterfall and unknowns


@calm
@given(known(), st.sets(st.sampled_from(FEES_OF["musharaka_municipal"])),
       st.sampled_from(["all", "municipality", "issuer", "investor"]))  # fmt: skip
def test_steps_that_are_known_sum_to_the_cost(offer, unknown, payer):
    terms, fees = offer[0], replace(offer[1], **dict.fromkeys(unknown))
    steps = cost_steps(terms, fees, payer)
    assert steps["step"].sum() == pytest.approx(cost(terms, fees, payer).value, abs=1e-12)
    assert (steps["step"].isna() == ~steps["known"]).all()
    assert steps["item"].is_unique


def test_steps_of_the_city_end_with_what_the_state_takes_off():
    terms = Terms("musharaka_municipal", BOND, price=1.0, final_profit=0.0, state=StateShare(0.5, 0.5, None))
    steps = cost_steps(terms, replace(Fees.none(), guarantee=0.01), "municipality").set_index("item")
    assert list(steps.index[-2:]) == ["state_share", "state_guarantee"]
    assert steps.loc["state_share", "step"] < -0.2
    assert not steps.loc["state_guarantee", "known"]
    unknown = cost_steps(replace(terms, state=StateShare(None, 0.5, 0.0)), Fees.none(), "municipality")
    assert unknown.iloc[-1]["item"] == "state_share"
    assert np.isnan(unknown.iloc[-1]["cost"])
    with pytest.raises(ParameterError, match="payer is 'state'"):
        cost_steps(terms, Fees.none(), "state")


def test_each_unknown_is_tried_by_itself():
    terms = Terms("musharaka_municipal", BOND, state=StateShare(None, None, None))
    found = unknown_effects(terms, Fees(), "all", {"guarantee": (0.01, 0.02)})
    assert set(found["item"]) == set(cash_flows(terms, Fees()).missing)
    assert (found["change"] > 0).sum() == len(found)
    twice = found[found["item"] == "guarantee"]
    assert twice["trial"].tolist() == [0.01, 0.02]
    expected = cost(terms, Fees(guarantee=0.02)).value
    assert twice["cost"].iloc[1] == pytest.approx(expected)


def test_unknown_shares_are_tried_together_and_nothing_else_has_an_effect_before():
    terms = Terms("ijara", BOND, price=1.0, state=StateShare(None, None, None))
    found = unknown_effects(terms, replace(Fees.none(), guarantee=None), "municipality")
    shares = found[found["item"] == "state_share"]
    assert shares["trial"].tolist() == [0.0, 0.5]
    assert shares["cost"].tolist() == pytest.approx([0.1924, -0.0454], abs=5e-5)
    assert found[found["item"] != "state_share"]["cost"].isna().all()
    city = unknown_effects(replace(terms, state=StateShare(0.5, 0.5, None)), Fees(guarantee=None), "municipality")
    assert (city.set_index("item").loc["guarantee", "change"]) > 0.005  # not hidden behind the state's unknown share
    assert len(unknown_effects(terms, Fees.none())) == 0
    with pytest.raises(ParameterError, match="trial of spvv"):
        unknown_effects(terms, Fees.none(), trial={"spvv": 1})


# side by side


def test_one_offer_that_fails_does_not_stop_the_others():
    found = compare({
        "mashhad": (Terms("musharaka_municipal", BOND, price=1.0, final_profit=0.0), Fees.none()),
        "wrong fee": (Terms("bank_loan", BOND), replace(Fees.none(), spv=0.01)),
        "fund": lambda: (Terms("project_fund", BOND), Fees.none()),
        "open": (Terms("ijara", BOND), Fees.none()),
    })  # fmt: skip
    assert found["bound"].tolist() == ["exact", "not computed", "not computed", "at least"]
    assert found.loc["mashhad", "value"] == pytest.approx(0.1924, abs=5e-5)
    assert "spv does not apply" in found.loc["wrong fee", "error"]
    assert "equity-like" in found.loc["fund", "error"]
    assert found.loc["open", "missing"] == ("discount",)
    assert list(found["error"] == "") == [True, False, False, True]
    assert len(compare({})) == 0


def test_salam_refuses_prices_that_cannot_be():
    assert salam_payoff(0.5) == 1.175
    np.testing.assert_array_equal(salam_payoff(np.ones((2, 3)) * 3, call=1.5, put=1.0), np.full((2, 3), 1.5))
    with pytest.raises(ParameterError) as caught:
        salam_payoff([np.nan], call=1.1, put=1.2)
    assert len(caught.value.faults) == 2
