"""Offers as an officer states them, others beside them, and where their order changes."""

import numpy as np
import pytest

from hamyari_lib.errors import ParameterError
from hamyari_lib.models import instruments
from hamyari_lib.models.instruments import Fees, StateShare

pytestmark = pytest.mark.slow

DAY, AMOUNT = "1401/08/10", 3000.0


def offer(instrument="ijara", **options):
    return instruments.offer(instrument, AMOUNT, DAY, 48, 0.18, **options)


def test_an_offer_ends_whole_jalali_months_later():
    terms = offer()
    assert str(instruments.maturity_of(terms)) == "2026-11-01"  # 1405/08/10
    assert len(terms.bond.cash_flows()) == 16
    assert terms.bond.face == AMOUNT


@pytest.mark.parametrize("day", ["1400/06/31", "1399/12/30", "1398/08/30"])
@pytest.mark.parametrize("tenor", [9, 12, 21, 48])
def test_every_quarter_of_an_offer_is_a_full_one(day, tenor):
    table = instruments.offer("ijara", 100.0, day, tenor, 0.18).bond.cash_flows()
    assert len(table) == tenor / 3
    assert table["profit"].tolist() == pytest.approx([4.5] * len(table), abs=1e-12)


def test_the_odd_part_of_a_tenor_comes_last():
    table = instruments.offer("ijara", 100.0, "1399/07/01", 7, 0.18).bond.cash_flows()
    assert table["profit"].tolist() == pytest.approx([4.5, 4.5, 1.5])


@pytest.mark.parametrize("tenor", [12.5, "48", 0, -3, None, True, float("nan"), float("inf")])
def test_a_tenor_is_whole_months(tenor):
    with pytest.raises(ParameterError, match="expected a whole number of months, 1 or more") as caught:
        instruments.offer("ijara", 100.0, "1399/07/01", tenor, 0.18)
    assert len(caught.value.faults) == 1
    assert len(instruments.offer("ijara", 100.0, "1399/07/01", 48.0, 0.18).bond.cash_flows()) == 16


def test_a_state_that_pays_nothing_pays_no_guarantee():
    terms = offer(state=StateShare(0.5, 0.5, 0.3))
    assert instruments.with_state(terms, 0.0).state == StateShare.none()
    assert instruments.with_state(terms, 0.2).state == StateShare(0.2, 0.2, 0.3)


def test_beside_a_given_price_others_are_sold_at_the_yield_that_it_means():
    case = offer(price=0.9)
    asked = case.bond.yield_to_maturity(90)
    offers = instruments.alternatives(case, Fees.none(), sukuk_rate=0.23, loan_rate=0.2, loan_fees=Fees.none())
    compared = instruments.compare(offers)
    assert compared.loc[["ijara", "manfaa"], "value"].tolist() == pytest.approx([asked] * 2, abs=1e-9)
    assert compared["profit_rate"].to_dict() == {
        "ijara": 0.18, "musharaka_municipal": 0.23, "murabaha": 0.23, "manfaa": 0.23, "bank_loan": 0.2,
    }  # fmt: skip
    assert offers["manfaa"]()[0].price is None
    open_case = instruments.alternatives(offer(), Fees.none(), sukuk_rate=0.23, loan_rate=None, loan_fees=Fees.none())
    assert instruments.compare(open_case).loc["manfaa", "missing"] == ("discount",)


def test_a_loan_is_repaid_in_level_monthly_instalments_and_is_not_sold():
    loan = offer("bank_loan", market_yield=0.3, price=0.9, interval_months=6)
    payments = loan.bond.cash_flows()["payment"]
    assert len(payments) == 48
    assert payments.to_numpy() == pytest.approx(payments.iloc[0])
    assert instruments.cost(loan, Fees.none()).value == pytest.approx(
        (1 + 0.18 / 12) ** 12 - 1, abs=5e-4
    )  # months differ in days


def test_only_a_participation_bond_takes_a_final_profit():
    assert offer("musharaka_municipal", final_profit=0.02).final_profit == 0.02
    assert offer("manfaa", final_profit=0.02).final_profit is None


def test_a_fault_of_an_offer_is_told_as_the_models_tell_it():
    with pytest.raises(ParameterError, match="write 0.18 for 18 %"):
        instruments.offer("ijara", AMOUNT, DAY, 48, 18)


def test_the_state_of_another_participation_bond_is_not_known_and_sukuk_have_none():
    offers = instruments.alternatives(
        offer(state=StateShare(0.5, 0.5, 0.0), market_yield=0.2), Fees.none(), sukuk_rate=0.19, loan_rate=0.2,
        loan_fees=Fees.none(),
    )  # fmt: skip
    made = {name: make()[0] for name, make in offers.items()}
    assert list(made) == ["ijara", "musharaka_municipal", "murabaha", "manfaa", "bank_loan"]
    assert made["musharaka_municipal"].state == StateShare(None, None, None)
    assert made["manfaa"].state == StateShare.none()
    assert {name: terms.bond.coupon for name, terms in made.items() if name != "ijara"} == {
        "musharaka_municipal": 0.19, "murabaha": 0.19, "manfaa": 0.19, "bank_loan": 0.2,
    }  # fmt: skip
    assert all(terms.market_yield == 0.2 for name, terms in made.items() if name != "bank_loan")


def test_each_offer_keeps_the_fees_that_apply_to_it():
    fees = Fees(trustee=0.001, spv=0.002)
    offers = instruments.alternatives(offer(), fees.of("ijara"), sukuk_rate=0.18, loan_rate=None, loan_fees=Fees())
    assert offers["ijara"]()[1].spv == 0.002
    offers = instruments.alternatives(offer(), fees, sukuk_rate=0.18, loan_rate=None, loan_fees=Fees())
    assert offers["musharaka_municipal"]()[1].trustee == 0.001
    assert offers["musharaka_municipal"]()[1].spv is None


def test_the_payment_plan_sums_to_the_flows_of_all_and_of_the_city():
    terms, fees = offer(state=StateShare(0.5, 0.25, 0.0), price=0.95), Fees(underwriting=0.01, guarantee=0.01)
    plan = instruments.payment_plan(terms, fees).set_index("date")
    assert (plan[list(instruments.PARTS)].sum(axis=1) - plan["total"]).abs().max() < 1e-9
    assert (plan["total"] - instruments.cash_flows(terms, fees, "all").by_date()).abs().max() < 1e-9
    assert (plan["own"] - instruments.cash_flows(terms, fees, "municipality").by_date()).abs().max() < 1e-9
    assert plan["proceeds"].sum() == pytest.approx(0.95 * AMOUNT)
    assert plan["profit"].sum() == pytest.approx(-0.18 * 4 * AMOUNT)


def test_the_citys_part_of_the_plan_is_empty_where_the_state_is_not_known():
    plan = instruments.payment_plan(instruments.with_state(offer(), None), Fees.none())
    assert plan["own"].isna().all()
    assert plan["total"].notna().all()


def turns(fees, loan_rate=0.2, first="ijara", **options):
    terms = offer(first, market_yield=0.2)
    offers = instruments.alternatives(terms, fees, sukuk_rate=0.18, loan_rate=loan_rate, loan_fees=Fees.none())
    found = instruments.turning_points(offers, first, yields=(0.15, 0.4), highest_fee=0.1, **options)
    return terms, found.set_index(["other", "by"])


def test_at_a_turning_point_both_cost_the_same():
    terms, found = turns(Fees.none())
    loan_cost = instruments.cost(instruments.loan_beside(terms, 0.2), Fees.none()).value
    row = found.loc[("bank_loan", "market_yield")]
    assert row["place"] == pytest.approx(loan_cost, abs=1e-9)  # without fees the cost is the yield
    assert row["cheaper_at_low"] == "ijara"
    assert row["is_exact"]
    dearer = Fees(**{**vars(Fees.none()), "underwriting": found.loc[("bank_loan", "extra_fee"), "place"]})
    assert instruments.cost(terms, dearer).value == pytest.approx(loan_cost, abs=1e-9)
    loan = instruments.loan_beside(terms, found.loc[("bank_loan", "profit_rate"), "place"])
    assert instruments.cost(loan, Fees.none()).value == pytest.approx(0.2, abs=1e-9)


def test_where_the_order_never_changes_the_cheaper_one_is_named():
    _, found = turns(Fees(**{**vars(Fees.none()), "spv": 0.02}), loan_rate=None, first="musharaka_municipal")
    row = found.loc[("ijara", "market_yield")]
    assert np.isnan(row["place"])
    assert row["cheaper_at_low"] == "musharaka_municipal"


def test_what_is_unknown_of_either_makes_an_order_inexact():
    _, found = turns(Fees(**{**vars(Fees.none()), "trustee": None}))
    assert not found.loc[("musharaka_municipal", "market_yield"), "is_exact"]
    assert found.loc[("murabaha", "market_yield"), "is_exact"]
    assert found.loc[("murabaha", "market_yield"), "cheaper_at_low"] == ""


def test_an_offer_that_cannot_be_computed_stops_no_other():
    terms = offer(market_yield=0.2)
    offers = instruments.alternatives(terms, Fees.none(), sukuk_rate=18, loan_rate=0.2, loan_fees=Fees.none())
    found = instruments.turning_points(offers, "ijara", yields=(0.15, 0.4), highest_fee=0.1)
    assert set(found["other"]) == {"bank_loan"}
    compared = instruments.compare(offers)
    assert compared.loc["manfaa", "bound"] == "not computed"
    assert "write 0.18 for 18 %" in compared.loc["manfaa", "error"]
    assert compared.loc["ijara", "value"] == pytest.approx(0.2, abs=1e-9)


def test_a_loan_that_is_dearer_at_every_rate_keeps_its_other_rows():
    case = offer(market_yield=0.02)
    fees = Fees(**{**vars(Fees.none()), "appraisal": 0.2})
    offers = instruments.alternatives(case, Fees.none(), sukuk_rate=None, loan_rate=0.2, loan_fees=fees)
    found = instruments.turning_points(offers, "ijara", yields=(0.15, 0.4), highest_fee=0.1).set_index("by")
    assert list(found.index) == ["market_yield", "extra_fee", "profit_rate"]
    assert np.isnan(found.loc["profit_rate", "place"])
    assert found.loc["profit_rate", "cheaper_at_low"] == "ijara"


def test_a_comparison_that_cannot_be_made_leaves_the_others_of_its_offer():
    """The case itself has no cost, since its fees take all; at another yield than its own it has one."""
    fees = Fees(**{**vars(Fees.none()), "underwriting": 0.7})
    case = offer(market_yield=0.6)
    assert instruments.cost(case, fees).reason == "nothing_received"
    offers = instruments.alternatives(case, fees, sukuk_rate=None, loan_rate=0.2, loan_fees=Fees.none())
    found = instruments.turning_points(offers, "ijara", yields=(0.15, 0.6), highest_fee=0.1)
    assert found[["by", "cheaper_at_low"]].to_numpy().tolist() == [["market_yield", "bank_loan"]]
    own = instruments.compare(offers)
    assert own.loc["bank_loan", "bound"] == "exact"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"first": "bank_loan"}, "first is bank_loan, a bank_loan: no market yield"),
        ({"first": "ijra"}, "first is 'ijra'; .* did you mean \"ijara\"?"),
        ({"first": None}, "first is None; expected one of ijara, bank_loan"),
        ({"yields": (0.4, 0.15)}, r"yields is \(0.4, 0.15\); expected the lowest and then the highest"),
        ({"yields": (0.2, 0.2)}, "expected the lowest and then the highest"),
        ({"yields": ("0.1", 0.2)}, "expected the lowest and then the highest"),
        ({"yields": 0.2}, "yields is 0.2"),
        ({"highest_fee": 0}, "highest_fee is 0; expected a fraction of the face above 0"),
        ({"highest_fee": "0.1"}, "highest_fee is '0.1'"),
        ({"offers": []}, "offers is a list"),
    ],
)
def test_turning_points_that_cannot_be_asked_for_are_refused_in_one_line(given, said):
    offers = instruments.alternatives(offer(market_yield=0.2), Fees.none(), sukuk_rate=None, loan_rate=0.2,
                                      loan_fees=Fees.none())  # fmt: skip
    asked = {"offers": offers, "first": "ijara", "yields": (0.15, 0.4), "highest_fee": 0.1} | given
    with pytest.raises(ParameterError, match=said) as caught:
        instruments.turning_points(**asked)
    assert len(caught.value.faults) == 1
