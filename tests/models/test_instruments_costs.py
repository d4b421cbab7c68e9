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
from hamyari_lib.models import returns
from hamyari_lib.models.bonds import Bond
from hamyari_lib.models.inflation import price_level
from hamyari_lib.models.instruments import (
    FEES_OF,
    CashFlows,
    Cost,
    EffectiveCost,
    Fees,
    StateShare,
    Terms,
    all_in_cost,
    cash_flows,
    compare,
    cost,
    cost_steps,
    payment_plan,
    real_cost,
    salam_payoff,
    unknown_effects,
)
from hamyari_lib.models.returns import NoRateError

pytestmark = pytest.mark.slow

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


@settings(max_examples=30)
@given(known(), st.integers(0, 60), st.floats(0.01, 50))
def test_a_further_payment_raises_the_rate_of_a_borrower_and_of_his_lender(offer, place, amount):
    flows = cash_flows(*offer, "issuer").by_date()
    more = flows.copy()
    more.iloc[place % len(more)] -= amount
    assert all_in_cost(more) >= all_in_cost(flows) - 1e-12
    assert all_in_cost(-more) == pytest.approx(all_in_cost(more))


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
        ([1.0, -2.0], DataError, "found a list; expected CashFlows, a series"),
        (None, DataError, "found a NoneType"),
        (pd.Series([], pd.DatetimeIndex([]), dtype=float), HamyariError, "every amount is 0"),
        (pd.Series([1.0], pd.DatetimeIndex(["2021-01-01"])), HamyariError, "nobody lends here"),
    ],
)
def test_flows_that_have_no_rate_are_refused(flows, error, said):
    with pytest.raises(error, match=said):
        all_in_cost(flows)


def reasons(terms, fees, *payers):
    return [(found.value, found.bound, found.reason) for found in (cost(terms, fees, payer) for payer in payers)]


def test_flows_without_one_rate_are_an_answer_with_its_reason():
    whole = Terms("ijara", BOND, price=1.0, state=StateShare(1, 1, 1))
    nothing = (None, "not computed", "pays_nothing")
    assert reasons(whole, Fees.none(), "municipality", "state") == [nothing, (None, "not computed", "one_way")]
    assert reasons(replace(whole, price=0.9), Fees.none(), "municipality") == [nothing]
    assert reasons(replace(whole, state=StateShare.none()), Fees.none(), "state") == [nothing]
    paying = replace(Fees.none(), underwriting=0.03)
    assert reasons(whole, paying, "municipality") == [(None, "not computed", "one_way")]
    assert str(cost(whole, Fees.none(), "municipality")) == "not computed (this payer pays nothing back)"
    with pytest.raises(NoRateError, match="flows of payer state: nobody lends here: all are payments"):
        all_in_cost(cash_flows(whole, Fees.none(), "state"))


@pytest.mark.parametrize("payer", ["all", "municipality"])
@pytest.mark.parametrize("taken", [{"underwriting": 1.0}, {"guarantee": 0.5, "underwriting": 0.6},
                                   {"blocked_deposit": 1.0, "deposit_return": 0.0}])  # fmt: skip
def test_a_borrower_without_money_in_hand_has_no_cost(payer, taken):
    terms, fees = Terms("ijara", BOND, price=1.0), replace(Fees.none(), **taken)
    flows = cash_flows(terms, fees, payer)
    with pytest.raises(NoRateError, match="nothing is received at issue: fees, deposit and discount") as caught:
        all_in_cost(flows)
    assert caught.value.kind == "nothing_received"
    assert cost(terms, fees, payer) == Cost(None, (), "not computed", "nothing_received")
    level = price_level(pd.Series(0.4, range(2017, 2024)), flows.by_date().index)
    assert cost(terms, fees, payer, level=level).reason == "nothing_received"
    assert cost(terms, fees, "issuer").bound == cost(terms, fees, "investor").bound == "exact"


def test_an_investor_who_pays_nothing_earns_no_rate():
    frame = cash_flows(Terms("ijara", BOND, price=1.0), Fees.none(), "investor").frame
    with pytest.raises(NoRateError, match="nothing is paid at issue"):
        all_in_cost(CashFlows("investor", frame.assign(amount=frame["amount"].abs()), ()))


def test_what_has_no_cost_stops_neither_steps_nor_unknowns_nor_the_others():
    terms, fees = Terms("ijara", BOND, price=1.0), replace(Fees.none(), underwriting=1.0, rating=None)
    steps = cost_steps(terms, fees).set_index("item")
    assert steps.loc[["profit", "discount"], "cost"].tolist() == pytest.approx([0.1924] * 2, abs=5e-5)
    assert steps.loc["underwriting":, "cost"].isna().all()
    assert steps["known"].tolist() == [item != "rating" for item in steps.index]
    effects = unknown_effects(terms, fees)
    assert effects["item"].tolist() == ["rating"]
    assert effects[["cost", "change"]].isna().all(axis=None)
    assert payment_plan(terms, fees)["total"].iloc[0] == 0
    found = compare({"dear": (terms, fees), "plain": (terms, Fees.none())})
    assert found["bound"].tolist() == ["not computed", "exact"]
    assert found["reason"].tolist() == ["nothing_received", ""]
    assert found.loc["dear", "missing"] == ("rating",)
    assert "nothing is received at issue" in found.loc["dear", "error"]
    state_pays = replace(terms, state=StateShare(1, 1, 1))
    city = cost_steps(state_pays, Fees.none(), "municipality").set_index("item")
    assert np.isnan(city.loc["state_share", "cost"])
    assert compare({"city": (state_pays, Fees.none())}, "municipality").loc["city", "reason"] == "pays_nothing"


@calm
@given(st.floats(0.01, 0.6), st.integers(1, 40))
def test_investors_earn_the_market_yield_that_set_the_price(rate, coupon):
    terms = Terms("manfaa", replace(BOND, coupon=coupon / 100), market_yield=rate)
    assert all_in_cost(cash_flows(terms, Fees.none(), "investor")) == pytest.approx(rate, abs=1e-9)


# real cost


@settings(max_examples=30)
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


def test_a_real_cost_with_a_deposit_is_the_nominal_one_less_inflation():
    """Prices that outrun the loan put both rates of the real flows below zero."""
    loan = Terms("bank_loan", replace(BOND, amortisation="annuity", interval_months=1))
    flows = cash_flows(loan, replace(Fees.none(), blocked_deposit=0.2))
    level = price_level(pd.Series(0.45, range(2017, 2024)), flows.by_date().index)
    assert len(returns.internal_rates(*_real(flows, level))) == 2
    assert real_cost(flows, level) == pytest.approx((1 + all_in_cost(flows)) / 1.45 - 1, abs=2e-3)


def _real(flows, level):
    net = flows.by_date()
    return (net.index - net.index[0]).days / 365, net / level[net.index]


# waterfall and unknowns


@settings(max_examples=30)
@given(known(), st.sets(st.sampled_from(FEES_OF["musharaka_municipal"])),
       st.sampled_from(["all", "municipality", "issuer", "investor"]))  # fmt: skip
def test_steps_that_are_known_sum_to_the_cost(offer, unknown, payer):
    terms, fees = offer[0], replace(offer[1], **dict.fromkeys(unknown))
    steps = cost_steps(terms, fees, payer)
    assert steps["step"].sum() == pytest.approx(cost(terms, fees, payer).value, abs=1e-12)
    assert (steps["step"].isna() == ~steps["known"]).all()
    assert steps["item"].is_unique


@settings(max_examples=20)
@given(known(), st.sets(st.sampled_from(FEES_OF["musharaka_municipal"])))
def test_the_guarantee_is_unknown_to_a_city_that_does_not_know_its_part(offer, unknown):
    terms = replace(offer[0], state=replace(offer[0].state, guarantee=None))
    fees = replace(offer[1], **dict.fromkeys(unknown))
    assume(fees.guarantee != 0)
    steps = cost_steps(terms, fees, "municipality").set_index("item")
    assert np.isnan(steps.loc["guarantee", "step"])
    assert not steps.loc[["guarantee", "state_guarantee"], "known"].any()
    assert steps["step"].sum() == pytest.approx(cost(terms, fees, "municipality").value, abs=1e-12)
    without = cost_steps(replace(terms, state=replace(terms.state, guarantee=0.0)), replace(fees, guarantee=0.0),
                         "municipality").set_index("item")  # fmt: skip
    assert steps.loc["state_share", "step"] == pytest.approx(without.loc["state_share", "step"], abs=1e-12)
    assert np.isnan(cost_steps(terms, fees).set_index("item").loc["guarantee", "step"]) == (fees.guarantee is None)


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
    assert found["profit_rate"].tolist() == pytest.approx([0.18, 0.18, np.nan, 0.18], nan_ok=True)
    assert len(compare({})) == 0


def test_a_slip_in_what_is_compared_is_one_line_in_its_own_row():
    terms, fees = Terms("ijara", BOND, price=1.0), Fees.none()
    found = compare({"swapped": (fees, terms), "bare": terms, "lone": lambda: (terms,), "good": (terms, fees)})
    assert found["bound"].tolist() == ["not computed"] * 3 + ["exact"]
    assert found["error"].str.count("\n").eq(0).all()
    assert "give the terms first, then the fees" in found.loc["swapped", "error"]
    assert "an offer is a Terms; expected its terms and its fees" in found.loc["bare", "error"]
    steps = replace(terms, bond=replace(BOND, coupon=[0.18, 0.2]))
    assert np.isnan(compare({"rising": (steps, fees)}).loc["rising", "profit_rate"])
    with pytest.raises(ParameterError, match="offers is a list; expected offers by name"):
        compare([(terms, fees)])


@pytest.mark.parametrize("ask", [cash_flows, cost, cost_steps, unknown_effects, payment_plan])
def test_terms_and_fees_in_each_others_place_are_told(ask):
    terms, fees = Terms("ijara", BOND, price=1.0), Fees.none()
    for given_terms, given_fees, said in (
        (fees, terms, "give the terms first, then the fees"),
        (terms, None, "fees is a NoneType; expected Fees"),
        (BOND, fees, "terms is a Bond; expected Terms"),
    ):
        with pytest.raises(ParameterError, match=said) as caught:
            ask(given_terms, given_fees)
        assert len(caught.value.faults) == 1


def test_salam_refuses_prices_that_cannot_be():
    assert salam_payoff(0.5, call=1.18, put=1.175) == 1.175
    np.testing.assert_array_equal(salam_payoff(np.ones((2, 3)) * 3, call=1.5, put=1.0), np.full((2, 3), 1.5))
    with pytest.raises(ParameterError) as caught:
        salam_payoff([np.nan], call=1.1, put=1.2)
    assert len(caught.value.faults) == 2
