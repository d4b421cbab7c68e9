"""The statement of a project: a hand case, identities over random projects, and the debt that its terms allow."""

import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib import data
from hamyari_lib.errors import DataError
from hamyari_lib.models.cashflow import (
    LIKELY,
    DebtTerms,
    Operating,
    Outlook,
    Scenarios,
    Tax,
    Timeline,
    answers,
    by_year,
    doubts,
    economic_npv,
    financed,
    irr,
    lines_of,
    magnitude,
    npv,
    prices,
    run,
    stated,
    tax_in_force,
    timeline_of,
    wanting,
    worth,
)  # fmt: skip
from hamyari_lib.models.debt import REPAYMENTS, cover_ratios

STEADY = prices(1404, 1450, inflation=0.0, dollar=0.0, tariff=0.0)
UNTAXED = Operating(Tax(0.0))


def rows(*lines):
    """(item, amount, first year, last year, options) of each line."""
    return pd.DataFrame(
        [
            {"item": item, "line": f"{item} {place}", "period": str(year), "amount": amount, "currency": "rial",
             "price_year": 1404, "indexation": "inflation"} | (more[0] if more else {})
            for place, (item, amount, first, last, *more) in enumerate(lines)
            for year in range(first, last + 1)
        ]
    )  # fmt: skip


PLAIN = rows(
    ("capital_cost", 1200.0, 1405, 1405), ("revenue", 500.0, 1406, 1410), ("operating_cost", 100.0, 1406, 1410)
)


# periods, prices and lines


def test_a_project_is_built_by_months_and_runs_by_years():
    times = timeline_of(PLAIN)
    assert times == Timeline(1405, 1, 12, 5)
    assert times.labels[:2] == ("1405-01", "1405-02")
    assert times.labels[-1] == "1410"
    assert times.ends[0] == np.datetime64("2026-04-20")  # 31 Farvardin 1405
    assert str(times.before) == "2026-03-20"
    assert times.years[11] == pytest.approx(365 / 365)
    assert times.years[-1] == pytest.approx((np.datetime64("2032-03-19") - times.before).astype(int) / 365)


def test_years_of_operation_that_begin_within_a_jalali_year():
    lines = lines_of(
        rows(("capital_cost", 600.0, 1405, 1405)).assign(period="1405-03").pipe(
            lambda frame: pd.concat([frame, rows(("revenue", 1200.0, 1405, 1405)).assign(period="1405-07"),
                                     rows(("revenue", 2400.0, 1406, 1406))])
        ),
        prices(1404, 1406, inflation=[0.2, 0.5], dollar=0.0, tariff=0.0),  # of no year beyond its last month
    )  # fmt: skip
    times = lines.timeline
    assert times == Timeline(1405, 3, 4, 2, last_months=6)
    assert times.labels == ("1405-03", "1405-04", "1405-05", "1405-06", "1405-07", "1406-07")
    assert times.months.tolist() == [1, 1, 1, 1, 12, 6]
    assert times.days[-1] == 179  # Mehr to Esfand of 1406, no leap year
    assert times.ends[-1] == np.datetime64("2028-03-19")
    # half of the first year of operation lies in 1405, half in 1406; the last is all in 1406
    assert lines.prices.by_period(times)["inflation"].tolist() == pytest.approx([1.2] * 4 + [1.5, 1.8])
    assert lines.real("revenue").loc["inflation"].tolist() == pytest.approx([0] * 4 + [1200 + 1200, 1200])
    assert lines.nominal().loc["revenue"].to_numpy()[0, -2:].tolist() == pytest.approx([2400 * 1.5, 1200 * 1.8])
    late = run(lines, UNTAXED, draws=Scenarios(delay_months=np.array([0, 6, 12, 18]))).plan.revenue / [1.5, 1.8][-1]
    assert late[:, -1].tolist() == pytest.approx([1200, 1200, 1200, 600])  # never more than half a year's
    assert (late[:, -2] * 1.8 / 1.5).tolist() == pytest.approx([2400, 1200, 0, 0])


def test_currencies_price_years_and_indexation():
    some = rows(
        ("capital_cost", 1.0, 1405, 1405, {"currency": "usd", "indexation": "dollar"}),
        ("revenue", 5.0, 1406, 1406, {"currency": "toman"}),
        ("revenue", 70.0, 1406, 1406, {"price_year": None}),
        ("revenue", 7.0, 1406, 1406, {"currency": "new_rial", "indexation": "fixed"}),
        ("revenue", 40.0, 1406, 1406, {"price_year": 1405, "indexation": "tariff"}),
    )
    levels = prices(1404, 1406, inflation=0.4, dollar=0.5, tariff=[0.1, 0.3])
    nominal = lines_of(some, levels, dollar_rate=1000.0).nominal()
    assert nominal.loc["capital_cost"].to_numpy().sum() == pytest.approx(1000 * 1.5)
    assert nominal.loc["revenue", "1406"].tolist() == pytest.approx([50 * 1.96, 70, 70_000, 40 * 1.3])
    with pytest.raises(DataError, match="amounts in usd, and no rate of exchange is given"):
        lines_of(some, levels)


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (PLAIN.assign(amount=-1.0), "amount is -1.0; expected 0 or more"),
        (PLAIN.assign(amount=np.nan), "amount is nan"),
        (PLAIN.assign(currency="pound"), "currency is pound; expected one of rial, toman"),
        (PLAIN.assign(indexation="wages"), "indexation is wages"),
        (PLAIN.drop(columns="line"), "has no column line"),
        (PLAIN.head(0), "has no row in project_cashflow"),
        (PLAIN[PLAIN["item"] == "capital_cost"], "neither earns nor costs"),
        (PLAIN.assign(price_year=1399), "in prices of 1399; levels are known from 1404"),
    ],
)
def test_rows_that_cannot_be_are_refused(spoilt, said):
    with pytest.raises(DataError, match=said):
        lines_of(spoilt, STEADY)


def test_prices_that_end_too_soon_or_are_per_cent_are_refused():
    with pytest.raises(DataError, match="the project needs 1407 to 1410"):
        lines_of(PLAIN, prices(1404, 1420, inflation=[0.3, 0.3], dollar=0.0, tariff=0.0))
    with pytest.raises(DataError, match="begins in 1405, before the prices of 1406 that its amounts are in"):
        lines_of(PLAIN.assign(price_year=1406), prices(1406, 1450, inflation=0.1, dollar=0.0, tariff=0.0))
    with pytest.raises(DataError, match=r"growth of dollar is 35; .* write 0.35 for 35 %"):
        prices(1404, 1410, inflation=0.3, dollar=35, tariff=0.0)


def test_what_is_wanting_is_named_and_what_is_stated_is_known_without_it():
    dollars = {"currency": "usd"}
    some = rows(
        ("capital_cost", 7.0, 1405, 1406, dollars), ("revenue", 30.0, 1407, 1410, {"currency": "toman"}),
        ("operating_cost", 9.0, 1407, 1409, {"price_year": None}),
    )  # fmt: skip
    short = prices(1404, 1450, inflation=[0.3, 0.3], dollar=0.3, tariff=0.3)
    assert wanting(some, short) == ("usd", "prices")
    assert wanting(some, short, dollar_rate=1e6) == ("prices",)
    assert wanting(some, STEADY) == ("usd",)
    assert wanting(some, STEADY, dollar_rate=1e6) == ()
    assert wanting(some, prices(1404, 1410, inflation=0.1, dollar=0, tariff=0), dollar_rate=1e6) == ()
    found = stated(some)
    assert found[["item", "first", "last", "amount", "currency"]].to_numpy().tolist() == [
        ["capital_cost", "1405", "1406", 14.0, "usd"],
        ["revenue", "1407", "1410", 1200.0, "rial"],
        ["operating_cost", "1407", "1409", 27.0, "rial"],
    ]
    assert found["price_year"].isna().tolist() == [False, False, True]


def test_revenue_in_another_unit_of_money_is_noticed():
    factors = (1, 10, 1e4, 0.1, 1e-4)
    tables = [PLAIN.assign(amount=PLAIN["amount"].where(PLAIN["item"] != "revenue", 500 * by)) for by in factors]
    found = [magnitude(lines_of(table, STEADY)) for table in tables]
    assert found == pytest.approx([500 / 1200 * by for by in factors])
    assert [LIKELY[0] <= one <= LIKELY[1] for one in found] == [True, False, False, True, False]
    assert magnitude(lines_of(PLAIN[PLAIN["item"] == "revenue"], STEADY)) is None


RULES = pd.DataFrame(
    [("company", "1380-12", None, 0.25, 0, 1.0), ("company", "1410-01", None, 0.2, 3, 0.5),
     ("municipality", None, "1409-12", 0.0, None, None), ("licensed_firm", "1389-08", None, 0.25, 15, None),
     ("hamyari", None, None, None, None, None)],
    columns=["vehicle", "from_month", "until_month", "rate", "exempt_years", "exempt_share"],
)  # fmt: skip


def test_the_rule_of_tax_in_force_and_what_is_not_known():
    assert tax_in_force(RULES, "company", "1405-01") == Tax(0.25, 0, 1.0)
    assert tax_in_force(RULES, "company", "1410-01") == Tax(0.2, 3, 0.5)
    assert tax_in_force(RULES, "municipality", "1405-01") == Tax(0.0, 0, None)
    assert tax_in_force(RULES, "licensed_firm", "1405-01") == Tax(0.25, 15, None)
    for unknown in (("municipality", "1410-01"), ("company", "1370-01"), ("hamyari", "1405-01"), (None, "1405-01")):
        assert tax_in_force(RULES, *unknown).rate is None
    with pytest.raises(DataError, match="2 rules of company"):
        tax_in_force(pd.concat([RULES, RULES.head(1)]), "company", "1405-01")
    relief = run(lines_of(PLAIN, STEADY), Operating(Tax(0.25, 15, None)))
    assert relief.tax[0] == pytest.approx(run(lines_of(PLAIN, STEADY), Operating(Tax(0.25))).tax[0])


# a project by hand


def test_without_debt_by_hand():
    flows = run(lines_of(PLAIN, STEADY), Operating(Tax(0.25), contingency=0.1, depreciation_years=4))
    assert flows.plan.capital_cost[0, :12] == pytest.approx(110)
    assert flows.depreciation[0, 12:] == pytest.approx([330] * 4 + [0])
    assert flows.tax[0, 12:] == pytest.approx([17.5] * 4 + [100])
    assert flows.cfads[0, 12:] == pytest.approx([382.5] * 4 + [300])
    assert flows.equity[0] == pytest.approx(flows.project[0])
    assert flows.distribution[0, 12:] == pytest.approx(flows.cfads[0, 12:])


def test_losses_reliefs_and_working_capital_by_hand():
    growing = rows(("capital_cost", 1000.0, 1405, 1405), ("revenue", 100.0, 1406, 1406), ("revenue", 700.0, 1407, 1409))
    lines = lines_of(growing, STEADY)
    flows = run(lines, Operating(Tax(0.2), depreciation_years=4, receivable_days=36.5))
    # losses of 150 in the first year; 1407 has 366 days less one: 365
    assert flows.tax[0, 12:] == pytest.approx([0, 0.2 * 300, 0.2 * 450, 0.2 * 450])
    assert flows.receivables[0, 12:] == pytest.approx([10, 70, 70 * 365 / 366, 0])
    relieved = run(lines, Operating(Tax(0.2, exempt_years=2, exempt_share=0.5), depreciation_years=4))
    assert relieved.tax[0, 12:] == pytest.approx([0, 0.1 * 300, 0.2 * 450, 0.2 * 450])
    harsh = run(lines, Operating(Tax(0.2, carries_losses=False), depreciation_years=4))
    assert harsh.tax[0, 13] == pytest.approx(0.2 * 450)
    unknown = run(lines, Operating(Tax(None), depreciation_years=4))
    assert not unknown.tax.any()


def test_what_the_assets_fetch_and_a_renewal():
    renewed = pd.concat([PLAIN, rows(("capital_cost", 300.0, 1408, 1408))])
    flows = run(lines_of(renewed, STEADY), Operating(Tax(0.5), depreciation_years=3, residual=0.1))
    assert flows.depreciation[0, 12:] == pytest.approx([400, 400, 400, 100, 100])
    assert flows.disposal[0, -1] == pytest.approx(100 - 120)
    assert flows.tax[0, 12:] == pytest.approx([0, 0, 0, 150, 0.5 * (400 - 100 + 20)])
    assert flows.cfads[0, 12:] == pytest.approx([400, 400, 100, 250, 400 + 120 - 160])
    assert np.abs(flows.balance).max() < 1e-9


def test_debt_by_hand():
    lines = lines_of(PLAIN, STEADY)
    terms = DebtTerms(
        0.2, "equal_principal", dscr=None, allotment=600, upfront_fee=0.02, yearly_fee=0.01, tenor_months=36
    )
    found = financed(lines, UNTAXED, terms)
    flows = found.flows
    assert found.amount == 600
    assert found.binding == "allotment"
    rates = 1.2 ** (lines.timeline.days / 365) - 1 + 0.01 * lines.timeline.months / 12
    assert flows.debt.drawn[0, :12] == pytest.approx(50)
    assert flows.debt.interest[0, :3] == pytest.approx([0, 50 * rates[1], 100 * rates[2]])
    assert flows.paid_in[0, :2] == pytest.approx([50 + 1, 50 + 1 + 50 * rates[1]])
    assert flows.debt.closing[0, 12:] == pytest.approx([300, 0, 0, 0, 0])
    assert flows.debt.service[0, 12:] == pytest.approx([300 + 600 * rates[12], 300 + 300 * rates[13], 0, 0, 0])
    assert flows.dscr[0, 12] == pytest.approx(400 / (300 + 600 * rates[12]))
    assert flows.support[0, 12] == pytest.approx(max(0, 300 + 600 * rates[12] - 400))


# identities


class Drawn:
    """Choices that hypothesis makes, and shrinks."""

    def __init__(self, draw):
        self.draw = draw

    def whole(self, low, high):
        return self.draw(st.integers(low, high))

    def real(self, low, high):
        return self.draw(st.floats(low, high))

    def one_of(self, *values):
        return self.draw(st.sampled_from(values))


class Thrown:
    """The same choices from a seed: several times as fast."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def whole(self, low, high):
        return self.dice.randint(low, high)

    def real(self, low, high):
        return self.dice.choice([low, high, *[self.dice.uniform(low, high)] * 6])

    def one_of(self, *values):
        return self.dice.choice(values)


def project_of(pick):
    built, years = pick.whole(1, 3), pick.whole(2, 12)
    first, runs = 1405, 1405 + built
    lines = [("capital_cost", pick.real(1, 1e4), first, runs - 1, {"indexation": pick.one_of("dollar", "inflation")})]
    of_revenue = {"indexation": pick.one_of("tariff", "inflation", "fixed")}
    lines += [
        ("revenue", pick.real(1, 1e4), runs, runs + years - 1, of_revenue),
        ("operating_cost", pick.real(0, 3e3), runs, runs + years - 1),
    ]
    if pick.one_of(False, True):
        lines.append(("capital_cost", pick.real(1, 1e4), runs + 1, runs + 1))
    growth = [pick.real(-0.1, 0.6) for _ in range(3)]
    levels = prices(1404, 1425, inflation=growth[0], dollar=growth[1], tariff=growth[2])
    operating = Operating(
        Tax(pick.one_of(None, 0.0, 0.1, 0.25), pick.whole(0, 5), pick.real(0, 1), pick.one_of(False, True)),
        pick.real(0, 0.5), pick.real(0, 120), pick.real(0, 120),
        pick.one_of(None, 1, 5, 20), pick.one_of(None, 0.0, 0.3),
    )  # fmt: skip
    terms = DebtTerms(
        pick.real(0, 0.5), pick.one_of(*REPAYMENTS), pick.one_of(None, 24, 60, 96),
        dscr=pick.one_of(None, 1.0, 1.3, 2), gearing=pick.one_of(None, 0.5, 0.9, 1.0),
        allotment=pick.one_of(500.0, 1e5), upfront_fee=pick.one_of(None, 0.03),
        yearly_fee=pick.one_of(None, 0.02), draw=pick.one_of("pro_rata", "at_once"),
        construction_profit=pick.one_of("paid", "capitalised"),
        reserve_months=pick.one_of(0, 6), deposit_rate=pick.one_of(0.0, 0.15),
        lockup=pick.one_of(None, 1.2),
    )  # fmt: skip
    return lines_of(rows(*lines), levels), operating, terms


@st.composite
def projects(draw):
    return project_of(Drawn(draw))


def check_identities(flows):
    """What must hold to the last rial, whatever the terms."""
    scale = max(flows.assets.max(), flows.plan.revenue.max(), 1)
    built = flows.timeline.construction_months
    assert np.abs(flows.balance).max() <= 1e-9 * scale
    assert np.abs(flows.debt.closing[:, -1]).max() <= 1e-9 * scale
    for held in (flows.assets, flows.cash, flows.reserve, flows.debt.fund, flows.receivables, flows.payables):
        assert (held >= -1e-9 * scale).all()
        assert np.abs(held[:, -1]).max() <= 1e-9 * scale
    for paid in (flows.paid_in, flows.support, flows.distribution, flows.tax):
        assert (paid >= -1e-9 * scale).all()
    debt, plan = flows.debt, flows.plan
    sources = flows.paid_in + debt.drawn + debt.added + flows.income
    uses = plan.capital_cost + debt.fees + debt.interest + np.diff(flows.cash + flows.reserve + debt.waiting, prepend=0)
    assert np.abs((sources - uses)[:, :built]).max() <= 1e-9 * scale
    moved = flows.cfads + flows.support - debt.service - flows.distribution
    assert np.abs((moved - np.diff(flows.cash + flows.reserve, prepend=0))[:, built:]).max() <= 1e-9 * scale
    whole = (flows.net_income - flows.distribution + flows.support + flows.paid_in).sum(axis=1)
    assert np.abs(whole).max() <= 1e-8 * scale


@settings(deadline=None, max_examples=60)
@given(projects())
def test_sources_are_uses_the_balance_closes_and_debt_ends(project):
    lines, operating, terms = project
    found = financed(lines, operating, terms)
    check_identities(found.flows)
    for limit in found.limits.values():
        assert found.amount <= limit * (1 + 1e-12)


@pytest.mark.slow
@settings(deadline=None, max_examples=940)
@given(st.integers(0, 2**32 - 1))
def test_a_thousand_projects_close(seed):
    check_identities(financed(*project_of(Thrown(seed))).flows)


@settings(deadline=None, max_examples=40)
@given(projects(), st.integers(0, 2**32 - 1))
def test_the_balance_closes_in_every_draw(project, seed):
    lines, operating, terms = project
    found, rng, n = financed(lines, operating, terms), np.random.default_rng(seed), 20
    draws = Scenarios(
        capital_cost=rng.uniform(0.5, 2, n), delay_months=rng.uniform(0, 40, n), demand=rng.uniform(0, 2, n),
        inflation=rng.uniform(-0.1, 0.2, n), dollar=rng.uniform(-0.1, 0.3, n), profit_rate=rng.uniform(-0.1, 0.1, n),
        unsold=rng.uniform(0, 1, n),
    )  # fmt: skip
    check_identities(run(lines, operating, found.contract, draws))


# debt by its limits


def lasting(terms, operating=UNTAXED, levels=STEADY):
    return financed(lines_of(PLAIN, levels), operating, terms)


def test_a_sculpted_debt_has_its_cover_ratio_in_every_year_taxed_or_not():
    levels = prices(1404, 1450, inflation=0.1, dollar=0.0, tariff=0.0)
    for tax in (0.0, 0.25):
        found = lasting(DebtTerms(0.25, dscr=1.3, reserve_months=6, deposit_rate=0.1), Operating(Tax(tax)), levels)
        assert found.binding == "dscr"
        assert found.flows.dscr[0, 12:] == pytest.approx(1.3, rel=1e-9)
        rates = found.lines.timeline.rates(0.25)[12:]
        table = pd.DataFrame(
            {"opening": found.flows.debt.closing[0, 11:-1], "debt_service": found.flows.debt.service[0, 12:]}
        )
        assert cover_ratios(found.flows.cfads[0, 12:], table, rates=rates)["llcr"].to_numpy() == pytest.approx(
            1.3, rel=1e-9
        )


@pytest.mark.parametrize("draw", ["pro_rata", "at_once"])
@pytest.mark.parametrize("profit", ["paid", "capitalised"])
def test_gearing_is_exact_with_interest_fees_and_reserve(draw, profit):
    terms = DebtTerms(
        0.3, "annuity", dscr=None, gearing=0.4, upfront_fee=0.03, yearly_fee=0.02, draw=draw,
        construction_profit=profit, reserve_months=6, deposit_rate=0.1,
    )  # fmt: skip
    found = lasting(terms)
    flows, built = found.flows, found.lines.timeline.construction_months
    debt = flows.debt
    uses = (flows.plan.capital_cost + debt.fees + debt.interest - flows.income)[0, :built].sum() + flows.reserve[
        0, built - 1
    ]
    assert debt.closing[0, built - 1] / uses == pytest.approx(0.4, rel=1e-12)
    assert found.binding == "gearing"


@pytest.mark.parametrize("repayment", REPAYMENTS)
def test_every_way_of_repaying_meets_its_cover_ratio_and_touches_it(repayment):
    found = lasting(DebtTerms(0.2, repayment, dscr=2.0, tenor_months=48, deposit_rate=0.1))
    ratios = found.flows.dscr[0, 12:15]
    if repayment == "bullet":
        # the last year has the principal, which is for refinancing
        ratios = found.flows.cfads[0, 12:15] / found.flows.debt.interest[0, 12:15]
        assert found.refinancing_gap == pytest.approx(found.flows.debt.service[0, 14] - found.flows.cfads[0, 14])
        assert found.refinancing_gap > 0
    assert np.nanmin(ratios) == pytest.approx(2)
    assert np.isnan(found.flows.dscr[0, 15:]).all()


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (None, "none_asked"),
        (DebtTerms(0.2, tenor_months=12), "tenor"),
        (DebtTerms(0.2, allotment=0.0), "allotment"),
        (DebtTerms(0.2, gearing=0.0), "gearing"),
    ],
)
def test_no_debt_says_why(terms, why):
    found = lasting(terms)
    assert found.amount == 0
    assert found.binding == why
    check_identities(found.flows)


def test_a_project_without_cash_or_construction_carries_no_debt():
    poor = rows(
        ("capital_cost", 100.0, 1405, 1405), ("revenue", 10.0, 1406, 1408), ("operating_cost", 20.0, 1406, 1408)
    )
    found = financed(lines_of(poor, STEADY), UNTAXED, DebtTerms(0.2))
    assert found.binding == "cfads"
    assert found.flows.support[0, 12:] == pytest.approx(10)
    running = financed(lines_of(rows(("revenue", 10.0, 1406, 1408)), STEADY), UNTAXED, DebtTerms(0.2))
    assert running.binding == "no_construction"


def test_cash_that_grows_faster_than_interest_leaves_a_debt_that_only_falls():
    levels = prices(1404, 1450, inflation=0.4, dollar=0.4, tariff=0.4)
    found = financed(lines_of(PLAIN, levels), UNTAXED, DebtTerms(0.38))
    closing = found.flows.debt.closing[0, 11:]
    assert (np.diff(closing) <= 1e-9).all()
    assert np.nanmin(found.flows.dscr) >= 1.3 - 1e-9


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"dscr": 0.9}, "dscr is 0.9; expected 1 to 10"),
        ({"gearing": 1.1}, "gearing is 1.1; expected 0 to 1"),
        ({"rate": 23}, "rate is 23"),
        ({"repayment": "baloon"}, "repayment is 'baloon'"),
        ({"dscr": None}, "no limit is given"),
        ({"reserve_months": 30}, "reserve_months is 30"),
    ],
)
def test_terms_that_cannot_be_are_refused(options, said):
    with pytest.raises(DataError, match=said):
        DebtTerms(**{"rate": 0.2} | options)


def test_a_delay_longer_than_the_project_leaves_nothing_but_its_cost():
    lines = lines_of(PLAIN, STEADY)
    late = run(lines, UNTAXED, None, Scenarios(delay_months=np.array([0.0, 6, 18, 60, 600])))
    assert late.plan.revenue.sum(axis=1) == pytest.approx([2500, 2250, 1750, 0, 0])
    assert late.plan.revenue[2, 12:] == pytest.approx([0, 250, 500, 500, 500])
    with pytest.raises(DataError, match="demand is -1"):
        Scenarios(demand=np.array([-1.0]))
    with pytest.raises(DataError, match="expected as many of each"):
        Scenarios(demand=np.ones(2), unsold=np.zeros(3))


def test_inflation_is_added_to_every_year_and_tariffs_follow_only_if_told():
    levels = prices(1404, 1450, inflation=0.4, dollar=0.2, tariff=0.3)
    lines = lines_of(pd.concat([PLAIN, rows(("revenue", 10.0, 1406, 1410, {"indexation": "tariff"}))]), levels)
    found = run(lines, UNTAXED, None, Scenarios(inflation=np.array([0.0, 0.1]), tariff=np.array([0.0, 0.05])))
    assert found.plan.level[1, 12:14] == pytest.approx([1.5**2, 1.5**3])
    assert found.plan.revenue[1, 12] == pytest.approx(500 * 1.5**2 + 10 * 1.35**2)
    assert found.plan.capital_cost[0, :12] == pytest.approx(1.4 * 100)
    with pytest.raises(DataError, match="prices would vanish"):
        run(lines_of(PLAIN, prices(1404, 1450, inflation=-0.5, dollar=0.0, tariff=0.0)), UNTAXED, None,
            Scenarios(inflation=np.array([-0.6])))  # fmt: skip


def test_operating_cost_follows_demand_by_its_variable_share():
    lines, draws = lines_of(PLAIN, STEADY), Scenarios(demand=np.array([0.5, 1.0, 1.2]))
    for share, costs in ((0.0, [100, 100, 100]), (0.4, [80, 100, 108]), (1.0, [50, 100, 120])):
        plan = run(lines, replace(UNTAXED, variable_cost=share), draws=draws).plan
        assert np.allclose(np.broadcast_to(plan.operating_cost, (3, 17))[:, -1], costs)
        assert np.allclose(plan.revenue[:, -1], [250, 500, 600])


def test_neutral_draws_are_the_plan_and_draws_stand_by_themselves():
    levels = prices(1404, 1450, inflation=0.3, dollar=0.2, tariff=0.25)
    found = lasting(DebtTerms(0.25, reserve_months=6), Operating(Tax(0.25)), levels)
    one = run(found.lines, found.operating, found.contract)
    rng = np.random.default_rng(3)
    mixed = Scenarios(demand=np.append(1.0, rng.uniform(0.5, 1.5, 5)), inflation=np.append(0.0, rng.normal(0, 0.05, 5)))
    many = run(found.lines, found.operating, found.contract, mixed)
    assert many.equity[0] == pytest.approx(one.equity[0])
    last = run(found.lines, found.operating, found.contract, mixed.part(4, 6))
    assert last.equity == pytest.approx(many.equity[4:])


# worth


def test_with_equal_growth_a_real_rate_is_the_nominal_one_less_inflation():
    levels = prices(1404, 1450, inflation=0.4, dollar=0.4, tariff=0.4)
    flows, steady = (run(lines_of(PLAIN, one), UNTAXED) for one in (levels, STEADY))
    times = flows.timeline.years
    real = worth(flows.project[0], flows.plan.level[0], times, real_rate=0.08)
    assert real.real_rates == pytest.approx(irr(steady.project[0], times_years=times))
    assert real.npv == pytest.approx(npv(0.08, steady.project[0], times_years=times))
    assert real.nominal_rates[0] > 0.4


def test_society_counts_quantities_at_its_own_prices():
    lines = lines_of(PLAIN, STEADY)
    plain = economic_npv(lines, {}, social_rate=0.07)
    assert plain == pytest.approx(npv(0.07, run(lines, UNTAXED).project[0], times_years=lines.timeline.years))
    doubled = economic_npv(lines, {"revenue": {"inflation": 2.0}}, social_rate=0.07)
    revenue = run(lines, UNTAXED).plan.revenue[0]
    assert doubled - plain == pytest.approx(npv(0.07, revenue, times_years=lines.timeline.years))


def test_answers_of_draws_are_those_of_each_alone():
    found = lasting(DebtTerms(0.25), Operating(Tax(0.25)), prices(1404, 1450, inflation=0.2, dollar=0.2, tariff=0.2))
    draws = Scenarios(demand=np.linspace(0.4, 1.6, 7), capital_cost=np.linspace(1.5, 0.9, 7))
    flows = run(found.lines, found.operating, found.contract, draws)
    every = answers(flows, real_rate=0.06)
    for place in range(7):
        alone = worth(flows.project[place], flows.plan.level[0], flows.timeline.years, real_rate=0.06)
        assert every.npv[place] == pytest.approx(alone.npv)
        if len(alone.real_rates) == 1:
            assert every.real_rate[place] == pytest.approx(alone.real_rates[0])
    assert every.least_dscr == pytest.approx(np.nanmin(flows.dscr, axis=1))


def test_an_outlook_is_the_owners_value_and_tariffs_follow_inflation():
    levels = prices(1404, 1450, inflation=0.3, dollar=0.2, tariff=0.25)
    indexed = PLAIN.assign(indexation=PLAIN["indexation"].where(PLAIN["item"] != "revenue", "tariff"))
    found = financed(lines_of(indexed, levels), UNTAXED, DebtTerms(0.25))
    tried = {"inflation": np.array([0.0, 0.1]), "demand": np.ones(2)}
    lagging, following = (Outlook(found, 0.06, tariff_follows=share)(tried) for share in (0.0, 1.0))
    own = worth(found.flows.equity[0], found.flows.plan.level[0], found.lines.timeline.years, real_rate=0.06).npv
    assert lagging[0] == following[0] == pytest.approx(own)
    assert lagging[1] < following[1]
    assert Outlook(found, 0.06).drawn({"demand": np.array([1.0])}).npv.shape == (1,)


def test_every_sample_project_is_computed():
    table, levels = data.load("project_cashflow"), prices(1400, 1440, inflation=0.3, dollar=0.25, tariff=0.28)
    for _, some in table.groupby("project_id"):
        lines = lines_of(some, levels, dollar_rate=1e6)
        found = financed(lines, replace(UNTAXED, tax=Tax(0.25)), DebtTerms(0.3, gearing=0.7, reserve_months=6))
        check_identities(found.flows)


# found in review, each by its own case


def test_money_that_does_not_grow_is_worth_less_each_year():
    levels = prices(1404, 1450, inflation=0.4, dollar=0.4, tariff=0.4)
    fixed = rows(
        ("capital_cost", 1200.0, 1405, 1405),
        ("revenue", 500.0, 1406, 1410, {"indexation": "fixed", "price_year": None}),
    )  # fmt: skip
    lines = lines_of(fixed, levels)
    as_inflation = fixed.assign(indexation="inflation")  # the money of each year, whatever it is called
    found = [economic_npv(one, {}, social_rate=0.07) for one in (lines, lines_of(as_inflation, levels))]
    assert found[0] == pytest.approx(found[1])
    assert found[0] < 0
    assert magnitude(lines) == pytest.approx(magnitude(lines_of(as_inflation, levels)))
    flows = run(lines, UNTAXED)
    own = worth(flows.project[0], flows.plan.level[0], lines.timeline.years, real_rate=0.07)
    assert found[0] == pytest.approx(own.npv)  # without tax and shadow prices the two are one
    half = economic_npv(lines_of(PLAIN, STEADY), {}, social_rate=0.07, residual=0.5)
    flows = run(lines_of(PLAIN, STEADY), replace(UNTAXED, residual=0.5))
    assert half == pytest.approx(worth(flows.project[0], flows.plan.level[0], flows.timeline.years, real_rate=0.07).npv)


@pytest.mark.parametrize("rate", [0.18, 0.2, 0.25, 0.33])
def test_a_lock_up_at_the_cover_itself_locks_nothing_up(rate):
    lines = lines_of(PLAIN, STEADY)
    paid = [financed(lines, UNTAXED, DebtTerms(rate, dscr=1.3, lockup=at)).flows.distribution for at in (1.2, 1.3)]
    assert np.allclose(*paid)
    locked = financed(lines, UNTAXED, DebtTerms(rate, dscr=1.3, lockup=1.31)).flows.distribution
    assert (locked[0, 12:-1] == 0).all()


def test_a_renewal_is_depreciated_to_the_projects_end():
    renewed = rows(
        ("capital_cost", 2000.0, 1405, 1405), ("revenue", 400.0, 1406, 1425), ("operating_cost", 100.0, 1406, 1425),
        ("capital_cost", 1500.0, 1415, 1415),
    )  # fmt: skip
    flows = run(lines_of(renewed, STEADY), Operating(Tax(0.25)))
    assert flows.depreciation[0, 12:].tolist() == pytest.approx([100.0] * 10 + [250.0] * 10)
    assert flows.disposal[0, -1] == pytest.approx(0, abs=1e-9)
    assert flows.tax.sum() == pytest.approx(625)
    given = run(lines_of(renewed, STEADY), Operating(Tax(0.25), depreciation_years=20))
    assert given.disposal[0, -1] == pytest.approx(750)


def test_a_refinancing_gap_is_of_the_principal_at_maturity_alone():
    losing = rows(
        ("capital_cost", 300.0, 1405, 1405), ("revenue", 500.0, 1406, 1407), ("operating_cost", 100.0, 1406, 1407),
        ("operating_cost", 600.0, 1408, 1408), ("revenue", 100.0, 1408, 1408), ("revenue", 900.0, 1409, 1410),
    )  # fmt: skip
    lines = lines_of(losing, STEADY)
    terms = DebtTerms(0.2, "bullet", dscr=None, allotment=100.0, tenor_months=48)
    found = financed(lines, UNTAXED, terms)
    assert found.flows.support[0, found.contract.last] == pytest.approx(620, rel=1e-3)
    assert found.refinancing_gap == pytest.approx(100)
    assert financed(lines, UNTAXED, replace(terms, repayment="annuity")).refinancing_gap == 0


def test_a_sculpted_debt_under_an_allotment_has_one_cover_ratio_and_its_own_limit_by_cover():
    lines = lines_of(
        rows(
            ("capital_cost", 1000.0, 1405, 1405), ("revenue", 300.0, 1406, 1415), ("operating_cost", 50.0, 1406, 1415)
        ),
        STEADY,
    )
    operating, terms = Operating(Tax(0.25), depreciation_years=3), DebtTerms(0.15, dscr=1.3, tenor_months=120)
    most = financed(lines, operating, terms).amount
    for part in (0.5, 0.9):
        found = financed(lines, operating, replace(terms, allotment=part * most))
        ratios = found.flows.dscr[0, 12:21]
        assert np.ptp(ratios) < 1e-9
        assert ratios[0] > 1.3
        assert found.limits["dscr"] == pytest.approx(most)
        assert found.binding == "allotment"


def test_with_unpaid_profit_added_nothing_due_has_no_cover_and_no_reserve_is_negative():
    uneven = rows(
        ("capital_cost", 1200.0, 1405, 1405), ("revenue", 500.0, 1406, 1412), ("operating_cost", 100.0, 1406, 1412),
        ("capital_cost", 700.0, 1408, 1408), ("capital_cost", 700.0, 1410, 1410),
    )  # fmt: skip
    lines = lines_of(uneven, STEADY)
    for rate in (0.1, 0.14):
        found = financed(lines, UNTAXED, DebtTerms(rate, dscr=1.3, capitalisation=True))
        assert answers(found.flows, real_rate=0.05).least_dscr[0] == pytest.approx(1.3)
    rising = rows(
        ("capital_cost", 1000.0, 1405, 1405), ("revenue", 200.0, 1406, 1408), ("revenue", 1000.0, 1409, 1413),
        ("operating_cost", 100.0, 1406, 1413),
    )  # fmt: skip
    lines = lines_of(rising, STEADY)
    found = financed(lines, UNTAXED, DebtTerms(0.3, dscr=1.3, capitalisation=True, reserve_months=6, lockup=1.1))
    cheaper = run(lines, UNTAXED, found.contract, Scenarios(profit_rate=np.array([0.0, -0.15, 0.1])))
    assert (cheaper.reserve > -1e-9).all()
    assert (cheaper.debt.service > -1e-9).all()
    assert np.abs(cheaper.debt.closing[:, -1]).max() < 1e-6
    assert np.abs(cheaper.balance).max() < 1e-6


def test_a_tax_relief_begins_when_operation_really_does():
    lines = lines_of(PLAIN, STEADY)
    operating = Operating(Tax(0.25, 2, 1.0, False))
    taxes = run(lines, operating, draws=Scenarios(delay_months=np.array([0, 12, 24, 6]))).project
    plain = run(lines, replace(operating, tax=Tax(0.0)), draws=Scenarios(delay_months=np.array([0, 12, 24, 6]))).project
    paid = (plain - taxes)[:, 12:]
    assert paid[0].tolist() == pytest.approx([0, 0, 40, 40, 40])
    assert paid[2].tolist() == pytest.approx([0, 0, 0, 0, 40])
    assert paid[1].tolist() == pytest.approx([0, 0, 0, 40, 40])
    assert paid[3].tolist() == pytest.approx([0, 0, 20, 40, 40])  # half of the third year is still exempt


def test_capital_that_falls_once_it_runs_is_told():
    early = rows(("capital_cost", 1200.0, 1405, 1407), ("revenue", 500.0, 1408, 1412))
    assert lines_of(early, STEADY).late_capital == 0
    one_more = pd.concat([early, rows(("operating_cost", 1.0, 1406, 1406))])
    assert lines_of(one_more, STEADY).late_capital == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("period", "ok"), [("1406-13", False), ("1406-0", False), ("1406/05", False), ("1406-05", True), ("1406", True)]
)
def test_a_period_is_a_jalali_year_or_month(period, ok):
    some = pd.concat([PLAIN, rows(("revenue", 1.0, 1406, 1406)).assign(period=period)])
    if ok:
        lines_of(some, STEADY)
    else:
        with pytest.raises(DataError, match="expected a Jalali year or month"):
            lines_of(some, STEADY)


def test_what_tariffs_do_by_themselves_comes_on_top_of_inflation():
    found = financed(lines_of(PLAIN.assign(indexation="tariff"), STEADY), UNTAXED, None)
    outlook = Outlook(found, 0.06, tariff_follows=0.5)
    own, inflation = np.array([0.05]), np.array([0.1])
    both = outlook({"tariff": own, "inflation": inflation})
    same = Outlook(found, 0.06, tariff_follows=0.0)({"tariff": own + 0.5 * inflation, "inflation": inflation})
    assert both == pytest.approx(same)


def test_each_year_of_the_statement_adds_up():
    renewed = pd.concat([PLAIN, rows(("capital_cost", 90.0, 1408, 1408))])
    lines = lines_of(renewed, prices(1404, 1410, inflation=0.3, dollar=0.3, tariff=0.3))
    operating = Operating(Tax(0.25), contingency=0.1, receivable_days=40, payable_days=20, residual=0.1)
    for terms in (
        DebtTerms(0.3, dscr=1.3, reserve_months=6, deposit_rate=0.1, upfront_fee=0.02, yearly_fee=0.01, lockup=1.4),
        DebtTerms(0.3, "sinking_fund", dscr=1.2, draw="at_once", deposit_rate=0.1, construction_profit="capitalised"),
        None,
    ):
        years = by_year(financed(lines, operating, terms).flows)
        built = years["capital_cost"].where(~years["is_operation"], 0.0)
        received = years["cfads"] + years["drawn"] + years["paid_in"] + years["support"]
        spent = built + years["charges"] + years["debt_service"] + years["saved"] + years["distribution"]
        assert np.allclose(received, spent, atol=1e-9)


def test_what_should_be_looked_at_twice():
    reaches = {"delay_months": (0, 6, 24), "demand": (0.7, 0.9, 1.1), "inflation": (-0.1, 0, 0.1)}
    lines = lines_of(PLAIN, STEADY)
    assert doubts(lines, dollar_rate=1e6, known_dollar=9e5, real_return=0.2, reaches=reaches) == {}
    assert doubts(lines, dollar_rate=1e5, known_dollar=9e5) == {"dollar": pytest.approx(1 / 9)}
    assert doubts(lines, dollar_rate=1e7, known_dollar=9e5) == {"dollar": pytest.approx(100 / 9)}
    assert doubts(lines, real_return=0.9) == {"return": 0.9}
    assert doubts(lines, reaches=reaches | {"delay_months": (0, 6, 60)}) == {"delay": 60}
    found = doubts(lines, reaches=reaches | {"demand": (1.2, 1.3, 1.5), "delay_months": (3, 6, 9)})
    assert found == {"reach_demand": 1.0, "reach_delay_months": 0.0}
    running = prices(1404, 1450, inflation=0.2, dollar=0.2, tariff=0.6)
    assert set(doubts(lines_of(PLAIN.assign(indexation="tariff"), running))) >= {"tariff"}
    assert doubts(lines_of(PLAIN, running)) == {}  # nothing in it is a tariff
    much = PLAIN.assign(amount=PLAIN["amount"] * np.where(PLAIN["item"] == "revenue", 10, 1))
    assert set(doubts(lines_of(much, STEADY))) == {"revenue"}
