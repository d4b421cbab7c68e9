"""The ladder: needs are met in every scenario, and without needs it is buy and hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models import calendars
from hamyari_lib.models.curve import fit_curve
from hamyari_lib.models.returns import internal_rate
from hamyari_lib.models.treasury import Paper, due, ladder, papers_of, sold_early

CURVE = fit_curve([0.25, 0.5, 1.0, 2.0], [0.30, 0.31, 0.33, 0.34])

ONE, TWO = float(CURVE.zero(1.0)), float(CURVE.zero(2.0))


def bill(years, **more):
    return Paper(f"bill {years:g}", float(CURVE.discount(years)), [years], [1.0], **more)


def plan(cash=100.0, papers=None, needs=None, **more):
    papers = [bill(0.5), bill(1.0), bill(2.0)] if papers is None else papers
    return ladder(cash, papers, needs or {}, **({"horizon": 2.0, "fund_rate": 0.25, "resale": CURVE} | more))


def test_without_needs_all_is_held_to_the_end():
    found = plan()
    assert found.bought.tolist() == pytest.approx([0, 0, 100 * (1 + TWO) ** 2])
    assert found.fund == pytest.approx(0)
    assert found.terminal[""] == pytest.approx(100 * (1 + TWO) ** 2)
    assert found.rate[""] == pytest.approx(TWO)
    assert (found.balance[["sold", "lost", "lacking"]] == 0).all(axis=None)


def test_a_need_is_met_by_the_paper_that_falls_due_with_it():
    found = plan(needs={1.0: 50.0}, papers=[bill(0.5), bill(1.0, early_discount=0.01), bill(2.0, early_discount=0.01)])
    assert found.bought["bill 1"] == pytest.approx(50)
    assert found.bought["bill 0.5"] == 0
    assert found.balance.loc[("", 1.0), ["need", "paid", "fund"]].tolist() == pytest.approx([50, 50, 0])
    assert found.terminal[""] == pytest.approx((100 - 50 / (1 + ONE)) * (1 + TWO) ** 2)


def test_an_early_sale_loses_its_discount_and_is_avoided_where_that_is_dear():
    few = [bill(2.0, early_discount=0.002)]
    sold = plan(needs={1.0: 50.0}, papers=few, fund_rate=0.1)
    assert sold.balance["sold"].sum() == pytest.approx(50)
    assert sold.balance["lost"].sum() == pytest.approx(50 / 0.998 * 0.002)
    dear = plan(needs={1.0: 50.0}, papers=[bill(2.0, early_discount=0.3)], fund_rate=0.1)
    assert dear.balance["sold"].sum() == 0
    assert dear.fund == pytest.approx(50 / 1.1)


def test_a_receipt_that_may_be_late_is_provided_for():
    on_time, late = {0.5: 40.0}, {1.5: 40.0}
    hopeful = plan(needs={1.0: 60.0}, receipts={"on time": on_time}, papers=[bill(1.0), bill(2.0, early_discount=0.1)])
    careful = plan(needs={1.0: 60.0}, receipts={"on time": on_time, "late": late},
                   papers=[bill(1.0), bill(2.0, early_discount=0.1)])  # fmt: skip
    assert (careful.lacking == 0).all()
    assert careful.bought["bill 1"] > hopeful.bought["bill 1"]
    assert careful.terminal["on time"] <= hopeful.terminal["on time"] + 1e-9
    assert set(careful.balance.index.get_level_values("scenario")) == {"on time", "late"}


def test_what_cannot_be_met_is_said():
    found = plan(cash=10.0, needs={0.5: 40.0, 1.0: 5.0})
    assert found.lacking[""] == pytest.approx(40 - 10 / bill(0.5).price, rel=1e-6)  # the earlier need comes first
    assert found.balance["lacking"].tolist() == pytest.approx([0, 40 - 10 / bill(0.5).price, 5, 0], rel=1e-6)


def test_a_paper_that_is_scarce_is_bought_up_to_what_there_is():
    found = plan(papers=[bill(2.0, most=30.0), bill(1.0)])
    assert found.bought["bill 2"] == pytest.approx(30)


def test_with_the_fund_alone_it_grows_and_pays():
    found = plan(papers=[], needs={1.0: 25.0}, horizon=2.0, fund_rate=0.25)
    assert found.terminal[""] == pytest.approx(125)
    assert found.rate[""] == pytest.approx(0.25)


def test_coupons_go_into_the_fund():
    bond = Paper("bond", 1.0, [0.5, 1.0], [0.1, 1.1])
    found = plan(papers=[bond], horizon=1.0, fund_rate=0.2)
    assert found.terminal[""] == pytest.approx(100 * (0.1 * 1.2**0.5 + 1.1))


@settings(max_examples=40)
@given(
    st.lists(st.floats(0, 60), min_size=3, max_size=3), st.floats(0, 0.05),
    st.floats(0.05, 0.4), st.lists(st.floats(0, 30), min_size=2, max_size=2),
)  # fmt: skip
def test_needs_are_met_in_every_scenario_wherever_they_can_be(needs, discount, fund_rate, receipts):
    papers = [
        bill(0.5, early_discount=discount),
        bill(1.0, early_discount=discount),
        bill(2.0, early_discount=discount),
    ]
    early, late = ({0.4: receipts[0], 0.9: receipts[1]}, {0.9: receipts[0], 1.6: receipts[1]})
    found = plan(needs=dict(zip((0.3, 1.0, 1.7), needs, strict=True)), papers=papers, fund_rate=fund_rate,
                 receipts={"early": early, "late": late})  # fmt: skip
    scale = 100 + sum(needs)
    assert (found.balance["fund"] >= -1e-6 * scale).all()
    cheapest = sum(need * (1 + fund_rate) ** -time for need, time in zip(needs, (0.3, 1.0, 1.7), strict=True))
    if cheapest <= 100:  # the fund alone would do
        assert (found.lacking <= 1e-6 * scale).all()
    for name in ("early", "late"):
        rows = found.balance.loc[name]
        years = np.diff(rows.index.to_numpy())
        moved = rows["paid"] + rows["sold"] + rows["receipt"] - rows["need"] + rows["lacking"]
        again = rows["fund"].to_numpy()[:-1] * (1 + fund_rate) ** years + moved.to_numpy()[1:]
        assert again == pytest.approx(rows["fund"].to_numpy()[1:], abs=1e-6 * scale)


def test_no_other_purchase_does_better():
    """Two bills and a need, by trying every split."""
    soon, late = bill(0.5), bill(2.0, early_discount=0.05)
    found = plan(needs={0.5: 30.0}, papers=[soon, late], fund_rate=0.2)
    share, rest = np.meshgrid(np.linspace(0, 1, 201), np.linspace(0, 1, 201))
    fund = 100 * (1 - share - rest) * 1.2**0.5 + 100 * share / soon.price - 30
    worth = fund * 1.2**1.5 + 100 * rest / late.price
    best = worth[(share + rest <= 1) & (fund >= 0)].max()
    assert found.terminal[""] >= best - 1e-9
    assert found.terminal[""] == pytest.approx(best, rel=0.01)


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: plan(cash=-1.0), ParameterError, "cash is -1"),
        (lambda: plan(needs={3.0: 1.0}), ParameterError, "need at 3 years: expected a time from today to the horizon"),
        (lambda: plan(needs={1.0: -1.0}), ParameterError, "need at 1 years is -1"),
        (lambda: plan(receipts={"a": {1.0: float("nan")}}), ParameterError, "receipt at 1 years is nan"),
        (lambda: plan(papers=[bill(1.0), bill(1.0)]), ParameterError, "bill 1 is given twice"),
        (lambda: plan(horizon=1.0, resale=None), DataError, "bill 2 is due after the horizon"),
        (lambda: Paper("x", 0.0, [1.0], [1.0]), ParameterError, "x: price is 0"),
        (lambda: Paper("x", 1.0, [1.0, 0.5], [1.0, 1.0]), ParameterError, "x: expected payments above 0"),
    ],
)
def test_plans_that_cannot_be_are_refused(call, error, said):
    with pytest.raises(error, match=said):
        call()


QUOTED = pd.DataFrame(
    {
        "symbol": ["bill", "bond", "odd"], "date": "1404/12/25", "kind": ["treasury_bill", "bond", "treasury_bill"],
        "price_rial": [800_000.0, 930_000.0, 500_000.0], "yield_pct": np.nan,
        "maturity_date": ["1405/09/06", "1406/01/20", "1405/08/01"], "yield_now": [0.37, 0.33, np.nan],
        "verdict": ["used", "used", "outlier"],
    }
)  # fmt: skip
COUPONS = pd.DataFrame(
    {"symbol": ["bond"], "par_rial": 1e6, "issue_jdate": "1402/01/20", "maturity_jdate": "1406/01/20",
     "coupon_pct": 20.0, "coupon_interval_months": 6}
)  # fmt: skip


def test_what_is_quoted_and_used_can_be_bought_at_its_yield():
    bill, bond = papers_of(QUOTED, day="1404/12/25", coupons=COUPONS, early_discount=0.01, most=50.0)
    assert (bill.name, bond.name, bill.early_discount) == ("bill", "bond", 0.01)
    assert bill.price == pytest.approx(1.37 ** -bill.times_years[0])
    assert bill.most == pytest.approx(50 / bill.price)
    assert np.asarray(bond.amounts) == pytest.approx([0.1, 0.1, 1.1])
    assert internal_rate(np.append(0.0, bond.times_years), np.append(-bond.price, bond.amounts)) == pytest.approx(0.33)


def test_a_quote_of_an_earlier_day_keeps_its_yield():
    (bill, _), (later, _) = (papers_of(QUOTED, day=day, coupons=COUPONS) for day in ("1404/12/25", "1405/02/25"))
    assert later.price == pytest.approx(bill.price * 1.37 ** (bill.times_years[0] - later.times_years[0]))
    left = papers_of(QUOTED, day="1405/10/01", coupons=COUPONS)
    assert [one.name for one in left] == ["bond"]
    assert len(left[0].amounts) == 1


def test_what_falls_on_a_holiday_is_paid_on_the_next_working_day():
    assert str(calendars.day("1405/09/06")) == "2026-11-27"  # a Friday
    plain, _ = papers_of(QUOTED, day="1404/12/25", coupons=COUPONS)
    moved, _ = papers_of(
        QUOTED, day="1404/12/25", coupons=COUPONS, holidays=["1405/09/07"], weekend=("thursday", "friday")
    )
    assert moved.times_years[0] - plain.times_years[0] == pytest.approx(2 / 365)
    assert moved.price == plain.price, "the quote does not know of it"


PLAN = pd.DataFrame(
    [("R-1", "1405/01/31", "receipt", 40e9), ("R-2", "1405/06/31", "receipt", 10e9),
     ("N-1", "1405/06/31", "need", 30e9),
     ("N-2", "1405/06/31", "need", 5e9), ("N-3", "1404/01/01", "need", 1e9), ("N-4", "1406/12/01", "need", 1e9)],
    columns=["item", "date", "direction", "amount_rial"],
)  # fmt: skip


def test_the_plan_of_cash_falls_due():
    year = {"day": "1405/01/01", "until": "1405/12/29"}
    assert due(PLAN, "need", **year) == {185 / 365: 35.0}
    assert due(PLAN, "receipt", **year) == {30 / 365: 40.0, 185 / 365: 10.0}
    assert due(PLAN, "receipt", **year, late=1) == {61 / 365: 40.0, 215 / 365: 10.0}
    assert due(PLAN, "receipt", **year, late={"R-2": 7}) == {30 / 365: 40.0}, "after the horizon"
    past = PLAN.assign(date=PLAN["date"].replace("1405/01/31", "1404/12/20"))
    assert due(past, "receipt", **year, late=3) == {275 / 365: 10.0}, "what was due before does not come again"
    with pytest.raises(ParameterError, match="R-9 is no item"):
        due(PLAN, "receipt", **year, late={"R-9": 1})
    with pytest.raises(ParameterError, match="0 or more"):
        due(PLAN, "receipt", **year, late=-1)


def test_a_purchase_that_is_made_is_held_against_what_comes():
    papers = [bill(1.0), bill(2.0, early_discount=0.05)]
    hopeful = plan(needs={1.0: 60.0}, receipts={"on time": {0.5: 40.0}}, papers=papers)
    late = plan(needs={1.0: 60.0}, receipts={"late": {1.5: 40.0}}, papers=papers, bought=hopeful.bought)
    assert late.bought.tolist() == pytest.approx(hopeful.bought.tolist())
    assert late.balance["lost"].sum() > 0
    assert (late.lacking == 0).all()
    with pytest.raises(ParameterError, match="is none of the papers"):
        plan(bought={"another": 1.0})
    with pytest.raises(ParameterError, match="the cash is 100"):
        plan(papers=papers, bought={"bill 1": 1e6})


def test_without_papers_all_is_in_the_fund():
    found = plan(papers=[], needs={1.0: 50.0})
    assert found.fund == 100
    assert found.terminal[""] == pytest.approx((125 - 50) * 1.25)
    assert found.rate[""] == pytest.approx(0.25)


def test_an_early_sale_at_expected_yields_earns_the_curve_less_its_discount():
    one = bill(2.0, early_discount=0.02)
    assert sold_early(one, 2.0, CURVE) == pytest.approx(TWO)
    assert sold_early(one, 1.0, CURVE) == pytest.approx((1 + ONE) * 0.98 - 1)
    assert sold_early(one, 1.0, CURVE, rise=0.05) < sold_early(one, 1.0, CURVE)
    with pytest.raises(ParameterError, match="after today"):
        sold_early(one, 0.0, CURVE)
