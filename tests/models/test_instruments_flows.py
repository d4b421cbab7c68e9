"""Flows of instruments: identities to the last rial over random terms, what is missing, and what is refused."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.bonds import Bond
from hamyari_lib.models.calendars import add_months, day, jalali
from hamyari_lib.models.instruments import FEES_OF, INSTRUMENTS, PAYERS, Fees, StateShare, Terms, cash_flows

pytestmark = pytest.mark.slow

calm = settings(max_examples=60)  # a frame is slow to build
share = st.integers(0, 10).map(lambda tenth: tenth / 10)
rial = 3e12  # the face of the Mashhad bonds


@st.composite
def bonds(draw):
    months = draw(st.integers(3, 84))
    issue = draw(st.sampled_from(["1397/04/12", "1399/12/30", "1400/06/31", "2020-02-29", "2021-01-31"]))
    calendar = "jalali" if issue.startswith("1") else "gregorian"
    amortisation = draw(st.sampled_from(["bullet", "equal", "annuity"]))
    return Bond(
        day(issue), add_months(day(issue), months, calendar), draw(st.integers(0, 50)) / 100, calendar=calendar,
        interval_months=draw(st.sampled_from([1, 3, 6, 12, 0] if amortisation == "bullet" else [1, 3, 12])),
        amortisation=amortisation, face=rial, accrual=draw(st.sampled_from(["equal", "by_day"])),
    )  # fmt: skip


@st.composite
def offers(draw, unknown=True):
    code = draw(st.sampled_from(INSTRUMENTS))
    is_sold, is_musharaka = code != "bank_loan", code == "musharaka_municipal"
    fee = st.integers(0, 40).map(lambda mil: mil / 1000)
    part = st.none() | fee if unknown else fee
    terms = Terms(
        code, draw(bonds()), price=draw(st.none() | st.floats(0.5, 1.2)) if is_sold and unknown else None,
        market_yield=None if unknown or not is_sold else draw(st.floats(0.0, 0.5)),
        final_profit=draw(part) if is_musharaka else None,
        state=StateShare(draw(share), draw(share), draw(st.none() | share if unknown else share)),
    )  # fmt: skip
    return terms, Fees(**{name: draw(part) for name in FEES_OF[code]})


@calm
@given(offers())
def test_what_one_pays_another_gets_on_every_day_and_all_pay_all(offer):
    """Of each offer, whose flows take longer to build than to look at."""
    flows = {payer: cash_flows(*offer, payer) for payer in PAYERS}
    daily = {payer: found.by_date() for payer, found in flows.items()}
    _assert_issuer_and_investor_mirror_each_other(daily)
    _assert_municipality_and_state_pay_all(daily)
    _assert_all_pay_the_contract_the_known_fees_and_the_deposit(offer, flows)


def _assert_issuer_and_investor_mirror_each_other(daily):
    both = daily["issuer"].add(daily["investor"], fill_value=0)
    assert (both == 0).all()


def _assert_municipality_and_state_pay_all(daily):
    parts = daily["municipality"].add(daily["state"], fill_value=0)
    rest = parts.sub(daily["all"], fill_value=0)
    assert rest.abs().max() < 0.01  # of a rial, at a face of 3 000 bn


def _assert_all_pay_the_contract_the_known_fees_and_the_deposit(offer, flows):
    whole, issuer = flows["all"], flows["issuer"]
    extra = sum(whole.total(name) for name in FEES_OF[offer[0].instrument])
    assert whole.frame["amount"].sum() - issuer.frame["amount"].sum() == pytest.approx(extra, abs=1)
    assert whole.total("blocked_deposit") == 0  # comes back whole
    assert whole.total("face") + whole.total("principal") == pytest.approx(0, abs=1)
    assert whole.frame["date"].is_monotonic_increasing


@calm
@given(offers())
def test_what_is_missing_is_exactly_what_is_none_and_has_no_row(offer):
    terms, fees = offer
    expected = {name for name in FEES_OF[terms.instrument] if getattr(fees, name) is None}
    if not fees.blocked_deposit:
        expected -= {"deposit_return"}
    if terms.instrument == "musharaka_municipal" and terms.final_profit is None:
        expected.add("final_profit")
    if terms.instrument != "bank_loan" and terms.price is None:
        expected.add("discount")
    flows = cash_flows(terms, fees)
    assert set(flows.missing) == expected
    assert len(flows.missing) == len(expected)
    assert not expected & set(flows.frame["item"])
    assert set(cash_flows(terms, fees, "investor").missing) == expected & {"final_profit", "discount"}


@calm
@given(offers(unknown=False))
def test_what_is_known_is_not_missing(offer):
    assert [cash_flows(*offer, payer).missing for payer in PAYERS] == [()] * len(PAYERS)


# one hand case


def year_and_a_half(**fees):
    terms = Terms("musharaka_municipal", Bond("1398/01/01", "1399/07/01", 0.2, interval_months=6), price=0.95)
    return cash_flows(replace(terms, final_profit=0.03), replace(Fees.none(), **fees))


def dated(flows, item):
    rows = flows.frame[flows.frame["item"] == item]
    found = []
    for date, amount in zip(rows["date"], rows["amount"], strict=True):
        year, month, _ = jalali(date.to_datetime64().astype("M8[D]"))
        found.append((f"{year}/{month}", round(amount, 6)))
    return found


def test_flows_of_a_hand_case():
    flows = year_and_a_half(underwriting=0.02, guarantee=0.01, trustee=0.004)
    assert dated(flows, "face") == [("1398/1", 100)]
    assert dated(flows, "discount") == [("1398/1", -5)]
    assert dated(flows, "profit") == [("1398/7", -10), ("1399/1", -10), ("1399/7", -10)]
    assert dated(flows, "final_profit") == [("1399/7", -3)]
    assert dated(flows, "principal") == [("1399/7", -100)]
    assert dated(flows, "underwriting") == [("1398/1", -2)]
    half = 186 / 366  # the first six months of 1399, a leap year
    assert dated(flows, "guarantee") == [("1398/1", -1), ("1399/1", round(-half, 6))]
    assert dated(flows, "trustee") == [("1398/1", -0.4), ("1399/1", round(-0.4 * half, 6))]


def test_a_deposit_goes_comes_back_and_earns_by_the_year():
    flows = year_and_a_half(blocked_deposit=0.1, deposit_return=0.05)
    assert dated(flows, "blocked_deposit") == [("1398/1", -10), ("1399/7", 10)]
    assert dated(flows, "deposit_return") == [("1399/1", 0.5), ("1399/7", round(0.5 * 186 / 366, 6))]


def test_yearly_fees_follow_the_principal_outstanding_but_for_those_on_the_face():
    bond = Bond("1398/01/01", "1401/01/01", 0.2, interval_months=12, amortisation=[0.5, 0.3, 0.2])
    flows = cash_flows(Terms("ijara", bond, price=1.0), replace(Fees.none(), market_making=0.01, spv=0.01))
    assert [amount for _, amount in dated(flows, "market_making")] == [-1.0, -0.5, -0.2]
    assert [amount for _, amount in dated(flows, "spv")] == [-1.0, -1.0, -1.0]


def test_a_market_yield_sets_the_price_and_a_low_one_a_premium():
    bond = Bond("1397/04/12", "1401/04/12", 0.18)
    price = bond.price(0.225)
    flows = cash_flows(Terms("manfaa", bond, market_yield=0.225), Fees.none())
    assert flows.total("discount") == pytest.approx(price - 100)
    assert cash_flows(Terms("manfaa", bond, market_yield=0.1), Fees.none()).total("discount") > 0
    assert Terms("manfaa", bond, market_yield=0.225, price=0.9).issue_price() == 0.9


# what the state's unknown share does


def test_an_unknown_share_of_profit_or_principal_leaves_no_own_flows():
    terms = Terms("manfaa", Bond("1397/04/12", "1401/04/12", 0.18), price=1.0, state=StateShare(None, None, 0.0))
    for payer in ("municipality", "state"):
        with pytest.raises(ParameterError, match="state_profit is not known") as caught:
            cash_flows(terms, Fees.none(), payer)
        assert len(caught.value.faults) == 2
    assert cash_flows(terms, Fees.none(), "all").missing == ()
    zero = replace(terms, bond=replace(terms.bond, coupon=0.0), state=StateShare(None, 0.5, 0.0))
    assert cash_flows(zero, Fees.none(), "municipality").total("principal") == -50  # there is no profit to share


def test_an_unknown_share_of_the_guarantee_is_named_and_the_city_pays_none_of_it():
    terms = Terms("manfaa", Bond("1397/04/12", "1401/04/12", 0.18), price=1.0, state=StateShare(0.5, 0.5, None))
    own = cash_flows(terms, replace(Fees.none(), guarantee=0.01), "municipality")
    assert own.missing == ("state_guarantee",)
    assert own.total("guarantee") == 0
    assert cash_flows(terms, replace(Fees.none(), guarantee=0.01), "state").total("guarantee") == pytest.approx(-4)
    assert cash_flows(terms, replace(Fees.none(), guarantee=None), "municipality").missing == (
        "guarantee",
        "state_guarantee",
    )
    assert cash_flows(terms, Fees.none(), "municipality").missing == ()


def test_what_the_state_pays_whole_is_not_missing_for_the_city():
    terms = Terms("musharaka_municipal", Bond("1397/04/12", "1401/04/12", 0.18), price=1.0, state=StateShare(1, 0.5, 1))
    fees = replace(Fees.none(), guarantee=None)
    assert cash_flows(terms, fees, "municipality").missing == ()
    assert cash_flows(terms, fees, "state").missing == ("final_profit", "guarantee")


# faults


def test_all_faults_of_terms_stand_in_one_refusal():
    with pytest.raises(ParameterError) as caught:
        Terms("musharaka", "bond", market_yield=22.5, price=92.48, final_profit=-1, state=0.5)
    assert [fault.split(" is ")[0] for fault in caught.value.faults] == [
        "instrument", "bond", "market_yield", "price", "final_profit", "final_profit", "state",
    ]  # fmt: skip
    text = str(caught.value)
    for said in ('did you mean "musharaka_municipal"', "write 0.225 for 22.5 %", "write 0.9248 for 92.48 %"):
        assert said in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"instrument": "project_fund"}, "equity-like and promises no payments"),
        ({"instrument": "istisna"}, "its terms were not found"),
        ({"instrument": "xyz"}, "choose one of musharaka_municipal, ijara"),
        ({"price": 0}, "price is 0"),
        ({"price": -0.9}, "price is -0.9; .* check its sign"),
        ({"price": "0.9"}, "price is '0.9'"),
        ({"market_yield": float("nan")}, "market_yield is nan"),
        ({"final_profit": 0.1}, "ijara has none"),
        ({"instrument": "bank_loan", "market_yield": 0.2}, "not sold in a market"),
    ],
)
def test_terms_that_cannot_be_are_refused(given, said):
    bond = Bond("1397/04/12", "1401/04/12", 0.18)
    with pytest.raises(ParameterError, match=said) as caught:
        Terms(**{"instrument": "ijara", "bond": bond, **given})
    assert len(caught.value.faults) == 1


def test_shares_and_fees_out_of_bounds_are_refused_together():
    with pytest.raises(ParameterError) as caught:
        StateShare(50, -0.1, True)
    assert caught.value.faults[0] == "state.profit is 50; expected a fraction from 0 to 1; write 0.5 for 50 %."
    assert len(caught.value.faults) == 3
    with pytest.raises(ParameterError, match="is 1.5; expected a fraction from 0 to 1; check its sign and its unit"):
        StateShare(1.5, 0.5, 0.0)
    with pytest.raises(ParameterError) as caught:
        Fees(guarantee=3, trustee=-0.01, spv=float("nan"))
    assert len(caught.value.faults) == 3


def test_a_fee_that_does_not_apply_is_refused_or_dropped():
    terms = Terms("bank_loan", Bond("1397/04/12", "1401/04/12", 0.2, amortisation="annuity", interval_months=1))
    fees = replace(Fees.none(), spv=0.001, underwriting=0.03)
    with pytest.raises(ParameterError, match="does not apply to bank_loan") as caught:
        cash_flows(terms, fees)
    assert len(caught.value.faults) == 2
    assert cash_flows(terms, fees.of("bank_loan")).missing == ()
    assert cash_flows(terms, Fees.none()).total("profit") < -20


def test_every_fee_belongs_to_an_instrument():
    assert set().union(*FEES_OF.values()) == {field.name for field in fields(Fees)}


def test_a_payer_that_is_not_known_is_refused_with_the_nearest():
    terms = Terms("ijara", Bond("1397/04/12", "1401/04/12", 0.18), price=1.0)
    with pytest.raises(ParameterError, match='did you mean "municipality"'):
        cash_flows(terms, Fees.none(), "municipalty")
    assert len(cash_flows(terms, Fees.none(), "state").frame) == 0
    assert np.isclose(cash_flows(terms, Fees.none(), "investor").total("profit"), 72)
